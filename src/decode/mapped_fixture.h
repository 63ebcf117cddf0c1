/* SPDX-License-Identifier: Apache-2.0 */
/* mapped_fixture.h - a site with one mapped sensor "s", for tests of what a
 * mapping makes, which include encode/report_json.h before it. */
#ifndef LW_MAPPED_FIXTURE_H
#define LW_MAPPED_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "decode/decode.h"
#include "luchtwacht/site_yaml.h"

struct mapped_fixture {
    struct lw_arena arena;
    struct lw_site site;
    struct lw_decode_config config;
    struct lw_fault fault;
    void *state;
};

static struct mapped_fixture f;

/* Read a site whose sensor has this mapping: flow style, or lines with an
 * indent of six. 0 or the error of lw_site_read_yaml(). */
static inline int mapped_site(const char *mapping)
{
    char text[8192];
    const int len = snprintf(text, sizeof text,
                             "site: x\nsensors:\n  - id: s\n    kind: tracker\n"
                             "    mapping: %s\n",
                             mapping);

    if (f.arena.mem == NULL)
        f.arena = (struct lw_arena){.mem = malloc(1 << 18), .size = 1 << 18};
    f.arena.used = 0;
    f.config.site = &f.site;
    memcpy(f.config.sensor, "s", 2);
    return lw_site_read_yaml(text, (size_t)len, NULL, &f.arena, &f.site,
                             &f.fault);
}

static inline int mapped_begin(const struct lw_decoder *d, const char *mapping)
{
    const int err = mapped_site(mapping);

    if (f.state == NULL)
        f.state = malloc(d->state_size);
    return err < 0 ? err : d->init(f.state, &f.config, &f.fault);
}

static inline int tear_down(void **state)
{
    (void)state;
    free(f.arena.mem);
    free(f.state);
    f = (struct mapped_fixture){.state = NULL};
    return 0;
}

/* All of a stream, in pieces of `step` bytes: its reports as JSON lines, and
 * `!what is wrong` for what is refused. */
static inline void mapped_run(const struct lw_decoder *d, const char *stream,
                              size_t step, char *out, size_t size)
{
    const size_t len = strlen(stream);
    size_t at = 0, have = 0, used = 0;

    out[0] = '\0';
    while (at < len && used + 512 < size) {
        size_t start = 0;
        /* A copy of exactly its size: a sanitizer guards its end. */
        uint8_t *exact = malloc(have - at + 1);
        memcpy(exact, stream + at, have - at);
        const size_t frame = d->frame(exact, have - at, have == len, &start);
        for (size_t from = 0, to; from < frame; from = to) {
            struct lw_report r;
            uint8_t *msg = exact + start;
            to = lw_decoder_part(d, f.state, msg, frame, from);
            const int got =
                d->decode(f.state, msg + from, to - from, 0, &r, 1, &f.fault);
            if (got > 0) {
                const int n =
                    lw_report_write_all(&r, out + used, size - used - 2);
                used += n > 0 ? (size_t)n : 0;
                out[used++] = '\n';
            } else if (got < 0) {
                used += (size_t)snprintf(out + used, size - used, "!%s\n",
                                         f.fault.what);
            }
        }
        out[used] = '\0';
        free(exact);
        at += start + frame;
        if (frame == 0 && have == len)
            break;
        if (frame == 0)
            have = have + step < len ? have + step : len;
    }
}

/* What a mapping makes of a file, wherever that is cut. */
static inline void mapped_expect(const struct lw_decoder *d,
                                 const char *mapping, const char *file,
                                 const char *expected)
{
    static const size_t steps[] = {4096, 1};
    char out[8192];

    for (int i = 0; i < 2; i++) {
        assert_int_equal(mapped_begin(d, mapping), 0);
        mapped_run(d, file, steps[i], out, sizeof out);
        assert_string_equal(out, expected);
    }
}

#endif
