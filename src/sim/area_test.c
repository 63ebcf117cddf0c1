/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/area.h"

#include "sim/sim_fixture.h"

static double square[2][2] = {{-100, -50}, {100, 50}};
static double bend[3][2] = {{0, 0}, {100, 0}, {100, 300}};
static double two[2][2] = {{1, 2}, {3, 4}};

static struct lw_sim_area area_of(enum lw_sim_shape shape, double (*point)[2],
                                  uint32_t points)
{
    return (struct lw_sim_area){
        .shape = shape, .point = point, .points = points};
}

static void a_box_is_filled_evenly(void **state)
{
    (void)state;
    const struct lw_sim_area a = area_of(LW_SIM_BOX, square, 2);
    struct lw_chance c = lw_chance_stream(1);
    int quarter[4] = {0};
    for (int i = 0; i < 10000; i++) {
        double xy[2];
        lw_area_draw(&a, &c, xy);
        assert_true(fabs(xy[0]) <= 100 && fabs(xy[1]) <= 50);
        quarter[(xy[0] > 0) + 2 * (xy[1] > 0)]++;
    }
    for (int i = 0; i < 4; i++)
        assert_near(quarter[i], 2500, 200);
}

static void a_disc_is_filled_evenly(void **state)
{
    (void)state;
    struct lw_sim_area a = area_of(LW_SIM_DISC, square, 1);
    a.radius_m = 40;
    struct lw_chance c = lw_chance_stream(2);
    int inner = 0;
    for (int i = 0; i < 10000; i++) {
        double xy[2];
        lw_area_draw(&a, &c, xy);
        const double r = hypot(xy[0] + 100, xy[1] + 50);
        assert_true(r <= 40);
        inner += r < 20;
    }
    assert_near(inner, 2500, 200);
}

static void points_are_drawn_as_often_as_one_another(void **state)
{
    (void)state;
    const struct lw_sim_area a = area_of(LW_SIM_POINTS, two, 2);
    struct lw_chance c = lw_chance_stream(3);
    int first = 0;
    for (int i = 0; i < 1000; i++) {
        double xy[2];
        lw_area_draw(&a, &c, xy);
        assert_true(xy[1] == xy[0] + 1);
        first += xy[0] == 1;
    }
    assert_near(first, 500, 70);
}

static void along_a_line_it_goes_on_and_turns_back(void **state)
{
    (void)state;
    const struct lw_sim_area a = area_of(LW_SIM_LINE, bend, 3);
    double xy[2];
    lw_area_along(&a, 50, xy);
    assert_near(xy[0], 50, 1e-9);
    lw_area_along(&a, 250, xy);
    assert_near(xy[0], 100, 1e-9);
    assert_near(xy[1], 150, 1e-9);
    lw_area_along(&a, 400, xy);
    assert_near(xy[1], 300, 1e-9);
    lw_area_along(&a, 500, xy);
    assert_near(xy[1], 200, 1e-9);
    lw_area_along(&a, 800, xy);
    assert_near(xy[0], 0, 1e-9);
}

/* Any number over any box: all inside, none near another. */
static void a_grid_keeps_its_members_apart(void **state)
{
    (void)state;
    struct lw_sim_area a = area_of(LW_SIM_BOX, square, 2);
    a.spread = LW_SIM_GRID;
    struct lw_chance c = lw_chance_stream(4);
    for (uint32_t count = 1; count < 40; count++) {
        double xy[40][2];
        const double apart = 0.5 * sqrt(200.0 * 100.0 / count);
        for (uint32_t i = 0; i < count; i++) {
            lw_area_lay(&a, &c, i, count, xy[i]);
            assert_true(fabs(xy[i][0]) < 100 && fabs(xy[i][1]) < 50);
            for (uint32_t j = 0; j < i; j++)
                assert_true(hypot(xy[i][0] - xy[j][0], xy[i][1] - xy[j][1]) >
                            apart);
        }
    }
}

static void a_grid_over_a_disc_fills_it(void **state)
{
    (void)state;
    struct lw_sim_area a = area_of(LW_SIM_DISC, two, 1);
    a.spread = LW_SIM_GRID;
    a.radius_m = 100;
    struct lw_chance c = lw_chance_stream(5);
    int inner = 0;
    for (uint32_t i = 0; i < 400; i++) {
        double xy[2];
        lw_area_lay(&a, &c, i, 400, xy);
        const double r = hypot(xy[0] - 1, xy[1] - 2);
        assert_true(r <= 100);
        inner += r < 50;
    }
    assert_near(inner, 100, 3);
}

static void listed_places_are_taken_in_turn(void **state)
{
    (void)state;
    struct lw_sim_area a = area_of(LW_SIM_POINTS, two, 2);
    struct lw_chance c = lw_chance_stream(6);
    double xy[2];
    lw_area_lay(&a, &c, 1, 3, xy);
    assert_true(xy[0] == 3 && xy[1] == 4);
    lw_area_lay(&a, &c, 2, 3, xy);
    assert_true(xy[0] == 1 && xy[1] == 2);
    a.jitter_m = 0.5;
    lw_area_lay(&a, &c, 0, 3, xy);
    assert_near(xy[0], 1, 0.5);
    assert_true(xy[0] != 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_is_filled_evenly),
        cmocka_unit_test(a_disc_is_filled_evenly),
        cmocka_unit_test(points_are_drawn_as_often_as_one_another),
        cmocka_unit_test(along_a_line_it_goes_on_and_turns_back),
        cmocka_unit_test(a_grid_keeps_its_members_apart),
        cmocka_unit_test(a_grid_over_a_disc_fills_it),
        cmocka_unit_test(listed_places_are_taken_in_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
