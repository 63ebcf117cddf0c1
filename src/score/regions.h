/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regions.h - which part of the map a place lies in: polygons, or rings of
 * distance around a point.
 *
 * The first that holds a place has it. Frame of polygons: the plane of
 * longitude and latitude, as GeoJSON has it.
 */
#ifndef LW_REGIONS_H
#define LW_REGIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"
#include "luchtwacht/site.h"

/* Of one polygon or multipolygon. */
struct lw_region_box {
    double south_rad, north_rad, west_rad, east_rad;
};

/* box[i] for zone[i]. */
void lw_regions_box(const struct lw_zone *zone, uint32_t zones,
                    struct lw_region_box *box);

/* Whether the place lies in this zone. */
bool lw_region_holds(const struct lw_zone *zone,
                     const struct lw_region_box *box, struct lw_geodetic place);

/* What the zone covers, to half a percent. */
double lw_region_area_m2(const struct lw_zone *zone);

/* Index of the first zone that the place lies in, or `zones`. */
uint32_t lw_region_of(const struct lw_zone *zone,
                      const struct lw_region_box *box, uint32_t zones,
                      struct lw_geodetic place);

/* Index of the first of the ascending distances that is not exceeded on the
 * way along the ground from the origin, or `rings`. */
uint32_t lw_region_ring(struct lw_geodetic origin, const double *ring_m,
                        uint32_t rings, struct lw_geodetic place);

#endif
