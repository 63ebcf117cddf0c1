/* SPDX-License-Identifier: Apache-2.0 */
#include "assign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"

enum { SIDE_MAX = 6, CASES = 20000 };

static _Alignas(max_align_t) unsigned char mem[4096];

/* A problem with room for all pairs of SIDE_MAX rows and columns. */
struct sheet {
    size_t first[SIDE_MAX + 1];
    uint32_t column[SIDE_MAX * SIDE_MAX];
    double cost[SIDE_MAX * SIDE_MAX];
};

static void solve(const struct lw_assign_problem *problem, uint32_t *column_of)
{
    struct lw_arena arena = {
        .mem = mem, .size = lw_assign_size(problem->rows, problem->columns)};
    struct lw_assign_work work;

    assert_true(arena.size <= sizeof mem);
    assert_int_equal(
        lw_assign_init(&work, problem->rows, problem->columns, &arena), 0);
    lw_assign(problem, &work, column_of);
}

static double price(const struct lw_assign_problem *problem, uint32_t row,
                    uint32_t column)
{
    for (size_t i = problem->first[row]; i < problem->first[row + 1]; i++)
        if (problem->column[i] == column)
            return problem->cost[i];
    return column == LW_ASSIGN_NONE ? problem->alone : HUGE_VAL;
}

static double total(const struct lw_assign_problem *problem,
                    const uint32_t *column_of)
{
    double sum = 0;

    for (uint32_t r = 0; r < problem->rows; r++)
        sum += price(problem, r, column_of[r]);
    return sum;
}

/* All assignments, counted through like the digits of a number. */
static double cheapest_of_all(const struct lw_assign_problem *problem)
{
    uint32_t pick[SIDE_MAX] = {0};
    double best = HUGE_VAL;

    for (;;) {
        uint32_t seen = 0, column_of[SIDE_MAX];
        bool legal = true;
        for (uint32_t r = 0; r < problem->rows; r++) {
            column_of[r] =
                pick[r] == problem->columns ? LW_ASSIGN_NONE : pick[r];
            if (column_of[r] == LW_ASSIGN_NONE)
                continue;
            legal = legal && !(seen & 1U << pick[r]);
            seen |= 1U << pick[r];
        }
        if (legal)
            best = fmin(best, total(problem, column_of));
        uint32_t digit = 0;
        while (digit < problem->rows && ++pick[digit] > problem->columns)
            pick[digit++] = 0;
        if (digit == problem->rows)
            return best;
    }
}

/* By hand: the greedy choice (0,0) costs 1 + 50; the best is 2 + 3. */
static void gives_up_the_nearest_for_the_cheapest_whole(void **state)
{
    (void)state;
    static const size_t first[] = {0, 2, 3};
    static const uint32_t column[] = {0, 1, 0};
    static const double cost[] = {1, 2, 3};
    const struct lw_assign_problem problem = {first, column, cost, 50, 2, 2};
    uint32_t column_of[2];

    solve(&problem, column_of);
    assert_int_equal(column_of[0], 1);
    assert_int_equal(column_of[1], 0);
}

/* Three rows want one column: it goes to the one that saves most by it, and
 * the one that had it first is left alone again. */
static void takes_back_what_another_row_needs_more(void **state)
{
    (void)state;
    static const size_t first[] = {0, 1, 2, 3};
    static const uint32_t column[] = {0, 0, 0};
    static const double cost[] = {5, 3, 4};
    const struct lw_assign_problem problem = {first, column, cost, 10, 3, 1};
    uint32_t column_of[3];

    solve(&problem, column_of);
    assert_int_equal(column_of[0], LW_ASSIGN_NONE);
    assert_int_equal(column_of[1], 0);
    assert_int_equal(column_of[2], LW_ASSIGN_NONE);
}

static void never_pays_more_than_going_without(void **state)
{
    (void)state;
    static const size_t first[] = {0, 1, 2};
    static const uint32_t column[] = {0, 1};
    static const double cost[] = {10, 11};
    const struct lw_assign_problem problem = {first, column, cost, 10, 2, 2};
    uint32_t column_of[2];

    solve(&problem, column_of);
    assert_int_equal(column_of[0], LW_ASSIGN_NONE);
    assert_int_equal(column_of[1], LW_ASSIGN_NONE);
}

static void agrees_with_trying_every_assignment(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= CASES; seed++) {
        uint64_t random = seed;
        uint32_t seen = 0;
        struct sheet sheet = {0};
        const struct lw_assign_problem problem = {
            .first = sheet.first,
            .column = sheet.column,
            .cost = sheet.cost,
            .alone = 400,
            .rows = random_below(&random, 6),
            .columns = random_below(&random, 6),
        };
        const uint32_t filled = 1 + random_below(&random, 4);
        size_t at = 0;
        for (uint32_t r = 0; r < problem.rows; r++) {
            for (uint32_t c = 0; c < problem.columns; c++) {
                if (random_below(&random, 4) >= filled)
                    continue;
                sheet.column[at] = c;
                sheet.cost[at++] = seed % 3 == 0
                                       ? random_below(&random, 5) * 100
                                       : random_below(&random, 4500) / 10.0;
            }
            sheet.first[r + 1] = at;
        }
        uint32_t column_of[SIDE_MAX];
        solve(&problem, column_of);
        for (uint32_t r = 0; r < problem.rows; r++) {
            if (column_of[r] == LW_ASSIGN_NONE)
                continue;
            assert_false(seen & 1U << column_of[r]);
            seen |= 1U << column_of[r];
        }
        if (!(fabs(total(&problem, column_of) - cheapest_of_all(&problem)) <
              1e-9))
            fail_msg("seed %u", seed);
    }
}

static void says_when_memory_is_short(void **state)
{
    (void)state;
    struct lw_assign_work work;

    for (size_t size = 0; size < 100; size += 10) {
        struct lw_arena arena = {.mem = mem, .size = size};
        assert_true(lw_assign_init(&work, 8, 8, &arena) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_up_the_nearest_for_the_cheapest_whole),
        cmocka_unit_test(takes_back_what_another_row_needs_more),
        cmocka_unit_test(never_pays_more_than_going_without),
        cmocka_unit_test(agrees_with_trying_every_assignment),
        cmocka_unit_test(says_when_memory_is_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
