/* SPDX-License-Identifier: Apache-2.0 */
#include "prospect.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/geodesy.h"
#include "suspects.h"
#include "threat.h"

enum { LAST = LW_ARRIVE_TIMES - 1 };

/* Below this a track is none of those that threaten. */
static const double counts = 0.02;

void lw_since_set(struct lw_since *since, double age_s)
{
    unsigned at = 0;

    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++) {
        const double s = lw_arrive_s[t] + fmax(age_s, 0.0);
        while (at + 1 < LAST && lw_arrive_s[at + 1] <= s)
            at++;
        const double step = lw_arrive_s[at + 1] - lw_arrive_s[at];
        since->at[t] = (uint8_t)at;
        since->part[t] = (float)fmin((s - lw_arrive_s[at]) / step, 1.0);
    }
}

void lw_prospect_none(struct lw_prospect *out)
{
    memset(out, 0, sizeof *out);
    out->watched = true;
}

static int64_t at(int64_t now_ns, double seconds)
{
    return now_ns + (int64_t)(seconds * 1e9);
}

static struct lw_arrival arrival(const double chance[LW_ARRIVE_TIMES],
                                 int64_t now_ns)
{
    return (struct lw_arrival){
        .earliest_ns = at(now_ns, lw_combined_quantile(chance, 0.05)),
        .likely_ns = at(now_ns, lw_combined_quantile(chance, 0.5)),
        .latest_ns = at(now_ns, lw_combined_quantile(chance, 0.95)),
    };
}

/* Those parts that are to be reasons, the likeliest first; then by number. */
struct likeliest {
    double chance[LW_REASONS_MAX];
    const struct lw_part *part[LW_REASONS_MAX];
    uint32_t count;
};

static void place(struct likeliest *out, const struct lw_part *part,
                  double chance)
{
    uint32_t i = LW_REASONS_MAX - 1;

    if (out->count < LW_REASONS_MAX)
        i = out->count++;
    else if (!(out->chance[i] < chance))
        return;
    for (; i > 0 && out->chance[i - 1] < chance; i--) {
        out->chance[i] = out->chance[i - 1];
        out->part[i] = out->part[i - 1];
    }
    out->chance[i] = chance;
    out->part[i] = part;
}

static void explain(const struct lw_coming *coming, const struct lw_part *part,
                    int64_t now_ns, struct lw_reason *out)
{
    const struct lw_track *const track = coming->track;
    double when[LW_ARRIVE_TIMES], chance;
    const enum lw_kind kind = lw_threat_kind(track, coming->odds, &chance);

    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        when[t] = (double)part->chance[t];
    *out = (struct lw_reason){
        .track = track->number,
        .chance = lw_part_chance(part, LAST),
        .when = arrival(when, now_ns),
        .existence = track->existence,
        .kind = kind,
        .kind_chance = chance,
        .speed_mps = hypot(track->vel_mps[0], track->vel_mps[1]),
        .course_rad =
            lw_angle_positive(atan2(track->vel_mps[0], track->vel_mps[1])),
        .sources = track->sources < LW_REASON_SOURCES_MAX
                       ? track->sources
                       : LW_REASON_SOURCES_MAX,
    };
    memcpy(out->source, track->source, out->sources * sizeof out->source[0]);
}

static void bring(const struct lw_approach *approach,
                  const struct lw_since *since, float out[LW_ARRIVE_TIMES])
{
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++) {
        const unsigned at = since->at[t];
        const float low = (float)approach->chance[at];
        const float high = (float)approach->chance[at + 1];
        out[t] = (low + since->part[t] * (high - low)) * (1.0f / 65535.0f);
    }
}

/* The parts of those that threaten; part[].index is into coming[]. */
static uint32_t take_parts(const struct lw_zone_warn *rule,
                           const struct lw_coming *coming, uint32_t count,
                           struct lw_part *part)
{
    uint32_t parts = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct lw_threat threat =
            lw_threat(coming[i].track, coming[i].odds, rule);
        if (threat.what != LW_THREAT)
            continue;
        part[parts] = (struct lw_part){
            .existence = threat.existence,
            .kind = threat.kind,
            .group = coming[i].group,
            .index = i,
        };
        bring(coming[i].approach, coming[i].since, part[parts++].chance);
    }
    return parts;
}

static void tell_reasons(const struct lw_coming *coming,
                         const struct lw_part *part, uint32_t parts,
                         int64_t now_ns, struct lw_prospect *out)
{
    struct likeliest top = {.count = 0};

    for (uint32_t i = 0; i < parts; i++) {
        const double chance = lw_part_chance(&part[i], LAST);
        if (!(chance >= counts))
            continue;
        out->tracks++;
        place(&top, &part[i], chance);
    }
    out->reasons = top.count;
    for (uint32_t i = 0; i < top.count; i++)
        explain(&coming[top.part[i]->index], top.part[i], now_ns,
                &out->reason[i]);
}

void lw_prospect_make(const struct lw_zone_warn *rule,
                      const struct lw_coming *coming, uint32_t count,
                      struct lw_part *part, int64_t now_ns,
                      struct lw_prospect *out)
{
    const uint32_t parts = take_parts(rule, coming, count, part);
    double chance[LW_ARRIVE_TIMES];

    lw_prospect_none(out);
    if (parts == 0)
        return;
    tell_reasons(coming, part, parts, now_ns, out);
    lw_combine(part, parts, chance);
    out->chance[LW_WARNING_NOTICE] =
        lw_combined_within(chance, lw_alarm_ahead_s(&rule->notice));
    out->chance[LW_WARNING_WARNING] =
        lw_combined_within(chance, lw_alarm_ahead_s(&rule->warning));
    out->soon = lw_combined_within(chance, LW_ALARM_SOON_S);
    out->at_all = chance[LAST];
    out->inside = chance[0];
    out->has_arrival = chance[LAST] > 0.0;
    if (out->has_arrival)
        out->arrival = arrival(chance, now_ns);
}

void lw_prospect_place(struct lw_prospect *prospect,
                       const struct lw_arrive *arrive, uint32_t zone,
                       const struct lw_track *track, uint32_t tracks)
{
    for (uint32_t i = 0; i < prospect->reasons; i++) {
        struct lw_reason *const reason = &prospect->reason[i];
        const struct lw_track *const one =
            lw_suspect_find(track, tracks, reason->track);
        assert(one != NULL);
        reason->distance_m =
            lw_arrive_distance(arrive, zone, one->pos, &reason->bearing_rad);
    }
}
