/* SPDX-License-Identifier: Apache-2.0 */
#include "suspects.h"

#include <stddef.h>

#include "pursue.h"
#include "threat.h"

/* A track that was noticed for so long, or inside, and was sure then, was
 * something. */
static const int64_t real_ns = INT64_C(60000000000);
static const double real_existence = 0.9;
/* One that falls below this was not. */
static const double gone_existence = 0.1;

const struct lw_track *lw_suspect_find(const struct lw_track *track,
                                       uint32_t tracks, uint32_t number)
{
    uint32_t low = 0, high = tracks;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (track[middle].number == number)
            return &track[middle];
        if (track[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void lw_suspects_add(struct lw_suspects *suspects,
                     const struct lw_reason *reason, uint32_t reasons)
{
    for (uint32_t i = 0; i < reasons; i++) {
        uint32_t j = 0;
        while (j < suspects->count && suspects->of[j].track != reason[i].track)
            j++;
        if (j == LW_SUSPECTS_MAX)
            continue;
        if (j == suspects->count)
            suspects->of[suspects->count++] =
                (struct lw_suspect){.track = reason[i].track};
        suspects->of[j].inside |= !(reason[i].distance_m > 0.0);
    }
}

static bool nothing(struct lw_suspect *suspect, const struct lw_zone_warn *rule,
                    const struct lw_track *track, const struct lw_odds *odds)
{
    suspect->gone = track == NULL || track->status == LW_TRACK_ENDED;
    if (track == NULL)
        return !suspect->real;
    suspect->pos = track->pos;
    const struct lw_threat threat = lw_threat(track, odds, rule);
    if (threat.what == LW_THREAT && threat.existence >= real_existence &&
        track->told &&
        (suspect->inside || track->update_ns - track->first_ns >= real_ns))
        suspect->real = true;
    if (threat.what == LW_THREAT || threat.what == LW_THREAT_ENDED)
        return !suspect->real && (threat.what == LW_THREAT_ENDED ||
                                  threat.existence < gone_existence);
    return true;
}

bool lw_suspects_nothing(struct lw_suspects *suspects,
                         const struct lw_zone_warn *rule,
                         const struct lw_track *track,
                         const struct lw_pursued *pursued, uint32_t tracks)
{
    bool all = suspects->count > 0;

    for (uint32_t i = 0; i < suspects->count; i++) {
        struct lw_suspect *const suspect = &suspects->of[i];
        const struct lw_track *const now =
            lw_suspect_find(track, tracks, suspect->track);
        if (!nothing(suspect, rule, now,
                     now == NULL ? NULL : &pursued[now - track].odds))
            all = false;
    }
    return all;
}
