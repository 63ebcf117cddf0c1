/* SPDX-License-Identifier: Apache-2.0 */
#include "threat.h"

static const uint32_t names =
    LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;

struct lw_threat lw_threat(const struct lw_track *track,
                           const struct lw_odds *odds,
                           const struct lw_zone_warn *rule)
{
    struct lw_threat out = {.what = LW_THREAT, .existence = track->existence};
    const bool named = (track->has_ident & names) != 0;
    double kinds[LW_KINDS];

    lw_odds_kinds(track, odds, kinds);
    for (unsigned kind = 0; kind < LW_KINDS; kind++)
        if (rule->kinds & 1U << kind)
            out.kind += kinds[kind];
    if (track->status == LW_TRACK_ENDED)
        out.what = LW_THREAT_ENDED;
    else if (!track->told && track->status == LW_TRACK_TENTATIVE)
        out.what = LW_THREAT_TENTATIVE;
    else if (track->unbacked > LW_TRACK_MADE_UP)
        out.what = LW_THREAT_MADE_UP;
    else if (named && !rule->cooperative)
        out.what = LW_THREAT_COOPERATIVE;
    else if (out.kind < LW_THREAT_KIND_MIN)
        out.what = LW_THREAT_OTHER_KIND;
    return out;
}

enum lw_kind lw_threat_kind(const struct lw_track *track,
                            const struct lw_odds *odds, double *chance)
{
    unsigned best = 0;
    double kinds[LW_KINDS];

    lw_odds_kinds(track, odds, kinds);
    for (unsigned kind = 1; kind < LW_KINDS; kind++)
        if (kinds[kind] > kinds[best])
            best = kind;
    *chance = kinds[best];
    return (enum lw_kind)best;
}
