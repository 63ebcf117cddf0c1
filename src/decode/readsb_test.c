/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/adsb.h"
#include "decode/formats.h"
#include "near.h"

static const struct lw_decoder *const decoder = &lw_decoder_readsb;
static const int64_t rx_ns = 1795273205000000000;

#include "json_decoder_fixture.h"

#define DEG (3.14159265358979323846 / 180)

static void an_aircraft_of_a_document(void **state)
{
    (void)state;
    assert_int_equal(
        decode("{\"now\":1795273204.5,\"messages\":7,\"aircraft\":["), 0);
    assert_int_equal(
        decode("{\"hex\":\"4840d6\",\"type\":\"adsb_icao\",\"flight\":"
               "\"KLM1023 \",\"alt_baro\":38000,\"alt_geom\":38500,\"gs\":450,"
               "\"track\":90,\"geom_rate\":-640,\"squawk\":\"1000\","
               "\"category\":\"A3\",\"lat\":52.2572,\"lon\":3.91937,\"nic\":8,"
               "\"seen_pos\":0.5,\"nac_p\":9,\"nac_v\":2,\"mlat\":[],"
               "\"tisb\":[],\"rssi\":-20.1}"),
        1);
    assert_int_equal(report.type, LW_REPORT_POSITION);
    assert_string_equal(report.sensor, "roof");
    assert_true(report.meas_ns == 1795273204000000000);
    assert_true(report.rx_ns == rx_ns);
    assert_near(report.pos.lat_rad, 52.2572 * DEG, 1e-12);
    assert_near(report.pos.lon_rad, 3.91937 * DEG, 1e-12);
    assert_near(report.pos.alt_hae_m, 38500 * 0.3048, 1e-9);
    assert_near(report.vel_mps[0], 450 * 1852.0 / 3600, 1e-9);
    assert_near(report.vel_mps[1], 0, 1e-9);
    assert_near(report.vel_mps[2], -640 * 0.3048 / 60, 1e-9);
    assert_near(report.sd.horizontal_m, lw_adsb_sd_m(30), 1e-9);
    assert_int_equal(report.ident.icao, 0x4840d6);
    assert_string_equal(report.ident.callsign, "KLM1023");
    assert_string_equal(report.ident.squawk, "1000");
    assert_near(report.kinds[LW_KIND_AIRLINER], 0.95, 0);
}

static void what_is_not_said_stays_unknown(void **state)
{
    (void)state;
    assert_int_equal(decode("{\"hex\":\"~2a01b3\",\"alt_baro\":\"ground\","
                            "\"gs\":12,\"lat\":1,\"lon\":2,\"nac_p\":9,"
                            "\"flight\":null,\"mlat\":[\"lat\",\"lon\"]}"),
                     1);
    assert_true(report.meas_ns == rx_ns); /* no `now` */
    assert_int_equal(report.has, LW_HAS_RX | LW_HAS_OBJECT);
    assert_string_equal(report.object, "~2a01b3");
    assert_int_equal(decode("{\"hex\":\"4840d6\",\"alt_baro\":100}"), 0);
    assert_int_equal(decode("\"total\":3}"), 0);
    assert_int_equal(decode("{\"now\":1795273204,\"aircraft\":[]}"), 0);
}

static void the_same_position_is_told_once(void **state)
{
    static const char text[] = "{\"now\":1795273204.0,\"hex\":\"4840d6\","
                               "\"seen_pos\":1.0,\"lat\":1,\"lon\":2}";
    static const char again[] = "{\"now\":1795273205.0,\"hex\":\"4840d6\","
                                "\"seen_pos\":2.1,\"lat\":1,\"lon\":2}";
    static const char ms[] = "{\"now\":1795273206000,\"hex\":\"4840d6\","
                             "\"seen_pos\":0.25,\"lat\":1.1,\"lon\":2}";

    (void)state;
    assert_int_equal(decode(text), 1);
    assert_int_equal(decode(text), 0);
    assert_int_equal(decode(again), 0);
    assert_int_equal(decode(ms), 1);
    assert_true(report.meas_ns == 1795273205750000000);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    refused("{\"lat\":1,\"lon\":2}", LW_ERR_MISSING, "hex");
    refused("{\"hex\":\"4840d\",\"lat\":1}", LW_ERR_RANGE, "hex");
    refused("{\"hex\":4840,\"lat\":1}", LW_ERR_RANGE, "hex");
    refused("{\"hex\":\"4840d6\",\"lat\":91}", LW_ERR_RANGE, "lat");
    refused("{\"hex\":\"4840d6\",\"alt_baro\":\"high\"}", LW_ERR_RANGE,
            "alt_baro");
    refused("{\"hex\":\"4840d6\",\"gs\":\"fast\"}", LW_ERR_RANGE, "gs");
    refused("{\"hex\":\"4840d6\",\"now\":9751273204.5}", LW_ERR_RANGE, "now");
    refused("{\"hex\":\"4840d6\",\"mlat\":[1,]}", LW_ERR_SYNTAX, "not JSON");
    refused("{\"hex\":\"4840d6\"", LW_ERR_SYNTAX, "not JSON");
    refused("noise", LW_ERR_SYNTAX, "not JSON");
}

static void every_prefix_is_refused(void **state)
{
    static const char text[] = "{\"hex\":\"4840d6\",\"now\":1795273204,"
                               "\"lat\":1.5,\"mlat\":[\"gs\"],\"lon\":2}";

    (void)state;
    for (size_t len = 1; len < sizeof text - 1; len++)
        assert_true(decode_cut(text, len) < 0 || text[len - 1] == '[');
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_aircraft_of_a_document),
        TEST(what_is_not_said_stays_unknown),
        TEST(the_same_position_is_told_once),
        TEST(mistakes_are_explained),
        TEST(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
