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

/* Of the points of a ring, the one that is drawn after point `index` (ring
 * ->count: the ring ends there), so that none between is more than
 * `tolerance_m` off. 0 metres keeps all of them. At least three are drawn of
 * any ring. O(64) */
uint32_t lw_zone_thin_next(const struct lw_zone *zone,
                           const struct lw_ring *ring, uint32_t index,
                           double tolerance_m);

/* The least tolerance, of 0, 1, 4, 16 .. m, with which all zones together
 * have `points_max` points at most; the last one tried where none has. */
double lw_zone_thin_tolerance(const struct lw_zone *zone, uint32_t zones,
                              uint64_t points_max);

#endif
