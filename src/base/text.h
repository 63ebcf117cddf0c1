/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - writing text and JSON into the caller's memory, the same in every
 * locale.
 *
 * Writes that do not fit set `full` and write nothing more; ask once, at the
 * end, with lw_text_len().
 */
#ifndef LW_TEXT_H
#define LW_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "luchtwacht/err.h"

struct lw_text {
    char *start, *at, *end;
    bool full;
};

void lw_text_init(struct lw_text *text, char *mem, size_t size);

/* Bytes written, or LW_ERR_NO_SPACE. There is no NUL behind them. */
LW_NODISCARD int lw_text_len(const struct lw_text *text);

void lw_text_bytes(struct lw_text *text, const char *bytes, size_t len);

static inline void lw_text_char(struct lw_text *text, char c)
{
    if (text->at < text->end)
        *text->at++ = c;
    else
        text->full = true;
}

/* The first `len` of `room` bytes that are there: a copy of a fixed size. */
static inline void lw_text_padded(struct lw_text *text, const char *bytes,
                                  size_t len, size_t room)
{
    if ((size_t)(text->end - text->at) < room) {
        lw_text_bytes(text, bytes, len);
        return;
    }
    memcpy(text->at, bytes, room);
    text->at += len;
}

void lw_text_put(struct lw_text *text, const char *string);

/* In double quotes, escaped; what is not UTF-8 becomes U+FFFD. */
void lw_text_quote(struct lw_text *text, const char *string);
void lw_text_quote_bytes(struct lw_text *text, const char *bytes, size_t len);

void lw_text_int(struct lw_text *text, int64_t value);
void lw_text_hex(struct lw_text *text, uint32_t value, int digits);

/* value / 10^decimals (0..15), zeros at the end left out, never "-0". */
enum { LW_TEXT_DECIMALS_MAX = 15 };
void lw_text_scaled(struct lw_text *text, bool negative, uint64_t value,
                    int decimals);

/* At most `decimals` (0..9), trailing zeros left out, never "-0"; `null` where
 * it is not finite. */
void lw_text_fixed(struct lw_text *text, double value, int decimals);

/* `digits` significant ones at least (1..15), as few decimals as that takes. */
void lw_text_significant(struct lw_text *text, double value, int digits);

/* So that reading it gives the same double again. */
void lw_text_exact(struct lw_text *text, double value);

/* Seconds since the Unix epoch, up to 6 decimals; rounded down. */
void lw_text_time(struct lw_text *text, int64_t time_ns);

#endif
