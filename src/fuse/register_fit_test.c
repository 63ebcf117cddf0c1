/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "register_fixture.h"
#include "register_parts.h"

enum { DIMS = LW_REG_WINDOW_DIM };

static struct rf rf;
static struct lw_reg_problem problem;
static struct lw_reg_answer answer;
static struct lw_reg_claim claim[LW_REG_CLAIMS];
static struct lw_reg_fit *fit;

static int begin(void **state)
{
    (void)state;
    fit = calloc(1, lw_reg_fit_size());
    return fit == NULL ? -1 : 0;
}

static int end(void **state)
{
    (void)state;
    free(fit);
    return 0;
}

static void pack(const struct lw_plot *plot, struct lw_reg_claim *c)
{
    lw_reg_pack(plot, rf.sensor[plot->sensor].kind == LW_SENSOR_RADAR, c);
}

/* What sensor s says of aircraft a at t. */
static bool see(uint32_t s, uint32_t a, double t_s, struct lw_plot *plot)
{
    struct lw_report report;

    return rf_see(&rf, s, a, t_s, &report) &&
           lw_plot_make(&report, &rf.site, s, &rf.model[s], &rf.frame, plot) ==
               0;
}

/* A window of aircraft `a` over 20 s, by all sensors. */
static void window(uint32_t a)
{
    memset(&problem, 0, sizeof problem);
    problem.claim = claim;
    problem.feeds = (int)rf.site.sensors;
    problem.sound_mps = lw_sound_speed_mps(15.0);
    for (uint32_t s = 0; s < rf.site.sensors; s++) {
        problem.feed[s] = s;
        problem.scale[s] = 1.0;
        for (double t = 0.1 * s; t < 20.0; t += 1.0) {
            struct lw_plot plot;
            if (problem.claims < LW_REG_CLAIMS && see(s, a, t, &plot))
                pack(&plot, &claim[problem.claims++]);
        }
    }
    const int n = problem.feeds * LW_SENSOR_ERRORS;
    for (int i = 0; i < n; i++) {
        problem.unit[i] =
            lw_reg_prior_of(rf.sensor[i / LW_SENSOR_ERRORS].kind, LW_REG_STANDS,
                            (enum lw_sensor_error)(i % LW_SENSOR_ERRORS))
                .unit;
        problem.prior[i * n + i] = 1.0;
    }
}

static void two_radars(uint64_t seed)
{
    rf_init(&rf, seed);
    rf_add(&rf, LW_SENSOR_RADAR, 0.0, 0.0)->sd_el_rad = 2.0 * LW_DEG;
    rf_add(&rf, LW_SENSOR_RADAR, 9000.0, 2000.0)->sd_el_rad = 2.0 * LW_DEG;
    rf_fly(&rf, 8000.0, 60.0, 4);
}

/* Over many windows of two radars, one of which errs: the sum of what they say
 * has the error, as precisely as it claims. */
static void windows_tell_the_truth(void **state)
{
    enum { N = 12 };
    static double info[N * N], inverse[N * N], y[N];
    double log_det, square = 0.0;

    (void)state;
    memset(info, 0, sizeof info);
    memset(y, 0, sizeof y);
    for (uint64_t seed = 1; seed <= 40; seed++) {
        two_radars(seed);
        rf.own[1].error[LW_ERROR_AZIMUTH] = 0.8 * LW_DEG;
        rf.own[1].error[LW_ERROR_RANGE] = 25.0;
        rf.own[1].error[LW_ERROR_CLOCK] = 0.4;
        for (uint32_t a = 0; a < 4; a++) {
            window(a);
            assert_true(lw_reg_fit(&problem, fit, &answer));
            assert_int_equal(answer.dims, N);
            for (int i = 0; i < N; i++) {
                y[i] += answer.y[i];
                for (int j = 0; j < N; j++)
                    info[i * N + j] += answer.info[i * N + j];
            }
        }
    }
    for (int i = 0; i < N; i++) /* what cannot be told apart is small */
        info[i * N + i] += i % LW_SENSOR_ERRORS >= LW_ERROR_EAST ? 1e6
                           : i < LW_SENSOR_ERRORS                ? 1e4
                                                                 : 1.0;
    assert_true(lw_reg_invert(info, N, inverse, &log_det));
    for (int e = 0; e < LW_ERROR_EAST; e++) {
        const int i = LW_SENSOR_ERRORS + e;
        double mean = 0.0;
        for (int j = 0; j < N; j++)
            mean += inverse[i * N + j] * y[j];
        const double off = mean - rf.own[1].error[e] / problem.unit[i];
        square += off * off / inverse[i * N + i];
        assert_near(mean, rf.own[1].error[e] / problem.unit[i], 0.03);
    }
    assert_true(square < 20.0); /* of four */
}

static void one_sensor_alone_says_next_to_nothing(void **state)
{
    (void)state;
    rf_init(&rf, 9);
    rf_add(&rf, LW_SENSOR_RADAR, 0.0, 0.0)->sd_el_rad = 2.0 * LW_DEG;
    rf_fly(&rf, 8000.0, 60.0, 20);
    double clock = 0.0, azimuth = 0.0;
    for (uint32_t a = 0; a < 20; a++) {
        window(a);
        if (!lw_reg_fit(&problem, fit, &answer))
            continue;
        clock += answer.info[LW_ERROR_CLOCK * (LW_SENSOR_ERRORS + 1)];
        azimuth += answer.info[LW_ERROR_AZIMUTH * (LW_SENSOR_ERRORS + 1)];
    }
    assert_true(clock < 0.1);
    assert_true(azimuth < 0.1);
}

static void a_stray_plot_is_left_out(void **state)
{
    (void)state;
    two_radars(5);
    window(0);
    assert_true(lw_reg_fit(&problem, fit, &answer));
    assert_int_equal(answer.left_out, 0);
    claim[7].z[0] += 600.0;
    assert_true(lw_reg_fit(&problem, fit, &answer));
    assert_int_equal(answer.left_out, 1);
}

static void a_mixture_of_two_tracks_is_refused(void **state)
{
    int refused = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        static struct lw_reg_claim first[LW_REG_CLAIMS];
        two_radars(seed);
        window(0);
        memcpy(first, claim, sizeof first);
        window(1);
        const int n = problem.claims;
        for (int i = 0; i < n; i += 2) /* every other plot */
            claim[i] = first[i];
        refused += !lw_reg_fit(&problem, fit, &answer);
    }
    assert_int_equal(refused, 10);
}

static void turns_count_for_less(void **state)
{
    (void)state;
    two_radars(6);
    window(0);
    assert_true(lw_reg_fit(&problem, fit, &answer));
    const double calm = answer.noise;
    rf.aircraft[0].turn_rps = 10.0 * LW_DEG;
    rf.own[0].sd_range_m = rf.own[1].sd_range_m = 5.0;
    window(0);
    if (lw_reg_fit(&problem, fit, &answer))
        assert_true(answer.noise > calm);
}

static void jitter_bounds_what_one_window_says(void **state)
{
    const int i = LW_SENSOR_ERRORS + LW_ERROR_RANGE;
    const int n = 2 * LW_SENSOR_ERRORS;

    (void)state;
    two_radars(7);
    window(0);
    assert_true(lw_reg_fit(&problem, fit, &answer));
    assert_true(answer.info[i * n + i] > 10.0);
    problem.jitter[i] = 0.5;
    assert_true(lw_reg_fit(&problem, fit, &answer));
    assert_true(answer.info[i * n + i] < 1.0 / 0.5);
    assert_true(answer.shift[i] > 0.0 && answer.shift[i] < 5.0);
}

static void too_few_plots_say_nothing(void **state)
{
    (void)state;
    two_radars(8);
    window(0);
    for (int n = 1; n < 6; n++) {
        problem.claims = n;
        assert_false(lw_reg_fit(&problem, fit, &answer));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(windows_tell_the_truth),
        TEST(one_sensor_alone_says_next_to_nothing),
        TEST(a_stray_plot_is_left_out),
        TEST(a_mixture_of_two_tracks_is_refused),
        TEST(turns_count_for_less),
        TEST(jitter_bounds_what_one_window_says),
        TEST(too_few_plots_say_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
