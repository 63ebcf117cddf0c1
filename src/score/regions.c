/* SPDX-License-Identifier: Apache-2.0 */
#include "regions.h"

#include <math.h>

#include "base/geodesy.h"
#include "zone_rings.h"

void lw_regions_box(const struct lw_zone *zone, uint32_t zones,
                    struct lw_region_box *box)
{
    for (uint32_t z = 0; z < zones; z++) {
        box[z] =
            (struct lw_region_box){HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL};
        for (uint32_t i = 0; i < zone[z].points; i++) {
            const struct lw_geodetic *at = &zone[z].point[i];
            box[z].south_rad = fmin(box[z].south_rad, at->lat_rad);
            box[z].north_rad = fmax(box[z].north_rad, at->lat_rad);
            box[z].west_rad = fmin(box[z].west_rad, at->lon_rad);
            box[z].east_rad = fmax(box[z].east_rad, at->lon_rad);
        }
    }
}

bool lw_region_holds(const struct lw_zone *zone,
                     const struct lw_region_box *box, struct lw_geodetic place)
{
    return place.lat_rad >= box->south_rad && place.lat_rad <= box->north_rad &&
           place.lon_rad >= box->west_rad && place.lon_rad <= box->east_rad &&
           lw_zone_holds(zone, place);
}

/* The area of a ring on the sphere that is as large as the ellipsoid. */
static double ring_area_m2(const struct lw_geodetic *at, uint32_t count)
{
    const double radius_m = 6371007.2;
    double sum = 0;

    for (uint32_t i = 0, j = count - 1; i < count; j = i++)
        sum += (at[i].lon_rad - at[j].lon_rad) *
               (sin(at[i].lat_rad) + sin(at[j].lat_rad)) / 2;
    return fabs(sum) * radius_m * radius_m;
}

double lw_region_area_m2(const struct lw_zone *zone)
{
    double area_m2 = 0;

    for (uint32_t r = 0; r < zone->rings; r++) {
        const struct lw_ring *ring = &zone->ring[r];
        const double part_m2 =
            ring_area_m2(zone->point + ring->first, ring->count);
        area_m2 += ring->hole ? -part_m2 : part_m2;
    }
    return area_m2;
}

uint32_t lw_region_of(const struct lw_zone *zone,
                      const struct lw_region_box *box, uint32_t zones,
                      struct lw_geodetic place)
{
    for (uint32_t z = 0; z < zones; z++)
        if (lw_region_holds(&zone[z], &box[z], place))
            return z;
    return zones;
}

uint32_t lw_region_ring(struct lw_geodetic origin, const double *ring_m,
                        uint32_t rings, struct lw_geodetic place)
{
    const double radius_m = 6371008.8; /* the Earth's, mean */
    double a[3], b[3], chord2 = 0;

    origin.alt_hae_m = place.alt_hae_m = 0;
    lw_geodetic_to_ecef(origin, a);
    lw_geodetic_to_ecef(place, b);
    for (int i = 0; i < 3; i++)
        chord2 += (a[i] - b[i]) * (a[i] - b[i]);
    const double distance_m =
        2 * radius_m * asin(fmin(1, sqrt(chord2) / (2 * radius_m)));
    for (uint32_t i = 0; i < rings; i++)
        if (distance_m <= ring_m[i])
            return i;
    return rings;
}
