/* SPDX-License-Identifier: Apache-2.0 */
#include "series.h"

#include <assert.h>

static_assert(LW_SERIES_MAX % 2 == 0, "neighbours are joined two by two");

static void join(struct lw_series_point *a, const struct lw_series_point *b)
{
    a->steps += b->steps;
    a->objects += b->objects;
    a->shown += b->shown;
    a->assigned += b->assigned;
    a->gospa += b->gospa;
    a->localisation += b->localisation;
    a->missed += b->missed;
    a->spurious += b->spurious;
    a->error2 += b->error2;
    a->nees += b->nees;
    a->nees_pairs += b->nees_pairs;
    a->ospa2 += b->ospa2;
    a->ospa2_steps += b->ospa2_steps;
}

struct lw_series_point *lw_series_at(struct lw_series *series, int64_t time_ns)
{
    if (series->steps_each == 0)
        series->steps_each = 1;
    if (series->points > 0) {
        struct lw_series_point *last = &series->point[series->points - 1];
        if (last->steps < series->steps_each) {
            last->steps++;
            return last;
        }
    }
    if (series->points == LW_SERIES_MAX) {
        for (uint32_t i = 0; i < LW_SERIES_MAX / 2; i++) {
            series->point[i] = series->point[2 * i];
            join(&series->point[i], &series->point[2 * i + 1]);
        }
        series->points = LW_SERIES_MAX / 2;
        series->steps_each *= 2;
    }
    struct lw_series_point *point = &series->point[series->points++];
    *point = (struct lw_series_point){.from_ns = time_ns, .steps = 1};
    return point;
}

bool lw_marks_want(const struct lw_marks *marks, uint64_t moment)
{
    return marks->every == 0 || moment % marks->every == 0;
}

static void thin(struct lw_marks *marks)
{
    uint32_t kept = 0;

    marks->every *= 2;
    for (uint32_t i = 0; i < marks->count; i++)
        if (marks->mark[i].moment % marks->every == 0)
            marks->mark[kept++] = marks->mark[i];
    marks->count = kept;
}

void lw_marks_add(struct lw_marks *marks, const struct lw_mark *mark)
{
    if (marks->every == 0)
        marks->every = 1;
    /* Where one moment alone fills it, the rest of that is left out. */
    while (marks->count == LW_MARKS_MAX &&
           marks->mark[0].moment != marks->mark[LW_MARKS_MAX - 1].moment)
        thin(marks);
    if (marks->count < LW_MARKS_MAX && mark->moment % marks->every == 0)
        marks->mark[marks->count++] = *mark;
}
