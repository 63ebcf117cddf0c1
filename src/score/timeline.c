/* SPDX-License-Identifier: Apache-2.0 */
#include "timeline.h"

#include "base/geodesy.h"

size_t lw_timeline_until(const struct lw_sample *sample, size_t samples,
                         int64_t time_ns)
{
    size_t at = 0;

    while (at < samples && sample[at].time_ns <= time_ns)
        at++;
    return at;
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
    const uint32_t measured = LW_SCORE_HAS_ALT | LW_SCORE_HAS_VEL;
    struct lw_score_point out = *a;

    out.has &= b->has | ~measured;
    out.pos.lat_rad = between(a->pos.lat_rad, b->pos.lat_rad, share);
    out.pos.lon_rad =
        lw_angle_wrap(a->pos.lon_rad +
                      lw_angle_wrap(b->pos.lon_rad - a->pos.lon_rad) * share);
    out.pos.alt_hae_m = between(a->pos.alt_hae_m, b->pos.alt_hae_m, share);
    for (int i = 0; i < 3; i++)
        out.vel_mps[i] = between(a->vel_mps[i], b->vel_mps[i], share);
    return out;
}

bool lw_timeline_object(const struct lw_sample *sample, size_t samples,
                        int64_t time_ns, int64_t gap_ns_max,
                        struct lw_score_point *out)
{
    const size_t until = lw_timeline_until(sample, samples, time_ns);

    if (until == 0)
        return false;
    const struct lw_sample *before = &sample[until - 1];
    if (before->time_ns == time_ns) {
        *out = before->point;
        return true;
    }
    if (until == samples ||
        sample[until].time_ns - before->time_ns > gap_ns_max)
        return false;
    *out = interpolate(before, &sample[until], time_ns);
    return true;
}

enum lw_sample_shown lw_timeline_track(const struct lw_sample *sample,
                                       size_t samples, int64_t time_ns,
                                       int64_t step_ns,
                                       struct lw_score_point *out)
{
    const size_t until = lw_timeline_until(sample, samples, time_ns);

    if (until == 0)
        return LW_SAMPLE_HIDDEN;
    const struct lw_sample *latest = &sample[until - 1];
    if (latest->shown == LW_SAMPLE_HIDDEN ||
        time_ns - latest->time_ns >= step_ns)
        return LW_SAMPLE_HIDDEN;
    *out = latest->point;
    if (time_ns == latest->time_ns || !(out->has & LW_SCORE_HAS_VEL))
        return latest->shown;
    const double ahead_s = (double)(time_ns - latest->time_ns) / 1e9;
    struct lw_frame frame;
    double way_m[3];
    for (int i = 0; i < 3; i++)
        way_m[i] = out->vel_mps[i] * ahead_s;
    lw_frame_init(&frame, out->pos);
    out->pos = lw_frame_to_geodetic(&frame, way_m);
    return latest->shown;
}
