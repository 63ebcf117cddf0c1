/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scorer.h - how good an air picture was, step by step against truth.
 *
 * At each step every object is assigned at most one track, and the other way
 * round, closer than the cut-off (gospa.h); "tracked" means assigned so. The
 * SIAP figures let every track go to the object nearest to it instead, several
 * to one. An object that is optional at a step takes part in both, and then
 * neither it nor the tracks on it count. doc/measuring.md has the formulae and
 * their sources.
 *
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
#include "ospa2.h"
#include "point.h"
#include "reliability.h"
#include "series.h"
#include "sums.h"

enum {
    LW_SCORE_KINDS_MAX = 24,     /* of objects, as truth names them */
    LW_SCORE_REGIONS_MAX = 1025, /* the last: elsewhere */
};

struct lw_score_config {
    struct lw_gospa_config gospa;
    double switch_m;         /* gamma of the trajectory metric, > 0 */
    int dimensions;          /* 2 or 3 */
    double step_s;           /* what a step counts for */
    uint32_t window_steps;   /* of OSPA(2), 1..LW_OSPA2_STEPS_MAX */
    uint32_t kinds, regions; /* 0: not told apart */
    /* Room, to be enlarged with lw_score_enlarge(). */
    uint32_t objects, tracks; /* in all */
    uint32_t objects_at_once;
    uint32_t tracks_at_once; /* and as many tentative ones */
    size_t pairs_at_once;    /* closer than the cut-off */
    size_t pairs_in_window;
};

/* All there is at a step. Tentative tracks are looked at for the chance that
 * they claim to exist, no more. */
struct lw_score_scene {
    int64_t time_ns;
    bool counted; /* else only the time to the first track takes note */
    const struct lw_score_point *objects, *tracks, *tentative;
    uint32_t object_count, track_count, tentative_count;
};

/* Seconds from an object's first step to its first track, of its steps that
 * are not optional. */
struct lw_score_first {
    double median_s, p95_s, max_s;  /* of those ever tracked */
    double median_all_s, p95_all_s; /* lw_wait_quantile() */
    uint32_t objects, objects_tracked;
};

/* Figures of the whole, or of a kind or region; NaN where there is none. */
struct lw_score_figures {
    double object_s, track_s; /* object-seconds and track-seconds */
    double completeness;      /* share of object-seconds that are tracked */
    double spurious_share;    /* share of track-seconds that are not assigned */
    double second_share; /* share of object-seconds with two tracks or more */
    double rms_m;        /* distance of assigned pairs, over the dimensions */
    double horizontal_rms_m, vertical_rms_m;
    double horizontal_p50_m, horizontal_p95_m, vertical_p95_m;
    double velocity_rms_mps;
    struct {
        double seconds;
        double velocity_p90_mps, velocity_share_p90, course_p90_deg;
        double good; /* share within LW_VELOCITY_MPS or LW_VELOCITY_SHARE */
    } settled;
    uint64_t switches;        /* tracked under another id than last time */
    double switches_per_hour; /* switches over tracked hours */
    double longest_segment;   /* sum of longest over sum of present; NaN of a
                                 region */
    /* As in lw_score_result, over all steps; alpha 2. */
    double gospa_rms, localisation, missed, spurious;
    struct {
        double completeness, ambiguity, spuriousness;
        double position_rms_m, velocity_rms_mps;
        double position_mean_m, velocity_mean_mps;
    } siap;
    struct lw_nees_figures nees[LW_NEES_KINDS];
    double cooperative_s, nameless_share;
    double kinds_s, told[LW_KINDS]; /* shares */
    struct lw_score_first first;
};

/* One object. Times in s; NaN where there is none. */
struct lw_score_object {
    double present_s, tracked_s;
    double first_track_s;
    double rms_m;
    double longest_s; /* time tracked under one id with no other between */
    uint64_t switches;
    uint16_t kind;
};

struct lw_score_result {
    uint64_t steps;
    struct lw_score_figures all;

    struct {
        double mean; /* of the steps' distances */
        /* (mean of distance^p)^(1/p), and the parts likewise, so that
         * rms^p = localisation^p + missed^p + spurious^p */
        double rms, localisation, missed, spurious;
    } gospa;
    /* The trajectory metric lies between these; the parts are of the upper
     * bound, all like those of GOSPA. */
    struct {
        double lower, upper;
        double localisation, missed, spurious, switching;
        double switches;
    } trajectory;
    struct {
        double mean, rms, localisation, cardinality; /* parts of rms */
    } ospa2;

    uint64_t switches_clear; /* as `switches`, pairs kept while they hold */
    uint32_t tracks, false_tracks; /* seen; never assigned */
    double false_track_s;
    struct lw_reliability shown, told; /* told: tentative ones as well */
};

struct lw_score;

/* Bytes for lw_score_init(), or 0 if *config is not valid. */
size_t lw_score_size(const struct lw_score_config *config);

/* NULL if `size` is too small. The memory stays the caller's. */
struct lw_score *lw_score_init(const struct lw_score_config *config, void *mem,
                               size_t size);

/* The same score with more room, in other memory: *config says how much, the
 * rest of it may not differ. NULL as above. */
struct lw_score *lw_score_enlarge(const struct lw_score *score,
                                  const struct lw_score_config *config,
                                  void *mem, size_t size);

/* What there was too little of. */
enum lw_score_room {
    LW_SCORE_ROOM_OBJECTS,
    LW_SCORE_ROOM_TRACKS,
    LW_SCORE_ROOM_OBJECTS_AT_ONCE,
    LW_SCORE_ROOM_TRACKS_AT_ONCE,
    LW_SCORE_ROOM_PAIRS,
    LW_SCORE_ROOM_WINDOW,
};

/*
 * One step. Returns 0, or with nothing taken in
 *   LW_ERR_NO_SPACE  more of *lacking than configured: enlarge and try again
 *   LW_ERR_RANGE     a kind or region beyond what was configured
 *   LW_ERR_MISSING   three dimensions, and a point without height
 */
LW_NODISCARD int lw_score_step(struct lw_score *score,
                               const struct lw_score_scene *scene,
                               enum lw_score_room *lacking);

/* What the steps so far come to. */
void lw_score_result(struct lw_score *score, struct lw_score_result *out);
void lw_score_of_kind(struct lw_score *score, uint32_t kind,
                      struct lw_score_figures *out);
void lw_score_of_region(struct lw_score *score, uint32_t region,
                        struct lw_score_figures *out);
struct lw_score_object lw_score_of(const struct lw_score *score,
                                   uint32_t number);
const struct lw_series *lw_score_series(const struct lw_score *score);
const struct lw_marks *lw_score_object_marks(const struct lw_score *score);
const struct lw_marks *lw_score_track_marks(const struct lw_score *score);

#endif
