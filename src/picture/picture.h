/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture.h - the air picture as it stands, what changed in it, what is where.
 *
 * Takes what lw_tracker_picture() gives and remembers what was told of each
 * track, so that a difference carries only what dead reckoning (straight on at
 * the told velocity) would get wrong. Pure: no clock, no I/O, no allocation.
 *
 * Frame   WGS-84
 * Units   metres, metres/second, radians; time in ns since the Unix epoch
 * Source  doc/picture.md
 */
#ifndef LW_PICTURE_H
#define LW_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/track.h"

struct lw_picture; /* opaque; lives in memory that the caller provides */

struct lw_picture_config {
    uint32_t tracks_max;  /* 1..65536 */
    uint32_t removed_max; /* how many removals are remembered, 1..1048576 */
    uint32_t trail_max;   /* points remembered of each track, 1..4096 */
};

/* 4096 tracks, 8192 removals, 120 points. */
struct lw_picture_config lw_picture_defaults(void);

/* Bytes that lw_picture_init() needs, or 0 if *cfg is not valid. */
size_t lw_picture_size(const struct lw_picture_config *cfg);

/* Build an empty picture inside `mem` (aligned for max_align_t), which stays
 * the caller's. NULL if `size` is too small or *cfg is not valid. */
struct lw_picture *lw_picture_init(const struct lw_picture_config *cfg,
                                   void *mem, size_t size);

/* Forget every track, as when a recording starts again: every client gets a
 * snapshot next. Versions go on counting. */
void lw_picture_reset(struct lw_picture *picture);

/*
 * Make `track` (by number, upward, each once; states at time_ns) the picture.
 *
 * Returns how many tracks are new, changed or gone, or
 *   LW_ERR_RANGE     not in order, or time_ns is before the last picture
 *   LW_ERR_NO_SPACE  more than tracks_max
 */
LW_NODISCARD int lw_picture_update(struct lw_picture *picture,
                                   const struct lw_track *track, uint32_t count,
                                   int64_t time_ns);

/* Version of the picture: goes up with every update that changed something.
 * Never 0, so 0 can stand for "knows nothing yet". */
uint64_t lw_picture_version(const struct lw_picture *picture);

/* The moment it is for; INT64_MIN before the first update. */
int64_t lw_picture_time_ns(const struct lw_picture *picture);

/* How many tracks there are. */
uint32_t lw_picture_count(const struct lw_picture *picture);

/* The index-th track by number, upward; index < count. Pointers that the
 * picture gives are good until the next update or reset. */
const struct lw_track *lw_picture_track(const struct lw_picture *picture,
                                        uint32_t index);

/* The track with this number, or NULL. O(log tracks). */
const struct lw_track *lw_picture_find(const struct lw_picture *picture,
                                       uint32_t number);

struct lw_picture_changes {
    bool snapshot;    /* forget all: `track` is everything there is */
    uint32_t tracks;  /* how many of track[] are set */
    uint32_t removed; /* how many of removed[] are set */
};

/*
 * What a client that knows version `since` (0: nothing) has to be told to know
 * the present one. track[] has room for tracks_max, removed[] for removed_max.
 */
struct lw_picture_changes lw_picture_changes(const struct lw_picture *picture,
                                             uint64_t since,
                                             const struct lw_track *track[],
                                             uint32_t removed[]);

/* Tracks whose label is new or changed since that version (0: all that have
 * one); label[] has room for tracks_max. Returns how many. */
uint32_t lw_picture_labels(const struct lw_picture *picture, uint64_t since,
                           const struct lw_track *label[]);

/* A box of latitudes and longitudes; west > east: across 180 degrees. */
struct lw_picture_box {
    double south_rad, west_rad, north_rad, east_rad;
};

/* Tracks inside the box, by number; at most `max`. Returns how many. */
uint32_t lw_picture_inside(const struct lw_picture *picture,
                           const struct lw_picture_box *box,
                           const struct lw_track *track[], uint32_t max);

/* Where a track was when reports told of it, the oldest first, thinned; at
 * most the last `max`. Returns how many; 0 also where there is no such track.
 */
uint32_t lw_picture_trail(const struct lw_picture *picture, uint32_t number,
                          struct lw_track_point *point, uint32_t max);

#endif
