/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/tracker.h - multi-sensor, multi-target tracker: reports in, the
 * air picture out.
 *
 * Pure computation: no I/O, no clock, no global state, no allocation after
 * lw_tracker_init(). Equal reports in equal order with equal arrival times
 * give bit-equal pictures.
 *
 * Frame   WGS-84 at the border
 * Units   SI, radians; time in ns since the Unix epoch (UTC)
 * Source  doc/tracker.md
 */
#ifndef LW_TRACKER_H
#define LW_TRACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

struct lw_tracker; /* opaque; lives in memory that the caller provides */

/* Room that suits one centre, and what `serve`, `track` and `replay` have
 * unless told: with other room, other tracks where it fills. */
enum { LW_TRACKER_TRACKS = 4096, LW_TRACKER_REPORTS = 65536 };

struct lw_tracker_config {
    uint32_t tracks_max;   /* alive at once, tentative ones included */
    uint32_t reports_max;  /* waiting for the end of their look */
    uint32_t first_number; /* of the first track; 1 unless told */
    size_t lag_bytes;      /* to run late reports in their place; 0: none, they
             are fused as they come */
    bool zeroed_memory;    /* all bytes of `mem` are 0, as calloc() gives them:
             what is never used is never touched */
};

/* Defaults that suit one centre: every field set. */
struct lw_tracker_config lw_tracker_defaults(void);

/* Bytes that lw_tracker_init() needs, or 0 if *cfg is not valid. */
size_t lw_tracker_size(const struct lw_tracker_config *cfg,
                       const struct lw_site *site);

/* Build a tracker inside `mem` (aligned for max_align_t). The memory stays the
 * caller's, and so does the site, which must outlive it. NULL if too small. */
struct lw_tracker *lw_tracker_init(const struct lw_tracker_config *cfg,
                                   const struct lw_site *site, void *mem,
                                   size_t size);

/*
 * Take one report. `arrival_ns` is when it reached the centre (its `rx`, or
 * its `t` where it has none) and never goes backwards: an earlier one counts
 * as the latest so far.
 *
 * Returns 0, or
 *   LW_ERR_UNKNOWN   its sensor is not in the site
 *   LW_ERR_MISSING   it lacks what its type needs here (a bearing without a
 *                    sensor position or `from`, say)
 *   LW_ERR_RANGE     a covariance that is not positive definite, measured
 *                    after it arrived by more than a clock may be off
 *   LW_ERR_LATE      older than the tracker can still use
 *   LW_ERR_NO_SPACE  reports_max are waiting
 */
LW_NODISCARD int lw_tracker_report(struct lw_tracker *trk,
                                   const struct lw_report *report,
                                   int64_t arrival_ns);

/* Let time pass: everything that arrived before now_ns has been given. Ends
 * of looks, silence, coasting are settled at every whole second before it. */
void lw_tracker_advance(struct lw_tracker *trk, int64_t now_ns);

/* No track is alive, tentative ones included, and no report waits: however
 * long it gets, nothing changes until one arrives. */
bool lw_tracker_idle(const struct lw_tracker *trk);

/*
 * The picture at `at_ns` (normally the last arrival or a little after),
 * every track extrapolated to it, by number, tentative and just ended ones
 * included (an ended one is shown for a short while, then gone). Changes
 * nothing. Returns how many of out[] were set, at most `max`.
 */
uint32_t lw_tracker_picture(const struct lw_tracker *trk, int64_t at_ns,
                            struct lw_track *out, uint32_t max);

/* Goes up when something happens to tracks: while it stays, nothing but time
 * has changed the picture since the last whole second. */
uint64_t lw_tracker_changes(const struct lw_tracker *trk);

/*
 * The same picture for who took one, before[], within this second of arrival
 * time, when lw_tracker_changes() was `since`: tracks to which nothing has
 * happened since are told as they were then, with the time_ns of then.
 */
uint32_t lw_tracker_picture_since(const struct lw_tracker *trk, uint64_t since,
                                  const struct lw_track *before,
                                  uint32_t befores, int64_t at_ns,
                                  struct lw_track *out, uint32_t max);

/* Upper bound of what lw_tracker_picture() may return. */
uint32_t lw_tracker_picture_max(const struct lw_tracker *trk);

/* A sensor's own errors, as far as its reports show them: what to take from
 * what it says. Azimuth, elevation: radians; range, east, north: metres (of
 * its position); clock: seconds (positive: its reports are late for the world
 * they show). */
enum lw_sensor_error {
    LW_ERROR_AZIMUTH,
    LW_ERROR_ELEVATION,
    LW_ERROR_RANGE,
    LW_ERROR_CLOCK,
    LW_ERROR_EAST,
    LW_ERROR_NORTH,
};
enum { LW_SENSOR_ERRORS = 6 };

struct lw_estimate {
    double value, sd; /* 1 sigma; INFINITY: nothing is known of it */
};

/* What became of a sensor's reports, for counters and the sensor page. */
struct lw_sensor_stats {
    uint64_t reports; /* plots handed to the tracker */
    uint64_t claimed; /* taken by a track with probability > 0.5 */
    uint64_t looks;
    int64_t last_meas_ns; /* INT64_MIN: never */
    int64_t last_rx_ns;
    double false_reports;   /* mean number in one look, as learnt */
    double error_inflation; /* how many times larger its variances are taken */
    double delay_s; /* from measurement to arrival, the longest of late */
    bool alive;     /* its silence means something now */
    struct lw_estimate error[LW_SENSOR_ERRORS];
    double detection;     /* how much of the site's chance it keeps, learnt;
                             NaN: its silence has said nothing yet */
    uint64_t clock_jumps; /* times that its clock was seen to jump */
};

/* Which sensors of the site are alive at now_ns, as doc/contract.md has it; one
 * that sends looks and no heartbeats is not after ten periods without a line
 * (30 s at least): its silence says nothing anyway, and nor does its quiet.
 * Returns when, if nothing arrives, the first of them is not any more
 * (INT64_MAX: never). */
int64_t lw_tracker_alive(const struct lw_tracker *trk, int64_t now_ns,
                         bool *alive);

/* Statistics of sensor `index` of the site. */
struct lw_sensor_stats lw_tracker_sensor(const struct lw_tracker *trk,
                                         uint32_t index);

#endif
