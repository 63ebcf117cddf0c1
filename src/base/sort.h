/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sort.h - sorting in place, the same everywhere, that takes no memory.
 *
 * qsort() may take some, and leaves what compares equal in an order that is the
 * library's own. Here equal items end in an order that follows from the one
 * they came in and from nothing else; a comparison that knows no equals hides
 * even that.
 *
 * Source  D. Shell, "A high-speed sorting procedure" (1959); gaps: D. Knuth,
 *         TAOCP vol. 3, 5.2.1
 */
#ifndef LW_SORT_H
#define LW_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * `count` items of `size` bytes; `spare` has room for one. before() says
 * whether *a must stand before *b, with `context` as it was given. In a header
 * so that compilers see size and comparison: about as fast as by hand.
 */
static inline void lw_sort(void *items, size_t count, size_t size, void *spare,
                           bool (*before)(const void *a, const void *b,
                                          const void *context),
                           const void *context)
{
    unsigned char *const at = items;
    size_t gap = 1;

    while (gap < count / 3)
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3)
        for (size_t i = gap; i < count; i++) {
            size_t j = i;
            if (!before(at + i * size, at + (i - gap) * size, context))
                continue;
            memcpy(spare, at + i * size, size);
            do {
                memcpy(at + j * size, at + (j - gap) * size, size);
                j -= gap;
            } while (j >= gap && before(spare, at + (j - gap) * size, context));
            memcpy(at + j * size, spare, size);
        }
}

#endif
