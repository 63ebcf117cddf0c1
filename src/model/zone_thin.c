/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_thin.h"

#include <assert.h>
#include <math.h>

#include "base/geodesy.h"

static const double tolerance_m_max = 5000.0;

/* How far p is from the edge a..b, in metres in the plane about it. */
static double off_m(const struct lw_geodetic *a, const struct lw_geodetic *b,
                    const struct lw_geodetic *p, const double radii_m[2])
{
    const double bx = lw_angle_wrap(b->lon_rad - a->lon_rad) * radii_m[0];
    const double by = (b->lat_rad - a->lat_rad) * radii_m[1];
    const double px = lw_angle_wrap(p->lon_rad - a->lon_rad) * radii_m[0];
    const double py = (p->lat_rad - a->lat_rad) * radii_m[1];
    const double length2 = bx * bx + by * by;
    const double along =
        length2 > 0.0 ? fmin(fmax((px * bx + py * by) / length2, 0.0), 1.0)
                      : 0.0;

    return hypot(px - along * bx, py - along * by);
}

uint32_t lw_thin_next(const struct lw_geodetic *point, uint32_t count,
                      uint32_t index, uint32_t end, double tolerance_m)
{
    uint32_t best = index + 1;
    double radii_m[2];

    assert(index < count && end <= count);
    if (tolerance_m <= 0.0)
        return best;
    lw_geodetic_radii(point[index].lat_rad, radii_m);
    for (uint32_t next = index + 2;
         next <= end && next <= index + LW_THIN_RUN_MAX; next++) {
        const struct lw_geodetic *to = &point[next < count ? next : 0];
        for (uint32_t i = index + 1; i < next; i++)
            if (off_m(&point[index], to, &point[i], radii_m) > tolerance_m)
                return best;
        best = next;
    }
    return best;
}

uint32_t lw_zone_thin_next(const struct lw_zone *zone,
                           const struct lw_ring *ring, uint32_t index,
                           double tolerance_m)
{
    assert(ring->count >= 3 && index < ring->count);
    /* Each third of a ring keeps a point of its own. */
    const uint32_t third = ring->count / 3;
    const uint32_t part = index / third < 2 ? index / third + 1 : 3;

    return lw_thin_next(&zone->point[ring->first], ring->count, index,
                        part < 3 ? part * third : ring->count, tolerance_m);
}

double lw_zone_thin_tolerance(const struct lw_zone *zone, uint32_t zones,
                              uint64_t points_max)
{
    double tolerance_m = 0.0;

    for (;;) {
        uint64_t count = 0;
        for (uint32_t z = 0; z < zones && count <= points_max; z++)
            for (uint32_t r = 0; r < zone[z].rings; r++) {
                const struct lw_ring *ring = &zone[z].ring[r];
                for (uint32_t i = 0; i < ring->count;
                     i = lw_zone_thin_next(&zone[z], ring, i, tolerance_m))
                    count++;
            }
        if (count <= points_max || tolerance_m >= tolerance_m_max)
            return tolerance_m;
        tolerance_m = tolerance_m > 0.0 ? 4.0 * tolerance_m : 1.0;
    }
}
