/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast tracks become each format of the outputs: rounds of 1,000 tracks.
 * Encoders that agree with a peer first are left out: without one they write
 * nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "encode/encoder_fixture.h"

enum { TRACKS = 1000 };
static const double long_s = 0.3;

static double now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Bytes of a round, or -1. */
static long run(const struct lw_encoder *encoder, void *state, char *text,
                const struct lw_track *track)
{
    const struct lw_encode_round round = {.time_ns = track->time_ns,
                                          .beat = true};
    struct lw_text to;
    long bytes = 0;

    for (int i = -1; i <= TRACKS; i++) {
        lw_text_init(&to, text, encoder->track_max);
        if (i < 0 && encoder->begin != NULL)
            encoder->begin(state, &round, &to);
        else if (i == TRACKS && encoder->end != NULL)
            encoder->end(state, &to);
        else if (i >= 0 && i < TRACKS)
            encoder->track(state, &track[i], NULL, 0, &to);
        const int len = lw_text_len(&to);
        if (len < 0)
            return -1;
        bytes += len;
    }
    return bytes;
}

static int measure(const struct lw_encoder *encoder,
                   const struct lw_track *track)
{
    static const struct lw_site site = {.name = "bench"};
    const struct lw_encode_config config = {.site = &site, .every_s = 1.0};
    void *state = calloc(1, encoder->state_size + 1);
    char *text = malloc(encoder->track_max);
    long bytes = 0;
    int rounds = 0;

    if (state == NULL || text == NULL ||
        encoder->init(state, &config, NULL) < 0) {
        free(state);
        free(text);
        return 1;
    }
    const double began = now_s();
    double took = 0.0;
    for (; took < long_s && bytes >= 0; rounds++, took = now_s() - began)
        bytes = run(encoder, state, text, track);
    if (bytes >= 0)
        printf("%-16s %10.0f tracks/s, %5.0f bytes each\n", encoder->name,
               rounds * (double)TRACKS / took, (double)bytes / TRACKS);
    free(state);
    free(text);
    return bytes < 0;
}

int main(void)
{
    static struct lw_track track[TRACKS];
    int failed = 0;

    for (uint32_t i = 0; i < TRACKS; i++) {
        track[i] = fixture_track(i + 1);
        track[i].pos.lat_rad += 1e-5 * i;
    }
    for (int i = 0; lw_encoders[i] != NULL; i++)
        if (lw_encoders[i]->greet == NULL)
            failed += measure(lw_encoders[i], track);
    return failed > 0;
}
