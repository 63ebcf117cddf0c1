/* SPDX-License-Identifier: Apache-2.0 */
/*
 * siphash.h - SipHash-2-4 with a 128-bit result.
 *
 * Source  J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF"
 *         (2012), and the 128-bit variant of its reference (2014)
 */
#ifndef LW_SIPHASH_H
#define LW_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/* The 16 bytes that `key` (16 bytes) gives to `data`, as two little-endian
 * words. */
struct lw_siphash {
    uint64_t low, high;
};
struct lw_siphash lw_siphash(const uint8_t key[16], const void *data,
                             size_t len);

#endif
