/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor_json.h - what has been learnt of a sensor, as one line of JSON.
 *
 * Units   degrees, metres, seconds in the JSON
 * Source  doc/contract.md, "Sensors"
 */
#ifndef LW_SENSOR_JSON_H
#define LW_SENSOR_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/tracker.h"

/* Room for any sensor's line. */
enum { LW_SENSOR_TEXT_MAX = 2048 };

/* "azimuth", "clock" and so on. */
const char *lw_sensor_error_name(enum lw_sensor_error error);

/* Degrees, metres or seconds, of what is kept in radians, metres, seconds. */
double lw_sensor_error_scale(enum lw_sensor_error error);

/* Whether anything is known of it: a value and a deviation that mean
 * something. */
bool lw_sensor_error_known(const struct lw_estimate *estimate);

/*
 * `{"type":"sensor","t":..,"sensor":..,..}` of sensor `index` of the site at
 * `time_ns`. Errors of which nothing is known are left out, and so is every
 * number that is not finite. Length without newline or NUL, or
 * LW_ERR_NO_SPACE.
 */
LW_NODISCARD int lw_sensor_write(const struct lw_site *site, uint32_t index,
                                 const struct lw_sensor_stats *stats,
                                 int64_t time_ns, char *text, size_t size);

#endif
