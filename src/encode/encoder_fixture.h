/* SPDX-License-Identifier: Apache-2.0 */
/* encoder_fixture.h - a track with everything, and an encoder's answer to it
 * as a string, for the tests of encoders. */
#ifndef LW_ENCODER_FIXTURE_H
#define LW_ENCODER_FIXTURE_H

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "encode/encode.h"

static inline struct lw_track fixture_track(uint32_t number)
{
    struct lw_track track = {
        .number = number,
        .status = LW_TRACK_CONFIRMED,
        .time_ns = INT64_C(1790000012000000000),
        .first_ns = INT64_C(1790000000000000000),
        .update_ns = INT64_C(1790000010500000000),
        .pos = {0.9128072, -0.0837758, 3048},
        .vel_mps = {-30, 40, -2.5},
        .existence = 0.99,
        .kinds = {[LW_KIND_MULTIROTOR] = 0.8, [LW_KIND_BIRD] = 0.2},
        .has_ident =
            LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN | LW_HAS_SQUAWK,
        .ident = {.icao = 0x4840d6,
                  .remote_id = "1581F5FJD226J00B",
                  .callsign = "KLM1023",
                  .squawk = "7000"},
        .sources = 1,
    };
    static const double variance[6] = {900, 400, 100, 4, 4, 1};

    for (int i = 0; i < 6; i++)
        track.cov[7 * i] = variance[i];
    return track;
}

/* One of which nothing is known but that it is there, and where. */
static inline struct lw_track fixture_unknown(uint32_t number)
{
    struct lw_track track = fixture_track(number);

    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    track.vel_mps[0] = track.vel_mps[1] = track.vel_mps[2] = (double)NAN;
    track.pos.alt_hae_m = track.existence = (double)NAN;
    track.has_ident = 0;
    return track;
}

/* The worst that may come from outside: every byte that has to be escaped, or
 * that is no text at all; numbers at their ends. */
static inline struct lw_track fixture_nasty(void)
{
    struct lw_track track = fixture_track(UINT32_MAX);

    memset(track.ident.callsign, '<', sizeof track.ident.callsign - 1);
    memcpy(track.ident.remote_id,
           "&\"'<>\x01\x1f\xff\xfe\xc0\x80\xed\xa0\x80\xef\xbf\xbf"
           "]]>\xf4\x90\x80\x80\n\t",
           26);
    memset(track.ident.squawk, '"', sizeof track.ident.squawk - 1);
    track.sources = LW_TRACK_SOURCES_MAX;
    track.time_ns = INT64_MAX;
    track.update_ns = track.first_ns = INT64_MIN;
    track.pos = (struct lw_geodetic){-1.57079632679, -3.14159265359, -1e9};
    track.vel_mps[0] = track.vel_mps[1] = track.vel_mps[2] = -1e300;
    for (int i = 0; i < 36; i++)
        track.cov[i] = i % 7 == 0 ? 1e300 : -1e300;
    return track;
}

/* All calls of one round, one behind the other; to be free()d. */
static inline char *fixture_round(const struct lw_encoder *encoder,
                                  const struct lw_encode_config *config,
                                  const struct lw_track *track, uint32_t tracks,
                                  const struct lw_track_point *trail,
                                  uint32_t points)
{
    const struct lw_encode_round round = {
        .time_ns = INT64_C(1790000012000000000), .reports = 42, .beat = true};
    const size_t size = (tracks + 2) * encoder->track_max +
                        (size_t)tracks * points * encoder->point_max;
    void *state = calloc(1, encoder->state_size + 1);
    char *text = malloc(size + 1);
    struct lw_text to;

    assert(state != NULL && text != NULL);
    const int err = encoder->init(state, config, NULL);
    assert(err == 0);
    (void)err;
    lw_text_init(&to, text, size);
    if (encoder->begin != NULL)
        encoder->begin(state, &round, &to);
    for (uint32_t i = 0; i < tracks; i++)
        encoder->track(state, &track[i], trail, points, &to);
    if (encoder->end != NULL)
        encoder->end(state, &to);
    const int len = lw_text_len(&to);
    assert(len >= 0);
    text[len] = '\0';
    free(state);
    return text;
}

#endif
