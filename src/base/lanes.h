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

typedef double lw_lanes LW_VECTOR(8 * LW_LANES);

#endif
