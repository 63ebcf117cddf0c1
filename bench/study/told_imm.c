/* SPDX-License-Identifier: Apache-2.0 */
#include "told_imm.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/matrix.h"

enum { N = LW_STATE };

const struct lw_told_motion lw_told_motions[] = {
    {"straight", {0.0003, 0.01, 0.5}, {0.0003, 0.01, 0.2}, {300, 30, 15}},
    {"legs", {0.0005, 0.05, 8.0}, {0.0005, 0.02, 0.5}, {60, 6, 5}},
    {"calm", {0.003, 0.1, 2.0}, {0.003, 0.05, 0.5}, {120, 20, 10}},
    {"turns", {0.002, 0.3, 5.0}, {0.002, 0.05, 0.5}, {40, 8, 6}},
    {"steady", {0.02, 0.5, 6.0}, {0.01, 0.1, 1.0}, {40, 15, 6}},
    {"turning", {0.03, 1.0, 15.0}, {0.02, 0.3, 3.0}, {40, 15, 5}},
    {"agile", {0.1, 3.0, 40.0}, {0.05, 0.5, 4.0}, {15, 8, 4}},
    {.name = NULL},
};

/* A height known worse than this is not known: a climb then dies away. */
static const double height_known_m = 150.0, climb_memory_s = 30.0;
static const double believed_sigma = 5.0;

void lw_told_start(struct lw_told_imm *imm, const struct lw_told_gauss *at)
{
    for (int m = 0; m < LW_TOLD_MODES; m++) {
        imm->chance[m] = 1.0 / LW_TOLD_MODES;
        imm->mode[m] = *at;
    }
}

/* p = f p f' */
static void sandwich(const double f[LW_TOLD_CELLS], double p[LW_TOLD_CELLS])
{
    double fp[LW_TOLD_CELLS];

    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            fp[i * N + j] = 0.0;
            for (int k = 0; k < N; k++)
                fp[i * N + j] += f[i * N + k] * p[k * N + j];
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++) {
            double sum = 0.0;
            for (int k = 0; k < N; k++)
                sum += fp[i * N + k] * f[j * N + k];
            p[i * N + j] = p[j * N + i] = sum;
        }
}

static void forward(struct lw_told_gauss *g, const double up[3], double dt,
                    double level_psd, double climb_psd)
{
    double f[LW_TOLD_CELLS] = {0}, to[N], height_var = 0.0, keep = 1.0;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            height_var += up[i] * up[j] * g->p[i * N + j];
    if (height_var > height_known_m * height_known_m)
        keep = exp(-dt / climb_memory_s);
    for (int i = 0; i < 3; i++) {
        f[i * N + i] = 1.0;
        f[i * N + 3 + i] = dt;
        for (int j = 0; j < 3; j++)
            f[(3 + i) * N + 3 + j] =
                (i == j ? 1.0 : 0.0) - (1.0 - keep) * up[i] * up[j];
    }
    for (int i = 0; i < N; i++) {
        to[i] = 0.0;
        for (int k = 0; k < N; k++)
            to[i] += f[i * N + k] * g->x[k];
    }
    memcpy(g->x, to, sizeof to);
    sandwich(f, g->p);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const double q = (i == j ? level_psd : 0.0) +
                             (climb_psd - level_psd) * up[i] * up[j];
            g->p[i * N + j] += q * dt * dt * dt / 3.0;
            g->p[i * N + 3 + j] += q * dt * dt / 2.0;
            g->p[(3 + i) * N + j] += q * dt * dt / 2.0;
            g->p[(3 + i) * N + 3 + j] += q * dt;
        }
}

static void mix(const struct lw_told_imm *imm, const double *weight,
                struct lw_told_gauss *out)
{
    double total = 0.0;

    memset(out, 0, sizeof *out);
    for (int m = 0; m < LW_TOLD_MODES; m++)
        total += weight[m];
    for (int m = 0; m < LW_TOLD_MODES; m++)
        for (int i = 0; i < N; i++)
            out->x[i] += weight[m] / total * imm->mode[m].x[i];
    for (int m = 0; m < LW_TOLD_MODES; m++) {
        const struct lw_told_gauss *g = &imm->mode[m];
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                out->p[i * N + j] +=
                    weight[m] / total *
                    (g->p[i * N + j] +
                     (g->x[i] - out->x[i]) * (g->x[j] - out->x[j]));
    }
}

void lw_told_predict(struct lw_told_imm *imm,
                     const struct lw_told_motion *motion, const double up[3],
                     double dt_s)
{
    struct lw_told_imm next;

    if (!(dt_s > 0.0))
        return;
    for (int to = 0; to < LW_TOLD_MODES; to++) {
        double weight[LW_TOLD_MODES];
        next.chance[to] = 0.0;
        for (int from = 0; from < LW_TOLD_MODES; from++) {
            const double leave = 1.0 - exp(-dt_s / motion->stay_s[from]);
            weight[from] =
                imm->chance[from] *
                (from == to ? 1.0 - leave : leave / (LW_TOLD_MODES - 1));
            next.chance[to] += weight[from];
        }
        mix(imm, weight, &next.mode[to]);
        forward(&next.mode[to], up, dt_s, motion->level_psd[to],
                motion->climb_psd[to]);
    }
    *imm = next;
}

/* The factor of the innovation's covariance with the plot's own taken
 * `inflate` times, and its squared distance; false: not positive definite. */
static bool innovation(const struct lw_told_gauss *g,
                       const struct lw_plot *plot, const double *h,
                       const double *nu, double inflate, double *s, double *d2)
{
    const int n = plot->dim;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double sum = inflate * plot->r[i * n + j];
            for (int a = 0; a < N; a++)
                for (int b = 0; b < N; b++)
                    sum += h[i * N + a] * g->p[a * N + b] * h[j * N + b];
            s[i * n + j] = sum;
        }
    if (!lw_cholesky(s, n))
        return false;
    *d2 = lw_cholesky_mahalanobis2(s, n, nu);
    return true;
}

/* The Kalman update in Joseph's form; returns the log-likelihood. */
static double update(struct lw_told_gauss *g, const struct lw_plot *plot,
                     double age_s, double inflate)
{
    const int n = plot->dim;
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * N];
    double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX], d2;
    double gain[N * LW_PLOT_DIM_MAX], f[LW_TOLD_CELLS];

    lw_plot_residual(plot, g->x, age_s, nu, h);
    if (!innovation(g, plot, h, nu, inflate, s, &d2))
        return -1e3;
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < n; j++) {
            gain[i * n + j] = 0.0;
            for (int k = 0; k < N; k++)
                gain[i * n + j] += g->p[i * N + k] * h[j * N + k];
        }
        lw_cholesky_solve(s, n, &gain[i * n]);
        for (int j = 0; j < n; j++)
            g->x[i] += gain[i * n + j] * nu[j];
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            f[i * N + j] = i == j ? 1.0 : 0.0;
            for (int c = 0; c < n; c++)
                f[i * N + j] -= gain[i * n + c] * h[c * N + j];
        }
    sandwich(f, g->p);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int a = 0; a < n; a++)
                for (int b = 0; b < n; b++)
                    g->p[i * N + j] += inflate * gain[i * n + a] *
                                       plot->r[a * n + b] * gain[j * n + b];
    return -0.5 * (d2 + lw_cholesky_log_det(s, n));
}

/* How many times larger the plot's covariance is taken, so that some mode
 * explains it. */
static double disbelief(const struct lw_told_imm *imm,
                        const struct lw_plot *plot, double age_s)
{
    const double bearable = plot->dim + believed_sigma * sqrt(2.0 * plot->dim);
    double least = (double)INFINITY;

    for (int m = 0; m < LW_TOLD_MODES; m++) {
        double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * N];
        double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX], d2;
        lw_plot_residual(plot, imm->mode[m].x, age_s, nu, h);
        if (innovation(&imm->mode[m], plot, h, nu, 1.0, s, &d2) && d2 < least)
            least = d2;
    }
    return isfinite(least) && least > bearable ? least / bearable : 1.0;
}

void lw_told_update(struct lw_told_imm *imm, const struct lw_plot *plot,
                    double age_s)
{
    const double inflate = disbelief(imm, plot, age_s);
    double log_chance[LW_TOLD_MODES], most = -(double)INFINITY, total = 0.0;

    for (int m = 0; m < LW_TOLD_MODES; m++) {
        log_chance[m] = log(fmax(imm->chance[m], 1e-9)) +
                        update(&imm->mode[m], plot, age_s, inflate);
        most = fmax(most, log_chance[m]);
    }
    for (int m = 0; m < LW_TOLD_MODES; m++)
        total += exp(log_chance[m] - most);
    for (int m = 0; m < LW_TOLD_MODES; m++)
        imm->chance[m] = exp(log_chance[m] - most) / total;
}

void lw_told_collapse(const struct lw_told_imm *imm, struct lw_told_gauss *out)
{
    mix(imm, imm->chance, out);
}
