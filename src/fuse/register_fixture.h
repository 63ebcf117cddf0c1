/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_fixture.h - for the tests of registration: sensors with errors of
 * their own, aircraft on known paths, and the plots that come of it, claimed
 * by the track of the aircraft that caused them.
 */
#ifndef LW_REGISTER_FIXTURE_H
#define LW_REGISTER_FIXTURE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "base/sound.h"
#include "random.h"
#include "register.h"

enum { RF_SENSORS = 40, RF_AIRCRAFT = 64 };

struct rf_aircraft {
    double at_m[3], vel_mps[3];
    double turn_rps; /* all the time; 0: straight on */
};

struct rf_sensor {
    double error[LW_SENSOR_ERRORS];
    double period_s, next_s;
    double sd_range_m, sd_az_rad, sd_el_rad; /* el 0: measures none */
    double sd_place_m;                       /* position reports, if not 0 */
    double reach_m;
    double hang_s, hang_az_rad; /* an error that hangs together in time */
    double hung[RF_AIRCRAFT], hung_s[RF_AIRCRAFT];
    double vel_mps[3]; /* it moves, and says where it is */
};

struct rf {
    uint64_t seed;
    struct lw_frame frame;
    struct lw_site site;
    struct lw_sensor sensor[RF_SENSORS];
    struct lw_sensor_model model[RF_SENSORS];
    struct rf_sensor own[RF_SENSORS];
    struct rf_aircraft aircraft[RF_AIRCRAFT];
    uint32_t aircrafts;
    void *mem;
    struct lw_register *reg;
    double now_s;
    double wrong_claims; /* part that goes to another aircraft's track */
};

static const int64_t rf_start_ns = 1790000000000000000;

static inline int64_t rf_time(double s)
{
    return rf_start_ns + (int64_t)llround(s * 1e6) * 1000;
}

static inline double rf_even(struct rf *rf)
{
    return random_even(&rf->seed);
}

static inline double rf_normal(struct rf *rf)
{
    return random_normal(&rf->seed);
}

static inline void rf_init(struct rf *rf, uint64_t seed)
{
    memset(rf, 0, sizeof *rf);
    rf->seed = seed;
    rf->site.has_origin = true;
    rf->site.origin = (struct lw_geodetic){52.0 * LW_DEG, 5.0 * LW_DEG, 40.0};
    lw_frame_init(&rf->frame, rf->site.origin);
    rf->site.air.temperature_c = 15.0;
    rf->site.sensor = rf->sensor;
}

/* A sensor of a kind with the noise of its kind, once a second. */
static inline struct rf_sensor *rf_add(struct rf *rf, enum lw_sensor_kind kind,
                                       double east_m, double north_m)
{
    const uint32_t index = rf->site.sensors++;
    struct lw_sensor *s = &rf->sensor[index];
    struct rf_sensor *own = &rf->own[index];
    const double xyz[3] = {east_m, north_m, 10.0};

    s->kind = kind;
    s->has_position = true;
    s->position = lw_frame_to_geodetic(&rf->frame, xyz);
    s->period_s = 1.0;
    s->coverage = (struct lw_coverage){.range_m = 60000.0,
                                       .az_to_rad = 2.0 * LW_PI,
                                       .el_from_rad = -LW_PI / 2,
                                       .el_to_rad = LW_PI / 2};
    s->detection.count = 1;
    s->detection.point[0].chance = 0.9;
    lw_sensor_model_init(&rf->model[index], s, &rf->frame);
    own->period_s = 1.0;
    own->next_s = 0.1 * (double)(index % 10);
    own->reach_m = 60000.0;
    if (kind == LW_SENSOR_RADAR) {
        own->sd_range_m = 20.0;
        own->sd_az_rad = 1.2 * LW_DEG;
    } else if (kind == LW_SENSOR_ADSB) {
        own->sd_place_m = 10.0;
    } else {
        own->sd_az_rad = 1.0 * LW_DEG;
    }
    return own;
}

static inline void rf_fly(struct rf *rf, double box_m, double speed_mps,
                          uint32_t aircraft)
{
    rf->aircrafts = aircraft;
    for (uint32_t a = 0; a < aircraft; a++) {
        struct rf_aircraft *ac = &rf->aircraft[a];
        const double course = 2.0 * LW_PI * rf_even(rf);
        ac->at_m[0] = box_m * (2.0 * rf_even(rf) - 1.0);
        ac->at_m[1] = box_m * (2.0 * rf_even(rf) - 1.0);
        ac->at_m[2] = 300.0 + 700.0 * rf_even(rf);
        ac->vel_mps[0] = speed_mps * sin(course);
        ac->vel_mps[1] = speed_mps * cos(course);
    }
}

static inline void rf_begin(struct rf *rf)
{
    const size_t size = lw_register_size(rf->site.sensors);
    struct lw_arena arena = {.mem = malloc(size), .size = size};

    rf->mem = arena.mem;
    rf->reg = rf->mem == NULL ? NULL : lw_register_init(&rf->site, &arena);
    if (rf->reg == NULL)
        abort();
}

static inline void rf_end(struct rf *rf)
{
    free(rf->mem);
}

static inline void rf_path(const struct rf_aircraft *ac, double t_s,
                           double at_m[3], double vel_mps[3])
{
    const double w = ac->turn_rps;
    const double s = w != 0.0 ? sin(w * t_s) / w : t_s;
    const double c = w != 0.0 ? (1.0 - cos(w * t_s)) / w : 0.0;

    at_m[0] = ac->at_m[0] + s * ac->vel_mps[0] + c * ac->vel_mps[1];
    at_m[1] = ac->at_m[1] + s * ac->vel_mps[1] - c * ac->vel_mps[0];
    at_m[2] = ac->at_m[2] + t_s * ac->vel_mps[2];
    vel_mps[0] = cos(w * t_s) * ac->vel_mps[0] + sin(w * t_s) * ac->vel_mps[1];
    vel_mps[1] = cos(w * t_s) * ac->vel_mps[1] - sin(w * t_s) * ac->vel_mps[0];
    vel_mps[2] = ac->vel_mps[2];
}

/* It gives a place: a radar's is its range and azimuth. */
static inline void rf_place(struct rf *rf, uint32_t s, const double axes[9],
                            const double polar[3], double at[3],
                            struct lw_report *r)
{
    const double sd_m = rf->own[s].sd_place_m, *error = rf->own[s].error;
    const double ground = polar[0] * cos(polar[2]);
    const double by_east = error[LW_ERROR_EAST] +
                           error[LW_ERROR_RANGE] * sin(polar[1]) +
                           error[LW_ERROR_AZIMUTH] * ground * cos(polar[1]);
    const double by_north = error[LW_ERROR_NORTH] +
                            error[LW_ERROR_RANGE] * cos(polar[1]) -
                            error[LW_ERROR_AZIMUTH] * ground * sin(polar[1]);

    for (int i = 0; i < 3; i++)
        at[i] +=
            axes[i] * by_east + axes[3 + i] * by_north + sd_m * rf_normal(rf);
    r->type = LW_REPORT_POSITION;
    r->pos = lw_frame_to_geodetic(&rf->frame, at);
    r->sd.horizontal_m = r->sd.vertical_m = sd_m;
    r->has |= LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL;
}

/* The report of sensor s on aircraft a, measured at t. */
static inline bool rf_see(struct rf *rf, uint32_t s, uint32_t a, double t_s,
                          struct lw_report *r)
{
    struct rf_sensor *own = &rf->own[s];
    const double *error = own->error;
    double at[3], vel[3], from[3], axes[9], range, az, el;
    struct lw_geodetic stands = rf->sensor[s].position;

    memset(r, 0, sizeof *r);
    lw_frame_from_geodetic(&rf->frame, stands, from);
    if (own->vel_mps[0] != 0.0 || own->vel_mps[1] != 0.0) {
        for (int i = 0; i < 3; i++)
            from[i] += own->vel_mps[i] * t_s;
        r->from = stands = lw_frame_to_geodetic(&rf->frame, from);
        r->has |= LW_HAS_FROM;
    }
    lw_frame_local(&rf->frame, stands, axes);
    for (int i = 0; i < 3; i++) /* where it stands in truth */
        from[i] -= axes[i] * error[LW_ERROR_EAST] +
                   axes[3 + i] * error[LW_ERROR_NORTH];
    rf_path(&rf->aircraft[a], t_s, at, vel);
    if (rf->sensor[s].kind == LW_SENSOR_ACOUSTIC) {
        const double q[3] = {at[0] - from[0], at[1] - from[1], at[2] - from[2]};
        const double still[3] = {0};
        const double d =
            lw_sound_delay_s(q, vel, still, lw_sound_speed_mps(15.0));
        rf_path(&rf->aircraft[a], t_s - d, at, vel);
    }
    lw_plot_direction(from, axes, at, &range, &az, &el);
    if (range > own->reach_m)
        return false;
    r->meas_ns = rf_time(t_s + error[LW_ERROR_CLOCK]);
    if (own->sd_place_m > 0.0) {
        rf_place(rf, s, axes, (const double[]){range, az, el}, at, r);
        return true;
    }
    if (own->hang_s > 0.0) {
        const double keep = exp(-(t_s - own->hung_s[a]) / own->hang_s);
        own->hung[a] = keep * own->hung[a] + sqrt(1.0 - keep * keep) *
                                                 own->hang_az_rad *
                                                 rf_normal(rf);
        own->hung_s[a] = t_s;
    }
    r->type = own->sd_range_m > 0.0 ? LW_REPORT_POLAR : LW_REPORT_BEARING;
    r->range_m =
        range + error[LW_ERROR_RANGE] + own->sd_range_m * rf_normal(rf);
    r->az_rad = lw_angle_positive(az + error[LW_ERROR_AZIMUTH] + own->hung[a] +
                                  own->sd_az_rad * rf_normal(rf));
    r->sd.range_m = own->sd_range_m;
    r->sd.az_rad = own->sd_az_rad;
    r->has |= LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    if (own->sd_el_rad > 0.0) {
        r->el_rad =
            el + error[LW_ERROR_ELEVATION] + own->sd_el_rad * rf_normal(rf);
        r->sd.el_rad = own->sd_el_rad;
        r->has |= LW_HAS_EL | LW_HAS_SD_EL;
    }
    return r->range_m > 0.0;
}

static inline void rf_look(struct rf *rf, uint32_t s)
{
    struct rf_sensor *own = &rf->own[s];

    for (uint32_t a = 0; a < rf->aircrafts; a++) {
        struct lw_report report;
        struct lw_plot plot;
        if (rf_even(rf) > 0.9 || !rf_see(rf, s, a, own->next_s, &report))
            continue;
        if (lw_plot_make(&report, &rf->site, s, &rf->model[s], &rf->frame,
                         &plot) == 0)
            lw_register_claim(rf->reg,
                              rf->wrong_claims > 0.0 &&
                                      rf_even(rf) < rf->wrong_claims
                                  ? (a + 1) % rf->aircrafts + 1
                                  : a + 1,
                              &plot, 0.99);
    }
    own->next_s += own->period_s;
}

/* Let it run until so many seconds after the start. */
static inline void rf_run(struct rf *rf, double until_s)
{
    for (; rf->now_s < until_s; rf->now_s += 1.0) {
        for (uint32_t s = 0; s < rf->site.sensors; s++)
            while (rf->own[s].next_s < rf->now_s + 1.0)
                rf_look(rf, s);
        lw_register_tick(rf->reg, rf_time(rf->now_s + 1.0));
    }
}

#endif
