/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_warned.h - warnings against truth, from files to figures.
 */
#ifndef LW_SCORE_WARNED_H
#define LW_SCORE_WARNED_H

#include <stdio.h>

#include "load_site.h"
#include "score/warned.h"
#include "score_names.h"
#include "score_run.h"

enum {
    LW_SCORE_VISITS_MAX = 10000000,
    LW_SCORE_LINES_MAX = 50000000,
    LW_PROVINCES_MAX = 4096, /* squares over all zones */
};

struct lw_score_warned {
    const struct lw_score_options *options;
    struct lw_loaded_site site;
    struct lw_zone *area;       /* the site's zones, provinces, the country */
    struct lw_geodetic *corner; /* of the provinces and the country */
    struct lw_region_box *box;
    double *area_km2;   /* of the zones */
    uint32_t *province; /* of the zones */
    uint32_t *by_id;    /* the zones, sorted by id */
    uint32_t provinces; /* that hold zones */
    struct lw_ring square;
    struct lw_score_names objects, warnings;
    struct lw_visits visits;
    struct lw_warned_scene scene;
    struct lw_warned_result result;
    uint32_t line_room;
};

/*
 * options->site and ->truth: its zones, the provinces they lie in, the visits
 * that there were. An exit status; what is wrong has been said on standard
 * error. Give it back with lw_score_warned_free() in either case.
 */
int lw_score_warned_begin(struct lw_score_warned *warned);
void lw_score_warned_free(struct lw_score_warned *warned);

/* What was told: the lines of options->tracks, or one by one (0 or
 * LW_ERR_NO_SPACE). */
int lw_score_warned_read(struct lw_score_warned *warned);
int lw_score_warned_add(struct lw_score_warned *warned,
                        const struct lw_warned_line *line);

/* Nothing was told. */
void lw_score_warned_clear(struct lw_score_warned *warned);

/* warned->result, of all that was told. An exit status. */
int lw_score_warned_judge(struct lw_score_warned *warned);

/* All of these, and the table, or what the options ask for. */
int lw_score_warned(const struct lw_score_options *options);

/* "all" where a group is of all of them. */
const char *lw_score_flyer(const struct lw_warned_group *group);

/* To standard output: 0, or LW_ERR_IO. */
int lw_score_warned_table(const struct lw_score_warned *warned);
int lw_score_warned_json(const struct lw_score_warned *warned, FILE *to);

/* options->html becomes its page. The same; it has been said. */
int lw_score_warned_page(const struct lw_score_warned *warned);

#endif
