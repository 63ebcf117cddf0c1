/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vigil.h - the warnings of a site, kept up as its reports arrive: when the
 * engine (warn/warn.h) is stepped, and with which picture.
 *
 * The one place for it: `track`, `serve` and `replay` give the same warnings
 * because all of them go through here. A moment is passed once all that
 * arrived up to and with it is with the tracker; at the end of a grain in
 * which nothing happened to any track nothing is worked out.
 *
 * Units   ns since the Unix epoch (UTC)
 */
#ifndef LW_VIGIL_H
#define LW_VIGIL_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/tracker.h"
#include "luchtwacht/warning.h"
#include "warn/warn.h"

struct lw_vigil;

struct lw_vigil_calls {
    /* `open`: for the public, too: neither silent nor a mere proposal, nor the
     * end of what never was more. */
    void (*warning)(void *context, const struct lw_warning *warning, bool open);
    void (*cover)(void *context, const struct lw_cover_change *change);
};

/* For a site with zones. 0 or LW_ERR_NO_SPACE. The site, the tracker and
 * *calls must outlive it. */
LW_NODISCARD int lw_vigil_open(const struct lw_site *site,
                               struct lw_tracker *tracker,
                               const struct lw_vigil_calls *calls,
                               void *context, struct lw_vigil **vigil);
/* NULL is allowed. */
void lw_vigil_close(struct lw_vigil *vigil);

/* A report has arrived, and the tracker has it. */
void lw_vigil_arrived(struct lw_vigil *vigil, int64_t arrival_ns);

/* The next moment to be passed; INT64_MAX: nothing has arrived yet. */
int64_t lw_vigil_due_ns(const struct lw_vigil *vigil);

/* Pass the moments before until_ns: all that arrived before it is with the
 * tracker, and nothing more will arrive before it. */
void lw_vigil_pass(struct lw_vigil *vigil, int64_t until_ns);

/* Nothing more will arrive: pass the moment that is due for what has. */
void lw_vigil_finish(struct lw_vigil *vigil);

/* A person decided; passes what is before it. As lw_warn_decide(). */
LW_NODISCARD int lw_vigil_decide(struct lw_vigil *vigil,
                                 const struct lw_decision *decision);

/* For what is known: lw_warn_list(), lw_warn_zone(). */
const struct lw_warn *lw_vigil_warn(const struct lw_vigil *vigil);

/* Whether a warning that is alive has been told to the public. */
bool lw_vigil_open_now(const struct lw_vigil *vigil,
                       const struct lw_warning *warning);

/* Moments that were worked out so far. */
uint64_t lw_vigil_steps(const struct lw_vigil *vigil);

#endif
