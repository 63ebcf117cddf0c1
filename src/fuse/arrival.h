/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrival.h - what the time on the way says of a sensor's clock.
 *
 * Nothing arrives before it is sensed. A sensor whose quickest reports do, has
 * a clock that is ahead, by that much at least. And whose way was short and
 * steady, and is at once longer by many seconds and as steady as before, has
 * a clock that was set back: what waits in a queue comes in bursts.
 *
 * Of single reports without a pattern nothing is concluded, but that none is
 * from the future.
 */
#ifndef LW_ARRIVAL_H
#define LW_ARRIVAL_H

#include <stdbool.h>
#include <stdint.h>

enum { LW_ARRIVAL_LEAST = 3 };

/* All zero: nothing has come yet. */
struct lw_arrival {
    int64_t said_ns; /* the time of the last report, as it said */
    int64_t take_ns; /* taken from the times of that look */
    int64_t off_ns;  /* how far the clock is known to be ahead */
    /* the reports of these seconds */
    bool open;
    int64_t begin_ns;
    int64_t least_ns[LW_ARRIVAL_LEAST]; /* ways, ascending */
    uint32_t reports;
    /* those before */
    int64_t way_ns;   /* the usual least way, by the sensor's own clock */
    int64_t back_ns;  /* how far it was set back */
    int64_t other_ns; /* another way, of the last span alone */
    bool has_other;
    uint32_t spans;
    uint32_t jumps;
};

/* The time at which a report was sensed, its clock's error taken out: from
 * what it says, and when it arrived. Reports of one look (with one time) stay
 * together. `one_clock`: all reports come from one clock. */
int64_t lw_arrival_time(struct lw_arrival *arrival, int64_t said_ns,
                        int64_t arrival_ns, bool one_clock);

/* How far its clock is known to be ahead, s (negative: behind). */
double lw_arrival_ahead_s(const struct lw_arrival *arrival);

/* How long the quickest of its reports take, s, as far as that is so; 0: not
 * known yet. */
double lw_arrival_way_s(const struct lw_arrival *arrival);

#endif
