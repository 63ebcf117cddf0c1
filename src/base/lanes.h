/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h - four doubles, or eight floats, that are added and multiplied at
 * once.
 *
 * Compilers turn such vectors into what the processor has; every operation is
 * that of each lane alone, so the result is bit for bit that of a loop.
 */
#ifndef LW_LANES_H
#define LW_LANES_H

#include <stdbool.h>
#include <stdint.h>

enum { LW_LANES = 4 };

#define LW_VECTOR(bytes) __attribute__((vector_size(bytes), aligned(16)))

/* Compiled twice, for processors that have 32-byte registers and for those
 * that do not; the program picks at start. */
#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__clang__)
#define LW_CLONED __attribute__((target_clones("avx2", "default")))
#else
#define LW_CLONED
#endif
#define LW_INLINE static inline __attribute__((always_inline))

/* Before a loop of few rounds that are known: all of them written out. */
#if defined(__clang__)
#define LW_UNROLL _Pragma("unroll")
#else
#define LW_UNROLL _Pragma("GCC unroll 8")
#endif

typedef double lw_lanes LW_VECTOR(8 * LW_LANES);
typedef int64_t lw_lane_mask LW_VECTOR(8 * LW_LANES); /* of a comparison */
typedef uint64_t lw_lane_bits LW_VECTOR(8 * LW_LANES);

/* The same in each. */
#define LW_ALL(v) ((lw_lanes){(v), (v), (v), (v)})

/* The lanes of v where the mask holds; 0 elsewhere. */
#define LW_WHERE(mask, v) ((lw_lanes)((lw_lane_mask)(v) & (mask)))

/* e^x for x <= 0, to 1e-15 of itself; 0 below -700. By 2^n e^r, |r| <= ln 2 /
 * 2, and the series of e^r. */
LW_INLINE void lw_lanes_exp(const lw_lanes *of, lw_lanes *out)
{
    static const double whole = 6755399441055744.0; /* 1.5 * 2^52 */
    static const double ln2_high = 6.93147180369123816490e-01;
    static const double ln2_low = 1.90821492927058770002e-10;
    static const double term[] = {1.0 / 6227020800.0,
                                  1.0 / 479001600.0,
                                  1.0 / 39916800.0,
                                  1.0 / 3628800.0,
                                  1.0 / 362880.0,
                                  1.0 / 40320.0,
                                  1.0 / 5040.0,
                                  1.0 / 720.0,
                                  1.0 / 120.0,
                                  1.0 / 24.0,
                                  1.0 / 6.0,
                                  0.5,
                                  1.0,
                                  1.0};
    const lw_lanes x = *of;
    const lw_lane_mask in = x >= -700.0;
    const lw_lanes n = x * 1.4426950408889634 + whole;
    const lw_lanes k = n - whole;
    const lw_lanes r = (x - k * ln2_high) - k * ln2_low;
    lw_lanes sum = LW_ALL(term[0]);

    for (unsigned i = 1; i < sizeof term / sizeof *term; i++)
        sum = sum * r + term[i];
    *out =
        LW_WHERE(in, (lw_lanes)((lw_lane_bits)sum + ((lw_lane_bits)n << 52)));
}

/* Eight floats, the same way. */
typedef float lw_eight LW_VECTOR(32);
typedef int32_t lw_eight_mask LW_VECTOR(32);
typedef uint32_t lw_eight_bits LW_VECTOR(32);
enum { LW_EIGHT = 8 };

#define LW_ALL8(v) ((lw_eight){(v), (v), (v), (v), (v), (v), (v), (v)})

/* a where the mask holds, b elsewhere. */
#define LW_EITHER8(mask, a, b)                                                 \
    ((lw_eight)(((lw_eight_mask)(a) & (mask)) | ((lw_eight_mask)(b) & ~(mask))))

/* A bit for each lane where the mask holds. */
LW_INLINE uint32_t lw_eight_bits_of(const lw_eight_mask *mask)
{
#if defined(__SSE__)
    typedef float half __attribute__((vector_size(16), may_alias));
    const half *const of = (const half *)(const void *)mask;

    return (uint32_t)__builtin_ia32_movmskps(of[0]) |
           (uint32_t)__builtin_ia32_movmskps(of[1]) << 4;
#else
    uint32_t bits = 0;

    for (int i = 0; i < LW_EIGHT; i++)
        bits |= ((uint32_t)(*mask)[i] & 1U) << i;
    return bits;
#endif
}

/* Bits one after the other: for (left = bits; left != 0; left &= left - 1). */
LW_INLINE uint32_t lw_lowest_bit(uint32_t bits)
{
    return (uint32_t)__builtin_ctz(bits);
}

/* Square roots of what is not negative, to 5e-6 of themselves: a guess by its
 * exponent, twice improved by Newton's rule for 1 / sqrt x. */
LW_INLINE void lw_eight_sqrt(const lw_eight *of, lw_eight *out)
{
    const lw_eight x = *of + 1e-20f;
    lw_eight y = (lw_eight)(0x5f3759dfU - ((lw_eight_bits)x >> 1));

    y *= 1.5f - 0.5f * x * y * y;
    y *= 1.5f - 0.5f * x * y * y;
    *out = x * y;
}

static inline double lw_max(double a, double b)
{
    return a > b ? a : b;
}

static inline double lw_min(double a, double b)
{
    return a < b ? a : b;
}

static inline float lw_least(float a, float b)
{
    return a < b ? a : b;
}

static inline float lw_most(float a, float b)
{
    return a > b ? a : b;
}

#endif
