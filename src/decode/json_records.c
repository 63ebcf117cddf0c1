/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON: objects as `mapping` of the sensor in the site file says, one after
 * another (a line each, or over many), in a list, in a GeoJSON
 * FeatureCollection, or in a list inside of each object (`records`).
 *
 *   {"t":1795273205,"pos":{"lat":52.3,"lon":4.8}}        pos.lat
 *   [{..},{..}]
 *   {"type":"FeatureCollection","features":[{..},{..}]}  however long
 *   {"time":1795273205,"plots":[{..},{..}]}              /time, and of each
 *
 * Source  RFC 8259, RFC 7946; doc/formats/mapping.md
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "formats.h"
#include "json_message.h"
#include "mapped.h"

enum {
    FRAME_MAX = 1 << 17,
    ROOM_SIZE =
        16384, /* of texts with escapes, and of what stands at the top */
};

static const char LIST[] = "features"; /* of a FeatureCollection */

/* Texts that are kept: of a record while it is read, of the top. */
struct room {
    size_t used;
    char text[ROOM_SIZE];
};

struct json_records {
    struct lw_decode_config config;
    const struct lw_mapping *mapping;
    bool collection; /* in the features of a FeatureCollection */
    struct lw_mapped_value value[LW_MAPPING_SOURCES_MAX];
    struct room top, record;
    /* Of the part that was asked for last: its bytes, the record in it (len
     * 0: none), whether it is one of a list, and where that goes on. */
    const uint8_t *msg, *text;
    size_t msg_len, len, next;
    bool list;
};

static int json_init(void *state, const struct lw_decode_config *config,
                     struct lw_fault *fault)
{
    struct json_records *s = state;

    memset(s, 0, sizeof *s);
    s->config = *config;
    s->mapping = lw_mapped_begin(config, "json", fault);
    return s->mapping == NULL ? LW_ERR_MISSING : 0;
}

/* Between records: what lists and collections have there. */
static bool is_between(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' ||
           byte == ',' || byte == '[' || byte == ']' || byte == '}' ||
           byte == '\0' || byte == 0x1e; /* RFC 7464 */
}

/* Behind the string that begins at `at`, its end: the index behind the quote,
 * or len. */
static size_t skip_string(const uint8_t *buf, size_t len, size_t at)
{
    for (at++; at < len && buf[at] != '"'; at++)
        at += buf[at] == '\\';
    return at < len ? at + 1 : len;
}

/* What is no object: a member behind the features, with its value, or else as
 * far as an object or a line may begin; 0: more bytes are needed. */
static size_t other_length(const uint8_t *buf, size_t len)
{
    size_t at = buf[0] == '"' ? skip_string(buf, len, 0) : 0;

    at += lw_decode_blank(buf + at, len - at);
    if (at > 0 && at < len && buf[at] == ':') {
        at++;
        at += lw_decode_blank(buf + at, len - at);
        if (at < len && (buf[at] == '{' || buf[at] == '[')) {
            const size_t value = lw_json_value_len(buf + at, len - at);
            return value > 0 ? at + value : 0;
        }
    }
    at = at > 0 ? at : 1;
    while (at < len && buf[at] != '\n' && buf[at] != '{')
        at++;
    return at < len ? at : 0;
}

static size_t json_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    size_t from = 0;

    while (from < len && is_between(buf[from]))
        from++;
    *start = from;
    const size_t left = len - from;
    const size_t look = left < FRAME_MAX ? left : FRAME_MAX;
    if (left == 0)
        return 0;
    /* A FeatureCollection ends where its features begin: they are frames. */
    const size_t frame = buf[from] == '{'
                             ? lw_json_head_len(buf + from, look, LIST)
                             : other_length(buf + from, look);
    return frame > 0 ? frame : left >= FRAME_MAX ? FRAME_MAX : end ? left : 0;
}

static int wrong_json(const struct lw_json *json, struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_SYNTAX, 0, lw_json_column(json, json->at),
                        "not JSON: expected %s",
                        json->error != NULL ? json->error : "an object");
}

/* Which sources of `mask` go on with this key, as their part `depth`. */
static uint64_t matching(const struct lw_mapping *m, uint64_t mask,
                         uint32_t depth, const char *key, size_t len)
{
    for (uint32_t i = 0; i < m->sources; i++) {
        const struct lw_mapping_source *s = &m->source[i];

        if (mask >> i & 1 &&
            (depth >= s->segments || s->segment_len[depth] != len ||
             memcmp(s->segment[depth], key, len) != 0))
            mask &= ~(UINT64_C(1) << i);
    }
    return mask;
}

/* Those of `mask` that end at this depth. */
static uint64_t ending(const struct lw_mapping *m, uint64_t mask,
                       uint32_t depth)
{
    for (uint32_t i = 0; i < m->sources; i++)
        if (mask >> i & 1 && m->source[i].segments != depth)
            mask &= ~(UINT64_C(1) << i);
    return mask;
}

/* A text, number or truth value for those of `mask`. */
static int take_scalar(struct json_records *s, struct lw_json *json,
                       uint64_t mask, struct room *room)
{
    struct lw_mapped_value value = {room->text + room->used, 0};
    const size_t left = sizeof room->text - room->used;
    struct lw_json_number number;
    struct lw_json_string string;
    bool truth;
    int err = 0;

    switch (lw_json_peek(json)) {
    case LW_JSON_STRING:
        err = lw_json_string(json, &string);
        if (err == 0) {
            const int len =
                lw_json_unescape(&string, room->text + room->used, left);
            if (len < 0)
                return LW_ERR_NO_SPACE;
            value.len = (size_t)len;
        }
        break;
    case LW_JSON_NUMBER:
        err = lw_json_number(json, &number);
        if (err == 0 && number.len > left)
            return LW_ERR_NO_SPACE;
        if (err == 0) {
            memcpy(room->text + room->used, number.text, number.len);
            value.len = number.len;
        }
        break;
    case LW_JSON_TRUE:
    case LW_JSON_FALSE:
        err = lw_json_bool(json, &truth);
        if (err == 0)
            value = truth ? (struct lw_mapped_value){"true", 4}
                          : (struct lw_mapped_value){"false", 5};
        break;
    case LW_JSON_OBJECT:
    case LW_JSON_ARRAY:
    case LW_JSON_NULL:
    case LW_JSON_NOTHING:
    default:
        return lw_json_skip(json);
    }
    if (err < 0)
        return err;
    if (value.text == room->text + room->used)
        room->used += value.len;
    for (uint32_t i = 0; i < s->mapping->sources; i++)
        if (mask >> i & 1)
            s->value[i] = value;
    return 0;
}

/* An open object or array on the way to a source. */
struct level {
    uint64_t mask; /* sources that lead through it */
    bool object;
    uint32_t index; /* of the array's next element */
};

/* The mask of the next value in the innermost level: 1, 0: it ended. */
static int next_value(const struct lw_mapping *m, struct lw_json *json,
                      struct level *level, uint32_t depth, uint64_t *mask)
{
    struct lw_json_string key;
    char number[12];
    struct lw_text text;
    int more;

    if (level->object) {
        more = lw_json_key(json, &key);
        if (more > 0)
            *mask = matching(m, level->mask, depth, key.text, key.len);
        return more;
    }
    more = lw_json_element(json);
    lw_text_init(&text, number, sizeof number);
    lw_text_int(&text, level->index++);
    if (more > 0)
        *mask = matching(m, level->mask, depth, number,
                         (size_t)(text.at - text.start));
    return more;
}

/*
 * The values of those sources that are at the top (or are not), out of an
 * object. 0, LW_ERR_SYNTAX, LW_ERR_NO_SPACE. What came before an error counts.
 */
static int gather(struct json_records *s, struct lw_json *json, bool top,
                  struct room *room)
{
    struct level level[LW_MAPPING_SEGMENTS_MAX + 1];
    const struct lw_mapping *m = s->mapping;
    uint32_t depth = 0;
    uint64_t mask = 0;

    room->used = 0;
    for (uint32_t i = 0; i < m->sources; i++)
        if (m->source[i].root == top) {
            mask |= UINT64_C(1) << i;
            s->value[i].text = NULL;
        }
    for (;;) {
        const uint64_t ends = ending(m, mask, depth);
        const enum lw_json_type type = lw_json_peek(json);
        const bool open = type == LW_JSON_OBJECT || type == LW_JSON_ARRAY;
        int err;

        if (open && (mask & ~ends) != 0 && depth < LW_MAPPING_SEGMENTS_MAX) {
            err = lw_json_enter(json, type == LW_JSON_OBJECT ? '{' : '[');
            level[depth++] = (struct level){mask, type == LW_JSON_OBJECT, 0};
        } else {
            err = ends != 0 ? take_scalar(s, json, ends, room)
                            : lw_json_skip(json);
        }
        if (err < 0)
            return err;
        int more = 0;
        while (depth > 0 && more == 0) {
            more = next_value(m, json, &level[depth - 1], depth - 1, &mask);
            depth -= more == 0;
        }
        if (more <= 0)
            return more;
    }
}

/* Go to the list of records: 1, 0: there is none, or an error. */
static int find_list(const struct lw_mapping *m, struct lw_json *json)
{
    const struct lw_mapping_source *path = &m->records;

    for (uint32_t i = 0; i < path->segments; i++) {
        struct lw_json_string key;
        int more;

        if (lw_json_peek(json) != LW_JSON_OBJECT)
            return 0;
        if (lw_json_enter(json, '{') < 0)
            return LW_ERR_SYNTAX;
        while ((more = lw_json_key(json, &key)) > 0) {
            if (key.len == path->segment_len[i] &&
                memcmp(key.text, path->segment[i], key.len) == 0)
                break;
            if (lw_json_skip(json) < 0)
                return LW_ERR_SYNTAX;
        }
        if (more <= 0)
            return more;
    }
    return lw_json_peek(json) == LW_JSON_ARRAY;
}

static size_t skip_between(const uint8_t *frame, size_t len, size_t at)
{
    return at + lw_decode_blank(frame + at, len - at);
}

/* The next element of the list in a frame, and where its part ends. */
static size_t next_record(struct json_records *s, const uint8_t *frame,
                          size_t len, size_t from)
{
    struct lw_json json;

    lw_json_init(&json, (const char *)frame, len);
    if (from == 0) {
        (void)gather(s, &json, true, &s->top);
        lw_json_init(&json, (const char *)frame, len);
        if (find_list(s->mapping, &json) != 1)
            return len;
        s->next = (size_t)(json.at - (const char *)frame) + 1;
    }
    const size_t at = skip_between(frame, len, s->next);
    if (at >= len || frame[at] == ']')
        return len;
    lw_json_init(&json, (const char *)frame + at, len - at);
    if (lw_json_skip(&json) < 0)
        return len;
    s->text = frame + at;
    s->len = (size_t)(json.at - (const char *)frame) - at;
    const size_t behind = skip_between(frame, len, at + s->len);
    if (behind >= len || frame[behind] != ',')
        return len;
    s->next = behind + 1;
    return s->next;
}

/* Each element of the list is a part; what is around them goes with the first
 * and the last. */
static size_t json_part(void *state, const uint8_t *frame, size_t len,
                        size_t from)
{
    struct json_records *s = state;
    size_t to = len;

    s->list = s->mapping != NULL && s->mapping->has_records && !s->collection &&
              frame[0] == '{';
    s->msg = s->text = frame + from;
    s->len = len - from;
    if (s->list) {
        s->len = 0;
        to = next_record(s, frame, len, from);
    }
    s->msg_len = to - from;
    return to;
}

/* The record of a part: 1 with its values, 0: it is none, or an error. */
static int open_record(struct json_records *s, const uint8_t *msg, size_t len,
                       struct lw_fault *fault)
{
    struct lw_json json;

    if (s->mapping == NULL)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0, "no mapping");
    if (msg != s->msg || len != s->msg_len) /* nobody asked for parts */
        (void)json_part(s, msg, len, 0);
    if (msg[0] == '"' && s->collection)
        return 0; /* a member behind the features */
    if (!s->list && msg[0] == '{' && msg[len - 1] == '[' &&
        lw_json_head_len(msg, len, LIST) == len) {
        s->collection = true;
        lw_json_init(&json, (const char *)msg, len);
        (void)gather(s, &json, true, &s->top);
        return 0;
    }
    if (s->len == 0) { /* no list, an empty one, or not JSON */
        lw_json_init(&json, (const char *)msg, len);
        return lw_json_skip(&json) < 0 || lw_json_end(&json) < 0
                   ? wrong_json(&json, fault)
                   : 0;
    }
    lw_json_init(&json, (const char *)s->text, s->len);
    if (!s->list && !s->collection) {
        (void)gather(s, &json, true, &s->top);
        lw_json_init(&json, (const char *)s->text, s->len);
    }
    if (lw_json_peek(&json) != LW_JSON_OBJECT)
        return wrong_json(&json, fault);
    const int err = gather(s, &json, false, &s->record);
    if (err == LW_ERR_NO_SPACE)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 1,
                            "record: expected texts of at most %d bytes "
                            "together",
                            ROOM_SIZE);
    return err < 0 || lw_json_end(&json) < 0 ? wrong_json(&json, fault) : 1;
}

static int json_decode(void *state, const uint8_t *msg, size_t len,
                       int64_t rx_ns, struct lw_report *out, size_t out_max,
                       struct lw_fault *fault)
{
    struct json_records *s = state;
    const int got = len > 0 ? open_record(s, msg, len, fault) : 0;

    if (got > 0 && out_max < 1)
        return LW_ERR_NO_SPACE;
    return got <= 0 ? got
                    : lw_mapped_report(s->mapping, &s->config, s->value, rx_ns,
                                       out, fault);
}

static int json_describe(void *state, const uint8_t *msg, size_t len,
                         char *text, size_t size, struct lw_fault *fault)
{
    struct json_records *s = state;
    const int got = len > 0 ? open_record(s, msg, len, fault) : 0;

    return got < 0 ? got
                   : lw_mapped_describe(s->mapping, &s->config,
                                        got > 0 ? s->value : NULL, text, size,
                                        fault);
}

const struct lw_decoder lw_decoder_json = {
    .name = "json",
    .format = "json",
    .title = "JSON, GeoJSON by the mapping of a sensor in the site file",
    .spec = "RFC 8259, RFC 7946; doc/formats/mapping.md",
    .text = 1,
    .frame_len_max = FRAME_MAX,
    .state_size = sizeof(struct json_records),
    .init = json_init,
    .frame = json_frame,
    .part = json_part,
    .decode = json_decode,
    .describe = json_describe,
};
