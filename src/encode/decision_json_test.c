/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "encode/decision_json.h"

static const char *line(const struct lw_decision *decision,
                        enum lw_warning_status status)
{
    static char text[LW_DECISION_TEXT_MAX + 1];
    struct lw_json json;
    const int len = lw_decision_write(
        decision, status, INT64_C(1790000013000000000), text, sizeof text - 1);

    assert_true(len > 0);
    text[len] = '\0';
    lw_json_init(&json, text, (size_t)len);
    assert_int_equal(lw_json_skip(&json), 0);
    assert_int_equal(lw_json_end(&json), 0);
    return text;
}

static void names_the_warning_that_it_is_about(void **state)
{
    const struct lw_decision d = {
        .kind = LW_DECISION_EXTEND,
        .time_ns = INT64_C(1790000012500000000),
        .warning = 3,
        .for_s = 0.1 + 0.2,
        .by = "Anna",
        .reason = "still \"smoke\"",
    };

    (void)state;
    assert_string_equal(
        line(&d, LW_WARNING_ACTUAL),
        "{\"type\":\"decision\",\"t\":1790000012.5,\"rx\":1790000013,"
        "\"decision\":\"extend\",\"warning\":\"W0003\","
        "\"for\":0.30000000000000004,\"by\":\"Anna\","
        "\"reason\":\"still \\\"smoke\\\"\"}");
    assert_non_null(strstr(line(&d, LW_WARNING_TEST), "\"warning\":\"T0003\""));
    assert_non_null(strstr(line(&d, LW_WARNING_TEST), "\"status\":\"test\""));
}

static void raising_names_zone_and_level(void **state)
{
    const struct lw_decision d = {
        .kind = LW_DECISION_RAISE,
        .time_ns = INT64_C(1790000012000000000),
        .zone = "hospital-oost",
        .level = LW_WARNING_WARNING,
        .by = "Anna",
    };

    (void)state;
    assert_string_equal(
        line(&d, LW_WARNING_ACTUAL),
        "{\"type\":\"decision\",\"t\":1790000012,\"rx\":1790000013,"
        "\"decision\":\"raise\",\"zone\":\"hospital-oost\","
        "\"level\":\"warning\",\"by\":\"Anna\"}");
}

static void the_worst_fits(void **state)
{
    struct lw_decision d = {
        .kind = LW_DECISION_RAISE, .time_ns = INT64_MIN, .for_s = 1.0 / 3};

    (void)state;
    memset(d.zone, 1, LW_ID_MAX);
    memset(d.by, 0xff, LW_BY_MAX);
    memset(d.reason, 1, LW_NOTE_MAX);
    (void)line(&d, LW_WARNING_EXERCISE);
    char small[8];
    assert_int_equal(
        lw_decision_write(&d, LW_WARNING_ACTUAL, 0, small, sizeof small),
        LW_ERR_NO_SPACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_warning_that_it_is_about),
        cmocka_unit_test(raising_names_zone_and_level),
        cmocka_unit_test(the_worst_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
