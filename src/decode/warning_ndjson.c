/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_ndjson.h"

#include <math.h>

#include "base/json.h"
#include "line_values.h"

enum key {
    KEY_T,
    KEY_NAME,
    KEY_ZONE,
    KEY_STATE,
    KEY_CHANCE,
    KEY_ARRIVAL,
    KEYS
};

enum { REQUIRED = KEY_STATE + 1 }; /* so many of them, the first */

static const char *const key_name[KEYS] = {
    [KEY_T] = "t",
    [KEY_NAME] = "warning",
    [KEY_ZONE] = "zone",
    [KEY_STATE] = "state",
    [KEY_CHANCE] = "probability",
    [KEY_ARRIVAL] = "arrival",
};
static const char *const expected[KEYS] = {
    [KEY_T] = "Unix seconds from 1970 to 2100, or an RFC 3339 string",
    [KEY_NAME] = "a number or a string of 1 to 63 bytes",
    [KEY_ZONE] = "a number or a string of 1 to 63 bytes",
    [KEY_STATE] = "active, updated, cleared, cancelled or proposed",
    [KEY_CHANCE] = "a probability from 0 to 1",
    [KEY_ARRIVAL] = "an object of times",
};

static int syntax(const struct lw_json *json, struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_SYNTAX, 0, lw_json_column(json, json->at),
                        "not JSON: expected %s%s", json->error,
                        json->at >= json->end ? ", got the end of the line"
                                              : "");
}

static bool take_state(struct lw_json *json, enum lw_warning_state *state)
{
    struct lw_json_string string;

    if (lw_json_peek(json) != LW_JSON_STRING ||
        lw_json_string(json, &string) < 0)
        return false;
    for (int i = 0; i < LW_WARNING_STATES; i++) {
        if (!lw_json_is(&string,
                        lw_warning_state_name((enum lw_warning_state)i)))
            continue;
        *state = (enum lw_warning_state)i;
        return true;
    }
    return false;
}

/* Told with `earliest` and `likely` at least. */
static bool take_arrival(struct lw_json *json, struct lw_warning_line *out)
{
    enum { EARLIEST = 1, LIKELY = 2 };
    struct lw_json_string name;
    int got = 0, more;

    if (lw_json_peek(json) != LW_JSON_OBJECT || lw_json_enter(json, '{') < 0)
        return false;
    while ((more = lw_json_key(json, &name)) > 0) {
        const bool earliest = lw_json_is(&name, "earliest"),
                   likely = lw_json_is(&name, "likely");
        int64_t *to = earliest ? &out->when.earliest_ns
                      : likely ? &out->when.likely_ns
                               : &out->when.latest_ns;
        if (lw_json_peek(json) == LW_JSON_NULL ||
            !(earliest || likely || lw_json_is(&name, "latest"))) {
            if (lw_json_skip(json) < 0)
                return false;
            continue;
        }
        if (!lw_line_time(json, to))
            return false;
        got |= (earliest ? EARLIEST : 0) | (likely ? LIKELY : 0);
    }
    out->has_arrival = got == (EARLIEST | LIKELY);
    return more == 0;
}

static bool take_value(struct lw_json *json, enum key key,
                       struct lw_warning_line *out)
{
    switch (key) {
    case KEY_T:
        return lw_line_time(json, &out->time_ns);
    case KEY_NAME:
        return lw_line_name(json, out->name);
    case KEY_ZONE:
        return lw_line_name(json, out->zone);
    case KEY_STATE:
        return take_state(json, &out->state);
    case KEY_CHANCE:
        return lw_line_number(json, 0, 1, &out->probability);
    case KEY_ARRIVAL:
        return take_arrival(json, out);
    case KEYS:
        break;
    }
    return false;
}

/* First pass: all of it is JSON, and the type is ours. */
static int check_type(struct lw_json *json, enum lw_warning_level *level,
                      struct lw_fault *fault)
{
    struct lw_json_string key, type;
    bool typed = false, mine = false;
    int more = -1;

    if (lw_json_enter(json, '{') < 0)
        return syntax(json, fault);
    while ((more = lw_json_key(json, &key)) > 0) {
        if (!lw_json_is(&key, "type") || lw_json_peek(json) != LW_JSON_STRING) {
            if (lw_json_skip(json) < 0)
                break;
            continue;
        }
        if (lw_json_string(json, &type) < 0)
            break;
        typed = true;
        mine = lw_json_is(&type, "warning") || lw_json_is(&type, "notice");
        *level = lw_json_is(&type, "warning") ? LW_WARNING_WARNING
                                              : LW_WARNING_NOTICE;
    }
    if (more != 0 || lw_json_end(json) < 0)
        return syntax(json, fault);
    if (!typed)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 1,
                            "`type`: expected a string, got none");
    if (!mine)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 1,
                            "`type`: expected warning or notice");
    return 0;
}

static enum key find_key(const struct lw_json_string *name)
{
    for (int key = 0; key < KEYS; key++)
        if (lw_json_is(name, key_name[key]))
            return (enum key)key;
    return KEYS;
}

static int read_members(struct lw_json *json, struct lw_warning_line *out,
                        struct lw_fault *fault)
{
    struct lw_json_string name;
    uint32_t seen = 0;
    int more;

    if (lw_json_enter(json, '{') < 0)
        return syntax(json, fault);
    while ((more = lw_json_key(json, &name)) > 0) {
        const enum key key = find_key(&name);
        const enum lw_json_type next = lw_json_peek(json);
        const char *at = json->at;
        if (key == KEYS || (next == LW_JSON_NULL && (int)key >= REQUIRED)) {
            if (lw_json_skip(json) < 0)
                return syntax(json, fault);
            continue;
        }
        if (!take_value(json, key, out))
            return json->error != NULL
                       ? syntax(json, fault)
                       : lw_fault_set(
                             fault, LW_ERR_RANGE, 0, lw_json_column(json, at),
                             "`%s`: expected %s", key_name[key], expected[key]);
        seen |= 1U << key;
    }
    if (more < 0)
        return syntax(json, fault);
    for (int key = 0; key < REQUIRED; key++)
        if (!(seen & 1U << key))
            return lw_fault_set(fault, LW_ERR_MISSING, 0, 1,
                                "`%s`: expected %s, got none", key_name[key],
                                expected[key]);
    return 0;
}

int lw_warning_line_read(const char *line, size_t len,
                         struct lw_warning_line *out, struct lw_fault *fault)
{
    struct lw_warning_line got = {.probability = (double)NAN,
                                  .when.latest_ns = INT64_MAX};
    struct lw_json json;

    lw_json_init(&json, line, len);
    int err = check_type(&json, &got.level, fault);
    lw_json_init(&json, line, len);
    if (err == 0)
        err = read_members(&json, &got, fault);
    if (err == 0)
        *out = got;
    return err;
}
