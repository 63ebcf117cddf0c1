/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clutter.c - see clutter.h.
 *
 * Counts are weighed as a mixture. A cell is quiet: its count is Poisson with
 * the mean of what lies evenly; or, with a small chance, it is busy: its rate
 * has an exponential prior. The posterior chance of "busy" times the posterior
 * mean of its rate is what is expected there: nothing for one stray report,
 * the whole rate once a few came from one place.
 */
#include "clutter.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "base/lanes.h"
#include "copy.h"
#include "fetch.h"
#include "luchtwacht/err.h"

enum { WAYS = 4 }; /* cells a bucket */

static const struct {
    double memory_s, memory_looks; /* the longer of the two */
    double cell, cell_min_m;       /* in errors, and at least */
    double places;                 /* busy ones in a coverage, as a guess */
    double mean, most;             /* reports a look of such a one */
} sorts[] = {
    [LW_CLUTTER_FIXED] = {300.0, 60.0, 2.0, 1.0, 5.0, 0.3, 10.0},
    [LW_CLUTTER_DRIFTING] = {60.0, 12.0, 4.0, 512.0, 300.0, 0.2, 1.0},
};
static const double range_rate_cell_mps = 3.0;
static const double range_rates = 10.0; /* cells of it that are in use */
/* Counts that say nothing yet. Where no range rate tells what flies from what
 * stands, a flock whose aircraft fly one after another through a cell must be
 * past first. */
static const double count_least = 0.5, count_least_blind = 5.0;

static uint32_t buckets_of(uint32_t cells)
{
    uint32_t n = 64;

    while (n * WAYS < cells)
        n *= 2;
    return n;
}

size_t lw_clutter_size(uint32_t cells)
{
    return (size_t)buckets_of(cells) * WAYS * sizeof(struct lw_clutter_cell) +
           _Alignof(max_align_t);
}

int lw_clutter_init(struct lw_clutter *map, uint32_t cells,
                    struct lw_arena *arena)
{
    *map = (struct lw_clutter){.buckets = buckets_of(cells)};
    map->cell =
        lw_arena_take(arena, (size_t)map->buckets * WAYS, sizeof *map->cell);
    return map->cell == NULL ? LW_ERR_NO_SPACE : 0;
}

static double memory_s(enum lw_clutter_sort sort, double period_s)
{
    return lw_max(sorts[sort].memory_s, sorts[sort].memory_looks * period_s);
}

/* The power of two nearest to so many errors. */
static double cell_m(enum lw_clutter_sort sort, double error_m)
{
    const double size =
        lw_max(sorts[sort].cell * error_m, sorts[sort].cell_min_m);
    uint64_t bits;
    double power;

    memcpy(&bits, &size, sizeof bits);
    bits &= UINT64_C(0x7ff) << 52; /* its exponent alone */
    memcpy(&power, &bits, sizeof power);
    return size > 1.4142 * power ? 2.0 * power : power;
}

static int32_t whole(double v)
{
    const int32_t towards_0 = (int32_t)v;

    return towards_0 - (v < (double)towards_0);
}

/* Cells of one sort, sensor, size and range rate. */
static uint64_t layer_of(enum lw_clutter_sort sort, uint32_t sensor,
                         double size_m, int32_t rate)
{
    const uint64_t h = (uint64_t)sensor << 40 ^ (uint64_t)sort << 32 ^
                       (uint64_t)(uint32_t)(int32_t)size_m;

    return h * UINT64_C(0x9E3779B97F4A7C15) ^
           (uint64_t)(uint32_t)rate * UINT64_C(0xC2B2AE3D27D4EB4F);
}

/* The bucket of a cell, and its key there. Cells that lie together have
 * buckets that stand together, 4 x 4 of them. */
static struct lw_clutter_cell *find_bucket(const struct lw_clutter *map,
                                           uint64_t layer, int32_t x, int32_t y,
                                           uint32_t *key)
{
    const uint64_t within = ((uint64_t)x & 3) << 2 | ((uint64_t)y & 3);
    uint64_t h =
        layer ^ ((uint64_t)(uint32_t)x >> 2) << 32 ^ (uint64_t)(uint32_t)y >> 2;

    h *= UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
    h *= UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
    *key = (uint32_t)(h >> 32) | 1u;
    return &map->cell[((h << 4 | within) & (map->buckets - 1)) * WAYS];
}

static float seconds(const struct lw_clutter *map, int64_t t_ns)
{
    return (float)((double)(t_ns - map->begin_ns) * 1e-9);
}

/* What is left of its counts. */
static double fading(const struct lw_clutter_cell *cell, float now_s,
                     double memory)
{
    return exp(-lw_max((double)(now_s - cell->at_s), 0.0) / memory);
}

/* A place that stands reports at no range rate (a mast, a shore) or at any
 * (blades); counted as the first are: */
static const double still_mps = 3.0, blades_mps = 25.0;

static double normal(double mps, double sd_mps)
{
    return exp(-0.5 * mps * mps / (sd_mps * sd_mps)) /
           (sd_mps * sqrt(2.0 * LW_PI));
}

static bool by_range_rate(enum lw_clutter_sort sort,
                          const struct lw_clutter_at *at)
{
    return sort == LW_CLUTTER_DRIFTING && at->has_range_rate;
}

/* The one of a bucket that counts least, as good as. */
static struct lw_clutter_cell *least_of(struct lw_clutter_cell *bucket,
                                        float now_s, double memory)
{
    struct lw_clutter_cell *least = bucket;
    double least_count = (double)INFINITY;

    for (int i = 0; i < WAYS; i++) {
        const double ages =
            lw_max((double)(now_s - bucket[i].at_s), 0.0) / memory;
        const double count =
            (double)bucket[i].count / (1.0 + ages + 0.5 * ages * ages);
        if (count < least_count) {
            least_count = count;
            least = &bucket[i];
        }
    }
    return least;
}

void lw_clutter_add(struct lw_clutter *map, enum lw_clutter_sort sort,
                    const struct lw_clutter_at *at, double chance)
{
    const double size = cell_m(sort, at->error_m);
    const double memory = memory_s(sort, at->period_s);
    const int32_t rate = by_range_rate(sort, at)
                             ? whole(at->range_rate_mps / range_rate_cell_mps)
                             : 0;
    uint32_t key;
    struct lw_clutter_cell *bucket =
        find_bucket(map, layer_of(sort, at->sensor, size, rate),
                    whole(at->xy_m[0] / size), whole(at->xy_m[1] / size), &key);
    const double still =
        fabs(at->range_rate_mps) < 2.0 * still_mps ? chance : 0.0;

    if (map->begin_ns == 0)
        map->begin_ns = at->t_ns;
    const float now_s = seconds(map, at->t_ns);
    for (int i = 0; i < WAYS; i++) {
        struct lw_clutter_cell *cell = &bucket[i];
        if (cell->key != key)
            continue;
        const double left = fading(cell, now_s, memory);
        cell->count = (float)((double)cell->count * left + chance);
        cell->still = (float)((double)cell->still * left + still);
        cell->at_s = fmaxf(cell->at_s, now_s);
        return;
    }
    struct lw_clutter_cell *least = least_of(bucket, now_s, memory);
    map->used += least->key == 0;
    *least = (struct lw_clutter_cell){.key = key,
                                      .count = (float)chance,
                                      .still = (float)still,
                                      .at_s = now_s};
}

/* What the block of cells that lies best around a report has counted. */
static double count_around(const struct lw_clutter *map,
                           enum lw_clutter_sort sort,
                           const struct lw_clutter_at *at, double size,
                           double *still)
{
    const double memory = memory_s(sort, at->period_s);
    const float now_s = seconds(map, at->t_ns);
    const int32_t x = whole(at->xy_m[0] / size - 0.5);
    const int32_t y = whole(at->xy_m[1] / size - 0.5);
    const bool rates = by_range_rate(sort, at);
    const int32_t rate =
        rates ? whole(at->range_rate_mps / range_rate_cell_mps - 0.5) : 0;
    const int cells = rates ? 8 : 4;
    const struct lw_clutter_cell *bucket[8];
    uint32_t key[8];
    double sum = 0.0;

    for (int k = 0; k < cells; k++) {
        const uint64_t layer =
            layer_of(sort, at->sensor, size, rate + (k >> 2));
        bucket[k] =
            find_bucket(map, layer, x + (k & 1), y + (k >> 1 & 1), &key[k]);
        lw_fetch(bucket[k], WAYS * sizeof **bucket);
    }
    *still = 0.0;
    for (int k = 0; k < cells; k++)
        for (int i = 0; i < WAYS; i++) {
            const struct lw_clutter_cell *cell = &bucket[k][i];
            if (cell->key != key[k])
                continue;
            const double left = fading(cell, now_s, memory);
            sum += (double)cell->count * left;
            *still += (double)cell->still * left;
        }
    return sum;
}

/* Reports a look of a place with this count in so many looks, times the chance
 * that it is a busy one. */
static double busy_rate(double count, double looks, double quiet, double prior,
                        double mean)
{
    const double expected = quiet * looks;
    const double odds = /* logarithm; by Stirling's formula for the factorial */
        log(prior / (1.0 - prior)) - log1p(mean * looks) -
        count * log1p(1.0 / (mean * looks)) + count * log(count / expected) -
        (count - expected) + 0.5 * log(2.0 * LW_PI * count);

    return (count + 1.0) / (looks + 1.0 / mean) / (1.0 + exp(-odds));
}

/* How many looks a count stands for. */
static double looks_of(enum lw_clutter_sort sort,
                       const struct lw_clutter_at *at, int64_t first_ns)
{
    const double memory = memory_s(sort, at->period_s);
    const double since = fmax((double)(at->t_ns - first_ns) * 1e-9, 0.0);

    return fmax(memory * -expm1(-since / memory) / at->period_s, 1.0);
}

/* Of what lies evenly around there: where no range rate tells, as much as was
 * reported of late and is no aircraft yet. */
static double quiet_per_m2(const struct lw_clutter *map,
                           const struct lw_clutter_at *at,
                           const struct lw_clutter_even *even)
{
    const enum lw_clutter_sort sort = LW_CLUTTER_DRIFTING;
    const double size = cell_m(sort, at->error_m);
    double still;

    if (at->has_range_rate)
        return even->per_m2;
    return fmax(even->per_m2,
                count_around(map, sort, at, size, &still) /
                    (4.0 * size * size * looks_of(sort, at, even->first_ns)));
}

/* How range rates spread where `still` of `count` reports had none. */
static double range_rates_there(double count, double still, double mps)
{
    const double share = (still + 0.5) / (count + 1.0);

    return share * normal(mps, still_mps) +
           (1.0 - share) * normal(mps, blades_mps);
}

/* The chance that a block of cells is a busy one. */
static double prior_of(enum lw_clutter_sort sort,
                       const struct lw_clutter_at *at, double area,
                       const struct lw_clutter_even *even)
{
    /* a slow turn sees a flock too seldom to tell it from an aircraft */
    const double slow = fmax(at->period_s, 1.0);
    const double times = by_range_rate(sort, at)
                             ? even->flocks / (range_rates * slow * slow * slow)
                             : 1.0;

    return fmin(sorts[sort].places * area / even->area_m2 * times, 0.5);
}

double lw_clutter_flocks(const struct lw_clutter_at *at,
                         const struct lw_clutter_even *even)
{
    const enum lw_clutter_sort sort = LW_CLUTTER_DRIFTING;
    const double size = cell_m(sort, at->error_m);
    const double area = 4.0 * size * size;
    const double quiet =
        area * even->per_m2 * 2.0 * range_rate_cell_mps * even->range_rate_mps;

    return by_range_rate(sort, at)
               ? prior_of(sort, at, area, even) * sorts[sort].mean / quiet
               : 0.0;
}

double lw_clutter_excess(const struct lw_clutter *map,
                         enum lw_clutter_sort sort,
                         const struct lw_clutter_at *at,
                         const struct lw_clutter_even *even)
{
    const double size = cell_m(sort, at->error_m);
    const double area = 4.0 * size * size;
    const bool rates = by_range_rate(sort, at);
    double still;

    if (sort == LW_CLUTTER_DRIFTING && !rates)
        return 0.0;
    const double count = count_around(map, sort, at, size, &still);
    const double span = 2.0 * range_rate_cell_mps;
    const double prior = prior_of(sort, at, area, even);
    if (count < (at->has_range_rate ? count_least : count_least_blind))
        return 0.0;
    const double looks = looks_of(sort, at, even->first_ns);
    const double quiet =
        area * (rates ? even->per_m2 * span * even->range_rate_mps
                      : quiet_per_m2(map, at, even));
    if (count < quiet * looks)
        return 0.0;
    const double rate =
        fmin(busy_rate(count, looks, quiet, prior, sorts[sort].mean),
             sorts[sort].most);
    return rate / area *
           (rates ? 1.0 / span
            : at->has_range_rate
                ? range_rates_there(count, still, at->range_rate_mps)
                : 1.0);
}

/* A cell that is in use, and which. */
struct copied {
    uint32_t at;
    struct lw_clutter_cell cell;
};

static void cells_out(const struct lw_clutter *map, unsigned char *to)
{
    for (uint32_t i = 0, left = map->used; left > 0; i++) {
        const struct copied copied = {i, map->cell[i]};
        if (map->cell[i].key == 0)
            continue;
        memcpy(to, &copied, sizeof copied);
        to += sizeof copied;
        left--;
    }
}

static void cells_in(struct lw_clutter *map, const unsigned char *from)
{
    memset(map->cell, 0, (size_t)map->buckets * WAYS * sizeof *map->cell);
    for (uint32_t i = 0; i < map->used; i++, from += sizeof(struct copied)) {
        struct copied copied;
        memcpy(&copied, from, sizeof copied);
        map->cell[copied.at] = copied.cell;
    }
}

void lw_clutter_copy(struct lw_clutter *map, struct lw_copy *copy)
{
    lw_copy(copy, &map->begin_ns, sizeof map->begin_ns);
    lw_copy(copy, &map->used, sizeof map->used);
    if (copy->way == LW_COPY_OUT)
        cells_out(map, copy->at);
    else if (copy->way == LW_COPY_IN)
        cells_in(map, copy->at);
    lw_copy_past(copy, map->used * sizeof(struct copied));
}
