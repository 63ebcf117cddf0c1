/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cover.h"
#include "near.h"
#include "random.h"
#include "warn_fixture.h"

enum { SENSORS_MAX = 3000 };

static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};
static const int64_t s = 1000000000;

struct scene {
    struct zones_fixture zones;
    struct lw_sensor sensor[SENSORS_MAX];
    bool alive[SENSORS_MAX];
    struct lw_cover_map map;
    void *mem;
    int64_t now_ns;
};

static int set_up(void **state)
{
    struct scene *const scene = calloc(1, sizeof *scene);

    *state = scene;
    zones_begin(&scene->zones, 100);
    scene->zones.site.sensor = scene->sensor;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *const scene = *state;

    free(scene->mem);
    zones_end(&scene->zones);
    free(scene);
    return 0;
}

static struct lw_sensor *add_sensor(struct scene *scene,
                                    enum lw_sensor_kind kind, double east_m,
                                    double north_m, double range_m)
{
    struct lw_sensor *const sensor = &scene->sensor[scene->zones.site.sensors];

    scene->alive[scene->zones.site.sensors++] = true;
    lw_sensor_defaults(kind, sensor);
    sensor->has_position = true;
    sensor->position = beside(home, east_m, north_m);
    sensor->coverage.range_m = range_m;
    sensor->period_s = 5.0;
    return sensor;
}

static void begin(struct scene *scene)
{
    const size_t size = lw_cover_size(&scene->zones.site);

    scene->mem = malloc(size);
    struct lw_arena arena = {.mem = scene->mem, .size = size};
    assert_int_equal(lw_cover_init(&scene->map, &scene->zones.site, &arena), 0);
}

/* After so long as it takes to be told. */
static enum lw_cover told(struct scene *scene, uint32_t zone)
{
    (void)lw_cover_alive(&scene->map, scene->alive);
    lw_cover_zone(&scene->map, zone, scene->now_ns);
    scene->now_ns += 60 * s;
    (void)lw_cover_tell(&scene->map, zone, scene->now_ns);
    return (enum lw_cover)scene->map.zone[zone].told;
}

static void a_zone_without_sensors_was_never_covered(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    zones_circle(&scene->zones, home, 300000.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_RADAR, 0.0, 0.0, 40000.0);
    begin(scene);
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    assert_int_equal(told(scene, 1), LW_COVER_NONE);
    assert_true(lw_cover_watched(&scene->map, 1));
}

static void who_loses_its_only_radar_is_not_covered(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_RADAR, 5000.0, 0.0, 40000.0);
    begin(scene);
    assert_true(lw_cover_watched(&scene->map, 0));
    scene->alive[0] = false;
    assert_int_equal(told(scene, 0), LW_COVER_LOST);
    assert_false(lw_cover_watched(&scene->map, 0));
    scene->alive[0] = true;
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    assert_true(lw_cover_watched(&scene->map, 0));
}

static void what_got_worse_is_told_once_it_has_settled(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_RADAR, 5000.0, 0.0, 40000.0);
    begin(scene);
    scene->alive[0] = false;
    assert_true(lw_cover_alive(&scene->map, scene->alive));
    assert_false(lw_cover_alive(&scene->map, scene->alive));
    lw_cover_zone(&scene->map, 0, 100 * s);
    assert_false(lw_cover_tell(&scene->map, 0, 100 * s));
    assert_false(lw_cover_tell(&scene->map, 0, 114 * s));
    assert_true(lw_cover_tell(&scene->map, 0, 115 * s));
    assert_false(lw_cover_tell(&scene->map, 0, 116 * s));
    scene->alive[0] = true;
    assert_true(lw_cover_alive(&scene->map, scene->alive));
    lw_cover_zone(&scene->map, 0, 117 * s);
    assert_true(lw_cover_tell(&scene->map, 0, 117 * s));
}

/* Microphones 4 km apart: some dead ones thin it out, no more. */
static void of_many_microphones_some_may_die(void **state)
{
    struct scene *const scene = *state;
    uint64_t seed = 1;

    zones_circle(&scene->zones, home, 0.0, 0.0, 5000.0);
    for (int row = 0; row < 20; row++)
        for (int column = 0; column < 20; column++)
            add_sensor(scene, LW_SENSOR_ACOUSTIC, 4000.0 * (column - 10),
                       4000.0 * (row - 10), 4200.0);
    begin(scene);
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    for (int i = 0; i < 400; i++)
        scene->alive[i] = random_even(&seed) > 0.03;
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    for (int i = 0; i < 400; i++)
        scene->alive[i] = random_even(&seed) > 0.7;
    assert_int_equal(told(scene, 0), LW_COVER_PARTLY);
    for (int i = 0; i < 400; i++)
        scene->alive[i] = random_even(&seed) > 0.9;
    assert_int_equal(told(scene, 0), LW_COVER_LOST);
}

static void people_and_those_who_name_themselves_are_no_cover(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    scene->zones.site.zone[1].warn.cooperative = true;
    add_sensor(scene, LW_SENSOR_OBSERVER, 0.0, 0.0, 40000.0);
    add_sensor(scene, LW_SENSOR_ADSB, 0.0, 0.0, 100000.0);
    begin(scene);
    assert_int_equal(told(scene, 0), LW_COVER_NONE);
    assert_int_equal(told(scene, 1), LW_COVER_FULL);
}

static void another_centre_without_a_place_covers_all(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_TRACKER, 0.0, 0.0, 100.0)->has_position = false;
    begin(scene);
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    scene->alive[0] = false;
    assert_int_equal(told(scene, 0), LW_COVER_LOST);
}

static void a_place_is_watched_by_those_about_it(void **state)
{
    struct scene *const scene = *state;

    zones_circle(&scene->zones, home, 0.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_RADAR, -15000.0, 0.0, 15000.0);
    add_sensor(scene, LW_SENSOR_RADAR, 15000.0, 0.0, 15000.0);
    begin(scene);
    scene->alive[0] = false;
    assert_int_equal(told(scene, 0), LW_COVER_PARTLY);
    assert_false(lw_cover_watched_at(&scene->map, beside(home, -12000.0, 0.0)));
    assert_true(lw_cover_watched_at(&scene->map, beside(home, 12000.0, 0.0)));
    assert_true(lw_cover_watched_at(&scene->map, beside(home, 9e5, 0.0)));
}

/* However they come and go: once all are back it is as it was, exactly. */
static void what_goes_and_comes_back_leaves_no_trace(void **state)
{
    struct scene *const scene = *state;
    uint64_t seed = 5;

    for (int i = 0; i < 100; i++)
        zones_circle(&scene->zones, home, random_between(&seed, -2e5, 2e5),
                     random_between(&seed, -2e5, 2e5), 3000.0);
    for (int i = 0; i < SENSORS_MAX; i++)
        add_sensor(scene, i % 50 == 0 ? LW_SENSOR_RADAR : LW_SENSOR_ACOUSTIC,
                   random_between(&seed, -2e5, 2e5),
                   random_between(&seed, -2e5, 2e5),
                   i % 50 == 0 ? 50000.0 : 4000.0);
    begin(scene);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < SENSORS_MAX; i++)
            scene->alive[i] = random_even(&seed) > 0.5;
        (void)lw_cover_alive(&scene->map, scene->alive);
    }
    memset(scene->alive, true, sizeof scene->alive);
    assert_true(lw_cover_alive(&scene->map, scene->alive));
    assert_memory_equal(scene->map.live, scene->map.whole,
                        sizeof *scene->map.live * LW_COVER_CELLS *
                            LW_COVER_CELLS);
    for (uint32_t z = 0; z < 100; z++)
        assert_int_equal(told(scene, z), LW_COVER_FULL);
}

static void across_the_date_line_zones_are_near(void **state)
{
    struct scene *const scene = *state;
    const struct lw_geodetic east = {52.0 * LW_DEG, 179.99 * LW_DEG, 0.0};
    const struct lw_geodetic west = {52.0 * LW_DEG, -179.99 * LW_DEG, 0.0};

    zones_circle(&scene->zones, east, 0.0, 0.0, 1000.0);
    zones_circle(&scene->zones, west, 0.0, 0.0, 1000.0);
    add_sensor(scene, LW_SENSOR_RADAR, 0.0, 0.0, 30000.0)->position = west;
    begin(scene);
    assert_true(scene->map.cell_m < 1000.0);
    assert_int_equal(told(scene, 0), LW_COVER_FULL);
    assert_int_equal(told(scene, 1), LW_COVER_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_zone_without_sensors_was_never_covered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_loses_its_only_radar_is_not_covered,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_got_worse_is_told_once_it_has_settled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_many_microphones_some_may_die,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            people_and_those_who_name_themselves_are_no_cover, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            another_centre_without_a_place_covers_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_is_watched_by_those_about_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_goes_and_comes_back_leaves_no_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(across_the_date_line_zones_are_near,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
