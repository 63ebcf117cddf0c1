/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cap.h - warnings as Common Alerting Protocol messages.
 *
 * A warning's first message is an Alert; what changes is an Update of all that
 * was sent of it and has not expired. The all clear is an Update, too, with
 * the response type AllClear: the warning was right and is over. Cancel takes
 * back what was raised in error.
 *
 * Units   times in ns since the Unix epoch (UTC)
 * Source  Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010);
 *         doc/formats/cap.md
 */
#ifndef LW_CAP_H
#define LW_CAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

enum {
    LW_CAP_SENDER_MAX = 63, /* bytes */
    LW_CAP_TEXT_MAX = 1023, /* of each of the other words */
    LW_CAP_PAST_MAX = 64,   /* messages that one refers to */
    LW_CAP_ID_SIZE = 128,   /* an identifier with its NUL */
    LW_CAP_MAX = 131072,    /* any message */
};

/* Strings that are not set are "", never NULL; they and the site stay the
 * caller's. */
struct lw_cap_config {
    const struct lw_site *site;
    const char *sender;      /* who sends; unique: a domain or an address, of
                                letters, digits and . @ _ - */
    const char *sender_name; /* for people */
    const char *contact;     /* where people can ask */
    const char *web;         /* a page about it: an absolute URL */
    const char *code;        /* a profile's code */
    const char *restriction; /* who it is for, where not for the public */
    uint32_t languages;      /* one block each, in this order */
    enum lw_language language[LW_LANGUAGES];
    int32_t offset_s; /* of local time to UTC, east positive; whole minutes */
};

/* No settings but the site: a sender called "luchtwacht", all languages. */
struct lw_cap_config lw_cap_defaults(const struct lw_site *site);

/* What was sent of a warning: kept by whoever sends, from its first message to
 * its last; all zero before. */
struct lw_cap_chain {
    int64_t first_ns; /* when the first was */
    uint32_t count;   /* of past[]: the newest, in order */
    struct lw_cap_past {
        uint32_t revision;
        int32_t offset_s;
        int64_t sent_ns, expires_ns;
    } past[LW_CAP_PAST_MAX];
};

/* Whether there is a message for a warning as it stands, given what was sent
 * of it before. Not of a proposal, a silent one, or one that ends of which
 * nothing was sent; nor of one called actual at a site where nothing is
 * real. */
bool lw_cap_tells(const struct lw_cap_config *config,
                  const struct lw_warning *warning,
                  const struct lw_cap_chain *chain);

/*
 * The message: its length (a NUL stands behind it), or
 *   LW_ERR_RANGE     there is none: lw_cap_tells()
 *   LW_ERR_NO_SPACE  `size` is too small; LW_CAP_MAX never is
 */
LW_NODISCARD int lw_cap_write(const struct lw_cap_config *config,
                              const struct lw_warning *warning,
                              const struct lw_cap_chain *chain, char *text,
                              size_t size);

/* It was sent. */
void lw_cap_sent(const struct lw_cap_config *config,
                 const struct lw_warning *warning, struct lw_cap_chain *chain);

/* What the message that lw_cap_write() writes is called; of letters, digits,
 * and . @ _ - alone. */
void lw_cap_identifier(const struct lw_cap_config *config,
                       const struct lw_warning *warning,
                       const struct lw_cap_chain *chain,
                       char text[LW_CAP_ID_SIZE]);

/* From when on what a message says is stale: what was expected has come or
 * not by then. */
int64_t lw_cap_expires_ns(const struct lw_warning *warning);

#endif
