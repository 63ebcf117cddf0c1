/* SPDX-License-Identifier: Apache-2.0 */
/* Where false reports keep coming from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "clutter.h"
#include "near.h"
#include "scene_fixture.h"

enum { CELLS = 4096 };
static const int64_t begin_ns = INT64_C(1800000000000000000);

static struct scene sc; /* for its seeded deviates */
static struct lw_clutter map;
static void *memory;

static int begin(void **state)
{
    struct lw_arena arena = {.size = lw_clutter_size(CELLS)};

    (void)state;
    sc.seed = 7;
    memory = malloc(arena.size);
    arena.mem = memory;
    return memory == NULL ? -1 : lw_clutter_init(&map, CELLS, &arena);
}

static int end(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* A report of a radar that errs by 30 m, 25 false ones a look in 5 km. */
static struct lw_clutter_at report(double t, double x, double y, double mps)
{
    return (struct lw_clutter_at){.sensor = 3,
                                  .t_ns = begin_ns + (int64_t)(t * 1e9),
                                  .xy_m = {x, y},
                                  .error_m = 30.0,
                                  .period_s = 1.0,
                                  .has_range_rate = true,
                                  .range_rate_mps = mps};
}

static const struct lw_clutter_even even = {.flocks = 1.0,
                                            .per_m2 = 25.0 / 78.5e6,
                                            .range_rate_mps = 0.03,
                                            .area_m2 = 78.5e6,
                                            .first_ns =
                                                INT64_C(1800000000000000000)};

static double excess(enum lw_clutter_sort sort, const struct lw_clutter_at *at)
{
    return lw_clutter_excess(&map, sort, at, &even);
}

static void nothing_is_expected_where_nothing_was(void **state)
{
    const struct lw_clutter_at at = report(100.0, 500.0, 500.0, 3.0);

    (void)state;
    assert_near(excess(LW_CLUTTER_FIXED, &at), 0.0, 1e-300);
    assert_near(excess(LW_CLUTTER_DRIFTING, &at), 0.0, 1e-300);
}

/* The mast gives one report a look, with the sensor's error. */
static double near_the_mast(double until_s, double t, double x)
{
    struct lw_clutter_at at;

    for (double s = 0.0; s < until_s; s += 1.0) {
        at = report(s, 1000.0 + 30.0 * scene_normal(&sc),
                    2000.0 + 30.0 * scene_normal(&sc), 0.0);
        lw_clutter_add(&map, LW_CLUTTER_FIXED, &at, 1.0);
    }
    at = report(t, x, 2000.0, 0.0);
    return excess(LW_CLUTTER_FIXED, &at);
}

static void a_mast_is_known_after_a_few_looks(void **state)
{
    /* of place, and of range rates about none */
    const double peak = 1.0 / (2.0 * LW_PI * 30.0 * 30.0) * 0.13;
    const double after_4 = near_the_mast(4.0, 4.0, 1000.0);

    (void)state;
    assert_true(after_4 > 0.1 * peak && after_4 < peak);
    const double after_60 = near_the_mast(60.0, 60.0, 1000.0);
    assert_true(after_60 > 0.25 * peak && after_60 < 1.2 * peak);
}

static void blades_are_known_by_reporting_at_any_range_rate(void **state)
{
    struct lw_clutter_at at;

    (void)state;
    for (double t = 0.0; t < 60.0; t += 1.0) {
        at = report(t, 1000.0, 2000.0, 25.0 * scene_normal(&sc));
        lw_clutter_add(&map, LW_CLUTTER_FIXED, &at, 1.0);
    }
    at = report(60.0, 1000.0, 2000.0, 25.0);
    const double turning = excess(LW_CLUTTER_FIXED, &at);
    const double beside_a_mast = near_the_mast(60.0, 60.0, 1000.0);
    assert_true(turning > 2.0 * even.per_m2 * even.range_rate_mps);
    assert_true(beside_a_mast > turning);
}

static void a_mast_raises_nothing_beside_it(void **state)
{
    (void)state;
    assert_true(near_the_mast(60.0, 60.0, 1300.0) <
                1e-3 * even.per_m2 * even.range_rate_mps);
}

static void a_mast_that_is_gone_is_forgotten(void **state)
{
    (void)state;
    const double then = near_the_mast(60.0, 60.0, 1000.0);
    const double later = near_the_mast(0.0, 3600.0, 1000.0);

    assert_true(later < 1e-3 * then);
}

static void what_lies_evenly_is_no_place_that_keeps_reporting(void **state)
{
    double sum = 0.0;
    int n = 0;

    (void)state;
    for (double t = 0.0; t < 120.0; t += 1.0)
        for (int k = 0; k < 25; k++) {
            const struct lw_clutter_at at =
                report(t, 8862.0 * scene_even(&sc), 8862.0 * scene_even(&sc),
                       12.0 * scene_normal(&sc));
            sum += excess(LW_CLUTTER_FIXED, &at);
            n++;
            lw_clutter_add(&map, LW_CLUTTER_FIXED, &at, 1.0);
        }
    assert_true(sum / n < 0.1 * even.per_m2);
}

/* A flock drifts at 8 m/s, one report in four looks, all at one range rate. */
static void a_flock_is_known_by_its_range_rate(void **state)
{
    struct lw_clutter_at at;

    (void)state;
    for (double t = 0.0; t < 60.0; t += 4.0) {
        at = report(t, 2000.0 + 8.0 * t + 150.0 * scene_normal(&sc),
                    150.0 * scene_normal(&sc), 6.0 + 0.5 * scene_normal(&sc));
        lw_clutter_add(&map, LW_CLUTTER_DRIFTING, &at, 1.0);
    }
    at = report(60.0, 2400.0, 0.0, 6.0);
    const double with = excess(LW_CLUTTER_DRIFTING, &at);
    at.range_rate_mps = -12.0;
    assert_true(with > 2.0 * even.per_m2 * even.range_rate_mps);
    assert_near(excess(LW_CLUTTER_DRIFTING, &at), 0.0, 1e-300);
}

static void sensors_are_kept_apart(void **state)
{
    struct lw_clutter_at at;

    (void)state;
    (void)near_the_mast(60.0, 60.0, 1000.0);
    at = report(60.0, 1000.0, 2000.0, 0.0);
    at.sensor = 4;
    assert_near(excess(LW_CLUTTER_FIXED, &at), 0.0, 1e-300);
}

static void more_than_it_can_hold_leaves_what_counts_most(void **state)
{
    (void)state;
    for (int k = 0; k < 4 * CELLS; k++) {
        const struct lw_clutter_at at =
            report(10.0, 1e5 * scene_normal(&sc), 1e5 * scene_normal(&sc), 0.0);
        lw_clutter_add(&map, LW_CLUTTER_FIXED, &at, 0.1);
    }
    assert_true(near_the_mast(60.0, 60.0, 1000.0) > 10.0 * even.per_m2);
    for (int k = 0; k < 4 * CELLS; k++) {
        const struct lw_clutter_at at =
            report(60.0, 1e5 * scene_normal(&sc), 1e5 * scene_normal(&sc), 0.0);
        lw_clutter_add(&map, LW_CLUTTER_FIXED, &at, 0.1);
    }
    assert_true(near_the_mast(0.0, 60.0, 1000.0) > 10.0 * even.per_m2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_expected_where_nothing_was),
        TEST(a_mast_is_known_after_a_few_looks),
        TEST(blades_are_known_by_reporting_at_any_range_rate),
        TEST(a_mast_raises_nothing_beside_it),
        TEST(a_mast_that_is_gone_is_forgotten),
        TEST(what_lies_evenly_is_no_place_that_keeps_reporting),
        TEST(a_flock_is_known_by_its_range_rate),
        TEST(sensors_are_kept_apart),
        TEST(more_than_it_can_hold_leaves_what_counts_most),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
