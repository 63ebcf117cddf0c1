/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extent.c - several returns of one body.
 *
 * A hull longer than a sensor's error gives its bow in one look and its stern
 * or its wake in the next, or both: two tracks, side by side, at one speed.
 * Two aircraft of a flock look the same from afar. What tells is how often one
 * look notices both, sensor by sensor: two aircraft are noticed as the site
 * file says, each for itself; of a body nobody knows how often it gives two
 * returns, but each sensor does so in its own way. So of n looks of a sensor
 * that noticed one of the two, k noticed both with a chance of
 *     1 / (n + 1)                             one body, any share alike
 *     n! / (k! (n - k)!) p^k (1 - p)^(n - k)  two, p = P / (2 - P) or more
 * where P is the chance of detection; the ratios of all sensors multiply. One
 * that sees one thing where two would be seen outweighs one that sees both.
 *
 * Source  beta-binomial marginal likelihood: Gelman et al., "Bayesian Data
 *         Analysis" (2013), 2.3; that such a ratio seldom ever exceeds what
 *         it should: Ville's inequality
 */
#include <math.h>
#include <string.h>

#include "base/lanes.h"
#include "fuse.h"

/* Looks are forgotten: what keeps together may part. */
static const float beside_keep = 0.98f;
/* The site file may promise more than the sensor keeps: so likely, and so much
 * of the share that it says. More than it says is what two may give, too. */
static const double unlike_site = 0.05, share_left = 0.4;
static const double share_max = 0.99;
/* Looks that one of the two must be ahead by to be the body's own. */
static const float ahead_looks = 3.0f;
/* So far in front of the other, after so many looks, it is, too. */
static const double in_front_m = 12.0, under_way_mps = 1.0;
static const float in_front_looks = 10.0f;

/* Whether a look is of a sensor that receives what aircraft say themselves. */
static bool names_alone(const struct lw_tracker *trk,
                        const struct lw_look *look)
{
    const enum lw_sensor_kind kind = trk->site->sensor[look->sensor].kind;

    return kind == LW_SENSOR_ADSB || kind == LW_SENSOR_REMOTE_ID;
}

/* Where a sensor's looks are counted; one that can tell takes the place of one
 * that cannot. */
static struct lw_beside *entry(struct lw_target *t, uint32_t sensor, bool tells)
{
    struct lw_beside *none = NULL;

    for (uint32_t k = 0; k < LW_BESIDE_SENSORS; k++) {
        struct lw_beside *w = &t->with[k];
        if (w->sensor == sensor + 1)
            return w;
        if (none == NULL && (w->sensor == 0 || (tells && !(w->share > 0.0f))))
            none = w;
    }
    if (none != NULL)
        memset(none, 0, sizeof *none);
    return none;
}

void lw_extent_compare(struct lw_tracker *trk, uint32_t index,
                       const struct lw_look *look, double chance)
{
    struct lw_target *t = &trk->target[index];

    if (!t->alive || t->beside == LW_NONE)
        return;
    struct lw_target *other = &trk->target[t->beside];
    if (!other->alive || other->number != t->beside_number)
        return;
    if ((lw_target_named(t) || lw_target_named(other)) &&
        names_alone(trk, look))
        return; /* it never notices what says nothing, or something else */
    const bool a = lw_target_fed_ns(t, look->sensor) == look->t_ns;
    const bool b = lw_target_fed_ns(other, look->sensor) == look->t_ns;
    if (!a && !b)
        return;
    struct lw_beside *w = entry(t, look->sensor, chance > 0.0);
    if (w == NULL)
        return; /* those that came first tell enough */
    w->sensor = look->sensor + 1;
    w->any = beside_keep * w->any + 1.0f;
    w->both = beside_keep * w->both + (a && b ? 1.0f : 0.0f);
    w->mine = beside_keep * w->mine + (a && !b ? 1.0f : 0.0f);
    w->share = beside_keep * w->share + (float)(chance / (2.0 - chance));
}

/* Logarithm of the chance of k in n by chance p. */
static double log_binomial(double n, double k, double p)
{
    return lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) +
           k * log(p) + (n - k) * log(1.0 - p);
}

double lw_extent_log_odds(const struct lw_target *t)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < LW_BESIDE_SENSORS; i++) {
        const struct lw_beside *w = &t->with[i];
        const double n = (double)w->any, k = (double)w->both;
        if (!(w->share > 0.0f))
            continue;
        const double share = lw_min((double)w->share / n, share_max);
        const double p = lw_min(lw_max(share, k / n), share_max);
        const double as_site = log_binomial(n, k, p);
        const double less = log_binomial(n, k, share_left * share);
        const double top = lw_max(as_site, less);
        sum -= log(n + 1.0) + top +
               log((1.0 - unlike_site) * exp(as_site - top) +
                   unlike_site * exp(less - top));
    }
    return sum;
}

float lw_extent_looks(const struct lw_target *t, uint32_t sensor)
{
    for (uint32_t k = 0; k < LW_BESIDE_SENSORS; k++)
        if (t->with[k].sensor == sensor + 1)
            return t->with[k].any;
    return 0.0f;
}

bool lw_extent_leads(const struct lw_target *t)
{
    float mine = 0.0f, theirs = 0.0f;

    for (uint32_t i = 0; i < LW_BESIDE_SENSORS; i++) {
        if (!(t->with[i].share > 0.0f))
            continue;
        mine += t->with[i].mine;
        theirs += t->with[i].any - t->with[i].both - t->with[i].mine;
    }
    return mine > ahead_looks + 2.0f * theirs;
}

bool lw_extent_precedes(const struct lw_target *t,
                        const struct lw_target *other)
{
    const double dt = lw_seconds(t->state_ns, other->state_ns);
    const double *vel = &other->mean.x[3];
    const double speed = sqrt(vel[0] * vel[0] + vel[1] * vel[1]);
    double along = 0.0;
    float looks = 0.0f;

    for (int i = 0; i < 2; i++)
        along += vel[i] * (t->mean.x[i] - other->mean.x[i] - dt * vel[i]);
    for (uint32_t i = 0; i < LW_BESIDE_SENSORS; i++)
        if (t->with[i].share > 0.0f)
            looks += t->with[i].any;
    return speed > under_way_mps && along > in_front_m * speed &&
           looks > in_front_looks;
}
