/* SPDX-License-Identifier: Apache-2.0 */
/* pair.h - a key and its value, as a configuration or a command line gives
 * them. */
#ifndef LW_PAIR_H
#define LW_PAIR_H

#include <stdint.h>

enum { LW_PAIR_KEY_MAX = 63, LW_PAIR_VALUE_MAX = 255 };

struct lw_pair {
    char key[LW_PAIR_KEY_MAX + 1];
    char value[LW_PAIR_VALUE_MAX + 1];
};

/* The value of a key, NULL: there is none. O(pairs). */
const char *lw_pair_value(const struct lw_pair *pair, uint32_t pairs,
                          const char *key);

/* The first whose key is not among the known ones (NULL at the end; NULL:
 * none; one that ends in `.` begins many), or NULL. */
const struct lw_pair *lw_pair_odd(const struct lw_pair *pair, uint32_t pairs,
                                  const char *const *known);

#endif
