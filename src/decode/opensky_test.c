/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "near.h"

static const struct lw_decoder *const decoder = &lw_decoder_opensky;
static const int64_t rx_ns = 1795273206000000000;

#include "json_decoder_fixture.h"

#define DEG (3.14159265358979323846 / 180)

/* In the form of the service's documentation, with values made up. */
static const char vector[] =
    "[\"4840d6\",\"KLM1023 \",\"Netherlands\",1795273204,1795273205,3.91937,"
    "52.2572,11582.4,false,231.5,90,-3.25,null,11734.8,\"1000\",false,0,4]";

static void a_state_vector_is_a_position(void **state)
{
    (void)state;
    assert_int_equal(decode("{\"time\":1795273205,\"states\":["), 0);
    assert_int_equal(decode(vector), 1);
    assert_string_equal(report.sensor, "roof");
    assert_true(report.meas_ns == 1795273204000000000);
    assert_near(report.pos.lat_rad, 52.2572 * DEG, 1e-12);
    assert_near(report.pos.lon_rad, 3.91937 * DEG, 1e-12);
    assert_near(report.pos.alt_hae_m, 11734.8, 1e-9);
    assert_near(report.vel_mps[0], 231.5, 1e-9);
    assert_near(report.vel_mps[2], -3.25, 0);
    assert_string_equal(report.ident.callsign, "KLM1023");
    assert_string_equal(report.ident.squawk, "1000");
    assert_int_equal(report.ident.icao, 0x4840d6);
    assert_near(report.kinds[LW_KIND_AIRLINER], 0.95, 0);
    assert_false(report.has & LW_HAS_SD_HORIZONTAL);
    assert_int_equal(decode(vector), 0); /* the same again */
}

static void a_row_of_a_recording_is_one_too(void **state)
{
    (void)state;
    assert_int_equal(
        decode("{\"timestamp\":1795273204000,\"altitude\":38000,\"callsign\":"
               "\"REGA1\",\"groundspeed\":450,\"icao24\":\"4b43ac\","
               "\"latitude\":47.3,\"longitude\":8.5,\"track\":180,"
               "\"vertical_rate\":640,\"squawk\":7,\"onground\":false}"),
        1);
    assert_true(report.meas_ns == 1795273204000000000);
    assert_near(report.pos.alt_hae_m, 38000 * 0.3048, 1e-9);
    assert_near(report.vel_mps[1], -450 * 1852.0 / 3600, 1e-9);
    assert_near(report.vel_mps[2], 640 * 0.3048 / 60, 1e-9);
    assert_string_equal(report.ident.squawk, "0007");
}

static void what_is_not_said_stays_unknown(void **state)
{
    (void)state;
    assert_int_equal(
        decode("[\"4840d6\",null,\"x\",null,1795273205,3.9,52.2,100,true,null,"
               "null,null,null,null,null,false,2]"),
        1);
    assert_true(report.meas_ns == rx_ns);
    assert_int_equal(report.has, LW_HAS_RX | LW_HAS_OBJECT | LW_HAS_ICAO);
    assert_int_equal(
        decode("[\"4840d6\",null,\"x\",null,1795273205,null,null,null,true,"
               "null,null,null,null,null,null,false,2]"),
        0);
    assert_int_equal(decode("{\"time\":1795273205,\"states\":null}"),
                     LW_ERR_MISSING);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    refused("[\"4840d6\",1]", LW_ERR_TRUNCATED, "17");
    refused("[\"48\",null,\"x\",null,1,3.9,52.2,1,true,1,1,1,1,1,1,1,2]",
            LW_ERR_RANGE, "icao24");
    refused("[\"4840d6\",null,\"x\",null,1,3.9,92,1,true,1,1,1,1,1,1,1,2]",
            LW_ERR_RANGE, "latitude");
    refused("[\"4840d6\",null,\"x\",null,1,3.9,52,1e5,true,1,1,1e4,1,1,1,1,2]",
            LW_ERR_RANGE, "vertical_rate");
    refused("{\"icao24\":\"4840d6\",\"altitude\":400000}", LW_ERR_RANGE,
            "altitude");
    refused("{\"latitude\":1}", LW_ERR_MISSING, "icao24");
    refused("{\"icao24\":\"4840d6\",\"timestamp\":\"noon\"}", LW_ERR_RANGE,
            "timestamp");
    refused("{\"icao24\":\"4840d6\"", LW_ERR_SYNTAX, "not JSON");
    refused("noise", LW_ERR_SYNTAX, "not JSON");
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    for (size_t len = 1; len < sizeof vector - 1; len++)
        assert_true(decode_cut(vector, len) < 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_state_vector_is_a_position),
        TEST(a_row_of_a_recording_is_one_too),
        TEST(what_is_not_said_stays_unknown),
        TEST(mistakes_are_explained),
        TEST(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
