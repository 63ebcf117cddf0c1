/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double here[3] = {300.0, -200.0, 100.0};
static const double east[3] = {20.0, 0.0, 0.0};

static struct lw_target *begin(struct scene *sc)
{
    scene_init(sc, 1, noord);
    scene_sensor(sc, LW_SENSOR_RADAR, 0, 0, 2);
    bare_begin(sc, 16);
    return &sc->tracker->target[bare_target(sc, here, east, 10.0, 2.0, 0.9)];
}

static void prediction_goes_forward_only(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);
    struct lw_gauss g;

    (void)state;
    lw_target_predict(sc.tracker, t, scene_time(10.0));
    lw_target_mean(sc.tracker, t, &g);
    assert_near(g.x[0], 500.0, 1e-6);
    assert_true(g.p[0] > 100.0);
    lw_target_predict(sc.tracker, t, scene_time(5.0));
    assert_true(t->state_ns == scene_time(10.0));
    lw_target_mean(sc.tracker, t, &g);
    assert_near(g.x[0], 500.0, 1e-6);
    scene_end(&sc);
}

static void a_settled_target_is_found_where_it_is(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);
    const uint32_t index = (uint32_t)(t - sc.tracker->target);
    uint32_t found[16];

    (void)state;
    lw_target_settle(sc.tracker, index);
    assert_int_equal(
        lw_grid_find(&sc.tracker->grid, 300.0, -200.0, 1.0, found, 16), 1);
    assert_int_equal(found[0], index);
    assert_near(t->height_m, 100.0, 0.1);
    assert_int_equal(lw_grid_find(&sc.tracker->grid, 9e3, 9e3, 1.0, found, 16),
                     0);
    scene_end(&sc);
}

/* Of three hypotheses, one alike, one negligible: one is left, weight 1, and
 * the pool has the others back. */
static void tidying_merges_what_is_alike_and_drops_what_is_nothing(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);
    const uint32_t free_imms = sc.tracker->free_imms;
    const struct lw_imm first = sc.tracker->imm[t->hypothesis[0].imm];

    (void)state;
    t->hypothesis[0].weight = 0.6;
    struct lw_imm *alike = lw_target_add(sc.tracker, t, 0.399);
    struct lw_imm *other = lw_target_add(sc.tracker, t, 1e-6);
    assert_non_null(alike);
    assert_non_null(other);
    *alike = *other = first;
    alike->x[0] += 1.0; /* a tenth of a sigma */
    other->x[0] += 500.0;
    lw_target_tidy(sc.tracker, t);
    assert_int_equal(t->hypotheses, 1);
    assert_near(t->hypothesis[0].weight, 1.0, 1e-12);
    assert_int_equal(sc.tracker->free_imms, free_imms);
    struct lw_gauss g;
    lw_target_mean(sc.tracker, t, &g);
    assert_near(g.x[0], 300.0 + 0.399 / 0.999, 1e-6);
    scene_end(&sc);
}

static void hypotheses_that_differ_stay(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);
    const struct lw_imm first = sc.tracker->imm[t->hypothesis[0].imm];

    (void)state;
    t->hypothesis[0].weight = 0.5;
    struct lw_imm *far = lw_target_add(sc.tracker, t, 1.5);
    assert_non_null(far);
    *far = first;
    far->x[1] += 100.0;
    lw_target_tidy(sc.tracker, t);
    assert_int_equal(t->hypotheses, 2);
    assert_near(t->hypothesis[0].weight + t->hypothesis[1].weight, 1.0, 1e-12);
    assert_near(t->hypothesis[1].weight, 0.75, 1e-12);
    scene_end(&sc);
}

static void the_sensor_that_fed_it_last_stands_first(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);

    (void)state;
    assert_true(lw_target_fed_ns(t, 3) == INT64_MIN);
    lw_target_fed(t, 3, scene_time(1.0));
    lw_target_fed(t, 5, scene_time(2.0));
    assert_int_equal(t->feed[0].sensor, 5);
    lw_target_fed(t, 3, scene_time(3.0));
    assert_int_equal(t->feeds, 2);
    assert_int_equal(t->feed[0].sensor, 3);
    assert_true(lw_target_fed_ns(t, 5) == scene_time(2.0));
    /* more sensors than places: the one longest ago is forgotten */
    for (uint32_t s = 100; s < 100 + LW_TRACK_SOURCES_MAX; s++)
        lw_target_fed(t, s, scene_time(s));
    assert_int_equal(t->feeds, LW_TRACK_SOURCES_MAX);
    assert_null(lw_target_feed(t, 5));
    assert_non_null(lw_target_feed(t, 100));
    scene_end(&sc);
}

/* A sensor that only looked does not push out one that fed. */
static void what_was_hidden_may_be_seen_again(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);

    (void)state;
    lw_target_fed(t, 7, scene_time(0.0));
    const double first =
        lw_target_visible(t, 4, scene_time(0.0), LW_ATTENTION_FULL);
    assert_true(first > 0.5 && first < 1.0);
    lw_target_set_visible(t, 4, scene_time(0.0), 0.01);
    assert_int_equal(t->feed[0].sensor, 7);
    assert_true(lw_target_fed_ns(t, 4) == INT64_MIN);
    const double soon =
        lw_target_visible(t, 4, scene_time(0.5), LW_ATTENTION_FULL);
    const double later =
        lw_target_visible(t, 4, scene_time(60.0), LW_ATTENTION_FULL);
    assert_true(soon < 0.5);
    assert_true(later > soon);
    assert_true(later < 1.0);
    scene_end(&sc);
}

/* To a sensor whose silence means nothing it may be hidden for long. */
static void what_is_never_listed_may_be_hidden_for_good(void **state)
{
    struct scene sc;
    struct lw_target *t = begin(&sc);

    (void)state;
    assert_true(lw_target_visible(t, 4, scene_time(0.0), LW_ATTENTION_SOME) <
                lw_target_visible(t, 4, scene_time(0.0), LW_ATTENTION_FULL));
    lw_target_set_visible(t, 4, scene_time(0.0), 0.01);
    assert_true(lw_target_visible(t, 4, scene_time(5.0), LW_ATTENTION_FULL) >
                0.8);
    assert_true(lw_target_visible(t, 4, scene_time(5.0), LW_ATTENTION_SOME) <
                0.1);
    scene_end(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prediction_goes_forward_only),
        cmocka_unit_test(a_settled_target_is_found_where_it_is),
        cmocka_unit_test(
            tidying_merges_what_is_alike_and_drops_what_is_nothing),
        cmocka_unit_test(hypotheses_that_differ_stay),
        cmocka_unit_test(the_sensor_that_fed_it_last_stands_first),
        cmocka_unit_test(what_was_hidden_may_be_seen_again),
        cmocka_unit_test(what_is_never_listed_may_be_hidden_for_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
