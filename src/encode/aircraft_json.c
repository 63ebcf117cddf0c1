/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture as readsb's aircraft.json, so that tar1090 and what else reads
 * that file can show it.
 *
 * Units   as there: feet, knots, feet/minute, degrees; seconds
 * Source  readsb, README-json.md; doc/formats/aircraft-json.md; accuracy
 *         categories: RTCA DO-260B, tables 2-70 (NACp) and 2-71 (NACv)
 */
#include <math.h>

#include "json_parts.h"
#include "outputs.h"
#include "track_parts.h"

enum { TRACK_BYTES = 768, CATEGORY_SIZE = 3 };

struct aircraft_json {
    const struct lw_site *site;
    int64_t now_ns;
    bool more; /* than one aircraft */
};

static const double foot_m = 0.3048;
static const double knot_mps = 1852.0 / 3600;

/* ADS-B's emitter category for a kind that is likelier than not; "": none. */
static const char *category_of(const struct lw_track *track)
{
    static const char category[LW_KINDS][CATEGORY_SIZE] = {
        [LW_KIND_MULTIROTOR] = "B6", [LW_KIND_PISTON] = "A1",
        [LW_KIND_JET] = "A6",        [LW_KIND_HELICOPTER] = "A7",
        [LW_KIND_AIRLINER] = "A3",   [LW_KIND_BALLOON] = "B2",
    };

    for (int kind = 0; kind < LW_KINDS; kind++)
        if (track->kinds[kind] > 0.5)
            return category[kind];
    return "";
}

static void put_identity(struct lw_text *to, const struct lw_track *track)
{
    char name[LW_TRACK_NAME_SIZE];
    const bool icao = track->has_ident & LW_HAS_ICAO;
    const char *flight = name;

    /* As readsb does it: `~` before an address that is not ICAO's. */
    lw_track_name(track->number, name);
    lw_text_put(to, icao ? "{\"hex\":\"" : "{\"hex\":\"~");
    lw_text_hex(to, icao ? track->ident.icao : track->number & 0xffffff, 6);
    lw_text_put(to,
                icao ? "\",\"type\":\"adsb_icao\"" : "\",\"type\":\"other\"");
    if (track->has_ident & LW_HAS_CALLSIGN)
        flight = track->ident.callsign;
    else if (track->has_ident & LW_HAS_REMOTE_ID)
        flight = track->ident.remote_id;
    if (flight != name || !icao)
        lw_json_put_quoted(to, "flight", flight);
    if (track->has_ident & LW_HAS_SQUAWK)
        lw_json_put_quoted(to, "squawk", track->ident.squawk);
    const char *category = category_of(track);
    if (*category != '\0')
        lw_json_put_quoted(to, "category", category);
}

/* The category of a 95 % bound: how many limits it is under. */
static int category_under(double bound, const double *limit, int limits)
{
    int category = 0;

    while (category < limits && bound < limit[category])
        category++;
    return category;
}

static void put_accuracy(struct lw_text *to, const struct lw_track *track)
{
    /* Of NACp 1..11, metres; of NACv 1..4, m/s. */
    static const double position_m[] = {18520, 7408, 3704, 1852, 926, 555.6,
                                        185.2, 92.6, 30,   10,   3};
    static const double velocity_mps[] = {10, 3, 1, 0.3};
    static const double sigmas = 2.45; /* 95 % of a plane's Gaussian */
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);

    if (accuracy.has_horizontal)
        lw_json_put_fixed(
            to, "nac_p",
            category_under(sigmas * accuracy.major_m, position_m, 11), 0);
    if (accuracy.has_velocity)
        lw_json_put_fixed(
            to, "nac_v",
            category_under(sigmas * accuracy.velocity_mps, velocity_mps, 4), 0);
}

static void put_motion(struct lw_text *to, const struct lw_track *track)
{
    struct lw_part_motion motion;

    if (lw_part_has_alt(track))
        lw_json_put_fixed(to, "alt_geom", track->pos.alt_hae_m / foot_m, 0);
    if (!lw_part_motion(track, &motion))
        return;
    lw_json_put_fixed(to, "gs", motion.ground_mps / knot_mps, 1);
    lw_json_put_fixed(to, "track", motion.course_deg, 2);
    if (isfinite(motion.climb_mps))
        lw_json_put_fixed(to, "geom_rate", motion.climb_mps / foot_m * 60, 0);
}

static void put_track(struct lw_text *to, const struct lw_track *track,
                      int64_t now_ns, bool exercise)
{
    const double age_s = (double)now_ns / 1e9 - (double)track->update_ns / 1e9;
    const double seen_s = age_s > 0 ? age_s : 0;

    put_identity(to, track);
    if (exercise) {
        lw_json_put_exercise(to, true);
        lw_json_put_quoted(to, "r", "EXERCISE");
        lw_json_put_quoted(to, "desc", "EXERCISE, not real");
    }
    put_motion(to, track);
    lw_json_put_fixed(to, "lat", track->pos.lat_rad * LW_JSON_DEGREES, 6);
    lw_json_put_fixed(to, "lon", track->pos.lon_rad * LW_JSON_DEGREES, 6);
    put_accuracy(to, track);
    lw_json_put_fixed(to, "seen_pos", seen_s, 1);
    lw_text_put(to, ",\"mlat\":[],\"tisb\":[]");
    lw_json_put_fixed(to, "seen", seen_s, 1);
    lw_text_put(to, "}");
}

static int aircraft_json_init(void *state,
                              const struct lw_encode_config *config,
                              struct lw_fault *fault)
{
    struct aircraft_json *json = state;

    (void)fault;
    json->site = config->site;
    return 0;
}

static void aircraft_json_begin(void *state,
                                const struct lw_encode_round *round,
                                struct lw_text *to)
{
    struct aircraft_json *json = state;

    json->now_ns = round->time_ns == INT64_MIN ? 0 : round->time_ns;
    json->more = false;
    lw_text_put(to, "{\"now\":");
    lw_text_time(to, json->now_ns);
    lw_text_put(to, ",\"messages\":");
    lw_text_int(to, (int64_t)round->reports);
    lw_json_put_exercise(to, json->site->exercise);
    lw_text_put(to, ",\"aircraft\":[");
}

/* What is gone is not in the file any more: that is how readers know. */
static void aircraft_json_track(void *state, const struct lw_track *track,
                                const struct lw_track_point *trail,
                                uint32_t points, struct lw_text *to)
{
    struct aircraft_json *json = state;

    (void)trail;
    (void)points;
    if (track->status == LW_TRACK_ENDED)
        return;
    if (json->more)
        lw_text_put(to, ",");
    put_track(to, track, json->now_ns, json->site->exercise);
    json->more = true;
}

static void aircraft_json_end(void *state, struct lw_text *to)
{
    (void)state;
    lw_text_put(to, "]}");
}

const struct lw_encoder lw_encoder_aircraft_json = {
    .name = "aircraft-json",
    .title = "aircraft.json of readsb, for tar1090",
    .spec = "readsb, README-json.md; doc/formats/aircraft-json.md",
    .type = "application/json",
    .suffix = "json",
    .document = true,
    .state_size = sizeof(struct aircraft_json),
    .track_max = TRACK_BYTES,
    .init = aircraft_json_init,
    .begin = aircraft_json_begin,
    .track = aircraft_json_track,
    .end = aircraft_json_end,
};
