/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "warned_parts.h"

static bool is_less(const void *a, const void *b, const void *context)
{
    (void)context;
    return *(const double *)a < *(const double *)b;
}

double lw_warned_quantile(double *value, uint32_t count, double share)
{
    double spare;

    if (count == 0)
        return (double)NAN;
    lw_sort(value, count, sizeof spare, &spare, is_less, NULL);
    const double at = share * (count - 1);
    const uint32_t low = (uint32_t)at;
    if (low + 1 >= count || value[low] >= value[low + 1] ||
        !isfinite(value[low]))
        return value[low];
    return value[low] + (at - low) * (value[low + 1] - value[low]);
}

/* Which group an entry is of besides the first; one of everything left where
 * there are too many. */
static uint32_t group_of(struct lw_warned_result *r, const char *kind,
                         enum lw_flyer flyer)
{
    for (uint32_t g = 1; g < r->groups; g++)
        if (r->group[g].flyer == (int)flyer &&
            strcmp(r->group[g].kind, kind) == 0)
            return g;
    if (r->groups <= LW_WARNED_GROUPS_MAX) {
        r->group[r->groups] =
            (struct lw_warned_group){.kind = kind, .flyer = (int)flyer};
        return r->groups++;
    }
    return LW_WARNED_GROUPS_MAX;
}

static void take_entry(struct lw_warned_group *g, const struct lw_visit *visit,
                       const struct lw_warned_entry *e)
{
    g->entries++;
    g->warned += e->warned;
    g->could += e->could;
    g->missed += e->could && !e->warned;
    if (!e->first)
        return;
    g->first++;
    for (int i = 0; i < LW_WARNED_LEADS; i++) {
        struct lw_warned_within *within = &g->within[i];
        const bool good = e->lead_s >= lw_warned_lead_s[i];
        const bool asked =
            visit->could_ns <=
            visit->in_ns - (int64_t)llround(lw_warned_lead_s[i] * 1e9);
        within->of++;
        within->good += good;
        within->asked += asked;
        within->asked_good += asked && good;
    }
}

enum what { LEAD, NOTICE_LEAD, ORACLE, SEEN_LEAD, NOTICED };

static double value_of(const struct lw_warned_entry *e, enum what what)
{
    switch (what) {
    case NOTICE_LEAD:
        return e->notice_lead_s;
    case ORACLE:
        return e->oracle_s;
    case SEEN_LEAD:
        return isnan(e->noticed_s) ? (double)NAN : e->lead_s;
    case NOTICED:
        return e->noticed_s;
    case LEAD:
        break;
    }
    return e->lead_s;
}

/* Of the first entries of a group. */
static double quantile_of(const struct lw_warned_scene *s,
                          const struct lw_warned_result *r, uint32_t group,
                          enum what what, double share)
{
    const struct lw_warned_group *g = &r->group[group];
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->entries; i++) {
        const struct lw_warned_entry *e = &s->entry[i];
        const struct lw_visit *visit = &s->visits->visit[e->visit];
        const double value = value_of(e, what);
        if (!e->first || isnan(value) ||
            (group > 0 && (g->flyer != (int)visit->flyer ||
                           strcmp(g->kind, s->zone[visit->zone].kind) != 0)))
            continue;
        s->value[count++] = value;
    }
    return lw_warned_quantile(s->value, count, share);
}

void lw_warned_sum_groups(const struct lw_warned_scene *scene,
                          struct lw_warned_result *result)
{
    result->groups = 1;
    result->group[0] = (struct lw_warned_group){.flyer = -1};
    for (uint32_t i = 0; i < result->entries; i++) {
        const struct lw_warned_entry *e = &scene->entry[i];
        const struct lw_visit *visit = &scene->visits->visit[e->visit];
        const uint32_t g =
            group_of(result, scene->zone[visit->zone].kind, visit->flyer);
        take_entry(&result->group[0], visit, e);
        take_entry(&result->group[g], visit, e);
    }
    for (uint32_t g = 0; g < result->groups; g++) {
        struct lw_warned_group *group = &result->group[g];
        group->lead_p50_s = quantile_of(scene, result, g, LEAD, 0.5);
        group->lead_p10_s = quantile_of(scene, result, g, LEAD, 0.1);
        group->notice_p50_s = quantile_of(scene, result, g, NOTICE_LEAD, 0.5);
        group->oracle_p50_s = quantile_of(scene, result, g, ORACLE, 0.5);
        group->seen_lead_p50_s = quantile_of(scene, result, g, SEEN_LEAD, 0.5);
        group->noticed_p50_s = quantile_of(scene, result, g, NOTICED, 0.5);
    }
}
