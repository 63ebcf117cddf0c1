/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.h - a report as one line of contract JSON.
 *
 * lw_ndjson_read() of what this writes gives the same report to what a sensor
 * can mean (doc/formats/reports.md, "Writing"), and that is written, and read,
 * the same from then on: whoever needs equal reports works with what was read.
 */
#ifndef LW_REPORT_JSON_H
#define LW_REPORT_JSON_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

/* Length written without newline or NUL, or LW_ERR_NO_SPACE. Where an operator
 * stands is left out: it is personal data (doc/privacy.md). */
LW_NODISCARD int lw_report_write(const struct lw_report *report, char *text,
                                 size_t size);

/* The same with all that the report has. */
LW_NODISCARD int lw_report_write_all(const struct lw_report *report, char *text,
                                     size_t size);

#endif
