/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plot.h - one usable measurement: its value, covariance and what a state
 * would have made of it.
 *
 * State x = [x y z vx vy vz] in the scene frame. All geometry is exact; only
 * the derivatives are first order (extended Kalman filter).
 *
 * Frame   scene (base/geodesy.h); angles in the sensor's own ENU
 * Units   metres, radians, seconds
 * Source  Bar-Shalom, Li & Kirubarajan (2001), 10.3 (EKF); doc/tracker.md
 */
#ifndef LW_PLOT_H
#define LW_PLOT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/geodesy.h"
#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"

enum { LW_STATE = 6, LW_PLOT_DIM_MAX = 6 };
/* Names that one aircraft has alone. */
enum { LW_HAS_NAME = LW_HAS_ICAO | LW_HAS_REMOTE_ID };

/* What about a sensor never changes while the tracker runs. */
struct lw_sensor_model {
    double xyz_m[3]; /* of its position; 0 without one */
    double axes[9];
    double area_m2;      /* of its coverage, on the ground */
    double heard_sd_m;   /* the Gaussian that stands for "within hearing" */
    double heard_chance; /* its height */
    double error_time_s; /* its errors hang together for about this long */
};

/* What every look asks of each of its plots stands first. */
struct lw_plot {
    enum lw_report_type type;
    uint32_t has; /* LW_HAS_ALT, _VEL, _EL, _RANGE_RATE: which values follow;
        _RCS, _LEVEL, _F0 */
    uint32_t has_ident; /* LW_HAS_ICAO .. LW_HAS_SQUAWK, LW_HAS_KINDS */
    uint32_t sensor;
    uint32_t report; /* which one it was, in the order that they came in */
    int64_t meas_ns;
    int dim;
    bool has_place;       /* it is known where the sensor stood */
    bool sound;           /* it travelled as sound */
    bool corrected;       /* its sensor's own errors were taken out */
    double scale;         /* of every likelihood; 1 but for "heard" */
    double false_density; /* false reports per look, per unit of z */
    double odds;          /* 0.1..10, by its confidence; 1: says nothing */
    double spot_m[2], spot_radius_m; /* lw_plot_spot() */
    double origin_m[3]; /* where the sensor stood; position: what it says */
    double axes[9];     /* ENU there, rows in the scene frame */
    double z[LW_PLOT_DIM_MAX]; /* position: [e n (u) (ve vn vu)] from
        origin_m, so zeros and the velocity; polar: [range az (el)
        (range rate)]; bearing: [az (el)]; heard: [0 0] */
    double r[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX]; /* dim x dim, row-major */

    double place_m[3], place_axes[9]; /* of the sensor, where known */
    double wind_mps[3], sound_mps;
    struct lw_ident ident;
    double kinds[LW_KINDS];
    float rcs_dbsm, level_db, f0_hz; /* LW_HAS_RCS, _LEVEL, _F0 in `has` */
};

void lw_sensor_model_init(struct lw_sensor_model *model,
                          const struct lw_sensor *sensor,
                          const struct lw_frame *frame);

/* Where the sensor stood: the report's `from` (report may be NULL), or the
 * site's position. False where neither is known. */
bool lw_plot_place(const struct lw_report *report,
                   const struct lw_sensor *sensor,
                   const struct lw_sensor_model *model,
                   const struct lw_frame *frame, double place_m[3],
                   double axes[9]);

/*
 * Make a plot of a report (position, polar, bearing or heard).
 *   LW_ERR_MISSING  it takes a place to stand that neither the report nor the
 *                   site gives
 *   LW_ERR_RANGE    a covariance that is not positive definite
 */
LW_NODISCARD int lw_plot_make(const struct lw_report *report,
                              const struct lw_site *site, uint32_t sensor,
                              const struct lw_sensor_model *model,
                              const struct lw_frame *frame,
                              struct lw_plot *plot);

/* Where on the ground of the scene a plot says something is, and the radius
 * within which that holds, in its spot_m[] and spot_radius_m. */
void lw_plot_spot(struct lw_plot *plot, const struct lw_sensor *sensor);

/*
 * Residual z - h(x) and derivative H (dim x 6) at a state that is for
 * `age_s` after the plot's meas_ns (negative for a state before it). The
 * sound's way is solved for.
 */
void lw_plot_residual(const struct lw_plot *plot, const double x[LW_STATE],
                      double age_s, double nu[LW_PLOT_DIM_MAX],
                      double h[LW_PLOT_DIM_MAX * LW_STATE]);

/* Whether that derivative by velocity, its last three columns, is not 0. */
static inline bool lw_plot_by_velocity(const struct lw_plot *plot, double age_s)
{
    return plot->sound || age_s > 0.0 || age_s < 0.0 ||
           plot->has & (LW_HAS_RANGE_RATE | LW_HAS_VEL);
}

/*
 * What the first-order residual leaves out where the place is spread over a
 * part of its own distance: the mean of the second-order terms (in `shift`, to
 * be taken from the residual) and their variance (in `var`, to be added to that
 * of the plot). `p`: covariance of the place, lower triangle by rows. Range,
 * azimuth and elevation alone; the rest is 0. They are known to be first-order
 * where it returns false, and nothing is set.
 *
 * Source  Bar-Shalom, Li & Kirubarajan (2001), 10.3.2 (second-order EKF)
 */
bool lw_plot_curvature(const struct lw_plot *plot, const double x[LW_STATE],
                       double age_s, const double p[6],
                       double shift[LW_PLOT_DIM_MAX],
                       double var[LW_PLOT_DIM_MAX]);

/* How far off it notices anything; where the site does not say, as far as the
 * best of its kind do (doc/domain.md). */
double lw_sensor_reach_m(const struct lw_sensor *sensor);

/* Whether it says where, and not who. */
static inline bool lw_plot_is_place(const struct lw_plot *plot)
{
    return (plot->type == LW_REPORT_POSITION ||
            plot->type == LW_REPORT_POLAR) &&
           !(plot->has_ident & LW_HAS_NAME);
}

/* Whether it says anything of height. */
static inline bool lw_plot_tells_height(const struct lw_plot *plot)
{
    return plot->has &
           (plot->type == LW_REPORT_POSITION ? LW_HAS_ALT : LW_HAS_EL);
}

/* Variance of a position or polar plot on the ground, both axes together. */
static inline double lw_plot_error2(const struct lw_plot *plot)
{
    const double range_m = plot->type == LW_REPORT_POLAR ? plot->z[0] : 1.0;

    return range_m * sqrt(plot->r[0] * plot->r[plot->dim + 1]);
}

/* Of the false reports of a radar, the share a m/s at that range rate. */
double lw_plot_false_range_rate(double mps);

/* The report that a sensor which hears, and tells no direction, did not send:
 * its place, its time, the way of the sound. */
void lw_plot_silence(const struct lw_site *site, uint32_t sensor,
                     const double origin_m[3], const double axes[9],
                     int64_t t_ns, struct lw_plot *plot);

/* Slant range, azimuth and elevation of a scene point from a place. */
void lw_plot_direction(const double origin_m[3], const double axes[9],
                       const double xyz_m[3], double *range_m, double *az_rad,
                       double *el_rad);

#endif
