/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line_values.h - values that lines of contract JSON have in common.
 *
 * Each reads the value that stands next and says whether it is one.
 */
#ifndef LW_LINE_VALUES_H
#define LW_LINE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "luchtwacht/report.h"

bool lw_line_number(struct lw_json *json, double min, double max,
                    double *value);

/* Unix seconds from 1970 to 2100, or an RFC 3339 string; to microseconds. */
bool lw_line_time(struct lw_json *json, int64_t *time_ns);

/* A number or a string of 1 to LW_ID_MAX bytes. */
bool lw_line_name(struct lw_json *json, char name[LW_ID_MAX + 1]);

#endif
