/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision.h - what a person decided about a warning: as it stands in the
 * journal among the reports, and as it comes in by HTTP.
 *
 * Units   ns since the Unix epoch (UTC)
 * Source  doc/contract.md, "Warnings"; doc/formats/http.md
 */
#ifndef LW_DECISION_H
#define LW_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/warning.h"

struct lw_decision_line {
    struct lw_decision decision; /* time_ns: its `t` */
    enum lw_warning_status status;
    int64_t rx_ns; /* its `t` where it has none */
};

/* Whether a line is an object of type decision, right or not. */
bool lw_decision_is(const char *line, size_t len);

/*
 * Read one line of the journal. Keys that it does not know are passed over.
 *
 * Returns 0, or with *fault's sentence
 *   LW_ERR_NOT_MINE  it is of another type
 *   LW_ERR_SYNTAX    not one JSON object; a known key twice
 *   LW_ERR_MISSING   a key that such a decision needs
 *   LW_ERR_RANGE, LW_ERR_UNKNOWN  a value that cannot be
 */
LW_NODISCARD int lw_decision_read(const char *line, size_t len,
                                  struct lw_decision_line *out,
                                  struct lw_fault *fault);

/* The same of what a person sends, to be decided about what the path says:
 * `by`, `reason`, `for`, `level` and nothing else. Fills these in; *decision's
 * kind says which it needs. */
LW_NODISCARD int lw_decision_read_body(const char *text, size_t len,
                                       struct lw_decision *decision,
                                       struct lw_fault *fault);

#endif
