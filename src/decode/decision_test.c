/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static int read_line(const char *line, struct lw_decision_line *out,
                     struct lw_fault *fault)
{
    const size_t len = strlen(line);
    char *exact = malloc(len + 1);

    assert_non_null(exact);
    memcpy(exact, line, len);
    const int err = lw_decision_read(exact, len, out, fault);
    free(exact);
    return err;
}

static void a_line_is_read(void **state)
{
    struct lw_decision_line got;

    (void)state;
    assert_int_equal(
        read_line("{\"type\":\"decision\",\"t\":1790000000.25,"
                  "\"rx\":1790000000.5,\"decision\":\"reject\",\"warning\":"
                  "\"W0003\",\"by\":\"Ann\",\"reason\":\"a kite\"}",
                  &got, NULL),
        0);
    assert_int_equal(got.decision.kind, LW_DECISION_REJECT);
    assert_int_equal(got.decision.warning, 3);
    assert_int_equal(got.status, LW_WARNING_ACTUAL);
    assert_true(got.decision.time_ns == INT64_C(1790000000250000000));
    assert_true(got.rx_ns == INT64_C(1790000000500000000));
    assert_string_equal(got.decision.by, "Ann");
    assert_string_equal(got.decision.reason, "a kite");
    assert_int_equal(
        read_line("{\"exercise\":true,\"by\":\"Jos\\u00e9\",\"zone\":\"z\","
                  "\"t\":\"2026-11-22T12:00:00Z\",\"decision\":\"raise\","
                  "\"type\":\"decision\",\"for\":600,\"level\":\"notice\","
                  "\"status\":\"test\"}",
                  &got, NULL),
        0);
    assert_int_equal(got.decision.kind, LW_DECISION_RAISE);
    assert_int_equal(got.decision.level, LW_WARNING_NOTICE);
    assert_int_equal(got.status, LW_WARNING_TEST);
    assert_string_equal(got.decision.zone, "z");
    assert_string_equal(got.decision.by, "Jos\xc3\xa9");
    assert_near(got.decision.for_s, 600.0, 0.0);
    assert_true(got.rx_ns == got.decision.time_ns);
}

static void what_is_wrong_is_refused(void **state)
{
    static const struct {
        const char *line, *says;
        int err;
    } wrong[] = {
        {"{\"type\":\"position\"}", "no decision", LW_ERR_NOT_MINE},
        {"{\"type\":\"decision\"", "not JSON", LW_ERR_SYNTAX},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\"}", "`decision`",
         LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"fire\"}",
         "`decision`", LW_ERR_UNKNOWN},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":"
         "\"confirm\"}",
         "`warning`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"confirm\","
         "\"warning\":\"A0001\"}",
         "`warning`", LW_ERR_RANGE},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"confirm\","
         "\"warning\":\"T0001\"}",
         "`warning`", LW_ERR_RANGE},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"\",\"decision\":\"confirm\","
         "\"warning\":\"W0001\"}",
         "`by`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"  "
         "\",\"decision\":\"confirm\","
         "\"warning\":\"W0001\"}",
         "`by`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"clear\","
         "\"warning\":\"W0001\",\"reason\":\"\"}",
         "`reason`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"reject\","
         "\"warning\":\"W0001\",\"reason\":\" \"}",
         "`reason`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"decision\":\"confirm\","
         "\"warning\":\"W0001\"}",
         "`by`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"clear\","
         "\"warning\":\"W0001\"}",
         "`reason`", LW_ERR_MISSING},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"decision\":\"extend\","
         "\"warning\":\"W0001\",\"for\":-1}",
         "`for`", LW_ERR_RANGE},
        {"{\"type\":\"decision\",\"t\":-1,\"by\":\"a\"}", "`t`", LW_ERR_RANGE},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\",\"by\":\"b\"}", "twice",
         LW_ERR_SYNTAX},
        {"{\"type\":\"decision\",\"t\":1,\"by\":\"a\\u0007\"}", "`by`",
         LW_ERR_RANGE},
    };
    struct lw_decision_line got;
    struct lw_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(&fault, 0, sizeof fault);
        const int err = read_line(wrong[i].line, &got, &fault);
        assert_true(err < 0);
        if (err != wrong[i].err && err != LW_ERR_NOT_MINE)
            fail_msg("%s: %d %s", wrong[i].line, err, fault.what);
        if (err == wrong[i].err)
            assert_non_null(strstr(fault.what, wrong[i].says));
    }
}

static void every_prefix_is_refused(void **state)
{
    static const char line[] =
        "{\"type\":\"decision\",\"t\":1,\"decision\":\"confirm\","
        "\"warning\":\"W0001\",\"by\":\"a\"}";
    struct lw_decision_line got;

    (void)state;
    for (size_t len = 0; len < sizeof line - 1; len++) {
        char *exact = malloc(len + 1);
        assert_non_null(exact);
        memcpy(exact, line, len);
        assert_true(lw_decision_read(exact, len, &got, NULL) < 0);
        free(exact);
    }
}

static void a_body_says_who_and_why(void **state)
{
    static const char right[] = "{\"by\":\"a\",\"reason\":null,\"for\":60}";
    static const char other[] = "{\"by\":\"a\",\"warning\":\"W0001\"}";
    struct lw_decision d = {.kind = LW_DECISION_EXTEND, .warning = 7};
    struct lw_fault fault = {0};

    (void)state;
    assert_int_equal(lw_decision_read_body(right, sizeof right - 1, &d, NULL),
                     0);
    assert_int_equal(d.warning, 7);
    assert_near(d.for_s, 60.0, 0.0);
    assert_string_equal(d.by, "a");
    assert_int_equal(lw_decision_read_body(other, sizeof other - 1, &d, &fault),
                     LW_ERR_UNKNOWN);
    d.kind = LW_DECISION_REJECT;
    assert_int_equal(lw_decision_read_body(right, sizeof right - 1, &d, &fault),
                     LW_ERR_MISSING);
    assert_non_null(strstr(fault.what, "`reason`"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read),
        cmocka_unit_test(what_is_wrong_is_refused),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(a_body_says_who_and_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
