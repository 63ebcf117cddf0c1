/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imm.h - the motion of one aircraft: an interacting-multiple-model filter.
 *
 * Three modes, all of nearly constant velocity: straight, turning gently,
 * manoeuvring hard; they differ in their white acceleration. Vertical motion
 * has its own, lesser noise, and where height is not known a vertical speed
 * dies away, so that an unmeasured height grows uncertain like a random walk
 * and no faster.
 *
 * Frame   scene, x = [x y z vx vy vz]; covariances 6x6, row-major
 * Units   metres, seconds
 * Source  Blom & Bar-Shalom (IEEE TAC 33, 1988); Bar-Shalom, Li & Kirubarajan
 *         (2001), 6.2.2 (white acceleration), 11.6.6 (IMM)
 */
#ifndef LW_IMM_H
#define LW_IMM_H

#include <stdbool.h>

#include "plot.h"

enum { LW_IMM_MODES = 3 };

struct lw_gauss {
    double x[LW_STATE];
    double p[LW_STATE * LW_STATE];
};

struct lw_imm {
    double chance[LW_IMM_MODES]; /* of each mode; sums to 1 */
    struct lw_gauss mode[LW_IMM_MODES];
};

struct lw_motion {
    double accel_psd[LW_IMM_MODES];        /* horizontal, m^2/s^3 */
    double vertical_psd[LW_IMM_MODES];     /* m^2/s^3 */
    double stay_s[LW_IMM_MODES];           /* mean time in a mode */
    double go[LW_IMM_MODES][LW_IMM_MODES]; /* where to, on leaving one */
    double climb_memory_s;                 /* where height is unknown */
};

extern const struct lw_motion lw_motion_default;

/* Both modes at the same state. */
void lw_imm_init(struct lw_imm *imm, const struct lw_gauss *start);

/* Forward by dt >= 0 seconds; `up` is the local vertical in the scene. */
void lw_imm_predict(struct lw_imm *imm, const struct lw_motion *motion,
                    const double up[3], double dt_s);

/*
 * Likelihood and update of one Gaussian with one plot, whose covariance is
 * taken `inflate` times. `age_s` as in lw_plot_residual(). Returns the
 * logarithm of the likelihood, -INFINITY where the plot lies outside
 * `gate` (squared Mahalanobis distance). `out` (may be NULL, may not be
 * `in`) is set unless it lies outside.
 */
double lw_gauss_update(const struct lw_gauss *in, const struct lw_plot *plot,
                       double age_s, double inflate, double gate,
                       struct lw_gauss *out);

/* The plot's residual, whitened by its own predicted covariance: of `dim`
 * independent components of variance 1, if filter and sensor are as modelled.
 * False where that covariance is not positive definite. */
bool lw_gauss_whiten(const struct lw_gauss *in, const struct lw_plot *plot,
                     double age_s, double inflate,
                     double white[LW_PLOT_DIM_MAX]);

/* Mean and covariance of a mixture of `count` Gaussians whose weights sum to
 * a positive number; sets *out to it. */
void lw_gauss_mix(const struct lw_gauss *const part[], const double weight[],
                  int count, struct lw_gauss *out);

/* The one Gaussian that stands for all modes. */
void lw_imm_collapse(const struct lw_imm *imm, struct lw_gauss *out);

#endif
