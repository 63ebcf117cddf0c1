/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intersect.c - places that another centre's tracker has worked out, taken so
 * that nothing is counted twice.
 *
 * Such a place is no measurement: it remembers those before it, and may rest
 * on sensors that this centre has, too. How far its error and ours hang
 * together nobody knows. Covariance intersection is right whatever that is:
 * with a weight w of 0..1
 *
 *   P+^-1 = w P^-1 + (1 - w) H' R^-1 H
 *
 * which is the ordinary update by P / w and R / (1 - w). The weight is that of
 * the smallest P+ by its determinant: with n numbers in the state, the most of
 *
 *   n log w + log det(R + (1 - w) / w  H P H')
 *
 * which has but one maximum. Where ours is the better, w is 1: the place then
 * says that the aircraft is there, and nothing of where.
 *
 * Source  Julier & Uhlmann, "A non-divergent estimation algorithm in the
 *         presence of unknown correlations" (American Control Conference,
 *         1997)
 */
#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "fuse.h"

/* So much is kept of what is known, whatever comes. */
static const double weight_min = 0.02;
/* ... and from here on it is all. */
static const double weight_all = 0.98;
/* Two estimates that are one, taken for two, have half of its variance. */
static const double pair_factor = 2.0;

bool lw_intersect_wanted(const struct lw_tracker *trk,
                         const struct lw_plot *plot)
{
    return trk->site->sensor[plot->sensor].kind == LW_SENSOR_TRACKER &&
           plot->type == LW_REPORT_POSITION;
}

/* The value of the criterion; s: H P H'. -INFINITY: beyond arithmetic. */
static double value_of(const struct lw_plot *plot, const double *s, double w)
{
    double sum[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];
    const int dim = plot->dim;
    double value = LW_STATE * log(w);

    for (int i = 0; i < dim * dim; i++)
        sum[i] = plot->r[i] + (1.0 - w) / w * s[i];
    if (!lw_cholesky(sum, dim))
        return (double)-INFINITY;
    for (int i = 0; i < dim; i++)
        value += 2.0 * log(sum[i * dim + i]);
    return value;
}

/* Golden section: it halves in less than two steps. */
static double best_weight(const struct lw_plot *plot, const double *s)
{
    enum { STEPS = 20 };
    static const double part = 0.6180339887498949;
    double from = weight_min, to = 1.0;
    double a = to - part * (to - from), b = from + part * (to - from);
    double at_a = value_of(plot, s, a), at_b = value_of(plot, s, b);

    for (int i = 0; i < STEPS; i++)
        if (at_a > at_b) {
            to = b;
            b = a;
            at_b = at_a;
            a = to - part * (to - from);
            at_a = value_of(plot, s, a);
        } else {
            from = a;
            a = b;
            at_a = at_b;
            b = from + part * (to - from);
            at_b = value_of(plot, s, b);
        }
    return 0.5 * (from + to);
}

static void widen(struct lw_tracker *trk, const struct lw_target *t,
                  double factor)
{
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        struct lw_imm *imm = &trk->imm[t->hypothesis[h].imm];
        for (int i = 0; i < LW_SYM; i++)
            imm->p[i] *= factor;
    }
}

double lw_intersect(struct lw_tracker *trk, const struct lw_target *t,
                    const struct lw_plot *plot, double age_s)
{
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    double ph[LW_STATE * LW_PLOT_DIM_MAX];
    double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];
    const int dim = plot->dim;

    lw_plot_residual(plot, t->mean.x, age_s, nu, h);
    for (int i = 0; i < LW_STATE; i++)
        for (int a = 0; a < dim; a++) {
            double sum = 0.0;
            for (int j = 0; j < LW_STATE; j++)
                sum += t->mean.p[i * LW_STATE + j] * h[a * LW_STATE + j];
            ph[i * dim + a] = sum;
        }
    for (int a = 0; a < dim; a++)
        for (int b = 0; b < dim; b++) {
            double sum = 0.0;
            for (int i = 0; i < LW_STATE; i++)
                sum += h[a * LW_STATE + i] * ph[i * dim + b];
            s[a * dim + b] = sum;
        }
    const double w = best_weight(plot, s);
    if (w > weight_all)
        return (double)INFINITY;
    widen(trk, t, 1.0 / w);
    return 1.0 / (1.0 - w);
}

void lw_intersect_birth(struct lw_tracker *trk, const struct lw_target *t,
                        const struct lw_plot *first,
                        const struct lw_plot *second)
{
    if (lw_intersect_wanted(trk, first) || lw_intersect_wanted(trk, second))
        widen(trk, t, pair_factor);
}
