/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lag.h - late reports: the tracker goes back to a moment before they were due
 * and runs again all that it was given since, each when it was due.
 *
 * Reports of the lag are kept, by the whole second in which they were due, and
 * moments of the tracker (moment.h) every so many seconds. A report that comes
 * late waits until the second is over; then all that wait are put where they
 * belong, and the tracker runs again from the last moment before the earliest.
 * So a second is run again at most once for each second that goes by, and the
 * work is bounded: see doc/tracker.md, "Late reports". What that bound, the
 * memory, or two minutes do not allow is fused as it comes.
 */
#ifndef LW_LAG_H
#define LW_LAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lw_arena;
struct lw_lag;
struct lw_report;
struct lw_tracker;

/* Bytes that lw_lag_init() takes; `bytes` are asked for reports and moments. */
size_t lw_lag_size(size_t bytes);
/* NULL where the arena has no room. */
struct lw_lag *lw_lag_init(size_t bytes, struct lw_arena *arena);

/* Nothing has come yet; time begins at now_ns, a whole second. */
void lw_lag_begin(struct lw_tracker *trk, int64_t now_ns);

/* Whether a report comes so late that it is to be put where it belongs. */
bool lw_lag_is_late(const struct lw_tracker *trk,
                    const struct lw_report *report, int64_t arrival_ns);
/* It waits until the second is over; false: there is no room. */
bool lw_lag_hold(struct lw_tracker *trk, uint32_t sensor,
                 const struct lw_report *report, int64_t arrival_ns);
/* It was taken, and is kept for the case that it is to be run again. */
void lw_lag_keep(struct lw_tracker *trk, uint32_t sensor,
                 const struct lw_report *report, int64_t arrival_ns);
bool lw_lag_waits(const struct lw_tracker *trk);

/* Before a whole second is closed: what waits is put in. */
void lw_lag_settle(struct lw_tracker *trk, int64_t now_ns);
/* A whole second has been closed, now or again. */
void lw_lag_passed(struct lw_tracker *trk, int64_t now_ns);

#endif
