/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What receivers of Remote ID publish as JSON, in the dialects of
 * remote_id_dialects.c: each message becomes messages of Remote ID, which go
 * the same way as those off the air. A receiver that says which it is names
 * the sensor.
 */
#include <string.h>

#include "base/text.h"
#include "formats.h"
#include "json_message.h"
#include "members.h"
#include "remote_id_describe.h"
#include "remote_id_dialects.h"
#include "remote_id_reports.h"

enum { VERSION = 2 }; /* that the messages are those of */

struct remote_id_json {
    struct lw_decode_config config;
    struct lw_remote_id_crafts crafts;
};

static int json_init(void *state, const struct lw_decode_config *config,
                     struct lw_fault *fault)
{
    struct remote_id_json *s = state;

    (void)fault;
    s->config = *config;
    lw_remote_id_crafts_init(&s->crafts);
    return 0;
}

/* Does the list that begins here make one message: its elements named in
 * capitals ("Basic ID", "MAC")? 1, 0; -1: more bytes will tell. */
static int is_one(const uint8_t *buf, size_t len)
{
    size_t at = 1;

    for (int i = 0; i < 2; i++, at++) {
        at += lw_decode_blank(buf + at, len - at);
        if (at >= len)
            return -1;
        if (buf[at] != (i == 0 ? '{' : '"'))
            return 0;
    }
    return at < len ? buf[at] >= 'A' && buf[at] <= 'Z' : -1;
}

/* What stands between messages: blanks, commas, brackets of lists that are
 * taken apart. *one: what is_one() says of a bracket behind it. */
static size_t between(const uint8_t *buf, size_t len, int *one)
{
    size_t at = 0;

    for (;;) {
        at += lw_decode_blank(buf + at, len - at);
        if (at == len)
            return at;
        *one = buf[at] == '[' ? is_one(buf + at, len - at) : 1;
        if (buf[at] != ',' && buf[at] != ']' && *one != 0)
            return at;
        at++;
    }
}

/* Objects, and lists that are one message. What is neither is a line. */
static size_t json_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    int one = 1;
    const size_t from = between(buf, len, &one);
    size_t found = 0;

    *start = from;
    if (from == len)
        return 0;
    const uint8_t *at = buf + from;
    const size_t left = len - from;
    const size_t look = left < LW_JSON_MESSAGE_MAX ? left : LW_JSON_MESSAGE_MAX;
    if (*at == '{' || *at == '[') {
        found = one < 0 && !end ? 0 : lw_json_value_len(at, look);
    } else {
        const uint8_t *newline = memchr(at, '\n', look);
        found = newline != NULL ? (size_t)(newline - at) : 0;
    }
    if (found > 0)
        return found;
    return look == LW_JSON_MESSAGE_MAX || end ? look : 0;
}

static int json_guess(const uint8_t *buf, size_t len)
{
    static const char *const own[] = {
        "Basic ID",      "Location/Vector Message", "drone_lat", "uav latitude",
        "UASdata",       "System Message",          "pilot_lon", "drone_long",
        "base latitude",
    };

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (lw_json_guess(buf, len, (const char *const[]){own[i], NULL}) > 0)
            return 92;
    return 0;
}

enum { MESSAGES_MAX = LW_REMOTE_ID_BASICS_MAX + LW_UAS_DATA_MAX + 4 };

/* All of it as messages of Remote ID, where it is last. */
static int messages_of(const struct lw_remote_id_reading *r,
                       struct lw_remote_id out[MESSAGES_MAX])
{
    int count = 0;

    memset(out, 0, MESSAGES_MAX * sizeof *out);
    for (int i = 0; i < r->basics; i++) {
        out[count].type = LW_REMOTE_ID_BASIC;
        out[count++].is.basic = r->basic[i];
    }
    if (r->system.has & LW_REMOTE_ID_HAS_PLACE) {
        out[count].type = LW_REMOTE_ID_SYSTEM;
        out[count++].is.system = r->system;
    }
    if (r->oper.id[0] != '\0') {
        out[count].type = LW_REMOTE_ID_OPERATOR;
        out[count++].is.oper = r->oper;
    }
    if (r->self.text[0] != '\0') {
        out[count].type = LW_REMOTE_ID_SELF;
        out[count++].is.self = r->self;
    }
    if (r->located) {
        out[count].type = LW_REMOTE_ID_LOCATION;
        out[count++].is.location = r->location;
    }
    for (int i = 0; r->has_uas_data && i < r->uas_data.count; i++)
        out[count++] = r->uas_data.message[i];
    for (int i = 0; i < count; i++)
        out[i].version = VERSION;
    return count;
}

/* By which name what it says goes together: its radio's, or its own. */
static const char *name_of(const struct lw_remote_id_reading *r)
{
    return r->mac[0] != '\0' ? r->mac : r->basics > 0 ? r->basic[0].id : "";
}

static int put_sensor(const struct remote_id_json *s,
                      const struct lw_remote_id_reading *r,
                      char id[LW_ID_MAX + 1])
{
    const char *found = r->source[0] != '\0'
                            ? lw_decode_sensor(&s->config, r->source)
                        : s->config.sensor[0] != '\0' ? s->config.sensor
                                                      : "remote-id-json";

    memcpy(id, found, strlen(found) + 1);
    return 0;
}

/* The device says that it is there. */
static int report_beat(const struct lw_remote_id_reading *r, const char *sensor,
                       int64_t heard_ns, struct lw_report *out)
{
    memset(out, 0, sizeof *out);
    out->type = LW_REPORT_HEARTBEAT;
    out->meas_ns = heard_ns;
    out->state = r->state;
    memcpy(out->sensor, sensor, strlen(sensor) + 1);
    return 1;
}

/* Nobody can be told from another: only where something was. */
static void forget_identity(struct lw_report *out)
{
    out->has &= ~(uint32_t)(LW_HAS_ID | LW_HAS_OBJECT | LW_HAS_REMOTE_ID |
                            LW_HAS_KINDS | LW_HAS_OPERATOR);
}

static int json_decode(void *state, const uint8_t *msg, size_t len,
                       int64_t rx_ns, struct lw_report *out, size_t out_max,
                       struct lw_fault *fault)
{
    struct remote_id_json *s = state;
    struct lw_remote_id message[MESSAGES_MAX];
    char sensor[LW_ID_MAX + 1];
    struct lw_remote_id_reading r;
    const int err = lw_remote_id_read_json(msg, len, &r, fault);

    if (err < 0)
        return err;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    (void)put_sensor(s, &r, sensor);
    const int64_t heard_ns = r.has_stamp ? r.stamp_ns : rx_ns;
    if (r.beats)
        return report_beat(&r, sensor, heard_ns, out);
    const int count = messages_of(&r, message);
    const char *name = name_of(&r);
    int reports = 0;
    for (int i = 0; i < count; i++) {
        struct lw_report report;
        if (lw_remote_id_take(&s->crafts, name[0] != '\0' ? name : "?",
                              &message[i], sensor, heard_ns, &report) == 1) {
            *out = report;
            reports = 1;
        }
    }
    if (reports == 1 && name[0] == '\0')
        forget_identity(out);
    if (reports == 1 && rx_ns > 0)
        out->rx_ns = rx_ns;
    return reports;
}

static int json_describe(void *state, const uint8_t *msg, size_t len,
                         char *text, size_t size, struct lw_fault *fault)
{
    const struct remote_id_json *s = state;
    struct lw_remote_id message[MESSAGES_MAX];
    struct lw_remote_id_reading r;
    struct lw_text to;
    const int err = lw_remote_id_read_json(msg, len, &r, fault);

    if (err < 0)
        return err;
    const int count = messages_of(&r, message);
    lw_text_init(&to, text, size);
    lw_member_text(&to, "dialect", lw_dialect_name(r.dialect));
    if (r.source[0] != '\0')
        lw_member_text(&to, "source", r.source);
    if (r.mac[0] != '\0')
        lw_member_text(&to, "address", r.mac);
    if (r.has_rssi)
        lw_member_fixed(&to, "level", r.rssi_dbm, 1);
    if (r.has_stamp) {
        lw_member_key(&to, "heard");
        lw_text_time(&to, r.stamp_ns);
    }
    if (r.beats)
        lw_member_text(&to, "state", lw_heartbeat_name(r.state));
    lw_member_key(&to, "messages");
    lw_text_put(&to, "[");
    for (int i = 0; i < count; i++) {
        lw_text_put(&to, i > 0 ? ",{" : "{");
        lw_member_text(&to, "message", lw_remote_id_type_name(message[i].type));
        lw_remote_id_describe(&message[i], s->config.personal != 0, &to);
        lw_text_put(&to, "}");
    }
    lw_text_put(&to, "]");
    return lw_text_len(&to);
}

const struct lw_decoder lw_decoder_remote_id_json = {
    .name = "remote-id-json",
    .format = "remote-id-json",
    .title = "Remote ID as receivers publish it: DragonSync, DroneScout, ..",
    .spec = "doc/formats/remote-id-json.md",
    .text = 1,
    .frame_len_max = LW_JSON_MESSAGE_MAX,
    .state_size = sizeof(struct remote_id_json),
    .named = 1,
    .init = json_init,
    .guess = json_guess,
    .frame = json_frame,
    .decode = json_decode,
    .describe = json_describe,
};
