/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scene_clock.h - what time it is in the scene, and when a report arrived.
 *
 * Pure: the wall clock is an argument. doc/time.md says why.
 *
 * Units   ns since the Unix epoch (UTC); arrivals are whole microseconds
 */
#ifndef LW_SCENE_CLOCK_H
#define LW_SCENE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
    LW_SCENE_LIVE_S = 300, /* that near the wall clock, the data is live */
    LW_SCENE_AHEAD_S = 60, /* so far ahead of it, a time is not believed */
};

struct lw_scene_clock {
    int64_t now_ns; /* INT64_MIN: nothing has arrived yet */
    bool played;    /* a recording moves it, and nothing else does */
};

struct lw_scene_clock lw_scene_clock_new(void);

/* Whether the scene follows the wall clock. */
bool lw_scene_clock_live(const struct lw_scene_clock *clock, int64_t wall_ns);

/* Time passes with no report. */
void lw_scene_clock_follow(struct lw_scene_clock *clock, int64_t wall_ns);

/* A recording is played up to to_ns. */
void lw_scene_clock_play(struct lw_scene_clock *clock, int64_t to_ns);

/* When a report arrives whose own time (`rx`, or else `t`) is own_ns; moves
 * the clock there. Never before an earlier answer. */
int64_t lw_scene_clock_arrival(struct lw_scene_clock *clock, int64_t own_ns,
                               int64_t wall_ns);

#endif
