/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utm.h - Universal Transverse Mercator on WGS-84, to geodetic.
 *
 * Units   metres, radians
 * Source  NGA.SIG.0012 (UTM); C. Karney, "Transverse Mercator with an accuracy
 *         of a few nanometers" (J. Geodesy 85, 2011), eq. 36
 */
#ifndef LW_UTM_H
#define LW_UTM_H

#include <stdbool.h>

#include "luchtwacht/err.h"
#include "luchtwacht/geodetic.h"

struct lw_utm_zone {
    int number; /* 1..60 */
    bool south;
};

/* "31N", "31 s": N and S are hemispheres; the other letters are bands of
 * latitude (C..M south, P..X north). 0 or LW_ERR_SYNTAX. */
LW_NODISCARD int lw_utm_zone_read(const char *text, struct lw_utm_zone *zone);

/* The zone that a place is in; Norway's and Svalbard's odd ones are not. */
struct lw_utm_zone lw_utm_zone_of(struct lw_geodetic geo);

/* Exact to a millimetre within 30 degrees of the zone's meridian. alt_hae_m
 * is 0. 0, or LW_ERR_RANGE: no place of that zone. */
LW_NODISCARD int lw_utm_to_geodetic(struct lw_utm_zone zone, double easting_m,
                                    double northing_m, struct lw_geodetic *geo);

/* Grid north, clockwise from true north, at a place of that zone. */
double lw_utm_convergence_rad(struct lw_utm_zone zone, struct lw_geodetic geo);

#endif
