/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/idset.h"

static int add_number(struct lw_idset *set, int number)
{
    char id[32];
    const int len = snprintf(id, sizeof id, "report-%d", number);

    return lw_idset_add(set, id, (size_t)len);
}

static void an_id_is_new_once(void **state)
{
    uint64_t mem[2 * 8];
    struct lw_idset set;

    (void)state;
    assert_int_equal(lw_idset_init(&set, mem, sizeof mem), 0);
    assert_int_equal(lw_idset_add(&set, "a", 1), 1);
    assert_int_equal(lw_idset_add(&set, "a", 1), 0);
    assert_int_equal(lw_idset_add(&set, "A", 1), 1);
    assert_int_equal(lw_idset_add(&set, "a\0", 2), 1);
    assert_int_equal(lw_idset_add(&set, "", 0), 1);
    assert_int_equal(lw_idset_add(&set, "", 0), 0);
}

static void says_when_it_is_full_and_still_knows_what_it_has(void **state)
{
    uint64_t mem[2 * 8 + 3];
    struct lw_idset set;

    (void)state;
    assert_int_equal(lw_idset_init(&set, mem, 63), LW_ERR_NO_SPACE);
    assert_int_equal(lw_idset_init(&set, mem, sizeof mem), 0);
    assert_int_equal(set.slots, 8);
    for (int i = 0; i < 6; i++)
        assert_int_equal(add_number(&set, i), 1);
    for (int i = 6; i < 50; i++)
        assert_int_equal(add_number(&set, i), LW_ERR_NO_SPACE);
    for (int i = 0; i < 6; i++)
        assert_int_equal(add_number(&set, i), 0);
}

static void grows_without_forgetting(void **state)
{
    enum { IDS = 100000 };
    struct lw_idset set, larger;
    size_t size = 64;
    void *mem = malloc(size);

    (void)state;
    assert_non_null(mem);
    assert_int_equal(lw_idset_init(&set, mem, size), 0);
    for (int i = 0; i < IDS; i++) {
        int added = add_number(&set, i);
        if (added == LW_ERR_NO_SPACE) {
            void *more = malloc(2 * size);
            assert_non_null(more);
            size *= 2;
            assert_int_equal(lw_idset_init(&larger, more, size), 0);
            assert_int_equal(lw_idset_grow(&larger, &set), 0);
            free(mem);
            mem = more;
            set = larger;
            added = add_number(&set, i);
        }
        assert_int_equal(added, 1);
    }
    assert_int_equal(set.used, IDS);
    for (int i = 0; i < IDS; i++)
        assert_int_equal(add_number(&set, i), 0);
    assert_int_equal(add_number(&set, IDS), 1);
    /* Into something smaller it does not go. */
    uint64_t small[8];
    assert_int_equal(lw_idset_init(&larger, small, sizeof small), 0);
    assert_int_equal(lw_idset_grow(&larger, &set), LW_ERR_NO_SPACE);
    free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_new_once),
        cmocka_unit_test(says_when_it_is_full_and_still_knows_what_it_has),
        cmocka_unit_test(grows_without_forgetting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
