/* SPDX-License-Identifier: Apache-2.0 */
/* score_print.h - a score as a table for people, or as one JSON object. */
#ifndef LW_SCORE_PRINT_H
#define LW_SCORE_PRINT_H

#include <stdint.h>

#include "luchtwacht/report.h"
#include "score/scorer.h"

struct lw_score_view {
    const char *truth_path, *tracks_path;
    const struct lw_score_config *config;
    int64_t from_ns, to_ns; /* first and last step that were counted */
    double skip_s;
    const struct lw_score_result *result;
    const struct lw_score *score; /* for single objects */
    char (*object_name)[LW_ID_MAX + 1];
};

/* To standard output. 0, or LW_ERR_IO. */
int lw_score_print_table(const struct lw_score_view *view);
int lw_score_print_json(const struct lw_score_view *view);

#endif
