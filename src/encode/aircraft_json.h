/* SPDX-License-Identifier: Apache-2.0 */
/*
 * aircraft_json.h - the picture as readsb's aircraft.json, so that tar1090 and
 * what else reads that file can show it.
 *
 * Units   as there: feet, knots, feet/minute, degrees; seconds
 * Source  readsb, README-json.md; doc/formats/aircraft-json.md
 */
#ifndef LW_AIRCRAFT_JSON_H
#define LW_AIRCRAFT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/track.h"

/* Bytes that are enough for so many tracks. */
size_t lw_aircraft_json_size(uint32_t tracks);

/*
 * Write `{"now":..,"messages":..,"aircraft":[..]}` of the confirmed and
 * coasting ones among them. `messages` counts reports taken in since the
 * start. In an exercise the object and each aircraft say so, the latter in
 * `r` and `desc`, too, which tar1090 shows. Length without NUL, or
 * LW_ERR_NO_SPACE.
 */
LW_NODISCARD int lw_aircraft_json_write(const struct lw_track *const track[],
                                        uint32_t tracks, int64_t now_ns,
                                        uint64_t messages, bool exercise,
                                        char *text, size_t size);

#endif
