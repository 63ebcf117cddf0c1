/* SPDX-License-Identifier: Apache-2.0 */
/* warned_parts.h - the parts of lw_warned_judge(), in the order they go. */
#ifndef LW_WARNED_PARTS_H
#define LW_WARNED_PARTS_H

#include "warned.h"

/* Visits of an area, sorted by when they began. */
const struct lw_visit *lw_warned_visits_of(const struct lw_warned_scene *scene,
                                           uint32_t area, uint32_t *count);

/* Spans of a zone, sorted by when they were told. */
struct lw_warned_span *lw_warned_spans_of(const struct lw_warned_scene *scene,
                                          uint32_t zone, uint32_t *count);

/* When the oracle begins to warn of a visit, not after it comes in; `noticed`:
 * the one who needs two sensors. INT64_MAX: never. */
int64_t lw_warned_oracle_ns(const struct lw_zone *zone,
                            const struct lw_visit *visit, bool noticed);

/* warned_hours.c: hours of ours and of the references. */
void lw_warned_sum_hours(struct lw_warned_scene *scene,
                         struct lw_warned_result *result);

/* warned_claims.c: probability, earliest, likely, latest. */
void lw_warned_sum_claims(const struct lw_warned_scene *scene,
                          struct lw_warned_result *result);

/* warned_groups.c: entries by kind of zone and of flyer. */
void lw_warned_sum_groups(const struct lw_warned_scene *scene,
                          struct lw_warned_result *result);

/* The value below which `share` lies, of values that are sorted in place;
 * linear between them. NaN: there are none. */
double lw_warned_quantile(double *value, uint32_t count, double share);

#endif
