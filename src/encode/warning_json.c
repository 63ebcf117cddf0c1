/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_json.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/text.h"
#include "json_parts.h"
#include "luchtwacht/track.h"

enum {
    CHANCE_DECIMALS = 3,
    DISTANCE_DECIMALS = 0,
    ANGLE_DECIMALS = 1,
    SPEED_DECIMALS = 1,
};
/* Times of arrival are told to this. */
static const int64_t tenth_ns = 100000000;

static void put_count(struct lw_text *to, const char *key, uint32_t value)
{
    lw_json_put_key(to, key);
    lw_text_int(to, value);
}

static void put_time(struct lw_text *to, const char *key, int64_t time_ns)
{
    lw_json_put_key(to, key);
    lw_text_time(to, time_ns);
}

static void put_true(struct lw_text *to, const char *key, bool value)
{
    if (!value)
        return;
    lw_json_put_key(to, key);
    lw_text_put(to, "true");
}

static void put_known(struct lw_text *to, const char *key, double value,
                      int decimals)
{
    if (isfinite(value))
        lw_json_put_fixed(to, key, value, decimals);
}

/* 0..360, and never 360 by rounding. */
static void put_azimuth(struct lw_text *to, const char *key, double rad)
{
    const double degrees = fmod(rad * LW_JSON_DEGREES + 720, 360);

    if (isfinite(degrees))
        lw_json_put_fixed(to, key, degrees < 359.95 ? degrees : 0,
                          ANGLE_DECIMALS);
}

/* Three members, the first without a comma. */
static void put_times(struct lw_text *to, const struct lw_arrival *arrival)
{
    const int64_t time_ns[] = {arrival->earliest_ns, arrival->likely_ns,
                               arrival->latest_ns};
    static const char *const key[] = {
        "\"earliest\":", ",\"likely\":", ",\"latest\":"};

    for (int i = 0; i < 3; i++) {
        lw_text_put(to, key[i]);
        lw_text_time(to, time_ns[i] - time_ns[i] % tenth_ns);
    }
}

static void put_track(struct lw_text *to, uint32_t number)
{
    char name[LW_TRACK_NAME_SIZE];

    lw_track_name(number, name);
    lw_text_quote(to, name);
}

static void put_reason(struct lw_text *to, const struct lw_reason *reason,
                       const struct lw_site *site)
{
    const char *comma = "";

    lw_text_put(to, "{\"track\":");
    put_track(to, reason->track);
    put_known(to, "chance", reason->chance, CHANCE_DECIMALS);
    lw_json_put_quoted(to, "kind", lw_kind_name(reason->kind));
    put_known(to, "kind_chance", reason->kind_chance, CHANCE_DECIMALS);
    put_known(to, "existence", reason->existence, CHANCE_DECIMALS);
    put_known(to, "distance", reason->distance_m, DISTANCE_DECIMALS);
    put_azimuth(to, "bearing", reason->bearing_rad);
    put_known(to, "speed", reason->speed_mps, SPEED_DECIMALS);
    put_azimuth(to, "course", reason->course_rad);
    lw_text_put(to, ",");
    put_times(to, &reason->when);
    lw_json_put_key(to, "sources");
    lw_text_put(to, "[");
    for (uint32_t i = 0; i < reason->sources; i++) {
        if (reason->source[i] >= site->sensors)
            continue;
        lw_text_put(to, comma);
        lw_text_quote(to, site->sensor[reason->source[i]].id);
        comma = ",";
    }
    lw_text_put(to, "]}");
}

/* The contract's list of tracks, and why each. */
static void put_reasons(struct lw_text *to, const struct lw_warning *warning,
                        const struct lw_site *site)
{
    lw_json_put_key(to, "tracks");
    lw_text_put(to, "[");
    for (uint32_t i = 0; i < warning->reasons; i++) {
        if (i > 0)
            lw_text_put(to, ",");
        put_track(to, warning->reason[i].track);
    }
    lw_text_put(to, "]");
    if (warning->tracks > warning->reasons)
        put_count(to, "more_tracks", warning->tracks - warning->reasons);
    lw_json_put_key(to, "reasons");
    lw_text_put(to, "[");
    for (uint32_t i = 0; i < warning->reasons; i++) {
        if (i > 0)
            lw_text_put(to, ",");
        put_reason(to, &warning->reason[i], site);
    }
    lw_text_put(to, "]");
}

/* What people, or the lack of sensors, have to do with it. */
static void put_people(struct lw_text *to, const struct lw_warning *warning)
{
    put_true(to, "uncovered", warning->uncovered);
    put_true(to, "by_hand", warning->by_hand);
    put_true(to, "silent", warning->silent);
    if (warning->state == LW_WARNING_PROPOSED)
        put_time(to, "confirm", warning->confirm_ns);
    if (warning->until_ns != INT64_MIN)
        put_time(to, "until", warning->until_ns);
    if (warning->acknowledged) {
        lw_text_put(to, ",\"acknowledged\":{\"t\":");
        lw_text_time(to, warning->acknowledged_ns);
        lw_json_put_quoted(to, "by", warning->acknowledged_by);
        lw_text_put(to, "}");
    }
    if (warning->by[0] != '\0')
        lw_json_put_quoted(to, "by", warning->by);
    if (warning->note[0] != '\0')
        lw_json_put_quoted(to, "note", warning->note);
}

int lw_warning_write(const struct lw_warning *warning,
                     const struct lw_site *site, char *text, size_t size)
{
    char name[LW_WARNING_NAME_SIZE];
    struct lw_text to;

    assert(warning->zone < site->zones);
    assert(warning->reasons <= LW_REASONS_MAX);
    lw_warning_name(warning->number, warning->status, name);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":");
    lw_text_quote(&to, lw_warning_level_name(warning->level));
    put_time(&to, "t", warning->time_ns);
    lw_json_put_quoted(&to, "warning", name);
    lw_json_put_quoted(&to, "zone", site->zone[warning->zone].id);
    lw_json_put_quoted(&to, "state", lw_warning_state_name(warning->state));
    lw_json_put_quoted(&to, "status", lw_warning_status_name(warning->status));
    lw_json_put_quoted(&to, "level", lw_warning_level_name(warning->level));
    put_count(&to, "revision", warning->revision);
    put_time(&to, "raised", warning->raised_ns);
    put_time(&to, "expires", warning->expires_ns);
    put_true(&to, "sound", warning->sound);
    if (warning->end != LW_WARNING_STANDS)
        lw_json_put_quoted(&to, "end", lw_warning_end_name(warning->end));
    if (warning->has_arrival) {
        lw_text_put(&to, ",\"arrival\":{");
        put_times(&to, &warning->arrival);
        lw_text_put(&to, "}");
    }
    put_known(&to, "probability", warning->probability, CHANCE_DECIMALS);
    put_reasons(&to, warning, site);
    put_people(&to, warning);
    lw_json_put_exercise(&to, warning->status == LW_WARNING_EXERCISE);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}

int lw_cover_write(const struct lw_site *site, uint32_t zone,
                   enum lw_cover cover, enum lw_cover before, int64_t time_ns,
                   char *text, size_t size)
{
    struct lw_text to;

    assert(zone < site->zones);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"cover\"");
    put_time(&to, "t", time_ns);
    lw_json_put_quoted(&to, "zone", site->zone[zone].id);
    lw_json_put_quoted(&to, "state", lw_cover_name(cover));
    lw_json_put_quoted(&to, "before", lw_cover_name(before));
    lw_json_put_exercise(&to, site->exercise);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}
