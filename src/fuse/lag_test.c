/* SPDX-License-Identifier: Apache-2.0 */
#include "lag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lag_fixture.h"
#include "near.h"
#include "target_fixture.h"

enum { SECONDS = 50, LATE_UNTIL = 38 };
static const size_t room = (size_t)8 << 20;

static struct lag_play play;

/* Some plots arrive late by up to so much. */
static void make_late(double share, double most_s)
{
    for (uint32_t k = 0; k < play.reports; k++)
        if (play.report[k].type == LW_REPORT_POSITION &&
            play.arrival_s[k] < LATE_UNTIL && scene_even(&play.sc) < share)
            play.arrival_s[k] += most_s * scene_even(&play.sc);
    for (uint32_t i = 1; i < play.reports; i++) {
        const struct lw_report r = play.report[i];
        const double at = play.arrival_s[i];
        uint32_t j = i;
        for (; j > 0 && play.arrival_s[j - 1] > at; j--) {
            play.report[j] = play.report[j - 1];
            play.arrival_s[j] = play.arrival_s[j - 1];
        }
        play.report[j] = r;
        play.arrival_s[j] = at;
    }
}

/* Nothing comes for so long, in the middle. */
static void make_gap(double gap_s)
{
    for (uint32_t k = play.reports / 2; k < play.reports; k++) {
        play.arrival_s[k] += gap_s;
        play.report[k].meas_ns += (int64_t)(gap_s * 1e9);
    }
}

/* How it is, every so many seconds until then. */
static void ask_until(double from_s, double to_s, double every_s,
                      struct lw_track *track)
{
    struct lw_tracker *trk = play.sc.tracker;

    for (double t = from_s + every_s; t < to_s; t += every_s) {
        lw_tracker_advance(trk, scene_time(t) + 1);
        (void)lw_tracker_picture(trk, scene_time(t), track, SCENE_PICTURE);
    }
}

struct asked {
    double gap_s, every_s; /* 0: none; nobody asks */
};

/* The picture at the end of the play. */
static uint32_t run_asked(uint64_t seed, size_t lag_bytes, double share,
                          double most_s, struct asked asked,
                          struct lw_track *track)
{
    double last_s = 0.0;
    uint32_t n;

    lag_begin(&play, seed, lag_bytes);
    struct lw_tracker *trk = play.sc.tracker;
    const uint32_t imms = trk->free_imms;
    lag_write(&play, 0, SECONDS);
    make_late(share, most_s);
    make_gap(asked.gap_s);
    for (uint32_t k = 0; k < play.reports; k++) {
        const int64_t at_ns = scene_time(play.arrival_s[k]);
        if (asked.every_s > 0.0)
            ask_until(last_s, play.arrival_s[k], asked.every_s, track);
        last_s = play.arrival_s[k];
        assert_int_equal(lw_tracker_report(trk, &play.report[k], at_ns), 0);
        if (k % 16 == 0)
            assert_null(bare_flaw(trk, imms));
    }
    lw_tracker_advance(trk, scene_time(SECONDS + asked.gap_s) + 1);
    n = lw_tracker_picture(trk, scene_time(SECONDS + asked.gap_s), track,
                           SCENE_PICTURE);
    assert_null(bare_flaw(trk, imms));
    return n;
}

static uint32_t run(uint64_t seed, size_t lag_bytes, double share,
                    double most_s, struct lw_track *track)
{
    return run_asked(seed, lag_bytes, share, most_s, (struct asked){0}, track);
}

/* Metres to the nearest told track. */
static double nearest_m(const struct lw_track *track, uint32_t n,
                        const struct lw_track *like)
{
    double nearest = (double)INFINITY, a[3], b[3];

    lw_frame_from_geodetic(&play.sc.frame, like->pos, a);
    for (uint32_t i = 0; i < n; i++) {
        lw_frame_from_geodetic(&play.sc.frame, track[i].pos, b);
        if (track[i].status == LW_TRACK_CONFIRMED &&
            fabs(track[i].existence - like->existence) < 2e-3)
            nearest = fmin(nearest, hypot(a[0] - b[0], a[1] - b[1]));
    }
    return nearest;
}

/* Once they are in: where they would have been in order, to a tenth of a metre
 * of nearly ten that a plot is good to; what was not sure to be missing when it
 * was run for the last time makes the rest. */
static void late_plots_give_what_they_would_have_in_order(void **state)
{
    static struct lw_track one[SCENE_PICTURE], two[SCENE_PICTURE];

    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        const uint32_t a = run(seed, room, 0.0, 0.0, one);
        scene_end(&play.sc);
        const uint32_t b = run(seed, room, 0.3, 8.0, two);
        scene_end(&play.sc);
        uint32_t told = 0;
        for (uint32_t i = 0; i < a; i++) {
            if (one[i].status != LW_TRACK_CONFIRMED)
                continue;
            told++;
            assert_true(nearest_m(two, b, &one[i]) < 0.1);
        }
        assert_true(told >= LAG_AIRCRAFT);
    }
}

/* Late or not, and though nothing be there for long: when it is asked says
 * nothing. */
static void asking_changes_nothing(void **state)
{
    static const struct asked asked[] = {
        {0.0, 0.1}, {0.0, 0.37}, {0.0, 1.0}, {500.0, 0.9}, {500.0, 7.0}};
    static struct lw_track one[SCENE_PICTURE], two[SCENE_PICTURE];

    (void)state;
    for (size_t k = 0; k < sizeof asked / sizeof asked[0]; k++) {
        const struct asked never = {asked[k].gap_s, 0.0};
        const uint32_t a = run_asked(3, room, 0.3, 8.0, never, one);
        scene_end(&play.sc);
        const uint32_t b = run_asked(3, room, 0.3, 8.0, asked[k], two);
        scene_end(&play.sc);
        assert_int_equal(a, b);
        for (uint32_t i = 0; i < a; i++) {
            assert_true(lag_same(&one[i], &two[i]));
            assert_int_equal(one[i].number, two[i].number);
        }
    }
}

/* In order, a lag changes nothing at all. */
static void in_order_it_is_not_felt(void **state)
{
    static struct lw_track one[SCENE_PICTURE], two[SCENE_PICTURE];

    (void)state;
    const uint32_t a = run(4, room, 0.0, 0.0, one);
    scene_end(&play.sc);
    const uint32_t b = run(4, 0, 0.0, 0.0, two);
    scene_end(&play.sc);
    assert_int_equal(a, b);
    for (uint32_t i = 0; i < a; i++) {
        assert_true(lag_same(&one[i], &two[i]));
        assert_int_equal(one[i].number, two[i].number);
    }
}

/* However little room there is, and whatever does not fit in it. */
static void without_room_it_is_fused_as_it_comes(void **state)
{
    static const size_t bytes[] = {0,      4096,   30000,  100000,
                                   200000, 400000, 1000000};
    static struct lw_track track[SCENE_PICTURE];

    (void)state;
    for (size_t k = 0; k < sizeof bytes / sizeof bytes[0]; k++) {
        const uint32_t n = run(5, bytes[k], 0.3, 8.0, track);
        uint32_t told = 0;
        for (uint32_t i = 0; i < n; i++)
            told += track[i].status == LW_TRACK_CONFIRMED;
        assert_true(told >= LAG_AIRCRAFT);
        scene_end(&play.sc);
    }
}

static void what_waits_is_work_to_do(void **state)
{
    (void)state;
    lag_begin(&play, 1, room);
    struct lw_tracker *trk = play.sc.tracker;
    lag_write(&play, 0, 1);
    for (uint32_t k = 0; k < play.reports; k++)
        assert_int_equal(
            lw_tracker_report(trk, &play.report[k], scene_time(30.0)), 0);
    /* all alike are that late: it is their way */
    assert_true(lw_lag_waits(trk));
    assert_false(lw_tracker_idle(trk));
    lw_tracker_advance(trk, scene_time(30.0) + 1);
    assert_false(lw_lag_waits(trk));
    lw_tracker_advance(trk, scene_time(2000.0));
    assert_true(lw_tracker_idle(trk));
    scene_end(&play.sc);
}

/* A delay that all have alike is no lateness, after the first second. */
static void what_all_are_late_by_is_nobodys_lateness(void **state)
{
    (void)state;
    lag_begin(&play, 1, room);
    struct lw_tracker *trk = play.sc.tracker;
    lag_write(&play, 0, SECONDS);
    for (uint32_t k = 0; k < play.reports; k++) {
        const int64_t at_ns = scene_time(play.arrival_s[k] + 6.3);
        assert_int_equal(lw_tracker_report(trk, &play.report[k], at_ns), 0);
        if (play.arrival_s[k] > 3.0)
            assert_false(lw_lag_waits(trk));
    }
    scene_end(&play.sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_plots_give_what_they_would_have_in_order),
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(in_order_it_is_not_felt),
        cmocka_unit_test(without_room_it_is_fused_as_it_comes),
        cmocka_unit_test(what_waits_is_work_to_do),
        cmocka_unit_test(what_all_are_late_by_is_nobodys_lateness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
