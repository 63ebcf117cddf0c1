/* SPDX-License-Identifier: Apache-2.0 */
#include "score_names.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 256 };

/* FNV-1a, 32 bits. */
static uint32_t hash(const char *name)
{
    uint32_t value = 2166136261U;

    for (; *name != '\0'; name++)
        value = (value ^ (unsigned char)*name) * 16777619U;
    return value;
}

static uint32_t *slot_of(const struct lw_score_names *names, const char *name)
{
    uint32_t at = hash(name) & (names->slots - 1);

    while (names->slot[at] != 0 &&
           strcmp(names->name[names->slot[at] - 1], name) != 0)
        at = (at + 1) & (names->slots - 1);
    return &names->slot[at];
}

static int grow(struct lw_score_names *names)
{
    const uint32_t slots = names->slots == 0 ? FIRST_SLOTS : 2 * names->slots;
    const uint32_t room = slots / 2;
    void *name = realloc(names->name, room * sizeof *names->name);

    if (name == NULL)
        return LW_ERR_NO_SPACE;
    names->name = name;
    uint32_t *slot = calloc(slots, sizeof *slot);
    if (slot == NULL)
        return LW_ERR_NO_SPACE;
    free(names->slot);
    names->slot = slot;
    names->slots = slots;
    names->room = room;
    for (uint32_t n = 0; n < names->count; n++)
        *slot_of(names, names->name[n]) = n + 1;
    return 0;
}

int lw_score_names_number(struct lw_score_names *names, const char *name,
                          uint32_t *number)
{
    if (names->count == names->room && grow(names) < 0)
        return LW_ERR_NO_SPACE;
    uint32_t *slot = slot_of(names, name);
    if (*slot == 0) {
        if (names->count == LW_SCORE_NUMBERS_MAX)
            return LW_ERR_NO_SPACE;
        memcpy(names->name[names->count], name, strlen(name) + 1);
        *slot = ++names->count;
    }
    *number = *slot - 1;
    return 0;
}

void lw_score_names_free(struct lw_score_names *names)
{
    free(names->name);
    free(names->slot);
    *names = (struct lw_score_names){0};
}
