/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times as sorted lists of intervals that do not touch. All are cut at the
 * end of what can be known: `minutes` before truth ends, as nobody can say
 * what was needed for an entry after it.
 */
#include <math.h>

#include "base/sort.h"
#include "warned_parts.h"

struct list {
    struct lw_warned_interval *at;
    uint32_t count;
};

static bool is_before(const void *a, const void *b, const void *context)
{
    const struct lw_warned_interval *x = a, *y = b;

    (void)context;
    return x->from_ns < y->from_ns;
}

static void add(struct list *list, const struct lw_warned_interval *cut,
                int64_t from_ns, int64_t to_ns)
{
    if (from_ns < cut->from_ns)
        from_ns = cut->from_ns;
    if (to_ns > cut->to_ns)
        to_ns = cut->to_ns;
    if (from_ns < to_ns)
        list->at[list->count++] = (struct lw_warned_interval){from_ns, to_ns};
}

/* Sorted, and those that touch made one. */
static void join(struct list *list)
{
    struct lw_warned_interval spare;
    uint32_t kept = 0;

    lw_sort(list->at, list->count, sizeof spare, &spare, is_before, NULL);
    for (uint32_t i = 0; i < list->count; i++) {
        if (kept > 0 && list->at[i].from_ns <= list->at[kept - 1].to_ns) {
            if (list->at[i].to_ns > list->at[kept - 1].to_ns)
                list->at[kept - 1].to_ns = list->at[i].to_ns;
        } else {
            list->at[kept++] = list->at[i];
        }
    }
    list->count = kept;
}

static double hours_of(const struct list *list)
{
    double sum_h = 0;

    for (uint32_t i = 0; i < list->count; i++)
        sum_h += (double)(list->at[i].to_ns - list->at[i].from_ns) / 3600e9;
    return sum_h;
}

static double common_h(const struct list *a, const struct list *b)
{
    double sum_h = 0;

    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        const int64_t from_ns = a->at[i].from_ns > b->at[j].from_ns
                                    ? a->at[i].from_ns
                                    : b->at[j].from_ns;
        const int64_t to_ns =
            a->at[i].to_ns < b->at[j].to_ns ? a->at[i].to_ns : b->at[j].to_ns;
        if (from_ns < to_ns)
            sum_h += (double)(to_ns - from_ns) / 3600e9;
        if (a->at[i].to_ns < b->at[j].to_ns)
            i++;
        else
            j++;
    }
    return sum_h;
}

static void charge(struct lw_warned_hours *hours, double zone_h,
                   double area_km2)
{
    hours->zone_h += zone_h;
    hours->area_km2_h += zone_h * area_km2;
}

/* What the oracle warns; `noticed`: the one who needs two sensors. */
static struct list needed(const struct lw_warned_scene *s, uint32_t zone,
                          const struct lw_warned_interval *cut, bool noticed)
{
    const int64_t quiet_ns =
        (int64_t)llround(s->zone[zone].warn.clear_after_s * 1e9);
    struct list list = {.at = s->interval};
    uint32_t visits;
    const struct lw_visit *visit = lw_warned_visits_of(s, zone, &visits);

    for (uint32_t i = 0; i < visits; i++) {
        const int64_t from_ns =
            lw_warned_oracle_ns(&s->zone[zone], &visit[i], noticed);
        if (from_ns <= visit[i].out_ns)
            add(&list, cut, from_ns, visit[i].out_ns + quiet_ns);
    }
    join(&list);
    return list;
}

/* While anything is in an area, and the zone's quiet time. */
static double habit_h(const struct lw_warned_scene *s, uint32_t zone,
                      uint32_t area, const struct lw_warned_interval *cut)
{
    const int64_t quiet_ns =
        (int64_t)llround(s->zone[zone].warn.clear_after_s * 1e9);
    struct list list = {.at = s->interval};
    uint32_t visits;
    const struct lw_visit *visit = lw_warned_visits_of(s, area, &visits);

    for (uint32_t i = 0; i < visits; i++)
        add(&list, cut, visit[i].in_ns, visit[i].out_ns + quiet_ns);
    join(&list);
    return hours_of(&list);
}

/* What was told, of a level and above. */
static struct list told(const struct lw_warned_scene *s, uint32_t zone,
                        const struct lw_warned_interval *cut, bool notices,
                        struct lw_warned_interval *at)
{
    struct list list = {.at = at};
    uint32_t spans;
    const struct lw_warned_span *span = lw_warned_spans_of(s, zone, &spans);

    for (uint32_t i = 0; i < spans; i++)
        add(&list, cut, notices ? span[i].told_ns : span[i].raised_ns,
            span[i].ended_ns);
    join(&list);
    return list;
}

/* While something was inside, all of truth long. */
static void sum_inside(const struct lw_warned_scene *s, uint32_t zone,
                       struct lw_warned_result *r)
{
    const struct lw_warned_interval cut = {s->from_ns, s->to_ns};
    struct list inside = {.at = s->interval};
    uint32_t visits;
    const struct lw_visit *visit = lw_warned_visits_of(s, zone, &visits);

    for (uint32_t i = 0; i < visits; i++)
        add(&inside, &cut, visit[i].in_ns, visit[i].out_ns);
    join(&inside);
    const struct list warned =
        told(s, zone, &cut, false, s->interval + inside.count);
    const double inside_h = hours_of(&inside);
    r->inside_s += 3600 * inside_h;
    r->exposed_s += 3600 * (inside_h - common_h(&inside, &warned));
}

void lw_warned_sum_hours(struct lw_warned_scene *scene,
                         struct lw_warned_result *result)
{
    for (uint32_t z = 0; z < scene->zones; z++) {
        const struct lw_zone *zone = &scene->zone[z];
        const struct lw_warned_interval cut = {
            scene->from_ns,
            scene->to_ns - (int64_t)llround(zone->warn.warning.minutes * 60e9)};
        const double km2 = scene->area_km2[z];

        struct list oracle = needed(scene, z, &cut, false);
        const struct list warned =
            told(scene, z, &cut, false, scene->interval + oracle.count);
        const double warned_h = hours_of(&warned);
        charge(&result->oracle, hours_of(&oracle), km2);
        charge(&result->warned, warned_h, km2);
        charge(&result->over, warned_h - common_h(&warned, &oracle), km2);
        const struct list notices = told(scene, z, &cut, true, scene->interval);
        charge(&result->noticed, hours_of(&notices), km2);
        oracle = needed(scene, z, &cut, true);
        charge(&result->oracle_noticed, hours_of(&oracle), km2);
        charge(&result->province, habit_h(scene, z, scene->province[z], &cut),
               km2);
        charge(&result->country, habit_h(scene, z, scene->areas - 1, &cut),
               km2);
        sum_inside(scene, z, result);
    }
}
