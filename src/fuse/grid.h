/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grid.h - a spatial index of things that reach: hash grids of several sizes.
 *
 * A thing lies in the cell of its centre, in the finest grid whose cells are
 * at least twice as large as its reach and that of the discs that ask for it,
 * so that whatever a disc touches lies in a cell next to it. Put and take cost
 * O(1), a query what it finds.
 *
 * Frame   any plane; units metres
 */
#ifndef LW_GRID_H
#define LW_GRID_H

#include <stddef.h>
#include <stdint.h>

struct lw_arena;

enum { LW_GRID_LEVELS = 7 };

struct lw_grid_item {
    double x, y, reach;
    int32_t next, before; /* in its bucket; -1: none */
    int32_t bucket;       /* -1: not in the grid */
    int32_t cx, cy;
    int32_t level;
};

struct lw_grid {
    uint32_t capacity;
    uint32_t top;     /* one more than the highest item that was ever put */
    uint32_t buckets; /* a power of two */
    int32_t *head;    /* bucket -> item */
    struct lw_grid_item *item;
    uint32_t used[LW_GRID_LEVELS]; /* items in each level */
    double reach[LW_GRID_LEVELS];  /* of any since it was empty, at least */
};

/* Bytes that lw_grid_init() takes from the arena at most. */
size_t lw_grid_size(uint32_t capacity);

/* 0, or LW_ERR_NO_SPACE. Items are numbered 0..capacity-1. */
int lw_grid_init(struct lw_grid *grid, uint32_t capacity,
                 struct lw_arena *arena);

/* `asked`: how far discs that look for it mostly reach: they meet it in the
 * cell of their centre and one or two beside. Any other finds it, too. */
void lw_grid_put(struct lw_grid *grid, uint32_t item, double x, double y,
                 double reach, double asked);
void lw_grid_take(struct lw_grid *grid, uint32_t item);
/* The `asked` that puts an item that lies in the grid where it lies. */
double lw_grid_asked(const struct lw_grid_item *item);

/* The items whose disc touches the disc at x, y, in ascending order: how many
 * were written to found[], at most `max`. */
uint32_t lw_grid_find(const struct lw_grid *grid, double x, double y,
                      double radius, uint32_t *found, uint32_t max);
/* The same of the items whose centre lies in that disc. */
uint32_t lw_grid_centres(const struct lw_grid *grid, double x, double y,
                         double radius, uint32_t *found, uint32_t max);

#endif
