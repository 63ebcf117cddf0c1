/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_log.h - each warning each time it was told, on disk: what people
 * were told, when and why.
 *
 * One SQLite file beside the journal. A replay of the journal adds what is not
 * there yet, and changes nothing that is.
 *
 * Units   ns since the Unix epoch (UTC), kept in whole microseconds
 * Source  doc/archive.md, "Warnings"
 */
#ifndef LW_WARNING_LOG_H
#define LW_WARNING_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_warning;
struct lw_warning_log;

/* Made where there is none. 0, and *log is to be closed; LW_ERR_NOT_MINE,
 * LW_ERR_INTEGRITY, LW_ERR_IO. */
LW_NODISCARD int lw_warning_log_open(const char *path,
                                     struct lw_warning_log **log,
                                     struct lw_fault *fault);
/* Commits. NULL is allowed. */
void lw_warning_log_close(struct lw_warning_log *log);

/* One revision, as its line. `anew`: it is told now, and takes the place of
 * one of the same name and revision, which another version of the program may
 * have left. 0; LW_ERR_IO. */
LW_NODISCARD int lw_warning_log_put(struct lw_warning_log *log,
                                    const struct lw_warning *warning,
                                    const char *line, size_t len, bool anew,
                                    struct lw_fault *fault);

/* Make durable what was put so far. 0; LW_ERR_IO. */
LW_NODISCARD int lw_warning_log_commit(struct lw_warning_log *log,
                                       struct lw_fault *fault);

/* The lines of one warning ("W0003"), the oldest first, each to `take`.
 * Returns how many, or LW_ERR_IO. */
LW_NODISCARD int
lw_warning_log_read(struct lw_warning_log *log, const char *name,
                    void (*take)(void *context, const char *line, size_t len),
                    void *context, struct lw_fault *fault);

#endif
