/* SPDX-License-Identifier: Apache-2.0 */
/*
 * geopackage.h - the parts of a GeoPackage: its tables, geometries and times.
 *
 * A geometry is the header of GeoPackage, then ISO WKB, all little-endian:
 *
 *   point  0   'G' 'P', version 0, flags 1 (no envelope)
 *          4   i32 4326
 *          8   1, u32 1001 (PointZ), f64 longitude, latitude, altitude
 *   line   0   'G' 'P', version 0, flags 3 (envelope of x and y)
 *          4   i32 4326
 *          8   f64 min x, max x, min y, max y
 *          40  1, u32 1002 (LineStringZ), u32 N, N x 3 f64
 *
 * Units   degrees, metres (x longitude, y latitude, z altitude)
 * Source  OGC 12-128r18 (GeoPackage 1.3.1), 1.1.1, 1.1.3, 2.1; table 1 (types)
 */
#ifndef LW_GEOPACKAGE_H
#define LW_GEOPACKAGE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum {
    LW_GEOPACKAGE_ID = 0x47504b47, /* application_id, "GPKG" */
    LW_GEOPACKAGE_POINT_SIZE = 37,
    LW_GEOPACKAGE_TIME_SIZE = 96,
};

/* The tables that every GeoPackage has, in an empty file; inside a
 * transaction of the caller's. */
LW_NODISCARD int lw_geopackage_create(sqlite3 *db, struct lw_fault *fault);

void lw_geopackage_point(uint8_t out[LW_GEOPACKAGE_POINT_SIZE],
                         const double xyz[3]);

/* Read back what lw_geopackage_point() wrote; false where it is not that. */
bool lw_geopackage_read_point(sqlite3_stmt *row, int column, double xyz[3]);

size_t lw_geopackage_line_size(uint32_t points);

/* Point `index` of a line, then its head, which needs all points there. */
void lw_geopackage_set_line(uint8_t *line, uint32_t index, const double xyz[3]);
void lw_geopackage_end_line(uint8_t *line, uint32_t points);

/* "2026-11-21T22:21:58.176Z": always milliseconds, rounded down. */
void lw_geopackage_time(int64_t time_ns, char text[LW_GEOPACKAGE_TIME_SIZE]);

#endif
