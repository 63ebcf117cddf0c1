/* SPDX-License-Identifier: Apache-2.0 */
/*
 * series.h - figures over time, and places on a map, in a fixed room.
 *
 * Whatever the number of steps: when a series is full, neighbours become one;
 * when the marks of a map are, every other moment of theirs goes.
 */
#ifndef LW_SERIES_H
#define LW_SERIES_H

#include <stdbool.h>
#include <stdint.h>

enum { LW_SERIES_MAX = 400, LW_MARKS_MAX = 2048 };

/* Sums over the steps that it stands for. */
struct lw_series_point {
    int64_t from_ns;
    uint64_t steps;
    double objects, shown, assigned;
    double gospa, localisation, missed, spurious; /* the parts: powers */
    double error2;                                /* of `assigned` */
    double nees, nees_pairs;
    double ospa2, ospa2_steps;
};

struct lw_series {
    struct lw_series_point point[LW_SERIES_MAX];
    uint32_t points;
    uint64_t steps_each;
};

/* The point that the step at this time belongs to, its `steps` counted up: add
 * to its sums. Steps come in order. */
struct lw_series_point *lw_series_at(struct lw_series *series, int64_t time_ns);

enum lw_mark_what {
    LW_MARK_TRACKED, /* an object, and a track on it */
    LW_MARK_MISSED,
    LW_MARK_OPTIONAL, /* an object that need not be shown, and is not */
    LW_MARK_ON,       /* a track on an object */
    LW_MARK_FALSE,
};

struct lw_mark {
    uint64_t moment;
    uint32_t number; /* of the object or track */
    enum lw_mark_what what;
    double lat_rad, lon_rad;
    double error_m; /* of TRACKED and ON */
};

struct lw_marks {
    struct lw_mark mark[LW_MARKS_MAX];
    uint32_t count;
    uint64_t every; /* moments; 0: all so far */
};

/* Whether a moment (counted from 0) is one of those that are kept. */
bool lw_marks_want(const struct lw_marks *marks, uint64_t moment);

/* Keep it, if its moment is. Moments come in order. */
void lw_marks_add(struct lw_marks *marks, const struct lw_mark *mark);

#endif
