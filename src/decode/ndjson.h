/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ndjson.h - one line of contract JSON to a report, and all that may be wrong.
 *
 * Units   degrees, metres, seconds outside; SI, radians, ns inside
 * Source  doc/contract.md, "Reports"; doc/formats/reports.md; RFC 8259;
 *         RFC 3339
 */
#ifndef LW_NDJSON_H
#define LW_NDJSON_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

enum { LW_NDJSON_LINE_MAX = 65536 };

/*
 * Read one line (without its newline). Only fields whose bit is in out->has,
 * or that the type always carries, are set; the others are 0, also where the
 * line gave them for a type that has no use for them. Keys that the contract
 * does not name are passed over (but must be JSON); known ones are checked for
 * type, unit range and finiteness, and may stand once. `null` counts as not
 * given. Times are rounded to whole microseconds. No allocation.
 *
 * Returns 0, or (with *fault's column and sentence; its line is the caller's)
 *   LW_ERR_SYNTAX   not one JSON object, bad UTF-8, too deep or too long, a
 *                   known key twice
 *   LW_ERR_MISSING  a field that its type requires
 *   LW_ERR_UNKNOWN  a `type`, kind or state that the contract does not name
 *   LW_ERR_RANGE    a value of the wrong type or outside its range
 */
LW_NODISCARD int lw_ndjson_read(const char *line, size_t len,
                                struct lw_report *out, struct lw_fault *fault);

#endif
