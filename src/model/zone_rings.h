/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_rings.h - are these rings the border of an area?
 *
 * Frame   the plane of longitude and latitude, as GeoJSON has it
 * Source  RFC 7946, 3.1.6 and 3.1.9 (an area across the antimeridian is cut)
 */
#ifndef LW_ZONE_RINGS_H
#define LW_ZONE_RINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"

struct lw_arena;

struct lw_zone_flaw {
    const char *what;     /* "crosses itself here" */
    uint32_t ring, point; /* where: indices of zone->ring, and in that ring */
};

/*
 * Every ring has three points or more and an area, no border crosses another
 * of the same polygon or itself, every hole lies in its outside. Borders may
 * touch. O(n log n) for the borders that maps have.
 *
 * Returns 0, LW_ERR_RANGE with *flaw, or LW_ERR_NO_SPACE. `scratch` is not
 * used up.
 */
LW_NODISCARD int lw_zone_check(const struct lw_zone *zone,
                               const struct lw_arena *scratch,
                               struct lw_zone_flaw *flaw);

/* Whether a place lies in one of its polygons and in none of that one's holes;
 * on a border, it may be either. O(points). */
bool lw_zone_holds(const struct lw_zone *zone, struct lw_geodetic place);

#endif
