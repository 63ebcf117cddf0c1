/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_spec.h"

#include <string.h>

const struct lw_asterix_spec *lw_asterix_find(int category, const char *edition)
{
    if (category < 0 || category > 255)
        return NULL;
    const unsigned first = lw_asterix_first[category];
    unsigned at = lw_asterix_first[category + 1];

    if (edition == NULL)
        return at > first ? &lw_asterix_specs[at - 1] : NULL;
    while (at > first)
        if (strcmp(lw_asterix_specs[--at].edition, edition) == 0)
            return &lw_asterix_specs[at];
    return NULL;
}

const struct lw_asterix_node *lw_asterix_expansion(int category)
{
    const struct lw_asterix_node *newest = NULL;

    for (const struct lw_asterix_spec *s = lw_asterix_expansions;
         s->category != 0; s++)
        if (s->category == category)
            newest = s->item;
    return newest;
}

const struct lw_asterix_node *
lw_asterix_choose(const struct lw_asterix_node *node, bool known,
                  const uint64_t value[2])
{
    for (int w = 0; w < node->ways; w++) {
        const struct lw_asterix_way *way = &node->way[w];
        if (way->any ||
            (known && way->value[0] == value[0] && way->value[1] == value[1]))
            return way->node;
    }
    return node;
}

size_t lw_asterix_char_bits(enum lw_asterix_content content)
{
    switch (content) {
    case LW_ASTERIX_ASCII:
        return 8;
    case LW_ASTERIX_ICAO:
        return 6;
    case LW_ASTERIX_OCTAL:
        return 3;
    case LW_ASTERIX_RAW:
    case LW_ASTERIX_TABLE:
    case LW_ASTERIX_UNSIGNED:
    case LW_ASTERIX_SIGNED:
    case LW_ASTERIX_BY_CASE:
    case LW_ASTERIX_NONE:
    case LW_ASTERIX_SP:
    case LW_ASTERIX_RE:
        break;
    }
    return 0;
}
