/* SPDX-License-Identifier: Apache-2.0 */
#include "scene_clock.h"

static const int64_t SECOND_NS = INT64_C(1000000000);

/* Whole microseconds, downwards also before 1970. */
static int64_t whole_us(int64_t ns)
{
    const int64_t rest = ns % 1000;
    return ns - (rest < 0 ? rest + 1000 : rest);
}

struct lw_scene_clock lw_scene_clock_new(void)
{
    return (struct lw_scene_clock){.now_ns = INT64_MIN};
}

bool lw_scene_clock_live(const struct lw_scene_clock *clock, int64_t wall_ns)
{
    if (clock->now_ns == INT64_MIN || clock->played)
        return false;
    const int64_t near_ns = LW_SCENE_LIVE_S * SECOND_NS;
    return clock->now_ns >= wall_ns - near_ns &&
           clock->now_ns <= wall_ns + near_ns;
}

void lw_scene_clock_follow(struct lw_scene_clock *clock, int64_t wall_ns)
{
    if (lw_scene_clock_live(clock, wall_ns) && wall_ns > clock->now_ns)
        clock->now_ns = whole_us(wall_ns);
}

void lw_scene_clock_play(struct lw_scene_clock *clock, int64_t to_ns)
{
    if (to_ns > clock->now_ns)
        clock->now_ns = whole_us(to_ns);
}

int64_t lw_scene_clock_arrival(struct lw_scene_clock *clock, int64_t own_ns,
                               int64_t wall_ns)
{
    const int64_t own_us = whole_us(own_ns);
    if (clock->now_ns == INT64_MIN) {
        clock->now_ns = own_us;
    } else if (!clock->played) {
        const bool ahead = own_us > wall_ns + LW_SCENE_AHEAD_S * SECOND_NS;
        lw_scene_clock_follow(clock, wall_ns);
        if (own_us > clock->now_ns &&
            !(ahead && lw_scene_clock_live(clock, wall_ns)))
            clock->now_ns = own_us;
    }
    /* The first live report after a silence or a restart brings us back. */
    lw_scene_clock_follow(clock, wall_ns);
    return clock->now_ns;
}
