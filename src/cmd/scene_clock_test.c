/* SPDX-License-Identifier: Apache-2.0 */
#include "scene_clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
