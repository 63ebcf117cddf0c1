/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h - four doubles that are added and multiplied at once.
 *
 * Compilers turn such vectors into what the processor has; every operation is
 * that of each lane alone, so the result is bit for bit that of a loop.
 */
#ifndef LW_LANES_H
#define LW_LANES_H

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

typedef double lw_lanes LW_VECTOR(8 * LW_LANES);

/* The same in each. */
#define LW_ALL(v) ((lw_lanes){(v), (v), (v), (v)})

static inline double lw_max(double a, double b)
{
    return a > b ? a : b;
}

static inline double lw_min(double a, double b)
{
    return a < b ? a : b;
}

#endif
