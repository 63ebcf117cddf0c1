/* SPDX-License-Identifier: Apache-2.0 */
/* distance_fixture.h - metres between two places, by PROJ's geodesic. */
#ifndef LW_DISTANCE_FIXTURE_H
#define LW_DISTANCE_FIXTURE_H

#include <geodesic.h>

#include "base/geodesy.h"

static inline double distance_m(struct lw_geodetic a, struct lw_geodetic b)
{
    struct geod_geodesic wgs84;
    double s = 0.0, from = 0.0, to = 0.0;

    geod_init(&wgs84, 6378137.0, 1.0 / 298.257223563);
    geod_inverse(&wgs84, a.lat_rad / LW_DEG, a.lon_rad / LW_DEG,
                 b.lat_rad / LW_DEG, b.lon_rad / LW_DEG, &s, &from, &to);
    return s;
}

#endif
