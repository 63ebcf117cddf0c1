/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrive_enter.h - when the paths of a fan first enter a zone.
 *
 * Frame   metres east and north on the plane of the fan
 */
#ifndef LW_ARRIVE_ENTER_H
#define LW_ARRIVE_ENTER_H

#include <stdbool.h>
#include <stdint.h>

#include "arrive.h"
#include "arrive_paths.h"
#include "zone_index.h"

enum { LW_OUTLINE_CHUNK = 8 }; /* sides in a row that have one extent */

/* An outline, as lw_zone_index_outline() gives it. */
struct lw_outline {
    const float *x_m, *y_m;
    const uint8_t *after;
    struct lw_extent *chunk; /* room for one of every LW_OUTLINE_CHUNK points */
    uint32_t points;
};

/* A zone within radius_m of centre_m, and which part of the paths must enter
 * before the end of which leg for it to be of interest. */
struct lw_goal {
    float centre_m[2], radius_m, least;
    uint32_t legs;
    uint32_t may; /* a bit for each leg on which any may be there at all */
};

/* How many paths have entered by each moment of lw_arrive_s, as a part of all
 * of them; false: too few in time. A round zone, as large as it is for
 * lines: each path counts as a strip `blur_m` to either side, of which a part
 * may hit. */
bool lw_enter_round(const struct lw_fan *fan, const struct lw_goal *goal,
                    float disc_m, float blur_m, float part[LW_ARRIVE_TIMES]);
bool lw_enter_outline(const struct lw_fan *fan, const struct lw_goal *goal,
                      const struct lw_outline *outline,
                      float part[LW_ARRIVE_TIMES]);

/* On which legs any path may come near, a bit each; 0: on none in time. */
uint32_t lw_enter_may(const struct lw_fan *fan, const struct lw_goal *goal);

#endif
