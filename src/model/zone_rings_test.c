/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "zone_rings.h"

enum { POINTS_MAX = 4096, RINGS_MAX = 8 };

static unsigned char memory[1 << 20];
static struct lw_geodetic point[POINTS_MAX];
static struct lw_ring ring[RINGS_MAX];

/* A zone from pairs of longitude and latitude in degrees. */
static struct lw_zone zone(void)
{
    return (struct lw_zone){.point = point, .ring = ring};
}

static void add(struct lw_zone *z, bool hole, const double *lon_lat,
                uint32_t count)
{
    z->ring[z->rings++] =
        (struct lw_ring){.first = z->points, .count = count, .hole = hole};
    for (uint32_t i = 0; i < count; i++)
        z->point[z->points++] = (struct lw_geodetic){
            .lon_rad = lon_lat[2 * i] * 0.0174532925199,
            .lat_rad = lon_lat[2 * i + 1] * 0.0174532925199,
        };
}

static int check(const struct lw_zone *z, struct lw_zone_flaw *flaw)
{
    const struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    return lw_zone_check(z, &arena, flaw);
}

static const double square[] = {4, 52, 5, 52, 5, 53, 4, 53};
static const double inner[] = {4.2, 52.2, 4.8, 52.2, 4.8, 52.8, 4.2, 52.8};

static void a_square_with_a_hole_is_a_zone(void **state)
{
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, square, 4);
    add(&z, true, inner, 4);
    assert_int_equal(check(&z, &flaw), 0);
}

static void a_bow_tie_is_not(void **state)
{
    static const double bow[] = {4, 52, 5, 53, 5, 52, 4, 53};
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, square, 4);
    add(&z, false, bow, 4);
    assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
    assert_int_equal(flaw.ring, 1);
    assert_non_null(strstr(flaw.what, "crosses itself"));
}

static void a_line_and_a_pair_enclose_nothing(void **state)
{
    static const double line[] = {4, 52, 5, 52, 6, 52};
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, line, 3);
    assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
    assert_non_null(strstr(flaw.what, "encloses nothing"));
    z = zone();
    add(&z, false, line, 2);
    assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
    assert_non_null(strstr(flaw.what, "three"));
}

static void a_hole_lies_within(void **state)
{
    static const double away[] = {6.2, 52.2, 6.8, 52.2, 6.8, 52.8};
    static const double over[] = {4.5, 52.2, 5.5, 52.3, 4.5, 52.4};
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, square, 4);
    add(&z, true, away, 3);
    assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
    assert_int_equal(flaw.ring, 1);
    assert_non_null(strstr(flaw.what, "hole"));
    z = zone();
    add(&z, false, square, 4);
    add(&z, true, over, 3);
    assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
    assert_non_null(strstr(flaw.what, "crosses another"));
}

static void borders_may_touch(void **state)
{
    static const double hole[] = {4, 52, 4.5, 52.2, 4.2, 52.5};
    static const double on_side[] = {4.5, 52, 4.8, 52.5, 4.3, 52.5};
    static const double neighbour[] = {5, 52, 6, 52, 6, 53, 5, 53};
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, square, 4);
    add(&z, true, hole, 3);
    assert_int_equal(check(&z, &flaw), 0);
    z = zone();
    add(&z, false, square, 4);
    add(&z, true, on_side, 3);
    add(&z, false, neighbour, 4);
    assert_int_equal(check(&z, &flaw), 0);
}

/* A star of many points is sound; exchange two of them and it is not. */
static void a_long_border_is_checked_throughout(void **state)
{
    static double star[2 * 4000];
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        const double turn = i * 6.28318530717958648 / 4000;
        const double reach = i % 2 == 0 ? 1.0 : 0.99;
        star[2 * i] = 5 + reach * cos(turn);
        star[2 * i + 1] = 52 + reach * sin(turn);
    }
    add(&z, false, star, 4000);
    assert_int_equal(check(&z, &flaw), 0);
    for (uint32_t i = 0; i < 3990; i += 399) {
        const struct lw_geodetic swap = z.point[i];
        z.point[i] = z.point[i + 4];
        z.point[i + 4] = swap;
        assert_int_equal(check(&z, &flaw), LW_ERR_RANGE);
        assert_true(flaw.point + 6 > i && flaw.point < i + 10);
        z.point[i + 4] = z.point[i];
        z.point[i] = swap;
    }
    assert_int_equal(check(&z, &flaw), 0);
}

static void little_memory_is_told(void **state)
{
    const struct lw_arena none = {0};
    struct lw_zone z = zone();
    struct lw_zone_flaw flaw;

    (void)state;
    add(&z, false, square, 4);
    assert_int_equal(lw_zone_check(&z, &none, &flaw), LW_ERR_NO_SPACE);
}

static bool holds(const struct lw_zone *z, double lon_deg, double lat_deg)
{
    return lw_zone_holds(
        z, (struct lw_geodetic){.lon_rad = lon_deg * 0.0174532925199,
                                .lat_rad = lat_deg * 0.0174532925199});
}

static void a_zone_is_all_of_its_polygons(void **state)
{
    static const double big[] = {0, 0, 9, 0, 9, 9, 0, 9};
    static const double gap[] = {2, 2, 2, 7, 7, 7, 7, 2};
    static const double over[] = {5, 5, 12, 5, 12, 12, 5, 12};
    struct lw_zone z = zone();

    (void)state;
    add(&z, false, big, 4);
    add(&z, true, gap, 4);
    add(&z, false, over, 4);
    assert_true(holds(&z, 1, 1));
    assert_false(holds(&z, 3, 3));
    assert_true(holds(&z, 6, 6)); /* in the hole, and in the other */
    assert_true(holds(&z, 8, 8)); /* in both */
    assert_true(holds(&z, 11, 11));
    assert_false(holds(&z, 11, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_with_a_hole_is_a_zone),
        cmocka_unit_test(a_bow_tie_is_not),
        cmocka_unit_test(a_line_and_a_pair_enclose_nothing),
        cmocka_unit_test(a_hole_lies_within),
        cmocka_unit_test(borders_may_touch),
        cmocka_unit_test(a_long_border_is_checked_throughout),
        cmocka_unit_test(little_memory_is_told),
        cmocka_unit_test(a_zone_is_all_of_its_polygons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
