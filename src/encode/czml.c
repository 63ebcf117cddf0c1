/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracks as CZML, for Cesium: a packet each, with its positions as samples and
 * the time that they cover. Heights are above the ellipsoid, as Cesium's are.
 */
#include <math.h>

#include "json_parts.h"
#include "outputs.h"
#include "track_parts.h"
#include "xml_parts.h"

enum {
    TRAIL_MAX = 1 << 20,
    HEAD_MAX = 256 + LW_XML_ESCAPE_MAX * LW_NAME_MAX,
    TRACK_MAX = 3072 + LW_PART_WORDS_MAX + HEAD_MAX,
    POINT_MAX = 80,
    COLOUR_SIZE = 12,
};

static const int64_t second_ns = 1000000000;
static const double rounds = 3;        /* that may be missed */
static const double hold_least_s = 10; /* and it is shown so long at least */

struct czml {
    const struct lw_site *site;
    int64_t hold_ns; /* how long it is shown behind its last position */
};

static const char colour[LW_KINDS][COLOUR_SIZE] = {
    [LW_KIND_MULTIROTOR] = "246,130,59", [LW_KIND_FIXED_WING] = "232,163,26",
    [LW_KIND_PISTON] = "232,42,42",      [LW_KIND_JET] = "158,23,181",
    [LW_KIND_HELICOPTER] = "0,138,214",  [LW_KIND_AIRLINER] = "0,96,176",
    [LW_KIND_BIRD] = "44,160,90",        [LW_KIND_BALLOON] = "0,200,200",
    [LW_KIND_UNKNOWN] = "128,128,128",
};

static int czml_init(void *state, const struct lw_encode_config *config,
                     struct lw_fault *fault)
{
    struct czml *czml = state;

    (void)fault;
    czml->site = config->site;
    czml->hold_ns = 0;
    if (config->every_s > 0)
        czml->hold_ns =
            (int64_t)fmax(rounds * config->every_s, hold_least_s) * second_ns;
    return 0;
}

static void czml_begin(void *state, const struct lw_encode_round *round,
                       struct lw_text *to)
{
    const struct czml *czml = state;

    (void)round;
    lw_text_put(to, "[{\"id\":\"document\",\"version\":\"1.0\"");
    lw_json_put_quoted(to, "name", czml->site->name);
    if (czml->site->exercise)
        lw_json_put_quoted(to, "description", "EXERCISE, not real");
    lw_text_put(to, "}");
}

static void put_span(const struct czml *czml, const struct lw_track *track,
                     int64_t from_ns, struct lw_text *to)
{
    int64_t until_ns = track->time_ns;

    if (track->status != LW_TRACK_ENDED && until_ns < INT64_MAX - czml->hold_ns)
        until_ns += czml->hold_ns;
    lw_json_put_key(to, "availability");
    lw_text_put(to, "\"");
    lw_xml_time(to, from_ns);
    lw_text_put(to, "/");
    lw_xml_time(to, until_ns);
    lw_text_put(to, "\"");
}

static double bounded(double value)
{
    static const double most = 1e12;

    return fmin(fmax(value, -most), most);
}

static void put_sample(const struct lw_geodetic *pos, int64_t time_ns,
                       int64_t from_ns, struct lw_text *to)
{
    lw_text_fixed(to, bounded((double)time_ns / 1e9 - (double)from_ns / 1e9),
                  3);
    lw_text_put(to, ",");
    lw_text_fixed(to, pos->lon_rad * LW_JSON_DEGREES, 7);
    lw_text_put(to, ",");
    lw_text_fixed(to, pos->lat_rad * LW_JSON_DEGREES, 7);
    lw_text_put(to, ",");
    lw_text_fixed(to, isfinite(pos->alt_hae_m) ? bounded(pos->alt_hae_m) : 0,
                  1);
}

static void put_positions(const struct lw_track *track,
                          const struct lw_track_point *trail, uint32_t points,
                          int64_t from_ns, struct lw_text *to)
{
    lw_json_put_key(to, "position");
    lw_text_put(to, "{\"epoch\":\"");
    lw_xml_time(to, from_ns);
    lw_text_put(to, "\",\"forwardExtrapolationType\":\"HOLD\","
                    "\"cartographicDegrees\":[");
    for (uint32_t i = 0; i < points; i++) {
        put_sample(&trail[i].pos, trail[i].time_ns, from_ns, to);
        lw_text_put(to, ",");
    }
    put_sample(&track->pos, track->time_ns, from_ns, to);
    lw_text_put(to, "]}");
}

static void put_colour(struct lw_text *to, const char *key, enum lw_kind kind,
                       const char *opacity)
{
    lw_json_put_key(to, key);
    lw_text_put(to, "{\"rgba\":[");
    lw_text_put(to, colour[kind]);
    lw_text_put(to, ",");
    lw_text_put(to, opacity);
    lw_text_put(to, "]}");
}

static void put_looks(const struct lw_track *track, const char *label,
                      bool path, struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    const enum lw_kind kind = lw_part_kind(track);
    const bool alt = lw_part_has_alt(track);

    lw_text_put(to, ",\"point\":{\"pixelSize\":8");
    if (!alt)
        lw_json_put_quoted(to, "heightReference", "CLAMP_TO_GROUND");
    put_colour(to, "color", kind, "255");
    lw_text_put(to, "},\"label\":{\"text\":");
    lw_text_quote(to, label);
    lw_text_put(to, ",\"font\":\"12px sans-serif\",\"pixelOffset\":"
                    "{\"cartesian2\":[0,-16]}}");
    if (path) {
        lw_text_put(to, ",\"path\":{\"width\":2,\"material\":{\"solidColor\":"
                        "{\"color\":{\"rgba\":[");
        lw_text_put(to, colour[kind]);
        lw_text_put(to, ",255]}}}}");
    }
    /* Cesium counts the turn of an ellipse the other way round. */
    if (!accuracy.has_horizontal || !(accuracy.major_m > 0))
        return;
    lw_text_put(to, ",\"ellipse\":{\"semiMajorAxis\":");
    lw_text_fixed(to, bounded(accuracy.major_m), 1);
    lw_json_put_fixed(to, "semiMinorAxis", fmax(bounded(accuracy.minor_m), 0.1),
                      1);
    lw_json_put_fixed(to, "rotation", -accuracy.az_deg / LW_JSON_DEGREES, 4);
    if (alt)
        lw_json_put_fixed(to, "height", bounded(track->pos.alt_hae_m), 1);
    lw_text_put(to, ",\"material\":{\"solidColor\":{");
    lw_text_put(to, "\"color\":{\"rgba\":[");
    lw_text_put(to, colour[kind]);
    lw_text_put(to, ",60]}}}}");
}

static void put_figure(struct lw_text *to, const char *key, double value,
                       int decimals)
{
    if (isfinite(value))
        lw_json_put_fixed(to, key, bounded(value), decimals);
}

static void put_properties(const struct czml *czml,
                           const struct lw_track *track, struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    struct lw_part_motion motion;

    lw_text_put(to, ",\"properties\":{\"status\":");
    lw_text_quote(to, lw_track_status_name(track->status));
    lw_json_put_quoted(to, "kind", lw_kind_name(lw_part_kind(track)));
    put_figure(to, "existence", track->existence, 3);
    put_figure(to, "age", lw_part_age_s(track), 1);
    if (lw_part_motion(track, &motion)) {
        put_figure(to, "course", motion.course_deg, 1);
        put_figure(to, "speed", motion.ground_mps, 1);
        put_figure(to, "climb", motion.climb_mps, 1);
    }
    if (accuracy.has_vertical)
        put_figure(to, "sigma_vertical", accuracy.vertical_m, 1);
    lw_json_put_exercise(to, czml->site->exercise);
    lw_text_put(to, "}");
}

static void czml_track(void *state, const struct lw_track *track,
                       const struct lw_track_point *trail, uint32_t points,
                       struct lw_text *to)
{
    const struct czml *czml = state;
    const int64_t from_ns = points > 0 ? trail[0].time_ns : track->time_ns;
    char label[LW_LIVE_LABEL_SIZE], name[LW_TRACK_NAME_SIZE];
    char words[LW_PART_WORDS_MAX];
    struct lw_text text;

    lw_part_label(track, label);
    lw_track_name(track->number, name);
    lw_text_init(&text, words, sizeof words);
    lw_part_words(&text, track, czml->site->exercise);
    lw_text_put(to, ",\n{\"id\":");
    lw_text_quote(to, name);
    lw_json_put_quoted(to, "name", label);
    lw_json_put_key(to, "description");
    lw_text_quote_bytes(to, words, (size_t)(text.at - text.start));
    put_span(czml, track, from_ns, to);
    put_positions(track, trail, points, from_ns, to);
    put_looks(track, label, points > 0, to);
    put_properties(czml, track, to);
    lw_text_put(to, "}");
}

static void czml_end(void *state, struct lw_text *to)
{
    (void)state;
    lw_text_put(to, "]\n");
}

const struct lw_encoder lw_encoder_czml = {
    .name = "czml",
    .title = "Tracks with their paths as CZML, for Cesium",
    .spec = "CZML 1.0 (AnalyticalGraphicsInc/czml-writer); doc/formats/czml.md",
    .type = "application/json",
    .suffix = "czml",
    .document = true,
    .trail = TRAIL_MAX,
    .state_size = sizeof(struct czml),
    .track_max = TRACK_MAX,
    .point_max = POINT_MAX,
    .init = czml_init,
    .begin = czml_begin,
    .track = czml_track,
    .end = czml_end,
};
