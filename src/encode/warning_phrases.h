/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_phrases.h - what warnings say, in every language: templates with
 * places to be filled in, such as "{zone}", and forms for numbers, parted by
 * "|".
 *
 * Every language says the same: each phrase is there in each, with the same
 * places. They speak of unmanned and of unknown aircraft, and of nothing else;
 * nobody is called an enemy.
 *
 * Source  forms: Unicode CLDR plural rules, cardinal numbers (en, nl, uk)
 */
#ifndef LW_WARNING_PHRASES_H
#define LW_WARNING_PHRASES_H

#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/site.h"

enum lw_phrase {
    LW_PHRASE_MARK_EXERCISE,
    LW_PHRASE_MARK_TEST,

    /* By level (notice, warning); the same order in each group. */
    LW_PHRASE_EVENT,
    LW_PHRASE_EVENT_WARNING,
    LW_PHRASE_EVENT_CLEARED,
    LW_PHRASE_EVENT_CLEARED_WARNING,
    LW_PHRASE_EVENT_CANCELLED,
    LW_PHRASE_EVENT_CANCELLED_WARNING,
    LW_PHRASE_HEAD,
    LW_PHRASE_HEAD_WARNING,
    LW_PHRASE_HEAD_CLEARED,
    LW_PHRASE_HEAD_CLEARED_WARNING,
    LW_PHRASE_HEAD_CANCELLED,
    LW_PHRASE_HEAD_CANCELLED_WARNING,
    LW_PHRASE_DO,
    LW_PHRASE_DO_WARNING,
    LW_PHRASE_DO_CLEARED,
    LW_PHRASE_DO_CLEARED_WARNING,
    LW_PHRASE_DO_CANCELLED,
    LW_PHRASE_DO_CANCELLED_WARNING,
    LW_PHRASE_SHORT,
    LW_PHRASE_SHORT_WARNING,
    LW_PHRASE_SHORT_CLEARED,
    LW_PHRASE_SHORT_CLEARED_WARNING,
    LW_PHRASE_SHORT_CANCELLED,
    LW_PHRASE_SHORT_CANCELLED_WARNING,

    /* Of what is not known, of what is unmanned. */
    LW_PHRASE_COMES,
    LW_PHRASE_COMES_UNMANNED,
    LW_PHRASE_THERE,
    LW_PHRASE_THERE_UNMANNED,
    LW_PHRASE_COUNT,
    LW_PHRASE_COUNT_UNMANNED,
    LW_PHRASE_SHORT_COMES,

    /* Of one aircraft, of the likeliest of several. */
    LW_PHRASE_AWAY,
    LW_PHRASE_AWAY_MANY,
    LW_PHRASE_SLOW,
    LW_PHRASE_SLOW_MANY,
    LW_PHRASE_INSIDE,
    LW_PHRASE_INSIDE_MANY,

    LW_PHRASE_SURE,
    LW_PHRASE_WHEN,
    LW_PHRASE_WHEN_SOON,
    LW_PHRASE_WHEN_PAST,
    LW_PHRASE_BY_HAND,
    LW_PHRASE_QUIET,
    LW_PHRASE_UNCOVERED,
    LW_PHRASE_CLEARED_PASSED,
    LW_PHRASE_CLEARED_EXPLAINED,
    LW_PHRASE_CLEARED_BY_HAND,
    LW_PHRASE_CANCELLED,

    /* Parts of a reason. */
    LW_PHRASE_WHICH,
    LW_PHRASE_WHERE,
    LW_PHRASE_WHERE_INSIDE,
    LW_PHRASE_FLIES,
    LW_PHRASE_HOVERS,
    LW_PHRASE_CHANCE,
    LW_PHRASE_ABOUT,
    LW_PHRASE_SEEN,
    LW_PHRASE_SENSORS,
    LW_PHRASE_MORE,

    /* In the order of enum lw_sensor_kind. */
    LW_PHRASE_ACOUSTIC,
    LW_PHRASE_RADAR,
    LW_PHRASE_RF,
    LW_PHRASE_CAMERA,
    LW_PHRASE_REMOTE_ID,
    LW_PHRASE_ADSB,
    LW_PHRASE_OBSERVER,
    LW_PHRASE_TRACKER,

    /* In the order of enum lw_kind. */
    LW_PHRASE_MULTIROTOR,
    LW_PHRASE_FIXED_WING,
    LW_PHRASE_PISTON,
    LW_PHRASE_JET,
    LW_PHRASE_HELICOPTER,
    LW_PHRASE_AIRLINER,
    LW_PHRASE_BIRD,
    LW_PHRASE_BALLOON,
    LW_PHRASE_UNKNOWN,

    /* Clockwise from north. */
    LW_PHRASE_NORTH,
    LW_PHRASE_NORTH_EAST,
    LW_PHRASE_EAST,
    LW_PHRASE_SOUTH_EAST,
    LW_PHRASE_SOUTH,
    LW_PHRASE_SOUTH_WEST,
    LW_PHRASE_WEST,
    LW_PHRASE_NORTH_WEST,

    /* Chances, upward. */
    LW_PHRASE_VERY_UNLIKELY,
    LW_PHRASE_UNLIKELY,
    LW_PHRASE_EVEN,
    LW_PHRASE_LIKELY,
    LW_PHRASE_VERY_LIKELY,
    LW_PHRASE_ALMOST_CERTAIN,

    LW_PHRASE_KILOMETRES,
    LW_PHRASE_METRES,
};
enum { LW_PHRASES = LW_PHRASE_METRES + 1, LW_PHRASE_DIRECTIONS = 8 };

/* What can be filled in. */
enum lw_slot {
    LW_SLOT_ZONE,
    LW_SLOT_NUMBER,
    LW_SLOT_DISTANCE,
    LW_SLOT_FROM,
    LW_SLOT_TOWARDS,
    LW_SLOT_SPEED,
    LW_SLOT_PERCENT,
    LW_SLOT_SURE,
    LW_SLOT_EARLIEST,
    LW_SLOT_LIKELY,
    LW_SLOT_LATEST,
    LW_SLOT_CLOCK,
    LW_SLOT_TRACK,
    LW_SLOT_KIND,
    LW_SLOT_SENSORS,
};
enum { LW_SLOTS = 15 };

/* The template, with its forms. */
const char *lw_phrase(enum lw_language language, enum lw_phrase phrase);

/* Which of the forms goes with a number, from 0: at most 2 in English and
 * Dutch, 3 in Ukrainian. */
int lw_phrase_form(enum lw_language language, uint32_t number);

/* The form for `number`, filled in; a slot that is NULL is left empty. */
void lw_phrase_put(struct lw_text *to, enum lw_language language,
                   enum lw_phrase phrase, uint32_t number,
                   const char *const slot[LW_SLOTS]);

/* "en", "nl", "uk": RFC 5646. */
const char *lw_language_name(enum lw_language language);

#endif
