/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warn.h - tracks in, warnings out: the warnings of a site's zones.
 *
 * Pure: no clock, no I/O, no allocation after lw_warn_init(). Equal pictures
 * at equal moments, and equal decisions between them, give equal warnings, bit
 * for bit. When it is stepped is part of the input: lw_warn_due().
 *
 * Units   SI, radians; times in ns since the Unix epoch (UTC)
 * Source  doc/warnings.md
 */
#ifndef LW_WARN_H
#define LW_WARN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "luchtwacht/warning.h"

enum { LW_WARN_TRACKS_MAX = 131072 };

struct lw_warn; /* opaque; lives in memory that the caller provides */

struct lw_warn_config {
    uint32_t tracks_max;   /* of a picture; 0: there are none, as in tests */
    uint32_t warnings_max; /* alive at once, proposals included; those beyond
                              wait for a place, the likeliest first */
    uint32_t first_number;
    enum lw_warning_status status; /* of all of them */
};

struct lw_warn_config lw_warn_defaults(const struct lw_site *site);

/* Bytes that lw_warn_init() needs, or 0 if *cfg is not valid. */
size_t lw_warn_size(const struct lw_warn_config *cfg,
                    const struct lw_site *site);

/* Build it inside `mem` (aligned for max_align_t), which stays the caller's,
 * as does the site, which must outlive it. NULL if `size` is too small. */
struct lw_warn *lw_warn_init(const struct lw_warn_config *cfg,
                             const struct lw_site *site, void *mem,
                             size_t size);

/*
 * When to step. Reports arrived up to and with `arrival_ns` (INT64_MIN: none
 * yet); returns the next moment to step at: the end of the
 * LW_WARN_GRAIN_NS in which the last one arrived, if it was not stepped since,
 * or the next whole second if that is sooner; INT64_MAX before anything has
 * arrived. Whoever steps at all of these before handing the tracker what
 * arrives at that moment or later gets the same warnings as everybody else.
 */
#define LW_WARN_GRAIN_NS INT64_C(20000000)
int64_t lw_warn_due(const struct lw_warn *warn, int64_t arrival_ns);

/*
 * The picture at now_ns (lw_tracker_picture(), tentative and ended tracks
 * among it; between whole seconds lw_tracker_picture_since(): a track with the
 * time_ns that it had in the last step is as it was) and, for each sensor of
 * the site, whether it is alive. now_ns never goes back.
 */
void lw_warn_step(struct lw_warn *warn, const struct lw_track *track,
                  uint32_t tracks, const bool *alive, int64_t now_ns);

/*
 * A person decided, at decision->time_ns (not before the last step).
 *
 * Returns 0, or
 *   LW_ERR_UNKNOWN   no such warning is alive; no such zone
 *   LW_ERR_RANGE     not with a warning of this state (confirming what was
 *                    sent, say); a time before the last step; kept up for
 *                    longer than LW_DECISION_FOR_S_MAX
 *   LW_ERR_MISSING   nobody's name; no reason where one is needed
 *   LW_ERR_NO_SPACE  warnings_max are alive
 */
LW_NODISCARD int lw_warn_decide(struct lw_warn *warn,
                                const struct lw_decision *decision);

/* What the last step or decision changed, one at a time, in order of zones;
 * NULL: no more. Good until the next step or decision. */
const struct lw_warning *lw_warn_next(struct lw_warn *warn);

/* Zones whose cover changed, the same way; false: no more. */
struct lw_cover_change {
    uint32_t zone;
    enum lw_cover cover, before;
    int64_t time_ns;
};
bool lw_warn_next_cover(struct lw_warn *warn, struct lw_cover_change *change);

/* All that are alive, by number; at most `max`. Returns how many. */
uint32_t lw_warn_list(const struct lw_warn *warn,
                      const struct lw_warning *out[], uint32_t max);

/* How a zone stands. */
struct lw_zone_state {
    enum lw_cover cover;
    int64_t cover_ns;                 /* since when; INT64_MIN: ever */
    const struct lw_warning *warning; /* alive, or NULL */
    int64_t last_ns; /* when it was warned last; INT64_MIN: never */
};
struct lw_zone_state lw_warn_zone(const struct lw_warn *warn, uint32_t zone);

/* Nothing is alive and nothing will change however long it gets, unless
 * tracks or sensors do. */
bool lw_warn_idle(const struct lw_warn *warn);

#endif
