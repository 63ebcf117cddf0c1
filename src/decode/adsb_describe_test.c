/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "decode/adsb.h"
#include "decode/adsb_samples.h"

static struct lw_adsb adsb;

static void expect(const char *hex, const char *expected)
{
    uint8_t bytes[LW_MODE_S_LONG];
    struct lw_mode_s msg;
    char text[1024];

    assert_int_equal(
        lw_mode_s_read(bytes, sample_bytes(hex, bytes), &msg, NULL), 0);
    const int len = lw_adsb_describe(&adsb, &msg, 0, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
    for (int size = 0; size < len; size++)
        assert_int_equal(lw_adsb_describe(&adsb, &msg, 0, text, (size_t)size),
                         LW_ERR_NO_SPACE);
}

static void tells_the_fields_of_the_wire(void **state)
{
    const struct lw_decode_config config = {.sensor = "s"};

    (void)state;
    lw_adsb_init(&adsb, &config, NULL);
    expect(SAMPLE_CALLSIGN, "\"df\":17,\"icao\":\"4840d6\",\"type_code\":4,"
                            "\"callsign\":\"KLM1023\"");
    expect(SAMPLE_EVEN, "\"df\":17,\"icao\":\"40621d\",\"type_code\":11,"
                        "\"altitude_ft\":38000,\"cpr_format\":\"even\","
                        "\"cpr_lat\":93000,\"cpr_lon\":51372,"
                        "\"surface\":false");
    expect(SAMPLE_VELOCITY,
           "\"df\":17,\"icao\":\"485020\",\"type_code\":19,"
           "\"ground_speed_kt\":159.2,\"track_deg\":182.88,"
           "\"vertical_rate_fpm\":-832,\"vertical_rate_source\":\"gnss\","
           "\"gnss_less_baro_ft\":550,\"nac_v\":0");
    /* Its address is in the parity, and was heard nowhere else. */
    expect(SAMPLE_IDENTITY_5, "\"df\":5,\"squawk\":\"0356\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_fields_of_the_wire),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
