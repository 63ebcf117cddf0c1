/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "register_parts.h"

enum { DIM = LW_REG_GROUP_DIM, CLOCK = LW_ERROR_CLOCK };

static struct lw_sensor sensor[LW_REG_MEMBERS];
static struct lw_site site;
static struct lw_reg_joint joint;
static struct lw_reg_group *group;

/* A group of so many radars of which nothing is known. */
static int group_of(uint32_t members)
{
    uint32_t feed[LW_REG_FEEDS], kept;

    site.sensor = sensor;
    site.sensors = members;
    joint.site = &site;
    joint.groups_max = 1;
    joint.groups = 0;
    joint.sensor = calloc(members, sizeof *joint.sensor);
    joint.group = calloc(1, sizeof *joint.group);
    joint.scratch = calloc((size_t)DIM * DIM * (2 + LW_REG_MODES + 1),
                           sizeof *joint.scratch);
    if (joint.sensor == NULL || joint.group == NULL || joint.scratch == NULL)
        abort();
    for (int k = 0; k <= LW_REG_MODES; k++)
        joint.mode[k].cov = joint.scratch + (size_t)(2 + k) * DIM * DIM;
    for (uint32_t s = 0; s < members; s++) {
        sensor[s].kind = LW_SENSOR_RADAR;
        joint.sensor[s].home = -1;
    }
    for (uint32_t s = 0; s < members; s++) {
        feed[0] = s;
        feed[1] = s == 0 ? 1 : 0;
        (void)lw_reg_join(&joint, feed, 2, 0, &kept);
    }
    group = &joint.group[0];
    return group->members;
}

static void end(void)
{
    free(joint.sensor);
    free(joint.group);
    free(joint.scratch);
}

/* What a clock says against another: their difference. */
static void differ(int a, int b, double by, double sd)
{
    const int i = a * LW_SENSOR_ERRORS + CLOCK;
    const int j = b * LW_SENSOR_ERRORS + CLOCK;
    const double info = 1.0 / (sd * sd);

    group->info[i * DIM + i] += info;
    group->info[j * DIM + j] += info;
    group->info[i * DIM + j] -= info;
    group->info[j * DIM + i] -= info;
    group->y[i] += info * by;
    group->y[j] -= info * by;
}

static double clock_of(int m)
{
    return group->mean[m * LW_SENSOR_ERRORS + CLOCK];
}

static double clock_sd(int m)
{
    const int i = m * LW_SENSOR_ERRORS + CLOCK;

    return sqrt(group->cov[i * DIM + i]);
}

static void an_inverse_is_one(void **state)
{
    enum { N = 40 };
    static double a[N * N], copy[N * N], inverse[N * N];
    double log_det, expected = 0.0;

    (void)state;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            a[i * N + j] = copy[i * N + j] =
                (i == j ? 2.0 + i : 0.0) + cos(0.3 * i) * cos(0.3 * j);
    assert_true(lw_reg_invert(a, N, inverse, &log_det));
    /* a diagonal and one more: its determinant is known */
    double quad = 1.0;
    for (int i = 0; i < N; i++) {
        expected += log(2.0 + i);
        quad += cos(0.3 * i) * cos(0.3 * i) / (2.0 + i);
    }
    assert_near(log_det, expected + log(quad), 1e-9);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double sum = 0.0;
            for (int k = 0; k < N; k++)
                sum += copy[i * N + k] * inverse[k * N + j];
            assert_near(sum, i == j ? 1.0 : 0.0, 1e-10);
        }
    copy[0] = -1.0;
    assert_false(lw_reg_invert(copy, N, inverse, &log_det));
}

static void nothing_said_leaves_the_prior(void **state)
{
    double mean, var;

    (void)state;
    assert_int_equal(group_of(3), 3);
    assert_true(lw_reg_solve(&joint, group));
    lw_reg_prior_moments(&group->prior[CLOCK], &mean, &var);
    for (int m = 0; m < 3; m++) {
        assert_near(clock_of(m), mean, 1e-9);
        assert_near(clock_sd(m), sqrt(var), 1e-9);
    }
    end();
}

static void what_is_measured_outright_is_taken(void **state)
{
    const int i = LW_SENSOR_ERRORS + LW_ERROR_AZIMUTH;

    (void)state;
    group_of(2);
    group->info[i * DIM + i] = 1.0 / (0.01 * 0.01);
    group->y[i] = group->info[i * DIM + i] * 0.7;
    assert_true(lw_reg_solve(&joint, group));
    assert_near(group->mean[i], 0.7, 1e-3);
    assert_near(sqrt(group->cov[i * DIM + i]), 0.01, 1e-3);
    end();
}

static void one_of_three_is_the_odd_one(void **state)
{
    (void)state;
    group_of(3);
    differ(1, 0, 0.3, 0.01);
    differ(1, 2, 0.3, 0.01);
    differ(0, 2, 0.0, 0.01);
    assert_true(lw_reg_solve(&joint, group));
    assert_near(clock_of(1), 0.3, 0.03);
    assert_near(clock_of(0), 0.0, 0.03);
    assert_near(clock_of(2), 0.0, 0.03);
    assert_true(clock_sd(1) < 0.1);
    end();
}

/* Two sensors alone: either may be wrong, and the deviations say so; that one
 * is late is likelier than that the other is early. */
static void of_two_it_may_be_either(void **state)
{
    const int i = LW_ERROR_AZIMUTH, j = LW_SENSOR_ERRORS + LW_ERROR_AZIMUTH;
    const double info = 1e6, by = 0.5;

    (void)state;
    group_of(2);
    group->info[i * DIM + i] = group->info[j * DIM + j] = info;
    group->info[i * DIM + j] = group->info[j * DIM + i] = -info;
    group->y[i] = info * by;
    group->y[j] = -info * by;
    differ(1, 0, 0.4, 0.005);
    assert_true(lw_reg_solve(&joint, group));
    assert_near(group->mean[i], 0.25, 0.02);
    assert_near(group->mean[j], -0.25, 0.02);
    assert_true(group->cov[i * DIM + i] > 0.2 * 0.2);
    assert_near(clock_of(1) - clock_of(0), 0.4, 0.02);
    assert_true(clock_of(1) > 0.3);
    end();
}

static void a_large_group_is_solved_too(void **state)
{
    (void)state;
    assert_int_equal(group_of(LW_REG_MEMBERS), LW_REG_MEMBERS);
    for (int m = 1; m < LW_REG_MEMBERS; m++)
        differ(m, m - 1, m == 7 ? 0.5 : m == 8 ? -0.5 : 0.0, 0.02);
    assert_true(lw_reg_solve(&joint, group));
    for (int m = 0; m < LW_REG_MEMBERS; m++)
        assert_near(clock_of(m), m == 7 ? 0.5 : 0.0, 0.06);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_inverse_is_one),
        cmocka_unit_test(nothing_said_leaves_the_prior),
        cmocka_unit_test(what_is_measured_outright_is_taken),
        cmocka_unit_test(one_of_three_is_the_odd_one),
        cmocka_unit_test(of_two_it_may_be_either),
        cmocka_unit_test(a_large_group_is_solved_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
