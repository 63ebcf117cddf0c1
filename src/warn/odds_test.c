/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "odds.h"
#include "warn_fixture.h"

static const int64_t s = 1000000000;
static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};

enum { RADAR, RECEIVER, ARRAY, CAMERA, SENSORS };

struct scene {
    struct lw_sensor sensor[SENSORS];
    struct lw_site site;
    struct lw_names names;
};

/* A radar, an array, a camera, and a receiver of ADS-B that hears 50 km far. */
static void set_up(struct scene *scene, uint32_t sensors)
{
    memset(scene, 0, sizeof *scene);
    lw_sensor_defaults(LW_SENSOR_RADAR, &scene->sensor[RADAR]);
    lw_sensor_defaults(LW_SENSOR_ADSB, &scene->sensor[RECEIVER]);
    lw_sensor_defaults(LW_SENSOR_ACOUSTIC, &scene->sensor[ARRAY]);
    lw_sensor_defaults(LW_SENSOR_CAMERA, &scene->sensor[CAMERA]);
    scene->sensor[RECEIVER].has_position = true;
    scene->sensor[RECEIVER].position = home;
    scene->sensor[RECEIVER].coverage.range_m = 50e3;
    scene->site.sensor = scene->sensor;
    scene->site.sensors = sensors;
    lw_names_init(&scene->names, &scene->site);
}

/* Fast: a jet or an airliner. */
static struct lw_track fast(double east_m)
{
    struct lw_track track =
        piston_at(beside(home, east_m, 0.0), -200.0, 0.0, 50.0, 1.0);

    track.kinds[LW_KIND_PISTON] = 0.0;
    track.kinds[LW_KIND_JET] = track.kinds[LW_KIND_AIRLINER] = 0.5;
    track.sources = 1;
    track.source[0] = RADAR;
    return track;
}

static struct lw_track named(double east_m)
{
    struct lw_track track = fast(east_m);

    track.has_ident = LW_HAS_ICAO;
    return track;
}

/* That it is a jet, after having been there for so long. */
static double jet(const struct scene *scene, struct lw_track track,
                  int64_t after_s)
{
    double kinds[LW_KINDS];
    const int64_t reach_ns = lw_names_reach(&scene->names, &track, INT64_MIN);

    track.time_ns += after_s * s;
    track.update_ns = track.time_ns;
    const struct lw_odds odds = lw_names_odds(
        &scene->names, &track, lw_names_reach(&scene->names, &track, reach_ns));
    lw_odds_kinds(&track, &odds, kinds);
    return kinds[LW_KIND_JET];
}

static void an_airliner_within_reach_would_have_said_so(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene, SENSORS);
    assert_near(jet(&scene, fast(20e3), 5), 0.5, 1e-6);
    assert_true(jet(&scene, fast(20e3), 20) > 0.95);
    assert_near(jet(&scene, fast(60e3), 20), 0.5, 1e-6);
}

static void a_receiver_that_is_dead_hears_nobody(void **state)
{
    const bool alive[SENSORS] = {[RADAR] = true, [ARRAY] = true};
    struct scene scene;

    (void)state;
    set_up(&scene, SENSORS);
    lw_names_alive(&scene.names, alive);
    assert_near(jet(&scene, fast(20e3), 20), 0.5, 1e-6);
    lw_names_alive(&scene.names, NULL); /* as before */
    assert_near(jet(&scene, fast(20e3), 20), 0.5, 1e-6);
}

static void who_says_who_it_is_is_taken_as_it_is(void **state)
{
    struct scene scene;

    (void)state;
    set_up(&scene, SENSORS);
    assert_near(jet(&scene, named(20e3), 20), 0.5, 1e-6);
}

static void where_many_are_named_another_is_one_of_them(void **state)
{
    struct scene scene;
    struct lw_track busy[30];

    (void)state;
    set_up(&scene, SENSORS);
    for (uint32_t i = 0; i < 30; i++)
        busy[i] = named(-30e3 - 1e3 * i);
    lw_names_count(&scene.names, busy, 3);
    assert_near(jet(&scene, fast(60e3), 20), 1.0 / 3.0, 1e-6);
    lw_names_count(&scene.names, busy, 30);
    assert_near(jet(&scene, fast(60e3), 20), 0.25, 1e-6); /* no further */
    assert_true(jet(&scene, fast(20e3), 20) > 0.95);
}

static void made_up_names_are_not_counted(void **state)
{
    struct scene scene;
    struct lw_track liar = named(5e3);

    (void)state;
    set_up(&scene, SENSORS);
    liar.unbacked = 1.0;
    lw_names_count(&scene.names, &liar, 1);
    assert_near(jet(&scene, fast(60e3), 20), 0.5, 1e-6);
}

static void where_nobody_tells_of_airliners_they_count_little(void **state)
{
    struct scene scene;
    struct lw_track other = named(5e3);

    (void)state;
    set_up(&scene, RADAR + 1); /* no receiver */
    assert_near(jet(&scene, fast(20e3), 20), 1.0 / 1.3, 1e-6);
    lw_names_count(&scene.names, &other, 1); /* by another centre, say */
    assert_near(jet(&scene, fast(20e3), 20), 0.5 / (0.5 + 0.5 * 4.0 / 3.0),
                1e-6);
    lw_names_count(&scene.names, NULL, 0); /* an hour later it is forgotten */
    assert_near(jet(&scene, fast(20e3), 600), 0.5, 1e-6);
    assert_near(jet(&scene, fast(20e3), 4000), 1.0 / 1.3, 1e-6);
}

static void one_noticed_twice_is_the_one_that_is_named(void **state)
{
    struct scene scene;
    const struct lw_track heard = named(20e3);
    struct lw_track other = fast(23e3);

    (void)state;
    set_up(&scene, SENSORS);
    lw_names_count(&scene.names, &heard, 1);
    assert_true(jet(&scene, other, 60) < 0.05);
    struct lw_track doubted = heard;
    doubted.unbacked = 1.0; /* as its echoes are taken for the other's */
    lw_names_count(&scene.names, &doubted, 1);
    assert_near(jet(&scene, other, 60), 0.5, 1e-6);
    lw_names_count(&scene.names, &heard, 1);
    other.vel_mps[0] = 200.0; /* the other way */
    assert_true(jet(&scene, other, 60) > 0.95);
    assert_true(jet(&scene, fast(27e3), 60) > 0.95); /* too far away */
}

static void what_is_not_noticed_any_more_proves_nothing(void **state)
{
    struct scene scene;
    struct lw_track track = fast(20e3);

    (void)state;
    set_up(&scene, SENSORS);
    const int64_t reach_ns = lw_names_reach(&scene.names, &track, INT64_MIN);
    track.time_ns += 60 * s; /* update_ns stays */
    assert_near((double)lw_names_odds(&scene.names, &track, reach_ns)
                    .of[LW_KIND_AIRLINER],
                1.0, 1e-6);
}

static void what_is_only_seen_where_it_was_is_a_bird_sooner(void **state)
{
    const struct lw_odds even = lw_odds_even();
    struct scene scene;
    struct lw_track track = fast(5e3);

    (void)state;
    set_up(&scene, SENSORS);
#define BIRD()                                                                 \
    ((double)lw_odds_at_home(&scene.site, &track, &even).of[LW_KIND_BIRD])
    assert_near(BIRD(), 1.0, 0.0); /* no bird is so fast */
    track.vel_mps[0] = 12.0;
    assert_true(BIRD() > 1.0);
    track.source[track.sources++] = CAMERA;
    assert_true(BIRD() > 1.0);
    track.source[track.sources++] = ARRAY; /* birds are not heard */
    assert_near(BIRD(), 1.0, 0.0);
    track.sources = 0;
    assert_near(BIRD(), 1.0, 0.0);
#undef BIRD
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_airliner_within_reach_would_have_said_so),
        cmocka_unit_test(a_receiver_that_is_dead_hears_nobody),
        cmocka_unit_test(who_says_who_it_is_is_taken_as_it_is),
        cmocka_unit_test(where_many_are_named_another_is_one_of_them),
        cmocka_unit_test(made_up_names_are_not_counted),
        cmocka_unit_test(where_nobody_tells_of_airliners_they_count_little),
        cmocka_unit_test(one_noticed_twice_is_the_one_that_is_named),
        cmocka_unit_test(what_is_not_noticed_any_more_proves_nothing),
        cmocka_unit_test(what_is_only_seen_where_it_was_is_a_bird_sooner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
