/* SPDX-License-Identifier: Apache-2.0 */
/* warning_fixture.h - a site with a zone, a warning of it with everything, and
 * the worst that may come, for the tests of what writes warnings. */
#ifndef LW_WARNING_FIXTURE_H
#define LW_WARNING_FIXTURE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/geodesy.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

#define FIXTURE_NS        INT64_C(1790000012000000000)
#define FIXTURE_MINUTE_NS INT64_C(60000000000)

struct warning_fixture {
    struct lw_geodetic point[4];
    struct lw_ring ring;
    struct lw_sensor sensor[3];
    struct lw_zone zone;
    char name[LW_LANGUAGES][LW_NAME_MAX + 1]; /* for a test to fill */
    struct lw_site site;
};

static inline void fixture_site(struct warning_fixture *f)
{
    static const double degrees[4][2] = {
        {52.3, 4.9}, {52.3, 4.92}, {52.31, 4.92}, {52.31, 4.9}};

    *f = (struct warning_fixture){
        .ring = {.first = 0, .count = 4},
        .sensor = {{.id = "radar-1", .kind = LW_SENSOR_RADAR},
                   {.id = "post-001", .kind = LW_SENSOR_ACOUSTIC},
                   {.id = "post-002", .kind = LW_SENSOR_ACOUSTIC}},
        .zone = {.id = "hospital-oost",
                 .name = {"East hospital", "Ziekenhuis Oost", "Східна лікарня"},
                 .kind = "hospital",
                 .points = 4,
                 .rings = 1},
        .site = {.name = "Noord", .sensors = 3, .zones = 1},
    };
    for (int i = 0; i < 4; i++)
        f->point[i] = (struct lw_geodetic){degrees[i][0] * LW_DEG,
                                           degrees[i][1] * LW_DEG, 0};
    f->zone.point = f->point;
    f->zone.ring = &f->ring;
    f->site.sensor = f->sensor;
    f->site.zone = &f->zone;
}

/* A name of one byte over and over, as long as they get. */
static inline void fixture_name(struct warning_fixture *f, int language,
                                int byte)
{
    memset(f->name[language], byte, LW_NAME_MAX);
    f->name[language][LW_NAME_MAX] = '\0';
    f->zone.name[language] = f->name[language];
}

/* Raised by one aircraft, seen by all three. */
static inline struct lw_warning fixture_warning(void)
{
    const struct lw_arrival when = {FIXTURE_NS + 6 * FIXTURE_MINUTE_NS,
                                    FIXTURE_NS + 8 * FIXTURE_MINUTE_NS,
                                    FIXTURE_NS + 11 * FIXTURE_MINUTE_NS};

    return (struct lw_warning){
        .number = 3,
        .revision = 2,
        .level = LW_WARNING_WARNING,
        .state = LW_WARNING_ACTIVE,
        .sound = true,
        .raised_ns = FIXTURE_NS - FIXTURE_MINUTE_NS,
        .time_ns = FIXTURE_NS,
        .expires_ns = FIXTURE_NS + 20 * FIXTURE_MINUTE_NS,
        .until_ns = INT64_MIN,
        .probability = 0.83,
        .has_arrival = true,
        .arrival = when,
        .tracks = 1,
        .reasons = 1,
        .reason = {{.track = 7,
                    .chance = 0.83,
                    .when = when,
                    .existence = 0.99,
                    .kind = LW_KIND_PISTON,
                    .kind_chance = 0.9,
                    .distance_m = 21432,
                    .bearing_rad = 0.75 * LW_PI,
                    .speed_mps = 45.2,
                    .course_rad = 1.75 * LW_PI,
                    .sources = 3,
                    .source = {0, 1, 2}}},
    };
}

/* As it is, but with all that can be said, as large as it gets. */
static inline struct lw_warning fixture_worst(struct warning_fixture *f)
{
    struct lw_warning w = fixture_warning();

    memset(f->zone.id, '"', LW_ID_MAX);
    for (int i = 0; i < LW_LANGUAGES; i++) {
        fixture_name(f, i, i == 0 ? '<' : i == 1 ? 1 : 0xff);
    }
    for (int i = 0; i < 3; i++)
        memset(f->sensor[i].id, 1, LW_ID_MAX);
    w.number = w.revision = w.tracks = UINT32_MAX;
    w.state = LW_WARNING_PROPOSED;
    w.end = LW_WARNING_UNCONFIRMED;
    w.uncovered = w.by_hand = w.silent = w.acknowledged = true;
    w.confirm_ns = w.until_ns = w.acknowledged_ns = INT64_MAX - 1;
    w.raised_ns = w.time_ns = w.expires_ns = INT64_MIN + 1;
    w.arrival = (struct lw_arrival){INT64_MIN, -1, INT64_MAX};
    memset(w.by, 1, LW_BY_MAX);
    memset(w.acknowledged_by, 2, LW_BY_MAX);
    memset(w.note, 0xff, LW_NOTE_MAX);
    w.reasons = LW_REASONS_MAX;
    for (int i = 0; i < LW_REASONS_MAX; i++) {
        struct lw_reason *r = &w.reason[i];
        *r = w.reason[0];
        r->track = UINT32_MAX;
        r->distance_m = r->speed_mps = 1e300;
        r->bearing_rad = r->course_rad = -1e-9;
        r->when = w.arrival;
        r->sources = LW_REASON_SOURCES_MAX;
        for (int s = 0; s < LW_REASON_SOURCES_MAX; s++)
            r->source[s] = (uint16_t)(s % 3);
    }
    return w;
}

#endif
