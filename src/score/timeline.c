/* SPDX-License-Identifier: Apache-2.0 */
#include "timeline.h"

#include <assert.h>
#include <stdlib.h>

#include "base/geodesy.h"

static int three_way(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_number_and_time(const void *left, const void *right)
{
    const struct lw_sample *a = left, *b = right;
    int way = three_way(a->point.number, b->point.number);

    if (way == 0)
        way = three_way(a->time_ns, b->time_ns);
    return way != 0 ? way : three_way(a->order, b->order);
}

void lw_samples_sort(struct lw_sample *sample, size_t samples)
{
    if (samples > 1)
        qsort(sample, samples, sizeof *sample, by_number_and_time);
}

void lw_timeline_init(struct lw_timeline *line, const struct lw_sample *sample,
                      size_t samples, size_t *first, size_t *at,
                      uint32_t numbers)
{
    size_t next = 0;

    *line = (struct lw_timeline){sample, samples, first, at, numbers};
    for (uint32_t n = 0; n < numbers; n++) {
        first[n] = at[n] = next;
        while (next < samples && sample[next].point.number == n)
            next++;
    }
    first[numbers] = next;
    assert(next == samples);
}

/* The last sample of `number` at or before time_ns, or NULL. */
static const struct lw_sample *latest(struct lw_timeline *line, uint32_t number,
                                      int64_t time_ns)
{
    const size_t end = line->first[number + 1];
    size_t at = line->at[number];

    while (at + 1 < end && line->sample[at + 1].time_ns <= time_ns)
        at++;
    line->at[number] = at;
    return at < end && line->sample[at].time_ns <= time_ns ? &line->sample[at]
                                                           : NULL;
}

static double between(double from, double to, double share)
{
    return from + (to - from) * share;
}

static struct lw_score_point interpolate(const struct lw_sample *before,
                                         const struct lw_sample *after,
                                         int64_t time_ns)
{
    const struct lw_score_point *a = &before->point, *b = &after->point;
    const double share = (double)(time_ns - before->time_ns) /
                         (double)(after->time_ns - before->time_ns);
    struct lw_score_point out = *a;

    out.has &= b->has;
    out.pos.lat_rad = between(a->pos.lat_rad, b->pos.lat_rad, share);
    out.pos.lon_rad =
        lw_angle_wrap(a->pos.lon_rad +
                      lw_angle_wrap(b->pos.lon_rad - a->pos.lon_rad) * share);
    out.pos.alt_hae_m = between(a->pos.alt_hae_m, b->pos.alt_hae_m, share);
    for (int i = 0; i < 3; i++)
        out.vel_mps[i] = between(a->vel_mps[i], b->vel_mps[i], share);
    return out;
}

uint32_t lw_timeline_objects(struct lw_timeline *line, int64_t time_ns,
                             int64_t gap_ns_max, struct lw_score_point *out)
{
    uint32_t count = 0;

    for (uint32_t n = 0; n < line->numbers; n++) {
        const struct lw_sample *before = latest(line, n, time_ns);
        if (before == NULL)
            continue;
        if (before->time_ns == time_ns) {
            out[count++] = before->point;
            continue;
        }
        const struct lw_sample *after = before + 1;
        if (after == line->sample + line->first[n + 1] ||
            after->time_ns - before->time_ns > gap_ns_max)
            continue;
        out[count++] = interpolate(before, after, time_ns);
    }
    return count;
}

uint32_t lw_timeline_tracks(struct lw_timeline *line, int64_t time_ns,
                            int64_t step_ns, struct lw_score_point *out)
{
    uint32_t count = 0;

    for (uint32_t n = 0; n < line->numbers; n++) {
        const struct lw_sample *sample = latest(line, n, time_ns);
        if (sample == NULL || !sample->shown ||
            time_ns - sample->time_ns >= step_ns)
            continue;
        struct lw_score_point *point = &out[count++];
        *point = sample->point;
        if (time_ns == sample->time_ns || !(point->has & LW_SCORE_HAS_VEL))
            continue;
        const double ahead_s = (double)(time_ns - sample->time_ns) / 1e9;
        struct lw_frame frame;
        double way_m[3];
        for (int i = 0; i < 3; i++)
            way_m[i] = point->vel_mps[i] * ahead_s;
        lw_frame_init(&frame, point->pos);
        point->pos = lw_frame_to_geodetic(&frame, way_m);
    }
    return count;
}
