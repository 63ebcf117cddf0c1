/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_operators.h - where people stood who steer what reports itself.
 *
 * Personal data (doc/privacy.md): never written to the journal or any other
 * file, kept in memory as long as the site file says, given out only where it
 * says so, and each time with a line in operators.log of the data folder.
 */
#ifndef LW_SERVE_OPERATORS_H
#define LW_SERVE_OPERATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"
#include "luchtwacht/site.h"

enum { LW_OPERATORS_MAX = 65536 }; /* kept; the oldest makes room */

struct lw_operators_stats {
    uint32_t kept;
    uint64_t heard, accesses, told, log_failures;
};

struct lw_operators;

/* `folder`: where the log is. NULL: no memory. */
struct lw_operators *lw_operators_open(const struct lw_privacy *privacy,
                                       const char *folder);
void lw_operators_close(struct lw_operators *operators);

/* That of journal entry `seq`, which came at `now_ns` (steady). */
void lw_operators_put(struct lw_operators *operators, int64_t seq,
                      const struct lw_geodetic *place, int64_t now_ns);

/* Entries behind `seq` were undone. */
void lw_operators_undo(struct lw_operators *operators, int64_t seq);

/* Wipe what has been kept long enough. */
void lw_operators_tick(struct lw_operators *operators, int64_t now_ns);

/*
 * Somebody asks for reports. True: positions may be told, and that is in the
 * log already; false: they may not, there are none, or the log cannot be
 * written.
 */
bool lw_operators_access(struct lw_operators *operators, const char *peer,
                         const char *what, int64_t wall_ns, int64_t now_ns);

/* That of an entry, where it is still kept. */
bool lw_operators_get(struct lw_operators *operators, int64_t seq,
                      int64_t now_ns, struct lw_geodetic *place);

struct lw_operators_stats
lw_operators_stats(const struct lw_operators *operators);

#endif
