/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cloud.h - where an aircraft may be that is only heard: a sum of many small
 * Gaussians, over place and velocity on the ground.
 *
 * A loudness says how far it is, not where: rings, of which a few Gaussians
 * keep nothing but their width. Parts that are small against the distance at
 * which they are heard follow such a ring, the mirror image beyond the
 * sensor, and the courses that lead from one sensor to the next; those that do
 * not fit lose their weight. To the rest of the tracker the target has one
 * hypothesis, the Gaussian of all parts; the parts become hypotheses once
 * something sees where it is.
 *
 * Frame   east and north of a place that moves along with it, at its height
 * Units   metres, seconds
 * Source  Alspach & Sorenson, "Nonlinear Bayesian estimation using Gaussian
 *         sum approximations" (IEEE TAC 17, 1972); doc/tracker.md, "Hearing"
 */
#ifndef LW_FUSE_CLOUD_H
#define LW_FUSE_CLOUD_H

#include "hearing.h"

enum {
    LW_CLOUD_PARTS = 32,
    LW_CLOUD_STATE = 4, /* east, north, and their velocities */
    LW_CLOUD_SYM = 10,
};

struct lw_cloud_part {
    double weight; /* they sum to 1 */
    double x[LW_CLOUD_STATE];
    double p[LW_CLOUD_SYM]; /* lower triangle, by rows */
};

struct lw_cloud {
    double at_m[3], axes[9]; /* the place, and east, north, up there */
    uint32_t count, taken;   /* parts; looks since those alike were merged */
    struct lw_cloud_part part[LW_CLOUD_PARTS];
};

/* Room for those that a site may have; all of them free. LW_ERR_NO_SPACE. */
size_t lw_cloud_size(uint32_t targets_max, const struct lw_site *site);
int lw_cloud_init(struct lw_tracker *trk, struct lw_arena *arena);

/* What is heard for the first time: round the sensor, as far off as it is loud,
 * on any course. One hypothesis is added to the target. False where there is no
 * room. */
bool lw_cloud_begin(struct lw_tracker *trk, struct lw_target *target,
                    const struct lw_plot *plot);

/* Of a target whose place is not known well any more, its hypotheses become a
 * cloud, and one. */
void lw_cloud_of(struct lw_tracker *trk, struct lw_target *target);

/* Its parts become hypotheses, as many as there may be. */
void lw_cloud_leave(struct lw_tracker *trk, struct lw_target *target);

/* It goes, the hypothesis stays. */
void lw_cloud_end(struct lw_tracker *trk, struct lw_target *target);

void lw_cloud_predict(struct lw_tracker *trk, const struct lw_target *target,
                      double dt_s);

/* The chance of a look, over all parts. */
double lw_cloud_chance(const struct lw_tracker *trk,
                       const struct lw_target *target,
                       const struct lw_hearing *hearing,
                       const struct lw_plot *plot);

/* The same, and what the look says of the place. */
double lw_cloud_take(struct lw_tracker *trk, struct lw_target *target,
                     const struct lw_hearing *hearing,
                     const struct lw_plot *plot);

#endif
