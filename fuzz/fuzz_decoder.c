/* SPDX-License-Identifier: Apache-2.0 */
/* One wire format (FUZZ_FORMAT): framed, decoded, described. Every report that
 * comes out is one that the contract allows. Of a format that is carried as
 * payloads the first byte says of what kind this one is. */
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/ndjson.h"
#include "encode/report_json.h"
#include "fuzz.h"

/* The reports of one message: each can be written, and read back. */
static void check_reports(const struct lw_report *report, int count)
{
    for (int i = 0; i < count; i++) {
        struct lw_report back;
        struct lw_fault fault;
        char text[8192];
        const int len = lw_report_write_all(&report[i], text, sizeof text);

        if (len < 0 || lw_ndjson_read(text, (size_t)len, &back, &fault) < 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void *state;
    static uint8_t answer[LW_DECODE_ANSWER_MAX];
    const struct lw_decode_config config = {.sensor = "fuzz"};
    const struct lw_decoder *d = lw_decoder_find(FUZZ_FORMAT);
    size_t at = 0;
    int64_t rx_ns = 1790000000000000000;

    if (state == NULL)
        state = malloc(d->state_size + 1);
    if (state == NULL)
        abort();
    d->init(state, &config, NULL);
    if (d->carrier != NULL && size > 0) {
        const struct lw_payload payload = {
            .kind = data[0] & 1 ? LW_PAYLOAD_WIFI : LW_PAYLOAD_BLUETOOTH,
            .bytes = data + 1,
            .len = size - 1,
        };
        d->carrier(state, &payload);
        at = 1;
    }
    while (at < size) {
        struct lw_report report[4];
        struct lw_fault fault = {0};
        char text[4096];
        size_t start = 0;
        const size_t len = d->frame(data + at, size - at, 1, &start);

        if (start + len > size - at || len > d->frame_len_max)
            abort();
        if (len == 0)
            break;
        const uint8_t *frame = data + at + start;
        for (size_t from = 0, to; from < len; from = to) {
            to = lw_decoder_part(d, state, frame, len, from);
            if (to <= from || to > len)
                abort();
            const uint8_t *msg = frame + from;
            const int got =
                d->decode(state, msg, to - from, rx_ns, report, 4, &fault);
            if (got > 4 || (got < 0 && fault.what[0] == '\0'))
                abort();
            check_reports(report, got);
            if (d->answer != NULL &&
                d->answer(state, rx_ns, answer, sizeof answer) > sizeof answer)
                abort();
            if (d->describe != NULL)
                (void)d->describe(state, msg, to - from, text, sizeof text,
                                  &fault);
        }
        if (d->clock_ns != NULL)
            (void)d->clock_ns(state, frame, len);
        at += start + len;
        rx_ns += 100000000;
    }
    return 0;
}
