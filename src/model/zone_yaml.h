/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_yaml.h - the zones of a site file, with the GeoJSON that they name.
 *
 * Source  doc/contract.md, "The site file"; RFC 7946
 */
#ifndef LW_ZONE_YAML_H
#define LW_ZONE_YAML_H

#include "luchtwacht/site_yaml.h"
#include "yaml_reader.h"
#include "zone_warn.h"

enum { LW_ZONE_FILES_MAX = 256 }; /* different files that zones name */

/* `zones` (a list) into site->zone and site->zones. Errors as those of
 * lw_site_read_yaml(). */
LW_NODISCARD int lw_zones_read(const struct lw_yaml *yaml,
                               const struct lw_yaml_node *zones,
                               const struct lw_zone_kinds *kinds,
                               const struct lw_site_files *files,
                               struct lw_arena *arena, struct lw_site *site);

#endif
