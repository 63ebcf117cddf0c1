/* SPDX-License-Identifier: Apache-2.0 */
/*
 * threat.h - what a track is to a zone: a threat, and how much of one, or not.
 *
 * Source  doc/warnings.md, "What threatens"
 */
#ifndef LW_THREAT_H
#define LW_THREAT_H

#include <stdbool.h>

#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "odds.h"

enum lw_threat_what {
    LW_THREAT,             /* it may be what the zone is warned of */
    LW_THREAT_ENDED,       /* it is gone */
    LW_THREAT_TENTATIVE,   /* it was never confirmed: most of those are false */
    LW_THREAT_COOPERATIVE, /* it says who it is, and is believed */
    LW_THREAT_MADE_UP,     /* nothing is there: somebody says so alone */
    LW_THREAT_OTHER_KIND,  /* a bird, an airliner: nothing to warn of */
};

struct lw_threat {
    enum lw_threat_what what;
    double existence; /* that it is there */
    double kind;      /* that it is of a kind that the zone is warned of */
};

/* Chance of a kind below which it is none of them. */
#define LW_THREAT_KIND_MIN 0.02

struct lw_threat lw_threat(const struct lw_track *track,
                           const struct lw_odds *odds,
                           const struct lw_zone_warn *rule);

/* The likeliest kind of a track, and its chance. */
enum lw_kind lw_threat_kind(const struct lw_track *track,
                            const struct lw_odds *odds, double *chance);

#endif
