/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sensor that reports a hundred times as much as it should makes no track
 * that is told, and takes none away that others make.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"
#include "near.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SEEDS = 5, USUAL_S = 60, END_S = 150, TIMES = 100 };

static struct scene sc;

/* Somewhere in its coverage. */
static void anywhere(double far_m, double xyz[3])
{
    const double r = far_m * sqrt(scene_even(&sc));
    const double az = 2.0 * LW_PI * scene_even(&sc);

    xyz[0] = r * sin(az);
    xyz[1] = r * cos(az);
    xyz[2] = 50.0 + 100.0 * scene_even(&sc);
}

static uint32_t poisson(double mean)
{
    const double stop = exp(-mean);
    double p = scene_even(&sc);
    uint32_t n = 0;

    for (; p > stop; p *= scene_even(&sc))
        n++;
    return n;
}

/* What each kind of sensor may say of something at a place. */
static void say(uint32_t sensor, double t, const double xyz[3])
{
    const enum lw_sensor_kind kind = sc.sensor[sensor].kind;

    if (kind == LW_SENSOR_RADAR)
        assert_int_equal(scene_polar(&sc, sensor, t, xyz, 20.0, 1.0), 0);
    else if (kind == LW_SENSOR_TRACKER)
        assert_int_equal(scene_position(&sc, sensor, t, xyz, 20.0), 0);
    else
        assert_int_equal(scene_bearing(&sc, sensor, t, xyz, 4.0), 0);
}

/* One second of a sensor that says so many false things in each of `looks`
 * looks; `where`: where it says them, or anywhere. */
static void babble(uint32_t sensor, int t, double mean, int looks,
                   const double *where)
{
    for (int k = 0; k < looks; k++) {
        const double at = t + (double)k / looks;
        const uint32_t n = poisson(mean);
        for (uint32_t i = 0; i < n; i++) {
            double xyz[3];
            anywhere(4900.0, xyz);
            say(sensor, at, where != NULL ? where : xyz);
        }
        if (sc.sensor[sensor].kind == LW_SENSOR_RADAR)
            assert_int_equal(scene_look(&sc, sensor, at), 0);
    }
}

/* Alone: no track is told, ever. `more`: times as many reports in each look,
 * `looks`: times as many looks. */
static void alone(enum lw_sensor_kind kind, double mean, int more, int looks,
                  const double *where)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        scene_init(&sc, seed, noord);
        scene_sensor(&sc, kind, 0, 0, 10)->false_reports = mean;
        scene_sensor(&sc, LW_SENSOR_RADAR, 20e3, 0, 10);
        scene_begin(&sc);
        for (int t = 0; t < END_S; t++) {
            const bool mad = t >= USUAL_S;
            babble(0, t, mad ? more * mean : mean, mad ? looks : 1,
                   mad ? where : NULL);
            const uint32_t told = scene_picture(&sc, t + 0.999);
            if (told != 0)
                fail_msg("seed %d, second %d: %d told", (int)seed, t,
                         (int)told);
        }
        scene_end(&sc);
    }
}

static void a_radar_that_babbles_makes_no_track(void **state)
{
    (void)state;
    alone(LW_SENSOR_RADAR, 2.0, TIMES, 1, NULL);
}

static void a_radar_that_looks_too_often_makes_no_track(void **state)
{
    (void)state;
    alone(LW_SENSOR_RADAR, 0.5, 1, TIMES, NULL);
}

static void a_finder_that_babbles_makes_no_track(void **state)
{
    (void)state;
    alone(LW_SENSOR_RF, 0.02, TIMES, 1, NULL);
    alone(LW_SENSOR_ACOUSTIC, 0.02, 1, TIMES, NULL);
}

static void a_tracker_that_babbles_makes_no_track(void **state)
{
    (void)state;
    alone(LW_SENSOR_TRACKER, 0.05, TIMES, 1, NULL);
    alone(LW_SENSOR_TRACKER, 0.05, 1, TIMES, NULL);
}

/* Whatever it is that it says so often: of one place, too. */
static void one_that_is_stuck_makes_no_track(void **state)
{
    static const double place[3] = {1500.0, 900.0, 100.0};

    (void)state;
    alone(LW_SENSOR_RADAR, 1.0, 1, TIMES, place);
    alone(LW_SENSOR_TRACKER, 0.2, 1, TIMES, place);
    alone(LW_SENSOR_RF, 0.02, 1, TIMES, place);
}

/* A real aircraft that a good radar sees, and a bad one in the same place. */
static void tracks_of_others_stay(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        int right = 0, wrong = 0;
        scene_init(&sc, seed, noord);
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 2.0;
        scene_sensor(&sc, LW_SENSOR_RADAR, 500, -700, 10)->false_reports = 2.0;
        scene_begin(&sc);
        for (int t = 0; t < END_S; t++) {
            const double xyz[3] = {20.0 * t - 1500.0, 900.0, 120.0};
            babble(0, t, t >= USUAL_S ? TIMES * 2.0 : 2.0, 1, NULL);
            if (scene_even(&sc) < 0.9)
                say(1, t, xyz);
            babble(1, t, 2.0, 1, NULL);
            const uint32_t told = scene_picture(&sc, t + 0.5);
            for (uint32_t i = 0; i < told && t > 10; i++) {
                const double at[3] = {xyz[0] + 10.0, xyz[1], xyz[2]};
                if (scene_miss(&sc, i, at) < 100.0)
                    right++;
                else
                    wrong++;
            }
        }
        scene_end(&sc);
        /* what the good one notices by chance, too, may be told for a while */
        if (right < END_S - 11 || wrong > END_S / 5)
            fail_msg("seed %d: %d right, %d wrong", (int)seed, right, wrong);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_radar_that_babbles_makes_no_track),
        cmocka_unit_test(a_radar_that_looks_too_often_makes_no_track),
        cmocka_unit_test(a_finder_that_babbles_makes_no_track),
        cmocka_unit_test(a_tracker_that_babbles_makes_no_track),
        cmocka_unit_test(one_that_is_stuck_makes_no_track),
        cmocka_unit_test(tracks_of_others_stay),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
