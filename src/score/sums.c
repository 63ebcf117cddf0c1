/* SPDX-License-Identifier: Apache-2.0 */
#include "sums.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/matrix.h"
#include "chi2.h"

/* The chi-square quantiles of LW_NEES_SHARES. */
static const struct {
    const char *name;
    int dimensions;
    double edge[LW_NEES_REGIONS];
} nees_kind[LW_NEES_KINDS] = {
    [LW_NEES_HORIZONTAL] = {"horizontal",
                            2,
                            {1.386294361119891, 4.605170185988092,
                             5.991464547107979, 9.210340371976184}},
    [LW_NEES_VERTICAL] = {"vertical",
                          1,
                          {0.454936423119573, 2.705543454095404,
                           3.841458820694124, 6.634896601021213}},
    [LW_NEES_SPATIAL] = {"spatial",
                         3,
                         {2.365973884375338, 6.251388631170325,
                          7.814727903251179, 11.344866730144373}},
    [LW_NEES_MOTION] = {"motion",
                        4,
                        {3.356693980033321, 7.779440339734858,
                         9.487729036781154, 13.276704135987622}},
    [LW_NEES_STATE] = {"state",
                       6,
                       {5.348120627447116, 10.644640675668420,
                        12.591587243743977, 16.811893829770931}},
};

int lw_nees_dimensions(enum lw_nees kind)
{
    return nees_kind[kind].dimensions;
}

const char *lw_nees_name(enum lw_nees kind)
{
    return nees_kind[kind].name;
}

double lw_share(double part, uint64_t whole)
{
    return whole > 0 ? part / (double)whole : (double)NAN;
}

double lw_root_mean(double sum, uint64_t count, double p)
{
    return count > 0 ? pow(sum / (double)count, 1 / p) : (double)NAN;
}

static void band_of(double samples, int dimensions, double band[2])
{
    static const double chance[2] = {0.025, 0.975};

    for (int i = 0; i < 2; i++)
        band[i] = samples > 0
                      ? lw_chi2_quantile(chance[i], samples * dimensions) /
                            (samples * dimensions)
                      : (double)NAN;
}

/*
 * How many errors that stand for themselves say as much as these, which hang
 * together: with the correlation r of one with the next, as in a first-order
 * autoregression, (1 - r) / (1 + r) of them.
 */
static double independent(const struct lw_nees_sums *sums)
{
    const double n = (double)sums->pairs, mean = sums->sum / n;
    const double variance = sums->sum2 / n - mean * mean;
    double r = 0;

    if (sums->follows > 0 && variance > 0)
        r = (sums->product / (double)sums->follows - mean * mean) / variance;
    r = fmin(fmax(r, 0), 1);
    return fmax(1, n * (1 - r) / (1 + r));
}

struct lw_nees_figures lw_nees_figures_of(const struct lw_nees_sums *sums,
                                          int dimensions)
{
    struct lw_nees_figures out = {
        .pairs = sums->pairs,
        .per_dimension = lw_share(sums->sum / dimensions, sums->pairs),
        .independent = sums->pairs > 0 ? independent(sums) : 0,
    };

    for (int i = 0; i < LW_NEES_REGIONS; i++)
        out.inside[i] = lw_share((double)sums->inside[i], sums->pairs);
    band_of((double)sums->pairs, dimensions, out.band);
    band_of(out.independent, dimensions, out.band_independent);
    return out;
}

/* sum[i]: the error over its covariance in the first i + 1 of these axes of
 * [e n u ve vn vu]; NaN where that is not positive definite. */
static void whiten(const struct lw_sums_pair *pair, const int *axis, int n,
                   double sum[LW_DIM_MAX])
{
    double cov[LW_DIM_MAX * LW_DIM_MAX] = {0}, error[LW_DIM_MAX];
    int good = n;

    for (int i = 0; i < n; i++) {
        error[i] = axis[i] < 3 ? pair->enu_m[axis[i]]
                               : pair->track->vel_mps[axis[i] - 3] -
                                     pair->object->vel_mps[axis[i] - 3];
        sum[i] = (double)NAN;
    }
    for (; good > 0; good--) {
        for (int i = 0; i < good; i++)
            for (int j = 0; j <= i; j++)
                cov[i * good + j] =
                    pair->track->cov[lw_score_cov_index(axis[i], axis[j])];
        if (lw_cholesky(cov, good))
            break;
    }
    if (good == 0)
        return;
    lw_cholesky_solve_lower(cov, good, error);
    for (int i = 0; i < good; i++)
        sum[i] = error[i] * error[i] + (i > 0 ? sum[i - 1] : 0);
}

/* Errors over covariances; NaN where one of the two is not known. */
static void find_nees(const struct lw_sums_pair *pair,
                      double nees[LW_NEES_KINDS])
{
    static const int all[6] = {0, 1, 2, 3, 4, 5}, up[1] = {2};
    static const int motion[4] = {0, 1, 3, 4};
    const uint32_t both = pair->object->has & pair->track->has;
    const bool high = both & LW_SCORE_HAS_ALT, moves = both & LW_SCORE_HAS_VEL;
    double sum[LW_DIM_MAX];

    for (int k = 0; k < LW_NEES_KINDS; k++)
        nees[k] = (double)NAN;
    if (!(pair->track->has & LW_SCORE_HAS_COV))
        return;
    whiten(pair, all, high && moves ? 6 : high ? 3 : 2, sum);
    nees[LW_NEES_HORIZONTAL] = sum[1];
    if (high) {
        nees[LW_NEES_SPATIAL] = sum[2];
        if (moves)
            nees[LW_NEES_STATE] = sum[5];
        whiten(pair, up, 1, sum);
        nees[LW_NEES_VERTICAL] = sum[0];
    }
    if (moves) {
        whiten(pair, motion, 4, sum);
        nees[LW_NEES_MOTION] = sum[3];
    }
}

static void add_nees(struct lw_nees_sums *sums, enum lw_nees kind, double nees,
                     double before)
{
    if (!isfinite(nees))
        return;
    sums->pairs++;
    sums->sum += nees;
    sums->sum2 += nees * nees;
    for (int i = 0; i < LW_NEES_REGIONS; i++)
        sums->inside[i] += nees <= nees_kind[kind].edge[i];
    if (isfinite(before)) {
        sums->follows++;
        sums->product += nees * before;
    }
}

double lw_velocity_error2(const struct lw_score_point *object,
                          const struct lw_score_point *track, int dimensions)
{
    double sum = 0;

    if (!(object->has & track->has & LW_SCORE_HAS_VEL))
        return (double)NAN;
    for (int i = 0; i < dimensions; i++)
        sum += (track->vel_mps[i] - object->vel_mps[i]) *
               (track->vel_mps[i] - object->vel_mps[i]);
    return sum;
}

/* Speed and course along the ground, once the track has settled. */
static void add_settled(struct lw_sums *sums, const struct lw_sums_pair *pair)
{
    const double *v = pair->object->vel_mps, *w = pair->track->vel_mps;
    const double error_mps =
        sqrt(lw_velocity_error2(pair->object, pair->track, 2));
    const double speed_mps = sqrt(v[0] * v[0] + v[1] * v[1]);

    if (isnan(error_mps))
        return;
    sums->settled++;
    sums->settled_good += error_mps <= LW_VELOCITY_MPS ||
                          error_mps <= LW_VELOCITY_SHARE * speed_mps;
    lw_quantile_add(&sums->velocity, error_mps);
    if (!(speed_mps >= LW_COURSE_MPS_MIN))
        return;
    lw_quantile_add(&sums->velocity_share, error_mps / speed_mps);
    lw_quantile_add(&sums->course,
                    fabs(lw_angle_wrap(atan2(w[0], w[1]) - atan2(v[0], v[1]))) /
                        LW_DEG);
}

static void add_errors(struct lw_sums *sums, const struct lw_sums_pair *pair)
{
    const double *enu_m = pair->enu_m;
    const double horizontal2 = enu_m[0] * enu_m[0] + enu_m[1] * enu_m[1];
    const double velocity2 =
        lw_velocity_error2(pair->object, pair->track, pair->dimensions);

    sums->error2 += pair->distance_m * pair->distance_m;
    sums->horizontal2 += horizontal2;
    lw_quantile_add(&sums->horizontal, sqrt(horizontal2));
    if (pair->object->has & pair->track->has & LW_SCORE_HAS_ALT) {
        sums->heights++;
        sums->vertical2 += enu_m[2] * enu_m[2];
        lw_quantile_add(&sums->vertical, fabs(enu_m[2]));
    }
    if (!isnan(velocity2)) {
        sums->velocities++;
        sums->velocity2 += velocity2;
    }
    if (pair->settled)
        add_settled(sums, pair);
}

void lw_sums_pair(struct lw_sums *const *sums, int count,
                  const struct lw_sums_pair *pair)
{
    double nees[LW_NEES_KINDS];

    find_nees(pair, nees);
    for (int i = 0; i < count; i++) {
        struct lw_sums *to = sums[i];
        to->assigned++;
        to->localisation += pair->power;
        to->switches += pair->switched;
        if (pair->object->has & LW_SCORE_COOPERATIVE) {
            to->cooperative++;
            to->nameless += !(pair->track->has & LW_SCORE_HAS_IDENT);
        }
        if (pair->track->has & LW_SCORE_HAS_KIND) {
            assert(pair->track->kind < LW_KINDS);
            to->kinds++;
            to->told[pair->track->kind]++;
        }
        add_errors(to, pair);
        for (int k = 0; k < LW_NEES_KINDS; k++)
            add_nees(&to->nees[k], (enum lw_nees)k, nees[k],
                     pair->nees_before[k]);
    }
    for (int k = 0; k < LW_NEES_KINDS; k++)
        pair->nees_before[k] = nees[k];
}

/* Who is found at a moment was still waiting with those who go then. */
static int by_wait(const void *left, const void *right)
{
    const struct lw_wait *a = left, *b = right;

    if (a->wait_s < b->wait_s || a->wait_s > b->wait_s)
        return a->wait_s < b->wait_s ? -1 : 1;
    return b->found - a->found;
}

double lw_wait_quantile(struct lw_wait *wait, uint32_t count, double share)
{
    double waiting = 1;

    if (count > 1)
        qsort(wait, count, sizeof *wait, by_wait);
    for (uint32_t i = 0; i < count; i++) {
        if (!wait[i].found)
            continue;
        waiting *= 1 - 1.0 / (count - i);
        if (waiting <= 1 - share + 1e-12)
            return wait[i].wait_s;
    }
    return (double)NAN;
}

double lw_sorted_quantile(const double *value, uint32_t count, double share)
{
    if (count == 0)
        return (double)NAN;
    const double at = share * (count - 1);
    const uint32_t below = (uint32_t)at;
    if (below + 1 >= count)
        return value[count - 1];
    return value[below] + (value[below + 1] - value[below]) * (at - below);
}
