/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a track: tentative, confirmed, coasting, ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "near.h"

static const double still[3] = {0.0, 0.0, 0.0};

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 1.0;
    scene_sensor(&sc, LW_SENSOR_RADAR, 500, 0, 10)->false_reports = 1.0;
    bare_open(40, 64);
    return 0;
}

static struct lw_target *target(double x, double place_sd, double existence)
{
    const double xyz[3] = {x, 500.0, 100.0};

    return &trk->target[bare_target(&sc, xyz, still, place_sd, 3.0, existence)];
}

static void review(const struct lw_target *t, double now)
{
    lw_life_review(trk, (uint32_t)(t - trk->target), scene_time(now));
}

/* One that has been noticed often and is told. */
static struct lw_target *confirmed(double x)
{
    struct lw_target *t = target(x, 15.0, 0.9999);

    t->updates = 50;
    review(t, 0.0);
    assert_int_equal(t->status, LW_TRACK_CONFIRMED);
    return t;
}

static uint32_t picture(double t)
{
    return lw_tracker_picture(trk, scene_time(t), sc.picture, SCENE_PICTURE);
}

static void it_begins_tentative_and_without_a_number(void **state)
{
    const struct lw_target *t = target(0.0, 15.0, 0.001);

    (void)state;
    review(t, 0.0);
    assert_true(t->alive);
    assert_int_equal(t->status, LW_TRACK_TENTATIVE);
    assert_int_equal(t->number, 0);
    assert_int_equal(picture(0.0), 0); /* not worth showing */
}

static void a_likely_one_gets_a_number_and_keeps_it(void **state)
{
    struct lw_target *t = target(0.0, 15.0, 0.7);

    (void)state;
    review(t, 0.0);
    assert_int_equal(t->number, 1);
    assert_int_equal(t->status, LW_TRACK_TENTATIVE);
    assert_int_equal(picture(0.0), 1);
    t->existence = 0.05;
    review(t, 1.0);
    t->existence = 0.9999;
    t->updates = 50;
    review(t, 2.0);
    assert_int_equal(t->number, 1);
    assert_int_equal(t->status, LW_TRACK_CONFIRMED);
}

static void confirmation_takes_more_than_existence(void **state)
{
    struct lw_target *once = target(0.0, 15.0, 0.99999);
    struct lw_target *vague = target(9000.0, 30e3, 0.99999);
    struct lw_target *unsure = target(-9000.0, 15.0, 0.8);

    (void)state;
    vague->updates = unsure->updates = 50;
    review(once, 0.0);
    review(vague, 0.0);
    review(unsure, 0.0);
    assert_int_equal(once->status, LW_TRACK_TENTATIVE);
    assert_int_equal(vague->status, LW_TRACK_TENTATIVE);
    assert_int_equal(unsure->status, LW_TRACK_TENTATIVE);
    once->updates = 50;
    review(once, 0.0);
    assert_int_equal(once->status, LW_TRACK_CONFIRMED);
}

static void what_hardly_exists_ends(void **state)
{
    struct lw_target *t = target(0.0, 15.0, 1e-9);
    struct lw_target *told = confirmed(3000.0);

    (void)state;
    review(t, 0.0);
    assert_false(t->alive);
    assert_int_equal(trk->ended_count, 0); /* nobody was told of it */
    told->existence = 0.001;
    review(told, 0.0);
    assert_false(told->alive);
    assert_int_equal(trk->ended_count, 1);
    assert_int_equal(bare_alive(trk), 0);
}

/* Missed by chance for some looks, it is not shown; noticed again, it is the
 * same one. */
static void what_rather_is_not_there_falls_back(void **state)
{
    struct lw_target *t = confirmed(0.0);
    const uint32_t number = t->face.number;

    (void)state;
    t->existence = 0.3;
    review(t, 1.0);
    assert_int_equal(picture(1.0), 1);
    assert_int_equal(sc.picture[0].status, LW_TRACK_TENTATIVE);
    assert_true(sc.picture[0].told);
    t->existence = 0.6;
    review(t, 2.0);
    assert_int_equal(picture(2.0), 1);
    assert_int_equal(sc.picture[0].status, LW_TRACK_CONFIRMED);
    assert_int_equal(sc.picture[0].number, number);
    assert_int_equal(trk->ended_count, 0);
}

static void numbers_rise_and_are_never_used_twice(void **state)
{
    uint32_t last = 0;

    (void)state;
    for (int n = 0; n < 200; n++) {
        struct lw_target *t = confirmed(0.0);
        assert_true(t->number > last);
        last = t->number;
        lw_target_end(trk, (uint32_t)(t - trk->target), scene_time(n));
    }
}

static void what_is_not_noticed_coasts_then_ends(void **state)
{
    struct lw_target *t = confirmed(0.0);
    int coasting = 0, ended = 0;

    (void)state;
    for (int s = 1; s < 2000; s++) {
        const double before = t->existence;
        lw_life_tick(trk, scene_time(s));
        if (!t->alive) {
            ended = s;
            break;
        }
        assert_true(t->existence <= before);
        if (coasting == 0 && t->status == LW_TRACK_COASTING)
            coasting = s;
        assert_int_equal(t->status,
                         coasting ? LW_TRACK_COASTING : LW_TRACK_CONFIRMED);
    }
    assert_true(coasting >= 2 && coasting <= 30);
    assert_true(ended > coasting + 10);
}

static void what_is_noticed_again_is_confirmed_again(void **state)
{
    struct lw_target *t = confirmed(0.0);
    const uint32_t number = t->number;

    (void)state;
    for (int s = 1; s < 30; s++)
        lw_life_tick(trk, scene_time(s));
    assert_int_equal(t->status, LW_TRACK_COASTING);
    t->update_ns = scene_time(30.0);
    review(t, 30.0);
    assert_int_equal(t->status, LW_TRACK_CONFIRMED);
    assert_int_equal(t->number, number);
}

static void a_tentative_one_does_not_linger(void **state)
{
    const struct lw_target *t = target(0.0, 15.0, 0.3);

    (void)state;
    review(t, 0.0);
    for (int s = 1; s < 300 && t->alive; s++) {
        lw_life_tick(trk, scene_time(s));
        assert_int_equal(t->status, LW_TRACK_TENTATIVE);
    }
    assert_false(t->alive);
    assert_int_equal(trk->ended_count, 0);
    assert_int_equal(picture(300.0), 0);
}

static void an_end_is_told_once_and_for_a_while(void **state)
{
    struct lw_target *t = confirmed(0.0);
    const uint32_t number = t->number;

    (void)state;
    lw_target_end(trk, (uint32_t)(t - trk->target), scene_time(10.0));
    assert_int_equal(trk->ended_count, 1);
    assert_int_equal(picture(10.0), 1);
    assert_int_equal(sc.picture[0].number, number);
    assert_int_equal(sc.picture[0].status, LW_TRACK_ENDED);
    assert_true(sc.picture[0].time_ns == scene_time(10.0));
    assert_int_equal(picture(11.0), 1);
    assert_int_equal(picture(100.0), 0);
}

/* More ends at once than are remembered: the latest are told, in order. */
static void many_ends_at_once_are_told_in_order(void **state)
{
    (void)state;
    for (int n = 0; n < 2 * LW_ENDED_MAX; n++) {
        struct lw_target *t = confirmed(0.0);
        lw_target_end(trk, (uint32_t)(t - trk->target), scene_time(10.0));
    }
    assert_int_equal(picture(10.0), LW_ENDED_MAX);
    assert_true(picture(10.0) <= lw_tracker_picture_max(trk));
    for (uint32_t i = 0; i < LW_ENDED_MAX; i++)
        assert_int_equal(sc.picture[i].number, LW_ENDED_MAX + 1 + i);
}

static void an_end_gives_back_what_it_had(void **state)
{
    struct lw_target *t = confirmed(0.0);
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.has_ident = LW_HAS_ICAO | LW_HAS_REMOTE_ID;
    plot.ident.icao = 7;
    memcpy(plot.ident.remote_id, "R", 2);
    lw_identity_take(trk, t, &plot);
    lw_target_end(trk, (uint32_t)(t - trk->target), scene_time(1.0));
    assert_int_equal(lw_identity_owner(trk, &plot), LW_NONE);
    assert_int_equal(trk->free_imms, imms);
    assert_int_equal(trk->free_targets, trk->targets_max);
    assert_int_equal(lw_grid_find(&trk->grid, 0, 0, 1e6, trk->found, 40), 0);
    assert_true(lw_tracker_idle(trk));
}

static void full_is_full(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < trk->targets_max; i++)
        target(1000.0 * i, 15.0, 0.5);
    assert_int_equal(lw_target_new(trk), LW_NONE);
}

/* How many of what stands now live after so many seconds, noticed throughout */
static uint32_t live_after(int seconds)
{
    for (int s = 1; s <= seconds; s++) {
        for (uint32_t i = 0; i < trk->targets_max; i++) {
            struct lw_target *t = &trk->target[i];
            if (!t->alive)
                continue;
            lw_target_predict(trk, t, scene_time(s));
            t->state_ns = t->update_ns = scene_time(s);
            lw_target_settle(trk, i);
        }
        lw_life_tick(trk, scene_time(s));
    }
    return bare_alive(trk);
}

static void one_aircraft_under_two_names_becomes_one(void **state)
{
    struct lw_target *first = confirmed(0.0), *second = confirmed(4.0);

    (void)state;
    lw_target_fed(first, 0, scene_time(0.0));
    lw_target_fed(second, 1, scene_time(0.0));
    assert_int_equal(live_after(30), 1);
    assert_true(first->alive); /* the older name stays */
    assert_int_equal(trk->ended_count, 1);
}

/* Before any is told they are one at once, and the likelier; what places made
 * waits: it may be of a flock. */
static void two_guesses_by_bearings_are_one_at_once(void **state)
{
    (void)state;
    for (int placed = 0; placed < 2; placed++) {
        struct lw_target *first = target(0.0, 40.0, 0.5);
        struct lw_target *second = target(4.0, 40.0, 0.3);
        first->placed = second->placed = placed;
        review(first, 0.0);
        review(second, 0.0);
        lw_target_fed(first, 0, scene_time(0.0));
        lw_target_fed(second, 1, scene_time(0.0));
        assert_int_equal(live_after(1), placed ? 2 : 1);
        assert_true(first->alive);
        if (!placed) {
            assert_near(first->existence, 0.8, 0.01);
            lw_target_end(trk, (uint32_t)(first - trk->target), scene_time(1));
        }
    }
}

static void two_aircraft_apart_stay_two(void **state)
{
    (void)state;
    lw_target_fed(confirmed(0.0), 0, scene_time(0.0));
    lw_target_fed(confirmed(1500.0), 1, scene_time(0.0));
    assert_int_equal(live_after(10), 2);
}

/* Two that cross, and are for a moment where one is. */
static void two_that_pass_stay_two(void **state)
{
    const double xyz[3] = {0.0, 500.0, 100.0}, v[3] = {30.0, 30.0, 0.0};
    struct lw_target *a = confirmed(0.0);
    struct lw_target *b =
        &trk->target[bare_target(&sc, xyz, v, 15.0, 3.0, 0.9999)];

    (void)state;
    b->updates = 50;
    review(b, 0.0);
    lw_target_fed(a, 0, scene_time(0.0));
    lw_target_fed(b, 1, scene_time(0.0));
    assert_int_equal(live_after(10), 2);
}

/* What one sensor reports twice at once is two. */
static void two_that_one_sensor_sees_at_once_stay_two(void **state)
{
    (void)state;
    lw_target_fed(confirmed(0.0), 0, scene_time(0.0));
    lw_target_fed(confirmed(4.0), 0, scene_time(0.0));
    assert_int_equal(live_after(30), 2);
}

static void two_that_say_who_they_are_stay_two(void **state)
{
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.has_ident = LW_HAS_ICAO;
    for (uint32_t n = 0; n < 2; n++) {
        struct lw_target *t = confirmed(4.0 * n);
        plot.ident.icao = n + 1;
        lw_identity_take(trk, t, &plot);
        lw_target_fed(t, n, scene_time(0.0));
    }
    assert_int_equal(live_after(30), 2);
}

/* What is shown is extrapolated, and grows uncertain on the way; nothing of
 * the target changes. */
static void what_is_shown_lies_ahead(void **state)
{
    const double xyz[3] = {0.0, 500.0, 100.0}, v[3] = {30.0, -10.0, 1.0};
    struct lw_target *t =
        &trk->target[bare_target(&sc, xyz, v, 15.0, 3.0, 0.9)];
    const struct lw_target before = *t;
    struct lw_track now, then;
    double at[3];

    (void)state;
    lw_target_show(trk, t, scene_time(0.0), &now);
    lw_target_show(trk, t, scene_time(5.0), &then);
    assert_memory_equal(t, &before, sizeof before);
    assert_true(then.time_ns == scene_time(5.0));
    lw_frame_from_geodetic(&sc.frame, then.pos, at);
    assert_near(at[0], 150.0, 0.5);
    assert_near(at[1], 450.0, 0.5);
    assert_near(then.vel_mps[0], 30.0, 0.1);
    assert_near(then.vel_mps[1], -10.0, 0.1);
    assert_near(now.cov[0], 225.0, 1.0);
    assert_true(then.cov[0] > now.cov[0]);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            assert_true(then.cov[i * 6 + j] <= then.cov[j * 6 + i] &&
                        then.cov[i * 6 + j] >= then.cov[j * 6 + i]);
    /* earlier than the state there is nothing to show but the state */
    lw_target_show(trk, t, scene_time(-5.0), &then);
    lw_frame_from_geodetic(&sc.frame, then.pos, at);
    assert_near(at[0], 0.0, 1e-3);
}

static void sources_are_those_of_late_the_latest_first(void **state)
{
    struct lw_target *t = confirmed(0.0);
    struct lw_track out;

    (void)state;
    t->update_ns = scene_time(1000.0);
    for (uint32_t s = 0; s < 2 * LW_TRACK_SOURCES_MAX; s++)
        lw_target_fed(t, s, scene_time(980.0 + s * 0.5));
    lw_target_show(trk, t, scene_time(1000.0), &out);
    assert_int_equal(out.sources, LW_TRACK_SOURCES_MAX);
    for (uint32_t i = 0; i < out.sources; i++)
        assert_int_equal(out.source[i], 2 * LW_TRACK_SOURCES_MAX - 1 - i);
    t->update_ns = scene_time(5000.0);
    lw_target_fed(t, 3, scene_time(5000.0));
    lw_target_show(trk, t, scene_time(5000.0), &out);
    assert_int_equal(out.sources, 1);
    assert_int_equal(out.source[0], 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_begins_tentative_and_without_a_number),
        TEST(a_likely_one_gets_a_number_and_keeps_it),
        TEST(confirmation_takes_more_than_existence),
        TEST(what_hardly_exists_ends),
        TEST(what_rather_is_not_there_falls_back),
        TEST(numbers_rise_and_are_never_used_twice),
        TEST(what_is_not_noticed_coasts_then_ends),
        TEST(what_is_noticed_again_is_confirmed_again),
        TEST(a_tentative_one_does_not_linger),
        TEST(an_end_is_told_once_and_for_a_while),
        TEST(many_ends_at_once_are_told_in_order),
        TEST(an_end_gives_back_what_it_had),
        TEST(full_is_full),
        TEST(one_aircraft_under_two_names_becomes_one),
        TEST(two_guesses_by_bearings_are_one_at_once),
        TEST(two_aircraft_apart_stay_two),
        TEST(two_that_pass_stay_two),
        TEST(two_that_one_sensor_sees_at_once_stay_two),
        TEST(two_that_say_who_they_are_stay_two),
        TEST(what_is_shown_lies_ahead),
        TEST(sources_are_those_of_late_the_latest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
