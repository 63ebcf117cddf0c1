/* SPDX-License-Identifier: Apache-2.0 */
#include "plot.h"

#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "base/sound.h"

/* Where neither report nor site says (1 sigma; doc/domain.md, "Sensors"). */
static const double sd_position_default_m = 30.0;
static const double sd_vertical_default_m = 50.0;
static const double sd_vel_default_mps = 3.0;
static const double sd_range_default_m = 50.0;
static const double sd_angle_default_rad = 4.0 * LW_DEG;
static const double sd_range_rate_default_mps = 2.0;

/* Over what false reports spread where the coverage does not say. */
static const double false_height_m = 3000.0;
static const double false_speed_mps = 100.0;

/* m^2, rad^2, (m/s)^2: nothing is measured better, whoever says so; without it
 * a covariance drowns in rounding. */
static const double var_min = 1e-8;

/* A sensor that never errs is one that has not been watched long enough. */
static const double false_reports_min = 1e-5;

static double span_rad(double from_rad, double to_rad, double full_rad)
{
    const double span = to_rad - from_rad;

    return span <= 0.0 ? span + full_rad : span;
}

/* First and second moment of the chance of detection over the disc, so that
 * a Gaussian of the same mass and spread can stand for it. */
static void fit_hearing(struct lw_sensor_model *model,
                        const struct lw_sensor *sensor, double range_m)
{
    enum { STEPS = 200 };
    const struct lw_coverage *c = &sensor->coverage;
    const double az_rad = c->az_from_rad, el_rad = fmax(c->el_from_rad, 0.0);
    double mass = 0.0, moment = 0.0;

    for (int i = 0; i < STEPS; i++) {
        const double r = range_m * (i + 0.5) / STEPS;
        const double p = lw_sensor_detection(sensor, r, az_rad, el_rad);
        mass += p * r;
        moment += p * r * r * r;
    }
    const double step = range_m / STEPS;
    if (!(mass > 0.0)) {
        model->heard_sd_m = 0.5 * range_m;
        model->heard_chance = 0.1;
        return;
    }
    const double var = 0.5 * moment / mass;
    model->heard_sd_m = sqrt(var);
    model->heard_chance = fmin(mass * step / var, 0.99);
}

double lw_sensor_reach_m(const struct lw_sensor *sensor)
{
    static const double reach_m[LW_SENSOR_KINDS] = {
        [LW_SENSOR_ACOUSTIC] = 6e3,   [LW_SENSOR_RADAR] = 100e3,
        [LW_SENSOR_RF] = 8e3,         [LW_SENSOR_CAMERA] = 6e3,
        [LW_SENSOR_REMOTE_ID] = 10e3, [LW_SENSOR_ADSB] = 300e3,
        [LW_SENSOR_OBSERVER] = 8e3,   [LW_SENSOR_TRACKER] = 300e3,
    };
    const double range_m = sensor->coverage.range_m;

    return isinf(range_m) ? reach_m[sensor->kind] : fmin(range_m, 300e3);
}

void lw_sensor_model_init(struct lw_sensor_model *model,
                          const struct lw_sensor *sensor,
                          const struct lw_frame *frame)
{
    const struct lw_coverage *c = &sensor->coverage;
    const double range_m = lw_sensor_reach_m(sensor);
    const double az = span_rad(c->az_from_rad, c->az_to_rad, 2.0 * LW_PI);

    memset(model, 0, sizeof *model);
    if (sensor->has_position) {
        lw_frame_from_geodetic(frame, sensor->position, model->xyz_m);
        lw_frame_local(frame, sensor->position, model->axes);
    }
    model->area_m2 = 0.5 * az * range_m * range_m;
    /* Angles measured in pictures err alike from look to look. */
    switch (sensor->kind) {
    case LW_SENSOR_CAMERA:
        model->error_time_s = 5.0;
        break;
    case LW_SENSOR_RF:
    case LW_SENSOR_ACOUSTIC:
    case LW_SENSOR_RADAR:
    case LW_SENSOR_REMOTE_ID:
    case LW_SENSOR_ADSB:
    case LW_SENSOR_OBSERVER:
    case LW_SENSOR_TRACKER:
        break;
    }
    fit_hearing(model, sensor, range_m);
}

static double chosen(const struct lw_report *report,
                     const struct lw_sensor *sensor, uint32_t bit,
                     double of_report, double of_sensor, double otherwise)
{
    if (report->has & bit)
        return of_report;
    return sensor->has_sd & bit ? of_sensor : otherwise;
}

#define SD(bit, field, otherwise)                                              \
    chosen(report, sensor, bit, report->sd.field, sensor->sd.field, otherwise)

static int add(struct lw_plot *plot, double z, double *var, double sd)
{
    plot->z[plot->dim] = z;
    var[plot->dim] = fmax(sd * sd, var_min);
    return plot->dim++;
}

static void make_position(struct lw_plot *plot, const struct lw_report *report,
                          const struct lw_sensor *sensor,
                          const struct lw_frame *frame, double *var)
{
    struct lw_geodetic pos = report->pos;
    const double sd_m =
        SD(LW_HAS_SD_HORIZONTAL, horizontal_m, sd_position_default_m);

    if (!(report->has & LW_HAS_ALT))
        pos.alt_hae_m = sensor->has_position ? sensor->position.alt_hae_m : 0.0;
    lw_frame_place(frame, pos, plot->origin_m, plot->axes);
    add(plot, 0.0, var, sd_m);
    add(plot, 0.0, var, sd_m);
    if (report->has & LW_HAS_ALT) {
        add(plot, 0.0, var,
            SD(LW_HAS_SD_VERTICAL, vertical_m,
               fmax(sd_m, sd_vertical_default_m)));
        plot->false_density /= false_height_m;
    }
    if (report->has & LW_HAS_VEL) {
        const double sd = SD(LW_HAS_SD_VEL, vel_mps, sd_vel_default_mps);
        for (int i = 0; i < 3; i++)
            add(plot, report->vel_mps[i], var, sd);
        plot->false_density /= pow(2.0 * false_speed_mps, 3.0);
    }
}

/* False echoes are birds, cars, trees and the sea: mostly low and slow. What is
 * measured of height and speed tells an aircraft from them as far as it differs
 * from that, and no further. */
static const double false_low_m = 800.0, false_below_m = 100.0;
static const double false_slow_mps = 12.0;
static const double false_odd = 0.1; /* the part that lies anywhere */

/* Where a height above the sensor is seen, within the coverage. */
static double elevation_of(const struct lw_coverage *c, double range_m,
                           double height_m)
{
    const double el_rad =
        asin(fmin(fmax(height_m / fmax(range_m, 1.0), -1.0), 1.0));

    return fmin(fmax(el_rad, c->el_from_rad), c->el_to_rad);
}

/* Per radian; over the coverage it adds up to 1. */
static double false_elevation(const struct lw_coverage *c, double range_m,
                              double el_rad, double sd_rad)
{
    const double even = 1.0 / span_rad(c->el_from_rad, c->el_to_rad, LW_PI);
    const double slack_m = 2.0 * range_m * sd_rad;
    const double from = elevation_of(c, range_m, -slack_m - false_below_m);
    const double to = elevation_of(c, range_m, false_low_m + slack_m);

    if (!(to > from + 1e-6))
        return even;
    return false_odd * even + (el_rad >= from && el_rad <= to
                                   ? (1.0 - false_odd) / (to - from)
                                   : 0.0);
}

double lw_plot_false_range_rate(double mps)
{
    const double z = mps / false_slow_mps;

    return (1.0 - false_odd) * exp(-0.5 * z * z) /
               (false_slow_mps * sqrt(2.0 * LW_PI)) +
           false_odd / (2.0 * false_speed_mps);
}

static void make_polar(struct lw_plot *plot, const struct lw_report *report,
                       const struct lw_sensor *sensor, double *var)
{
    add(plot, report->range_m, var,
        SD(LW_HAS_SD_RANGE, range_m, sd_range_default_m));
    add(plot, report->az_rad, var,
        SD(LW_HAS_SD_AZ, az_rad, sd_angle_default_rad));
    plot->false_density *= fmax(report->range_m, 1.0); /* dA = r dr d(az) */
    if (report->has & LW_HAS_EL) {
        const double sd = SD(LW_HAS_SD_EL, el_rad, sd_angle_default_rad);
        add(plot, report->el_rad, var, sd);
        plot->false_density *= false_elevation(
            &sensor->coverage, report->range_m, report->el_rad, sd);
    }
    if (report->has & LW_HAS_RANGE_RATE) {
        add(plot, report->range_rate_mps, var,
            SD(LW_HAS_SD_RANGE_RATE, range_rate_mps,
               sd_range_rate_default_mps));
        plot->false_density *= lw_plot_false_range_rate(report->range_rate_mps);
    }
}

static void make_bearing(struct lw_plot *plot, const struct lw_report *report,
                         const struct lw_sensor *sensor, double *var)
{
    add(plot, report->az_rad, var,
        SD(LW_HAS_SD_AZ, az_rad, sd_angle_default_rad));
    if (report->has & LW_HAS_EL) {
        add(plot, report->el_rad, var,
            SD(LW_HAS_SD_EL, el_rad, sd_angle_default_rad));
        plot->false_density /= span_rad(sensor->coverage.el_from_rad,
                                        sensor->coverage.el_to_rad, LW_PI);
    }
}

/* A presence has no value: what is measured is that it lies "at" the sensor,
 * with the spread of its hearing. The likelihood is a chance, not a density:
 * scale takes the normalisation out again. */
static void make_heard(struct lw_plot *plot,
                       const struct lw_sensor_model *model, double *var)
{
    add(plot, 0.0, var, model->heard_sd_m);
    add(plot, 0.0, var, model->heard_sd_m);
    plot->scale = 2.0 * LW_PI * model->heard_sd_m * model->heard_sd_m;
}

static void set_sound(struct lw_plot *plot, const struct lw_air *air,
                      const struct lw_sensor *sensor)
{
    plot->sound =
        sensor->kind == LW_SENSOR_ACOUSTIC &&
        (plot->type == LW_REPORT_BEARING || plot->type == LW_REPORT_HEARD);
    if (!plot->sound)
        return;
    plot->sound_mps = lw_sound_speed_mps(air->temperature_c);
    for (int i = 0; i < 3; i++)
        plot->wind_mps[i] = plot->axes[i] * air->wind_mps[0] +
                            plot->axes[3 + i] * air->wind_mps[1];
}

bool lw_plot_place(const struct lw_report *report,
                   const struct lw_sensor *sensor,
                   const struct lw_sensor_model *model,
                   const struct lw_frame *frame, double place_m[3],
                   double axes[9])
{
    if (report != NULL && report->has & LW_HAS_FROM) {
        lw_frame_place(frame, report->from, place_m, axes);
        return true;
    }
    if (!sensor->has_position)
        return false;
    memcpy(place_m, model->xyz_m, sizeof model->xyz_m);
    memcpy(axes, model->axes, sizeof model->axes);
    return true;
}

static void set_identity(struct lw_plot *plot, const struct lw_report *report)
{
    plot->has_ident =
        report->has & (LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN |
                       LW_HAS_SQUAWK | LW_HAS_KINDS);
    if (report->has & LW_HAS_ICAO)
        plot->ident.icao = report->ident.icao;
    if (report->has & LW_HAS_REMOTE_ID)
        memcpy(plot->ident.remote_id, report->ident.remote_id,
               sizeof plot->ident.remote_id);
    if (report->has & LW_HAS_CALLSIGN)
        memcpy(plot->ident.callsign, report->ident.callsign,
               sizeof plot->ident.callsign);
    if (report->has & LW_HAS_SQUAWK)
        memcpy(plot->ident.squawk, report->ident.squawk,
               sizeof plot->ident.squawk);
    if (report->has & LW_HAS_KINDS)
        memcpy(plot->kinds, report->kinds, sizeof plot->kinds);
    if (report->has & LW_HAS_RCS)
        plot->rcs_dbsm = (float)report->rcs_dbsm;
    if (report->has & LW_HAS_LEVEL)
        plot->level_db = (float)report->level_db;
    if (report->has & LW_HAS_F0)
        plot->f0_hz = (float)report->f0_hz;
}

/* The report's own covariance of place; false where that is none. */
static bool set_covariance(struct lw_plot *plot, const struct lw_report *report)
{
    const int n = report->has & LW_HAS_ALT ? 3 : 2, dim = plot->dim;
    double factor[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            plot->r[i * dim + j] = report->cov_m2[3 * i + j];
    memcpy(factor, plot->r, sizeof factor);
    for (int i = 0; i < n; i++)
        plot->r[i * dim + i] = fmax(plot->r[i * dim + i], var_min);
    return lw_cholesky(factor, dim);
}

int lw_plot_make(const struct lw_report *report, const struct lw_site *site,
                 uint32_t index, const struct lw_sensor_model *model,
                 const struct lw_frame *frame, struct lw_plot *plot)
{
    const struct lw_sensor *sensor = &site->sensor[index];
    const struct lw_coverage *c = &sensor->coverage;
    const double false_reports = fmax(sensor->false_reports, false_reports_min);
    double var[LW_PLOT_DIM_MAX];

    memset(plot, 0, sizeof *plot);
    plot->type = report->type;
    plot->has = report->has;
    plot->sensor = index;
    plot->meas_ns = report->meas_ns;
    plot->scale = 1.0;
    /* No sensor is so sure of itself that the others cannot outvote it. */
    const double sure =
        report->has & LW_HAS_CONFIDENCE ? report->confidence : 0.5;
    plot->odds = fmin(fmax(sure / (1.0 - sure), 0.1), 10.0);
    plot->false_density = false_reports / model->area_m2;
    plot->has_place = lw_plot_place(report, sensor, model, frame, plot->place_m,
                                    plot->place_axes);
    if (report->type != LW_REPORT_POSITION) {
        if (!plot->has_place)
            return LW_ERR_MISSING;
        memcpy(plot->origin_m, plot->place_m, sizeof plot->origin_m);
        memcpy(plot->axes, plot->place_axes, sizeof plot->axes);
    }
    switch (report->type) {
    case LW_REPORT_POSITION:
        make_position(plot, report, sensor, frame, var);
        break;
    case LW_REPORT_POLAR:
        make_polar(plot, report, sensor, var);
        break;
    case LW_REPORT_BEARING:
        plot->false_density =
            false_reports / span_rad(c->az_from_rad, c->az_to_rad, 2 * LW_PI);
        make_bearing(plot, report, sensor, var);
        break;
    case LW_REPORT_HEARD:
        plot->false_density = false_reports;
        make_heard(plot, model, var);
        break;
    case LW_REPORT_LOOK:
    case LW_REPORT_HEARTBEAT:
        return LW_ERR_NOT_MINE;
    }
    set_sound(plot, &site->air, sensor);
    for (int i = 0; i < plot->dim; i++)
        plot->r[i * plot->dim + i] = var[i];
    if (report->type == LW_REPORT_POSITION && report->has & LW_HAS_COV &&
        !set_covariance(plot, report))
        return LW_ERR_RANGE;
    set_identity(plot, report);
    lw_plot_spot(plot, sensor);
    return 0;
}

void lw_plot_silence(const struct lw_site *site, uint32_t sensor,
                     const double origin_m[3], const double axes[9],
                     int64_t t_ns, struct lw_plot *plot)
{
    memset(plot, 0, sizeof *plot);
    plot->type = LW_REPORT_HEARD;
    plot->sensor = sensor;
    plot->meas_ns = t_ns;
    plot->dim = 2;
    memcpy(plot->origin_m, origin_m, sizeof plot->origin_m);
    memcpy(plot->axes, axes, sizeof plot->axes);
    plot->r[0] = plot->r[3] = plot->scale = plot->odds = 1.0;
    set_sound(plot, &site->air, &site->sensor[sensor]);
    lw_plot_spot(plot, &site->sensor[sensor]);
}

void lw_plot_spot(struct lw_plot *plot, const struct lw_sensor *sensor)
{
    double *at = plot->spot_m;

    at[0] = plot->origin_m[0];
    at[1] = plot->origin_m[1];
    if (plot->type == LW_REPORT_POSITION) {
        plot->spot_radius_m =
            4.5 * sqrt(fmax(plot->r[0], plot->r[plot->dim + 1]));
        return;
    }
    if (plot->type != LW_REPORT_POLAR) {
        plot->spot_radius_m =
            1.05 * (plot->type == LW_REPORT_HEARD ? lw_sensor_reach_m(sensor)
                                                  : sensor->coverage.range_m);
        return;
    }
    const double az = plot->z[1];
    const bool has_el = plot->has & LW_HAS_EL;
    const double out = plot->z[0] * (has_el ? cos(plot->z[2]) : 1.0);
    for (int i = 0; i < 2; i++)
        at[i] += out * (sin(az) * plot->axes[i] + cos(az) * plot->axes[3 + i]);
    /* height takes the ground range in: where nothing measures it, by at
     * most what 10 km do */
    const double inwards = has_el ? 4.5 * out * sqrt(plot->r[2 * plot->dim + 2])
                                  : out - sqrt(fmax(out * out - 1e8, 0.0));
    plot->spot_radius_m =
        4.5 * sqrt(fmax(plot->r[0], out * out * plot->r[plot->dim + 1])) +
        inwards;
}

/* Offset of the aircraft from the plot's origin at the moment that the plot
 * is about, in the scene frame: q, and dq/dx (3x6). */
static void offset_at(const struct lw_plot *plot, const double x[LW_STATE],
                      double age_s, double q[3], double dq[3 * LW_STATE])
{
    const double *v = x + 3;

    for (int i = 0; i < 3; i++)
        q[i] = x[i] - v[i] * age_s - plot->origin_m[i];
    memset(dq, 0, 3 * LW_STATE * sizeof *dq);
    for (int i = 0; i < 3; i++) {
        dq[i * LW_STATE + i] = 1.0;
        dq[i * LW_STATE + 3 + i] = -age_s;
    }
    if (!plot->sound)
        return;

    /* d solves |q - u d| = c d with u = v - wind; by implicit differentiation
     * dd = e . (dq - d dv) / (e . u + c^2 d), e = q - u d, and the place of
     * emission q - v d has derivative (I - v g') (dq - d dv). */
    const double d = lw_sound_delay_s(q, v, plot->wind_mps, plot->sound_mps);
    double e[3], g[3], eu = plot->sound_mps * plot->sound_mps * d;
    for (int i = 0; i < 3; i++) {
        const double u = v[i] - plot->wind_mps[i];
        e[i] = q[i] - u * d;
        eu += e[i] * u;
    }
    for (int i = 0; i < 3; i++)
        g[i] = eu > 0.0 ? e[i] / eu : 0.0;
    for (int i = 0; i < 3; i++) {
        q[i] -= v[i] * d;
        for (int j = 0; j < 3; j++) {
            const double a = (i == j ? 1.0 : 0.0) - v[i] * g[j];
            dq[i * LW_STATE + j] = a;
            dq[i * LW_STATE + 3 + j] = -(age_s + d) * a;
        }
    }
}

/* One row of H: the derivative of a scalar by q (scene frame), times dq. */
static void chain(const double by_q[3], const double dq[3 * LW_STATE],
                  double row[LW_STATE])
{
    for (int j = 0; j < LW_STATE; j++)
        row[j] = by_q[0] * dq[j] + by_q[1] * dq[LW_STATE + j] +
                 by_q[2] * dq[2 * LW_STATE + j];
}

/* A gradient in the plot's ENU, turned to the scene frame, then chained. */
static void chain_local(const struct lw_plot *plot, const double by_enu[3],
                        const double dq[3 * LW_STATE], double row[LW_STATE])
{
    double by_q[3];

    for (int i = 0; i < 3; i++)
        by_q[i] = by_enu[0] * plot->axes[i] + by_enu[1] * plot->axes[3 + i] +
                  by_enu[2] * plot->axes[6 + i];
    chain(by_q, dq, row);
}

static void residual_position(const struct lw_plot *plot,
                              const double x[LW_STATE], const double enu[3],
                              const double dq[3 * LW_STATE], double *nu,
                              double *h)
{
    const int places = plot->has & LW_HAS_ALT ? 3 : 2;
    int row = 0;

    for (; row < places; row++) {
        nu[row] = -enu[row];
        chain(&plot->axes[3 * row], dq, &h[row * LW_STATE]);
    }
    if (!(plot->has & LW_HAS_VEL))
        return;
    for (int i = 0; i < 3; i++, row++) {
        const double *a = &plot->axes[3 * i];
        nu[row] = plot->z[row] - (a[0] * x[3] + a[1] * x[4] + a[2] * x[5]);
        memset(&h[row * LW_STATE], 0, LW_STATE * sizeof *h);
        memcpy(&h[row * LW_STATE + 3], a, 3 * sizeof *h);
    }
}

static void residual_range_rate(const struct lw_plot *plot, int row,
                                const double x[LW_STATE], const double q[3],
                                const double dq[3 * LW_STATE], double range_m,
                                double *nu, double *h)
{
    const double *v = x + 3;
    double by_q[3];
    const double rate = (q[0] * v[0] + q[1] * v[1] + q[2] * v[2]) / range_m;

    nu[row] = plot->z[row] - rate;
    for (int i = 0; i < 3; i++)
        by_q[i] = (v[i] - q[i] * rate / range_m) / range_m;
    chain(by_q, dq, &h[row * LW_STATE]);
    for (int i = 0; i < 3; i++)
        h[row * LW_STATE + 3 + i] += q[i] / range_m;
}

/* A place, and the state is for its time. */
static void residual_place(const struct lw_plot *plot, const double x[LW_STATE],
                           double *nu, double *h)
{
    const double q[3] = {x[0] - plot->origin_m[0], x[1] - plot->origin_m[1],
                         x[2] - plot->origin_m[2]};

    for (int row = 0; row < plot->dim; row++) {
        const double *a = &plot->axes[3 * row];
        double *to = &h[row * LW_STATE];
        nu[row] = -(a[0] * q[0] + a[1] * q[1] + a[2] * q[2]);
        for (int i = 0; i < 3; i++) {
            to[i] = a[i];
            to[3 + i] = 0.0;
        }
    }
}

void lw_plot_residual(const struct lw_plot *plot, const double x[LW_STATE],
                      double age_s, double nu[LW_PLOT_DIM_MAX],
                      double h[LW_PLOT_DIM_MAX * LW_STATE])
{
    double q[3], dq[3 * LW_STATE], enu[3];
    int row = 0;

    if (plot->type == LW_REPORT_POSITION && !lw_plot_by_velocity(plot, age_s)) {
        residual_place(plot, x, nu, h);
        return;
    }
    offset_at(plot, x, age_s, q, dq);
    for (int i = 0; i < 3; i++)
        enu[i] = plot->axes[3 * i] * q[0] + plot->axes[3 * i + 1] * q[1] +
                 plot->axes[3 * i + 2] * q[2];
    if (plot->type == LW_REPORT_POSITION) {
        residual_position(plot, x, enu, dq, nu, h);
        return;
    }
    if (plot->type == LW_REPORT_HEARD) {
        for (; row < 2; row++) {
            nu[row] = plot->z[row] - enu[row];
            chain(&plot->axes[3 * row], dq, &h[row * LW_STATE]);
        }
        return;
    }

    /* Straight overhead an azimuth means nothing: 1 m off keeps it finite. */
    const double ground_m = fmax(sqrt(enu[0] * enu[0] + enu[1] * enu[1]), 1.0);
    const double range_m =
        fmax(sqrt(ground_m * ground_m + enu[2] * enu[2]), 1.0);
    if (plot->type == LW_REPORT_POLAR) {
        nu[row] = plot->z[row] - range_m;
        chain((double[]){q[0] / range_m, q[1] / range_m, q[2] / range_m}, dq,
              &h[row * LW_STATE]);
        row++;
    }
    nu[row] = lw_angle_wrap(plot->z[row] - atan2(enu[0], enu[1]));
    const double g2 = ground_m * ground_m, r2 = range_m * range_m;
    chain_local(plot, (double[]){enu[1] / g2, -enu[0] / g2, 0.0}, dq,
                &h[row * LW_STATE]);
    row++;
    if (plot->has & LW_HAS_EL) {
        nu[row] = plot->z[row] - atan2(enu[2], ground_m);
        chain_local(plot,
                    (double[]){-enu[0] * enu[2] / (ground_m * r2),
                               -enu[1] * enu[2] / (ground_m * r2),
                               ground_m / r2},
                    dq, &h[row * LW_STATE]);
        row++;
    }
    if (plot->type == LW_REPORT_POLAR && plot->has & LW_HAS_RANGE_RATE)
        residual_range_rate(plot, row, x, q, dq, range_m, nu, h);
}

/* a' P b, P the lower triangle by rows. */
static double between(const double p[6], const double a[3], const double b[3])
{
    return p[0] * a[0] * b[0] + p[1] * (a[1] * b[0] + a[0] * b[1]) +
           p[2] * a[1] * b[1] + p[3] * (a[2] * b[0] + a[0] * b[2]) +
           p[4] * (a[2] * b[1] + a[1] * b[2]) + p[5] * a[2] * b[2];
}

/* A spread wider than this says nothing of an angle, rad^2. */
static const double curvature_var_max = 3.0;
/* Spreads that are so small a part of the distance are straight. */
static const double straight_part = 0.02;

bool lw_plot_curvature(const struct lw_plot *plot, const double x[LW_STATE],
                       double age_s, const double p[6],
                       double shift[LW_PLOT_DIM_MAX],
                       double var[LW_PLOT_DIM_MAX])
{
    double q[3], dq[3 * LW_STATE], enu[3], out[3], side[3], along[3], over[3];
    int row = 0;

    if (plot->type != LW_REPORT_POLAR && plot->type != LW_REPORT_BEARING)
        return false;
    for (int i = 0; i < 3; i++)
        q[i] = x[i] - plot->origin_m[i];
    const double near2 = q[0] * q[0] + q[1] * q[1] + q[2] * q[2];
    if (p[0] + p[2] + p[5] < straight_part * straight_part * near2)
        return false;
    offset_at(plot, x, age_s, q, dq);
    for (int i = 0; i < 3; i++)
        enu[i] = plot->axes[3 * i] * q[0] + plot->axes[3 * i + 1] * q[1] +
                 plot->axes[3 * i + 2] * q[2];
    const double ground = fmax(sqrt(enu[0] * enu[0] + enu[1] * enu[1]), 1.0);
    const double range = fmax(sqrt(ground * ground + enu[2] * enu[2]), 1.0);
    const double sa = enu[0] / ground, ca = enu[1] / ground;
    const double ce = ground / range, se = enu[2] / range;
    for (int i = 0; i < 3; i++) {
        out[i] = sa * plot->axes[i] + ca * plot->axes[3 + i];
        side[i] = ca * plot->axes[i] - sa * plot->axes[3 + i];
        along[i] = ce * out[i] + se * plot->axes[6 + i];
        over[i] = ce * plot->axes[6 + i] - se * out[i];
    }
    const double cc = between(p, side, side), vv = between(p, over, over);
    memset(shift, 0, LW_PLOT_DIM_MAX * sizeof *shift);
    memset(var, 0, LW_PLOT_DIM_MAX * sizeof *var);
    if (plot->type == LW_REPORT_POLAR) {
        const double cv = between(p, side, over);
        shift[row] = 0.5 * (cc + vv) / range;
        var[row++] =
            0.5 * (cc * cc + vv * vv + 2.0 * cv * cv) / (range * range);
    }
    const double rc = between(p, out, side), g2 = ground * ground;
    shift[row] = -rc / g2;
    var[row++] = fmin((between(p, out, out) * cc + rc * rc) / (g2 * g2),
                      curvature_var_max);
    if (plot->has & LW_HAS_EL) {
        const double lv = between(p, along, over), r2 = range * range;
        const double slope = 0.5 * enu[2] / ground * cc / r2;
        shift[row] = -lv / r2 - slope;
        var[row] = fmin((between(p, along, along) * vv + lv * lv) / (r2 * r2) +
                            2.0 * slope * slope,
                        curvature_var_max);
    }
    return true;
}

void lw_plot_direction(const double origin_m[3], const double axes[9],
                       const double xyz_m[3], double *range_m, double *az_rad,
                       double *el_rad)
{
    double enu[3];

    for (int i = 0; i < 3; i++)
        enu[i] = axes[3 * i] * (xyz_m[0] - origin_m[0]) +
                 axes[3 * i + 1] * (xyz_m[1] - origin_m[1]) +
                 axes[3 * i + 2] * (xyz_m[2] - origin_m[2]);
    const double ground_m = hypot(enu[0], enu[1]);
    *range_m = hypot(ground_m, enu[2]);
    *az_rad = lw_angle_positive(atan2(enu[0], enu[1]));
    *el_rad = atan2(enu[2], ground_m);
}
