/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader: strings are taken out, numbers are compared with the C
 * library's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "fuzz.h"

static void check_number(const struct lw_json_number *number)
{
    char text[LW_JSON_NUMBER_MAX + 1];
    int64_t scaled;

    memcpy(text, number->text, number->len);
    text[number->len] = '\0';
    const double ours = lw_json_double(number), theirs = strtod(text, NULL);
    if (memcmp(&ours, &theirs, sizeof ours) != 0)
        abort();
    (void)!lw_json_scaled(number, 6, &scaled);
}

/* Reads one value that is no object or array. */
static int read_plain(struct lw_json *json)
{
    struct lw_json_string string;
    struct lw_json_number number;
    char text[64];

    switch (lw_json_peek(json)) {
    case LW_JSON_STRING:
        if (lw_json_string(json, &string) < 0)
            return LW_ERR_SYNTAX;
        (void)!lw_json_unescape(&string, text, sizeof text);
        return 0;
    case LW_JSON_NUMBER:
        if (lw_json_number(json, &number) < 0)
            return LW_ERR_SYNTAX;
        check_number(&number);
        return 0;
    case LW_JSON_OBJECT:
    case LW_JSON_ARRAY:
    case LW_JSON_TRUE:
    case LW_JSON_FALSE:
    case LW_JSON_NULL:
    case LW_JSON_NOTHING:
        break;
    }
    return lw_json_skip(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_json json, again;
    struct lw_json_string key;
    int more = 1, whole;

    /* Pulled, and passed over: both must say the same of one array or object
     * of plain values. */
    lw_json_init(&json, (const char *)data, size);
    lw_json_init(&again, (const char *)data, size);
    whole = lw_json_skip(&again) < 0 || lw_json_end(&again) < 0;
    const enum lw_json_type type = lw_json_peek(&json);
    if (type == LW_JSON_OBJECT || type == LW_JSON_ARRAY) {
        more = lw_json_enter(&json, type == LW_JSON_OBJECT ? '{' : '[') < 0
                   ? LW_ERR_SYNTAX
                   : 1;
        while (more > 0) {
            more = type == LW_JSON_OBJECT ? lw_json_key(&json, &key)
                                          : lw_json_element(&json);
            if (more > 0 && read_plain(&json) < 0)
                more = LW_ERR_SYNTAX;
        }
    } else {
        more = read_plain(&json);
    }
    if ((more < 0 || lw_json_end(&json) < 0) != whole)
        abort();
    return 0;
}
