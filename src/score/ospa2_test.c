/* SPDX-License-Identifier: Apache-2.0 */
#include "ospa2.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

enum { C = 10, WINDOW = 4 };

static _Alignas(max_align_t) unsigned char mem[1 << 16];

/* c = 10, p = 1: distances are what they are. */
static struct lw_ospa2 ospa_of(void)
{
    struct lw_arena arena = {.mem = mem, .size = sizeof mem};
    struct lw_ospa2 ospa;

    assert_true(lw_ospa2_size(4, 4, 16) <= sizeof mem);
    assert_int_equal(lw_ospa2_init(&ospa, C, 1, WINDOW, 4, 4, 16, &arena), 0);
    return ospa;
}

static double run(struct lw_ospa2 *ospa, void (*step)(struct lw_ospa2 *, int))
{
    double distance = -1;

    for (int i = 0; i < WINDOW; i++) {
        step(ospa, i);
        assert_int_equal(lw_ospa2_step(ospa, &distance), i == WINDOW - 1);
    }
    return distance;
}

static void beside(struct lw_ospa2 *ospa, int i)
{
    (void)i;
    lw_ospa2_object(ospa, 0);
    lw_ospa2_track(ospa, 2);
    lw_ospa2_near(ospa, 0, 2, 3);
}

static void one_track_along_one_object_is_their_mean_distance(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_near(run(&ospa, beside), 3, 1e-12);
}

static void broken(struct lw_ospa2 *ospa, int i)
{
    const uint32_t track = i < 2 ? 1 : 3;

    lw_ospa2_object(ospa, 0);
    lw_ospa2_track(ospa, track);
    lw_ospa2_near(ospa, 0, track, 0);
}

/* A perfect track that changes its name half way: each half is there for 2 of
 * 4 steps, D = (0 + 0 + 10 + 10) / 4 = 5; one is paired, the other is one too
 * many: (5 + 10) / 2. GOSPA says 0. */
static void a_broken_track_is_paid_for(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_near(run(&ospa, broken), 7.5, 1e-12);
    assert_near(lw_ospa2_result(&ospa).localisation, 4 * 2.5, 1e-12);
}

static void late(struct lw_ospa2 *ospa, int i)
{
    lw_ospa2_object(ospa, 0);
    if (i == 0)
        return;
    lw_ospa2_track(ospa, 0);
    lw_ospa2_near(ospa, 0, 0, 2);
}

/* Missed for one step of four, 2 m off for three: (10 + 3 * 2) / 4. */
static void a_late_track_pays_for_the_time_before(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_near(run(&ospa, late), 4, 1e-12);
}

static void swapped(struct lw_ospa2 *ospa, int i)
{
    const uint32_t first = i < 3 ? 0 : 1;

    for (uint32_t o = 0; o < 2; o++) {
        lw_ospa2_object(ospa, o);
        lw_ospa2_track(ospa, o);
        lw_ospa2_near(ospa, o, o ^ first, 0);
    }
}

/* Two objects whose tracks swap for the last of four steps: D is 10 / 4 the
 * one way and 30 / 4 the other. */
static void a_swap_counts_from_where_it_happened(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_near(run(&ospa, swapped), 2.5, 1e-12);
}

/* The same two as one assignment: three steps of each pair are near, the
 * fourth is missed and false. In a second window they stand swapped: going
 * over costs four halves and is worth 80, so at 30 a half they let be. */
static void a_window_is_held_or_gone_over_to(void **state)
{
    (void)state;
    static _Alignas(max_align_t) unsigned char more[1024];
    struct lw_arena arena = {.mem = more, .size = sizeof more};
    struct lw_ospa2 ospa = ospa_of();
    struct lw_trajectory path;
    double distance;

    assert_int_equal(lw_trajectory_init(&path, 4, 4, &arena), 0);
    for (int i = 0; i < WINDOW; i++) {
        swapped(&ospa, i);
        if (i < WINDOW - 1)
            assert_false(lw_ospa2_step(&ospa, &distance));
    }
    struct lw_ospa2_held held = lw_ospa2_hold(&ospa, &path, 30, true);
    assert_near(held.localisation, 0, 1e-12);
    assert_int_equal(held.missed, 2);
    assert_int_equal(held.spurious, 2);
    assert_int_equal(held.halves, 0);
    assert_true(lw_ospa2_step(&ospa, &distance));

    for (int i = 0; i < WINDOW - 1; i++) {
        swapped(&ospa, 3);
        assert_false(lw_ospa2_step(&ospa, &distance));
    }
    swapped(&ospa, 3);
    held = lw_ospa2_hold(&ospa, &path, 30, false);
    assert_int_equal(held.missed, 8);
    assert_int_equal(held.halves, 0);
    held = lw_ospa2_hold(&ospa, &path, 10, false);
    assert_int_equal(held.missed, 0);
    assert_true(held.halves >= 4); /* one after the other: 3 and 1; a bound */
    assert_int_equal(path.halves, 0);
    (void)lw_ospa2_hold(&ospa, &path, 10, true);
    assert_int_equal(path.halves, 4);
}

static void nothing(struct lw_ospa2 *ospa, int i)
{
    (void)ospa;
    (void)i;
}

static void only_false(struct lw_ospa2 *ospa, int i)
{
    (void)i;
    lw_ospa2_track(ospa, 3);
}

static void windows_follow_one_another(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_near(run(&ospa, nothing), 0, 0);
    assert_near(run(&ospa, only_false), C, 1e-12);
    assert_near(run(&ospa, beside), 3, 1e-12);
    /* A window that has only begun counts for its steps. */
    double distance;
    beside(&ospa, 0);
    assert_false(lw_ospa2_step(&ospa, &distance));
    const struct lw_ospa2_total total = lw_ospa2_result(&ospa);
    assert_int_equal(total.steps, 3 * WINDOW + 1);
    assert_near(total.distance, WINDOW * (0 + C + 3) + 3, 1e-9);
}

static void knows_when_it_is_full(void **state)
{
    (void)state;
    struct lw_ospa2 ospa = ospa_of();

    assert_true(lw_ospa2_room(&ospa, 16));
    assert_false(lw_ospa2_room(&ospa, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_track_along_one_object_is_their_mean_distance),
        cmocka_unit_test(a_broken_track_is_paid_for),
        cmocka_unit_test(a_late_track_pays_for_the_time_before),
        cmocka_unit_test(a_swap_counts_from_where_it_happened),
        cmocka_unit_test(a_window_is_held_or_gone_over_to),
        cmocka_unit_test(windows_follow_one_another),
        cmocka_unit_test(knows_when_it_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
