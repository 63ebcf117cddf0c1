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

#include <stdbool.h>
#include <stdint.h>

#include "arrive.h"
#include "base/lanes.h"

enum {
    LW_BLOCKS = LW_EIGHT, /* a block: eight paths that keep together */
    LW_PATHS = LW_BLOCKS * LW_EIGHT,
    LW_LEGS = 10,
};
extern const double lw_leg_s[LW_LEGS + 1]; /* where each begins, and the end */

/* Ways to fly: on one's way somewhere, slowly or fast; to and fro about a
 * place. */
enum lw_way { LW_WAY_TRAVELS, LW_WAY_DASHES, LW_WAY_ROAMS };
enum { LW_WAYS = 3 };

/* When it last changed its course, as far as is known of it. */
enum lw_past {
    LW_PAST_UNKNOWN,
    LW_PAST_NOW,
    LW_PAST_LATELY,
    LW_PAST_LONG,
    LW_PAST_STEADY, /* so long ago that it seems not to do so */
};
enum { LW_PASTS = 5 };

/* It was seen to so long ago, or (false) not in so long. */
enum lw_past lw_past_of(double since_s, bool seen_to);

/* By path, eight of a block in a row. Of a leg: seconds of the first velocity,
 * ahead and to the left of it, and seconds at a speed of its own, east and
 * north, that it adds. */
struct lw_futures {
    float ahead_s[LW_LEGS][LW_PATHS], left_s[LW_LEGS][LW_PATHS];
    float east_s[LW_LEGS][LW_PATHS], north_s[LW_LEGS][LW_PATHS];
    float deviate[4][LW_PATHS];   /* of place and velocity */
    float lasts[LW_ARRIVE_TIMES]; /* chance that it still flies then */
};

struct lw_fan {
    lw_eight x_m[LW_LEGS + 1][LW_BLOCKS], y_m[LW_LEGS + 1][LW_BLOCKS];
    /* what each leg adds, and one by its length squared */
    lw_eight ux_m[LW_LEGS][LW_BLOCKS], uy_m[LW_LEGS][LW_BLOCKS];
    lw_eight per_m2[LW_LEGS][LW_BLOCKS];
    /* Of each leg, by block: the box that holds it, and the strip along its
     * own direction: those whose dot product with `across` lies between. */
    lw_eight west_m[LW_LEGS], east_m[LW_LEGS];
    lw_eight south_m[LW_LEGS], north_m[LW_LEGS];
    lw_eight across_x[LW_LEGS], across_y[LW_LEGS];
    lw_eight right_m[LW_LEGS], left_m[LW_LEGS];
    const float *lasts;
};

/* Where an aircraft is, east and north of the origin of the plane, and how it
 * moves; [e n ve vn]. */
struct lw_motion {
    double mean[4], cov[16];
    double roam_mps; /* its speed where it roams */
};

void lw_futures_init(struct lw_futures *futures, enum lw_way way,
                     enum lw_past past);

void lw_fan_init(struct lw_fan *fan, const struct lw_futures *futures,
                 const struct lw_motion *motion);

/* The box of all that it covers before the end of leg number `legs`: west,
 * east, south, north. */
void lw_fan_box(const struct lw_fan *fan, uint32_t legs, float box_m[4]);

#endif
