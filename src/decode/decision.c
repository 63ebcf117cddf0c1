/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/timefmt.h"

enum key {
    KEY_TYPE,
    KEY_T,
    KEY_RX,
    KEY_DECISION,
    KEY_WARNING,
    KEY_ZONE,
    KEY_LEVEL,
    KEY_FOR,
    KEY_BY,
    KEY_REASON,
    KEY_STATUS,
    KEYS
};

static const struct {
    const char *name, *expected;
} keys[KEYS] = {
    [KEY_TYPE] = {"type", "\"decision\""},
    [KEY_T] = {"t", "Unix seconds from 1970 to 2100, or an RFC 3339 string"},
    [KEY_RX] = {"rx", "Unix seconds from 1970 to 2100, or an RFC 3339 string"},
    [KEY_DECISION] = {"decision", "confirm, reject, acknowledge, extend, clear "
                                  "or raise"},
    [KEY_WARNING] = {"warning", "the id of a warning"},
    [KEY_ZONE] = {"zone", "a string of 1 to 63 bytes"},
    [KEY_LEVEL] = {"level", "notice or warning"},
    [KEY_FOR] = {"for", "seconds above 0, at most 2592000"},
    [KEY_BY] = {"by", "a string of 1 to 63 bytes: who decides"},
    [KEY_REASON] = {"reason", "a string of 1 to 255 bytes"},
    [KEY_STATUS] = {"status", "actual, exercise or test"},
};

static const double for_s_max = LW_DECISION_FOR_S_MAX;
static const int64_t time_us_max = INT64_C(4102444800000000); /* 2100-01-01 */

enum {
    OF_LINE = (1u << KEYS) - 1,
    OF_BODY = 1u << KEY_BY | 1u << KEY_REASON | 1u << KEY_FOR | 1u << KEY_LEVEL,
};

struct reader {
    struct lw_json json;
    struct lw_decision_line out;
    char warning[LW_WARNING_NAME_SIZE];
    uint32_t has, blank; /* 1 << enum key */
    struct lw_fault *fault;
};

static int syntax(struct reader *r)
{
    return lw_fault_set(r->fault, LW_ERR_SYNTAX, 0,
                        lw_json_column(&r->json, r->json.at),
                        "not JSON: expected %s", r->json.error);
}

static int refuse(struct reader *r, enum key key, int err)
{
    return lw_fault_set(r->fault, err, 0, 0, "`%s`: expected %s",
                        keys[key].name, keys[key].expected);
}

static int take_time(struct reader *r, enum key key, int64_t *time_ns)
{
    struct lw_json_number number;
    struct lw_json_string string;
    int64_t us = -1, ns = 0;

    if (lw_json_peek(&r->json) == LW_JSON_NUMBER) {
        if (lw_json_number(&r->json, &number) < 0)
            return syntax(r);
        if (lw_json_scaled(&number, 6, &us) < 0)
            us = -1;
    } else if (lw_json_peek(&r->json) == LW_JSON_STRING) {
        if (lw_json_string(&r->json, &string) < 0)
            return syntax(r);
        if (lw_timefmt_read(string.text, string.len, &ns) == 0 && ns >= 0)
            us = (ns + 500) / 1000;
    }
    if (us < 0 || us > time_us_max)
        return refuse(r, key, LW_ERR_RANGE);
    *time_ns = us * 1000;
    return 0;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

/* A string without control characters; a blank one says nothing, as if it
 * were not there. */
static int take_text(struct reader *r, enum key key, char *out, size_t size)
{
    struct lw_json_string string;
    char copy[LW_NOTE_MAX + 1];

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, key, LW_ERR_RANGE);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    const int len = lw_json_unescape(&string, copy, sizeof copy);
    if (len < 0 || (size_t)len >= size || strlen(copy) != (size_t)len ||
        !is_plain(copy))
        return refuse(r, key, LW_ERR_RANGE);
    if (is_blank(copy)) {
        r->blank |= 1u << key;
        return 0;
    }
    memcpy(out, copy, (size_t)len + 1);
    return 0;
}

/* One of a list of words; its index. */
static int take_word(struct reader *r, enum key key,
                     int (*find)(const char *name, size_t len))
{
    struct lw_json_string string;

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, key, LW_ERR_RANGE);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    const int found = find(string.text, string.len);
    return found < 0 ? refuse(r, key, LW_ERR_UNKNOWN) : found;
}

static int take_for(struct reader *r)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return refuse(r, KEY_FOR, LW_ERR_RANGE);
    if (lw_json_number(&r->json, &number) < 0)
        return syntax(r);
    const double for_s = lw_json_double(&number);
    if (!(for_s > 0.0 && for_s <= for_s_max))
        return refuse(r, KEY_FOR, LW_ERR_RANGE);
    r->out.decision.for_s = for_s;
    return 0;
}

static int find_type(const char *name, size_t len)
{
    static const char type[] = "decision";

    return len == sizeof type - 1 && memcmp(name, type, len) == 0
               ? 0
               : LW_ERR_NOT_MINE;
}

static int take_key(struct reader *r, enum key key)
{
    struct lw_decision *d = &r->out.decision;
    int found = 0;

    switch (key) {
    case KEY_TYPE:
        return take_word(r, key, find_type);
    case KEY_T:
        return take_time(r, key, &d->time_ns);
    case KEY_RX:
        return take_time(r, key, &r->out.rx_ns);
    case KEY_DECISION:
        found = take_word(r, key, lw_decision_find);
        if (found >= 0)
            d->kind = (enum lw_decision_kind)found;
        return found;
    case KEY_WARNING:
        return take_text(r, key, r->warning, sizeof r->warning);
    case KEY_ZONE:
        return take_text(r, key, d->zone, sizeof d->zone);
    case KEY_LEVEL:
        found = take_word(r, key, lw_warning_level_find);
        if (found >= 0)
            d->level = (enum lw_warning_level)found;
        return found;
    case KEY_FOR:
        return take_for(r);
    case KEY_BY:
        return take_text(r, key, d->by, sizeof d->by);
    case KEY_REASON:
        return take_text(r, key, d->reason, sizeof d->reason);
    case KEY_STATUS:
        found = take_word(r, key, lw_warning_status_find);
        if (found >= 0)
            r->out.status = (enum lw_warning_status)found;
        return found;
    case KEYS:
        break;
    }
    return LW_ERR_UNKNOWN;
}

static enum key find_key(const struct lw_json_string *name)
{
    enum key key = KEY_TYPE;

    while (key < KEYS && !lw_json_is(name, keys[key].name))
        key = (enum key)(key + 1);
    return key;
}

/* `known` keys; others are passed over, or refused. */
static int take_object(struct reader *r, uint32_t known, bool others)
{
    struct lw_json_string name;
    int got;

    if (lw_json_enter(&r->json, '{') < 0)
        return syntax(r);
    while ((got = lw_json_key(&r->json, &name)) > 0) {
        const enum key key = find_key(&name);
        const bool mine = key < KEYS && (known >> key & 1) != 0;
        if (!mine && !others)
            return lw_fault_set(r->fault, LW_ERR_UNKNOWN, 0, 0,
                                "`%.*s`: expected by, reason, for or level",
                                (int)(name.len < 40 ? name.len : 40),
                                name.text);
        if (!mine || lw_json_peek(&r->json) == LW_JSON_NULL) {
            if (lw_json_skip(&r->json) < 0)
                return syntax(r);
            continue;
        }
        if ((r->has >> key & 1) != 0)
            return lw_fault_set(r->fault, LW_ERR_SYNTAX, 0, 0,
                                "`%s`: it is there twice", keys[key].name);
        r->has |= 1u << key;
        const int err = take_key(r, key);
        if (err < 0)
            return err;
    }
    return got < 0 || lw_json_end(&r->json) < 0 ? syntax(r) : 0;
}

/* What a decision of its kind must say. */
static int check(struct reader *r, uint32_t needed)
{
    for (int key = 0; key < KEYS; key++)
        if ((needed & (~r->has | r->blank)) >> key & 1)
            return lw_fault_set(r->fault, LW_ERR_MISSING, 0, 0,
                                "`%s`: missing: expected %s", keys[key].name,
                                keys[key].expected);
    return 0;
}

static uint32_t needed_by(enum lw_decision_kind kind)
{
    uint32_t needed = 1u << KEY_BY;

    if (kind == LW_DECISION_REJECT || kind == LW_DECISION_CLEAR)
        needed |= 1u << KEY_REASON;
    if (kind == LW_DECISION_EXTEND)
        needed |= 1u << KEY_FOR;
    return needed;
}

static void begin(struct reader *r, const char *text, size_t len,
                  struct lw_fault *fault)
{
    memset(r, 0, sizeof *r);
    lw_json_init(&r->json, text, len);
    r->fault = fault;
    r->out.decision.level = LW_WARNING_WARNING;
}

bool lw_decision_is(const char *line, size_t len)
{
    struct lw_json json;
    struct lw_json_string name, value;

    lw_json_init(&json, line, len);
    if (lw_json_enter(&json, '{') < 0)
        return false;
    while (lw_json_key(&json, &name) > 0) {
        if (!lw_json_is(&name, "type")) {
            if (lw_json_skip(&json) < 0)
                return false;
            continue;
        }
        return lw_json_peek(&json) == LW_JSON_STRING &&
               lw_json_string(&json, &value) == 0 &&
               lw_json_is(&value, "decision");
    }
    return false;
}

int lw_decision_read(const char *line, size_t len, struct lw_decision_line *out,
                     struct lw_fault *fault)
{
    struct reader r;

    if (!lw_decision_is(line, len))
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "`type`: it is no decision");
    begin(&r, line, len, fault);
    int err = take_object(&r, OF_LINE, true);
    if (err < 0)
        return err;
    const enum lw_decision_kind kind = r.out.decision.kind;
    err = check(&r, needed_by(kind) | 1u << KEY_T | 1u << KEY_DECISION |
                        (kind == LW_DECISION_RAISE ? 1u << KEY_ZONE
                                                   : 1u << KEY_WARNING));
    if (err < 0)
        return err;
    if (kind != LW_DECISION_RAISE) {
        r.out.decision.warning = lw_warning_number(r.warning, r.out.status);
        if (r.out.decision.warning == 0)
            return refuse(&r, KEY_WARNING, LW_ERR_RANGE);
    }
    if ((r.has >> KEY_RX & 1) == 0)
        r.out.rx_ns = r.out.decision.time_ns;
    *out = r.out;
    return 0;
}

int lw_decision_read_body(const char *text, size_t len,
                          struct lw_decision *decision, struct lw_fault *fault)
{
    struct reader r;

    begin(&r, text, len, fault);
    int err = take_object(&r, OF_BODY, false);
    if (err == 0)
        err = check(&r, needed_by(decision->kind));
    if (err < 0)
        return err;
    const struct lw_decision *said = &r.out.decision;
    decision->level = said->level;
    decision->for_s = said->for_s;
    memcpy(decision->by, said->by, sizeof decision->by);
    memcpy(decision->reason, said->reason, sizeof decision->reason);
    return 0;
}
