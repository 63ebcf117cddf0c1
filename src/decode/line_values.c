/* SPDX-License-Identifier: Apache-2.0 */
#include "line_values.h"

#include <string.h>

#include "base/timefmt.h"

enum { MICROSECONDS = 1000000 };              /* to a second */
static const int64_t time_s_max = 4102444800; /* 2100-01-01 */

bool lw_line_number(struct lw_json *json, double min, double max, double *value)
{
    struct lw_json_number number;

    if (lw_json_peek(json) != LW_JSON_NUMBER ||
        lw_json_number(json, &number) < 0)
        return false;
    *value = lw_json_double(&number);
    return *value >= min && *value <= max;
}

bool lw_line_time(struct lw_json *json, int64_t *time_ns)
{
    struct lw_json_number number;
    struct lw_json_string string;
    int64_t us;

    if (lw_json_peek(json) == LW_JSON_NUMBER) {
        if (lw_json_number(json, &number) < 0 ||
            lw_json_scaled(&number, 6, &us) < 0)
            return false;
    } else if (lw_json_peek(json) == LW_JSON_STRING) {
        if (lw_json_string(json, &string) < 0 ||
            lw_timefmt_read(string.text, string.len, &us) < 0)
            return false;
        us /= 1000;
    } else {
        return false;
    }
    if (us < 0 || us > time_s_max * MICROSECONDS)
        return false;
    *time_ns = us * 1000;
    return true;
}

bool lw_line_name(struct lw_json *json, char name[LW_ID_MAX + 1])
{
    struct lw_json_number number;
    struct lw_json_string string;
    char plain[LW_ID_MAX + 1];

    if (lw_json_peek(json) == LW_JSON_NUMBER) {
        if (lw_json_number(json, &number) < 0 || number.len > LW_ID_MAX)
            return false;
        memcpy(name, number.text, number.len);
        name[number.len] = '\0';
        return true;
    }
    if (lw_json_peek(json) != LW_JSON_STRING ||
        lw_json_string(json, &string) < 0)
        return false;
    const int len = lw_json_unescape(&string, plain, sizeof plain);
    if (len < 1 || memchr(plain, '\0', (size_t)len) != NULL)
        return false;
    memcpy(name, plain, (size_t)len + 1);
    return true;
}
