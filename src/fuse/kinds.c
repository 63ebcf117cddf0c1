/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds.c - what an aircraft may be: naive Bayes over what sensors judged and
 * how fast it was seen to be.
 *
 * The speeds are those of doc/domain.md, "The load".
 */
#include <math.h>
#include <string.h>

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
static const double impossible = 1e-3; /* speeds are estimates */
/* Judgements of one sensor repeat themselves: each counts for a part. */
static const double judgement_weight = 0.3;
static const double judgement_max = 6.0; /* in all, natural logarithm */

void lw_kinds_init(struct lw_target *t)
{
    memset(t->kind_log, 0, sizeof t->kind_log);
}

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
    double total = 0.0;

    for (int k = 0; k < LW_KINDS; k++) {
        const double width = 0.1 * speed_mps[k].high + sd;
        const double fast = fmax(t->speed_max_mps, 0.0);
        double p = prior[k] * exp(t->kind_log[k]);
        p *= impossible + edge(speed_mps[k].high - fmax(v, fast), width);
        if (speed_mps[k].low > 0.0)
            p *= impossible +
                 edge(v - speed_mps[k].low, 0.1 * speed_mps[k].low + sd);
        kinds[k] = p;
        total += p;
    }
    for (int k = 0; k < LW_KINDS; k++)
        kinds[k] /= total;
}
