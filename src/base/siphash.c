/* SPDX-License-Identifier: Apache-2.0 */
#include "siphash.h"

enum { ROUNDS_WORD = 2, ROUNDS_END = 4 };

static uint64_t load64(const uint8_t *bytes, size_t len)
{
    uint64_t word = 0;

    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

static uint64_t turn(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static void rounds(uint64_t v[4], int count)
{
    for (int i = 0; i < count; i++) {
        v[0] += v[1];
        v[1] = turn(v[1], 13) ^ v[0];
        v[0] = turn(v[0], 32);
        v[2] += v[3];
        v[3] = turn(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = turn(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = turn(v[1], 17) ^ v[2];
        v[2] = turn(v[2], 32);
    }
}

struct lw_siphash lw_siphash(const uint8_t key[16], const void *data,
                             size_t len)
{
    const uint8_t *bytes = data;
    const uint64_t k0 = load64(key, 8), k1 = load64(key + 8, 8);
    uint64_t v[4] = {
        k0 ^ 0x736f6d6570736575,
        k1 ^ 0x646f72616e646f6d ^ 0xee, /* 0xee: the 128-bit variant */
        k0 ^ 0x6c7967656e657261,
        k1 ^ 0x7465646279746573,
    };
    struct lw_siphash hash;
    size_t at = 0;

    for (; len - at >= 8; at += 8) {
        const uint64_t word = load64(bytes + at, 8);
        v[3] ^= word;
        rounds(v, ROUNDS_WORD);
        v[0] ^= word;
    }
    const uint64_t last = load64(bytes + at, len - at) | (uint64_t)len << 56;
    v[3] ^= last;
    rounds(v, ROUNDS_WORD);
    v[0] ^= last;
    v[2] ^= 0xee;
    rounds(v, ROUNDS_END);
    hash.low = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    rounds(v, ROUNDS_END);
    hash.high = v[0] ^ v[1] ^ v[2] ^ v[3];
    return hash;
}
