/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atom.h - an Atom feed of CAP messages.
 *
 * An entry a message, newest first: a title, a summary, and a link to where
 * the warning's newest message is. A feed is of one status alone; that of an
 * exercise or a test says so in its title and each of its entries.
 *
 * Units   times in ns since the Unix epoch (UTC)
 * Source  RFC 4287 (Atom), RFC 4151 (ids); doc/formats/atom.md
 */
#ifndef LW_ATOM_H
#define LW_ATOM_H

#include <stdint.h>

#include "base/text.h"
#include "cap.h"

enum { LW_ATOM_HEAD_MAX = 32768, LW_ATOM_ENTRY_MAX = 32768 };

struct lw_atom_config {
    const struct lw_cap_config *cap;
    const char *self; /* the feed's own absolute URL; "": not known */
    const char *base; /* a warning's message is at BASE/W0003.cap; "": at
                         warnings/ beside the feed */
    enum lw_language language; /* of its words */
    enum lw_warning_status status;
};

/* In this order; entries are whole, so that whoever keeps one may put it into
 * the feed again. updated_ns: when the newest was sent, or the feed began. */
void lw_atom_begin(const struct lw_atom_config *config, int64_t updated_ns,
                   struct lw_text *to);
/* The message that lw_cap_write() gives for the same: nothing where that
 * refuses, and where it is of another status. */
void lw_atom_entry(const struct lw_atom_config *config,
                   const struct lw_warning *warning,
                   const struct lw_cap_chain *chain, struct lw_text *to);
void lw_atom_end(struct lw_text *to);

#endif
