/* SPDX-License-Identifier: Apache-2.0 */
#include "regions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"

static struct lw_geodetic at(double lat_deg, double lon_deg)
{
    return (struct lw_geodetic){lat_deg * LW_DEG, lon_deg * LW_DEG, 0};
}

/* A square with a hole, and a triangle that lies partly over it. */
static void the_first_that_holds_a_place_has_it(void **state)
{
    (void)state;
    struct lw_geodetic square[] = {
        at(0, 0), at(0, 10), at(10, 10), at(10, 0),
        at(4, 4), at(6, 4),  at(6, 6),   at(4, 6),
    };
    struct lw_ring square_ring[] = {{0, 4, false}, {4, 4, true}};
    struct lw_geodetic triangle[] = {at(5, 5), at(5, 20), at(20, 5)};
    struct lw_ring triangle_ring[] = {{0, 3, false}};
    const struct lw_zone zone[] = {
        {.point = square, .points = 8, .ring = square_ring, .rings = 2},
        {.point = triangle, .points = 3, .ring = triangle_ring, .rings = 1},
    };
    struct lw_region_box box[2];

    lw_regions_box(zone, 2, box);
    assert_near(box[0].north_rad, 10 * LW_DEG, 0);
    assert_int_equal(lw_region_of(zone, box, 2, at(1, 1)), 0);
    assert_int_equal(lw_region_of(zone, box, 2, at(8, 8)), 0); /* in both */
    assert_int_equal(lw_region_of(zone, box, 2, at(5, 4.5)), 2);
    assert_int_equal(lw_region_of(zone, box, 2, at(5.5, 5.5)), 1); /* a hole */
    assert_int_equal(lw_region_of(zone, box, 2, at(6, 15)), 1);
    assert_int_equal(lw_region_of(zone, box, 2, at(19, 19)), 2);
    assert_int_equal(lw_region_of(zone, box, 2, at(-1, 5)), 2);
}

/* A degree of latitude is 111 km. */
static void rings_are_by_distance_on_the_ground(void **state)
{
    (void)state;
    static const double ring_m[] = {50e3, 120e3};
    struct lw_geodetic high = at(52.9, 5);

    high.alt_hae_m = 30000;
    assert_int_equal(lw_region_ring(at(52, 5), ring_m, 2, at(52.2, 5)), 0);
    assert_int_equal(lw_region_ring(at(52, 5), ring_m, 2, high), 1);
    assert_int_equal(lw_region_ring(at(52, 5), ring_m, 2, at(53.1, 5)), 2);
    assert_int_equal(lw_region_ring(at(52, 5), ring_m, 2, at(-52, -175)), 2);
}

/* A square of 0.1 degrees at 52 N, half of it a hole: a degree of latitude is
 * 111.27 km there, one of longitude 68.68 km. */
static void holes_take_area_away(void **state)
{
    (void)state;
    struct lw_geodetic square[] = {
        at(52, 5),    at(52, 5.1),     at(52.1, 5.1),   at(52.1, 5),
        at(52.02, 5), at(52.02, 5.05), at(52.04, 5.05), at(52.04, 5),
    };
    struct lw_ring ring[] = {{0, 4, false}, {4, 4, true}};
    const struct lw_zone zone = {
        .point = square, .points = 8, .ring = ring, .rings = 2};
    struct lw_region_box box;

    lw_regions_box(&zone, 1, &box);
    assert_true(lw_region_holds(&zone, &box, at(52.05, 5.05)));
    assert_false(lw_region_holds(&zone, &box, at(52.03, 5.03)));
    assert_near(lw_region_area_m2(&zone), 0.9 * 11127e0 * 6868e0, 0.5e6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holes_take_area_away),
        cmocka_unit_test(the_first_that_holds_a_place_has_it),
        cmocka_unit_test(rings_are_by_distance_on_the_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
