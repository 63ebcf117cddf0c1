/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lag_fixture.h - a small scene for what goes back in time: two radars that
 * look every second, one of them a little later, an aircraft with a name, two
 * without, and false plots.
 */
#ifndef LW_LAG_FIXTURE_H
#define LW_LAG_FIXTURE_H

#include "fuse.h"
#include "scene_fixture.h"

enum { LAG_REPORTS = 4096, LAG_AIRCRAFT = 3, LAG_FALSE = 3 };

struct lag_play {
    struct scene sc;
    struct lw_report report[LAG_REPORTS]; /* in the order of time */
    double arrival_s[LAG_REPORTS];
    uint32_t reports;
};

static const struct lw_geodetic lag_noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static inline void lag_begin(struct lag_play *play, uint64_t seed,
                             size_t lag_bytes)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();
    struct scene *sc = &play->sc;

    scene_init(sc, seed, lag_noord);
    scene_sensor(sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = LAG_FALSE;
    scene_sensor(sc, LW_SENSOR_RADAR, 900, 0, 10)->false_reports = LAG_FALSE;
    cfg.tracks_max = 400;
    cfg.reports_max = 400;
    cfg.lag_bytes = lag_bytes;
    const size_t size = lw_tracker_size(&cfg, &sc->site);
    sc->mem = malloc(size);
    if (sc->mem != NULL) {
        memset(sc->mem, 0xa5, size);
        sc->tracker = lw_tracker_init(&cfg, &sc->site, sc->mem, size);
    }
    if (sc->tracker == NULL)
        abort();
    play->reports = 0;
}

static inline void lag_add(struct lag_play *play, const struct lw_report *r)
{
    if (play->reports == LAG_REPORTS)
        abort();
    play->arrival_s[play->reports] = lw_seconds(r->meas_ns, scene_time(0.0));
    play->report[play->reports++] = *r;
}

static inline void lag_position(struct lag_play *play, uint32_t sensor,
                                double t, double x, double y, int name)
{
    struct lw_report r = scene_report(&play->sc, sensor, LW_REPORT_POSITION, t);
    const double xyz[3] = {x + 10.0 * scene_normal(&play->sc),
                           y + 10.0 * scene_normal(&play->sc), 150.0};

    r.pos = lw_frame_to_geodetic(&play->sc.frame, xyz);
    r.sd.horizontal_m = 10.0;
    r.has = LW_HAS_SD_HORIZONTAL;
    if (name != 0) {
        r.has |= LW_HAS_ICAO;
        r.ident.icao = 0x484000u + (uint32_t)name;
    }
    lag_add(play, &r);
}

/* What both radars report at each second from..to. */
static inline void lag_write(struct lag_play *play, int from, int to)
{
    for (int second = from; second < to; second++)
        for (uint32_t s = 0; s < 2; s++) {
            const double t = second + 0.4 * s;
            for (int a = 0; a < LAG_AIRCRAFT; a++)
                if (scene_even(&play->sc) < 0.9)
                    lag_position(play, s, t, -2000.0 + 40.0 * t,
                                 700.0 * a + 10.0 * a * t, a == 2 ? 7 : 0);
            for (int k = 0; k < LAG_FALSE; k++)
                lag_position(play, s, t,
                             8000.0 * scene_even(&play->sc) - 4000.0,
                             8000.0 * scene_even(&play->sc) - 4000.0, 0);
            const struct lw_report look =
                scene_report(&play->sc, s, LW_REPORT_LOOK, t);
            lag_add(play, &look);
        }
}

/* Field by field, but for the number: what outside sees of two tracks. */
static inline bool lag_same(const struct lw_track *a, const struct lw_track *b)
{
    return a->status == b->status && a->first_ns == b->first_ns &&
           a->update_ns == b->update_ns &&
           memcmp(&a->pos, &b->pos, sizeof a->pos) == 0 &&
           memcmp(a->vel_mps, b->vel_mps, sizeof a->vel_mps) == 0 &&
           memcmp(a->cov, b->cov, sizeof a->cov) == 0 &&
           memcmp(&a->existence, &b->existence, sizeof a->existence) == 0 &&
           a->has_ident == b->has_ident;
}

#endif
