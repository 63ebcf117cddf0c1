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

/* distance^p, without the detour where p is 1 or 2. */
double lw_gospa_power(const struct lw_gospa_config *config, double distance_m);

/* Pairs of an object and a track that are closer than the cut-off: those of
 * object o are track[i], distance_m[i] for i from first[o] to
 * first[o + 1] - 1. */
struct lw_pairs {
    size_t *first; /* objects + 1 */
    uint32_t *track;
    double *distance_m;
    uint32_t objects, tracks;
};

/* Parts are p-th powers: distance^p = localisation + missed + spurious. */
struct lw_gospa {
    double distance;
    double localisation, missed, spurious;
    uint32_t assigned; /* pairs */
};

/* Room for sets of at most these sizes, and so many pairs. */
struct lw_gospa_work {
    size_t pairs_max;
    struct lw_assign_work assign;
    double *cost; /* pairs_max */
};

size_t lw_gospa_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max);
int lw_gospa_init(struct lw_gospa_work *work, uint32_t objects_max,
                  uint32_t tracks_max, size_t pairs_max,
                  struct lw_arena *arena);

/* What `assigned` pairs whose powers sum to `localisation` leave of so many
 * objects and tracks. */
struct lw_gospa lw_gospa_parts(const struct lw_gospa_config *config,
                               double localisation, uint32_t assigned,
                               uint32_t objects, uint32_t tracks);

/* track_of[o] becomes the track that object o is assigned, or LW_ASSIGN_NONE.
 * Pairs at or beyond the cut-off, and not comparable (NaN), are none. */
struct lw_gospa lw_gospa(const struct lw_gospa_config *config,
                         struct lw_gospa_work *work,
                         const struct lw_pairs *pairs, uint32_t *track_of);

#endif
