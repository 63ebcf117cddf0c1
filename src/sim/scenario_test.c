/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/scenario.h"

#include "sim/sim_fixture.h"

static const struct lw_scenario scenario = {
    .origin = {.lat_rad = 52 * LW_DEG, .lon_rad = 5 * LW_DEG},
    .ground_m = 30,
};

static void the_plane_and_back(void **state)
{
    (void)state;
    for (int x = -400000; x <= 400000; x += 100000)
        for (int y = -400000; y <= 400000; y += 100000) {
            const double xy[2] = {x, y};
            double back[2];
            const struct lw_geodetic at = lw_sim_place(&scenario, xy, 20);
            assert_near(at.alt_hae_m, 50, 0);
            lw_sim_plane(&scenario, at, back);
            assert_near(back[0], x, 1e-6);
            assert_near(back[1], y, 1e-6);
        }
}

/* Near the origin the plane's metres are metres. */
static void near_the_origin_distances_are_true(void **state)
{
    (void)state;
    struct lw_frame frame;
    struct lw_geodetic origin = scenario.origin;
    origin.alt_hae_m = 30;
    lw_frame_init(&frame, origin);
    for (int i = 0; i < 8; i++) {
        const double xy[2] = {2000 * cos(i), 2000 * sin(i)};
        double xyz[3];
        lw_frame_from_geodetic(&frame, lw_sim_place(&scenario, xy, 0), xyz);
        assert_near(xyz[0], xy[0], 1.0);
        assert_near(xyz[1], xy[1], 1.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plane_and_back),
        cmocka_unit_test(near_the_origin_distances_are_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
