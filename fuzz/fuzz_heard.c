/* SPDX-License-Identifier: Apache-2.0 */
/* What a peer says to an output that hears it, in two parts: no more is taken
 * than came, and what is written has room. The first byte says where it is cut
 * and whether the connection was greeted. */
#include <stdlib.h>

#include "encode/encode.h"
#include "encode/encoder_fixture.h"
#include "fuzz.h"

enum { ROOM = 1 << 20, CALLS_MAX = 64 };

static void hear(const struct lw_encoder *e, void *state, const uint8_t *data,
                 size_t size, struct lw_text *to)
{
    const int64_t now_ns = INT64_C(1790000012000000000);
    size_t at = 0;

    for (int i = 0; i < CALLS_MAX && at < size; i++) {
        const size_t used = e->heard(state, data + at, size - at, now_ns, to);
        if (used > size - at)
            abort();
        if (used == 0)
            break;
        at += used;
    }
}

static void try_one(const struct lw_encoder *e, const uint8_t *data,
                    size_t size, char *text)
{
    const struct lw_site site = {.name = "fuzz"};
    const struct lw_encode_config config = {.site = &site};
    const struct lw_encode_round round = {.time_ns = 1, .beat = true};
    const struct lw_track track = fixture_track(7);
    void *state = calloc(1, e->state_size + 1);
    struct lw_text to;

    if (state == NULL || e->init(state, &config, NULL) < 0)
        abort();
    lw_text_init(&to, text, ROOM);
    if (data[0] & 1)
        e->greet(state, 1, &to);
    const size_t cut = (size - 1) * data[0] / 256;
    hear(e, state, data + 1, cut, &to);
    hear(e, state, data + 1, size - 1, &to);
    lw_text_init(&to, text, 3 * e->track_max);
    e->begin(state, &round, &to);
    e->track(state, &track, NULL, 0, &to);
    e->end(state, &to);
    if (lw_text_len(&to) < 0)
        abort();
    free(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char *text;

    if (text == NULL)
        text = malloc(ROOM);
    if (text == NULL)
        abort();
    for (int i = 0; size > 0 && lw_encoders[i] != NULL; i++)
        if (lw_encoders[i]->heard != NULL)
            try_one(lw_encoders[i], data, size, text);
    return 0;
}
