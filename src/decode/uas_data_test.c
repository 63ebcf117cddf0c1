/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/uas_data.h"

/* 914 bytes of zeros, in which nothing is valid. */
static void fill(char text[1221])
{
    memset(text, 'A', 1219);
    text[1219] = '=';
    text[1220] = '\0';
}

static void nothing_valid_is_nothing_said(void **state)
{
    struct lw_uas_data data;
    struct lw_fault fault;
    char text[1221];

    (void)state;
    fill(text);
    assert_int_equal(lw_uas_data_read(text, 1220, &data, &fault), 0);
    assert_int_equal(data.count, 0);
}

static void says_what_is_wrong(void **state)
{
    struct lw_uas_data data;
    struct lw_fault fault;
    char text[1400];

    (void)state;
    fill(text);
    for (size_t len = 0; len < 1219; len++)
        assert_int_equal(lw_uas_data_read(text, len, &data, &fault),
                         LW_ERR_TRUNCATED);
    text[700] = ' ';
    assert_int_equal(lw_uas_data_read(text, 1220, &data, &fault),
                     LW_ERR_SYNTAX);
    memset(text, 'A', sizeof text);
    assert_int_equal(lw_uas_data_read(text, sizeof text, &data, &fault),
                     LW_ERR_SYNTAX);
    memset(text, '/', sizeof text); /* all ones: no numbers, nothing valid */
    assert_int_equal(lw_uas_data_read(text, 1220, &data, &fault), 0);
    assert_int_equal(data.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_valid_is_nothing_said),
        cmocka_unit_test(says_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
