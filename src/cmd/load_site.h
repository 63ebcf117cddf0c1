/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_site.h - site and configuration files from disk, for every verb.
 *
 * Prints nothing by itself; lw_print_fault() does when the verb wants it.
 */
#ifndef LW_LOAD_SITE_H
#define LW_LOAD_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
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

/*
 * For what else is read whole. The text of the file at `path` (`-`: standard
 * input), malloc()ed; 0, or with *fault (unless NULL)
 *   LW_ERR_RANGE  it has more than `max` bytes
 *   LW_ERR_IO     it cannot be read
 */
LW_NODISCARD int lw_load_file(const char *path, size_t max, char **text,
                              size_t *len, struct lw_fault *fault);

/* `name` and `ending` as seen from the folder that `base` lies in; malloc()ed,
 * NULL where there is no memory. */
char *lw_load_beside(const char *base, const char *name, const char *ending);

/* Room to read into: `first` bytes, then twice as much at each call; what was
 * there is lost. To be free()d. False, with *fault: there is no more. */
bool lw_load_room(struct lw_arena *room, size_t first, struct lw_fault *fault);

/* "luchtwacht: FILE:LINE: what" to standard error; without the line where
 * fault->line is 0. */
void lw_print_fault(const char *path, const struct lw_fault *fault);

#endif
