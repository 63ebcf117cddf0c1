/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes that say only that they heard something: `{"device_id":"n-12",
 * "detected_at":"2026-11-22T10:00:00Z"}`, one or a list, alone or under a key
 * of an object, as a message or as the body of an answer that is asked for.
 *
 *   device_id     deviceId, node_id, sensor_id, sensor; text or a number
 *   detected_at   detectedAt, timestamp, ts, time; RFC 3339, or Unix seconds,
 *                 ms, us or ns by its size; null: nothing was detected
 *   detected      false: nothing was
 *   level         level_db; dB
 *   frequency     frequency_hz, f0; Hz
 *   confidence    0..1
 *
 * No document: the two first are all that such nodes have in common.
 *
 * Deviations of devices: a time without its zone is refused, unless the
 * setting `zone` says `utc`. The same detection is sent, or answered, again
 * and again: a report's id is its sensor, device and time, so that it counts
 * once.
 */
#include <string.h>

#include "base/timefmt.h"
#include "formats.h"
#include "json_message.h"

enum presence_field {
    FIELD_DEVICE,
    FIELD_TIME,
    FIELD_DETECTED,
    FIELD_LEVEL,
    FIELD_F0,
    FIELD_CONFIDENCE,
    FIELD_NONE,
};

struct presence {
    struct lw_decode_config config;
    bool zone_utc;
};

/* One detection, as it is said. */
struct detection {
    char device[LW_ID_MAX + 1]; /* "": not said */
    bool has_time, nothing;
    int64_t time_ns;
    bool has_level, has_f0, has_confidence;
    double level_db, f0_hz, confidence;
};

struct reader {
    struct lw_json json;
    const struct presence *own;
    struct detection found;
    struct lw_fault *fault;
};

static const char *const presence_options[] = {"zone", NULL};

static int presence_init(void *state, const struct lw_decode_config *config,
                         struct lw_fault *fault)
{
    struct presence *own = state;
    const char *zone = lw_decode_option(config, "zone");

    if (zone != NULL && strcmp(zone, "utc") != 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`zone`: expected utc, got `%.40s`", zone);
    *own = (struct presence){.config = *config, .zone_utc = zone != NULL};
    return 0;
}

static enum presence_field field_of(const struct lw_json_string *key)
{
    static const struct {
        const char *name;
        enum presence_field field;
    } names[] = {
        {"device_id", FIELD_DEVICE},
        {"deviceId", FIELD_DEVICE},
        {"node_id", FIELD_DEVICE},
        {"sensor_id", FIELD_DEVICE},
        {"sensor", FIELD_DEVICE},
        {"detected_at", FIELD_TIME},
        {"detectedAt", FIELD_TIME},
        {"timestamp", FIELD_TIME},
        {"ts", FIELD_TIME},
        {"time", FIELD_TIME},
        {"detected", FIELD_DETECTED},
        {"level", FIELD_LEVEL},
        {"level_db", FIELD_LEVEL},
        {"frequency", FIELD_F0},
        {"frequency_hz", FIELD_F0},
        {"f0", FIELD_F0},
        {"confidence", FIELD_CONFIDENCE},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lw_json_is(key, names[i].name))
            return names[i].field;
    return FIELD_NONE;
}

static int refuse(struct reader *r, const struct lw_json_string *key,
                  const char *expected)
{
    return lw_json_refuse(&r->json, key, expected, r->fault);
}

static int take_device(struct reader *r, const struct lw_json_string *key)
{
    static const char expected[] = "a name of 1 to 63 bytes, or a number";
    char *device = r->found.device;
    struct lw_json_string string;
    struct lw_json_number number;

    switch (lw_json_peek(&r->json)) {
    case LW_JSON_STRING:
        if (lw_json_string(&r->json, &string) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (lw_json_unescape(&string, device, sizeof r->found.device) < 1)
            return refuse(r, key, expected);
        break;
    case LW_JSON_NUMBER:
        if (lw_json_number(&r->json, &number) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (number.len > LW_ID_MAX)
            return refuse(r, key, expected);
        memcpy(device, number.text, number.len);
        device[number.len] = '\0';
        break;
    case LW_JSON_OBJECT:
    case LW_JSON_ARRAY:
    case LW_JSON_TRUE:
    case LW_JSON_FALSE:
    case LW_JSON_NULL:
    case LW_JSON_NOTHING:
        return refuse(r, key, expected);
    }
    for (const char *c = device; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return refuse(r, key, expected);
    return 0;
}

/* Seconds, ms, us or ns since 1970, whichever makes it a time of ours. */
static int scale_time(const struct lw_json_number *number, int64_t *time_ns)
{
    static const double least_s = 946684800, most_s = 4102444800; /* 2000.. */
    const double value = lw_json_double(number);
    double unit = 1;

    for (int shift = 9; shift >= 0; shift -= 3, unit *= 1000)
        if (value >= least_s * unit && value < most_s * unit)
            return lw_json_scaled(number, shift, time_ns);
    return LW_ERR_RANGE;
}

/* "2026-11-22T10:00:00" and no zone: UTC, where that is settled. */
static int read_naive(const char *text, size_t len, int64_t *time_ns)
{
    char whole[40];

    if (len + 1 > sizeof whole)
        return LW_ERR_SYNTAX;
    memcpy(whole, text, len);
    whole[len] = 'Z';
    return lw_timefmt_read(whole, len + 1, time_ns);
}

static int take_time_text(struct reader *r, const struct lw_json_string *key)
{
    struct lw_json_string text;
    struct lw_json_number number;
    struct lw_json inner;
    int64_t *time_ns = &r->found.time_ns;

    if (lw_json_string(&r->json, &text) < 0)
        return lw_json_fault(&r->json, r->fault);
    lw_json_init(&inner, text.text, text.len);
    if (lw_json_number(&inner, &number) == 0 && lw_json_end(&inner) == 0 &&
        scale_time(&number, time_ns) == 0)
        return 0;
    if (lw_timefmt_read(text.text, text.len, time_ns) == 0)
        return 0;
    if (read_naive(text.text, text.len, time_ns) < 0)
        return refuse(r, key, "an RFC 3339 time, or Unix seconds or ms");
    return r->own->zone_utc
               ? 0
               : refuse(r, key,
                        "a time with its zone (or the setting zone: utc)");
}

static int take_time(struct reader *r, const struct lw_json_string *key)
{
    static const char expected[] = "a time from 2000 to 2100";
    const enum lw_json_type type = lw_json_peek(&r->json);
    static const int64_t most_ns = INT64_C(4102444800000000000); /* 2100 */
    struct lw_json_number number;
    int err = 0;

    if (type == LW_JSON_NULL) {
        r->found.nothing = true;
        return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault)
                                          : 0;
    }
    if (type == LW_JSON_STRING) {
        err = take_time_text(r, key);
    } else if (type != LW_JSON_NUMBER) {
        return refuse(r, key, expected);
    } else {
        if (lw_json_number(&r->json, &number) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (scale_time(&number, &r->found.time_ns) < 0)
            return refuse(r, key, expected);
    }
    if (err == 0 && (r->found.time_ns < 0 || r->found.time_ns >= most_ns))
        return refuse(r, key, expected);
    r->found.has_time = err == 0;
    return err;
}

/* A number between bounds; null is not said. */
static int take_number(struct reader *r, const struct lw_json_string *key,
                       double min, double max, double *value, bool *has,
                       const char *expected)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) == LW_JSON_NULL)
        return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault)
                                          : 0;
    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return refuse(r, key, expected);
    if (lw_json_number(&r->json, &number) < 0)
        return lw_json_fault(&r->json, r->fault);
    const double read = lw_json_double(&number);
    if (!(read >= min && read <= max))
        return refuse(r, key, expected);
    *value = read;
    *has = true;
    return 0;
}

static int take_detected(struct reader *r)
{
    if (lw_json_peek(&r->json) == LW_JSON_FALSE)
        r->found.nothing = true;
    return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault) : 0;
}

static int take_member(struct reader *r, const struct lw_json_string *key)
{
    struct detection *d = &r->found;

    switch (field_of(key)) {
    case FIELD_DEVICE:
        return take_device(r, key);
    case FIELD_TIME:
        return take_time(r, key);
    case FIELD_DETECTED:
        return take_detected(r);
    case FIELD_LEVEL:
        return take_number(r, key, -300, 300, &d->level_db, &d->has_level,
                           "dB from -300 to 300");
    case FIELD_F0:
        return take_number(r, key, 0, 1e12, &d->f0_hz, &d->has_f0,
                           "hertz from 0 to 1e12");
    case FIELD_CONFIDENCE:
        return take_number(r, key, 0, 1, &d->confidence, &d->has_confidence,
                           "a probability from 0 to 1");
    case FIELD_NONE:
        break;
    }
    return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault) : 0;
}

static int read_detection(struct reader *r, const uint8_t *msg, size_t len)
{
    struct lw_json_string key;
    int more, err = 0;

    memset(&r->found, 0, sizeof r->found);
    lw_json_init(&r->json, (const char *)msg, len);
    if (lw_json_enter(&r->json, '{') < 0)
        return lw_json_fault(&r->json, r->fault);
    while ((more = lw_json_key(&r->json, &key)) > 0 && err == 0)
        err = take_member(r, &key);
    if (err < 0)
        return err;
    return more < 0 || lw_json_end(&r->json) < 0
               ? lw_json_fault(&r->json, r->fault)
               : 0;
}

static void put_report(const struct detection *d, const char *sensor,
                       int64_t rx_ns, struct lw_report *out)
{
    struct lw_text id;

    memset(out, 0, sizeof *out);
    out->type = LW_REPORT_HEARD;
    out->meas_ns = (d->time_ns + 500) / 1000 * 1000;
    out->rx_ns = rx_ns;
    out->has = LW_HAS_RX;
    memcpy(out->sensor, sensor, strlen(sensor) + 1);
    lw_text_init(&id, out->id, sizeof out->id - 1);
    lw_text_put(&id, sensor);
    lw_text_put(&id, "/");
    if (d->device[0] != '\0' && strcmp(d->device, sensor) != 0) {
        lw_text_put(&id, d->device);
        lw_text_put(&id, "/");
    }
    lw_text_time(&id, out->meas_ns);
    if (lw_text_len(&id) > 0)
        out->has |= LW_HAS_ID;
    else
        memset(out->id, 0, sizeof out->id);
    if (d->has_level) {
        out->level_db = d->level_db;
        out->has |= LW_HAS_LEVEL;
    }
    if (d->has_f0) {
        out->f0_hz = d->f0_hz;
        out->has |= LW_HAS_F0;
    }
    if (d->has_confidence) {
        out->confidence = d->confidence;
        out->has |= LW_HAS_CONFIDENCE;
    }
}

static int presence_decode(void *state, const uint8_t *msg, size_t len,
                           int64_t rx_ns, struct lw_report *out, size_t out_max,
                           struct lw_fault *fault)
{
    struct reader r = {.own = state, .fault = fault};

    if (lw_json_piece(msg, len) != LW_JSON_PIECE_WHOLE)
        return 0; /* what is around a list */
    const int err = read_detection(&r, msg, len);
    if (err < 0)
        return err;
    const struct lw_decode_config *config = &r.own->config;
    if (r.found.nothing)
        return 0;
    if (!r.found.has_time)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "`detected_at` is missing");
    const char *sensor = lw_decode_sensor(config, r.found.device);
    if (sensor == NULL)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "`device_id` is missing");
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    put_report(&r.found, sensor, rx_ns, out);
    return 1;
}

static int64_t presence_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct reader r = {.own = state};

    return lw_json_piece(msg, len) == LW_JSON_PIECE_WHOLE &&
                   read_detection(&r, msg, len) == 0 && r.found.has_time
               ? r.found.time_ns
               : -1;
}

static size_t presence_frame(const uint8_t *buf, size_t len, int end,
                             size_t *start)
{
    return lw_json_frame(buf, len, end, start);
}

static int presence_guess(const uint8_t *buf, size_t len)
{
    static const char *const keys[] = {"device_id", "detected_at", NULL};

    return lw_json_guess(buf, len, keys);
}

const struct lw_decoder lw_decoder_presence = {
    .name = "presence",
    .format = "presence",
    .title = "Presence-only nodes: device_id, detected_at",
    .spec = "doc/formats/presence.md",
    .text = 1,
    .frame_len_max = LW_JSON_MESSAGE_MAX,
    .state_size = sizeof(struct presence),
    .named = 1,
    .options = presence_options,
    .init = presence_init,
    .guess = presence_guess,
    .frame = presence_frame,
    .clock_ns = presence_clock_ns,
    .decode = presence_decode,
    .describe = lw_json_describe,
};
