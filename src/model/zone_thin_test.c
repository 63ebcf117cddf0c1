/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_thin.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"

enum { POINTS = 3000 };

static struct lw_geodetic point[POINTS];
static struct lw_ring ring;

/* A wheel of 10 km. */
static struct lw_zone wheel(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const double angle = 2 * LW_PI * i / count;
        point[i].lat_rad = 52 * LW_DEG + 10e3 * sin(angle) / 6371e3;
        point[i].lon_rad = 5 * LW_DEG + 10e3 * cos(angle) / 3922e3;
    }
    ring = (struct lw_ring){.count = count};
    return (struct lw_zone){
        .point = point, .points = count, .ring = &ring, .rings = 1};
}

static uint32_t drawn(const struct lw_zone *zone, double tolerance_m)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < ring.count;
         i = lw_zone_thin_next(zone, &ring, i, tolerance_m))
        count++;
    return count;
}

static void fewer_points_are_drawn_the_more_may_be_off(void **state)
{
    struct lw_zone zone = wheel(POINTS);
    uint32_t last = drawn(&zone, 0);

    (void)state;
    assert_int_equal(last, POINTS);
    for (double tolerance_m = 0.01; tolerance_m < 1e5; tolerance_m *= 10) {
        const uint32_t now = drawn(&zone, tolerance_m);
        assert_true(now <= last && now >= 3);
        last = now;
    }
    zone = wheel(9);
    assert_int_equal(drawn(&zone, 1e9), 3);
    zone = wheel(3);
    assert_int_equal(drawn(&zone, 1e9), 3);
    zone = wheel(5);
    assert_true(drawn(&zone, 1e9) >= 3);
}

static void what_is_left_out_is_near(void **state)
{
    struct lw_zone zone = wheel(POINTS);

    (void)state;
    for (uint32_t i = 0, next; i < ring.count; i = next) {
        next = lw_zone_thin_next(&zone, &ring, i, 0.2);
        /* The arc stands r (1 - cos(half angle)) off its chord. */
        assert_true(10e3 * (1 - cos(LW_PI * (next - i) / POINTS)) < 0.21);
    }
}

static void the_tolerance_follows_from_the_number_of_points(void **state)
{
    const struct lw_zone zone = wheel(POINTS);
    const double tolerance_m = lw_zone_thin_tolerance(&zone, 1, 300);

    (void)state;
    assert_near(lw_zone_thin_tolerance(&zone, 1, POINTS), 0, 0);
    assert_true(tolerance_m > 0 && drawn(&zone, tolerance_m) <= 300);
    assert_true(lw_zone_thin_tolerance(&zone, 1, 1) >= 4096);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fewer_points_are_drawn_the_more_may_be_off),
        cmocka_unit_test(what_is_left_out_is_near),
        cmocka_unit_test(the_tolerance_follows_from_the_number_of_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
