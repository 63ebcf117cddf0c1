/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

/* Reads the text as one value: 0 or an error. Its own block, so that a
 * sanitizer guards the last byte. */
static int check(const char *text)
{
    const size_t len = strlen(text);
    char *exact = malloc(len + (len == 0));
    struct lw_json json;

    assert_non_null(exact);
    memcpy(exact, text, len);
    lw_json_init(&json, exact, len);
    int err = lw_json_skip(&json);
    if (err == 0)
        err = lw_json_end(&json);
    assert_true((err == 0) == (json.error == NULL));
    free(exact);
    return err;
}

static void takes_what_rfc_8259_allows(void **state)
{
    static const char *const good[] = {
        "{}",
        "[]",
        " [ 1 , 2 ] ",
        "\"\"",
        "0",
        "-0",
        "-0.0e-0",
        "1E+2",
        "true",
        "false",
        "null",
        "{\"a\":{\"b\":[{},[],null]},\"c\":\"\\u20ac\\ud83d\\ude00\\n\"}",
        "\"\xe2\x82\xac \xf0\x9f\x98\x80 \xed\x9f\xbf\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (check(good[i]) != 0)
            fail_msg("refused: %s", good[i]);
}

static void refuses_what_is_not_json(void **state)
{
    static const char *const bad[] = {
        "",
        "{",
        "[",
        "{]",
        "[}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "NaN",
        "Infinity",
        "tru",
        "nulL",
        "true false",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\t\"",
        "\"\x80\"",
        "\"\xc0\xaf\"",
        "\"\xc3\"",
        "\"\xe0\x80\x80\"",
        "\"\xed\xa0\x80\"",
        "\"\xf4\x90\x80\x80\"",
        "\"\xf5\x80\x80\x80\"",
        "\"\xe2\x82\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (check(bad[i]) != LW_ERR_SYNTAX)
            fail_msg("taken: %s", bad[i]);
}

static void pulls_keys_and_values(void **state)
{
    const char *text = "{\"a\":[1,2.5e1],\"b\":{\"x\":true},\"c\":\"z\\tz\"}";
    struct lw_json json;
    struct lw_json_string key, string;
    struct lw_json_number number;
    bool yes = false;
    char out[8];

    (void)state;
    lw_json_init(&json, text, strlen(text));
    assert_int_equal(lw_json_peek(&json), LW_JSON_OBJECT);
    assert_int_equal(lw_json_enter(&json, '{'), 0);
    assert_int_equal(lw_json_key(&json, &key), 1);
    assert_true(lw_json_is(&key, "a"));
    assert_int_equal(lw_json_enter(&json, '['), 0);
    assert_int_equal(lw_json_element(&json), 1);
    assert_int_equal(lw_json_number(&json, &number), 0);
    assert_true(lw_json_double(&number) == 1.0);
    assert_int_equal(lw_json_element(&json), 1);
    assert_int_equal(lw_json_number(&json, &number), 0);
    assert_true(lw_json_double(&number) == 25.0);
    assert_int_equal(lw_json_element(&json), 0);
    assert_int_equal(lw_json_key(&json, &key), 1);
    assert_int_equal(lw_json_enter(&json, '{'), 0);
    assert_int_equal(lw_json_key(&json, &key), 1);
    assert_int_equal(lw_json_bool(&json, &yes), 0);
    assert_true(yes);
    assert_int_equal(lw_json_key(&json, &key), 0);
    assert_int_equal(lw_json_key(&json, &key), 1);
    assert_int_equal(lw_json_string(&json, &string), 0);
    assert_true(string.escaped);
    assert_int_equal(lw_json_unescape(&string, out, sizeof out), 3);
    assert_string_equal(out, "z\tz");
    assert_int_equal(lw_json_unescape(&string, out, 3), LW_ERR_NO_SPACE);
    assert_int_equal(lw_json_key(&json, &key), 0);
    assert_int_equal(lw_json_end(&json), 0);
    /* Once wrong, always wrong. */
    assert_int_equal(lw_json_number(&json, &number), LW_ERR_SYNTAX);
    assert_int_equal(lw_json_end(&json), LW_ERR_SYNTAX);
    assert_string_equal(json.error, "a number");
    assert_int_equal(lw_json_column(&json, json.at), strlen(text) + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_rfc_8259_allows),
        cmocka_unit_test(refuses_what_is_not_json),
        cmocka_unit_test(pulls_keys_and_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
