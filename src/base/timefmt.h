/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timefmt.h - times as people and protocols write them, both ways.
 *
 * Units   ns since the Unix epoch (UTC, no leap seconds counted)
 * Source  RFC 3339; the calendar: proleptic Gregorian
 */
#ifndef LW_TIMEFMT_H
#define LW_TIMEFMT_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_TIMEFMT_SIZE = 32 };

/* Days from 1970-01-01 to a date, which must be one. */
int64_t lw_timefmt_days(int64_t year, int month, int day);

/* Days in a month, 0 where month is not 1..12. */
int lw_timefmt_month_days(int64_t year, int month);

/*
 * "2026-11-21T22:21:58.176Z", "...+01:00"; a space or `t` for T, digits of the
 * fraction beyond the ninth are dropped. A leap second (:60) is the first
 * moment of the next minute, as in Unix time.
 *
 * Returns 0, or LW_ERR_SYNTAX (not of this form), LW_ERR_RANGE (no such date
 * or hour, or a year outside 1678..2261).
 */
LW_NODISCARD int lw_timefmt_read(const char *text, size_t len,
                                 int64_t *time_ns);

/* As UTC with up to 6 decimals, zeros left out; returns the length. */
int lw_timefmt_write(int64_t time_ns, char text[LW_TIMEFMT_SIZE]);

#endif
