/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_parts.h - what the files of the registration share.
 *
 * register.c        the interface: claims gather in windows, one a track
 * register_claim.c  a plot, and what errors do to it
 * register_fit.c    a window: what its plots say of their sensors' errors,
 *                   the track itself taken out (Friedland 1969)
 * register_joint.c  what all windows say together, in groups of sensors
 * register_solve.c  that and the priors (expectation propagation)
 * register_prior.c  the priors
 *
 * Errors are counted in units of their own: unit_of a sensor's kind, about
 * what an error is where a sensor is set up wrong. An index of a window's
 * vectors is feed * LW_SENSOR_ERRORS + error, of a group's member *
 * LW_SENSOR_ERRORS + error.
 *
 * Source  doc/registration.md
 */
#ifndef LW_REGISTER_PARTS_H
#define LW_REGISTER_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/tracker.h"
#include "plot.h"

enum {
    LW_REG_WINDOWS = 64,
    LW_REG_CLAIMS = 96, /* plots of one window */
    LW_REG_FEEDS = 6,   /* sensors of one window */
    LW_REG_WINDOW_DIM = LW_REG_FEEDS * LW_SENSOR_ERRORS,
    LW_REG_MEMBERS = 24, /* sensors of one group */
    LW_REG_GROUP_DIM = LW_REG_MEMBERS * LW_SENSOR_ERRORS,
    LW_REG_TRACKS = 1024, /* of which something is remembered */
    LW_REG_SMALL = 6,     /* members of a group that is solved thoroughly */
    LW_REG_MODES = 8,     /* explanations of its errors that are mixed */
    LW_REG_CHANGES = 2,   /* errors that may change at once: clock, azimuth */
};

#define LW_REG_NOTHING 1e-9 /* information that is none */

/* ---- priors (register_prior.c) ---- */

/* In order with a spread of `spike`, or set up wrong by a normal error of one
 * unit on the positive or on the negative side; or by what something else
 * says: `there`, give or take there_sd, in units. */
struct lw_reg_prior {
    double unit;                      /* 0: not estimated */
    double spike, positive, negative; /* the last two: chances */
    double there, there_sd, there_chance;
};

/* What a sensor is set up on. */
enum lw_reg_mount {
    LW_REG_STANDS,
    LW_REG_MOVES,
    LW_REG_CHARTED, /* it moves, and what it sees comes as places: once a look
        is over, they were worked out from where it was */
};

struct lw_reg_prior lw_reg_prior_of(enum lw_sensor_kind kind,
                                    enum lw_reg_mount mount,
                                    enum lw_sensor_error error);
/* The same of one sensor, by what the site file says of it. */
struct lw_reg_prior lw_reg_prior_for(const struct lw_sensor *sensor,
                                     enum lw_reg_mount mount,
                                     enum lw_sensor_error error);
/* Mean and variance of a prior, in units. */
void lw_reg_prior_moments(const struct lw_reg_prior *prior, double *mean,
                          double *var);
/* The same of the prior times a normal density (cavity); returns the logarithm
 * of the product's mass. */
double lw_reg_prior_times(const struct lw_reg_prior *prior, double cavity_mean,
                          double cavity_var, double *mean, double *var);

/* Whether it is thought to be late before anything is said of it. */
bool lw_reg_prior_late(const struct lw_reg_prior *prior);

/* The chance that an error of such a prior is no error in order, given what a
 * normal density (cavity) says of it. */
double lw_reg_prior_wrong(const struct lw_reg_prior *prior, double cavity_mean,
                          double cavity_var);

/* ---- one plot (register_claim.c) ---- */

/* A plot, without what registration does not need of it. */
struct lw_reg_claim {
    int64_t meas_ns;
    uint32_t sensor, has;
    uint8_t type, dim;
    bool sound;
    bool polar; /* errors of azimuth and range show in it */
    double z[LW_PLOT_DIM_MAX];
    double r[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];
    double origin_m[3], axes[9];
    double place_m[3]; /* polar: where the sensor stood */
};

/* polar: its sensor measures range and azimuth, whatever it reports. */
void lw_reg_pack(const struct lw_plot *plot, bool polar,
                 struct lw_reg_claim *claim);
/* Sets of the plot what lw_plot_residual() needs. */
void lw_reg_unpack(const struct lw_reg_claim *claim, double sound_mps,
                   const double wind_en_mps[2], struct lw_plot *plot);

/* Derivative of a claim's values by its own sensor's errors (dim x 6), at a
 * state x, with the derivative h by it. */
void lw_reg_by_errors(const struct lw_reg_claim *claim,
                      const double x[LW_STATE], const double *h,
                      double *by_errors);

/* ---- one window (register_fit.c) ---- */

struct lw_reg_problem {
    struct lw_reg_claim *claim; /* in any order of time */
    int claims;
    int feeds;
    uint32_t feed[LW_REG_FEEDS]; /* sensors */
    double sound_mps, wind_en_mps[2];
    double unit[LW_REG_WINDOW_DIM];
    double now[LW_REG_WINDOW_DIM]; /* where the errors are thought to be */
    double prior[LW_REG_WINDOW_DIM * LW_REG_WINDOW_DIM]; /* covariance */
    double jitter[LW_REG_WINDOW_DIM]; /* variance from window to window */
    double scale[LW_REG_FEEDS];       /* of the plots' covariances */
};

struct lw_reg_answer {
    int dims;                    /* 6 * feeds */
    double noise;                /* acceleration that it took, m2/s3 */
    double y[LW_REG_WINDOW_DIM]; /* information times value, not from `now` */
    double info[LW_REG_WINDOW_DIM * LW_REG_WINDOW_DIM];
    double square[LW_REG_FEEDS];     /* mean normalised square of innovations */
    double shift[LW_REG_WINDOW_DIM]; /* square of this window's own jitter */
    int used, left_out;
    /* twice the logarithm of how much likelier it is, had the clock (or the
     * azimuth) changed since */
    double change[LW_REG_FEEDS][LW_REG_CHANGES];
};

struct lw_reg_fit; /* scratch */
size_t lw_reg_fit_size(void);

/* False: the window says nothing that can be trusted. */
bool lw_reg_fit(const struct lw_reg_problem *problem, struct lw_reg_fit *fit,
                struct lw_reg_answer *answer);

/* ---- all windows together (register_joint.c) ---- */

struct lw_reg_sensor {
    int16_t home; /* its group; -1: none yet */
    enum lw_reg_mount mount;
    uint16_t windows; /* that its figures below rest on, saturating */
    uint32_t changes[LW_REG_CHANGES]; /* seen, of its clock and azimuth */
    float change[LW_REG_CHANGES];     /* what speaks for one, summed up */
    float scale;
    float stated[LW_SENSOR_ERRORS]; /* variance of a plot, by what it says */
    float jitter[LW_SENSOR_ERRORS]; /* variance from window to window */
};

/* What is known of a sensor's clock from the time that its reports take. */
struct lw_reg_way {
    bool put_right; /* it was ahead, and is not any more */
    float way_s;    /* that time, the least of late; 0: not known */
};

struct lw_reg_group {
    int members;
    uint32_t sensor[LW_REG_MEMBERS];
    bool changed;
    int64_t drift_ns, solved_ns;
    double y[LW_REG_GROUP_DIM];
    double info[LW_REG_GROUP_DIM * LW_REG_GROUP_DIM];
    /* the posterior, as of solved_ns */
    struct lw_reg_prior prior[LW_REG_GROUP_DIM];
    double site_info[LW_REG_GROUP_DIM], site_y[LW_REG_GROUP_DIM];
    double mean[LW_REG_GROUP_DIM], take[LW_REG_GROUP_DIM];
    double wrong[LW_REG_GROUP_DIM]; /* chance that it is not in order */
    double cov[LW_REG_GROUP_DIM * LW_REG_GROUP_DIM];
};

/* One explanation of a group's errors: a normal density in place of each
 * prior, the posterior that follows, and its evidence. */
struct lw_reg_mode {
    double log_z;
    double mean[LW_REG_GROUP_DIM];
    double site_info[LW_REG_GROUP_DIM], site_y[LW_REG_GROUP_DIM];
    double *cov; /* n x n */
};

struct lw_reg_joint {
    const struct lw_site *site;
    struct lw_reg_sensor *sensor;
    struct lw_reg_way *way; /* by sensor; it does not go back with time */
    struct lw_reg_group *group;
    int groups, groups_max;
    double *scratch; /* two matrices of LW_REG_GROUP_DIM^2 */
    struct lw_reg_mode mode[LW_REG_MODES + 1];
};

/* The group that such a window is counted in; bit i of *kept: sensor feed[i]
 * is a member. -1: there is no room for two of them together. */
int lw_reg_join(struct lw_reg_joint *joint, const uint32_t *feed, int feeds,
                int64_t now_ns, uint32_t *kept);
/* Member of a group, or -1. */
int lw_reg_member(const struct lw_reg_group *group, uint32_t sensor);
/* Count a window's answer in. Every feed is a member. */
void lw_reg_add(struct lw_reg_group *group,
                const struct lw_reg_problem *problem,
                const struct lw_reg_answer *answer);
/* An error has changed: what was known of it is not any more. */
void lw_reg_forget(struct lw_reg_group *group, int member,
                   enum lw_sensor_error error);
/* Let the errors drift, and work out what is known now, where it is due. */
void lw_reg_settle(struct lw_reg_joint *joint, int group, int64_t now_ns);

/* ---- the posterior (register_solve.c) ---- */

bool lw_reg_solve(struct lw_reg_joint *joint, struct lw_reg_group *group);

/* Inverse of the positive definite n x n matrix in `a`, which is overwritten,
 * and the logarithm of its determinant. */
bool lw_reg_invert(double *a, int n, double *inverse, double *log_det);

#endif
