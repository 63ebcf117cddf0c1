/* SPDX-License-Identifier: Apache-2.0 */
/* zone_json_parts.h - what the reader of features and that of their geometry
 * share. */
#ifndef LW_ZONE_JSON_PARTS_H
#define LW_ZONE_JSON_PARTS_H

#include "base/json.h"
#include "zone_json.h"

/* A reader that stands at a place in the text. */
struct lw_json lw_zone_json_at(const struct lw_zone_json *file, const char *at);

/* Tell what the reader expected where it stands. */
int lw_zone_json_syntax(const struct lw_zone_json *file,
                        const struct lw_json *json);

/* The members of a feature; `*json` stands before it and goes past it. */
int lw_zone_json_scan(struct lw_json *json, struct lw_zone_feature *out);

/* The value of a property, or NULL; ED-269 has them in the feature itself. */
const char *lw_zone_json_find(const struct lw_zone_json *file,
                              const struct lw_zone_feature *feature,
                              const char *key);

/* GeoJSON of before RFC 7946 may name a system of coordinates: at `at`. */
int lw_zone_json_check_crs(const struct lw_zone_json *file, const char *at);

#endif
