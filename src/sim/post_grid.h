/* SPDX-License-Identifier: Apache-2.0 */
/*
 * post_grid.h - which points of many lie near a place.
 *
 * Square cells over the plane of the scene, whose distances are never longer
 * than true ones.
 */
#ifndef LW_POST_GRID_H
#define LW_POST_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "luchtwacht/err.h"

struct lw_post_grid {
    double low_m[2], cell_m;
    uint32_t wide, high;
    uint32_t *start; /* of each cell in `item`; one more than there are cells */
    uint32_t *item;
    const double (*at)[2];
};

/* Over `count` points, in cells of about `cell_m`; `at` stays the caller's.
 * 0 or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_post_grid_init(struct lw_post_grid *grid,
                                   struct lw_arena *arena,
                                   const double (*at)[2], uint32_t count,
                                   double cell_m);

/* A walk over the points within `reach_m` of a place, in order of cells. */
struct lw_post_walk {
    const struct lw_post_grid *grid;
    double x_m, y_m, reach2_m2;
    uint32_t left, right, top, column, row, next, end;
};

void lw_post_walk_begin(struct lw_post_walk *walk,
                        const struct lw_post_grid *grid, double x_m, double y_m,
                        double reach_m);

/* The next point, or -1. */
int64_t lw_post_walk_next(struct lw_post_walk *walk);

#endif
