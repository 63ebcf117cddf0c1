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

/* How a radar tells of its looks. */
enum told { BY_SECTORS, BY_TURNS, ALL_ROUND };
enum { SECTORS = 32, TURN_S = 4 };

/* A look of what the antenna left a quarter of a turn ago. */
static void look_behind(struct scene *sc, enum told told, int step, double t)
{
    struct lw_report r = scene_report(sc, 0, LW_REPORT_LOOK, t);
    const double az = 2.0 * LW_PI * step / SECTORS - 0.5 * LW_PI;

    if (told != BY_SECTORS && step % SECTORS != 0)
        return;
    r.has = LW_HAS_SECTOR;
    r.az_to_rad = lw_angle_positive(az);
    r.az_rad = lw_angle_positive(told == BY_TURNS ? az + 0.1 * LW_DEG
                                                  : az - 2.0 * LW_PI / SECTORS);
    if (told == ALL_ROUND) {
        r.az_rad = 0.0;
        r.az_to_rad = 2.0 * LW_PI;
    }
    assert_int_equal(scene_give(sc, &r), 0);
}

/* An aircraft that a radar notices in each turn up to `gone`; its plots come
 * `late_s` after they were made. Turns in which the picture has it, of the last
 * so many of 40; *detection: what is learnt of how much it notices. */
static int shown(enum told told, double late_s, int gone, int last,
                 double *detection)
{
    struct scene sc;
    int n = 0, next = 0;

    scene_init(&sc, 1, noord);
    struct lw_sensor *radar = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 20);
    radar->period_s = TURN_S;
    radar->coverage.range_m = 50e3;
    radar->false_reports = 0.1;
    radar->detection.point[0].chance = 0.9;
    scene_begin(&sc);
    for (int step = 0; step < 40 * SECTORS; step++) {
        const double t = (double)step * TURN_S / SECTORS;
        struct lw_report r = scene_report(&sc, 0, LW_REPORT_POLAR, 0.0);
        double xyz[3], el, at = next * TURN_S;
        for (int i = 0; i < 3; i++) {
            fly(0, at, xyz);
            scene_see(&sc, 0, xyz, &r.range_m, &r.az_rad, &el);
            at = (next + r.az_rad / (2.0 * LW_PI)) * TURN_S;
        }
        if (at + late_s <= t) {
            next++;
            r.meas_ns = scene_time(at);
            r.range_m += 60.0 * scene_normal(&sc);
            r.az_rad =
                lw_angle_positive(r.az_rad + 0.2 * LW_DEG * scene_normal(&sc));
            r.sd.range_m = 60.0;
            r.sd.az_rad = 0.2 * LW_DEG;
            r.has = LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
            if (next <= gone)
                assert_int_equal(
                    lw_tracker_report(sc.tracker, &r, scene_time(at + late_s)),
                    0);
        }
        look_behind(&sc, told, step, t);
        if (step % SECTORS == SECTORS - 1 && step / SECTORS >= 40 - last)
            n += scene_picture(&sc, t) == 1;
    }
    *detection = lw_tracker_sensor(sc.tracker, 0).detection;
    scene_end(&sc);
    return n;
}

static void a_plot_that_comes_after_its_sector_is_no_miss(void **state)
{
    double detection;

    (void)state;
    for (int late = 0; late < 4; late++)
        for (enum told told = BY_SECTORS; told <= BY_TURNS; told++) {
            assert_int_equal(shown(told, 0.3 * late, 40, 25, &detection), 25);
            assert_true(detection > 0.9);
        }
}

static void what_its_sector_misses_is_gone(void **state)
{
    double detection;

    (void)state;
    assert_int_equal(shown(BY_SECTORS, 0.5, 25, 8, &detection), 0);
    assert_int_equal(shown(BY_TURNS, 0.5, 25, 8, &detection), 0);
    assert_int_equal(shown(ALL_ROUND, 0.0, 25, 8, &detection), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_are_told_apart),
        cmocka_unit_test(a_plot_that_comes_after_its_sector_is_no_miss),
        cmocka_unit_test(what_its_sector_misses_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
