/* SPDX-License-Identifier: Apache-2.0 */
#include "trail.h"

#include <assert.h>
#include <math.h>

static const double knot_s = 0.5;

void lw_trail_init(struct lw_trail *trail, struct lw_trail_knot *ring,
                   uint32_t size, int64_t first)
{
    assert(size >= 4 && (size & (size - 1)) == 0);
    *trail = (struct lw_trail){
        .knot = ring, .size = size, .first = first, .last = first - 1};
}

void lw_trail_add(struct lw_trail *trail, const struct lw_trail_knot *knot)
{
    trail->last++;
    trail->knot[(uint64_t)trail->last & (trail->size - 1)] = *knot;
    if (trail->last - trail->first >= trail->size)
        trail->first = trail->last - trail->size + 1;
}

bool lw_trail_at(const struct lw_trail *trail, double t_s, double xyz_m[3],
                 double vel_mps[3])
{
    const double at = t_s / knot_s;
    int64_t n = (int64_t)floor(at);

    if (n == trail->last && at - (double)n < 1e-9)
        n--; /* the end of the last piece; of one knot alone, see below */
    if (n + 1 == trail->first && trail->last == trail->first)
        n = trail->first;
    else if (n < trail->first || n + 1 > trail->last)
        return false;
    const struct lw_trail_knot *a =
        &trail->knot[(uint64_t)n & (trail->size - 1)];
    const struct lw_trail_knot *b =
        n == trail->last ? a
                         : &trail->knot[(uint64_t)(n + 1) & (trail->size - 1)];
    const double s = at - (double)n, s2 = s * s, s3 = s2 * s;
    for (int i = 0; i < 3 && a == b; i++) {
        xyz_m[i] = a->xyz_m[i];
        vel_mps[i] = a->vel_mps[i];
    }
    for (int i = 0; i < 3 && a != b; i++) {
        const double p = a->xyz_m[i], q = b->xyz_m[i];
        const double v = a->vel_mps[i] * knot_s, w = b->vel_mps[i] * knot_s;
        xyz_m[i] = p + s * v + s2 * (3.0 * (q - p) - 2.0 * v - w) +
                   s3 * (2.0 * (p - q) + v + w);
        vel_mps[i] = (v + 2.0 * s * (3.0 * (q - p) - 2.0 * v - w) +
                      3.0 * s2 * (2.0 * (p - q) + v + w)) /
                     knot_s;
    }
    return true;
}

double lw_trail_sound_s(const struct lw_trail *trail, double t_s,
                        const double listener_m[3], const double wind_mps[3],
                        double speed_mps)
{
    const double last_s = (double)trail->last * knot_s;
    double d = fmax(t_s - last_s, 0.0), step = 1.0;

    /* Newton's method from the latest moment there is; the distance over
     * time is convex enough that a few rounds reach 1e-9 s. */
    for (int round = 0; round < 30 && fabs(step) > 1e-9; round++) {
        double p[3], v[3], dist2 = 0.0, rate = 0.0;
        if (!lw_trail_at(trail, t_s - d, p, v))
            return -1.0;
        for (int i = 0; i < 3; i++) {
            const double off = p[i] + wind_mps[i] * d - listener_m[i];
            dist2 += off * off;
            rate += off * (wind_mps[i] - v[i]);
        }
        const double dist = sqrt(dist2);
        const double slope = rate / fmax(dist, 1e-3) - speed_mps;
        if (slope > -0.05 * speed_mps)
            return -1.0; /* it outruns its sound */
        step = (dist - speed_mps * d) / slope;
        d = fmax(d - step, fmax(t_s - last_s, 0.0));
    }
    return fabs(step) > 1e-6 ? -1.0 : d;
}
