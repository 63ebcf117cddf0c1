/* SPDX-License-Identifier: Apache-2.0 */
#include "track_json.h"

#include <math.h>
#include <stdint.h>

#include "base/text.h"
#include "json_parts.h"

enum {
    PLACE_DECIMALS = 7,
    ALT_DECIMALS = 2,
    VEL_DECIMALS = 3,
    CHANCE_DECIMALS = 3,
    COV_DIGITS = 7,
};
static const double kind_least = 0.005;

/* Entries that are not known are null; where none is, so is the matrix. */
static void put_cov(struct lw_text *text, const double cov[36])
{
    bool any = false;

    for (int i = 0; i < 36; i++)
        any = any || isfinite(cov[i]);
    if (!any)
        return;
    lw_json_put_key(text, "cov");
    for (int row = 0; row < 6; row++) {
        lw_text_put(text, row == 0 ? "[[" : ",[");
        for (int col = 0; col < 6; col++) {
            if (col > 0)
                lw_text_put(text, ",");
            lw_text_significant(text, cov[6 * row + col], COV_DIGITS);
        }
        lw_text_put(text, "]");
    }
    lw_text_put(text, "]");
}

static void put_sources(struct lw_text *text, const struct lw_track *track,
                        const struct lw_site *site)
{
    const char *comma = "";

    lw_json_put_key(text, "sources");
    lw_text_put(text, "[");
    for (uint32_t i = 0; i < track->sources; i++) {
        if (track->source[i] >= site->sensors)
            continue;
        lw_text_put(text, comma);
        lw_text_quote(text, site->sensor[track->source[i]].id);
        comma = ",";
    }
    lw_text_put(text, "]");
}

/* From velocity to the end: the same in both forms. */
static void put_state(struct lw_text *text, const struct lw_track *track,
                      const struct lw_site *site)
{
    const uint32_t has = track->has_ident & (LW_HAS_ICAO | LW_HAS_REMOTE_ID |
                                             LW_HAS_CALLSIGN | LW_HAS_SQUAWK);

    if (isfinite(track->vel_mps[0]) && isfinite(track->vel_mps[1])) {
        lw_json_put_key(text, "vel");
        lw_json_put_vector(text, track->vel_mps, VEL_DECIMALS);
    }
    put_cov(text, track->cov);
    if (isfinite(track->existence))
        lw_json_put_fixed(text, "existence", track->existence, CHANCE_DECIMALS);
    lw_json_put_kinds(text, track->kinds, kind_least, CHANCE_DECIMALS);
    if (has)
        lw_json_put_ident(text, has, &track->ident);
    else
        lw_text_put(text, ",\"ident\":{}");
    put_sources(text, track, site);
    if (track->unbacked > LW_TRACK_MADE_UP) {
        lw_text_put(text, ",\"claim\":{\"backed\":");
        lw_text_significant(text, 1 - track->unbacked, 3);
        lw_text_put(text, "}");
    }
    lw_json_put_exercise(text, site->exercise);
}

int lw_track_write(const struct lw_track *track, const struct lw_site *site,
                   char *text, size_t size)
{
    char name[LW_TRACK_NAME_SIZE];
    struct lw_text to;

    lw_track_name(track->number, name);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"track\",\"t\":");
    lw_text_time(&to, track->time_ns);
    lw_json_put_quoted(&to, "track", name);
    lw_json_put_quoted(&to, "status", lw_track_status_name(track->status));
    lw_json_put_fixed(&to, "lat", track->pos.lat_rad * LW_JSON_DEGREES,
                      PLACE_DECIMALS);
    lw_json_put_fixed(&to, "lon", track->pos.lon_rad * LW_JSON_DEGREES,
                      PLACE_DECIMALS);
    if (isfinite(track->pos.alt_hae_m))
        lw_json_put_fixed(&to, "alt", track->pos.alt_hae_m, ALT_DECIMALS);
    put_state(&to, track, site);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}

int lw_track_write_geojson(const struct lw_track *track,
                           const struct lw_site *site, char *text, size_t size)
{
    char name[LW_TRACK_NAME_SIZE];
    struct lw_text to;

    lw_track_name(track->number, name);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"Feature\"");
    lw_json_put_quoted(&to, "id", name);
    lw_text_put(&to, ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
    lw_text_fixed(&to, track->pos.lon_rad * LW_JSON_DEGREES, PLACE_DECIMALS);
    lw_text_put(&to, ",");
    lw_text_fixed(&to, track->pos.lat_rad * LW_JSON_DEGREES, PLACE_DECIMALS);
    if (isfinite(track->pos.alt_hae_m)) {
        lw_text_put(&to, ",");
        lw_text_fixed(&to, track->pos.alt_hae_m, ALT_DECIMALS);
    }
    lw_text_put(&to, "]},\"properties\":{\"type\":\"track\",\"t\":");
    lw_text_time(&to, track->time_ns);
    lw_json_put_quoted(&to, "track", name);
    lw_json_put_quoted(&to, "status", lw_track_status_name(track->status));
    put_state(&to, track, site);
    lw_text_put(&to, "}}");
    return lw_text_len(&to);
}
