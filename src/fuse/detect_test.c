/* SPDX-License-Identifier: Apache-2.0 */
/* Who could be seen in a look, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "near.h"

static const double still[3] = {0.0, 0.0, 0.0};

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->period_s = 4.0;
    bare_open(40, 64);
    return 0;
}

/* A target at that place is the only candidate. */
static struct lw_target *candidate(double x, double y)
{
    const double xyz[3] = {x, y, 100.0};

    trk->candidate[0] = bare_target(&sc, xyz, still, 15.0, 3.0, 0.9);
    trk->candidates = 1;
    return &trk->target[trk->candidate[0]];
}

/* Azimuths in degrees; the look is for second 0. */
static struct lw_look sector(double from, double to)
{
    struct lw_look look = bare_look(&sc, 0, 0.0, 0, true);

    look.has_sector = true;
    look.all_round = false;
    look.az_from_rad = from * LW_DEG;
    look.az_to_rad = to * LW_DEG;
    return look;
}

static void what_is_covered_may_be_seen(void **state)
{
    const struct lw_look look = bare_look(&sc, 0, 0.0, 0, true);

    (void)state;
    (void)candidate(3000.0, 0.0);
    lw_detect_chance(trk, &look, 0);
    assert_near(trk->chance[0], 0.9, 1e-9);
    assert_false(trk->exempt[0]);
    (void)candidate(9000.0, 0.0);
    lw_detect_chance(trk, &look, 0);
    assert_near(trk->chance[0], 0.0, 1e-9);
}

static void a_sector_speaks_of_what_is_in_it(void **state)
{
    const struct lw_look in = sector(80.0, 100.0), out = sector(100.0, 80.0);

    (void)state;
    (void)candidate(3000.0, 0.0);
    lw_detect_chance(trk, &in, 0);
    assert_false(trk->exempt[0]);
    lw_detect_chance(trk, &out, 0);
    assert_true(trk->exempt[0]);
}

/* The antenna passed it an eighth of a turn, half a second, before the look. */
static void what_was_noticed_in_passing_is_not_missing(void **state)
{
    const struct lw_look look = sector(80.0, 135.0);
    struct lw_target *t = candidate(3000.0, 0.0);
    static const struct {
        double fed_s;
        bool since;
    } asked[] = {
        {-0.5, true}, {-1.5, true}, {-2.4, true}, {-2.6, false}, {-4.5, false}};

    (void)state;
    assert_false(lw_detect_fed(trk, &look, t));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        t->feeds = 0;
        lw_target_fed(t, 0, scene_time(asked[i].fed_s));
        assert_int_equal(lw_detect_fed(trk, &look, t), asked[i].since);
        lw_detect_chance(trk, &look, 0);
        assert_int_equal(trk->exempt[0], asked[i].since);
    }
}

static void each_sort_of_sensor_sees_in_its_way(void **state)
{
    (void)state;
    assert_int_equal(lw_detect_attention(trk, 0), LW_ATTENTION_FULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(what_is_covered_may_be_seen),
        TEST(a_sector_speaks_of_what_is_in_it),
        TEST(what_was_noticed_in_passing_is_not_missing),
        TEST(each_sort_of_sensor_sees_in_its_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
