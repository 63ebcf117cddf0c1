/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define WRITES(call, expected)                                                 \
    do {                                                                       \
        char mem_[128];                                                        \
        struct lw_text t;                                                      \
        lw_text_init(&t, mem_, sizeof mem_ - 1);                               \
        call;                                                                  \
        mem_[lw_text_len(&t)] = '\0';                                          \
        assert_string_equal(mem_, expected);                                   \
    } while (0)

static void numbers_are_short(void **state)
{
    (void)state;
    WRITES(lw_text_int(&t, 0), "0");
    WRITES(lw_text_int(&t, INT64_MIN), "-9223372036854775808");
    WRITES(lw_text_fixed(&t, 52.3, 9), "52.3");
    WRITES(lw_text_fixed(&t, -0.00049, 3), "0");
    WRITES(lw_text_fixed(&t, -0.0005, 3), "-0.001");
    WRITES(lw_text_fixed(&t, 0.05, 2), "0.05");
    WRITES(lw_text_fixed(&t, 100, 3), "100");
    WRITES(lw_text_fixed(&t, 1e300, 3), "1e+300");
    WRITES(lw_text_fixed(&t, strtod("nan", NULL), 3), "null");
    WRITES(lw_text_scaled(&t, true, 123456, 4), "-12.3456");
    WRITES(lw_text_scaled(&t, false, 10005, 5), "0.10005");
    WRITES(lw_text_scaled(&t, false, 10005, 4), "1.0005");
    WRITES(lw_text_scaled(&t, false, 1000, 3), "1");
    WRITES(lw_text_scaled(&t, false, 1010, 3), "1.01");
    WRITES(lw_text_scaled(&t, true, 0, 3), "0");
    WRITES(lw_text_scaled(&t, false, 100, 0), "100");
    WRITES(lw_text_scaled(&t, false, 7, 15), "0.000000000000007");
    WRITES(lw_text_scaled(&t, true, UINT64_MAX, 15), "-18446.744073709551615");
    WRITES(lw_text_significant(&t, 123456.789, 3), "123457");
    WRITES(lw_text_significant(&t, 0.00123456, 3), "0.00123");
    WRITES(lw_text_significant(&t, -99.99, 3), "-100");
    WRITES(lw_text_significant(&t, 0, 3), "0");
    WRITES(lw_text_exact(&t, 0.1), "0.1");
    WRITES(lw_text_exact(&t, 0.1 + 0.2), "0.30000000000000004");
    WRITES(lw_text_hex(&t, 0x4840d6, 6), "4840d6");
}

static void times_have_up_to_six_decimals(void **state)
{
    (void)state;
    WRITES(lw_text_time(&t, 1795299718176000000), "1795299718.176");
    WRITES(lw_text_time(&t, 1795299718000001999), "1795299718.000001");
    WRITES(lw_text_time(&t, 0), "0");
    WRITES(lw_text_time(&t, -1), "-0.000001");
}

static void strings_are_escaped(void **state)
{
    (void)state;
    WRITES(lw_text_quote(&t, "a\"b\\c\nd\x7f \xe2\x82\xac"),
           "\"a\\\"b\\\\c\\u000ad\\u007f \xe2\x82\xac\"");
    WRITES(lw_text_quote(&t, ""), "\"\"");
    WRITES(lw_text_quote(&t, "a\xff\xc3\xa9\xc3"),
           "\"a\\ufffd\xc3\xa9\\ufffd\"");
}

static void what_does_not_fit_is_told(void **state)
{
    char *mem = malloc(4);
    struct lw_text t;

    (void)state;
    assert_non_null(mem);
    lw_text_init(&t, mem, 4);
    lw_text_put(&t, "1234");
    assert_int_equal(lw_text_len(&t), 4);
    lw_text_put(&t, "5");
    assert_int_equal(lw_text_len(&t), LW_ERR_NO_SPACE);
    lw_text_init(&t, mem, 4);
    lw_text_put(&t, "12345");
    lw_text_put(&t, "1");
    assert_int_equal(lw_text_len(&t), LW_ERR_NO_SPACE);
    free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_short),
        cmocka_unit_test(times_have_up_to_six_decimals),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(what_does_not_fit_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
