/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_reports.h - what a record reports: plots of radars (categories 001
 * and 048), positions that aircraft send themselves (021).
 *
 * Fields mapped and left out: doc/formats/asterix.md.
 */
#ifndef LW_ASTERIX_REPORTS_H
#define LW_ASTERIX_REPORTS_H

#include "asterix_record.h"
#include "luchtwacht/report.h"

/*
 * The report of a record that came at rx_ns, by a sensor of this id. 1; 0: it
 * reports nothing (a test target, a track without a plot, a category that is
 * not read); or
 *   LW_ERR_MISSING  the time of day
 *   LW_ERR_RANGE    a value that cannot be
 */
LW_NODISCARD int lw_asterix_report(const struct lw_asterix_record *record,
                                   const char *sensor, int64_t rx_ns,
                                   struct lw_report *out,
                                   struct lw_fault *fault);

/* The time of day that it says, ns; -1: it does not, or of another period. */
int64_t lw_asterix_time_of_day_ns(const struct lw_asterix_record *record);

#endif
