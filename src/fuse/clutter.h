/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clutter.h - where a sensor keeps reporting what is no aircraft.
 *
 * False reports do not only lie anywhere. Blades, masts and shores report from
 * one place for ever; a flock of birds or a shower for minutes, drifting, its
 * reports at one speed. Two hashed maps of small cells on the ground count
 * what was reported there of late: `LW_CLUTTER_FIXED` with the size of the
 * sensor's error and a long memory, `LW_CLUTTER_DRIFTING` with larger cells, a
 * short memory and, where range rates are measured, a third dimension of
 * those. Bounded memory: what counts least is forgotten first.
 *
 * Frame   the scene's ground plane; units metres, seconds
 * Source  doc/tracker.md, "What is learnt of a sensor"
 */
#ifndef LW_CLUTTER_H
#define LW_CLUTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lw_arena;
struct lw_copy;

enum lw_clutter_sort { LW_CLUTTER_FIXED, LW_CLUTTER_DRIFTING };

struct lw_clutter_cell {
    uint32_t key;       /* 0: empty */
    float count, still; /* of reports, and of those at no range rate, */
    float at_s;         /* as of then */
};

struct lw_clutter {
    struct lw_clutter_cell *cell;
    uint32_t buckets; /* a power of two */
    uint32_t used;    /* cells that count something */
    int64_t begin_ns; /* 0: nothing came yet */
};

/* A report as the maps take it. */
struct lw_clutter_at {
    uint32_t sensor;
    int64_t t_ns;
    double xy_m[2];
    double error_m;  /* 1 sigma of place, of both axes together */
    double period_s; /* of the sensor's looks */
    bool has_range_rate;
    double range_rate_mps;
};

/* What else is known of a sensor there. */
struct lw_clutter_even {
    double per_m2;         /* false reports a look that lie evenly */
    double range_rate_mps; /* share of those a m/s, at this range rate */
    double flocks;         /* how many times more of them than is thought */
    double area_m2;        /* of its coverage */
    int64_t first_ns;      /* of its reports */
};

/* Bytes that lw_clutter_init() takes from the arena at most. */
size_t lw_clutter_size(uint32_t cells);

/* 0, or LW_ERR_NO_SPACE. */
int lw_clutter_init(struct lw_clutter *map, uint32_t cells,
                    struct lw_arena *arena);

/* A report that is no aircraft's, with this chance. */
void lw_clutter_add(struct lw_clutter *map, enum lw_clutter_sort sort,
                    const struct lw_clutter_at *at, double chance);

/* False reports a look and square metre, and with a range rate for each m/s,
 * to expect there beyond those that lie evenly. */
double lw_clutter_excess(const struct lw_clutter *map,
                         enum lw_clutter_sort sort,
                         const struct lw_clutter_at *at,
                         const struct lw_clutter_even *even);

/* The odds that a false report there is of a flock, before any came; 0 where
 * nothing tells. */
double lw_clutter_flocks(const struct lw_clutter_at *at,
                         const struct lw_clutter_even *even);

/* The cells in use. */
void lw_clutter_copy(struct lw_clutter *map, struct lw_copy *copy);

#endif
