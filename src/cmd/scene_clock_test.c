/* SPDX-License-Identifier: Apache-2.0 */
#include "scene_clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const int64_t S = INT64_C(1000000000);
static const int64_t WALL = INT64_C(1790000000) * INT64_C(1000000000);
static const int64_t OLD = INT64_C(1533099600) * INT64_C(1000000000);

static void old_data_stands_still_between_reports(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, OLD, WALL) == OLD);
    lw_scene_clock_follow(&c, WALL + 100 * S);
    assert_true(c.now_ns == OLD);
    assert_false(lw_scene_clock_live(&c, WALL));
    assert_true(lw_scene_clock_arrival(&c, OLD + 5 * S, WALL) == OLD + 5 * S);
}

static void an_arrival_never_goes_backwards(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, OLD + 5 * S, WALL) == OLD + 5 * S);
    assert_true(lw_scene_clock_arrival(&c, OLD, WALL) == OLD + 5 * S);
}

static void live_data_follows_the_wall_clock(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, WALL - S, WALL) == WALL);
    lw_scene_clock_follow(&c, WALL + 1000 * S);
    assert_true(c.now_ns != WALL + 1000 * S); /* it slept: no longer live */
    lw_scene_clock_follow(&c, WALL + 100 * S);
    assert_true(c.now_ns == WALL + 100 * S);
}

static void live_data_does_not_believe_the_far_future(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, WALL, WALL) == WALL);
    const int64_t later = WALL + S;
    assert_true(lw_scene_clock_arrival(&c, later + 61 * S, later) == later);
    assert_true(lw_scene_clock_arrival(&c, later + 9999 * S, later) == later);
    assert_true(lw_scene_clock_arrival(&c, later + 59 * S, later) ==
                later + 59 * S);
}

static void a_little_ahead_is_believed(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, WALL, WALL) == WALL);
    assert_true(lw_scene_clock_arrival(&c, WALL + 2 * S, WALL) == WALL + 2 * S);
}

static void a_live_report_brings_an_old_scene_to_now(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, WALL - 7200 * S, WALL) ==
                WALL - 7200 * S);
    assert_true(lw_scene_clock_arrival(&c, WALL - 2 * S, WALL) == WALL);
}

static void only_the_recording_moves_a_played_scene(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    c.played = true;
    lw_scene_clock_play(&c, OLD);
    assert_true(lw_scene_clock_arrival(&c, WALL, WALL) == OLD);
    lw_scene_clock_follow(&c, WALL);
    assert_true(c.now_ns == OLD);
    lw_scene_clock_play(&c, OLD + S);
    assert_true(lw_scene_clock_arrival(&c, OLD, WALL) == OLD + S);
}

static void arrivals_are_whole_microseconds_rounded_down(void **state)
{
    (void)state;
    struct lw_scene_clock c = lw_scene_clock_new();
    assert_true(lw_scene_clock_arrival(&c, -1, WALL) == -1000);
    assert_true(lw_scene_clock_arrival(&c, 1999, WALL) == 1000);
}

#define H (3600 * S)
enum { SENSORS = 6 };

/* A guard, its memory, and the last arrival. */
struct guarded {
    struct lw_scene_guard guard;
    int64_t heard_ns[SENSORS];
    int64_t now_ns;
};

static void guard_up(struct guarded *g)
{
    lw_scene_guard_init(&g->guard, g->heard_ns, SENSORS);
    g->now_ns = INT64_MIN;
}

/* One report as `track` takes it: whether it was believed. */
static bool believes(struct guarded *g, uint32_t sensor, int64_t own_ns)
{
    struct lw_fault fault = {0};
    const int err =
        lw_scene_guard_check(&g->guard, sensor, own_ns, g->now_ns, &fault);

    if (err < 0) {
        assert_int_equal(err, LW_ERR_CLOCK);
        assert_non_null(strstr(fault.what, "ahead"));
        return false;
    }
    if (own_ns > g->now_ns)
        g->now_ns = own_ns;
    lw_scene_guard_hear(&g->guard, sensor, g->now_ns);
    return true;
}

static void small_steps_and_the_first_time_are_believed(void **state)
{
    struct guarded g;

    (void)state;
    guard_up(&g);
    assert_true(believes(&g, 0, OLD));
    assert_true(believes(&g, 0, OLD + 6 * H));
    assert_true(believes(&g, 1, OLD + 12 * H));
    assert_true(believes(&g, 1, OLD));
    assert_false(believes(&g, 1, OLD + 18 * H + S));
    assert_true(g.now_ns == OLD + 12 * H);
}

static void one_clock_a_year_ahead_carries_nothing_off(void **state)
{
    static const int64_t year_ns = INT64_C(31536000) * INT64_C(1000000000);
    struct guarded g;

    (void)state;
    guard_up(&g);
    for (int s = 0; s < 3600; s++) { /* ten times as often as the others */
        assert_true(believes(&g, 0, OLD + s * S));
        for (int tenth = 0; tenth < 10; tenth++)
            assert_false(
                believes(&g, 1, OLD + year_ns + s * S + tenth * S / 10));
    }
    assert_true(g.now_ns == OLD + 3599 * S);
}

static void two_clocks_ahead_do_not_outvote_a_third(void **state)
{
    struct guarded g;

    (void)state;
    guard_up(&g);
    for (int s = 0; s < 60; s++) {
        assert_true(believes(&g, 0, OLD + s * S));
        assert_false(believes(&g, 1, OLD + 50 * H + s * S));
        assert_false(believes(&g, 2, OLD + 50 * H + s * S));
    }
}

static void after_a_gap_those_who_were_heard_before_it_agree(void **state)
{
    struct guarded g;

    (void)state;
    guard_up(&g);
    for (uint32_t sensor = 0; sensor < 5; sensor++)
        assert_true(believes(&g, sensor, OLD));
    assert_false(believes(&g, 3, OLD + 40 * H));
    assert_false(believes(&g, 3, OLD + 40 * H)); /* the same look */
    assert_false(believes(&g, 1, OLD + 40 * H + S));
    assert_true(believes(&g, 2, OLD + 40 * H + 2 * S)); /* the third */
    assert_true(believes(&g, 3, OLD + 40 * H + 3 * S));
    assert_true(g.now_ns == OLD + 40 * H + 3 * S);
}

static void one_sensor_with_nobody_beside_it_says_so_three_times(void **state)
{
    struct guarded g;

    (void)state;
    guard_up(&g);
    assert_true(believes(&g, 0, OLD));
    assert_false(believes(&g, 0, OLD + 10 * H));
    assert_false(believes(&g, 0, OLD + 10 * H + S));
    assert_true(believes(&g, 0, OLD + 10 * H + 2 * S));
    /* and from then on such gaps are how it is */
    assert_true(believes(&g, 0, OLD + 22 * H));
    assert_true(believes(&g, 0, OLD + 36 * H));
    /* but no gap of days */
    assert_false(believes(&g, 0, OLD + 90 * H));
}

static void where_the_others_fell_silent_one_alone_is_believed(void **state)
{
    struct guarded g;
    int refused = 0;

    (void)state;
    guard_up(&g);
    assert_true(believes(&g, 0, OLD));
    assert_true(believes(&g, 1, OLD));
    while (!believes(&g, 0, OLD + 40 * H + refused * S))
        assert_true(++refused < 200);
    assert_int_equal(refused, LW_SCENE_ALONE_REPORTS - 1);
    /* A hundred at one moment are not ten seconds. */
    guard_up(&g);
    assert_true(believes(&g, 0, OLD));
    assert_true(believes(&g, 1, OLD));
    for (int n = 0; n < 5000; n++)
        assert_false(believes(&g, 0, OLD + 40 * H + n * 1000));
}

static void the_time_nearest_to_the_old_one_counts(void **state)
{
    static const int64_t year_ns = INT64_C(31536000) * INT64_C(1000000000);
    struct guarded g;

    (void)state;
    guard_up(&g);
    assert_true(believes(&g, 0, OLD));
    assert_true(believes(&g, 1, OLD));
    /* 1 is a year ahead; 0 comes back after a gap of ten hours. */
    assert_false(believes(&g, 1, OLD + year_ns));
    assert_false(believes(&g, 0, OLD + 10 * H));
    assert_false(believes(&g, 1, OLD + year_ns + S));
    assert_false(believes(&g, 0, OLD + 10 * H + S));
    assert_false(believes(&g, 1, OLD + year_ns + 2 * S));
    assert_true(g.now_ns == OLD);
    /* 1 is put right, and they agree. */
    assert_true(believes(&g, 1, OLD + 10 * H + 2 * S));
    assert_true(g.now_ns == OLD + 10 * H + 2 * S);
}

static void the_ends_of_time_do_no_harm(void **state)
{
    struct guarded g;

    (void)state;
    guard_up(&g);
    assert_true(believes(&g, 0, INT64_MIN + 1));
    assert_true(believes(&g, 1, INT64_MIN + 1));
    for (int n = 0; n < 300; n++) {
        (void)believes(&g, 0, INT64_MAX - 300 + n);
        (void)believes(&g, 2, n * S);
        (void)believes(&g, 1, INT64_MIN + 1 + n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_data_stands_still_between_reports),
        cmocka_unit_test(an_arrival_never_goes_backwards),
        cmocka_unit_test(live_data_follows_the_wall_clock),
        cmocka_unit_test(live_data_does_not_believe_the_far_future),
        cmocka_unit_test(a_little_ahead_is_believed),
        cmocka_unit_test(a_live_report_brings_an_old_scene_to_now),
        cmocka_unit_test(only_the_recording_moves_a_played_scene),
        cmocka_unit_test(arrivals_are_whole_microseconds_rounded_down),
        cmocka_unit_test(small_steps_and_the_first_time_are_believed),
        cmocka_unit_test(one_clock_a_year_ahead_carries_nothing_off),
        cmocka_unit_test(two_clocks_ahead_do_not_outvote_a_third),
        cmocka_unit_test(after_a_gap_those_who_were_heard_before_it_agree),
        cmocka_unit_test(one_sensor_with_nobody_beside_it_says_so_three_times),
        cmocka_unit_test(where_the_others_fell_silent_one_alone_is_believed),
        cmocka_unit_test(the_time_nearest_to_the_old_one_counts),
        cmocka_unit_test(the_ends_of_time_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
