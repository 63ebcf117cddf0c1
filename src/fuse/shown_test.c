/* SPDX-License-Identifier: Apache-2.0 */
/* What the tracker is asked in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

enum { RADARS = 2 };

/* Two radars 40 km apart, and an aircraft that each sees alone. */
static void begin(struct scene *sc)
{
    scene_init(sc, 1, noord);
    for (int i = 0; i < RADARS; i++)
        scene_sensor(sc, LW_SENSOR_RADAR, 40000.0 * i, 0, 10)->false_reports =
            0.01;
    scene_begin(sc);
}

/* Radar i looks at t, and says so. */
static void look(struct scene *sc, uint32_t i, double t)
{
    struct lw_report r = scene_report(sc, i, LW_REPORT_POSITION, t);
    const double xyz[3] = {40000.0 * i + 1000.0 + 15.0 * t, 500.0, 100.0};

    r.pos = lw_frame_to_geodetic(&sc->frame, xyz);
    r.sd.horizontal_m = 10.0;
    r.sd.vertical_m = 10.0;
    r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL;
    assert_int_equal(lw_tracker_report(sc->tracker, &r, scene_time(t)), 0);
    r = scene_report(sc, i, LW_REPORT_LOOK, t);
    assert_int_equal(lw_tracker_report(sc->tracker, &r, scene_time(t)), 0);
}

static void what_did_not_change_stays_as_it_was(void **state)
{
    static struct lw_track before[SCENE_PICTURE], after[SCENE_PICTURE];
    static struct lw_track whole[SCENE_PICTURE];
    struct scene sc;

    (void)state;
    begin(&sc);
    for (int t = 0; t < 20; t++)
        for (uint32_t i = 0; i < RADARS; i++)
            look(&sc, i, t + 0.1 + 0.3 * i);
    const int64_t at_ns = scene_time(20.0);
    lw_tracker_advance(sc.tracker, at_ns + 1);
    const uint64_t since = lw_tracker_changes(sc.tracker);
    const uint32_t n =
        lw_tracker_picture(sc.tracker, at_ns, before, SCENE_PICTURE);
    assert_int_equal(n, RADARS);
    lw_tracker_advance(sc.tracker, scene_time(20.05));
    assert_true(lw_tracker_changes(sc.tracker) == since);
    look(&sc, 0, 20.1);
    const int64_t now_ns = scene_time(20.12);
    lw_tracker_advance(sc.tracker, now_ns + 1);
    assert_true(lw_tracker_changes(sc.tracker) > since);
    assert_int_equal(lw_tracker_picture_since(sc.tracker, since, before, n,
                                              now_ns, after, SCENE_PICTURE),
                     n);
    assert_int_equal(
        lw_tracker_picture(sc.tracker, now_ns, whole, SCENE_PICTURE), n);
    /* number 1 is the one that radar 0 sees */
    assert_memory_equal(&after[0], &whole[0], sizeof after[0]);
    assert_memory_equal(&after[1], &before[1], sizeof after[1]);
    assert_true(after[0].time_ns == now_ns && after[1].time_ns == at_ns);
    scene_end(&sc);
}

static void what_is_new_is_told(void **state)
{
    static struct lw_track out[SCENE_PICTURE], whole[SCENE_PICTURE];
    struct scene sc;

    (void)state;
    begin(&sc);
    for (int t = 0; t < 10; t++)
        look(&sc, 0, t + 0.1);
    const uint32_t n = lw_tracker_picture_since(
        sc.tracker, 0, NULL, 0, scene_time(9.2), out, SCENE_PICTURE);
    assert_int_equal(n, lw_tracker_picture(sc.tracker, scene_time(9.2), whole,
                                           SCENE_PICTURE));
    assert_int_equal(n, 1);
    assert_memory_equal(&out[0], &whole[0], sizeof out[0]);
    scene_end(&sc);
}

static void beat(struct scene *sc, uint32_t sensor, enum lw_heartbeat state,
                 double t)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_HEARTBEAT, t);

    r.state = state;
    assert_int_equal(lw_tracker_report(sc->tracker, &r, scene_time(t)), 0);
}

static void a_sensor_is_alive_until_its_heartbeats_are_missed(void **state)
{
    bool alive[RADARS] = {true, true};
    struct scene sc;

    (void)state;
    begin(&sc);
    sc.sensor[1].silence_means_nothing_seen = false;
    assert_true(lw_tracker_alive(sc.tracker, scene_time(0), alive) ==
                INT64_MAX);
    assert_false(alive[0] || alive[1]);
    for (int k = 0; k <= 4; k++)
        beat(&sc, 0, LW_HEARTBEAT_OK, 10.0 * k);
    const int64_t until_ns =
        lw_tracker_alive(sc.tracker, scene_time(40.0), alive);
    assert_true(alive[0] && !alive[1]); /* 1 has said nothing yet */
    assert_near((double)(until_ns - scene_time(70.0)), 0.0, 1e6);
    (void)lw_tracker_alive(sc.tracker, until_ns - 1000000, alive);
    assert_true(alive[0]);
    assert_true(lw_tracker_alive(sc.tracker, until_ns, alive) == INT64_MAX);
    assert_false(alive[0]);
    beat(&sc, 1, LW_HEARTBEAT_OK, 80.0);
    (void)lw_tracker_alive(sc.tracker, scene_time(80.0), alive);
    assert_true(alive[1]);
    beat(&sc, 1, LW_HEARTBEAT_DOWN, 81.0);
    (void)lw_tracker_alive(sc.tracker, scene_time(81.0), alive);
    assert_false(alive[1]);
    scene_end(&sc);
}

static void who_sends_looks_is_alive_while_it_does(void **state)
{
    bool alive[RADARS] = {false, false};
    struct scene sc;

    (void)state;
    begin(&sc);
    sc.sensor[0].period_s = 1.0;
    sc.sensor[1].period_s = 8.0;
    for (uint32_t k = 0; k < RADARS; k++) {
        struct lw_report r = scene_report(&sc, k, LW_REPORT_LOOK, 10.0);
        assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(10.0)),
                         0);
    }
    lw_tracker_advance(sc.tracker, scene_time(39.0));
    const int64_t until_ns =
        lw_tracker_alive(sc.tracker, scene_time(39.0), alive);
    assert_true(alive[0] && alive[1]);
    assert_near((double)(until_ns - scene_time(40.0)), 0.0, 1e6);
    (void)lw_tracker_alive(sc.tracker, until_ns, alive);
    assert_true(!alive[0] && alive[1]);
    (void)lw_tracker_alive(sc.tracker, scene_time(91.0), alive);
    assert_false(alive[0] || alive[1]);
    scene_end(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_did_not_change_stays_as_it_was),
        cmocka_unit_test(what_is_new_is_told),
        cmocka_unit_test(a_sensor_is_alive_until_its_heartbeats_are_missed),
        cmocka_unit_test(who_sends_looks_is_alive_while_it_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
