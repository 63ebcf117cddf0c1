/* SPDX-License-Identifier: Apache-2.0 */
/* score_names.h - names of objects or tracks, numbered as they come. */
#ifndef LW_SCORE_NAMES_H
#define LW_SCORE_NAMES_H

#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

enum { LW_SCORE_NUMBERS_MAX = 1000000 }; /* different ones */

/* Zeroed: none yet. */
struct lw_score_names {
    char (*name)[LW_ID_MAX + 1];
    uint32_t count, room;
    uint32_t *slot; /* hash table of numbers + 1; 0: free */
    uint32_t slots;
};

/* The number of a name of at most LW_ID_MAX bytes. 0, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_score_names_number(struct lw_score_names *names,
                                       const char *name, uint32_t *number);
void lw_score_names_free(struct lw_score_names *names);

#endif
