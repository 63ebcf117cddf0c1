/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suspects.h - the tracks that a warning was raised and kept up for, and what
 * became of them: was it something, or nothing?
 */
#ifndef LW_SUSPECTS_H
#define LW_SUSPECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "luchtwacht/warning.h"

struct lw_pursued;

enum { LW_SUSPECTS_MAX = 16 }; /* those after them are not followed */

struct lw_suspects {
    uint32_t count;
    struct lw_suspect {
        uint32_t track;         /* its number */
        bool inside;            /* it has been in the zone */
        bool real;              /* it was there, noticed over and over */
        bool gone;              /* and is not in the picture any more */
        struct lw_geodetic pos; /* where it was last */
    } of[LW_SUSPECTS_MAX];
};

/* What a zone is threatened by now. */
void lw_suspects_add(struct lw_suspects *suspects,
                     const struct lw_reason *reason, uint32_t reasons);

/*
 * Follow them in the picture (by number, upward), with what was made of each
 * of its tracks. True: there were some, and every one of them turned out to be
 * nothing to warn of.
 */
bool lw_suspects_nothing(struct lw_suspects *suspects,
                         const struct lw_zone_warn *rule,
                         const struct lw_track *track,
                         const struct lw_pursued *pursued, uint32_t tracks);

/* The track with this number in a picture, or NULL. */
const struct lw_track *lw_suspect_find(const struct lw_track *track,
                                       uint32_t tracks, uint32_t number);

#endif
