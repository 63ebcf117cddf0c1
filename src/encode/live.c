/* SPDX-License-Identifier: Apache-2.0 */
#include "live.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/text.h"

enum {
    NS_PER_S = 1000000000,
    AGE_MAX_S = 255,
    AXIS_STEPS = 256, /* of half a turn */
    FLAG_COOPERATIVE = 1,
    FLAG_ALTITUDE = 2,
    FRAME_EXERCISE = 1,
};

static const double altitude_known_m = 150.0;

/* The nearest integer within low..high; low where it is not a number. */
static int32_t nearest(double value, int32_t low, int32_t high)
{
    if (!(value > low))
        return low;
    return value >= high ? high : (int32_t)lround(value);
}

static void put16(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)value;
    out[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *out, uint32_t value)
{
    put16(out, value);
    put16(out + 2, value >> 16);
}

static void put_f32(uint8_t *out, double value)
{
    const float narrow = (float)value;
    uint32_t bits = 0;

    static_assert(sizeof narrow == sizeof bits, "IEC 60559 floats");
    memcpy(&bits, &narrow, sizeof bits);
    put32(out, bits);
}

static void put_f64(uint8_t *out, double value)
{
    uint64_t bits = 0;

    static_assert(sizeof value == sizeof bits, "IEC 60559 doubles");
    memcpy(&bits, &value, sizeof bits);
    put32(out, (uint32_t)bits);
    put32(out + 4, (uint32_t)(bits >> 32));
}

/* Microseconds fit a double's 53 bits for centuries; nanoseconds would not. */
static double seconds_of(int64_t time_ns)
{
    const int64_t time_us = time_ns / 1000;

    return (double)time_us / 1e6;
}

struct lw_live_ellipse lw_live_ellipse(const double cov[36])
{
    const double east = cov[0], north = cov[7];
    const double cross = (cov[1] + cov[6]) / 2.0;
    const double mean = (east + north) / 2.0;
    const double spread = hypot((east - north) / 2.0, cross);
    const double az_rad = 0.5 * atan2(2.0 * cross, north - east);

    return (struct lw_live_ellipse){
        .major_m = mean + spread > 0.0 ? sqrt(mean + spread) : 0.0,
        .minor_m = mean - spread > 0.0 ? sqrt(mean - spread) : 0.0,
        .az_rad = az_rad < 0.0 ? az_rad + LW_PI : az_rad,
    };
}

static int likeliest(const double kinds[LW_KINDS])
{
    int best = 0;

    for (int k = 1; k < LW_KINDS; k++)
        if (kinds[k] > kinds[best])
            best = k;
    return best;
}

static void write_track(const struct lw_track *track, int64_t time_ns,
                        uint8_t out[LW_LIVE_TRACK_SIZE])
{
    const struct lw_live_ellipse ellipse = lw_live_ellipse(track->cov);
    const double sigma_up_m = track->cov[14] > 0.0 ? sqrt(track->cov[14]) : 0.0;
    const int64_t age_s = (time_ns - track->update_ns) / NS_PER_S;
    const double axis = ellipse.az_rad / LW_PI * AXIS_STEPS;
    int flags = track->has_ident != 0 ? FLAG_COOPERATIVE : 0;

    if (sigma_up_m < altitude_known_m)
        flags |= FLAG_ALTITUDE;
    put32(out, track->number);
    put32(out + 4, (uint32_t)nearest(track->pos.lat_rad / LW_DEG * 1e7,
                                     -900000000, 900000000));
    put32(out + 8,
          (uint32_t)nearest(lw_angle_wrap(track->pos.lon_rad) / LW_DEG * 1e7,
                            -1800000000, 1800000000));
    put16(out + 12,
          (uint32_t)nearest(track->pos.alt_hae_m, INT16_MIN, INT16_MAX));
    out[14] = (uint8_t)track->status;
    out[15] = (uint8_t)likeliest(track->kinds);
    for (int axis_nr = 0; axis_nr < 3; axis_nr++)
        put16(out + 16 + 2 * axis_nr,
              (uint32_t)nearest(track->vel_mps[axis_nr] *
                                    (axis_nr < 2 ? 10.0 : 100.0),
                                INT16_MIN, INT16_MAX));
    out[22] = (uint8_t)nearest(track->existence * 255.0, 0, UINT8_MAX);
    out[23] = (uint8_t)(age_s < 0 ? 0 : age_s > AGE_MAX_S ? AGE_MAX_S : age_s);
    put16(out + 24, (uint32_t)nearest(ellipse.major_m, 0, UINT16_MAX));
    put16(out + 26, (uint32_t)nearest(ellipse.minor_m, 0, UINT16_MAX));
    /* 180 degrees is 0 again. */
    out[28] = (uint8_t)(nearest(axis, 0, AXIS_STEPS) % AXIS_STEPS);
    out[29] = (uint8_t)flags;
    put16(out + 30, (uint32_t)nearest(sigma_up_m, 0, UINT16_MAX));
}

size_t lw_live_size(uint32_t tracks, uint32_t removals)
{
    return LW_LIVE_HEAD_SIZE + (size_t)tracks * LW_LIVE_TRACK_SIZE +
           (size_t)removals * 4;
}

int lw_live_write(const struct lw_live_tracks *tracks, uint8_t *out,
                  size_t size)
{
    const size_t len = lw_live_size(tracks->tracks, tracks->removals);
    uint8_t *at = out + LW_LIVE_HEAD_SIZE;

    if (len > size || len > INT_MAX)
        return LW_ERR_NO_SPACE;
    out[0] = (uint8_t)tracks->frame;
    out[1] = LW_LIVE_VERSION;
    put16(out + 2, tracks->exercise ? FRAME_EXERCISE : 0);
    put32(out + 4, tracks->tracks);
    put_f64(out + 8, seconds_of(tracks->time_ns));
    put_f32(out + 16, tracks->speed);
    put32(out + 20, tracks->removals);
    for (uint32_t i = 0; i < tracks->tracks; i++, at += LW_LIVE_TRACK_SIZE)
        write_track(tracks->track[i], tracks->time_ns, at);
    for (uint32_t i = 0; i < tracks->removals; i++, at += 4)
        put32(at, tracks->removed[i]);
    assert(at == out + len);
    return (int)len;
}

/* A field of fixed size, without the blanks that some transponders send. */
static void put_name(struct lw_text *text, const char *name, size_t size)
{
    const char *end = memchr(name, '\0', size);
    size_t len = end != NULL ? (size_t)(end - name) : size;

    while (len > 0 && name[len - 1] == ' ')
        len--;
    lw_text_bytes(text, name, len);
}

size_t lw_live_label(const struct lw_track *track,
                     char label[LW_LIVE_LABEL_SIZE])
{
    const struct lw_ident *ident = &track->ident;
    struct lw_text text;

    static_assert(sizeof ident->remote_id <= LW_LIVE_LABEL_SIZE, "fits");
    lw_text_init(&text, label, LW_LIVE_LABEL_SIZE - 1);
    if ((track->has_ident & LW_HAS_CALLSIGN) != 0)
        put_name(&text, ident->callsign, sizeof ident->callsign);
    if (text.at == label && (track->has_ident & LW_HAS_REMOTE_ID) != 0)
        put_name(&text, ident->remote_id, sizeof ident->remote_id - 1);
    if (text.at == label && (track->has_ident & LW_HAS_ICAO) != 0)
        lw_text_hex(&text, ident->icao, 6);
    *text.at = '\0';
    return (size_t)(text.at - label);
}

int lw_live_write_labels(const struct lw_track *const track[], uint32_t tracks,
                         char *text, size_t size)
{
    struct lw_text out;
    bool first = true;

    lw_text_init(&out, text, size);
    lw_text_put(&out, "{\"type\":\"labels\",\"labels\":{");
    for (uint32_t i = 0; i < tracks; i++) {
        char name[LW_TRACK_NAME_SIZE], label[LW_LIVE_LABEL_SIZE];
        if (lw_live_label(track[i], label) == 0)
            continue;
        lw_track_name(track[i]->number, name);
        lw_text_put(&out, first ? "" : ",");
        lw_text_quote(&out, name);
        lw_text_put(&out, ":");
        lw_text_quote(&out, label);
        first = false;
    }
    lw_text_put(&out, "}}");
    return lw_text_len(&out);
}

int lw_live_mark(const struct lw_report *report, const struct lw_site *site,
                 uint32_t sensor, struct lw_live_mark *mark)
{
    assert(sensor < site->sensors);
    const struct lw_sensor *from = &site->sensor[sensor];
    const bool moved = (report->has & LW_HAS_FROM) != 0;

    if ((report->type != LW_REPORT_BEARING &&
         report->type != LW_REPORT_HEARD) ||
        (!moved && !from->has_position))
        return 0;
    *mark = (struct lw_live_mark){
        .type = report->type,
        .meas_ns = report->meas_ns,
        .sensor = sensor,
        .place = moved ? report->from : from->position,
        .range_m = from->coverage.range_m,
    };
    if (report->type == LW_REPORT_BEARING) {
        mark->az_rad = report->az_rad;
        if ((report->has & LW_HAS_SD_AZ) != 0)
            mark->az_sd_rad = report->sd.az_rad;
        else if ((from->has_sd & LW_HAS_SD_AZ) != 0)
            mark->az_sd_rad = from->sd.az_rad;
    }
    return 1;
}

static void write_mark(struct lw_text *out, const struct lw_live_mark *mark,
                       const struct lw_site *site)
{
    lw_text_put(out, "{\"type\":");
    lw_text_quote(out, lw_report_type_name(mark->type));
    lw_text_put(out, ",\"t\":");
    lw_text_time(out, mark->meas_ns);
    lw_text_put(out, ",\"sensor\":");
    lw_text_quote(out, site->sensor[mark->sensor].id);
    lw_text_put(out, ",\"lat\":");
    lw_text_fixed(out, mark->place.lat_rad / LW_DEG, 7);
    lw_text_put(out, ",\"lon\":");
    lw_text_fixed(out, mark->place.lon_rad / LW_DEG, 7);
    if (mark->type == LW_REPORT_BEARING) {
        lw_text_put(out, ",\"az\":");
        lw_text_fixed(out, mark->az_rad / LW_DEG, 3);
        if (mark->az_sd_rad > 0.0) {
            lw_text_put(out, ",\"sd\":");
            lw_text_fixed(out, mark->az_sd_rad / LW_DEG, 3);
        }
    }
    if (isfinite(mark->range_m)) {
        lw_text_put(out, ",\"range\":");
        lw_text_fixed(out, mark->range_m, 1);
    }
    lw_text_put(out, "}");
}

int lw_live_write_marks(const struct lw_live_mark *mark, uint32_t marks,
                        const struct lw_site *site, char *text, size_t size)
{
    const uint32_t first =
        marks > LW_LIVE_MARKS_MAX ? marks - LW_LIVE_MARKS_MAX : 0;
    struct lw_text out;

    lw_text_init(&out, text, size);
    lw_text_put(&out, "{\"type\":\"reports\",\"reports\":[");
    for (uint32_t i = first; i < marks; i++) {
        lw_text_put(&out, i > first ? "," : "");
        write_mark(&out, &mark[i], site);
    }
    lw_text_put(&out, site->exercise ? "],\"exercise\":true}" : "]}");
    return lw_text_len(&out);
}

static void put_flag(struct lw_text *out, const char *key, bool value)
{
    lw_text_put(out, key);
    lw_text_put(out, value ? "true" : "false");
}

int lw_live_write_scene(const struct lw_live_scene *scene, char *text,
                        size_t size)
{
    struct lw_text out;

    lw_text_init(&out, text, size);
    lw_text_put(&out, "{\"type\":\"scene\",\"name\":");
    lw_text_quote(&out, scene->name);
    put_flag(&out, ",\"playing\":", scene->playing);
    lw_text_put(&out, ",\"speed\":");
    lw_text_fixed(&out, scene->speed, 6);
    if (scene->recorded) {
        lw_text_put(&out, ",\"begin\":");
        lw_text_time(&out, scene->begin_ns);
        lw_text_put(&out, ",\"end\":");
        lw_text_time(&out, scene->end_ns);
    }
    lw_text_put(&out, ",\"time\":");
    if (scene->time_ns == INT64_MIN)
        lw_text_put(&out, "null");
    else
        lw_text_time(&out, scene->time_ns);
    put_flag(&out, ",\"exercise\":", scene->exercise);
    put_flag(&out, ",\"live\":", scene->live);
    lw_text_put(&out, ",\"decisions\":");
    lw_text_quote(&out, scene->open ? "open" : "key");
    lw_text_put(&out, "}");
    return lw_text_len(&out);
}
