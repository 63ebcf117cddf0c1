/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imm.h - the motion of one aircraft: an interacting-multiple-model filter.
 *
 * Four modes, all of nearly constant velocity: on a line, straight, turning
 * gently, manoeuvring hard; they differ in their white acceleration. Vertical
 * motion has its own, lesser noise, and where height is not known a vertical
 * speed dies away, so that an unmeasured height grows uncertain like a random
 * walk and no faster.
 *
 * Each number of the state stands beside the same number of the other modes
 * (lanes.h): one pass over the state serves them all.
 *
 * Frame   scene, x = [x y z vx vy vz]
 * Units   metres, seconds
 * Source  Blom & Bar-Shalom (IEEE TAC 33, 1988); Bar-Shalom, Li & Kirubarajan
 *         (2001), 6.2.2 (white acceleration), 11.6.6 (IMM)
 */
#ifndef LW_IMM_H
#define LW_IMM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lanes.h"
#include "gauss.h"

enum {
    LW_IMM_MODES = LW_LANES,
    LW_SYM = LW_STATE * (LW_STATE + 1) / 2,
};

/* Where element i, j of a symmetric matrix stands in its lower triangle. */
static inline int lw_sym(int i, int j)
{
    return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

struct lw_imm {
    lw_lanes chance; /* of each mode; sums to 1 */
    lw_lanes x[LW_STATE];
    lw_lanes p[LW_SYM]; /* lower triangle, by rows */
};

struct lw_motion {
    double accel_psd[LW_IMM_MODES];        /* horizontal, m^2/s^3 */
    double vertical_psd[LW_IMM_MODES];     /* m^2/s^3 */
    double stay_s[LW_IMM_MODES];           /* mean time in a mode */
    double go[LW_IMM_MODES][LW_IMM_MODES]; /* where to, on leaving one */
    double climb_memory_s;                 /* where height is unknown */
};

extern const struct lw_motion lw_motion_default;

/* What depends on the time alone of a step forward. */
struct lw_step {
    double dt_s;
    lw_lanes to[LW_LANES]; /* to[from]: chance of each mode after it */
    lw_lanes psd, vertical_psd;
    double climb_loss;
};

/* dt_s >= 0. */
void lw_step_set(struct lw_step *step, const struct lw_motion *motion,
                 double dt_s);

/* All modes at the same state. */
void lw_imm_init(struct lw_imm *imm, const struct lw_gauss *start);

/* Forward by dt_s >= 0 at nearly constant velocity; every mode for itself. */
void lw_imm_coast(struct lw_imm *imm, double dt_s, double accel_psd);

/* Forward; `up` is the local vertical in the scene. */
void lw_imm_predict(struct lw_imm *imm, const struct lw_step *step,
                    const double up[3]);

/* One plot against one filter: its likelihood, and what updates it. */
struct lw_fit {
    double likelihood; /* of the plot; 0 outside the gate */
    lw_lanes by_mode;
    lw_lanes white[LW_PLOT_DIM_MAX];          /* L^-1 residual; S = L D L' */
    lw_lanes pivot[LW_PLOT_DIM_MAX];          /* 1 / D */
    lw_lanes gain[LW_STATE][LW_PLOT_DIM_MAX]; /* P H' L'^-1 */
    lw_lanes peak;                            /* likelihood of no residual */
    lw_lanes second;            /* of the first residual in the second, L */
    double nu[LW_PLOT_DIM_MAX]; /* the residual at the mean */
    int dim;
};

/*
 * Linearised at `mean`, the mean of the filter. `age_s`, `inflate` and `gate`
 * as in lw_gauss_update(); the gate holds for the nearest mode. Returns
 * fit->likelihood.
 */
double lw_imm_fit(const struct lw_imm *imm, const double mean[LW_STATE],
                  const struct lw_plot *plot, double age_s, double inflate,
                  double gate, struct lw_fit *fit);

/* The same without what updates it: quicker. */
double lw_imm_likelihood(const struct lw_imm *imm, const double mean[LW_STATE],
                         const struct lw_plot *plot, double age_s,
                         double inflate, double gate);

/*
 * Make of a bearing's fit that of another, taken from the same place at the
 * same moment with the same error: the residual alone differs. Returns
 * fit->likelihood.
 */
double lw_imm_refit(const struct lw_imm *imm, const struct lw_plot *was,
                    const struct lw_plot *plot, double gate,
                    struct lw_fit *fit);

/* The filter after one of several plots or none caused by it: begin with the
 * weight of none, add each with its weight, end. */
struct lw_blend {
    lw_lanes weight;
    lw_lanes dx[LW_STATE];
    lw_lanes dp[LW_SYM];
};

void lw_blend_begin(struct lw_blend *blend, const struct lw_imm *imm,
                    double none);
void lw_blend_add(struct lw_blend *blend, const struct lw_imm *imm,
                  const struct lw_fit *fit, double weight);
/* Returns the sum of all weights, as taken by the filter. */
double lw_blend_end(const struct lw_blend *blend, struct lw_imm *imm);

/* The mean over all modes. */
void lw_imm_mean(const struct lw_imm *imm, double mean[LW_STATE]);

/* One of its modes. */
void lw_imm_mode(const struct lw_imm *imm, int mode, struct lw_gauss *out);

/* The one Gaussian that stands for all modes. */
void lw_imm_collapse(const struct lw_imm *imm, struct lw_gauss *out);
/* Its mean, and the covariance of its place alone; leaves the rest as it is. */
void lw_imm_collapse_place(const struct lw_imm *imm, struct lw_gauss *out);

/* Pour b into a, by weights that sum to a positive number. */
void lw_imm_pour(struct lw_imm *a, double weight_a, const struct lw_imm *b,
                 double weight_b);

#endif
