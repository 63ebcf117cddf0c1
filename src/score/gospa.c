/* SPDX-License-Identifier: Apache-2.0 */
#include "gospa.h"

#include <assert.h>
#include <math.h>

#include "luchtwacht/err.h"

enum { SLICE_SLACK = 32, SLICES = 5 };

bool lw_gospa_valid(const struct lw_gospa_config *config)
{
    return config->cutoff_m > 0 && isfinite(config->cutoff_m) &&
           config->p >= 1 && isfinite(config->p) && config->alpha > 0 &&
           config->alpha <= 2 && isfinite(pow(config->cutoff_m, config->p));
}

size_t lw_gospa_size(uint32_t objects_max, uint32_t tracks_max)
{
    const size_t all = (size_t)objects_max + tracks_max;

    if (tracks_max > 0 &&
        objects_max > SIZE_MAX / 4 / sizeof(double) / tracks_max)
        return 0;
    return (size_t)objects_max * tracks_max * sizeof(double) +
           3 * all * sizeof(uint32_t) + SLICES * SLICE_SLACK +
           lw_assign_size(objects_max > tracks_max ? objects_max : tracks_max);
}

int lw_gospa_init(struct lw_gospa_work *work, uint32_t objects_max,
                  uint32_t tracks_max, struct lw_arena *arena)
{
    const uint32_t most = objects_max > tracks_max ? objects_max : tracks_max;
    const uint32_t least = objects_max < tracks_max ? objects_max : tracks_max;
    const size_t all = (size_t)objects_max + tracks_max;

    *work = (struct lw_gospa_work){
        .objects_max = objects_max,
        .tracks_max = tracks_max,
        .cost = lw_arena_take(arena, (size_t)objects_max * tracks_max,
                              sizeof(double)),
        .group = lw_arena_take(arena, all, sizeof(uint32_t)),
        .objects = lw_arena_take(arena, objects_max, sizeof(uint32_t)),
        .tracks = lw_arena_take(arena, tracks_max, sizeof(uint32_t)),
        .column_of = lw_arena_take(arena, least, sizeof(uint32_t)),
    };
    if (work->cost == NULL || work->group == NULL || work->objects == NULL ||
        work->tracks == NULL || work->column_of == NULL)
        return LW_ERR_NO_SPACE;
    return lw_assign_init(&work->assign, most, arena);
}

static uint32_t group_first(uint32_t *group, uint32_t one)
{
    while (group[one] != one) {
        group[one] = group[group[one]];
        one = group[one];
    }
    return one;
}

/* Costs, and groups of what is linked by a distance below the cut-off: an
 * assignment across groups costs as much as none, so each stands alone. */
static void make_groups(const struct lw_gospa_config *config,
                        struct lw_gospa_work *work, const double *distance_m,
                        uint32_t objects, uint32_t tracks)
{
    const double most = pow(config->cutoff_m, config->p);

    for (uint32_t i = 0; i < objects + tracks; i++)
        work->group[i] = i;
    for (uint32_t o = 0; o < objects; o++) {
        for (uint32_t t = 0; t < tracks; t++) {
            const size_t at = (size_t)o * tracks + t;
            const bool close = distance_m[at] < config->cutoff_m;
            work->cost[at] = close ? pow(distance_m[at], config->p) : most;
            if (!close)
                continue;
            const uint32_t a = group_first(work->group, o);
            const uint32_t b = group_first(work->group, objects + t);
            if (a < b)
                work->group[b] = a;
            else
                work->group[a] = b;
        }
    }
}

/* Assign within the group whose first member is object `first`. */
static void assign_group(const struct lw_gospa_config *config,
                         struct lw_gospa_work *work, const double *distance_m,
                         uint32_t first, uint32_t objects, uint32_t tracks,
                         uint32_t *track_of)
{
    uint32_t o_count = 0, t_count = 0;

    for (uint32_t o = first; o < objects; o++)
        if (group_first(work->group, o) == first)
            work->objects[o_count++] = o;
    for (uint32_t t = 0; t < tracks; t++)
        if (group_first(work->group, objects + t) == first)
            work->tracks[t_count++] = t;

    const bool turned = o_count > t_count;
    const struct lw_assign_costs costs = {
        .cost = work->cost,
        .row_step = turned ? 1 : tracks,
        .column_step = turned ? tracks : 1,
        .row = turned ? work->tracks : work->objects,
        .column = turned ? work->objects : work->tracks,
        .rows = turned ? t_count : o_count,
        .columns = turned ? o_count : t_count,
    };
    lw_assign(&costs, &work->assign, work->column_of);
    for (uint32_t r = 0; r < costs.rows; r++) {
        const uint32_t row = costs.row[r];
        const uint32_t column = costs.column[work->column_of[r]];
        const uint32_t o = turned ? column : row;
        const uint32_t t = turned ? row : column;
        if (distance_m[(size_t)o * tracks + t] < config->cutoff_m)
            track_of[o] = t;
    }
}

struct lw_gospa lw_gospa(const struct lw_gospa_config *config,
                         struct lw_gospa_work *work, const double *distance_m,
                         uint32_t objects, uint32_t tracks, uint32_t *track_of)
{
    struct lw_gospa out = {0};

    assert(lw_gospa_valid(config));
    assert(objects <= work->objects_max && tracks <= work->tracks_max);
    make_groups(config, work, distance_m, objects, tracks);
    for (uint32_t o = 0; o < objects; o++)
        track_of[o] = LW_ASSIGN_NONE;
    for (uint32_t o = 0; o < objects; o++)
        if (work->group[o] == o)
            assign_group(config, work, distance_m, o, objects, tracks,
                         track_of);

    for (uint32_t o = 0; o < objects; o++) {
        if (track_of[o] == LW_ASSIGN_NONE)
            continue;
        out.assigned++;
        out.localisation += work->cost[(size_t)o * tracks + track_of[o]];
    }
    const double most = pow(config->cutoff_m, config->p);
    const uint32_t smaller = objects < tracks ? objects : tracks;
    const double beyond = (smaller - out.assigned) * most / 2;
    out.missed = beyond + (objects - smaller) * most / config->alpha;
    out.spurious = beyond + (tracks - smaller) * most / config->alpha;
    out.distance =
        pow(out.localisation + out.missed + out.spurious, 1 / config->p);
    return out;
}
