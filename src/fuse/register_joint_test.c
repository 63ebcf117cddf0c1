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

enum { DIM = LW_REG_GROUP_DIM, SENSORS = 60 };

static const int64_t second_ns = 1000000000;
static struct lw_sensor sensor[SENSORS];
static struct lw_site site = {.sensor = sensor, .sensors = SENSORS};
static struct lw_reg_joint joint;

static int begin(void **state)
{
    (void)state;
    memset(&joint, 0, sizeof joint);
    joint.site = &site;
    joint.groups_max = 4;
    joint.sensor = calloc(SENSORS, sizeof *joint.sensor);
    joint.way = calloc(SENSORS, sizeof *joint.way);
    joint.group = calloc(4, sizeof *joint.group);
    joint.scratch = calloc((size_t)DIM * DIM * (2 + LW_REG_MODES + 1),
                           sizeof *joint.scratch);
    if (joint.sensor == NULL || joint.way == NULL || joint.group == NULL ||
        joint.scratch == NULL)
        return -1;
    for (int k = 0; k <= LW_REG_MODES; k++)
        joint.mode[k].cov = joint.scratch + (size_t)(2 + k) * DIM * DIM;
    for (int s = 0; s < SENSORS; s++) {
        sensor[s].kind = LW_SENSOR_RADAR;
        joint.sensor[s].home = -1;
    }
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(joint.sensor);
    free(joint.way);
    free(joint.group);
    free(joint.scratch);
    return 0;
}

static int join(uint32_t a, uint32_t b, uint32_t *kept)
{
    return lw_reg_join(&joint, (const uint32_t[]){a, b}, 2, 0, kept);
}

/* A window in which b's error is so much more than a's. */
static void add_error(int g, uint32_t a, uint32_t b, enum lw_sensor_error error,
                      double value, double info)
{
    static struct lw_reg_problem problem;
    static struct lw_reg_answer answer;
    const int n = 2 * LW_SENSOR_ERRORS, i = (int)error;
    const int j = LW_SENSOR_ERRORS + (int)error;

    memset(&problem, 0, sizeof problem);
    memset(&answer, 0, sizeof answer);
    problem.feeds = 2;
    problem.feed[0] = a;
    problem.feed[1] = b;
    answer.dims = n;
    answer.info[i * n + i] = answer.info[j * n + j] = info;
    answer.info[i * n + j] = answer.info[j * n + i] = -info;
    answer.y[i] = -value * info;
    answer.y[j] = value * info;
    lw_reg_add(&joint.group[g], &problem, &answer);
}

static void add(int g, uint32_t a, uint32_t b, double info)
{
    add_error(g, a, b, LW_ERROR_AZIMUTH, 0.5, info);
}

static void those_that_share_tracks_share_a_group(void **state)
{
    uint32_t kept;

    (void)state;
    const int a = join(1, 2, &kept);
    assert_true(a >= 0 && kept == 3);
    const int b = join(7, 8, &kept);
    assert_true(b >= 0 && b != a);
    add(a, 1, 2, 50.0);
    add(b, 7, 8, 70.0);
    /* now they meet: nothing of what was said is lost */
    const int c = join(2, 8, &kept);
    assert_int_equal(kept, 3);
    assert_int_equal(joint.group[c].members, 4);
    double total = 0.0;
    for (int i = 0; i < DIM; i++)
        total += joint.group[c].info[i * DIM + i];
    assert_near(total, 2.0 * (50.0 + 70.0), 1e-9);
    assert_int_equal(joint.sensor[1].home, c);
    assert_int_equal(joint.sensor[7].home, c);
    const int at = LW_SENSOR_ERRORS * lw_reg_member(&joint.group[c], 8);
    assert_near(joint.group[c].y[at], 35.0, 1e-9);
}

static void a_full_group_takes_no_more(void **state)
{
    uint32_t kept = 0;

    (void)state;
    for (uint32_t s = 1; s < SENSORS; s++) {
        const int g = join(s - 1, s, &kept);
        if (g >= 0)
            assert_true(joint.group[g].members <= LW_REG_MEMBERS);
    }
    for (uint32_t s = 0; s < SENSORS; s++) {
        int groups = 0;
        for (int g = 0; g < joint.groups; g++)
            groups += lw_reg_member(&joint.group[g], s) >= 0;
        assert_true(groups <= 1); /* no radar is counted twice */
    }
    /* of two in full groups, nothing is said together */
    assert_true(join(0, 40, &kept) < 0);
}

static void an_anchor_may_be_in_every_group(void **state)
{
    uint32_t kept;

    (void)state;
    sensor[0].kind = LW_SENSOR_ADSB;
    for (uint32_t s = 1; s < SENSORS; s++)
        assert_true(join(0, s, &kept) >= 0 && kept == 3);
    assert_true(joint.groups >= 3);
    for (int g = 0; g < joint.groups; g++)
        assert_true(lw_reg_member(&joint.group[g], 0) >= 0);
}

static void information_fades(void **state)
{
    const int i = LW_SENSOR_ERRORS + LW_ERROR_AZIMUTH;
    uint32_t kept;

    (void)state;
    const int g = join(0, 1, &kept);
    struct lw_reg_group *group = &joint.group[g];
    group->info[i * DIM + i] = 1e6;
    group->y[i] = 0.5e6;
    group->changed = true;
    lw_reg_settle(&joint, g, 10 * second_ns);
    assert_near(group->mean[i], 0.5, 1e-3);
    const double before = group->cov[i * DIM + i];
    for (int t = 20; t <= 3610; t += 10)
        lw_reg_settle(&joint, g, t * second_ns);
    assert_near(group->mean[i], 0.5, 2e-3);
    const double after = group->cov[i * DIM + i];
    /* in an hour by as much as an error drifts in that: 0.03 units */
    assert_near(sqrt(after - before), 0.03, 0.001);
}

static void only_what_is_clear_is_taken(void **state)
{
    const int i = LW_SENSOR_ERRORS + LW_ERROR_AZIMUTH;
    const int j = LW_SENSOR_ERRORS + LW_ERROR_RANGE;
    uint32_t kept;

    (void)state;
    const int g = join(0, 1, &kept);
    struct lw_reg_group *group = &joint.group[g];
    group->info[i * DIM + i] = 1e4;
    group->y[i] = 0.4e4;
    group->info[j * DIM + j] = 4.0;
    group->y[j] = 4.0 * 0.2;
    group->changed = true;
    lw_reg_settle(&joint, g, 10 * second_ns);
    assert_near(group->take[i], 0.4, 0.02);
    assert_true(group->mean[j] != 0.0);
    assert_near(group->take[j], 0.0, 0.0);
    assert_near(group->take[LW_ERROR_CLOCK], 0.0, 0.0);
}

/* A slow radar that seems to trail a fast one, by as little as reports can
 * tell: its clock comes out in part. The same told clearly of two that agree
 * takes nothing out. */
static void a_clock_that_is_likely_late_is_taken_in_part(void **state)
{
    const int i = LW_SENSOR_ERRORS + LW_ERROR_CLOCK;
    uint32_t kept;

    (void)state;
    sensor[0].period_s = sensor[2].period_s = 0.5;
    sensor[1].period_s = sensor[3].period_s = 1.7;
    const int g = join(0, 1, &kept), h = join(2, 3, &kept);
    assert_true(g >= 0 && h >= 0 && g != h);
    add_error(g, 0, 1, LW_ERROR_CLOCK, 1.0, 2.0);
    add_error(h, 2, 3, LW_ERROR_CLOCK, 0.0, 1e4);
    lw_reg_settle(&joint, g, 10 * second_ns);
    lw_reg_settle(&joint, h, 10 * second_ns);
    const struct lw_reg_group *late = &joint.group[g];
    const struct lw_reg_group *right = &joint.group[h];
    assert_true(late->wrong[i] > 0.6);
    assert_true(late->take[i] > 0.3 && late->take[i] < 1.0);
    assert_near(late->take[LW_ERROR_CLOCK], 0.0, 0.0); /* held for nothing */
    assert_true(right->wrong[i] < 0.5);
    assert_near(right->take[i], 0.0, 0.02);
    for (int s = 0; s < 4; s++)
        sensor[s].period_s = 0.0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(those_that_share_tracks_share_a_group),
        TEST(a_full_group_takes_no_more),
        TEST(an_anchor_may_be_in_every_group),
        TEST(information_fades),
        TEST(only_what_is_clear_is_taken),
        TEST(a_clock_that_is_likely_late_is_taken_in_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
