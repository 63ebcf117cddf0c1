/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_parts.h - members that reports and tracks have in common, as JSON.
 *
 * Each writes its own leading comma and key; an empty object is left out.
 */
#ifndef LW_JSON_PARTS_H
#define LW_JSON_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/report.h"

#define LW_JSON_DEGREES (180 / 3.14159265358979323846)

void lw_json_put_key(struct lw_text *text, const char *key);
void lw_json_put_fixed(struct lw_text *text, const char *key, double value,
                       int decimals);
void lw_json_put_quoted(struct lw_text *text, const char *key,
                        const char *value);

/* {"lat":..,"lon":..,"alt":..}, to 0.1 mm; `alt` where it is wanted. */
void lw_json_put_place(struct lw_text *text, const char *key,
                       const struct lw_geodetic *place, bool alt);

/* For an object of optional members: writes its key and bracket before the
 * first, a comma before the others; returns true. */
bool lw_json_open_once(struct lw_text *text, const char *key, bool open);

/* What is set in `has` (LW_HAS_ICAO and so on). */
void lw_json_put_ident(struct lw_text *text, uint32_t has,
                       const struct lw_ident *ident);

/* The kinds that are at least `least`. */
void lw_json_put_kinds(struct lw_text *text, const double kinds[LW_KINDS],
                       double least, int decimals);

/* ,"exercise":true where nothing is real, else nothing. */
void lw_json_put_exercise(struct lw_text *text, bool exercise);

/* [a,b,c], without a key; decimals < 0: exact. */
void lw_json_put_vector(struct lw_text *text, const double v[3], int decimals);

#endif
