/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_thin.h - borders with fewer points, for drawing many of them.
 *
 * Never for deciding anything: what is left out is up to a tolerance away from
 * what is drawn, and thin borders may cross.
 *
 * Units   radians, metres
 */
#ifndef LW_ZONE_THIN_H
#define LW_ZONE_THIN_H

#include <stdint.h>

#include "luchtwacht/site.h"

/* Points that one edge may stand for. */
enum { LW_THIN_RUN_MAX = 64 };

/* The last of the points after `index` and up to `end` to which a straight edge
 * leads that is at most `tolerance_m` off all between; point `count` is point
 * 0 again. O(LW_THIN_RUN_MAX^2), of which few are usual. */
uint32_t lw_thin_next(const struct lw_geodetic *point, uint32_t count,
                      uint32_t index, uint32_t end, double tolerance_m);

/* Of the points of a ring, the one that is drawn after point `index` (ring
 * ->count: the ring ends there), so that none between is more than
 * `tolerance_m` off. 0 metres keeps all of them. At least three are drawn of
 * any ring. */
uint32_t lw_zone_thin_next(const struct lw_zone *zone,
                           const struct lw_ring *ring, uint32_t index,
                           double tolerance_m);

/* The least tolerance, of 0, 1, 4, 16 .. m, with which all zones together
 * have `points_max` points at most; the last one tried where none has. */
double lw_zone_thin_tolerance(const struct lw_zone *zone, uint32_t zones,
                              uint64_t points_max);

#endif
