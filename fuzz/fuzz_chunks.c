/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies in chunks: all at once and byte by byte give the same, to the end. */
#include <stdlib.h>
#include <string.h>

#include "chunks.h"
#include "fuzz.h"

/* Bytes of the body, or the error; `sum` depends on all of them. */
static long read_parts(const uint8_t *data, size_t size, size_t part,
                       struct lw_chunks *chunks, uint64_t *sum)
{
    const char *in = (const char *)data;
    long bytes = 0;

    *sum = 0;
    while (size > 0 && chunks->at != LW_CHUNKS_OVER) {
        size_t now = size < part ? size : part, n = 0;
        const size_t given = now;
        const char *piece = NULL;
        int more;
        while ((more = lw_chunks_next(chunks, &in, &now, &piece, &n)) > 0)
            for (size_t i = 0; i < n; i++, bytes++)
                *sum = *sum * 31 + (uint8_t)piece[i];
        if (more < 0)
            return more;
        size -= given - now;
    }
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_chunks whole = {0}, single = {0};
    uint64_t sum[2];
    const long bytes = read_parts(data, size, size, &whole, &sum[0]);

    if (read_parts(data, size, 1, &single, &sum[1]) != bytes ||
        sum[0] != sum[1] || whole.at != single.at)
        abort();
    return 0;
}
