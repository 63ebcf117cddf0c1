/* SPDX-License-Identifier: Apache-2.0 */
/* Which way a bunch of plots flies: lattices that a pair of looks cannot tell
 * from themselves moved on by a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "near.h"

static const double sd = 5.0, spacing = 20.0;

static void begin_seeded(uint64_t seed)
{
    scene_init(&sc, seed, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 100.0;
    bare_open(400, 1000);
}

static int begin(void **state)
{
    (void)state;
    begin_seeded(1);
    return 0;
}

/* A free plot of the look that is coming together. */
static void add(struct lw_look *look, double t, double x, double y)
{
    const double xyz[3] = {x + sd * scene_normal(&sc),
                           y + sd * scene_normal(&sc), 100.0};
    const struct lw_report r = bare_position(&sc, 0, t, xyz, sd);

    (void)bare_plot(&sc, look->plots, &r);
    trk->assoc.free_chance[look->plots++] = 1.0;
}

/* columns x rows at t, each there with the chance of detection. */
static void add_lattice(struct lw_look *look, double t, int columns, int rows,
                        const double vel[2], double chance)
{
    for (int i = 0; i < columns; i++)
        for (int j = 0; j < rows; j++)
            if (scene_even(&sc) < chance)
                add(look, t, 1000.0 + i * spacing + vel[0] * t,
                    -500.0 + j * spacing + vel[1] * t);
}

static struct lw_look new_look(double t)
{
    return (struct lw_look){.t_ns = scene_time(t), .sweep = true};
}

/* What is said of the plots, which must be the same of all; they are kept as
 * seeds. */
static enum lw_flock_is told(const struct lw_look *look, struct lw_flock *flock)
{
    lw_flock_find(trk, look);
    const enum lw_flock_is is = lw_flock_of(trk, trk->look_plot[0], flock);
    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        struct lw_flock other;
        assert_int_equal(lw_flock_of(trk, plot, &other), is);
        lw_seed_sow(trk, (uint32_t)(plot - trk->plot), 1e-4, 1.0, 1e-5, 0);
    }
    return is;
}

static enum lw_flock_is lattice(double t, int columns, int rows,
                                const double vel[2], struct lw_flock *flock)
{
    struct lw_look look = new_look(t);

    add_lattice(&look, t, columns, rows, vel, 0.9);
    return told(&look, flock);
}

/* 15 m/s, 20 m apart: a row on they would fly at 5 m/s the other way. */
static void a_small_lattice_is_known_by_the_third_look(void **state)
{
    const double vel[2] = {15.0, 0.0};
    int close = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct lw_flock flock;
        assert_null(bare_flaw(trk, imms));
        scene_end(&sc);
        begin_seeded(seed);
        assert_int_equal(lattice(0.0, 5, 4, vel, &flock), LW_FLOCK_LATER);
        assert_int_equal(bare_alive(trk), 0);
        assert_int_equal(lattice(1.0, 5, 4, vel, &flock), LW_FLOCK_LATER);
        assert_int_equal(bare_alive(trk), 0);
        assert_int_equal(lattice(2.0, 5, 4, vel, &flock), LW_FLOCK_KNOWN);
        assert_true(bare_alive(trk) >= 16);
        assert_true(
            hypot(flock.vel_mps[0] - vel[0], flock.vel_mps[1] - vel[1]) < 8.0);
        close += hypot(flock.vel_mps[0] - vel[0], flock.vel_mps[1] - vel[1]) <
                 2.5 * flock.sd_mps;
    }
    assert_true(close >= 18);
}

static void a_large_one_is_known_better(void **state)
{
    const double vel[2] = {-6.0, 13.0};
    struct lw_flock flock;

    (void)state;
    (void)lattice(0.0, 12, 12, vel, &flock);
    assert_int_equal(lattice(1.0, 12, 12, vel, &flock), LW_FLOCK_LATER);
    assert_int_equal(lattice(2.0, 12, 12, vel, &flock), LW_FLOCK_KNOWN);
    assert_near(flock.vel_mps[0], vel[0], 3.0);
    assert_near(flock.vel_mps[1], vel[1], 3.0);
    /* level, where the ground bends away */
    const double *up = &trk->look_plot[0]->axes[6];
    assert_near(up[0] * flock.vel_mps[0] + up[1] * flock.vel_mps[1] +
                    up[2] * flock.vel_mps[2],
                0.0, 1e-9);
}

/* What stands may be the shore: it has no company, and waits for nothing once
 * it has been seen to stand. */
static void what_stands_is_no_flock(void **state)
{
    const double vel[2] = {0.0, 0.0};
    struct lw_flock flock;

    (void)state;
    (void)lattice(0.0, 10, 10, vel, &flock);
    (void)lattice(1.0, 10, 10, vel, &flock);
    for (double t = 2.0; t < 6.0; t += 1.0)
        assert_int_equal(lattice(t, 10, 10, vel, &flock), LW_FLOCK_NONE);
}

static void plots_that_have_no_like_in_the_last_look_are_none(void **state)
{
    struct lw_flock flock;

    (void)state;
    for (int t = 0; t < 8; t++) {
        struct lw_look look = new_look(t);
        for (int i = 0; i < 8; i++)
            add(&look, t, 1000.0 + 44.0 * i, 200.0 * scene_even(&sc) * (i % 2));
        lw_flock_find(trk, &look);
        for (uint32_t j = 0; j < look.plots; j++) {
            const struct lw_plot *plot = trk->look_plot[j];
            if (t >= 2)
                assert_int_equal(lw_flock_of(trk, plot, &flock), LW_FLOCK_NONE);
            lw_seed_sow(trk, (uint32_t)(plot - trk->plot), 1e-4, 1.0, 1e-5, 0);
        }
    }
}

static void few_or_far_apart_are_none(void **state)
{
    struct lw_look look = new_look(0.0);
    struct lw_flock flock;

    (void)state;
    for (int i = 0; i < 5; i++)
        add(&look, 0.0, 1000.0 + 20.0 * i, 0.0);
    for (int i = 0; i < 40; i++)
        add(&look, 0.0, -1000.0 - 90.0 * i, 300.0);
    assert_int_equal(told(&look, &flock), LW_FLOCK_NONE);
}

static void claimed_plots_are_no_part_of_it(void **state)
{
    const double vel[2] = {15.0, 0.0};
    struct lw_look look = new_look(0.0);
    struct lw_flock flock;

    (void)state;
    add_lattice(&look, 0.0, 4, 4, vel, 1.0);
    for (uint32_t j = 5; j < look.plots; j++)
        trk->assoc.free_chance[j] = 0.1;
    assert_int_equal(told(&look, &flock), LW_FLOCK_NONE);
}

static void two_flocks_are_told_apart(void **state)
{
    const double east[2] = {20.0, 0.0}, back[2] = {-20.0, 0.0};
    struct lw_flock flock;

    (void)state;
    for (int t = 0; t < 3; t++) {
        struct lw_look look = new_look(t);
        add_lattice(&look, t, 7, 7, east, 0.9);
        const uint32_t first = look.plots;
        for (int i = 0; i < 49; i++) {
            const int row = i / 7;
            add(&look, t, -1000.0 + i % 7 * 20.0 - 20.0 * t,
                400.0 + row * 20.0);
        }
        lw_flock_find(trk, &look);
        for (uint32_t j = 0; j < look.plots; j++) {
            const struct lw_plot *plot = trk->look_plot[j];
            const double *is = j < first ? east : back;
            if (t == 2) {
                assert_int_equal(lw_flock_of(trk, plot, &flock),
                                 LW_FLOCK_KNOWN);
                assert_near(flock.vel_mps[0], is[0], 6.0);
                assert_near(flock.vel_mps[1], is[1], 6.0);
            }
            lw_seed_sow(trk, (uint32_t)(plot - trk->plot), 1e-4, 1.0, 1e-5, 0);
        }
    }
    assert_int_equal(trk->flocks.count, 2);
}

/* Too many to lie side by side: nothing is said, and nothing waits. */
static void a_bunch_without_end_is_none(void **state)
{
    struct lw_flock flock;

    (void)state;
    scene_end(&sc);
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 100.0;
    bare_open(40, 4000);
    struct lw_look look = new_look(0.0);
    for (int i = 0; i < LW_FLOCK_ITEMS + 1; i++) {
        const int row = i / 40, column = i % 40;
        add(&look, 0.0, 20.0 * column, 20.0 * row);
    }
    assert_int_equal(told(&look, &flock), LW_FLOCK_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_small_lattice_is_known_by_the_third_look, begin, end),
        cmocka_unit_test_setup_teardown(a_large_one_is_known_better, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_stands_is_no_flock, begin, end),
        cmocka_unit_test_setup_teardown(
            plots_that_have_no_like_in_the_last_look_are_none, begin, end),
        cmocka_unit_test_setup_teardown(few_or_far_apart_are_none, begin, end),
        cmocka_unit_test_setup_teardown(claimed_plots_are_no_part_of_it, begin,
                                        end),
        cmocka_unit_test_setup_teardown(two_flocks_are_told_apart, begin, end),
        cmocka_unit_test_setup_teardown(a_bunch_without_end_is_none, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
