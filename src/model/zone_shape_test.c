/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_shape.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <geodesic.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "distance_fixture.h"
#include "near.h"
#include "random.h"
#include "zone_rings.h"

enum { ROOM = 8 << 20, POINTS = 100000 };

struct built {
    unsigned char *memory;
    struct lw_arena arena;
    struct lw_shape shape;
    struct lw_shape_flaw flaw;
    struct lw_zone zone;
};

static void begin(struct built *b)
{
    *b = (struct built){.memory = malloc(ROOM)};
    assert_non_null(b->memory);
    b->arena = (struct lw_arena){.mem = b->memory, .size = ROOM};
    lw_shape_begin(&b->shape, &b->arena, POINTS);
}

static struct lw_geodetic at(double lon_deg, double lat_deg)
{
    return (struct lw_geodetic){lat_deg * LW_DEG, lon_deg * LW_DEG, 0};
}

static void add(struct built *b, const double (*lon_lat)[2], int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(
            lw_shape_add(&b->shape, at(lon_lat[i][0], lon_lat[i][1]), &b->flaw),
            0);
}

static void end(struct built *b)
{
    const int err = lw_shape_end(&b->shape, &b->zone, &b->flaw);

    if (err != 0)
        print_error("%s\n", b->flaw.what);
    assert_int_equal(err, 0);
    assert_true(b->arena.used <= b->arena.size);
    for (uint32_t i = 0; i < b->zone.points; i++)
        assert_true(fabs(b->zone.point[i].lon_rad) <= LW_PI);
}

static bool holds(const struct built *b, double lon_deg, double lat_deg)
{
    return lw_zone_holds(&b->zone, at(lon_deg, lat_deg));
}

/* On the ellipsoid, holes taken off. */
static double area_m2(const struct lw_zone *zone)
{
    struct geod_geodesic wgs84;
    double sum = 0.0;

    geod_init(&wgs84, 6378137.0, 1.0 / 298.257223563);
    for (uint32_t r = 0; r < zone->rings; r++) {
        const struct lw_ring *ring = &zone->ring[r];
        struct geod_polygon polygon;
        double area = 0.0, around = 0.0;
        geod_polygon_init(&polygon, 0);
        for (uint32_t i = 0; i < ring->count; i++)
            geod_polygon_addpoint(
                &wgs84, &polygon, zone->point[ring->first + i].lat_rad / LW_DEG,
                zone->point[ring->first + i].lon_rad / LW_DEG);
        geod_polygon_compute(&wgs84, &polygon, 0, 1, &area, &around);
        sum += ring->hole ? -fabs(area) : fabs(area);
    }
    return sum;
}

static void a_circle_has_its_area(void **state)
{
    static const double lat[] = {0, 52.3, -78, 85};
    struct built b;

    (void)state;
    for (size_t i = 0; i < sizeof lat / sizeof *lat; i++)
        for (double radius_m = 20; radius_m < 1e5; radius_m *= 7) {
            begin(&b);
            assert_int_equal(lw_shape_circle(&b.shape, at(5, lat[i]), radius_m,
                                             NULL, &b.flaw),
                             0);
            end(&b);
            assert_near(area_m2(&b.zone) / (LW_PI * radius_m * radius_m), 1,
                        2e-2 / sqrt(radius_m / 20));
            free(b.memory);
        }
}

static void a_circle_across_the_antimeridian_is_two_polygons(void **state)
{
    struct built b;

    (void)state;
    begin(&b);
    assert_int_equal(
        lw_shape_circle(&b.shape, at(179.9, -16.5), 40e3, NULL, &b.flaw), 0);
    end(&b);
    assert_int_equal(b.zone.rings, 2);
    assert_near(area_m2(&b.zone) / (LW_PI * 1.6e9), 1, 1e-3);
    assert_true(holds(&b, 179.9, -16.5));
    assert_true(holds(&b, -179.8, -16.5));
    assert_false(holds(&b, -179.5, -16.5));
    assert_false(holds(&b, 0, -16.5));
    free(b.memory);
    begin(&b);
    assert_int_equal(
        lw_shape_circle(&b.shape, at(10, 89.9), 40e3, NULL, &b.flaw), 0);
    assert_int_equal(lw_shape_end(&b.shape, &b.zone, &b.flaw), LW_ERR_RANGE);
    assert_non_null(strstr(b.flaw.what, "pole"));
    free(b.memory);
}

static void a_ring_across_the_antimeridian_is_cut(void **state)
{
    static const double out[][2] = {
        {170, -20}, {-170, -20}, {-170, 0}, {170, 0}, {170, -20}};
    static const double hole[][2] = {
        {179, -11}, {-179, -11}, {-179, -9}, {179, -9}, {179, -11}};
    static const double west[][2] = {
        {172, -8}, {173, -8}, {173, -7}, {172, -8}};
    struct built b;

    (void)state;
    begin(&b);
    add(&b, out, 5);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    add(&b, hole, 5);
    assert_int_equal(lw_shape_ring(&b.shape, true, NULL, &b.flaw), 0);
    add(&b, west, 4);
    assert_int_equal(lw_shape_ring(&b.shape, true, NULL, &b.flaw), 0);
    end(&b);
    assert_int_equal(b.zone.rings, 5);
    assert_true(holds(&b, 171, -10));
    assert_true(holds(&b, -171, -10));
    assert_false(holds(&b, 179.5, -10));
    assert_false(holds(&b, -179.5, -10));
    assert_false(holds(&b, 172.9, -7.5));
    assert_false(holds(&b, 0, -10));
    free(b.memory);
}

static void a_border_round_a_pole_is_refused(void **state)
{
    static const double ring[][2] = {
        {0, -60}, {120, -60}, {-120, -60}, {0, -60}};
    struct built b;

    (void)state;
    begin(&b);
    add(&b, ring, 4);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    assert_int_equal(lw_shape_end(&b.shape, &b.zone, &b.flaw), LW_ERR_RANGE);
    assert_non_null(strstr(b.flaw.what, "pole"));
    free(b.memory);
}

static void a_straight_line_has_its_area(void **state)
{
    static const double lat[] = {0, 45, -70, 84};
    struct built b;

    (void)state;
    for (size_t i = 0; i < sizeof lat / sizeof *lat; i++) {
        const double line[][2] = {{20, lat[i]}, {20, lat[i] + 0.5}};
        const double length_m =
            distance_m(at(20, lat[i]), at(20, lat[i] + 0.5));
        for (double width_m = 10; width_m < 2e4; width_m *= 12) {
            begin(&b);
            add(&b, line, 2);
            assert_int_equal(lw_shape_line(&b.shape, width_m, NULL, &b.flaw),
                             0);
            end(&b);
            assert_int_equal(b.zone.rings, 1);
            assert_near(area_m2(&b.zone) / (width_m * length_m +
                                            LW_PI * width_m * width_m / 4),
                        1, 1e-3);
            free(b.memory);
        }
    }
}

/* Places near a line are in, those further off are not, whatever the line. */
static void check_line(const double (*line)[2], int count, double width_m,
                       uint64_t *random)
{
    const double half_m = width_m / 2, slack_m = fmax(1.0, width_m / 1000);
    struct built b;

    begin(&b);
    add(&b, line, count);
    assert_int_equal(lw_shape_line(&b.shape, width_m, NULL, &b.flaw), 0);
    end(&b);
    for (int i = 0; i < 60; i++) {
        const int edge = (int)(random_even(random) * (count - 1));
        const double part = random_even(random);
        const double lat = line[edge][1] +
                           part * (line[edge + 1][1] - line[edge][1]) +
                           (random_even(random) - 0.5) * width_m / 60e3;
        const double lon = line[edge][0] +
                           part * (line[edge + 1][0] - line[edge][0]) +
                           (random_even(random) - 0.5) * width_m / 60e3;
        double least_m = 1e9;
        for (int e = 0; e + 1 < count; e++)
            for (int k = 0; k <= 300; k++)
                least_m =
                    fmin(least_m,
                         distance_m(
                             at(lon, lat),
                             at(line[e][0] +
                                    k * (line[e + 1][0] - line[e][0]) / 300.0,
                                line[e][1] + k * (line[e + 1][1] - line[e][1]) /
                                                 300.0)));
        if (least_m < half_m - slack_m)
            assert_true(holds(&b, lon, lat));
        if (least_m > half_m + slack_m)
            assert_false(holds(&b, lon, lat));
    }
    free(b.memory);
}

static void any_line_is_bordered_at_its_width(void **state)
{
    static const double back[][2] = {{5, 52}, {5.1, 52.03}, {5, 52.001}};
    static const double same_way_back[][2] = {{5, 52}, {5.1, 52.03}, {5, 52}};
    static const double loop[][2] = {
        {5, 52}, {5.05, 52}, {5.05, 52.02}, {5.02, 52.02}, {5.02, 51.98}};
    static const double closed[][2] = {
        {5, 52}, {5.05, 52}, {5.05, 52.03}, {5, 52.03}, {5, 52}};
    static const double far[][2] = {{30, 69}, {33, 70.5}};
    uint64_t random = 42;

    (void)state;
    check_line(back, 3, 900, &random);
    check_line(same_way_back, 3, 700, &random);
    check_line(loop, 5, 600, &random);
    check_line(closed, 5, 800, &random);
    check_line(far, 2, 5000, &random);
    for (int round = 0; round < 12; round++) {
        double line[8][2] = {{5, 60}};
        for (int i = 1; i < 8; i++) {
            line[i][0] = line[i - 1][0] + 0.02 * random_normal(&random);
            line[i][1] = line[i - 1][1] + 0.01 * random_normal(&random);
        }
        check_line((const double(*)[2])line, 8, 100 + 400 * round, &random);
    }
}

/* A river: far finer than the corridor along it is wide. */
static void a_winding_line_is_a_few_polygons(void **state)
{
    enum { TURNS = 4000 };
    static double line[TURNS][2];
    uint64_t random = 7;
    struct built b;

    (void)state;
    for (int i = 0; i < TURNS; i++) {
        line[i][0] = 5 + 0.0002 * i + 0.0002 * random_normal(&random);
        line[i][1] =
            52 + 0.03 * sin(i / 300.0) + 0.0001 * random_normal(&random);
    }
    begin(&b);
    add(&b, (const double(*)[2])line, TURNS);
    assert_int_equal(lw_shape_line(&b.shape, 2000, NULL, &b.flaw), 0);
    end(&b);
    assert_true(b.zone.rings < 200);
    for (int i = 0; i < TURNS; i += 7) {
        const double angle = random_between(&random, 0, 2 * LW_PI);
        /* Within the width of it, and well beyond. */
        assert_true(holds(&b, line[i][0] + 980 * cos(angle) / 68600,
                          line[i][1] + 980 * sin(angle) / 111270));
        assert_false(holds(&b, line[i][0], line[i][1] + 0.12));
    }
    free(b.memory);
}

static void a_line_across_the_antimeridian_is_bordered(void **state)
{
    static const double line[][2] = {{179.5, 66}, {-179.5, 66.2}};
    struct built b;

    (void)state;
    begin(&b);
    add(&b, line, 2);
    assert_int_equal(lw_shape_line(&b.shape, 4000, NULL, &b.flaw), 0);
    end(&b);
    assert_true(holds(&b, 179.99, 66.1));
    assert_true(holds(&b, -179.99, 66.1));
    assert_false(holds(&b, 0, 66.1));
    free(b.memory);
}

static void wrong(const double (*lon_lat)[2], int count, bool line,
                  const char *says)
{
    struct built b;
    int err;

    begin(&b);
    add(&b, lon_lat, count);
    err = line ? lw_shape_line(&b.shape, 100, &b, &b.flaw)
               : lw_shape_ring(&b.shape, false, &b, &b.flaw);
    if (err == 0)
        err = lw_shape_end(&b.shape, &b.zone, &b.flaw);
    assert_int_equal(err, LW_ERR_RANGE);
    assert_non_null(strstr(b.flaw.what, says));
    assert_ptr_equal(b.flaw.place, &b);
    free(b.memory);
}

static void what_is_no_border_is_refused(void **state)
{
    static const double open[][2] = {{4, 52}, {5, 52}, {5, 53}, {4, 53}};
    static const double flat[][2] = {{4, 52}, {5, 52}, {4.5, 52}, {4, 52}};
    static const double bow[][2] = {
        {4, 52}, {5, 53}, {5, 52}, {4, 53}, {4, 52}};
    static const double two[][2] = {{4, 52}, {5, 52}, {5, 52}, {4, 52}};
    static const double stays[][2] = {{4, 52}, {4, 52}};
    static const double about[][2] = {{4, 52}, {4, 52.0000000001}};

    (void)state;
    wrong(open, 4, false, "end with the position");
    wrong(open, 3, false, "four positions");
    wrong(flat, 4, false, "encloses nothing");
    wrong(bow, 5, false, "crosses itself");
    wrong(two, 4, false, "three different");
    wrong(stays, 2, true, "two different points");
    wrong(stays, 1, true, "two different points");
    wrong(about, 2, true, "leads somewhere");
}

/* What people draw: it has an area all the same. */
static void what_is_odd_but_clear_is_taken(void **state)
{
    static const double clockwise[][2] = {
        {4, 52}, {4, 53}, {5, 53}, {5, 52}, {4, 52}};
    static const double repeats[][2] = {{4, 52}, {4, 52}, {5, 52}, {5, 52},
                                        {5, 53}, {4, 52}, {4, 52}};
    static const double spike[][2] = {{4, 52}, {5, 52}, {5, 53}, {5, 54},
                                      {5, 53}, {4, 53}, {4, 52}};
    static const double touches[][2] = {{4, 52},   {5, 52}, {5, 53},
                                        {4.5, 52}, {4, 53}, {4, 52}};
    struct built b;

    (void)state;
    begin(&b);
    add(&b, clockwise, 5);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    add(&b, spike, 7);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    add(&b, touches, 6);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    add(&b, repeats, 7);
    assert_int_equal(lw_shape_ring(&b.shape, false, NULL, &b.flaw), 0);
    end(&b);
    assert_int_equal(b.zone.rings, 4);
    assert_int_equal(b.zone.ring[3].count, 3);
    /* The first point stays the first, and outsides go counter-clockwise. */
    assert_near(b.zone.point[0].lon_rad / LW_DEG, 4, 1e-12);
    assert_near(b.zone.point[1].lon_rad / LW_DEG, 5, 1e-12);
    assert_true(holds(&b, 4.5, 52.5));
    assert_false(holds(&b, 5.1, 52.5));
    free(b.memory);
}

static void little_room_is_told_as_such(void **state)
{
    static const double square[][2] = {
        {4, 52}, {5, 52}, {5, 53}, {4, 53}, {4, 52}};
    static unsigned char memory[4096];

    (void)state;
    for (size_t size = 0; size < 1024; size += 8) {
        struct lw_arena arena = {.mem = memory, .size = size};
        struct lw_shape shape;
        struct lw_shape_flaw flaw;
        struct lw_zone zone;
        int err = 0;
        lw_shape_begin(&shape, &arena, POINTS);
        for (int i = 0; i < 5 && err == 0; i++)
            err = lw_shape_add(&shape, at(square[i][0], square[i][1]), &flaw);
        if (err == 0)
            err = lw_shape_ring(&shape, false, NULL, &flaw);
        if (err == 0)
            err = lw_shape_end(&shape, &zone, &flaw);
        assert_true(err == LW_ERR_NO_SPACE || err == 0);
        if (err == 0)
            return;
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_circle_has_its_area),
        cmocka_unit_test(a_circle_across_the_antimeridian_is_two_polygons),
        cmocka_unit_test(a_ring_across_the_antimeridian_is_cut),
        cmocka_unit_test(a_border_round_a_pole_is_refused),
        cmocka_unit_test(a_straight_line_has_its_area),
        cmocka_unit_test(any_line_is_bordered_at_its_width),
        cmocka_unit_test(a_winding_line_is_a_few_polygons),
        cmocka_unit_test(a_line_across_the_antimeridian_is_bordered),
        cmocka_unit_test(what_is_no_border_is_refused),
        cmocka_unit_test(what_is_odd_but_clear_is_taken),
        cmocka_unit_test(little_room_is_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
