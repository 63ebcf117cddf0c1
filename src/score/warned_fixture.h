/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warned_fixture.h - two zones side by side on the equator, each 0.1 degrees
 * wide (11.1 km), and the country around both: for tests of warnings.
 *
 * 10 minutes ahead, 300 s of quiet. Seconds from 1,000,000 s after 1970.
 */
#ifndef LW_WARNED_FIXTURE_H
#define LW_WARNED_FIXTURE_H

#include <math.h>
#include <string.h>

#include "base/geodesy.h"
#include "warned.h"
#include "warned_parts.h"

enum { FIX_VISITS = 32, FIX_LINES = 64, FIX_AREAS = 4, FIX_OBJECTS = 8 };

struct warned_fixture {
    struct lw_geodetic corner[FIX_AREAS][4];
    struct lw_ring ring;
    struct lw_zone zone[FIX_AREAS]; /* west, east; province, country */
    struct lw_region_box box[FIX_AREAS];
    struct lw_visitor visitor[FIX_OBJECTS];
    struct lw_visit visit[FIX_VISITS];
    struct lw_visits visits;
    struct lw_warned_line line[FIX_LINES];
    struct lw_warned_span span[FIX_LINES];
    struct lw_warned_entry entry[FIX_VISITS];
    uint32_t first_visit[FIX_AREAS + 1], first_span[3];
    struct lw_warned_interval interval[2 * FIX_VISITS + FIX_LINES + 2];
    double value[FIX_LINES];
    double area_km2[2];
    uint32_t province[2];
    struct lw_warned_scene scene;
    struct lw_warned_result result;
};

static inline int64_t fix_ns(double t_s)
{
    return INT64_C(1000000000000000) + (int64_t)llround(t_s * 1e9);
}

static inline void fix_zone(struct warned_fixture *f, int at, double west_deg,
                            double east_deg)
{
    static const int east[4] = {0, 1, 1, 0}, north[4] = {0, 0, 1, 1};

    for (int i = 0; i < 4; i++)
        f->corner[at][i] =
            (struct lw_geodetic){(north[i] ? 0.05 : -0.05) * LW_DEG,
                                 (east[i] ? east_deg : west_deg) * LW_DEG, 0};
    f->zone[at] = (struct lw_zone){
        .kind = "district",
        .point = f->corner[at],
        .points = 4,
        .ring = &f->ring,
        .rings = 1,
        .warn = {.notice = {20, 0.2},
                 .warning = {10, 0.5},
                 .clear_after_s = 300,
                 .kinds = 1U << LW_KIND_PISTON | 1U << LW_KIND_JET},
    };
}

static inline void fix_init(struct warned_fixture *f)
{
    memset(f, 0, sizeof *f);
    f->ring = (struct lw_ring){0, 4, false};
    fix_zone(f, 0, 1.0, 1.1);
    fix_zone(f, 1, 1.1, 1.2);
    fix_zone(f, 2, 0.9, 1.3);
    fix_zone(f, 3, 0.5, 1.7);
    lw_regions_box(f->zone, FIX_AREAS, f->box);
    f->visits = (struct lw_visits){
        .zone = f->zone,
        .box = f->box,
        .zones = FIX_AREAS,
        .visit = f->visit,
        .room = FIX_VISITS,
        .visitor = f->visitor,
        .visitors = FIX_OBJECTS,
    };
    f->area_km2[0] = 100;
    f->area_km2[1] = 200;
    f->province[0] = f->province[1] = 2;
}

/* A line of truth on the equator. */
static inline struct lw_truth_point fix_point(uint32_t object, double t_s,
                                              double lon_deg, bool noticeable)
{
    return (struct lw_truth_point){
        .object = object,
        .time_ns = fix_ns(t_s),
        .pos = {0, lon_deg * LW_DEG, 0},
        .kind = LW_KIND_PISTON,
        .speed_mps = 50,
        .noticeable = noticeable,
    };
}

/* From one place to another in so many seconds, a line every 10 s; noticeable
 * from notice_s on. False: no room. */
static inline bool fix_fly(struct warned_fixture *f, uint32_t object,
                           double from_s, double to_s, double from_deg,
                           double to_deg, double notice_s)
{
    for (double t = from_s; t <= to_s; t += 10) {
        const double part = (t - from_s) / (to_s - from_s);
        const struct lw_truth_point point = fix_point(
            object, t, from_deg + part * (to_deg - from_deg), t >= notice_s);
        if (lw_visits_add(&f->visits, &point) < 0)
            return false;
    }
    return true;
}

static inline struct lw_warned_line *
fix_tell(struct warned_fixture *f, uint32_t warning, uint32_t zone, double t_s,
         enum lw_warning_level level, enum lw_warning_state state,
         double probability)
{
    struct lw_warned_line *line = &f->line[f->scene.lines++];

    *line = (struct lw_warned_line){
        .zone = zone,
        .warning = warning,
        .time_ns = fix_ns(t_s),
        .level = level,
        .state = state,
        .probability = probability,
    };
    return line;
}

static inline void fix_judge(struct warned_fixture *f)
{
    lw_visits_end(&f->visits);
    lw_visits_sort(&f->visits);
    const uint32_t lines = f->scene.lines;
    f->scene = (struct lw_warned_scene){
        .zone = f->zone,
        .zones = 2,
        .areas = FIX_AREAS,
        .area_km2 = f->area_km2,
        .province = f->province,
        .visits = &f->visits,
        .line = f->line,
        .lines = lines,
        .from_ns = f->visits.first_ns,
        .to_ns = f->visits.last_ns,
        .span = f->span,
        .entry = f->entry,
        .first_visit = f->first_visit,
        .first_span = f->first_span,
        .interval = f->interval,
        .value = f->value,
    };
    lw_warned_judge(&f->scene, &f->result);
}

#endif
