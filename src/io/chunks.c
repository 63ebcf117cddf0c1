/* SPDX-License-Identifier: Apache-2.0 */
#include "chunks.h"

#include "base/hex.h"

enum { DIGITS_MAX = 15 };

static int size_byte(struct lw_chunks *c, char byte)
{
    const int digit = lw_hex_digit(byte);

    if (digit >= 0) {
        c->left = c->left * 16 + (uint64_t)digit;
        return ++c->digits <= DIGITS_MAX ? 0 : LW_ERR_SYNTAX;
    }
    if (c->digits == 0)
        return LW_ERR_SYNTAX;
    if (byte == '\r')
        c->at = LW_CHUNKS_SIZE_LF;
    else if (byte == ';' || byte == ' ' || byte == '\t')
        c->at = LW_CHUNKS_EXTENSION;
    else
        return LW_ERR_SYNTAX;
    return 0;
}

static int expect(struct lw_chunks *c, char byte, char wanted,
                  enum lw_chunks_at then)
{
    if (byte != wanted)
        return LW_ERR_SYNTAX;
    c->at = then;
    c->line = c->digits = 0;
    return 0;
}

static int frame_byte(struct lw_chunks *c, char byte)
{
    if (++c->line > LW_CHUNKS_LINE_MAX)
        return LW_ERR_SYNTAX;
    switch (c->at) {
    case LW_CHUNKS_SIZE:
        return size_byte(c, byte);
    case LW_CHUNKS_EXTENSION:
        if (byte == '\r')
            c->at = LW_CHUNKS_SIZE_LF;
        return byte == '\n' ? LW_ERR_SYNTAX : 0;
    case LW_CHUNKS_SIZE_LF:
        return expect(c, byte, '\n',
                      c->left > 0 ? LW_CHUNKS_DATA : LW_CHUNKS_TRAILER);
    case LW_CHUNKS_DATA_CR:
        return expect(c, byte, '\r', LW_CHUNKS_DATA_LF);
    case LW_CHUNKS_DATA_LF:
        return expect(c, byte, '\n', LW_CHUNKS_SIZE);
    case LW_CHUNKS_TRAILER:
        c->at = byte == '\r' ? LW_CHUNKS_END_LF : LW_CHUNKS_TRAILER_LINE;
        return byte == '\n' ? LW_ERR_SYNTAX : 0;
    case LW_CHUNKS_TRAILER_LINE:
        if (byte == '\n')
            c->at = LW_CHUNKS_TRAILER;
        return 0;
    case LW_CHUNKS_END_LF:
        return expect(c, byte, '\n', LW_CHUNKS_OVER);
    case LW_CHUNKS_DATA:
    case LW_CHUNKS_OVER:
        break;
    }
    return 0;
}

int lw_chunks_next(struct lw_chunks *c, const char **in, size_t *len,
                   const char **data, size_t *n)
{
    while (*len > 0 && c->at != LW_CHUNKS_DATA && c->at != LW_CHUNKS_OVER) {
        if (frame_byte(c, **in) < 0)
            return LW_ERR_SYNTAX;
        ++*in;
        --*len;
    }
    if (*len == 0 || c->at == LW_CHUNKS_OVER)
        return 0;
    *data = *in;
    *n = c->left < *len ? (size_t)c->left : *len;
    *in += *n;
    *len -= *n;
    c->left -= *n;
    if (c->left == 0)
        c->at = LW_CHUNKS_DATA_CR;
    return 1;
}
