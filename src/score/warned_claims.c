/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line claims that something will come; it is judged while nothing is inside
 * and where truth goes on for long enough after it: the zone's longest look
 * ahead, of a notice or a warning, and the grace. It was right if a visit
 * began in the life of its warning after it, or in the grace.
 */
#include <math.h>

#include "warned_parts.h"

static void claim(struct lw_warned_bin bin[LW_WARNED_BINS], double probability,
                  bool came, double weight)
{
    int at = (int)(probability * LW_WARNED_BINS);

    if (at == LW_WARNED_BINS)
        at--;
    bin[at].weight += weight;
    bin[at].claimed += weight * probability;
    bin[at].came += came ? weight : 0;
}

/* Of a zone's visits at a moment: whether one is going on, and when the next
 * begins (INT64_MAX: none does). */
struct next {
    bool inside;
    int64_t in_ns;
};

static struct next next_of(const struct lw_visit *visit, uint32_t visits,
                           int64_t time_ns)
{
    struct next next = {.in_ns = INT64_MAX};

    for (uint32_t i = 0; i < visits; i++) {
        if (visit[i].in_ns > time_ns) {
            next.in_ns = visit[i].in_ns;
            break;
        }
        next.inside = next.inside || visit[i].out_ns > time_ns;
    }
    return next;
}

static double sure_s(const struct lw_warned_scene *s, uint32_t zone)
{
    const struct lw_zone_warn *warn = &s->zone[zone].warn;

    return 60 * fmax(warn->notice.minutes, warn->warning.minutes) +
           (double)LW_WARNED_GRACE_NS / 1e9;
}

static void take_arrival(const struct lw_warned_line *line, int64_t in_ns,
                         double weight, struct lw_warned_arrivals *sum)
{
    if (!line->has_arrival)
        return;
    sum->lines_s += weight;
    if (in_ns < line->when.earliest_ns)
        sum->early_s += weight;
    else if (in_ns > line->when.latest_ns)
        sum->late_s += weight;
}

static void judge_lines(const struct lw_warned_scene *s,
                        const struct lw_warned_span *span,
                        struct lw_warned_result *r)
{
    const double sure_ns = 1e9 * sure_s(s, span->zone);
    uint32_t visits;
    const struct lw_visit *visit = lw_warned_visits_of(s, span->zone, &visits);
    bool told = false, raised = false;

    for (uint32_t i = 0; i < span->lines; i++) {
        const struct lw_warned_line *line = &s->line[span->first + i];
        const bool first = !told;
        const bool first_raised = !raised && line->level == LW_WARNING_WARNING;
        told = true;
        raised = raised || first_raised;
        if (line->state == LW_WARNING_CLEARED ||
            line->state == LW_WARNING_CANCELLED ||
            (double)(s->to_ns - line->time_ns) < sure_ns)
            continue;
        const struct next next = next_of(visit, visits, line->time_ns);
        if (next.inside)
            continue;
        const bool came = next.in_ns != INT64_MAX &&
                          next.in_ns - LW_WARNED_GRACE_NS <= span->ended_ns;
        int64_t until_ns = i + 1 < span->lines
                               ? s->line[span->first + i + 1].time_ns
                               : s->to_ns;
        if (until_ns > next.in_ns)
            until_ns = next.in_ns;
        const double weight = (double)(until_ns - line->time_ns) / 1e9;
        if (!isnan(line->probability)) {
            if (first)
                claim(r->told, line->probability, came, 1);
            if (first_raised)
                claim(r->first, line->probability, came, 1);
            claim(r->lines, line->probability, came, weight);
        }
        if (came)
            take_arrival(line, next.in_ns, weight, &r->arrivals);
    }
}

/* The line of a zone that was in force at a moment, or NULL. */
static const struct lw_warned_line *line_at(const struct lw_warned_scene *s,
                                            uint32_t zone, int64_t time_ns)
{
    const struct lw_warned_line *found = NULL;
    uint32_t spans;
    const struct lw_warned_span *span = lw_warned_spans_of(s, zone, &spans);

    for (uint32_t i = 0; i < spans; i++) {
        if (span[i].told_ns > time_ns || span[i].ended_ns <= time_ns)
            continue;
        for (uint32_t k = 0; k < span[i].lines; k++)
            if (s->line[span[i].first + k].time_ns <= time_ns)
                found = &s->line[span[i].first + k];
    }
    return found;
}

/* What was told some minutes before an event began. */
static void look_ahead(const struct lw_warned_scene *s,
                       const struct lw_warned_entry *entry,
                       struct lw_warned_result *r)
{
    const double share = 0.2;
    const struct lw_visit *visit = &s->visits->visit[entry->visit];

    if (!entry->first)
        return;
    for (int i = 0; i < LW_WARNED_LEADS; i++) {
        const int64_t at_ns =
            visit->in_ns - (int64_t)llround(lw_warned_ahead_s[i] * 1e9);
        const struct lw_warned_line *line = line_at(s, visit->zone, at_ns);
        if (line == NULL || !line->has_arrival)
            continue;
        const double error_s =
            fabs((double)(line->when.likely_ns - visit->in_ns)) / 1e9;
        r->ahead[i]++;
        r->ahead_good[i] += error_s <= share * lw_warned_ahead_s[i];
    }
}

void lw_warned_sum_claims(const struct lw_warned_scene *scene,
                          struct lw_warned_result *result)
{
    for (uint32_t i = 0; i < result->spans; i++)
        judge_lines(scene, &scene->span[i], result);
    for (uint32_t i = 0; i < result->entries; i++)
        look_ahead(scene, &scene->entry[i], result);
}
