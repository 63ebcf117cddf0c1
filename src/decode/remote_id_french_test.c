/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"
#include "remote_id_french.h"
#include "remote_id_samples.h"

/* Behind the OUI. */
enum { AT = 43, LEN = sizeof sample_french - AT };
static struct lw_remote_id_french f;
static struct lw_fault fault;

static void reads_the_values_that_are_printed_of_it(void **state)
{
    uint8_t typed[LEN + 1] = {1};

    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(
            round == 0
                ? lw_remote_id_french_read(sample_french + AT, LEN, &f, &fault)
                : lw_remote_id_french_read(typed, sizeof typed, &f, &fault),
            0);
        assert_string_equal(f.id, "AMSBB1000000000000000000BETA01");
        assert_near(f.location.is.location.lat_deg, 46.30452, 1e-9);
        assert_near(f.location.is.location.lon_deg, 7.15816, 1e-9);
        assert_near(f.takeoff.is.system.lat_deg, 46.30443, 1e-9);
        assert_near(f.takeoff.is.system.lon_deg, 7.15819, 1e-9);
        assert_near(f.altitude_msl_m, 302, 0);
        assert_near(f.location.is.location.speed_mps, 3, 0);
        assert_near(f.location.is.location.direction_deg, 270, 0);
        assert_false(f.location.is.location.has & LW_REMOTE_ID_HAS_HEIGHT);
        /* as devices that put the element's type first */
        memcpy(typed + 1, sample_french + AT, LEN);
    }
}

static void negative_numbers_are_signed(void **state)
{
    static const uint8_t bytes[] = {
        1,    1,  1, 4,    4,    0xff, 0xff, 0xff, 0xff, 5, 4,
        0,    0,  0, 1,    6,    2,    0xdd, 0x2e, 7,    2, 0xff,
        0xf6, 11, 2, 0x01, 0x68, 10,   1,    200,  99,   1, 0};

    (void)state;
    assert_int_equal(lw_remote_id_french_read(bytes, sizeof bytes, &f, &fault),
                     0);
    assert_near(f.location.is.location.lat_deg, -1e-5, 1e-12);
    assert_near(f.location.is.location.height_m, -10, 0);
    assert_near(f.location.is.location.speed_mps, 200, 0);
    assert_near(f.location.is.location.direction_deg, 0, 0);
    assert_false(f.has_altitude);
    assert_string_equal(f.id, "");
}

static void refuses_what_does_not_fit(void **state)
{
    uint8_t bytes[LEN];
    uint64_t seed = 3;

    (void)state;
    for (size_t len = 0; len < LEN; len++) {
        const int err =
            lw_remote_id_french_read(sample_french + AT, len, &f, &fault);
        /* whole values, and a place among them, are a message */
        assert_true(err == 0 ? len >= 47 : err < 0);
    }
    memcpy(bytes, sample_french + AT, LEN);
    bytes[2] = 2;
    assert_int_equal(lw_remote_id_french_read(bytes, LEN, &f, &fault),
                     LW_ERR_UNKNOWN);
    memcpy(bytes, sample_french + AT, LEN);
    bytes[37] = 0x7f; /* latitude */
    assert_int_equal(lw_remote_id_french_read(bytes, LEN, &f, &fault),
                     LW_ERR_RANGE);
    for (int i = 0; i < 20000; i++) {
        memcpy(bytes, sample_french + AT, LEN);
        bytes[random_below(&seed, LEN)] = (uint8_t)random_below(&seed, 256);
        if (lw_remote_id_french_read(bytes, LEN, &f, &fault) == 0)
            assert_true(strlen(f.id) <= 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_values_that_are_printed_of_it),
        cmocka_unit_test(negative_numbers_are_signed),
        cmocka_unit_test(refuses_what_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
