/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor_json.h"

#include <assert.h>
#include <math.h>

#include "base/text.h"
#include "json_parts.h"

enum { DIGITS = 5, RATE_DECIMALS = 6, TIME_DECIMALS = 4 };

static const struct {
    const char *name;
    double scale;
} error_of[LW_SENSOR_ERRORS] = {
    [LW_ERROR_AZIMUTH] = {"azimuth", LW_JSON_DEGREES},
    [LW_ERROR_ELEVATION] = {"elevation", LW_JSON_DEGREES},
    [LW_ERROR_RANGE] = {"range", 1.0},
    [LW_ERROR_CLOCK] = {"clock", 1.0},
    [LW_ERROR_EAST] = {"east", 1.0},
    [LW_ERROR_NORTH] = {"north", 1.0},
};

const char *lw_sensor_error_name(enum lw_sensor_error error)
{
    assert((int)error >= 0 && (int)error < LW_SENSOR_ERRORS);
    return error_of[error].name;
}

double lw_sensor_error_scale(enum lw_sensor_error error)
{
    assert((int)error >= 0 && (int)error < LW_SENSOR_ERRORS);
    return error_of[error].scale;
}

bool lw_sensor_error_known(const struct lw_estimate *estimate)
{
    return isfinite(estimate->value) && isfinite(estimate->sd) &&
           estimate->sd > 0.0;
}

static void put_count(struct lw_text *to, const char *key, uint64_t value)
{
    lw_json_put_key(to, key);
    lw_text_int(to, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

static void put_finite(struct lw_text *to, const char *key, double value,
                       int decimals)
{
    if (isfinite(value))
        lw_json_put_fixed(to, key, value, decimals);
}

static void put_errors(struct lw_text *to, const struct lw_sensor_stats *stats)
{
    bool any = false;

    lw_json_put_key(to, "errors");
    lw_text_put(to, "{");
    for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
        const struct lw_estimate *estimate = &stats->error[e];
        const double scale = error_of[e].scale;

        if (!lw_sensor_error_known(estimate))
            continue;
        lw_text_put(to, any ? ",\"" : "\"");
        lw_text_put(to, error_of[e].name);
        lw_text_put(to, "\":{\"value\":");
        lw_text_significant(to, estimate->value * scale, DIGITS);
        lw_text_put(to, ",\"sd\":");
        lw_text_significant(to, estimate->sd * scale, DIGITS);
        lw_text_put(to, "}");
        any = true;
    }
    lw_text_put(to, "}");
}

int lw_sensor_write(const struct lw_site *site, uint32_t index,
                    const struct lw_sensor_stats *stats, int64_t time_ns,
                    char *text, size_t size)
{
    struct lw_text to;

    assert(index < site->sensors);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"sensor\",\"t\":");
    lw_text_time(&to, time_ns);
    lw_json_put_quoted(&to, "sensor", site->sensor[index].id);
    put_count(&to, "reports", stats->reports);
    put_count(&to, "claimed", stats->claimed);
    put_count(&to, "looks", stats->looks);
    put_finite(&to, "delay", stats->delay_s, TIME_DECIMALS);
    lw_text_put(&to, stats->alive ? ",\"alive\":true" : ",\"alive\":false");
    put_finite(&to, "false_reports", stats->false_reports, RATE_DECIMALS);
    put_finite(&to, "detection", stats->detection, TIME_DECIMALS);
    put_finite(&to, "error_inflation", stats->error_inflation, TIME_DECIMALS);
    put_count(&to, "clock_jumps", stats->clock_jumps);
    put_errors(&to, stats);
    lw_json_put_exercise(&to, site->exercise);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}
