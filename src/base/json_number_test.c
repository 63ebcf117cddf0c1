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
#include "random.h"

static double read_double(const char *text)
{
    struct lw_json json;
    struct lw_json_number number;

    lw_json_init(&json, text, strlen(text));
    if (lw_json_number(&json, &number) != 0 || lw_json_end(&json) != 0)
        fail_msg("no number: %s", text);
    return lw_json_double(&number);
}

static void same_bits(const char *text)
{
    const double a = read_double(text), b = strtod(text, NULL);

    if (memcmp(&a, &b, sizeof a) != 0)
        fail_msg("%s: %.17g, not %.17g", text, a, b);
}

/* Against the C library, which rounds right: doubles printed in full, digits
 * at random, and digits around the half-way points. */
static void numbers_are_right_to_the_last_bit(void **state)
{
    static const char *const hard[] = {
        "0",
        "-0",
        "-0.0",
        "1e400",
        "-1e400",
        "1e-400",
        "5e-324",
        "2.4e-324",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740991.5",
        "4503599627370496.5",
        "4503599627370497.5",
        "1e23",
        "8.5e22",
        "0.1",
        "1e22",
        "1e-22",
        "123456789012345678e5",
        "1.7976931348623157e308",
        "2.2250738585072011e-308",
        "18446744073709551615",
        "18446744073709551616",
        "1.00000000000000011102230246251565404",
        "1.00000000000000011102230246251565403",
        "0.000000000000000000000000000000000000000000000000000001",
    };
    uint64_t seed = 20261121;
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
        same_bits(hard[i]);
    for (int i = 0; i < 300000; i++) {
        const uint64_t r = random_bits(&seed);
        const uint64_t digits = r >> (random_bits(&seed) & 63);
        const int exp10 = (int)(random_bits(&seed) % 60) - 30;
        (void)snprintf(text, sizeof text, "%llue%d", (unsigned long long)digits,
                       exp10);
        same_bits(text);
        (void)snprintf(text, sizeof text, "%.*g", 15 + i % 4,
                       (double)(int64_t)r / 1e17);
        same_bits(text);
        /* Half way between two doubles, give or take one digit. */
        const uint64_t half = (r >> 10 | (uint64_t)1 << 53) | 1;
        (void)snprintf(text, sizeof text, "%llue%d",
                       (unsigned long long)half - 1 + (unsigned)(i % 3),
                       i % 5 - 2);
        same_bits(text);
    }
}

static int64_t scaled(const char *text, int shift)
{
    struct lw_json json;
    struct lw_json_number number;
    int64_t value = -999;

    lw_json_init(&json, text, strlen(text));
    assert_int_equal(lw_json_number(&json, &number), 0);
    if (lw_json_scaled(&number, shift, &value) != 0)
        return LW_ERR_RANGE;
    return value;
}

static void times_go_through_no_double(void **state)
{
    (void)state;
    assert_true(scaled("1620114891.8494", 6) == 1620114891849400);
    assert_true(scaled("1790000012", 6) == 1790000012000000);
    assert_true(scaled("1.790000012e9", 6) == 1790000012000000);
    assert_true(scaled("4102444799.999999", 9) == 4102444799999999000);
    assert_true(scaled("0.0000004", 6) == 0);
    assert_true(scaled("0.0000005", 6) == 1);
    assert_true(scaled("-0.0000005", 6) == -1);
    assert_true(scaled("1620116323.0689999999999999999", 6) ==
                1620116323069000);
    assert_true(scaled("0e999999999", 6) == 0);
    assert_true(scaled("1e-999999999", 6) == 0);
    assert_true(scaled("1e30", 6) == LW_ERR_RANGE);
    assert_true(scaled("9223372036854775808", 0) == LW_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_right_to_the_last_bit),
        cmocka_unit_test(times_go_through_no_double),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
