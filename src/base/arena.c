/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

size_t lw_arena_slice(size_t count, size_t size)
{
    const size_t align = _Alignof(max_align_t);

    return (count * size + align - 1) / align * align;
}

void *lw_arena_take_raw(struct lw_arena *arena, size_t count, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    const size_t start = (arena->used + align - 1) / align * align;

    if (start > arena->size || (size > 0 && count > SIZE_MAX / size) ||
        count * size > arena->size - start)
        return NULL;
    arena->used = start + count * size;
    return arena->mem + start;
}

void *lw_arena_take(struct lw_arena *arena, size_t count, size_t size)
{
    void *mem = lw_arena_take_raw(arena, count, size);

    if (mem != NULL && !arena->zeroed)
        memset(mem, 0, count * size);
    return mem;
}

void lw_arena_touch(struct lw_arena *arena, size_t size)
{
    const size_t left = arena->size - arena->used;

    memset(arena->mem + arena->used, 0, size < left ? size : left);
}
