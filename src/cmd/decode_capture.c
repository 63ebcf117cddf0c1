/* SPDX-License-Identifier: Apache-2.0 */
/* Formats in the packets of a capture. */
#include <inttypes.h>
#include <stdio.h>

#include "capture_flows.h"
#include "cmd.h"
#include "decode_parts.h"

static int configure(void *context, const struct lw_decoder *decoder,
                     struct lw_decode_config *config)
{
    const struct lw_decode_run *run = context;

    return lw_decode_configure(run->options, decoder, config);
}

static int take_frame(void *context, const struct lw_flow_message *message)
{
    const struct lw_decode_run *run = context;
    const struct lw_decode_run here = {.options = run->options,
                                       .decoder = message->decoder,
                                       .state = message->state,
                                       .now_ns = message->rx_ns};

    return lw_decode_put_frame(&here, message->offset, message->bytes,
                               message->len);
}

static int take_fault(void *context, const char *format, int64_t offset,
                      int err, const struct lw_fault *fault)
{
    return lw_decode_put_error(context, format, offset, err, fault);
}

static const struct lw_flows_calls calls = {configure, take_frame, take_fault};

static void tell_some(const char *file, uint64_t count, const char *what)
{
    if (count > 0)
        fprintf(stderr, "luchtwacht: %s: %" PRIu64 " %s\n", file, count, what);
}

/* What was found, and what was left out. */
static void tell(const char *file, const struct lw_flows *flows)
{
    const struct lw_flows_counts *c = lw_flows_counts(flows);
    const struct lw_unwrap_counts *p = lw_flows_packets(flows);

    for (size_t i = 0; lw_decoders[i] != NULL; i++)
        if (c->claimed[i] > 0)
            fprintf(stderr, "luchtwacht: %s: %" PRIu64 " payloads of %s\n",
                    file, c->claimed[i], lw_decoders[i]->name);
    tell_some(file, c->unclaimed, "payloads in no format of ours");
    if (c->links > 0)
        fprintf(stderr,
                "luchtwacht: %s: %" PRIu64 " packets of a link type that "
                "cannot be read (%d)\n",
                file, c->links, c->link_type);
    tell_some(file, p->other - c->links, "packets that carry no messages");
    tell_some(file, p->damaged, "damaged packets");
    tell_some(file, p->cut, "packets that were cut when they were captured");
    tell_some(file, p->fragments, "fragments of datagrams that are not whole");
    tell_some(file, p->repeated, "segments or fragments that came again");
    tell_some(file, p->gaps, "gaps in streams");
}

int lw_decode_capture(const struct lw_decode_options *options,
                      struct lw_input *in)
{
    struct lw_decode_run run = {.options = options};
    const struct lw_flows_config config = {
        .only =
            options->format != NULL ? lw_decoder_find(options->format) : NULL,
        .all = options->format != NULL};
    struct lw_flows *flows = lw_flows_open(&config, &calls, &run);
    int err = flows == NULL ? LW_ERR_NO_SPACE : 0;
    int more = 1;

    while (err == 0) {
        const uint8_t *bytes;
        const size_t have = lw_input_bytes(in, &bytes);
        size_t used = 0;
        err = lw_flows_bytes(flows, bytes, have, lw_input_offset(in), more <= 0,
                             0, &used);
        lw_input_drop(in, used);
        if (err < 0 || (used == 0 && more <= 0))
            break;
        if (used > 0)
            continue;
        (void)fflush(stdout); /* what a live source sent is seen at once */
        more = lw_input_more(in);
        if (more < 0)
            fprintf(stderr, "luchtwacht: %s: %s\n", options->file,
                    lw_input_error(in));
    }
    if (err == 0)
        err = lw_flows_end(flows);
    if (err == 0 && fflush(stdout) != 0)
        err = LW_ERR_IO;
    if (flows != NULL)
        tell(options->file, flows);
    lw_flows_close(flows);
    return err == 0 && more == 0 ? LW_EXIT_DONE : LW_EXIT_FAILED;
}
