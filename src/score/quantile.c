/* SPDX-License-Identifier: Apache-2.0 */
#include "quantile.h"

#include <assert.h>
#include <math.h>

static const double growth = 1.02;
static const double classes_per_e = 50.498349791843714; /* 1 / ln(growth) */

static int class_of(double value)
{
    if (!(value > LW_QUANTILE_LEAST))
        return 0;
    const double at = ceil(log(value / LW_QUANTILE_LEAST) * classes_per_e);
    return at < LW_QUANTILE_CLASSES - 1 ? (int)at : LW_QUANTILE_CLASSES - 1;
}

void lw_quantile_add(struct lw_quantile *quantile, double value)
{
    if (isnan(value))
        return;
    quantile->count++;
    quantile->in[class_of(value)]++;
}

double lw_quantile_at(const struct lw_quantile *quantile, double share)
{
    const double rank = share * (double)(quantile->count - 1);
    uint64_t below = 0;
    int at = 0;

    assert(share >= 0 && share <= 1);
    if (quantile->count == 0)
        return (double)NAN;
    while ((double)(below + quantile->in[at]) <= rank)
        below += quantile->in[at++];
    if (at == 0)
        return 0;
    /* The middle of the class, as ratios go: at most 1% from any value. */
    return LW_QUANTILE_LEAST * pow(growth, at - 1) * 2 * growth / (1 + growth);
}
