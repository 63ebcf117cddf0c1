/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ospa2.h - OSPA(2): how far apart the paths of objects and of tracks are over
 * windows of time, identities included.
 *
 *   D(x, y)^p = mean over the steps at which x or y is there of
 *                 min(c, d)^p where both are, c^p where one is
 *   OSPA(2)   = OSPA with D for its distance and c for its cut-off
 *
 * Windows lie one behind the other, so that each step is in one. A path that
 * breaks in the middle of a window is two half ones, of which one can be
 * paired: identity switches cost, unlike in GOSPA.
 *
 * Source  Beard, Vo & Vo, "A solution for large-scale multi-object tracking"
 *         (IEEE T-SP 68, 2020), section IV: equal weights, base order q = p
 */
#ifndef LW_OSPA2_H
#define LW_OSPA2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assign.h"
#include "base/arena.h"
#include "trajectory.h"

enum { LW_OSPA2_STEPS_MAX = 64 }; /* of a window: one bit each */

struct lw_ospa2_pair {
    uint32_t object, track;
    double saved;  /* sum of c^p - d^p over the steps that were near */
    uint32_t near; /* so many */
    bool used;
};

struct lw_ospa2_side {
    uint64_t *there;  /* of each number: at which steps */
    uint32_t *listed; /* numbers that were there, in order of coming */
    uint32_t *place;  /* of each number, in `listed` */
    uint32_t count, max;
};

struct lw_ospa2_total {
    uint64_t steps;
    double distance, power; /* sums, weighed by steps */
    double localisation;    /* of power; the rest is cardinality */
};

struct lw_ospa2 {
    double p, most;      /* most: c^p */
    uint32_t window, at; /* steps */
    struct lw_ospa2_side objects, tracks;
    struct lw_ospa2_pair *pair; /* hash table */
    size_t pairs, slots;        /* slots: a power of two */
    size_t *first;              /* the rest: work room for the assignment */
    size_t *fill;
    uint32_t *column, *entry, *column_of; /* entry: slot of a pair */
    double *cost;
    uint64_t object_steps, track_steps; /* of this window */
    struct lw_assign_work assign;
    struct lw_ospa2_total total;
};

size_t lw_ospa2_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max);
int lw_ospa2_init(struct lw_ospa2 *ospa, double cutoff_power, double p,
                  uint32_t window, uint32_t objects_max, uint32_t tracks_max,
                  size_t pairs_max, struct lw_arena *arena);

/* Become the same as `from`, which has less room. */
void lw_ospa2_copy(struct lw_ospa2 *ospa, const struct lw_ospa2 *from);

/* Whether so many pairs more can be taken in. */
bool lw_ospa2_room(const struct lw_ospa2 *ospa, size_t pairs);

/* At this step: who was there, and who was nearer than the cut-off. */
void lw_ospa2_object(struct lw_ospa2 *ospa, uint32_t object);
void lw_ospa2_track(struct lw_ospa2 *ospa, uint32_t track);
void lw_ospa2_near(struct lw_ospa2 *ospa, uint32_t object, uint32_t track,
                   double power);

/* The step is over: true when a window is full, with its distance. */
bool lw_ospa2_step(struct lw_ospa2 *ospa, double *distance);

/*
 * One assignment for all of the window so far, as part of a sequence for the
 * trajectory metric: the one that costs least, with half_cost for each half
 * switch from what *path holds. What it adds to the path's sums is returned;
 * with `commit` the path itself goes on.
 */
struct lw_ospa2_held {
    double localisation;
    uint64_t missed, spurious, halves;
};
struct lw_ospa2_held lw_ospa2_hold(struct lw_ospa2 *ospa,
                                   struct lw_trajectory *path, double half_cost,
                                   bool commit);

/* The totals with what the last window has so far. */
struct lw_ospa2_total lw_ospa2_result(struct lw_ospa2 *ospa);

#endif
