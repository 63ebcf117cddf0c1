/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claim.c - whether what an aircraft says of itself is borne out.
 *
 * Anybody can send a name and a place. Where sensors look that notice by
 * themselves, each look that should have noticed it and did not is so much
 * likelier where nothing is there: the odds that the claim is made up grow by
 * 1 / (1 - P), P the chance of detection. That chance takes in that misses come
 * in runs (target.c), so that the product is that of a test in sequence: a true
 * claim whose sensors keep what the site says ever comes to odds of e^L with a
 * chance below e^-L (Ville's inequality), however often one looks. Where no
 * sensor looks, nothing is held against it.
 *
 * Source  doc/tracker.md, "Claims"; J. Ville, "Etude critique de la notion de
 *         collectif" (1939)
 */
#include <math.h>

#include "fuse.h"

/* Of a hundred remote ids, of a thousand ADS-B one may be made up: logarithms
 * of the odds that it is not. */
static const double prior_remote_id = 4.595, prior_icao = 6.907;
/* What was noticed is there: it has so much in advance. One notice amid misses
 * may be of something else: it takes back so much; one that another track has,
 * which may be this one under a second number, so much. */
static const float advance = 6.0f, some = 0.5f, back = 4.0f, most = 9.0f;
static const float near_back = 1.0f;
/* Where the site itself says that it is missed as often as noticed, at the edge
 * of what it covers, a miss says nothing; where it is seldom, all. */
static const double edge_chance = 0.5, sure_chance = 0.7;
/* A look of a microphone, which wind deafens for long, counts for a part. */
static const double heard_part = 0.3;
static const double missed_least = 0.01;
/* A name that is sent from two places at once: one of them lies at least, and
 * may be both. Of late reports under the name, those that did not fit; where so
 * many do not, the odds against it, other evidence apart. That is told; but it
 * takes no track away, or who sends another's name would hide that one. */
static const float misfit_step = 0.12f, misfits_many = 0.4f;
static const double misfits_odds = 1.5;
/* It is where it says just after it said so; later it may have landed. And
 * what said so last so long ago says nothing now. */
static const double just_s = 5.0, fresh_s = 60.0;

static bool says_itself(enum lw_sensor_kind kind)
{
    return kind == LW_SENSOR_ADSB || kind == LW_SENSOR_REMOTE_ID;
}

/* When it last said where it is; INT64_MIN: it never did. */
static int64_t said_ns(const struct lw_tracker *trk, const struct lw_target *t)
{
    int64_t last_ns = INT64_MIN;

    for (uint32_t i = 0; i < t->feeds; i++)
        if (says_itself(trk->site->sensor[t->feed[i].sensor].kind) &&
            t->feed[i].last_ns > last_ns)
            last_ns = t->feed[i].last_ns;
    return last_ns;
}

void lw_claim_look(const struct lw_tracker *trk, struct lw_target *t,
                   const struct lw_look *look, bool near, double noticed,
                   double chance, double missed)
{
    const struct lw_sensor *s = &trk->site->sensor[look->sensor];

    if (s->kind == LW_SENSOR_OBSERVER || says_itself(s->kind))
        return;
    if (noticed > 0.5) {
        t->claim = t->claim > some ? t->claim - back : -advance;
        return;
    }
    if (near) {
        t->claim -= t->claim > near_back ? near_back
                    : t->claim > 0.0f    ? t->claim
                                         : 0.0f;
        return;
    }
    const int64_t last_ns = said_ns(trk, t);
    if (t->stands || !trk->sensor[look->sensor].ever || chance <= edge_chance ||
        last_ns == INT64_MIN || lw_seconds(look->t_ns, last_ns) > just_s)
        return;
    const double part =
        (s->kind == LW_SENSOR_ACOUSTIC ? heard_part : 1.0) *
        lw_min((chance - edge_chance) / (sure_chance - edge_chance), 1.0);
    t->claim -= (float)(part * log(lw_max(missed, missed_least)));
    if (t->claim > most)
        t->claim = most;
    if (lw_claim_made_up(trk, t))
        t->existence = lw_min(t->existence, lw_trust_name(trk, t));
}

void lw_claim_hear(const struct lw_tracker *trk, struct lw_target *t,
                   const struct lw_plot *plot)
{
    if (says_itself(trk->site->sensor[plot->sensor].kind))
        t->stands = (plot->has & LW_HAS_GROUND) != 0;
}

bool lw_claim_in_doubt(const struct lw_target *t)
{
    return lw_target_named(t) && t->claim > some;
}

void lw_claim_fits(struct lw_target *t, bool fits)
{
    if (t->status != LW_TRACK_TENTATIVE) /* a guess may have another's name */
        t->misfit += misfit_step * ((fits ? 0.0f : 1.0f) - t->misfit);
}

/* The chance that it is there, by these odds before any sensor looked. */
static double backed(const struct lw_tracker *trk, const struct lw_target *t,
                     double odds)
{
    const int64_t last_ns = said_ns(trk, t);

    if (last_ns == INT64_MIN || lw_seconds(t->update_ns, last_ns) > fresh_s)
        return 1.0;
    return 1.0 / (1.0 + exp((double)t->claim - odds));
}

static double prior_of(const struct lw_target *t)
{
    return t->has_ident & LW_HAS_ICAO ? prior_icao : prior_remote_id;
}

bool lw_claim_made_up(const struct lw_tracker *trk, const struct lw_target *t)
{
    return 1.0 - backed(trk, t, prior_of(t)) > LW_TRACK_MADE_UP;
}

double lw_claim_backed(const struct lw_tracker *trk, const struct lw_target *t)
{
    return backed(trk, t,
                  t->misfit > misfits_many ? -misfits_odds : prior_of(t));
}
