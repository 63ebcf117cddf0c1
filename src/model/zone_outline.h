/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_outline.h - the ring round a place, and round a line, in metres.
 *
 * All is worked out in the plane of an orthographic projection: the tangent
 * plane of a frame (base/geodesy.h), with points of the ellipsoid dropped onto
 * it. d metres from the frame's origin, lengths away from it are short by
 * d^2 / 2 R^2: by 1/8000 at 100 km.
 *
 * Units   radians, metres
 */
#ifndef LW_ZONE_OUTLINE_H
#define LW_ZONE_OUTLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/geodesy.h"

/* The place of the ellipsoid above or below a point of the plane; its
 * longitude is within half a turn of the origin's, so perhaps beyond pi. */
struct lw_geodetic lw_outline_place(const struct lw_frame *frame,
                                    const double xy_m[2]);

/* How many points the ring round a circle has, and one of them (0..count-1,
 * counter-clockwise); the frame's origin is the middle. */
uint32_t lw_outline_circle_count(double radius_m);
struct lw_geodetic lw_outline_circle(const struct lw_frame *frame,
                                     struct lw_geodetic middle, double radius_m,
                                     uint32_t index);

/* Points that an edge of this length is cut into so that a straight line of
 * longitude and latitude and one on the ground are within 0.25 m: metres. */
double lw_outline_piece_m(double lat_rad);

enum { LW_OUTLINE_JOINT_MAX = 40 }; /* points of one corner or end */

/*
 * The corner that a border `half_m` to the right makes where the line comes
 * from a, turns at b and goes on to c (c NULL: it ends, and the border goes
 * round the end). Returns how many points of out[] were set.
 */
int lw_outline_joint(const double a[2], const double b[2], const double *c,
                     double half_m, double out[LW_OUTLINE_JOINT_MAX][2]);

/* How much of both edges a turn at b to this side takes away there; infinite
 * where the line turns right back. 0: it turns to the other side. */
double lw_outline_inner_m(const double a[2], const double b[2],
                          const double c[2], double half_m, bool left);

#endif
