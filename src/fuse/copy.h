/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copy.h - one walk over a state that counts its bytes, writes them out, or
 * reads them back: what is walked over once is the same all three times.
 */
#ifndef LW_COPY_H
#define LW_COPY_H

#include <stddef.h>
#include <string.h>

enum lw_copy_way { LW_COPY_COUNT, LW_COPY_OUT, LW_COPY_IN };

struct lw_copy {
    enum lw_copy_way way;
    unsigned char *at; /* out, in: the bytes; moves on */
    size_t size;       /* so far */
};

static inline void lw_copy(struct lw_copy *copy, void *what, size_t size)
{
    copy->size += size;
    if (copy->way == LW_COPY_COUNT || size == 0)
        return;
    if (copy->way == LW_COPY_OUT)
        memcpy(copy->at, what, size);
    else
        memcpy(what, copy->at, size);
    copy->at += size;
}

/* What somebody else has copied, or would. */
static inline void lw_copy_past(struct lw_copy *copy, size_t size)
{
    copy->size += size;
    if (copy->way != LW_COPY_COUNT)
        copy->at += size;
}

#endif
