/* SPDX-License-Identifier: Apache-2.0 */
#include "flocks.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/geodesy.h"

static uint32_t buckets(uint32_t tracks_max)
{
    uint32_t n = 16;

    while (n < 2 * tracks_max)
        n *= 2;
    return n;
}

size_t lw_flocks_size(uint32_t tracks_max)
{
    const struct lw_flocks *const none = NULL;

    return lw_arena_slice(buckets(tracks_max), sizeof *none->head) +
           lw_arena_slice(tracks_max, sizeof *none->next);
}

int lw_flocks_init(struct lw_flocks *flocks, uint32_t tracks_max,
                   struct lw_arena *arena)
{
    *flocks = (struct lw_flocks){
        .tracks_max = tracks_max,
        .buckets = buckets(tracks_max),
        .head = lw_arena_take(arena, buckets(tracks_max), sizeof *flocks->head),
        .next = lw_arena_take(arena, tracks_max, sizeof *flocks->next),
    };
    return flocks->head == NULL || flocks->next == NULL ? LW_ERR_NO_SPACE : 0;
}

/* On a plane whose scale is that of the place, cells of the largest distance:
 * rows by latitude, columns by longitude east of the first track, at the middle
 * of the row. */
struct cell {
    int32_t row, column;
};

static const double metre_rad = 1.0 / 6371000.0;

static struct cell cell_of(const struct lw_track *track, uint32_t i,
                           int32_t rows_up)
{
    const double size_rad = LW_FLOCKS_APART_M_MAX * metre_rad;
    const struct lw_geodetic pos = track[i].pos;
    const double east_rad = lw_angle_wrap(pos.lon_rad - track[0].pos.lon_rad);
    const double row = floor(pos.lat_rad / size_rad) + rows_up;
    const double narrow = fmax(cos((row + 0.5) * size_rad), 0.01);

    return (struct cell){(int32_t)row,
                         (int32_t)floor(east_rad * narrow / size_rad)};
}

static uint32_t bucket(const struct lw_flocks *flocks, struct cell cell)
{
    const uint64_t mixed =
        ((uint64_t)(uint32_t)cell.row << 32 | (uint32_t)cell.column) *
        UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(mixed >> 32) & (flocks->buckets - 1);
}

static bool alike(const struct lw_track *a, const struct lw_track *b)
{
    const double speed = hypot(a->vel_mps[0], a->vel_mps[1]);
    const double apart_m =
        fmin(fmax(LW_FLOCKS_APART_S * speed, LW_FLOCKS_APART_M_MIN),
             LW_FLOCKS_APART_M_MAX);
    const double unsure =
        sqrt(a->cov[21] + a->cov[28] + b->cov[21] + b->cov[28]);
    const double slip =
        hypot(a->vel_mps[0] - b->vel_mps[0], a->vel_mps[1] - b->vel_mps[1]);
    double metres[2];

    if (slip > LW_FLOCKS_SLIP_MPS + LW_FLOCKS_SLIP_PART * speed + unsure)
        return false;
    lw_geodetic_radii(a->pos.lat_rad, metres);
    return hypot(lw_angle_wrap(a->pos.lon_rad - b->pos.lon_rad) * metres[0],
                 (a->pos.lat_rad - b->pos.lat_rad) * metres[1]) <= apart_m;
}

/* The leader of the lowest number that it flies with; itself if there is
 * none. */
static uint32_t find_leader(const struct lw_flocks *flocks,
                            const struct lw_track *track, uint32_t i)
{
    uint32_t best = i;

    for (int32_t up = -1; up <= 1; up++)
        for (int32_t side = -1; side <= 1; side++) {
            struct cell cell = cell_of(track, i, up);
            cell.column += side;
            for (uint32_t at = flocks->head[bucket(flocks, cell)]; at != 0;
                 at = flocks->next[at - 1])
                if (at - 1 < best && alike(&track[at - 1], &track[i]))
                    best = at - 1;
        }
    return best;
}

void lw_flocks_find(struct lw_flocks *flocks, const struct lw_track *track,
                    uint32_t tracks, uint32_t *leader)
{
    assert(tracks <= flocks->tracks_max);
    memset(flocks->head, 0, flocks->buckets * sizeof *flocks->head);
    for (uint32_t i = 0; i < tracks; i++) {
        leader[i] = find_leader(flocks, track, i);
        if (leader[i] != i)
            continue;
        uint32_t *const head =
            &flocks->head[bucket(flocks, cell_of(track, i, 0))];
        flocks->next[i] = *head;
        *head = i + 1;
    }
}
