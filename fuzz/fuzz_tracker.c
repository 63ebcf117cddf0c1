/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tracker: bytes become a small site and reports for it, at any time, each
 * field within what a reader lets through. Every picture must be one, and in
 * the end all must be forgotten.
 *
 *   byte 0, 1  the sensors: which have a place, whose silence counts
 *   then       reports, of some 30 bytes each; what is missing reads as 0
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "fuzz.h"
#include "luchtwacht/tracker.h"
#include "tracker/picture_watch.h"

enum { SENSORS = 8, TRACKS = 12, REPORTS = 24, PICTURE = TRACKS + 256 };
static const int64_t start_ns = 1790000000000000000, second_ns = 1000000000;
static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

struct bytes {
    const uint8_t *at;
    size_t left;
};

static uint32_t take(struct bytes *b, int count)
{
    uint32_t value = 0;

    for (; count > 0; count--) {
        value = value << 8 | (b->left > 0 ? *b->at : 0);
        if (b->left > 0) {
            b->at++;
            b->left--;
        }
    }
    return value;
}

/* Of a range, evenly, ends included. */
static double between(struct bytes *b, double from, double to)
{
    return from + (to - from) * take(b, 2) / 65535.0;
}

/* Of a range above 0, by its logarithm. */
static double wide(struct bytes *b, double from, double to)
{
    return from * exp(log(to / from) * take(b, 1) / 255.0);
}

static void make_site(struct bytes *b, struct lw_site *site,
                      struct lw_sensor *sensor, uint32_t *by_id)
{
    const uint32_t stands = take(b, 1), silence = take(b, 1);

    memset(site, 0, sizeof *site);
    site->has_origin = true;
    site->origin = noord;
    site->air.temperature_c = 15.0;
    site->air.wind_mps[0] = 4.0;
    site->sensor = sensor;
    site->by_id = by_id;
    site->sensors = SENSORS;
    for (uint32_t s = 0; s < SENSORS; s++) {
        lw_sensor_defaults((enum lw_sensor_kind)(s % LW_SENSOR_KINDS),
                           &sensor[s]);
        snprintf(sensor[s].id, sizeof sensor[s].id, "s%u", (unsigned)s);
        by_id[s] = s;
        sensor[s].has_position = stands >> s & 1;
        sensor[s].position = noord;
        const uint32_t row = s / 3;
        sensor[s].position.lat_rad += 1e-4 * (s % 3) - 1e-4;
        sensor[s].position.lon_rad += 2e-4 * row - 2e-4;
        sensor[s].silence_means_nothing_seen = silence >> s & 1;
    }
}

/* As sure as sensors are; a reader would let through a millionth of this. */
static void make_sd(struct bytes *b, struct lw_sd *sd)
{
    const double place = wide(b, 1e-3, 1e6), angle = wide(b, 1e-5, 3.0);
    const double speed = wide(b, 1e-3, 1e4);

    *sd = (struct lw_sd){.horizontal_m = place,
                         .vertical_m = place,
                         .vel_mps = speed,
                         .range_m = place,
                         .az_rad = angle,
                         .el_rad = angle,
                         .range_rate_mps = speed};
}

/* Positive definite: a scale a direction, and correlations below 0.99. */
static void make_covariance(struct bytes *b, double cov[9])
{
    const double sd[3] = {wide(b, 0.01, 1e5), wide(b, 0.01, 1e5),
                          wide(b, 0.01, 1e5)};
    const double tied = between(b, -0.49, 0.49);

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            cov[3 * i + j] = (i == j ? 1.0 : tied) * sd[i] * sd[j];
}

static struct lw_geodetic make_place(struct bytes *b)
{
    const double far = wide(b, 1e-5, 1.0);
    struct lw_geodetic place = {noord.lat_rad + between(b, -far, 0.6 * far),
                                noord.lon_rad + between(b, -far, far),
                                between(b, -1000.0, 10000.0)};

    return place;
}

static void make_report(struct bytes *b, struct lw_report *r)
{
    memset(r, 0, sizeof *r);
    const uint32_t which = take(b, 1);
    r->type = (enum lw_report_type)(which % LW_REPORT_TYPES);
    snprintf(r->sensor, sizeof r->sensor, "s%u", which / 8 % SENSORS);
    r->has = take(b, 4) & ((1u << 27) - 1);
    make_sd(b, &r->sd);
    if (r->type == LW_REPORT_POSITION) {
        r->pos = make_place(b);
        make_covariance(b, r->cov_m2);
        for (int i = 0; i < 3; i++)
            r->vel_mps[i] = between(b, -300.0, 300.0);
        r->ident.icao = take(b, 1) % 8;
        snprintf(r->ident.remote_id, sizeof r->ident.remote_id, "R%u",
                 take(b, 1) % 8);
    } else {
        r->az_rad = between(b, 0.0, 2.0 * LW_PI);
        r->az_to_rad = r->az_rad / 2.0;
        r->el_rad = between(b, -LW_PI / 2, LW_PI / 2);
        r->range_m = wide(b, 1.0, 1e5);
        r->range_rate_mps = between(b, -300.0, 300.0);
        r->f0_hz = wide(b, 1.0, 1e4);
        r->rcs_dbsm = between(b, -60.0, 60.0);
        r->state = (enum lw_heartbeat)(take(b, 1) % 3);
        if (r->has & LW_HAS_FROM)
            r->from = make_place(b);
    }
    r->confidence = take(b, 1) / 255.0;
    r->kinds[take(b, 1) % LW_KINDS] = take(b, 1) / 255.0;
}

static void check(struct picture_watch *watch, const struct lw_tracker *trk,
                  int64_t now_ns)
{
    static struct lw_track picture[PICTURE];
    const uint32_t n = lw_tracker_picture(trk, now_ns, picture, PICTURE);
    const char *flaw = watch_picture(watch, picture, n);

    if (flaw != NULL) {
        fprintf(stderr, "fuzz_tracker: %s\n", flaw);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct picture_watch watch;
    static struct lw_sensor sensor[SENSORS];
    const struct lw_tracker_config cfg = {.tracks_max = TRACKS,
                                          .reports_max = REPORTS,
                                          .first_number = 1,
                                          .lag_bytes = 1 << 20};
    struct bytes b = {.at = data, .left = size};
    struct lw_site site;
    uint32_t by_id[SENSORS];
    int64_t now_ns = start_ns;

    memset(&watch, 0, sizeof watch);
    make_site(&b, &site, sensor, by_id);
    const size_t need = lw_tracker_size(&cfg, &site);
    void *mem = malloc(need);
    struct lw_tracker *trk =
        mem == NULL ? NULL : lw_tracker_init(&cfg, &site, mem, need);
    if (trk == NULL)
        abort();
    for (int n = 0; b.left > 0; n++) {
        struct lw_report r;
        const uint32_t step = take(&b, 1), late = take(&b, 1);
        make_report(&b, &r);
        /* mostly quarters of a second, now and then minutes */
        now_ns += step < 240 ? step % 4 * (second_ns / 4)
                             : (int64_t)(step - 239) * 9 * second_ns;
        r.meas_ns =
            now_ns + (late < 192 ? 0 : ((int64_t)late - 223) * 4 * second_ns);
        const int err = lw_tracker_report(trk, &r, now_ns);
        if (err > 0)
            abort();
        if (n % 4 == 0)
            check(&watch, trk, now_ns);
    }
    check(&watch, trk, now_ns + second_ns);
    /* reports may be two minutes ahead, a lonely track lives for minutes */
    lw_tracker_advance(trk, now_ns + 20000 * second_ns);
    check(&watch, trk, now_ns + 20000 * second_ns);
    if (!lw_tracker_idle(trk)) {
        fprintf(stderr, "fuzz_tracker: something lasts for ever\n");
        abort();
    }
    free(mem);
    return 0;
}
