/* SPDX-License-Identifier: Apache-2.0 */
/* The filter of one aircraft: that its covariances stay what they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/matrix.h"
#include "imm.h"
#include "near.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double no_gate = 1e300;

static struct scene sc;
static struct lw_sensor_model model;

static void begin(uint64_t seed)
{
    scene_init(&sc, seed, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 300.0, -200.0, 5.0);
    lw_sensor_model_init(&model, &sc.sensor[0], &sc.frame);
}

static void make(const struct lw_report *r, struct lw_plot *plot)
{
    assert_int_equal(lw_plot_make(r, &sc.site, 0, &model, &sc.frame, plot), 0);
}

static double even(double from, double to)
{
    return from + (to - from) * scene_even(&sc);
}

/* Symmetric and positive definite, scaled to its diagonal first. */
static bool sound_covariance(const double p[LW_STATE * LW_STATE])
{
    double a[LW_STATE * LW_STATE];

    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++) {
            if (p[i * LW_STATE + j] != p[j * LW_STATE + i])
                return false;
            a[i * LW_STATE + j] =
                p[i * LW_STATE + j] /
                sqrt(p[i * (LW_STATE + 1)] * p[j * (LW_STATE + 1)]);
        }
    return lw_cholesky(a, LW_STATE);
}

/* A random covariance B B' with these standard deviations, all correlated. */
static void random_gauss(struct lw_gauss *g, double place_sd, double speed_sd)
{
    double b[LW_STATE * LW_STATE];

    for (int k = 0; k < LW_STATE * LW_STATE; k++)
        b[k] = scene_normal(&sc) + (k % (LW_STATE + 1) == 0 ? 1.5 : 0.0);
    for (int i = 0; i < LW_STATE; i++) {
        g->x[i] = (i < 3 ? 800.0 : 30.0) * scene_normal(&sc);
        for (int j = 0; j < LW_STATE; j++) {
            double sum = 0.0;
            for (int k = 0; k < LW_STATE; k++)
                sum += b[i * LW_STATE + k] * b[j * LW_STATE + k];
            g->p[i * LW_STATE + j] = sum / 4.0 * (i < 3 ? place_sd : speed_sd) *
                                     (j < 3 ? place_sd : speed_sd);
        }
    }
    lw_symmetrise(g->p, LW_STATE);
}

/* Some report of about where the filter thinks it is. */
static void some_plot(const struct lw_gauss *about, struct lw_plot *plot)
{
    static const uint32_t polar[] = {0, LW_HAS_EL, LW_HAS_RANGE_RATE,
                                     LW_HAS_EL | LW_HAS_RANGE_RATE};
    static const uint32_t place[] = {0, LW_HAS_ALT, LW_HAS_VEL,
                                     LW_HAS_ALT | LW_HAS_VEL};
    const enum lw_report_type type =
        (enum lw_report_type)(int)even(0.0, LW_REPORT_HEARD + 0.999);
    const int way = (int)even(0.0, 3.999);
    struct lw_report r = scene_report(&sc, 0, type, 0.0);
    double at[3], nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];

    for (int i = 0; i < 3; i++)
        at[i] = about->x[i] + 20.0 * scene_normal(&sc);
    r.pos = lw_frame_to_geodetic(&sc.frame, at);
    scene_see(&sc, 0, at, &r.range_m, &r.az_rad, &r.el_rad);
    r.has = type == LW_REPORT_POSITION             ? place[way]
            : type == LW_REPORT_POLAR              ? polar[way]
            : type == LW_REPORT_BEARING && way < 2 ? LW_HAS_EL
                                                   : 0;
    r.sd.horizontal_m = r.sd.range_m = even(0.5, 50.0);
    r.sd.az_rad = even(0.1, 5.0) * LW_DEG;
    r.has |= LW_HAS_SD_HORIZONTAL | LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    make(&r, plot);
    /* the speeds as expected */
    if (r.has & (LW_HAS_VEL | LW_HAS_RANGE_RATE)) {
        lw_plot_residual(plot, about->x, 0.0, nu, h);
        const int first =
            type == LW_REPORT_POSITION ? plot->dim - 3 : plot->dim - 1;
        for (int i = first; i < plot->dim; i++)
            plot->z[i] -= nu[i];
    }
}

/* Take a plot as the tracker does, by mode. */
static void take(struct lw_imm *imm, const struct lw_plot *plot, double age_s)
{
    double likelihood[LW_IMM_MODES], total = 0.0;
    struct lw_gauss out[LW_IMM_MODES];

    for (int m = 0; m < LW_IMM_MODES; m++) {
        likelihood[m] =
            imm->chance[m] * exp(lw_gauss_update(&imm->mode[m], plot, age_s,
                                                 1.0, no_gate, &out[m]));
        total += likelihood[m];
    }
    if (!(total > 1e-200))
        return;
    for (int m = 0; m < LW_IMM_MODES; m++) {
        imm->chance[m] = likelihood[m] / total;
        imm->mode[m] = out[m];
    }
}

static void start(struct lw_imm *imm)
{
    struct lw_gauss g;

    memset(&g, 0, sizeof g);
    for (int i = 0; i < LW_STATE; i++) {
        g.x[i] = i < 3 ? even(-2000.0, 2000.0) : even(-30.0, 30.0);
        g.p[i * 7] = i < 3 ? 2e4 : 900.0;
    }
    g.x[2] = even(20.0, 1000.0);
    lw_imm_init(imm, &g);
}

static void covariances_stay_positive_definite(void **state)
{
    enum { STEPS = 200000, LIFE = 500 };
    struct lw_imm imm;

    (void)state;
    begin(21);
    for (int n = 0; n < STEPS; n++) {
        struct lw_plot plot;
        struct lw_gauss mean;
        double up[3], sum = 0.0;
        if (n % LIFE == 0)
            start(&imm);
        const double dt = pow(10.0, even(-6.0, 1.3));
        const double tilt = even(-0.05, 0.05);
        up[0] = sin(tilt);
        up[1] = 0.0;
        up[2] = cos(tilt);
        lw_imm_predict(&imm, &lw_motion_default, up, dt);
        lw_imm_collapse(&imm, &mean);
        if (even(0.0, 1.0) < 0.8) {
            some_plot(&mean, &plot);
            take(&imm, &plot, n % 4 == 0 ? even(0.0, 3.0) : 0.0);
        }
        for (int m = 0; m < LW_IMM_MODES; m++) {
            if (!sound_covariance(imm.mode[m].p))
                fail_msg("step %d, mode %d: not positive definite", n, m);
            assert_true(imm.chance[m] >= 0.0);
            sum += imm.chance[m];
        }
        assert_near(sum, 1.0, 1e-9);
        lw_imm_collapse(&imm, &mean);
        assert_true(sound_covariance(mean.p));
    }
}

static void two_steps_are_about_one(void **state)
{
    static const double up[3] = {0.0, 0.0, 1.0};

    (void)state;
    begin(3);
    for (int n = 0; n < 100; n++) {
        struct lw_gauss start_at, a, b;
        struct lw_imm one, two;
        random_gauss(&start_at, 50.0, 8.0);
        lw_imm_init(&one, &start_at);
        lw_imm_init(&two, &start_at);
        const double dt = even(0.1, 2.0), part = even(0.1, 0.9);
        lw_imm_predict(&one, &lw_motion_default, up, dt);
        lw_imm_predict(&two, &lw_motion_default, up, part * dt);
        lw_imm_predict(&two, &lw_motion_default, up, (1.0 - part) * dt);
        lw_imm_collapse(&one, &a);
        lw_imm_collapse(&two, &b);
        for (int i = 0; i < LW_STATE; i++) {
            assert_near(a.x[i], b.x[i], 0.02 * sqrt(a.p[i * 7]));
            assert_near(a.p[i * 7] / b.p[i * 7], 1.0, 0.1);
        }
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_near(one.chance[m], two.chance[m], 0.05);
    }
}

static void no_time_changes_nothing(void **state)
{
    static const double up[3] = {0.0, 0.0, 1.0};
    struct lw_imm imm, before;

    (void)state;
    begin(4);
    start(&imm);
    before = imm;
    lw_imm_predict(&imm, &lw_motion_default, up, 0.0);
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
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    g.x[3] = 10.0;
    lw_imm_init(&imm, &g);
    lw_imm_predict(&imm, &motion, up, dt);
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

/* Once mostly straight, what manoeuvres comes back in as time passes. */
static void modes_mix_as_time_passes(void **state)
{
    static const double up[3] = {0.0, 0.0, 1.0};
    struct lw_imm imm;
    double last = 1.0;

    (void)state;
    begin(5);
    start(&imm);
    imm.chance[0] = 1.0;
    imm.chance[1] = imm.chance[2] = 0.0;
    for (int t = 0; t < 300; t++) {
        lw_imm_predict(&imm, &lw_motion_default, up, 1.0);
        assert_true(imm.chance[0] <= last + 1e-12);
        last = imm.chance[0];
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_true(imm.chance[m] > 0.0);
    }
    assert_true(last < 0.95 && last > 0.05);
}

static double log_det(const struct lw_gauss *g)
{
    double l[LW_STATE * LW_STATE];

    memcpy(l, g->p, sizeof l);
    assert_true(lw_cholesky(l, LW_STATE));
    return lw_cholesky_log_det(l, LW_STATE);
}

static void a_plot_never_makes_less_certain(void **state)
{
    (void)state;
    begin(6);
    for (int n = 0; n < 2000; n++) {
        struct lw_gauss in, out;
        struct lw_plot plot;
        double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
        random_gauss(&in, even(1.0, 300.0), even(0.5, 40.0));
        some_plot(&in, &plot);
        const double age_s = n % 2 ? even(0.0, 5.0) : 0.0;
        if (!isfinite(lw_gauss_update(&in, &plot, age_s, 1.0, no_gate, &out)))
            continue;
        assert_true(log_det(&out) <= log_det(&in) + 1e-6);
        for (int i = 0; i < LW_STATE; i++)
            assert_true(out.p[i * 7] <= in.p[i * 7] * (1.0 + 1e-9));
        /* along what was measured: H P H' */
        lw_plot_residual(&plot, in.x, age_s, nu, h);
        for (int d = 0; d < plot.dim; d++) {
            double before = 0.0, after = 0.0;
            for (int i = 0; i < LW_STATE; i++)
                for (int j = 0; j < LW_STATE; j++) {
                    const double hh = h[d * 6 + i] * h[d * 6 + j];
                    before += hh * in.p[i * 6 + j];
                    after += hh * out.p[i * 6 + j];
                }
            assert_true(after < before);
            assert_true(after <= plot.r[d * plot.dim + d] * (1.0 + 1e-6));
        }
    }
}

static void what_lies_outside_the_gate_is_no_plot_of_it(void **state)
{
    struct lw_gauss in, out, before;
    struct lw_plot plot;

    (void)state;
    begin(7);
    random_gauss(&in, 30.0, 5.0);
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_POSITION, 0.0);
    double at[3] = {in.x[0] + 5000.0, in.x[1], in.x[2]};
    r.pos = lw_frame_to_geodetic(&sc.frame, at);
    make(&r, &plot);
    memset(&out, 7, sizeof out);
    before = out;
    assert_true(lw_gauss_update(&in, &plot, 0.0, 1.0, 20.0, &out) ==
                -(double)INFINITY);
    assert_memory_equal(&out, &before, sizeof out);
    assert_true(isfinite(lw_gauss_update(&in, &plot, 0.0, 1.0, no_gate, &out)));
    /* a residual that is no number is outside, too */
    in.x[0] = (double)NAN;
    assert_true(lw_gauss_update(&in, &plot, 0.0, 1.0, no_gate, NULL) ==
                -(double)INFINITY);
}

/* Variance H P H' + inflate R of one row by another. */
static double spread(const struct lw_gauss *g, const struct lw_plot *plot,
                     const double *h, double inflate, int a, int b)
{
    double sum = inflate * plot->r[a * plot->dim + b];

    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++)
            sum += h[a * 6 + i] * g->p[i * 6 + j] * h[b * 6 + j];
    return sum;
}

static void the_likelihood_is_the_normal_density(void **state)
{
    (void)state;
    begin(8);
    for (int n = 0; n < 500; n++) {
        struct lw_gauss in, out;
        struct lw_plot plot;
        double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE], want;
        const double age_s = even(0.0, 3.0), inflate = even(0.8, 4.0);
        random_gauss(&in, 40.0, 6.0);
        do
            some_plot(&in, &plot);
        while (plot.dim > 2);
        lw_plot_residual(&plot, in.x, age_s, nu, h);
        const double a = spread(&in, &plot, h, inflate, 0, 0);
        if (plot.dim == 1) {
            want = -0.5 * (nu[0] * nu[0] / a + log(2.0 * LW_PI * a));
        } else {
            const double b = spread(&in, &plot, h, inflate, 0, 1);
            const double d = spread(&in, &plot, h, inflate, 1, 1);
            const double det = a * d - b * b;
            const double d2 = (d * nu[0] * nu[0] - 2.0 * b * nu[0] * nu[1] +
                               a * nu[1] * nu[1]) /
                              det;
            want = -0.5 * (d2 + log(det)) - log(2.0 * LW_PI);
        }
        want += plot.log_scale;
        assert_near(lw_gauss_update(&in, &plot, age_s, inflate, no_gate, &out),
                    want, 1e-7 * fmax(fabs(want), 1.0));
        /* asked for alone, it is the same */
        assert_near(lw_gauss_update(&in, &plot, age_s, inflate, no_gate, NULL),
                    want, 1e-7 * fmax(fabs(want), 1.0));
    }
}

/* 100 m +- 10 and a plot at 130 m +- 20: 106 m, variance 80, by hand. */
static void one_measurement_weighs_by_its_variance(void **state)
{
    struct lw_gauss in, out;
    struct lw_plot plot;
    const double at[3] = {0.0, 0.0, 100.0};

    (void)state;
    begin(9);
    memset(&in, 0, sizeof in);
    for (int i = 0; i < LW_STATE; i++)
        in.p[i * 7] = 100.0;
    in.x[0] = -30.0;
    in.x[2] = 100.0;
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_POSITION, 0.0);
    r.pos = lw_frame_to_geodetic(&sc.frame, at);
    r.has = LW_HAS_SD_HORIZONTAL;
    r.sd.horizontal_m = 20.0;
    make(&r, &plot);
    lw_gauss_update(&in, &plot, 0.0, 1.0, no_gate, &out);
    assert_near(out.x[0], -24.0, 1e-4);
    assert_near(out.p[0], 80.0, 1e-4);
    assert_near(out.p[14], 100.0, 1e-3); /* says nothing of height */
    /* the same report with its covariance taken 4 times: 130 -> 102 */
    lw_gauss_update(&in, &plot, 0.0, 4.0, no_gate, &out);
    assert_near(out.x[0], -30.0 + 30.0 * 100.0 / 1700.0, 1e-4);
}

static void a_mixture_keeps_mean_and_covariance(void **state)
{
    struct lw_gauss part[4], out;
    const struct lw_gauss *parts[4];
    const double weight[4] = {0.5, 2.0, 0.0, 1.5}; /* sum 4 */

    (void)state;
    begin(10);
    for (int c = 0; c < 4; c++) {
        random_gauss(&part[c], 30.0, 4.0);
        parts[c] = &part[c];
    }
    lw_gauss_mix(parts, weight, 4, &out);
    for (int i = 0; i < LW_STATE; i++) {
        double mean = 0.0;
        for (int c = 0; c < 4; c++)
            mean += weight[c] / 4.0 * part[c].x[i];
        assert_near(out.x[i], mean, 1e-9);
        for (int j = 0; j < LW_STATE; j++) {
            double square = 0.0; /* E[x x'] - E[x] E[x]' */
            for (int c = 0; c < 4; c++)
                square += weight[c] / 4.0 *
                          (part[c].p[i * 6 + j] + part[c].x[i] * part[c].x[j]);
            assert_near(out.p[i * 6 + j], square - out.x[i] * out.x[j], 1e-5);
        }
    }
    /* one of its own parts may be where the mixture goes */
    struct lw_gauss same = part[1];
    parts[1] = &same;
    lw_gauss_mix(parts, weight, 4, &same);
    assert_memory_equal(&same, &out, sizeof out);
}

static void whitened_residuals_have_unit_variance(void **state)
{
    enum { SAMPLES = 20000 };
    struct lw_gauss g;
    double l[LW_STATE * LW_STATE], sum[3] = {0}, square[9] = {0};

    (void)state;
    begin(11);
    random_gauss(&g, 25.0, 5.0);
    memcpy(l, g.p, sizeof l);
    assert_true(lw_cholesky(l, LW_STATE));
    for (int n = 0; n < SAMPLES; n++) {
        double truth[LW_STATE], white[LW_PLOT_DIM_MAX], deviate[LW_STATE];
        struct lw_plot plot;
        for (int i = 0; i < LW_STATE; i++) {
            deviate[i] = scene_normal(&sc);
            truth[i] = g.x[i];
            for (int k = 0; k <= i; k++)
                truth[i] += l[i * LW_STATE + k] * deviate[k];
        }
        struct lw_report r = scene_report(&sc, 0, LW_REPORT_POSITION, 0.0);
        r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL;
        r.sd.horizontal_m = 15.0;
        r.sd.vertical_m = 40.0;
        for (int i = 0; i < 3; i++)
            truth[i] += (i < 2 ? 15.0 : 40.0) * scene_normal(&sc);
        r.pos = lw_frame_to_geodetic(&sc.frame, truth);
        make(&r, &plot);
        assert_true(lw_gauss_whiten(&g, &plot, 0.0, 1.0, white));
        for (int i = 0; i < 3; i++) {
            sum[i] += white[i] / SAMPLES;
            for (int j = 0; j < 3; j++)
                square[3 * i + j] += white[i] * white[j] / SAMPLES;
        }
    }
    /* 4 sigma of so many samples */
    for (int i = 0; i < 3; i++) {
        assert_near(sum[i], 0.0, 4.0 / sqrt(SAMPLES));
        for (int j = 0; j < 3; j++)
            assert_near(square[3 * i + j], i == j ? 1.0 : 0.0,
                        4.0 * sqrt(2.0 / SAMPLES));
    }
}

static void a_covariance_that_is_none_whitens_nothing(void **state)
{
    struct lw_gauss g;
    struct lw_plot plot;
    double white[LW_PLOT_DIM_MAX];

    (void)state;
    begin(12);
    random_gauss(&g, 25.0, 5.0);
    some_plot(&g, &plot);
    for (int i = 0; i < LW_STATE; i++)
        g.p[i * 7] = -1e9;
    assert_false(lw_gauss_whiten(&g, &plot, 0.0, 1.0, white));
    assert_true(lw_gauss_update(&g, &plot, 0.0, 1.0, no_gate, NULL) ==
                -(double)INFINITY);
}

/* Twenty minutes in which nothing measures height: it grows uncertain like a
 * random walk, its variance in proportion to time, while the horizontal one
 * runs away with its cube. */
static void an_unknown_height_walks_and_does_not_run(void **state)
{
    static const double up[3] = {0.0, 0.0, 1.0};
    double height[3] = {0}, level[3] = {0};
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < LW_STATE; i++)
        g.p[i * 7] = i < 3 ? 300.0 * 300.0 : 16.0;
    g.x[5] = 4.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t <= 1200; t++) {
        if (t % 600 == 0) {
            lw_imm_collapse(&imm, &g);
            level[t / 600] = g.p[0];
            height[t / 600] = g.p[14];
        }
        lw_imm_predict(&imm, &lw_motion_default, up, 1.0);
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
    static const double up[3] = {0.0, 0.0, 1.0};
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < LW_STATE; i++)
        g.p[i * 7] = 1.0;
    g.x[5] = 10.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t < 10; t++)
        lw_imm_predict(&imm, &lw_motion_default, up, 1.0);
    lw_imm_collapse(&imm, &g);
    assert_near(g.x[5], 10.0, 1e-9);
    assert_near(g.x[2], 100.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covariances_stay_positive_definite),
        cmocka_unit_test(two_steps_are_about_one),
        cmocka_unit_test(no_time_changes_nothing),
        cmocka_unit_test(noise_grows_as_white_acceleration_does),
        cmocka_unit_test(modes_mix_as_time_passes),
        cmocka_unit_test(a_plot_never_makes_less_certain),
        cmocka_unit_test(what_lies_outside_the_gate_is_no_plot_of_it),
        cmocka_unit_test(the_likelihood_is_the_normal_density),
        cmocka_unit_test(one_measurement_weighs_by_its_variance),
        cmocka_unit_test(a_mixture_keeps_mean_and_covariance),
        cmocka_unit_test(whitened_residuals_have_unit_variance),
        cmocka_unit_test(a_covariance_that_is_none_whitens_nothing),
        cmocka_unit_test(an_unknown_height_walks_and_does_not_run),
        cmocka_unit_test(a_known_height_keeps_climbing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
