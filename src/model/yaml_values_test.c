/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "yaml_values.h"

static struct lw_yaml_node plain(const char *text)
{
    return (struct lw_yaml_node){.kind = LW_YAML_SCALAR,
                                 .plain = true,
                                 .count = (uint32_t)strlen(text),
                                 .text = text};
}

static int number(const char *text, double *out)
{
    static const struct lw_yaml_field field = {
        .key = "n", .min = -1e300, .max = 1e300};
    const struct lw_yaml_node node = plain(text);
    const struct lw_yaml yaml = {0};

    return lw_yaml_number(&yaml, &node, &field, out);
}

static void numbers_are_those_of_json(void **state)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},  {"-0.5", -0.5}, {"1e3", 1000},  {"+2", 2},
                {"3.", 3}, {".25", 0.25},  {"1E-2", 0.01}, {"-10.50", -10.5}};
    static const char *const bad[] = {
        "",    "-",    ".",     "1e",   "e1",      "0x1F", "017",
        "1_0", "1:30", ".nan",  "inf",  "1.2.3",   "1 ",   " 1",
        "--1", "1e+",  "1e400", "true", "\xC2\xB2"};
    double value;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(number(good[i].text, &value), 0);
        assert_near(value, good[i].value, 0.0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(number(bad[i], &value), LW_ERR_RANGE);
}

static void a_suggestion_is_near_or_not_made(void **state)
{
    static const char *const names[] = {"lat",     "lon",           "period",
                                        "sensors", "false_reports", "el"};

    (void)state;
    assert_string_equal(lw_yaml_suggest("perid", names, 6), "period");
    assert_string_equal(lw_yaml_suggest("preiod", names, 6), "period");
    assert_string_equal(lw_yaml_suggest("longitude", names, 6), "lon");
    assert_string_equal(lw_yaml_suggest("False Reports", names, 6),
                        "false_reports");
    assert_null(lw_yaml_suggest("colour", names, 6));
    assert_null(lw_yaml_suggest("x", names, 6));
    assert_null(lw_yaml_suggest("", names, 6));
    assert_null(lw_yaml_suggest(
        "a-word-that-is-far-too-long-to-be-any-of-these", names, 6));
}

static void a_long_value_is_cut_between_characters(void **state)
{
    struct lw_fault fault = {0};
    const struct lw_yaml yaml = {.fault = &fault};
    const struct lw_yaml_node node =
        plain("0123456789012345678901234567890\xC3\xA9 and more");

    (void)state;
    assert_int_equal(lw_yaml_expected(&yaml, &node, "k", "less"), LW_ERR_RANGE);
    assert_string_equal(fault.what, "`k`: expected less, got "
                                    "`0123456789012345678901234567890..`");
}

static void a_named_file_leads_the_sentence(void **state)
{
    struct lw_fault fault = {0};
    const struct lw_yaml yaml = {
        .fault = &fault, .file = "z.geojson", .line = 9, .column = 4};
    struct lw_yaml_node node = plain("5");

    (void)state;
    node.line = 3;
    node.column = 7;
    assert_int_equal(lw_yaml_expected(&yaml, &node, "type", "a word"),
                     LW_ERR_RANGE);
    assert_true(fault.line == 9 && fault.column == 4);
    assert_string_equal(fault.what,
                        "z.geojson:3:7: `type`: expected a word, got `5`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_json),
        cmocka_unit_test(a_suggestion_is_near_or_not_made),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(a_named_file_leads_the_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
