/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_enter.h"

#include <setjmp.h> /* cmocka needs it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

/* All paths due north at 50 m/s, 100 m apart, from x = 0. */
static void straight_north(struct lw_fan *fan)
{
    static const float lasts[LW_ARRIVE_TIMES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                                 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

    for (int leg = 0; leg <= LW_LEGS; leg++)
        for (int i = 0; i < LW_PATHS; i++) {
            fan->x_m[leg][i / LW_EIGHT][i % LW_EIGHT] = 100.0f * (float)i;
            fan->y_m[leg][i / LW_EIGHT][i % LW_EIGHT] =
                (float)(50.0 * lw_leg_s[leg]);
        }
    for (int leg = 0; leg < LW_LEGS; leg++)
        for (int b = 0; b < LW_BLOCKS; b++) {
            const float on =
                (float)(50.0 * (lw_leg_s[leg + 1] - lw_leg_s[leg]));
            fan->ux_m[leg][b] = LW_ALL8(0.0f);
            fan->uy_m[leg][b] = LW_ALL8(on);
            fan->per_m2[leg][b] = 1.0f / (fan->uy_m[leg][b] * on);
            fan->west_m[leg][b] = 800.0f * (float)b;
            fan->east_m[leg][b] = 800.0f * (float)b + 700.0f;
            fan->south_m[leg][b] = (float)(50.0 * lw_leg_s[leg]);
            fan->north_m[leg][b] = (float)(50.0 * lw_leg_s[leg + 1]);
            fan->across_x[leg][b] = 1.0f;
            fan->across_y[leg][b] = 0.0f;
            fan->right_m[leg][b] = fan->west_m[leg][b];
            fan->left_m[leg][b] = fan->east_m[leg][b];
        }
    fan->lasts = lasts;
}

static void a_box_is_entered_where_it_begins(void **state)
{
    static const float x[] = {-50, 3150, 3150, -50, -50};
    static const float y[] = {14000, 14000, 30000, 30000, 14000};
    static const uint8_t after[] = {1, 1, 1, 1, 0};
    const struct lw_goal goal = {{0.0f, 15000.0f}, 20e3f, 0.0f, LW_LEGS, 1023};
    struct lw_extent chunk[1];
    const struct lw_outline box = {x, y, after, chunk, 5};
    static struct lw_fan fan;
    float part[LW_ARRIVE_TIMES];

    (void)state;
    straight_north(&fan);
    assert_true(lw_enter_outline(&fan, &goal, &box, part));
    for (int i = 0; i < LW_ARRIVE_TIMES; i++) /* in 280 s: half of them */
        assert_near((double)part[i], lw_arrive_s[i] < 280.0 ? 0.0 : 0.5, 1e-3);
}

static void what_begins_inside_is_there(void **state)
{
    static const float x[] = {-50, 1550, 1550, -50, -50};
    static const float y[] = {-100, -100, 100, 100, -100};
    static const uint8_t after[] = {1, 1, 1, 1, 0};
    const struct lw_goal goal = {{0.0f, 15000.0f}, 20e3f, 0.0f, LW_LEGS, 1023};
    struct lw_extent chunk[1];
    const struct lw_outline box = {x, y, after, chunk, 5};
    static struct lw_fan fan;
    float part[LW_ARRIVE_TIMES];

    (void)state;
    straight_north(&fan);
    assert_true(lw_enter_outline(&fan, &goal, &box, part));
    assert_near((double)part[0], 0.25, 1e-3);
    assert_near((double)part[LW_ARRIVE_TIMES - 1], 0.25, 1e-3);
}

/* Two boxes that overlap, and a hole in one of them that the other fills. */
static void polygons_may_overlap(void **state)
{
    static const float x[] = {-50, 1550, 1550, -50, -50,  750,  2350, 2350,
                              750, 750,  150,  150, 1350, 1350, 150};
    static const float y[] = {-100, -100, 100, 100, -100, -90, -90, 90,
                              90,   -90,  -50, 50,  50,   -50, -50};
    static const uint8_t after[] = {1, 1, 1, 1, 0, 1, 1, 1,
                                    1, 0, 1, 1, 1, 1, 0};
    const struct lw_goal goal = {{0.0f, 15000.0f}, 20e3f, 0.0f, LW_LEGS, 1023};
    struct lw_extent chunk[2];
    const struct lw_outline both = {x, y, after, chunk, 15};
    static struct lw_fan fan;
    float part[LW_ARRIVE_TIMES];

    (void)state;
    straight_north(&fan);
    assert_true(lw_enter_outline(&fan, &goal, &both, part));
    /* Of 0..23 all but 2..7, which lie in the hole, and leave it later. */
    assert_near((double)part[0], 18.0 / LW_PATHS, 1e-3);
    assert_near((double)part[LW_ARRIVE_TIMES - 1], 24.0 / LW_PATHS, 1e-3);
}

static void a_circle_is_hit_by_what_crosses_it(void **state)
{
    const struct lw_goal goal = {
        {3000.0f, 30000.0f}, 1000.0f, 0.0f, LW_LEGS, 1023};
    static struct lw_fan fan;
    float part[LW_ARRIVE_TIMES];

    (void)state;
    straight_north(&fan);
    for (int blur_m = 50; blur_m <= 2000; blur_m += 650) {
        assert_true(lw_enter_round(&fan, &goal, 1000.0f, (float)blur_m, part));
        /* 20 of them, however blurred */
        assert_near((double)part[LW_ARRIVE_TIMES - 1], 20.0 / LW_PATHS, 0.01);
        assert_near((double)part[10], 0.0, 1e-6);
        assert_true(part[12] > 0.26f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_is_entered_where_it_begins),
        cmocka_unit_test(what_begins_inside_is_there),
        cmocka_unit_test(polygons_may_overlap),
        cmocka_unit_test(a_circle_is_hit_by_what_crosses_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
