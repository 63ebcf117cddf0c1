/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who says who it is, is one track for life: while it flies among others, is
 * crossed by them, falls silent, comes back, and when somebody lies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"
#include "near.h"
#include "picture_watch.h"

enum { AIRCRAFT = 12, SECONDS = 120 };
static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct picture_watch watch;
static bool by_place; /* those that say who they are must be where they are */

/* Six and six, towards each other: each crosses six in the middle. */
static void truth(int a, double t, double xyz[3])
{
    const double away = 25.0 * (t - 0.5 * SECONDS);

    xyz[0] = a % 2 == 0 ? away : 40.0 * (a - 0.5 * AIRCRAFT);
    xyz[1] = a % 2 == 0 ? 40.0 * (a - 0.5 * AIRCRAFT) : away;
    xyz[2] = 150.0;
}

static bool chance(double p)
{
    return scene_even(&sc) < p;
}

static void say_position(int a, double t, const double xyz[3])
{
    struct lw_report r = scene_report(&sc, 1, LW_REPORT_POSITION, t);
    const double at[3] = {xyz[0] + 8.0 * scene_normal(&sc),
                          xyz[1] + 8.0 * scene_normal(&sc), xyz[2]};

    r.pos = lw_frame_to_geodetic(&sc.frame, at);
    r.sd.horizontal_m = 8.0;
    r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL;
    if (a % 3 != 0) { /* some say both, now one and now the other */
        r.has |= LW_HAS_ICAO;
        r.ident.icao = 0x484000u + (uint32_t)a;
    }
    if (a % 3 == 0 || (a % 3 == 1 && chance(0.5))) {
        r.has |= LW_HAS_REMOTE_ID;
        snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "NL%d", a);
    }
    assert_int_equal(scene_give(&sc, &r), 0);
}

static void begin(uint64_t seed)
{
    scene_init(&sc, seed, noord);
    memset(&watch, 0, sizeof watch);
    scene_sensor(&sc, LW_SENSOR_RADAR, -300, 200, 10)->false_reports = 5.0;
    struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_ADSB, 0, 0, 10);
    s->silence_means_nothing_seen = false;
    s->period_s = 0.0;
    s->false_reports = 1e-4;
    scene_begin(&sc);
}

/* Every second: a radar sees all, and each says who it is now and then;
 * `silent` of the aircraft say nothing for a while. */
static void second(int t, double told, int silent, double lie)
{
    for (int a = 0; a < AIRCRAFT; a++) {
        double xyz[3];
        truth(a, t, xyz);
        if (chance(0.9))
            assert_int_equal(scene_polar(&sc, 0, t, xyz, 20.0, 1.0), 0);
        if (a < silent && t > 30 && t < 80)
            continue;
        if (chance(told))
            say_position(a, t, xyz);
        if (chance(lie)) { /* another who says it is this one */
            truth((a + 5) % AIRCRAFT, t, xyz);
            say_position(a, t, xyz);
        }
    }
    for (int k = 0; k < 5; k++) {
        const double xyz[3] = {4e3 * (scene_even(&sc) - 0.5),
                               4e3 * (scene_even(&sc) - 0.5), 100.0};
        assert_int_equal(scene_polar(&sc, 0, t, xyz, 20.0, 1.0), 0);
    }
    assert_int_equal(scene_look(&sc, 0, t), 0);
}

/* Which aircraft a track says it is. */
static int who(const struct lw_track *track)
{
    if (track->has_ident & LW_HAS_ICAO)
        return (int)(track->ident.icao - 0x484000u);
    if (track->has_ident & LW_HAS_REMOTE_ID)
        return (int)strtol(track->ident.remote_id + 2, NULL, 10);
    return -1;
}

/* Whether all that are told and say who they are, are where these are, as far
 * as they know themselves. */
static bool in_place(int t, uint32_t tracks)
{
    for (uint32_t i = 0; i < tracks; i++) {
        const struct lw_track *k = &sc.picture[i];
        const int a = who(k);
        double xyz[3];
        if (a < 0 || k->status == LW_TRACK_TENTATIVE ||
            k->status == LW_TRACK_ENDED)
            continue;
        truth(a, t, xyz);
        if (scene_miss(&sc, i, xyz) >
            50.0 + 4.0 * sqrt(fmax(k->cov[0], k->cov[7])))
            return false;
    }
    return true;
}

static void fly(uint64_t seed, double told, int silent, double lie)
{
    uint32_t named = 0;

    begin(seed);
    for (int t = 0; t < SECONDS; t++) {
        second(t, told, silent, lie);
        lw_tracker_advance(sc.tracker, scene_time(t) + 1);
        const uint32_t n = lw_tracker_picture(sc.tracker, scene_time(t),
                                              sc.picture, SCENE_PICTURE);
        const char *flaw = watch_picture(&watch, sc.picture, n);
        if (flaw != NULL)
            fail_msg("seed %d, second %d: %s", (int)seed, t, flaw);
        /* its own reports are 8 m off, come every two seconds, and go to it */
        if (by_place && !in_place(t, n))
            fail_msg("seed %d, second %d: another's name", (int)seed, t);
        for (uint32_t i = 0; i < n; i++)
            named += (sc.picture[i].has_ident &
                      (LW_HAS_ICAO | LW_HAS_REMOTE_ID)) != 0;
    }
    assert_true(named > AIRCRAFT * SECONDS / 2);
    scene_end(&sc);
}

static void an_identity_is_one_track(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++)
        fly(seed, 0.6, 0, 0.0);
}

static void an_identity_stays_with_its_aircraft(void **state)
{
    (void)state;
    by_place = true;
    for (uint64_t seed = 1; seed <= 10; seed++)
        fly(seed, 0.6, 0, 0.0);
}

static void an_identity_survives_silence(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++)
        fly(seed, 0.8, 6, 0.0);
}

static void an_identity_survives_lies(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++)
        fly(seed, 0.6, 3, 0.1);
}

/* Alone in the sky, and heard without a gap: one number from first to last. */
static void alone_it_keeps_its_number(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        begin(seed);
        for (int t = 0; t < SECONDS; t++) {
            const double xyz[3] = {20.0 * t - 1000.0, 300.0, 150.0};
            say_position(0, t, xyz);
            if (t > 3)
                assert_int_equal(scene_picture(&sc, t), 1);
            if (t > 3)
                assert_int_equal(sc.picture[0].number, 1);
        }
        assert_true(sc.picture[0].has_ident & LW_HAS_REMOTE_ID);
        assert_string_equal(sc.picture[0].ident.remote_id, "NL0");
        scene_end(&sc);
    }
}

/* With an argument, only the test whose name it is. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_identity_is_one_track),
        cmocka_unit_test(an_identity_survives_silence),
        cmocka_unit_test(an_identity_survives_lies),
        cmocka_unit_test(alone_it_keeps_its_number),
        cmocka_unit_test(an_identity_stays_with_its_aircraft),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
