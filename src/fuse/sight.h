/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sight.h - the plots of one look against the hypotheses of one target.
 *
 * Bearings of one look were taken from one place at one moment, mostly with one
 * error: what a hypothesis expects of them is worked out once, and each differs
 * from the next in its residual alone. Where many sensors hear many aircraft
 * that is nearly all of the work.
 */
#ifndef LW_FUSE_SIGHT_H
#define LW_FUSE_SIGHT_H

#include "fuse.h"

struct lw_sight {
    const struct lw_plot *plot; /* the last one, kept; NULL: none yet */
    double mean[LW_HYPOTHESES_MAX][LW_STATE];
    struct lw_fit fit[LW_HYPOTHESES_MAX];
};

/* The target's state must not change between this and the last fit. */
void lw_sight_begin(struct lw_sight *sight, const struct lw_tracker *trk,
                    const struct lw_target *target);

/* The plot against each hypothesis, in sight->fit; returns its likelihood over
 * all of them. `age_s`, `inflate` and `gate` as in lw_gauss_update(), and the
 * same for every plot of a look. */
double lw_sight_fit(struct lw_sight *sight, const struct lw_tracker *trk,
                    const struct lw_target *target, const struct lw_plot *plot,
                    double age_s, double inflate, double gate);

#endif
