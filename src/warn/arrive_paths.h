/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrive_paths.h - a fixed set of futures that an aircraft may have, and what
 * they come to for one track: a fan of paths.
 *
 * A future is how the velocity turns and shrinks from now on, as sums over the
 * legs between fixed moments; for a track it is turned and scaled by the
 * velocity that the path begins with, drawn as its place is from the track's
 * covariance. The same draws for every track, so that what comes of equal
 * states is equal, and of nearly equal ones nearly so.
 *
 * Frame   metres east and north on a plane (zone_index.h)
 */
#ifndef LW_ARRIVE_PATHS_H
#define LW_ARRIVE_PATHS_H

#include <stdint.h>

#include "luchtwacht/track.h"

enum {
    LW_PATHS = 128, /* of a way to fly */
    LW_LEGS = 10,
};
extern const double lw_leg_s[LW_LEGS + 1]; /* where each begins, and the end */

/* Ways to fly: on one's way somewhere; to and fro about a place. */
enum lw_way { LW_WAY_TRAVELS, LW_WAY_ROAMS };
enum { LW_WAYS = 2 };

/* Of a way: seconds of the first velocity, ahead and to the left of it, and
 * seconds at a speed of its own, east and north, that each leg adds. */
struct lw_futures {
    float ahead_s[LW_LEGS][LW_PATHS], left_s[LW_LEGS][LW_PATHS];
    float east_s[LW_LEGS][LW_PATHS], north_s[LW_LEGS][LW_PATHS];
    float deviate[4][LW_PATHS]; /* of place and velocity */
};

struct lw_fan {
    float x_m[LW_LEGS + 1][LW_PATHS], y_m[LW_LEGS + 1][LW_PATHS];
    float reach_m; /* none goes further from the origin */
};

/* Where an aircraft is, east and north of the origin of the plane, and how it
 * moves; [e n ve vn]. */
struct lw_motion {
    double mean[4], cov[16];
    double roam_mps; /* its speed where it roams */
};

void lw_futures_init(struct lw_futures *futures, enum lw_way way);

void lw_fan_init(struct lw_fan *fan, const struct lw_futures *futures,
                 const struct lw_motion *motion);

#endif
