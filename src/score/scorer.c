/* SPDX-License-Identifier: Apache-2.0 */
#include "scorer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "scorer_state.h"

enum { SLICE_SLACK = 32, SLICES = 16, GROUPS_MAX = 3 };

static bool valid(const struct lw_score_config *config)
{
    return lw_gospa_valid(&config->gospa) &&
           (config->dimensions == 2 || config->dimensions == 3) &&
           config->step_s > 0 && isfinite(config->step_s) &&
           config->switch_m > 0 && isfinite(config->switch_m) &&
           config->window_steps >= 1 &&
           config->window_steps <= LW_OSPA2_STEPS_MAX &&
           config->kinds <= LW_SCORE_KINDS_MAX &&
           config->regions <= LW_SCORE_REGIONS_MAX &&
           config->objects_at_once <= config->objects &&
           config->tracks_at_once <= config->tracks;
}

static size_t sums_of(const struct lw_score_config *config)
{
    return (size_t)1 + config->kinds + config->regions;
}

size_t lw_score_size(const struct lw_score_config *c)
{
    if (!valid(c))
        return 0;
    return sizeof(struct lw_score) + sums_of(c) * sizeof(struct lw_sums) +
           c->objects * (sizeof(struct lw_object_state) +
                         sizeof(struct lw_wait) + sizeof(double)) +
           c->tracks * sizeof(struct lw_track_state) +
           LW_PATHS * lw_trajectory_size(c->objects, c->tracks) +
           lw_ospa2_size(c->objects, c->tracks, c->pairs_in_window) +
           lw_gospa_size(c->objects_at_once, c->tracks_at_once,
                         c->pairs_at_once) +
           2 * lw_pairs_size(c->objects_at_once, c->tracks_at_once,
                             c->pairs_at_once) +
           c->objects_at_once *
               (3 * sizeof(uint32_t) + sizeof(struct lw_score_point)) +
           c->tracks_at_once * (2 * sizeof(uint32_t) + sizeof(double)) +
           c->pairs_at_once * sizeof(double) + SLICES * SLICE_SLACK;
}

/* What is kept from step to step. */
static bool take_states(struct lw_score *score, struct lw_arena *arena)
{
    const struct lw_score_config *c = &score->config;

    score->object = lw_arena_take(arena, c->objects, sizeof *score->object);
    score->track = lw_arena_take(arena, c->tracks, sizeof *score->track);
    score->sums = lw_arena_take(arena, sums_of(c), sizeof *score->sums);
    score->wait = lw_arena_take(arena, c->objects, sizeof *score->wait);
    score->found_s = lw_arena_take(arena, c->objects, sizeof(double));
    if (score->object == NULL || score->track == NULL || score->sums == NULL ||
        score->wait == NULL || score->found_s == NULL)
        return false;
    for (uint32_t o = 0; o < c->objects; o++)
        score->object[o].last = score->object[o].clear = LW_ASSIGN_NONE;
    for (int i = 0; i < LW_PATHS; i++)
        if (lw_trajectory_init(&score->path[i], c->objects, c->tracks, arena) <
            0)
            return false;
    return lw_ospa2_init(&score->ospa2,
                         lw_gospa_power(&c->gospa, c->gospa.cutoff_m),
                         c->gospa.p, c->window_steps, c->objects, c->tracks,
                         c->pairs_in_window, arena) == 0;
}

/* What is for one step. */
static bool take_room(struct lw_score *score, struct lw_arena *arena)
{
    const struct lw_score_config *c = &score->config;
    const uint32_t objects = c->objects_at_once, tracks = c->tracks_at_once;

    score->track_of = lw_arena_take(arena, objects, sizeof(uint32_t));
    score->other_of = lw_arena_take(arena, objects, sizeof(uint32_t));
    score->followers = lw_arena_take(arena, objects, sizeof(uint32_t));
    score->left = lw_arena_take(arena, objects, sizeof *score->left);
    score->object_of = lw_arena_take(arena, tracks, sizeof(uint32_t));
    score->nearest = lw_arena_take(arena, tracks, sizeof(uint32_t));
    score->nearest_m = lw_arena_take(arena, tracks, sizeof(double));
    score->bent_m = lw_arena_take(arena, c->pairs_at_once, sizeof(double));
    return score->track_of != NULL && score->other_of != NULL &&
           score->followers != NULL && score->left != NULL &&
           score->object_of != NULL && score->nearest != NULL &&
           score->nearest_m != NULL && score->bent_m != NULL &&
           lw_gospa_init(&score->gospa, objects, tracks, c->pairs_at_once,
                         arena) == 0 &&
           lw_pairs_init(&score->near, objects, tracks, c->pairs_at_once,
                         arena) == 0 &&
           lw_pairs_init(&score->maybe, objects, tracks, c->pairs_at_once,
                         arena) == 0;
}

struct lw_score *lw_score_init(const struct lw_score_config *config, void *mem,
                               size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};

    if (!valid(config))
        return NULL;
    struct lw_score *score = lw_arena_take(&arena, 1, sizeof *score);
    if (score == NULL)
        return NULL;
    score->config = *config;
    return take_states(score, &arena) && take_room(score, &arena) ? score
                                                                  : NULL;
}

struct lw_score *lw_score_enlarge(const struct lw_score *score,
                                  const struct lw_score_config *config,
                                  void *mem, size_t size)
{
    struct lw_score *larger = lw_score_init(config, mem, size);

    assert(config->kinds == score->config.kinds);
    assert(config->regions == score->config.regions);
    if (larger == NULL)
        return NULL;
    larger->totals = score->totals;
    memcpy(larger->object, score->object,
           score->config.objects * sizeof *score->object);
    memcpy(larger->track, score->track,
           score->config.tracks * sizeof *score->track);
    memcpy(larger->sums, score->sums,
           sums_of(&score->config) * sizeof *score->sums);
    for (int i = 0; i < LW_PATHS; i++)
        lw_trajectory_copy(&larger->path[i], &score->path[i]);
    lw_ospa2_copy(&larger->ospa2, &score->ospa2);
    return larger;
}

static int check(const struct lw_score *score,
                 const struct lw_score_point *points, uint32_t count,
                 bool objects, enum lw_score_room *lacking)
{
    const struct lw_score_config *c = &score->config;
    const uint32_t at_once = objects ? c->objects_at_once : c->tracks_at_once;
    const uint32_t numbers = objects ? c->objects : c->tracks;

    if (count > at_once) {
        *lacking = objects ? LW_SCORE_ROOM_OBJECTS_AT_ONCE
                           : LW_SCORE_ROOM_TRACKS_AT_ONCE;
        return LW_ERR_NO_SPACE;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (points[i].number >= numbers) {
            *lacking = objects ? LW_SCORE_ROOM_OBJECTS : LW_SCORE_ROOM_TRACKS;
            return LW_ERR_NO_SPACE;
        }
        if (c->dimensions == 3 && !(points[i].has & LW_SCORE_HAS_ALT))
            return LW_ERR_MISSING;
        if ((objects && c->kinds > 0 && points[i].kind >= c->kinds) ||
            (!objects && points[i].has & LW_SCORE_HAS_KIND &&
             points[i].kind >= LW_KINDS) ||
            (c->regions > 0 && points[i].region >= c->regions))
            return LW_ERR_RANGE;
    }
    return 0;
}

/* Tentative tracks to objects that no shown one is on: other_of, by place in
 * score->left. */
static int assign_tentative(struct lw_score *score,
                            const struct lw_score_scene *scene)
{
    uint32_t left = 0;

    if (scene->tentative_count == 0)
        return 0;
    for (uint32_t o = 0; o < scene->object_count; o++)
        if (score->track_of[o] == LW_ASSIGN_NONE)
            score->left[left++] = scene->objects[o];
    const int err = lw_pairs_find(
        &score->maybe, score->config.dimensions, score->config.gospa.cutoff_m,
        score->left, left, scene->tentative, scene->tentative_count);
    if (err < 0)
        return err;
    (void)lw_gospa(&score->config.gospa, &score->gospa, &score->maybe.pairs,
                   score->other_of);
    return 0;
}

/* Everything that may fail. */
static int assign_all(struct lw_score *score,
                      const struct lw_score_scene *scene,
                      enum lw_score_room *lacking)
{
    int err = check(score, scene->objects, scene->object_count, true, lacking);

    if (err == 0)
        err = check(score, scene->tracks, scene->track_count, false, lacking);
    if (err == 0)
        err = check(score, scene->tentative, scene->tentative_count, false,
                    lacking);
    if (err < 0)
        return err;
    *lacking = LW_SCORE_ROOM_PAIRS;
    err = lw_pairs_find(&score->near, score->config.dimensions,
                        score->config.gospa.cutoff_m, scene->objects,
                        scene->object_count, scene->tracks, scene->track_count);
    if (err < 0)
        return err;
    (void)lw_gospa(&score->config.gospa, &score->gospa, &score->near.pairs,
                   score->track_of);
    err = assign_tentative(score, scene);
    if (err < 0)
        return err;
    *lacking = LW_SCORE_ROOM_WINDOW;
    return lw_ospa2_room(&score->ospa2,
                         score->near.pairs.first[scene->object_count])
               ? 0
               : LW_ERR_NO_SPACE;
}

static bool optional(const struct lw_score_scene *scene, uint32_t object)
{
    return scene->objects[object].has & LW_SCORE_OPTIONAL;
}

/* Whether the track is on an object that is optional now. */
static bool beside(const struct lw_score *score,
                   const struct lw_score_scene *scene, uint32_t track)
{
    const uint32_t object = score->object_of[track];

    return object != LW_ASSIGN_NONE && optional(scene, object);
}

/* Before the first track: count the steps. */
static void take_waits(struct lw_score *score,
                       const struct lw_score_scene *scene)
{
    for (uint32_t o = 0; o < scene->object_count; o++) {
        const struct lw_score_point *point = &scene->objects[o];
        struct lw_object_state *state = &score->object[point->number];
        if (!optional(scene, o) && !state->seen) {
            state->seen = true;
            state->kind = point->kind;
            state->region = point->region;
        }
        if (score->track_of[o] != LW_ASSIGN_NONE) {
            if (!state->was_tracked)
                state->first_ns = scene->time_ns;
            state->was_tracked = true;
        } else if (!state->was_tracked && !optional(scene, o)) {
            state->waited++;
        }
    }
}

/* The sums that a point's steps go to. Of a track: the whole and its region. */
static int groups_of(struct lw_score *score, const struct lw_score_point *point,
                     bool object, struct lw_sums *group[GROUPS_MAX])
{
    const struct lw_score_config *c = &score->config;
    int count = 0;

    group[count++] = score->sums;
    if (object && c->kinds > 0)
        group[count++] = score->sums + 1 + point->kind;
    if (c->regions > 0)
        group[count++] = score->sums + 1 + c->kinds + point->region;
    return count;
}

static void take_life(struct lw_object_state *state,
                      const struct lw_sums_pair *pair)
{
    state->tracked++;
    state->error2 += pair->distance_m * pair->distance_m;
    state->switches += pair->switched;
    if (state->last != pair->track->number)
        state->run = 0;
    state->last = pair->track->number;
    if (++state->run > state->longest)
        state->longest = state->run;
}

static void take_pair(struct lw_score *score,
                      const struct lw_score_scene *scene, uint32_t o,
                      struct lw_sums *const *group, int groups)
{
    const struct lw_score_config *c = &score->config;
    const struct lw_score_point *object = &scene->objects[o];
    const uint32_t t = score->track_of[o];
    const struct lw_score_point *track = &scene->tracks[t];
    struct lw_object_state *state = &score->object[object->number];
    struct lw_sums_pair pair = {.object = object,
                                .track = track,
                                .dimensions = c->dimensions,
                                .nees_before = state->nees_before};

    pair.distance_m =
        lw_score_offset(&score->near.frame[o], c->dimensions,
                        &score->near.ecef_m[3 * (size_t)t], pair.enu_m);
    if (c->dimensions == 2)
        pair.enu_m[2] = track->pos.alt_hae_m - object->pos.alt_hae_m;
    pair.power = lw_gospa_power(&c->gospa, pair.distance_m);
    pair.settled =
        (double)(scene->time_ns - state->first_ns) >= LW_SETTLED_S * 1e9;
    pair.switched =
        state->last != track->number && state->last != LW_ASSIGN_NONE;
    if (state->nees_step + 1 != score->totals.steps)
        for (int i = 0; i < LW_NEES_KINDS; i++)
            state->nees_before[i] = (double)NAN;
    state->nees_step = score->totals.steps;
    lw_sums_pair(group, groups, &pair);

    score->step.assigned++;
    score->step.localisation += pair.power;
    score->step.error2 += pair.distance_m * pair.distance_m;
    if (isfinite(state->nees_before[LW_NEES_HORIZONTAL])) {
        score->step.nees += state->nees_before[LW_NEES_HORIZONTAL];
        score->step.nees_pairs++;
    }
    take_life(state, &pair);
}

static void take_objects(struct lw_score *score,
                         const struct lw_score_scene *scene)
{
    struct lw_sums *group[GROUPS_MAX];

    for (uint32_t o = 0; o < scene->object_count; o++) {
        if (optional(scene, o))
            continue;
        const int groups = groups_of(score, &scene->objects[o], true, group);
        for (int i = 0; i < groups; i++)
            group[i]->objects++;
        score->step.objects++;
        score->object[scene->objects[o].number].present++;
        if (score->track_of[o] != LW_ASSIGN_NONE)
            take_pair(score, scene, o, group, groups);
    }
}

static void take_tracks(struct lw_score *score,
                        const struct lw_score_scene *scene)
{
    struct lw_sums *group[GROUPS_MAX];

    for (uint32_t t = 0; t < scene->track_count; t++) {
        struct lw_track_state *state = &score->track[scene->tracks[t].number];
        state->shown++;
        state->assigned =
            state->assigned || score->object_of[t] != LW_ASSIGN_NONE;
        if (beside(score, scene, t))
            continue;
        const int groups = groups_of(score, &scene->tracks[t], false, group);
        for (int i = 0; i < groups; i++)
            group[i]->tracks++;
        score->step.tracks++;
    }
}

/* The step's GOSPA, of what counts. */
static void take_gospa(struct lw_score *score, struct lw_series_point *at)
{
    const struct lw_score_step_sums *step = &score->step;
    const struct lw_gospa gospa =
        lw_gospa_parts(&score->config.gospa, step->localisation, step->assigned,
                       step->objects, step->tracks);
    struct lw_score_totals *totals = &score->totals;

    totals->distance += gospa.distance;
    totals->distance_p += gospa.localisation + gospa.missed + gospa.spurious;
    totals->localisation += gospa.localisation;
    totals->missed += gospa.missed;
    totals->spurious += gospa.spurious;
    at->objects += step->objects;
    at->shown += step->tracks;
    at->assigned += step->assigned;
    at->gospa += gospa.distance;
    at->localisation += gospa.localisation;
    at->missed += gospa.missed;
    at->spurious += gospa.spurious;
    at->error2 += step->error2;
    at->nees += step->nees;
    at->nees_pairs += step->nees_pairs;
}

/* SIAP: every track to the nearest object. */
static void find_nearest(struct lw_score *score,
                         const struct lw_score_scene *scene)
{
    const struct lw_pairs *near = &score->near.pairs;

    memset(score->followers, 0, scene->object_count * sizeof(uint32_t));
    for (uint32_t t = 0; t < scene->track_count; t++) {
        score->nearest[t] = LW_ASSIGN_NONE;
        score->nearest_m[t] = HUGE_VAL;
    }
    for (uint32_t o = 0; o < scene->object_count; o++) {
        for (size_t i = near->first[o]; i < near->first[o + 1]; i++) {
            const uint32_t t = near->track[i];
            if (near->distance_m[i] < score->nearest_m[t]) {
                score->nearest_m[t] = near->distance_m[i];
                score->nearest[t] = o;
            }
        }
    }
    for (uint32_t t = 0; t < scene->track_count; t++)
        if (score->nearest[t] != LW_ASSIGN_NONE)
            score->followers[score->nearest[t]]++;
}

static void take_follower(struct lw_score *score,
                          const struct lw_score_scene *scene, uint32_t t)
{
    const struct lw_score_point *object = &scene->objects[score->nearest[t]];
    const double distance_m = score->nearest_m[t];
    const double velocity2 =
        lw_velocity_error2(object, &scene->tracks[t], score->config.dimensions);
    struct lw_sums *group[GROUPS_MAX];
    const int groups = groups_of(score, object, true, group);

    for (int i = 0; i < groups; i++) {
        group[i]->near_tracks++;
        group[i]->near_error += distance_m;
        group[i]->near_error2 += distance_m * distance_m;
        if (isnan(velocity2))
            continue;
        group[i]->near_velocities++;
        group[i]->near_speed += sqrt(velocity2);
        group[i]->near_velocity2 += velocity2;
    }
}

static void take_nearest(struct lw_score *score,
                         const struct lw_score_scene *scene)
{
    struct lw_sums *group[GROUPS_MAX];
    int groups;

    find_nearest(score, scene);
    for (uint32_t t = 0; t < scene->track_count; t++) {
        if (score->nearest[t] == LW_ASSIGN_NONE) {
            groups = groups_of(score, &scene->tracks[t], false, group);
            for (int i = 0; i < groups; i++)
                group[i]->far_tracks++;
        } else if (!optional(scene, score->nearest[t])) {
            take_follower(score, scene, t);
        }
    }
    for (uint32_t o = 0; o < scene->object_count; o++) {
        if (optional(scene, o) || score->followers[o] == 0)
            continue;
        groups = groups_of(score, &scene->objects[o], true, group);
        for (int i = 0; i < groups; i++) {
            group[i]->near_objects++;
            group[i]->second += score->followers[o] > 1;
        }
    }
}

static double claim_of(const struct lw_score *score,
                       const struct lw_score_point *track)
{
    return lw_score_claim(track, score->config.dimensions,
                          score->config.gospa.cutoff_m);
}

static void take_existence(struct lw_score *score,
                           const struct lw_score_scene *scene)
{
    for (uint32_t t = 0; t < scene->track_count; t++) {
        const struct lw_score_point *track = &scene->tracks[t];
        struct lw_track_state *state = &score->track[track->number];
        const bool right = score->object_of[t] != LW_ASSIGN_NONE;
        if (!(track->has & LW_SCORE_HAS_EXISTENCE))
            continue;
        const double claim = claim_of(score, track);
        lw_reliability_add(&score->totals.shown, claim, right,
                           &state->claimed_shown);
        lw_reliability_add(&score->totals.told, claim, right,
                           &state->claimed_told);
    }
    if (scene->tentative_count == 0)
        return;
    for (uint32_t t = 0; t < scene->tentative_count; t++)
        score->nearest[t] = LW_ASSIGN_NONE;
    for (uint32_t o = 0; o < score->maybe.pairs.objects; o++)
        if (score->other_of[o] != LW_ASSIGN_NONE)
            score->nearest[score->other_of[o]] = o;
    for (uint32_t t = 0; t < scene->tentative_count; t++) {
        const struct lw_score_point *track = &scene->tentative[t];
        if (track->has & LW_SCORE_HAS_EXISTENCE)
            lw_reliability_add(&score->totals.told, claim_of(score, track),
                               score->nearest[t] != LW_ASSIGN_NONE,
                               &score->track[track->number].claimed_told);
    }
}

/* CLEAR MOT: a pair of the step before stands while it is closer than the
 * cut-off; only what is left is assigned anew. */
static void bend_to_keep(struct lw_score *score,
                         const struct lw_score_scene *scene)
{
    const struct lw_pairs *near = &score->near.pairs;

    for (uint32_t t = 0; t < scene->track_count; t++)
        score->nearest[t] = LW_ASSIGN_NONE;
    for (uint32_t o = 0; o < scene->object_count; o++) {
        const struct lw_object_state *state =
            &score->object[scene->objects[o].number];
        score->other_of[o] = LW_ASSIGN_NONE;
        for (size_t i = near->first[o];
             state->clear_held && i < near->first[o + 1]; i++) {
            const uint32_t t = near->track[i];
            if (scene->tracks[t].number != state->clear ||
                score->nearest[t] != LW_ASSIGN_NONE)
                continue;
            score->other_of[o] = t;
            score->nearest[t] = o;
        }
    }
    for (uint32_t o = 0; o < scene->object_count; o++) {
        for (size_t i = near->first[o]; i < near->first[o + 1]; i++) {
            const uint32_t t = near->track[i];
            const bool kept = score->other_of[o] == t;
            const bool taken = score->other_of[o] != LW_ASSIGN_NONE ||
                               score->nearest[t] != LW_ASSIGN_NONE;
            score->bent_m[i] = taken && !kept ? HUGE_VAL : near->distance_m[i];
        }
    }
}

/* A pair that would be a switch pays for it at once. */
static void bend_to_pay(struct lw_score *score,
                        const struct lw_score_scene *scene)
{
    const struct lw_gospa_config *g = &score->config.gospa;
    const struct lw_pairs *near = &score->near.pairs;
    const double half = pow(score->config.switch_m, g->p) / 2;

    for (uint32_t o = 0; o < scene->object_count; o++) {
        for (size_t i = near->first[o]; i < near->first[o + 1]; i++) {
            const int halves = lw_trajectory_halves(
                &score->path[LW_PATH_PAID], scene->objects[o].number,
                scene->tracks[near->track[i]].number);
            score->bent_m[i] =
                halves == 0 ? near->distance_m[i]
                            : pow(lw_gospa_power(g, near->distance_m[i]) +
                                      halves * half,
                                  1 / g->p);
        }
    }
}

static void assign_bent(struct lw_score *score)
{
    struct lw_pairs bent = score->near.pairs;

    bent.distance_m = score->bent_m;
    (void)lw_gospa(&score->config.gospa, &score->gospa, &bent, score->other_of);
}

/* One step of a path, by a way of assigning. */
static void take_path(struct lw_score *score,
                      const struct lw_score_scene *scene,
                      struct lw_trajectory *path, const uint32_t *track_of)
{
    const struct lw_pairs *near = &score->near.pairs;
    uint32_t tracks = scene->track_count;

    for (uint32_t o = 0; o < scene->object_count; o++) {
        const uint32_t t = track_of[o];
        tracks -= t != LW_ASSIGN_NONE;
        if (optional(scene, o))
            continue;
        if (t == LW_ASSIGN_NONE) {
            path->missed++;
            continue;
        }
        size_t i = near->first[o];
        while (near->track[i] != t)
            i++;
        lw_trajectory_pair(
            path, scene->objects[o].number, scene->tracks[t].number,
            lw_gospa_power(&score->config.gospa, near->distance_m[i]));
    }
    path->spurious += tracks;
}

static void take_paths(struct lw_score *score,
                       const struct lw_score_scene *scene)
{
    take_path(score, scene, &score->path[LW_PATH_EACH], score->track_of);

    bend_to_keep(score, scene);
    assign_bent(score);
    take_path(score, scene, &score->path[LW_PATH_KEPT], score->other_of);
    for (uint32_t o = 0; o < scene->object_count; o++) {
        struct lw_object_state *state =
            &score->object[scene->objects[o].number];
        state->clear_held = score->other_of[o] != LW_ASSIGN_NONE;
        if (!state->clear_held)
            continue;
        const uint32_t number = scene->tracks[score->other_of[o]].number;
        score->totals.switches_clear += !optional(scene, o) &&
                                        state->clear != LW_ASSIGN_NONE &&
                                        state->clear != number;
        state->clear = number;
    }

    bend_to_pay(score, scene);
    assign_bent(score);
    take_path(score, scene, &score->path[LW_PATH_PAID], score->other_of);
}

static void take_window(struct lw_score *score,
                        const struct lw_score_scene *scene,
                        struct lw_series_point *at)
{
    const struct lw_pairs *near = &score->near.pairs;
    double distance;

    for (uint32_t t = 0; t < scene->track_count; t++)
        if (!beside(score, scene, t))
            lw_ospa2_track(&score->ospa2, scene->tracks[t].number);
    for (uint32_t o = 0; o < scene->object_count; o++) {
        if (optional(scene, o))
            continue;
        lw_ospa2_object(&score->ospa2, scene->objects[o].number);
        for (size_t i = near->first[o]; i < near->first[o + 1]; i++)
            if (!beside(score, scene, near->track[i]))
                lw_ospa2_near(
                    &score->ospa2, scene->objects[o].number,
                    scene->tracks[near->track[i]].number,
                    lw_gospa_power(&score->config.gospa, near->distance_m[i]));
    }
    if (score->ospa2.at + 1 == score->config.window_steps) {
        struct lw_trajectory *path = &score->path[LW_PATH_WINDOW];
        const struct lw_ospa2_held held = lw_ospa2_hold(
            &score->ospa2, path,
            pow(score->config.switch_m, score->config.gospa.p) / 2, true);
        path->localisation += held.localisation;
        path->missed += held.missed;
        path->spurious += held.spurious;
    }
    if (lw_ospa2_step(&score->ospa2, &distance)) {
        at->ospa2 += distance * score->config.window_steps;
        at->ospa2_steps += score->config.window_steps;
    }
}

static void mark_object(struct lw_score *score,
                        const struct lw_score_scene *scene, uint32_t o)
{
    const struct lw_score_point *object = &scene->objects[o];
    const uint32_t t = score->track_of[o];
    const struct lw_mark mark = {
        .moment = score->totals.steps - 1,
        .number = object->number,
        .what = t != LW_ASSIGN_NONE  ? LW_MARK_TRACKED
                : optional(scene, o) ? LW_MARK_OPTIONAL
                                     : LW_MARK_MISSED,
        .lat_rad = object->pos.lat_rad,
        .lon_rad = object->pos.lon_rad,
        .error_m = t == LW_ASSIGN_NONE ? (double)NAN : score->nearest_m[t],
    };

    lw_marks_add(&score->totals.object_marks, &mark);
}

static void mark_track(struct lw_score *score,
                       const struct lw_score_scene *scene, uint32_t t)
{
    const struct lw_score_point *track = &scene->tracks[t];
    const struct lw_mark mark = {
        .moment = score->totals.steps - 1,
        .number = track->number,
        .what =
            score->object_of[t] == LW_ASSIGN_NONE ? LW_MARK_FALSE : LW_MARK_ON,
        .lat_rad = track->pos.lat_rad,
        .lon_rad = track->pos.lon_rad,
        .error_m = score->nearest_m[t],
    };

    lw_marks_add(&score->totals.track_marks, &mark);
}

/* For the map; nearest_m becomes the distance of what is assigned. */
static void take_marks(struct lw_score *score,
                       const struct lw_score_scene *scene)
{
    const struct lw_pairs *near = &score->near.pairs;
    const uint64_t moment = score->totals.steps - 1;
    const bool objects = lw_marks_want(&score->totals.object_marks, moment);
    const bool tracks = lw_marks_want(&score->totals.track_marks, moment);

    if (!objects && !tracks)
        return;
    for (uint32_t t = 0; t < scene->track_count; t++)
        score->nearest_m[t] = (double)NAN;
    for (uint32_t o = 0; o < scene->object_count; o++)
        for (size_t i = near->first[o]; i < near->first[o + 1]; i++)
            if (near->track[i] == score->track_of[o])
                score->nearest_m[near->track[i]] = near->distance_m[i];
    for (uint32_t o = 0; objects && o < scene->object_count; o++)
        mark_object(score, scene, o);
    for (uint32_t t = 0; tracks && t < scene->track_count; t++)
        mark_track(score, scene, t);
}

int lw_score_step(struct lw_score *score, const struct lw_score_scene *scene,
                  enum lw_score_room *lacking)
{
    const int err = assign_all(score, scene, lacking);

    if (err < 0)
        return err;
    take_waits(score, scene);
    if (!scene->counted)
        return 0;
    for (uint32_t t = 0; t < scene->track_count; t++)
        score->object_of[t] = LW_ASSIGN_NONE;
    for (uint32_t o = 0; o < scene->object_count; o++)
        if (score->track_of[o] != LW_ASSIGN_NONE)
            score->object_of[score->track_of[o]] = o;

    score->totals.steps++;
    score->step = (struct lw_score_step_sums){0};
    struct lw_series_point *at =
        lw_series_at(&score->totals.series, scene->time_ns);
    /* First, while other_of is that of the tentative ones. */
    take_existence(score, scene);
    take_objects(score, scene);
    take_tracks(score, scene);
    take_gospa(score, at);
    take_nearest(score, scene);
    take_marks(score, scene);
    take_window(score, scene, at);
    take_paths(score, scene);
    return 0;
}
