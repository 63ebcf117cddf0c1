/* SPDX-License-Identifier: Apache-2.0 */
/*
 * idset.h - which ids have been seen.
 *
 * Ids are remembered by a 128-bit hash (with 10^9 ids the chance that any two
 * meet is under 10^-20), 16 bytes each, in the caller's memory. Nothing is
 * ever forgotten; when it is full the caller grows it into a larger block.
 */
#ifndef LW_IDSET_H
#define LW_IDSET_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "siphash.h"

struct lw_idset {
    struct lw_siphash *slot; /* {0, 0}: free */
    size_t slots;            /* a power of two */
    size_t used;
};

/* An empty set in `mem` (aligned for uint64_t), of which the largest power of
 * two of 16-byte slots is used. 0, or LW_ERR_NO_SPACE: under 64 bytes. */
LW_NODISCARD int lw_idset_init(struct lw_idset *set, void *mem, size_t size);

/* 1: new, now in; 0: was in already; LW_ERR_NO_SPACE: three quarters full, and
 * not in (nothing changed: grow and add again). */
LW_NODISCARD int lw_idset_add(struct lw_idset *set, const char *id, size_t len);

/* Put all of `from` into `into` (empty, and larger). 0, or LW_ERR_NO_SPACE
 * with `into` half filled. */
LW_NODISCARD int lw_idset_grow(struct lw_idset *into,
                               const struct lw_idset *from);

#endif
