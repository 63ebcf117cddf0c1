/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <proj.h>

#include "base/geodesy.h"
#include "base/utm.h"
#include "near.h"

static void zones_are_read(void **state)
{
    struct lw_utm_zone zone = {0, false};

    (void)state;
    assert_int_equal(lw_utm_zone_read("31N", &zone), 0);
    assert_int_equal(zone.number, 31);
    assert_false(zone.south);
    assert_int_equal(lw_utm_zone_read(" 6 s ", &zone), 0);
    assert_int_equal(zone.number, 6);
    assert_true(zone.south);
    assert_int_equal(lw_utm_zone_read("60X", &zone), 0);
    assert_false(zone.south);
    assert_int_equal(lw_utm_zone_read("1C", &zone), 0);
    assert_true(zone.south);
    const char *const wrong[] = {"",   "N",    "0N",  "61N", "31",
                                 "3I", "31NN", "31O", "A31", "310N"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(lw_utm_zone_read(wrong[i], &zone), LW_ERR_SYNTAX);
}

static void a_place_is_in_its_zone(void **state)
{
    struct lw_geodetic geo = {52.3 * LW_DEG, 4.8 * LW_DEG, 0};

    (void)state;
    assert_int_equal(lw_utm_zone_of(geo).number, 31);
    geo.lon_rad = -180 * LW_DEG;
    assert_in_range(lw_utm_zone_of(geo).number, 1, 60);
    geo = (struct lw_geodetic){-33 * LW_DEG, 151 * LW_DEG, 0};
    assert_int_equal(lw_utm_zone_of(geo).number, 56);
    assert_true(lw_utm_zone_of(geo).south);
}

static void it_agrees_with_proj(void **state)
{
    (void)state;
    for (int number = 1; number <= 60; number += 7) {
        char text[96];
        (void)snprintf(text, sizeof text,
                       "+proj=utm +zone=%d +ellps=WGS84 +units=m", number);
        PJ *proj = proj_create(PJ_DEFAULT_CTX, text);
        assert_non_null(proj);
        for (int lat = -80; lat <= 84; lat += 4)
            for (int off = -6; off <= 6; off += 2) {
                const double lon =
                    lw_angle_wrap((6 * number - 183 + off) * LW_DEG);
                const PJ_COORD grid = proj_trans(
                    proj, PJ_FWD, proj_coord(lon, lat * LW_DEG, 0, 0));
                const struct lw_utm_zone zone = {number, lat < 0};
                struct lw_geodetic geo;
                assert_int_equal(
                    lw_utm_to_geodetic(zone, grid.xy.x,
                                       grid.xy.y + (lat < 0 ? 1e7 : 0), &geo),
                    0);
                assert_near(geo.lat_rad, lat * LW_DEG, 1e-10);
                assert_near(lw_angle_wrap(geo.lon_rad - lon), 0, 1e-9);
                const PJ_FACTORS factors =
                    proj_factors(proj, proj_coord(lon, lat * LW_DEG, 0, 0));
                assert_near(lw_utm_convergence_rad(zone, geo),
                            factors.meridian_convergence, 1e-4);
            }
        proj_destroy(proj);
    }
}

static void what_is_no_place_is_refused(void **state)
{
    const struct lw_utm_zone zone = {31, false};
    struct lw_geodetic geo;

    (void)state;
    assert_int_equal(lw_utm_to_geodetic(zone, 1e9, 0, &geo), LW_ERR_RANGE);
    assert_int_equal(lw_utm_to_geodetic(zone, 5e5, -1, &geo), LW_ERR_RANGE);
    assert_int_equal(lw_utm_to_geodetic(zone, 5e5, 2e7, &geo), LW_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_are_read),
        cmocka_unit_test(a_place_is_in_its_zone),
        cmocka_unit_test(it_agrees_with_proj),
        cmocka_unit_test(what_is_no_place_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
