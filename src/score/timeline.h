/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timeline.h - what was there, and what was shown, at any one moment, from
 * samples at others.
 */
#ifndef LW_TIMELINE_H
#define LW_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scorer.h"

struct lw_sample {
    int64_t time_ns;
    uint32_t order; /* of the lines: settles equal times */
    bool shown;     /* track: confirmed or coasting */
    struct lw_score_point point;
};

/* Samples sorted by number, then time; `at` is a cursor a number. */
struct lw_timeline {
    const struct lw_sample *sample;
    size_t samples;
    size_t *first; /* numbers + 1: where the samples of each begin */
    size_t *at;    /* numbers */
    uint32_t numbers;
};

/* By number, time and order. */
void lw_samples_sort(struct lw_sample *sample, size_t samples);

/* `first` has numbers + 1 entries, `at` numbers. */
void lw_timeline_init(struct lw_timeline *line, const struct lw_sample *sample,
                      size_t samples, size_t *first, size_t *at,
                      uint32_t numbers);

/*
 * Objects that exist at time_ns, by number: linear in latitude, longitude,
 * height and velocity between the samples before and after, where these are at
 * most gap_ns_max apart; none outside. Times may not go backwards between
 * calls. Returns how many of out[] (room for `numbers`) were set.
 */
uint32_t lw_timeline_objects(struct lw_timeline *line, int64_t time_ns,
                             int64_t gap_ns_max, struct lw_score_point *out);

/*
 * Tracks that are shown at time_ns: the latest sample of each that is not
 * older than step_ns, carried on with its own velocity. Otherwise the same.
 */
uint32_t lw_timeline_tracks(struct lw_timeline *line, int64_t time_ns,
                            int64_t step_ns, struct lw_score_point *out);

#endif
