/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

static struct lw_sim_area area_of(struct fixture *f, const char *text)
{
    char all[1024];

    (void)snprintf(all, sizeof all,
                   HEAD "aircraft:\n- {id: a, kind: bird, fly: waypoints, "
                        "area: %s}\n" RADAR,
                   text);
    assert_int_equal(fixture_read(f, all), 0);
    return f->scenario.aircraft[0].area;
}

static void area_refused(const char *text, int err, const char *words)
{
    char all[1024];

    (void)snprintf(all, sizeof all,
                   HEAD "aircraft:\n- {id: a, kind: bird, fly: waypoints, "
                        "area: %s}\n" RADAR,
                   text);
    refused(all, err, 6, words);
}

static void every_shape_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_sim_area a = area_of(&f, "[3, -4]");
    assert_int_equal(a.shape, LW_SIM_POINTS);
    assert_near(a.point[0][1], -4, 0);
    a = area_of(&f, "{lat: 52, lon: 5}");
    assert_int_equal(a.shape, LW_SIM_POINTS);
    assert_near(a.point[0][0], 0, 1e-6);
    a = area_of(&f, "{points: [[1, 2], {lat: 52, lon: 5.1}]}");
    assert_int_equal(a.points, 2);
    assert_near(a.point[1][0], 6863, 20);
    a = area_of(&f, "{line: [[0, 0], [5, 5]], speed: 12}");
    assert_int_equal(a.shape, LW_SIM_LINE);
    assert_near(a.speed_mps, 12, 0);
    a = area_of(&f, "{box: [[-1, -2], [3, 4]], spread: grid, jitter: 7}");
    assert_int_equal(a.shape, LW_SIM_BOX);
    assert_int_equal(a.spread, LW_SIM_GRID);
    assert_near(a.jitter_m, 7, 0);
    a = area_of(&f, "{disc: [1, 1], radius: 50}");
    assert_int_equal(a.shape, LW_SIM_DISC);
    assert_near(a.radius_m, 50, 0);
    fixture_end(&f);
}

static void what_is_no_area_is_refused(void **state)
{
    (void)state;
    area_refused("{box: [[1, 2], [0, 4]]}", LW_ERR_RANGE, "south-west");
    area_refused("{disc: [1, 1]}", LW_ERR_MISSING, "`radius`");
    area_refused("{radius: 4}", LW_ERR_MISSING, "one of");
    area_refused("{box: [[0, 0], [1, 1]], disc: [0, 0]}", LW_ERR_MISSING,
                 "one of");
    area_refused("[1]", LW_ERR_RANGE, "two numbers");
    area_refused("[1, .inf]", LW_ERR_RANGE, "metres");
    area_refused("{line: [[0, 0]]}", LW_ERR_RANGE, "2 to 256");
    area_refused("{dsic: 1}", LW_ERR_UNKNOWN, "did you mean `disc`");
    area_refused("{disc: [0, 0], radius: 5, spread: gird}", LW_ERR_UNKNOWN,
                 "did you mean `grid`");
    area_refused("[0, 3000000000]", LW_ERR_RANGE, "metres");
    area_refused("{lat: 86, lon: 5}", LW_ERR_RANGE, "85 degrees");
    area_refused("{points: [here]}", LW_ERR_RANGE, "metres east");
}

static void a_range_is_one_number_or_two(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(&f, HEAD
                     "aircraft:\n- {id: a, kind: bird, fly: hover, from: [0, "
                     "0], speed: 7, height: [20, 30]}\n" RADAR),
        0);
    assert_near(f.scenario.aircraft[0].speed_mps.from, 7, 0);
    assert_near(f.scenario.aircraft[0].speed_mps.to, 7, 0);
    assert_near(f.scenario.aircraft[0].height_m.to, 30, 0);
    fixture_end(&f);
    refused(HEAD "aircraft:\n- {id: a, kind: bird, fly: hover, from: [0, 0], "
                 "speed: [9, 7]}\n" RADAR,
            LW_ERR_RANGE, 6, "from below to");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_is_read),
        cmocka_unit_test(what_is_no_area_is_refused),
        cmocka_unit_test(a_range_is_one_number_or_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
