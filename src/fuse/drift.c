/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drift.c - see drift.h.
 */
#include "drift.h"

#include <math.h>

#include "base/geodesy.h"
#include "fuse.h"

/* Of a flock: how far its birds lie about its middle, how much their range
 * rates differ, and its echoes a look in which an aircraft would be noticed. */
static const double spread_m = 120.0, spread_mps = 1.0, echoes = 0.2;
/* Birds are no faster, the wind that carries them added. */
static const double fastest_mps = 25.0;
/* Reports that the first guess is worth, and how wrong it may be. */
static const double prior = 0.2, times_min = 1e-5;

double lw_drift_times(const struct lw_drifts *drifts)
{
    return fmin(
        fmax((prior + drifts->came) / (prior + drifts->expected), times_min),
        1.0);
}

/* Expectation maximisation, one report after another: what came of flocks over
 * what should have, had the first guess been right. */
void lw_drift_learn(struct lw_drifts *drifts, const struct lw_drift *drift,
                    double chance)
{
    drifts->expected += chance * drift->before /
                        (lw_drift_times(drifts) * (1.0 + drift->before));
    drifts->came += chance * drift->now;
}

/* Plots that fed a target of sensors that could tell a flock: what one sees,
 * the others do. */
static uint32_t hits_of(const struct lw_tracker *trk, const struct lw_target *t)
{
    uint32_t hits = 0;

    for (uint32_t i = 0; i < t->feeds; i++)
        if (trk->sensor[t->feed[i].sensor].drifts.expected > 0.0)
            hits += t->feed[i].hits;
    return hits;
}

/* Whether it rather flies as no bird does, by what is measured and by what is
 * made of that. */
static bool too_fast(const struct lw_target *t, const struct lw_plot *plot)
{
    const double *v = &t->mean.x[3];
    const double var = fmax(t->mean.p[21], t->mean.p[28]);

    return fabs(plot->z[plot->dim - 1]) > fastest_mps ||
           sqrt(v[0] * v[0] + v[1] * v[1]) > fastest_mps + sqrt(var);
}

double lw_drift_density(const struct lw_tracker *trk, const struct lw_target *t,
                        const struct lw_plot *plot,
                        const struct lw_drift *drift, double detection,
                        double false_density)
{
    const uint32_t hits = hits_of(trk, t);

    if (hits == 0 || !(drift->before > 0.0) || too_fast(t, plot))
        return 0.0;
    const double var_m2 = spread_m * spread_m + lw_plot_error2(plot);
    const double var_mps2 =
        spread_mps * spread_mps + plot->r[(plot->dim - 1) * (plot->dim + 1)];
    const double there = drift->unit * echoes * detection /
                         (2.0 * LW_PI * var_m2 * sqrt(2.0 * LW_PI * var_mps2));
    /* it was one by the first of its plots; each that followed where a flock
     * would have it says so */
    const double odds =
        drift->before * pow(fmax(there / false_density, 1.0), hits - 1.0);
    return there / (1.0 + 1.0 / odds); /* these may be beyond all bounds */
}
