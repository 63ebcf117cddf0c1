/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People who agree with each other and with nothing else, and what sends a
 * name from where a radar sees nothing, are not told as aircraft; what people
 * and other sensors notice together is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"
#include "near.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SEEDS = 5, END_S = 300, PEOPLE_MAX = 40 };

static struct scene sc;
static double person[PEOPLE_MAX][3];

/* Hovers about a place. */
static void invented(double t, double xyz[3])
{
    xyz[0] = 1200.0 + 150.0 * sin(t / 40.0);
    xyz[1] = 900.0 + 150.0 * cos(t / 40.0);
    xyz[2] = 100.0;
}

/* People all around it, 300 to 1200 m away. */
static void place_people(int people)
{
    for (int p = 0; p < people; p++) {
        const double away = 300.0 + 900.0 * scene_even(&sc);
        const double way = 2.0 * LW_PI * scene_even(&sc);
        invented(0.0, person[p]);
        person[p][0] += away * sin(way);
        person[p][1] += away * cos(way);
        person[p][2] = 2.0;
    }
}

/* One of them points at it, as one of many that come under one name. */
static void point(uint32_t sensor, int p, double t)
{
    struct lw_report r = scene_report(&sc, sensor, LW_REPORT_BEARING, t);
    double xyz[3], axes[9], enu[3] = {0};

    invented(t, xyz);
    r.from = lw_frame_to_geodetic(&sc.frame, person[p]);
    lw_frame_local(&sc.frame, r.from, axes);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            enu[i] += axes[3 * i + k] * (xyz[k] - person[p][k]);
    r.az_rad = lw_angle_positive(atan2(enu[0], enu[1]) +
                                 4.0 * LW_DEG * scene_normal(&sc));
    r.sd.az_rad = 5.0 * LW_DEG;
    r.has = LW_HAS_FROM | LW_HAS_SD_AZ;
    assert_int_equal(scene_give(&sc, &r), 0);
}

static uint32_t add_public(void)
{
    struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_OBSERVER, 0, 0, 0);

    s->has_position = false;
    s->silence_means_nothing_seen = false;
    s->period_s = 20.0;
    s->false_reports = 0.3;
    s->coverage.range_m = 4000.0;
    s->detection.point[0].chance = 0.05;
    return sc.site.sensors - 1;
}

static uint32_t add_radar(double x, double y)
{
    scene_sensor(&sc, LW_SENSOR_RADAR, x, y, 10)->false_reports = 1.0;
    return sc.site.sensors - 1;
}

static void sweep(uint32_t radar, double t, bool sees)
{
    double xyz[3];

    invented(t, xyz);
    if (sees && scene_even(&sc) < 0.9)
        assert_int_equal(scene_polar(&sc, radar, t, xyz, 20.0, 1.0), 0);
    for (int k = 0; k < 2; k++) {
        xyz[0] = 6000.0 * (scene_even(&sc) - 0.5);
        xyz[1] = 6000.0 * (scene_even(&sc) - 0.5);
        if (scene_even(&sc) < 0.5)
            assert_int_equal(scene_polar(&sc, radar, t, xyz, 20.0, 1.0), 0);
    }
    assert_int_equal(scene_look(&sc, radar, t), 0);
}

/* Told tracks within 500 m of it in the second. */
static uint32_t told_there(double t)
{
    const uint32_t told = scene_picture(&sc, t);
    uint32_t n = 0;
    double xyz[3];

    invented(t, xyz);
    for (uint32_t i = 0; i < told; i++)
        n += scene_miss(&sc, i, xyz) < 500.0;
    return n;
}

/* `people` of whom each says it every `every` seconds or so; each a sensor of
 * its own, or all under one name. Returns the second in which it is told
 * first, or -1: never. */
static int listen_to(uint64_t seed, int people, double every, bool joint,
                     bool radar)
{
    int told = -1;

    scene_init(&sc, seed, noord);
    uint32_t observer = 0, eye = 0;
    for (int p = 0; p < (joint ? 1 : people); p++)
        observer = add_public();
    if (radar)
        eye = add_radar(0, 0);
    scene_begin(&sc);
    place_people(people);
    for (int t = 0; t < END_S; t++) {
        for (int p = 0; p < people && t > 5; p++)
            if (scene_even(&sc) < 1.0 / every)
                point(joint ? observer : (uint32_t)p, p, t);
        if (radar)
            sweep(eye, t, false);
        if (told_there(t + 0.5) > 0 && told < 0)
            told = t;
    }
    scene_end(&sc);
    return told;
}

static void none(int people, double every, bool joint, bool radar)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const int told = listen_to(seed, people, every, joint, radar);
        if (told >= 0)
            fail_msg("seed %d: %d people, told after %d s", (int)seed, people,
                     told);
    }
}

static void a_few_who_agree_make_no_track(void **state)
{
    (void)state;
    none(1, 2.0, true, false);
    none(3, 5.0, true, false);
    none(5, 10.0, true, false);
    none(5, 10.0, false, false);
    none(5, 1.0, false, false);
}

static void many_make_none_where_a_radar_sees_nothing(void **state)
{
    (void)state;
    none(8, 10.0, true, true);
    none(12, 10.0, false, true);
    none(20, 10.0, true, true);
}

/* Where a name says it is, a radar sees something, or nothing. */
static uint32_t named(uint64_t seed, bool seen, double *existence)
{
    uint32_t told_s = 0;

    scene_init(&sc, seed, noord);
    struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_REMOTE_ID, 0, 0, 10);
    s->silence_means_nothing_seen = false;
    s->false_reports = 1e-4;
    const uint32_t eye = add_radar(300, -400);
    scene_begin(&sc);
    *existence = 0.0;
    for (int t = 0; t < 120; t++) {
        struct lw_report r = scene_report(&sc, 0, LW_REPORT_POSITION, t);
        double xyz[3];
        invented(t, xyz);
        for (int i = 0; i < 2; i++)
            xyz[i] += 5.0 * scene_normal(&sc);
        r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
        r.sd.horizontal_m = 6.0;
        r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_REMOTE_ID;
        snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "NLSPOOF");
        if (t > 5)
            assert_int_equal(scene_give(&sc, &r), 0);
        sweep(eye, t, seen);
        const uint32_t told = scene_picture(&sc, t + 0.5);
        for (uint32_t i = 0; i < told; i++) {
            if (!(sc.picture[i].has_ident & LW_HAS_REMOTE_ID))
                continue;
            told_s++;
            *existence = fmax(*existence, sc.picture[i].existence);
        }
    }
    scene_end(&sc);
    return told_s;
}

static void a_name_where_nothing_is_seen_is_doubtful(void **state)
{
    double existence;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        assert_in_range(named(seed, true, &existence), 110, 115);
        assert_true(existence > 0.99);
        assert_int_equal(named(seed, false, &existence), 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_who_agree_make_no_track),
        cmocka_unit_test(many_make_none_where_a_radar_sees_nothing),
        cmocka_unit_test(a_name_where_nothing_is_seen_is_doubtful),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
