/* SPDX-License-Identifier: Apache-2.0 */
#include "geodesy.h"

#include <math.h>

static const double semi_major_m = 6378137.0;
static const double flattening = 1.0 / 298.257223563;

static double eccentricity2(void)
{
    return flattening * (2.0 - flattening);
}

void lw_geodetic_to_ecef(struct lw_geodetic geo, double ecef_m[3])
{
    const double e2 = eccentricity2();
    const double s = sin(geo.lat_rad), c = cos(geo.lat_rad);
    const double n = semi_major_m / sqrt(1.0 - e2 * s * s);

    ecef_m[0] = (n + geo.alt_hae_m) * c * cos(geo.lon_rad);
    ecef_m[1] = (n + geo.alt_hae_m) * c * sin(geo.lon_rad);
    ecef_m[2] = (n * (1.0 - e2) + geo.alt_hae_m) * s;
}

struct lw_geodetic lw_geodetic_from_ecef(const double ecef_m[3])
{
    const double e2 = eccentricity2();
    const double semi_minor_m = semi_major_m * (1.0 - flattening);
    const double p = hypot(ecef_m[0], ecef_m[1]), z = ecef_m[2];
    double tan_u = z * semi_major_m / (p * semi_minor_m);
    double lat_rad = 0.0;

    /* Two rounds of Bowring's formula; written with tangents it needs no
     * trigonometry, and at the poles p = 0 gives infinities that resolve. */
    for (int i = 0; i < 2; i++) {
        const double cos_u = 1.0 / sqrt(1.0 + tan_u * tan_u);
        const double sin_u = p > 0.0 ? tan_u * cos_u : (z < 0.0 ? -1.0 : 1.0);
        const double up =
            z + e2 / (1.0 - e2) * semi_minor_m * sin_u * sin_u * sin_u;
        const double out = p - e2 * semi_major_m * cos_u * cos_u * cos_u;
        lat_rad = atan2(up, out);
        tan_u = (1.0 - flattening) * up / out;
    }

    const double s = sin(lat_rad), c = cos(lat_rad);
    return (struct lw_geodetic){
        .lat_rad = lat_rad,
        .lon_rad = atan2(ecef_m[1], ecef_m[0]),
        .alt_hae_m = p * c + z * s - semi_major_m * sqrt(1.0 - e2 * s * s),
    };
}

void lw_geodetic_radii(double lat_rad, double metres[2])
{
    const double e2 = eccentricity2();
    const double w = 1.0 - e2 * sin(lat_rad) * sin(lat_rad);

    metres[0] = semi_major_m / sqrt(w) * cos(lat_rad);
    metres[1] = semi_major_m * (1.0 - e2) / (w * sqrt(w));
}

/* Rows east, north, up in ECEF. */
static void enu_axes(struct lw_geodetic place, double rot[9])
{
    const double sp = sin(place.lat_rad), cp = cos(place.lat_rad);
    const double sl = sin(place.lon_rad), cl = cos(place.lon_rad);

    rot[0] = -sl;
    rot[1] = cl;
    rot[2] = 0.0;
    rot[3] = -sp * cl;
    rot[4] = -sp * sl;
    rot[5] = cp;
    rot[6] = cp * cl;
    rot[7] = cp * sl;
    rot[8] = sp;
}

void lw_frame_init(struct lw_frame *frame, struct lw_geodetic origin)
{
    lw_geodetic_to_ecef(origin, frame->origin_m);
    enu_axes(origin, frame->rot);
}

/* A point of ECEF in the scene. */
static void from_ecef(const struct lw_frame *frame, const double ecef_m[3],
                      double xyz_m[3])
{
    double d[3];

    for (int i = 0; i < 3; i++)
        d[i] = ecef_m[i] - frame->origin_m[i];
    for (int i = 0; i < 3; i++)
        xyz_m[i] = frame->rot[3 * i] * d[0] + frame->rot[3 * i + 1] * d[1] +
                   frame->rot[3 * i + 2] * d[2];
}

/* Axes of ECEF in the scene. */
static void turn(const struct lw_frame *frame, const double enu[9],
                 double axes[9])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            axes[3 * i + j] = enu[3 * i] * frame->rot[3 * j] +
                              enu[3 * i + 1] * frame->rot[3 * j + 1] +
                              enu[3 * i + 2] * frame->rot[3 * j + 2];
}

void lw_frame_from_geodetic(const struct lw_frame *frame,
                            struct lw_geodetic geo, double xyz_m[3])
{
    double ecef[3];

    lw_geodetic_to_ecef(geo, ecef);
    from_ecef(frame, ecef, xyz_m);
}

void lw_frame_place(const struct lw_frame *frame, struct lw_geodetic geo,
                    double xyz_m[3], double axes[9])
{
    const double e2 = eccentricity2();
    double enu[9], ecef[3];

    enu_axes(geo, enu);
    const double n = semi_major_m / sqrt(1.0 - e2 * enu[8] * enu[8]);
    for (int i = 0; i < 3; i++)
        ecef[i] = (n + geo.alt_hae_m) * enu[6 + i];
    ecef[2] -= n * e2 * enu[8];
    from_ecef(frame, ecef, xyz_m);
    turn(frame, enu, axes);
}

struct lw_geodetic lw_frame_to_geodetic(const struct lw_frame *frame,
                                        const double xyz_m[3])
{
    double ecef[3];

    for (int i = 0; i < 3; i++)
        ecef[i] = frame->origin_m[i] + frame->rot[i] * xyz_m[0] +
                  frame->rot[3 + i] * xyz_m[1] + frame->rot[6 + i] * xyz_m[2];
    return lw_geodetic_from_ecef(ecef);
}

void lw_frame_local(const struct lw_frame *frame, struct lw_geodetic place,
                    double axes[9])
{
    double enu[9];

    enu_axes(place, enu);
    turn(frame, enu, axes);
}

double lw_angle_wrap(double rad)
{
    return remainder(rad, 2.0 * LW_PI);
}

double lw_angle_positive(double rad)
{
    if (rad >= 0.0 && rad < 2.0 * LW_PI)
        return rad;
    const double a = fmod(rad, 2.0 * LW_PI);

    return a < 0.0 ? a + 2.0 * LW_PI : a;
}
