/* SPDX-License-Identifier: Apache-2.0 */
#include "ospa2.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "luchtwacht/err.h"

enum { SLICE_SLACK = 32, SLICES = 13, SLOTS_LEAST = 64 };

static size_t slots_for(size_t pairs_max)
{
    size_t slots = SLOTS_LEAST;

    while (slots / 2 < pairs_max)
        slots *= 2;
    return slots;
}

size_t lw_ospa2_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max)
{
    const size_t slots = slots_for(pairs_max);

    return ((size_t)objects_max + tracks_max) *
               (sizeof(uint64_t) + 2 * sizeof(uint32_t)) +
           slots * (sizeof(struct lw_ospa2_pair) + sizeof(double) +
                    2 * sizeof(uint32_t)) +
           ((size_t)objects_max + 1) * (2 * sizeof(size_t) + sizeof(uint32_t)) +
           SLICES * SLICE_SLACK + lw_assign_size(objects_max, tracks_max);
}

static bool take_side(struct lw_ospa2_side *side, uint32_t max,
                      struct lw_arena *arena)
{
    *side = (struct lw_ospa2_side){
        .there = lw_arena_take(arena, max, sizeof(uint64_t)),
        .listed = lw_arena_take(arena, max, sizeof(uint32_t)),
        .place = lw_arena_take(arena, max, sizeof(uint32_t)),
        .max = max,
    };
    return side->there != NULL && side->listed != NULL && side->place != NULL;
}

int lw_ospa2_init(struct lw_ospa2 *ospa, double cutoff_power, double p,
                  uint32_t window, uint32_t objects_max, uint32_t tracks_max,
                  size_t pairs_max, struct lw_arena *arena)
{
    const size_t slots = slots_for(pairs_max);
    const size_t rows = (size_t)objects_max + 1;

    assert(window >= 1 && window <= LW_OSPA2_STEPS_MAX);
    *ospa = (struct lw_ospa2){
        .p = p,
        .most = cutoff_power,
        .window = window,
        .pair = lw_arena_take(arena, slots, sizeof(struct lw_ospa2_pair)),
        .slots = slots,
        .first = lw_arena_take(arena, rows, sizeof(size_t)),
        .fill = lw_arena_take(arena, rows, sizeof(size_t)),
        .column = lw_arena_take(arena, slots, sizeof(uint32_t)),
        .entry = lw_arena_take(arena, slots, sizeof(uint32_t)),
        .column_of = lw_arena_take(arena, rows, sizeof(uint32_t)),
        .cost = lw_arena_take(arena, slots, sizeof(double)),
    };
    if (!take_side(&ospa->objects, objects_max, arena) ||
        !take_side(&ospa->tracks, tracks_max, arena) || ospa->pair == NULL ||
        ospa->first == NULL || ospa->fill == NULL || ospa->column == NULL ||
        ospa->entry == NULL || ospa->column_of == NULL || ospa->cost == NULL)
        return LW_ERR_NO_SPACE;
    return lw_assign_init(&ospa->assign, objects_max, tracks_max, arena);
}

static struct lw_ospa2_pair *slot_of(struct lw_ospa2 *ospa, uint32_t object,
                                     uint32_t track)
{
    const uint64_t key = (uint64_t)object << 32 | track;
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 20) &
                (ospa->slots - 1);

    while (ospa->pair[at].used &&
           (ospa->pair[at].object != object || ospa->pair[at].track != track))
        at = (at + 1) & (ospa->slots - 1);
    return &ospa->pair[at];
}

static void copy_side(struct lw_ospa2_side *to,
                      const struct lw_ospa2_side *from)
{
    assert(to->max >= from->max);
    memcpy(to->there, from->there, from->max * sizeof *to->there);
    memcpy(to->listed, from->listed, from->max * sizeof *to->listed);
    memcpy(to->place, from->place, from->max * sizeof *to->place);
    to->count = from->count;
}

void lw_ospa2_copy(struct lw_ospa2 *ospa, const struct lw_ospa2 *from)
{
    copy_side(&ospa->objects, &from->objects);
    copy_side(&ospa->tracks, &from->tracks);
    for (size_t i = 0; i < from->slots; i++)
        if (from->pair[i].used)
            *slot_of(ospa, from->pair[i].object, from->pair[i].track) =
                from->pair[i];
    ospa->pairs = from->pairs;
    ospa->at = from->at;
    ospa->object_steps = from->object_steps;
    ospa->track_steps = from->track_steps;
    ospa->total = from->total;
}

bool lw_ospa2_room(const struct lw_ospa2 *ospa, size_t pairs)
{
    return ospa->pairs + pairs <= ospa->slots / 2;
}

static void note(struct lw_ospa2_side *side, uint32_t number, uint32_t at)
{
    assert(number < side->max);
    if (side->there[number] == 0) {
        side->place[number] = side->count;
        side->listed[side->count++] = number;
    }
    side->there[number] |= UINT64_C(1) << at;
}

void lw_ospa2_object(struct lw_ospa2 *ospa, uint32_t object)
{
    note(&ospa->objects, object, ospa->at);
    ospa->object_steps++;
}

void lw_ospa2_track(struct lw_ospa2 *ospa, uint32_t track)
{
    note(&ospa->tracks, track, ospa->at);
    ospa->track_steps++;
}

void lw_ospa2_near(struct lw_ospa2 *ospa, uint32_t object, uint32_t track,
                   double power)
{
    struct lw_ospa2_pair *pair = slot_of(ospa, object, track);

    if (!pair->used) {
        assert(ospa->pairs < ospa->slots / 2);
        ospa->pairs++;
        *pair = (struct lw_ospa2_pair){object, track, 0, 0, true};
    }
    pair->saved += ospa->most - power;
    pair->near++;
}

static int bits(uint64_t set)
{
    int count = 0;

    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

/* Pairs by object, each object's in order of the tracks' coming, whatever the
 * order of the table. */
static void sort_pairs(struct lw_ospa2 *ospa)
{
    const uint32_t rows = ospa->objects.count;

    memset(ospa->fill, 0, ((size_t)rows + 1) * sizeof *ospa->fill);
    for (size_t i = 0; i < ospa->slots; i++)
        if (ospa->pair[i].used)
            ospa->fill[ospa->objects.place[ospa->pair[i].object]]++;
    ospa->first[0] = 0;
    for (uint32_t r = 0; r < rows; r++) {
        ospa->first[r + 1] = ospa->first[r] + ospa->fill[r];
        ospa->fill[r] = ospa->first[r];
    }
    for (size_t i = 0; i < ospa->slots; i++) {
        const struct lw_ospa2_pair *pair = &ospa->pair[i];
        if (!pair->used)
            continue;
        const uint32_t row = ospa->objects.place[pair->object];
        const uint32_t column = ospa->tracks.place[pair->track];
        size_t at = ospa->fill[row]++;
        for (; at > ospa->first[row] && ospa->column[at - 1] > column; at--) {
            ospa->column[at] = ospa->column[at - 1];
            ospa->entry[at] = ospa->entry[at - 1];
        }
        ospa->column[at] = column;
        ospa->entry[at] = (uint32_t)i;
    }
}

/* The p-th power of the distance of two paths. */
static double path_power(const struct lw_ospa2 *ospa,
                         const struct lw_ospa2_pair *pair)
{
    const int steps = bits(ospa->objects.there[pair->object] |
                           ospa->tracks.there[pair->track]);

    return fmax(0, ospa->most - pair->saved / steps);
}

static void assign_paths(struct lw_ospa2 *ospa, double alone)
{
    const struct lw_assign_problem problem = {
        .first = ospa->first,
        .column = ospa->column,
        .cost = ospa->cost,
        .alone = alone,
        .rows = ospa->objects.count,
        .columns = ospa->tracks.count,
    };

    lw_assign(&problem, &ospa->assign, ospa->column_of);
}

/* Where the pair of row r is; LW_ASSIGN_NONE has none. */
static size_t place_of(const struct lw_ospa2 *ospa, uint32_t r)
{
    size_t i = ospa->first[r];

    while (ospa->column[i] != ospa->column_of[r])
        i++;
    return i;
}

/* OSPA's p-th power of the window so far, and what of it is distance. */
static double window_power(struct lw_ospa2 *ospa, double *localisation)
{
    const uint32_t n = ospa->objects.count, m = ospa->tracks.count;
    const uint32_t larger = n > m ? n : m;
    uint32_t paired = 0;

    *localisation = 0;
    if (larger == 0)
        return 0;
    sort_pairs(ospa);
    for (size_t i = 0; i < ospa->first[n]; i++)
        ospa->cost[i] = path_power(ospa, &ospa->pair[ospa->entry[i]]);
    assign_paths(ospa, ospa->most);
    for (uint32_t r = 0; r < n; r++) {
        if (ospa->column_of[r] == LW_ASSIGN_NONE)
            continue;
        *localisation += ospa->cost[place_of(ospa, r)] / larger;
        paired++;
    }
    return *localisation + ospa->most * (larger - paired) / larger;
}

static struct lw_ospa2_total with_window(struct lw_ospa2 *ospa,
                                         double *distance)
{
    struct lw_ospa2_total total = ospa->total;
    double localisation;
    const double power = window_power(ospa, &localisation);

    *distance = pow(power, 1 / ospa->p);
    total.steps += ospa->at;
    total.power += power * ospa->at;
    total.localisation += localisation * ospa->at;
    total.distance += *distance * ospa->at;
    return total;
}

/* As a cost: what the best pair of all saves, less what this one does. */
static double price_pairs(struct lw_ospa2 *ospa,
                          const struct lw_trajectory *path, double half_cost)
{
    const size_t count = ospa->first[ospa->objects.count];
    double alone = 0;

    for (size_t i = 0; i < count; i++)
        alone = fmax(alone, ospa->pair[ospa->entry[i]].saved);
    for (size_t i = 0; i < count; i++) {
        const struct lw_ospa2_pair *pair = &ospa->pair[ospa->entry[i]];
        ospa->cost[i] =
            alone - pair->saved +
            half_cost * lw_trajectory_halves(path, pair->object, pair->track);
    }
    return alone;
}

struct lw_ospa2_held lw_ospa2_hold(struct lw_ospa2 *ospa,
                                   struct lw_trajectory *path, double half_cost,
                                   bool commit)
{
    struct lw_ospa2_held held = {0, ospa->object_steps, ospa->track_steps, 0};

    if (ospa->objects.count == 0 || ospa->pairs == 0)
        return held;
    sort_pairs(ospa);
    const double alone = price_pairs(ospa, path, half_cost);
    if (!(alone > 0))
        return held;
    assign_paths(ospa, alone);
    for (uint32_t r = 0; r < ospa->objects.count; r++) {
        if (ospa->column_of[r] == LW_ASSIGN_NONE)
            continue;
        const struct lw_ospa2_pair *pair =
            &ospa->pair[ospa->entry[place_of(ospa, r)]];
        held.localisation += ospa->most * pair->near - pair->saved;
        held.missed -= pair->near;
        held.spurious -= pair->near;
        held.halves +=
            (uint64_t)lw_trajectory_halves(path, pair->object, pair->track);
        if (commit)
            lw_trajectory_pair(path, pair->object, pair->track, 0);
    }
    return held;
}

static void clear_side(struct lw_ospa2_side *side)
{
    for (uint32_t i = 0; i < side->count; i++)
        side->there[side->listed[i]] = 0;
    side->count = 0;
}

bool lw_ospa2_step(struct lw_ospa2 *ospa, double *distance)
{
    if (++ospa->at < ospa->window)
        return false;
    ospa->total = with_window(ospa, distance);
    clear_side(&ospa->objects);
    clear_side(&ospa->tracks);
    if (ospa->pairs > 0)
        memset(ospa->pair, 0, ospa->slots * sizeof *ospa->pair);
    ospa->pairs = 0;
    ospa->at = 0;
    ospa->object_steps = ospa->track_steps = 0;
    return true;
}

struct lw_ospa2_total lw_ospa2_result(struct lw_ospa2 *ospa)
{
    double distance;

    return ospa->at > 0 ? with_window(ospa, &distance) : ospa->total;
}
