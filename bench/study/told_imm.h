/* SPDX-License-Identifier: Apache-2.0 */
/*
 * told_imm.h - the motion filter of the clairvoyant: three modes of nearly
 * constant velocity, written apart from the tracker's own so that the two
 * check each other. Only the geometry of a plot (fuse/plot.h) is shared.
 *
 * Frame   scene, x = [x y z vx vy vz]; covariances 6x6, row-major
 * Units   metres, seconds
 * Source  Bar-Shalom, Li & Kirubarajan (2001), 6.2.2, 10.3, 11.6.6; Joseph's
 *         form of the update, 5.2.3
 */
#ifndef LW_TOLD_IMM_H
#define LW_TOLD_IMM_H

#include "fuse/plot.h"

enum { LW_TOLD_MODES = 3, LW_TOLD_CELLS = LW_STATE * LW_STATE };

struct lw_told_gauss {
    double x[LW_STATE];
    double p[LW_TOLD_CELLS];
};

struct lw_told_imm {
    double chance[LW_TOLD_MODES];
    struct lw_told_gauss mode[LW_TOLD_MODES];
};

struct lw_told_motion {
    const char *name;
    double level_psd[LW_TOLD_MODES]; /* white acceleration, m^2/s^3 */
    double climb_psd[LW_TOLD_MODES];
    double stay_s[LW_TOLD_MODES]; /* mean time in a mode */
};

/* The kinds of motion that may be asked for, ended by one without a name. */
extern const struct lw_told_motion lw_told_motions[];

void lw_told_start(struct lw_told_imm *imm, const struct lw_told_gauss *at);

/* Forward by dt_s >= 0; `up` is the vertical there. */
void lw_told_predict(struct lw_told_imm *imm,
                     const struct lw_told_motion *motion, const double up[3],
                     double dt_s);

/* Take one plot, which is `age_s` older than the state, in. A plot that no
 * mode explains to five sigma is believed the less for it. */
void lw_told_update(struct lw_told_imm *imm, const struct lw_plot *plot,
                    double age_s);

/* The one Gaussian that has the mixture's mean and covariance. */
void lw_told_collapse(const struct lw_told_imm *imm, struct lw_told_gauss *out);

#endif
