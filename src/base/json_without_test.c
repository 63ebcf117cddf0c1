/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_without.h"

/* In memory of its exact size, so that the sanitizer guards its ends. */
static long without(const char *line, char *out)
{
    const size_t len = strlen(line);
    char *exact = malloc(len + 1), *room = malloc(len + 1);

    assert_non_null(exact);
    assert_non_null(room);
    memcpy(exact, line, len);
    const long got = lw_json_without(exact, len, "operator", room);
    if (got > 0)
        memcpy(out, room, (size_t)got);
    out[got > 0 ? got : 0] = '\0';
    free(exact);
    free(room);
    return got;
}

static void members_are_cut_wherever_they_stand(void **state)
{
    static const struct {
        const char *line, *want;
    } cases[] = {
        {"{\"operator\":{\"lat\":1,\"lon\":2},\"a\":1}", "{\"a\":1}"},
        {"{\"a\": 1 , \"operator\" : {\"lat\":1} , \"b\":[2]}",
         "{\"a\": 1,\"b\":[2]}"},
        {"{\"a\":1,\"operator\":null}", "{\"a\":1}"},
        {" {\"operator\":1,\"operator\":[{}]} ", "{}"},
        {"{\"op\\u0065rator\":{\"lat\":1},\"a\":1}", "{\"a\":1}"},
    };
    char out[200];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(without(cases[i].line, out) > 0);
        assert_string_equal(out, cases[i].want);
    }
}

static void other_lines_are_left_alone(void **state)
{
    static const char *const lines[] = {
        "{}",
        "{\"a\":1}",
        "{\"a\":{\"operator\":1}}",
        "{\"a\":\"operator\",\"operators\":1,\"oper\":2}",
        "{\"a\\n\":1}",
        "o",
        "",
    };
    char out[200];

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_int_equal(without(lines[i], out), 0);
}

static void what_is_no_object_is_refused(void **state)
{
    static const char *const lines[] = {
        "operator",        "[\"operator\"]",    "{\"operator\":}",
        "{\"operator\":1", "{\"operator\":1}}", "{\"operator\"",
    };
    char out[200];

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_int_equal(without(lines[i], out), LW_ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_cut_wherever_they_stand),
        cmocka_unit_test(other_lines_are_left_alone),
        cmocka_unit_test(what_is_no_object_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
