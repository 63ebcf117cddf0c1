/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats.h"
#include "near.h"
#include "random.h"
#include "remote_id_samples.h"

static const struct lw_decoder *const d = &lw_decoder_remote_id;
static const int64_t rx_ns = 1790000000000000000;
static void *memory;

/* What came out of a frame. */
static struct {
    int messages, reports, errors;
    int first_error;
    char text[8][1024]; /* of messages, or what is wrong */
    struct lw_report report;
} got;

static int set_up(void **state)
{
    const struct lw_decode_config config = {.sensor = "r"};

    (void)state;
    memory = malloc(d->state_size);
    assert_non_null(memory);
    assert_int_equal(d->init(memory, &config, NULL), 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void take_part(const uint8_t *msg, size_t len)
{
    struct lw_fault fault = {0};
    char *text = got.text[got.messages & 7];
    const int n = d->decode(memory, msg, len, rx_ns, &got.report, 1, &fault);
    const int size =
        d->describe(memory, msg, len, text, sizeof got.text[0] - 1, &fault);

    got.reports += n > 0;
    if (n < 0) {
        got.first_error = got.errors++ == 0 ? n : got.first_error;
        assert_int_equal(size, n);
        assert_true(fault.what[0] != '\0');
        (void)snprintf(text, sizeof got.text[0], "%s", fault.what);
    } else {
        assert_true(size > 0);
        text[size] = '\0';
    }
    got.messages++;
}

static size_t take(enum lw_payload_kind kind, const uint8_t *bytes, size_t len)
{
    uint8_t *frame = malloc(len + 1);
    size_t start = 0;

    assert_non_null(frame);
    memcpy(frame + 1, bytes, len);
    memset(&got, 0, sizeof got);
    d->carrier(memory, &(struct lw_payload){.kind = kind,
                                            .bytes = frame + 1,
                                            .len = len,
                                            .has_level = true,
                                            .level_dbm = -63});
    const size_t whole = d->frame(frame + 1, len, 1, &start);
    assert_true(start + whole <= len);
    for (size_t from = 0, to; from < whole; from = to) {
        to = d->part(memory, frame + 1, whole, from);
        assert_true(to > from && to <= whole);
        take_part(frame + 1 + from, to - from);
    }
    free(frame);
    return whole;
}

static void has(int message, const char *members)
{
    if (strstr(got.text[message], members) == NULL)
        fail_msg("%s is not in %s", members, got.text[message]);
}

static void a_beacon_is_told_message_by_message(void **state)
{
    (void)state;
    assert_int_equal(take(LW_PAYLOAD_WIFI, sample_beacon, sizeof sample_beacon),
                     sizeof sample_beacon);
    assert_int_equal(got.messages, 5);
    assert_int_equal(got.errors, 0);
    assert_int_equal(got.reports, 1);
    has(0, "\"message\":\"basic-id\",\"transport\":\"wifi-beacon\","
           "\"address\":\"84cca8604324\",\"level\":-63,\"counter\":208,"
           "\"version\":0,\"id_type\":\"none\",\"ua_type\":\"none\","
           "\"uas_id\":\"MFG1A0123456789\"");
    has(1, "\"message\":\"location\"");
    has(1, "\"status\":\"undeclared\",\"direction\":92,\"speed\":20.5,"
           "\"latitude\":45.5457468,\"longitude\":-122.9681496,"
           "\"geodetic_altitude\":237,\"height\":100,"
           "\"height_type\":\"above-takeoff\",\"horizontal_accuracy\":30,"
           "\"vertical_accuracy\":25,\"pressure_altitude_accuracy\":10,"
           "\"speed_accuracy\":10,\"timestamp\":0,\"timestamp_accuracy\":1");
    assert_null(strstr(got.text[1], "vertical_speed"));
    has(2, "\"message\":\"self-id\"");
    has(2, "\"description\":\"Recreational\"");
    has(3, "\"message\":\"system\"");
    has(3, "\"operator_withheld\":true,\"area_count\":1,\"area_radius\":500,"
           "\"classification_type\":\"european-union\",\"category\":\"open\","
           "\"class\":\"C4\"");
    assert_null(strstr(got.text[3], "latitude"));
    has(4, "\"message\":\"operator-id\"");
    has(4, "\"operator_id\":\"GBR-OP-123ABCD\"");
}

static void operators_are_told_where_they_are_asked_for(void **state)
{
    const struct lw_decode_config config = {.sensor = "r", .personal = 1};

    (void)state;
    d->init(memory, &config, NULL);
    take(LW_PAYLOAD_WIFI, sample_beacon, sizeof sample_beacon);
    has(3, "\"operator_latitude\":45.5443876,"
           "\"operator_longitude\":-122.9726866");
    assert_null(strstr(got.text[3], "withheld"));
}

static void other_carriers_are_told(void **state)
{
    (void)state;
    take(LW_PAYLOAD_WIFI, sample_nan, sizeof sample_nan);
    assert_int_equal(got.messages, 1);
    has(0, "\"transport\":\"wifi-nan\"");
    take(LW_PAYLOAD_BLUETOOTH, sample_bluetooth_5, sizeof sample_bluetooth_5);
    assert_int_equal(got.messages, 5);
    assert_int_equal(got.errors, 0);
    has(0, "\"transport\":\"bluetooth-5\",\"address\":\"e07deaeb2f1c\"");
    has(0, "\"uas_id\":\"SSEVTFG93700070\"");
    take(LW_PAYLOAD_BLUETOOTH, sample_bluetooth_4, sizeof sample_bluetooth_4);
    assert_int_equal(got.messages, 1);
    assert_int_equal(got.reports, 1);
    has(0, "\"transport\":\"bluetooth-4\"");
    assert_near(got.report.vel_mps[2], 1, 0);
}

static void france_is_told_as_well(void **state)
{
    (void)state;
    take(LW_PAYLOAD_WIFI, sample_french, sizeof sample_french);
    assert_int_equal(got.messages, 1);
    assert_int_equal(got.errors, 0);
    has(0, "\"message\":\"location\",\"transport\":\"wifi-beacon\","
           "\"address\":\"84cca8604324\",\"level\":-63,\"national\":\"fr\","
           "\"uas_id\":\"AMSBB1000000000000000000BETA01\",\"direction\":270,"
           "\"speed\":3,\"latitude\":46.30452,\"longitude\":7.15816,"
           "\"altitude_above_sea\":302,\"operator_withheld\":true");
    assert_int_equal(got.reports, 1);
    assert_string_equal(got.report.ident.remote_id,
                        "AMSBB1000000000000000000BETA01");
    assert_true(got.report.has & LW_HAS_OPERATOR);
    assert_near(got.report.pos.alt_hae_m, 302, 0);
    assert_true(got.report.sd.vertical_m > 100);
    assert_near(got.report.vel_mps[0], -3, 1e-9);
}

static void frames_without_remote_id_are_dropped(void **state)
{
    uint8_t frame[64] = {0x80};

    (void)state;
    assert_int_equal(take(LW_PAYLOAD_WIFI, frame, sizeof frame), 0);
    assert_int_equal(d->guess(frame, sizeof frame), 0);
    assert_int_equal(d->guess(sample_beacon, sizeof sample_beacon), 90);
    /* a Bluetooth sniffer's bytes that look like Wi-Fi's */
    assert_int_equal(
        take(LW_PAYLOAD_BLUETOOTH, sample_beacon, sizeof sample_beacon),
        sizeof sample_beacon);
    assert_int_equal(got.first_error, LW_ERR_NOT_MINE);
}

static void every_prefix_is_refused_or_none_of_ours(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof sample_beacon; len++) {
        take(LW_PAYLOAD_WIFI, sample_beacon, len);
        assert_int_equal(got.reports, 0);
        assert_int_equal(got.errors, got.messages);
        assert_true(got.first_error == 0 ||
                    got.first_error == LW_ERR_TRUNCATED);
    }
    for (size_t len = 0; len < sizeof sample_bluetooth_4; len++) {
        take(LW_PAYLOAD_BLUETOOTH, sample_bluetooth_4, len);
        assert_int_equal(got.errors, got.messages);
    }
    for (size_t len = 0; len < sizeof sample_french; len++) {
        take(LW_PAYLOAD_WIFI, sample_french, len);
        assert_int_equal(got.errors + got.reports, got.messages);
    }
}

/* Offset of the pack in the beacon. */
enum { PACK = sizeof sample_beacon - 3 - 5 * 25 };

static void a_pack_that_says_more_than_it_has_is_refused(void **state)
{
    uint8_t frame[sizeof sample_beacon];

    (void)state;
    memcpy(frame, sample_beacon, sizeof frame);
    frame[PACK + 2] = 6;
    take(LW_PAYLOAD_WIFI, frame, sizeof frame);
    assert_int_equal(got.messages, 1);
    assert_int_equal(got.first_error, LW_ERR_TRUNCATED);
    assert_string_equal(got.text[0], "pack: says 6 messages, has 5");
    frame[PACK + 2] = 4; /* less is what it says */
    take(LW_PAYLOAD_WIFI, frame, sizeof frame);
    assert_int_equal(got.messages, 4);
    frame[PACK + 2] = 0;
    take(LW_PAYLOAD_WIFI, frame, sizeof frame);
    assert_int_equal(got.first_error, LW_ERR_RANGE);
}

static void a_bad_message_leaves_the_others_be(void **state)
{
    uint8_t frame[sizeof sample_beacon];

    (void)state;
    memcpy(frame, sample_beacon, sizeof frame);
    frame[PACK + 3] = 0xf0; /* a pack in a pack */
    frame[PACK + 3 + 50] = 0x90;
    take(LW_PAYLOAD_WIFI, frame, sizeof frame);
    assert_int_equal(got.messages, 5);
    assert_int_equal(got.errors, 2);
    assert_int_equal(got.reports, 1);
    assert_string_equal(got.text[0], "message: a pack in place of a message");
    assert_string_equal(got.text[2], "message type: 9 is none that is known");
}

static void mutated_frames_do_no_harm(void **state)
{
    uint8_t frame[sizeof sample_beacon];
    uint64_t seed = 11;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        memcpy(frame, sample_beacon, sizeof frame);
        for (int k = 0; k < 1 + i % 4; k++)
            frame[random_below(&seed, sizeof frame)] =
                (uint8_t)random_below(&seed, 256);
        take(i % 5 == 0 ? LW_PAYLOAD_BLUETOOTH : LW_PAYLOAD_WIFI, frame,
             sizeof frame - random_below(&seed, 3));
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_beacon_is_told_message_by_message),
        T(operators_are_told_where_they_are_asked_for),
        T(other_carriers_are_told),
        T(france_is_told_as_well),
        T(frames_without_remote_id_are_dropped),
        T(every_prefix_is_refused_or_none_of_ours),
        T(a_pack_that_says_more_than_it_has_is_refused),
        T(a_bad_message_leaves_the_others_be),
        T(mutated_frames_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
