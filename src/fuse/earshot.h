/* SPDX-License-Identifier: Apache-2.0 */
/*
 * earshot.h - what of hearing depends on distance alone: a sensor's chance of
 * hearing and how much fainter sound gets, at even distances, and the points
 * at which a Gaussian is weighed out.
 *
 * Worked out once for all sensors that hear alike, as thousands do.
 *
 * Units   metres, decibels
 */
#ifndef LW_FUSE_EARSHOT_H
#define LW_FUSE_EARSHOT_H

#include "base/lanes.h"
#include "luchtwacht/site.h"

enum {
    LW_EARSHOT_BINS = 48,
    LW_EARSHOT_SIGMA = 3,      /* a Gaussian is weighed out to so many */
    LW_EARSHOT_POINTS_MIN = 2, /* to either side of the middle */
    LW_EARSHOT_POINTS_MAX = 5,
    LW_EARSHOT_LANES = 21, /* that hold the points of the widest circle */
};

/* Out to where nothing is heard. */
struct lw_earshot_table {
    double reach_m, bin_m;
    double chance[LW_EARSHOT_BINS + 1]; /* of one look, by the site */
    double fall_db[LW_EARSHOT_BINS + 1];
};

/* Points within a circle, in sigma, and their masses, which sum to 1; what
 * fills up the last lanes has none. */
struct lw_earshot_points {
    int lanes;
    lw_lanes u[LW_EARSHOT_LANES], v[LW_EARSHOT_LANES], mass[LW_EARSHOT_LANES];
};

/* All zero at first. */
struct lw_earshot {
    struct lw_detection detection; /* of the sensors that it is of */
    double range_m;
    struct lw_earshot_table silent, heard;
    /* of all that is heard: how much fainter it comes than from 1 m */
    double fall_db, fall_var;
    struct lw_earshot_points points[LW_EARSHOT_POINTS_MAX + 1];
};

/* That of this sensor: what is there already, if that hears alike. */
void lw_earshot_set(struct lw_earshot *earshot, const struct lw_sensor *sensor);

double lw_earshot_chance(const struct lw_sensor *sensor, double range_m);
double lw_earshot_fall_db(double range_m);

#endif
