/* SPDX-License-Identifier: Apache-2.0 */
/* One Gaussian and one plot: the textbook's update and likelihood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "filter_fixture.h"
#include "near.h"

static struct filter_scene f;

static double even(double from, double to)
{
    return filter_even(&f, from, to);
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
    filter_begin(&f, 6);
    for (int n = 0; n < 2000; n++) {
        struct lw_gauss in, out;
        struct lw_plot plot;
        double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
        filter_gauss(&f, even(1.0, 300.0), even(0.5, 40.0), &in);
        filter_plot(&f, &in, &plot);
        const double age_s = n % 2 ? even(0.0, 5.0) : 0.0;
        if (!isfinite(
                lw_gauss_update(&in, &plot, age_s, 1.0, filter_no_gate, &out)))
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
    filter_begin(&f, 7);
    filter_gauss(&f, 30.0, 5.0, &in);
    struct lw_report r = scene_report(&f.sc, 0, LW_REPORT_POSITION, 0.0);
    double at[3] = {in.x[0] + 5000.0, in.x[1], in.x[2]};
    r.pos = lw_frame_to_geodetic(&f.sc.frame, at);
    filter_make(&f, &r, &plot);
    memset(&out, 7, sizeof out);
    before = out;
    assert_true(lw_gauss_update(&in, &plot, 0.0, 1.0, 20.0, &out) ==
                -(double)INFINITY);
    assert_memory_equal(&out, &before, sizeof out);
    assert_true(
        isfinite(lw_gauss_update(&in, &plot, 0.0, 1.0, filter_no_gate, &out)));
    /* a residual that is no number is outside, too */
    in.x[0] = (double)NAN;
    assert_true(lw_gauss_update(&in, &plot, 0.0, 1.0, filter_no_gate, NULL) ==
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
    filter_begin(&f, 8);
    for (int n = 0; n < 500; n++) {
        struct lw_gauss in, out;
        struct lw_plot plot;
        double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE], want;
        const double age_s = even(0.0, 3.0), inflate = even(0.8, 4.0);
        filter_gauss(&f, 40.0, 6.0, &in);
        do
            filter_plot(&f, &in, &plot);
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
        want += log(plot.scale);
        assert_near(
            lw_gauss_update(&in, &plot, age_s, inflate, filter_no_gate, &out),
            want, 1e-7 * fmax(fabs(want), 1.0));
        /* asked for alone, it is the same */
        assert_near(
            lw_gauss_update(&in, &plot, age_s, inflate, filter_no_gate, NULL),
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
    filter_begin(&f, 9);
    memset(&in, 0, sizeof in);
    for (int i = 0; i < LW_STATE; i++)
        in.p[i * 7] = 100.0;
    in.x[0] = -30.0;
    in.x[2] = 100.0;
    struct lw_report r = scene_report(&f.sc, 0, LW_REPORT_POSITION, 0.0);
    r.pos = lw_frame_to_geodetic(&f.sc.frame, at);
    r.has = LW_HAS_SD_HORIZONTAL;
    r.sd.horizontal_m = 20.0;
    filter_make(&f, &r, &plot);
    lw_gauss_update(&in, &plot, 0.0, 1.0, filter_no_gate, &out);
    assert_near(out.x[0], -24.0, 1e-4);
    assert_near(out.p[0], 80.0, 1e-4);
    assert_near(out.p[14], 100.0, 1e-3); /* says nothing of height */
    /* the same report with its covariance taken 4 times: 130 -> 102 */
    lw_gauss_update(&in, &plot, 0.0, 4.0, filter_no_gate, &out);
    assert_near(out.x[0], -30.0 + 30.0 * 100.0 / 1700.0, 1e-4);
}

static void a_mixture_keeps_mean_and_covariance(void **state)
{
    struct lw_gauss part[4], out;
    const struct lw_gauss *parts[4];
    const double weight[4] = {0.5, 2.0, 0.0, 1.5}; /* sum 4 */

    (void)state;
    filter_begin(&f, 10);
    for (int c = 0; c < 4; c++) {
        filter_gauss(&f, 30.0, 4.0, &part[c]);
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
    filter_begin(&f, 11);
    filter_gauss(&f, 25.0, 5.0, &g);
    memcpy(l, g.p, sizeof l);
    assert_true(lw_cholesky(l, LW_STATE));
    for (int n = 0; n < SAMPLES; n++) {
        double truth[LW_STATE], white[LW_PLOT_DIM_MAX], deviate[LW_STATE];
        struct lw_plot plot;
        for (int i = 0; i < LW_STATE; i++) {
            deviate[i] = scene_normal(&f.sc);
            truth[i] = g.x[i];
            for (int k = 0; k <= i; k++)
                truth[i] += l[i * LW_STATE + k] * deviate[k];
        }
        struct lw_report r = scene_report(&f.sc, 0, LW_REPORT_POSITION, 0.0);
        r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL;
        r.sd.horizontal_m = 15.0;
        r.sd.vertical_m = 40.0;
        for (int i = 0; i < 3; i++)
            truth[i] += (i < 2 ? 15.0 : 40.0) * scene_normal(&f.sc);
        r.pos = lw_frame_to_geodetic(&f.sc.frame, truth);
        filter_make(&f, &r, &plot);
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
    filter_begin(&f, 12);
    filter_gauss(&f, 25.0, 5.0, &g);
    filter_plot(&f, &g, &plot);
    for (int i = 0; i < LW_STATE; i++)
        g.p[i * 7] = -1e9;
    assert_false(lw_gauss_whiten(&g, &plot, 0.0, 1.0, white));
    assert_true(lw_gauss_update(&g, &plot, 0.0, 1.0, filter_no_gate, NULL) ==
                -(double)INFINITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plot_never_makes_less_certain),
        cmocka_unit_test(what_lies_outside_the_gate_is_no_plot_of_it),
        cmocka_unit_test(the_likelihood_is_the_normal_density),
        cmocka_unit_test(one_measurement_weighs_by_its_variance),
        cmocka_unit_test(a_mixture_keeps_mean_and_covariance),
        cmocka_unit_test(whitened_residuals_have_unit_variance),
        cmocka_unit_test(a_covariance_that_is_none_whitens_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
