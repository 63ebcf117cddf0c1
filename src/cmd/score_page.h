/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_page.h - results of scores as a page to look at: one HTML file, plots
 * as SVG in it, nothing fetched from anywhere.
 *
 * The page is made of the JSON of lw_score_print_json() alone, so one result
 * and many, made here or elsewhere, now or long ago, are shown alike.
 */
#ifndef LW_SCORE_PAGE_H
#define LW_SCORE_PAGE_H

#include "score_run.h"

/* `path` becomes the page of these files. An exit status. */
int lw_score_page(const char *path, char **results, int count);

/* run->options.html becomes the page of this run. */
int lw_score_page_of(struct lw_score_run *run);

#endif
