/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quantile.h - quantiles of any number of values >= 0 in a fixed room, to one
 * part in a hundred.
 *
 * Values are counted in classes whose borders grow by 2% each; what is below
 * LW_QUANTILE_LEAST counts as 0, what is above the last class as in it.
 *
 * Source  Masson, Rim & Lee, "DDSketch: a fast and fully-mergeable quantile
 *         sketch with relative-error guarantees" (VLDB 2019)
 */
#ifndef LW_QUANTILE_H
#define LW_QUANTILE_H

#include <stdint.h>

#define LW_QUANTILE_LEAST 1e-4
enum { LW_QUANTILE_CLASSES = 1400 }; /* up to 1e8 */

struct lw_quantile {
    uint64_t count;
    uint32_t in[LW_QUANTILE_CLASSES];
};

/* Values that are not numbers are passed over. */
void lw_quantile_add(struct lw_quantile *quantile, double value);

/* Below it lies `share` (0..1) of the values; NaN: there are none. */
double lw_quantile_at(const struct lw_quantile *quantile, double share);

#endif
