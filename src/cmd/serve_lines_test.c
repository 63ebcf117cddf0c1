/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve.h"
#include "serve_reports.h"

static int add(struct lw_serve_lines *lines, int64_t i, const char *text,
               size_t len)
{
    return lw_lines_add(lines, &(struct lw_serve_line){.arrival_ns = i,
                                                       .heard_ns = 2 * i,
                                                       .text = text,
                                                       .len = len});
}

static void lines_come_out_as_they_went_in(void **state)
{
    (void)state;
    struct lw_serve_lines lines = {0};
    char text[300];
    struct lw_serve_line line = {0};
    int64_t first_ns = -1;
    assert_false(lw_lines_next(&lines, &line));
    assert_false(lw_lines_first(&lines, &first_ns));
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(add(&lines, i, text, (size_t)i % 300), 0);
    for (int i = 0; i < 1000; i++) {
        assert_true(lw_lines_first(&lines, &first_ns));
        assert_int_equal(first_ns, i);
        assert_true(lw_lines_next(&lines, &line));
        assert_int_equal(line.arrival_ns, i);
        assert_int_equal(line.heard_ns, 2 * i);
        assert_int_equal(line.len, i % 300);
    }
    assert_false(lw_lines_next(&lines, &line));
    lw_lines_free(&lines);
}

static void moving_keeps_the_order(void **state)
{
    (void)state;
    struct lw_serve_lines from = {0};
    struct lw_serve_lines to = {0};
    struct lw_serve_line line = {0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(add(&from, i, "abc", 3), 0);
    assert_int_equal(lw_lines_move(&to, &from), 0);
    assert_true(lw_lines_next(&to, &line));
    for (int i = 5; i < 9; i++)
        assert_int_equal(add(&from, i, "abc", 3), 0);
    assert_int_equal(lw_lines_move(&to, &from), 0);
    assert_false(lw_lines_next(&from, &line));
    for (int i = 1; i < 9; i++) {
        assert_true(lw_lines_next(&to, &line));
        assert_int_equal(line.arrival_ns, i);
    }
    lw_lines_free(&from);
    lw_lines_free(&to);
}

static void check_line(const char *line, int64_t arrival_ns, const char *want)
{
    char out[256];
    const int len =
        lw_reports_line(line, strlen(line), arrival_ns, false, out, sizeof out);
    assert_true(len > 0);
    assert_int_equal(len, strlen(want));
    assert_memory_equal(out, want, strlen(want));
}

static void a_line_gets_its_arrival_as_rx(void **state)
{
    (void)state;
    check_line("{\"t\":1}", INT64_C(2500000000), "{\"rx\":2.5,\"t\":1}\n");
    check_line(" { \"t\":1}", 1000, "{\"rx\":0.000001, \"t\":1}\n");
}

static void an_rx_that_was_not_the_arrival_is_put_right(void **state)
{
    (void)state;
    check_line("{\"rx\": 1.5 ,\"t\":1}", INT64_C(2000000000),
               "{\"rx\": 2 ,\"t\":1}\n");
    check_line("{\"a\":{\"rx\":7},\"rx\":\"2020-01-01T00:00:00Z\"}",
               INT64_C(3000000000), "{\"a\":{\"rx\":7},\"rx\":3}\n");
    check_line("{\"rx\":1,\"rx\":2}", INT64_C(3000000000),
               "{\"rx\":3,\"rx\":3}\n");
}

static void a_line_of_an_exercise_says_so_once(void **state)
{
    (void)state;
    static const struct {
        const char *line, *want;
    } cases[] = {
        {"{\"t\":1}", "{\"exercise\":true,\"rx\":2,\"t\":1}\n"},
        {" { \"rx\":1}", " {\"exercise\":true, \"rx\":2}\n"},
        {"{\"exercise\":true,\"t\":1}",
         "{\"rx\":2,\"exercise\":true,\"t\":1}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[256];
        const int len =
            lw_reports_line(cases[i].line, strlen(cases[i].line),
                            INT64_C(2000000000), true, out, sizeof out);
        assert_int_equal(len, strlen(cases[i].want));
        assert_memory_equal(out, cases[i].want, strlen(cases[i].want));
    }
}

static void a_line_says_itself_that_it_is_of_an_exercise(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool is;
    } cases[] = {
        {"{\"exercise\":true,\"t\":1}", true},
        {"{\"t\":1, \"exercise\" : true}", true},
        {"{\"rx\":1,\"x\":\"exercise\",\"exercise\":true}", true},
        {"{\"exercise\":false}", false},
        {"{\"exercise\":1}", false},
        {"{\"a\":{\"exercise\":true}}", false},
        {"{\"a\":\"\\\"exercise\\\":true\"}", false},
        {"{\"exercises\":true}", false},
        {"\"exercise\"", false},
        {"{\"exercise\"", false},
        {"xe", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const size_t len = strlen(cases[i].line);
        char *exact = malloc(len + 1); /* the sanitizer guards its end */
        assert_non_null(exact);
        memcpy(exact, cases[i].line, len);
        assert_int_equal(lw_reports_exercise(exact, len), cases[i].is);
        for (size_t cut = 0; cut < len; cut++)
            (void)lw_reports_exercise(exact, cut);
        free(exact);
    }
}

static void a_line_that_does_not_fit_is_an_error(void **state)
{
    (void)state;
    char out[8];
    assert_int_equal(lw_reports_line("{\"t\":1}", 7, 0, false, out, sizeof out),
                     LW_ERR_NO_SPACE);
    assert_int_equal(lw_reports_line("none", 4, 0, false, out, sizeof out),
                     LW_ERR_SYNTAX);
}

static void times_are_seconds_or_rfc_3339(void **state)
{
    (void)state;
    int64_t ns = 0;
    assert_int_equal(lw_reports_time("1.5", &ns), 0);
    assert_true(ns == INT64_C(1500000000));
    assert_int_equal(lw_reports_time("1970-01-01T00:00:02Z", &ns), 0);
    assert_true(ns == INT64_C(2000000000));
    assert_int_equal(lw_reports_time("1970-01-01T01:00:02 01:00", &ns), 0);
    assert_true(ns == INT64_C(2000000000));
    assert_int_equal(lw_reports_time("soon", &ns), LW_ERR_SYNTAX);
    assert_int_equal(lw_reports_time("", &ns), LW_ERR_SYNTAX);
    assert_int_equal(lw_reports_time("1e99", &ns), LW_ERR_SYNTAX);
}

static void a_query_gives_values_by_name(void **state)
{
    (void)state;
    char value[8];
    assert_true(lw_http_query("from=1&to=22", "to", value, sizeof value));
    assert_string_equal(value, "22");
    assert_true(lw_http_query("from=&to=2", "from", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(lw_http_query("xto=2", "to", value, sizeof value));
    assert_false(lw_http_query("to=123456789", "to", value, sizeof value));
    assert_false(lw_http_query("", "to", value, sizeof value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_out_as_they_went_in),
        cmocka_unit_test(moving_keeps_the_order),
        cmocka_unit_test(a_line_gets_its_arrival_as_rx),
        cmocka_unit_test(an_rx_that_was_not_the_arrival_is_put_right),
        cmocka_unit_test(a_line_of_an_exercise_says_so_once),
        cmocka_unit_test(a_line_says_itself_that_it_is_of_an_exercise),
        cmocka_unit_test(a_line_that_does_not_fit_is_an_error),
        cmocka_unit_test(times_are_seconds_or_rfc_3339),
        cmocka_unit_test(a_query_gives_values_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
