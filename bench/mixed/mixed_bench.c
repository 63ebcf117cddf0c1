/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mixed_bench - reports of every kind at once, as a country would send them:
 * cooperative positions, radar plots, bearings and presences that arrive late
 * by the sound's way, of aircraft on straight courses over 200 x 200 km.
 *
 *   mixed_bench [SECONDS [REPORTS_A_SECOND]]    the tracker alone, first as
 *       fast as it goes, then at that pace: how long a report waits from the
 *       moment it arrives until the tracks that it changes have changed, by
 *       processor time, as if nobody else wanted the core
 *   mixed_bench --write FOLDER [SECONDS]        the same as site.yaml and
 *       reports.ndjson, for the program as a whole
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
#include "encode/report_json.h"
#include "luchtwacht/tracker.h"
#include "sim/chance.h"

enum {
    AIRCRAFT = 2000,
    RECEIVERS = 10,
    RADARS = 40,
    ARRAYS = 5000,
    MICROPHONES = 9000,
    SENSORS = RECEIVERS + RADARS + ARRAYS + MICROPHONES,
    RADAR_FALSE = 50,
    LINE_MAX = 4096,
};
static const double side_m = 200e3, sound_mps = 340.3;
static const double radar_range_m = 60e3, ear_range_m = 5e3;
static const double bar_a_second = 1e5;
static const int64_t start_ns = 1790000000000000000;

struct event {
    double t_s;
    double value[3]; /* lat lon alt, or range az -, or az */
    uint16_t sensor, aircraft;
    uint8_t type;
};

struct world {
    struct lw_chance chance;
    struct lw_frame frame;
    struct lw_site site;
    struct lw_sensor *sensor;
    uint32_t *by_id;
    double (*place)[2], (*x)[2], (*v)[2];
    double *phase_s, *height_m;
    struct event *event;
    size_t events, room, looks;
};

static double even(struct world *w)
{
    return lw_chance_even(&w->chance);
}

static double normal(struct world *w)
{
    return lw_chance_normal(&w->chance);
}

static void *room_for(size_t count, size_t size)
{
    void *mem = calloc(count, size);

    if (mem == NULL) {
        fputs("mixed_bench: not enough memory\n", stderr);
        exit(1);
    }
    return mem;
}

static struct lw_geodetic geodetic(const struct world *w, double x, double y,
                                   double z)
{
    return lw_frame_to_geodetic(&w->frame, (const double[]){x, y, z});
}

static void add_sensor(struct world *w, uint32_t s)
{
    struct lw_sensor *sensor = &w->sensor[s];
    const char *name = "mic";

    if (s < RECEIVERS) {
        lw_sensor_defaults(LW_SENSOR_ADSB, sensor);
        name = "adsb";
    } else if (s < RECEIVERS + RADARS) {
        lw_sensor_defaults(LW_SENSOR_RADAR, sensor);
        sensor->coverage.range_m = radar_range_m;
        sensor->false_reports = RADAR_FALSE;
        name = "radar";
    } else {
        lw_sensor_defaults(LW_SENSOR_ACOUSTIC, sensor);
        sensor->coverage.range_m = ear_range_m;
        if (s < RECEIVERS + RADARS + ARRAYS)
            name = "array";
    }
    (void)snprintf(sensor->id, sizeof sensor->id, "%s-%05u", name, s);
    for (int i = 0; i < 2; i++)
        w->place[s][i] = side_m * (even(w) - 0.5);
    sensor->has_position = true;
    sensor->position = geodetic(w, w->place[s][0], w->place[s][1], 0.0);
    if (s >= RECEIVERS) {
        sensor->period_s = 1.0;
        sensor->silence_means_nothing_seen = true;
    }
    w->phase_s[s] = even(w);
}

static int by_name(const void *left, const void *right)
{
    const struct lw_sensor *a = left, *b = right;

    return strcmp(a->id, b->id);
}

static void begin(struct world *w)
{
    const struct lw_geodetic origin = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};

    memset(w, 0, sizeof *w);
    w->chance = lw_chance_stream(1);
    lw_frame_init(&w->frame, origin);
    w->sensor = room_for(SENSORS, sizeof *w->sensor);
    w->by_id = room_for(SENSORS, sizeof *w->by_id);
    w->place = room_for(SENSORS, sizeof *w->place);
    w->phase_s = room_for(SENSORS, sizeof *w->phase_s);
    w->x = room_for(AIRCRAFT, sizeof *w->x);
    w->v = room_for(AIRCRAFT, sizeof *w->v);
    w->height_m = room_for(AIRCRAFT, sizeof *w->height_m);
    for (uint32_t s = 0; s < SENSORS; s++)
        add_sensor(w, s);
    /* sorted by name, and so is `by_id`: ids are made of kind and number */
    struct lw_sensor *sorted = room_for(SENSORS, sizeof *sorted);
    memcpy(sorted, w->sensor, SENSORS * sizeof *sorted);
    qsort(sorted, SENSORS, sizeof *sorted, by_name);
    for (uint32_t s = 0; s < SENSORS; s++)
        w->by_id[s] =
            (uint32_t)strtoul(strrchr(sorted[s].id, '-') + 1, NULL, 10);
    free(sorted);
    for (int a = 0; a < AIRCRAFT; a++) {
        const double course = 2.0 * LW_PI * even(w), speed = 40 + 160 * even(w);
        for (int i = 0; i < 2; i++)
            w->x[a][i] = side_m * (even(w) - 0.5);
        w->v[a][0] = speed * sin(course);
        w->v[a][1] = speed * cos(course);
        w->height_m[a] = 100.0 + 900.0 * even(w);
    }
    w->site.has_origin = true;
    w->site.origin = origin;
    w->site.air.temperature_c = 15.0;
    w->site.sensor = w->sensor;
    w->site.sensors = SENSORS;
    w->site.by_id = w->by_id;
}

static struct event *add_event(struct world *w, double t_s, uint32_t sensor,
                               uint32_t aircraft, enum lw_report_type type)
{
    if (w->events == w->room) {
        w->room = w->room * 2 + 65536;
        struct event *more = realloc(w->event, w->room * sizeof *more);
        if (more == NULL) {
            fputs("mixed_bench: not enough memory\n", stderr);
            exit(1);
        }
        w->event = more;
    }
    struct event *e = &w->event[w->events++];
    *e = (struct event){.t_s = t_s,
                        .sensor = (uint16_t)sensor,
                        .aircraft = (uint16_t)aircraft,
                        .type = (uint8_t)type};
    return e;
}

/* Each aircraft of the first half, by each receiver, four times a second. */
static void cooperative(struct world *w, double second)
{
    const int times = 4;

    for (uint32_t a = 0; a < AIRCRAFT / 2; a++)
        for (uint32_t s = 0; s < RECEIVERS; s++)
            for (int k = 0; k < times; k++) {
                const double t = second + (k + even(w)) / times;
                const struct lw_geodetic at =
                    geodetic(w, w->x[a][0] + w->v[a][0] * t + 20.0 * normal(w),
                             w->x[a][1] + w->v[a][1] * t + 20.0 * normal(w),
                             w->height_m[a]);
                struct event *e = add_event(w, t, s, a, LW_REPORT_POSITION);
                e->value[0] = at.lat_rad;
                e->value[1] = at.lon_rad;
                e->value[2] = at.alt_hae_m;
            }
}

/* What one sensor notices of one aircraft at time t. */
static void notice(struct world *w, uint32_t s, uint32_t a, double t)
{
    const bool ear = s >= RECEIVERS + RADARS;
    double d[2], away, back_s = 0.0;

    for (int turn = 0; turn < (ear ? 3 : 1); turn++) {
        for (int i = 0; i < 2; i++)
            d[i] = w->x[a][i] + w->v[a][i] * (t - back_s) - w->place[s][i];
        away =
            sqrt(d[0] * d[0] + d[1] * d[1] + w->height_m[a] * w->height_m[a]);
        if (away > (ear ? ear_range_m : radar_range_m) || away < 200.0)
            return;
        back_s = away / sound_mps;
    }
    if (even(w) > (ear ? 0.5 : 0.85))
        return;
    const double az = atan2(d[0], d[1]);
    if (!ear) {
        struct event *e = add_event(w, t, s, a, LW_REPORT_POLAR);
        e->value[0] = away + 30.0 * normal(w);
        e->value[1] = lw_angle_positive(az + 0.5 * LW_DEG * normal(w));
    } else if (s < RECEIVERS + RADARS + ARRAYS) {
        add_event(w, t, s, a, LW_REPORT_BEARING)->value[0] =
            lw_angle_positive(az + 4.0 * LW_DEG * normal(w));
    } else {
        add_event(w, t, s, a, LW_REPORT_HEARD);
    }
}

static void look(struct world *w, uint32_t s, double second)
{
    const double t = second + w->phase_s[s];
    const size_t before = w->events;

    for (uint32_t a = 0; a < AIRCRAFT; a++)
        notice(w, s, a, t);
    /* one that hears several at once says so once */
    if (s >= RECEIVERS + RADARS + ARRAYS && w->events > before + 1)
        w->events = before + 1;
    for (int k = 0; s < RECEIVERS + RADARS && k < RADAR_FALSE; k++) {
        struct event *e = add_event(w, t, s, 0, LW_REPORT_POLAR);
        e->value[0] = 200.0 + radar_range_m * sqrt(even(w)) * 0.99;
        e->value[1] = 2.0 * LW_PI * even(w);
    }
    (void)add_event(w, t, s, 0, LW_REPORT_LOOK);
    w->looks++;
}

static int by_time(const void *left, const void *right)
{
    const struct event *a = left, *b = right;

    if (a->t_s < b->t_s || a->t_s > b->t_s)
        return a->t_s < b->t_s ? -1 : 1;
    if (a->sensor != b->sensor)
        return a->sensor < b->sensor ? -1 : 1;
    return a->type - b->type; /* a look comes after its reports */
}

static void generate(struct world *w, int seconds)
{
    for (int second = 0; second < seconds; second++) {
        cooperative(w, second);
        for (uint32_t s = RECEIVERS; s < SENSORS; s++)
            look(w, s, second);
    }
    qsort(w->event, w->events, sizeof *w->event, by_time);
}

static struct lw_report report_of(const struct world *w, const struct event *e)
{
    struct lw_report r;

    memset(&r, 0, sizeof r);
    r.type = (enum lw_report_type)e->type;
    r.meas_ns = start_ns + llround(e->t_s * 1e6) * 1000;
    memcpy(r.sensor, w->sensor[e->sensor].id, sizeof r.sensor);
    switch (r.type) {
    case LW_REPORT_POSITION:
        r.pos = (struct lw_geodetic){e->value[0], e->value[1], e->value[2]};
        r.has = LW_HAS_ALT | LW_HAS_ICAO | LW_HAS_SD_HORIZONTAL;
        r.sd.horizontal_m = 20.0;
        r.ident.icao = 0x400000u + e->aircraft;
        break;
    case LW_REPORT_POLAR:
        r.range_m = e->value[0];
        r.az_rad = e->value[1];
        r.has = LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
        r.sd.range_m = 30.0;
        r.sd.az_rad = 0.5 * LW_DEG;
        break;
    case LW_REPORT_BEARING:
        r.az_rad = e->value[0];
        r.has = LW_HAS_SD_AZ;
        r.sd.az_rad = 4.0 * LW_DEG;
        break;
    case LW_REPORT_HEARD:
    case LW_REPORT_LOOK:
    case LW_REPORT_HEARTBEAT:
        break;
    }
    return r;
}

static double processor_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct fed {
    double cpu_s;
    double *wait_s; /* of each report; NULL where nobody waits */
    size_t reports, refused;
    uint32_t confirmed;
};

static uint32_t confirmed(struct lw_tracker *trk, int64_t at_ns)
{
    const uint32_t max = lw_tracker_picture_max(trk);
    struct lw_track *picture = room_for(max, sizeof *picture);
    const uint32_t tracks = lw_tracker_picture(trk, at_ns, picture, max);
    uint32_t count = 0;

    for (uint32_t i = 0; i < tracks; i++)
        count += picture[i].status == LW_TRACK_CONFIRMED;
    free(picture);
    return count;
}

/* All events into a new tracker; at `pace` times their own pace, or where it
 * is 0 as fast as it goes. */
static struct fed feed(const struct world *w, double pace, double *wait_s)
{
    const struct lw_tracker_config cfg = lw_tracker_defaults();
    const size_t size = lw_tracker_size(&cfg, &w->site);
    void *mem = room_for(1, size);
    struct lw_tracker *trk = lw_tracker_init(&cfg, &w->site, mem, size);
    struct fed fed = {.wait_s = wait_s};
    size_t first = 0; /* of the reports of the open look */
    int64_t now_ns = start_ns;

    if (trk == NULL) {
        fputs("mixed_bench: no tracker\n", stderr);
        exit(1);
    }
    const double begin_s = processor_s();
    double now_s = 0.0;
    for (size_t i = 0; i < w->events; i++) {
        const struct event *e = &w->event[i];
        const struct lw_report r = report_of(w, e);
        while (now_s * pace < e->t_s && pace > 0.0)
            now_s = processor_s() - begin_s; /* waiting takes it, too */
        now_ns = r.meas_ns;
        fed.refused += lw_tracker_report(trk, &r, now_ns) < 0;
        lw_tracker_advance(trk, now_ns);
        const bool open = i + 1 < w->events &&
                          w->event[i + 1].sensor == e->sensor &&
                          !(w->event[i + 1].t_s > e->t_s);
        if (open)
            continue;
        if (pace > 0.0)
            now_s = processor_s() - begin_s;
        for (; first <= i; first++)
            if (w->event[first].type != LW_REPORT_LOOK) {
                if (wait_s != NULL)
                    wait_s[fed.reports] = now_s - w->event[first].t_s / pace;
                fed.reports++;
            }
    }
    fed.cpu_s = processor_s() - begin_s;
    fed.confirmed = confirmed(trk, now_ns);
    free(mem);
    return fed;
}

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void measure(const struct world *w, int seconds, double a_second)
{
    const double natural = (double)(w->events - w->looks) / seconds;
    double *wait_s = room_for(w->events, sizeof *wait_s);

    const struct fed fast = feed(w, 0.0, NULL);
    const double fast_a_second = (double)fast.reports / fast.cpu_s;
    printf("mixed reports, %d aircraft, %d sensors: %.0f reports/s of "
           "processor time, %zu refused, %u tracks confirmed\n",
           AIRCRAFT, SENSORS, fast_a_second, fast.refused, fast.confirmed);
    const struct fed paced = feed(w, a_second / natural, wait_s);
    qsort(wait_s, paced.reports, sizeof *wait_s, ascending);
    const double p99_ms = 1e3 * wait_s[paced.reports / 100 * 99];
    printf("  at %.0f reports/s and %.0f ends of looks/s: report to track "
           "p50 %.2f ms, p99 %.2f ms, worst %.1f ms; behind at the end by "
           "%.2f s\n",
           a_second, (double)w->looks / seconds * a_second / natural,
           1e3 * wait_s[paced.reports / 2], p99_ms,
           1e3 * wait_s[paced.reports - 1],
           paced.cpu_s - seconds * natural / a_second);
    if (a_second >= bar_a_second) {
        bar_least("mixed reports into the tracker", fast_a_second, bar_a_second,
                  "/s");
        bar_most("  99 in 100 at that pace: report to track", p99_ms, 5.0,
                 "ms");
    }
    free(wait_s);
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_site(const struct world *w, const char *folder)
{
    FILE *file = open_in(folder, "site.yaml");

    fputs("site: mixed\norigin: {lat: 52, lon: 5}\nsensors:\n", file);
    for (uint32_t s = 0; s < SENSORS; s++) {
        const struct lw_sensor *sensor = &w->sensor[s];
        fprintf(file,
                "  - {id: %s, kind: %s, position: {lat: %.7f, lon: %.7f, "
                "alt: %.1f}, ",
                sensor->id, lw_sensor_kind_name(sensor->kind),
                sensor->position.lat_rad / LW_DEG,
                sensor->position.lon_rad / LW_DEG, sensor->position.alt_hae_m);
        if (s < RECEIVERS)
            fputs("silence: means-nothing}\n", file);
        else
            fprintf(file,
                    "period: 1, coverage: {range: %.0f}, false_reports: %g, "
                    "silence: means-nothing-seen}\n",
                    sensor->coverage.range_m, sensor->false_reports);
    }
    fclose(file);
}

static int write_scene(const struct world *w, const char *folder)
{
    FILE *file = open_in(folder, "reports.ndjson");
    char line[LINE_MAX];

    write_site(w, folder);
    for (size_t i = 0; i < w->events; i++) {
        const struct lw_report r = report_of(w, &w->event[i]);
        const int len = lw_report_write(&r, line, sizeof line - 1);
        if (len < 0)
            return 1;
        line[len] = '\n';
        if (fwrite(line, 1, (size_t)len + 1, file) != (size_t)len + 1)
            return 1;
    }
    printf("%zu reports, %zu ends of looks\n", w->events - w->looks, w->looks);
    return fclose(file) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    const bool writes = argc > 2 && strcmp(argv[1], "--write") == 0;
    const int at = writes ? 3 : 1;
    const int seconds = argc > at ? (int)strtol(argv[at], NULL, 10) : 10;
    const double a_second =
        argc > at + 1 ? strtod(argv[at + 1], NULL) : bar_a_second;
    struct world w;
    int status = 0;

    if (seconds < 1 || seconds > 60 || !(a_second > 0.0)) {
        fputs("usage: mixed_bench [SECONDS [REPORTS_A_SECOND]]\n"
              "       mixed_bench --write FOLDER [SECONDS]\n",
              stderr);
        return 2;
    }
    begin(&w);
    generate(&w, seconds);
    if (writes)
        status = write_scene(&w, argv[2]);
    else
        measure(&w, seconds, a_second);
    free(w.sensor);
    free(w.by_id);
    free(w.place);
    free(w.phase_s);
    free(w.x);
    free(w.v);
    free(w.height_m);
    free(w.event);
    return status;
}
