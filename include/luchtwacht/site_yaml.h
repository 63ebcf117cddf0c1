/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/site_yaml.h - a site file (YAML, so JSON too) to a site.
 *
 * Source  doc/contract.md, "The site file"; YAML 1.1 through libyaml
 */
#ifndef LW_SITE_YAML_H
#define LW_SITE_YAML_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"

struct lw_arena;

/* Gives the text of a file of zones that the site file names: GeoJSON, ED-318
 * or ED-269, or what else made into GeoJSON; or an error, with *why where there
 * is more to say than that it cannot be read. The core opens nothing itself. */
struct lw_site_files {
    void *context;
    int (*read)(void *context, const char *name, const char **text, size_t *len,
                struct lw_fault *why);
};

/*
 * Read `text` into *site, whose arrays are taken from `arena`. `files` may be
 * NULL (then `file:` is refused).
 *
 * Returns 0, or with *fault's line, column and what was expected (and for a
 * misspelt key, what was probably meant)
 *   LW_ERR_SYNTAX    not YAML, or nested or shaped wrongly
 *   LW_ERR_UNKNOWN   a key or word that means nothing here
 *   LW_ERR_MISSING   a key that is required
 *   LW_ERR_RANGE     a value outside its range, or a geometry that is not one
 *   LW_ERR_DUPLICATE an id or key twice
 *   LW_ERR_IO        a file it names could not be read
 *   LW_ERR_NO_SPACE  the arena is too small: try again with a larger one
 */
LW_NODISCARD int lw_site_read_yaml(const char *text, size_t len,
                                   const struct lw_site_files *files,
                                   struct lw_arena *arena, struct lw_site *site,
                                   struct lw_fault *fault);

#endif
