/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pairs.h - which tracks are near which objects, without trying all of them.
 *
 * Tracks are sorted along the Earth-centred axis in which they are farthest
 * spread; every object looks at the stretch of them that can be near.
 */
#ifndef LW_PAIRS_H
#define LW_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "gospa.h"
#include "luchtwacht/err.h"
#include "point.h"

struct lw_pairs_key {
    double along_m;
    uint32_t track;
};

struct lw_pairs_work {
    struct lw_pairs pairs;  /* what is found */
    double *ecef_m;         /* of the tracks, 3 each */
    struct lw_frame *frame; /* at the objects */
    struct lw_pairs_key *key;
    size_t pairs_max;
    uint32_t objects_max, tracks_max;
};

size_t lw_pairs_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max);
int lw_pairs_init(struct lw_pairs_work *work, uint32_t objects_max,
                  uint32_t tracks_max, size_t pairs_max,
                  struct lw_arena *arena);

/* work->pairs becomes those closer than the cut-off. 0, or LW_ERR_NO_SPACE:
 * more than there is room for. */
LW_NODISCARD int
lw_pairs_find(struct lw_pairs_work *work, int dimensions, double cutoff_m,
              const struct lw_score_point *objects, uint32_t object_count,
              const struct lw_score_point *tracks, uint32_t track_count);

#endif
