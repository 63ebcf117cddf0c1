/* SPDX-License-Identifier: Apache-2.0 */
/*
 * textbuf.h - text written into a buffer of fixed size.
 *
 * Once something did not fit, nothing more is written and `full` is set: one
 * check at the end is enough. The text is always ended by a NUL. Numbers are
 * printed the same in every locale.
 */
#ifndef LW_TEXTBUF_H
#define LW_TEXTBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lw_textbuf {
    char *text;
    size_t size; /* NUL included */
    size_t len;
    bool full;
};

/* An empty text in the caller's memory; size may be 0 (then it is full). */
struct lw_textbuf lw_textbuf_in(char *text, size_t size);

void lw_textbuf_bytes(struct lw_textbuf *buf, const char *bytes, size_t len);
void lw_textbuf_put(struct lw_textbuf *buf, const char *string);

/* A JSON string with its quotes (RFC 8259); the input is UTF-8. */
void lw_textbuf_json(struct lw_textbuf *buf, const char *string);

void lw_textbuf_i64(struct lw_textbuf *buf, int64_t value);

/* `decimals` (0..9) places at most, trailing zeros left out. |value| must be
 * under 9e18 / 10^decimals; what is not writes null, as NaN does. */
void lw_textbuf_fixed(struct lw_textbuf *buf, double value, int decimals);

/* Unix seconds with microseconds, trailing zeros left out. */
void lw_textbuf_seconds(struct lw_textbuf *buf, int64_t time_ns);

/* Length, or LW_ERR_NO_SPACE where it did not all fit (or is over INT_MAX). */
int lw_textbuf_end(const struct lw_textbuf *buf);

#endif
