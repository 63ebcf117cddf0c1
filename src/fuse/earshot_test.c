/* SPDX-License-Identifier: Apache-2.0 */
#include "earshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static struct lw_earshot earshot;
static struct lw_sensor node;

static int begin(void **state)
{
    (void)state;
    memset(&earshot, 0, sizeof earshot);
    lw_sensor_defaults(LW_SENSOR_ACOUSTIC, &node);
    node.coverage.range_m = 5000.0;
    node.detection = (struct lw_detection){
        .count = 3, .point = {{0.0, 0.9}, {2000.0, 0.7}, {4000.0, 0.0}}};
    return 0;
}

/* Mass 1, middle 0, variance 1, whatever the number of points. */
static void points_have_the_moments_of_a_gaussian(void **state)
{
    (void)state;
    lw_earshot_set(&earshot, &node);
    for (int n = LW_EARSHOT_POINTS_MIN; n <= LW_EARSHOT_POINTS_MAX; n++) {
        const struct lw_earshot_points *points = &earshot.points[n];
        double all = 0.0, u = 0.0, v = 0.0, uu = 0.0, uv = 0.0, vv = 0.0;
        assert_in_range(points->lanes, 1, LW_EARSHOT_LANES);
        for (int k = 0; k < points->lanes; k++)
            for (int i = 0; i < LW_LANES; i++) {
                const double w = points->mass[k][i];
                all += w;
                u += w * points->u[k][i];
                v += w * points->v[k][i];
                uu += w * points->u[k][i] * points->u[k][i];
                uv += w * points->u[k][i] * points->v[k][i];
                vv += w * points->v[k][i] * points->v[k][i];
            }
        assert_near(all, 1.0, 1e-12);
        assert_near(u, 0.0, 1e-12);
        assert_near(v, 0.0, 1e-12);
        assert_near(uu, 1.0, 1e-9);
        assert_near(uv, 0.0, 1e-12);
        assert_near(vv, 1.0, 1e-9);
    }
}

/* Silence says nothing from where the table ends; what was heard may have been
 * farther off than it says. */
static void tables_end_where_nothing_is_heard(void **state)
{
    (void)state;
    lw_earshot_set(&earshot, &node);
    assert_near(earshot.silent.reach_m, 4000.0, 1e-9);
    assert_near(earshot.heard.reach_m, 6000.0, 1e-9);
    assert_near(earshot.silent.chance[LW_EARSHOT_BINS / 2], 0.7, 1e-12);
    assert_near(earshot.heard.chance[LW_EARSHOT_BINS], 0.0, 1e-12);
    assert_near(earshot.silent.fall_db[LW_EARSHOT_BINS / 4], 60.0 + 3.0, 1e-9);
}

/* Most of what is heard is neither near, where little flies, nor far. */
static void what_is_heard_is_so_much_fainter(void **state)
{
    (void)state;
    lw_earshot_set(&earshot, &node);
    assert_true(earshot.fall_db > lw_earshot_fall_db(1200.0));
    assert_true(earshot.fall_db < lw_earshot_fall_db(3000.0));
    assert_true(earshot.fall_var > 4.0 && earshot.fall_var < 100.0);
}

static void another_sensor_has_another_table(void **state)
{
    struct lw_sensor other = node;

    (void)state;
    lw_earshot_set(&earshot, &node);
    other.detection.point[0].chance = 0.5;
    lw_earshot_set(&earshot, &other);
    assert_near(earshot.silent.chance[24], 0.7, 1e-12);
    assert_true(earshot.silent.chance[0] < 0.51);
    other.coverage.range_m = 3000.0;
    lw_earshot_set(&earshot, &other);
    assert_near(earshot.silent.reach_m, 3000.0, 1e-9);
    lw_earshot_set(&earshot, &node);
    assert_true(earshot.silent.chance[0] > 0.89);
    assert_near(earshot.silent.reach_m, 4000.0, 1e-9);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(points_have_the_moments_of_a_gaussian),
        TEST(tables_end_where_nothing_is_heard),
        TEST(what_is_heard_is_so_much_fainter),
        TEST(another_sensor_has_another_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
