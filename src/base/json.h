/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h - a JSON text, pulled value by value out of the caller's memory.
 *
 * Single pass, no allocation, no recursion, no copy: strings are given as
 * spans of the text. Everything passed over is checked as well: UTF-8,
 * escapes, numbers, nesting. Locale plays no part.
 *
 *     lw_json_init(&json, text, len);
 *     lw_json_enter(&json, '{');
 *     while ((got = lw_json_key(&json, &key)) > 0)
 *         ... read one value, or lw_json_skip(&json) ...
 *     lw_json_end(&json);
 *
 * After an error every call gives the same error again; `json->error` says
 * what was expected, lw_json_column() where.
 *
 * Source  RFC 8259; numbers: W. D. Clinger, "How to read floating point
 *         numbers accurately" (1990), D. Lemire, "Number parsing at a gigabyte
 *         per second" (2021)
 */
#ifndef LW_JSON_H
#define LW_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_JSON_DEPTH_MAX = 32, LW_JSON_NUMBER_MAX = 512 };

enum lw_json_type {
    LW_JSON_OBJECT,
    LW_JSON_ARRAY,
    LW_JSON_STRING,
    LW_JSON_NUMBER,
    LW_JSON_TRUE,
    LW_JSON_FALSE,
    LW_JSON_NULL,
    LW_JSON_NOTHING, /* no value starts here */
};

struct lw_json {
    const char *text, *at, *end;
    const char *error; /* NULL: none */
    uint32_t objects;  /* one bit an open level: object, else array */
    int depth;
    bool first; /* nothing yet in the innermost object or array */
};

/* What stands between the quotes. */
struct lw_json_string {
    const char *text;
    size_t len;
    bool escaped; /* holds backslashes: lw_json_unescape() it */
};

/* digits * 10^exp10. `cut`: there were more than 19 digits. */
struct lw_json_number {
    const char *text;
    size_t len;
    uint64_t digits;
    int32_t exp10;
    bool negative;
    bool cut;
};

void lw_json_init(struct lw_json *json, const char *text, size_t len);

/* What the next value is, by its first character; reads nothing. */
enum lw_json_type lw_json_peek(struct lw_json *json);

/* Go into the object ('{') or array ('[') that must stand here.
 * 0 or LW_ERR_SYNTAX. */
int lw_json_enter(struct lw_json *json, char bracket);

/* The next key of the object we are in: 1 with a key, whose value is to be
 * read next; 0: the object ended, and we are out of it; LW_ERR_SYNTAX. */
int lw_json_key(struct lw_json *json, struct lw_json_string *key);

/* The same for an array: 1: a value is to be read next; 0: it ended. */
int lw_json_element(struct lw_json *json);

/* One value of a kind; 0 or LW_ERR_SYNTAX. */
int lw_json_string(struct lw_json *json, struct lw_json_string *string);
int lw_json_number(struct lw_json *json, struct lw_json_number *number);
int lw_json_bool(struct lw_json *json, bool *value);

/* Pass over one value, whatever it is. */
int lw_json_skip(struct lw_json *json);

/* 0 when nothing but white space is left, else LW_ERR_SYNTAX. */
int lw_json_end(struct lw_json *json);

/* 1-based byte of where reading stands, or of a pointer into the text. */
int64_t lw_json_column(const struct lw_json *json, const char *at);

/* The nearest double (ties to even), or an infinity. */
double lw_json_double(const struct lw_json_number *number);

/*
 * The number times 10^shift as an integer, rounded half away from zero (for
 * times: exact, by way of no double). 0 or LW_ERR_RANGE.
 */
LW_NODISCARD int lw_json_scaled(const struct lw_json_number *number, int shift,
                                int64_t *value);

/* The string as UTF-8 into out, with a NUL: its length, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_json_unescape(const struct lw_json_string *string,
                                  char *out, size_t size);

/* Whether the string, unescaped, is `text`. Escaped strings never are: keys
 * and words of ours need no escapes, and none are looked for in them. */
bool lw_json_is(const struct lw_json_string *string, const char *text);

#endif
