/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_kml.h - KML made into GeoJSON, for the reader of zones.
 *
 *   Placemark      a Feature: `name`, Data and SimpleData are its properties,
 *                  the innermost Folder with a name its `layer`, its id the id
 *   Polygon        with inner boundaries
 *   LineString LinearRing (as a geometry of its own: a line), Point
 *   MultiGeometry  a GeometryCollection of these
 *
 * Every position stands in the line of the text that it has in the KML, so that
 * faults found later name the right one. Heights, times and styles are passed
 * over. A DOCTYPE, and so every entity of the file's own, is refused.
 *
 * Units   degrees
 * Source  OGC 12-007r2 (KML 2.3)
 */
#ifndef LW_ZONE_KML_H
#define LW_ZONE_KML_H

#include <stdbool.h>
#include <stddef.h>

#include "luchtwacht/err.h"

/* Whether a text looks like XML. */
bool lw_kml_is(const char *text, size_t len);

/* *json is malloc()ed. 0, or with *why
 *   LW_ERR_SYNTAX    not XML, or not KML, or a position that is none
 *   LW_ERR_NO_SPACE  no memory */
LW_NODISCARD int lw_kml_zones(const char *text, size_t len, char **json,
                              size_t *json_len, struct lw_fault *why);

#endif
