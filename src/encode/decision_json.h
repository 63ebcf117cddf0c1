/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision_json.h - what a person decided about a warning, as the line that
 * stands in the journal among the reports.
 */
#ifndef LW_DECISION_JSON_H
#define LW_DECISION_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/warning.h"

enum { LW_DECISION_TEXT_MAX = 4096 };

/* `{"type":"decision",...}`: length without newline or NUL, or
 * LW_ERR_NO_SPACE. `status` is that of the warnings which it is about; rx_ns
 * when it came in. */
LW_NODISCARD int lw_decision_write(const struct lw_decision *decision,
                                   enum lw_warning_status status, int64_t rx_ns,
                                   char *text, size_t size);

#endif
