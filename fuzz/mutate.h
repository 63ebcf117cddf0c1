/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutate.h - inputs made from saved ones, many a second: run N of a seed is the
 * same input every time, so that a fault is a seed and a number.
 */
#ifndef LW_MUTATE_H
#define LW_MUTATE_H

#include <stddef.h>
#include <stdint.h>

enum { MUTATE_LEN_MAX = 1 << 16, MUTATE_SAVED_MAX = 512 };

struct mutate_saved {
    const uint8_t *bytes;
    size_t len;
    /* A number in the first bytes that says how long this is: where, of how
     * many bytes (0: none), and whether the least byte is the first. */
    size_t length_at;
    size_t length_size;
    int length_little;
};

struct mutate_pool {
    struct mutate_saved saved[MUTATE_SAVED_MAX];
    size_t count;
};

/* One more saved input; the bytes stay the caller's. Those beyond half of
 * MUTATE_LEN_MAX are left out, and so are inputs beyond MUTATE_SAVED_MAX. */
void mutate_add(struct mutate_pool *pool, const uint8_t *bytes, size_t len);

/* Writes run `run` of `seed` to `out` (MUTATE_LEN_MAX bytes); its length. The
 * pool holds one input at least. */
size_t mutate(const struct mutate_pool *pool, uint64_t seed, uint64_t run,
              uint8_t *out);

#endif
