/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing with linear probing; never more than three quarters full. */
#include "idset.h"

#include <string.h>

enum { SLOTS_MIN = 4 };

int lw_idset_init(struct lw_idset *set, void *mem, size_t size)
{
    size_t slots = SLOTS_MIN;

    if (size / sizeof *set->slot < SLOTS_MIN)
        return LW_ERR_NO_SPACE;
    while (slots <= size / sizeof *set->slot / 2)
        slots *= 2;
    set->slot = mem;
    set->slots = slots;
    set->used = 0;
    memset(set->slot, 0, slots * sizeof *set->slot);
    return 0;
}

/* Index of the slot that holds `hash`, or of the free one where it goes. */
static size_t place_of(const struct lw_idset *set, struct lw_siphash hash)
{
    size_t at = (size_t)hash.low & (set->slots - 1);

    while ((set->slot[at].low != hash.low || set->slot[at].high != hash.high) &&
           (set->slot[at].low != 0 || set->slot[at].high != 0))
        at = (at + 1) & (set->slots - 1);
    return at;
}

static int add(struct lw_idset *set, struct lw_siphash hash)
{
    struct lw_siphash *slot = &set->slot[place_of(set, hash)];

    if (slot->low != 0 || slot->high != 0)
        return 0;
    if (set->used >= set->slots / 4 * 3)
        return LW_ERR_NO_SPACE;
    *slot = hash;
    set->used++;
    return 1;
}

int lw_idset_add(struct lw_idset *set, const char *id, size_t len)
{
    /* Always the same key: equal input must take equal steps. */
    static const uint8_t key[16] = "luchtwacht ids";
    struct lw_siphash hash = lw_siphash(key, id, len);

    if (hash.low == 0 && hash.high == 0)
        hash.high = 1; /* {0, 0} means free */
    return add(set, hash);
}

int lw_idset_grow(struct lw_idset *into, const struct lw_idset *from)
{
    for (size_t i = 0; i < from->slots; i++)
        if ((from->slot[i].low != 0 || from->slot[i].high != 0) &&
            add(into, from->slot[i]) < 0)
            return LW_ERR_NO_SPACE;
    return 0;
}
