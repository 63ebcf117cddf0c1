/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <assert.h>
#include <string.h>

#include "hex.h"
#include "utf8.h"

static int fail(struct lw_json *json, const char *expected)
{
    if (json->error == NULL)
        json->error = expected;
    return LW_ERR_SYNTAX;
}

void lw_json_init(struct lw_json *json, const char *text, size_t len)
{
    if (text == NULL) /* of no bytes */
        text = "";
    *json = (struct lw_json){
        .text = text, .at = text, .end = text + len, .first = true};
}

int64_t lw_json_column(const struct lw_json *json, const char *at)
{
    return at - json->text + 1;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end &&
           (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

enum lw_json_type lw_json_peek(struct lw_json *json)
{
    json->at = skip_space(json->at, json->end);
    if (json->at == json->end)
        return LW_JSON_NOTHING;
    switch (*json->at) {
    case '{':
        return LW_JSON_OBJECT;
    case '[':
        return LW_JSON_ARRAY;
    case '"':
        return LW_JSON_STRING;
    case 't':
        return LW_JSON_TRUE;
    case 'f':
        return LW_JSON_FALSE;
    case 'n':
        return LW_JSON_NULL;
    default:
        return *json->at == '-' || (*json->at >= '0' && *json->at <= '9')
                   ? LW_JSON_NUMBER
                   : LW_JSON_NOTHING;
    }
}

int lw_json_enter(struct lw_json *json, char bracket)
{
    assert(bracket == '{' || bracket == '[');
    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    json->at = skip_space(json->at, json->end);
    if (json->at == json->end || *json->at != bracket)
        return fail(json, bracket == '{' ? "an object" : "an array");
    if (json->depth == LW_JSON_DEPTH_MAX)
        return fail(json, "less nesting (32 levels at most)");
    json->at++;
    json->objects = json->objects << 1 | (bracket == '{');
    json->depth++;
    json->first = true;
    return 0;
}

/* Go out of the innermost level, whose closing bracket stands here. */
static int leave(struct lw_json *json)
{
    json->at++;
    json->objects >>= 1;
    json->depth--;
    json->first = false;
    return 0;
}

/* 1: a further key or value comes here; 0: the level was closed. */
static int next(struct lw_json *json, char closing, const char *expected)
{
    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    json->at = skip_space(json->at, json->end);
    if (json->at == json->end)
        return fail(json, expected);
    if (*json->at == closing)
        return leave(json);
    if (!json->first) {
        if (*json->at != ',')
            return fail(json, expected);
        json->at = skip_space(json->at + 1, json->end);
    }
    json->first = false;
    return 1;
}

int lw_json_key(struct lw_json *json, struct lw_json_string *key)
{
    const int more = next(json, '}', "`,` or `}`");

    if (more <= 0)
        return more;
    if (json->at == json->end || *json->at != '"')
        return fail(json, "a key in double quotes");
    if (lw_json_string(json, key) < 0)
        return LW_ERR_SYNTAX;
    json->at = skip_space(json->at, json->end);
    if (json->at == json->end || *json->at != ':')
        return fail(json, "`:`");
    json->at++;
    return 1;
}

int lw_json_element(struct lw_json *json)
{
    return next(json, ']', "`,` or `]`");
}

/* Value of four hex digits, or -1. */
static int32_t hex4(const char *at, const char *end)
{
    int32_t value = 0;

    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const int digit = lw_hex_digit(at[i]);

        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* Length of the escape at `at` (a backslash) and what it means; 0: none. */
static size_t escape(const char *at, const char *end, int32_t *point)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";

    if (end - at < 2)
        return 0;
    if (at[1] != 'u') {
        const char *found = at[1] != '\0' ? strchr(from, at[1]) : NULL;

        if (found == NULL)
            return 0;
        *point = (unsigned char)to[found - from];
        return 2;
    }
    const int32_t high = hex4(at + 2, end);
    if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
        return 0;
    *point = high;
    if (high < 0xd800 || high > 0xdbff)
        return 6;
    if (end - at < 12 || at[6] != '\\' || at[7] != 'u')
        return 0;
    const int32_t low = hex4(at + 8, end);
    if (low < 0xdc00 || low > 0xdfff)
        return 0;
    *point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return 12;
}

int lw_json_string(struct lw_json *json, struct lw_json_string *string)
{
    const char *at = json->at, *const end = json->end;
    bool escaped = false;
    int32_t point;

    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    at = skip_space(at, end);
    json->at = at;
    if (at == end || *at != '"')
        return fail(json, "a string");
    const char *const start = ++at;
    while (at < end && *at != '"') {
        const unsigned char c = (unsigned char)*at;
        size_t len = 1;

        if (c == '\\') {
            escaped = true;
            len = escape(at, end, &point);
        } else if (c >= 0x80) {
            len = lw_utf8_len(at, end);
        } else if (c < 0x20) {
            len = 0;
        }
        if (len == 0) {
            json->at = at;
            return fail(json, c == '\\'  ? "an escape of JSON"
                              : c < 0x20 ? "no control character in a string"
                                         : "UTF-8");
        }
        at += len;
    }
    json->at = at;
    if (at == end)
        return fail(json, "the end of the string");
    json->at = at + 1;
    *string = (struct lw_json_string){start, (size_t)(at - start), escaped};
    return 0;
}

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

/* Digits into n->digits, the first 19 that count; `fraction`: after the dot. */
static const char *read_digits(const char *at, const char *end,
                               struct lw_json_number *n, bool fraction)
{
    const uint64_t full = 1000000000000000000U; /* 10^18: one more fits */

    for (; is_digit(at, end); at++) {
        if (n->digits < full) {
            n->digits = n->digits * 10 + (uint64_t)(*at - '0');
            n->exp10 -= fraction;
        } else {
            n->cut = n->cut || *at != '0';
            n->exp10 += !fraction;
        }
    }
    return at;
}

/* At the 'e': adds the exponent; NULL when there is none. */
static const char *read_exponent(const char *at, const char *end,
                                 struct lw_json_number *n)
{
    int32_t exponent = 0;
    bool negative = false;

    at++;
    if (at < end && (*at == '+' || *at == '-'))
        negative = *at++ == '-';
    if (!is_digit(at, end))
        return NULL;
    for (; is_digit(at, end); at++)
        if (exponent < 100000)
            exponent = exponent * 10 + (*at - '0');
    n->exp10 += negative ? -exponent : exponent;
    return at;
}

int lw_json_number(struct lw_json *json, struct lw_json_number *number)
{
    const char *const end = json->end;
    struct lw_json_number n = {0};

    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    const char *at = json->at = skip_space(json->at, end);
    n.text = at;
    if (at < end && *at == '-') {
        n.negative = true;
        at++;
    }
    if (!is_digit(at, end))
        return fail(json, "a number");
    if (*at == '0')
        at++;
    else
        at = read_digits(at, end, &n, false);
    if (is_digit(at, end))
        return fail(json, "a number without leading zeros");
    if (at < end && *at == '.') {
        if (!is_digit(at + 1, end))
            return fail(json, "digits after the decimal point");
        at = read_digits(at + 1, end, &n, true);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at = read_exponent(at, end, &n);
        if (at == NULL)
            return fail(json, "digits in the exponent");
    }
    n.len = (size_t)(at - n.text);
    if (n.len > LW_JSON_NUMBER_MAX)
        return fail(json, "a number of at most 512 characters");
    json->at = at;
    *number = n;
    return 0;
}

/* Pass over `word`, which must stand here. */
static int literal(struct lw_json *json, const char *word, size_t len)
{
    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    if ((size_t)(json->end - json->at) < len ||
        memcmp(json->at, word, len) != 0)
        return fail(json, "a value");
    json->at += len;
    return 0;
}

int lw_json_bool(struct lw_json *json, bool *value)
{
    const enum lw_json_type type = lw_json_peek(json);

    if (type != LW_JSON_TRUE && type != LW_JSON_FALSE)
        return fail(json, "true or false");
    const int err = type == LW_JSON_TRUE ? literal(json, "true", 4)
                                         : literal(json, "false", 5);
    if (err == 0)
        *value = type == LW_JSON_TRUE;
    return err;
}

/* Pass over one value; of an object or array only its opening bracket. */
static int skip_start(struct lw_json *json)
{
    struct lw_json_string string;
    struct lw_json_number number;

    switch (lw_json_peek(json)) {
    case LW_JSON_OBJECT:
        return lw_json_enter(json, '{');
    case LW_JSON_ARRAY:
        return lw_json_enter(json, '[');
    case LW_JSON_STRING:
        return lw_json_string(json, &string);
    case LW_JSON_NUMBER:
        return lw_json_number(json, &number);
    case LW_JSON_TRUE:
        return literal(json, "true", 4);
    case LW_JSON_FALSE:
        return literal(json, "false", 5);
    case LW_JSON_NULL:
        return literal(json, "null", 4);
    case LW_JSON_NOTHING:
        break;
    }
    return fail(json, "a value");
}

int lw_json_skip(struct lw_json *json)
{
    const int depth = json->depth;
    struct lw_json_string key;
    int err = skip_start(json);

    while (err >= 0 && json->depth > depth) {
        const int more =
            json->objects & 1 ? lw_json_key(json, &key) : lw_json_element(json);
        err = more > 0 ? skip_start(json) : more;
    }
    return err < 0 ? err : 0;
}

int lw_json_end(struct lw_json *json)
{
    if (json->error != NULL)
        return LW_ERR_SYNTAX;
    json->at = skip_space(json->at, json->end);
    return json->at == json->end ? 0 : fail(json, "nothing more");
}

/* Bytes of a code point as UTF-8. */
static size_t utf8_write(int32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

int lw_json_unescape(const struct lw_json_string *string, char *out,
                     size_t size)
{
    const char *at = string->text, *const end = at + string->len;
    size_t used = 0;

    while (at < end) {
        char bytes[4];
        size_t len = 1;
        int32_t point = 0;

        if (*at == '\\') {
            at += escape(at, end, &point);
            len = utf8_write(point, bytes);
        } else {
            bytes[0] = *at++;
        }
        if (used + len >= size)
            return LW_ERR_NO_SPACE;
        memcpy(out + used, bytes, len);
        used += len;
    }
    if (used >= size)
        return LW_ERR_NO_SPACE;
    out[used] = '\0';
    return (int)used;
}

bool lw_json_is(const struct lw_json_string *string, const char *text)
{
    size_t i = 0;

    while (i < string->len && text[i] != '\0' && text[i] == string->text[i])
        i++;
    return i == string->len && text[i] == '\0';
}
