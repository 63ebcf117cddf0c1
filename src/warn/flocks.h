/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flocks.h - which tracks of a picture fly together: near one another, at one
 * speed, on one course. They have one plan (combine.h).
 *
 * Each flock has a leader, the track of the lowest number in it, and all are
 * alike to the leader: a stream of aircraft an hour long is not one flock.
 */
#ifndef LW_FLOCKS_H
#define LW_FLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "luchtwacht/err.h"
#include "luchtwacht/track.h"

/* So many seconds of flight apart at most, within these bounds. */
#define LW_FLOCKS_APART_S     90.0
#define LW_FLOCKS_APART_M_MIN 300.0
#define LW_FLOCKS_APART_M_MAX 5000.0
/* How much their velocities differ: metres a second, and part of the speed;
 * and what is not known of them. */
#define LW_FLOCKS_SLIP_MPS  3.0
#define LW_FLOCKS_SLIP_PART 0.1

struct lw_flocks {
    uint32_t tracks_max, buckets; /* a power of two */
    uint32_t *head, *next;        /* leaders by cell; + 1, 0: none */
};

size_t lw_flocks_size(uint32_t tracks_max);
LW_NODISCARD int lw_flocks_init(struct lw_flocks *flocks, uint32_t tracks_max,
                                struct lw_arena *arena);

/* leader[i]: the index of the track that track i flies with; its own where it
 * leads or flies alone. tracks <= tracks_max. */
void lw_flocks_find(struct lw_flocks *flocks, const struct lw_track *track,
                    uint32_t tracks, uint32_t *leader);

#endif
