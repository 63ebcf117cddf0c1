/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flocks.h"
#include "random.h"
#include "warn_fixture.h"

enum { TRACKS = 400 };

static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};

struct scene {
    struct lw_flocks flocks;
    void *mem;
    struct lw_track track[TRACKS];
    uint32_t leader[TRACKS];
};

static int set_up(void **state)
{
    struct scene *const scene = calloc(1, sizeof *scene);
    const size_t size = lw_flocks_size(TRACKS);

    *state = scene;
    scene->mem = malloc(size);
    struct lw_arena arena = {.mem = scene->mem, .size = size};
    return lw_flocks_init(&scene->flocks, TRACKS, &arena);
}

static int tear_down(void **state)
{
    struct scene *const scene = *state;

    free(scene->mem);
    free(scene);
    return 0;
}

static struct lw_track flying(double east_m, double north_m, double east_mps,
                              double north_mps)
{
    return piston_at(beside(home, east_m, north_m), east_mps, north_mps, 30.0,
                     0.5);
}

static void near_and_alike_is_together(void **state)
{
    struct scene *const scene = *state;

    scene->track[0] = flying(0.0, 0.0, 45.0, 0.0);
    scene->track[1] = flying(-3000.0, 500.0, 46.0, 1.0);
    scene->track[2] = flying(-3000.0, -500.0, 44.0, -1.0);
    lw_flocks_find(&scene->flocks, scene->track, 3, scene->leader);
    assert_int_equal(scene->leader[0], 0);
    assert_int_equal(scene->leader[1], 0);
    assert_int_equal(scene->leader[2], 0);
}

static void far_or_on_another_course_is_alone(void **state)
{
    struct scene *const scene = *state;

    scene->track[0] = flying(0.0, 0.0, 45.0, 0.0);
    scene->track[1] = flying(-6000.0, 0.0, 45.0, 0.0);
    scene->track[2] = flying(0.0, 500.0, 0.0, 45.0);
    scene->track[3] = flying(0.0, -500.0, 25.0, 0.0);
    lw_flocks_find(&scene->flocks, scene->track, 4, scene->leader);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(scene->leader[i], i);
}

static void slow_ones_must_be_nearer(void **state)
{
    struct scene *const scene = *state;

    scene->track[0] = flying(0.0, 0.0, 10.0, 0.0);
    scene->track[1] = flying(0.0, 850.0, 10.0, 0.0);
    scene->track[2] = flying(0.0, -950.0, 10.0, 0.0);
    lw_flocks_find(&scene->flocks, scene->track, 3, scene->leader);
    assert_int_equal(scene->leader[1], 0);
    assert_int_equal(scene->leader[2], 2);
}

/* 100 in line, 2 km apart: many flocks, none longer than it may be. */
static void a_stream_is_not_one_flock(void **state)
{
    struct scene *const scene = *state;
    uint32_t leaders = 0;

    for (uint32_t i = 0; i < 100; i++)
        scene->track[i] = flying(-2000.0 * i, 0.0, 45.0, 0.0);
    lw_flocks_find(&scene->flocks, scene->track, 100, scene->leader);
    for (uint32_t i = 0; i < 100; i++) {
        leaders += scene->leader[i] == i;
        assert_true(i - scene->leader[i] <= 2);
    }
    assert_int_equal(leaders, 34);
}

static void across_the_date_line_they_are_near(void **state)
{
    struct scene *const scene = *state;

    scene->track[0] = flying(0.0, 0.0, 45.0, 0.0);
    scene->track[1] = scene->track[0];
    scene->track[0].pos.lon_rad = 179.999 * LW_DEG;
    scene->track[1].pos.lon_rad = -179.999 * LW_DEG;
    lw_flocks_find(&scene->flocks, scene->track, 2, scene->leader);
    assert_int_equal(scene->leader[1], 0);
}

/* The grid finds what trying all finds. */
static void as_if_each_were_compared_with_each(void **state)
{
    struct scene *const scene = *state;
    uint32_t alone[TRACKS];
    uint64_t seed = 3;

    for (uint32_t i = 0; i < TRACKS; i++)
        scene->track[i] = flying(random_between(&seed, -40000.0, 40000.0),
                                 random_between(&seed, -40000.0, 40000.0),
                                 random_between(&seed, 40.0, 50.0), 0.0);
    lw_flocks_find(&scene->flocks, scene->track, TRACKS, scene->leader);
    for (uint32_t i = 0; i < TRACKS; i++) {
        const struct lw_track last = scene->track[i];
        uint32_t best = i;
        for (uint32_t j = 0; j < i && best == i; j++) {
            const struct lw_track pair[] = {scene->track[j], last};
            if (scene->leader[j] != j)
                continue;
            lw_flocks_find(&scene->flocks, pair, 2, alone);
            if (alone[1] == 0)
                best = j;
        }
        assert_int_equal(scene->leader[i], best);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(near_and_alike_is_together, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(far_or_on_another_course_is_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(slow_ones_must_be_nearer, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_stream_is_not_one_flock, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(across_the_date_line_they_are_near,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(as_if_each_were_compared_with_each,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
