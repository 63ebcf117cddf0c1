/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decode_parts.h - what the files of `luchtwacht decode` share.
 *
 * decode.c (options, which it is) -> decode_stream.c (a format as it is) or
 * decode_capture.c (formats in packets) -> decode_put.c (lines out).
 */
#ifndef LW_DECODE_PARTS_H
#define LW_DECODE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/decode.h"
#include "input.h"

enum { LW_DECODE_PAIRS_MAX = 256 };

struct lw_decode_options {
    const char *format; /* NULL: find out */
    const char *sensor;
    const char *file;
    const char *site_file;      /* NULL: none */
    const struct lw_site *site; /* that it holds */
    bool reports;
    bool operators; /* their positions may be told */
    int64_t start_ns;
    struct lw_pair source[LW_DECODE_PAIRS_MAX], option[LW_DECODE_PAIRS_MAX];
    uint32_t sources, options;
    /* Who takes the reports; NULL: they are lines on standard output. Below 0:
     * it takes no more. */
    int (*take)(void *context, const struct lw_report *report);
    void *context;
};

/* Options that `decode` and `convert` have both. */
enum { LW_DECODE_OPTION_SOURCE = 512, LW_DECODE_OPTION_START };
#define LW_DECODE_SHARED_OPTIONS                                               \
    {"sensor", required_argument, NULL, 's'},                                  \
        {"source", required_argument, NULL, LW_DECODE_OPTION_SOURCE},          \
        {"option", required_argument, NULL, 'o'},                              \
    {                                                                          \
        "start", required_argument, NULL, LW_DECODE_OPTION_START               \
    }

/* One of them: 0; LW_ERR_UNKNOWN: it is none; LW_ERR_SYNTAX: a message was
 * printed. */
LW_NODISCARD int lw_decode_take_option(struct lw_decode_options *options,
                                       int option, const char *value);

/* All of an input, which may be a capture: an exit status. */
int lw_decode_input(const struct lw_decode_options *options,
                    struct lw_input *in);

/* Where messages come from that are told of now. */
struct lw_decode_run {
    const struct lw_decode_options *options;
    const struct lw_decoder *decoder;
    void *state;
    int64_t now_ns;
    int64_t number; /* of the message's line, or of the message, from 1; 0: it
                       is told of by its offset */
};

/* decode_put.c: 0, or LW_ERR_IO: there is nobody left to tell. */

/* All messages of a frame, at `offset`. */
LW_NODISCARD int lw_decode_put_frame(const struct lw_decode_run *run,
                                     int64_t offset, const uint8_t *frame,
                                     size_t len);
/* What cannot be read in its place, under the name of a format. */
LW_NODISCARD int lw_decode_put_error(const struct lw_decode_run *run,
                                     const char *format, int64_t offset,
                                     int err, const struct lw_fault *fault);
/* What a decoder is to know; 0, or a message was printed. */
LW_NODISCARD int lw_decode_configure(const struct lw_decode_options *options,
                                     const struct lw_decoder *decoder,
                                     struct lw_decode_config *config);

/* decode_stream.c, decode_capture.c: an exit status. */
int lw_decode_stream(const struct lw_decode_options *options,
                     struct lw_input *in);
int lw_decode_capture(const struct lw_decode_options *options,
                      struct lw_input *in);

#endif
