/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"
#include "scorer.h"

/* Metres east of an origin. */
static struct lw_score_point at(uint32_t number, double east_m, uint16_t kind,
                                uint16_t region)
{
    const double xyz_m[3] = {east_m, 0, 0};
    struct lw_frame frame;

    lw_frame_init(&frame, (struct lw_geodetic){52 * LW_DEG, 5 * LW_DEG, 0});
    return (struct lw_score_point){.number = number,
                                   .pos = lw_frame_to_geodetic(&frame, xyz_m),
                                   .kind = kind,
                                   .region = region};
}

static const struct lw_score_config config = {{20, 2, 2}, 10, 2, 1, 4,  2, 2,
                                              4,          4,  4, 4, 16, 16};

struct bench {
    void *mem;
    struct lw_score *score;
};

static struct bench bench_of(void)
{
    const size_t size = lw_score_size(&config);
    struct bench bench = {.mem = malloc(size)};

    assert_non_null(bench.mem);
    bench.score = lw_score_init(&config, bench.mem, size);
    assert_non_null(bench.score);
    return bench;
}

static void step(struct bench *bench, int64_t s,
                 const struct lw_score_point *objects, uint32_t object_count,
                 const struct lw_score_point *tracks, uint32_t track_count)
{
    const struct lw_score_scene scene = {.time_ns = s * 1000000000,
                                         .counted = true,
                                         .objects = objects,
                                         .tracks = tracks,
                                         .object_count = object_count,
                                         .track_count = track_count};
    enum lw_score_room lacking;

    assert_int_equal(lw_score_step(bench->score, &scene, &lacking), 0);
}

/* Object 0, of kind 0 and in region 0, is tracked 3 m off; object 1, of kind
 * 1, in region 1, is not; a false track stands in region 1. */
static void kinds_and_regions_have_figures_of_their_own(void **state)
{
    (void)state;
    struct bench bench = bench_of();
    const struct lw_score_point objects[] = {at(0, 0, 0, 0), at(1, 900, 1, 1)};
    const struct lw_score_point tracks[] = {at(0, 3, 0, 0), at(1, 600, 0, 1)};
    struct lw_score_figures f;

    for (int i = 0; i < 4; i++)
        step(&bench, i, objects, 2, tracks, 2);
    lw_score_of_kind(bench.score, 0, &f);
    assert_near(f.completeness, 1, 0);
    assert_near(f.rms_m, 3, 1e-4);
    assert_near(f.gospa_rms, 3, 1e-4);
    assert_near(f.longest_segment, 1, 0);
    assert_int_equal(f.first.objects_tracked, 1);
    assert_true(isnan(f.spurious_share));
    lw_score_of_kind(bench.score, 1, &f);
    assert_near(f.completeness, 0, 0);
    assert_near(f.missed, sqrt(200), 1e-9);
    assert_true(isnan(f.first.median_s) && isnan(f.first.p95_all_s));
    lw_score_of_region(bench.score, 1, &f);
    assert_near(f.object_s, 4, 0);
    assert_near(f.track_s, 4, 0);
    assert_near(f.spurious_share, 1, 0);
    assert_near(f.siap.spuriousness, 1, 0);
    assert_near(f.gospa_rms, 20, 1e-9);
    assert_true(isnan(f.longest_segment));
    lw_score_of_region(bench.score, 0, &f);
    assert_near(f.spurious_share, 0, 0);

    const struct lw_series *series = lw_score_series(bench.score);
    assert_int_equal(series->points, 4);
    assert_near(series->point[2].objects, 2, 0);
    assert_near(series->point[2].missed, 200, 1e-9);
    assert_int_equal(lw_score_object_marks(bench.score)->count, 8);
    const struct lw_marks *marks = lw_score_track_marks(bench.score);
    assert_int_equal(marks->mark[0].what, LW_MARK_ON);
    assert_near(marks->mark[0].error_m, 3, 1e-4);
    assert_int_equal(marks->mark[1].what, LW_MARK_FALSE);
    free(bench.mem);
}

/* A perfect track that changes its name once in four steps: GOSPA and the
 * lower bound are 0, the trajectory metric pays gamma once, and the object has
 * been under one name for half the time. */
static void a_switch_costs_gamma_in_the_trajectory_metric(void **state)
{
    (void)state;
    struct bench bench = bench_of();
    const struct lw_score_point object = at(0, 0, 0, 0);
    struct lw_score_result result;

    for (int i = 0; i < 4; i++) {
        const struct lw_score_point track = at(i < 2 ? 1 : 3, 0, 0, 0);
        step(&bench, i, &object, 1, &track, 1);
    }
    lw_score_result(bench.score, &result);
    assert_near(result.gospa.rms, 0, 1e-6);
    assert_near(result.trajectory.lower, 0, 1e-6);
    assert_near(result.trajectory.upper, sqrt(100 / 4.0), 1e-9);
    assert_near(result.trajectory.switching, 5, 1e-9);
    assert_near(result.trajectory.switches, 1, 0);
    assert_near(result.all.longest_segment, 0.5, 0);
    /* D^2 is (0 + 0 + 400 + 400) / 4 = 200: ((200 + 400) / 2)^(1/2). */
    assert_near(result.ospa2.mean, sqrt(300), 1e-6);
    assert_near(result.ospa2.localisation, 10, 1e-6);
    free(bench.mem);
}

/* Two tracks 1 and 2 m from an object take turns at being nearer. Each step
 * for itself switches every time; holding on costs 3 once in two steps. */
static void the_bound_is_of_the_better_of_several_ways(void **state)
{
    (void)state;
    struct bench bench = bench_of();
    const struct lw_score_point object = at(0, 0, 0, 0);
    struct lw_score_result result;

    for (int i = 0; i < 4; i++) {
        const struct lw_score_point tracks[] = {
            at(0, i % 2 == 0 ? 1 : 2, 0, 0), at(1, i % 2 == 0 ? 2 : 1, 0, 0)};
        step(&bench, i, &object, 1, tracks, 2);
    }
    lw_score_result(bench.score, &result);
    assert_near(result.trajectory.lower, sqrt(1 + 200), 1e-4);
    assert_near(result.trajectory.upper, sqrt((1 + 4) / 2.0 + 200), 1e-4);
    assert_near(result.trajectory.switches, 0, 0);
    assert_int_equal(result.all.switches, 3);
    free(bench.mem);
}

static void velocities_are_asked_for_after_a_minute(void **state)
{
    (void)state;
    struct bench bench = bench_of();
    struct lw_score_point object = at(0, 0, 0, 0), track = at(0, 0, 0, 0);
    struct lw_score_result result;

    object.has = track.has = LW_SCORE_HAS_VEL;
    object.vel_mps[1] = 100;
    for (int i = 0; i < 90; i++) {
        track.vel_mps[0] = i < 60 ? 90 : 9;
        track.vel_mps[1] = 100;
        step(&bench, i, &object, 1, &track, 1);
    }
    lw_score_result(bench.score, &result);
    assert_near(result.all.settled.seconds, 30, 0);
    assert_near(result.all.settled.velocity_p90_mps, 9, 0.1);
    assert_near(result.all.settled.velocity_share_p90, 0.09, 0.001);
    assert_near(result.all.settled.course_p90_deg, 5.14, 0.06);
    assert_near(result.all.settled.good, 1, 0);
    free(bench.mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_and_regions_have_figures_of_their_own),
        cmocka_unit_test(a_switch_costs_gamma_in_the_trajectory_metric),
        cmocka_unit_test(the_bound_is_of_the_better_of_several_ways),
        cmocka_unit_test(velocities_are_asked_for_after_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
