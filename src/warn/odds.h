/* SPDX-License-Identifier: Apache-2.0 */
/*
 * odds.h - what else is known of who a track may be than how it flies and what
 * sensors make of it: who would have said who it is, and what is common here.
 *
 * Source  doc/warnings.md, "What threatens"
 */
#ifndef LW_ODDS_H
#define LW_ODDS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

/* By how much each kind is more, or less, likely than the track says, all
 * relative to each other. */
struct lw_odds {
    float of[LW_KINDS];
};

/* Nothing else is known. */
struct lw_odds lw_odds_even(void);

/* The kinds of a track by these odds; they sum to 1. */
void lw_odds_kinds(const struct lw_track *track, const struct lw_odds *odds,
                   double kinds[LW_KINDS]);

/* Receivers of ADS-B beyond these are not asked for their reach, and nobody is
 * held to be one of those named beyond these. */
enum { LW_RECEIVERS_MAX = 64, LW_NAMED_MAX = 1024 };

struct lw_names {
    const struct lw_site *site;
    uint32_t receivers;
    uint32_t receiver[LW_RECEIVERS_MAX]; /* sensors of the site */
    bool alive[LW_RECEIVERS_MAX];
    uint32_t believed; /* of the named ones */
    uint32_t named;    /* fast ones in the picture that say who they are */
    int64_t named_ns;  /* when there was one last; INT64_MIN: never */
    struct lw_named {
        struct lw_geodetic pos;
        double vel_mps[2];
        bool doubted; /* it may be made up */
    } of[LW_NAMED_MAX];
};

void lw_names_init(struct lw_names *names, const struct lw_site *site);

/* Which sensors of the site are alive; NULL: as before. */
void lw_names_alive(struct lw_names *names, const bool *alive);

/* Who says who it is in a picture. */
void lw_names_count(struct lw_names *names, const struct lw_track *track,
                    uint32_t tracks);

/* Since when a track has been where a receiver that is alive hears airliners,
 * if it was so since before_ns; INT64_MIN: it is not, or says who it is. */
int64_t lw_names_reach(const struct lw_names *names,
                       const struct lw_track *track, int64_t before_ns);

/* The odds of a track that has been within reach since then. */
struct lw_odds lw_names_odds(const struct lw_names *names,
                             const struct lw_track *track, int64_t reach_ns);

/* The odds of a track that has these, to a zone that it was noticed in first:
 * it does not come there, it is there. */
struct lw_odds lw_odds_at_home(const struct lw_site *site,
                               const struct lw_track *track,
                               const struct lw_odds *odds);

#endif
