/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "near.h"

static const double deg = 3.14159265358979323846 / 180.0;

static struct lw_sensor radar(void)
{
    struct lw_sensor s;

    lw_sensor_defaults(LW_SENSOR_RADAR, &s);
    return s;
}

static void defaults_are_complete(void **state)
{
    (void)state;
    for (int k = 0; k < LW_SENSOR_KINDS; k++) {
        struct lw_sensor s;
        lw_sensor_defaults((enum lw_sensor_kind)k, &s);
        assert_int_equal(s.kind, k);
        assert_int_equal(s.has_sd, 0);
        assert_true(s.sd.horizontal_m > 0 && s.sd.vertical_m > 0 &&
                    s.sd.vel_mps > 0 && s.sd.range_m > 0 && s.sd.az_rad > 0 &&
                    s.sd.el_rad > 0 && s.sd.range_rate_mps > 0);
        assert_true(s.false_reports > 0.0);
        assert_true(lw_sensor_detection(&s, 1e6, 6.0, -1.5) > 0.0);
        assert_false(s.silence_means_nothing_seen);
    }
}

static void detection_is_linear_between_its_points(void **state)
{
    struct lw_sensor s = radar();

    (void)state;
    s.coverage.range_m = 6000.0;
    s.detection = (struct lw_detection){
        .count = 3, .point = {{1000, 0.9}, {2000, 0.8}, {5000, 0.2}}};
    assert_near(lw_sensor_detection(&s, 0, 0, 0), 0.9, 1e-12);
    assert_near(lw_sensor_detection(&s, 1000, 0, 0), 0.9, 1e-12);
    assert_near(lw_sensor_detection(&s, 1500, 0, 0), 0.85, 1e-12);
    assert_near(lw_sensor_detection(&s, 3500, 0, 0), 0.5, 1e-12);
    assert_near(lw_sensor_detection(&s, 5500, 0, 0), 0.2, 1e-12);
    assert_near(lw_sensor_detection(&s, 6000, 0, 0), 0.2, 1e-12);
    assert_near(lw_sensor_detection(&s, 6000.1, 0, 0), 0.0, 0.0);
    assert_near(lw_detection_chance(&s.detection, 6000.1), 0.2, 1e-12);
    s.detection.count = 0;
    assert_near(lw_detection_chance(&s.detection, 100), 0.0, 0.0);
    assert_near(lw_sensor_detection(&s, (double)NAN, 0, 0), 0.0, 0.0);
}

static void a_sector_may_cross_north(void **state)
{
    struct lw_sensor s = radar();

    (void)state;
    s.coverage.az_from_rad = 350 * deg;
    s.coverage.az_to_rad = 20 * deg;
    assert_true(lw_sensor_detection(&s, 1, 355 * deg, 0) > 0);
    assert_true(lw_sensor_detection(&s, 1, 0, 0) > 0);
    assert_true(lw_sensor_detection(&s, 1, 19 * deg, 0) > 0);
    assert_true(lw_sensor_detection(&s, 1, -5 * deg, 0) > 0);
    assert_near(lw_sensor_detection(&s, 1, 21 * deg, 0), 0.0, 0.0);
    assert_near(lw_sensor_detection(&s, 1, 180 * deg, 0), 0.0, 0.0);
    assert_near(lw_sensor_detection(&s, 1, 349 * deg, 0), 0.0, 0.0);
}

static void a_sector_that_does_not_cross_north(void **state)
{
    struct lw_sensor s = radar();

    (void)state;
    s.coverage.az_from_rad = 90 * deg;
    s.coverage.az_to_rad = 180 * deg;
    assert_true(lw_sensor_detection(&s, 1, 135 * deg, 0) > 0);
    assert_near(lw_sensor_detection(&s, 1, 0, 0), 0.0, 0.0);
    assert_near(lw_sensor_detection(&s, 1, 270 * deg, 0), 0.0, 0.0);
}

static void elevation_bounds_the_coverage(void **state)
{
    struct lw_sensor s = radar();

    (void)state;
    s.coverage.el_from_rad = -5 * deg;
    s.coverage.el_to_rad = 30 * deg;
    assert_true(lw_sensor_detection(&s, 1, 0, 29 * deg) > 0);
    assert_near(lw_sensor_detection(&s, 1, 0, 31 * deg), 0.0, 0.0);
    assert_near(lw_sensor_detection(&s, 1, 0, -6 * deg), 0.0, 0.0);
}

static void sensors_are_found_by_id(void **state)
{
    struct lw_sensor sensor[3] = {{.id = "b"}, {.id = "c"}, {.id = "a"}};
    uint32_t by_id[3] = {2, 0, 1};
    const struct lw_site site = {
        .sensor = sensor, .sensors = 3, .by_id = by_id};
    const struct lw_site empty = {0};

    (void)state;
    assert_int_equal(lw_site_sensor(&site, "a"), 2);
    assert_int_equal(lw_site_sensor(&site, "b"), 0);
    assert_int_equal(lw_site_sensor(&site, "c"), 1);
    assert_int_equal(lw_site_sensor(&site, ""), LW_ERR_UNKNOWN);
    assert_int_equal(lw_site_sensor(&site, "bb"), LW_ERR_UNKNOWN);
    assert_int_equal(lw_site_sensor(&site, "d"), LW_ERR_UNKNOWN);
    assert_int_equal(lw_site_sensor(&empty, "a"), LW_ERR_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_complete),
        cmocka_unit_test(detection_is_linear_between_its_points),
        cmocka_unit_test(a_sector_may_cross_north),
        cmocka_unit_test(a_sector_that_does_not_cross_north),
        cmocka_unit_test(elevation_bounds_the_coverage),
        cmocka_unit_test(sensors_are_found_by_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
