/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.h - what journal and archive share of SQLite.
 *
 * Files may come from anywhere, so a file is never trusted: no triggers, no
 * views, no functions in its schema, no cell taken as sound unchecked.
 */
#ifndef LW_DATABASE_H
#define LW_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_DATABASE_BUSY_MS = 5000, LW_DATABASE_VALUE_MAX = 256 * 1024 * 1024 };

/* Open `path` and check that it can be read. Reading only: also where nothing
 * may be written beside it. 0; LW_ERR_IO, LW_ERR_INTEGRITY. */
LW_NODISCARD int lw_database_open(const char *path, bool read_only,
                                  sqlite3 **db, struct lw_fault *fault);

/* Fill *fault from what SQLite says of `result`: LW_ERR_INTEGRITY for a
 * damaged file, else LW_ERR_IO. */
int lw_database_fault(sqlite3 *db, int result, struct lw_fault *fault);

/* Run statements that give nothing. */
LW_NODISCARD int lw_database_run(sqlite3 *db, const char *sql,
                                 struct lw_fault *fault);

LW_NODISCARD int lw_database_prepare(sqlite3 *db, const char *sql,
                                     sqlite3_stmt **statement,
                                     struct lw_fault *fault);

/* Run a bound statement that gives nothing, and reset it. */
LW_NODISCARD int lw_database_step(sqlite3_stmt *statement,
                                  struct lw_fault *fault);

/* The integer that a query gives; 0 where it gives none. */
LW_NODISCARD int lw_database_int(sqlite3 *db, const char *sql, int64_t *value,
                                 struct lw_fault *fault);

#endif
