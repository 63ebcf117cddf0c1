/* SPDX-License-Identifier: Apache-2.0 */
/*
 * combine.h - the chances of many tracks, made one: that a zone is entered at
 * all, and by when.
 *
 * Tracks that fly together have one plan: what one of them does the others do.
 * Ten of a flock that come with a chance of 0.3 each do not come with one of
 * 0.97. So within a group one throw decides for all where it goes and what it
 * is, and each for itself is there or not; groups are independent.
 *
 * Source  doc/warnings.md, "Many tracks"
 */
#ifndef LW_COMBINE_H
#define LW_COMBINE_H

#include <stdint.h>

#include "arrive.h"

struct lw_part {
    float chance[LW_ARRIVE_TIMES]; /* to have entered by then */
    double existence, kind;
    uint32_t group; /* equal: they fly together */
    uint32_t index; /* the caller's own */
};

/*
 * That one of them at least has entered by each moment. part[] is put into
 * another order, which follows from groups, chances and indices alone.
 */
void lw_combine(struct lw_part *part, uint32_t parts,
                double out[LW_ARRIVE_TIMES]);

/* That this part alone enters by the moment `time`. */
double lw_part_chance(const struct lw_part *part, unsigned time);

/* A chance `seconds` from now: straight between the moments beside it. */
double lw_combined_within(const double chance[LW_ARRIVE_TIMES], double seconds);

/*
 * Seconds from now until a share of all that come by the last moment has come;
 * 0 where that many are there already. chance[last] is above 0.
 */
double lw_combined_quantile(const double chance[LW_ARRIVE_TIMES], double share);

#endif
