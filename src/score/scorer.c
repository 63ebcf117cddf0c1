/* SPDX-License-Identifier: Apache-2.0 */
#include "scorer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "base/matrix.h"

/* 95% points of chi-square with 2 and 3 degrees of freedom. */
#define CHI2_95_2 5.991464547107979
#define CHI2_95_3 7.814727903251179

enum { SLICE_SLACK = 32, SLICES = 10 };

static const double existence_edge[] = LW_SCORE_EXISTENCE_EDGES;

struct object_state {
    uint64_t present, tracked; /* steps */
    uint64_t waited;           /* steps from the first on, before a track */
    uint64_t switches, longest, run;
    double error2;
    uint32_t last;   /* track it was assigned last; LW_ASSIGN_NONE: never */
    uint32_t clear;  /* the same with pairs kept */
    bool clear_held; /* ... and in the step before this one */
    bool was_tracked, seen;
};

struct track_state {
    uint64_t shown; /* steps */
    bool assigned;
};

struct nees_sums {
    uint64_t pairs, inside;
    double sum;
};

struct lw_score {
    struct lw_score_config config;
    struct lw_gospa_work gospa;
    struct object_state *object;
    struct track_state *track;
    double *distance_m; /* of this step, objects x tracks */
    double *ecef_m;     /* of this step's tracks */
    uint32_t *track_of;
    uint32_t *followers; /* tracks nearest to each object of this step */
    double *waits;       /* for the median */

    uint64_t steps, objects, tracks, assigned, near_tracks, near_objects,
        second, switches_clear, velocities, near_velocities;
    double distance, distance_p, localisation, missed, spurious;
    double error2, vertical2, velocity2, near_error2, near_velocity2;
    struct nees_sums horizontal, spatial;
    struct lw_score_class existence[LW_SCORE_EXISTENCE_CLASSES];
};

static bool valid(const struct lw_score_config *config)
{
    return lw_gospa_valid(&config->gospa) &&
           (config->dimensions == 2 || config->dimensions == 3) &&
           config->step_s > 0 && isfinite(config->step_s) &&
           config->objects_at_once <= config->objects &&
           config->tracks_at_once <= config->tracks;
}

size_t lw_score_size(const struct lw_score_config *config)
{
    if (!valid(config))
        return 0;
    const size_t gospa =
        lw_gospa_size(config->objects_at_once, config->tracks_at_once);
    if (gospa == 0)
        return 0;
    return sizeof(struct lw_score) + gospa +
           config->objects * (sizeof(struct object_state) + sizeof(double)) +
           config->tracks * sizeof(struct track_state) +
           (size_t)config->objects_at_once * config->tracks_at_once *
               sizeof(double) +
           3 * sizeof(double) * config->tracks_at_once +
           config->objects_at_once * 2 * sizeof(uint32_t) +
           SLICES * SLICE_SLACK;
}

struct lw_score *lw_score_init(const struct lw_score_config *config, void *mem,
                               size_t size)
{
    struct lw_arena arena = {mem, size, 0};
    const size_t pairs =
        (size_t)config->objects_at_once * config->tracks_at_once;

    if (!valid(config))
        return NULL;
    struct lw_score *score = lw_arena_take(&arena, 1, sizeof *score);
    if (score == NULL || lw_gospa_init(&score->gospa, config->objects_at_once,
                                       config->tracks_at_once, &arena) < 0)
        return NULL;
    score->config = *config;
    score->object =
        lw_arena_take(&arena, config->objects, sizeof *score->object);
    score->track = lw_arena_take(&arena, config->tracks, sizeof *score->track);
    score->distance_m = lw_arena_take(&arena, pairs, sizeof(double));
    score->ecef_m =
        lw_arena_take(&arena, config->tracks_at_once, 3 * sizeof(double));
    score->track_of =
        lw_arena_take(&arena, config->objects_at_once, sizeof(uint32_t));
    score->followers =
        lw_arena_take(&arena, config->objects_at_once, sizeof(uint32_t));
    score->waits = lw_arena_take(&arena, config->objects, sizeof(double));
    if (score->object == NULL || score->track == NULL ||
        score->distance_m == NULL || score->ecef_m == NULL ||
        score->track_of == NULL || score->followers == NULL ||
        score->waits == NULL)
        return NULL;
    for (uint32_t o = 0; o < config->objects; o++)
        score->object[o].last = score->object[o].clear = LW_ASSIGN_NONE;
    return score;
}

static int check(const struct lw_score *score,
                 const struct lw_score_point *points, uint32_t count,
                 uint32_t numbers)
{
    for (uint32_t i = 0; i < count; i++) {
        if (points[i].number >= numbers)
            return LW_ERR_RANGE;
        if (score->config.dimensions == 3 &&
            !(points[i].has & LW_SCORE_HAS_ALT))
            return LW_ERR_MISSING;
    }
    return 0;
}

static void place(const struct lw_score *score,
                  const struct lw_score_point *point, double ecef_m[3])
{
    struct lw_geodetic pos = point->pos;

    if (score->config.dimensions == 2)
        pos.alt_hae_m = 0;
    lw_geodetic_to_ecef(pos, ecef_m);
}

/* Track less object, in the axes of `frame`, which lies at the object. */
static double difference(const struct lw_score *score,
                         const struct lw_frame *frame, const double ecef_m[3],
                         double enu_m[3])
{
    double d[3];

    for (int i = 0; i < 3; i++)
        d[i] = ecef_m[i] - frame->origin_m[i];
    for (int i = 0; i < 3; i++)
        enu_m[i] = frame->rot[3 * i] * d[0] + frame->rot[3 * i + 1] * d[1] +
                   frame->rot[3 * i + 2] * d[2];
    if (score->config.dimensions == 2)
        return hypot(enu_m[0], enu_m[1]);
    return sqrt(enu_m[0] * enu_m[0] + enu_m[1] * enu_m[1] +
                enu_m[2] * enu_m[2]);
}

static struct lw_frame frame_at(const struct lw_score *score,
                                const struct lw_score_point *object)
{
    struct lw_geodetic pos = object->pos;
    struct lw_frame frame;

    if (score->config.dimensions == 2)
        pos.alt_hae_m = 0;
    lw_frame_init(&frame, pos);
    return frame;
}

static void measure(struct lw_score *score,
                    const struct lw_score_point *objects, uint32_t object_count,
                    const struct lw_score_point *tracks, uint32_t track_count)
{
    double enu_m[3];

    for (uint32_t t = 0; t < track_count; t++)
        place(score, &tracks[t], &score->ecef_m[3 * t]);
    for (uint32_t o = 0; o < object_count; o++) {
        const struct lw_frame frame = frame_at(score, &objects[o]);
        for (uint32_t t = 0; t < track_count; t++)
            score->distance_m[(size_t)o * track_count + t] =
                difference(score, &frame, &score->ecef_m[3 * t], enu_m);
    }
}

/* Squared speed difference over the dimensions, or NaN. */
static double velocity_error2(const struct lw_score *score,
                              const struct lw_score_point *object,
                              const struct lw_score_point *track)
{
    double sum = 0;

    if (!(object->has & track->has & LW_SCORE_HAS_VEL))
        return (double)NAN;
    for (int i = 0; i < score->config.dimensions; i++)
        sum += (track->vel_mps[i] - object->vel_mps[i]) *
               (track->vel_mps[i] - object->vel_mps[i]);
    return sum;
}

/* SIAP: every track to the nearest object. */
static void take_nearest(struct lw_score *score,
                         const struct lw_score_point *objects,
                         uint32_t object_count,
                         const struct lw_score_point *tracks,
                         uint32_t track_count)
{
    memset(score->followers, 0, object_count * sizeof *score->followers);
    for (uint32_t t = 0; t < track_count; t++) {
        double least = score->config.gospa.cutoff_m;
        uint32_t nearest = LW_ASSIGN_NONE;
        for (uint32_t o = 0; o < object_count; o++) {
            const double d = score->distance_m[(size_t)o * track_count + t];
            if (d < least) {
                least = d;
                nearest = o;
            }
        }
        if (nearest == LW_ASSIGN_NONE)
            continue;
        score->followers[nearest]++;
        score->near_tracks++;
        score->near_error2 += least * least;
        const double velocity2 =
            velocity_error2(score, &objects[nearest], &tracks[t]);
        if (!isnan(velocity2)) {
            score->near_velocities++;
            score->near_velocity2 += velocity2;
        }
    }
    for (uint32_t o = 0; o < object_count; o++) {
        score->near_objects += score->followers[o] > 0;
        score->second += score->followers[o] > 1;
    }
}

/* Squared error over covariance, in the first `n` of east, north, up. */
static void take_nees(struct nees_sums *sums, const double cov_m2[6],
                      const double enu_m[3], int n, double chi2_95)
{
    const double full[9] = {cov_m2[0], cov_m2[1], cov_m2[2],
                            cov_m2[1], cov_m2[3], cov_m2[4],
                            cov_m2[2], cov_m2[4], cov_m2[5]};
    double part[9];

    for (int row = 0; row < n; row++)
        for (int column = 0; column < n; column++)
            part[row * n + column] = full[row * 3 + column];
    if (!lw_cholesky(part, n))
        return;
    const double nees = lw_cholesky_mahalanobis2(part, n, enu_m);
    if (!isfinite(nees))
        return;
    sums->pairs++;
    sums->sum += nees;
    sums->inside += nees <= chi2_95;
}

static void take_pair(struct lw_score *score,
                      const struct lw_score_point *object,
                      const struct lw_score_point *track, const double enu_m[3],
                      double distance_m)
{
    struct object_state *state = &score->object[object->number];
    const double velocity2 = velocity_error2(score, object, track);

    score->assigned++;
    score->error2 += distance_m * distance_m;
    score->vertical2 += enu_m[2] * enu_m[2];
    if (!isnan(velocity2)) {
        score->velocities++;
        score->velocity2 += velocity2;
    }
    if (track->has & LW_SCORE_HAS_COV) {
        take_nees(&score->horizontal, track->cov_m2, enu_m, 2, CHI2_95_2);
        if (score->config.dimensions == 3)
            take_nees(&score->spatial, track->cov_m2, enu_m, 3, CHI2_95_3);
    }

    state->tracked++;
    state->error2 += distance_m * distance_m;
    if (state->last != track->number) {
        state->switches += state->last != LW_ASSIGN_NONE;
        state->run = 0;
    }
    state->last = track->number;
    state->run++;
    if (state->run > state->longest)
        state->longest = state->run;
    score->track[track->number].assigned = true;
}

static void take_existence(struct lw_score *score,
                           const struct lw_score_point *tracks,
                           uint32_t track_count, uint32_t object_count)
{
    for (uint32_t t = 0; t < track_count; t++) {
        if (!(tracks[t].has & LW_SCORE_HAS_EXISTENCE))
            continue;
        int at = LW_SCORE_EXISTENCE_CLASSES - 1;
        while (at > 0 && tracks[t].existence < existence_edge[at])
            at--;
        score->existence[at].track_steps++;
        score->existence[at].claimed += tracks[t].existence;
        for (uint32_t o = 0; o < object_count; o++)
            if (score->track_of[o] == t)
                score->existence[at].assigned++;
    }
}

/*
 * CLEAR MOT: a pair of the step before stands while it is closer than the
 * cut-off; only what is left is assigned anew. Spoils the distances.
 */
static void take_clear(struct lw_score *score,
                       const struct lw_score_point *objects,
                       uint32_t object_count,
                       const struct lw_score_point *tracks,
                       uint32_t track_count)
{
    for (uint32_t o = 0; o < object_count; o++) {
        const struct object_state *state = &score->object[objects[o].number];
        for (uint32_t t = 0; state->clear_held && t < track_count; t++) {
            const double d = score->distance_m[(size_t)o * track_count + t];
            if (tracks[t].number != state->clear ||
                !(d < score->config.gospa.cutoff_m))
                continue;
            for (uint32_t i = 0; i < object_count; i++)
                score->distance_m[(size_t)i * track_count + t] = HUGE_VAL;
            for (uint32_t i = 0; i < track_count; i++)
                score->distance_m[(size_t)o * track_count + i] = HUGE_VAL;
            score->distance_m[(size_t)o * track_count + t] = d;
        }
    }
    (void)lw_gospa(&score->config.gospa, &score->gospa, score->distance_m,
                   object_count, track_count, score->track_of);
    for (uint32_t o = 0; o < object_count; o++) {
        struct object_state *state = &score->object[objects[o].number];
        state->clear_held = score->track_of[o] != LW_ASSIGN_NONE;
        if (!state->clear_held)
            continue;
        const uint32_t number = tracks[score->track_of[o]].number;
        score->switches_clear +=
            state->clear != LW_ASSIGN_NONE && state->clear != number;
        state->clear = number;
    }
}

/* Before the first track: count the steps. */
static void take_waits(struct lw_score *score,
                       const struct lw_score_point *objects,
                       uint32_t object_count)
{
    for (uint32_t o = 0; o < object_count; o++) {
        struct object_state *state = &score->object[objects[o].number];
        state->seen = true;
        if (score->track_of[o] != LW_ASSIGN_NONE)
            state->was_tracked = true;
        else if (!state->was_tracked)
            state->waited++;
    }
}

int lw_score_step(struct lw_score *score, const struct lw_score_point *objects,
                  uint32_t object_count, const struct lw_score_point *tracks,
                  uint32_t track_count, bool counted)
{
    if (object_count > score->config.objects_at_once ||
        track_count > score->config.tracks_at_once)
        return LW_ERR_NO_SPACE;
    int err = check(score, objects, object_count, score->config.objects);
    if (err == 0)
        err = check(score, tracks, track_count, score->config.tracks);
    if (err < 0)
        return err;

    measure(score, objects, object_count, tracks, track_count);
    const struct lw_gospa gospa =
        lw_gospa(&score->config.gospa, &score->gospa, score->distance_m,
                 object_count, track_count, score->track_of);
    take_waits(score, objects, object_count);
    if (!counted)
        return 0;

    score->steps++;
    score->objects += object_count;
    score->tracks += track_count;
    score->distance += gospa.distance;
    score->distance_p += gospa.localisation + gospa.missed + gospa.spurious;
    score->localisation += gospa.localisation;
    score->missed += gospa.missed;
    score->spurious += gospa.spurious;
    for (uint32_t t = 0; t < track_count; t++)
        score->track[tracks[t].number].shown++;
    for (uint32_t o = 0; o < object_count; o++) {
        const uint32_t t = score->track_of[o];
        score->object[objects[o].number].present++;
        if (t == LW_ASSIGN_NONE)
            continue;
        const struct lw_frame frame = frame_at(score, &objects[o]);
        double enu_m[3];
        const double distance_m =
            difference(score, &frame, &score->ecef_m[3 * t], enu_m);
        take_pair(score, &objects[o], &tracks[t], enu_m, distance_m);
    }
    take_existence(score, tracks, track_count, object_count);
    take_nearest(score, objects, object_count, tracks, track_count);
    take_clear(score, objects, object_count, tracks, track_count);
    return 0;
}

static double share(double part, uint64_t whole)
{
    return whole > 0 ? part / (double)whole : (double)NAN;
}

static double root_mean(double sum, uint64_t count, double p)
{
    return count > 0 ? pow(sum / (double)count, 1 / p) : (double)NAN;
}

static struct lw_score_nees nees_of(const struct nees_sums *sums,
                                    int dimensions)
{
    return (struct lw_score_nees){
        .pairs = sums->pairs,
        .per_dimension = share(sums->sum / dimensions, sums->pairs),
        .inside_95 = share((double)sums->inside, sums->pairs),
    };
}

/* Numbers of objects and tracks, and the times to the first track. */
static void sum_up_lives(struct lw_score *score, struct lw_score_result *out)
{
    uint32_t waits = 0;
    uint64_t longest = 0, present = 0;

    out->first_track_s_median = out->first_track_s_max = (double)NAN;
    for (uint32_t o = 0; o < score->config.objects; o++) {
        const struct object_state *state = &score->object[o];
        out->objects += state->seen;
        out->objects_tracked += state->was_tracked;
        out->switches += state->switches;
        longest += state->longest;
        present += state->present;
        if (!state->was_tracked)
            continue;
        const double wait = (double)state->waited * score->config.step_s;
        uint32_t at = waits++;
        for (; at > 0 && score->waits[at - 1] > wait; at--)
            score->waits[at] = score->waits[at - 1];
        score->waits[at] = wait;
    }
    out->longest_segment = share((double)longest, present);
    if (waits > 0) {
        out->first_track_s_median =
            (score->waits[(waits - 1) / 2] + score->waits[waits / 2]) / 2;
        out->first_track_s_max = score->waits[waits - 1];
    }
    for (uint32_t t = 0; t < score->config.tracks; t++) {
        const struct track_state *state = &score->track[t];
        if (state->shown == 0)
            continue;
        out->tracks++;
        if (state->assigned)
            continue;
        out->false_tracks++;
        out->false_track_s += (double)state->shown * score->config.step_s;
    }
}

void lw_score_result(struct lw_score *score, struct lw_score_result *out)
{
    const double p = score->config.gospa.p, step_s = score->config.step_s;
    const uint64_t n = score->steps;

    *out = (struct lw_score_result){
        .steps = n,
        .object_s = (double)score->objects * step_s,
        .track_s = (double)score->tracks * step_s,
        .gospa = {share(score->distance, n), root_mean(score->distance_p, n, p),
                  root_mean(score->localisation, n, p),
                  root_mean(score->missed, n, p),
                  root_mean(score->spurious, n, p)},
        .completeness = share((double)score->assigned, score->objects),
        .spurious_share =
            share((double)(score->tracks - score->assigned), score->tracks),
        .second_share = share((double)score->second, score->objects),
        .rms_m = root_mean(score->error2, score->assigned, 2),
        .vertical_rms_m = score->config.dimensions == 3
                              ? root_mean(score->vertical2, score->assigned, 2)
                              : (double)NAN,
        .velocity_rms_mps = root_mean(score->velocity2, score->velocities, 2),
        .switches_clear = score->switches_clear,
        .siap = {share((double)score->near_objects, score->objects),
                 share((double)score->near_tracks, score->near_objects),
                 share((double)(score->tracks - score->near_tracks),
                       score->tracks),
                 root_mean(score->near_error2, score->near_tracks, 2),
                 root_mean(score->near_velocity2, score->near_velocities, 2)},
        .nees_horizontal = nees_of(&score->horizontal, 2),
        .nees_spatial = nees_of(&score->spatial, 3),
    };
    sum_up_lives(score, out);
    out->switches_per_hour =
        share((double)out->switches * 3600 / step_s, score->assigned);
    for (int i = 0; i < LW_SCORE_EXISTENCE_CLASSES; i++) {
        out->existence[i] = score->existence[i];
        out->existence[i].claimed =
            share(score->existence[i].claimed, score->existence[i].track_steps);
    }
}

struct lw_score_object lw_score_of(const struct lw_score *score,
                                   uint32_t number)
{
    assert(number < score->config.objects);
    const struct object_state *state = &score->object[number];
    const double step_s = score->config.step_s;

    return (struct lw_score_object){
        .present_s = (double)state->present * step_s,
        .tracked_s = (double)state->tracked * step_s,
        .first_track_s =
            state->was_tracked ? (double)state->waited * step_s : (double)NAN,
        .rms_m = root_mean(state->error2, state->tracked, 2),
        .longest_s = (double)state->longest * step_s,
        .switches = state->switches,
    };
}
