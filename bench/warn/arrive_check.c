/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrive_check - what was said of arrivals, against what came of them.
 *
 *   arrive_check SITE TRUTH [TRACKS]
 *
 * SITE, TRUTH: of `luchtwacht sim`; TRACKS: what `luchtwacht track` made of
 * its reports. Without TRACKS the tracks are the truth, spread by what a good
 * sensor leaves open. Every minute of every track, each zone that it is not in:
 * the chance of entering it within some minutes, and whether it did; and of
 * those that came, whether they came between the earliest and the latest.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/track_ndjson.h"
#include "input.h"
#include "load_site.h"
#include "luchtwacht/track.h"
#include "sim/chance.h"
#include "told_scene.h"
#include "warn/arrive.h"

enum { HORIZONS = 5, CLASSES = 10, TRACKS_MAX = 8192, NEAR_MAX = 4096 };
static const double horizon_s[HORIZONS] = {120, 300, 600, 1200, 2400};
static const int64_t second_ns = 1000000000;
static const int64_t every_ns = 60 * (int64_t)1000000000;
static const double place_sd_m = 100.0, velocity_sd_mps = 1.5;
static const double wander_s = 30.0, same_m = 3000.0;

/* A stay of an object in a zone. */
struct stay {
    uint32_t object, zone;
    int64_t from_ns, to_ns;
};

struct class
{
    double claimed;
    uint64_t claims, came;
};

struct check {
    struct lw_loaded_site loaded;
    struct lw_told_scene scene;
    struct lw_arrive *arrive;
    void *mem;
    struct stay *stay; /* by object */
    size_t stays, room;
    size_t *first_stay; /* by object */
    struct class in[HORIZONS][CLASSES];
    double log_loss[HORIZONS], square[HORIZONS], base[HORIZONS];
    uint64_t pairs[HORIZONS];
    uint64_t early, between, late; /* than 5% and 95% said */
    uint64_t ahead, right;         /* 8..12 minutes before; within 20% */
    uint64_t forecast[24];         /* arrivals by where in the quantiles */
    uint64_t tracks;
};

static void *get(void *old, size_t count, size_t size)
{
    void *mem = realloc(old, count * size + 1);

    if (mem == NULL) {
        fputs("arrive_check: not enough memory\n", stderr);
        exit(1);
    }
    return mem;
}

/* ---- truth ---- */

static struct lw_geodetic place_of(const struct check *c, const double x[6])
{
    return lw_frame_to_geodetic(&c->scene.frame, x);
}

static void add_stay(struct check *c, uint32_t object, uint32_t zone,
                     int64_t from_ns, int64_t to_ns, size_t first)
{
    for (size_t s = c->stays; s-- > first;)
        if (c->stay[s].zone == zone && c->stay[s].to_ns >= from_ns) {
            c->stay[s].to_ns = to_ns;
            return;
        }
    if (c->stays == c->room) {
        c->room = 2 * c->room + 1024;
        c->stay = get(c->stay, c->room, sizeof *c->stay);
    }
    c->stay[c->stays++] = (struct stay){object, zone, from_ns, to_ns};
}

static void take_stays(struct check *c)
{
    static uint32_t zone[NEAR_MAX];

    c->first_stay = get(NULL, c->scene.objects + 1, sizeof *c->first_stay);
    for (uint32_t o = 0; o < c->scene.objects; o++) {
        c->first_stay[o] = c->stays;
        for (size_t s = c->scene.first[o]; s < c->scene.first[o + 1]; s++) {
            const struct lw_told_sample *at = &c->scene.sample[s];
            const int64_t to_ns =
                s + 1 < c->scene.first[o + 1] ? at[1].time_ns : at->time_ns;
            const uint32_t in =
                lw_arrive_inside(c->arrive, place_of(c, at->x), zone, NEAR_MAX);
            for (uint32_t i = 0; i < in; i++)
                add_stay(c, o, zone[i], at->time_ns, to_ns, c->first_stay[o]);
        }
    }
    c->first_stay[c->scene.objects] = c->stays;
}

/* Seconds until the object is in the zone; 0: it is; INFINITY: it never is. */
static double comes_in(const struct check *c, uint32_t object, uint32_t zone,
                       int64_t now_ns)
{
    double least = (double)INFINITY;

    for (size_t s = c->first_stay[object]; s < c->first_stay[object + 1]; s++) {
        if (c->stay[s].zone != zone || c->stay[s].to_ns < now_ns)
            continue;
        least = fmin(least,
                     fmax(0.0, (double)(c->stay[s].from_ns - now_ns) * 1e-9));
    }
    return least;
}

/* ---- what was said ---- */

static double quantile(const struct lw_approach *a, double age_s, double part)
{
    const double all = lw_approach_chance(a, LW_ARRIVE_TIMES - 1);
    double from = 0.0, to = lw_arrive_s[LW_ARRIVE_TIMES - 1];

    for (int i = 0; i < 40; i++) {
        const double at = 0.5 * (from + to);
        if (lw_approach_within(a, at) < part * all)
            from = at;
        else
            to = at;
    }
    return from - age_s;
}

static void count(struct check *c, const struct lw_approach *a, double age_s,
                  double in_s)
{
    const double all = lw_approach_chance(a, LW_ARRIVE_TIMES - 1);

    if (in_s <= 0.0)
        return;
    for (int h = 0; h < HORIZONS; h++) {
        const double claim = lw_approach_within(a, age_s + horizon_s[h]);
        const bool came = in_s <= horizon_s[h];
        const double sure = fmin(fmax(claim, 1e-4), 1.0 - 1e-4);
        int k = (int)(claim * CLASSES);
        k = k < CLASSES ? k : CLASSES - 1;
        c->in[h][k].claimed += claim;
        c->in[h][k].claims++;
        c->in[h][k].came += came;
        c->log_loss[h] -= log(came ? sure : 1.0 - sure);
        c->square[h] += (claim - came) * (claim - came);
        c->pairs[h]++;
    }
    if (in_s > lw_arrive_s[LW_ARRIVE_TIMES - 1] || all < 0.3)
        return;
    const double at = lw_approach_within(a, age_s + in_s) / all;
    c->early += at < 0.05;
    c->late += at > 0.95;
    c->between += at >= 0.05 && at <= 0.95;
    c->forecast[(int)fmin(at * 20.0, 19.0)]++;
    if (in_s >= 480.0 && in_s <= 720.0 && all >= 0.5) {
        const double likely = quantile(a, age_s, 0.5);
        c->ahead++;
        c->right += fabs(likely - in_s) <= 0.2 * in_s;
    }
}

static void judge(struct check *c, const struct lw_track *track,
                  uint32_t object, const struct lw_outlook *out)
{
    static uint32_t said[NEAR_MAX];
    uint32_t n = 0;

    c->tracks++;
    for (uint32_t i = 0; i < out->approaches; i++) {
        const struct lw_approach *a = &out->approach[i];
        if (n < NEAR_MAX)
            said[n++] = a->zone;
        count(c, a, out->age_s, comes_in(c, object, a->zone, track->time_ns));
    }
    /* and those that it went to though nothing was said */
    for (size_t s = c->first_stay[object]; s < c->first_stay[object + 1]; s++) {
        bool known = false;
        for (uint32_t i = 0; i < n; i++)
            known = known || said[i] == c->stay[s].zone;
        const double in_s =
            comes_in(c, object, c->stay[s].zone, track->time_ns);
        const struct lw_approach none = {.zone = c->stay[s].zone};
        if (!known && in_s < 3600.0 && n < NEAR_MAX) {
            said[n++] = c->stay[s].zone;
            count(c, &none, 0.0, in_s);
        }
    }
}

/* ---- tracks made of the truth ---- */

/* Not the civil traffic and the birds of the scenarios, by their names. */
static bool threatens(const char *name)
{
    return strncmp(name, "airliner", 8) != 0 && strncmp(name, "west", 4) != 0 &&
           strncmp(name, "east", 4) != 0 && strncmp(name, "land", 4) != 0 &&
           strncmp(name, "bird", 4) != 0 && strncmp(name, "arriv", 5) != 0 &&
           strncmp(name, "depart", 6) != 0 && strncmp(name, "over", 4) != 0;
}

static enum lw_kind kind_by_speed(const struct check *c, uint32_t object)
{
    double most = 0.0;

    for (size_t s = c->scene.first[object]; s < c->scene.first[object + 1]; s++)
        most =
            fmax(most, hypot(c->scene.sample[s].x[3], c->scene.sample[s].x[4]));
    return most > 100.0  ? LW_KIND_JET
           : most > 30.0 ? LW_KIND_PISTON
                         : LW_KIND_MULTIROTOR;
}

static void spread(const struct check *c, const double x[6], double off[6],
                   struct lw_track *track)
{
    double axes[9];

    track->pos = place_of(c, x);
    lw_frame_local(&c->scene.frame, track->pos, axes);
    for (int i = 0; i < 3; i++) {
        track->vel_mps[i] = off[3 + i];
        for (int j = 0; j < 3; j++)
            track->vel_mps[i] += axes[3 * i + j] * x[3 + j];
    }
    double metres[2];
    lw_geodetic_radii(track->pos.lat_rad, metres);
    track->pos.lon_rad += off[0] / metres[0];
    track->pos.lat_rad += off[1] / metres[1];
}

static void fly_truth(struct check *c)
{
    for (uint32_t o = 0; o < c->scene.objects; o++) {
        struct lw_track track = {.number = o + 1, .status = LW_TRACK_CONFIRMED};
        struct lw_chance chance = lw_chance_stream(o + 1);
        double off[6] = {0};
        if (!threatens(c->scene.name[o]))
            continue;
        for (int i = 0; i < 6; i++) {
            const double sd = i < 3 ? place_sd_m : velocity_sd_mps;
            off[i] = sd * lw_chance_normal(&chance);
            track.cov[7 * i] = sd * sd;
        }
        track.kinds[kind_by_speed(c, o)] = 1.0;
        const int64_t begin = lw_told_begins(&c->scene, o);
        const int64_t end = lw_told_ends(&c->scene, o);
        for (int64_t now = begin; now <= end; now += 10 * second_ns) {
            double x[6];
            lw_told_where(&c->scene, o, now, x);
            track.time_ns = now;
            spread(c, x, off, &track);
            const struct lw_outlook out = lw_arrive_track(c->arrive, &track);
            if (now > begin && (now - begin) % every_ns == 0)
                judge(c, &track, o, &out);
            for (int i = 0; i < 6; i++) {
                const double sd = i < 3 ? place_sd_m : velocity_sd_mps;
                const double keep = exp(-10.0 / wander_s);
                off[i] = off[i] * keep + sd * sqrt(1.0 - keep * keep) *
                                             lw_chance_normal(&chance);
            }
        }
        lw_arrive_forget(c->arrive, o + 1);
    }
}

/* ---- tracks as they were told ---- */

static int nearest(const struct check *c, const struct lw_track *track)
{
    double here[3], least = same_m;
    int found = -1;

    lw_frame_from_geodetic(&c->scene.frame, track->pos, here);
    for (uint32_t o = 0; o < c->scene.objects; o++) {
        double x[6];
        if (lw_told_begins(&c->scene, o) > track->time_ns ||
            lw_told_ends(&c->scene, o) < track->time_ns)
            continue;
        lw_told_where(&c->scene, o, track->time_ns, x);
        const double far = hypot(hypot(x[0] - here[0], x[1] - here[1]),
                                 0.1 * (x[2] - here[2]));
        if (far < least) {
            least = far;
            found = (int)o;
        }
    }
    return found;
}

static int fly_tracks(struct check *c, const char *path, struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    int64_t *judged;
    const char *text;
    size_t len;
    int err = 0;

    if (in == NULL)
        return LW_ERR_IO;
    judged = get(NULL, 1 << 24, sizeof *judged);
    memset(judged, 0, ((size_t)1 << 24) * sizeof *judged);
    while (lw_input_line(in, &text, &len) > 0) {
        struct lw_state_line line;
        err = len > 0 ? lw_track_line_read(text, len, &line, fault)
                      : LW_ERR_NOT_MINE;
        if (err == LW_ERR_NOT_MINE)
            continue;
        if (err < 0)
            break;
        struct lw_track track = {.number = lw_track_number(line.name),
                                 .status = line.status,
                                 .time_ns = line.time_ns,
                                 .pos = line.pos};
        memcpy(track.vel_mps, line.vel_mps, sizeof track.vel_mps);
        memcpy(track.cov, line.cov, sizeof track.cov);
        memcpy(track.kinds, line.kinds, sizeof track.kinds);
        if (line.status == LW_TRACK_ENDED) {
            lw_arrive_forget(c->arrive, track.number);
            continue;
        }
        if (line.status == LW_TRACK_TENTATIVE ||
            (line.has & LW_LINE_HAS_IDENT) || track.number >= 1 << 24)
            continue;
        const struct lw_outlook out = lw_arrive_track(c->arrive, &track);
        if (judged[track.number] == 0)
            judged[track.number] = track.time_ns;
        if (track.time_ns - judged[track.number] < every_ns)
            continue;
        judged[track.number] = track.time_ns;
        const int object = nearest(c, &track);
        if (object >= 0 && threatens(c->scene.name[object]))
            judge(c, &track, (uint32_t)object, &out);
    }
    free(judged);
    lw_input_close(in);
    return err == LW_ERR_NOT_MINE ? 0 : err;
}

static void tell(const struct check *c)
{
    printf("%llu moments of tracks\n", (unsigned long long)c->tracks);
    for (int h = 0; h < HORIZONS; h++) {
        printf("within %2.0f min: log loss %.4f, Brier %.4f of %llu pairs\n",
               horizon_s[h] / 60.0, c->log_loss[h] / (double)c->pairs[h],
               c->square[h] / (double)c->pairs[h],
               (unsigned long long)c->pairs[h]);
        for (int k = 0; k < CLASSES; k++) {
            const struct class *in = &c->in[h][k];
            if (in->claims > 0)
                printf("  said %.2f  came %.2f  of %llu\n",
                       in->claimed / (double)in->claims,
                       (double)in->came / (double)in->claims,
                       (unsigned long long)in->claims);
        }
    }
    const double came = (double)(c->early + c->between + c->late);
    printf("came before the earliest %.3f, between %.3f, after the latest "
           "%.3f, of %.0f\n",
           (double)c->early / came, (double)c->between / came,
           (double)c->late / came, came);
    for (int i = 0; i < 20; i++)
        printf(" %.3f", (double)c->forecast[i] / came);
    printf("\n10 min ahead: within 20%%: %.3f of %llu\n",
           (double)c->right / (double)c->ahead, (unsigned long long)c->ahead);
}

int main(int argc, char **argv)
{
    static struct check c;
    struct lw_fault fault = {0};
    const char *path = argc > 1 ? argv[1] : "";

    if (argc < 3) {
        fputs("usage: arrive_check SITE TRUTH [TRACKS]\n", stderr);
        return 2;
    }
    int err = lw_load_site(path, &c.loaded, &fault);
    if (err == 0) {
        const struct lw_site *site = &c.loaded.site;
        const size_t size = lw_arrive_size(site, TRACKS_MAX);
        c.mem = calloc(1, size);
        c.arrive = c.mem == NULL
                       ? NULL
                       : lw_arrive_init(site, TRACKS_MAX, c.mem, size);
        lw_frame_init(&c.scene.frame, site->origin);
        err = c.arrive == NULL
                  ? LW_ERR_NO_SPACE
                  : lw_told_read(&c.scene, argv[2], "/dev/null", &path, &fault);
    }
    if (err == 0) {
        take_stays(&c);
        if (argc > 3)
            err = fly_tracks(&c, path = argv[3], &fault);
        else
            fly_truth(&c);
    }
    if (err < 0)
        lw_print_fault(path, &fault);
    else
        tell(&c);
    free(c.stay);
    free(c.first_stay);
    lw_told_free(&c.scene);
    lw_unload_site(&c.loaded);
    free(c.mem);
    return err < 0;
}
