/* SPDX-License-Identifier: Apache-2.0 */
/* Several returns of one body, or two that fly together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double east[3] = {3.0, 0.0, 0.0};

/* What n looks of a sensor say that noticed both k times, by its chance. */
static struct lw_beside looks(uint32_t sensor, float n, float k, float chance)
{
    return (struct lw_beside){.sensor = sensor + 1,
                              .any = n,
                              .both = k,
                              .share = n * chance / (2.0f - chance)};
}

static double odds(struct lw_beside a, struct lw_beside b)
{
    const struct lw_target t = {.with = {a, b}};

    return lw_extent_log_odds(&t);
}

static void no_looks_say_nothing(void **state)
{
    const struct lw_target t = {.with = {{.sensor = 0}}};

    (void)state;
    assert_near(lw_extent_log_odds(&t), 0.0, 1e-12);
    assert_false(lw_extent_leads(&t));
}

/* Four looks of 0.9 that saw one thing: 1/5 against (2/11)^4, and the little
 * that the sensor may see less than it should. */
static void seeing_one_where_two_should_be_seen_tells(void **state)
{
    const struct lw_beside none = {.sensor = 0};
    const double p = 0.9 / 1.1;
    const double two =
        0.95 * pow(1.0 - p, 4.0) + 0.05 * pow(1.0 - 0.4 * p, 4.0);
    double before = 0.0;

    (void)state;
    assert_near(odds(looks(0, 4, 0, 0.9f), none), log(0.2 / two), 1e-4);
    for (float n = 1; n < 30; n++) {
        const double now = odds(looks(0, n, 0, 0.9f), none);
        assert_true(now > before);
        before = now;
    }
    assert_true(before > 10.0);
}

/* How often a body gives two returns nobody knows: to see both again and again
 * says little, to see what the site file promises a bit more. */
static void seeing_both_says_little(void **state)
{
    const struct lw_beside none = {.sensor = 0};

    (void)state;
    assert_true(odds(looks(0, 20, 16, 0.9f), none) < -1.0);
    assert_true(odds(looks(0, 20, 20, 0.9f), none) < -1.0);
    assert_true(odds(looks(0, 20, 20, 0.9f), none) > -4.0);
    /* one sensor that sees one thing outweighs it */
    assert_true(odds(looks(0, 20, 16, 0.9f), looks(1, 6, 0, 0.9f)) > 0.0);
    assert_near(odds(looks(0, 20, 16, 0.9f), looks(1, 6, 0, 0.9f)),
                odds(looks(0, 20, 16, 0.9f), none) +
                    odds(looks(1, 6, 0, 0.9f), none),
                1e-9);
}

static void the_one_that_is_noticed_leads(void **state)
{
    struct lw_target t = {.with = {looks(0, 12, 4, 0.9f)}};

    (void)state;
    t.with[0].mine = 8.0f; /* of 8 looks with one of them */
    assert_true(lw_extent_leads(&t));
    t.with[0].mine = 5.0f;
    assert_false(lw_extent_leads(&t));
}

/* The older track strayed to the wake: the name goes to what is noticed. */
static void the_name_goes_with_the_body(void **state)
{
    static struct scene sc;
    const double wake[3] = {0.0, 0.0, 0.0}, bow[3] = {20.0, 0.0, 0.0};

    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 300, 10)->false_reports = 1.0;
    struct lw_tracker *trk = bare_begin(&sc, 40);
    struct lw_target *told =
        &trk->target[bare_target(&sc, wake, east, 2.0, 0.5, 0.9999)];
    struct lw_target *other =
        &trk->target[bare_target(&sc, bow, east, 2.0, 0.5, 0.9999)];
    told->updates = 50;
    lw_life_review(trk, (uint32_t)(told - trk->target), scene_time(0.0));
    assert_int_equal(told->number, 1);
    lw_life_tick(trk, scene_time(0.0)); /* a number, and what it is beside */
    assert_int_equal(other->number, 2);
    lw_life_tick(trk, scene_time(1.0));
    assert_int_equal(other->beside_number, 1);
    other->with[0] = looks(0, 12, 1, 0.9f);
    other->with[0].mine = 11.0f;
    lw_life_tick(trk, scene_time(2.0));
    assert_int_equal(other->number, 1);
    assert_int_equal(other->face.number, 1);
    assert_int_equal(other->status, LW_TRACK_CONFIRMED);
    assert_int_equal(told->number, 2);
    assert_int_equal(told->status, LW_TRACK_TENTATIVE);
    assert_true(told->own < 0.5f);
    scene_end(&sc);
}

/* A hull and its wake, each noticed as often as the other; a second radar sees
 * one thing. `wake` is where the told one is, `other` where the other is. */
static bool name_moves(const double wake[3], const double other[3], float n)
{
    static struct scene sc;

    scene_init(&sc, 1, noord);
    for (int i = 0; i < 2; i++)
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 300 + i, 10)->false_reports = 1.0;
    struct lw_tracker *trk = bare_begin(&sc, 40);
    struct lw_target *told =
        &trk->target[bare_target(&sc, wake, east, 2.0, 0.5, 0.9999)];
    struct lw_target *part =
        &trk->target[bare_target(&sc, other, east, 2.0, 0.5, 0.9999)];
    told->updates = 50;
    lw_life_review(trk, (uint32_t)(told - trk->target), scene_time(0.0));
    lw_life_tick(trk, scene_time(0.0));
    lw_life_tick(trk, scene_time(1.0));
    part->with[0] = looks(0, 0.6f * n, 0.4f * n, 0.9f);
    part->with[1] = looks(1, 0.4f * n, 0, 0.9f);
    part->with[0].mine = 0.1f * n;
    part->with[1].mine = 0.2f * n;
    lw_life_tick(trk, scene_time(2.0));
    const bool moved = part->number == 1;
    scene_end(&sc);
    return moved;
}

static void a_wake_follows(void **state)
{
    const double back[3] = {0.0, 0.0, 0.0}, front[3] = {20.0, 0.0, 0.0};
    const double near[3] = {8.0, 0.0, 0.0};

    (void)state;
    assert_true(name_moves(back, front, 20.0f));
    assert_false(name_moves(front, back, 20.0f));
    assert_false(name_moves(back, near, 20.0f)); /* of one hull, it may be */
    assert_false(name_moves(back, front, 9.0f)); /* not seen often enough */
}

/* One radar sees two; what sees as well has its say first. */
static void every_radar_is_heard_first(void **state)
{
    static struct scene sc;
    const double first[3] = {0.0, 0.0, 0.0}, next[3] = {-20.0, 0.0, 0.0};

    (void)state;
    scene_init(&sc, 1, noord);
    for (int s = 0; s < 2; s++)
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 300, 10)->false_reports = 1.0;
    struct lw_tracker *trk = bare_begin(&sc, 40);
    struct lw_target *told =
        &trk->target[bare_target(&sc, first, east, 2.0, 0.5, 0.9999)];
    told->updates = 50;
    lw_life_review(trk, (uint32_t)(told - trk->target), scene_time(0.0));
    const uint32_t index = bare_target(&sc, next, east, 2.0, 0.5, 0.9);
    struct lw_target *other = &trk->target[index];
    lw_life_tick(trk, scene_time(0.0));
    lw_life_tick(trk, scene_time(1.0));
    assert_int_equal(other->beside_number, told->number);
    other->existence = 0.9999;
    other->updates = 50;
    for (uint32_t s = 0; s < 2; s++)
        lw_target_fed(told, s, scene_time(1.0));
    other->with[0] = looks(0, 4, 4, 0.9f);
    lw_life_review(trk, index, scene_time(1.0));
    assert_int_equal(other->status, LW_TRACK_TENTATIVE);
    other->with[1] = looks(1, 2, 2, 0.9f);
    lw_life_review(trk, index, scene_time(1.0));
    assert_int_equal(other->status, LW_TRACK_CONFIRMED);
    scene_end(&sc);
}

/* A fine sensor sees a boat and, mostly, what follows 20 m behind it; a coarse
 * one, one thing. */
static uint32_t told_of(bool two, double behind_m, double abeam_m)
{
    static struct scene sc;
    uint32_t most = 0;

    scene_init(&sc, 7, noord);
    for (int s = 0; s < 2; s++) {
        struct lw_sensor *sensor = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
        sensor->false_reports = 0.2;
        sensor->coverage.range_m = 1000.0;
    }
    scene_begin(&sc);
    for (int k = 0; k < 240; k++) {
        const double t = 0.5 * k;
        const double bow[3] = {100.0 + 3.0 * t, 200.0, 10.0};
        const double wake[3] = {bow[0] - behind_m, bow[1] - abeam_m, 10.0};
        assert_int_equal(scene_position(&sc, 0, t, bow, 2.0), 0);
        if (scene_even(&sc) < 0.7)
            assert_int_equal(scene_position(&sc, 0, t, wake, 2.0), 0);
        assert_int_equal(scene_look(&sc, 0, t), 0);
        if (k % 3 == 0) {
            assert_int_equal(scene_position(&sc, 1, t + 0.1, bow, 4.0), 0);
            if (two)
                assert_int_equal(scene_position(&sc, 1, t + 0.1, wake, 4.0), 0);
            assert_int_equal(scene_look(&sc, 1, t + 0.1), 0);
        }
        if (k > 60 && scene_picture(&sc, t + 0.4) > most)
            most = sc.tracks;
        if (k > 60 && sc.tracks == 1)
            assert_true(scene_miss(&sc, 0, bow) < 8.0);
    }
    scene_end(&sc);
    return most;
}

static void what_follows_a_boat_is_a_part_of_it(void **state)
{
    (void)state;
    assert_int_equal(told_of(false, 20.0, 0.0), 1);
}

static void two_in_line_that_both_sensors_see_are_two(void **state)
{
    (void)state;
    assert_int_equal(told_of(true, 20.0, 0.0), 2);
}

/* A body is longer than wide. */
static void what_keeps_abeam_is_another(void **state)
{
    (void)state;
    assert_int_equal(told_of(false, 0.0, 20.0), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_looks_say_nothing),
        cmocka_unit_test(seeing_one_where_two_should_be_seen_tells),
        cmocka_unit_test(seeing_both_says_little),
        cmocka_unit_test(the_one_that_is_noticed_leads),
        cmocka_unit_test(the_name_goes_with_the_body),
        cmocka_unit_test(a_wake_follows),
        cmocka_unit_test(every_radar_is_heard_first),
        cmocka_unit_test(what_follows_a_boat_is_a_part_of_it),
        cmocka_unit_test(two_in_line_that_both_sensors_see_are_two),
        cmocka_unit_test(what_keeps_abeam_is_another),
    };

    return cmocka_run_group_tests_name("extent", tests, NULL, NULL);
}
