/* SPDX-License-Identifier: Apache-2.0 */
#include "grid.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/sort.h"
#include "luchtwacht/err.h"

/* Cell sizes: each four times the last, metres; the last takes all that
 * reaches further still, too. */
static const double cell_m[LW_GRID_LEVELS] = {64.0,    256.0,   1024.0, 4096.0,
                                              16384.0, 65536.0, 1e9};
/* Cells that are powers of two: multiplying by the inverse is exact. */
static const double cells_a_metre[LW_GRID_LEVELS] = {
    1.0 / 64.0,    1.0 / 256.0,   1.0 / 1024.0, 1.0 / 4096.0,
    1.0 / 16384.0, 1.0 / 65536.0, 1e-9};

static uint32_t buckets_for(uint32_t capacity)
{
    uint32_t n = 64;

    while (n < 2 * capacity && n < 1u << 24)
        n *= 2;
    return n;
}

size_t lw_grid_size(uint32_t capacity)
{
    return capacity * sizeof(struct lw_grid_item) +
           buckets_for(capacity) * sizeof(int32_t) + 2 * _Alignof(max_align_t);
}

int lw_grid_init(struct lw_grid *grid, uint32_t capacity,
                 struct lw_arena *arena)
{
    grid->capacity = capacity;
    grid->top = 0;
    grid->buckets = buckets_for(capacity);
    grid->head = lw_arena_take(arena, grid->buckets, sizeof *grid->head);
    grid->item = lw_arena_take(arena, capacity, sizeof *grid->item);
    if (grid->head == NULL || grid->item == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t b = 0; b < grid->buckets; b++)
        grid->head[b] = -1;
    for (uint32_t i = 0; i < capacity; i++)
        grid->item[i].bucket = -1;
    for (int l = 0; l < LW_GRID_LEVELS; l++) {
        grid->used[l] = 0;
        grid->reach[l] = 0.0;
    }
    return 0;
}

/* Cells stand together that lie together, 4 x 4 of them in one line of the
 * cache: where the one that a cell is of stands. */
static uint32_t block_of(const struct lw_grid *grid, int level, int32_t cx,
                         int32_t cy)
{
    uint32_t h = ((uint32_t)cx >> 2) * 0x9e3779b1u ^
                 ((uint32_t)cy >> 2) * 0x85ebca77u ^
                 (uint32_t)level * 0xc2b2ae3du;

    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    return h << 4 & (grid->buckets - 1);
}

/* ... and where in it. */
static uint32_t within_block(int32_t cx, int32_t cy)
{
    return ((uint32_t)cx & 3) << 2 | ((uint32_t)cy & 3);
}

static int32_t cell_of(double at, int level)
{
    const double cell = at * cells_a_metre[level];

    if (!(cell < 1e9 && cell > -1e9))
        return cell > 0.0 ? 1000000000 : -1000000000;
    const int32_t towards_0 = (int32_t)cell;
    return towards_0 - (cell < (double)towards_0);
}

void lw_grid_take(struct lw_grid *grid, uint32_t item)
{
    struct lw_grid_item *it = &grid->item[item];

    if (it->bucket < 0)
        return;
    if (it->before >= 0)
        grid->item[it->before].next = it->next;
    else
        grid->head[it->bucket] = it->next;
    if (it->next >= 0)
        grid->item[it->next].before = it->before;
    it->bucket = -1;
    if (--grid->used[it->level] == 0)
        grid->reach[it->level] = 0.0;
}

void lw_grid_put(struct lw_grid *grid, uint32_t item, double x, double y,
                 double reach, double asked)
{
    struct lw_grid_item *it = &grid->item[item];
    const double across = 2.0 * (reach + asked);
    int level = 0;

    while (level < LW_GRID_LEVELS - 1 && !(across <= cell_m[level]))
        level++;
    const int32_t cx = cell_of(x, level), cy = cell_of(y, level);
    if (reach > grid->reach[level])
        grid->reach[level] = reach;
    if (item >= grid->top)
        grid->top = item + 1;
    it->x = x;
    it->y = y;
    it->reach = reach;
    if (it->bucket >= 0) {
        if (it->level == level && it->cx == cx && it->cy == cy)
            return;
        lw_grid_take(grid, item);
    }
    it->level = level;
    it->cx = cx;
    it->cy = cy;
    it->bucket =
        (int32_t)(block_of(grid, level, cx, cy) | within_block(cx, cy));
    it->before = -1;
    it->next = grid->head[it->bucket];
    if (it->next >= 0)
        grid->item[it->next].before = (int32_t)item;
    grid->head[it->bucket] = (int32_t)item;
    grid->used[level]++;
}

double lw_grid_asked(const struct lw_grid_item *item)
{
    return 0.5 * cell_m[item->level] - item->reach;
}

static bool smaller(const void *a, const void *b, const void *context)
{
    (void)context;
    return *(const uint32_t *)a < *(const uint32_t *)b;
}

/* What is asked for: discs that touch this one, or whose centres lie in it. */
struct ask {
    double x, y, radius;
    double reaches; /* 1 or 0: whether the reach of things counts */
};

static bool meets(const struct lw_grid_item *it, const struct ask *ask)
{
    const double dx = it->x - ask->x, dy = it->y - ask->y;
    const double r = ask->radius + ask->reaches * it->reach;

    return dx * dx + dy * dy <= r * r;
}

/* Those of the levels in `mask`, asked one by one. */
static uint32_t ask_all(const struct lw_grid *grid, uint32_t mask,
                        const struct ask *ask, uint32_t *found, uint32_t max)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < grid->top && n < max; i++) {
        const struct lw_grid_item *it = &grid->item[i];
        if (it->bucket >= 0 && mask >> it->level & 1 && meets(it, ask))
            found[n++] = i;
    }
    return n;
}

/* Those of one cell that meet; `n` have been found before. */
static uint32_t ask_cell(const struct lw_grid *grid, int32_t first, int level,
                         int32_t cx, int32_t cy, const struct ask *ask,
                         uint32_t *found, uint32_t n, uint32_t max)
{
    for (int32_t i = first; i >= 0; i = grid->item[i].next) {
        const struct lw_grid_item *it = &grid->item[i];
        if (it->cx == cx && it->cy == cy && it->level == level &&
            meets(it, ask) && n < max)
            found[n++] = (uint32_t)i;
    }
    return n;
}

static uint32_t ask_cells(const struct lw_grid *grid, int level,
                          const int32_t box[4], const struct ask *ask,
                          uint32_t *found, uint32_t max)
{
    uint32_t n = 0;

    for (int32_t cx = box[0]; cx <= box[1]; cx++) {
        uint32_t block = block_of(grid, level, cx, box[2]);
        for (int32_t cy = box[2]; cy <= box[3]; cy++) {
            if ((cy & 3) == 0)
                block = block_of(grid, level, cx, cy);
            const int32_t first = grid->head[block | within_block(cx, cy)];
            n = ask_cell(grid, first, level, cx, cy, ask, found, n, max);
        }
    }
    return n;
}

/* A few are sorted sooner by hand. */
static void sort(uint32_t *found, uint32_t n)
{
    enum { FEW = 12 };
    uint32_t spare;

    if (n > FEW) {
        lw_sort(found, n, sizeof *found, &spare, smaller, NULL);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        const uint32_t one = found[i];
        uint32_t to = i;
        for (; to > 0 && found[to - 1] > one; to--)
            found[to] = found[to - 1];
        found[to] = one;
    }
}

static uint32_t find(const struct lw_grid *grid, const struct ask *ask,
                     uint32_t *found, uint32_t max)
{
    uint32_t n = 0, mask = 0;

    for (int level = 0; level < LW_GRID_LEVELS; level++) {
        if (grid->used[level] == 0)
            continue;
        const double wide = ask->radius + ask->reaches * grid->reach[level];
        const int32_t box[4] = {
            cell_of(ask->x - wide, level), cell_of(ask->x + wide, level),
            cell_of(ask->y - wide, level), cell_of(ask->y + wide, level)};
        const double cells =
            ((double)box[1] - box[0] + 1) * ((double)box[3] - box[2] + 1);

        /* More cells than things: ask the things. */
        if (cells > 16.0 + 0.25 * grid->top)
            mask |= 1u << level;
        else
            n += ask_cells(grid, level, box, ask, found + n, max - n);
    }
    if (mask != 0)
        n += ask_all(grid, mask, ask, found + n, max - n);
    sort(found, n);
    return n;
}

uint32_t lw_grid_find(const struct lw_grid *grid, double x, double y,
                      double radius, uint32_t *found, uint32_t max)
{
    const struct ask ask = {x, y, radius, 1.0};

    return find(grid, &ask, found, max);
}

uint32_t lw_grid_centres(const struct lw_grid *grid, double x, double y,
                         double radius, uint32_t *found, uint32_t max)
{
    const struct ask ask = {x, y, radius, 0.0};

    return find(grid, &ask, found, max);
}
