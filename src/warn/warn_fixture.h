/* SPDX-License-Identifier: Apache-2.0 */
/* Sites of zones, for tests. */
#ifndef LW_WARN_FIXTURE_H
#define LW_WARN_FIXTURE_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

/* Metres east and north of a place, along the tangent. */
static inline struct lw_geodetic beside(struct lw_geodetic place, double east_m,
                                        double north_m)
{
    struct lw_frame frame;

    lw_frame_init(&frame, place);
    place =
        lw_frame_to_geodetic(&frame, (const double[]){east_m, north_m, 0.0});
    place.alt_hae_m = 0.0;
    return place;
}

struct zones_fixture {
    struct lw_site site;
    uint32_t zones_max;
};

static inline void zones_begin(struct zones_fixture *f, uint32_t zones_max)
{
    memset(f, 0, sizeof *f);
    f->zones_max = zones_max;
    f->site.zone = calloc(zones_max, sizeof *f->site.zone);
}

static inline void zones_end(struct zones_fixture *f)
{
    for (uint32_t z = 0; z < f->site.zones; z++) {
        free(f->site.zone[z].point);
        free(f->site.zone[z].ring);
    }
    free(f->site.zone);
}

static inline struct lw_zone *zones_add(struct zones_fixture *f)
{
    struct lw_zone *zone = &f->site.zone[f->site.zones];

    (void)snprintf(zone->id, sizeof zone->id, "zone-%u", f->site.zones++);
    zone->warn = lw_zone_warn_defaults();
    return zone;
}

/* A ring more, of places east and north of `at`, one after the other. */
static inline void zones_ring(struct lw_zone *zone, struct lw_geodetic at,
                              const double *xy_m, uint32_t count, bool hole)
{
    zone->point =
        realloc(zone->point, (zone->points + count) * sizeof *zone->point);
    zone->ring = realloc(zone->ring, (zone->rings + 1) * sizeof *zone->ring);
    zone->ring[zone->rings++] = (struct lw_ring){zone->points, count, hole};
    /* Holes go clockwise, as the reader has them. */
    for (uint32_t i = 0; i < count; i++) {
        const double *xy = &xy_m[2 * (size_t)(hole ? count - 1 - i : i)];
        zone->point[zone->points++] = beside(at, xy[0], xy[1]);
    }
}

static inline void zones_box(struct zones_fixture *f, struct lw_geodetic at,
                             double west_m, double south_m, double east_m,
                             double north_m)
{
    const double xy[4][2] = {{west_m, south_m},
                             {east_m, south_m},
                             {east_m, north_m},
                             {west_m, north_m}};

    zones_ring(zones_add(f), at, &xy[0][0], 4, false);
}

static inline void zones_circle(struct zones_fixture *f, struct lw_geodetic at,
                                double east_m, double north_m, double radius_m)
{
    double xy[32][2];

    for (int i = 0; i < 32; i++) {
        xy[i][0] = east_m + radius_m * cos(i * LW_PI / 16);
        xy[i][1] = north_m + radius_m * sin(i * LW_PI / 16);
    }
    zones_ring(zones_add(f), at, &xy[0][0], 32, false);
}

/* A piston at a place, as well known as radar knows one. */
static inline struct lw_track piston_at(struct lw_geodetic at, double east_mps,
                                        double north_mps, double place_sd_m,
                                        double speed_sd_mps)
{
    struct lw_track track = {.number = 1,
                             .status = LW_TRACK_CONFIRMED,
                             .time_ns = 1790000000000000000,
                             .pos = at,
                             .vel_mps = {east_mps, north_mps, 0.0},
                             .existence = 1.0};

    for (int i = 0; i < 6; i++)
        track.cov[7 * i] =
            i < 3 ? place_sd_m * place_sd_m : speed_sd_mps * speed_sd_mps;
    track.kinds[LW_KIND_PISTON] = 1.0;
    return track;
}

#endif
