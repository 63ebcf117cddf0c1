/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gospa.h - generalised optimal sub-pattern assignment: how far apart a set of
 * true objects and a set of tracks are at one moment.
 *
 *   d^p = min over assignments of  sum of d(x, y)^p over the assigned pairs
 *                                + c^p / 2 for each of a pair beyond c
 *                                + c^p / alpha for each one in surplus
 *
 * With alpha = 2 every missed object and every false track costs c^p / 2, and
 * the three parts mean what they say. With another alpha the parts still add
 * up to d^p: the two of a pair beyond the cut-off cost c^p / 2 each, what is
 * in surplus counts as missed (objects) or false (tracks).
 *
 * Source  Rahmathullah, Garcia-Fernandez & Svensson, "Generalized optimal
 *         sub-pattern assignment metric" (FUSION 2017), definition 1 and
 *         proposition 1
 */
#ifndef LW_GOSPA_H
#define LW_GOSPA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assign.h"
#include "base/arena.h"

struct lw_gospa_config {
    double cutoff_m; /* c > 0 */
    double p;        /* 1 <= p */
    double alpha;    /* 0 < alpha <= 2 */
};

bool lw_gospa_valid(const struct lw_gospa_config *config);

/* Parts are p-th powers: distance^p = localisation + missed + spurious. */
struct lw_gospa {
    double distance;
    double localisation, missed, spurious;
    uint32_t assigned; /* pairs closer than the cut-off */
};

/* Room for sets of at most these sizes. */
struct lw_gospa_work {
    uint32_t objects_max, tracks_max;
    struct lw_assign_work assign;
    double *cost;      /* objects_max x tracks_max */
    uint32_t *group;   /* objects, then tracks: links to the group's first */
    uint32_t *objects; /* of one group */
    uint32_t *tracks;
    uint32_t *column_of;
};

/* 0 when the product overflows. */
size_t lw_gospa_size(uint32_t objects_max, uint32_t tracks_max);
int lw_gospa_init(struct lw_gospa_work *work, uint32_t objects_max,
                  uint32_t tracks_max, struct lw_arena *arena);

/*
 * distance_m is objects x tracks, row-major, >= 0; infinity and NaN mean "not
 * comparable". track_of[o] becomes the track that object o is assigned, closer
 * than the cut-off, or LW_ASSIGN_NONE. O(n^3) in the largest group of objects
 * and tracks that are linked by distances below the cut-off.
 */
struct lw_gospa lw_gospa(const struct lw_gospa_config *config,
                         struct lw_gospa_work *work, const double *distance_m,
                         uint32_t objects, uint32_t tracks, uint32_t *track_of);

#endif
