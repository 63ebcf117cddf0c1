/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timeline.h - where one object was, or one track was shown, at any one
 * moment, from samples at others.
 */
#ifndef LW_TIMELINE_H
#define LW_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "point.h"

enum lw_sample_shown {
    LW_SAMPLE_HIDDEN, /* a track that ended */
    LW_SAMPLE_TENTATIVE,
    LW_SAMPLE_SHOWN, /* confirmed or coasting; an object: always */
};

struct lw_sample {
    int64_t time_ns;
    enum lw_sample_shown shown;
    struct lw_score_point point;
};

/* How many of the samples (in order of time, then of their lines) are at or
 * before time_ns; the last of them is the one that holds. */
size_t lw_timeline_until(const struct lw_sample *sample, size_t samples,
                         int64_t time_ns);

/*
 * The object at time_ns: linear in latitude, longitude, height and velocity
 * between the samples before and after, where these are at most gap_ns_max
 * apart; elsewhere false: it is not there.
 */
bool lw_timeline_object(const struct lw_sample *sample, size_t samples,
                        int64_t time_ns, int64_t gap_ns_max,
                        struct lw_score_point *out);

/*
 * The track at time_ns: the latest sample, if it is not step_ns old, carried
 * on with its own velocity. LW_SAMPLE_HIDDEN: it is not shown.
 */
enum lw_sample_shown lw_timeline_track(const struct lw_sample *sample,
                                       size_t samples, int64_t time_ns,
                                       int64_t step_ns,
                                       struct lw_score_point *out);

#endif
