/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_outline.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static const double semi_major_m = 6378137.0;
static const double semi_minor_m = 6356752.314245;
static const double earth_m = 6371008.8; /* mean radius */

static const double circle_error_m = 0.75; /* of the ring round a circle */
static const double piece_error_m = 0.25;  /* of an edge that is cut */

enum { CIRCLE_MIN = 16, CIRCLE_MAX = 640 };

/* The part of a round corner that one edge of the border spans: it leaves
 * 1/1000 of the half width at most. */
static const double step_rad = LW_PI / 36.0;

struct lw_geodetic lw_outline_place(const struct lw_frame *frame,
                                    const double xy_m[2])
{
    /* Up from the plane's point until the ellipsoid: (x^2 + y^2) / a^2 +
     * z^2 / b^2 = 1 along a straight line, near its height 0. */
    const double axis2[3] = {semi_major_m * semi_major_m,
                             semi_major_m * semi_major_m,
                             semi_minor_m * semi_minor_m};
    double ecef_m[3], up2 = 0.0, along = 0.0, off = -1.0;
    struct lw_geodetic place;

    for (int i = 0; i < 3; i++) {
        const double up = frame->rot[6 + i];
        ecef_m[i] = frame->origin_m[i] + frame->rot[i] * xy_m[0] +
                    frame->rot[3 + i] * xy_m[1];
        up2 += up * up / axis2[i];
        along += up * ecef_m[i] / axis2[i];
        off += ecef_m[i] * ecef_m[i] / axis2[i];
    }
    const double root = sqrt(fmax(along * along - up2 * off, 0.0));
    for (int i = 0; i < 3; i++)
        ecef_m[i] -= frame->rot[6 + i] * off / (along + root);
    place = lw_geodetic_from_ecef(ecef_m);
    place.alt_hae_m = 0.0;
    const double origin_rad = atan2(frame->origin_m[1], frame->origin_m[0]);
    place.lon_rad = origin_rad + lw_angle_wrap(place.lon_rad - origin_rad);
    return place;
}

uint32_t lw_outline_circle_count(double radius_m)
{
    /* An edge is r (1 - cos(pi / n)) inside at its middle; half of that. */
    const double n = ceil(LW_PI * sqrt(radius_m / (4.0 * circle_error_m)));

    return (uint32_t)fmin(fmax(n, CIRCLE_MIN), CIRCLE_MAX);
}

struct lw_geodetic lw_outline_circle(const struct lw_frame *frame,
                                     struct lw_geodetic middle, double radius_m,
                                     uint32_t index)
{
    const double count = lw_outline_circle_count(radius_m);
    const double angle = 2.0 * LW_PI * index / count;
    const double s = sin(angle), c = cos(angle);
    const double out_m = radius_m * 2.0 / (1.0 + cos(LW_PI / count));
    const double flat2 = (semi_minor_m * semi_minor_m) /
                         (semi_major_m * semi_major_m); /* 1 - e^2 */
    const double sin_lat = sin(middle.lat_rad);
    const double w = 1.0 - (1.0 - flat2) * sin_lat * sin_lat;
    double xy_m[2];

    /* The arc out_m along a normal section: Euler's radius of curvature, from
     * those across the meridian and along it. */
    const double across_m = semi_major_m / sqrt(w);
    const double along_m = across_m * flat2 / w;
    const double bend_m = 1.0 / (c * c / across_m + s * s / along_m);
    const double flat_m = bend_m * sin(out_m / bend_m);
    xy_m[0] = flat_m * c;
    xy_m[1] = flat_m * s;
    return lw_outline_place(frame, xy_m);
}

double lw_outline_piece_m(double lat_rad)
{
    /* The two differ by d^2 tan(latitude) / 8 R. */
    const double slope = fmax(fabs(tan(lat_rad)), 0.1);

    return fmax(sqrt(8.0 * earth_m * piece_error_m / slope), 50.0);
}

/* The direction from a to b, turned right by a quarter. */
static void right_of(const double a[2], const double b[2], double out[2])
{
    const double x = b[0] - a[0], y = b[1] - a[1];
    const double length = hypot(x, y);

    assert(length > 0.0);
    out[0] = y / length;
    out[1] = -x / length;
}

/* How far the line turns at b: to the left, -pi..pi. */
static double turn_at(const double a[2], const double b[2], const double c[2])
{
    const double x = b[0] - a[0], y = b[1] - a[1];
    const double u = c[0] - b[0], v = c[1] - b[1];

    return atan2(x * v - y * u, x * u + y * v);
}

double lw_outline_inner_m(const double a[2], const double b[2],
                          const double c[2], double half_m, bool left)
{
    const double turn = left ? turn_at(a, b, c) : -turn_at(a, b, c);

    return turn > 0.0 ? half_m * tan(turn / 2.0) : 0.0;
}

int lw_outline_joint(const double a[2], const double b[2], const double *c,
                     double half_m, double out[LW_OUTLINE_JOINT_MAX][2])
{
    const double turn = c != NULL ? turn_at(a, b, c) : LW_PI;
    double from[2];
    int steps;

    right_of(a, b, from);
    if (turn <= step_rad) { /* the inner side, or about straight on */
        const double reach_m = half_m / cos(turn / 2.0);
        out[0][0] = b[0] + reach_m * (from[0] * cos(turn / 2.0) -
                                      from[1] * sin(turn / 2.0));
        out[0][1] = b[1] + reach_m * (from[0] * sin(turn / 2.0) +
                                      from[1] * cos(turn / 2.0));
        return 1;
    }
    steps = (int)ceil(turn / step_rad);
    assert(steps < LW_OUTLINE_JOINT_MAX);
    for (int i = 0; i <= steps; i++) {
        const double angle = turn * i / steps;
        out[i][0] =
            b[0] + half_m * (from[0] * cos(angle) - from[1] * sin(angle));
        out[i][1] =
            b[1] + half_m * (from[0] * sin(angle) + from[1] * cos(angle));
    }
    return steps + 1;
}
