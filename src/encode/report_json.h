/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.h - a report as one line of contract JSON.
 *
 * lw_ndjson_read() of what this writes gives the same report, to the last bit
 * of what is written (angles may differ from the original in the last place;
 * write and read once, then work with what was read: lw_report_settle()).
 */
#ifndef LW_REPORT_JSON_H
#define LW_REPORT_JSON_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

/* Length written without newline or NUL, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_report_write(const struct lw_report *report, char *text,
                                 size_t size);

#endif
