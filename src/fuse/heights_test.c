/* SPDX-License-Identifier: Apache-2.0 */
/* How high something may fly that a radar without elevation sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "base/matrix.h"
#include "near.h"

static const double origin[3] = {0.0, 0.0, 0.0};
static const double axes[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 0)->coverage.range_m = 60e3;
    scene_sensor(&sc, LW_SENSOR_ADSB, -40e3, 0, 0)->coverage.range_m = 60e3;
    bare_open(40, 64);
    return 0;
}

static struct lw_target *begun(double x, double speed)
{
    const double xyz[3] = {x, 9000.0, 150.0};
    const double v[3] = {0.6 * speed, 0.8 * speed, 0.0};
    const uint32_t index = bare_target(&sc, xyz, v, 150.0, 8.0, 0.05);
    struct lw_target *t = &trk->target[index];

    t->flat = true;
    lw_heights_open(trk, index);
    return t;
}

static double length(const double v[3])
{
    return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static double range_rate(const struct lw_gauss *g)
{
    double sum = 0.0;

    for (int i = 0; i < 3; i++)
        sum += g->x[i] * g->x[3 + i];
    return sum / length(g->x);
}

static void a_lift_keeps_what_the_radar_measured(void **state)
{
    struct lw_gauss low = {.x = {20e3, 9e3, 200.0, -120.0, 90.0, 0.0}}, high;
    double factor[LW_STATE * LW_STATE];

    (void)state;
    for (int i = 0; i < LW_STATE; i++)
        low.p[i * 7] = i < 3 ? 2e4 : 100.0;
    assert_true(lw_heights_lift(&low, origin, axes, 8000.0, 1500.0, &high));
    assert_near(length(high.x), length(low.x), 1e-6);
    assert_near(atan2(high.x[0], high.x[1]), atan2(low.x[0], low.x[1]), 1e-12);
    assert_near(range_rate(&high), range_rate(&low), 1e-9);
    assert_near(high.x[2], 8000.0, 1e-9);
    assert_near(high.p[14], 1500.0 * 1500.0, 1e-3);
    memcpy(factor, high.p, sizeof factor);
    assert_true(lw_cholesky(factor, LW_STATE));
    /* the range is known as well as it was, however high it is */
    const double u[3] = {high.x[0] / length(high.x), high.x[1] / length(high.x),
                         high.x[2] / length(high.x)};
    double var = 0.0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += u[i] * u[j] * high.p[i * LW_STATE + j];
    assert_near(var, 2e4, 100.0);
}

static void what_is_near_is_not_high(void **state)
{
    struct lw_gauss low = {.x = {3e3, 4e3, 200.0, 100.0, 0.0, 0.0}}, high;

    (void)state;
    assert_false(lw_heights_lift(&low, origin, axes, 8000.0, 1500.0, &high));
    low.x[0] = low.x[1] = 0.0;
    assert_false(lw_heights_lift(&low, origin, axes, 100.0, 10.0, &high));
}

static void what_is_fast_may_fly_high(void **state)
{
    const struct lw_target *fast = begun(30e3, 200.0);
    const struct lw_target *slow = begun(40e3, 8.0);
    double total = 0.0;

    (void)state;
    assert_int_equal(fast->hypotheses, 4);
    for (uint32_t h = 0; h < fast->hypotheses; h++)
        total += fast->hypothesis[h].weight;
    assert_near(total, 1.0, 1e-12);
    assert_near(fast->hypothesis[0].weight, 0.5, 0.01);
    assert_true(sqrt(fast->mean.p[14]) > 2000.0);
    assert_int_equal(slow->hypotheses, 1);
    assert_false(fast->flat);
}

/* Where it would have said who it is, and did not, it flies low. */
static void silence_on_the_radio_says_low(void **state)
{
    struct lw_report r = scene_report(&sc, 1, LW_REPORT_HEARTBEAT, 0.0);

    (void)state;
    assert_int_equal(scene_give(&sc, &r), 0);
    const struct lw_target *t = begun(-30e3, 200.0);
    assert_true(t->hypothesis[0].weight > 0.9);
}

/* An airliner at 9 km comes by 8 km away; then it says where it is. */
static void place_and_doubt_agree(void **state)
{
    double nees = 0.0;
    int n = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct scene far;
        scene_init(&far, seed, noord);
        struct lw_sensor *radar = scene_sensor(&far, LW_SENSOR_RADAR, 0, 0, 0);
        radar->coverage.range_m = 60e3;
        radar->period_s = 4.0;
        radar->false_reports = 2.0;
        scene_begin(&far);
        for (int t = 0; t < 240; t += 4) {
            const double xyz[3] = {-40e3 + 220.0 * t, 8000.0, 9000.0};
            struct lw_report r = scene_report(&far, 0, LW_REPORT_POLAR, t);
            scene_see(&far, 0, xyz, &r.range_m, &r.az_rad, &r.el_rad);
            r.range_m += 100.0 * scene_normal(&far);
            r.az_rad =
                lw_angle_positive(r.az_rad + 0.5 * LW_DEG * scene_normal(&far));
            r.sd.range_m = 100.0;
            r.sd.az_rad = 0.5 * LW_DEG;
            r.has = LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
            assert_int_equal(scene_give(&far, &r), 0);
            assert_int_equal(scene_look(&far, 0, t), 0);
            if (t < 40 || scene_picture(&far, t) != 1)
                continue;
            const double off = scene_miss(&far, 0, xyz);
            nees += off * off / (far.picture[0].cov[0] + far.picture[0].cov[7]);
            n++;
        }
        scene_end(&far);
    }
    assert_true(n > 500);
    assert_true(nees / n > 0.3 && nees / n < 2.0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_lift_keeps_what_the_radar_measured),
        TEST(what_is_near_is_not_high),
        TEST(what_is_fast_may_fly_high),
        TEST(silence_on_the_radio_says_low),
        TEST(place_and_doubt_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
