/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds.h - what an aircraft may be: the evidence that a track gathers, and
 * the chance of each kind by it.
 *
 * Everything is a running mean or an extreme, so a track that lives for a day
 * remembers no more than one of a minute. All zero: nothing is known yet.
 *
 * Units   m/s, metres, seconds, dBsm
 * Source  doc/kinds.md
 */
#ifndef LW_KINDS_H
#define LW_KINDS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/report.h"

struct lw_plot;
struct lw_site;
struct lw_target;

enum {
    LW_KINDS_NAMED = LW_KINDS - 1, /* all but unknown, which is the last */
    LW_KIND_JUDGES = 4,            /* sensors that are told apart */
    LW_KIND_PITCHES = 6,           /* bands, kinds.c */
};

struct lw_kind_evidence {
    int64_t watched_ns; /* its motion has been looked at up to here */

    /* What sensors judged: the mean logarithm of the chance they gave to
     * each, and how often which sensor has spoken (255: that or more). */
    float judged[LW_KINDS_NAMED];
    uint16_t judge[LW_KIND_JUDGES];
    uint8_t judgements[LW_KIND_JUDGES]; /* 0: the place is free */
    /* What was heard: reports by band of pitch, halved when one is full, and
     * reports of sound in all (255: that or more). */
    uint8_t pitch[LW_KIND_PITCHES];
    uint8_t heard;
    /* What radars saw. */
    uint8_t echoes; /* 255: that or more */
    bool wind_told; /* the site told of a wind, which is taken out of `air` */
    float rcs_dbsm; /* mean */

    /* How it moved, where its speed was known. */
    float motion_s; /* the weight of the means, seconds of good knowledge */
    float air_mps;  /* mean speed through the air */
    float var;      /* of the speeds of which it is the mean */
    float fast_mps; /* highest and lowest that it flew at for some time, */
    float slow_mps; /* each brought back by its own uncertainty */
    float still;    /* the share of the time that it stood still over ground */
    float turn;     /* mean square of its turns, as a part of its speed */
    float noise;    /* the part of `turn` that uncertainty explains */
    float east_mps, north_mps; /* its velocity of late, smoothed */
    float height_s;            /* as motion_s, of height */
    float log_height;          /* mean of ln(metres above the site + 20) */
    float climb_mps;           /* the fastest, up or down, for some time */
};

#endif
