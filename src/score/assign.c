/* SPDX-License-Identifier: Apache-2.0 */
#include "assign.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "luchtwacht/err.h"

/* What one slice of an arena may lose to alignment. */
enum { SLICE_SLACK = 32, SLICES = 6 };

size_t lw_assign_size(uint32_t columns_max)
{
    const size_t entries = (size_t)columns_max + 1;

    return entries * (3 * sizeof(double) + 2 * sizeof(uint32_t) + 1) +
           SLICES * SLICE_SLACK;
}

int lw_assign_init(struct lw_assign_work *work, uint32_t columns_max,
                   struct lw_arena *arena)
{
    const size_t entries = (size_t)columns_max + 1;

    *work = (struct lw_assign_work){
        .row_price = lw_arena_take(arena, entries, sizeof(double)),
        .column_price = lw_arena_take(arena, entries, sizeof(double)),
        .least = lw_arena_take(arena, entries, sizeof(double)),
        .row_of = lw_arena_take(arena, entries, sizeof(uint32_t)),
        .came_from = lw_arena_take(arena, entries, sizeof(uint32_t)),
        .reached = lw_arena_take(arena, entries, 1),
        .columns_max = columns_max,
    };
    return work->reached == NULL || work->came_from == NULL ||
                   work->row_of == NULL || work->least == NULL ||
                   work->column_price == NULL || work->row_price == NULL
               ? LW_ERR_NO_SPACE
               : 0;
}

static double cost_at(const struct lw_assign_costs *costs, uint32_t row,
                      uint32_t column)
{
    return costs->cost[costs->row[row] * costs->row_step +
                       costs->column[column] * costs->column_step];
}

/*
 * The cheapest alternating path from the row that stands at column 0 to a free
 * column, which is returned. Rows and columns count from 1 in the work area;
 * column 0 is the place where the new row waits.
 */
static uint32_t find_path(const struct lw_assign_costs *costs,
                          struct lw_assign_work *work)
{
    uint32_t at = 0;

    for (uint32_t c = 0; c <= costs->columns; c++) {
        work->least[c] = HUGE_VAL;
        work->reached[c] = 0;
    }
    do {
        const uint32_t row = work->row_of[at];
        uint32_t next = 0;
        double step = HUGE_VAL;

        work->reached[at] = 1;
        for (uint32_t c = 1; c <= costs->columns; c++) {
            if (work->reached[c])
                continue;
            const double slack = cost_at(costs, row - 1, c - 1) -
                                 work->row_price[row] - work->column_price[c];
            if (slack < work->least[c]) {
                work->least[c] = slack;
                work->came_from[c] = at;
            }
            if (work->least[c] < step) {
                step = work->least[c];
                next = c;
            }
        }
        assert(next != 0);
        for (uint32_t c = 0; c <= costs->columns; c++) {
            if (work->reached[c]) {
                work->row_price[work->row_of[c]] += step;
                work->column_price[c] -= step;
            } else {
                work->least[c] -= step;
            }
        }
        at = next;
    } while (work->row_of[at] != 0);
    return at;
}

void lw_assign(const struct lw_assign_costs *costs, struct lw_assign_work *work,
               uint32_t *column_of)
{
    const size_t entries = (size_t)costs->columns + 1;

    assert(costs->rows <= costs->columns);
    assert(costs->columns <= work->columns_max);
    memset(work->row_price, 0, entries * sizeof *work->row_price);
    memset(work->column_price, 0, entries * sizeof *work->column_price);
    memset(work->row_of, 0, entries * sizeof *work->row_of);

    for (uint32_t row = 1; row <= costs->rows; row++) {
        work->row_of[0] = row;
        uint32_t at = find_path(costs, work);
        while (at != 0) {
            const uint32_t before = work->came_from[at];
            work->row_of[at] = work->row_of[before];
            at = before;
        }
    }
    for (uint32_t c = 1; c <= costs->columns; c++)
        if (work->row_of[c] != 0)
            column_of[work->row_of[c] - 1] = c - 1;
}
