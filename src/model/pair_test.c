/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/pair.h"

static const struct lw_pair pairs[] = {
    {"edition.048", "1.21"}, {"repair", "one"}, {"repair", "none"}};

static void the_first_of_a_key_counts(void **state)
{
    (void)state;
    assert_string_equal(lw_pair_value(pairs, 3, "repair"), "one");
    assert_null(lw_pair_value(pairs, 3, "edition"));
    assert_null(lw_pair_value(pairs, 1, "repair"));
    assert_null(lw_pair_value(NULL, 0, "repair"));
}

static void what_nobody_knows_is_odd(void **state)
{
    static const char *const all[] = {"edition.", "repair", NULL};
    static const char *const some[] = {"edition", "repair", NULL};

    (void)state;
    assert_null(lw_pair_odd(pairs, 3, all));
    assert_ptr_equal(lw_pair_odd(pairs, 3, some), &pairs[0]);
    assert_ptr_equal(lw_pair_odd(pairs, 1, NULL), &pairs[0]);
    assert_null(lw_pair_odd(NULL, 0, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_a_key_counts),
        cmocka_unit_test(what_nobody_knows_is_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
