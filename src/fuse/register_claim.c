/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_claim.c - a plot as registration keeps it, and what its sensor's
 * errors do to it.
 */
#include <math.h>
#include <string.h>

#include "register_parts.h"

void lw_reg_pack(const struct lw_plot *plot, bool polar,
                 struct lw_reg_claim *claim)
{
    claim->meas_ns = plot->meas_ns;
    claim->sensor = plot->sensor;
    claim->has = plot->has;
    claim->type = (uint8_t)plot->type;
    claim->dim = (uint8_t)plot->dim;
    claim->sound = plot->sound;
    claim->polar = polar && plot->has_place;
    memcpy(claim->z, plot->z, sizeof claim->z);
    memcpy(claim->r, plot->r, sizeof claim->r);
    memcpy(claim->origin_m, plot->origin_m, sizeof claim->origin_m);
    memcpy(claim->axes, plot->axes, sizeof claim->axes);
    memcpy(claim->place_m, plot->place_m, sizeof claim->place_m);
}

void lw_reg_unpack(const struct lw_reg_claim *claim, double sound_mps,
                   const double wind_en_mps[2], struct lw_plot *plot)
{
    plot->type = (enum lw_report_type)claim->type;
    plot->has = claim->has;
    plot->sensor = claim->sensor;
    plot->meas_ns = claim->meas_ns;
    plot->dim = claim->dim;
    plot->sound = claim->sound;
    plot->sound_mps = sound_mps;
    memcpy(plot->z, claim->z, sizeof plot->z);
    memcpy(plot->r, claim->r, sizeof plot->r);
    memcpy(plot->origin_m, claim->origin_m, sizeof plot->origin_m);
    memcpy(plot->axes, claim->axes, sizeof plot->axes);
    for (int i = 0; i < 3; i++)
        plot->wind_mps[i] = claim->axes[i] * wind_en_mps[0] +
                            claim->axes[3 + i] * wind_en_mps[1];
}

/* The way from the sensor is that of the path, not of the report: the noise of
 * a report in its own derivative would speak for errors that draw all reports
 * together. */
static void by_errors_position(const struct lw_reg_claim *claim,
                               const double x[LW_STATE], double *c)
{
    double way[2] = {0};

    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 3; k++)
            way[i] += claim->axes[3 * i + k] * (x[k] - claim->place_m[k]);
    const double ground = fmax(hypot(way[0], way[1]), 1.0);
    const double turn[2] = {way[1], -way[0]};

    for (int row = 0; row < 2; row++) {
        double *to = &c[row * LW_SENSOR_ERRORS];
        if (claim->polar) {
            to[LW_ERROR_AZIMUTH] = turn[row];
            to[LW_ERROR_RANGE] = way[row] / ground;
        }
        to[row == 0 ? LW_ERROR_EAST : LW_ERROR_NORTH] = 1.0;
    }
}

void lw_reg_by_errors(const struct lw_reg_claim *claim,
                      const double x[LW_STATE], const double *h,
                      double *by_errors)
{
    const double *vel_mps = x + 3;
    int row = 0;

    memset(by_errors, 0,
           (size_t)claim->dim * LW_SENSOR_ERRORS * sizeof *by_errors);
    /* what shows late shows where it was */
    for (int i = 0; i < claim->dim; i++)
        for (int j = 0; j < 3; j++)
            by_errors[i * LW_SENSOR_ERRORS + LW_ERROR_CLOCK] -=
                h[i * LW_STATE + j] * vel_mps[j];
    if (claim->type == LW_REPORT_POSITION) {
        by_errors_position(claim, x, by_errors);
        return;
    }
    for (int i = 0; i < claim->dim; i++)
        for (int j = 0; j < 3; j++) {
            by_errors[i * LW_SENSOR_ERRORS + LW_ERROR_EAST] +=
                h[i * LW_STATE + j] * claim->axes[j];
            by_errors[i * LW_SENSOR_ERRORS + LW_ERROR_NORTH] +=
                h[i * LW_STATE + j] * claim->axes[3 + j];
        }
    if (claim->type == LW_REPORT_POLAR)
        by_errors[row++ * LW_SENSOR_ERRORS + LW_ERROR_RANGE] = 1.0;
    by_errors[row++ * LW_SENSOR_ERRORS + LW_ERROR_AZIMUTH] = 1.0;
    if (claim->has & LW_HAS_EL)
        by_errors[row * LW_SENSOR_ERRORS + LW_ERROR_ELEVATION] = 1.0;
}
