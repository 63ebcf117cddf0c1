/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "near.h"

static const struct lw_decoder *const decoder = &lw_decoder_presence;
static const int64_t rx_ns = 1795273205000000000;

#include "json_decoder_fixture.h"

static void begin(const char *sensor, const struct lw_pair *option)
{
    static const struct lw_pair source = {"n-12", "post-012"};
    struct lw_decode_config config = {.source = &source,
                                      .sources = 1,
                                      .option = option,
                                      .options = option != NULL};

    memcpy(config.sensor, sensor, strlen(sensor) + 1);
    assert_int_equal(decoder->init(memory, &config, &fault), 0);
}

static void a_detection_is_heard(void **state)
{
    (void)state;
    begin("", NULL);
    assert_int_equal(decode("{\"device_id\":\"n-12\","
                            "\"detected_at\":\"2026-11-21T16:00:00.5+01:00\"}"),
                     1);
    assert_int_equal(report.type, LW_REPORT_HEARD);
    assert_string_equal(report.sensor, "post-012");
    assert_true(report.meas_ns == 1795273200500000000);
    assert_true(report.rx_ns == rx_ns);
    assert_int_equal(report.has, LW_HAS_RX | LW_HAS_ID);
    assert_string_equal(report.id, "post-012/n-12/1795273200.5");
    assert_int_equal(
        decode("{\"deviceId\":17,\"ts\":1795273200500,\"level\":-41.5,"
               "\"frequency\":112,\"confidence\":0.8,\"battery\":3.9}"),
        1);
    assert_string_equal(report.sensor, "17");
    assert_true(report.meas_ns == 1795273200500000000);
    assert_near(report.level_db, -41.5, 0);
    assert_near(report.f0_hz, 112, 0);
    assert_near(report.confidence, 0.8, 0);
    assert_int_equal(report.has, LW_HAS_RX | LW_HAS_ID | LW_HAS_LEVEL |
                                     LW_HAS_F0 | LW_HAS_CONFIDENCE);
}

static void times_are_told_by_their_size(void **state)
{
    static const char *const same[] = {
        "1795273200",
        "1795273200.0",
        "1795273200000",
        "1795273200000000",
        "1795273200000000000",
        "\"1795273200\"",
        "\"2026-11-21T15:00:00Z\"",
        "\"2026-11-21 15:00:00Z\"",
        "1.7952732e9",
    };

    (void)state;
    begin("post-1", NULL);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char text[80];
        (void)snprintf(text, sizeof text, "{\"detected_at\":%s}", same[i]);
        assert_int_equal(decode(text), 1);
        assert_true(report.meas_ns == 1795273200000000000);
        assert_string_equal(report.sensor, "post-1");
        assert_true(decoder->clock_ns(memory, (const uint8_t *)text,
                                      strlen(text)) == 1795273200000000000);
    }
}

static void the_zone_is_said_or_settled(void **state)
{
    static const struct lw_pair utc = {"zone", "utc"}, odd = {"zone", "cet"};
    static const char text[] =
        "{\"device_id\":\"a\",\"detected_at\":\"2026-11-21T15:00:00\"}";
    const struct lw_decode_config config = {.option = &odd, .options = 1};

    (void)state;
    begin("", NULL);
    refused(text, LW_ERR_RANGE, "zone");
    begin("", &utc);
    assert_int_equal(decode(text), 1);
    assert_true(report.meas_ns == 1795273200000000000);
    assert_int_equal(decoder->init(memory, &config, &fault), LW_ERR_RANGE);
}

static void nothing_detected_is_no_report(void **state)
{
    (void)state;
    begin("", NULL);
    assert_int_equal(decode("{\"device_id\":\"a\",\"detected_at\":null}"), 0);
    assert_int_equal(decode("{\"device_id\":\"a\",\"detected\":false,"
                            "\"detected_at\":1795273200}"),
                     0);
    assert_int_equal(decode("{\"count\":2,\"detections\":["), 0);
    assert_int_equal(decode("\"page\":1}"), 0);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    begin("", NULL);
    refused("{\"detected_at\":1795273200}", LW_ERR_MISSING, "device_id");
    refused("{\"device_id\":\"a\"}", LW_ERR_MISSING, "detected_at");
    refused("{\"device_id\":\"\",\"detected_at\":1795273200}", LW_ERR_RANGE,
            "device_id");
    refused("{\"device_id\":[1],\"detected_at\":1795273200}", LW_ERR_RANGE,
            "device_id");
    refused("{\"device_id\":\"a\",\"detected_at\":12}", LW_ERR_RANGE,
            "detected_at");
    refused("{\"device_id\":\"a\",\"detected_at\":\"today\"}", LW_ERR_RANGE,
            "RFC 3339");
    refused("{\"device_id\":\"a\",\"detected_at\":\"2206-11-21T15:00:00Z\"}",
            LW_ERR_RANGE, "detected_at");
    refused("{\"device_id\":\"a\",\"detected_at\":true}", LW_ERR_RANGE,
            "detected_at");
    refused("{\"device_id\":\"a\",\"ts\":1795273200,\"level\":1e999}",
            LW_ERR_RANGE, "level");
    refused("{\"device_id\":\"a\",\"ts\":1795273200,\"confidence\":80}",
            LW_ERR_RANGE, "confidence");
    refused("{\"device_id\":\"a\",\"ts\":1795273200} x", LW_ERR_SYNTAX,
            "not JSON");
    refused("[1]", LW_ERR_SYNTAX, "not JSON");
}

static void every_prefix_is_refused(void **state)
{
    static const char text[] = "{\"device_id\":\"n\",\"ts\":1795273200,"
                               "\"level\":-3.5}";

    (void)state;
    begin("", NULL);
    for (size_t len = 1; len < sizeof text - 1; len++)
        assert_true(decode_cut(text, len) < 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_detection_is_heard),        TEST(times_are_told_by_their_size),
        TEST(the_zone_is_said_or_settled), TEST(nothing_detected_is_no_report),
        TEST(mistakes_are_explained),      TEST(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
