/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_run.h - tracks against truth, step by step, from files to figures.
 */
#ifndef LW_SCORE_RUN_H
#define LW_SCORE_RUN_H

#include "score_input.h"
#include "score_regions.h"

struct lw_score_options {
    const char *name;
    const char *truth, *tracks;
    struct lw_gospa_config gospa;
    double switch_m; /* 0: such that a switch costs as much as a miss */
    int window_steps;
    int dimensions;
    double every_s, skip_s; /* every: 0: as the tracks are */
    double area_km2;        /* 0: not told */
    int64_t from_ns, to_ns;
    struct lw_score_choice choice;
    const char *regions, *site;
    double ring_m[LW_RINGS_MAX];
    uint32_t rings;
    const char *html, *page;
    bool warnings;      /* those are scored, not the tracks */
    double province_km; /* the side of a province */
    bool json;
};

struct lw_score_run {
    struct lw_score_options options;
    struct lw_score_input truth, tracks;
    struct lw_score_regions regions;
    struct lw_score_config config;
    int64_t first_ns, last_ns, step_ns, counted_from_ns;
    uint64_t steps; /* walked */
    void *mem;
    struct lw_score *score;
    struct lw_score_result result;
};

/* Reads, walks, and fills run->result. An exit status; what is wrong has been
 * said on standard error. */
int lw_score_run(struct lw_score_run *run);
void lw_score_run_free(struct lw_score_run *run);

#endif
