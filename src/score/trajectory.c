/* SPDX-License-Identifier: Apache-2.0 */
#include "trajectory.h"

#include <assert.h>
#include <string.h>

#include "assign.h"
#include "luchtwacht/err.h"

enum { SLICE_SLACK = 32, SLICES = 3 };

size_t lw_trajectory_size(uint32_t objects_max, uint32_t tracks_max)
{
    return ((size_t)objects_max + tracks_max) * sizeof(uint32_t) + objects_max +
           SLICES * SLICE_SLACK;
}

int lw_trajectory_init(struct lw_trajectory *path, uint32_t objects_max,
                       uint32_t tracks_max, struct lw_arena *arena)
{
    *path = (struct lw_trajectory){
        .held = lw_arena_take(arena, objects_max, sizeof(uint32_t)),
        .holder = lw_arena_take(arena, tracks_max, sizeof(uint32_t)),
        .lost = lw_arena_take(arena, objects_max, 1),
        .objects_max = objects_max,
        .tracks_max = tracks_max,
    };
    if (path->held == NULL || path->holder == NULL || path->lost == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t o = 0; o < objects_max; o++)
        path->held[o] = LW_ASSIGN_NONE;
    for (uint32_t t = 0; t < tracks_max; t++)
        path->holder[t] = LW_ASSIGN_NONE;
    return 0;
}

void lw_trajectory_copy(struct lw_trajectory *path,
                        const struct lw_trajectory *from)
{
    assert(path->objects_max >= from->objects_max);
    assert(path->tracks_max >= from->tracks_max);
    path->localisation = from->localisation;
    path->missed = from->missed;
    path->spurious = from->spurious;
    path->halves = from->halves;
    memcpy(path->held, from->held, from->objects_max * sizeof *path->held);
    memcpy(path->holder, from->holder, from->tracks_max * sizeof *path->holder);
    memcpy(path->lost, from->lost, from->objects_max);
}

/* Whether somebody else holds the track and has not paid for losing it. */
static bool takes_from(const struct lw_trajectory *path, uint32_t object,
                       uint32_t track)
{
    const uint32_t other = path->holder[track];

    return other != LW_ASSIGN_NONE && other != object &&
           path->held[other] == track && !path->lost[other];
}

int lw_trajectory_halves(const struct lw_trajectory *path, uint32_t object,
                         uint32_t track)
{
    const uint32_t before = path->held[object];

    assert(object < path->objects_max && track < path->tracks_max);
    if (before == track && path->holder[track] == object)
        return 0;
    return (before != LW_ASSIGN_NONE && !path->lost[object]) +
           (before != LW_ASSIGN_NONE || path->holder[track] != LW_ASSIGN_NONE) +
           takes_from(path, object, track);
}

void lw_trajectory_pair(struct lw_trajectory *path, uint32_t object,
                        uint32_t track, double power)
{
    path->localisation += power;
    path->halves += (uint64_t)lw_trajectory_halves(path, object, track);
    if (takes_from(path, object, track))
        path->lost[path->holder[track]] = 1;
    path->lost[object] = 0;
    path->held[object] = track;
    path->holder[track] = object;
}
