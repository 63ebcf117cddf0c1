/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario.h"

#include <math.h>

#include "base/geodesy.h"

/* The radii of curvature of the ellipsoid: of the meridian at the origin, and
 * of the prime vertical where the place is. */
static const double semi_major_m = 6378137.0;
static const double e2 = 0.00669437999014;

static double meridian_m(double lat_rad)
{
    const double s = sin(lat_rad);

    return semi_major_m * (1.0 - e2) / pow(1.0 - e2 * s * s, 1.5);
}

static double parallel_m(double lat_rad)
{
    const double s = sin(lat_rad);

    return semi_major_m * cos(lat_rad) / sqrt(1.0 - e2 * s * s);
}

struct lw_geodetic lw_sim_place(const struct lw_scenario *scenario,
                                const double xy_m[2], double height_m)
{
    const struct lw_geodetic origin = scenario->origin;
    const double lat_rad =
        origin.lat_rad + xy_m[1] / meridian_m(origin.lat_rad);

    return (struct lw_geodetic){
        .lat_rad = lat_rad,
        .lon_rad =
            lw_angle_wrap(origin.lon_rad + xy_m[0] / parallel_m(lat_rad)),
        .alt_hae_m = scenario->ground_m + height_m,
    };
}

void lw_sim_plane(const struct lw_scenario *scenario, struct lw_geodetic place,
                  double xy_m[2])
{
    const struct lw_geodetic origin = scenario->origin;

    xy_m[0] = lw_angle_wrap(place.lon_rad - origin.lon_rad) *
              parallel_m(place.lat_rad);
    xy_m[1] = (place.lat_rad - origin.lat_rad) * meridian_m(origin.lat_rad);
}
