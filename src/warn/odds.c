/* SPDX-License-Identifier: Apache-2.0 */
#include "odds.h"

#include <math.h>
#include <stddef.h>

#include "base/geodesy.h"

static const uint32_t said =
    LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;

/* Within reach for so long, an airliner has said who it is. */
static const int64_t heard_ns = INT64_C(15000000000);
/* Those that have not: their transponder is off, or fails. */
static const float airliner_unheard = 0.03f;
static const double reach_chance = 0.5;
static const double matters = 0.01; /* less of an airliner is none anyway */
/* The height of an airliner that cannot be heard from its neighbours. */
static const double airliner_m = 3000.0;
/* Where the site file gives no limit. */
static const double reach_m = 3e5;
/* So many that say who they are make one that does not as likely again to be
 * another of them that is not heard; up to so much. */
static const double named_unit = 3.0, named_most = 3.0;
/* Who is to be told of civil traffic is told of it at least so often. */
static const int64_t lately_ns = INT64_C(3600000000000);
static const float airliner_untold = 0.3f;
static const double fast_mps = 100.0, slow_mps = 25.0;
/* Near one that says who it is, and as fast: the same, noticed twice. A radar
 * without heights puts who is high and near some kilometres off. */
static const double twin_m = 6000.0, twin_mps = 50.0;
static const float airliner_twin = 20.0f;
/* What is slow, there, and only seen: of birds there are more. */
static const float birds = 6.0f;

struct lw_odds lw_odds_even(void)
{
    struct lw_odds odds;

    for (unsigned kind = 0; kind < LW_KINDS; kind++)
        odds.of[kind] = 1.0f;
    return odds;
}

void lw_odds_kinds(const struct lw_track *track, const struct lw_odds *odds,
                   double kinds[LW_KINDS])
{
    double sum = 0.0;

    for (unsigned kind = 0; kind < LW_KINDS; kind++) {
        kinds[kind] = track->kinds[kind] * (double)odds->of[kind];
        sum += kinds[kind];
    }
    const double scale = sum > 0.0 ? 1.0 / sum : 0.0;
    for (unsigned kind = 0; kind < LW_KINDS; kind++)
        kinds[kind] *= scale;
}

void lw_names_init(struct lw_names *names, const struct lw_site *site)
{
    *names = (struct lw_names){.site = site, .named_ns = INT64_MIN};
    for (uint32_t s = 0; s < site->sensors; s++)
        if (site->sensor[s].kind == LW_SENSOR_ADSB &&
            names->receivers < LW_RECEIVERS_MAX) {
            names->alive[names->receivers] = true;
            names->receiver[names->receivers++] = s;
        }
}

void lw_names_alive(struct lw_names *names, const bool *alive)
{
    for (uint32_t i = 0; i < names->receivers && alive != NULL; i++)
        names->alive[i] = alive[names->receiver[i]];
}

static double speed_mps(const struct lw_track *track)
{
    return hypot(track->vel_mps[0], track->vel_mps[1]);
}

void lw_names_count(struct lw_names *names, const struct lw_track *track,
                    uint32_t tracks)
{
    names->named = names->believed = 0;
    for (uint32_t i = 0; i < tracks; i++) {
        const bool doubted = track[i].unbacked > LW_TRACK_MADE_UP;
        if ((track[i].has_ident & said) == 0 ||
            track[i].status == LW_TRACK_ENDED ||
            !(speed_mps(&track[i]) >= fast_mps))
            continue;
        if (names->named < LW_NAMED_MAX)
            names->of[names->named++] = (struct lw_named){
                .pos = track[i].pos,
                .vel_mps = {track[i].vel_mps[0], track[i].vel_mps[1]},
                .doubted = doubted};
        if (doubted)
            continue;
        names->believed++;
        if (track[i].time_ns > names->named_ns)
            names->named_ns = track[i].time_ns;
    }
}

static bool hears(const struct lw_sensor *sensor, struct lw_geodetic place)
{
    struct lw_frame frame;
    double enu_m[3];

    if (!sensor->has_position)
        return false;
    place.alt_hae_m = fmax(place.alt_hae_m, airliner_m);
    lw_frame_init(&frame, sensor->position);
    lw_frame_from_geodetic(&frame, place, enu_m);
    const double away_m = hypot(enu_m[0], enu_m[1]);
    const double range_m = hypot(away_m, enu_m[2]);
    return range_m <= reach_m &&
           lw_sensor_detection(sensor, range_m,
                               lw_angle_positive(atan2(enu_m[0], enu_m[1])),
                               atan2(enu_m[2], away_m)) > reach_chance;
}

int64_t lw_names_reach(const struct lw_names *names,
                       const struct lw_track *track, int64_t before_ns)
{
    if ((track->has_ident & said) != 0 ||
        !(track->kinds[LW_KIND_AIRLINER] >= matters))
        return INT64_MIN;
    for (uint32_t i = 0; i < names->receivers; i++)
        if (names->alive[i] &&
            hears(&names->site->sensor[names->receiver[i]], track->pos))
            return before_ns == INT64_MIN ? track->time_ns : before_ns;
    return INT64_MIN;
}

static bool alike(const struct lw_named *one, const struct lw_track *track,
                  const double metres[2])
{
    const double north_m = (track->pos.lat_rad - one->pos.lat_rad) * metres[1];

    return fabs(north_m) < twin_m &&
           hypot(north_m, lw_angle_wrap(track->pos.lon_rad - one->pos.lon_rad) *
                              metres[0]) < twin_m &&
           hypot(track->vel_mps[0] - one->vel_mps[0],
                 track->vel_mps[1] - one->vel_mps[1]) < twin_mps;
}

/* A named one that it may be: one that is believed, if there is one. */
static const struct lw_named *find_twin(const struct lw_names *names,
                                        const struct lw_track *track)
{
    const struct lw_named *twin = NULL;
    double metres[2];

    lw_geodetic_radii(track->pos.lat_rad, metres);
    for (uint32_t i = 0; i < names->named; i++)
        if ((twin == NULL || twin->doubted) &&
            alike(&names->of[i], track, metres))
            twin = &names->of[i];
    return twin;
}

/* By sensors that notice birds as well. What a camera makes of it is among
 * its kinds. */
static bool only_seen(const struct lw_site *site, const struct lw_track *track)
{
    for (uint32_t i = 0; i < track->sources; i++)
        if (track->source[i] >= site->sensors ||
            (site->sensor[track->source[i]].kind != LW_SENSOR_RADAR &&
             site->sensor[track->source[i]].kind != LW_SENSOR_CAMERA))
            return false;
    return track->sources > 0;
}

struct lw_odds lw_names_odds(const struct lw_names *names,
                             const struct lw_track *track, int64_t reach_ns)
{
    struct lw_odds odds = lw_odds_even();
    const bool told_of_civil =
        names->receivers > 0 || (names->named_ns != INT64_MIN &&
                                 track->time_ns - names->named_ns <= lately_ns);

    if ((track->has_ident & said) != 0)
        return odds;
    if (!told_of_civil) {
        odds.of[LW_KIND_AIRLINER] = airliner_untold;
        return odds;
    }
    const struct lw_named *const twin =
        speed_mps(track) >= fast_mps ? find_twin(names, track) : NULL;
    if (twin != NULL && !twin->doubted)
        odds.of[LW_KIND_AIRLINER] = airliner_twin;
    else if (twin == NULL && reach_ns != INT64_MIN &&
             track->update_ns - reach_ns >= heard_ns)
        odds.of[LW_KIND_AIRLINER] = airliner_unheard;
    else
        odds.of[LW_KIND_AIRLINER] =
            (float)fmin(1.0 + names->believed / named_unit, named_most);
    return odds;
}

struct lw_odds lw_odds_at_home(const struct lw_site *site,
                               const struct lw_track *track,
                               const struct lw_odds *odds)
{
    struct lw_odds out = *odds;

    if (speed_mps(track) < slow_mps && only_seen(site, track))
        out.of[LW_KIND_BIRD] *= birds;
    return out;
}
