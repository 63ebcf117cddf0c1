/* SPDX-License-Identifier: Apache-2.0 */
#include "pairs.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SLICE_SLACK = 32, SLICES = 6 };

/* Up to this cut-off a place that is nearer in the tangent plane is nearer
 * than 1.01 times as much in space: the Earth bends away by less. */
static const double flat_m_max = 1e6;
static const double flat_share = 1.01;

size_t lw_pairs_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max)
{
    return ((size_t)objects_max + 1) *
               (sizeof(size_t) + sizeof(struct lw_frame)) +
           (size_t)tracks_max *
               (3 * sizeof(double) + sizeof(struct lw_pairs_key)) +
           pairs_max * (sizeof(double) + sizeof(uint32_t)) +
           SLICES * SLICE_SLACK;
}

int lw_pairs_init(struct lw_pairs_work *work, uint32_t objects_max,
                  uint32_t tracks_max, size_t pairs_max, struct lw_arena *arena)
{
    *work = (struct lw_pairs_work){
        .pairs = {.first = lw_arena_take(arena, (size_t)objects_max + 1,
                                         sizeof(size_t)),
                  .track = lw_arena_take(arena, pairs_max, sizeof(uint32_t)),
                  .distance_m =
                      lw_arena_take(arena, pairs_max, sizeof(double))},
        .ecef_m = lw_arena_take(arena, tracks_max, 3 * sizeof(double)),
        .frame = lw_arena_take(arena, objects_max, sizeof(struct lw_frame)),
        .key = lw_arena_take(arena, tracks_max, sizeof(struct lw_pairs_key)),
        .pairs_max = pairs_max,
        .objects_max = objects_max,
        .tracks_max = tracks_max,
    };
    return work->pairs.first == NULL || work->pairs.track == NULL ||
                   work->pairs.distance_m == NULL || work->ecef_m == NULL ||
                   work->frame == NULL || work->key == NULL
               ? LW_ERR_NO_SPACE
               : 0;
}

static int by_place(const void *left, const void *right)
{
    const struct lw_pairs_key *a = left, *b = right;

    if (a->along_m < b->along_m || a->along_m > b->along_m)
        return a->along_m < b->along_m ? -1 : 1;
    return (a->track > b->track) - (a->track < b->track);
}

/* Sort the tracks along the axis of the largest spread; which it is. */
static int sort_tracks(struct lw_pairs_work *work, uint32_t count)
{
    double spread_m = -1;
    int axis = 0;

    for (int i = 0; i < 3; i++) {
        double least = HUGE_VAL, most = -HUGE_VAL;
        for (uint32_t t = 0; t < count; t++) {
            least = fmin(least, work->ecef_m[3 * (size_t)t + (size_t)i]);
            most = fmax(most, work->ecef_m[3 * (size_t)t + (size_t)i]);
        }
        if (most - least > spread_m) {
            spread_m = most - least;
            axis = i;
        }
    }
    for (uint32_t t = 0; t < count; t++)
        work->key[t] = (struct lw_pairs_key){
            work->ecef_m[3 * (size_t)t + (size_t)axis], t};
    if (count > 1)
        qsort(work->key, count, sizeof *work->key, by_place);
    return axis;
}

/* The first in order that is not before `along_m`. */
static uint32_t first_from(const struct lw_pairs_key *key, uint32_t count,
                           double along_m)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (key[middle].along_m < along_m)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Pairs of an object stand in the order of the tracks. */
static void insert(struct lw_pairs *pairs, size_t from, size_t at,
                   uint32_t track, double distance_m)
{
    for (; at > from && pairs->track[at - 1] > track; at--) {
        pairs->track[at] = pairs->track[at - 1];
        pairs->distance_m[at] = pairs->distance_m[at - 1];
    }
    pairs->track[at] = track;
    pairs->distance_m[at] = distance_m;
}

struct search {
    int dimensions, axis;
    double cutoff_m, reach_m;
    uint32_t tracks;
};

static bool may_be_near(const double a[3], const double b[3], double reach_m)
{
    return !(fabs(a[0] - b[0]) > reach_m) && !(fabs(a[1] - b[1]) > reach_m) &&
           !(fabs(a[2] - b[2]) > reach_m);
}

/* The pairs of one object, from pair *at on. */
static int look_around(struct lw_pairs_work *work, const struct search *search,
                       const struct lw_frame *frame, size_t *at)
{
    const size_t from = *at;
    const double *place_m = frame->origin_m;
    double enu_m[3];

    const double here_m = place_m[search->axis];
    for (uint32_t i =
             first_from(work->key, search->tracks, here_m - search->reach_m);
         i < search->tracks &&
         !(work->key[i].along_m > here_m + search->reach_m);
         i++) {
        const uint32_t track = work->key[i].track;
        const double *ecef_m = &work->ecef_m[3 * (size_t)track];
        if (!may_be_near(place_m, ecef_m, search->reach_m))
            continue;
        const double distance_m =
            lw_score_offset(frame, search->dimensions, ecef_m, enu_m);
        if (!(distance_m < search->cutoff_m))
            continue;
        if (*at == work->pairs_max)
            return LW_ERR_NO_SPACE;
        insert(&work->pairs, from, (*at)++, track, distance_m);
    }
    return 0;
}

int lw_pairs_find(struct lw_pairs_work *work, int dimensions, double cutoff_m,
                  const struct lw_score_point *objects, uint32_t object_count,
                  const struct lw_score_point *tracks, uint32_t track_count)
{
    struct search search = {
        dimensions, 0, cutoff_m,
        cutoff_m < flat_m_max ? cutoff_m * flat_share : HUGE_VAL, track_count};
    size_t at = 0;

    if (object_count > work->objects_max || track_count > work->tracks_max)
        return LW_ERR_NO_SPACE;
    for (uint32_t t = 0; t < track_count; t++)
        lw_score_place(&tracks[t], dimensions, &work->ecef_m[3 * (size_t)t]);
    search.axis = sort_tracks(work, track_count);
    work->pairs.objects = object_count;
    work->pairs.tracks = track_count;
    for (uint32_t o = 0; o < object_count; o++) {
        work->pairs.first[o] = at;
        lw_score_frame(&objects[o], dimensions, &work->frame[o]);
        const int err = look_around(work, &search, &work->frame[o], &at);
        if (err < 0)
            return err;
    }
    work->pairs.first[object_count] = at;
    return 0;
}
