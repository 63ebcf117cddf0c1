/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.h - a file, or standard input, as lines or as bytes.
 *
 * gzip and zstd are told by their first bytes, not by the name, and taken off
 * on the way. Memory is bounded: one window of LW_INPUT_WINDOW bytes, however
 * large the file. Use lines or bytes on one input, not both.
 */
#ifndef LW_INPUT_H
#define LW_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum {
    LW_INPUT_WINDOW = 512 * 1024,
    LW_INPUT_LINE_MAX = 256 * 1024, /* longest line, newline not counted */
};

struct lw_input;

/* Open `path`, or standard input for "-". NULL with the reason in *fault. */
struct lw_input *lw_input_open(const char *path, struct lw_fault *fault);

/* The same over a descriptor that is open already; lw_input_close() closes it
 * unless it is standard input. */
struct lw_input *lw_input_over(int fd, struct lw_fault *fault);

void lw_input_close(struct lw_input *in);

/*
 * The next line, without its "\n" or "\r\n"; it stays valid until the next
 * call. A last line without a newline counts.
 *
 * Returns 1 with a line, 0 at the end, or
 *   LW_ERR_NO_SPACE   a line longer than LW_INPUT_LINE_MAX, which was passed
 *                     over; reading can go on
 *   LW_ERR_IO         the system said no (final; so are the two below)
 *   LW_ERR_TRUNCATED  a compressed file that stops in the middle
 *   LW_ERR_INTEGRITY  a compressed file that is damaged
 */
LW_NODISCARD int lw_input_line(struct lw_input *in, const char **line,
                               size_t *len);

/* Number of the line given last, from 1. */
int64_t lw_input_number(const struct lw_input *in);

/* Uncompressed bytes before the line given last, or before the bytes that
 * lw_input_bytes() shows. */
int64_t lw_input_offset(const struct lw_input *in);

/* What is in the window and not yet dropped. */
size_t lw_input_bytes(const struct lw_input *in, const uint8_t **bytes);

/* Done with the first `len` of them. */
void lw_input_drop(struct lw_input *in, size_t len);

/* Read more behind them (once; what a pipe has). Returns 1 when there are more
 * than before, 0 at the end, LW_ERR_NO_SPACE when the window is full, or an
 * error as for lines. May move the window. */
LW_NODISCARD int lw_input_more(struct lw_input *in);

/* What went wrong, for a message. */
const char *lw_input_error(const struct lw_input *in);

#endif
