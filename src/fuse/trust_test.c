/* SPDX-License-Identifier: Apache-2.0 */
/* What one sensor, or one sort of sensor, may bring about alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

enum { RADAR, RADAR_2, PEOPLE, RECEIVER };

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_target *t;

static int begin(void **state)
{
    static const double xyz[3] = {500.0, 0.0, 100.0}, v[3] = {0};

    (void)state;
    scene_init(&sc, 5, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 1.0;
    scene_sensor(&sc, LW_SENSOR_RADAR, 900, 0, 10)->false_reports = 1.0;
    scene_sensor(&sc, LW_SENSOR_OBSERVER, 0, 0, 10)->period_s = 20.0;
    sc.sensor[PEOPLE].has_position = false;
    scene_sensor(&sc, LW_SENSOR_REMOTE_ID, 0, 0, 10);
    trk = bare_begin(&sc, 60);
    t = &trk->target[bare_target(&sc, xyz, v, 30.0, 5.0, 0.9)];
    t->status = LW_TRACK_TENTATIVE;
    t->updates = 10.0;
    t->placed = true;
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

static struct lw_plot from(uint32_t sensor, double x, double at_s)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.sensor = sensor;
    plot.meas_ns = scene_time(at_s);
    plot.has_place = true;
    plot.place_m[0] = x;
    return plot;
}

/* A look of a sensor in which no track had a part. */
static double look(uint32_t sensor, double at_s, uint32_t plots, double free)
{
    struct lw_look l = {
        .sensor = sensor, .t_ns = scene_time(at_s), .plots = plots};
    const struct lw_plot plot = from(sensor, 0.0, at_s);

    for (uint32_t j = 0; j < plots; j++) {
        trk->look_plot[j] = &plot;
        trk->assoc.free_chance[j] = free;
    }
    trk->candidates = 0;
    const double excess = lw_trust_excess(trk, &l);
    lw_trust_note(trk, &l);
    return excess;
}

static void what_comes_too_soon_says_little(void **state)
{
    const int64_t now = scene_time(100.0);

    (void)state;
    assert_near(lw_trust_share(trk, RADAR, now, INT64_MIN), 1.0, 0);
    assert_near(lw_trust_share(trk, RADAR, now, scene_time(99.0)), 1.0, 0);
    assert_near(lw_trust_share(trk, RADAR, now, scene_time(101.2)), 1.0, 0);
    assert_near(lw_trust_share(trk, RADAR, now, scene_time(99.2)), 1.0, 0);
    /* a hundred a second say a hundredth of what one says */
    assert_true(100.0 * lw_trust_share(trk, RADAR, now, scene_time(99.99)) <
                0.03);
    assert_near(lw_trust_share(trk, RADAR, now, now), 0.0, 0);
    sc.sensor[RADAR].period_s = 0.0; /* when it pleases */
    assert_near(lw_trust_share(trk, RADAR, now, now), 1.0, 0);
}

static void each_place_is_an_observer(void **state)
{
    const struct lw_plot a = from(PEOPLE, 100.0, 50.0);
    const struct lw_plot b = from(PEOPLE, 900.0, 51.0);
    const struct lw_plot again = from(PEOPLE, 100.0, 52.0);
    const struct lw_plot later = from(PEOPLE, 100.0, 70.0);
    struct lw_look l = {.sensor = PEOPLE, .t_ns = a.meas_ns, .plots = 1};

    (void)state;
    assert_near(lw_trust_voice(trk, &a), 1.0, 0);
    trk->look_plot[0] = &a;
    trk->assoc.free_chance[0] = 0.0;
    lw_trust_note(trk, &l);
    assert_near(lw_trust_voice(trk, &b), 1.0, 0);
    assert_true(lw_trust_voice(trk, &again) < 0.05);
    assert_near(lw_trust_voice(trk, &later), 1.0, 0);
    lw_trust_hear(trk, t, &a);
    lw_trust_hear(trk, t, &again);
    assert_int_equal(lw_trust_voices(t), 1);
    lw_trust_hear(trk, t, &b);
    assert_int_equal(lw_trust_voices(t), 2);
}

static void a_flood_is_noticed_in_its_first_look(void **state)
{
    (void)state;
    for (int k = 0; k < 60; k++)
        assert_near(look(RADAR, k, 1, 1.0), 1.0, 0);
    assert_false(lw_trust_babbles(trk, RADAR));
    assert_true(look(RADAR, 60, 100, 1.0) > 20.0);
    assert_true(lw_trust_babbles(trk, RADAR));
    assert_false(lw_trust_babbles(trk, RADAR_2));
    for (int k = 61; k < 300; k++)
        look(RADAR, k, 100, 1.0);
    assert_true(lw_trust_babbles(trk, RADAR)); /* it is not usual yet */
    for (int k = 300; k < 340; k++)
        look(RADAR, k, 1, 1.0);
    assert_false(lw_trust_babbles(trk, RADAR));
}

static void what_tracks_claim_is_no_flood(void **state)
{
    (void)state;
    for (int k = 0; k < 60; k++)
        look(RADAR, k, 1, 1.0);
    for (int k = 60; k < 63; k++)
        look(RADAR, k, 30, 0.5);
    for (int k = 63; k < 80; k++)
        look(RADAR, k, 30, 0.02);
    assert_false(lw_trust_babbles(trk, RADAR));
}

static void feed(uint32_t sensor, double at_s)
{
    t->update_ns = scene_time(at_s);
    lw_target_fed(t, sensor, t->update_ns);
}

static void a_babbler_confirms_nothing_alone(void **state)
{
    (void)state;
    t->first_ns = scene_time(50.0);
    feed(RADAR, 60.0);
    assert_true(lw_trust_confirms(trk, t));
    for (int k = 0; k < 60; k++)
        look(RADAR, k, 1, 1.0);
    look(RADAR, 60, 200, 1.0);
    assert_false(lw_trust_confirms(trk, t));
    feed(RADAR_2, 60.0);
    assert_true(lw_trust_confirms(trk, t));
}

static void a_few_people_confirm_nothing_alone(void **state)
{
    (void)state;
    t->first_ns = scene_time(0.0);
    feed(PEOPLE, 60.0);
    for (int p = 0; p < 5; p++) {
        const struct lw_plot plot = from(PEOPLE, 700.0 * p, 60.0);
        lw_trust_hear(trk, t, &plot);
        assert_false(lw_trust_confirms(trk, t));
    }
    for (int p = 5; p < 20; p++) {
        const struct lw_plot plot = from(PEOPLE, 700.0 * p, 60.0);
        lw_trust_hear(trk, t, &plot);
    }
    assert_true(lw_trust_confirms(trk, t));
    /* a radar that should see it does not */
    trk->sensor[RADAR].ever = true;
    lw_trust_doubt(trk, t, RADAR, 0.0, 0.15);
    assert_false(lw_trust_confirms(trk, t));
    lw_trust_doubt(trk, t, RADAR, 0.9, 0.15);
    assert_true(lw_trust_confirms(trk, t));
}

/* A false echo that comes to lie on what people made up is no second word. */
static void one_echo_amid_misses_bears_nobody_out(void **state)
{
    (void)state;
    t->first_ns = scene_time(0.0);
    feed(PEOPLE, 60.0);
    for (int p = 0; p < 20; p++) {
        const struct lw_plot plot = from(PEOPLE, 700.0 * p, 60.0);
        lw_trust_hear(trk, t, &plot);
    }
    trk->sensor[RADAR].ever = true;
    for (int k = 0; k < 30; k++)
        lw_trust_doubt(trk, t, RADAR, 0.0, 0.15);
    feed(RADAR, 60.0);
    lw_trust_doubt(trk, t, RADAR, 0.9, 0.15);
    assert_false(lw_trust_confirms(trk, t));
    /* several are */
    for (int k = 0; k < 2; k++)
        lw_trust_doubt(trk, t, RADAR, 0.9, 0.15);
    assert_true(lw_trust_confirms(trk, t));
}

static void a_name_alone_is_doubted_where_others_see_nothing(void **state)
{
    (void)state;
    t->first_ns = scene_time(0.0);
    t->has_ident = LW_HAS_REMOTE_ID;
    feed(RECEIVER, 60.0);
    assert_true(lw_trust_confirms(trk, t));
    assert_true(lw_trust_name(trk, t) > 0.99);
    trk->sensor[RADAR].ever = true;
    for (int k = 0; k < 3; k++)
        lw_trust_doubt(trk, t, RADAR, 0.0, 0.15);
    assert_false(lw_trust_confirms(trk, t));
    assert_true(lw_trust_name(trk, t) < 0.5);
    t->has_ident |= LW_HAS_ICAO; /* that is another matter */
    assert_true(lw_trust_confirms(trk, t));
    assert_true(lw_trust_name(trk, t) > 0.99);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_comes_too_soon_says_little),
        TEST(each_place_is_an_observer),
        TEST(a_flood_is_noticed_in_its_first_look),
        TEST(what_tracks_claim_is_no_flood),
        TEST(a_babbler_confirms_nothing_alone),
        TEST(a_few_people_confirm_nothing_alone),
        TEST(one_echo_amid_misses_bears_nobody_out),
        TEST(a_name_alone_is_doubted_where_others_see_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
