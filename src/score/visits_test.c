/* SPDX-License-Identifier: Apache-2.0 */
#include "visits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "warned_fixture.h"

/* 0.1 degrees in 200 s: from 0.9 on, it is in the west from 200 s, in the east
 * from 400 s, and gone at 500 s. */
static void a_way_through_two_zones_is_two_visits(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fix_init(&f);
    assert_true(fix_fly(&f, 3, 0, 500, 0.9, 1.15, 100));
    lw_visits_end(&f.visits);
    lw_visits_sort(&f.visits);
    assert_int_equal(f.visits.count, 4);
    const struct lw_visit *west = &f.visit[0], *east = &f.visit[1];
    assert_int_equal(west->zone, 0);
    assert_int_equal(west->object, 3);
    assert_int_equal(west->flyer, LW_FLYER_PISTON);
    assert_near((double)(west->in_ns - fix_ns(200)), 0, 1.1e9);
    assert_near((double)(west->out_ns - fix_ns(400)), 0, 1.1e9);
    assert_true(west->exists_ns == fix_ns(0));
    assert_true(west->noticed_ns == fix_ns(100));
    assert_true(west->could_ns == fix_ns(160));
    assert_false(west->born || west->open);
    assert_int_equal(east->zone, 1);
    assert_true(east->open && east->out_ns == fix_ns(500));
    assert_true(f.visit[2].born && f.visit[3].born); /* of country, province */
}

static void what_a_zone_is_not_warned_of_makes_no_visit(void **state)
{
    (void)state;
    static struct warned_fixture f;
    struct lw_truth_point bird = fix_point(0, 0, 1.05, true),
                          polite = fix_point(1, 0, 1.05, true);

    fix_init(&f);
    bird.kind = LW_KIND_BIRD;
    polite.cooperative = true;
    assert_int_equal(lw_visits_add(&f.visits, &bird), 0);
    assert_int_equal(lw_visits_add(&f.visits, &polite), 0);
    assert_int_equal(f.visits.count, 0);
    f.zone[0].warn.cooperative = true;
    polite.time_ns = fix_ns(10);
    assert_int_equal(lw_visits_add(&f.visits, &polite), 0);
    assert_int_equal(f.visits.count, 1);
}

/* Lines more than 30 s apart have nothing between them. */
static void a_gap_ends_a_visit(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fix_init(&f);
    assert_true(fix_fly(&f, 0, 0, 100, 1.05, 1.06, 0));
    assert_true(fix_fly(&f, 0, 140, 200, 1.06, 1.07, 0));
    lw_visits_end(&f.visits);
    lw_visits_sort(&f.visits);
    assert_int_equal(f.first_visit[0], 0);
    assert_int_equal(f.visits.count, 6);
    assert_true(f.visit[0].born && f.visit[0].out_ns == fix_ns(100));
    assert_true(f.visit[1].in_ns == fix_ns(140) && !f.visit[1].born);
    assert_true(f.visit[1].exists_ns == fix_ns(0));
}

/* Given more room, a point that there was none for goes on where it was. */
static void a_full_list_goes_on_when_there_is_more(void **state)
{
    (void)state;
    static struct warned_fixture f, whole;

    fix_init(&f);
    fix_init(&whole);
    f.visits.room = 0;
    for (double t = 0; t <= 500; t += 10) {
        const struct lw_truth_point point =
            fix_point(0, t, 0.9 + t * 0.0005, true);
        assert_int_equal(lw_visits_add(&whole.visits, &point), 0);
        while (lw_visits_add(&f.visits, &point) == LW_ERR_NO_SPACE)
            f.visits.room++;
    }
    lw_visits_end(&f.visits);
    lw_visits_end(&whole.visits);
    lw_visits_sort(&f.visits);
    lw_visits_sort(&whole.visits);
    assert_int_equal(f.visits.count, whole.visits.count);
    assert_memory_equal(f.visit, whole.visit,
                        f.visits.count * sizeof f.visit[0]);
}

static void a_fast_jet_is_a_cruise_missile(void **state)
{
    (void)state;
    static struct warned_fixture f;
    struct lw_truth_point jet = fix_point(0, 0, 1.05, true),
                          fast = fix_point(1, 0, 1.05, true);

    fix_init(&f);
    jet.kind = fast.kind = LW_KIND_JET;
    jet.speed_mps = 150;
    fast.speed_mps = 220;
    assert_int_equal(lw_visits_add(&f.visits, &jet), 0);
    assert_int_equal(lw_visits_add(&f.visits, &fast), 0);
    assert_string_equal(lw_flyer_name(f.visit[0].flyer), "jet");
    assert_string_equal(lw_flyer_name(f.visit[3].flyer), "cruise");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_way_through_two_zones_is_two_visits),
        cmocka_unit_test(what_a_zone_is_not_warned_of_makes_no_visit),
        cmocka_unit_test(a_gap_ends_a_visit),
        cmocka_unit_test(a_full_list_goes_on_when_there_is_more),
        cmocka_unit_test(a_fast_jet_is_a_cruise_missile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
