/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the warnings of a country cost: 10,000 zones, 2,000 tracks, 14,000
 * sensors. A whole step, once a second, asks for every track and zone anew; a
 * step at the end of a grain of 20 ms for those tracks that were noticed in
 * it, here one in fifty.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bars.h"
#include "base/geodesy.h"
#include "warn/warn.h"

enum {
    ZONES = 10000,
    TRACKS = 2000,
    SENSORS = 14000,
    CORNERS = 12,
    SECONDS = 60,
    GRAINS = 50,
};
static const double side_m = 780000.0;
static const int64_t second_ns = 1000000000;

struct scene {
    struct lw_site site;
    struct lw_sensor sensor[SENSORS];
    struct lw_zone zone[ZONES];
    struct lw_geodetic point[ZONES * CORNERS];
    struct lw_ring ring[ZONES];
    struct lw_track track[TRACKS];
    double east_m[TRACKS], north_m[TRACKS];
    bool alive[SENSORS];
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Even over 0..1, the same each time: the i-th of a golden ratio's. */
static double spread(uint32_t i, double step)
{
    return fmod(0.5 + step * i, 1.0);
}

static struct lw_geodetic place(double east_m, double north_m)
{
    static const struct lw_geodetic middle = {49.0 * LW_DEG, 31.0 * LW_DEG, 0};

    return (struct lw_geodetic){
        .lat_rad = middle.lat_rad + north_m / 6372000.0,
        .lon_rad = middle.lon_rad + east_m / (6388000.0 * cos(middle.lat_rad)),
        .alt_hae_m = 0.0,
    };
}

/* Of 10,000: 150 districts and 1,500 municipalities, which cover the country;
 * the rest are single places. */
static double radius_m(uint32_t z)
{
    if (z % 67 == 0)
        return 36000.0;
    return z % 6 == 0 ? 11000.0 : 500.0;
}

static void lay_out(struct scene *scene)
{
    for (uint32_t z = 0; z < ZONES; z++) {
        struct lw_zone *const zone = &scene->zone[z];
        const double east_m = (spread(z, 0.7548776662) - 0.5) * side_m;
        const double north_m = (spread(z, 0.5698402909) - 0.5) * side_m;
        (void)snprintf(zone->id, sizeof zone->id, "zone-%u", (unsigned)z);
        zone->warn = lw_zone_warn_defaults();
        zone->point = &scene->point[(size_t)z * CORNERS];
        zone->points = CORNERS;
        zone->ring = &scene->ring[z];
        zone->rings = 1;
        scene->ring[z] = (struct lw_ring){0, CORNERS, false};
        for (uint32_t c = 0; c < CORNERS; c++) {
            const double angle = 2.0 * LW_PI * c / CORNERS;
            zone->point[c] = place(east_m + radius_m(z) * cos(angle),
                                   north_m + radius_m(z) * sin(angle));
        }
    }
    for (uint32_t s = 0; s < SENSORS; s++) {
        struct lw_sensor *const sensor = &scene->sensor[s];
        const bool radar = s % 350 == 0;
        lw_sensor_defaults(radar ? LW_SENSOR_RADAR : LW_SENSOR_ACOUSTIC,
                           sensor);
        sensor->has_position = true;
        sensor->position = place((spread(s, 0.7548776662) - 0.5) * side_m,
                                 (spread(s, 0.5698402909) - 0.5) * side_m);
        sensor->coverage.range_m = radar ? 50000.0 : 4200.0;
        sensor->period_s = 5.0;
        scene->alive[s] = true;
    }
    scene->site.sensor = scene->sensor;
    scene->site.sensors = SENSORS;
    scene->site.zone = scene->zone;
    scene->site.zones = ZONES;
}

/* Each straight on, on a course of its own. */
static void fly(struct scene *scene, double at_s, uint32_t first, uint32_t step)
{
    for (uint32_t i = first; i < TRACKS; i += step) {
        struct lw_track *const track = &scene->track[i];
        const double course = 0.7 * i;
        const double flown_m = 45.0 * at_s;
        *track = (struct lw_track){
            .number = i + 1,
            .status = LW_TRACK_CONFIRMED,
            .told = true,
            .time_ns = (int64_t)(at_s * 1e9),
            .pos = place(scene->east_m[i] + flown_m * sin(course),
                         scene->north_m[i] + flown_m * cos(course)),
            .vel_mps = {45.0 * sin(course), 45.0 * cos(course), 0.0},
            .existence = 0.999,
            .sources = 1,
        };
        track->update_ns = track->time_ns;
        track->kinds[LW_KIND_PISTON] = 0.9;
        track->kinds[LW_KIND_UNKNOWN] = 0.1;
        for (int axis = 0; axis < 6; axis++)
            track->cov[7 * axis] = axis < 3 ? 1e4 : 4.0;
    }
}

/* Seconds that a step took. */
static double step(struct lw_warn *warn, struct scene *scene, int64_t at_ns,
                   uint64_t *told)
{
    const double start_s = now_s();

    lw_warn_step(warn, scene->track, TRACKS, scene->alive, at_ns);
    const double took_s = now_s() - start_s;
    while (lw_warn_next(warn) != NULL)
        ++*told;
    return took_s;
}

static int measure(struct lw_warn *warn, struct scene *scene)
{
    double whole_s = 0.0, worst_s = 0.0, part_s = 0.0;
    uint64_t told = 0;

    for (int second = 0; second < SECONDS; second++) {
        const int64_t at_ns = (1790000000 + second) * second_ns;
        if (second == SECONDS / 2) /* a part of the country falls silent */
            for (uint32_t s = 0; s < SENSORS; s += 20)
                scene->alive[s] = false;
        fly(scene, second, 0, 1);
        const double took_s = step(warn, scene, at_ns, &told);
        if (second > 0) /* the first raises everything at once */
            whole_s += took_s / (SECONDS - 1);
        worst_s = fmax(worst_s, took_s);
        for (int grain = 1; grain < 5; grain++) {
            fly(scene, second + 0.02 * grain, (uint32_t)grain, GRAINS);
            part_s +=
                step(warn, scene, at_ns + grain * LW_WARN_GRAIN_NS, &told) /
                (4.0 * SECONDS);
        }
    }
    printf("%d zones, %d tracks: %.2f ms a second, %.2f ms the worst, %.3f ms "
           "a grain; %.1f tellings a second\n",
           ZONES, TRACKS, 1e3 * whole_s, 1e3 * worst_s, 1e3 * part_s,
           (double)told / SECONDS);
    bar_most("10,000 zones and 2,000 tracks re-evaluated", 1e3 * whole_s, 5.0,
             "ms");
    bar_most("the same at the end of a grain, one track in fifty noticed",
             1e3 * part_s, 1.0, "ms");
    return 0;
}

int main(void)
{
    struct scene *const scene = calloc(1, sizeof *scene);

    if (scene == NULL)
        return 1;
    lay_out(scene);
    for (uint32_t i = 0; i < TRACKS; i++) {
        scene->east_m[i] = (spread(i, 0.6180339887) - 0.5) * side_m;
        scene->north_m[i] = (spread(i, 0.4142135624) - 0.5) * side_m;
    }
    struct lw_warn_config cfg = lw_warn_defaults(&scene->site);
    cfg.warnings_max = ZONES;
    const size_t size = lw_warn_size(&cfg, &scene->site);
    void *const mem = malloc(size);
    const double start_s = now_s();
    struct lw_warn *const warn =
        mem == NULL ? NULL : lw_warn_init(&cfg, &scene->site, mem, size);
    if (warn == NULL)
        return 1;
    printf("%.0f MB, ready in %.2f s\n", 1e-6 * (double)size,
           now_s() - start_s);
    const int err = measure(warn, scene);
    free(mem);
    free(scene);
    return err;
}
