/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prospect.h - what may come to one zone, from all tracks that may enter it:
 * the chances, the arrival of the first, and the reasons.
 */
#ifndef LW_PROSPECT_H
#define LW_PROSPECT_H

#include <stdint.h>

#include "alarm.h"
#include "arrive.h"
#include "combine.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "odds.h"

/* What was worked out some time ago, as of now: the chance at moment t lies
 * between those at moments at[t] and at[t] + 1, by the part[t] of the way. */
struct lw_since {
    uint8_t at[LW_ARRIVE_TIMES];
    float part[LW_ARRIVE_TIMES];
};
void lw_since_set(struct lw_since *since, double age_s);

/* A track of the picture that may enter the zone. */
struct lw_coming {
    const struct lw_track *track;
    const struct lw_odds *odds;
    const struct lw_approach *approach;
    const struct lw_since *since;
    uint32_t group; /* equal: they fly together */
};

/*
 * For a zone warned by *rule. part[] is room for `count` parts. Whether what
 * threatened turned out to be nothing, and whether the zone is watched, is
 * for the caller to say: `nothing` is false, `watched` true.
 */
void lw_prospect_make(const struct lw_zone_warn *rule,
                      const struct lw_coming *coming, uint32_t count,
                      struct lw_part *part, int64_t now_ns,
                      struct lw_prospect *out);

/* Where its reasons are: how far from the zone, and in which direction. */
void lw_prospect_place(struct lw_prospect *prospect,
                       const struct lw_arrive *arrive, uint32_t zone,
                       const struct lw_track *track, uint32_t tracks);

/* Nothing comes. */
void lw_prospect_none(struct lw_prospect *out);

#endif
