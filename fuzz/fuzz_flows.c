/* SPDX-License-Identifier: Apache-2.0 */
/* A capture file, whole, to the messages in it and what all formats make of
 * them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/capture_flows.h"
#include "fuzz.h"

enum { REPORTS_MAX = 16, TEXT_SIZE = 1 << 18 };

static int configure(void *context, const struct lw_decoder *decoder,
                     struct lw_decode_config *config)
{
    (void)context;
    *config = (struct lw_decode_config){.personal = 1};
    if (!decoder->named)
        memcpy(config->sensor, "fuzz", sizeof "fuzz");
    return 0;
}

static int frame(void *context, const struct lw_flow_message *message)
{
    const struct lw_decoder *d = message->decoder;
    struct lw_report report[REPORTS_MAX];
    struct lw_fault fault = {0};
    char *text = context;

    if (message->len == 0 || message->offset < 0)
        abort();
    for (size_t from = 0, to; from < message->len; from = to) {
        to = lw_decoder_part(d, message->state, message->bytes, message->len,
                             from);
        if (to <= from || to > message->len)
            abort();
        const int got =
            d->decode(message->state, message->bytes + from, to - from,
                      message->rx_ns, report, REPORTS_MAX, &fault);
        if (got > REPORTS_MAX || (got < 0 && fault.what[0] == '\0'))
            abort();
        if (d->describe != NULL)
            (void)d->describe(message->state, message->bytes + from, to - from,
                              text, TEXT_SIZE, &fault);
    }
    return 0;
}

static int fault(void *context, const char *format, int64_t offset, int err,
                 const struct lw_fault *fault)
{
    (void)context;
    if (format == NULL || offset < 0 || err >= 0 || fault->what[0] == '\0')
        abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct lw_flows_calls calls = {configure, frame, fault};
    static char text[TEXT_SIZE];
    const struct lw_flows_config config = {.only = NULL};
    struct lw_flows *flows = lw_flows_open(&config, &calls, text);
    size_t at = 0, have = size / 2, used = 0;

    if (flows == NULL)
        abort();
    for (;;) {
        if (lw_flows_bytes(flows, data + at, have - at, (int64_t)at,
                           have == size, 0, &used) < 0)
            abort();
        at += used;
        if (used == 0 && have == size)
            break;
        if (used == 0)
            have = size;
    }
    if (at != size || lw_flows_end(flows) < 0)
        abort();
    lw_flows_close(flows);
    return 0;
}
