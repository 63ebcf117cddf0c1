/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scene_fixture.h - a small scene for the tracker's tests: seeded noise, one
 * tracker in memory of its own, reports from a true place.
 */
#ifndef LW_SCENE_FIXTURE_H
#define LW_SCENE_FIXTURE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/sound.h"
#include "luchtwacht/tracker.h"
#include "random.h"

enum { SCENE_SENSORS = 64, SCENE_PICTURE = 512 };

struct scene {
    uint64_t seed;
    struct lw_frame frame;
    struct lw_site site;
    struct lw_sensor sensor[SCENE_SENSORS];
    uint32_t by_id[SCENE_SENSORS];
    void *mem;
    struct lw_tracker *tracker;
    struct lw_track picture[SCENE_PICTURE];
    uint32_t tracks;
};

static const int64_t scene_start_ns = 1790000000000000000;

static inline int64_t scene_time(double s)
{
    return scene_start_ns + (int64_t)llround(s * 1e6) * 1000;
}

static inline double scene_even(struct scene *sc)
{
    return random_even(&sc->seed);
}

static inline double scene_normal(struct scene *sc)
{
    return random_normal(&sc->seed);
}

static inline void scene_init(struct scene *sc, uint64_t seed,
                              struct lw_geodetic origin)
{
    memset(sc, 0, sizeof *sc);
    sc->seed = seed;
    lw_frame_init(&sc->frame, origin);
    sc->site.has_origin = true;
    sc->site.origin = origin;
    sc->site.air.temperature_c = 15.0;
    sc->site.sensor = sc->sensor;
    sc->site.by_id = sc->by_id;
}

/* Sensors are called s00, s01, ..: sorted as they come. */
static inline struct lw_sensor *scene_sensor(struct scene *sc,
                                             enum lw_sensor_kind kind, double x,
                                             double y, double z)
{
    struct lw_sensor *s = &sc->sensor[sc->site.sensors];
    const double xyz[3] = {x, y, z};

    snprintf(s->id, sizeof s->id, "s%02u", (unsigned)sc->site.sensors);
    sc->by_id[sc->site.sensors] = sc->site.sensors;
    sc->site.sensors++;
    s->kind = kind;
    s->has_position = true;
    s->position = lw_frame_to_geodetic(&sc->frame, xyz);
    s->period_s = 1.0;
    s->coverage = (struct lw_coverage){.range_m = 5000.0,
                                       .az_to_rad = 2.0 * LW_PI,
                                       .el_from_rad = -LW_PI / 2,
                                       .el_to_rad = LW_PI / 2};
    s->detection.count = 1;
    s->detection.point[0].chance = 0.9;
    s->silence_means_nothing_seen = true;
    return s;
}

static inline void scene_begin(struct scene *sc)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();

    cfg.tracks_max = 2000;
    cfg.reports_max = 1000;
    const size_t size = lw_tracker_size(&cfg, &sc->site);
    sc->mem = malloc(size);
    if (sc->mem != NULL)
        sc->tracker = lw_tracker_init(&cfg, &sc->site, sc->mem, size);
    if (sc->tracker == NULL)
        abort();
}

static inline void scene_end(struct scene *sc)
{
    free(sc->mem);
}

static inline struct lw_report scene_report(const struct scene *sc,
                                            uint32_t sensor,
                                            enum lw_report_type type, double t)
{
    struct lw_report r;

    memset(&r, 0, sizeof r);
    r.type = type;
    r.meas_ns = scene_time(t);
    memcpy(r.sensor, sc->sensor[sensor].id, sizeof r.sensor);
    return r;
}

static inline int scene_give(struct scene *sc, const struct lw_report *r)
{
    return lw_tracker_report(sc->tracker, r, r->meas_ns);
}

/* Where something at xyz is from a sensor: range, azimuth, elevation. */
static inline void scene_see(const struct scene *sc, uint32_t sensor,
                             const double xyz[3], double *range, double *az,
                             double *el)
{
    const struct lw_geodetic at = sc->sensor[sensor].position;
    double from[3], axes[9], enu[3];

    lw_frame_from_geodetic(&sc->frame, at, from);
    lw_frame_local(&sc->frame, at, axes);
    for (int i = 0; i < 3; i++)
        enu[i] = axes[3 * i] * (xyz[0] - from[0]) +
                 axes[3 * i + 1] * (xyz[1] - from[1]) +
                 axes[3 * i + 2] * (xyz[2] - from[2]);
    *range = sqrt(enu[0] * enu[0] + enu[1] * enu[1] + enu[2] * enu[2]);
    *az = lw_angle_positive(atan2(enu[0], enu[1]));
    *el = atan2(enu[2], hypot(enu[0], enu[1]));
}

static inline int scene_polar(struct scene *sc, uint32_t sensor, double t,
                              const double xyz[3], double range_sd,
                              double angle_sd_deg)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_POLAR, t);

    scene_see(sc, sensor, xyz, &r.range_m, &r.az_rad, &r.el_rad);
    r.range_m += range_sd * scene_normal(sc);
    r.az_rad =
        lw_angle_positive(r.az_rad + angle_sd_deg * LW_DEG * scene_normal(sc));
    r.el_rad += angle_sd_deg * LW_DEG * scene_normal(sc);
    r.sd.range_m = range_sd;
    r.sd.az_rad = r.sd.el_rad = angle_sd_deg * LW_DEG;
    r.has = LW_HAS_EL | LW_HAS_SD_RANGE | LW_HAS_SD_AZ | LW_HAS_SD_EL;
    return scene_give(sc, &r);
}

static inline int scene_bearing(struct scene *sc, uint32_t sensor, double t,
                                const double xyz[3], double sd_deg)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_BEARING, t);
    double range, el;

    scene_see(sc, sensor, xyz, &range, &r.az_rad, &el);
    r.az_rad = lw_angle_positive(r.az_rad + sd_deg * LW_DEG * scene_normal(sc));
    r.sd.az_rad = sd_deg * LW_DEG;
    r.has = LW_HAS_SD_AZ;
    return scene_give(sc, &r);
}

static inline int scene_position(struct scene *sc, uint32_t sensor, double t,
                                 const double xyz[3], double sd)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_POSITION, t);
    const double at[3] = {xyz[0] + sd * scene_normal(sc),
                          xyz[1] + sd * scene_normal(sc), xyz[2]};

    r.pos = lw_frame_to_geodetic(&sc->frame, at);
    r.sd.horizontal_m = sd;
    r.has = LW_HAS_SD_HORIZONTAL;
    return scene_give(sc, &r);
}

static inline int scene_look(struct scene *sc, uint32_t sensor, double t)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_LOOK, t);

    return scene_give(sc, &r);
}

/* The picture at t; returns how many are confirmed or coasting, and leaves
 * those alone in sc->picture[]. */
static inline uint32_t scene_picture(struct scene *sc, double t)
{
    uint32_t n, kept = 0;

    lw_tracker_advance(sc->tracker, scene_time(t) + 1);
    n = lw_tracker_picture(sc->tracker, scene_time(t), sc->picture,
                           SCENE_PICTURE);
    for (uint32_t i = 0; i < n; i++)
        if (sc->picture[i].status == LW_TRACK_CONFIRMED ||
            sc->picture[i].status == LW_TRACK_COASTING)
            sc->picture[kept++] = sc->picture[i];
    sc->tracks = kept;
    return kept;
}

/* How far a track of the picture lies from a true place, on the ground. */
static inline double scene_miss(const struct scene *sc, uint32_t track,
                                const double xyz[3])
{
    double at[3];

    lw_frame_from_geodetic(&sc->frame, sc->picture[track].pos, at);
    return hypot(at[0] - xyz[0], at[1] - xyz[1]);
}

#endif
