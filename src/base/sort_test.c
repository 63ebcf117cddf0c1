/* SPDX-License-Identifier: Apache-2.0 */
#include "sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "random.h"

enum { MANY = 3000 };

struct item {
    uint32_t key, came; /* came: its place before */
    unsigned char more[300];
};

static bool smaller(const void *a, const void *b, const void *context)
{
    (void)context;
    return *(const uint32_t *)a < *(const uint32_t *)b;
}

static bool by_key(const void *a, const void *b, const void *context)
{
    const struct item *left = a, *right = b;

    (void)context;
    return left->key < right->key;
}

static bool by_value(const void *a, const void *b, const void *context)
{
    const double *value = context;

    return value[*(const uint32_t *)a] < value[*(const uint32_t *)b];
}

static int for_qsort(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static void gives_what_qsort_gives(void **state)
{
    static uint32_t ours[MANY], theirs[MANY];
    uint64_t seed = 1;
    uint32_t spare;

    (void)state;
    for (uint32_t count = 0; count <= MANY; count += 1 + count / 7) {
        const uint32_t range = 1 + random_below(&seed, 2 * MANY);
        for (uint32_t i = 0; i < count; i++)
            ours[i] = theirs[i] = random_below(&seed, range);
        lw_sort(ours, count, sizeof *ours, &spare, smaller, NULL);
        qsort(theirs, count, sizeof *theirs, for_qsort);
        assert_memory_equal(ours, theirs, count * sizeof *ours);
    }
}

/* Whole items move, and equal ones end where they did the last time. */
static void large_items_move_whole(void **state)
{
    static struct item item[MANY], again[MANY];
    static bool seen[MANY];
    struct item spare;
    uint64_t seed = 2;

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        item[i].key = random_below(&seed, 50);
        item[i].came = i;
        memset(item[i].more, (int)(i % 251), sizeof item[i].more);
    }
    memcpy(again, item, sizeof item);
    lw_sort(item, MANY, sizeof *item, &spare, by_key, NULL);
    lw_sort(again, MANY, sizeof *again, &spare, by_key, NULL);
    assert_memory_equal(item, again, sizeof item);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(i == 0 || item[i - 1].key <= item[i].key);
        assert_false(seen[item[i].came]);
        seen[item[i].came] = true;
        for (size_t b = 0; b < sizeof item[i].more; b++)
            assert_int_equal(item[i].more[b], item[i].came % 251);
    }
}

static void the_context_is_handed_on(void **state)
{
    static const double value[] = {3.0, -1.0, 2.0, 0.5};
    uint32_t order[] = {0, 1, 2, 3}, spare;

    (void)state;
    lw_sort(order, 4, sizeof *order, &spare, by_value, value);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 3);
    assert_int_equal(order[2], 2);
    assert_int_equal(order[3], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_qsort_gives),
        cmocka_unit_test(large_items_move_whole),
        cmocka_unit_test(the_context_is_handed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
