/* SPDX-License-Identifier: Apache-2.0 */
/* Single values in every form that receivers give them; whole messages:
 * remote_id_json_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "decode/remote_id_dialects.h"
#include "near.h"

static struct lw_remote_id_reading reading;

/* A location message with one member besides the place. */
static const struct lw_remote_id_location *location(const char *member)
{
    struct lw_fault fault;
    char text[512];
    const int len =
        snprintf(text, sizeof text,
                 "{\"Location/Vector Message\":{\"latitude\":1,\"longitude\":"
                 "\"2.5\",%s}}",
                 member);

    assert_int_equal(lw_remote_id_read_json((const uint8_t *)text, (size_t)len,
                                            &reading, &fault),
                     0);
    return &reading.location;
}

static void times_of_the_hour(void **state)
{
    static const struct {
        const char *member;
        double time_s; /* -1: none */
    } row[] = {
        {"\"timestamp\":\"35 min 51.5 s\"", 2151.5},
        {"\"timestamp\":\"0 min 0.0 s\"", 0},
        {"\"timestamp\":\"1.0 h 2 min 3 s\"", 123},
        {"\"timestamp\":\"590.1\"", 590.1},
        {"\"timestamp\":12", 12},
        {"\"timestamp\":\"3.5 seconds past the hour\"", 3.5},
        {"\"timestamp\":\"Unknown\"", -1},
        {"\"timestamp\":5470", -1},
        {"\"timestamp\":\"2024-01-15T12:30:00Z\"", -1},
        {"\"timestamp\":\"12:30\"", -1},
        {"\"timestamp\":\"\"", -1},
        {"\"timestamp\":\" min \"", -1},
        {"\"timestamp\":\"61 min 3 s\"", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct lw_remote_id_location *l = location(row[i].member);
        assert_int_equal((l->has & LW_REMOTE_ID_HAS_TIME) != 0,
                         row[i].time_s >= 0);
        if (row[i].time_s >= 0)
            assert_near(l->time_s, row[i].time_s, 1e-9);
    }
}

static void accuracies_in_words(void **state)
{
    (void)state;
    assert_int_equal(
        location("\"horizontal_accuracy\":\"<10 m\"")->accuracy_horizontal, 10);
    assert_int_equal(
        location("\"horizontal_accuracy\":\"< 3m\"")->accuracy_horizontal, 11);
    assert_int_equal(location("\"horizontal_accuracy\":\"<18.52 km (10 NM)\"")
                         ->accuracy_horizontal,
                     1);
    assert_int_equal(location("\"horizontal_accuracy\":\">=18.52 km (10 NM) or "
                              "Unknown\"")
                         ->accuracy_horizontal,
                     0);
    assert_int_equal(
        location("\"vertical_accuracy\":\"<45 m\"")->accuracy_vertical, 2);
    assert_int_equal(
        location("\"speed_accuracy\":\"<0.3 m/s\"")->accuracy_speed, 4);
    assert_int_equal(
        location("\"timestamp_accuracy\":\"0.3 s\"")->accuracy_time, 3);
}

static void numbers_with_and_without_units(void **state)
{
    const struct lw_remote_id_location *l = location(
        "\"geodetic_altitude\":\"-3.5 m\",\"pressure_altitude\":"
        "\"Undefined\",\"height_agl\":12e1,\"op_status\":\"On Ground\","
        "\"height_type\":\"AGL\"");

    (void)state;
    assert_near(l->alt_hae_m, -3.5, 1e-12);
    assert_near(l->height_m, 120, 1e-12);
    assert_int_equal(l->has, LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_ALT |
                                 LW_REMOTE_ID_HAS_HEIGHT);
    assert_int_equal(l->status, LW_REMOTE_ID_GROUND);
    assert_int_equal(l->height_agl, 1);
    l = location(
        "\"speed\":\"255\",\"direction\":\"Unknown\",\"vert_speed\":63");
    assert_int_equal(l->has, LW_REMOTE_ID_HAS_PLACE);
}

static void dialects_have_names(void **state)
{
    (void)state;
    assert_string_equal(lw_dialect_name(LW_DIALECT_UNIX_RID), "unix-rid");
    (void)location("\"speed\":1");
    assert_int_equal(reading.dialect, LW_DIALECT_DRONEID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_the_hour),
        cmocka_unit_test(accuracies_in_words),
        cmocka_unit_test(numbers_with_and_without_units),
        cmocka_unit_test(dialects_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
