/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/post_grid.h"

#include "sim/chance.h"
#include "sim/sim_fixture.h"

enum { POINTS = 3000 };

/* Against looking at all of them. */
static void it_finds_what_is_near_and_nothing_else(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_chance c = lw_chance_stream(1);
    static double at[POINTS][2];
    for (int i = 0; i < POINTS; i++)
        for (int k = 0; k < 2; k++)
            at[i][k] = lw_chance_between(&c, -1e4, 2e4);
    for (int round = 0; round < 200; round++) {
        const double reach = lw_chance_between(&c, 0, 5000);
        const double x = lw_chance_between(&c, -2e4, 3e4);
        const double y = lw_chance_between(&c, -2e4, 3e4);
        struct lw_post_grid grid;
        struct lw_post_walk walk;
        size_t near = 0, found = 0;
        int64_t i;
        f.arena.used = 0;
        assert_int_equal(lw_post_grid_init(&grid, &f.arena,
                                           (const double(*)[2])at, POINTS,
                                           lw_chance_between(&c, 10, 9000)),
                         0);
        for (i = 0; i < POINTS; i++)
            near += hypot(at[i][0] - x, at[i][1] - y) <= reach;
        lw_post_walk_begin(&walk, &grid, x, y, reach);
        while ((i = lw_post_walk_next(&walk)) >= 0) {
            assert_true(hypot(at[i][0] - x, at[i][1] - y) <= reach + 1e-9);
            found++;
        }
        assert_int_equal(found, near);
    }
    fixture_end(&f);
}

static void one_point_and_none(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    static const double at[1][2] = {{7, 7}};
    struct lw_post_grid grid;
    struct lw_post_walk walk;
    assert_int_equal(lw_post_grid_init(&grid, &f.arena, at, 1, 100), 0);
    lw_post_walk_begin(&walk, &grid, 0, 0, 10);
    assert_int_equal(lw_post_walk_next(&walk), 0);
    assert_int_equal(lw_post_walk_next(&walk), -1);
    assert_int_equal(lw_post_grid_init(&grid, &f.arena, at, 0, 100), 0);
    lw_post_walk_begin(&walk, &grid, 0, 0, 1e6);
    assert_int_equal(lw_post_walk_next(&walk), -1);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_finds_what_is_near_and_nothing_else),
        cmocka_unit_test(one_point_and_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
