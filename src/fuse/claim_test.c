/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what an aircraft says of itself is borne out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

enum { RADAR, RECEIVER, PEOPLE, MICROPHONE };

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double chance = 0.85, missed = 0.4; /* misses come in runs */

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_target *t;

static int begin(void **state)
{
    static const double xyz[3] = {500.0, 0.0, 100.0}, v[3] = {0};

    (void)state;
    scene_init(&sc, 5, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
    scene_sensor(&sc, LW_SENSOR_REMOTE_ID, 0, 0, 10);
    scene_sensor(&sc, LW_SENSOR_OBSERVER, 0, 0, 10);
    scene_sensor(&sc, LW_SENSOR_ACOUSTIC, 0, 0, 10);
    trk = bare_begin(&sc, 60);
    t = &trk->target[bare_target(&sc, xyz, v, 30.0, 5.0, 0.9)];
    trk->sensor[RADAR].ever = trk->sensor[MICROPHONE].ever = true;
    t->has_ident = LW_HAS_REMOTE_ID;
    t->status = LW_TRACK_TENTATIVE;
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

static void say(double at_s)
{
    t->update_ns = scene_time(at_s);
    lw_target_fed(t, RECEIVER, t->update_ns);
}

enum seen { MISSED, NEAR, NOTICED };

static void look(uint32_t sensor, double at_s, enum seen seen)
{
    const struct lw_look l = {.sensor = sensor, .t_ns = scene_time(at_s)};

    lw_claim_look(trk, t, &l, seen != MISSED, seen == NOTICED ? 0.9 : 0.0,
                  chance, missed);
}

static double backed(void)
{
    return lw_claim_backed(trk, t);
}

static void what_says_nothing_of_itself_claims_nothing(void **state)
{
    (void)state;
    for (int k = 0; k < 50; k++)
        look(RADAR, k, MISSED);
    assert_near(backed(), 1.0, 0);
    assert_false(lw_claim_made_up(trk, t));
}

static void looks_that_see_nothing_speak_against_it(void **state)
{
    int looks = 0;

    (void)state;
    say(0.0);
    assert_near(backed(), 0.99, 1e-3);
    for (; looks < 50 && !lw_claim_made_up(trk, t); looks++) {
        say(looks);
        look(RADAR, looks + 0.5, MISSED);
    }
    assert_in_range(looks, 5, 8);
    assert_true(backed() < 0.2);
    /* an address of ICAO is made up more seldom */
    t->has_ident |= LW_HAS_ICAO;
    assert_false(lw_claim_made_up(trk, t));
}

static void one_echo_may_be_of_something_else(void **state)
{
    (void)state;
    for (int k = 0; k < 60; k++) {
        say(k);
        look(RADAR, k + 0.5, MISSED);
    }
    const double before = backed();
    look(RADAR, 60, NOTICED);
    assert_true(backed() > before && backed() < 0.5);
    look(RADAR, 61, NOTICED);
    look(RADAR, 62, NOTICED);
    assert_true(backed() > 0.99);
}

/* A second number of what another track is already. */
static void what_is_near_takes_back_a_little(void **state)
{
    (void)state;
    for (int k = 0; k < 100; k++) {
        say(k);
        look(RADAR, k + 0.5, k % 6 == 0 ? MISSED : NEAR);
    }
    assert_true(backed() > 0.9);
    assert_true(t->claim >= 0.0f);
}

static void what_was_noticed_has_it_in_advance(void **state)
{
    (void)state;
    say(0);
    look(RADAR, 0, NOTICED);
    for (int k = 1; k < 10; k++) {
        say(k);
        look(RADAR, k + 0.5, MISSED);
    }
    assert_true(backed() > 0.9);
    assert_false(lw_claim_in_doubt(t) && lw_claim_made_up(trk, t));
}

static void what_stands_is_not_looked_for(void **state)
{
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.sensor = RECEIVER;
    plot.has = LW_HAS_GROUND;
    say(0.0);
    lw_claim_hear(trk, t, &plot);
    plot.sensor = RADAR; /* does not know */
    plot.has = 0;
    lw_claim_hear(trk, t, &plot);
    for (int k = 0; k < 50; k++)
        look(RADAR, 0.5, MISSED);
    assert_true(backed() > 0.9);
    plot.sensor = RECEIVER;
    lw_claim_hear(trk, t, &plot);
    for (int k = 0; k < 50; k++)
        look(RADAR, 0.5, MISSED);
    assert_true(backed() < 0.2);
}

/* It may have landed since; the edge of what a sensor covers; people. */
static void some_misses_say_nothing(void **state)
{
    const struct lw_look far = {.sensor = RADAR, .t_ns = scene_time(0.5)};

    (void)state;
    say(0.0);
    for (int k = 0; k < 50; k++) {
        look(RADAR, 6.0 + k, MISSED);
        look(PEOPLE, 0.5, MISSED);
        look(RECEIVER, 0.5, MISSED);
        lw_claim_look(trk, t, &far, false, 0.0, 0.45, missed);
    }
    assert_near(backed(), 0.99, 1e-3);
    trk->sensor[RADAR].ever = false; /* nobody has plugged it in */
    for (int k = 0; k < 50; k++)
        look(RADAR, 0.5, MISSED);
    assert_near(backed(), 0.99, 1e-3);
    trk->sensor[RADAR].ever = true;
    look(MICROPHONE, 0.5, MISSED);
    const double heard = backed();
    look(RADAR, 0.5, MISSED);
    assert_true(0.99 - heard < 0.5 * (heard - backed()));
}

static void a_name_from_two_places_is_told(void **state)
{
    (void)state;
    say(0.0);
    for (int k = 0; k < 20; k++)
        lw_claim_fits(t, false);
    assert_true(backed() > 0.9); /* it is no more than a guess yet */
    t->status = LW_TRACK_CONFIRMED;
    for (int k = 0; k < 3; k++) { /* a fix that jumped */
        lw_claim_fits(t, true);
        assert_true(backed() > 0.9);
        lw_claim_fits(t, k > 0);
    }
    for (int k = 0; k < 20; k++)
        lw_claim_fits(t, k % 2 == 0);
    assert_true(backed() < 0.2);
    /* but takes no track away */
    assert_false(lw_claim_made_up(trk, t));
    look(RADAR, 1.0, NOTICED);
    assert_true(backed() > 0.9);
    for (int k = 0; k < 20; k++)
        lw_claim_fits(t, true);
    assert_near(backed(), 1.0, 1e-4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_says_nothing_of_itself_claims_nothing),
        TEST(looks_that_see_nothing_speak_against_it),
        TEST(one_echo_may_be_of_something_else),
        TEST(what_is_near_takes_back_a_little),
        TEST(what_was_noticed_has_it_in_advance),
        TEST(what_stands_is_not_looked_for),
        TEST(some_misses_say_nothing),
        TEST(a_name_from_two_places_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
