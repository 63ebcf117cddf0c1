/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imm_fixture.h - the textbook's filter, written out plainly for one mode after
 * another, to hold the fast one against; and random states for both.
 */
#ifndef LW_IMM_FIXTURE_H
#define LW_IMM_FIXTURE_H

#include "filter_fixture.h"
#include "imm.h"
#include "near.h"

/* ---- the textbook ---- */

struct book {
    double chance[LW_IMM_MODES];
    struct lw_gauss mode[LW_IMM_MODES];
};

static inline void book_open(const struct lw_imm *imm, struct book *b)
{
    for (int m = 0; m < LW_IMM_MODES; m++) {
        b->chance[m] = imm->chance[m];
        lw_imm_mode(imm, m, &b->mode[m]);
    }
}

/* out = a b' or a b, n x n. */
static inline void book_times(const double *a, const double *b, bool turned,
                              double *out)
{
    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++) {
            out[i * LW_STATE + j] = 0.0;
            for (int k = 0; k < LW_STATE; k++)
                out[i * LW_STATE + j] +=
                    a[i * LW_STATE + k] *
                    (turned ? b[j * LW_STATE + k] : b[k * LW_STATE + j]);
        }
}

/* x = a x, P = a P a'. */
static inline void book_carry(struct lw_gauss *g,
                              const double a[LW_STATE * LW_STATE])
{
    double x[LW_STATE] = {0}, ap[LW_STATE * LW_STATE];

    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++)
            x[i] += a[i * LW_STATE + j] * g->x[j];
    memcpy(g->x, x, sizeof x);
    book_times(a, g->p, false, ap);
    book_times(ap, a, true, g->p);
}

static inline void book_mix(struct book *b, const struct lw_motion *motion,
                            double dt)
{
    const struct book old = *b;
    const struct lw_gauss *part[LW_IMM_MODES];

    for (int m = 0; m < LW_IMM_MODES; m++)
        part[m] = &old.mode[m];
    for (int to = 0; to < LW_IMM_MODES; to++) {
        double weight[LW_IMM_MODES];
        b->chance[to] = 0.0;
        for (int from = 0; from < LW_IMM_MODES; from++) {
            const double stay = exp(-dt / motion->stay_s[from]);
            weight[from] =
                old.chance[from] *
                (from == to ? stay : (1.0 - stay) * motion->go[from][to]);
            b->chance[to] += weight[from];
        }
        lw_gauss_mix(part, weight, LW_IMM_MODES, &b->mode[to]);
    }
}

/* Vertical speed is lost where the height is worse than 150 m. */
static inline void book_forget(struct lw_gauss *g, const double up[3],
                               double loss)
{
    double a[LW_STATE * LW_STATE] = {0}, var = 0.0;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += up[i] * up[j] * g->p[i * LW_STATE + j];
    if (var <= 150.0 * 150.0)
        return;
    for (int i = 0; i < LW_STATE; i++)
        a[i * LW_STATE + i] = 1.0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a[(3 + i) * LW_STATE + 3 + j] -= loss * up[i] * up[j];
    book_carry(g, a);
}

static inline void book_predict(struct book *b, const struct lw_motion *motion,
                                const double up[3], double dt)
{
    double a[LW_STATE * LW_STATE] = {0};

    book_mix(b, motion, dt);
    for (int i = 0; i < LW_STATE; i++)
        a[i * LW_STATE + i] = 1.0;
    for (int i = 0; i < 3; i++)
        a[i * LW_STATE + 3 + i] = dt;
    for (int m = 0; m < LW_IMM_MODES; m++) {
        struct lw_gauss *g = &b->mode[m];
        book_carry(g, a);
        book_forget(g, up, 1.0 - exp(-dt / motion->climb_memory_s));
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                const double q =
                    (i == j ? motion->accel_psd[m] : 0.0) +
                    (motion->vertical_psd[m] - motion->accel_psd[m]) * up[i] *
                        up[j];
                g->p[i * LW_STATE + j] += q * dt * dt * dt / 3.0;
                g->p[i * LW_STATE + 3 + j] += q * dt * dt / 2.0;
                g->p[(3 + i) * LW_STATE + j] += q * dt * dt / 2.0;
                g->p[(3 + i) * LW_STATE + 3 + j] += q * dt;
            }
    }
}

/* What all modes leave out of a plot together, by their mean covariance:
 * lw_plot_curvature() has its own test. */
struct book_bend {
    double shift[LW_PLOT_DIM_MAX], var[LW_PLOT_DIM_MAX];
};

static inline void book_bend(const struct book *b, const double at[LW_STATE],
                             const struct lw_plot *plot, double age_s,
                             struct book_bend *bend)
{
    double p[6] = {0};

    for (int m = 0; m < LW_IMM_MODES; m++)
        for (int i = 0; i < 3; i++)
            for (int j = 0; j <= i; j++)
                p[i * (i + 1) / 2 + j] +=
                    b->chance[m] * b->mode[m].p[i * LW_STATE + j];
    if (!lw_plot_curvature(plot, at, age_s, p, bend->shift, bend->var))
        memset(bend, 0, sizeof *bend);
}

/* Update of one mode by a plot taken as straight at `at`, but for the bend; its
 * squared distance to *d2. Returns the likelihood. */
static inline double book_update(struct lw_gauss *g, int mode,
                                 const double at[LW_STATE],
                                 const struct book_bend *bend,
                                 const struct lw_plot *plot, double age_s,
                                 double inflate, double *d2)
{
    const int n = plot->dim;
    /* since a late plot it may have left the straight line */
    const double late = fmax(age_s, 0.0);
    const double spread =
        lw_motion_default.accel_psd[mode] * late * late * late / 3.0;
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    double pht[LW_STATE * LW_PLOT_DIM_MAX] = {0};
    double s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    lw_plot_residual(plot, at, age_s, nu, h);
    for (int a = 0; a < n; a++) {
        nu[a] -= bend->shift[a];
        for (int i = 0; i < LW_STATE; i++) {
            nu[a] -= h[a * LW_STATE + i] * (g->x[i] - at[i]);
            for (int j = 0; j < LW_STATE; j++)
                pht[i * n + a] += g->p[i * LW_STATE + j] * h[a * LW_STATE + j];
        }
    }
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            s[a * n + b] =
                inflate * plot->r[a * n + b] + (a == b ? bend->var[a] : 0.0);
            for (int i = 0; i < LW_STATE; i++)
                s[a * n + b] += h[a * LW_STATE + i] * pht[i * n + b];
            for (int i = 0; i < 3; i++)
                s[a * n + b] +=
                    spread * h[a * LW_STATE + i] * h[b * LW_STATE + i];
        }
    assert_true(lw_cholesky(s, n));
    *d2 = lw_cholesky_mahalanobis2(s, n, nu);
    for (int i = 0; i < LW_STATE; i++) {
        double k[LW_PLOT_DIM_MAX];
        memcpy(k, &pht[i * n], (size_t)n * sizeof *k);
        lw_cholesky_solve(s, n, k);
        for (int a = 0; a < n; a++) {
            g->x[i] += k[a] * nu[a];
            for (int j = 0; j < LW_STATE; j++)
                g->p[i * LW_STATE + j] -= k[a] * pht[j * n + a];
        }
    }
    return plot->scale *
           exp(-0.5 * (*d2 + lw_cholesky_log_det(s, n) + n * log(2.0 * LW_PI)));
}

/* Means within `tol` of a standard deviation, covariances within it of the
 * product of two; `slack` is what its own variance may have gained. */
static inline void book_same_gauss(const struct lw_gauss *got,
                                   const struct lw_gauss *want,
                                   const struct lw_gauss *before, double slack)
{
    for (int i = 0; i < LW_STATE; i++) {
        const double sd = sqrt(want->p[i * 7]);
        const double large = fabs(want->x[i]) + fabs(before->x[i]);
        assert_near(got->x[i], want->x[i], 1e-9 * sd + 1e-12 * large);
        for (int j = 0; j < LW_STATE; j++) {
            const double scale =
                sqrt(before->p[i * 7] * before->p[j * 7]) * slack +
                sd * sqrt(want->p[j * 7]) * 1e-9;
            assert_near(got->p[i * LW_STATE + j], want->p[i * LW_STATE + j],
                        scale);
        }
    }
}

static inline void book_same(const struct lw_imm *imm, const struct book *want,
                             const struct book *before, double slack)
{
    double sum = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        struct lw_gauss got;
        lw_imm_mode(imm, m, &got);
        assert_near(imm->chance[m], want->chance[m],
                    1e-9 * want->chance[m] + 1e-15);
        book_same_gauss(&got, &want->mode[m],
                        before == NULL ? &want->mode[m] : &before->mode[m],
                        slack);
        sum += imm->chance[m];
    }
    assert_near(sum, 1.0, 1e-12);
}

/* ---- random states ---- */

/* A random direction near the vertical. */
static inline void imm_some_up(struct filter_scene *f, double up[3])
{
    up[0] = filter_even(f, -0.3, 0.3);
    up[1] = filter_even(f, -0.3, 0.3);
    up[2] = sqrt(1.0 - up[0] * up[0] - up[1] * up[1]);
}

/* Every mode another one, of other chance. */
static inline void imm_some(struct filter_scene *f, double place_sd,
                            double speed_sd, struct lw_imm *imm)
{
    struct lw_gauss mode[LW_IMM_MODES];
    double total = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        filter_gauss(f, place_sd, speed_sd, &mode[m]);
        for (int i = 0; m > 0 && i < LW_STATE; i++)
            mode[m].x[i] = mode[0].x[i] + (i < 3 ? place_sd : speed_sd) *
                                              filter_even(f, -1.0, 1.0);
    }
    lw_imm_init(imm, &mode[0]);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        imm->chance[m] = filter_even(f, 0.01, 1.0);
        total += imm->chance[m];
        for (int i = 0; i < LW_STATE; i++) {
            imm->x[i][m] = mode[m].x[i];
            for (int j = 0; j <= i; j++)
                imm->p[lw_sym(i, j)][m] = mode[m].p[i * LW_STATE + j];
        }
    }
    imm->chance /= total;
}

/* A plot near the filter's mean. */
static inline void imm_near_plot(struct filter_scene *f,
                                 const struct lw_imm *imm, struct lw_plot *plot)
{
    struct lw_gauss g;

    lw_imm_collapse(imm, &g);
    filter_plot(f, &g, plot);
}

/* A new filter of something that flies low, all modes alike. */
static inline void imm_start(struct filter_scene *f, struct lw_imm *imm)
{
    struct lw_gauss g;

    memset(&g, 0, sizeof g);
    for (int i = 0; i < LW_STATE; i++) {
        g.x[i] = i < 3 ? filter_even(f, -2000.0, 2000.0)
                       : filter_even(f, -30.0, 30.0);
        g.p[i * 7] = i < 3 ? 2e4 : 900.0;
    }
    g.x[2] = filter_even(f, 20.0, 1000.0);
    lw_imm_init(imm, &g);
}

/* Forward as aircraft move. */
static inline void imm_forward(struct lw_imm *imm, const double up[3],
                               double dt_s)
{
    struct lw_step step;

    lw_step_set(&step, &lw_motion_default, dt_s);
    lw_imm_predict(imm, &step, up);
}

#endif
