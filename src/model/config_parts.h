/* SPDX-License-Identifier: Apache-2.0 */
/* config_parts.h - the parts of the configuration that have a file of their
 * own, and what they share. */
#ifndef LW_CONFIG_PARTS_H
#define LW_CONFIG_PARTS_H

#include "config.h"
#include "yaml_values.h"

/* By its looks: an address of IPv4 or IPv6; a group of receivers. */
bool lw_config_is_address(const char *host);
bool lw_config_is_group(const char *host);

/* The fault of a text that was taken out of the file, put at its place. */
int lw_config_fail_at(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, const char *key, int err,
                      const struct lw_fault *inner);

/* A mapping of single values, as it stands; NULL and null: none. */
LW_NODISCARD int lw_config_read_pairs(const struct lw_yaml *yaml,
                                      const struct lw_yaml_node *node,
                                      const char *what,
                                      struct lw_config *config,
                                      struct lw_config_pairs *out);

/* `tls`: files and whom to trust; NULL and null: as it is. */
LW_NODISCARD int lw_config_read_tls(const struct lw_yaml *yaml,
                                    const struct lw_yaml_node *node,
                                    struct lw_config_tls *tls);

/* The list `channels` and the mapping `sender`; NULL and null: none. */
LW_NODISCARD int lw_config_read_channels(const struct lw_yaml *yaml,
                                         const struct lw_yaml_node *node,
                                         struct lw_config *config);
LW_NODISCARD int lw_config_read_sender(const struct lw_yaml *yaml,
                                       const struct lw_yaml_node *node,
                                       struct lw_config *config);

/* The list `keys`; NULL and null: none. */
LW_NODISCARD int lw_config_read_keys(const struct lw_yaml *yaml,
                                     const struct lw_yaml_node *node,
                                     struct lw_config *config);

/* The list `outputs`; NULL and null: none. */
LW_NODISCARD int lw_config_read_outputs(const struct lw_yaml *yaml,
                                        const struct lw_yaml_node *node,
                                        struct lw_config *config);

#endif
