/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lateness.h - how late a sensor's plots come: which share of a look's plots
 * may come yet, so that they are not missing yet.
 *
 * Of a look of which something has come, the others follow or have come with
 * it; a look of which nothing has come may be late as a whole. Both are shares
 * that forget slowly; the reports of one second count at its end, so their
 * order says nothing.
 *
 * Units   seconds
 */
#ifndef LW_LATENESS_H
#define LW_LATENESS_H

#include <stdbool.h>
#include <stdint.h>

/* In time, and up to 1/2, 1, 2, .. 64 s late; all that is later. */
enum { LW_LATENESS_BINS = 10, LW_LATENESS_LOOKS = 16 };

enum lw_late {
    LW_LATE_PLOT, /* after the first of its look */
    LW_LATE_LOOK, /* as a whole */
    LW_LATES
};

struct lw_lateness_share {
    uint16_t count[LW_LATENESS_BINS]; /* in this second */
    float share[LW_LATENESS_BINS];
};

struct lw_lateness {
    int64_t second;
    struct lw_lateness_share of[LW_LATES];
    struct lw_lateness_look {
        int64_t meas_ns, first_ns; /* when the first report of it came; 0: no
            such look */
    } look[LW_LATENESS_LOOKS];
    uint32_t next;      /* in look[] */
    float after_s;      /* from measurement to the end of a look, smoothed */
    double delay_s;     /* from measurement to arrival, the longest of late */
    int64_t arrival_ns; /* of the last; INT64_MIN: none */
};

/* A report as it comes. */
struct lw_lateness_report {
    int64_t meas_ns, arrival_ns;
    bool plot, look; /* it is a plot; or the end of a look */
    bool in_time;    /* its look is not over */
    bool turns;      /* the plots of one look are not of one time */
};

void lw_lateness_init(struct lw_lateness *late);
void lw_lateness_note(struct lw_lateness *late,
                      const struct lw_lateness_report *report);
/* A look has ended, so long after it was made. */
void lw_lateness_end(struct lw_lateness *late, double after_s);
/* Seconds at now_ns since the plots of a look at meas_ns should have come:
 * since the first did, or as looks of the sensor mostly end. */
double lw_lateness_since(const struct lw_lateness *late, int64_t meas_ns,
                         int64_t now_ns);
/* The share of them that comes later than that. */
double lw_lateness_to_come(const struct lw_lateness *late, enum lw_late of,
                           double since_s);

#endif
