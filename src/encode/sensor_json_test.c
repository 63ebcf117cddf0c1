/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "encode/sensor_json.h"
#include "near.h"

static struct lw_sensor sensors[1] = {{.id = "radar\"1"}};
static const struct lw_site site = {.sensor = sensors, .sensors = 1};

static struct lw_sensor_stats sample(void)
{
    struct lw_sensor_stats stats = {
        .reports = 120,
        .claimed = 90,
        .looks = 30,
        .delay_s = 0.25,
        .alive = true,
        .false_reports = 1.5,
        .detection = 0.9,
        .error_inflation = 1.1,
        .clock_jumps = 2,
    };

    for (int e = 0; e < LW_SENSOR_ERRORS; e++)
        stats.error[e].sd = (double)INFINITY;
    return stats;
}

static void check(const struct lw_site *of, const struct lw_sensor_stats *stats,
                  const char *expected)
{
    char text[LW_SENSOR_TEXT_MAX];
    struct lw_json json;
    const int len =
        lw_sensor_write(of, 0, stats, 12500000000, text, sizeof text - 1);

    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
    lw_json_init(&json, text, (size_t)len);
    assert_int_equal(lw_json_skip(&json), 0);
    assert_int_equal(lw_json_end(&json), 0);
}

static void what_is_known_is_written_in_degrees_metres_seconds(void **state)
{
    struct lw_sensor_stats stats = sample();

    (void)state;
    stats.error[LW_ERROR_AZIMUTH] =
        (struct lw_estimate){0.017453292519943295, 0.0017453292519943295};
    stats.error[LW_ERROR_CLOCK] = (struct lw_estimate){-0.3, 0.05};
    check(&site, &stats,
          "{\"type\":\"sensor\",\"t\":12.5,\"sensor\":\"radar\\\"1\","
          "\"reports\":120,\"claimed\":90,\"looks\":30,\"delay\":0.25,"
          "\"alive\":true,\"false_reports\":1.5,\"detection\":0.9,"
          "\"error_inflation\":1.1,\"clock_jumps\":2,\"errors\":{"
          "\"azimuth\":{\"value\":1,\"sd\":0.1},"
          "\"clock\":{\"value\":-0.3,\"sd\":0.05}}}");
}

static void what_is_not_known_is_left_out(void **state)
{
    struct lw_sensor_stats stats = sample();
    struct lw_site made_up = site;

    (void)state;
    stats.alive = false;
    stats.delay_s = (double)NAN;
    stats.detection = (double)INFINITY;
    stats.error[LW_ERROR_RANGE] = (struct lw_estimate){(double)NAN, 1.0};
    stats.error[LW_ERROR_EAST] = (struct lw_estimate){1.0, 0.0};
    made_up.exercise = true;
    check(&made_up, &stats,
          "{\"type\":\"sensor\",\"t\":12.5,\"sensor\":\"radar\\\"1\","
          "\"reports\":120,\"claimed\":90,\"looks\":30,\"alive\":false,"
          "\"false_reports\":1.5,\"error_inflation\":1.1,\"clock_jumps\":2,"
          "\"errors\":{},\"exercise\":true}");
}

static void the_size_told_is_enough(void **state)
{
    struct lw_sensor_stats stats = sample();
    struct lw_sensor worst = {.period_s = 1};
    const struct lw_site of = {
        .sensor = &worst, .sensors = 1, .exercise = true};

    (void)state;
    memset(worst.id, 1, sizeof worst.id - 1);
    stats.reports = stats.claimed = stats.looks = stats.clock_jumps =
        UINT64_MAX;
    stats.delay_s = stats.false_reports = stats.detection =
        stats.error_inflation = -1e12;
    for (int e = 0; e < LW_SENSOR_ERRORS; e++)
        stats.error[e] = (struct lw_estimate){-1.2345e-30, 1.2345e30};
    char *text = malloc(LW_SENSOR_TEXT_MAX);
    assert_non_null(text);
    const int len =
        lw_sensor_write(&of, 0, &stats, INT64_MIN, text, LW_SENSOR_TEXT_MAX);
    assert_true(len > 0);
    for (int size = 0; size < len; size += 7)
        assert_int_equal(
            lw_sensor_write(&of, 0, &stats, INT64_MIN, text, (size_t)size),
            LW_ERR_NO_SPACE);
    free(text);
}

static void every_error_has_a_name_and_a_unit(void **state)
{
    (void)state;
    assert_string_equal(lw_sensor_error_name(LW_ERROR_NORTH), "north");
    assert_near(lw_sensor_error_scale(LW_ERROR_ELEVATION), 57.29577951, 1e-8);
    assert_near(lw_sensor_error_scale(LW_ERROR_CLOCK), 1.0, 0);
    for (int e = 0; e < LW_SENSOR_ERRORS; e++)
        assert_non_null(lw_sensor_error_name((enum lw_sensor_error)e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_is_written_in_degrees_metres_seconds),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(the_size_told_is_enough),
        cmocka_unit_test(every_error_has_a_name_and_a_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
