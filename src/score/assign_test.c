/* SPDX-License-Identifier: Apache-2.0 */
#include "assign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

enum { SIDE_MAX = 7, CASES = 3000 };

static const uint32_t all[] = {0, 1, 2, 3, 4, 5, 6};
static _Alignas(max_align_t) unsigned char mem[4096];

static struct lw_assign_work work_of(uint32_t columns)
{
    struct lw_arena arena = {mem, lw_assign_size(columns), 0};
    struct lw_assign_work work;

    assert_true(arena.size <= sizeof mem);
    assert_int_equal(lw_assign_init(&work, columns, &arena), 0);
    return work;
}

static double total(const struct lw_assign_costs *costs,
                    const uint32_t *column_of)
{
    double sum = 0;

    for (uint32_t r = 0; r < costs->rows; r++)
        sum += costs->cost[costs->row[r] * costs->row_step +
                           costs->column[column_of[r]] * costs->column_step];
    return sum;
}

/* All assignments, counted through like the digits of a number. */
static double cheapest_of_all(const struct lw_assign_costs *costs)
{
    uint32_t pick[SIDE_MAX] = {0};
    double best = HUGE_VAL;

    for (;;) {
        uint32_t seen = 0;
        for (uint32_t r = 0; r < costs->rows; r++)
            seen |= 1U << pick[r];
        if ((uint32_t)__builtin_popcount(seen) == costs->rows)
            best = fmin(best, total(costs, pick));
        uint32_t digit = 0;
        while (digit < costs->rows && ++pick[digit] == costs->columns)
            pick[digit++] = 0;
        if (digit == costs->rows)
            return best;
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

/* By hand: the greedy choice (0,0) costs 1 + 100; the best is 2 + 3. */
static void gives_up_the_nearest_for_the_cheapest_whole(void **state)
{
    (void)state;
    const double cost[] = {1, 2, 3, 100};
    const struct lw_assign_costs costs = {cost, 2, 1, all, all, 2, 2};
    struct lw_assign_work work = work_of(2);
    uint32_t column_of[2];

    lw_assign(&costs, &work, column_of);
    assert_int_equal(column_of[0], 1);
    assert_int_equal(column_of[1], 0);
}

static void settles_equal_costs_by_order(void **state)
{
    (void)state;
    const double cost[9] = {5, 5, 5, 5, 5, 5, 5, 5, 5};
    const struct lw_assign_costs costs = {cost, 3, 1, all, all, 2, 3};
    struct lw_assign_work work = work_of(3);
    uint32_t first[2], again[2];

    lw_assign(&costs, &work, first);
    lw_assign(&costs, &work, again);
    assert_memory_equal(first, again, sizeof first);
    assert_int_not_equal(first[0], first[1]);
}

static void agrees_with_trying_every_assignment(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= CASES; seed++) {
        uint32_t random = seed;
        const uint32_t columns = 1 + next_random(&random) % 6;
        const uint32_t rows = next_random(&random) % (columns + 1);
        double cost[SIDE_MAX * SIDE_MAX];
        for (int i = 0; i < SIDE_MAX * SIDE_MAX; i++)
            cost[i] = next_random(&random) % 3 == 0
                          ? 400.0 /* many alike, as at a cut-off */
                          : next_random(&random) % 4000 / 10.0 - 100;
        const bool turned = seed % 2 == 0;
        const struct lw_assign_costs costs = {
            .cost = cost,
            .row_step = turned ? 1 : SIDE_MAX,
            .column_step = turned ? SIDE_MAX : 1,
            .row = all + SIDE_MAX - rows,
            .column = all + SIDE_MAX - columns,
            .rows = rows,
            .columns = columns,
        };
        struct lw_assign_work work = work_of(columns);
        uint32_t column_of[SIDE_MAX], seen = 0;
        lw_assign(&costs, &work, column_of);
        for (uint32_t r = 0; r < rows; r++) {
            assert_in_range(column_of[r], 0, columns - 1);
            assert_false(seen & 1U << column_of[r]);
            seen |= 1U << column_of[r];
        }
        if (fabs(total(&costs, column_of) - cheapest_of_all(&costs)) > 1e-9)
            fail_msg("seed %u", seed);
    }
}

static void says_when_memory_is_short(void **state)
{
    (void)state;
    struct lw_assign_work work;

    for (size_t size = 0; size < 100; size += 10) {
        struct lw_arena arena = {mem, size, 0};
        assert_true(lw_assign_init(&work, 8, &arena) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_up_the_nearest_for_the_cheapest_whole),
        cmocka_unit_test(settles_equal_costs_by_order),
        cmocka_unit_test(agrees_with_trying_every_assignment),
        cmocka_unit_test(says_when_memory_is_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
