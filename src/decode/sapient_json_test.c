/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/sapient_fixture.h"
#include "decode/sapient_json.h"

static void check(const Sapient__SapientMessage *msg, const char *expected)
{
    char text[4096];
    struct lw_text to;

    lw_text_init(&to, text, sizeof text - 1);
    lw_sapient_describe(msg, &to);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void names_and_values_are_those_of_protojson(void **state)
{
    struct sapient_sample s;
    char colour[] = "Light \"red\"";
    Sapient__DetectionReport__Signal signal =
        SAPIENT__DETECTION_REPORT__SIGNAL__INIT;
    Sapient__DetectionReport__Signal *signals[1] = {&signal};

    (void)state;
    sample_detection(&s);
    s.detection.colour = colour;
    s.detection.has_detection_confidence = 1;
    s.detection.detection_confidence = 0.85F;
    signal.has_amplitude = signal.has_centre_frequency = 1;
    signal.amplitude = -40.5F;
    signal.centre_frequency = 2.437e9F;
    s.detection.n_signal = 1;
    s.detection.signal = signals;
    s.location.datum = (Sapient__LocationDatum)7;
    check(&s.msg,
          "\"timestamp\":\"2026-09-21T14:13:32.250Z\","
          "\"nodeId\":\"" NODE_ID "\",\"detectionReport\":{"
          "\"reportId\":\"" REPORT_ID "\",\"objectId\":\"" OBJECT_ID "\","
          "\"location\":{\"x\":4.8,\"y\":52.3,\"z\":140,\"coordinateSystem\":"
          "\"LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M\",\"datum\":7},"
          "\"detectionConfidence\":0.85,"
          "\"signal\":[{\"amplitude\":-40.5,\"centreFrequency\":2.437e+09}],"
          "\"colour\":\"Light \\\"red\\\"\"}");
}

static void bytes_are_base64_and_times_have_3_6_or_9_decimals(void **state)
{
    uint8_t packet[] = {0xff, 0xfe, 'a', 'b', 0};
    Sapient__Error error = SAPIENT__ERROR__INIT;
    struct sapient_sample s;
    static const struct {
        size_t len;
        int32_t nanos;
        const char *text;
    } cases[] = {
        {3, 0,
         "32Z\",\"nodeId\":\"" NODE_ID "\",\"error\":{\"packet\":"
         "\"//5h\"}"},
        {4, 1000,
         "32.000001Z\",\"nodeId\":\"" NODE_ID "\",\"error\":{"
         "\"packet\":\"//5hYg==\"}"},
        {5, 1,
         "32.000000001Z\",\"nodeId\":\"" NODE_ID "\",\"error\":{"
         "\"packet\":\"//5hYgA=\"}"},
    };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char expected[256] = "\"timestamp\":\"2026-09-21T14:13:";
        sample_detection(&s);
        s.time.seconds = 1790000012;
        s.time.nanos = cases[i].nanos;
        s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ERROR;
        error.has_packet = 1;
        error.packet = (ProtobufCBinaryData){cases[i].len, packet};
        s.msg.error = &error;
        strncat(expected, cases[i].text,
                sizeof expected - strlen(expected) - 1);
        check(&s.msg, expected);
    }
}

static void no_room_is_told(void **state)
{
    struct sapient_sample s;
    char text[64];
    struct lw_text to;

    (void)state;
    sample_detection(&s);
    lw_text_init(&to, text, sizeof text);
    lw_sapient_describe(&s.msg, &to);
    assert_int_equal(lw_text_len(&to), LW_ERR_NO_SPACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_values_are_those_of_protojson),
        cmocka_unit_test(bytes_are_base64_and_times_have_3_6_or_9_decimals),
        cmocka_unit_test(no_room_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
