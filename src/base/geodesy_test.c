/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <geodesic.h>

#include "geodesy.h"
#include "near.h"

static struct lw_geodetic degrees(double lat, double lon, double alt)
{
    return (struct lw_geodetic){lat * LW_DEG, lon * LW_DEG, alt};
}

/* The semi-axes of WGS-84 themselves. */
static void the_axes_of_the_ellipsoid_come_out(void **state)
{
    double e[3];

    (void)state;
    lw_geodetic_to_ecef(degrees(0, 0, 0), e);
    assert_near(e[0], 6378137.0, 1e-9);
    lw_geodetic_to_ecef(degrees(90, 0, 0), e);
    assert_near(e[2], 6356752.314245179, 1e-6);
    lw_geodetic_to_ecef(degrees(0, 90, 100), e);
    assert_near(e[1], 6378237.0, 1e-9);
}

static void there_and_back_is_the_same_place(void **state)
{
    (void)state;
    for (double lat = -90; lat <= 90; lat += 7.5)
        for (double lon = -179; lon <= 180; lon += 31)
            for (double alt = -9000; alt < 900000; alt = alt * 3 + 30000) {
                double e[3], f[3];
                lw_geodetic_to_ecef(degrees(lat, lon, alt), e);
                lw_geodetic_to_ecef(lw_geodetic_from_ecef(e), f);
                for (int i = 0; i < 3; i++)
                    assert_near(f[i], e[i], 1e-4);
            }
}

/* Distance and azimuth of near places agree with PROJ's geodesic. */
static void local_axes_agree_with_the_geodesic(void **state)
{
    struct geod_geodesic wgs84;
    struct lw_frame frame;
    double xyz[3];

    (void)state;
    geod_init(&wgs84, 6378137.0, 1.0 / 298.257223563);
    lw_frame_init(&frame, degrees(52.3, 4.8, 0));
    for (double az = 0; az < 360; az += 15) {
        double lat, lon, back;
        geod_direct(&wgs84, 52.3, 4.8, az, 1000.0, &lat, &lon, &back);
        lw_frame_from_geodetic(&frame, degrees(lat, lon, 0), xyz);
        assert_near(hypot(xyz[0], xyz[1]), 1000.0, 1e-4);
        assert_near(lw_angle_wrap(atan2(xyz[0], xyz[1]) - az * LW_DEG), 0.0,
                    1e-7);
        assert_near(xyz[2], -1000.0 * 1000.0 / 2 / 6.38e6, 1e-3);
    }
}

static void the_frame_goes_there_and_back(void **state)
{
    struct lw_frame frame;
    double xyz[3], axes[9];

    (void)state;
    lw_frame_init(&frame, degrees(47, 8, 400));
    const struct lw_geodetic there = degrees(45.1, 11.7, 10300);
    lw_frame_from_geodetic(&frame, there, xyz);
    const struct lw_geodetic back = lw_frame_to_geodetic(&frame, xyz);
    assert_near(back.lat_rad, there.lat_rad, 1e-12);
    assert_near(back.lon_rad, there.lon_rad, 1e-12);
    assert_near(back.alt_hae_m, there.alt_hae_m, 1e-4);

    /* A step of 1 m along local up raises the height by 1 m and no more. */
    lw_frame_local(&frame, there, axes);
    for (int i = 0; i < 3; i++)
        xyz[i] += axes[6 + i];
    const struct lw_geodetic above = lw_frame_to_geodetic(&frame, xyz);
    assert_near(above.alt_hae_m, there.alt_hae_m + 1.0, 1e-4);
    assert_near(above.lat_rad, there.lat_rad, 1e-12);
}

static void a_degree_is_as_long_as_it_is(void **state)
{
    double metres[2];

    (void)state;
    lw_geodetic_radii(0, metres);
    assert_near(metres[0] * LW_DEG, 111319.491, 0.001);
    assert_near(metres[1] * LW_DEG, 110574.276, 0.001);
    lw_geodetic_radii(52.3 * LW_DEG, metres);
    assert_near(metres[0] * LW_DEG, 68218.0, 0.1);
    assert_near(metres[1] * LW_DEG, 111273.1, 0.1);
}

static void angles_wrap(void **state)
{
    (void)state;
    assert_near(lw_angle_wrap(3 * LW_PI / 2), -LW_PI / 2, 1e-12);
    assert_near(lw_angle_positive(-LW_PI / 2), 3 * LW_PI / 2, 1e-12);
    assert_near(lw_angle_positive(5 * LW_PI), LW_PI, 1e-12);
}

static void a_place_is_where_it_is_with_its_axes(void **state)
{
    const struct lw_geodetic origin = {52.3 * LW_DEG, 4.8 * LW_DEG, 20.0};
    struct lw_frame frame;

    (void)state;
    lw_frame_init(&frame, origin);
    for (int k = 0; k < 200; k++) {
        const struct lw_geodetic geo = {(0.9 * k - 90.0) * LW_DEG,
                                        (1.8 * k - 179.0) * LW_DEG,
                                        100.0 * k - 500.0};
        double at[3], axes[9], point[3], local[9];
        lw_frame_place(&frame, geo, at, axes);
        lw_frame_from_geodetic(&frame, geo, point);
        lw_frame_local(&frame, geo, local);
        for (int i = 0; i < 3; i++)
            assert_near(at[i], point[i], 1e-7);
        assert_memory_equal(axes, local, sizeof axes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_axes_of_the_ellipsoid_come_out),
        cmocka_unit_test(there_and_back_is_the_same_place),
        cmocka_unit_test(local_axes_agree_with_the_geodesic),
        cmocka_unit_test(the_frame_goes_there_and_back),
        cmocka_unit_test(a_degree_is_as_long_as_it_is),
        cmocka_unit_test(angles_wrap),
        cmocka_unit_test(a_place_is_where_it_is_with_its_axes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
