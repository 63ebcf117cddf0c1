/* SPDX-License-Identifier: Apache-2.0 */
#include "gauss.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/matrix.h"

/* s = H P H' + R, and pht = P H', `rows` x dim of 6; the last columns of H are
 * 0 where they are 3. */
static inline void innovation(const struct lw_gauss *g,
                              const struct lw_plot *plot, const double *h,
                              double inflate, int rows, int cols, double *pht,
                              double *s)
{
    const int n = plot->dim;

    for (int i = 0; i < rows; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0.0;
            for (int k = 0; k < cols; k++)
                sum += g->p[i * LW_STATE + k] * h[j * LW_STATE + k];
            pht[i * n + j] = sum;
        }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double sum = inflate * plot->r[i * n + j];
            for (int k = 0; k < cols; k++)
                sum += h[i * LW_STATE + k] * pht[k * n + j];
            s[i * n + j] = sum;
            s[j * n + i] = sum;
        }
}

bool lw_gauss_whiten(const struct lw_gauss *in, const struct lw_plot *plot,
                     double age_s, double inflate,
                     double white[LW_PLOT_DIM_MAX])
{
    double h[LW_PLOT_DIM_MAX * LW_STATE], pht[LW_STATE * LW_PLOT_DIM_MAX];
    double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    lw_plot_residual(plot, in->x, age_s, white, h);
    if (lw_plot_by_velocity(plot, age_s))
        innovation(in, plot, h, inflate, LW_STATE, LW_STATE, pht, s);
    else
        innovation(in, plot, h, inflate, 3, 3, pht, s);
    if (!lw_cholesky(s, plot->dim))
        return false;
    lw_cholesky_solve_lower(s, plot->dim, white);
    return true;
}

double lw_gauss_update(const struct lw_gauss *in, const struct lw_plot *plot,
                       double age_s, double inflate, double gate,
                       struct lw_gauss *out)
{
    const int n = plot->dim;
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    double pht[LW_STATE * LW_PLOT_DIM_MAX];
    double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    lw_plot_residual(plot, in->x, age_s, nu, h);
    innovation(in, plot, h, inflate, LW_STATE, LW_STATE, pht, s);
    if (!lw_cholesky(s, n))
        return -(double)INFINITY;
    const double d2 = lw_cholesky_mahalanobis2(s, n, nu);
    if (!(d2 <= gate))
        return -(double)INFINITY;
    const double log_likelihood =
        log(plot->scale) -
        0.5 * (d2 + lw_cholesky_log_det(s, n) + n * log(2.0 * LW_PI));
    if (out == NULL)
        return log_likelihood;

    /* K = P H' S^-1; rows of K by solving S k = (P H')_row. P - K (P H')' is
     * symmetric up to rounding, which lw_symmetrise() takes away. */
    *out = *in;
    for (int i = 0; i < LW_STATE; i++) {
        double k[LW_PLOT_DIM_MAX];
        memcpy(k, &pht[i * n], (size_t)n * sizeof *k);
        lw_cholesky_solve(s, n, k);
        for (int j = 0; j < n; j++)
            out->x[i] += k[j] * nu[j];
        for (int j = 0; j < LW_STATE; j++) {
            double sum = 0.0;
            for (int c = 0; c < n; c++)
                sum += k[c] * pht[j * n + c];
            out->p[i * LW_STATE + j] -= sum;
        }
    }
    lw_symmetrise(out->p, LW_STATE);
    for (int i = 0; i < LW_STATE; i++)
        if (!(out->p[i * LW_STATE + i] > 0.0))
            out->p[i * LW_STATE + i] = 1e-6;
    return log_likelihood;
}

void lw_gauss_mix(const struct lw_gauss *const part[], const double weight[],
                  int count, struct lw_gauss *out)
{
    struct lw_gauss mean;
    double total = 0.0;

    memset(&mean, 0, sizeof mean);
    for (int c = 0; c < count; c++)
        total += weight[c];
    assert(total > 0.0);
    for (int c = 0; c < count; c++)
        for (int i = 0; i < LW_STATE; i++)
            mean.x[i] += weight[c] / total * part[c]->x[i];
    for (int c = 0; c < count; c++) {
        double d[LW_STATE];
        for (int i = 0; i < LW_STATE; i++)
            d[i] = part[c]->x[i] - mean.x[i];
        for (int i = 0; i < LW_STATE; i++)
            for (int j = 0; j < LW_STATE; j++)
                mean.p[i * LW_STATE + j] +=
                    weight[c] / total *
                    (part[c]->p[i * LW_STATE + j] + d[i] * d[j]);
    }
    *out = mean;
}
