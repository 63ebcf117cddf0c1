/* SPDX-License-Identifier: Apache-2.0 */
/* What the time on the way says of a clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "arrival.h"
#include "near.h"
#include "scene_fixture.h"

static struct lw_arrival arrival;
static struct scene sc;
static double now_s;

static int begin(void **state)
{
    static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

    (void)state;
    memset(&arrival, 0, sizeof arrival);
    scene_init(&sc, 3, noord);
    now_s = 0.0;
    return 0;
}

/* What is sensed now, by a clock that is ahead, on the way from `from_s` to
 * `to_s`: how far off its time is, in the end. */
static double say(double ahead_s, double from_s, double to_s)
{
    const double way_s = from_s + (to_s - from_s) * scene_even(&sc);
    const int64_t said_ns = scene_time(now_s + ahead_s);
    const int64_t is_ns =
        lw_arrival_time(&arrival, said_ns, scene_time(now_s + way_s), true);

    return (double)(is_ns - scene_time(now_s)) * 1e-9;
}

/* Once a second, for so long; the worst of the last ten. */
static double run(double seconds, double ahead_s, double from_s, double to_s)
{
    double worst = 0.0;

    for (int k = 0; k < (int)seconds; k++, now_s += 1.0) {
        const double off_s = say(ahead_s, from_s, to_s);
        if (k >= (int)seconds - 10)
            worst = fmax(worst, fabs(off_s));
    }
    return worst;
}

static void a_clock_that_is_right_is_left_alone(void **state)
{
    (void)state;
    assert_near(run(600, 0.0, 0.05, 0.2), 0.0, 1e-12);
    assert_near(run(600, 0.0, 0.0, 0.0), 0.0, 1e-12);
    assert_near(run(600, 0.0, 0.05, 30.0), 0.0, 1e-12);
    /* a way that gets longer is no clock that is behind */
    assert_near(run(600, 0.0, 1.0, 3.0), 0.0, 1e-12);
    assert_near(lw_arrival_ahead_s(&arrival), 0.0, 1e-12);
    assert_int_equal(arrival.jumps, 0);
}

static void one_that_is_ahead_is_put_right(void **state)
{
    (void)state;
    assert_near(run(60, 1.5, 0.05, 0.2), 0.0, 0.1);
    assert_near(lw_arrival_ahead_s(&arrival), 1.5, 0.1);
    begin(state);
    assert_near(run(60, 57.0, 0.05, 0.2), 0.0, 0.1);
    begin(state); /* one in ten comes late: no matter */
    for (int k = 0; k < 300; k++, now_s += 1.0)
        assert_near(say(2.0, 0.1, k % 10 == 0 ? 60.0 : 0.2), 0.0,
                    k > 20 ? 0.15 : 2.0);
}

static void nothing_is_from_the_future(void **state)
{
    (void)state;
    for (int k = 0; k < 100; k++, now_s += 1.0) {
        const int64_t rx_ns = scene_time(now_s);
        const int64_t said_ns = scene_time(now_s + 30.0 * scene_even(&sc));
        assert_true(lw_arrival_time(&arrival, said_ns, rx_ns, true) <= rx_ns);
        assert_true(lw_arrival_time(&arrival, said_ns, rx_ns, false) <= rx_ns);
    }
}

static void two_that_are_mad_move_nothing(void **state)
{
    (void)state;
    assert_near(run(60, 0.0, 0.1, 0.2), 0.0, 1e-12);
    say(80.0, 0.1, 0.2);
    say(90.0, 0.1, 0.2);
    assert_near(run(60, 0.0, 0.1, 0.2), 0.0, 1e-12);
    assert_int_equal(arrival.jumps, 0);
}

static void reports_of_one_look_stay_together(void **state)
{
    (void)state;
    for (int k = 0; k < 200; k++, now_s += 0.3) {
        const int64_t said_ns = scene_time(now_s + 3.0);
        const int64_t first =
            lw_arrival_time(&arrival, said_ns, scene_time(now_s + 0.1), true);
        for (int p = 1; p < 5; p++)
            assert_true(lw_arrival_time(&arrival, said_ns,
                                        scene_time(now_s + 0.1 + 0.01 * p),
                                        true) == first);
    }
}

static void a_jump_is_noticed_and_made_good(void **state)
{
    (void)state;
    run(100, 0.0, 0.05, 0.2);
    assert_near(run(60, 60.0, 0.05, 0.2), 0.0, 0.1); /* ahead */
    assert_int_equal(arrival.jumps, 1);
    assert_near(run(60, 0.0, 0.05, 0.2), 0.0, 0.1); /* right again */
    assert_int_equal(arrival.jumps, 2);
    assert_near(run(60, -20.0, 0.05, 0.2), 0.0, 0.2); /* set back */
    assert_int_equal(arrival.jumps, 3);
    assert_near(run(60, 0.0, 0.05, 0.2), 0.0, 0.1);
    assert_int_equal(arrival.jumps, 4);
}

static void a_queue_is_no_clock(void **state)
{
    double away_s = 60.0;

    (void)state;
    run(100, 0.0, 0.05, 0.2);
    /* what waited a minute comes in half a minute more, in order */
    for (int k = 0; k < 200; k++, now_s += 1.0) {
        away_s = fmax(away_s - 2.0, 0.1);
        assert_near(say(0.0, away_s, away_s + 0.1), 0.0, 1e-12);
    }
    assert_int_equal(arrival.jumps, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clock_that_is_right_is_left_alone),
        TEST(one_that_is_ahead_is_put_right),
        TEST(nothing_is_from_the_future),
        TEST(two_that_are_mad_move_nothing),
        TEST(reports_of_one_look_stay_together),
        TEST(a_jump_is_noticed_and_made_good),
        TEST(a_queue_is_no_clock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
