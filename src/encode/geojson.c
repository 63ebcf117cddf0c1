/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks as a GeoJSON FeatureCollection, as an output like the others. */
#include "json_parts.h"
#include "outputs.h"
#include "track_json.h"

struct geojson {
    const struct lw_site *site;
    bool more; /* than one feature */
};

static int geojson_init(void *state, const struct lw_encode_config *config,
                        struct lw_fault *fault)
{
    struct geojson *geojson = state;

    (void)fault;
    geojson->site = config->site;
    return 0;
}

static void geojson_begin(void *state, const struct lw_encode_round *round,
                          struct lw_text *to)
{
    struct geojson *geojson = state;

    geojson->more = false;
    lw_text_put(to, "{\"type\":\"FeatureCollection\",\"time\":");
    if (round->time_ns == INT64_MIN)
        lw_text_put(to, "null");
    else
        lw_text_time(to, round->time_ns);
    lw_json_put_exercise(to, geojson->site->exercise);
    lw_text_put(to, ",\"features\":[");
}

static void geojson_track(void *state, const struct lw_track *track,
                          const struct lw_track_point *trail, uint32_t points,
                          struct lw_text *to)
{
    struct geojson *geojson = state;
    char text[LW_TRACK_TEXT_MAX];
    const int len =
        lw_track_write_geojson(track, geojson->site, text, sizeof text);

    (void)trail;
    (void)points;
    if (len < 0)
        return;
    if (geojson->more)
        lw_text_put(to, ",\n");
    lw_text_bytes(to, text, (size_t)len);
    geojson->more = true;
}

static void geojson_end(void *state, struct lw_text *to)
{
    (void)state;
    lw_text_put(to, "]}\n");
}

const struct lw_encoder lw_encoder_geojson = {
    .name = "geojson",
    .title = "Tracks as a GeoJSON FeatureCollection",
    .spec = "RFC 7946; doc/formats/geojson.md",
    .type = "application/geo+json",
    .suffix = "geojson",
    .document = true,
    .state_size = sizeof(struct geojson),
    .track_max = LW_TRACK_TEXT_MAX + 2,
    .init = geojson_init,
    .begin = geojson_begin,
    .track = geojson_track,
    .end = geojson_end,
};
