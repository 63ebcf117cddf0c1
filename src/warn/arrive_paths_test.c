/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_paths.h"

#include <setjmp.h> /* cmocka needs it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

static float east(const struct lw_fan *fan, int leg, int path)
{
    return fan->x_m[leg][path / LW_EIGHT][path % LW_EIGHT];
}

static float north(const struct lw_fan *fan, int leg, int path)
{
    return fan->y_m[leg][path / LW_EIGHT][path % LW_EIGHT];
}

static float reach(const struct lw_fan *fan)
{
    float box[4], most = 0.0f;

    lw_fan_box(fan, LW_LEGS, box);
    for (int i = 0; i < 4; i++)
        most = lw_most(most, i % 2 ? box[i] : -box[i]);
    return most;
}

/* A fan begins as the state is spread. */
static void a_fan_begins_as_the_covariance_says(void **state)
{
    static struct lw_futures futures;
    static struct lw_fan fan;
    struct lw_motion motion = {.mean = {10.0, -20.0, 30.0, 40.0}};
    double sum = 0.0, squares = 0.0, cross = 0.0;

    (void)state;
    for (int i = 0; i < 4; i++)
        motion.cov[5 * i] = i < 2 ? 100.0 * 100.0 : 2.0 * 2.0;
    motion.cov[1] = motion.cov[4] = 5000.0;
    lw_futures_init(&futures, LW_WAY_TRAVELS, LW_PAST_UNKNOWN);
    lw_fan_init(&fan, &futures, &motion);
    for (int i = 0; i < LW_PATHS; i++) {
        const double x = (double)east(&fan, 0, i) - 10.0;
        const double y = (double)north(&fan, 0, i) + 20.0;
        sum += x;
        squares += x * x;
        cross += x * y;
    }
    assert_near(sum / LW_PATHS, 0.0, 8.0);
    assert_near(squares / LW_PATHS, 1e4, 1e3);
    assert_near(cross / LW_PATHS, 5e3, 1e3);
}

/* What travels is ahead of itself after a minute, most of it straight; what
 * roams is anywhere in an hour, and not far. */
static void futures_go_as_their_way_says(void **state)
{
    static struct lw_futures futures;
    static struct lw_fan fan;
    struct lw_motion motion = {.mean = {0, 0, 0, 45.0}, .roam_mps = 12.0};
    int straight = 0, south = 0;

    (void)state;
    lw_futures_init(&futures, LW_WAY_TRAVELS, LW_PAST_UNKNOWN);
    lw_fan_init(&fan, &futures, &motion);
    for (int i = 0; i < LW_PATHS; i++) {
        straight += (double)north(&fan, 1, i) > 44.9 * 60.0;
        assert_true((double)north(&fan, LW_LEGS, i) <= 45.0 * 3600.1);
    }
    assert_true(straight > LW_PATHS * 0.85);
    assert_true((double)reach(&fan) <= 45.0 * 3600.1);
    lw_futures_init(&futures, LW_WAY_ROAMS, LW_PAST_NOW);
    lw_fan_init(&fan, &futures, &motion);
    for (int i = 0; i < LW_PATHS; i++)
        south += north(&fan, LW_LEGS, i) < 0.0f;
    assert_in_range(south, LW_PATHS / 8, LW_PATHS / 2);
    assert_true((double)reach(&fan) < 45e3);
}

/* Who has just changed course flies on for a while; who has not for long will
 * soon. */
static void what_it_did_tells_what_it_will_do(void **state)
{
    static struct lw_futures futures;
    int straight[LW_PASTS] = {0};

    (void)state;
    for (int past = 0; past < LW_PASTS; past++) {
        lw_futures_init(&futures, LW_WAY_TRAVELS, (enum lw_past)past);
        for (int i = 0; i < LW_PATHS; i++) {
            float ahead = 0.0f, left = 0.0f;
            for (int leg = 0; lw_leg_s[leg] < 600.0; leg++) {
                ahead += futures.ahead_s[leg][i];
                left += futures.left_s[leg][i];
            }
            straight[past] +=
                (double)lw_most(left, -left) < 0.08 * (double)ahead;
        }
    }
    assert_true(straight[LW_PAST_NOW] > straight[LW_PAST_UNKNOWN]);
    assert_true(straight[LW_PAST_LONG] < straight[LW_PAST_UNKNOWN]);
    assert_true(straight[LW_PAST_STEADY] > straight[LW_PAST_UNKNOWN]);
    assert_int_equal(lw_past_of(10.0, true), LW_PAST_NOW);
    assert_int_equal(lw_past_of(400.0, true), LW_PAST_LATELY);
    assert_int_equal(lw_past_of(1500.0, true), LW_PAST_LONG);
    assert_int_equal(lw_past_of(1500.0, false), LW_PAST_UNKNOWN);
    assert_int_equal(lw_past_of(5000.0, true), LW_PAST_STEADY);
    assert_int_equal(lw_past_of(5000.0, false), LW_PAST_STEADY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fan_begins_as_the_covariance_says),
        cmocka_unit_test(futures_go_as_their_way_says),
        cmocka_unit_test(what_it_did_tells_what_it_will_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
