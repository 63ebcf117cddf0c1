/* SPDX-License-Identifier: Apache-2.0 */
/* The filter of one aircraft against the textbook's, written out plainly for
 * one mode after another; and that its covariances stay what they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "filter_fixture.h"
#include "imm.h"
#include "near.h"

enum { N = LW_STATE };

static const double above[3] = {0.0, 0.0, 1.0};
static const double close_to = 1e-9; /* relative */

static struct filter_scene f;

static double even(double from, double to)
{
    return filter_even(&f, from, to);
}

/* A random direction near the vertical. */
static void some_up(double up[3])
{
    up[0] = even(-0.3, 0.3);
    up[1] = even(-0.3, 0.3);
    up[2] = sqrt(1.0 - up[0] * up[0] - up[1] * up[1]);
}

static void predict(struct lw_imm *imm, const double up[3], double dt_s)
{
    struct lw_step step;

    lw_step_set(&step, &lw_motion_default, dt_s);
    lw_imm_predict(imm, &step, up);
}

/* ---- the textbook ---- */

struct book {
    double chance[LW_IMM_MODES];
    struct lw_gauss mode[LW_IMM_MODES];
};

static void open_book(const struct lw_imm *imm, struct book *b)
{
    for (int m = 0; m < LW_IMM_MODES; m++) {
        b->chance[m] = imm->chance[m];
        lw_imm_mode(imm, m, &b->mode[m]);
    }
}

/* out = a b' or a b, n x n. */
static void times(const double *a, const double *b, bool turned, double *out)
{
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            out[i * N + j] = 0.0;
            for (int k = 0; k < N; k++)
                out[i * N + j] +=
                    a[i * N + k] * (turned ? b[j * N + k] : b[k * N + j]);
        }
}

/* x = a x, P = a P a'. */
static void carry(struct lw_gauss *g, const double a[N * N])
{
    double x[N] = {0}, ap[N * N];

    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            x[i] += a[i * N + j] * g->x[j];
    memcpy(g->x, x, sizeof x);
    times(a, g->p, false, ap);
    times(ap, a, true, g->p);
}

static void book_mix(struct book *b, const struct lw_motion *motion, double dt)
{
    const struct book old = *b;
    const struct lw_gauss *part[LW_IMM_MODES] = {&old.mode[0], &old.mode[1],
                                                 &old.mode[2]};

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
static void book_forget(struct lw_gauss *g, const double up[3], double loss)
{
    double a[N * N] = {0}, var = 0.0;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += up[i] * up[j] * g->p[i * N + j];
    if (var <= 150.0 * 150.0)
        return;
    for (int i = 0; i < N; i++)
        a[i * N + i] = 1.0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            a[(3 + i) * N + 3 + j] -= loss * up[i] * up[j];
    carry(g, a);
}

static void book_predict(struct book *b, const struct lw_motion *motion,
                         const double up[3], double dt)
{
    double a[N * N] = {0};

    book_mix(b, motion, dt);
    for (int i = 0; i < N; i++)
        a[i * N + i] = 1.0;
    for (int i = 0; i < 3; i++)
        a[i * N + 3 + i] = dt;
    for (int m = 0; m < LW_IMM_MODES; m++) {
        struct lw_gauss *g = &b->mode[m];
        carry(g, a);
        book_forget(g, up, 1.0 - exp(-dt / motion->climb_memory_s));
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) {
                const double q =
                    (i == j ? motion->accel_psd[m] : 0.0) +
                    (motion->vertical_psd[m] - motion->accel_psd[m]) * up[i] *
                        up[j];
                g->p[i * N + j] += q * dt * dt * dt / 3.0;
                g->p[i * N + 3 + j] += q * dt * dt / 2.0;
                g->p[(3 + i) * N + j] += q * dt * dt / 2.0;
                g->p[(3 + i) * N + 3 + j] += q * dt;
            }
    }
}

/* Update of one mode by a plot linearised at `at`; its squared distance to
 * *d2. Returns the likelihood. */
static double book_update(struct lw_gauss *g, const double at[N],
                          const struct lw_plot *plot, double age_s,
                          double inflate, double *d2)
{
    const int n = plot->dim;
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * N];
    double pht[N * LW_PLOT_DIM_MAX] = {0}, s[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    lw_plot_residual(plot, at, age_s, nu, h);
    for (int a = 0; a < n; a++)
        for (int i = 0; i < N; i++) {
            nu[a] -= h[a * N + i] * (g->x[i] - at[i]);
            for (int j = 0; j < N; j++)
                pht[i * n + a] += g->p[i * N + j] * h[a * N + j];
        }
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            s[a * n + b] = inflate * plot->r[a * n + b];
            for (int i = 0; i < N; i++)
                s[a * n + b] += h[a * N + i] * pht[i * n + b];
        }
    assert_true(lw_cholesky(s, n));
    *d2 = lw_cholesky_mahalanobis2(s, n, nu);
    for (int i = 0; i < N; i++) {
        double k[LW_PLOT_DIM_MAX];
        memcpy(k, &pht[i * n], (size_t)n * sizeof *k);
        lw_cholesky_solve(s, n, k);
        for (int a = 0; a < n; a++) {
            g->x[i] += k[a] * nu[a];
            for (int j = 0; j < N; j++)
                g->p[i * N + j] -= k[a] * pht[j * n + a];
        }
    }
    return plot->scale *
           exp(-0.5 * (*d2 + lw_cholesky_log_det(s, n) + n * log(2.0 * LW_PI)));
}

/* Means within `tol` of a standard deviation, covariances within it of the
 * product of two; `slack` is what its own variance may have gained. */
static void same_gauss(const struct lw_gauss *got, const struct lw_gauss *want,
                       const struct lw_gauss *before, double slack)
{
    for (int i = 0; i < N; i++) {
        const double sd = sqrt(want->p[i * 7]);
        const double large = fabs(want->x[i]) + fabs(before->x[i]);
        assert_near(got->x[i], want->x[i], close_to * sd + 1e-12 * large);
        for (int j = 0; j < N; j++) {
            const double scale =
                sqrt(before->p[i * 7] * before->p[j * 7]) * slack +
                sd * sqrt(want->p[j * 7]) * close_to;
            assert_near(got->p[i * N + j], want->p[i * N + j], scale);
        }
    }
}

static void same_book(const struct lw_imm *imm, const struct book *want,
                      const struct book *before, double slack)
{
    double sum = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        struct lw_gauss got;
        lw_imm_mode(imm, m, &got);
        assert_near(imm->chance[m], want->chance[m],
                    close_to * want->chance[m] + 1e-15);
        same_gauss(&got, &want->mode[m],
                   before == NULL ? &want->mode[m] : &before->mode[m], slack);
        sum += imm->chance[m];
    }
    assert_near(sum, 1.0, 1e-12);
    for (int m = LW_IMM_MODES; m < LW_LANES; m++)
        assert_near(imm->chance[m], 0.0, 0.0);
}

/* ---- states and plots ---- */

/* Every mode another one, of other chance. */
static void some_imm(struct lw_imm *imm, double place_sd, double speed_sd)
{
    struct lw_gauss mode[LW_IMM_MODES];
    double total = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        filter_gauss(&f, place_sd, speed_sd, &mode[m]);
        for (int i = 0; m > 0 && i < N; i++)
            mode[m].x[i] =
                mode[0].x[i] + (i < 3 ? place_sd : speed_sd) * even(-1.0, 1.0);
    }
    lw_imm_init(imm, &mode[0]);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        imm->chance[m] = even(0.01, 1.0);
        total += imm->chance[m];
        for (int i = 0; i < N; i++) {
            imm->x[i][m] = mode[m].x[i];
            for (int j = 0; j <= i; j++)
                imm->p[lw_sym(i, j)][m] = mode[m].p[i * N + j];
        }
    }
    imm->chance /= total;
}

static void start(struct lw_imm *imm)
{
    struct lw_gauss g;

    memset(&g, 0, sizeof g);
    for (int i = 0; i < N; i++) {
        g.x[i] = i < 3 ? even(-2000.0, 2000.0) : even(-30.0, 30.0);
        g.p[i * 7] = i < 3 ? 2e4 : 900.0;
    }
    g.x[2] = even(20.0, 1000.0);
    lw_imm_init(imm, &g);
}

/* A plot near the filter's mean. */
static void near_imm(const struct lw_imm *imm, struct lw_plot *plot)
{
    struct lw_gauss g;

    lw_imm_collapse(imm, &g);
    filter_plot(&f, &g, plot);
}

/* Take a plot as the tracker does; false: it says nothing. */
static bool take(struct lw_imm *imm, const struct lw_plot *plot, double age_s)
{
    struct lw_blend blend;
    struct lw_fit fit;
    double mean[N];

    lw_imm_mean(imm, mean);
    if (!(lw_imm_fit(imm, mean, plot, age_s, 1.0, filter_no_gate, &fit) >
          1e-200))
        return false;
    lw_blend_begin(&blend, imm, 0.0);
    lw_blend_add(&blend, imm, &fit, 1.0);
    assert_near(lw_blend_end(&blend, imm), 1.0, 1e-12);
    return true;
}

/* ---- steps forward ---- */

static void a_step_is_the_textbooks(void **state)
{
    (void)state;
    filter_begin(&f, 31);
    for (int n = 0; n < 3000; n++) {
        struct lw_imm imm;
        struct book b, before;
        double up[3];
        some_imm(&imm, pow(10.0, even(0.0, 3.0)), even(0.2, 40.0));
        some_up(up);
        const double dt = pow(10.0, even(-4.0, 1.5));
        open_book(&imm, &b);
        before = b;
        predict(&imm, up, dt);
        book_predict(&b, &lw_motion_default, up, dt);
        same_book(&imm, &b, &before, 1e-12);
    }
}

static void chances_to_go_sum_to_one(void **state)
{
    (void)state;
    for (double dt = 0.0; dt < 1e4; dt = 1.7 * dt + 1e-6) {
        struct lw_step step;
        lw_step_set(&step, &lw_motion_default, dt);
        assert_near(step.dt_s, dt, 0.0);
        for (int from = 0; from < LW_IMM_MODES; from++) {
            double sum = 0.0;
            for (int to = 0; to < LW_LANES; to++) {
                assert_true(step.to[from][to] >= 0.0);
                sum += step.to[from][to];
            }
            assert_near(sum, 1.0, 1e-15);
            assert_near(step.to[from][LW_IMM_MODES], 0.0, 0.0);
        }
        assert_near(step.climb_loss, 1.0 - exp(-dt / 20.0), 1e-12);
        for (int to = 0; to < LW_LANES; to++)
            assert_true(step.psd[to] > 0.0 && step.vertical_psd[to] > 0.0);
    }
}

static void two_steps_are_about_one(void **state)
{
    (void)state;
    filter_begin(&f, 3);
    for (int n = 0; n < 100; n++) {
        struct lw_gauss start_at, a, b;
        struct lw_imm one, two;
        filter_gauss(&f, 50.0, 8.0, &start_at);
        lw_imm_init(&one, &start_at);
        lw_imm_init(&two, &start_at);
        const double dt = even(0.1, 2.0), part = even(0.1, 0.9);
        predict(&one, above, dt);
        predict(&two, above, part * dt);
        predict(&two, above, (1.0 - part) * dt);
        lw_imm_collapse(&one, &a);
        lw_imm_collapse(&two, &b);
        for (int i = 0; i < N; i++) {
            assert_near(a.x[i], b.x[i], 0.02 * sqrt(a.p[i * 7]));
            assert_near(a.p[i * 7] / b.p[i * 7], 1.0, 0.1);
        }
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_near(one.chance[m], two.chance[m], 0.05);
    }
}

static void no_time_changes_nothing(void **state)
{
    struct lw_imm imm, before;

    (void)state;
    filter_begin(&f, 4);
    start(&imm);
    before = imm;
    predict(&imm, above, 0.0);
    assert_memory_equal(&imm, &before, sizeof imm);
}

/* White acceleration of density q: q t^3 / 3 of place, q t of speed, q t^2 / 2
 * between them; along the vertical its own, whichever way that points. */
static void noise_grows_as_white_acceleration_does(void **state)
{
    const double h = 0.3, v = 0.02, dt = 4.0;
    const struct lw_motion motion = {
        .accel_psd = {h, h, h},
        .vertical_psd = {v, v, v},
        .stay_s = {10.0, 10.0, 10.0},
        .go = {{0.0, 0.5, 0.5}, {0.5, 0.0, 0.5}, {0.5, 0.5, 0.0}},
        .climb_memory_s = 20.0,
    };
    const double up[3] = {0.36, 0.48, 0.8};
    struct lw_step step;
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    g.x[3] = 10.0;
    lw_imm_init(&imm, &g);
    lw_step_set(&step, &motion, dt);
    lw_imm_predict(&imm, &step, up);
    lw_imm_collapse(&imm, &g);
    assert_near(g.x[0], 10.0 * dt, 1e-9);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const double q = (i == j ? h : 0.0) + (v - h) * up[i] * up[j];
            assert_near(g.p[i * 6 + j], q * dt * dt * dt / 3.0, 1e-9);
            assert_near(g.p[i * 6 + 3 + j], q * dt * dt / 2.0, 1e-9);
            assert_near(g.p[(3 + i) * 6 + 3 + j], q * dt, 1e-9);
        }
}

/* Every mode for itself, with one noise alike in all directions. */
static void coasting_mixes_nothing(void **state)
{
    (void)state;
    filter_begin(&f, 32);
    for (int n = 0; n < 500; n++) {
        const double q = even(0.0, 20.0), dt = even(0.0, 30.0);
        struct lw_imm imm;
        struct book b, before;
        double a[N * N] = {0};
        some_imm(&imm, even(1.0, 300.0), even(0.5, 60.0));
        open_book(&imm, &b);
        before = b;
        for (int i = 0; i < N; i++)
            a[i * N + i] = 1.0;
        for (int i = 0; i < 3; i++)
            a[i * N + 3 + i] = dt;
        for (int m = 0; m < LW_IMM_MODES; m++) {
            carry(&b.mode[m], a);
            for (int i = 0; i < 3; i++) {
                b.mode[m].p[i * 7] += q * dt * dt * dt / 3.0;
                b.mode[m].p[i * 7 + 3] += q * dt * dt / 2.0;
                b.mode[m].p[(i + 3) * 7 - 3] += q * dt * dt / 2.0;
                b.mode[m].p[(i + 3) * 7] += q * dt;
            }
        }
        lw_imm_coast(&imm, dt, q);
        same_book(&imm, &b, &before, 1e-12);
    }
}

/* Once mostly straight, what manoeuvres comes back in as time passes. */
static void modes_mix_as_time_passes(void **state)
{
    struct lw_imm imm;
    double last = 1.0;

    (void)state;
    filter_begin(&f, 5);
    start(&imm);
    imm.chance = LW_ALL(0.0);
    imm.chance[0] = 1.0;
    for (int t = 0; t < 300; t++) {
        predict(&imm, above, 1.0);
        assert_true(imm.chance[0] <= last + 1e-12);
        last = imm.chance[0];
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_true(imm.chance[m] > 0.0);
    }
    assert_true(last < 0.95 && last > 0.05);
}

/* Twenty minutes in which nothing measures height: it grows uncertain like a
 * random walk, its variance in proportion to time, while the horizontal one
 * runs away with its cube. */
static void an_unknown_height_walks_and_does_not_run(void **state)
{
    double height[3] = {0}, level[3] = {0};
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < N; i++)
        g.p[i * 7] = i < 3 ? 300.0 * 300.0 : 16.0;
    g.x[5] = 4.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t <= 1200; t++) {
        if (t % 600 == 0) {
            lw_imm_collapse(&imm, &g);
            level[t / 600] = g.p[0];
            height[t / 600] = g.p[14];
        }
        predict(&imm, above, 1.0);
    }
    const double first = height[1] - height[0], second = height[2] - height[1];
    assert_true(first > 0.0);
    assert_true(second < 1.5 * first);
    assert_true(level[2] - level[1] > 4.0 * (level[1] - level[0]));
    /* the climb of the beginning is forgotten, and led no more than some
     * hundred metres up */
    assert_near(g.x[5], 0.0, 0.1);
    assert_true(g.x[2] > 0.0 && g.x[2] < 4.0 * 60.0);
    assert_true(sqrt(g.p[14]) < 3000.0);
}

/* A height that is known keeps its climb. */
static void a_known_height_keeps_climbing(void **state)
{
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < N; i++)
        g.p[i * 7] = 1.0;
    g.x[5] = 10.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t < 10; t++)
        predict(&imm, above, 1.0);
    lw_imm_collapse(&imm, &g);
    assert_near(g.x[5], 10.0, 1e-9);
    assert_near(g.x[2], 100.0, 1e-9);
}

/* ---- plots ---- */

static void a_plot_updates_every_mode_as_the_textbook(void **state)
{
    (void)state;
    filter_begin(&f, 33);
    for (int n = 0; n < 5000; n++) {
        const double age_s = n % 3 == 0 ? even(-2.0, 5.0) : 0.0;
        const double inflate = n % 2 ? even(0.8, 50.0) : 1.0;
        double mean[N], likelihood = 0.0, d2;
        struct book b, before;
        struct lw_blend blend;
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        some_imm(&imm, even(1.0, 200.0), even(0.5, 20.0));
        near_imm(&imm, &plot);
        open_book(&imm, &b);
        before = b;
        lw_imm_mean(&imm, mean);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            b.chance[m] *=
                book_update(&b.mode[m], mean, &plot, age_s, inflate, &d2);
            likelihood += b.chance[m];
        }
        const double got =
            lw_imm_fit(&imm, mean, &plot, age_s, inflate, filter_no_gate, &fit);
        assert_near(got, likelihood, 1e-8 * likelihood);
        assert_near(got, fit.likelihood, 0.0);
        assert_int_equal(fit.dim, plot.dim);
        /* so far from every mode that the chances are none: nothing to ask */
        if (likelihood < 1e-150)
            continue;
        for (int m = 0; m < LW_IMM_MODES; m++)
            b.chance[m] /= likelihood;
        lw_blend_begin(&blend, &imm, 0.0);
        lw_blend_add(&blend, &imm, &fit, 0.7);
        assert_near(lw_blend_end(&blend, &imm), 0.7, 1e-12);
        same_book(&imm, &b, &before, 3e-10);
    }
}

/* Where all modes are at one place, they are linearised there, as
 * lw_gauss_update() does. */
static void a_plot_updates_a_mode_as_one_gaussian(void **state)
{
    (void)state;
    filter_begin(&f, 34);
    for (int n = 0; n < 2000; n++) {
        const double age_s = n % 3 == 0 ? even(0.0, 5.0) : 0.0;
        const double inflate = even(0.8, 9.0);
        struct lw_gauss in, want, got;
        struct lw_plot plot;
        struct lw_blend blend;
        struct lw_imm imm;
        struct lw_fit fit;
        filter_gauss(&f, even(1.0, 200.0), even(0.5, 20.0), &in);
        filter_plot(&f, &in, &plot);
        lw_imm_init(&imm, &in);
        const double log_likelihood =
            lw_gauss_update(&in, &plot, age_s, inflate, filter_no_gate, &want);
        const double got_likelihood =
            lw_imm_fit(&imm, in.x, &plot, age_s, inflate, filter_no_gate, &fit);
        assert_near(got_likelihood, exp(log_likelihood),
                    1e-8 * exp(log_likelihood));
        if (log_likelihood < -300.0)
            continue;
        lw_blend_begin(&blend, &imm, 0.0);
        lw_blend_add(&blend, &imm, &fit, 1.0);
        assert_near(lw_blend_end(&blend, &imm), 1.0, 1e-12);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            lw_imm_mode(&imm, m, &got);
            same_gauss(&got, &want, &in, 3e-10);
        }
        lw_imm_collapse(&imm, &got);
        same_gauss(&got, &want, &in, 3e-10);
    }
}

/* What only asks how likely a plot is says the same, to the bit. */
static void the_likelihood_alone_is_that_of_the_fit(void **state)
{
    int outside = 0;

    (void)state;
    filter_begin(&f, 35);
    for (int n = 0; n < 5000; n++) {
        const double age_s = n % 3 == 0 ? even(-1.0, 4.0) : 0.0;
        const double inflate = even(0.8, 9.0);
        const double gate = n % 2 ? filter_no_gate : even(0.01, 2.0);
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        double mean[N];
        some_imm(&imm, even(1.0, 200.0), even(0.5, 20.0));
        near_imm(&imm, &plot);
        lw_imm_mean(&imm, mean);
        const double a =
            lw_imm_fit(&imm, mean, &plot, age_s, inflate, gate, &fit);
        const double b =
            lw_imm_likelihood(&imm, mean, &plot, age_s, inflate, gate);
        assert_memory_equal(&a, &b, sizeof a);
        outside += !(a > 0.0);
    }
    assert_true(outside > 100);
}

/* A mode whose plot lies outside takes no part; the gate is a border. */
static void the_gate_holds_for_each_mode(void **state)
{
    (void)state;
    filter_begin(&f, 36);
    for (int n = 0; n < 1000; n++) {
        double mean[N], d2[LW_IMM_MODES], want = 0.0;
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        struct book b;
        some_imm(&imm, even(1.0, 60.0), even(0.5, 20.0));
        near_imm(&imm, &plot);
        open_book(&imm, &b);
        lw_imm_mean(&imm, mean);
        for (int m = 0; m < LW_IMM_MODES; m++)
            b.chance[m] *=
                book_update(&b.mode[m], mean, &plot, 0.0, 1.0, &d2[m]);
        for (int g = 0; g < LW_IMM_MODES; g++) {
            for (int inside = 0; inside < 2; inside++) {
                const double gate = d2[g] * (inside ? 1.0 + 1e-6 : 1.0 - 1e-6);
                want = 0.0;
                for (int m = 0; m < LW_IMM_MODES; m++)
                    want += d2[m] <= gate ? b.chance[m] : 0.0;
                const double got =
                    lw_imm_fit(&imm, mean, &plot, 0.0, 1.0, gate, &fit);
                assert_near(got, want, 1e-8 * want);
                assert_near(fit.by_mode[LW_IMM_MODES], 0.0, 0.0);
            }
        }
    }
}

static void what_is_no_number_is_no_plot_of_it(void **state)
{
    struct lw_plot plot;
    struct lw_imm imm, broken;
    struct lw_fit fit;
    double mean[N];

    (void)state;
    filter_begin(&f, 37);
    some_imm(&imm, 30.0, 5.0);
    near_imm(&imm, &plot);
    lw_imm_mean(&imm, mean);
    mean[0] = (double)NAN;
    assert_near(lw_imm_fit(&imm, mean, &plot, 0.0, 1.0, 20.0, &fit), 0.0, 0.0);
    assert_near(lw_imm_likelihood(&imm, mean, &plot, 0.0, 1.0, 20.0), 0.0, 0.0);
    /* a covariance that is none, of one mode or of all */
    lw_imm_mean(&imm, mean);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        broken = imm;
        for (int e = 0; e < LW_SYM; e++)
            broken.p[e][m] = m == 1 ? (double)NAN : -1e12;
        assert_near(
            lw_imm_fit(&broken, mean, &plot, 0.0, 1.0, filter_no_gate, &fit),
            0.0, 0.0);
        assert_near(
            lw_imm_likelihood(&broken, mean, &plot, 0.0, 1.0, filter_no_gate),
            0.0, 0.0);
    }
}

/* One of several plots, or none of them: each mode is the mixture of what they
 * make of it, its chance the part that they give it. */
static void a_blend_is_the_mixture_of_all_ways(void **state)
{
    enum { PLOTS = 4 };

    (void)state;
    filter_begin(&f, 38);
    for (int n = 0; n < 1500; n++) {
        struct book b, ways[PLOTS + 1];
        double weight[PLOTS + 1], mean[N], total = 0.0;
        struct lw_blend blend;
        struct lw_imm imm;
        const int plots = (int)even(0.0, PLOTS + 0.999);
        int taken = 0;
        some_imm(&imm, even(2.0, 200.0), even(0.5, 20.0));
        open_book(&imm, &b);
        ways[0] = b;
        weight[0] = n % 4 == 0 && plots > 0 ? 0.0 : even(0.05, 1.0);
        lw_imm_mean(&imm, mean);
        lw_blend_begin(&blend, &imm, weight[0]);
        for (int k = 0; k < plots; k++) {
            struct book *way = &ways[taken + 1];
            struct lw_plot plot;
            struct lw_fit fit;
            double d2;
            near_imm(&imm, &plot);
            const double age_s = k % 2 ? even(0.0, 2.0) : 0.0;
            const double sum =
                lw_imm_fit(&imm, mean, &plot, age_s, 2.0, filter_no_gate, &fit);
            if (sum < 1e-150)
                continue;
            *way = b;
            for (int m = 0; m < LW_IMM_MODES; m++)
                way->chance[m] *=
                    book_update(&way->mode[m], mean, &plot, age_s, 2.0, &d2) /
                    sum;
            weight[++taken] = even(0.05, 1.0);
            lw_blend_add(&blend, &imm, &fit, weight[taken]);
        }
        const double got = lw_blend_end(&blend, &imm);
        for (int k = 0; k <= taken; k++)
            total += weight[k];
        assert_near(got, total, 1e-8);
        if (!(total > 0.0)) {
            assert_near(got, 0.0, 0.0);
            continue;
        }
        const struct book before = b;
        for (int m = 0; m < LW_IMM_MODES; m++) {
            const struct lw_gauss *part[PLOTS + 1];
            double by[PLOTS + 1];
            b.chance[m] = 0.0;
            for (int k = 0; k <= taken; k++) {
                part[k] = &ways[k].mode[m];
                by[k] = weight[k] * ways[k].chance[m];
                b.chance[m] += by[k];
            }
            /* what no way leads to is nowhere in particular */
            if (b.chance[m] > 1e-200)
                lw_gauss_mix(part, by, taken + 1, &b.mode[m]);
            b.chance[m] /= total;
            if (b.chance[m] < 1e-12) {
                lw_imm_mode(&imm, m, &b.mode[m]);
                assert_near(imm.chance[m], b.chance[m], 1e-15);
                b.chance[m] = imm.chance[m];
            }
        }
        same_book(&imm, &b, &before, 3e-10);
    }
}

static void a_blend_of_nothing_leaves_it_alone(void **state)
{
    struct lw_blend blend;
    struct lw_imm imm, before;

    (void)state;
    filter_begin(&f, 39);
    some_imm(&imm, 30.0, 5.0);
    before = imm;
    lw_blend_begin(&blend, &imm, 0.0);
    assert_near(lw_blend_end(&blend, &imm), 0.0, 0.0);
    assert_memory_equal(&imm, &before, sizeof imm);
    lw_blend_begin(&blend, &imm, 0.3);
    assert_near(lw_blend_end(&blend, &imm), 0.3, 1e-15);
    struct book a, b;
    open_book(&before, &a);
    open_book(&imm, &b);
    same_book(&imm, &a, &a, 2e-10);
}

/* ---- all modes as one ---- */

static void all_modes_as_one(void **state)
{
    (void)state;
    filter_begin(&f, 40);
    for (int n = 0; n < 500; n++) {
        struct lw_gauss got, want, place, was;
        const struct lw_gauss *part[LW_IMM_MODES];
        struct lw_imm imm;
        struct book b;
        double mean[N];
        some_imm(&imm, even(1.0, 200.0), even(0.5, 20.0));
        open_book(&imm, &b);
        for (int m = 0; m < LW_IMM_MODES; m++)
            part[m] = &b.mode[m];
        lw_gauss_mix(part, b.chance, LW_IMM_MODES, &want);
        lw_imm_collapse(&imm, &got);
        same_gauss(&got, &want, &want, 1e-12);
        assert_true(filter_sound(got.p));
        lw_imm_mean(&imm, mean);
        assert_memory_equal(mean, got.x, sizeof mean);
        /* of its place alone: the rest is left as it was */
        filter_gauss(&f, 10.0, 10.0, &place);
        was = place;
        lw_imm_collapse_place(&imm, &place);
        assert_memory_equal(place.x, got.x, sizeof got.x);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                assert_near(place.p[i * N + j],
                            (i < 3 && j < 3 ? &got : &was)->p[i * N + j], 0.0);
    }
}

/* Two filters into one: mode into mode, by chance and weight. */
static void pouring_mixes_mode_by_mode(void **state)
{
    (void)state;
    filter_begin(&f, 41);
    for (int n = 0; n < 500; n++) {
        const double wa = n % 5 == 0 ? 0.0 : even(0.1, 2.0);
        const double wb = n % 5 == 1 ? 0.0 : even(0.1, 2.0);
        struct lw_imm a, b;
        struct book one, other, want;
        some_imm(&a, even(1.0, 200.0), even(0.5, 20.0));
        some_imm(&b, even(1.0, 200.0), even(0.5, 20.0));
        open_book(&a, &one);
        open_book(&b, &other);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            const struct lw_gauss *part[2] = {&one.mode[m], &other.mode[m]};
            const double weight[2] = {wa * one.chance[m], wb * other.chance[m]};
            lw_gauss_mix(part, weight, 2, &want.mode[m]);
            want.chance[m] = (weight[0] + weight[1]) / (wa + wb);
        }
        lw_imm_pour(&a, wa, &b, wb);
        same_book(&a, &want, &want, 1e-9);
    }
}

static void all_modes_begin_alike(void **state)
{
    struct lw_gauss g, mode;
    struct lw_imm imm;

    (void)state;
    filter_begin(&f, 42);
    filter_gauss(&f, 20.0, 4.0, &g);
    lw_imm_init(&imm, &g);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        lw_imm_mode(&imm, m, &mode);
        assert_memory_equal(&mode, &g, sizeof g);
        assert_near(imm.chance[m], 1.0 / LW_IMM_MODES, 1e-15);
    }
    /* element i, j and element j, i are one */
    int e = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++, e++) {
            assert_int_equal(lw_sym(i, j), e);
            assert_int_equal(lw_sym(j, i), e);
        }
    assert_int_equal(e, LW_SYM);
}

/* ---- a long life ---- */

enum { TEMPLATES = 500 };
static struct lw_plot template[TEMPLATES];

/* One of many plots, moved to where the filter thinks it is. */
static void move_plot(const struct lw_imm *imm, double age_s,
                      struct lw_plot *plot)
{
    double mean[N], nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * N];

    *plot = template[(int)even(0.0, TEMPLATES - 0.001)];
    lw_imm_mean(imm, mean);
    lw_plot_residual(plot, mean, age_s, nu, h);
    for (int a = 0; a < plot->dim; a++)
        plot->z[a] -=
            nu[a] - sqrt(plot->r[a * (plot->dim + 1)]) * scene_normal(&f.sc);
}

static void check_sound(const struct lw_imm *imm, int n)
{
    struct lw_gauss g;
    double sum = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        lw_imm_mode(imm, m, &g);
        if (!filter_sound(g.p))
            fail_msg("step %d, mode %d: not positive definite", n, m);
        assert_true(imm->chance[m] >= 0.0);
        sum += imm->chance[m];
    }
    assert_near(sum, 1.0, 1e-9);
    lw_imm_collapse(imm, &g);
    assert_true(filter_sound(g.p));
}

static void covariances_stay_positive_definite(void **state)
{
    enum { UPDATES = 1000000, LIFE = 600 };
    struct lw_imm imm;
    struct lw_gauss g;
    int taken = 0;

    (void)state;
    filter_begin(&f, 21);
    for (int n = 0; n < TEMPLATES; n++) {
        start(&imm);
        near_imm(&imm, &template[n]);
    }
    for (int n = 0; taken < UPDATES; n++) {
        const double age_s = n % 4 == 0 ? even(0.0, 3.0) : 0.0;
        struct lw_plot plot;
        double up[3];
        assert_true(n < 2 * UPDATES);
        if (n % LIFE == 0)
            start(&imm);
        if (even(0.0, 1.0) < 0.7) {
            some_up(up);
            predict(&imm, up, pow(10.0, even(-6.0, 1.3)));
        }
        move_plot(&imm, age_s, &plot);
        taken += take(&imm, &plot, age_s);
        check_sound(&imm, n);
    }
    lw_imm_collapse(&imm, &g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_the_textbooks),
        cmocka_unit_test(chances_to_go_sum_to_one),
        cmocka_unit_test(two_steps_are_about_one),
        cmocka_unit_test(no_time_changes_nothing),
        cmocka_unit_test(noise_grows_as_white_acceleration_does),
        cmocka_unit_test(coasting_mixes_nothing),
        cmocka_unit_test(modes_mix_as_time_passes),
        cmocka_unit_test(an_unknown_height_walks_and_does_not_run),
        cmocka_unit_test(a_known_height_keeps_climbing),
        cmocka_unit_test(a_plot_updates_every_mode_as_the_textbook),
        cmocka_unit_test(a_plot_updates_a_mode_as_one_gaussian),
        cmocka_unit_test(the_likelihood_alone_is_that_of_the_fit),
        cmocka_unit_test(the_gate_holds_for_each_mode),
        cmocka_unit_test(what_is_no_number_is_no_plot_of_it),
        cmocka_unit_test(a_blend_is_the_mixture_of_all_ways),
        cmocka_unit_test(a_blend_of_nothing_leaves_it_alone),
        cmocka_unit_test(all_modes_as_one),
        cmocka_unit_test(pouring_mixes_mode_by_mode),
        cmocka_unit_test(all_modes_begin_alike),
        cmocka_unit_test(covariances_stay_positive_definite),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
