/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sums.h - what is added up over steps, of the whole picture or of a part of
 * it (a kind, a region), and the figures that come of it.
 *
 * Units   SI; courses in degrees; shares of nothing are NaN
 * Source  doc/measuring.md has the formulae and where they come from
 */
#ifndef LW_SUMS_H
#define LW_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/report.h"
#include "point.h"
#include "quantile.h"

/* Over which axes an error is held against its covariance. */
enum lw_nees {
    LW_NEES_HORIZONTAL, /* east, north */
    LW_NEES_VERTICAL,
    LW_NEES_SPATIAL,
    LW_NEES_MOTION, /* east, north, and the velocities along them */
    LW_NEES_STATE,  /* all six */
};
enum { LW_NEES_KINDS = 5, LW_NEES_REGIONS = 4 };
/* Shares of the regions that errors are counted in. */
#define LW_NEES_SHARES                                                         \
    {                                                                          \
        0.5, 0.9, 0.95, 0.99                                                   \
    }

int lw_nees_dimensions(enum lw_nees kind);
const char *lw_nees_name(enum lw_nees kind);

struct lw_nees_sums {
    uint64_t pairs, inside[LW_NEES_REGIONS];
    double sum, sum2;
    uint64_t follows; /* pairs with the one of the same object before */
    double product;   /* of these two */
};

struct lw_nees_figures {
    uint64_t pairs;
    double per_dimension; /* mean; 1 when covariances are honest */
    double inside[LW_NEES_REGIONS];
    /* 95% of the means of so many honest errors lie between these: if each
     * stood for itself, and as they hang together in time. */
    double band[2], band_independent[2];
    double independent; /* so many errors are they worth */
};

struct lw_nees_figures lw_nees_figures_of(const struct lw_nees_sums *sums,
                                          int dimensions);

/* Velocities are asked for from so long after the first track on. */
#define LW_SETTLED_S 60.0
/* A course needs a speed. */
#define LW_COURSE_MPS_MIN 2.0
/* What is asked for of velocities: within one of the two. */
#define LW_VELOCITY_MPS   5.0
#define LW_VELOCITY_SHARE 0.1

struct lw_sums {
    uint64_t objects, tracks; /* steps of them that count */
    uint64_t assigned, near_tracks, far_tracks, near_objects, second;
    uint64_t heights, velocities, near_velocities;
    uint64_t settled, settled_good;
    double localisation; /* of GOSPA: sum of powers */
    double error2, horizontal2, vertical2, velocity2;
    double near_error, near_error2, near_speed, near_velocity2;
    uint64_t cooperative, nameless; /* tracked steps of such */
    uint64_t told[LW_KINDS], kinds; /* likeliest kind of what tracks it */
    uint64_t switches;
    struct lw_nees_sums nees[LW_NEES_KINDS];
    struct lw_quantile horizontal, vertical, velocity, velocity_share, course;
};

/* An object and the track that it is assigned, and how far that is off. */
struct lw_sums_pair {
    const struct lw_score_point *object, *track;
    double enu_m[3];
    double distance_m; /* over the dimensions that count */
    double power;      /* GOSPA's */
    int dimensions;    /* 2 or 3 */
    bool settled, switched;
    double *nees_before; /* of this object, LW_NEES_KINDS; NaN: none. Becomes
                            that of this pair */
};

/* To the sums of the whole and of each part. */
void lw_sums_pair(struct lw_sums *const *sums, int count,
                  const struct lw_sums_pair *pair);

/* Squared velocity difference over the dimensions; NaN: not known. */
double lw_velocity_error2(const struct lw_score_point *object,
                          const struct lw_score_point *track, int dimensions);

/* One object's time before its first track; `found` false: there was none. */
struct lw_wait {
    double wait_s;
    bool found;
};

/* So long until `share` of the objects had a track, where those that never had
 * one were still without it when they went (Kaplan & Meier, 1958); NaN: never
 * that many. Sorts them. */
double lw_wait_quantile(struct lw_wait *wait, uint32_t count, double share);

/* Of sorted values, linear between neighbours; NaN: there are none. */
double lw_sorted_quantile(const double *value, uint32_t count, double share);

double lw_share(double part, uint64_t whole);
double lw_root_mean(double sum, uint64_t count, double p);

#endif
