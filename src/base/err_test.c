/* SPDX-License-Identifier: Apache-2.0 */
#include "luchtwacht/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_outcome_has_a_word_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(lw_err_name(0), "accepted");
    assert_string_equal(lw_err_name(7), "accepted");
    assert_string_equal(lw_err_name(LW_ERR_TRUNCATED), "truncated");
    assert_string_equal(lw_err_name(LW_ERR_IO), "io");
    assert_string_equal(lw_err_name(LW_ERR_CLOCK), "clock");
    for (int a = 0; a < LW_ERR_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(lw_err_name(-a), lw_err_name(-b));
}

static void a_number_that_is_no_error_reads_beyond_nothing(void **state)
{
    (void)state;
    assert_non_null(lw_err_name(-LW_ERR_COUNT));
    assert_non_null(lw_err_name(INT32_MIN));
}

static void a_fault_says_where_and_why(void **state)
{
    struct lw_fault fault;

    (void)state;
    assert_int_equal(
        lw_fault_set(&fault, LW_ERR_RANGE, 3, 9, "`%s`: got %d", "az", 400),
        LW_ERR_RANGE);
    assert_true(fault.line == 3 && fault.column == 9);
    assert_string_equal(fault.what, "`az`: got 400");
    assert_int_equal(lw_fault_set(NULL, LW_ERR_LATE, 1, 1, "nobody asks"),
                     LW_ERR_LATE);
}

static void a_long_sentence_is_cut(void **state)
{
    struct lw_fault fault;
    char text[2 * sizeof fault.what];

    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    (void)lw_fault_set(&fault, LW_ERR_SYNTAX, 0, 0, "%s", text);
    assert_int_equal(strlen(fault.what), sizeof fault.what - 1);
}

static void what_is_no_character_is_a_question_mark(void **state)
{
    struct lw_fault fault;
    char text[sizeof fault.what + 1];

    (void)state;
    (void)lw_fault_set(&fault, LW_ERR_SYNTAX, 0, 0, "got \x1b[2J\xc3\xa9\xff");
    assert_string_equal(fault.what, "got ?[2J\xc3\xa9?");
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof fault.what - 2, "\xc3\xa9", 3); /* cut in two */
    (void)lw_fault_set(&fault, LW_ERR_SYNTAX, 0, 0, "%s", text);
    assert_int_equal(fault.what[sizeof fault.what - 2], '?');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outcome_has_a_word_of_its_own),
        cmocka_unit_test(a_number_that_is_no_error_reads_beyond_nothing),
        cmocka_unit_test(a_fault_says_where_and_why),
        cmocka_unit_test(a_long_sentence_is_cut),
        cmocka_unit_test(what_is_no_character_is_a_question_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
