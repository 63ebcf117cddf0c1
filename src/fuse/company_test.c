/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks that fly together: whose velocity comes back to whose, and how far. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "base/matrix.h"
#include "near.h"

static const double spacing = 20.0, place_sd = 4.0, speed_sd = 2.0;
/* What comes back in a look of a second. */
static const double part = 0.153518275; /* 1 - exp(-1 / 6) */

enum { SIDE = 4, MEMBERS = SIDE * SIDE };

static struct lw_look at_start;

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 3, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 100.0;
    bare_open(3000, 64);
    at_start = (struct lw_look){.t_ns = scene_time(0.0), .sweep = true};
    trk->candidates = 0;
    return 0;
}

/* A track of the look, in a crowd, that is there. */
static struct lw_target *add(double x, double y, double u, double v)
{
    const double xyz[3] = {x, y, 100.0}, vel[3] = {u, v, 0.0};
    const uint32_t index = bare_target(&sc, xyz, vel, place_sd, speed_sd, 0.99);
    struct lw_target *t = &trk->target[index];

    t->crowded_ns = at_start.t_ns;
    trk->candidate[trk->candidates++] = index;
    return t;
}

/* A square of them about a place; every other one by 1 m/s faster or slower. */
static struct lw_target *add_square(double x, double y, double u, double v)
{
    struct lw_target *first = NULL;

    for (int i = 0; i < MEMBERS; i++) {
        const double off = i % 2 == 0 ? 1.0 : -1.0;
        const int row = i / SIDE, column = i % SIDE;
        struct lw_target *t =
            add(x + column * spacing, y + row * spacing, u + off, v - off);
        first = i == 0 ? t : first;
    }
    return first;
}

static void a_crowd_comes_back_to_its_mean(void **state)
{
    const struct lw_target *t = add_square(500.0, 300.0, 15.0, -3.0);
    const struct lw_gauss was = t->mean;
    const double w = 1.0 / (speed_sd * speed_sd + 1.0);

    (void)state;
    lw_company_steady(trk, &at_start);
    assert_near(t->mean.x[3], 16.0 - part, 1e-6);
    assert_near(t->mean.x[4], -4.0 + part, 1e-6);
    assert_near(t->mean.x[5], was.x[5], 1e-9);
    for (int i = 0; i < 3; i++)
        assert_near(t->mean.x[i], was.x[i], 1e-9);
    /* (1 - part)^2 of the variance is left, and that of the mean added */
    assert_near(t->mean.p[21],
                (1.0 - part) * (1.0 - part) * was.p[21] +
                    part * part / (MEMBERS * w),
                1e-6);
    assert_near(t->mean.p[0], was.p[0], 1e-9);
}

/* All is taken from what was before: who comes first makes no difference. */
static void the_order_makes_no_difference(void **state)
{
    double sum[2] = {0};

    (void)state;
    (void)add_square(500.0, 300.0, 15.0, -3.0);
    for (uint32_t i = 0; i < trk->candidates / 2; i++) {
        const uint32_t other = trk->candidates - 1 - i;
        const uint32_t keep = trk->candidate[i];
        trk->candidate[i] = trk->candidate[other];
        trk->candidate[other] = keep;
    }
    lw_company_steady(trk, &at_start);
    for (uint32_t i = 0; i < trk->candidates; i++) {
        const struct lw_gauss *g = &trk->target[trk->candidate[i]].mean;
        assert_near(fabs(g->x[3] - 15.0), 1.0 - part, 1e-6);
        for (int k = 0; k < 2; k++)
            sum[k] += g->x[3 + k] / MEMBERS;
    }
    assert_near(sum[0], 15.0, 1e-6);
    assert_near(sum[1], -3.0, 1e-6);
}

/* Two that cross are two; one that flies its own way is left alone. */
static void only_those_that_fly_alike_count(void **state)
{
    const struct lw_target *east = add_square(500.0, 300.0, 15.0, 0.0);
    const struct lw_target *north = add_square(503.0, 302.0, 0.0, 15.0);
    const struct lw_target *own = add(530.0, 330.0, 9.0, 9.0);

    (void)state;
    lw_company_steady(trk, &at_start);
    assert_near(east->mean.x[3], 16.0 - part, 1e-6);
    assert_near(north->mean.x[4], 14.0 + part, 1e-6);
    assert_near(own->mean.x[3], 9.0, 1e-9);
    assert_near(own->mean.p[21], speed_sd * speed_sd, 1e-9);
}

static void few_slow_far_or_doubtful_are_left_alone(void **state)
{
    struct lw_target *t[5];

    (void)state;
    for (int i = 0; i < 3; i++)
        t[0] = add(20.0 * i, 0.0, 15.0 + i, 0.0);
    t[1] = add_square(2000.0, 0.0, 1.0, 1.0);
    for (int i = 0; i < 6; i++)
        t[2] = add(110.0 * i, 2000.0, 15.0 + (i % 2), 0.0);
    for (int i = 0; i < 6; i++) {
        t[3] = add(20.0 * i, -2000.0, 15.0 + (i % 2), 0.0);
        t[3]->existence = 0.5;
    }
    for (int i = 0; i < 6; i++) {
        t[4] = add(20.0 * i, 3000.0, 15.0 + (i % 2), 0.0);
        t[4]->crowded_ns = scene_time(-1.0);
    }
    for (int i = 0; i < 5; i++)
        t[i]->mean.x[5] = 0.25; /* is worked out anew of what is touched */
    lw_company_steady(trk, &at_start);
    for (int i = 0; i < 5; i++)
        assert_near(t[i]->mean.x[5], 0.25, 0.0);
}

static void covariances_stay_sound(void **state)
{
    struct lw_target *t = add_square(500.0, 300.0, 15.0, -3.0);
    double factor[LW_STATE * LW_STATE];

    (void)state;
    for (int i = 0; i < 200; i++) {
        trk->look_ns = at_start.t_ns = scene_time(i);
        for (uint32_t k = 0; k < trk->candidates; k++) {
            struct lw_target *other = &trk->target[trk->candidate[k]];
            lw_target_predict(trk, other, at_start.t_ns);
            lw_target_settle(trk, trk->candidate[k]);
            other->crowded_ns = at_start.t_ns;
        }
        lw_company_steady(trk, &at_start);
        memcpy(factor, t->mean.p, sizeof factor);
        assert_true(lw_cholesky(factor, LW_STATE));
    }
}

static void more_than_there_is_room_for_is_no_harm(void **state)
{
    const struct lw_target *t = NULL;

    (void)state;
    for (int i = 0; i < LW_CROWD_MAX + 20; i++) {
        const int row = i / 50, column = i % 50;
        t = add(20.0 * column, 20.0 * row, 15.0 + (i % 2), 0.0);
    }
    lw_company_steady(trk, &at_start);
    assert_near(trk->target[trk->candidate[0]].mean.x[3], 15.0, 0.2);
    assert_near(t->mean.x[3], 16.0, 1e-9); /* the last has no room */
}

static void company_is_that_of_the_nearest(void **state)
{
    struct lw_flock flock;
    uint32_t members;

    (void)state;
    (void)add_square(500.0, 300.0, 15.0, 0.0);
    (void)add_square(600.0, 300.0, 0.0, 15.0);
    const double west[2] = {495.0, 310.0}, east[2] = {665.0, 310.0};
    const double nowhere[2] = {-900.0, 0.0};
    assert_true(lw_company_about(trk, west, &flock, &members));
    assert_near(flock.vel_mps[0], 15.0, 0.5);
    assert_near(flock.vel_mps[1], 0.0, 0.5);
    assert_true(members > MEMBERS / 2);
    assert_true(lw_company_about(trk, east, &flock, &members));
    assert_near(flock.vel_mps[1], 15.0, 0.5);
    assert_false(lw_company_about(trk, nowhere, &flock, &members));
    assert_int_equal(members, 0);
    (void)add(-950.0, 0.0, 12.0, 0.0); /* alone it is company, and no flock */
    assert_false(lw_company_about(trk, nowhere, &flock, &members));
    assert_int_equal(members, 1);
    assert_near(flock.vel_mps[0], 12.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_crowd_comes_back_to_its_mean, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_order_makes_no_difference, begin,
                                        end),
        cmocka_unit_test_setup_teardown(only_those_that_fly_alike_count, begin,
                                        end),
        cmocka_unit_test_setup_teardown(few_slow_far_or_doubtful_are_left_alone,
                                        begin, end),
        cmocka_unit_test_setup_teardown(covariances_stay_sound, begin, end),
        cmocka_unit_test_setup_teardown(more_than_there_is_room_for_is_no_harm,
                                        begin, end),
        cmocka_unit_test_setup_teardown(company_is_that_of_the_nearest, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
