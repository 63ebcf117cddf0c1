/* SPDX-License-Identifier: Apache-2.0 */
/* Radars that turn: the plots of one look are not of one time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

enum { FLOCK = 3 };

/* One behind the other, 900 m apart, 45 m/s. */
static void fly(int which, double t, double xyz[3])
{
    xyz[0] = -12000.0 + 900.0 * which + 45.0 * t;
    xyz[1] = 25000.0;
    xyz[2] = 300.0;
}

/* As a plot of that turn, at the moment that the beam passes it. */
static void pass(struct scene *sc, int which, int turn, double period_s)
{
    struct lw_report r = scene_report(sc, 0, LW_REPORT_POLAR, 0.0);
    double xyz[3], el, t = turn * period_s;

    for (int i = 0; i < 3; i++) {
        fly(which, t, xyz);
        scene_see(sc, 0, xyz, &r.range_m, &r.az_rad, &el);
        t = (turn + r.az_rad / (2.0 * LW_PI)) * period_s;
    }
    r.meas_ns = scene_time(t);
    r.range_m += 100.0 * scene_normal(sc);
    r.az_rad = lw_angle_positive(r.az_rad + 0.5 * LW_DEG * scene_normal(sc));
    r.sd.range_m = 100.0;
    r.sd.az_rad = 0.5 * LW_DEG;
    r.has = LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    assert_int_equal(scene_give(sc, &r), 0);
}

static void neighbours_are_told_apart(void **state)
{
    static const double period_s = 5.0;
    int right = 0, asked = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct scene sc;
        scene_init(&sc, seed, noord);
        struct lw_sensor *radar = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 20);
        radar->period_s = period_s;
        radar->coverage.range_m = 50e3;
        radar->false_reports = 5.0;
        scene_begin(&sc);
        for (int turn = 0; turn < 60; turn++) {
            for (int k = 0; k < FLOCK; k++)
                if (scene_even(&sc) < 0.9)
                    pass(&sc, k, turn, period_s);
            assert_int_equal(scene_look(&sc, 0, (turn + 1) * period_s), 0);
            if (turn < 30)
                continue;
            asked++;
            right += scene_picture(&sc, (turn + 1) * period_s + 0.5) == FLOCK;
        }
        scene_end(&sc);
    }
    assert_true(right > 0.9 * asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
