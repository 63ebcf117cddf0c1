/* SPDX-License-Identifier: Apache-2.0 */
#include "mute.h"

#include <stddef.h>

void lw_mute_set(struct lw_mute *mute, const struct lw_warning *told,
                 const struct lw_suspects *suspects)
{
    mute->of = *suspects;
    mute->level = told->level;
    mute->probability = told->probability;
}

bool lw_mute_has(const struct lw_mute *mute, uint32_t track)
{
    for (uint32_t i = 0; i < mute->of.count; i++)
        if (mute->of.of[i].track == track)
            return true;
    return false;
}

/* p / (1 - p) >= factor q / (1 - q), without dividing. */
static bool grown(double p, double q)
{
    return p * (1.0 - q) >= LW_MUTE_ODDS * q * (1.0 - p) && p > q;
}

bool lw_mute_outgrown(const struct lw_mute *mute,
                      const struct lw_zone_warn *rule,
                      const struct lw_prospect *look,
                      enum lw_warning_level *level)
{
    return lw_alarm_reaches(rule, look, level) &&
           (*level > mute->level || grown(look->at_all, mute->probability));
}

bool lw_mute_over(const struct lw_mute *mute, const struct lw_track *track,
                  uint32_t tracks)
{
    for (uint32_t i = 0; i < mute->of.count; i++) {
        const struct lw_track *const one =
            lw_suspect_find(track, tracks, mute->of.of[i].track);
        if (one != NULL && one->status != LW_TRACK_ENDED)
            return false;
    }
    return true;
}
