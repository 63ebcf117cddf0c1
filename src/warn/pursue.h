/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pursue.h - the tracks of each picture and the zones that they may enter,
 * turned round: for each zone, who may come.
 *
 * A track that took no report since is asked again once a second.
 */
#ifndef LW_PURSUE_H
#define LW_PURSUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrive.h"
#include "base/arena.h"
#include "flocks.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "odds.h"
#include "prospect.h"
#include "screen.h"

enum { LW_HOMES_MAX = 4 }; /* zones lie over each other: no more of them */

struct lw_pursued {
    uint32_t number;
    int64_t update_ns;
    int64_t reach_ns; /* within reach of a receiver since; INT64_MIN: not */
    struct lw_odds odds, at_home; /* .. to the zones it was noticed in first */
    uint32_t home[LW_HOMES_MAX];  /* those: + 1; 0: no more */
    bool asked;                   /* home[] is known */
    struct lw_outlook look;       /* what it may enter */
    struct lw_since since;        /* its moments, as of when it was asked */
    uint32_t group;               /* the number of the track it flies with */
    struct lw_screened screened[LW_SCREEN_CLASSES_MAX];
};

struct lw_met {
    uint32_t track;    /* its index in the picture, and in now[] */
    uint32_t approach; /* among those of the track */
};

struct lw_pursuit {
    const struct lw_site *site;
    struct lw_arrive *arrive; /* NULL where there are no tracks */
    uint32_t tracks_max;
    struct lw_zone_warn any;         /* what threatens any zone */
    struct lw_pursued *now, *before; /* by number; now[] as the picture */
    uint32_t count;
    struct lw_names names;
    struct lw_flocks flocks;
    struct lw_screen screen;
    uint32_t *leader; /* of each track of the picture, its index */
    uint32_t *start;  /* of each zone in by_zone[]; one more at the end */
    struct lw_met *by_zone;
    bool *touched; /* zones for which something may have changed */
};

size_t lw_pursue_size(const struct lw_site *site, uint32_t tracks_max);

/* 0, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_pursue_init(struct lw_pursuit *pursuit,
                                const struct lw_site *site, uint32_t tracks_max,
                                struct lw_arena *arena);

/* The odds of a track to a zone that it may enter. */
const struct lw_odds *lw_pursued_odds(const struct lw_pursued *one,
                                      const struct lw_zone_warn *rule,
                                      uint32_t zone);

/*
 * Take the picture (by number, upward; those beyond tracks_max are left out).
 * `whole`: ask for every track anew, and touch every zone. False: nothing has
 * changed since.
 */
bool lw_pursue_picture(struct lw_pursuit *pursuit, const struct lw_track *track,
                       uint32_t tracks, bool whole);

#endif
