/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site_parts.h - parts of a site file that other files have as well.
 *
 * What is not given stays as it is. Errors as of lw_yaml_map().
 */
#ifndef LW_SITE_PARTS_H
#define LW_SITE_PARTS_H

#include <stdbool.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "yaml_reader.h"

/* {lat, lon, alt}; `what` names it ("`origin`"). */
LW_NODISCARD int lw_site_read_place(const struct lw_yaml *yaml,
                                    const struct lw_yaml_node *node,
                                    const char *what, struct lw_geodetic *out);
LW_NODISCARD int lw_site_read_air(const struct lw_yaml *yaml,
                                  const struct lw_yaml_node *node,
                                  struct lw_air *air);
LW_NODISCARD int lw_site_read_coverage(const struct lw_yaml *yaml,
                                       const struct lw_yaml_node *node,
                                       struct lw_coverage *cover);
LW_NODISCARD int lw_site_read_detection(const struct lw_yaml *yaml,
                                        const struct lw_yaml_node *node,
                                        struct lw_detection *out);

/* Into sensor->sd, and which into sensor->has_sd. */
LW_NODISCARD int lw_site_read_sd(const struct lw_yaml *yaml,
                                 const struct lw_yaml_node *node,
                                 struct lw_sensor *sensor);
LW_NODISCARD int lw_site_read_silence(const struct lw_yaml *yaml,
                                      const struct lw_yaml_node *node,
                                      bool *means_nothing_seen);

/* One text for every language or one for each. */
struct lw_site_names {
    char text[LW_LANGUAGES][LW_NAME_MAX + 1]; /* "" where not given */
};
LW_NODISCARD int lw_site_read_names(const struct lw_yaml *yaml,
                                    const struct lw_yaml_node *node,
                                    struct lw_site_names *names);

#endif
