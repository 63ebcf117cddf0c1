/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetch.h - memory that is wanted soon, asked for in time.
 */
#ifndef LW_FETCH_H
#define LW_FETCH_H

#include <stddef.h>

/* So many bytes begin to come. */
static inline void lw_fetch(const void *at, size_t bytes)
{
    const char *line = at;

    for (size_t i = 0; i < bytes; i += 64)
        __builtin_prefetch(line + i);
}

#endif
