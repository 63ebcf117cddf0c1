/* SPDX-License-Identifier: Apache-2.0 */
/* shown.c - what outside sees of the tracker. */
#include <math.h>

#include "base/sort.h"
#include "fuse.h"
#include "register.h"

static const double ended_shown_s = 5.0;

uint32_t lw_tracker_picture_max(const struct lw_tracker *trk)
{
    return trk->targets_max + LW_ENDED_MAX;
}

uint64_t lw_tracker_changes(const struct lw_tracker *trk)
{
    return trk->changes;
}

static bool numbered_before(const void *left, const void *right,
                            const void *context)
{
    const struct lw_track *a = left, *b = right;

    (void)context;
    return a->number < b->number;
}

/* Ended of late; and all in order of their numbers. */
static uint32_t finish(const struct lw_tracker *trk, int64_t at_ns,
                       struct lw_track *out, uint32_t n, uint32_t max)
{
    struct lw_track spare;

    for (uint32_t i = 0; i < trk->ended_count && n < max; i++)
        if (lw_seconds(at_ns, trk->ended[i].time_ns) <= ended_shown_s)
            out[n++] = trk->ended[i];
    lw_sort(out, n, sizeof spare, &spare, numbered_before, NULL);
    return n;
}

uint32_t lw_tracker_picture(const struct lw_tracker *trk, int64_t at_ns,
                            struct lw_track *out, uint32_t max)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < trk->targets_top && n < max; i++)
        if (trk->target[i].alive && trk->target[i].face.number != 0)
            lw_target_show(trk, &trk->target[i], at_ns, &out[n++]);
    return finish(trk, at_ns, out, n, max);
}

static const struct lw_track *find(const struct lw_track *track, uint32_t count,
                                   uint32_t number)
{
    uint32_t from = 0, to = count;

    while (from < to) {
        const uint32_t mid = from + (to - from) / 2;
        if (track[mid].number == number)
            return &track[mid];
        if (track[mid].number < number)
            from = mid + 1;
        else
            to = mid;
    }
    return NULL;
}

uint32_t lw_tracker_picture_since(const struct lw_tracker *trk, uint64_t since,
                                  const struct lw_track *before,
                                  uint32_t befores, int64_t at_ns,
                                  struct lw_track *out, uint32_t max)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < trk->targets_top && n < max; i++) {
        const struct lw_target *t = &trk->target[i];
        if (!t->alive || t->face.number == 0)
            continue;
        const struct lw_track *was =
            t->changed > since ? NULL : find(before, befores, t->face.number);
        if (was != NULL)
            out[n++] = *was;
        else
            lw_target_show(trk, t, at_ns, &out[n++]);
    }
    return finish(trk, at_ns, out, n, max);
}

/* How long one that sends looks may be without a line until it watches no
 * more: so many of its periods, and this at least. Seconds. */
static const double looks_missed_max = 10.0, looks_missed_least_s = 30.0;

/* Until when it watches, if nothing arrives. */
static int64_t watches_until_ns(const struct lw_tracker *trk, uint32_t sensor)
{
    const struct lw_sensor_state *s = &trk->sensor[sensor];
    const double period_s = trk->site->sensor[sensor].period_s;

    if (s->beat_s > 0.0)
        return lw_sensor_missed_ns(trk, sensor);
    if (!s->sends_looks || !(period_s > 0.0))
        return INT64_MAX;
    return trk->way[sensor].late.arrival_ns +
           (int64_t)(1e9 *
                     fmax(looks_missed_max * period_s, looks_missed_least_s)) +
           1;
}

int64_t lw_tracker_alive(const struct lw_tracker *trk, int64_t now_ns,
                         bool *alive)
{
    int64_t until_ns = INT64_MAX;

    for (uint32_t s = 0; s < trk->site->sensors; s++) {
        const int64_t missed_ns = watches_until_ns(trk, s);
        alive[s] = trk->arrival_ns != INT64_MIN &&
                   lw_sensor_alive(trk, s, now_ns) && now_ns < missed_ns;
        if (alive[s] && missed_ns < until_ns)
            until_ns = missed_ns;
    }
    return until_ns;
}

struct lw_sensor_stats lw_tracker_sensor(const struct lw_tracker *trk,
                                         uint32_t index)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    struct lw_sensor_stats stats = s->stats;

    stats.false_reports = trk->site->sensor[index].false_reports;
    if (s->false_looks > 20.0) {
        stats.false_reports = 0.0;
        for (int c = 0; c < LW_FALSE_CELLS; c++)
            stats.false_reports += s->false_count[c] / s->false_looks;
    }
    stats.error_inflation = lw_sensor_inflation(trk, index);
    stats.delay_s = trk->way[index].late.delay_s;
    stats.last_rx_ns = trk->way[index].late.arrival_ns;
    stats.detection =
        s->expected > 0.0 ? lw_sensor_keeps(trk, index) : (double)NAN;
    lw_register_errors(trk->reg, index, stats.error);
    stats.error[LW_ERROR_CLOCK].value +=
        lw_arrival_ahead_s(&trk->way[index].clock);
    stats.clock_jumps =
        lw_register_clock_jumps(trk->reg, index) + trk->way[index].clock.jumps;
    stats.alive = trk->arrival_ns != INT64_MIN &&
                  lw_sensor_alive(trk, index, trk->arrival_ns);
    return stats;
}
