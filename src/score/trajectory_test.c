/* SPDX-License-Identifier: Apache-2.0 */
#include "trajectory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assign.h"
#include "near.h"

static _Alignas(max_align_t) unsigned char mem[1024];

static struct lw_trajectory path_of(uint32_t objects, uint32_t tracks)
{
    struct lw_arena arena = {.mem = mem, .size = sizeof mem};
    struct lw_trajectory path;

    assert_true(lw_trajectory_size(objects, tracks) <= sizeof mem);
    assert_int_equal(lw_trajectory_init(&path, objects, tracks, &arena), 0);
    return path;
}

/* Half switches of a sequence of pairs (object, track). */
static uint64_t halves_of(const uint32_t (*pair)[2], int count)
{
    struct lw_trajectory path = path_of(4, 4);

    for (int i = 0; i < count; i++) {
        const uint64_t before = path.halves;
        const int told = lw_trajectory_halves(&path, pair[i][0], pair[i][1]);
        lw_trajectory_pair(&path, pair[i][0], pair[i][1], 1);
        assert_int_equal(path.halves - before, told);
    }
    assert_near(path.localisation, count, 0);
    return path.halves;
}

static void a_first_track_and_a_gap_cost_nothing(void **state)
{
    (void)state;
    static const uint32_t pair[][2] = {{0, 1}, {1, 2}, {0, 1}, {0, 1}};

    assert_int_equal(halves_of(pair, 4), 0);
}

/* From one track to another, and on, and back: one switch each. */
static void every_other_track_is_a_switch(void **state)
{
    (void)state;
    static const uint32_t pair[][2] = {{0, 1}, {0, 2}, {0, 3}, {0, 1}};

    assert_int_equal(halves_of(pair, 2), 2);
    assert_int_equal(halves_of(pair, 4), 6);
}

/* Two objects that change tracks with one another: two switches. */
static void a_swap_is_two(void **state)
{
    (void)state;
    static const uint32_t pair[][2] = {{0, 0}, {1, 1}, {0, 1}, {1, 0}};

    assert_int_equal(halves_of(pair, 4), 4);
}

/* A track that goes over to an object that had none: the one lets go, the
 * other takes, a half each. When the first is then found by another track,
 * having let go has been paid for. */
static void a_track_that_goes_over_is_one(void **state)
{
    (void)state;
    static const uint32_t pair[][2] = {{0, 0}, {1, 0}, {0, 2}, {0, 2}};

    assert_int_equal(halves_of(pair, 2), 2);
    assert_int_equal(halves_of(pair, 4), 3);
}

static void a_copy_goes_on_where_the_other_was(void **state)
{
    (void)state;
    static _Alignas(max_align_t) unsigned char more[1024];
    struct lw_trajectory path = path_of(2, 2), larger;
    struct lw_arena arena = {.mem = more, .size = sizeof more};

    lw_trajectory_pair(&path, 0, 0, 5);
    lw_trajectory_pair(&path, 1, 0, 5);
    assert_int_equal(lw_trajectory_init(&larger, 4, 5, &arena), 0);
    lw_trajectory_copy(&larger, &path);
    assert_int_equal(larger.halves, path.halves);
    assert_int_equal(lw_trajectory_halves(&larger, 0, 1),
                     lw_trajectory_halves(&path, 0, 1));
    assert_int_equal(lw_trajectory_halves(&larger, 3, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_track_and_a_gap_cost_nothing),
        cmocka_unit_test(every_other_track_is_a_switch),
        cmocka_unit_test(a_swap_is_two),
        cmocka_unit_test(a_track_that_goes_over_is_one),
        cmocka_unit_test(a_copy_goes_on_where_the_other_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
