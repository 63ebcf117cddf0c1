/* SPDX-License-Identifier: Apache-2.0 */
#include "cloud.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_target *t;
static struct lw_plot plot;

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_ACOUSTIC, 0, 0, 10)->detection =
        (struct lw_detection){
            .count = 3, .point = {{0.0, 0.95}, {2000.0, 0.7}, {4200.0, 0.0}}};
    trk = bare_begin(&sc, 40);
    trk->loud = (struct lw_loudness){.db = 108.0f, .var = 9.0f, .weight = 50};
    lw_plot_silence(&sc.site, 0, trk->sensor[0].model.xyz_m,
                    trk->sensor[0].model.axes, scene_time(0.0), &plot);
    plot.has = LW_HAS_LEVEL;
    plot.sound = false; /* near enough */
    t = &trk->target[lw_target_new(trk)];
    t->state_ns = scene_time(0.0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

/* The level of what is so far away. */
static float level(double range_m)
{
    return (float)(108.0 - lw_earshot_fall_db(range_m));
}

static struct lw_cloud *cloud(void)
{
    return &trk->cloud[t->cloud - 1];
}

static double weights(void)
{
    double sum = 0.0;

    for (uint32_t k = 0; k < cloud()->count; k++)
        sum += cloud()->part[k].weight;
    return sum;
}

/* Heard by a sensor east of the first, at the state's time; or not. */
static double hear(double east_m, float level_db, bool heard)
{
    struct lw_hearing how;
    struct lw_plot at = plot;

    at.origin_m[0] += east_m;
    at.level_db = level_db;
    at.meas_ns = t->state_ns;
    lw_hearing_of(trk, t, &at, &how);
    how.heard = how.has_level = heard;
    how.visible = 0.95;
    lw_hearing_ready(&how);
    const double chance = lw_cloud_chance(trk, t, &how, &at);
    assert_near(lw_cloud_take(trk, t, &how, &at), chance, 0.05 * chance + 0.01);
    assert_near(weights(), 1.0, 1e-9);
    return chance;
}

static void spread(double mean[2], double sd[2])
{
    const struct lw_imm *imm = &trk->imm[t->hypothesis[0].imm];
    struct lw_gauss g;

    lw_imm_collapse(imm, &g);
    for (int i = 0; i < 2; i++) {
        mean[i] = g.x[i];
        sd[i] = sqrt(g.p[i * 7]);
    }
}

static void a_loudness_is_a_ring(void **state)
{
    double mean[2], sd[2];

    (void)state;
    plot.level_db = level(2000.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    assert_int_equal(t->hypotheses, 1);
    spread(mean, sd);
    for (int i = 0; i < 2; i++) {
        assert_true(fabs(mean[i]) < 200.0);
        assert_true(sd[i] > 1200.0 && sd[i] < 2500.0);
    }
    for (int i = 0; i < 6; i++)
        hear(0.0, level(2000.0), true);
    spread(mean, sd);
    /* about it, nowhere in the middle, and no nearer than that */
    for (uint32_t k = 0; k < cloud()->count; k++)
        if (cloud()->part[k].weight > 0.05)
            assert_true(hypot(cloud()->part[k].x[0], cloud()->part[k].x[1]) >
                        1000.0);
    assert_true(sd[0] > 1000.0 && sd[1] > 1000.0);
}

static void two_that_hear_it_tell_where(void **state)
{
    double mean[2], sd[2];

    (void)state;
    plot.level_db = level(2000.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    for (int i = 0; i < 4; i++) {
        hear(0.0, level(2000.0), true);
        hear(4000.0, level(2000.0), true);
    }
    spread(mean, sd);
    assert_near(mean[0], 2000.0, 300.0);
    assert_true(sd[0] < 500.0);
    assert_near(mean[1], 0.0, 400.0);
}

static void silence_drives_it_away(void **state)
{
    double before[2], after[2], sd[2];

    (void)state;
    plot.level_db = level(2500.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    spread(before, sd);
    for (int i = 0; i < 3; i++)
        assert_true(hear(3000.0, 0.0f, false) < 1.0);
    spread(after, sd);
    assert_true(after[0] < before[0] - 300.0);
}

static void it_flies_on(void **state)
{
    double x[2], sd[2], x_after[2], sd_after[2];

    (void)state;
    plot.level_db = level(1500.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    for (int k = 0; k < 12; k++) { /* east along the line, at 45 m/s */
        lw_target_predict(trk, t, scene_time(20.0 * k));
        const double east = 900.0 * k - 3000.0;
        for (int s = 0; s < 3; s++) {
            const double away = hypot(east - 3500.0 * s, 500.0);
            hear(3500.0 * s, level(away), away < 3500.0);
        }
    }
    spread(x, sd);
    assert_near(x[0], 6900.0, 900.0);
    lw_target_predict(trk, t, scene_time(260.0));
    struct lw_gauss g;
    lw_imm_collapse(&trk->imm[t->hypothesis[0].imm], &g);
    assert_near(g.x[3], 45.0, 12.0);
    /* far off, its frame has gone along, and nothing is torn */
    lw_target_predict(trk, t, scene_time(600.0));
    hear(24000.0, level(2000.0), false);
    spread(x_after, sd_after);
    assert_true(x_after[0] > x[0] + 10e3);
    assert_true(hypot(cloud()->part[0].x[0], cloud()->part[0].x[1]) < 20e3);
}

static void it_becomes_hypotheses_and_back(void **state)
{
    double mean[2], sd[2];
    struct lw_gauss g;

    (void)state;
    plot.level_db = level(2000.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    hear(2500.0, level(1500.0), true);
    spread(mean, sd);
    lw_cloud_leave(trk, t);
    assert_int_equal(t->cloud, 0);
    assert_int_equal(t->hypotheses, LW_HYPOTHESES_MAX);
    lw_target_mean(trk, t, &g);
    assert_near(g.x[0], mean[0], 1.0);
    assert_near(g.x[1], mean[1], 1.0);
    assert_near(sqrt(g.p[0]), sd[0], 2.0);
    lw_target_settle(trk, (uint32_t)(t - trk->target));
    lw_cloud_of(trk, t);
    assert_int_equal(t->hypotheses, 1);
    assert_int_equal(cloud()->count, LW_HYPOTHESES_MAX);
    spread(mean, sd);
    assert_near(g.x[0], mean[0], 1.0);
    assert_near(sqrt(g.p[7]), sd[1], 2.0);
}

static void room_comes_back(void **state)
{
    const uint32_t room = trk->free_clouds;

    (void)state;
    assert_true(room > 0);
    plot.level_db = level(2000.0);
    assert_true(lw_cloud_begin(trk, t, &plot));
    assert_int_equal(trk->free_clouds, room - 1);
    lw_cloud_end(trk, t);
    lw_cloud_end(trk, t);
    assert_int_equal(trk->free_clouds, room);
    trk->free_clouds = 0;
    assert_false(lw_cloud_begin(trk, t, &plot));
    trk->free_clouds = room;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_loudness_is_a_ring),   TEST(two_that_hear_it_tell_where),
        TEST(silence_drives_it_away), TEST(it_flies_on),
        TEST(room_comes_back),        TEST(it_becomes_hypotheses_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
