/* SPDX-License-Identifier: Apache-2.0 */
#include "scorer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"

/* A made-up origin; points stand metres east and north of it. */
static const struct lw_geodetic origin = {52 * LW_DEG, 5 * LW_DEG, 0};

static struct lw_score_point point(uint32_t number, double east_m,
                                   double north_m)
{
    struct lw_frame frame;
    const double xyz_m[3] = {east_m, north_m, 0};

    lw_frame_init(&frame, origin);
    return (struct lw_score_point){.number = number,
                                   .has = LW_SCORE_HAS_ALT,
                                   .pos = lw_frame_to_geodetic(&frame, xyz_m)};
}

struct bench {
    void *mem;
    struct lw_score *score;
    struct lw_score_result result;
    enum lw_score_room lacking;
    int64_t time_ns;
};

static struct bench bench_of(int dimensions, uint32_t objects, uint32_t tracks)
{
    const struct lw_score_config config = {
        .gospa = {20, 2, 2},
        .switch_m = 10,
        .dimensions = dimensions,
        .step_s = 1,
        .window_steps = 2,
        .kinds = 2,
        .regions = 2,
        .objects = objects,
        .tracks = tracks,
        .objects_at_once = objects,
        .tracks_at_once = tracks,
        .pairs_at_once = (size_t)objects * tracks,
        .pairs_in_window = (size_t)objects * tracks,
    };
    struct bench bench = {0};
    const size_t size = lw_score_size(&config);

    assert_true(size > 0);
    bench.mem = malloc(size);
    assert_non_null(bench.mem);
    bench.score = lw_score_init(&config, bench.mem, size);
    assert_non_null(bench.score);
    return bench;
}

/* A step a second after the one before. */
static int take(struct bench *bench, const struct lw_score_point *objects,
                uint32_t object_count, const struct lw_score_point *tracks,
                uint32_t track_count, bool counted)
{
    const struct lw_score_scene scene = {.time_ns = bench->time_ns,
                                         .counted = counted,
                                         .objects = objects,
                                         .tracks = tracks,
                                         .object_count = object_count,
                                         .track_count = track_count};

    bench->time_ns += 1000000000;
    return lw_score_step(bench->score, &scene, &bench->lacking);
}

static void step(struct bench *bench, const struct lw_score_point *objects,
                 uint32_t object_count, const struct lw_score_point *tracks,
                 uint32_t track_count)
{
    assert_int_equal(
        take(bench, objects, object_count, tracks, track_count, true), 0);
}

static const struct lw_score_result *result(struct bench *bench)
{
    lw_score_result(bench->score, &bench->result);
    return &bench->result;
}

static void no_steps_give_no_shares(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 1);
    const struct lw_score_result *got = result(&bench);

    assert_int_equal(got->steps, 0);
    assert_true(isnan(got->all.completeness));
    assert_true(isnan(got->all.rms_m));
    assert_true(isnan(got->gospa.mean));
    assert_true(isnan(got->all.siap.ambiguity));
    assert_true(isnan(got->all.first.median_s));
    assert_int_equal(got->all.first.objects, 0);
    free(bench.mem);
}

/*
 * Worked by hand. Objects X at 0 and Y at 1,000 m east, 4 steps; tracks a, b,
 * c; cut-off 20 m, p = 2.
 *
 *   step  X            Y            neither     X has  Y has
 *   1     a 3 m                                 a      -
 *   2     a 4 m, b 6 m c 5 m                    a      c
 *   3     b 2 m        c 12 m       a 500 m     b      c
 *   4     (gone)       -            a 500 m            -
 *
 * Object-steps 3 + 4 = 7, assigned 1 + 2 + 2 = 5; track-steps 1 + 3 + 3 + 1
 * = 8. Squared errors 9 + 16 + 25 + 4 + 144 = 198.
 */
static void agrees_with_a_scene_worked_by_hand(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 2, 3);
    const struct lw_score_point x = point(0, 0, 0), y = point(1, 1000, 0);
    const struct lw_score_point both[] = {x, y};

    const struct lw_score_point one[] = {point(0, 0, 3)};
    step(&bench, both, 2, one, 1);
    const struct lw_score_point two[] = {point(0, 4, 0), point(1, 0, -6),
                                         point(2, 1003, 4)};
    step(&bench, both, 2, two, 3);
    const struct lw_score_point three[] = {point(0, 500, 0), point(1, 0, 2),
                                           point(2, 1000, 12)};
    step(&bench, both, 2, three, 3);
    const struct lw_score_point four[] = {point(0, 500, 0)};
    step(&bench, &y, 1, four, 1);

    const struct lw_score_result *got = result(&bench);
    assert_int_equal(got->steps, 4);
    assert_near(got->all.object_s, 7, 0);
    assert_near(got->all.track_s, 8, 0);
    assert_near(got->all.completeness, 5 / 7.0, 1e-12);
    assert_near(got->all.spurious_share, 3 / 8.0, 1e-12);
    assert_near(got->all.second_share, 1 / 7.0, 1e-12);
    assert_near(got->all.rms_m, sqrt(198 / 5.0), 1e-3);
    assert_int_equal(got->all.switches, 1);
    assert_int_equal(got->switches_clear, 1);
    assert_near(got->all.switches_per_hour, 3600 / 5.0, 1e-9);
    /* X: a for two steps, then b for one; Y: c for two. */
    assert_near(got->all.longest_segment, (2 + 2) / 7.0, 1e-12);
    assert_int_equal(got->all.first.objects, 2);
    assert_int_equal(got->all.first.objects_tracked, 2);
    assert_int_equal(got->tracks, 3);
    assert_int_equal(got->false_tracks, 0);
    /* X at once, Y one step after it was there. */
    assert_near(got->all.first.median_s, 0.5, 1e-12);
    assert_near(got->all.first.max_s, 1, 1e-12);

    /* d^2: 9 + 200; 41 + 200 for b; 4 + 144 + 200 for a; 200 + 200. */
    assert_near(got->gospa.mean,
                (sqrt(209) + sqrt(241) + sqrt(348) + sqrt(400)) / 4, 1e-3);
    assert_near(got->gospa.rms, sqrt((209 + 241 + 348 + 400) / 4.0), 1e-3);
    assert_near(got->gospa.localisation, sqrt(198 / 4.0), 1e-3);
    assert_near(got->gospa.missed, sqrt(400 / 4.0), 1e-9);
    assert_near(got->gospa.spurious, sqrt(600 / 4.0), 1e-9);

    /* SIAP: 5 objects tracked, 6 tracks on them, 2 of 8 on none. */
    assert_near(got->all.siap.completeness, 5 / 7.0, 1e-12);
    assert_near(got->all.siap.ambiguity, 6 / 5.0, 1e-12);
    assert_near(got->all.siap.spuriousness, 2 / 8.0, 1e-12);
    assert_near(got->all.siap.position_rms_m, sqrt((198 + 36) / 6.0), 1e-3);

    const struct lw_score_object of_x = lw_score_of(bench.score, 0);
    assert_near(of_x.present_s, 3, 0);
    assert_near(of_x.tracked_s, 3, 0);
    assert_near(of_x.rms_m, sqrt((9 + 16 + 4) / 3.0), 1e-3);
    assert_near(of_x.longest_s, 2, 0);
    assert_int_equal(of_x.switches, 1);
    free(bench.mem);
}

/* Two tracks beside one object that take turns at being nearer: every turn is
 * a switch of the optimal assignment, none when pairs are kept. */
static void clear_mot_keeps_a_pair_while_it_holds(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 2);
    const struct lw_score_point object = point(0, 0, 0);

    for (int i = 0; i < 6; i++) {
        const struct lw_score_point tracks[] = {point(0, i % 2 == 0 ? 3 : 5, 0),
                                                point(1, -4, 0)};
        step(&bench, &object, 1, tracks, 2);
    }
    assert_int_equal(result(&bench)->all.switches, 5);
    assert_int_equal(result(&bench)->switches_clear, 0);
    assert_near(result(&bench)->all.longest_segment, 1 / 6.0, 1e-12);

    /* The first goes out of reach: now it is one in both. */
    const struct lw_score_point gone[] = {point(0, 25, 0), point(1, -4, 0)};
    step(&bench, &object, 1, gone, 2);
    assert_int_equal(result(&bench)->switches_clear, 1);
    free(bench.mem);
}

/* What was not held in the step before has no claim to be kept. */
static void clear_mot_forgets_a_pair_that_lapsed(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 2);
    const struct lw_score_point object = point(0, 0, 0);
    const struct lw_score_point tracks[] = {point(0, 10, 0), point(1, 1, 0)};

    step(&bench, &object, 1, tracks, 1);
    step(&bench, &object, 1, NULL, 0);
    step(&bench, &object, 1, tracks, 2);
    assert_int_equal(result(&bench)->switches_clear, 1);
    free(bench.mem);
}

static void a_gap_under_the_same_id_is_no_switch(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 1);
    const struct lw_score_point object = point(0, 0, 0);
    const struct lw_score_point track = point(0, 1, 0);

    step(&bench, &object, 1, &track, 1);
    step(&bench, &object, 1, NULL, 0);
    step(&bench, &object, 1, &track, 1);
    assert_int_equal(result(&bench)->all.switches, 0);
    assert_near(result(&bench)->all.longest_segment, 2 / 3.0, 1e-12);
    free(bench.mem);
}

static void false_tracks_are_those_never_assigned(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 3);
    const struct lw_score_point object = point(0, 0, 0);
    const struct lw_score_point tracks[] = {point(0, 1, 0), point(1, 300, 0),
                                            point(2, 400, 0)};

    step(&bench, &object, 1, tracks, 3);
    step(&bench, NULL, 0, tracks + 1, 2);
    step(&bench, NULL, 0, tracks + 1, 1);
    const struct lw_score_result *got = result(&bench);
    assert_int_equal(got->false_tracks, 2);
    assert_near(got->false_track_s, 3 + 2, 0);
    free(bench.mem);
}

static void uncounted_steps_only_start_the_clock(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 1);
    const struct lw_score_point object = point(0, 0, 0);
    const struct lw_score_point track = point(0, 1, 0);

    for (int i = 0; i < 5; i++)
        assert_int_equal(take(&bench, &object, 1, NULL, 0, false), 0);
    step(&bench, &object, 1, &track, 1);
    const struct lw_score_result *got = result(&bench);
    assert_int_equal(got->steps, 1);
    assert_near(got->all.completeness, 1, 0);
    assert_near(got->all.first.median_s, 5, 0);
    free(bench.mem);
}

/* Errors of 3 m east and 4 m north. With variances 9 and 16: 1 + 1, so 1 per
 * dimension; with an up variance of 4 and 2 m up: 1 + 1 + 1. */
static void consistency_is_error_over_covariance(void **state)
{
    (void)state;
    struct bench bench = bench_of(3, 1, 1);
    struct lw_frame frame;
    const struct lw_score_point object = point(0, 0, 0);
    struct lw_score_point track = point(0, 0, 0);
    const double xyz_m[3] = {3, 4, 2};

    lw_frame_init(&frame, origin);
    track.pos = lw_frame_to_geodetic(&frame, xyz_m);
    track.has |= LW_SCORE_HAS_COV;
    track.cov[lw_score_cov_index(0, 0)] = 9;
    track.cov[lw_score_cov_index(1, 1)] = 16;
    track.cov[lw_score_cov_index(2, 2)] = 4;
    step(&bench, &object, 1, &track, 1);
    track.cov[0] = 0.25; /* 36 + 1 + 1: outside every 95% region */
    step(&bench, &object, 1, &track, 1);
    track.cov[0] = -1; /* no covariance: not counted */
    step(&bench, &object, 1, &track, 1);

    const struct lw_score_result *got = result(&bench);
    assert_near(got->all.rms_m, sqrt(29), 1e-6);
    assert_near(got->all.vertical_rms_m, 2, 1e-6);
    assert_int_equal(got->all.nees[LW_NEES_HORIZONTAL].pairs, 2);
    assert_near(got->all.nees[LW_NEES_HORIZONTAL].per_dimension, (2 + 37) / 4.0,
                1e-4);
    assert_near(got->all.nees[LW_NEES_HORIZONTAL].inside[2], 0.5, 0);
    assert_near(got->all.nees[LW_NEES_SPATIAL].per_dimension, (3 + 38) / 6.0,
                1e-4);
    free(bench.mem);
}

static void velocities_are_compared_where_both_are_known(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 1);
    struct lw_score_point object = point(0, 0, 0);
    struct lw_score_point track = point(0, 1, 0);

    step(&bench, &object, 1, &track, 1);
    assert_true(isnan(result(&bench)->all.velocity_rms_mps));
    object.has |= LW_SCORE_HAS_VEL;
    track.has |= LW_SCORE_HAS_VEL;
    track.vel_mps[0] = 3;
    track.vel_mps[1] = -4;
    track.vel_mps[2] = 100; /* up: not one of the two dimensions */
    step(&bench, &object, 1, &track, 1);
    assert_near(result(&bench)->all.velocity_rms_mps, 5, 1e-12);
    assert_near(result(&bench)->all.siap.velocity_rms_mps, 5, 1e-12);
    free(bench.mem);
}

static void heights_count_only_in_three_dimensions(void **state)
{
    (void)state;
    struct lw_score_point object = point(0, 0, 0), track = point(0, 0, 3);

    object.pos.alt_hae_m = 5000;
    track.pos.alt_hae_m = 40;
    struct bench flat = bench_of(2, 1, 1);
    step(&flat, &object, 1, &track, 1);
    assert_near(result(&flat)->all.rms_m, 3, 1e-5);
    free(flat.mem);

    struct bench deep = bench_of(3, 1, 1);
    step(&deep, &object, 1, &track, 1);
    assert_near(result(&deep)->all.completeness, 0, 0);
    track.has = 0;
    assert_int_equal(take(&deep, &object, 1, &track, 1, true), LW_ERR_MISSING);
    free(deep.mem);
}

static void existence_is_held_against_what_was_there(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 3);
    const struct lw_score_point object = point(0, 0, 0);
    struct lw_score_point tracks[] = {point(0, 1, 0), point(1, 300, 0),
                                      point(2, 400, 0)};

    for (int i = 0; i < 3; i++)
        tracks[i].has |= LW_SCORE_HAS_EXISTENCE;
    tracks[0].existence = 0.92;
    tracks[1].existence = 0.94;
    tracks[2].existence = 1;
    step(&bench, &object, 1, tracks, 3);
    const struct lw_reliability *shown = &result(&bench)->shown;
    assert_int_equal(shown->in[9].claims, 2);
    assert_int_equal(shown->in[9].right, 1);
    assert_near(shown->in[9].claimed, 1.86, 1e-12);
    assert_int_equal(shown->in[11].claims, 1);
    assert_int_equal(shown->in[11].right, 0);
    assert_int_equal(shown->in[0].claims, 0);
    free(bench.mem);
}

/* A tentative track is real if it is on what no shown one is on; it changes
 * nothing but the claims. */
static void tentative_tracks_are_held_to_their_claims_alone(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 2, 3);
    const struct lw_score_point objects[] = {point(0, 0, 0), point(1, 1000, 0)};
    struct lw_score_point shown = point(0, 2, 0);
    struct lw_score_point maybe[] = {point(1, 1, 0), point(2, 1003, 0)};
    const struct lw_score_scene scene = {.counted = true,
                                         .objects = objects,
                                         .object_count = 2,
                                         .tracks = &shown,
                                         .track_count = 1,
                                         .tentative = maybe,
                                         .tentative_count = 2};

    shown.has |= LW_SCORE_HAS_EXISTENCE;
    shown.existence = 0.97;
    for (int i = 0; i < 2; i++) {
        maybe[i].has |= LW_SCORE_HAS_EXISTENCE;
        maybe[i].existence = 0.25;
    }
    assert_int_equal(lw_score_step(bench.score, &scene, &bench.lacking), 0);
    const struct lw_score_result *got = result(&bench);
    assert_near(got->all.completeness, 0.5, 0);
    assert_int_equal(got->tracks, 1);
    assert_int_equal(got->shown.in[2].claims, 0);
    assert_int_equal(got->told.in[2].claims, 2);
    assert_int_equal(got->told.in[2].right, 1);
    assert_int_equal(got->told.in[2].tracks, 2);
    assert_int_equal(got->told.in[10].right, 1);
    free(bench.mem);
}

/* An optional object that is tracked costs its track nothing, and one that is
 * not costs nothing either; its wait does not run. */
static void what_is_optional_counts_on_neither_side(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 2, 2);
    struct lw_score_point objects[] = {point(0, 0, 0), point(1, 1000, 0)};
    const struct lw_score_point tracks[] = {point(0, 3, 0), point(1, 1000, 9)};

    objects[1].has |= LW_SCORE_OPTIONAL;
    step(&bench, objects, 2, tracks, 2);
    step(&bench, objects, 2, tracks, 1);
    const struct lw_score_result *got = result(&bench);
    assert_near(got->all.completeness, 1, 0);
    assert_near(got->all.object_s, 2, 0);
    assert_near(got->all.track_s, 2, 0);
    assert_near(got->all.spurious_share, 0, 0);
    assert_near(got->all.siap.spuriousness, 0, 0);
    assert_near(got->gospa.mean, 3, 1e-6);
    assert_near(got->ospa2.mean, 3, 1e-6);
    assert_near(got->trajectory.upper, 3, 1e-6);
    assert_int_equal(got->false_tracks, 0);
    assert_int_equal(got->all.first.objects, 1);

    objects[1].has &= ~(uint32_t)LW_SCORE_OPTIONAL;
    step(&bench, objects, 2, tracks, 1);
    got = result(&bench);
    assert_near(got->all.completeness, 3 / 4.0, 1e-12);
    assert_int_equal(got->all.first.objects, 2);
    assert_near(got->all.first.max_s, 0, 0); /* it had a track before */
    free(bench.mem);
}

/* Whatever there is too little room for, the step is as if there had been
 * enough from the start. */
static void is_enlarged_without_losing_anything(void **state)
{
    (void)state;
    enum { MANY = 12, STEPS = 9 };
    struct bench large = bench_of(2, MANY, MANY), small = bench_of(2, 1, 1);
    struct lw_score_config config = {{20, 2, 2}, 10, 2, 1, 2, 2, 2,
                                     1,          1,  1, 1, 1, 1};
    int enlarged = 0;

    for (uint32_t i = 0; i < STEPS; i++) {
        struct lw_score_point objects[MANY], tracks[MANY];
        const uint32_t n = 1 + i;
        for (uint32_t k = 0; k < n; k++) {
            objects[k] = point(k, 15.0 * k, 0);
            tracks[k] = point((k + i / 3) % n, 15.0 * k + i, 3);
        }
        step(&large, objects, n, tracks, n);
        while (take(&small, objects, n, tracks, n, true) < 0) {
            uint32_t *const room[] = {&config.objects, &config.tracks,
                                      &config.objects_at_once,
                                      &config.tracks_at_once};
            if (small.lacking <= LW_SCORE_ROOM_TRACKS_AT_ONCE)
                *room[small.lacking] *= 2;
            else if (small.lacking == LW_SCORE_ROOM_PAIRS)
                config.pairs_at_once *= 2;
            else
                config.pairs_in_window *= 2;
            if (config.objects < config.objects_at_once)
                config.objects = config.objects_at_once;
            if (config.tracks < config.tracks_at_once)
                config.tracks = config.tracks_at_once;
            const size_t size = lw_score_size(&config);
            void *mem = malloc(size);
            assert_non_null(mem);
            small.score = lw_score_enlarge(small.score, &config, mem, size);
            assert_non_null(small.score);
            free(small.mem);
            small.mem = mem;
            small.time_ns -= 1000000000;
            assert_true(enlarged++ < 100);
        }
    }
    assert_true(enlarged > 5);
    const struct lw_score_result *a = result(&large), *b = result(&small);
    assert_near(a->gospa.rms, b->gospa.rms, 0);
    assert_near(a->ospa2.mean, b->ospa2.mean, 0);
    assert_near(a->trajectory.upper, b->trajectory.upper, 0);
    assert_int_equal(a->all.switches, b->all.switches);
    assert_int_equal(a->switches_clear, b->switches_clear);
    assert_near(a->all.longest_segment, b->all.longest_segment, 0);
    assert_near(a->all.horizontal_p95_m, b->all.horizontal_p95_m, 0);
    free(large.mem);
    free(small.mem);
}

static void refuses_what_it_was_not_made_for(void **state)
{
    (void)state;
    struct bench bench = bench_of(2, 1, 1);
    struct lw_score_point two[] = {point(0, 0, 0), point(1, 0, 0)};

    assert_int_equal(take(&bench, two, 2, NULL, 0, true), LW_ERR_NO_SPACE);
    assert_int_equal(bench.lacking, LW_SCORE_ROOM_OBJECTS_AT_ONCE);
    assert_int_equal(take(&bench, two + 1, 1, NULL, 0, true), LW_ERR_NO_SPACE);
    assert_int_equal(bench.lacking, LW_SCORE_ROOM_OBJECTS);
    assert_int_equal(take(&bench, two, 1, two + 1, 1, true), LW_ERR_NO_SPACE);
    assert_int_equal(bench.lacking, LW_SCORE_ROOM_TRACKS);
    two[0].region = 2;
    assert_int_equal(take(&bench, two, 1, NULL, 0, true), LW_ERR_RANGE);
    two[0].region = 0;
    two[0].kind = 2;
    assert_int_equal(take(&bench, two, 1, NULL, 0, true), LW_ERR_RANGE);
    assert_int_equal(result(&bench)->steps, 0);
    free(bench.mem);

    struct lw_score_config config = {{20, 2, 2}, 10, 2, 1, 2, 2, 2,
                                     1,          1,  1, 1, 1, 1};
    const size_t size = lw_score_size(&config);
    void *mem = malloc(size);
    assert_non_null(mem);
    for (size_t less = 0; less < size / 2; less += 1 + size / 500)
        assert_null(lw_score_init(&config, mem, less));
    free(mem);
    config.dimensions = 4;
    assert_int_equal(lw_score_size(&config), 0);
    config.dimensions = 2;
    config.step_s = 0;
    assert_int_equal(lw_score_size(&config), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_steps_give_no_shares),
        cmocka_unit_test(agrees_with_a_scene_worked_by_hand),
        cmocka_unit_test(clear_mot_keeps_a_pair_while_it_holds),
        cmocka_unit_test(clear_mot_forgets_a_pair_that_lapsed),
        cmocka_unit_test(a_gap_under_the_same_id_is_no_switch),
        cmocka_unit_test(false_tracks_are_those_never_assigned),
        cmocka_unit_test(uncounted_steps_only_start_the_clock),
        cmocka_unit_test(consistency_is_error_over_covariance),
        cmocka_unit_test(velocities_are_compared_where_both_are_known),
        cmocka_unit_test(heights_count_only_in_three_dimensions),
        cmocka_unit_test(existence_is_held_against_what_was_there),
        cmocka_unit_test(tentative_tracks_are_held_to_their_claims_alone),
        cmocka_unit_test(what_is_optional_counts_on_neither_side),
        cmocka_unit_test(is_enlarged_without_losing_anything),
        cmocka_unit_test(refuses_what_it_was_not_made_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
