/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gauss.h - one Gaussian over place and velocity, and what a plot makes of it.
 *
 * Frame   scene, x = [x y z vx vy vz]; covariances 6x6, row-major
 * Units   metres, seconds
 * Source  Bar-Shalom, Li & Kirubarajan (2001), 10.3 (EKF)
 */
#ifndef LW_GAUSS_H
#define LW_GAUSS_H

#include <stdbool.h>

#include "plot.h"

struct lw_gauss {
    double x[LW_STATE];
    double p[LW_STATE * LW_STATE];
};

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

#endif
