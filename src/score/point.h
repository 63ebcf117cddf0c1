/* SPDX-License-Identifier: Apache-2.0 */
/*
 * point.h - one object, or one track, at one moment; and how far it is from
 * one to the other.
 *
 * Frame   differences in east, north, up at the object. With two dimensions
 *         they are between the places on the ellipsoid below, heights unused
 * Units   SI, radians
 */
#ifndef LW_POINT_H
#define LW_POINT_H

#include <stdint.h>

#include "base/geodesy.h"
#include "luchtwacht/geodetic.h"

enum lw_score_has {
    LW_SCORE_HAS_ALT = 1 << 0,
    LW_SCORE_HAS_VEL = 1 << 1,
    LW_SCORE_HAS_COV = 1 << 2,
    LW_SCORE_HAS_EXISTENCE = 1 << 3,
    LW_SCORE_HAS_IDENT = 1 << 4, /* of a track: it says who it is */
    LW_SCORE_HAS_KIND = 1 << 5,
    LW_SCORE_COOPERATIVE = 1 << 6, /* of an object: it says who it is */
    LW_SCORE_OPTIONAL = 1 << 7,    /* of an object: need not be shown */
};

/* 6x6, [e n u ve vn vu]: the upper triangle, row by row. */
enum { LW_SCORE_COV = 21 };

struct lw_score_point {
    uint32_t number; /* of the object or track, from 0 without gaps */
    uint32_t has;    /* enum lw_score_has, ored */
    struct lw_geodetic pos;
    double vel_mps[3]; /* east, north, up */
    double cov[LW_SCORE_COV];
    double existence;
    uint16_t kind;   /* an object's, or the likeliest of a track */
    uint16_t region; /* where it is */
};

/* Place of element (row, column) in cov[], either way round. */
int lw_score_cov_index(int row, int column);

/* The chance that what a track claims lies within cutoff_m of where it is
 * shown: its existence, times the part of its stated covariance (if it has
 * one) that does. The sum of squares of a normal distribution is taken for a
 * scaled chi-square of the same mean and variance, exact for a circle and for
 * a line (Satterthwaite, 1946). */
double lw_score_claim(const struct lw_score_point *track, int dimensions,
                      double cutoff_m);

/* Earth-centred, on the ellipsoid with two dimensions. */
void lw_score_place(const struct lw_score_point *point, int dimensions,
                    double ecef_m[3]);

/* The axes at an object. */
void lw_score_frame(const struct lw_score_point *object, int dimensions,
                    struct lw_frame *frame);

/* Track less object in these axes; its length over the dimensions. */
double lw_score_offset(const struct lw_frame *frame, int dimensions,
                       const double ecef_m[3], double enu_m[3]);

#endif
