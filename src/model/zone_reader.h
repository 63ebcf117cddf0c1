/* SPDX-License-Identifier: Apache-2.0 */
/* zone_reader.h - what the parts of the reader of `zones` share. */
#ifndef LW_ZONE_READER_H
#define LW_ZONE_READER_H

#include "luchtwacht/site_yaml.h"
#include "yaml_reader.h"
#include "zone_json.h"
#include "zone_shape.h"
#include "zone_warn.h"

/* A file that zones name, read once. */
struct lw_zone_file {
    struct lw_zone_json json;
    const char *name;
    uint32_t cursor; /* feature after the last one found by name */
    struct lw_zone_file *next;
};

struct lw_zone_reader {
    const struct lw_yaml *yaml; /* the site file */
    const struct lw_site_files *files;
    const struct lw_zone_kinds *kinds;
    struct lw_arena *arena;
    struct lw_zone_file *file;
    uint32_t file_count;
    uint32_t points; /* of all zones so far */
};

int lw_zone_no_space(const struct lw_zone_reader *rd);

/* The file that a value of the site file names, opened if need be. */
LW_NODISCARD int lw_zone_file_open(struct lw_zone_reader *rd,
                                   const struct lw_yaml_node *node,
                                   struct lw_zone_file **out);

/* The feature of this name (its id, or the property `id` or `name`), or NULL.
 * Zones mostly come in the order of the features: it goes on from the last. */
const struct lw_zone_feature *lw_zone_file_find(struct lw_zone_file *file,
                                                const char *name);

/* A geometry that stands in the site file itself, into a shape; and a flaw
 * that was found at the shape's end. */
LW_NODISCARD int lw_zone_inline(const struct lw_zone_reader *rd,
                                const struct lw_yaml_node *geometry,
                                const struct lw_zone_sizes *sizes,
                                struct lw_shape *shape);
int lw_zone_inline_flaw(const struct lw_zone_reader *rd,
                        const struct lw_yaml_node *geometry, int err,
                        const struct lw_shape_flaw *flaw);

#endif
