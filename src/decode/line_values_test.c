/* SPDX-License-Identifier: Apache-2.0 */
#include "line_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static struct lw_json over(const char *text)
{
    struct lw_json json;

    lw_json_init(&json, text, strlen(text));
    return json;
}

static void times_are_seconds_or_words(void **state)
{
    (void)state;
    static const char *const good[] = {"1790000012.25",
                                       "\"2026-09-21T14:13:32.25Z\""};
    static const char *const bad[] = {"-1", "4102444801", "\"soon\"", "null"};
    int64_t time_ns;

    for (int i = 0; i < 2; i++) {
        struct lw_json json = over(good[i]);
        assert_true(lw_line_time(&json, &time_ns));
        assert_true(time_ns == INT64_C(1790000012250000000));
    }
    for (int i = 0; i < 4; i++) {
        struct lw_json json = over(bad[i]);
        assert_false(lw_line_time(&json, &time_ns));
    }
}

static void names_are_words_or_numbers(void **state)
{
    (void)state;
    char name[LW_ID_MAX + 1];
    struct lw_json word = over("\"caf\\u00e9\""), number = over("0017"),
                   plain = over("17"), empty = over("\"\"");

    assert_true(lw_line_name(&word, name));
    assert_string_equal(name, "caf\xc3\xa9");
    assert_true(lw_line_name(&plain, name));
    assert_string_equal(name, "17");
    assert_false(lw_line_name(&number, name)); /* no JSON number */
    assert_false(lw_line_name(&empty, name));
}

static void numbers_stay_within_their_bounds(void **state)
{
    (void)state;
    struct lw_json good = over("0.5"), large = over("1.5"),
                   word = over("\"1\"");
    double value;

    assert_true(lw_line_number(&good, 0, 1, &value));
    assert_near(value, 0.5, 0);
    assert_false(lw_line_number(&large, 0, 1, &value));
    assert_false(lw_line_number(&word, 0, 1, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_seconds_or_words),
        cmocka_unit_test(names_are_words_or_numbers),
        cmocka_unit_test(numbers_stay_within_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
