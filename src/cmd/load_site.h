/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_site.h - site and configuration files from disk, for every verb.
 *
 * Prints nothing by itself; lw_print_fault() does when the verb wants it.
 */
#ifndef LW_LOAD_SITE_H
#define LW_LOAD_SITE_H

#include "config.h"
#include "luchtwacht/err.h"
#include "luchtwacht/site.h"

/* A site and the memory that it lives in. */
struct lw_loaded_site {
    struct lw_site site;
    void *mem;
};

/*
 * Read the site file at `path` (`-`: standard input) and the files that it
 * names, relative to it. Returns 0, or an error of lw_site_read_yaml() with
 * *fault. On success give it back with lw_unload_site().
 */
LW_NODISCARD int lw_load_site(const char *path, struct lw_loaded_site *out,
                              struct lw_fault *fault);
void lw_unload_site(struct lw_loaded_site *loaded);

/* Read the configuration file at `path` on top of the defaults; its paths
 * (site, data, play.file, files of feeds) become relative to its folder. */
LW_NODISCARD int lw_load_config(const char *path, struct lw_config *config,
                                struct lw_fault *fault);

/* "luchtwacht: FILE:LINE: what" to standard error; without the line where
 * fault->line is 0. */
void lw_print_fault(const char *path, const struct lw_fault *fault);

#endif
