/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks as lines of contract JSON, as an output like the others. */
#include "outputs.h"
#include "track_json.h"

struct ndjson {
    const struct lw_site *site;
};

static int ndjson_init(void *state, const struct lw_encode_config *config,
                       struct lw_fault *fault)
{
    struct ndjson *ndjson = state;

    (void)fault;
    ndjson->site = config->site;
    return 0;
}

static void ndjson_track(void *state, const struct lw_track *track,
                         const struct lw_track_point *trail, uint32_t points,
                         struct lw_text *to)
{
    const struct ndjson *ndjson = state;
    char text[LW_TRACK_TEXT_MAX];
    const int len = lw_track_write(track, ndjson->site, text, sizeof text);

    (void)trail;
    (void)points;
    if (len < 0)
        return;
    lw_text_bytes(to, text, (size_t)len);
    lw_text_put(to, "\n");
}

const struct lw_encoder lw_encoder_ndjson = {
    .name = "ndjson",
    .title = "Tracks as JSON, one a line",
    .spec = "doc/contract.md, \"Tracks\"",
    .type = "application/x-ndjson",
    .suffix = "ndjson",
    .ended_asked = true,
    .state_size = sizeof(struct ndjson),
    .track_max = LW_TRACK_TEXT_MAX + 1,
    .init = ndjson_init,
    .track = ndjson_track,
};
