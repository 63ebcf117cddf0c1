/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trajectory.h - the trajectory metric (T-GOSPA), bounded from above.
 *
 *   d^p = min over sequences of assignments of
 *           sum over steps of GOSPA's cost under that step's assignment
 *         + gamma^p * sum over steps and objects of  1 from track to track,
 *                                  1/2 from none to a track or back
 *
 * The minimum is a linear programme over all of time. Any sequence gives an
 * upper bound; the sum of the steps' own GOSPA is a lower one. A sequence is
 * told here as its pairs closer than the cut-off, step by step. Between them
 * an object may go on holding its track: where the two are far apart, or one
 * is not there, that costs what being without does. So what a sequence must
 * pay for switching, at least, is counted without looking back:
 *   - a half for letting go of a track: for another, or to another object
 *   - a half for taking one, unless neither had any before: then it can have
 *     been held since the start
 *
 * Source  Garcia-Fernandez, Rahmathullah & Svensson, "A metric on the space of
 *         finite sets of trajectories for evaluation of multi-target tracking
 *         algorithms" (IEEE T-SP 68, 2020), definitions 2 and 4
 */
#ifndef LW_TRAJECTORY_H
#define LW_TRAJECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct lw_trajectory {
    double localisation; /* sum of p-th powers */
    uint64_t missed, spurious, halves;
    uint32_t *held;      /* of each object, the last; LW_ASSIGN_NONE: never */
    uint32_t *holder;    /* of each track */
    unsigned char *lost; /* objects: what it held went to another */
    uint32_t objects_max, tracks_max;
};

size_t lw_trajectory_size(uint32_t objects_max, uint32_t tracks_max);
int lw_trajectory_init(struct lw_trajectory *path, uint32_t objects_max,
                       uint32_t tracks_max, struct lw_arena *arena);

/* Become the same as `from`, which has less room. */
void lw_trajectory_copy(struct lw_trajectory *path,
                        const struct lw_trajectory *from);

/* Half switches that this pair would cost now. */
int lw_trajectory_halves(const struct lw_trajectory *path, uint32_t object,
                         uint32_t track);

/* The pair is made, at a cost of distance^p. */
void lw_trajectory_pair(struct lw_trajectory *path, uint32_t object,
                        uint32_t track, double power);

#endif
