/* SPDX-License-Identifier: Apache-2.0 */
#include "assign.h"

#include <assert.h>
#include <math.h>

#include "luchtwacht/err.h"

/* What one slice of an arena may lose to alignment. */
enum { SLICE_SLACK = 32, SLICES = 7 };
enum { REACHED = 1, DONE = 2 };

size_t lw_assign_size(uint32_t rows_max, uint32_t columns_max)
{
    return (size_t)rows_max * sizeof(double) +
           (size_t)columns_max *
               (2 * sizeof(double) + 3 * sizeof(uint32_t) + 1) +
           SLICES * SLICE_SLACK;
}

int lw_assign_init(struct lw_assign_work *work, uint32_t rows_max,
                   uint32_t columns_max, struct lw_arena *arena)
{
    *work = (struct lw_assign_work){
        .row_price = lw_arena_take(arena, rows_max, sizeof(double)),
        .column_price = lw_arena_take(arena, columns_max, sizeof(double)),
        .distance = lw_arena_take(arena, columns_max, sizeof(double)),
        .row_of = lw_arena_take(arena, columns_max, sizeof(uint32_t)),
        .came_from = lw_arena_take(arena, columns_max, sizeof(uint32_t)),
        .reached = lw_arena_take(arena, columns_max, sizeof(uint32_t)),
        .marked = lw_arena_take(arena, columns_max, 1),
        .rows_max = rows_max,
        .columns_max = columns_max,
    };
    return work->row_price == NULL || work->column_price == NULL ||
                   work->distance == NULL || work->row_of == NULL ||
                   work->came_from == NULL || work->reached == NULL ||
                   work->marked == NULL
               ? LW_ERR_NO_SPACE
               : 0;
}

/* Where a path ended: at a free column, or at a row that goes without. */
struct ending {
    double distance;
    uint32_t column, row; /* the one that it is not is LW_ASSIGN_NONE */
    uint32_t reached;     /* columns, in all */
};

/* Look from `row`, which is `base` away from where the path began. */
static void look(const struct lw_assign_problem *problem,
                 struct lw_assign_work *work, uint32_t row, double base,
                 struct ending *end)
{
    const double slack = base - work->row_price[row];

    if (slack + problem->alone < end->distance) {
        end->distance = slack + problem->alone;
        end->row = row;
    }
    for (size_t i = problem->first[row]; i < problem->first[row + 1]; i++) {
        const uint32_t c = problem->column[i];
        const double d = slack + problem->cost[i] - work->column_price[c];
        assert(c < problem->columns);
        if (work->marked[c] == DONE || !(d < end->distance) ||
            (work->marked[c] == REACHED && !(d < work->distance[c])))
            continue;
        if (work->marked[c] == 0)
            work->reached[end->reached++] = c;
        work->marked[c] = REACHED;
        work->distance[c] = d;
        work->came_from[c] = row;
    }
}

static struct ending find_path(const struct lw_assign_problem *problem,
                               struct lw_assign_work *work, uint32_t from)
{
    struct ending end = {HUGE_VAL, LW_ASSIGN_NONE, LW_ASSIGN_NONE, 0};
    uint32_t row = from;
    double base = 0;

    for (;;) {
        uint32_t nearest = LW_ASSIGN_NONE;
        look(problem, work, row, base, &end);
        for (uint32_t i = 0; i < end.reached; i++) {
            const uint32_t c = work->reached[i];
            if (work->marked[c] != DONE &&
                (nearest == LW_ASSIGN_NONE ||
                 work->distance[c] < work->distance[nearest]))
                nearest = c;
        }
        if (nearest == LW_ASSIGN_NONE ||
            !(work->distance[nearest] < end.distance))
            return end;
        base = work->distance[nearest];
        row = work->row_of[nearest];
        if (row == LW_ASSIGN_NONE) {
            end.distance = base;
            end.column = nearest;
            end.row = LW_ASSIGN_NONE;
            return end;
        }
        work->marked[nearest] = DONE;
    }
}

static void change_prices(struct lw_assign_work *work, uint32_t from,
                          const struct ending *end)
{
    work->row_price[from] += end->distance;
    for (uint32_t i = 0; i < end->reached; i++) {
        const uint32_t c = work->reached[i];
        if (work->marked[c] == DONE) {
            const double rest = end->distance - work->distance[c];
            work->column_price[c] -= rest;
            work->row_price[work->row_of[c]] += rest;
        }
        work->marked[c] = 0;
    }
}

void lw_assign(const struct lw_assign_problem *problem,
               struct lw_assign_work *work, uint32_t *column_of)
{
    assert(problem->rows <= work->rows_max);
    assert(problem->columns <= work->columns_max);
    for (uint32_t c = 0; c < problem->columns; c++) {
        work->column_price[c] = 0;
        work->row_of[c] = LW_ASSIGN_NONE;
        work->marked[c] = 0;
    }
    for (uint32_t r = 0; r < problem->rows; r++) {
        work->row_price[r] = 0;
        column_of[r] = LW_ASSIGN_NONE;
    }
    for (uint32_t from = 0; from < problem->rows; from++) {
        const struct ending end = find_path(problem, work, from);
        uint32_t column = end.column, row = end.row;
        change_prices(work, from, &end);
        /* Who goes without gives its column back to where the path came
         * from; who ends at a free column takes that. */
        if (column == LW_ASSIGN_NONE) {
            column = column_of[row];
            column_of[row] = LW_ASSIGN_NONE;
        }
        while (column != LW_ASSIGN_NONE) {
            row = work->came_from[column];
            const uint32_t before = column_of[row];
            column_of[row] = column;
            work->row_of[column] = row;
            column = row == from ? LW_ASSIGN_NONE : before;
        }
    }
}
