/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_prior.c - what is thought of a sensor's errors before it says
 * anything: in order within a small spread, or set up wrong.
 */
#include <math.h>

#include "register_parts.h"

struct error_prior {
    double unit, spike, positive, negative; /* spike in the unit's own unit */
};

#define ANGLE(unit_deg, spike_deg, chance)                                     \
    {                                                                          \
        (unit_deg) * LW_DEG, (spike_deg)*LW_DEG, 0.5 * (chance),               \
            0.5 * (chance)                                                     \
    }
#define LENGTH(unit_m, spike_m, chance)                                        \
    {                                                                          \
        unit_m, spike_m, 0.5 * (chance), 0.5 * (chance)                        \
    }
#define CLOCK(unit_s, spike_s, late, early)                                    \
    {                                                                          \
        unit_s, spike_s, late, early                                           \
    }
#define NO_ERROR                                                               \
    {                                                                          \
        0.0, 0.0, 0.0, 0.0                                                     \
    }

/* azimuth, elevation, range, clock, east, north */
static const struct error_prior kind_prior[LW_SENSOR_KINDS][LW_SENSOR_ERRORS] =
    {
        [LW_SENSOR_ACOUSTIC] = {ANGLE(5.0, 0.5, 0.3), ANGLE(5.0, 0.5, 0.3),
                                NO_ERROR, CLOCK(2.0, 0.05, 0.25, 0.1),
                                LENGTH(120.0, 5.0, 0.2),
                                LENGTH(120.0, 5.0, 0.2)},
        [LW_SENSOR_RADAR] = {ANGLE(2.0, 0.1, 0.4), ANGLE(2.0, 0.2, 0.4),
                             LENGTH(60.0, 3.0, 0.4),
                             CLOCK(1.8, 0.03, 0.6, 0.05),
                             LENGTH(120.0, 3.0, 0.2), LENGTH(120.0, 3.0, 0.2)},
        [LW_SENSOR_RF] = {ANGLE(5.0, 0.5, 0.3), ANGLE(5.0, 0.5, 0.3), NO_ERROR,
                          CLOCK(2.0, 0.05, 0.3, 0.1), LENGTH(120.0, 5.0, 0.2),
                          LENGTH(120.0, 5.0, 0.2)},
        [LW_SENSOR_CAMERA] = {ANGLE(3.0, 0.2, 0.4), ANGLE(3.0, 0.2, 0.4),
                              NO_ERROR, CLOCK(0.7, 0.05, 0.2, 0.02),
                              LENGTH(120.0, 3.0, 0.2), LENGTH(120.0, 3.0, 0.2)},
        [LW_SENSOR_REMOTE_ID] = {NO_ERROR, NO_ERROR, NO_ERROR,
                                 CLOCK(1.0, 0.1, 0.3, 0.0),
                                 LENGTH(2.0, 1.0, 0.2), LENGTH(2.0, 1.0, 0.2)},
        [LW_SENSOR_ADSB] = {NO_ERROR, NO_ERROR, NO_ERROR,
                            CLOCK(0.5, 0.02, 0.15, 0.0), LENGTH(2.0, 1.0, 0.1),
                            LENGTH(2.0, 1.0, 0.1)},
        /* people differ: there is no one error to find */
        [LW_SENSOR_OBSERVER] = {NO_ERROR},
        [LW_SENSOR_TRACKER] = {NO_ERROR, NO_ERROR, NO_ERROR,
                               CLOCK(0.7, 0.03, 0.25, 0.0),
                               LENGTH(5.0, 1.0, 0.2), LENGTH(5.0, 1.0, 0.2)},
};
/* Of what moves, the place is what satellites say, not a site file. */
static const double moving_place_m = 10.0;
/* What measures to a few metres is set up to less: an error of place or range
 * in order is such a part of the noise at most. */
static const double order_part = 0.25;
/* A look gets its time when it is over, and is worked out while the next one
 * is made: it trails by about its own length. */
static const double late_min_s = 0.3;

/* Of what moves and tells places, all of one look has one time, that of its
 * end or of what was worked out then: late by a look in the mean. */
static const struct {
    double looks, sd_looks, chance, later, early;
} charted = {1.0, 0.35, 0.9, 0.03, 0.02};

struct lw_reg_prior lw_reg_prior_of(enum lw_sensor_kind kind,
                                    enum lw_reg_mount mount,
                                    enum lw_sensor_error error)
{
    const struct error_prior *p = &kind_prior[kind][error];
    const bool place = error == LW_ERROR_EAST || error == LW_ERROR_NORTH;
    const double unit = place && mount != LW_REG_STANDS
                            ? fmin(p->unit, moving_place_m)
                            : p->unit;

    return (struct lw_reg_prior){.unit = unit,
                                 .spike = unit > 0.0 ? p->spike / unit : 0.0,
                                 .positive = p->positive,
                                 .negative = p->negative};
}

struct lw_reg_prior lw_reg_prior_for(const struct lw_sensor *sensor,
                                     enum lw_reg_mount mount,
                                     enum lw_sensor_error error)
{
    struct lw_reg_prior prior = lw_reg_prior_of(sensor->kind, mount, error);
    const double fine_m = fmin(sensor->sd.range_m, sensor->sd.horizontal_m);

    if (error == LW_ERROR_RANGE || error == LW_ERROR_EAST ||
        error == LW_ERROR_NORTH) {
        if (fine_m > 0.0 && prior.unit > 0.0)
            prior.spike = fmin(prior.spike, order_part * fine_m / prior.unit);
    } else if (error == LW_ERROR_CLOCK && sensor->kind == LW_SENSOR_RADAR &&
               sensor->period_s > 0.0) {
        const double look_s =
            fmin(fmax(sensor->period_s, late_min_s), prior.unit);
        prior.spike *= prior.unit / look_s;
        prior.unit = look_s;
        if (mount == LW_REG_CHARTED) {
            prior.there = charted.looks;
            prior.there_sd = charted.sd_looks;
            prior.there_chance = charted.chance;
            prior.positive = charted.later;
            prior.negative = charted.early;
        }
    }
    return prior;
}

void lw_reg_prior_moments(const struct lw_reg_prior *prior, double *mean,
                          double *var)
{
    const double wrong = prior->positive + prior->negative;
    const double there = prior->there_chance;
    const double there2 =
        prior->there * prior->there + prior->there_sd * prior->there_sd;

    *mean = (prior->positive - prior->negative) * sqrt(2.0 / LW_PI) +
            there * prior->there;
    *var = (1.0 - wrong - there) * prior->spike * prior->spike + wrong +
           there * there2 - *mean * *mean;
}

static double in_order(const struct lw_reg_prior *prior)
{
    return 1.0 - prior->positive - prior->negative - prior->there_chance;
}

static double log_normal(double x, double var)
{
    return -0.5 * (x * x / var + log(2.0 * LW_PI * var));
}

/* Mean and variance of a normal density cut off below 0, by t = mean / sd, in
 * units of its sd; and the logarithm of the part that is above. */
static double cut_off(double t, double *mean, double *var)
{
    if (t < -8.0) { /* Mills' ratio, asymptotic */
        const double s = -t, s2 = s * s;
        *mean = 1.0 / s - 2.0 / (s * s2);
        *var = 1.0 / s2 - 6.0 / (s2 * s2);
        return -0.5 * s2 - log(s * sqrt(2.0 * LW_PI)) - 1.0 / s2;
    }
    const double above = 0.5 * erfc(-t * sqrt(0.5));
    const double ratio = exp(-0.5 * t * t) / sqrt(2.0 * LW_PI) / above;
    *mean = t + ratio;
    *var = fmax(1.0 - ratio * (t + ratio), 1e-12);
    return log(above);
}

double lw_reg_prior_times(const struct lw_reg_prior *prior, double cavity_mean,
                          double cavity_var, double *mean, double *var)
{
    const double spike = prior->spike * prior->spike;
    const double m = cavity_mean, v = cavity_var;
    const double there = prior->there_sd * prior->there_sd;
    enum { SPIKE, LATE, EARLY, THERE, PARTS };
    double chance[PARTS] = {in_order(prior), 2.0 * prior->positive,
                            2.0 * prior->negative, prior->there_chance};
    double part_mean[PARTS], part_var[PARTS], log_part[PARTS];
    double top = (double)-INFINITY, sum = 0.0;

    part_mean[SPIKE] = m * spike / (spike + v);
    part_var[SPIKE] = v * spike / (spike + v);
    log_part[SPIKE] = log_normal(m, spike + v);
    part_mean[THERE] = (m * there + prior->there * v) / (there + v);
    part_var[THERE] = v * there / (there + v);
    log_part[THERE] = log_normal(m - prior->there, there + v);
    const double sd = sqrt(v / (1.0 + v)), t = m / (1.0 + v) / sd;
    for (int side = LATE; side <= EARLY; side++) {
        const double sign = side == LATE ? 1.0 : -1.0;
        double cut_mean, cut_var;
        log_part[side] =
            log_normal(m, 1.0 + v) + cut_off(sign * t, &cut_mean, &cut_var);
        part_mean[side] = sign * sd * cut_mean;
        part_var[side] = sd * sd * cut_var;
    }
    for (int i = 0; i < PARTS; i++)
        if (chance[i] > 0.0)
            top = fmax(top, log_part[i]);
    for (int i = 0; i < PARTS; i++)
        sum += chance[i] *= exp(fmin(log_part[i] - top, 0.0));
    *mean = *var = 0.0;
    for (int i = 0; i < PARTS; i++)
        *mean += chance[i] / sum * part_mean[i];
    for (int i = 0; i < PARTS; i++) {
        const double off = part_mean[i] - *mean;
        *var += chance[i] / sum * (part_var[i] + off * off);
    }
    return top + log(sum);
}

double lw_reg_prior_wrong(const struct lw_reg_prior *prior, double cavity_mean,
                          double cavity_var)
{
    const double var = prior->spike * prior->spike + cavity_var;
    double mean, after;
    const double all =
        lw_reg_prior_times(prior, cavity_mean, cavity_var, &mean, &after);

    return 1.0 - in_order(prior) * exp(log_normal(cavity_mean, var) - all);
}

bool lw_reg_prior_late(const struct lw_reg_prior *prior)
{
    return prior->there > 0.0 && prior->there_chance > 0.5;
}
