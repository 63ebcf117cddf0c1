/* SPDX-License-Identifier: Apache-2.0 */
#include "pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

const char *lw_pair_value(const struct lw_pair *pair, uint32_t pairs,
                          const char *key)
{
    for (uint32_t i = 0; i < pairs; i++)
        if (strcmp(pair[i].key, key) == 0)
            return pair[i].value;
    return NULL;
}

static bool is_known(const char *const *known, const char *key)
{
    for (; known != NULL && *known != NULL; known++) {
        const size_t len = strlen(*known);
        if ((*known)[len - 1] == '.' ? strncmp(*known, key, len) == 0
                                     : strcmp(*known, key) == 0)
            return true;
    }
    return false;
}

const struct lw_pair *lw_pair_odd(const struct lw_pair *pair, uint32_t pairs,
                                  const char *const *known)
{
    for (uint32_t i = 0; i < pairs; i++)
        if (!is_known(known, pair[i].key))
            return &pair[i];
    return NULL;
}
