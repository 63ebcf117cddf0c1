/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"

#include "decode/cpr.h"

static double modulo(double a, double b)
{
    return a - b * floor(a / b);
}

/* The sender's side (Doc 9871, C.2.6.3). */
static struct lw_cpr encode(double lat, double lon, bool odd, double span)
{
    const double lat_step = span / (60 - odd);
    const double y = floor(131072 * modulo(lat, lat_step) / lat_step + 0.5);
    const double lat_told = lat_step * (y / 131072 + floor(lat / lat_step));
    const int zones = lw_cpr_zones(lat_told) - odd;
    const double lon_step = span / (zones > 1 ? zones : 1);
    const double x = floor(131072 * modulo(lon, lon_step) / lon_step + 0.5);

    return (struct lw_cpr){(uint32_t)y & 0x1ffff, (uint32_t)x & 0x1ffff};
}

static void solves_the_worked_example(void **state)
{
    const struct lw_cpr even = {93000, 51372}, odd = {74158, 50194};
    struct lw_cpr_place place;

    (void)state;
    assert_int_equal(lw_cpr_global(even, odd, false, &place), 0);
    assert_near(place.lat_deg, 52.25720, 1e-5);
    assert_near(place.lon_deg, 3.91937, 1e-5);
    assert_int_equal(lw_cpr_local(even, false, false,
                                  (struct lw_cpr_place){52.258, 3.918}, &place),
                     0);
    assert_near(place.lat_deg, 52.25720, 1e-5);
    assert_near(place.lon_deg, 3.91937, 1e-5);
}

static void has_the_zones_of_the_standard(void **state)
{
    (void)state;
    assert_int_equal(lw_cpr_zones(0), 59);
    assert_int_equal(lw_cpr_zones(10.4704712), 59);
    assert_int_equal(lw_cpr_zones(10.4704714), 58);
    assert_int_equal(lw_cpr_zones(-52.2572), 36);
    assert_int_equal(lw_cpr_zones(86.5353699), 3);
    assert_int_equal(lw_cpr_zones(86.5353701), 2);
    assert_int_equal(lw_cpr_zones(87), 2);
    assert_int_equal(lw_cpr_zones(-87.1), 1);
    assert_int_equal(lw_cpr_zones(90), 1);
}

/* What was encoded is solved to within its grid; at the edge of a zone a pair
 * may be refused, but is never solved wrong. */
static void solves_places_all_over_the_world(void **state)
{
    uint64_t seed = 777;
    int refused = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const double lat = random_between(&seed, -89, 89);
        const double lon = random_between(&seed, -180, 180);
        const bool odd = i % 2;
        const struct lw_cpr e = encode(lat, lon, false, 360);
        const struct lw_cpr o = encode(lat, lon, true, 360);
        struct lw_cpr_place place;

        if (lw_cpr_global(e, o, odd, &place) < 0) {
            refused++;
            continue;
        }
        assert_near(place.lat_deg, lat, 6.0 / 131072);
        assert_near(remainder(place.lon_deg - lon, 360), 0, 360.0 / 131072);
        assert_true(place.lon_deg >= -180 && place.lon_deg <= 180);
        const struct lw_cpr_place near = {lat + random_between(&seed, -1, 1),
                                          lon + random_between(&seed, -1, 1)};
        assert_int_equal(lw_cpr_local(odd ? o : e, odd, false, near, &place),
                         0);
        assert_near(place.lat_deg, lat, 6.0 / 131072);
        assert_near(remainder(place.lon_deg - lon, 360), 0, 360.0 / 131072);
    }
    assert_true(refused < 100);
}

static void solves_places_on_the_ground(void **state)
{
    uint64_t seed = 4242;
    int refused = 0;

    (void)state;
    for (int i = 0; i < 50000; i++) {
        const double lat = random_between(&seed, -85, 85);
        const double lon = random_between(&seed, -180, 180);
        const struct lw_cpr_place near = {lat < 0 ? -40 : 40, lon + 20};
        const bool odd = i % 2;
        struct lw_cpr_place place;

        if (lw_cpr_global_surface(encode(lat, lon, false, 90),
                                  encode(lat, lon, true, 90), odd, near,
                                  &place) < 0) {
            refused++;
            continue;
        }
        assert_near(place.lat_deg, lat, 1.5 / 131072 + 1e-9);
        assert_near(remainder(place.lon_deg - lon, 360), 0, 90.0 / 131072);
    }
    assert_true(refused < 100);
}

static void refuses_a_pair_that_does_not_belong_together(void **state)
{
    struct lw_cpr_place place = {1, 2};

    (void)state;
    /* Far enough apart in latitude to lie in different zones. */
    assert_int_equal(lw_cpr_global(encode(10.46, 5, false, 360),
                                   encode(10.48, 5, true, 360), true, &place),
                     LW_ERR_INTEGRITY);
    assert_near(place.lat_deg, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_the_worked_example),
        cmocka_unit_test(has_the_zones_of_the_standard),
        cmocka_unit_test(solves_places_all_over_the_world),
        cmocka_unit_test(solves_places_on_the_ground),
        cmocka_unit_test(refuses_a_pair_that_does_not_belong_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
