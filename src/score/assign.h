/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign.h - the cheapest one-to-one assignment of rows to columns.
 *
 * Exact, O(rows^2 columns), in the caller's memory. Equal costs are settled by
 * the order of rows and columns, so equal input gives equal output.
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

/* A part of a matrix of costs: element (r, c) is
 * cost[row[r] * row_step + column[c] * column_step]; all finite. */
struct lw_assign_costs {
    const double *cost;
    size_t row_step, column_step;
    const uint32_t *row, *column;
    uint32_t rows, columns; /* rows <= columns */
};

/* Room for `columns_max` columns; one entry more than that in each. */
struct lw_assign_work {
    double *row_price, *column_price, *least;
    uint32_t *row_of, *came_from;
    unsigned char *reached;
    uint32_t columns_max;
};

size_t lw_assign_size(uint32_t columns_max);

/* 0, or LW_ERR_NO_SPACE. */
int lw_assign_init(struct lw_assign_work *work, uint32_t columns_max,
                   struct lw_arena *arena);

/* column_of[r] becomes the index (into costs->column) that row r gets. Every
 * row gets one. */
void lw_assign(const struct lw_assign_costs *costs, struct lw_assign_work *work,
               uint32_t *column_of);

#endif
