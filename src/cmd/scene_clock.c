/* SPDX-License-Identifier: Apache-2.0 */
#include "scene_clock.h"

#include <assert.h>

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

void lw_scene_guard_init(struct lw_scene_guard *guard, int64_t *heard_ns,
                         uint32_t sensors)
{
    *guard = (struct lw_scene_guard){
        .heard_ns = heard_ns,
        .sensors = sensors,
        .jump_ns = LW_SCENE_JUMP_S * SECOND_NS,
    };
    for (uint32_t i = 0; i < sensors; i++)
        heard_ns[i] = INT64_MIN;
}

void lw_scene_guard_hear(struct lw_scene_guard *guard, uint32_t sensor,
                         int64_t arrival_ns)
{
    assert(sensor < guard->sensors);
    if (arrival_ns > guard->heard_ns[sensor])
        guard->heard_ns[sensor] = arrival_ns;
}

/* b - a of two times, b later; as much as fits. */
static int64_t between_ns(int64_t a_ns, int64_t b_ns)
{
    return a_ns < 0 && b_ns > INT64_MAX + a_ns ? INT64_MAX : b_ns - a_ns;
}

static bool is_ahead(const struct lw_scene_guard *guard, uint32_t sensor)
{
    for (uint32_t i = 0; i < guard->ahead_sensors; i++)
        if (guard->ahead[i] == sensor)
            return true;
    return false;
}

/* One more that is ahead. The one nearest to the old time counts: where this
 * one is nearer by more than clocks differ, it alone is left; where it is
 * further on from them than they are from the old time, it is not of them. */
static void join(struct lw_scene_guard *guard, uint32_t sensor, int64_t own_ns,
                 int64_t now_ns)
{
    const int64_t slack_ns = LW_SCENE_NEAR_S * SECOND_NS;
    bool first = guard->ahead_reports == 0;

    if (!first && own_ns < guard->from_ns)
        first = between_ns(own_ns, guard->from_ns) > slack_ns;
    if (!first && own_ns > guard->to_ns &&
        between_ns(guard->to_ns, own_ns) > between_ns(now_ns, guard->from_ns))
        return;
    if (first) {
        guard->ahead_sensors = guard->ahead_reports = 0;
        guard->from_ns = own_ns;
    }
    if (first || own_ns > guard->to_ns) { /* said again, it is no more true */
        guard->to_ns = own_ns;
        guard->ahead_reports++;
    }
    if (!is_ahead(guard, sensor) &&
        guard->ahead_sensors < LW_SCENE_AGREE_SENSORS)
        guard->ahead[guard->ahead_sensors++] = sensor;
}

/* Whether somebody who was heard of late is not among those ahead. */
static bool others_were_heard(const struct lw_scene_guard *guard,
                              int64_t now_ns)
{
    const int64_t late_ns = LW_SCENE_NEAR_S * SECOND_NS;

    for (uint32_t i = 0; i < guard->sensors; i++)
        if (guard->heard_ns[i] != INT64_MIN && !is_ahead(guard, i) &&
            between_ns(guard->heard_ns[i], now_ns) <= late_ns)
            return true;
    return false;
}

static bool agreed(const struct lw_scene_guard *guard, int64_t now_ns)
{
    if (guard->ahead_sensors >= LW_SCENE_AGREE_SENSORS)
        return true;
    if (guard->ahead_reports >= LW_SCENE_ALONE_REPORTS &&
        between_ns(guard->from_ns, guard->to_ns) >=
            LW_SCENE_ALONE_S * SECOND_NS)
        return true;
    return (guard->ahead_sensors >= 2 ||
            guard->ahead_reports >= LW_SCENE_AGREE_REPORTS) &&
           !others_were_heard(guard, now_ns);
}

int lw_scene_guard_check(struct lw_scene_guard *guard, uint32_t sensor,
                         int64_t own_ns, int64_t now_ns, struct lw_fault *fault)
{
    int64_t ahead_ns = 0;

    assert(sensor < guard->sensors);
    if (now_ns != INT64_MIN && own_ns > now_ns)
        ahead_ns = between_ns(now_ns, own_ns);
    if (ahead_ns <= guard->jump_ns) {
        guard->ahead_sensors = guard->ahead_reports = 0;
        return 0;
    }
    join(guard, sensor, own_ns, now_ns);
    if (!is_ahead(guard, sensor) || !agreed(guard, now_ns))
        return lw_fault_set(fault, LW_ERR_CLOCK, 0, 0,
                            "`t`: %.0f s ahead of all that arrived before; "
                            "believed when other sensors or later reports "
                            "say the same",
                            (double)ahead_ns / 1e9);
    const int64_t most_ns = LW_SCENE_JUMP_MAX_S * SECOND_NS;
    const int64_t gap_ns = between_ns(now_ns, guard->from_ns);
    const int64_t like_ns =
        gap_ns >= most_ns / 3 * 2 ? most_ns : gap_ns / 2 * 3;
    if (like_ns > guard->jump_ns)
        guard->jump_ns = like_ns;
    guard->ahead_sensors = guard->ahead_reports = 0;
    return 0;
}
