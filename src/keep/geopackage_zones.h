/* SPDX-License-Identifier: Apache-2.0 */
/*
 * geopackage_zones.h - the features of a GeoPackage as GeoJSON, for the reader
 * of zones.
 *
 * Every row of every layer of features is a Feature: its key the id, its other
 * columns the properties, the table the `layer`. A layer that is not in WGS 84
 * is one Feature with a `crs`, which the reader refuses if it is meant.
 *
 *   geometry  0  'G' 'P', version, flags: bit 0 little-endian, bits 1..3
 *                envelope (none, or 4, 6, 6, 8 f64), bit 4 empty, bit 5 not of
 *                the standard's types
 *             4  i32 reference system
 *             8  envelope, then WKB
 *   WKB       u8 1 little-endian, u32 type (+1000 Z, +2000 M, +3000 both):
 *             1 point, 2 line, 3 polygon, 4..6 several of these, 7 collection
 *
 * Units   degrees; x is the longitude, whatever the reference system says
 * Source  OGC 12-128r18 (GeoPackage 1.3.1), 2.1.3; OGC 06-103r4, 8.2.9 (WKB)
 */
#ifndef LW_GEOPACKAGE_ZONES_H
#define LW_GEOPACKAGE_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "luchtwacht/err.h"

/* Whether a file begins as one of SQLite does. */
bool lw_geopackage_is(const char *text, size_t len);

/* A geometry as GeoJSON: written to `to`. 0; LW_ERR_TRUNCATED,
 * LW_ERR_NOT_MINE (not of GeoPackage, or of a kind without GeoJSON),
 * LW_ERR_RANGE (a position that is no number, or nested too deep). */
LW_NODISCARD int lw_geopackage_geometry(const uint8_t *blob, size_t size,
                                        FILE *to);

/* *json is malloc()ed, in one line. 0, or with *why LW_ERR_IO,
 * LW_ERR_INTEGRITY, LW_ERR_SYNTAX (no layer of features, a geometry that is
 * none), LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_geopackage_zones(const char *path, char **json,
                                     size_t *json_len, struct lw_fault *why);

#endif
