/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_ndjson.h - lines of contract JSON that tell of warnings: of type
 * `warning`, and of type `notice` (one that was never above that level).
 *
 * Units   seconds outside; ns inside
 * Source  doc/contract.md, "Tracks"
 */
#ifndef LW_WARNING_NDJSON_H
#define LW_WARNING_NDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/warning.h"

struct lw_warning_line {
    char name[LW_ID_MAX + 1];
    char zone[LW_ID_MAX + 1];
    int64_t time_ns;
    enum lw_warning_level level; /* by the type of the line */
    enum lw_warning_state state;
    double probability;     /* NaN: not told */
    bool has_arrival;       /* all of it: */
    struct lw_arrival when; /* `latest` where it is told, else INT64_MAX */
};

/*
 * Read one line (without its newline). Unknown keys are passed over; `null`
 * stands for "not known" where a field may be left out.
 *
 * Returns 0, or (with *fault's column and sentence; its line is the caller's)
 *   LW_ERR_NOT_MINE  a line of another type: fine, and not for this reader
 *   LW_ERR_SYNTAX    not one JSON object
 *   LW_ERR_MISSING   no `t`, `warning`, `zone` or `state`
 *   LW_ERR_RANGE     a value of the wrong type or outside its range
 */
LW_NODISCARD int lw_warning_line_read(const char *line, size_t len,
                                      struct lw_warning_line *out,
                                      struct lw_fault *fault);

#endif
