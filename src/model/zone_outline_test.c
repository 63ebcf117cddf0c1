/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_outline.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "distance_fixture.h"
#include "near.h"

static struct lw_geodetic at(double lat_deg, double lon_deg)
{
    return (struct lw_geodetic){lat_deg * LW_DEG, lon_deg * LW_DEG, 0};
}

static void a_place_of_the_plane_is_found_again(void **state)
{
    (void)state;
    for (double lat = -90; lat <= 90; lat += 15) {
        struct lw_frame frame;
        lw_frame_init(&frame, at(lat, 179.5));
        for (int i = 0; i < 12; i++) {
            const double xy_m[2] = {150e3 * cos(i), 90e3 * sin(i)};
            const struct lw_geodetic place = lw_outline_place(&frame, xy_m);
            double xyz_m[3];
            lw_frame_from_geodetic(&frame, place, xyz_m);
            assert_near(xyz_m[0], xy_m[0], 1e-3);
            assert_near(xyz_m[1], xy_m[1], 1e-3);
            assert_true(fabs(place.lon_rad - 179.5 * LW_DEG) <= LW_PI + 1e-9);
        }
    }
}

/* The ring and the circle differ by what zone_shape.h says: at the points it
 * lies outside, in the middle of its edges inside. */
static void a_ring_is_near_its_circle_at_any_latitude(void **state)
{
    static const double radii_m[] = {1, 50, 300, 2500, 30e3, 100e3, 200e3};

    (void)state;
    for (double lat = -80; lat <= 80; lat += 10)
        for (size_t r = 0; r < sizeof radii_m / sizeof *radii_m; r++) {
            const double radius_m = radii_m[r];
            const double allowed_m = radius_m > 100e3 ? 2.0 : 1.0;
            const struct lw_geodetic middle = at(lat, -170);
            const uint32_t count = lw_outline_circle_count(radius_m);
            struct lw_frame frame;
            if (fabs(lat) * 111e3 + radius_m > 89.5 * 111e3)
                continue;
            lw_frame_init(&frame, middle);
            for (uint32_t i = 0; i < count; i++) {
                const struct lw_geodetic a =
                    lw_outline_circle(&frame, middle, radius_m, i);
                const struct lw_geodetic b =
                    lw_outline_circle(&frame, middle, radius_m, i + 1);
                const struct lw_geodetic half = {(a.lat_rad + b.lat_rad) / 2.0,
                                                 (a.lon_rad + b.lon_rad) / 2.0,
                                                 0};
                assert_near(distance_m(middle, a), radius_m, allowed_m);
                assert_near(distance_m(middle, half), radius_m, allowed_m);
            }
        }
}

static void a_corner_is_round_outside_and_sharp_inside(void **state)
{
    const double a[2] = {0, 0}, b[2] = {100, 0}, c[2] = {100, 100};
    double out[LW_OUTLINE_JOINT_MAX][2];

    (void)state;
    /* The line turns left; the border on its right goes round. */
    const int count = lw_outline_joint(a, b, c, 10, out);
    assert_true(count > 10);
    for (int i = 0; i < count; i++)
        assert_near(hypot(out[i][0] - 100, out[i][1]), 10, 1e-9);
    assert_near(out[0][1], -10, 1e-9);
    assert_near(out[count - 1][0], 110, 1e-9);
    /* On the way back its right is the inside. */
    assert_int_equal(lw_outline_joint(c, b, a, 10, out), 1);
    assert_near(out[0][0], 90, 1e-9);
    assert_near(out[0][1], 10, 1e-9);
    assert_near(lw_outline_inner_m(a, b, c, 10, true), 10, 1e-9);
    assert_near(lw_outline_inner_m(a, b, c, 10, false), 0, 0);
    /* Its end. */
    const int round = lw_outline_joint(a, b, NULL, 10, out);
    assert_true(round > 20 && round <= LW_OUTLINE_JOINT_MAX);
    assert_near(out[round - 1][1], 10, 1e-9);
    /* It turns right back: the border goes round as at an end. */
    assert_int_equal(lw_outline_joint(a, b, a, 10, out), round);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_of_the_plane_is_found_again),
        cmocka_unit_test(a_ring_is_near_its_circle_at_any_latitude),
        cmocka_unit_test(a_corner_is_round_outside_and_sharp_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
