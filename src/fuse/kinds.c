/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds.c - what an aircraft may be: naive Bayes over what sensors judged, how
 * fast and how high it was seen to be, and whether it carries an address.
 *
 * The speeds are those of doc/domain.md, "The load".
 */
#include <math.h>

#include "fuse.h"

/* Before anything is known: mostly unknown, by what low airspace holds. */
static const double prior[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = 0.15, [LW_KIND_FIXED_WING] = 0.10,
    [LW_KIND_PISTON] = 0.10,     [LW_KIND_JET] = 0.03,
    [LW_KIND_HELICOPTER] = 0.07, [LW_KIND_AIRLINER] = 0.10,
    [LW_KIND_BIRD] = 0.15,       [LW_KIND_BALLOON] = 0.02,
    [LW_KIND_UNKNOWN] = 0.28,
};

/* Ground speeds that each flies at, m/s: between low and high, with soft
 * edges of a tenth; the highest seen counts, for most can also fly slowly. */
static const struct {
    double low, high;
} speed_mps[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {0.0, 28.0}, [LW_KIND_FIXED_WING] = {10.0, 60.0},
    [LW_KIND_PISTON] = {30.0, 85.0},    [LW_KIND_JET] = {110.0, 280.0},
    [LW_KIND_HELICOPTER] = {0.0, 90.0}, [LW_KIND_AIRLINER] = {50.0, 320.0},
    [LW_KIND_BIRD] = {0.0, 28.0},       [LW_KIND_BALLOON] = {0.0, 25.0},
    [LW_KIND_UNKNOWN] = {0.0, 1000.0},
};
/* Heights that each is met at, m above the ellipsoid, at most. */
static const double height_max_m[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = 2000.0, [LW_KIND_FIXED_WING] = 5000.0,
    [LW_KIND_PISTON] = 4000.0,     [LW_KIND_JET] = 8000.0,
    [LW_KIND_HELICOPTER] = 5000.0, [LW_KIND_AIRLINER] = 14000.0,
    [LW_KIND_BIRD] = 2500.0,       [LW_KIND_BALLOON] = 30000.0,
    [LW_KIND_UNKNOWN] = 30000.0,
};
/* How an ICAO address, which registered aircraft carry, tells them apart. */
static const double with_icao[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = 0.1, [LW_KIND_FIXED_WING] = 0.5,
    [LW_KIND_PISTON] = 0.3,     [LW_KIND_JET] = 0.3,
    [LW_KIND_HELICOPTER] = 1.0, [LW_KIND_AIRLINER] = 1.0,
    [LW_KIND_BIRD] = 0.0,       [LW_KIND_BALLOON] = 0.5,
    [LW_KIND_UNKNOWN] = 0.1,
};
static const double impossible = 1e-3; /* speeds are estimates */
/* Judgements of one sensor repeat themselves: each counts for a part. */
static const double judgement_weight = 0.3;
static const double judgement_max = 6.0; /* in all, natural logarithm */

void lw_kinds_learn(struct lw_target *t, const struct lw_plot *plot)
{
    double named = 0.0, most = -(double)INFINITY;

    if (!(plot->has_ident & LW_HAS_KINDS))
        return;
    for (int k = 0; k < LW_KINDS; k++)
        named += plot->kinds[k];
    for (int k = 0; k < LW_KINDS; k++) {
        /* What it left unsaid is spread over all. */
        const double p =
            plot->kinds[k] + fmax(1.0 - named, 0.0) / LW_KINDS + 0.01;
        t->kind_log[k] += judgement_weight * log(p);
        most = fmax(most, t->kind_log[k]);
    }
    for (int k = 0; k < LW_KINDS; k++)
        t->kind_log[k] = fmax(t->kind_log[k] - most, -judgement_max);
}

static double edge(double x, double width)
{
    return 1.0 / (1.0 + exp(-x / width));
}

void lw_kinds_of(const struct lw_target *t, double kinds[LW_KINDS])
{
    const double v = hypot(t->mean.x[3], t->mean.x[4]);
    const double sd = sqrt(fmax(t->mean.p[21], t->mean.p[28]));
    double total = 0.0, high = 0.0; /* 1 sigma of height */

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            high += t->up[i] * t->up[j] * t->mean.p[i * LW_STATE + j];
    high = sqrt(fmax(high, 0.0));
    for (int k = 0; k < LW_KINDS; k++) {
        const double width = 0.1 * speed_mps[k].high + sd;
        const double fast = fmax(t->speed_max_mps, 0.0);
        double p = prior[k] * exp(t->kind_log[k]);
        p *= impossible + edge(speed_mps[k].high - fmax(v, fast), width);
        if (speed_mps[k].low > 0.0)
            p *= impossible +
                 edge(v - speed_mps[k].low, 0.1 * speed_mps[k].low + sd);
        p *= impossible +
             edge(height_max_m[k] - t->height_m, 0.1 * height_max_m[k] + high);
        if (t->has_ident & LW_HAS_ICAO)
            p *= with_icao[k];
        kinds[k] = p;
        total += p;
    }
    for (int k = 0; k < LW_KINDS; k++)
        kinds[k] /= total;
}
