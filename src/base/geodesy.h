/* SPDX-License-Identifier: Apache-2.0 */
/*
 * geodesy.h - WGS-84 geodetic coordinates and one Cartesian frame a scene.
 *
 * A scene frame is the tangent frame east, north, up at its origin; it is ECEF
 * turned and shifted, so straight lines and distances are exact everywhere.
 * Only "up" differs from place to place: lw_frame_local() gives the ENU axes
 * of any place in the scene frame.
 *
 * Units   radians, metres
 * Source  NIMA TR8350.2 (WGS-84); Bowring, "Transformation from spatial to
 *         geographical coordinates" (Survey Review 181, 1976)
 */
#ifndef LW_GEODESY_H
#define LW_GEODESY_H

#include "luchtwacht/geodetic.h"

#define LW_PI  3.14159265358979323846
#define LW_DEG (LW_PI / 180.0) /* radians in a degree */

/* rot: 3x3, row-major; rows are east, north, up at the origin, in ECEF. */
struct lw_frame {
    double origin_m[3]; /* ECEF */
    double rot[9];
};

void lw_geodetic_to_ecef(struct lw_geodetic geo, double ecef_m[3]);

/* Exact to a tenth of a millimetre from 10 km below to 1,000 km above. */
struct lw_geodetic lw_geodetic_from_ecef(const double ecef_m[3]);

void lw_frame_init(struct lw_frame *frame, struct lw_geodetic origin);
void lw_frame_from_geodetic(const struct lw_frame *frame,
                            struct lw_geodetic geo, double xyz_m[3]);
struct lw_geodetic lw_frame_to_geodetic(const struct lw_frame *frame,
                                        const double xyz_m[3]);

/* The ENU axes at a place, as rows in the scene frame (3x3, row-major):
 * enu = axes * (xyz - place). */
void lw_frame_local(const struct lw_frame *frame, struct lw_geodetic place,
                    double axes[9]);
/* Both: where a place is, and its axes. */
void lw_frame_place(const struct lw_frame *frame, struct lw_geodetic geo,
                    double xyz_m[3], double axes[9]);

/* Metres in a radian of longitude and of latitude, on the ellipsoid. */
void lw_geodetic_radii(double lat_rad, double metres[2]);

/* An angle brought to -pi..pi, and to 0..2 pi. */
double lw_angle_wrap(double rad);
double lw_angle_positive(double rad);

#endif
