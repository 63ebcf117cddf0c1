/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look.c - the plots of one look in order.
 *
 * What comes with one look has no order of its own, and the picture must not
 * depend on the one that it came in. Plots near each other on the ground stand
 * near each other in memory's eyes, too: what asks for one asks for the next.
 */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "fuse.h"

/* Of a key: places within 2^28 times that are told apart, and come round again
 * beyond. */
static const double grain_m = 0.0625;
enum { PLACE_BITS = 28, TYPE_SHIFT = 2 * PLACE_BITS };
/* 2 pi, or the longest range, of them: below 2^56 */
static const double grains_a_rad = 1e16, grains_a_metre = 7e7;

/* The low 32 bits, a free bit beside each. */
static uint64_t spread(uint64_t v)
{
    v = (v | v << 16) & 0x0000ffff0000ffff;
    v = (v | v << 8) & 0x00ff00ff00ff00ff;
    v = (v | v << 4) & 0x0f0f0f0f0f0f0f0f;
    v = (v | v << 2) & 0x3333333333333333;
    return (v | v << 1) & 0x5555555555555555;
}

static uint64_t grain_of(double at_m)
{
    const double grain = fmin(fmax(at_m / grain_m, -1e15), 1e15);

    return (uint64_t)(int64_t)floor(grain) & ((1u << PLACE_BITS) - 1);
}

/* Its type, then where it is: outwards from a radar, round the compass, or
 * along a Z-order curve. */
static uint64_t key_of(const struct lw_plot *plot)
{
    const uint64_t type = (uint64_t)plot->type << TYPE_SHIFT;

    if (plot->type == LW_REPORT_POLAR)
        return type | (uint64_t)(fmin(plot->z[0], 1e9) * grains_a_metre);
    if (plot->type == LW_REPORT_BEARING)
        return type | (uint64_t)(lw_angle_positive(plot->z[0]) * grains_a_rad);
    return type | spread(grain_of(plot->spot_m[0])) |
           spread(grain_of(plot->spot_m[1])) << 1;
}

static bool before(const void *left, const void *right, const void *context)
{
    const struct lw_look_key *a = left, *b = right;
    const struct lw_plot *p = a->plot, *q = b->plot;

    (void)context;
    if (a->key != b->key)
        return a->key < b->key;
    int c = memcmp(p->origin_m, q->origin_m, sizeof p->origin_m);
    if (c == 0)
        c = memcmp(p->z, q->z, sizeof p->z);
    if (c == 0)
        c = memcmp(p->r, q->r, sizeof p->r);
    if (c == 0)
        c = memcmp(&p->level_db, &q->level_db, sizeof p->level_db);
    if (c == 0)
        c = memcmp(&p->ident, &q->ident, sizeof p->ident);
    return c < 0;
}

/* By their keys alone: the lowest eight bits, then the next, in an order that
 * keeps what is equal as it was. Where they stand in the end. */
static struct lw_look_key *sort_keys(struct lw_look_key *key,
                                     struct lw_look_key *spare, uint32_t plots)
{
    enum { DIGITS = 8, BASE = 256 };
    uint32_t count[DIGITS][BASE] = {{0}};

    for (uint32_t j = 0; j < plots; j++)
        for (int d = 0; d < DIGITS; d++)
            count[d][key[j].key >> 8 * d & (BASE - 1)]++;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t *to = count[d], before = 0;
        if (to[key[0].key >> 8 * d & (BASE - 1)] == plots)
            continue; /* all alike */
        for (int v = 0; v < BASE; v++) {
            const uint32_t n = to[v];
            to[v] = before;
            before += n;
        }
        for (uint32_t j = 0; j < plots; j++)
            spare[to[key[j].key >> 8 * d & (BASE - 1)]++] = key[j];
        struct lw_look_key *const was = key;
        key = spare;
        spare = was;
    }
    return key;
}

int64_t lw_look_sort(struct lw_tracker *trk, uint32_t plots)
{
    enum { MANY = 128 };
    struct lw_look_key *key = trk->look_key, spare;
    int64_t latest_ns = INT64_MIN;

    for (uint32_t j = 0; j < plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        key[j] = (struct lw_look_key){key_of(plot), plot};
        latest_ns = plot->meas_ns > latest_ns ? plot->meas_ns : latest_ns;
    }
    if (plots >= MANY)
        key = sort_keys(key, key + trk->cfg.reports_max, plots);
    for (uint32_t from = 0, to; from < plots; from = to) {
        /* all of them, or those of one key */
        to = plots >= MANY ? from + 1 : plots;
        while (to < plots && key[to].key == key[from].key)
            to++;
        if (to - from > 1)
            lw_sort(key + from, to - from, sizeof *key, &spare, before, NULL);
    }
    for (uint32_t j = 0; j < plots; j++)
        trk->look_plot[j] = key[j].plot;
    return latest_ns;
}
