/* SPDX-License-Identifier: Apache-2.0 */
/* serve_reports.h - the journal as NDJSON over HTTP. */
#ifndef LW_SERVE_REPORTS_H
#define LW_SERVE_REPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_serve;
struct lw_conn;
struct lw_reports_stream;

/* The line with its `rx` put or set to its arrival, `exercise` where it is
 * one, and a newline: the length, or LW_ERR_NO_SPACE, LW_ERR_SYNTAX. */
LW_NODISCARD int lw_reports_line(const char *line, size_t len,
                                 int64_t arrival_ns, bool exercise, char *out,
                                 size_t size);

/* Whether a line says of itself that it is of an exercise: such a one has no
 * place where things are real. */
bool lw_reports_exercise(const char *line, size_t len);

/* Unix seconds or RFC 3339 to ns; 0 or LW_ERR_SYNTAX. */
LW_NODISCARD int lw_reports_time(const char *text, int64_t *time_ns);

/* Answer; the user of the connection is then a stream, to be ended. */
void lw_reports_get(struct lw_serve *serve, struct lw_conn *conn,
                    const char *query);
void lw_reports_end(struct lw_reports_stream *stream);

#endif
