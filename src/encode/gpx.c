/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracks as GPX 1.1, each with its path. `ele` is the height above the
 * ellipsoid: readers of GPX mostly take it for one above the sea.
 */
#include <math.h>

#include "json_parts.h"
#include "outputs.h"
#include "track_parts.h"
#include "xml_parts.h"

enum {
    TRAIL_MAX = 1 << 20,
    HEAD_MAX = 512 + LW_XML_ESCAPE_MAX * LW_NAME_MAX,
    TRACK_MAX = 2048 + LW_PART_WORDS_MAX + HEAD_MAX,
    POINT_MAX = 160,
};

struct gpx {
    const struct lw_site *site;
};

static int gpx_init(void *state, const struct lw_encode_config *config,
                    struct lw_fault *fault)
{
    struct gpx *gpx = state;

    (void)fault;
    gpx->site = config->site;
    return 0;
}

static void gpx_begin(void *state, const struct lw_encode_round *round,
                      struct lw_text *to)
{
    const struct gpx *gpx = state;

    lw_text_put(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<gpx version=\"1.1\" creator=\"Luchtwacht\" "
                    "xmlns=\"http://www.topografix.com/GPX/1/1\" "
                    "xmlns:lw=\"urn:luchtwacht:track:1\">\n<metadata>");
    lw_xml_put_element(to, "name", gpx->site->name);
    if (gpx->site->exercise)
        lw_xml_put_element(to, "desc", "EXERCISE, not real");
    if (round->time_ns != INT64_MIN)
        lw_xml_put_when(to, "time", round->time_ns);
    lw_text_put(to, "</metadata>\n");
}

static void put_point(struct lw_text *to, const struct lw_geodetic *pos,
                      int64_t time_ns)
{
    lw_text_put(to, "<trkpt");
    lw_xml_put_decimal(to, "lat", pos->lat_rad * LW_JSON_DEGREES, 7);
    lw_xml_put_decimal(to, "lon", pos->lon_rad * LW_JSON_DEGREES, 7);
    lw_text_put(to, ">");
    if (isfinite(pos->alt_hae_m))
        lw_xml_put_number(to, "ele", pos->alt_hae_m, 1);
    lw_xml_put_when(to, "time", time_ns);
    lw_text_put(to, "</trkpt>\n");
}

static void put_about(const struct gpx *gpx, const struct lw_track *track,
                      struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    char label[LW_LIVE_LABEL_SIZE], name[LW_TRACK_NAME_SIZE];

    lw_part_label(track, label);
    lw_track_name(track->number, name);
    lw_xml_put_element(to, "name", label);
    lw_text_put(to, "<desc>");
    lw_part_words(to, track, gpx->site->exercise);
    lw_text_put(to, "</desc>");
    lw_xml_put_number(to, "number", track->number, 0);
    lw_xml_put_element(to, "type", lw_kind_name(lw_part_kind(track)));
    lw_text_put(to, "<extensions><lw:track");
    lw_xml_put_attribute(to, "id", name);
    lw_part_attributes(to, track, &accuracy);
    if (accuracy.has_vertical)
        lw_xml_put_decimal(to, "vertical", accuracy.vertical_m, 1);
    if (gpx->site->exercise)
        lw_xml_put_attribute(to, "exercise", "true");
    lw_text_put(to, "/></extensions>");
}

static void gpx_track(void *state, const struct lw_track *track,
                      const struct lw_track_point *trail, uint32_t points,
                      struct lw_text *to)
{
    lw_text_put(to, "<trk>");
    put_about(state, track, to);
    lw_text_put(to, "<trkseg>\n");
    for (uint32_t i = 0; i < points; i++)
        put_point(to, &trail[i].pos, trail[i].time_ns);
    put_point(to, &track->pos, track->time_ns);
    lw_text_put(to, "</trkseg></trk>\n");
}

static void gpx_end(void *state, struct lw_text *to)
{
    (void)state;
    lw_text_put(to, "</gpx>\n");
}

const struct lw_encoder lw_encoder_gpx = {
    .name = "gpx",
    .title = "Tracks with their paths as GPX",
    .spec = "GPX 1.1 (topografix.com/GPX/1/1); doc/formats/gpx.md",
    .type = "application/gpx+xml",
    .suffix = "gpx",
    .document = true,
    .trail = TRAIL_MAX,
    .state_size = sizeof(struct gpx),
    .track_max = TRACK_MAX,
    .point_max = POINT_MAX,
    .init = gpx_init,
    .begin = gpx_begin,
    .track = gpx_track,
    .end = gpx_end,
};
