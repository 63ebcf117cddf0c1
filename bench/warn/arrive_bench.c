/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrive_bench - 2,000 tracks over a country of 780 x 780 km with zones of
 * 65 km and of 1 km all over it, as fast as processor time counts:
 *
 *   arrive_bench [ZONES [TRACKS]]
 *
 * - all of them worked out anew;
 * - a picture a second, states as a filter tells them (they waver by what the
 *   filter leaves open, with a time constant of 20 s; in an hour a bend or
 * two);
 * - which zones hold a place.
 *
 * Pistons by nine tenths, jets, multirotors; position known to 100 m, velocity
 * to 1.5 m/s.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "base/geodesy.h"
#include "sim/chance.h"
#include "warn/arrive.h"

enum { ZONES = 10000, TRACKS = 2000, DISTRICTS_A_SIDE = 12, SECONDS = 120 };
static const double side_m = 780e3, place_sd_m = 100.0, speed_sd_mps = 1.5;
static const double waver_s = 20.0, bend_every_s = 1500.0;
static const double bar_ms = 5.0;
static const int64_t start_ns = 1790000000000000000;

struct flyer {
    double at_m[2], speed_mps, course_rad, off[4];
    enum lw_kind kind;
};

struct world {
    struct lw_chance chance;
    struct lw_frame frame;
    struct lw_site site;
    struct lw_geodetic *point;
    struct lw_ring *ring;
    struct flyer *flyer;
    struct lw_track *track;
    uint32_t zones, tracks;
};

static void *room_for(size_t count, size_t size)
{
    void *mem = calloc(count, size);

    if (mem == NULL) {
        fputs("arrive_bench: not enough memory\n", stderr);
        exit(1);
    }
    return mem;
}

static double cpu_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static struct lw_geodetic place(const struct world *w, double x, double y)
{
    struct lw_geodetic at =
        lw_frame_to_geodetic(&w->frame, (const double[]){x, y, 0.0});

    at.alt_hae_m = 0.0;
    return at;
}

enum { CORNERS = 16 };

static void add_zone(struct world *w, uint32_t z)
{
    struct lw_zone *zone = &w->site.zone[z];
    const uint32_t districts = DISTRICTS_A_SIDE * DISTRICTS_A_SIDE;
    const double side = side_m / DISTRICTS_A_SIDE;

    (void)snprintf(zone->id, sizeof zone->id, "zone-%06u", z);
    zone->warn = lw_zone_warn_defaults();
    zone->point = w->point + (size_t)z * CORNERS;
    zone->points = CORNERS;
    zone->ring = w->ring + z;
    zone->rings = 1;
    *zone->ring = (struct lw_ring){0, CORNERS, false};
    const bool district = z < districts;
    const double x = district ? (z % DISTRICTS_A_SIDE + 0.5) * side
                              : side_m * lw_chance_even(&w->chance);
    const uint32_t row = z / DISTRICTS_A_SIDE;
    const double y =
        district ? (row + 0.5) * side : side_m * lw_chance_even(&w->chance);
    const double r = district ? 0.55 * side : 1000.0;
    for (uint32_t i = 0; i < CORNERS; i++) {
        const double a = 2.0 * LW_PI * i / CORNERS;
        const double out =
            district ? r * (0.8 + 0.4 * lw_chance_even(&w->chance)) : r;
        zone->point[i] = place(w, x - 0.5 * side_m + out * cos(a),
                               y - 0.5 * side_m + out * sin(a));
    }
}

static void begin(struct world *w)
{
    const struct lw_geodetic origin = {49.0 * LW_DEG, 31.0 * LW_DEG, 0.0};

    w->chance = lw_chance_stream(1);
    lw_frame_init(&w->frame, origin);
    w->site.zone = room_for(w->zones, sizeof *w->site.zone);
    w->point = room_for((size_t)w->zones * CORNERS, sizeof *w->point);
    w->ring = room_for(w->zones, sizeof *w->ring);
    w->site.zones = w->zones;
    for (uint32_t z = 0; z < w->zones; z++)
        add_zone(w, z);
    w->flyer = room_for(w->tracks, sizeof *w->flyer);
    w->track = room_for(w->tracks, sizeof *w->track);
    for (uint32_t i = 0; i < w->tracks; i++) {
        struct flyer *f = &w->flyer[i];
        f->kind = i % 50 == 0   ? LW_KIND_JET
                  : i % 25 == 1 ? LW_KIND_MULTIROTOR
                                : LW_KIND_PISTON;
        f->speed_mps = f->kind == LW_KIND_JET          ? 160.0
                       : f->kind == LW_KIND_MULTIROTOR ? 15.0
                                                       : 38.0 + i % 13;
        f->course_rad = 2.0 * LW_PI * lw_chance_even(&w->chance);
        for (int d = 0; d < 2; d++)
            f->at_m[d] = side_m * (lw_chance_even(&w->chance) - 0.5);
        for (int d = 0; d < 4; d++)
            f->off[d] = lw_chance_normal(&w->chance);
    }
}

static void show(struct world *w, uint32_t i, int64_t time_ns)
{
    const struct flyer *f = &w->flyer[i];
    struct lw_track *t = &w->track[i];

    *t = (struct lw_track){.number = i + 1,
                           .status = LW_TRACK_CONFIRMED,
                           .time_ns = time_ns,
                           .existence = 0.999};
    t->pos = place(w, f->at_m[0] + place_sd_m * f->off[0],
                   f->at_m[1] + place_sd_m * f->off[1]);
    t->vel_mps[0] =
        f->speed_mps * sin(f->course_rad) + speed_sd_mps * f->off[2];
    t->vel_mps[1] =
        f->speed_mps * cos(f->course_rad) + speed_sd_mps * f->off[3];
    for (int d = 0; d < 6; d++)
        t->cov[7 * d] =
            d < 3 ? place_sd_m * place_sd_m : speed_sd_mps * speed_sd_mps;
    t->kinds[f->kind] = 0.85;
    t->kinds[LW_KIND_UNKNOWN] = 0.15;
}

static void fly_on(struct world *w, uint32_t i)
{
    struct flyer *f = &w->flyer[i];
    const double keep = exp(-1.0 / waver_s);

    f->at_m[0] += f->speed_mps * sin(f->course_rad);
    f->at_m[1] += f->speed_mps * cos(f->course_rad);
    if (lw_chance_even(&w->chance) < 1.0 / bend_every_s)
        f->course_rad += 0.6 * lw_chance_normal(&w->chance);
    for (int d = 0; d < 4; d++)
        f->off[d] = keep * f->off[d] +
                    sqrt(1.0 - keep * keep) * lw_chance_normal(&w->chance);
}

static void run(struct world *w, struct lw_arrive *arrive)
{
    double anew_ms = 1e9, total_ms = 0.0, worst_ms = 0.0, t;
    uint64_t approaches = 0, anew = 0, held = 0;
    uint32_t zone[64];

    for (int round = 0; round < 5; round++) {
        for (uint32_t i = 0; i < w->tracks; i++) {
            lw_arrive_forget(arrive, i + 1);
            show(w, i, start_ns);
        }
        t = cpu_ms();
        approaches = 0;
        for (uint32_t i = 0; i < w->tracks; i++)
            approaches += lw_arrive_track(arrive, &w->track[i]).approaches;
        anew_ms = fmin(anew_ms, cpu_ms() - t);
    }
    for (int s = 1; s <= SECONDS; s++) {
        for (uint32_t i = 0; i < w->tracks; i++) {
            fly_on(w, i);
            show(w, i, start_ns + s * (int64_t)1000000000);
        }
        t = cpu_ms();
        for (uint32_t i = 0; i < w->tracks; i++)
            anew += lw_arrive_track(arrive, &w->track[i]).anew;
        t = cpu_ms() - t;
        worst_ms = fmax(worst_ms, t);
        total_ms += t;
    }
    const double inside_t = cpu_ms();
    for (uint32_t i = 0; i < w->tracks; i++)
        held += lw_arrive_inside(arrive, w->track[i].pos, zone, 64);
    const double inside_us = (cpu_ms() - inside_t) * 1e3 / w->tracks;
    printf("%u zones, %u tracks, %.1f approaches a track\n", w->zones,
           w->tracks, (double)approaches / w->tracks);
    printf("all anew %.2f ms; a second's picture %.2f ms on average, %.2f at "
           "most, %.1f%% of the tracks anew; zones of a place %.2f us (%.2f "
           "hold it)\n",
           anew_ms, total_ms / SECONDS, worst_ms,
           100.0 * (double)anew / SECONDS / w->tracks, inside_us,
           (double)held / w->tracks);
    char what[120];
    (void)snprintf(what, sizeof what,
                   "arrivals: %u tracks before %u zones, all anew", w->tracks,
                   w->zones);
    bar_most(what, anew_ms, bar_ms, "ms");
    (void)snprintf(what, sizeof what,
                   "arrivals: %u tracks before %u zones, a second on",
                   w->tracks, w->zones);
    bar_most(what, total_ms / SECONDS, bar_ms, "ms");
}

static void one(uint32_t zones, uint32_t tracks)
{
    struct world w = {.zones = zones, .tracks = tracks};

    begin(&w);
    double t = cpu_ms();
    const size_t size = lw_arrive_size(&w.site, w.tracks);
    void *mem = room_for(1, size);
    struct lw_arrive *arrive = lw_arrive_init(&w.site, w.tracks, mem, size);
    printf("%.1f MB, of which %.1f kB a track; built in %.0f ms\n",
           (double)size * 1e-6,
           (double)(lw_arrive_size(&w.site, 2 * w.tracks) - size) * 1e-3 /
               w.tracks,
           cpu_ms() - t);
    if (arrive == NULL)
        exit(1);
    run(&w, arrive);
    free(mem);
    free(w.site.zone);
    free(w.point);
    free(w.ring);
    free(w.flyer);
    free(w.track);
}

int main(int argc, char **argv)
{
    const unsigned long zones = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    const unsigned long tracks = argc > 2 ? strtoul(argv[2], NULL, 10) : TRACKS;

    one(zones > 0 ? (uint32_t)zones : ZONES, (uint32_t)tracks);
    if (zones == 0)
        one(10 * ZONES, (uint32_t)tracks);
    return 0;
}
