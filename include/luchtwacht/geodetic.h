/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/geodetic.h - a place on or above the WGS-84 ellipsoid.
 *
 * Frame   WGS-84 geodetic latitude and longitude, height above the ellipsoid
 * Units   radians, metres
 */
#ifndef LW_GEODETIC_H
#define LW_GEODETIC_H

struct lw_geodetic {
    double lat_rad; /* -pi/2..pi/2 */
    double lon_rad; /* -pi..pi */
    double alt_hae_m;
};

#endif
