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
#include "luchtwacht/warning.h"

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

static void a_test_has_a_name_of_its_own(void **state)
{
    char name[LW_WARNING_NAME_SIZE];

    (void)state;
    lw_warning_name(3, LW_WARNING_ACTUAL, name);
    assert_string_equal(name, "W0003");
    assert_int_equal(lw_warning_number(name, LW_WARNING_EXERCISE), 3);
    assert_int_equal(lw_warning_number(name, LW_WARNING_TEST), 0);
    lw_warning_name(12345, LW_WARNING_TEST, name);
    assert_string_equal(name, "T12345");
    assert_int_equal(lw_warning_number(name, LW_WARNING_TEST), 12345);
    assert_int_equal(lw_warning_number(name, LW_WARNING_ACTUAL), 0);
    for (int i = 0; i < LW_DECISION_KINDS; i++) {
        const char *word = lw_decision_name((enum lw_decision_kind)i);
        assert_int_equal(lw_decision_find(word, strlen(word)), i);
    }
    for (int i = 0; i < LW_WARNING_LEVELS; i++) {
        const char *word = lw_warning_level_name((enum lw_warning_level)i);
        assert_int_equal(lw_warning_level_find(word, strlen(word)), i);
    }
    for (int i = 0; i < LW_WARNING_STATUSES; i++) {
        const char *word = lw_warning_status_name((enum lw_warning_status)i);
        assert_int_equal(lw_warning_status_find(word, strlen(word)), i);
    }
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

static void a_track_is_known_by_its_name_again(void **state)
{
    static const char *const bad[] = {
        "",      "A",      "7",     "A7",          "A007",        "A00070",
        "B0007", "A0007x", "A-001", "A4294967296", "A99999999999"};
    char name[LW_TRACK_NAME_SIZE];

    (void)state;
    for (uint32_t n = 1; n != 0; n = n < 1u << 31 ? 2 * n + 1 : 0) {
        lw_track_name(n, name);
        assert_int_equal(lw_track_number(name), n);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(lw_track_number(bad[i]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_is_known_by_its_name_again),
        cmocka_unit_test(every_name_is_found_again),
        cmocka_unit_test(names_are_those_of_the_contract),
        cmocka_unit_test(a_test_has_a_name_of_its_own),
        cmocka_unit_test(a_part_of_a_name_is_no_name),
        cmocka_unit_test(a_track_keeps_its_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
