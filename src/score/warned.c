/* SPDX-License-Identifier: Apache-2.0 */
#include "warned.h"

#include <assert.h>
#include <math.h>

#include "base/sort.h"
#include "warned_parts.h"

const double lw_warned_lead_s[LW_WARNED_LEADS] = {60, 120, 300};
const double lw_warned_ahead_s[LW_WARNED_LEADS] = {120, 300, 600};

#define SECOND 1e9

size_t lw_warned_intervals(uint32_t visits, uint32_t lines)
{
    /* two lists are held at once: of visits, and of spans or of visits */
    return 2 * (size_t)visits + lines + 2;
}

const struct lw_visit *lw_warned_visits_of(const struct lw_warned_scene *scene,
                                           uint32_t area, uint32_t *count)
{
    *count = scene->first_visit[area + 1] - scene->first_visit[area];
    return scene->visits->visit + scene->first_visit[area];
}

struct lw_warned_span *lw_warned_spans_of(const struct lw_warned_scene *scene,
                                          uint32_t zone, uint32_t *count)
{
    *count = scene->first_span[zone + 1] - scene->first_span[zone];
    return scene->span + scene->first_span[zone];
}

int64_t lw_warned_oracle_ns(const struct lw_zone *zone,
                            const struct lw_visit *visit, bool noticed)
{
    const int64_t ahead_ns =
        visit->in_ns - (int64_t)llround(zone->warn.warning.minutes * 60e9);
    const int64_t known_ns = noticed ? visit->noticed_ns : visit->exists_ns;

    return known_ns > ahead_ns ? known_ns : ahead_ns;
}

static bool line_before(const void *a, const void *b, const void *context)
{
    const struct lw_warned_line *x = a, *y = b;

    (void)context;
    if (x->warning != y->warning)
        return x->warning < y->warning;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns;
    return x->state < y->state; /* an end comes last */
}

static bool span_before(const void *a, const void *b, const void *context)
{
    const struct lw_warned_span *x = a, *y = b;

    (void)context;
    if (x->zone != y->zone)
        return x->zone < y->zone;
    if (x->told_ns != y->told_ns)
        return x->told_ns < y->told_ns;
    return x->warning < y->warning;
}

static void take_line(struct lw_warned_span *span,
                      const struct lw_warned_line *line)
{
    span->lines++;
    if (line->level == LW_WARNING_WARNING && span->raised_ns == INT64_MAX)
        span->raised_ns = line->time_ns;
    if (line->state == LW_WARNING_CLEARED ||
        line->state == LW_WARNING_CANCELLED) {
        span->ended_ns = line->time_ns;
        span->ending = line->state;
    }
}

/* Lines to spans; how many. */
static uint32_t make_spans(struct lw_warned_scene *s)
{
    struct lw_warned_line line_spare;
    struct lw_warned_span span_spare;
    uint32_t spans = 0;

    lw_sort(s->line, s->lines, sizeof line_spare, &line_spare, line_before,
            NULL);
    for (uint32_t i = 0; i < s->lines; i++) {
        const struct lw_warned_line *line = &s->line[i];
        if (spans == 0 || s->span[spans - 1].warning != line->warning)
            s->span[spans++] = (struct lw_warned_span){
                .zone = line->zone,
                .warning = line->warning,
                .first = i,
                .told_ns = line->time_ns,
                .raised_ns = INT64_MAX,
                .ended_ns = INT64_MAX,
                .ending = LW_WARNING_ACTIVE,
                .clear_s = (double)NAN,
            };
        take_line(&s->span[spans - 1], line);
    }
    lw_sort(s->span, spans, sizeof span_spare, &span_spare, span_before, NULL);
    return spans;
}

static void index_visits(struct lw_warned_scene *s)
{
    uint32_t at = 0;

    for (uint32_t a = 0; a <= s->areas; a++) {
        while (at < s->visits->count && s->visits->visit[at].zone < a)
            at++;
        s->first_visit[a] = at;
    }
}

static void index_spans(struct lw_warned_scene *s, uint32_t spans)
{
    uint32_t at = 0;

    for (uint32_t z = 0; z <= s->zones; z++) {
        while (at < spans && s->span[at].zone < z)
            at++;
        s->first_span[z] = at;
    }
}

/* What a warning was worth. */
static void judge_span(const struct lw_warned_scene *s,
                       struct lw_warned_span *span)
{
    const struct lw_zone *zone = &s->zone[span->zone];
    const int64_t meant_ns = span->ended_ns > INT64_MAX - LW_WARNED_GRACE_NS
                                 ? INT64_MAX
                                 : span->ended_ns + LW_WARNED_GRACE_NS;
    int64_t left_ns = INT64_MIN;
    uint32_t visits;
    const struct lw_visit *visit = lw_warned_visits_of(s, span->zone, &visits);

    for (uint32_t i = 0; i < visits && visit[i].in_ns <= meant_ns; i++) {
        if (visit[i].out_ns < span->told_ns)
            continue;
        span->came = true;
        if (visit[i].in_ns > span->ended_ns)
            continue;
        if (visit[i].out_ns > span->ended_ns ||
            (visit[i].open && span->ended_ns != INT64_MAX))
            span->left_early = true;
        if (visit[i].out_ns > left_ns)
            left_ns = visit[i].out_ns;
    }
    span->judged = span->came || meant_ns <= s->to_ns;
    if (left_ns != INT64_MIN && span->ended_ns != INT64_MAX &&
        !span->left_early)
        span->clear_s = (double)(span->ended_ns - left_ns) / SECOND -
                        zone->warn.clear_after_s;
}

static void judge_spans(const struct lw_warned_scene *s, uint32_t spans,
                        struct lw_warned_result *r)
{
    const struct lw_warned_span *last = NULL;
    uint32_t clears = 0;

    for (uint32_t i = 0; i < spans; i++) {
        struct lw_warned_span *span = &s->span[i];
        judge_span(s, span);
        if (span->raised_ns == INT64_MAX) {
            r->notices++;
            continue;
        }
        span->returned = last != NULL && last->zone == span->zone &&
                         last->ended_ns <= span->raised_ns &&
                         span->raised_ns - last->ended_ns <= LW_WARNED_FLAP_NS;
        last = span;
        r->raised++;
        r->stood += span->ended_ns == INT64_MAX;
        r->cancelled += span->ending == LW_WARNING_CANCELLED;
        r->judged += span->judged;
        r->needless += span->judged && !span->came;
        r->left_early += span->left_early;
        r->returned += span->returned;
        if (isfinite(span->clear_s))
            s->value[clears++] = span->clear_s;
    }
    r->spans = spans;
    r->returned_share =
        r->raised > 0 ? (double)r->returned / r->raised : (double)NAN;
    r->clears = clears;
    r->clear_p50_s = lw_warned_quantile(s->value, clears, 0.5);
    r->clear_p95_s = lw_warned_quantile(s->value, clears, 0.95);
}

/* Of the span that was in force the longest as the object came in, or of the
 * first while it was inside. */
static double lead_s(const struct lw_warned_span *span, uint32_t spans,
                     const struct lw_visit *visit, bool notice)
{
    int64_t best_ns = INT64_MAX;

    for (uint32_t i = 0; i < spans; i++) {
        const int64_t from_ns = notice ? span[i].told_ns : span[i].raised_ns;
        if (from_ns < best_ns && from_ns <= visit->out_ns &&
            span[i].ended_ns > visit->in_ns)
            best_ns = from_ns;
    }
    return best_ns == INT64_MAX ? -(double)INFINITY
                                : (double)(visit->in_ns - best_ns) / SECOND;
}

static uint32_t make_entries(struct lw_warned_scene *s,
                             struct lw_warned_result *r)
{
    uint32_t entries = 0;

    for (uint32_t z = 0; z < s->zones; z++) {
        const struct lw_zone *zone = &s->zone[z];
        const int64_t quiet_ns =
            (int64_t)llround(zone->warn.clear_after_s * SECOND);
        uint32_t visits, spans;
        const struct lw_visit *visit = lw_warned_visits_of(s, z, &visits);
        const struct lw_warned_span *span = lw_warned_spans_of(s, z, &spans);
        int64_t busy_ns = INT64_MIN;
        r->visits += visits;
        for (uint32_t i = 0; i < visits; i++) {
            const struct lw_visit *v = &visit[i];
            const int64_t begin_ns = lw_warned_oracle_ns(zone, v, false);
            const int64_t seen_ns = lw_warned_oracle_ns(zone, v, true);
            const bool first = begin_ns > busy_ns;
            if (v->out_ns + quiet_ns > busy_ns)
                busy_ns = v->out_ns + quiet_ns;
            if (v->born)
                continue;
            struct lw_warned_entry *e = &s->entry[entries++];
            *e = (struct lw_warned_entry){
                .visit = (uint32_t)(v - s->visits->visit),
                .first = first,
                .lead_s = lead_s(span, spans, v, false),
                .notice_lead_s = lead_s(span, spans, v, true),
                .oracle_s = (double)(v->in_ns - begin_ns) / SECOND,
                .noticed_s = seen_ns < v->in_ns
                                 ? (double)(v->in_ns - seen_ns) / SECOND
                                 : (double)NAN,
                .could = v->could_ns <= v->in_ns,
            };
            e->warned = e->lead_s >= 0;
        }
    }
    return entries;
}

void lw_warned_judge(struct lw_warned_scene *scene,
                     struct lw_warned_result *result)
{
    assert(scene->zones <= scene->areas);
    *result = (struct lw_warned_result){.zones = scene->zones};
    const uint32_t spans = make_spans(scene);
    index_visits(scene);
    index_spans(scene, spans);
    judge_spans(scene, spans, result);
    result->entries = make_entries(scene, result);
    lw_warned_sum_hours(scene, result);
    lw_warned_sum_claims(scene, result);
    lw_warned_sum_groups(scene, result);
}
