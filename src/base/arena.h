/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h - one block of the caller's memory, handed out in slices at start.
 *
 * Nothing is ever given back: an arena ends with its owner.
 */
#ifndef LW_ARENA_H
#define LW_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct lw_arena {
    unsigned char *mem;
    size_t size, used;
    bool zeroed; /* all of it is zero already: need not be touched */
};

/* Bytes of the arena that a slice takes at most. */
size_t lw_arena_slice(size_t count, size_t size);

/* `count` zeroed elements of `size` bytes, aligned for any type; NULL when
 * there is no room left (or the product overflows). */
void *lw_arena_take(struct lw_arena *arena, size_t count, size_t size);

/* The same, as it is: for what is written before it is read. */
void *lw_arena_take_raw(struct lw_arena *arena, size_t count, size_t size);

/* Touch the next `size` bytes, which fill up whatever happens: they are held
 * from the start, and not ever more of them. */
void lw_arena_touch(struct lw_arena *arena, size_t size);

#endif
