/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracker_bench - processor time of a look, and how good the picture is.
 *
 * Position plots as in the peers' figures: waypoint-flying aircraft in 3 x 3
 * km, sigma 5 m, chance 0.9, 100 looks of 1 s, false plots spread evenly. GOSPA
 * has cut-off 20 m, p = 2, alpha = 2, its mean is shown.
 *
 *   tracker_bench [[s]AIRCRAFT FALSE]...    200 100 and others unless told;
 *                                           s: in two flocks that cross
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "base/geodesy.h"
#include "luchtwacht/tracker.h"
#include "score/gospa.h"
#include "sim/chance.h"

enum { LOOKS = 100, LEARNT = 10 };
static const double plot_sd_m = 5.0, seen = 0.9;
static const double accel_mps2 = 3.0;
static const int64_t start_ns = 1790000000000000000;

struct flyer {
    double x[2], v[2], to[2], speed;
};

struct world {
    struct lw_chance chance;
    double side_m;
    uint32_t aircraft, clutter;
    bool swarm; /* two flocks that cross, or waypoint flight */
    struct flyer *flyer;
    uint32_t *last;    /* the number of the track that each had last */
    uint32_t switches; /* of those */
    struct lw_frame frame;
    struct lw_site site;
    struct lw_sensor sensor;
    uint32_t by_id;
};

static double even(struct world *w)
{
    return lw_chance_even(&w->chance);
}

static double normal(struct world *w)
{
    return lw_chance_normal(&w->chance);
}

static void new_waypoint(struct world *w, struct flyer *f)
{
    for (int i = 0; i < 2; i++)
        f->to[i] = w->side_m * (even(w) - 0.5);
}

/* Towards the waypoint at a steady speed, turning as hard as a multirotor. */
static void fly(struct world *w, struct flyer *f)
{
    const double away = hypot(f->to[0] - f->x[0], f->to[1] - f->x[1]);
    double change[2];

    if (away < 2.0 * f->speed)
        new_waypoint(w, f);
    for (int i = 0; i < 2; i++)
        change[i] = f->speed * (f->to[i] - f->x[i]) / fmax(away, 1.0) - f->v[i];
    const double hard = hypot(change[0], change[1]) / accel_mps2;
    for (int i = 0; i < 2; i++) {
        f->v[i] += change[i] / fmax(hard, 1.0);
        f->x[i] += f->v[i];
    }
}

/* Two square flocks, 20 m from one to the next, that fly towards each other,
 * through each other in the middle of the time, and on. */
static void form_up(struct world *w)
{
    const uint32_t half = (w->aircraft + 1) / 2;
    const uint32_t row = (uint32_t)fmax(ceil(sqrt(half)), 1.0);
    const double speed = 15.0;

    for (uint32_t a = 0; a < w->aircraft; a++) {
        const double flock = a < half ? 1.0 : -1.0;
        const uint32_t k = a < half ? a : a - half;
        const uint32_t line = k / row;
        struct flyer *f = &w->flyer[a];
        f->v[0] = flock * speed * cos(0.3);
        f->v[1] = speed * sin(0.3);
        f->x[0] = -f->v[0] * LOOKS / 2 + 20.0 * (k - line * row);
        f->x[1] = -f->v[1] * LOOKS / 2 + 20.0 * line + 7.0;
    }
}

static void move(struct world *w)
{
    for (uint32_t a = 0; w->swarm && a < w->aircraft; a++)
        for (int i = 0; i < 2; i++)
            w->flyer[a].x[i] += w->flyer[a].v[i];
    if (w->swarm)
        return;
    for (uint32_t a = 0; a < w->aircraft; a++)
        fly(w, &w->flyer[a]);
}

static struct lw_report plot_at(const struct world *w, int look, double x,
                                double y)
{
    const double xyz[3] = {x, y, 100.0};
    struct lw_report r;

    memset(&r, 0, sizeof r);
    r.type = LW_REPORT_POSITION;
    r.meas_ns = start_ns + (int64_t)look * 1000000000;
    memcpy(r.sensor, w->sensor.id, sizeof r.sensor);
    r.pos = lw_frame_to_geodetic(&w->frame, xyz);
    return r;
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void begin(struct world *w, uint32_t aircraft, uint32_t clutter,
                  bool swarm)
{
    const struct lw_geodetic origin = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

    memset(w, 0, sizeof *w);
    w->chance = lw_chance_stream(1);
    w->aircraft = aircraft;
    w->clutter = clutter;
    /* the same density as 200 in 3 x 3 km, where there are more */
    w->side_m = 3000.0 * sqrt(fmax(aircraft, 200.0) / 200.0);
    w->flyer = calloc(aircraft, sizeof *w->flyer);
    w->last = calloc(aircraft, sizeof *w->last);
    if (w->flyer == NULL || w->last == NULL)
        abort();
    for (uint32_t a = 0; a < aircraft; a++) {
        for (int i = 0; i < 2; i++)
            w->flyer[a].x[i] = w->side_m * (even(w) - 0.5);
        w->flyer[a].speed = 10.0 + 10.0 * even(w);
        new_waypoint(w, &w->flyer[a]);
        for (int i = 0; i < 30; i++)
            fly(w, &w->flyer[a]); /* on course by the first look */
    }
    w->swarm = swarm;
    if (swarm)
        form_up(w);
    lw_frame_init(&w->frame, origin);
    w->site.has_origin = true;
    w->site.origin = origin;
    w->site.sensor = &w->sensor;
    w->site.by_id = &w->by_id;
    w->site.sensors = 1;
    memcpy(w->sensor.id, "radar", 6);
    w->sensor.kind = LW_SENSOR_RADAR;
    w->sensor.has_position = true;
    w->sensor.position = origin;
    w->sensor.period_s = 1.0;
    /* a disc that holds the square; false reports per its area */
    w->sensor.coverage = (struct lw_coverage){.range_m = w->side_m * sqrt(0.5),
                                              .az_to_rad = 2.0 * LW_PI,
                                              .el_from_rad = -LW_PI / 2,
                                              .el_to_rad = LW_PI / 2};
    w->sensor.detection.count = 1;
    w->sensor.detection.point[0].chance = seen;
    w->sensor.false_reports = clutter * LW_PI / 2.0;
    w->sensor.silence_means_nothing_seen = true;
    w->sensor.has_sd = LW_HAS_SD_HORIZONTAL;
    w->sensor.sd.horizontal_m = plot_sd_m;
}

static int give(struct lw_tracker *trk, const struct lw_report *r)
{
    return lw_tracker_report(trk, r, r->meas_ns);
}

/* One look into the tracker; its processor time in ms, the plots' making left
 * out. */
static double one_look(struct world *w, struct lw_tracker *trk, int look)
{
    const uint32_t max = w->aircraft + w->clutter;
    struct lw_report *report = malloc((max + 1) * sizeof *report);
    uint32_t n = 0;

    if (report == NULL)
        abort();
    for (uint32_t a = 0; a < w->aircraft; a++)
        if (even(w) < seen)
            report[n++] =
                plot_at(w, look, w->flyer[a].x[0] + plot_sd_m * normal(w),
                        w->flyer[a].x[1] + plot_sd_m * normal(w));
    for (uint32_t c = 0; c < w->clutter; c++)
        report[n++] = plot_at(w, look, w->side_m * (even(w) - 0.5),
                              w->side_m * (even(w) - 0.5));
    report[n] = plot_at(w, look, 0, 0);
    report[n++].type = LW_REPORT_LOOK;

    const double before = now_ms();
    int refused = 0;
    for (uint32_t i = 0; i < n; i++)
        refused += give(trk, &report[i]) < 0;
    lw_tracker_advance(trk, report[0].meas_ns + 1);
    const double ms = now_ms() - before;
    free(report);
    if (refused > 0)
        fprintf(stderr, "tracker_bench: %d plots were refused\n", refused);
    return ms;
}

/* GOSPA of the picture after a look; *tracks is how many it shows. */
static double quality(struct world *w, const struct lw_tracker *trk, int look,
                      struct lw_track *picture, uint32_t *tracks)
{
    static const struct lw_gospa_config config = {
        .cutoff_m = 20.0, .p = 2.0, .alpha = 2.0};
    const uint32_t n =
        lw_tracker_picture(trk, start_ns + (int64_t)look * 1000000000, picture,
                           lw_tracker_picture_max(trk));
    double *shown = malloc((n + 1) * 2 * sizeof *shown);
    uint32_t *number = malloc((n + 1) * sizeof *number);
    uint32_t kept = 0;

    if (shown == NULL || number == NULL)
        abort();
    for (uint32_t i = 0; i < n; i++) {
        double xyz[3];
        if (picture[i].status != LW_TRACK_CONFIRMED &&
            picture[i].status != LW_TRACK_COASTING)
            continue;
        lw_frame_from_geodetic(&w->frame, picture[i].pos, xyz);
        shown[2 * kept] = xyz[0];
        shown[2 * kept + 1] = xyz[1];
        number[kept++] = picture[i].number;
    }
    const size_t pairs_max = (size_t)w->aircraft * 64 + 64;
    struct lw_pairs pairs = {
        .first = calloc(w->aircraft + 1, sizeof *pairs.first),
        .track = malloc(pairs_max * sizeof *pairs.track),
        .distance_m = malloc(pairs_max * sizeof *pairs.distance_m),
        .objects = w->aircraft,
        .tracks = kept};
    uint32_t *track_of = malloc((w->aircraft + 1) * sizeof *track_of);
    const size_t size = lw_gospa_size(w->aircraft + 1, kept + 1, pairs_max);
    struct lw_arena arena = {.mem = malloc(size), .size = size};
    struct lw_gospa_work work;
    size_t count = 0;
    if (pairs.first == NULL || pairs.track == NULL ||
        pairs.distance_m == NULL || track_of == NULL || arena.mem == NULL ||
        lw_gospa_init(&work, w->aircraft + 1, kept + 1, pairs_max, &arena) < 0)
        abort();
    for (uint32_t a = 0; a < w->aircraft; a++) {
        for (uint32_t i = 0; i < kept && count < pairs_max; i++) {
            const double away = hypot(w->flyer[a].x[0] - shown[2 * i],
                                      w->flyer[a].x[1] - shown[2 * i + 1]);
            if (away >= config.cutoff_m)
                continue;
            pairs.track[count] = i;
            pairs.distance_m[count++] = away;
        }
        pairs.first[a + 1] = count;
    }
    const struct lw_gospa result = lw_gospa(&config, &work, &pairs, track_of);
    for (uint32_t a = 0; a < w->aircraft; a++) {
        if (track_of[a] >= kept)
            continue;
        const uint32_t has = number[track_of[a]];
        w->switches += w->last[a] != 0 && w->last[a] != has;
        w->last[a] = has;
    }
    free(number);
    free(arena.mem);
    free(track_of);
    free(pairs.first);
    free(pairs.track);
    free(pairs.distance_m);
    free(shown);
    *tracks = kept;
    return result.distance;
}

/* Stone Soup's best GOSPA on scenes of this description, and its processor
 * time a look, measured in November 2026 on 2 shared cores. */
static void print_peer(uint32_t aircraft, uint32_t clutter)
{
    static const struct {
        uint32_t aircraft, clutter;
        double ms, gospa;
    } peer[] = {
        {10, 10, 24, 17.80},   {10, 100, 67, 20.62},  {50, 10, 81, 41.70},
        {50, 100, 119, 43.45}, {200, 10, 139, 83.62}, {200, 100, 366, 86.96},
    };

    for (size_t i = 0; i < sizeof peer / sizeof *peer; i++)
        if (peer[i].aircraft == aircraft && peer[i].clutter == clutter)
            printf(" %6.0f %8.2f", peer[i].ms, peer[i].gospa);
}

struct figures {
    double mean_ms, worst_ms;
    double count_off; /* mean of |shown / there - 1| after LEARNT looks */
};

/* Memory for so many aircraft and false plots a look, several times over. */
static struct lw_tracker_config config_for(uint32_t plots)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();

    cfg.tracks_max = 4096;
    while (cfg.tracks_max < 4 * plots && cfg.tracks_max < 65536)
        cfg.tracks_max *= 2;
    cfg.reports_max = 65536;
    return cfg;
}

static struct figures measure(uint32_t aircraft, uint32_t clutter, bool swarm)
{
    const struct lw_tracker_config cfg = config_for(aircraft + clutter);
    struct world w;
    struct figures f = {0};
    double gospa = 0.0;
    uint32_t tracks = 0;
    const int scored = aircraft <= 1000 ? LOOKS : 0;

    begin(&w, aircraft, clutter, swarm);
    const size_t size = lw_tracker_size(&cfg, &w.site);
    void *mem = malloc(size);
    struct lw_tracker *trk =
        mem == NULL ? NULL : lw_tracker_init(&cfg, &w.site, mem, size);
    if (trk == NULL)
        abort();
    struct lw_track *picture =
        malloc(lw_tracker_picture_max(trk) * sizeof *picture);
    if (picture == NULL)
        abort();
    for (int look = 0; look < LOOKS; look++) {
        const double ms = one_look(&w, trk, look);
        f.mean_ms += ms / LOOKS;
        f.worst_ms = fmax(f.worst_ms, ms);
        if (look < scored)
            gospa += quality(&w, trk, look, picture, &tracks);
        if (look < scored && look >= LEARNT)
            f.count_off +=
                fabs((double)tracks / aircraft - 1.0) / (LOOKS - LEARNT);
        move(&w);
    }
    printf("%8u %8u %10.3f %10.3f %8.0f", aircraft, clutter, f.mean_ms,
           f.worst_ms, (double)size / 1e6);
    if (scored > 0)
        printf(" %8u %8.2f %8u", tracks, gospa / scored, w.switches);
    if (!swarm)
        print_peer(aircraft, clutter);
    printf("\n");
    free(picture);
    free(mem);
    free(w.flyer);
    free(w.last);
    return f;
}

static void print_heading(void)
{
    printf("             false    ms a look: one          all           at "
           "the end           best open peer\n"
           "aircraft     plots       mean      worst  memory MB  tracks"
           "    GOSPA switches     ms    GOSPA\n");
}

/* Bytes that room for one more track takes, apart from that for reports. */
static double track_bytes(void)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();
    struct world w;
    double bytes;

    begin(&w, 1, 0, false);
    /* no fewer than tracks: what both need is theirs */
    cfg.reports_max = 65536;
    cfg.tracks_max = 32768;
    bytes = -(double)lw_tracker_size(&cfg, &w.site);
    cfg.tracks_max *= 2;
    bytes += (double)lw_tracker_size(&cfg, &w.site);
    free(w.flyer);
    free(w.last);
    return bytes / 32768.0;
}

static void measure_all(void)
{
    static const uint32_t small[][2] = {{10, 10},  {10, 100}, {50, 10},
                                        {50, 100}, {200, 10}, {1000, 1000}};

    print_heading();
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        (void)measure(small[i][0], small[i][1], false);
    const struct figures patrol = measure(200, 100, false);
    const struct figures many = measure(5000, 5000, false);
    const struct figures twice = measure(10000, 10000, false);
    const struct figures most = measure(20000, 20000, false);
    printf("two flocks, 20 m from one to the next, that cross\n");
    (void)measure(40, 100, true);
    const struct figures swarm = measure(200, 100, true);

    bar_most("a look: 200 aircraft, 100 false plots", patrol.mean_ms, 0.20,
             "ms");
    bar_most("  its worst look, times the mean",
             patrol.worst_ms / patrol.mean_ms, 5.0, "");
    bar_most("a look: 5,000 aircraft, 5,000 false plots", many.mean_ms, 6.0,
             "ms");
    bar_most("a look: 20,000 aircraft, 20,000 false plots", most.mean_ms, 30.0,
             "ms");
    bar_most("twice the aircraft and reports: 5,000 to 10,000",
             twice.mean_ms / many.mean_ms, 2.2, "times");
    bar_most("twice the aircraft and reports: 10,000 to 20,000",
             most.mean_ms / twice.mean_ms, 2.2, "times");
    bar_most("a look: swarm of 2 x 100 that cross, 100 false plots",
             swarm.mean_ms, 2.0, "ms");
    bar_most("  its worst look, times the mean of 200 and 100",
             swarm.worst_ms / patrol.mean_ms, 10.0, "");
    bar_most("  its count, off by", 100.0 * swarm.count_off, 5.0, "%");
    bar_most("memory a track", track_bytes(), 2048.0, "bytes");
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        measure_all();
        return 0;
    }
    print_heading();
    for (int i = 1; i + 1 < argc; i += 2) {
        const bool swarm = argv[i][0] == 's';
        (void)measure((uint32_t)strtoul(argv[i] + swarm, NULL, 10),
                      (uint32_t)strtoul(argv[i + 1], NULL, 10), swarm);
    }
    return 0;
}
