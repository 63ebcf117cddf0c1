/* SPDX-License-Identifier: Apache-2.0 */
#include "moment.h"

#include <assert.h>

#include "cloud.h"
#include "copy.h"
#include "fuse.h"
#include "register.h"

/* A stack of free places. The lower part of one that was never used holds what
 * it did at the start, and is not copied. */
static uint32_t untouched(const uint32_t *stack, uint32_t free, uint32_t max)
{
    enum { BLOCK = 64 }; /* compared in one go */
    uint32_t i = 0;

    for (uint32_t off = 0; i + BLOCK <= free; i += BLOCK) {
        for (uint32_t k = i; k < i + BLOCK; k++)
            off |= stack[k] ^ (max - 1 - k);
        if (off != 0)
            break;
    }
    while (i < free && stack[i] == max - 1 - i)
        i++;
    return i;
}

/* Returns how many places may be in use. */
static uint32_t copy_stack(struct lw_copy *copy, uint32_t *stack,
                           uint32_t *free, uint32_t max)
{
    const uint32_t now = untouched(stack, *free, max);
    uint32_t part[2] = {now, *free};

    lw_copy(copy, part, sizeof part);
    for (uint32_t i = now; i < part[0]; i++)
        stack[i] = max - 1 - i;
    lw_copy(copy, stack + part[0], (part[1] - part[0]) * sizeof *stack);
    *free = part[1];
    return max - part[0];
}

/* ---- targets ---- */

static void clear_targets(struct lw_tracker *trk)
{
    for (uint32_t i = 0; i < trk->targets_top; i++) {
        if (!trk->target[i].alive)
            continue;
        lw_identity_release(trk, &trk->target[i]);
        lw_grid_take(&trk->grid, i);
        lw_grid_take(&trk->wide, i);
        trk->target[i].alive = false;
    }
}

static void copy_cloud(struct lw_copy *copy, struct lw_cloud *cloud)
{
    lw_copy(copy, cloud, offsetof(struct lw_cloud, part));
    lw_copy(copy, cloud->part, cloud->count * sizeof *cloud->part);
}

static void copy_target(struct lw_tracker *trk, struct lw_copy *copy,
                        uint32_t index)
{
    struct lw_target *t = &trk->target[index];
    const struct lw_grid_item *item = &trk->grid.item[index];
    double place[3] = {item->x, item->y, item->reach};

    lw_copy(copy, t, sizeof *t);
    for (uint32_t h = 0; h < t->hypotheses; h++)
        lw_copy(copy, &trk->imm[t->hypothesis[h].imm], sizeof *trk->imm);
    if (t->cloud != 0)
        copy_cloud(copy, &trk->cloud[t->cloud - 1]);
    lw_copy(copy, place, sizeof place);
    if (copy->way != LW_COPY_IN)
        return;
    lw_target_put(trk, index, place[0], place[1], place[2]);
    lw_identity_enter(trk, t);
}

static void copy_targets(struct lw_tracker *trk, struct lw_copy *copy)
{
    const uint32_t imms = LW_HYPOTHESES_A_TARGET * trk->targets_max;

    if (copy->way == LW_COPY_IN)
        clear_targets(trk);
    (void)copy_stack(copy, trk->free_imm, &trk->free_imms, imms);
    (void)copy_stack(copy, trk->free_cloud, &trk->free_clouds, trk->clouds_max);
    const uint32_t used = copy_stack(copy, trk->free_target, &trk->free_targets,
                                     trk->targets_max);
    for (uint32_t i = 0; i < used; i++) {
        bool alive = trk->target[i].alive;
        lw_copy(copy, &alive, sizeof alive);
        if (alive)
            copy_target(trk, copy, i);
    }
}

/* ---- seeds ---- */

static void clear_plots(struct lw_tracker *trk)
{
    for (uint32_t k = 0; k < trk->seeds; k++) {
        trk->seed[trk->seed_queue[lw_seed_place(trk, k)]].kept = false;
        lw_grid_take(&trk->seed_grid, lw_seed_place(trk, k));
    }
    trk->open_first = trk->open_last = LW_NONE;
    trk->looks_done = 0;
}

/* Their plots come to stand in the first places of the pool: which they are
 * says nothing. */
static void copy_seeds(struct lw_tracker *trk, struct lw_copy *copy)
{
    const uint32_t max = trk->cfg.reports_max;

    if (copy->way == LW_COPY_IN)
        clear_plots(trk);
    lw_copy(copy, &trk->seed_first, sizeof trk->seed_first);
    lw_copy(copy, &trk->seeds, sizeof trk->seeds);
    lw_copy(copy, &trk->seed_kept_s, sizeof trk->seed_kept_s);
    lw_copy(copy, &trk->seed_existence, sizeof trk->seed_existence);
    for (uint32_t k = 0; k < trk->seeds; k++) {
        const uint32_t place = lw_seed_place(trk, k);
        if (copy->way == LW_COPY_IN)
            trk->seed_queue[place] = k;
        const uint32_t slot = trk->seed_queue[place];
        const struct lw_grid_item *item = &trk->seed_grid.item[place];
        double at[3] = {item->x, item->y, lw_grid_asked(item)};
        lw_copy(copy, at, sizeof at);
        lw_copy(copy, &trk->seed[slot], sizeof *trk->seed);
        lw_copy(copy, &trk->plot[slot], sizeof *trk->plot);
        if (copy->way == LW_COPY_IN)
            lw_grid_put(&trk->seed_grid, place, at[0], at[1], 0.0, at[2]);
    }
    if (copy->way != LW_COPY_IN)
        return;
    for (uint32_t i = trk->seeds; i < max; i++)
        trk->plot_next[i] = i + 1 < max ? (int32_t)(i + 1) : LW_NONE;
    trk->free_plot = trk->seeds < max ? (int32_t)trk->seeds : LW_NONE;
}

/* ---- all of it ---- */

static size_t walk(struct lw_tracker *trk, enum lw_copy_way way, void *bytes)
{
    struct lw_copy copy = {.way = way, .at = bytes};

    copy_targets(trk, &copy);
    copy_seeds(trk, &copy);
    lw_copy(&copy, trk->sensor, trk->site->sensors * sizeof *trk->sensor);
    lw_copy(&copy, trk->kind_errors, sizeof trk->kind_errors);
    lw_copy(&copy, &trk->loud, sizeof trk->loud);
    lw_copy(&copy, &trk->hearing, sizeof trk->hearing);
    lw_copy(&copy, &trk->arrival_ns, sizeof trk->arrival_ns);
    lw_copy(&copy, &trk->tick_ns, sizeof trk->tick_ns);
    lw_copy(&copy, &trk->next_number, sizeof trk->next_number);
    lw_copy(&copy, trk->voice, sizeof trk->voice);
    lw_register_copy(trk->reg, &copy);
    lw_clutter_copy(&trk->clutter, &copy);
    return copy.size;
}

size_t lw_moment_size(struct lw_tracker *trk)
{
    return walk(trk, LW_COPY_COUNT, NULL);
}

void lw_moment_save(struct lw_tracker *trk, void *to)
{
    assert(trk->open_first < 0);
    (void)walk(trk, LW_COPY_OUT, to);
}

void lw_moment_load(struct lw_tracker *trk, void *from)
{
    (void)walk(trk, LW_COPY_IN, from);
}
