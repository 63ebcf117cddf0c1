/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scorer.h - how good an air picture was, step by step against truth.
 *
 * At each step every object is assigned at most one track, and the other way
 * round, closer than the cut-off (gospa.h); "tracked" means assigned so. The
 * SIAP figures let every track go to the object nearest to it instead, several
 * to one. doc/measuring.md has the formulae and their sources.
 *
 * Frame   distances in east, north (, up) at the object. With two dimensions
 *         they are between the places on the ellipsoid below, heights unused
 * Units   SI, radians; time in ns since the Unix epoch
 * Source  Rahmathullah et al. (FUSION 2017) for GOSPA; Votruba, Nisley,
 *         Rothrock & Zombro, "Single Integrated Air Picture metrics
 *         implementation" (2001); Bernardin & Stiefelhagen, "Evaluating
 *         multiple object tracking performance: the CLEAR MOT metrics" (2008);
 *         Bar-Shalom, Li & Kirubarajan (2001), 5.4.2 (NEES)
 */
#ifndef LW_SCORER_H
#define LW_SCORER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gospa.h"
#include "luchtwacht/err.h"
#include "luchtwacht/geodetic.h"

struct lw_score_config {
    struct lw_gospa_config gospa;
    int dimensions;           /* 2 or 3 */
    double step_s;            /* what a step counts for */
    uint32_t objects, tracks; /* there are in all */
    uint32_t objects_at_once; /* there are at most in one step */
    uint32_t tracks_at_once;
};

enum lw_score_has {
    LW_SCORE_HAS_ALT = 1 << 0,
    LW_SCORE_HAS_VEL = 1 << 1,
    LW_SCORE_HAS_COV = 1 << 2,
    LW_SCORE_HAS_EXISTENCE = 1 << 3,
};

/* Where an object or a track is at a step. */
struct lw_score_point {
    uint32_t number; /* of the object or track, from 0 without gaps */
    uint32_t has;    /* enum lw_score_has, ored */
    struct lw_geodetic pos;
    double vel_mps[3]; /* east, north, up */
    double cov_m2[6];  /* ee en eu nn nu uu */
    double existence;
};

/* Lower edges of the classes of existence probability; the last ends at 1. */
#define LW_SCORE_EXISTENCE_EDGES                                               \
    {                                                                          \
        0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99             \
    }
enum { LW_SCORE_EXISTENCE_CLASSES = 12 };

struct lw_score_class {
    uint64_t track_steps; /* of tracks that claimed a chance in this class */
    uint64_t assigned;    /* ... and were right */
    double claimed;       /* mean of their claims; NaN: none */
};

/* Normalised estimation error squared, over assigned pairs. */
struct lw_score_nees {
    uint64_t pairs;
    double per_dimension; /* mean; 1 when covariances are honest */
    double inside_95;     /* share within the 95% region; 0.95 when honest */
};

/* One object. Times in s; NaN where there is none. */
struct lw_score_object {
    double present_s, tracked_s;
    double first_track_s; /* from its first step to its first track */
    double rms_m;
    double longest_s; /* time tracked under one id with no other between */
    uint64_t switches;
};

struct lw_score_result {
    uint64_t steps;
    double object_s, track_s; /* object-seconds and track-seconds */

    struct {
        double mean; /* of the steps' distances */
        /* (mean of distance^p)^(1/p), and the parts likewise, so that
         * rms^p = localisation^p + missed^p + spurious^p */
        double rms, localisation, missed, spurious;
    } gospa;

    double completeness;   /* share of object-seconds that are tracked */
    double spurious_share; /* share of track-seconds that are not assigned */
    double second_share;   /* share of object-seconds with two tracks or more */
    double rms_m;          /* distance of assigned pairs */
    double vertical_rms_m; /* only with three dimensions */
    double velocity_rms_mps;
    double longest_segment;   /* sum of longest_s over sum of present_s */
    uint64_t switches;        /* tracked under another id than last time */
    uint64_t switches_clear;  /* the same, pairs kept while they hold */
    double switches_per_hour; /* switches over tracked hours */
    uint32_t objects, objects_tracked; /* seen in any step; ever tracked */
    uint32_t tracks, false_tracks;     /* seen; never assigned */
    double false_track_s;
    double first_track_s_median, first_track_s_max; /* of those tracked */

    struct {
        double completeness, ambiguity, spuriousness;
        double position_rms_m, velocity_rms_mps;
    } siap;

    struct lw_score_nees nees_horizontal, nees_spatial;
    struct lw_score_class existence[LW_SCORE_EXISTENCE_CLASSES];
};

struct lw_score;

/* Bytes for lw_score_init(), or 0 if *config is not valid. */
size_t lw_score_size(const struct lw_score_config *config);

/* NULL if `size` is too small. The memory stays the caller's. */
struct lw_score *lw_score_init(const struct lw_score_config *config, void *mem,
                               size_t size);

/*
 * One step: what was there and what was shown. `counted` false: only the time
 * to the first track takes note of it.
 *
 * Returns 0, or LW_ERR_NO_SPACE (more at once than configured),
 * LW_ERR_RANGE (a number beyond what was configured),
 * LW_ERR_MISSING (three dimensions, and a point without height).
 */
LW_NODISCARD int lw_score_step(struct lw_score *score,
                               const struct lw_score_point *objects,
                               uint32_t object_count,
                               const struct lw_score_point *tracks,
                               uint32_t track_count, bool counted);

/* What the steps so far come to; shares of nothing are NaN. */
void lw_score_result(struct lw_score *score, struct lw_score_result *out);

/* The same of object `number`. */
struct lw_score_object lw_score_of(const struct lw_score *score,
                                   uint32_t number);

#endif
