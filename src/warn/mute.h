/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mute.h - what a person has said is nothing, or is over: the tracks that do
 * not raise a zone again by themselves.
 *
 * They do once more speaks for it than the person knew of: a higher level is
 * reached, or the odds that something comes are LW_MUTE_ODDS times as large.
 * Other tracks raise the zone as ever.
 */
#ifndef LW_MUTE_H
#define LW_MUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "alarm.h"
#include "suspects.h"

#define LW_MUTE_ODDS 4.0

struct lw_mute {
    struct lw_suspects of; /* none: the zone is not muted */
    enum lw_warning_level level;
    double probability;
};

/* From now on, as the warning is when a person ends it. */
void lw_mute_set(struct lw_mute *mute, const struct lw_warning *told,
                 const struct lw_suspects *suspects);

bool lw_mute_has(const struct lw_mute *mute, uint32_t track);

/* Whether all tracks together, the muted ones among them, are so much more
 * than the person knew of that they raise the zone, and at which level. */
bool lw_mute_outgrown(const struct lw_mute *mute,
                      const struct lw_zone_warn *rule,
                      const struct lw_prospect *look,
                      enum lw_warning_level *level);

/* None of them is in the picture any more. */
bool lw_mute_over(const struct lw_mute *mute, const struct lw_track *track,
                  uint32_t tracks);

#endif
