/* SPDX-License-Identifier: Apache-2.0 */
/* score_print.h - a score as a table for people, or as one JSON object. */
#ifndef LW_SCORE_PRINT_H
#define LW_SCORE_PRINT_H

#include <stdio.h>

#include "score_run.h"

/* One line of a table to standard output; a dash where it is not finite. */
void lw_score_row(const char *name, double value, int decimals,
                  const char *unit, const char *meaning);

/* The table to standard output. 0, or LW_ERR_IO. */
int lw_score_print_table(struct lw_score_run *run);

/* The keys are those of doc/measuring.md. */
int lw_score_print_json(struct lw_score_run *run, FILE *to);

#endif
