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

#include "luchtwacht/err.h"

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

enum {
    LW_SCENE_JUMP_S = 21600, /* further ahead, a `t` alone is not believed */
    LW_SCENE_JUMP_MAX_S = 172800, /* nor ever, however sparse the reports are */
    LW_SCENE_NEAR_S = 120,        /* of late; times that are the same */
    LW_SCENE_AGREE_SENSORS = 3,
    LW_SCENE_AGREE_REPORTS = 3,   /* of those that were heard of late */
    LW_SCENE_ALONE_REPORTS = 100, /* against those that fell silent */
    LW_SCENE_ALONE_S = 10,        /* and over so long a time */
};

/*
 * What keeps one sensor's clock from carrying everything off. A `t` that is
 * far ahead of the last arrival is believed when
 *   three sensors say so, or
 *   all that were heard of late do, if those are two, or it is
 *   one and says so three times, or
 *   nobody speaks of the old time any more: a hundred times in ten seconds,
 * with nothing near the old time in between. After a gap that was believed,
 * gaps like it are: such is the data.
 */
struct lw_scene_guard {
    int64_t *heard_ns; /* of each sensor; INT64_MIN: never */
    uint32_t sensors;
    int64_t jump_ns; /* what is believed at once */
    /* Those that are ahead, one after the other. */
    uint32_t ahead[LW_SCENE_AGREE_SENSORS];
    uint32_t ahead_sensors, ahead_reports;
    int64_t from_ns, to_ns;
};

/* `heard_ns` has room for so many sensors and stays the caller's. */
void lw_scene_guard_init(struct lw_scene_guard *guard, int64_t *heard_ns,
                         uint32_t sensors);

/* A sensor was heard at this arrival. */
void lw_scene_guard_hear(struct lw_scene_guard *guard, uint32_t sensor,
                         int64_t arrival_ns);

/*
 * A report without `rx` of sensor `sensor` has time own_ns, and the last one
 * arrived at now_ns (INT64_MIN: none did). 0: it is believed; LW_ERR_CLOCK:
 * not yet, with *fault.
 */
LW_NODISCARD int lw_scene_guard_check(struct lw_scene_guard *guard,
                                      uint32_t sensor, int64_t own_ns,
                                      int64_t now_ns, struct lw_fault *fault);

#endif
