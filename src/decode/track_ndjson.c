/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two passes over a line: the first finds its type (which may come last), the
 * second reads the fields that type has. One pass does where the type comes
 * first and nothing is wrong.
 */
#include "track_ndjson.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "line_values.h"

#define RADIANS (3.14159265358979323846 / 180)

enum key {
    KEY_T,
    KEY_NAME, /* `track` or `object` */
    KEY_STATUS,
    KEY_LAT,
    KEY_LON,
    KEY_ALT,
    KEY_VEL,
    KEY_COV,
    KEY_EXISTENCE,
    KEY_KIND,
    KEY_SENSORS,
    KEY_COOPERATIVE,
    KEY_KINDS,
    KEY_IDENT,
    KEY_SOURCES,
    KEY_EXERCISE,
    KEYS
};

struct kind_of_line {
    const char *type;
    const char *key[KEYS]; /* NULL: not one of its fields */
    uint32_t required;     /* one bit a key */
};

static const struct kind_of_line track_line = {
    .type = "track",
    .key = {[KEY_T] = "t",
            [KEY_NAME] = "track",
            [KEY_STATUS] = "status",
            [KEY_LAT] = "lat",
            [KEY_LON] = "lon",
            [KEY_ALT] = "alt",
            [KEY_VEL] = "vel",
            [KEY_COV] = "cov",
            [KEY_EXISTENCE] = "existence",
            [KEY_KINDS] = "kinds",
            [KEY_IDENT] = "ident",
            [KEY_SOURCES] = "sources",
            [KEY_EXERCISE] = "exercise"},
    .required = 1U << KEY_T | 1U << KEY_NAME | 1U << KEY_STATUS |
                1U << KEY_LAT | 1U << KEY_LON,
};
static const struct kind_of_line truth_line = {
    .type = "truth",
    .key = {[KEY_T] = "t",
            [KEY_NAME] = "object",
            [KEY_LAT] = "lat",
            [KEY_LON] = "lon",
            [KEY_ALT] = "alt",
            [KEY_VEL] = "vel",
            [KEY_KIND] = "kind",
            [KEY_SENSORS] = "sensors",
            [KEY_COOPERATIVE] = "cooperative"},
    .required = 1U << KEY_T | 1U << KEY_NAME | 1U << KEY_LAT | 1U << KEY_LON,
};

static const char *const expected[KEYS] = {
    [KEY_T] = "Unix seconds from 1970 to 2100, or an RFC 3339 string",
    [KEY_NAME] = "a number or a string of 1 to 63 bytes",
    [KEY_STATUS] = "tentative, confirmed, coasting or ended",
    [KEY_LAT] = "degrees from -90 to 90",
    [KEY_LON] = "degrees from -180 to 180",
    [KEY_ALT] = "metres above the ellipsoid, -10000 to 1000000",
    [KEY_VEL] = "[east, north, up] in m/s, each from -100000 to 100000",
    [KEY_COV] = "a 6x6 matrix, null where it is not known",
    [KEY_EXISTENCE] = "a probability from 0 to 1",
    [KEY_KIND] = "a number or a string of 1 to 63 bytes",
    [KEY_SENSORS] = "a number from 0 to 1000000, or a list",
    [KEY_COOPERATIVE] = "true or false",
    [KEY_KINDS] = "an object of kinds and probabilities",
    [KEY_IDENT] = "an object of identities",
    [KEY_SOURCES] = "a list of sensors",
    [KEY_EXERCISE] = "true or false",
};

struct line_reader {
    struct lw_json json;
    const struct kind_of_line *kind;
    struct lw_fault *fault;
    bool typed; /* a `type` was among the members */
};

static int syntax(struct line_reader *r)
{
    return lw_fault_set(
        r->fault, LW_ERR_SYNTAX, 0, lw_json_column(&r->json, r->json.at),
        "not JSON: expected %s%s", r->json.error,
        r->json.at >= r->json.end ? ", got the end of the line" : "");
}

/* Whatever stands wrong in the value that begins at `at`: bad JSON if it is
 * that, else not what the field may be. */
static int refuse(struct line_reader *r, enum key key, const char *at)
{
    if (r->json.error != NULL)
        return syntax(r);
    return lw_fault_set(r->fault,
                        key == KEY_STATUS ? LW_ERR_UNKNOWN : LW_ERR_RANGE, 0,
                        lw_json_column(&r->json, at), "`%s`: expected %s",
                        r->kind->key[key], expected[key]);
}

/* `null` where `holes` may be: not known, NaN. */
static bool take_numbers(struct lw_json *json, double max, bool holes,
                         double *value, int count)
{
    int got = 0, more;

    if (lw_json_peek(json) != LW_JSON_ARRAY || lw_json_enter(json, '[') < 0)
        return false;
    while ((more = lw_json_element(json)) > 0) {
        if (got == count)
            return false;
        if (holes && lw_json_peek(json) == LW_JSON_NULL) {
            value[got++] = (double)NAN;
            if (lw_json_skip(json) < 0)
                return false;
        } else if (!lw_line_number(json, -max, max, &value[got++])) {
            return false;
        }
    }
    return more == 0 && got == count;
}

static bool take_matrix(struct lw_json *json, double cov[36])
{
    const double cov_max = 1e18;
    int row = 0, more;

    if (lw_json_peek(json) != LW_JSON_ARRAY || lw_json_enter(json, '[') < 0)
        return false;
    while ((more = lw_json_element(json)) > 0)
        if (row == 6 || !take_numbers(json, cov_max, true, &cov[6 * row++], 6))
            return false;
    return more == 0 && row == 6;
}

static bool is_whole(const double cov[36])
{
    for (int i = 0; i < 36; i++)
        if (!isfinite(cov[i]))
            return false;
    return true;
}

static bool take_status(struct lw_json *json, enum lw_track_status *status)
{
    struct lw_json_string string;

    if (lw_json_peek(json) != LW_JSON_STRING ||
        lw_json_string(json, &string) < 0)
        return false;
    for (int i = 0; i < LW_TRACK_STATUSES; i++) {
        if (!lw_json_is(&string, lw_track_status_name((enum lw_track_status)i)))
            continue;
        *status = (enum lw_track_status)i;
        return true;
    }
    return false;
}

/* How many, or a list of which. */
static bool take_sensors(struct lw_json *json, struct lw_state_line *out)
{
    double number;
    int more;

    out->has |= LW_LINE_HAS_SENSORS;
    if (lw_json_peek(json) == LW_JSON_NUMBER) {
        if (!lw_line_number(json, 0, 1e6, &number))
            return false;
        out->sensors = (uint32_t)number;
        return true;
    }
    if (lw_json_peek(json) != LW_JSON_ARRAY || lw_json_enter(json, '[') < 0)
        return false;
    out->sensors = 0;
    while ((more = lw_json_element(json)) > 0) {
        if (lw_json_skip(json) < 0)
            return false;
        out->sensors++;
    }
    return more == 0;
}

static bool take_flag(struct lw_json *json, enum lw_line_has bit,
                      struct lw_state_line *out)
{
    const enum lw_json_type type = lw_json_peek(json);
    bool value;

    if ((type != LW_JSON_TRUE && type != LW_JSON_FALSE) ||
        lw_json_bool(json, &value) < 0)
        return false;
    out->has &= ~(uint32_t)bit;
    if (value)
        out->has |= (uint32_t)bit;
    return true;
}

/* The likeliest; kinds that we do not know are passed over. */
static bool take_kinds(struct lw_json *json, struct lw_state_line *out)
{
    struct lw_json_string name;
    double most = 0, chance;
    int more;

    if (lw_json_peek(json) != LW_JSON_OBJECT || lw_json_enter(json, '{') < 0)
        return false;
    while ((more = lw_json_key(json, &name)) > 0) {
        if (!lw_line_number(json, 0, 1, &chance))
            return false;
        const int kind = lw_kind_find(name.text, name.len);
        if (kind < 0)
            continue;
        out->kinds[kind] = chance;
        if (!(chance > most))
            continue;
        const char *known = lw_kind_name((enum lw_kind)kind);
        memcpy(out->kind, known, strlen(known) + 1);
        out->has |= LW_LINE_HAS_KIND;
        most = chance;
    }
    return more == 0;
}

static bool take_cov(struct lw_json *json, struct lw_state_line *out)
{
    if (!take_matrix(json, out->cov))
        return false;
    out->has |= is_whole(out->cov) ? LW_LINE_HAS_COV : LW_LINE_HAS_COV_PART;
    return true;
}

static bool take_text(struct lw_json *json, char *out, size_t size)
{
    struct lw_json_string string;

    return lw_json_peek(json) == LW_JSON_STRING &&
           lw_json_string(json, &string) == 0 &&
           lw_json_unescape(&string, out, size) >= 0;
}

static bool take_icao(struct lw_json *json, uint32_t *icao)
{
    char text[7];
    uint32_t value = 0;

    if (!take_text(json, text, sizeof text) || text[0] == '\0')
        return false;
    for (const char *c = text; *c != '\0'; c++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *found = strchr(digits, *c);
        if (found == NULL)
            return false;
        const uint32_t digit = (uint32_t)(found - digits);
        value = value << 4 | (digit < 16 ? digit : digit - 6);
    }
    *icao = value;
    return true;
}

/* One identity, its bit; 0: it is none of ours. */
static uint32_t take_identity(struct lw_json *json,
                              const struct lw_json_string *name,
                              struct lw_ident *ident)
{
    if (lw_json_is(name, "icao"))
        return take_icao(json, &ident->icao) ? LW_HAS_ICAO : 0;
    if (lw_json_is(name, "remote_id"))
        return take_text(json, ident->remote_id, sizeof ident->remote_id)
                   ? LW_HAS_REMOTE_ID
                   : 0;
    if (lw_json_is(name, "callsign"))
        return take_text(json, ident->callsign, sizeof ident->callsign)
                   ? LW_HAS_CALLSIGN
                   : 0;
    if (lw_json_is(name, "squawk"))
        return take_text(json, ident->squawk, sizeof ident->squawk)
                   ? LW_HAS_SQUAWK
                   : 0;
    return 0;
}

static bool take_ident(struct lw_json *json, struct lw_state_line *out)
{
    struct lw_json_string name;
    int more;

    if (lw_json_peek(json) != LW_JSON_OBJECT || lw_json_enter(json, '{') < 0)
        return false;
    while ((more = lw_json_key(json, &name)) > 0) {
        const struct lw_json value = *json;
        const uint32_t bit = take_identity(json, &name, &out->ident);
        if (bit == 0) {
            *json = value;
            if (lw_json_skip(json) < 0)
                return false;
        }
        out->has_ident |= bit;
        out->has |= LW_LINE_HAS_IDENT;
    }
    return more == 0;
}

/* Where the first of them stand. */
static bool take_sources(struct lw_json *json, struct lw_state_line *out)
{
    int more;

    if (lw_json_peek(json) != LW_JSON_ARRAY || lw_json_enter(json, '[') < 0)
        return false;
    while ((more = lw_json_element(json)) > 0) {
        struct lw_json_string string;
        if (lw_json_peek(json) != LW_JSON_STRING ||
            lw_json_string(json, &string) < 0)
            return false;
        if (out->sources < LW_TRACK_SOURCES_MAX)
            out->source[out->sources++] = string;
    }
    return more == 0;
}

static bool take_value(struct lw_json *json, enum key key,
                       struct lw_state_line *out)
{
    static const uint32_t has[KEYS] = {
        [KEY_STATUS] = LW_LINE_HAS_STATUS,
        [KEY_ALT] = LW_LINE_HAS_ALT,
        [KEY_VEL] = LW_LINE_HAS_VEL,
        [KEY_EXISTENCE] = LW_LINE_HAS_EXISTENCE,
        [KEY_KIND] = LW_LINE_HAS_KIND,
    };
    bool good = false;

    switch (key) {
    case KEY_T:
        good = lw_line_time(json, &out->time_ns);
        break;
    case KEY_NAME:
        good = lw_line_name(json, out->name);
        break;
    case KEY_STATUS:
        good = take_status(json, &out->status);
        break;
    case KEY_LAT:
        good = lw_line_number(json, -90, 90, &out->pos.lat_rad);
        out->pos.lat_rad *= RADIANS;
        break;
    case KEY_LON:
        good = lw_line_number(json, -180, 180, &out->pos.lon_rad);
        out->pos.lon_rad *= RADIANS;
        break;
    case KEY_ALT:
        good = lw_line_number(json, -10000, 1000000, &out->pos.alt_hae_m);
        break;
    case KEY_VEL:
        good = take_numbers(json, 100000, false, out->vel_mps, 3);
        break;
    case KEY_COV:
        good = take_cov(json, out);
        break;
    case KEY_EXISTENCE:
        good = lw_line_number(json, 0, 1, &out->existence);
        break;
    case KEY_KIND:
        good = lw_line_name(json, out->kind);
        break;
    case KEY_SENSORS:
        good = take_sensors(json, out);
        break;
    case KEY_COOPERATIVE:
        good = take_flag(json, LW_LINE_COOPERATIVE, out);
        break;
    case KEY_KINDS:
        good = take_kinds(json, out);
        break;
    case KEY_IDENT:
        good = take_ident(json, out);
        break;
    case KEY_SOURCES:
        good = take_sources(json, out);
        break;
    case KEY_EXERCISE:
        good = take_flag(json, LW_LINE_EXERCISE, out);
        break;
    case KEYS:
        break;
    }
    if (good)
        out->has |= has[key];
    return good;
}

/* Fields mostly come in their usual order: looked for from `first` on, and
 * then from the start. */
static enum key find_key(const struct kind_of_line *kind, int first,
                         const struct lw_json_string *name)
{
    for (int i = 0; i < KEYS; i++) {
        const int key = first + i < KEYS ? first + i : first + i - KEYS;
        if (kind->key[key] != NULL && lw_json_is(name, kind->key[key]))
            return (enum key)key;
    }
    return KEYS;
}

/* First pass: all of it is JSON, and the type is ours. */
static int check_type(struct line_reader *r, const char *line, size_t len)
{
    struct lw_json *json = &r->json;
    struct lw_json_string key, type;
    bool typed = false, mine = false;
    int more = -1;

    lw_json_init(json, line, len);
    if (lw_json_enter(json, '{') < 0)
        return syntax(r);
    while ((more = lw_json_key(json, &key)) > 0) {
        if (!lw_json_is(&key, "type") || lw_json_peek(json) != LW_JSON_STRING) {
            if (lw_json_skip(json) < 0)
                break;
            continue;
        }
        if (lw_json_string(json, &type) < 0)
            break;
        typed = true;
        mine = lw_json_is(&type, r->kind->type);
    }
    if (more != 0 || lw_json_end(json) < 0)
        return syntax(r);
    if (!typed)
        return lw_fault_set(r->fault, LW_ERR_MISSING, 0, 1,
                            "`type`: expected a string, got none");
    if (!mine)
        return lw_fault_set(r->fault, LW_ERR_NOT_MINE, 0, 1,
                            "`type`: expected %s", r->kind->type);
    return 0;
}

/* What follows in the object that we are in, up to its end. */
static int read_members(struct line_reader *r, struct lw_state_line *out)
{
    struct lw_json *json = &r->json;
    struct lw_json_string name;
    uint32_t seen = 0;
    int first = 0, more;

    while ((more = lw_json_key(json, &name)) > 0) {
        const enum key key = find_key(r->kind, first, &name);
        if (key == KEYS)
            r->typed = r->typed || lw_json_is(&name, "type");
        else
            first = (int)key + 1;
        const enum lw_json_type next = lw_json_peek(json);
        const char *at = json->at;
        if (key == KEYS ||
            (next == LW_JSON_NULL && !(r->kind->required & 1U << key))) {
            if (lw_json_skip(json) < 0)
                return syntax(r);
            continue;
        }
        if (!take_value(json, key, out))
            return refuse(r, key, at);
        seen |= 1U << key;
    }
    if (more < 0)
        return syntax(r);
    for (int key = 0; key < KEYS; key++)
        if (r->kind->required & ~seen & 1U << key)
            return lw_fault_set(r->fault, LW_ERR_MISSING, 0, 1,
                                "`%s`: expected %s, got none",
                                r->kind->key[key], expected[key]);
    return 0;
}

static int read_fields(struct line_reader *r, const char *line, size_t len,
                       struct lw_state_line *out)
{
    lw_json_init(&r->json, line, len);
    if (lw_json_enter(&r->json, '{') < 0)
        return syntax(r);
    return read_members(r, out);
}

/* The one pass: true with *out; false says nothing but that it takes two. */
static bool read_plain(const struct kind_of_line *kind, const char *line,
                       size_t len, struct lw_state_line *out)
{
    struct line_reader r = {.kind = kind};
    struct lw_json_string key, type;

    lw_json_init(&r.json, line, len);
    if (lw_json_enter(&r.json, '{') < 0 || lw_json_key(&r.json, &key) <= 0 ||
        !lw_json_is(&key, "type") || lw_json_peek(&r.json) != LW_JSON_STRING ||
        lw_json_string(&r.json, &type) < 0 || !lw_json_is(&type, kind->type))
        return false;
    return read_members(&r, out) == 0 && !r.typed && lw_json_end(&r.json) == 0;
}

static int read_line(const struct kind_of_line *kind, const char *line,
                     size_t len, struct lw_state_line *out,
                     struct lw_fault *fault)
{
    struct line_reader r = {.kind = kind, .fault = fault};
    struct lw_state_line got = {0};

    if (read_plain(kind, line, len, &got)) {
        *out = got;
        return 0;
    }
    got = (struct lw_state_line){0};
    int err = check_type(&r, line, len);

    if (err == 0)
        err = read_fields(&r, line, len, &got);
    if (err == 0)
        *out = got;
    return err;
}

int lw_track_line_read(const char *line, size_t len, struct lw_state_line *out,
                       struct lw_fault *fault)
{
    return read_line(&track_line, line, len, out, fault);
}

int lw_truth_line_read(const char *line, size_t len, struct lw_state_line *out,
                       struct lw_fault *fault)
{
    return read_line(&truth_line, line, len, out, fault);
}
