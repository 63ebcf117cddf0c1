/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chunks.h - a body in the chunked transfer coding, as it comes in.
 *
 *   chunk    size in hexadecimal [";" extensions] CR LF  size bytes  CR LF
 *   last     "0" [";" extensions] CR LF
 *   trailer  lines that end in CR LF, and an empty one
 *
 * Extensions and trailer are passed over.
 *
 * Source  RFC 9112, 7.1
 */
#ifndef LW_CHUNKS_H
#define LW_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_CHUNKS_LINE_MAX = 8192 }; /* bytes of a size line, of the trailer */

enum lw_chunks_at {
    LW_CHUNKS_SIZE,
    LW_CHUNKS_EXTENSION,
    LW_CHUNKS_SIZE_LF,
    LW_CHUNKS_DATA,
    LW_CHUNKS_DATA_CR,
    LW_CHUNKS_DATA_LF,
    LW_CHUNKS_TRAILER,
    LW_CHUNKS_TRAILER_LINE,
    LW_CHUNKS_END_LF,
    LW_CHUNKS_OVER, /* the body has ended */
};

/* All zero: before the first byte. */
struct lw_chunks {
    enum lw_chunks_at at;
    uint64_t left; /* bytes of this chunk */
    uint32_t digits, line;
};

/*
 * Go on with what lies at *in, *len bytes; both are moved past what was used.
 *
 * Returns 1: of that, the *n bytes at *data are the body's, and there may be
 * more; 0: all is used, or the body has ended, or
 *   LW_ERR_SYNTAX  this is no such body, or a line is longer than the limit
 */
LW_NODISCARD int lw_chunks_next(struct lw_chunks *chunks, const char **in,
                                size_t *len, const char **data, size_t *n);

#endif
