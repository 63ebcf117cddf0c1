/* SPDX-License-Identifier: Apache-2.0 */
/*
 * track_json.h - a track as one line of contract JSON, as a GeoJSON Feature.
 *
 * Numbers are rounded to what they can mean (position 1e-7 degrees, time 1 us)
 * and printed the same in every locale; equal tracks give equal bytes. What is
 * not known (NaN) is left out, or null in a matrix.
 */
#ifndef LW_TRACK_JSON_H
#define LW_TRACK_JSON_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

/* Room for any track in either form: 16 sources and an identity, every
 * character escaped. */
enum { LW_TRACK_TEXT_MAX = 16384 };

/* `{"type":"track",...}` of the contract; length without newline or NUL, or
 * LW_ERR_NO_SPACE. The site gives the names of the sources, and whether it is
 * an exercise. */
LW_NODISCARD int lw_track_write(const struct lw_track *track,
                                const struct lw_site *site, char *text,
                                size_t size);

/* The same as a GeoJSON Feature (RFC 7946), Point geometry. */
LW_NODISCARD int lw_track_write_geojson(const struct lw_track *track,
                                        const struct lw_site *site, char *text,
                                        size_t size);

#endif
