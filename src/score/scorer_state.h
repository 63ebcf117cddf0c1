/* SPDX-License-Identifier: Apache-2.0 */
/* scorer_state.h - the inside of lw_score, for scorer*.c alone. */
#ifndef LW_SCORER_STATE_H
#define LW_SCORER_STATE_H

#include "pairs.h"
#include "scorer.h"
#include "trajectory.h"

struct lw_object_state {
    uint64_t present, tracked; /* steps */
    uint64_t waited;           /* steps from the first on, before a track */
    uint64_t switches, longest, run;
    double error2;
    double nees_before[LW_NEES_KINDS];
    uint64_t nees_step; /* the step that these are of, from 1 */
    int64_t first_ns;   /* of its first track */
    uint32_t last;      /* track it was assigned last; LW_ASSIGN_NONE */
    uint32_t clear;     /* the same with pairs kept */
    uint16_t kind, region;
    bool clear_held; /* ... and in the step before this one */
    bool was_tracked, seen;
};

struct lw_track_state {
    uint64_t shown; /* steps */
    uint16_t claimed_shown, claimed_told;
    bool assigned;
};

/* Ways of assigning over time that bound the trajectory metric: each step for
 * itself; pairs kept while they hold; a switch where it pays at once; one
 * assignment for each window of OSPA(2). */
enum { LW_PATH_EACH, LW_PATH_KEPT, LW_PATH_PAID, LW_PATH_WINDOW, LW_PATHS };

struct lw_score_totals {
    uint64_t steps, switches_clear;
    double distance, distance_p, localisation, missed, spurious;
    struct lw_reliability shown, told;
    struct lw_series series;
    struct lw_marks object_marks, track_marks;
};

/* Of the step at hand, of what counts. */
struct lw_score_step_sums {
    uint32_t objects, tracks, assigned, nees_pairs;
    double localisation, error2, nees;
};

struct lw_score {
    struct lw_score_config config;
    struct lw_score_totals totals;
    struct lw_score_step_sums step;
    struct lw_object_state *object;
    struct lw_track_state *track;
    struct lw_sums *sums; /* the whole, then kinds, then regions */
    struct lw_trajectory path[LW_PATHS];
    struct lw_ospa2 ospa2;

    /* Of one step. */
    struct lw_gospa_work gospa;
    struct lw_pairs_work near, maybe; /* maybe: with tentative tracks */
    uint32_t *track_of;  /* of objects; LW_ASSIGN_NONE: not tracked */
    uint32_t *other_of;  /* the same in another way of assigning */
    uint32_t *object_of; /* of tracks, by track_of */
    uint32_t *nearest;   /* object of each track */
    double *nearest_m;
    uint32_t *followers;         /* tracks nearest to each object */
    struct lw_score_point *left; /* objects that no shown track is on */
    double *bent_m;              /* distances of pairs, for an assignment */

    /* For the results. */
    struct lw_wait *wait;
    double *found_s;
};

#endif
