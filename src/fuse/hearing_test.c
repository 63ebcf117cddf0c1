/* SPDX-License-Identifier: Apache-2.0 */
#include "hearing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double still[3] = {0.0, 0.0, 0.0};

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_sensor *node;
static struct lw_hearing how;
static struct lw_plot plot;

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    node = scene_sensor(&sc, LW_SENSOR_ACOUSTIC, 0, 0, 10);
    node->detection = (struct lw_detection){
        .count = 3, .point = {{0.0, 0.95}, {2000.0, 0.7}, {4200.0, 0.0}}};
    trk = bare_begin(&sc, 40);
    lw_plot_silence(&sc.site, 0, trk->sensor[0].model.xyz_m,
                    trk->sensor[0].model.axes, scene_time(0.0), &plot);
    memset(&how, 0, sizeof how);
    how.sensor = node;
    how.ear = trk->earshot;
    lw_earshot_set(trk->earshot, node);
    how.visible = 1.0;
    how.heard = true;
    lw_hearing_ready(&how);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

static struct lw_target *target(double x, double y, double sd)
{
    const double xyz[3] = {x, y, 10.0};

    return &trk->target[bare_target(&sc, xyz, still, sd, 1.0, 0.5)];
}

static const struct lw_imm *filter(const struct lw_target *t)
{
    return &trk->imm[t->hypothesis[0].imm];
}

/* The same by brute force: sums over a fine grid. */
static double by_hand(double x, double y, double sd, double *mean_x,
                      double *var_x)
{
    double sum = 0.0, first = 0.0, second = 0.0;

    for (int i = -200; i <= 200; i++)
        for (int j = -200; j <= 200; j++) {
            const double u = 0.025 * i, v = 0.025 * j;
            const double at = x + sd * u, w0 = exp(-0.5 * (u * u + v * v));
            const double p =
                lw_detection_chance(&node->detection, hypot(at, y + sd * v));
            const double w =
                w0 * (how.heard ? fmax(p, 0.01) : 1.0 - how.visible * p);
            sum += w;
            first += w * at;
            second += w * at * at;
        }
    *mean_x = first / sum;
    *var_x = second / sum - *mean_x * *mean_x;
    return sum * 0.025 * 0.025 / (2.0 * LW_PI);
}

static void compare(double x, double sd)
{
    struct lw_heard heard;
    double mean, var;
    const struct lw_target *t = target(x, 0.0, sd);

    assert_true(lw_hearing_weigh(&how, filter(t), &plot, 0.0, &heard));
    const double chance = by_hand(x, 0.0, sd, &mean, &var);
    assert_near(heard.chance, chance, 0.03);
    assert_near(x + heard.root_m[0] * heard.mean[0], mean, 0.06 * sd);
    assert_near(heard.root_m[0] * sqrt(heard.cov[0]), sqrt(var), 0.06 * sd);
}

static void a_report_draws_as_far_as_it_says(void **state)
{
    (void)state;
    compare(0.0, 800.0);
    compare(1000.0, 1200.0);
    compare(2500.0, 1200.0);
    compare(4000.0, 800.0);
}

static void silence_drives_away(void **state)
{
    (void)state;
    how.heard = false;
    how.visible = 0.95;
    lw_hearing_ready(&how);
    compare(1500.0, 800.0);
    compare(3000.0, 1200.0);
    struct lw_target *t = target(1500.0, 0.0, 800.0);
    const double chance = lw_hearing_silent(trk, t, &how, &plot);
    struct lw_gauss g;
    lw_target_mean(trk, t, &g);
    assert_true(chance < 0.6);
    assert_true(g.x[0] > 1700.0);
}

/* The stand-in moves a filter to where weighing it out does, and makes it no
 * surer of a place that is known well already. */
static void stands_in(double sd_m, double off_m, double sd_off_m)
{
    struct lw_target *t = target(2600.0, 500.0, sd_m);
    double mean[LW_HYPOTHESES_MAX][LW_STATE];
    struct lw_fit fit[LW_HYPOTHESES_MAX];
    struct lw_heard heard;
    struct lw_blend blend;
    struct lw_gauss g;

    assert_true(lw_hearing_weigh(&how, filter(t), &plot, 0.0, &heard));
    lw_imm_mean(filter(t), mean[0]);
    const double chance = lw_hearing_fit(trk, t, &how, &plot, mean, fit);
    assert_near(chance, heard.chance, 1e-9);
    struct lw_imm *imm = &trk->imm[t->hypothesis[0].imm];
    lw_blend_begin(&blend, imm, 0.0);
    lw_blend_add(&blend, imm, &fit[0], 1.0);
    assert_near(lw_blend_end(&blend, imm), 1.0, 1e-9);
    lw_imm_collapse(imm, &g);
    assert_near(g.x[0], 2600.0 + heard.root_m[0] * heard.mean[0], off_m);
    assert_near(g.x[1],
                500.0 + heard.root_m[1] * heard.mean[0] +
                    heard.root_m[2] * heard.mean[1],
                off_m);
    assert_near(sqrt(g.p[0]), heard.root_m[0] * sqrt(heard.cov[0]), sd_off_m);
}

static void the_stand_in_does_the_same(void **state)
{
    (void)state;
    stands_in(1000.0, 2.0, 5.0);
    stands_in(120.0, 0.5, 0.3);
}

static void what_is_far_off_is_left_alone(void **state)
{
    const struct lw_target *t = target(20000.0, 0.0, 800.0);
    struct lw_heard heard;

    (void)state;
    assert_true(lw_hearing_beyond(trk, t, &plot));
    assert_false(lw_hearing_weigh(&how, filter(t), &plot, 0.0, &heard));
    assert_near(heard.chance, 0.0, 1e-12);
    how.heard = false;
    lw_hearing_ready(&how);
    assert_false(lw_hearing_weigh(&how, filter(t), &plot, 0.0, &heard));
    assert_near(heard.chance, 1.0, 1e-12);
    assert_false(lw_hearing_beyond(trk, target(3000.0, 0.0, 800.0), &plot));
}

/* A level says how far off, once it is known how loud aircraft are. */
static void loud_is_near(void **state)
{
    double spread[2];

    (void)state;
    how.has_level = true;
    how.loud_db = 108.0;
    how.loud_var = 9.0;
    for (int k = 0; k < 2; k++) {
        const double range_m = k == 0 ? 500.0 : 2500.0;
        how.level_db = 108.0 - 20.0 * log10(range_m) - 0.003 * range_m;
        lw_hearing_ready(&how);
        spread[k] = lw_hearing_spread_m(&how);
        /* an even ring of that radius, and the levels that say nothing */
        assert_true(spread[k] > 0.5 * range_m);
    }
    assert_true(spread[0] < 0.7 * spread[1]);
}

static void how_loud_they_are_is_learnt(void **state)
{
    struct lw_target *t = target(1500.0, 0.0, 50.0);
    const double range_m = 1500.0;

    (void)state;
    plot.has = LW_HAS_LEVEL;
    for (int i = 0; i < 400; i++) {
        plot.level_db = (float)(95.0 - 20.0 * log10(range_m) - 0.003 * range_m +
                                3.0 * scene_normal(&sc));
        lw_hearing_learn(trk, t, &plot);
        /* twenty of one place and one target say what one would */
        if (i == 19)
            assert_true(t->loud.var > 7.0f);
    }
    assert_near((double)trk->loud.db, 95.0, 2.0);
    assert_near((double)t->loud.db, 95.0, 2.5);
    assert_true(t->loud.var < 10.0f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_report_draws_as_far_as_it_says),
        TEST(silence_drives_away),
        TEST(the_stand_in_does_the_same),
        TEST(what_is_far_off_is_left_alone),
        TEST(loud_is_near),
        TEST(how_loud_they_are_is_learnt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
