/* SPDX-License-Identifier: Apache-2.0 */
/* The filter's steps through time, against the textbook's; its modes as one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imm_fixture.h"

enum { N = LW_STATE };

static const double above[3] = {0.0, 0.0, 1.0};

static struct filter_scene f;

static double even(double from, double to)
{
    return filter_even(&f, from, to);
}

/* ---- steps forward ---- */

static void a_step_is_the_textbooks(void **state)
{
    (void)state;
    filter_begin(&f, 31);
    for (int n = 0; n < 3000; n++) {
        struct lw_imm imm;
        struct book b, before;
        double up[3];
        imm_some(&f, pow(10.0, even(0.0, 3.0)), even(0.2, 40.0), &imm);
        imm_some_up(&f, up);
        const double dt = pow(10.0, even(-4.0, 1.5));
        book_open(&imm, &b);
        before = b;
        imm_forward(&imm, up, dt);
        book_predict(&b, &lw_motion_default, up, dt);
        book_same(&imm, &b, &before, 1e-12);
    }
}

static void chances_to_go_sum_to_one(void **state)
{
    (void)state;
    for (double dt = 0.0; dt < 1e4; dt = 1.7 * dt + 1e-6) {
        struct lw_step step;
        lw_step_set(&step, &lw_motion_default, dt);
        assert_near(step.dt_s, dt, 0.0);
        for (int from = 0; from < LW_IMM_MODES; from++) {
            double sum = 0.0;
            for (int to = 0; to < LW_IMM_MODES; to++) {
                assert_true(step.to[from][to] >= 0.0);
                sum += step.to[from][to];
            }
            assert_near(sum, 1.0, 1e-15);
        }
        assert_near(step.climb_loss, 1.0 - exp(-dt / 20.0), 1e-12);
        for (int to = 0; to < LW_IMM_MODES; to++)
            assert_true(step.psd[to] > 0.0 && step.vertical_psd[to] > 0.0);
    }
}

static void two_steps_are_about_one(void **state)
{
    (void)state;
    filter_begin(&f, 3);
    for (int n = 0; n < 100; n++) {
        struct lw_gauss start_at, a, b;
        struct lw_imm one, two;
        filter_gauss(&f, 50.0, 8.0, &start_at);
        lw_imm_init(&one, &start_at);
        lw_imm_init(&two, &start_at);
        const double dt = even(0.1, 2.0), part = even(0.1, 0.9);
        imm_forward(&one, above, dt);
        imm_forward(&two, above, part * dt);
        imm_forward(&two, above, (1.0 - part) * dt);
        lw_imm_collapse(&one, &a);
        lw_imm_collapse(&two, &b);
        for (int i = 0; i < N; i++) {
            assert_near(a.x[i], b.x[i], 0.02 * sqrt(a.p[i * 7]));
            assert_near(a.p[i * 7] / b.p[i * 7], 1.0, 0.1);
        }
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_near(one.chance[m], two.chance[m], 0.05);
    }
}

static void no_time_changes_nothing(void **state)
{
    struct lw_imm imm, before;

    (void)state;
    filter_begin(&f, 4);
    imm_start(&f, &imm);
    before = imm;
    imm_forward(&imm, above, 0.0);
    assert_memory_equal(&imm, &before, sizeof imm);
}

/* White acceleration of density q: q t^3 / 3 of place, q t of speed, q t^2 / 2
 * between them; along the vertical its own, whichever way that points. */
static void noise_grows_as_white_acceleration_does(void **state)
{
    const double h = 0.3, v = 0.02, dt = 4.0;
    const struct lw_motion motion = {
        .accel_psd = {h, h, h, h},
        .vertical_psd = {v, v, v, v},
        .stay_s = {10.0, 10.0, 10.0, 10.0},
        .go = {{0.0, 0.4, 0.3, 0.3},
               {0.4, 0.0, 0.3, 0.3},
               {0.3, 0.3, 0.0, 0.4},
               {0.3, 0.3, 0.4, 0.0}},
        .climb_memory_s = 20.0,
    };
    const double up[3] = {0.36, 0.48, 0.8};
    struct lw_step step;
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    g.x[3] = 10.0;
    lw_imm_init(&imm, &g);
    lw_step_set(&step, &motion, dt);
    lw_imm_predict(&imm, &step, up);
    lw_imm_collapse(&imm, &g);
    assert_near(g.x[0], 10.0 * dt, 1e-9);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const double q = (i == j ? h : 0.0) + (v - h) * up[i] * up[j];
            assert_near(g.p[i * 6 + j], q * dt * dt * dt / 3.0, 1e-9);
            assert_near(g.p[i * 6 + 3 + j], q * dt * dt / 2.0, 1e-9);
            assert_near(g.p[(3 + i) * 6 + 3 + j], q * dt, 1e-9);
        }
}

/* Every mode for itself, with one noise alike in all directions. */
static void coasting_mixes_nothing(void **state)
{
    (void)state;
    filter_begin(&f, 32);
    for (int n = 0; n < 500; n++) {
        const double q = even(0.0, 20.0), dt = even(0.0, 30.0);
        struct lw_imm imm;
        struct book b, before;
        double a[N * N] = {0};
        imm_some(&f, even(1.0, 300.0), even(0.5, 60.0), &imm);
        book_open(&imm, &b);
        before = b;
        for (int i = 0; i < N; i++)
            a[i * N + i] = 1.0;
        for (int i = 0; i < 3; i++)
            a[i * N + 3 + i] = dt;
        for (int m = 0; m < LW_IMM_MODES; m++) {
            book_carry(&b.mode[m], a);
            for (int i = 0; i < 3; i++) {
                b.mode[m].p[i * 7] += q * dt * dt * dt / 3.0;
                b.mode[m].p[i * 7 + 3] += q * dt * dt / 2.0;
                b.mode[m].p[(i + 3) * 7 - 3] += q * dt * dt / 2.0;
                b.mode[m].p[(i + 3) * 7] += q * dt;
            }
        }
        lw_imm_coast(&imm, dt, q);
        book_same(&imm, &b, &before, 1e-12);
    }
}

/* Once mostly straight, what manoeuvres comes back in as time passes. */
static void modes_mix_as_time_passes(void **state)
{
    struct lw_imm imm;
    double last = 1.0;

    (void)state;
    filter_begin(&f, 5);
    imm_start(&f, &imm);
    imm.chance = LW_ALL(0.0);
    imm.chance[0] = 1.0;
    for (int t = 0; t < 300; t++) {
        imm_forward(&imm, above, 1.0);
        assert_true(imm.chance[0] <= last + 1e-12);
        last = imm.chance[0];
        for (int m = 0; m < LW_IMM_MODES; m++)
            assert_true(imm.chance[m] > 0.0);
    }
    assert_true(last < 0.95 && last > 0.05);
}

/* Twenty minutes in which nothing measures height: it grows uncertain like a
 * random walk, its variance in proportion to time, while the horizontal one
 * runs away with its cube. */
static void an_unknown_height_walks_and_does_not_run(void **state)
{
    double height[3] = {0}, level[3] = {0};
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < N; i++)
        g.p[i * 7] = i < 3 ? 300.0 * 300.0 : 16.0;
    g.x[5] = 4.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t <= 1200; t++) {
        if (t % 600 == 0) {
            lw_imm_collapse(&imm, &g);
            level[t / 600] = g.p[0];
            height[t / 600] = g.p[14];
        }
        imm_forward(&imm, above, 1.0);
    }
    const double first = height[1] - height[0], second = height[2] - height[1];
    assert_true(first > 0.0);
    assert_true(second < 1.5 * first);
    assert_true(level[2] - level[1] > 4.0 * (level[1] - level[0]));
    /* the climb of the beginning is forgotten, and led no more than some
     * hundred metres up */
    assert_near(g.x[5], 0.0, 0.1);
    assert_true(g.x[2] > 0.0 && g.x[2] < 4.0 * 60.0);
    assert_true(sqrt(g.p[14]) < 3000.0);
}

/* A height that is known keeps its climb. */
static void a_known_height_keeps_climbing(void **state)
{
    struct lw_gauss g;
    struct lw_imm imm;

    (void)state;
    memset(&g, 0, sizeof g);
    for (int i = 0; i < N; i++)
        g.p[i * 7] = 1.0;
    g.x[5] = 10.0;
    lw_imm_init(&imm, &g);
    for (int t = 0; t < 10; t++)
        imm_forward(&imm, above, 1.0);
    lw_imm_collapse(&imm, &g);
    assert_near(g.x[5], 10.0, 1e-9);
    assert_near(g.x[2], 100.0, 1e-9);
}

/* ---- all modes as one ---- */

static void all_modes_as_one(void **state)
{
    (void)state;
    filter_begin(&f, 40);
    for (int n = 0; n < 500; n++) {
        struct lw_gauss got, want, place, was;
        const struct lw_gauss *part[LW_IMM_MODES];
        struct lw_imm imm;
        struct book b;
        double mean[N];
        imm_some(&f, even(1.0, 200.0), even(0.5, 20.0), &imm);
        book_open(&imm, &b);
        for (int m = 0; m < LW_IMM_MODES; m++)
            part[m] = &b.mode[m];
        lw_gauss_mix(part, b.chance, LW_IMM_MODES, &want);
        lw_imm_collapse(&imm, &got);
        book_same_gauss(&got, &want, &want, 1e-12);
        assert_true(filter_sound(got.p));
        lw_imm_mean(&imm, mean);
        assert_memory_equal(mean, got.x, sizeof mean);
        /* of its place alone: the rest is left as it was */
        filter_gauss(&f, 10.0, 10.0, &place);
        was = place;
        lw_imm_collapse_place(&imm, &place);
        assert_memory_equal(place.x, got.x, sizeof got.x);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                assert_near(place.p[i * N + j],
                            (i < 3 && j < 3 ? &got : &was)->p[i * N + j], 0.0);
    }
}

/* Two filters into one: mode into mode, by chance and weight. */
static void pouring_mixes_mode_by_mode(void **state)
{
    (void)state;
    filter_begin(&f, 41);
    for (int n = 0; n < 500; n++) {
        const double wa = n % 5 == 0 ? 0.0 : even(0.1, 2.0);
        const double wb = n % 5 == 1 ? 0.0 : even(0.1, 2.0);
        struct lw_imm a, b;
        struct book one, other, want;
        imm_some(&f, even(1.0, 200.0), even(0.5, 20.0), &a);
        imm_some(&f, even(1.0, 200.0), even(0.5, 20.0), &b);
        book_open(&a, &one);
        book_open(&b, &other);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            const struct lw_gauss *part[2] = {&one.mode[m], &other.mode[m]};
            const double weight[2] = {wa * one.chance[m], wb * other.chance[m]};
            lw_gauss_mix(part, weight, 2, &want.mode[m]);
            want.chance[m] = (weight[0] + weight[1]) / (wa + wb);
        }
        lw_imm_pour(&a, wa, &b, wb);
        book_same(&a, &want, &want, 1e-9);
    }
}

static void all_modes_begin_alike(void **state)
{
    struct lw_gauss g, mode;
    struct lw_imm imm;

    (void)state;
    filter_begin(&f, 42);
    filter_gauss(&f, 20.0, 4.0, &g);
    lw_imm_init(&imm, &g);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        lw_imm_mode(&imm, m, &mode);
        assert_memory_equal(&mode, &g, sizeof g);
        assert_near(imm.chance[m], 1.0 / LW_IMM_MODES, 1e-15);
    }
    /* element i, j and element j, i are one */
    int e = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++, e++) {
            assert_int_equal(lw_sym(i, j), e);
            assert_int_equal(lw_sym(j, i), e);
        }
    assert_int_equal(e, LW_SYM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_the_textbooks),
        cmocka_unit_test(chances_to_go_sum_to_one),
        cmocka_unit_test(two_steps_are_about_one),
        cmocka_unit_test(no_time_changes_nothing),
        cmocka_unit_test(noise_grows_as_white_acceleration_does),
        cmocka_unit_test(coasting_mixes_nothing),
        cmocka_unit_test(modes_mix_as_time_passes),
        cmocka_unit_test(an_unknown_height_walks_and_does_not_run),
        cmocka_unit_test(a_known_height_keeps_climbing),
        cmocka_unit_test(all_modes_as_one),
        cmocka_unit_test(pouring_mixes_mode_by_mode),
        cmocka_unit_test(all_modes_begin_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
