/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pursue.h"
#include "warn_fixture.h"

static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};

struct scene {
    struct zones_fixture zones;
    struct lw_pursuit pursuit;
    void *mem;
};

static int set_up(void **state)
{
    struct scene *const scene = calloc(1, sizeof *scene);

    *state = scene;
    zones_begin(&scene->zones, 9);
    for (int i = 0; i < 9; i++)
        zones_circle(&scene->zones, home, 4000.0 * (i - 4), 0.0, 1000.0);
    const size_t size = lw_pursue_size(&scene->zones.site, 8);
    scene->mem = malloc(size);
    struct lw_arena arena = {.mem = scene->mem, .size = size};
    return lw_pursue_init(&scene->pursuit, &scene->zones.site, 8, &arena);
}

static int tear_down(void **state)
{
    struct scene *const scene = *state;

    free(scene->mem);
    zones_end(&scene->zones);
    free(scene);
    return 0;
}

static struct lw_track flying(uint32_t number, double east_m, double north_m)
{
    struct lw_track track =
        piston_at(beside(home, east_m, north_m), 40.0, 0.0, 30.0, 1.0);

    track.number = number;
    track.update_ns = track.time_ns;
    return track;
}

static void each_zone_knows_who_may_come(void **state)
{
    struct scene *const scene = *state;
    struct lw_pursuit *const pursuit = &scene->pursuit;
    const struct lw_track track[] = {flying(2, -20000.0, 0.0),
                                     flying(5, -30000.0, 0.0),
                                     flying(6, 0.0, 300000.0)};

    assert_true(lw_pursue_picture(pursuit, track, 3, true));
    for (uint32_t z = 0; z < 9; z++) {
        const uint32_t first = pursuit->start[z];
        assert_int_equal(pursuit->start[z + 1] - first, 2);
        for (uint32_t i = 0; i < 2; i++) {
            const struct lw_met met = pursuit->by_zone[first + i];
            assert_int_equal(met.track, i);
            assert_int_equal(pursuit->now[i].look.approach[met.approach].zone,
                             z);
        }
    }
}

static void nothing_new_is_nothing_to_do(void **state)
{
    struct scene *const scene = *state;
    struct lw_pursuit *const pursuit = &scene->pursuit;
    struct lw_track track = flying(2, -20000.0, 0.0);

    assert_true(lw_pursue_picture(pursuit, &track, 1, true));
    assert_false(lw_pursue_picture(pursuit, &track, 1, false));
    track.update_ns += 20000000;
    assert_true(lw_pursue_picture(pursuit, &track, 1, false));
    for (uint32_t z = 0; z < 9; z++)
        assert_true(pursuit->touched[z]);
}

static void who_is_gone_comes_no_more(void **state)
{
    struct scene *const scene = *state;
    struct lw_pursuit *const pursuit = &scene->pursuit;
    const struct lw_track track[] = {flying(2, -20000.0, 0.0),
                                     flying(5, -30000.0, 0.0)};

    assert_true(lw_pursue_picture(pursuit, track, 2, true));
    assert_true(lw_pursue_picture(pursuit, &track[1], 1, false));
    assert_int_equal(pursuit->start[9], 9);
    assert_true(lw_pursue_picture(pursuit, NULL, 0, false));
    assert_int_equal(pursuit->start[9], 0);
}

static void who_threatens_nobody_is_not_asked_about(void **state)
{
    struct scene *const scene = *state;
    struct lw_track track = flying(2, -20000.0, 0.0);

    track.has_ident = LW_HAS_ICAO;
    assert_true(lw_pursue_picture(&scene->pursuit, &track, 1, true));
    assert_int_equal(scene->pursuit.start[9], 0);
}

/* Slow, and only seen. */
static void who_was_first_noticed_in_a_zone_is_at_home_there(void **state)
{
    struct scene *const scene = *state;
    struct lw_pursuit *const pursuit = &scene->pursuit;
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_sensor radar;
    struct lw_track track = flying(2, 0.0, 0.0); /* the middle of zone 4 */

    lw_sensor_defaults(LW_SENSOR_RADAR, &radar);
    scene->zones.site.sensor = &radar;
    scene->zones.site.sensors = 1;
    track.vel_mps[0] = 12.0;
    track.sources = 1;
    assert_true(lw_pursue_picture(pursuit, &track, 1, true));
    track.pos = beside(home, 4000.0, 0.0); /* in zone 5 by now */
    assert_true(lw_pursue_picture(pursuit, &track, 1, true));
    const struct lw_pursued *const one = &pursuit->now[0];
    assert_true(lw_pursued_odds(one, &rule, 4) == &one->at_home);
    assert_true(lw_pursued_odds(one, &rule, 5) == &one->odds);
    assert_true(one->at_home.of[LW_KIND_BIRD] > one->odds.of[LW_KIND_BIRD]);
    rule.kinds |= 1U << LW_KIND_BIRD; /* warned of birds, at home or not */
    assert_true(lw_pursued_odds(one, &rule, 4) == &one->odds);
}

static void those_beyond_the_limit_are_left_out(void **state)
{
    struct scene *const scene = *state;
    struct lw_track track[10];

    for (uint32_t i = 0; i < 10; i++)
        track[i] = flying(i + 1, -20000.0 - i, 0.0);
    assert_true(lw_pursue_picture(&scene->pursuit, track, 10, true));
    assert_int_equal(scene->pursuit.count, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_zone_knows_who_may_come, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_new_is_nothing_to_do, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_is_gone_comes_no_more, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_threatens_nobody_is_not_asked_about,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            who_was_first_noticed_in_a_zone_is_at_home_there, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(those_beyond_the_limit_are_left_out,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
