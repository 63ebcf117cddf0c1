/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

static void every_name_is_found_again(void **state)
{
    (void)state;
    for (int i = 0; i < LW_REPORT_TYPES; i++) {
        const char *name = lw_report_type_name((enum lw_report_type)i);
        assert_int_equal(lw_report_type_find(name, strlen(name)), i);
    }
    for (int i = 0; i < LW_KINDS; i++) {
        const char *name = lw_kind_name((enum lw_kind)i);
        assert_int_equal(lw_kind_find(name, strlen(name)), i);
    }
    for (int i = 0; i < LW_SENSOR_KINDS; i++) {
        const char *name = lw_sensor_kind_name((enum lw_sensor_kind)i);
        assert_int_equal(lw_sensor_kind_find(name, strlen(name)), i);
    }
    for (int i = 0; i <= LW_HEARTBEAT_DOWN; i++) {
        const char *name = lw_heartbeat_name((enum lw_heartbeat)i);
        assert_int_equal(lw_heartbeat_find(name, strlen(name)), i);
    }
}

static void names_are_those_of_the_contract(void **state)
{
    (void)state;
    assert_string_equal(lw_report_type_name(LW_REPORT_HEARTBEAT), "heartbeat");
    assert_string_equal(lw_kind_name(LW_KIND_FIXED_WING), "fixed-wing");
    assert_string_equal(lw_sensor_kind_name(LW_SENSOR_ADSB), "ads-b");
    assert_string_equal(lw_track_status_name(LW_TRACK_COASTING), "coasting");
}

static void a_part_of_a_name_is_no_name(void **state)
{
    (void)state;
    assert_int_equal(lw_kind_find("jet", 2), LW_ERR_UNKNOWN);
    assert_int_equal(lw_kind_find("jets", 4), LW_ERR_UNKNOWN);
    assert_int_equal(lw_kind_find("", 0), LW_ERR_UNKNOWN);
    assert_int_equal(lw_kind_find("jet and more", 3), LW_KIND_JET);
}

static void a_track_keeps_its_digits(void **state)
{
    char name[LW_TRACK_NAME_SIZE];

    (void)state;
    lw_track_name(7, name);
    assert_string_equal(name, "A0007");
    lw_track_name(UINT32_MAX, name);
    assert_string_equal(name, "A4294967295");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_found_again),
        cmocka_unit_test(names_are_those_of_the_contract),
        cmocka_unit_test(a_part_of_a_name_is_no_name),
        cmocka_unit_test(a_track_keeps_its_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
