/* SPDX-License-Identifier: Apache-2.0 */
/*
 * screen.h - which zones are worth a closer look: for each, a bound of the
 * chance that it is entered within the time of each level, at a few operations
 * a track and zone.
 *
 * The bound is the sum of the chances of all tracks: the chance that one of
 * them comes at least is no greater, however they hang together. Zones that
 * are warned alike are a class; what a track is to a class is worked out once.
 */
#ifndef LW_SCREEN_H
#define LW_SCREEN_H

#include <stdint.h>

#include "arrive.h"
#include "base/arena.h"
#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "luchtwacht/warning.h"
#include "odds.h"

/* Zones of further classes are always worth a closer look. */
enum { LW_SCREEN_CLASSES_MAX = 16 };

struct lw_screen {
    const struct lw_site *site;
    uint32_t classes;
    struct lw_zone_warn rule[LW_SCREEN_CLASSES_MAX];
    uint8_t *class_of;               /* of each zone; CLASSES_MAX: of none */
    float *bound[LW_WARNING_LEVELS]; /* of each zone */
};

/* What a track is to the zones of a class: how much of a threat, and between
 * which moments of its approaches the time of each level lies. */
struct lw_screened {
    float weight; /* existence times kind, and what makes it a chance */
    float part[LW_WARNING_LEVELS];
    uint8_t at[LW_WARNING_LEVELS];
};

size_t lw_screen_size(const struct lw_site *site);
LW_NODISCARD int lw_screen_init(struct lw_screen *screen,
                                const struct lw_site *site,
                                struct lw_arena *arena);

/* What was worked out `age_s` ago of where the track may go. */
void lw_screen_track(const struct lw_screen *screen,
                     const struct lw_track *track, const struct lw_odds *odds,
                     double age_s,
                     struct lw_screened out[LW_SCREEN_CLASSES_MAX]);

/* All bounds anew: 0, before lw_screen_add(). */
void lw_screen_clear(struct lw_screen *screen);
void lw_screen_add(struct lw_screen *screen, const struct lw_approach *approach,
                   const struct lw_screened of[LW_SCREEN_CLASSES_MAX]);

/* Whether the chance of a zone may reach a level. */
bool lw_screen_may(const struct lw_screen *screen, uint32_t zone,
                   enum lw_warning_level level);

#endif
