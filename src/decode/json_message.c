/* SPDX-License-Identifier: Apache-2.0 */
#include "json_message.h"

#include <string.h>

#include "decode.h"

enum { DEPTH_MAX = 64, TAIL_MAX = 4096, GUESS_MAX = 16384 };

/* Where reading a value stands. */
struct scan {
    const uint8_t *buf;
    size_t len, string; /* where the last string begins */
    uint64_t objects;   /* a bit an open level: object, else array */
    int depth;
    uint8_t last; /* byte that is no white space; 0: none yet */
};

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next byte that says something, from `at`; 0: it is not there yet. */
static uint8_t next_of(const uint8_t *buf, size_t len, size_t at)
{
    at += lw_decode_blank(buf + at, len - at);
    return at < len ? buf[at] : 0;
}

/* Behind the string that begins at `at`; the place of what cannot be in one;
 * or `len`: it goes on. */
static size_t string_end(const struct scan *s, size_t at)
{
    for (at++; at < s->len; at++) {
        if (s->buf[at] == '\\')
            at++;
        else if (s->buf[at] == '"')
            return at + 1;
        else if (s->buf[at] == '\n')
            return at;
    }
    return s->len;
}

/* May a bracket stand here? */
static bool may_open(const struct scan *s)
{
    const bool object = (s->objects & 1) != 0;

    return s->depth == 0 || s->last == ':' ||
           (!object && (s->last == '[' || s->last == ','));
}

static bool open_level(struct scan *s, uint8_t bracket)
{
    if (s->depth == DEPTH_MAX || !may_open(s))
        return false;
    s->objects = s->objects << 1 | (bracket == '{');
    s->depth++;
    return true;
}

/* Was the last string this key, and its value begins at `at`? */
static bool follows(const struct scan *s, const char *key, size_t at)
{
    const size_t len = strlen(key);

    return s->last == ':' && at - s->string > len + 2 &&
           s->buf[s->string + len + 1] == '"' &&
           memcmp(s->buf + s->string + 1, key, len) == 0;
}

/* The value that begins at buf[0]: its length; 0: it is not all there. Split
 * at the list of that name, or at the first one of objects or arrays. */
static size_t value_len(const uint8_t *buf, size_t len, bool split,
                        const char *list, bool *wait)
{
    struct scan s = {.buf = buf, .len = len};

    *wait = false;
    for (size_t at = 0; at < len;) {
        const uint8_t c = buf[at];

        if (c == '"') {
            s.string = at;
            at = string_end(&s, at);
            if (at < len && buf[at] == '\n' && buf[at - 1] != '"')
                return at;
            s.last = '"';
            continue;
        }
        if (c == '{' || c == '[') {
            const bool member = s.depth == 1 && (s.objects & 1) != 0;
            if (!open_level(&s, c))
                return at;
            if (list != NULL && member && c == '[' && follows(&s, list, at))
                return at + 1;
            if (split && member && c == '[') {
                const uint8_t first = next_of(buf, len, at + 1);
                *wait = first == 0;
                if (first == '{' || first == '[' || first == 0)
                    return first == 0 ? 0 : at + 1;
            }
        } else if (c == '}' || c == ']') {
            s.objects >>= 1;
            s.depth--;
            if (s.depth == 0)
                return at + 1;
        }
        s.last = is_blank(c) ? s.last : c;
        at++;
    }
    return 0;
}

size_t lw_json_value_len(const uint8_t *buf, size_t len)
{
    bool wait;

    return value_len(buf, len, false, NULL, &wait);
}

size_t lw_json_head_len(const uint8_t *buf, size_t len, const char *list)
{
    bool wait;

    return value_len(buf, len, false, list, &wait);
}

/* Members behind the last element, up to the brace that ends them. */
static size_t tail_len(const uint8_t *buf, size_t len)
{
    const struct scan s = {.buf = buf, .len = len};
    int depth = 1;

    for (size_t at = 0; at < len;) {
        if (buf[at] == '"') {
            const size_t next = string_end(&s, at);
            if (next < len && buf[next] == '\n' && buf[next - 1] != '"')
                return next;
            at = next;
            continue;
        }
        depth += (buf[at] == '{') + (buf[at] == '[');
        depth -= (buf[at] == '}') + (buf[at] == ']');
        at++;
        if (depth <= 0)
            return at;
    }
    return 0;
}

/* Up to where a message could begin. */
static size_t garbage_len(const uint8_t *buf, size_t len)
{
    size_t at = 1;

    while (at < len && buf[at] != '{' && buf[at] != '[' && buf[at] != '\n')
        at++;
    return at;
}

/* What stands between messages: white space, commas, brackets that close, and
 * one that opens a list of messages. */
static size_t between(const uint8_t *buf, size_t len, int end)
{
    size_t at = 0;

    for (; at < len; at++) {
        const uint8_t c = buf[at];
        if (c == '[') {
            const uint8_t first = next_of(buf, len, at + 1);
            if (first != '{' && first != '[' && first != ']' &&
                !(first == 0 && end))
                break;
        } else if (!is_blank(c) && c != ',' && c != ']' && c != '}') {
            break;
        }
    }
    return at;
}

size_t lw_json_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    const size_t from = between(buf, len, end);
    size_t left = len - from, found = 0;
    bool wait = false;

    *start = from;
    if (left == 0)
        return 0;
    const uint8_t *at = buf + from;
    const size_t look = left < LW_JSON_MESSAGE_MAX ? left : LW_JSON_MESSAGE_MAX;
    if (*at == '[' && next_of(at, left, 1) == 0 && !end)
        return 0;
    if (*at == '{' || *at == '[')
        found = value_len(at, look, *at == '{', NULL, &wait);
    else if (*at == '"')
        found = tail_len(at, look);
    else
        found = garbage_len(at, look);
    if (found > 0)
        return found;
    return look == LW_JSON_MESSAGE_MAX || end ? look : 0;
}

enum lw_json_piece lw_json_piece(const uint8_t *msg, size_t len)
{
    while (len > 0 && is_blank(msg[len - 1]))
        len--;
    if (len > 0 && msg[0] == '"')
        return LW_JSON_PIECE_TAIL;
    return len > 1 && msg[0] == '{' && msg[len - 1] == '['
               ? LW_JSON_PIECE_HEAD
               : LW_JSON_PIECE_WHOLE;
}

int lw_json_guess(const uint8_t *buf, size_t len, const char *const *keys)
{
    const size_t look = len < GUESS_MAX ? len : GUESS_MAX;
    size_t at = lw_decode_blank(buf, look);
    int found = 0, all = 0;

    if (at == look || (buf[at] != '{' && buf[at] != '['))
        return 0;
    for (; keys[all] != NULL; all++) {
        const size_t size = strlen(keys[all]);
        for (size_t i = at; i + size + 2 <= look; i++)
            if (buf[i] == '"' && buf[i + size + 1] == '"' &&
                memcmp(buf + i + 1, keys[all], size) == 0) {
                found++;
                break;
            }
    }
    return found == 0 ? 0 : 30 + 60 * found / all;
}

int lw_json_fault(const struct lw_json *json, struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_SYNTAX, 0, lw_json_column(json, json->at),
                        "not JSON: expected %s%s", json->error,
                        json->at >= json->end ? ", got its end" : "");
}

/* A value as it stands, on one line. */
static void put_value(struct lw_text *to, const char *from, const char *until)
{
    while (from < until) {
        const char *stop = from;
        while (stop < until && *stop != '\n' && *stop != '\r')
            stop++;
        lw_text_bytes(to, from, (size_t)(stop - from));
        from = stop < until ? stop + 1 : stop;
    }
}

static bool is_ours(const struct lw_json_string *key)
{
    return lw_json_is(key, "format") || lw_json_is(key, "offset") ||
           lw_json_is(key, "error") || lw_json_is(key, "item");
}

/* Members of an object, up to its end or, of a head, to the bracket. */
static int put_members(struct lw_json *json, bool head, struct lw_text *to,
                       struct lw_fault *fault)
{
    struct lw_json_string key;
    bool first = true;
    int more;

    if (lw_json_enter(json, '{') < 0)
        return lw_json_fault(json, fault);
    while ((more = lw_json_key(json, &key)) > 0) {
        const enum lw_json_type type = lw_json_peek(json);
        const char *value = json->at;

        if (head && type == LW_JSON_ARRAY && value + 1 == json->end)
            return 0;
        if (lw_json_skip(json) < 0)
            return lw_json_fault(json, fault);
        if (is_ours(&key))
            continue;
        lw_text_put(to, first ? "\"" : ",\"");
        lw_text_bytes(to, key.text, key.len);
        lw_text_put(to, "\":");
        put_value(to, value, json->at);
        first = false;
    }
    return more < 0 || head || lw_json_end(json) < 0
               ? lw_json_fault(json, fault)
               : 0;
}

int lw_json_describe(void *state, const uint8_t *msg, size_t len, char *text,
                     size_t size, struct lw_fault *fault)
{
    const enum lw_json_piece piece = lw_json_piece(msg, len);
    char whole[TAIL_MAX + 1];
    struct lw_json json;
    struct lw_text to;

    (void)state;
    while (len > 0 && is_blank(msg[len - 1]))
        len--;
    lw_text_init(&to, text, size);
    lw_json_init(&json, (const char *)msg, len);
    if (piece == LW_JSON_PIECE_TAIL) {
        const size_t part = len < TAIL_MAX ? len : TAIL_MAX;
        whole[0] = '{';
        memcpy(whole + 1, msg, part);
        lw_json_init(&json, whole, part + 1);
    }
    if (lw_json_peek(&json) == LW_JSON_ARRAY) {
        if (lw_json_skip(&json) < 0 || lw_json_end(&json) < 0)
            return lw_json_fault(&json, fault);
        lw_text_put(&to, "\"values\":");
        put_value(&to, (const char *)msg, (const char *)msg + len);
        return lw_text_len(&to);
    }
    const int err = put_members(&json, piece == LW_JSON_PIECE_HEAD, &to, fault);
    return err < 0 ? err : lw_text_len(&to);
}

int lw_json_refuse(const struct lw_json *json, const struct lw_json_string *key,
                   const char *expected, struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_RANGE, 0, lw_json_column(json, key->text),
                        "`%.*s`: expected %s", (int)key->len, key->text,
                        expected);
}

int lw_json_ascii(struct lw_json *json, char *text, size_t size,
                  struct lw_fault *fault)
{
    struct lw_json_string string;

    if (lw_json_string(json, &string) < 0)
        return lw_json_fault(json, fault);
    int len = lw_json_unescape(&string, text, size);
    while (len > 0 && text[len - 1] == ' ')
        len--;
    for (int i = 0; i < len; i++)
        if (text[i] < ' ' || text[i] > '~')
            len = 0;
    text[len > 0 ? len : 0] = '\0';
    return 0;
}
