/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_json.h - areas from a file of JSON: GeoJSON, ED-318 (GeoJSON with
 * extents and layers) and ED-269.
 *
 *   FeatureCollection   .features[]: Feature
 *   Feature             .geometry, .properties, .id
 *   geometry            Polygon MultiPolygon GeometryCollection; a circle is a
 *                       Point (MultiPoint) with `extent: {subType: Circle,
 *                       radius}` or `radius`, or Circle with `center` and
 *                       `radius`; LineString MultiLineString with `width`
 *   ED-269              .features[], or a bare list: its own properties, and
 *                       .geometry[].horizontalProjection: Polygon, Circle; in
 *                       feet where .geometry[].uomDimensions is FT
 *
 * Height limits are passed over. The whole text is gone through once when it
 * is opened, and each geometry once more when it is wanted.
 *
 * Units   degrees, metres in the file; radians out
 * Source  RFC 7946; EUROCAE ED-318 (schemas of github.com/UASGeoZones/ED-318),
 *         ED-269, chapter 8
 */
#ifndef LW_ZONE_JSON_H
#define LW_ZONE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "luchtwacht/err.h"
#include "site_parts.h"
#include "yaml_reader.h"
#include "zone_shape.h"

enum {
    LW_ZONE_FEATURES_MAX = 1 << 20, /* of one file */
    LW_ZONE_PROPERTY_MAX = 1023,    /* bytes of a value that is looked at */
};

/* Pointers into the text, at a value; NULL: not there. */
struct lw_zone_feature {
    const char *at, *geometry, *properties, *id, *layer, *crs;
};

struct lw_zone_json {
    struct lw_yaml yaml; /* where faults go; names the file */
    const char *text, *end;
    struct lw_zone_feature *feature;
    uint32_t features;
    bool lines;             /* they mean something: `lines: false` says no */
    bool collection;        /* not just one feature or geometry */
    struct lw_arena before; /* the arena without its features */
};

/* Sizes of points and lines that say none themselves; 0: there is none. */
struct lw_zone_sizes {
    double radius_m, width_m;
};

/* Find the features of a text, which must outlive *json. 0, or with a fault
 * LW_ERR_SYNTAX, LW_ERR_RANGE (too many; not in WGS 84), LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_zone_json_open(struct lw_zone_json *json, const char *text,
                                   size_t len, struct lw_arena *arena);

/* The line of a place in the text; 0 where lines mean nothing. */
uint32_t lw_zone_json_line(const struct lw_zone_json *json, const char *at);

/* Fill the fault for a place in the text. */
int lw_zone_json_fail(const struct lw_zone_json *json, const char *at, int err,
                      const char *format, ...) LW_PRINTF(4, 5);

/* A property as text: its length, or -1 where there is none, or none of one
 * value, or one too long. */
int lw_zone_json_property(const struct lw_zone_json *json,
                          const struct lw_zone_feature *feature,
                          const char *key, char *out, size_t size);

/* `id`, `layer` of a feature, as text. */
int lw_zone_json_text(const struct lw_zone_json *json, const char *value,
                      char *out, size_t size);

/* A property as names: one text for all languages, `[{text, lang}]` as ED-318
 * has it, or `{en, nl, uk}`; cut to what a name may have. False: no such
 * property. */
bool lw_zone_json_names(const struct lw_zone_json *json,
                        const struct lw_zone_feature *feature, const char *key,
                        struct lw_site_names *names);

/* Add a feature's geometry to a shape. `areas_only`: pass over points and
 * lines without a size, and features without a geometry. */
LW_NODISCARD int lw_zone_json_shape(const struct lw_zone_json *json,
                                    const struct lw_zone_feature *feature,
                                    const struct lw_zone_sizes *sizes,
                                    bool areas_only, struct lw_shape *shape);

/* Tell of a flaw that lw_shape_end() found, at the position it found it. */
int lw_zone_json_flaw(const struct lw_zone_json *json,
                      const struct lw_zone_feature *feature, int err,
                      const struct lw_shape_flaw *flaw);

#endif
