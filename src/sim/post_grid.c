/* SPDX-License-Identifier: Apache-2.0 */
#include "post_grid.h"

#include <math.h>

static uint32_t cell_along(double m, double low_m, double cell_m,
                           uint32_t count)
{
    const double cell = floor((m - low_m) / cell_m);

    return (uint32_t)fmin(fmax(cell, 0.0), count - 1.0);
}

static uint32_t cell_of(const struct lw_post_grid *grid, const double at[2])
{
    return cell_along(at[1], grid->low_m[1], grid->cell_m, grid->high) *
               grid->wide +
           cell_along(at[0], grid->low_m[0], grid->cell_m, grid->wide);
}

int lw_post_grid_init(struct lw_post_grid *grid, struct lw_arena *arena,
                      const double (*at)[2], uint32_t count, double cell_m)
{
    double high_m[2] = {-HUGE_VAL, -HUGE_VAL};
    struct lw_post_grid g = {.low_m = {HUGE_VAL, HUGE_VAL}, .at = at};

    for (uint32_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++) {
            g.low_m[k] = fmin(g.low_m[k], at[i][k]);
            high_m[k] = fmax(high_m[k], at[i][k]);
        }
    if (count == 0)
        g.low_m[0] = g.low_m[1] = high_m[0] = high_m[1] = 0.0;
    /* no more cells than some for each point */
    const double area =
        (high_m[0] - g.low_m[0] + cell_m) * (high_m[1] - g.low_m[1] + cell_m);
    g.cell_m = fmax(cell_m, sqrt(area / (4.0 * count + 16.0)));
    g.wide = (uint32_t)((high_m[0] - g.low_m[0]) / g.cell_m) + 1;
    g.high = (uint32_t)((high_m[1] - g.low_m[1]) / g.cell_m) + 1;
    g.start =
        lw_arena_take(arena, (size_t)g.wide * g.high + 1, sizeof *g.start);
    g.item = lw_arena_take(arena, count + 1U, sizeof *g.item);
    if (g.start == NULL || g.item == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < count; i++)
        g.start[cell_of(&g, at[i]) + 1]++;
    for (uint32_t c = 0; c < g.wide * g.high; c++)
        g.start[c + 1] += g.start[c];
    for (uint32_t i = count; i-- > 0;) {
        /* from the back, so that each cell keeps the order of the points */
        const uint32_t c = cell_of(&g, at[i]);
        g.item[--g.start[c + 1]] = i;
    }
    /* the ends have become the starts, one cell further on */
    for (uint32_t c = 0; c < g.wide * g.high; c++)
        g.start[c] = g.start[c + 1];
    g.start[g.wide * g.high] = count;
    *grid = g;
    return 0;
}

static void enter_row(struct lw_post_walk *walk)
{
    const struct lw_post_grid *g = walk->grid;

    walk->next = g->start[walk->row * g->wide + walk->left];
    walk->end = g->start[walk->row * g->wide + walk->right + 1];
}

void lw_post_walk_begin(struct lw_post_walk *walk,
                        const struct lw_post_grid *grid, double x_m, double y_m,
                        double reach_m)
{
    const double *low = grid->low_m, cell = grid->cell_m;

    *walk = (struct lw_post_walk){
        .grid = grid, .x_m = x_m, .y_m = y_m, .reach2_m2 = reach_m * reach_m};
    walk->left = cell_along(x_m - reach_m, low[0], cell, grid->wide);
    walk->right = cell_along(x_m + reach_m, low[0], cell, grid->wide);
    walk->row = cell_along(y_m - reach_m, low[1], cell, grid->high);
    walk->top = cell_along(y_m + reach_m, low[1], cell, grid->high);
    enter_row(walk);
}

int64_t lw_post_walk_next(struct lw_post_walk *walk)
{
    for (;;) {
        while (walk->next < walk->end) {
            const uint32_t i = walk->grid->item[walk->next++];
            const double x = walk->grid->at[i][0] - walk->x_m;
            const double y = walk->grid->at[i][1] - walk->y_m;
            if (x * x + y * y <= walk->reach2_m2)
                return i;
        }
        if (walk->row == walk->top)
            return -1;
        walk->row++;
        enter_row(walk);
    }
}
