/* SPDX-License-Identifier: Apache-2.0 */
/* A wire format as it is, without a capture around it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "decode_parts.h"

enum { GUESS_BYTES = 4096 };

/* A file, as it is read. */
struct reading {
    struct lw_decode_run run;
    struct lw_input *in;
    const char *file;
    int64_t start_ns;
    bool clocked; /* a message has said what time it is */
};

/* What time it is by the message itself, where it says so. A clock that comes
 * round is read as the moment nearest to the last. */
static void set_clock(struct reading *r, const uint8_t *frame, size_t len)
{
    const struct lw_decoder *decoder = r->run.decoder;
    const int64_t round_ns = decoder->clock_round_ns;
    const int64_t clock_ns = decoder->clock_ns == NULL
                                 ? -1
                                 : decoder->clock_ns(r->run.state, frame, len);

    if (clock_ns < 0 || clock_ns > INT64_MAX - r->start_ns)
        return;
    int64_t now_ns = r->start_ns + clock_ns;
    if (r->clocked && round_ns > 0) {
        const int64_t since_ns = r->run.now_ns - now_ns + round_ns / 2;
        now_ns += since_ns / round_ns * round_ns;
        if (since_ns % round_ns < 0)
            now_ns -= round_ns;
    }
    r->run.now_ns = now_ns;
    r->clocked = true;
}

static int take_frame(struct reading *r, int64_t offset, const uint8_t *frame,
                      size_t len)
{
    set_clock(r, frame, len);
    return lw_decode_put_frame(&r->run, offset, frame, len);
}

/* Done with these bytes: lines are counted in text, messages in the rest. */
static void pass(struct reading *r, const uint8_t *bytes, size_t len,
                 bool message)
{
    if (r->run.decoder->text)
        for (size_t i = 0; i < len; i++)
            r->run.number += bytes[i] == '\n';
    else
        r->run.number += message;
    lw_input_drop(r->in, len);
}

/* One message out of the window, or more bytes into it. 1, 0 at the end. */
static int step(struct reading *r, bool *end)
{
    const uint8_t *bytes;
    const size_t have = lw_input_bytes(r->in, &bytes);
    size_t start = 0;
    const size_t len = r->run.decoder->frame(bytes, have, *end, &start);

    pass(r, bytes, start, false);
    if (len > 0) {
        const int err =
            take_frame(r, lw_input_offset(r->in), bytes + start, len);
        pass(r, bytes + start, len, true);
        return err < 0 ? err : 1;
    }
    if (*end)
        return 0;
    (void)fflush(stdout); /* what a live source sent is seen at once */
    const int more = lw_input_more(r->in);
    if (more < 0) {
        fprintf(stderr, "luchtwacht: %s: %s\n", r->file, lw_input_error(r->in));
        return more;
    }
    *end = more == 0;
    return 1;
}

/* Read until the format can be told. */
static const struct lw_decoder *guess(struct reading *r)
{
    const struct lw_decoder *found = NULL;
    const uint8_t *bytes;
    size_t have = 0;
    int more = 1;

    have = lw_input_bytes(r->in, &bytes); /* what its magic took */
    found = lw_decoder_guess(bytes, have);
    while ((found == NULL || !lw_decoder_settled(found, bytes, have)) &&
           have < GUESS_BYTES && more > 0) {
        more = lw_input_more(r->in);
        have = lw_input_bytes(r->in, &bytes);
        found = lw_decoder_guess(bytes, have);
    }
    if (more < 0 && more != LW_ERR_NO_SPACE) /* all of a full window is read */
        fprintf(stderr, "luchtwacht: %s: %s\n", r->file, lw_input_error(r->in));
    else if (have == 0) /* nothing is nothing in every format */
        found = lw_decoders[0];
    else if (found == NULL)
        fprintf(stderr,
                "luchtwacht: %s: no format of ours; --format tells which it "
                "is\n",
                r->file);
    return found;
}

int lw_decode_stream(const struct lw_decode_options *options,
                     struct lw_input *in)
{
    struct reading r = {
        .run = {.options = options, .now_ns = options->start_ns, .number = 1},
        .in = in,
        .file = options->file,
        .start_ns = options->start_ns};
    struct lw_decode_config config;
    struct lw_fault fault;
    int status = LW_EXIT_FAILED, got = 1;
    bool end = false;

    const struct lw_decoder *decoder =
        options->format != NULL ? lw_decoder_find(options->format) : guess(&r);
    if (decoder != NULL && options->format == NULL && isatty(STDERR_FILENO))
        fprintf(stderr, "luchtwacht: %s: %s (--format %s)\n", options->file,
                decoder->title, decoder->name);
    if (decoder == NULL || lw_decode_configure(options, decoder, &config) < 0)
        return LW_EXIT_FAILED;
    r.run.decoder = decoder;
    r.run.state = malloc(decoder->state_size + 1);
    if (r.run.state == NULL)
        return LW_EXIT_FAILED;
    if (decoder->init(r.run.state, &config, &fault) < 0) {
        fprintf(stderr, "luchtwacht: %s: %s\n",
                options->options > 0 ? "--option" : decoder->name, fault.what);
        got = LW_ERR_RANGE;
    }
    while (got > 0)
        got = step(&r, &end);
    if (got == 0 && fflush(stdout) == 0)
        status = LW_EXIT_DONE;
    free(r.run.state);
    return status;
}
