/* SPDX-License-Identifier: Apache-2.0 */
/* All formats of the outputs: a track of any bytes, with any numbers and any
 * strings. Nothing is written but what the format says it may take, and what is
 * text has no character that XML and JSON could not hold. */
#include <stdlib.h>
#include <string.h>

#include "encode/encode.h"
#include "fuzz.h"

enum { POINTS = 3 };

/* A part of the input, as often as it takes. */
static void fill(void *to, size_t size, const uint8_t *data, size_t len,
                 size_t from)
{
    uint8_t *out = to;

    for (size_t i = 0; i < size; i++)
        out[i] = len == 0 ? 0 : data[(from + i) % len];
}

/* Strings end, and the bounds that the tracker keeps are kept. */
static void tidy(struct lw_track *track)
{
    track->status = (enum lw_track_status)(track->number % LW_TRACK_STATUSES);
    track->ident.remote_id[sizeof track->ident.remote_id - 1] = '\0';
    track->ident.callsign[sizeof track->ident.callsign - 1] = '\0';
    track->ident.squawk[sizeof track->ident.squawk - 1] = '\0';
    track->ident.icao &= 0xffffff;
    track->sources %= LW_TRACK_SOURCES_MAX + 1;
    track->told = true;
    if (!(track->pos.lat_rad >= -1.5707963 && track->pos.lat_rad <= 1.5707963))
        track->pos.lat_rad = 0.9;
    if (!(track->pos.lon_rad >= -3.1415926 && track->pos.lon_rad <= 3.1415926))
        track->pos.lon_rad = 0.08;
}

static void check(const struct lw_encoder *e, const struct lw_text *to)
{
    if (lw_text_len(to) < 0)
        abort();
    for (const char *at = to->start; !e->binary && at < to->at; at++)
        if ((unsigned char)*at < 0x20 && *at != '\n')
            abort();
}

static void run(const struct lw_encoder *e, const struct lw_site *site,
                const struct lw_track *track,
                const struct lw_track_point trail[POINTS])
{
    const struct lw_encode_config config = {
        .site = site, .every_s = 1, .datagrams = track->number & 1};
    const struct lw_encode_round round = {
        .time_ns = track->time_ns, .reports = 1, .beat = true};
    const struct lw_encode_sensor sensor = {.index = 0,
                                            .state = LW_HEARTBEAT_DEGRADED,
                                            .heard = track->number & 2,
                                            .last_ns = track->first_ns};
    const uint32_t points = e->trail < POINTS ? e->trail : POINTS;
    const size_t size = e->track_max + points * e->point_max;
    void *state = calloc(1, e->state_size + 1);
    char *text = malloc(size);
    struct lw_text to;

    if (state == NULL || text == NULL || e->init(state, &config, NULL) < 0)
        abort();
    lw_text_init(&to, text, size);
    if (e->begin != NULL)
        e->begin(state, &round, &to);
    check(e, &to);
    lw_text_init(&to, text, size);
    if (e->sensor != NULL)
        e->sensor(state, &sensor, &to);
    check(e, &to);
    lw_text_init(&to, text, size);
    e->track(state, track, trail, points, &to);
    check(e, &to);
    lw_text_init(&to, text, size);
    if (e->end != NULL)
        e->end(state, &to);
    check(e, &to);
    free(state);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_sensor sensors[1] = {{.id = "radar <&> 1"}};
    const struct lw_site site = {.name = "a \"site\" <&>",
                                 .exercise = size % 2 == 0,
                                 .sensor = sensors,
                                 .sensors = 1};
    struct lw_track_point trail[POINTS];
    struct lw_track track;

    fill(&track, sizeof track, data, size, 0);
    fill(trail, sizeof trail, data, size, 17);
    /* A bool of any byte is none. */
    memset(&track.told, 0, sizeof track.told);
    tidy(&track);
    for (int i = 0; i < POINTS; i++)
        trail[i].pos.lat_rad = trail[i].pos.lon_rad = 0.5;
    for (int i = 0; lw_encoders[i] != NULL; i++)
        run(lw_encoders[i], &site, &track, trail);
    return 0;
}
