/* SPDX-License-Identifier: Apache-2.0 */
/* One wire format (FUZZ_FORMAT): framed, decoded, described. Every report that
 * comes out is one that the contract allows. Of a format that is carried as
 * payloads the first byte says of what kind this one is; of ASTERIX the length
 * says by which edition it is read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/ndjson.h"
#include "encode/report_json.h"
#include "fuzz.h"
#include "model/asterix_spec.h"

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

/* The edition of the first block's category, and whether looks are made. */
static uint32_t set_asterix(const uint8_t *data, size_t size,
                            struct lw_pair option[2])
{
    static const char *const looks[] = {"echoes", "always", "never"};
    const int category = size > 0 ? data[0] : 0;
    const size_t first = lw_asterix_first[category];
    const size_t editions = lw_asterix_first[category + 1] - first;

    option[0] = (struct lw_pair){.key = "looks"};
    (void)snprintf(option[0].value, sizeof option[0].value, "%s",
                   looks[size / 16 % 3]);
    if (editions == 0)
        return 1;
    (void)snprintf(option[1].key, sizeof option[1].key, "edition.%03d",
                   category);
    (void)snprintf(option[1].value, sizeof option[1].value, "%s",
                   lw_asterix_specs[first + size % editions].edition);
    return 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void *state;
    static uint8_t answer[LW_DECODE_ANSWER_MAX];
    struct lw_pair option[2];
    struct lw_decode_config config = {.sensor = "fuzz", .option = option};
    const struct lw_decoder *d = lw_decoder_find(FUZZ_FORMAT);
    size_t at = 0;
    int64_t rx_ns = 1790000000000000000;

    if (state == NULL)
        state = malloc(d->state_size + 1);
    if (state == NULL)
        abort();
    if (strcmp(d->name, "asterix") == 0)
        config.options = set_asterix(data, size, option);
    if (d->init(state, &config, NULL) < 0)
        abort();
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
