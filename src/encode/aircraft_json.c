/* SPDX-License-Identifier: Apache-2.0 */
#include "aircraft_json.h"

#include <math.h>

#include "base/text.h"
#include "json_parts.h"

enum { HEAD_BYTES = 96, TRACK_BYTES = 640, CATEGORY_SIZE = 3 };

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

static void put_track(struct lw_text *to, const struct lw_track *track,
                      int64_t now_ns, bool exercise)
{
    const double east = track->vel_mps[0], north = track->vel_mps[1];
    const double course = atan2(east, north) * LW_JSON_DEGREES;
    const double age_s = (double)(now_ns - track->update_ns) / 1e9;
    const double seen_s = age_s > 0 ? age_s : 0;

    put_identity(to, track);
    if (exercise) {
        lw_json_put_exercise(to, true);
        lw_json_put_quoted(to, "r", "EXERCISE");
        lw_json_put_quoted(to, "desc", "EXERCISE, not real");
    }
    lw_json_put_fixed(to, "alt_geom", track->pos.alt_hae_m / foot_m, 0);
    lw_json_put_fixed(to, "gs", hypot(east, north) / knot_mps, 1);
    lw_json_put_fixed(to, "track", course < 0 ? course + 360 : course, 2);
    lw_json_put_fixed(to, "geom_rate", track->vel_mps[2] / foot_m * 60, 0);
    lw_json_put_fixed(to, "lat", track->pos.lat_rad * LW_JSON_DEGREES, 6);
    lw_json_put_fixed(to, "lon", track->pos.lon_rad * LW_JSON_DEGREES, 6);
    lw_json_put_fixed(to, "seen_pos", seen_s, 1);
    lw_text_put(to, ",\"mlat\":[],\"tisb\":[]");
    lw_json_put_fixed(to, "seen", seen_s, 1);
    lw_text_put(to, "}");
}

size_t lw_aircraft_json_size(uint32_t tracks)
{
    return HEAD_BYTES + (size_t)tracks * TRACK_BYTES;
}

int lw_aircraft_json_write(const struct lw_track *const track[],
                           uint32_t tracks, int64_t now_ns, uint64_t messages,
                           bool exercise, char *text, size_t size)
{
    const char *comma = "";
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"now\":");
    lw_text_time(&to, now_ns);
    lw_text_put(&to, ",\"messages\":");
    lw_text_int(&to, (int64_t)messages);
    lw_json_put_exercise(&to, exercise);
    lw_text_put(&to, ",\"aircraft\":[");
    for (uint32_t i = 0; i < tracks; i++) {
        if (track[i]->status != LW_TRACK_CONFIRMED &&
            track[i]->status != LW_TRACK_COASTING)
            continue;
        lw_text_put(&to, comma);
        put_track(&to, track[i], now_ns, exercise);
        comma = ",";
    }
    lw_text_put(&to, "]}");
    return lw_text_len(&to);
}
