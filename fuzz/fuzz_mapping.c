/* SPDX-License-Identifier: Apache-2.0 */
/* A mapping of the site file and what it is to read: `FORMAT\nMAPPING\n%%\n`
 * and the bytes of the file. Every report that comes out is one that the
 * contract allows. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "decode/decode.h"
#include "decode/ndjson.h"
#include "encode/report_json.h"
#include "fuzz.h"
#include "luchtwacht/site_yaml.h"

enum { ARENA_SIZE = 1 << 22, TEXT_SIZE = 1 << 16 };

static void check_report(const struct lw_report *report)
{
    struct lw_report back;
    struct lw_fault fault;
    char text[8192];
    const int len = lw_report_write_all(report, text, sizeof text);

    if (len < 0 || lw_ndjson_read(text, (size_t)len, &back, &fault) < 0)
        abort();
}

static void read_all(const struct lw_decoder *d, void *state,
                     const uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t start = 0;
        const size_t len = d->frame(data + at, size - at, 1, &start);
        const uint8_t *frame = data + at + start;

        if (start + len > size - at || len > d->frame_len_max)
            abort();
        if (len == 0)
            break;
        for (size_t from = 0, to; from < len; from = to) {
            struct lw_report report;
            struct lw_fault fault = {0};
            char text[4096];

            to = lw_decoder_part(d, state, frame, len, from);
            if (to <= from || to > len)
                abort();
            const int got = d->decode(state, frame + from, to - from,
                                      1790000000000000000, &report, 1, &fault);
            if (got > 1 || (got < 0 && fault.what[0] == '\0'))
                abort();
            if (got == 1)
                check_report(&report);
            (void)d->describe(state, frame + from, to - from, text, sizeof text,
                              &fault);
        }
        at += start + len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char head[] = "site: x\nsensors:\n  - id: s\n    kind: radar\n"
                               "    mapping: ";
    static unsigned char *mem;
    static void *state;
    struct lw_decode_config config = {.sensor = "s"};
    char text[TEXT_SIZE];
    struct lw_site site;
    struct lw_fault fault;
    const struct lw_decoder *d =
        lw_decoder_find(size > 0 && data[0] == 'c' ? "csv" : "json");
    size_t split = 0;

    if (mem == NULL)
        mem = malloc(ARENA_SIZE);
    if (state == NULL)
        state = malloc(lw_decoder_find("csv")->state_size +
                       lw_decoder_find("json")->state_size);
    if (mem == NULL || state == NULL)
        abort();
    while (split + 4 <= size && memcmp(data + split, "\n%%\n", 4) != 0)
        split++;
    if (split + 4 > size || split < 2 || split + sizeof head > sizeof text)
        return 0;
    struct lw_arena arena = {.mem = mem, .size = ARENA_SIZE};
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, data + 2, split - 2);
    if (lw_site_read_yaml(text, sizeof head - 1 + split - 2, NULL, &arena,
                          &site, &fault) < 0)
        return 0;
    config.site = &site;
    if (d->init(state, &config, &fault) == 0)
        read_all(d, state, data + split + 4, size - split - 4);
    return 0;
}
