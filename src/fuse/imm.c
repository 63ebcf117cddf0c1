/* SPDX-License-Identifier: Apache-2.0 */
#include "imm.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/matrix.h"

const struct lw_motion lw_motion_default = {
    .accel_psd = {0.03, 1.0, 15.0},
    .vertical_psd = {0.02, 0.3, 3.0},
    .stay_s = {40.0, 15.0, 5.0},
    .go = {{0.0, 0.9, 0.1}, {0.8, 0.0, 0.2}, {0.3, 0.7, 0.0}},
    .climb_memory_s = 20.0,
};

/* A height known worse than this is not known. */
static const double height_known_m = 150.0;

void lw_imm_init(struct lw_imm *imm, const struct lw_gauss *start)
{
    for (int m = 0; m < LW_IMM_MODES; m++) {
        imm->chance[m] = 1.0 / LW_IMM_MODES;
        imm->mode[m] = *start;
    }
}

/* One Gaussian forward: position by velocity, noise of white acceleration. */
static void forward(struct lw_gauss *g, const double up[3], double dt,
                    double psd, double vertical_psd, double climb_memory_s)
{
    double *p = g->p;
    double height_var = 0.0;

    for (int i = 0; i < 3; i++)
        g->x[i] += dt * g->x[3 + i];
    /* P = F P F' by blocks: pp += dt (pv + vp) + dt^2 vv; pv += dt vv. */
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            p[i * 6 + j] += dt * (p[i * 6 + 3 + j] + p[(3 + i) * 6 + j]) +
                            dt * dt * p[(3 + i) * 6 + 3 + j];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            p[i * 6 + 3 + j] += dt * p[(3 + i) * 6 + 3 + j];
            p[(3 + j) * 6 + i] = p[i * 6 + 3 + j];
        }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            height_var += up[i] * up[j] * p[i * 6 + j];

    if (height_var > height_known_m * height_known_m) {
        /* v loses the part a of its vertical component: v -> (I - a u u') v,
         * on rows and columns of P alike. */
        const double a = 1.0 - exp(-dt / climb_memory_s);
        const double climb =
            up[0] * g->x[3] + up[1] * g->x[4] + up[2] * g->x[5];
        for (int i = 0; i < 3; i++)
            g->x[3 + i] -= a * climb * up[i];
        for (int j = 0; j < 6; j++) {
            const double s =
                up[0] * p[18 + j] + up[1] * p[24 + j] + up[2] * p[30 + j];
            for (int i = 0; i < 3; i++)
                p[(3 + i) * 6 + j] -= a * up[i] * s;
        }
        for (int j = 0; j < 6; j++) {
            const double s = up[0] * p[j * 6 + 3] + up[1] * p[j * 6 + 4] +
                             up[2] * p[j * 6 + 5];
            for (int i = 0; i < 3; i++)
                p[j * 6 + 3 + i] -= a * up[i] * s;
        }
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const double q =
                (i == j ? psd : 0.0) + (vertical_psd - psd) * up[i] * up[j];
            p[i * 6 + j] += q * dt * dt * dt / 3.0;
            p[i * 6 + 3 + j] += q * dt * dt / 2.0;
            p[(3 + i) * 6 + j] += q * dt * dt / 2.0;
            p[(3 + i) * 6 + 3 + j] += q * dt;
        }
    lw_symmetrise(p, 6);
}

void lw_imm_predict(struct lw_imm *imm, const struct lw_motion *motion,
                    const double up[3], double dt)
{
    struct lw_gauss mixed[LW_IMM_MODES];
    const struct lw_gauss *part[LW_IMM_MODES];
    double chance[LW_IMM_MODES];

    assert(dt >= 0.0);
    if (dt <= 0.0)
        return;
    for (int to = 0; to < LW_IMM_MODES; to++) {
        double weight[LW_IMM_MODES];
        chance[to] = 0.0;
        for (int from = 0; from < LW_IMM_MODES; from++) {
            const double leave = 1.0 - exp(-dt / motion->stay_s[from]);
            part[from] = &imm->mode[from];
            weight[from] =
                imm->chance[from] *
                (from == to ? 1.0 - leave : leave * motion->go[from][to]);
            chance[to] += weight[from];
        }
        lw_gauss_mix(part, weight, LW_IMM_MODES, &mixed[to]);
    }
    for (int m = 0; m < LW_IMM_MODES; m++) {
        imm->chance[m] = chance[m];
        imm->mode[m] = mixed[m];
        forward(&imm->mode[m], up, dt, motion->accel_psd[m],
                motion->vertical_psd[m], motion->climb_memory_s);
    }
}

/* s = H P H' + R, and pht = P H' (6 x dim). */
static void innovation(const struct lw_gauss *g, const struct lw_plot *plot,
                       const double *h, double inflate, double *pht, double *s)
{
    const int n = plot->dim;

    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0.0;
            for (int k = 0; k < LW_STATE; k++)
                sum += g->p[i * LW_STATE + k] * h[j * LW_STATE + k];
            pht[i * n + j] = sum;
        }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double sum = inflate * plot->r[i * n + j];
            for (int k = 0; k < LW_STATE; k++)
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
    innovation(in, plot, h, inflate, pht, s);
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
    innovation(in, plot, h, inflate, pht, s);
    if (!lw_cholesky(s, n))
        return -(double)INFINITY;
    const double d2 = lw_cholesky_mahalanobis2(s, n, nu);
    if (!(d2 <= gate))
        return -(double)INFINITY;
    const double log_likelihood =
        plot->log_scale -
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

void lw_imm_collapse(const struct lw_imm *imm, struct lw_gauss *out)
{
    const struct lw_gauss *part[LW_IMM_MODES];

    for (int m = 0; m < LW_IMM_MODES; m++)
        part[m] = &imm->mode[m];
    lw_gauss_mix(part, imm->chance, LW_IMM_MODES, out);
}
