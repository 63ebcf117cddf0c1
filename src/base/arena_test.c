/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static _Alignas(max_align_t) unsigned char memory[256];

static void slices_are_zeroed_aligned_and_apart(void **state)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};
    unsigned char *a, *b;

    (void)state;
    memset(memory, 0xA5, sizeof memory);
    a = lw_arena_take(&arena, 3, 1);
    b = lw_arena_take(&arena, 2, 8);
    assert_non_null(a);
    assert_non_null(b);
    assert_true(b >= a + 3);
    assert_int_equal((uintptr_t)b % _Alignof(max_align_t), 0);
    for (int i = 0; i < 16; i++)
        assert_int_equal(b[i], 0);
    assert_int_equal(memory[sizeof memory - 1], 0xA5);
}

static void a_raw_slice_is_as_it_was(void **state)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    (void)state;
    memset(memory, 0xA5, sizeof memory);
    const unsigned char *a = lw_arena_take_raw(&arena, 3, 5);
    assert_non_null(a);
    for (int i = 0; i < 15; i++)
        assert_int_equal(a[i], 0xA5);
    assert_int_equal(arena.used, 15);
    assert_null(lw_arena_take_raw(&arena, 1, sizeof memory));
}

static void what_is_zero_already_is_left_alone(void **state)
{
    struct lw_arena arena = {
        .mem = memory, .size = sizeof memory, .zeroed = true};

    (void)state;
    memset(memory, 0xA5, sizeof memory); /* so that a touch would show */
    const unsigned char *a = lw_arena_take(&arena, 3, 5);
    assert_non_null(a);
    for (int i = 0; i < 15; i++)
        assert_int_equal(a[i], 0xA5);
}

static void what_fills_up_is_touched_at_once(void **state)
{
    struct lw_arena arena = {
        .mem = memory, .size = sizeof memory, .zeroed = true};

    (void)state;
    memset(memory, 0xA5, sizeof memory);
    assert_non_null(lw_arena_take(&arena, 1, 16));
    lw_arena_touch(&arena, 32);
    assert_int_equal(arena.used, 16);
    assert_int_equal(memory[15], 0xA5);
    for (int i = 16; i < 48; i++)
        assert_int_equal(memory[i], 0);
    assert_int_equal(memory[48], 0xA5);
    lw_arena_touch(&arena, 2 * sizeof memory); /* no more than there is */
    assert_int_equal(memory[sizeof memory - 1], 0);
}

static void slices_of_any_size_fit_where_their_sum_does(void **state)
{
    const size_t size = lw_arena_slice(3, 1) + lw_arena_slice(2, 8) +
                        lw_arena_slice(1, 0) + lw_arena_slice(1, 17);
    struct lw_arena arena = {.mem = memory, .size = size};

    (void)state;
    assert_true(size <= sizeof memory);
    assert_non_null(lw_arena_take(&arena, 3, 1));
    assert_non_null(lw_arena_take(&arena, 2, 8));
    assert_non_null(lw_arena_take(&arena, 1, 0));
    assert_non_null(lw_arena_take(&arena, 1, 17));
}

static void what_does_not_fit_takes_nothing(void **state)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    (void)state;
    assert_null(lw_arena_take(&arena, sizeof memory + 1, 1));
    assert_int_equal(arena.used, 0);
    assert_non_null(lw_arena_take(&arena, sizeof memory, 1));
    assert_null(lw_arena_take(&arena, 1, 1));
    assert_int_equal(arena.used, sizeof memory);
}

static void a_product_that_overflows_is_refused(void **state)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    (void)state;
    assert_null(lw_arena_take(&arena, SIZE_MAX / 2 + 1, 2));
    assert_null(lw_arena_take(&arena, 2, SIZE_MAX / 2 + 1));
    assert_null(lw_arena_take(&arena, SIZE_MAX, 1));
    assert_int_equal(arena.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_raw_slice_is_as_it_was),
        cmocka_unit_test(what_is_zero_already_is_left_alone),
        cmocka_unit_test(what_fills_up_is_touched_at_once),
        cmocka_unit_test(slices_of_any_size_fit_where_their_sum_does),
        cmocka_unit_test(what_does_not_fit_takes_nothing),
        cmocka_unit_test(a_product_that_overflows_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
