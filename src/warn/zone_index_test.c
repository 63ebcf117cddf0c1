/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_index.h"

#include <setjmp.h> /* cmocka needs it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "near.h"
#include "warn_fixture.h"

static const struct lw_geodetic here = {50.0 * LW_DEG, 30.0 * LW_DEG, 0.0};

static struct lw_zone_index *index_of(const struct zones_fixture *f, void **mem)
{
    const size_t size = lw_zone_index_size(&f->site);
    struct lw_zone_index *index;

    *mem = malloc(size);
    index = lw_zone_index_init(&f->site, *mem, size);
    assert_non_null(index);
    return index;
}

/* Zones of the groups that meet a square. */
static uint32_t near(const struct lw_zone_index *index, struct lw_geodetic at,
                     float reach_m, uint32_t *zone, uint32_t max)
{
    const struct lw_extent extent = {-reach_m, reach_m, -reach_m, reach_m};
    const struct lw_zone_group *group[512];
    struct lw_plane plane;
    uint32_t found = 0;

    lw_plane_init(&plane, lw_spot_of(at));
    assert_true(lw_zone_index_groups(index) <= 512);
    const uint32_t groups =
        lw_zone_index_meet(index, &plane, &extent, group, 512);
    for (uint32_t g = 0; g < groups; g++)
        for (uint32_t i = 0; i < group[g]->zones && found < max; i++)
            zone[found++] = group[g]->shape[i].zone;
    return found;
}

static void a_plane_is_right_far_off(void **state)
{
    (void)state;
    for (int i = 0; i < 64; i++) {
        const double a = i * LW_PI / 32, r = 1000.0 * (1 + i % 8 * 25);
        const struct lw_geodetic at = beside(here, r * sin(a), r * cos(a));
        struct lw_plane plane;
        float xy[2];
        lw_plane_init(&plane, lw_spot_of(here));
        lw_plane_xy(&plane, lw_spot_of(at), xy);
        assert_near((double)xy[0], r * sin(a), 1.0 + 1e-3 * r);
        assert_near((double)xy[1], r * cos(a), 1.0 + 1e-3 * r);
    }
}

static void differences_go_across_the_antimeridian(void **state)
{
    const struct lw_geodetic east = {10.0 * LW_DEG, -179.9 * LW_DEG, 0.0};
    const struct lw_geodetic west = {10.0 * LW_DEG, 179.9 * LW_DEG, 0.0};
    struct zones_fixture f;
    struct lw_plane plane;
    uint32_t zone[4];
    float xy[2];
    void *mem;

    (void)state;
    lw_plane_init(&plane, lw_spot_of(west));
    lw_plane_xy(&plane, lw_spot_of(east), xy);
    assert_near((double)xy[0], 0.2 * 111320.0 * cos(10.0 * LW_DEG), 100.0);
    zones_begin(&f, 2);
    zones_box(&f, east, -1000, -1000, 1000, 1000);
    zones_box(&f, west, -1000, -1000, 1000, 1000);
    struct lw_zone_index *index = index_of(&f, &mem);
    assert_int_equal(near(index, west, 5e4f, zone, 4), 2);
    assert_int_equal(near(index, here, 5e4f, zone, 4), 0);
    free(mem);
    zones_end(&f);
}

/* Whatever the tree leaves out is far off, and it finds each once. */
static void finds_what_a_walk_over_all_finds(void **state)
{
    enum { ZONES = 1000 };
    struct zones_fixture f;
    uint32_t zone[ZONES];
    uint64_t dice = 7;
    void *mem;

    (void)state;
    zones_begin(&f, ZONES);
    for (int z = 0; z < ZONES; z++) {
        double u[3];
        for (int i = 0; i < 3; i++) {
            dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
            u[i] = (double)(dice >> 11) * 0x1p-53;
        }
        zones_circle(&f, here, 4e5 * (u[0] - 0.5), 4e5 * (u[1] - 0.5),
                     200.0 + 5000.0 * u[2] * u[2]);
    }
    struct lw_zone_index *index = index_of(&f, &mem);
    for (int i = 0; i < 50; i++) {
        const struct lw_geodetic at =
            beside(here, 8000.0 * (i - 25), 3000.0 * (i % 7 - 3));
        uint32_t held = 0;
        const uint32_t found = lw_zone_index_inside(index, at, zone, ZONES);
        for (uint32_t z = 0; z < ZONES; z++)
            if (lw_zone_index_holds(index, z, at))
                assert_int_equal(zone[held++], z);
        assert_int_equal(found, held);
        const uint32_t nearby = near(index, at, 20e3f, zone, ZONES);
        bool in[ZONES] = {false};
        for (uint32_t n = 0; n < nearby; n++) {
            assert_false(in[zone[n]]);
            in[zone[n]] = true;
        }
        for (uint32_t z = 0; z < ZONES; z++)
            if (!in[z])
                assert_true(lw_zone_index_distance(index, z, at) > 20e3);
    }
    free(mem);
    zones_end(&f);
}

static void holes_and_parts_are_respected(void **state)
{
    static const double out[4][2] = {
        {-9000, -9000}, {9000, -9000}, {9000, 9000}, {-9000, 9000}};
    static const double hole[4][2] = {
        {-3000, -3000}, {3000, -3000}, {3000, 3000}, {-3000, 3000}};
    static const double isle[4][2] = {
        {20000, 0}, {22000, 0}, {22000, 2000}, {20000, 2000}};
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    struct lw_zone *zone = zones_add(&f);
    zones_ring(zone, here, &out[0][0], 4, false);
    zones_ring(zone, here, &hole[0][0], 4, true);
    zones_ring(zone, here, &isle[0][0], 4, false);
    struct lw_zone_index *index = index_of(&f, &mem);
    assert_false(lw_zone_index_holds(index, 0, here));
    assert_true(lw_zone_index_holds(index, 0, beside(here, 5000, 0)));
    assert_true(lw_zone_index_holds(index, 0, beside(here, 21000, 1000)));
    assert_false(lw_zone_index_holds(index, 0, beside(here, 15000, 1000)));
    assert_near(lw_zone_index_distance(index, 0, here), 3000.0, 5.0);
    assert_near(lw_zone_index_distance(index, 0, beside(here, 14000, 0)),
                5000.0, 10.0);
    assert_near(lw_zone_index_distance(index, 0, beside(here, 5000, 0)), 0.0,
                0.0);
    free(mem);
    zones_end(&f);
}

/* A circle is one, a square is not, and neither is a ring. */
static void knows_what_is_round(void **state)
{
    static const double side[4][2] = {{-9, -9}, {9, -9}, {9, 9}, {-9, 9}};
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 3);
    zones_circle(&f, here, 3000, 4000, 1000);
    zones_box(&f, here, -1000, -1000, 1000, 1000);
    zones_circle(&f, here, 3000, 4000, 1000);
    zones_ring(&f.site.zone[2], beside(here, 3000, 4000), &side[0][0], 4, true);
    struct lw_zone_index *index = index_of(&f, &mem);
    assert_true(lw_zone_index_shape(index, 0)->round);
    assert_near((double)lw_zone_index_shape(index, 0)->disc_m, 1000.0, 10.0);
    assert_false(lw_zone_index_shape(index, 1)->round);
    assert_near((double)lw_zone_index_shape(index, 1)->disc_m,
                8000.0 / (2.0 * LW_PI), 10.0);
    assert_true(lw_zone_index_shape(index, 2)->round);
    free(mem);
    zones_end(&f);
}

/* Ten thousand points become some hundreds, and none of them is far off. */
static void an_outline_stays_near_the_border(void **state)
{
    enum { POINTS = 10000 };
    static double xy[POINTS][2];
    struct zones_fixture f;
    struct lw_plane plane;
    void *mem;

    (void)state;
    for (int i = 0; i < POINTS; i++) {
        const double a = i * 2.0 * LW_PI / POINTS;
        const double r = 30e3 + 5e3 * sin(7.0 * a) + 40.0 * sin(900.0 * a);
        xy[i][0] = r * cos(a);
        xy[i][1] = r * sin(a);
    }
    zones_begin(&f, 1);
    zones_ring(zones_add(&f), here, &xy[0][0], POINTS, false);
    struct lw_zone_index *index = index_of(&f, &mem);
    const uint32_t most = lw_zone_index_points_max(index);
    assert_in_range(most, 50, 800);
    float *x = malloc(most * sizeof *x), *y = malloc(most * sizeof *y);
    uint8_t *after = malloc(most);
    lw_plane_init(&plane, lw_spot_of(here));
    assert_int_equal(lw_zone_index_outline(index, lw_zone_index_shape(index, 0),
                                           &plane, x, y, after),
                     most);
    for (uint32_t i = 0; i < most; i++) {
        const double a = atan2((double)y[i], (double)x[i]);
        const double r = 30e3 + 5e3 * sin(7.0 * a) + 40.0 * sin(900.0 * a);
        assert_near(hypot((double)x[i], (double)y[i]), r, 300.0);
    }
    assert_int_equal(after[most - 1], 0);
    free(x);
    free(y);
    free(after);
    free(mem);
    zones_end(&f);
}

static void no_zones_is_no_trouble(void **state)
{
    struct zones_fixture f;
    uint32_t zone[1];
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    struct lw_zone_index *index = index_of(&f, &mem);
    assert_int_equal(lw_zone_index_inside(index, here, zone, 1), 0);
    assert_int_equal(near(index, here, 1e6f, zone, 1), 0);
    free(mem);
    zones_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane_is_right_far_off),
        cmocka_unit_test(differences_go_across_the_antimeridian),
        cmocka_unit_test(finds_what_a_walk_over_all_finds),
        cmocka_unit_test(holes_and_parts_are_respected),
        cmocka_unit_test(knows_what_is_round),
        cmocka_unit_test(an_outline_stays_near_the_border),
        cmocka_unit_test(no_zones_is_no_trouble),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
