/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h - reports on their way, in order of arrival.
 *
 * A binary heap. What arrives at the same moment leaves in the order of a
 * random number, a look after all else, so that the order tells nothing of
 * what is true. Its memory is asked of the caller when it is full.
 */
#ifndef LW_EVENT_H
#define LW_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

enum { LW_EVENTS_MAX = 1 << 24 };

/* A report, small. */
struct lw_event {
    int64_t rx_ns, meas_ns;
    uint64_t order, id; /* id 0: none */
    uint32_t post;
    int32_t target; /* -1: nothing was there */
    uint32_t has;   /* enum lw_report_has */
    uint8_t type, judged;
    /* position: lat, lon, alt, velocity; polar: range, az, el, range rate,
     * rcs; bearing, heard: az, el, level, f0 */
    double value[6];
    struct lw_geodetic from;
};

/* `grow` gives a block of `size` bytes with what was in `old`, or NULL and
 * leaves `old` as it is. */
struct lw_event_memory {
    void *context;
    void *(*grow)(void *context, void *old, size_t size);
};

struct lw_events {
    struct lw_event *event;
    size_t count, room;
    struct lw_event_memory memory;
};

/* 0, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_events_push(struct lw_events *events,
                                const struct lw_event *event);

/* The first to arrive before before_ns; false: there is none. */
bool lw_events_pop(struct lw_events *events, int64_t before_ns,
                   struct lw_event *out);

#endif
