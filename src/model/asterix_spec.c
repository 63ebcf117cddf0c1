/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_spec.h"

#include <string.h>

const struct lw_asterix_spec *lw_asterix_find(int category, const char *edition)
{
    const struct lw_asterix_spec *newest = NULL;

    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++) {
        if (s->category != category)
            continue;
        if (edition == NULL)
            newest = s;
        else if (strcmp(s->edition, edition) == 0)
            return s;
    }
    return newest;
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
