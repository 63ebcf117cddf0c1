/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign.h - the cheapest way to give rows a column each, or none, where few
 * pairs of a row and a column are possible.
 *
 * Exact. Rows come in one at a time, each by the shortest augmenting path over
 * the pairs that are there, which ends as soon as it finds a free column or a
 * row that is better off alone: what lies apart costs nothing, and O(k^3)
 * where k rows and columns all hang together. Equal costs are settled by the
 * order of rows and pairs, so equal input gives equal output.
 *
 * Source  Jonker & Volgenant, "A shortest augmenting path algorithm for dense
 *         and sparse linear assignment problems" (Computing 38, 1987);
 *         Crouse, "On implementing 2D rectangular assignment algorithms"
 *         (IEEE T-AES 52, 2016)
 */
#ifndef LW_ASSIGN_H
#define LW_ASSIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define LW_ASSIGN_NONE UINT32_MAX

/* The possible pairs of row r are column[i], cost[i] for i from first[r] to
 * first[r + 1] - 1. Costs are >= 0; a row without a column costs `alone`, so
 * a pair that costs as much or more is never made. */
struct lw_assign_problem {
    const size_t *first; /* rows + 1 */
    const uint32_t *column;
    const double *cost;
    double alone; /* > 0 */
    uint32_t rows, columns;
};

struct lw_assign_work {
    double *row_price;     /* rows */
    double *column_price;  /* columns, and so on */
    double *distance;      /* along the shortest path */
    uint32_t *row_of;      /* LW_ASSIGN_NONE: free */
    uint32_t *came_from;   /* row */
    uint32_t *reached;     /* columns that a path came to, in order */
    unsigned char *marked; /* REACHED, DONE */
    uint32_t rows_max, columns_max;
};

size_t lw_assign_size(uint32_t rows_max, uint32_t columns_max);

/* 0, or LW_ERR_NO_SPACE. */
int lw_assign_init(struct lw_assign_work *work, uint32_t rows_max,
                   uint32_t columns_max, struct lw_arena *arena);

/* column_of[r] becomes the column that row r gets, or LW_ASSIGN_NONE. */
void lw_assign(const struct lw_assign_problem *problem,
               struct lw_assign_work *work, uint32_t *column_of);

#endif
