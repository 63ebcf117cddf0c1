/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_words.h - a warning in plain words, for people.
 *
 * What, how many, from where, how fast, how sure, when, and what to do; the
 * same in every language. Clock times are local by the offset that is given,
 * and say so ("14:32 (UTC+1)"). Of an exercise, and of a test, every text
 * begins and ends with that word.
 *
 * Units   times in ns since the Unix epoch (UTC)
 * Source  doc/warnings.md, "Words"
 */
#ifndef LW_WARNING_WORDS_H
#define LW_WARNING_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

struct lw_words {
    const struct lw_site *site;
    enum lw_language language;
    int32_t offset_s; /* of local time to UTC, east positive; whole minutes */
};

enum lw_words_part {
    LW_WORDS_EVENT,       /* what kind of thing it is: "Air warning" */
    LW_WORDS_HEADLINE,    /* one line */
    LW_WORDS_DESCRIPTION, /* what is known */
    LW_WORDS_INSTRUCTION, /* what to do */
    LW_WORDS_REASONS,     /* a line a track: which, where, seen by whom; no
                             text where there is none */
    LW_WORDS_SHORT,       /* for a text message: see below */
};
enum { LW_WORDS_PARTS = 6 };

/*
 * Room for any part with its NUL.
 *
 * A short text is at most LW_WORDS_SHORT_GSM characters, all of the GSM 7-bit
 * alphabet as far as the zone's name is, in English and Dutch (one text
 * message), and LW_WORDS_SHORT_UCS2 in Ukrainian (two that are joined). The
 * name of the zone is cut where it is too long for that.
 */
enum {
    LW_WORDS_MAX = 8192,
    LW_WORDS_SHORT_GSM = 160,
    LW_WORDS_SHORT_UCS2 = 134,
    LW_WORDS_SHORT_MAX = 641, /* four bytes a character */
};

/* Length, a NUL behind it, or LW_ERR_NO_SPACE. warning->zone is one of the
 * site. */
LW_NODISCARD int lw_words_write(const struct lw_words *words,
                                enum lw_words_part part,
                                const struct lw_warning *warning, char *text,
                                size_t size);

/* The name of a zone: in the language, else in one that it has, else its id. */
const char *lw_words_zone(const struct lw_zone *zone,
                          enum lw_language language);

#endif
