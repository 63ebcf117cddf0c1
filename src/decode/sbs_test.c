/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/exact_fixture.h"
#include "near.h"

#include "decode/formats.h"

#define DEG (3.14159265358979323846 / 180)
#define AT  "2026/11/21,22:21:58.176,2026/11/21,22:21:58.176"

static const struct lw_decoder *const sbs = &lw_decoder_sbs;
static const int64_t generated_ns = 1795299718176000000;
static void *memory;

static int set_up(void **state)
{
    const struct lw_decode_config config = {.sensor = "roof"};

    (void)state;
    memory = malloc(sbs->state_size);
    assert_non_null(memory);
    sbs->init(memory, &config, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static int decode(const char *line, int64_t rx_ns, struct lw_report *r)
{
    return decode_exact(sbs, memory, line, strlen(line), rx_ns, r, NULL);
}

static void joins_position_velocity_and_identity(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode("MSG,1,1,1,4840D6,1," AT ",KLM1023 ,,,,,,,,,,,0",
                            generated_ns, &r),
                     0);
    assert_int_equal(decode("MSG,4,1,1,4840D6,1," AT ",,,100,90,,,-600,,,,,0",
                            generated_ns, &r),
                     0);
    assert_int_equal(decode("MSG,6,1,1,4840D6,1," AT ",,,,,,,,7000,0,0,0,0",
                            generated_ns, &r),
                     0);
    assert_int_equal(decode("MSG,3,1,1,4840D6,1," AT
                            ",,10000,,,52.5,-4.25,,,0,,0,0",
                            generated_ns + 500000000, &r),
                     1);
    assert_true(r.meas_ns == generated_ns);
    assert_true(r.rx_ns == generated_ns + 500000000);
    assert_near(r.pos.lat_rad, 52.5 * DEG, 1e-15);
    assert_near(r.pos.lon_rad, -4.25 * DEG, 1e-15);
    assert_near(r.pos.alt_hae_m, 3048, 1e-9);
    assert_near(r.vel_mps[0], 100 * 1852.0 / 3600, 1e-9);
    assert_near(r.vel_mps[1], 0, 1e-9);
    assert_near(r.vel_mps[2], -600 * 0.3048 / 60, 1e-9);
    assert_string_equal(r.ident.callsign, "KLM1023");
    assert_string_equal(r.ident.squawk, "7000");
    assert_int_equal(r.ident.icao, 0x4840d6);
    assert_int_equal(r.has & LW_HAS_SD_HORIZONTAL, 0);
}

static void believes_the_sender_s_clock_only_when_it_is_sane(void **state)
{
    const char *line = "MSG,3,1,1,4840D6,1," AT ",,,,,52.5,4.25,,,,,,";
    const int64_t hour_ns = 3600000000000;
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(line, generated_ns + hour_ns, &r), 1);
    assert_true(r.meas_ns == generated_ns + hour_ns);
    assert_int_equal(decode(line, generated_ns - hour_ns, &r), 1);
    assert_true(r.meas_ns == generated_ns - hour_ns);
    assert_int_equal(decode(line, generated_ns - 1000000000, &r), 1);
    assert_true(r.meas_ns == generated_ns);
    assert_int_equal(
        decode("MSG,3,1,1,4840D6,1,,,,,,,,,52.5,4.25,,,,,,", 77, &r), 1);
    assert_true(r.meas_ns == 77);
}

static void takes_addresses_that_are_not_icao_s(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(
        decode("MSG,3,1,1,~4840D6,1," AT ",,,,,52.5,4.25,,,,,,", 1, &r), 1);
    assert_int_equal(r.has & LW_HAS_ICAO, 0);
    assert_string_equal(r.object, "~4840d6");
}

static void refuses_values_out_of_range(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode("", 0, &r), LW_ERR_NOT_MINE);
    assert_int_equal(decode("hello", 0, &r), LW_ERR_NOT_MINE);
    assert_int_equal(decode("MSG,3,1", 0, &r), LW_ERR_TRUNCATED);
    assert_int_equal(decode("MSG,9,1,1,4840D6,1," AT ",,,,,,,,", 0, &r),
                     LW_ERR_RANGE);
    assert_int_equal(decode("MSG,3,1,1,4840D,1," AT ",,,,,,,,", 0, &r),
                     LW_ERR_SYNTAX);
    assert_int_equal(decode("MSG,3,1,1,4840DG,1," AT ",,,,,,,,", 0, &r),
                     LW_ERR_SYNTAX);
    assert_int_equal(decode("MSG,3,1,1,4840D6,1," AT ",,,,,91,4,,", 0, &r),
                     LW_ERR_RANGE);
    assert_int_equal(decode("MSG,3,1,1,4840D6,1," AT ",,,,,1,181,,", 0, &r),
                     LW_ERR_RANGE);
    assert_int_equal(decode("MSG,3,1,1,4840D6,1," AT ",,1e9,,,1,1,,", 0, &r),
                     LW_ERR_RANGE);
    assert_int_equal(decode("MSG,3,1,1,4840D6,1," AT ",,12x,,,1,1,,", 0, &r),
                     LW_ERR_SYNTAX);
    /* Records that are not messages say nothing. */
    assert_int_equal(decode("STA,,5,179,400AE7,10103," AT ",RM", 0, &r), 0);
}

static void describes_a_line(void **state)
{
    const char *line =
        "MSG,3,1,1,4840D6,1," AT ",,10000,,,52.5,-4.25,,7000,0,,0,0";
    const char *expected =
        "\"msg\":3,\"icao\":\"4840d6\",\"generated\":1795299718.176,"
        "\"squawk\":\"7000\",\"altitude_ft\":10000,\"lat\":52.5,"
        "\"lon\":-4.25,\"alert\":false,\"spi\":false,\"on_ground\":false";
    char text[512];
    struct lw_fault fault;
    const int len = sbs->describe(memory, (const uint8_t *)line, strlen(line),
                                  text, sizeof text - 1, &fault);

    (void)state;
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
    assert_true(sbs->clock_ns(NULL, (const uint8_t *)line, strlen(line)) ==
                generated_ns);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(joins_position_velocity_and_identity),
        TEST(believes_the_sender_s_clock_only_when_it_is_sane),
        TEST(takes_addresses_that_are_not_icao_s),
        TEST(refuses_values_out_of_range),
        TEST(describes_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
