/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - seeded numbers for tests.
 *
 * Source  bits: the generator SplitMix64 of G. Steele, D. Lea, C. Flood,
 *         "Fast splittable pseudorandom number generators" (2014); normal:
 *         G. Box, M. Muller (1958)
 */
#ifndef LW_RANDOM_H
#define LW_RANDOM_H

#include <math.h>
#include <stdint.h>

static inline uint64_t random_bits(uint64_t *seed)
{
    uint64_t z = (*seed += 0x9e3779b97f4a7c15u);

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Between 0 and 1, never 0. */
static inline double random_even(uint64_t *seed)
{
    return ((double)(random_bits(seed) >> 11) + 0.5) / 9007199254740992.0;
}

static inline double random_between(uint64_t *seed, double from, double to)
{
    return from + (to - from) * random_even(seed);
}

/* A whole number from 0 to count - 1. */
static inline uint32_t random_below(uint64_t *seed, uint32_t count)
{
    return (uint32_t)(random_bits(seed) % count);
}

static inline double random_normal(uint64_t *seed)
{
    const double r = sqrt(-2.0 * log(random_even(seed)));

    return r * cos(2.0 * 3.14159265358979323846 * random_even(seed));
}

#endif
