/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/exact_fixture.h"
#include "decode/formats.h"
#include "near.h"
#include "random.h"

#define DEG (3.14159265358979323846 / 180)

/* 2.2.4 of the document. */
static const uint8_t heartbeat[] = {0x7e, 0x00, 0x81, 0x41, 0xdb, 0xd0,
                                    0x08, 0x02, 0xb3, 0x8b, 0x7e};
/* 3.5.2 of the document: over Salem, Oregon. */
static const uint8_t salem[] = {
    0x14, 0x00, 0xab, 0x45, 0x49, 0x1f, 0xef, 0x15, 0xa8, 0x89,
    0x78, 0x0f, 0x09, 0xa9, 0x07, 0xb0, 0x01, 0x20, 0x01, 0x4e,
    0x38, 0x32, 0x35, 0x56, 0x20, 0x20, 0x20, 0x00,
};
enum { FRAME_SIZE = 2 * (sizeof salem + 2) + 2 };

/* 2026-11-21 15:00:05 UTC */
static const int64_t rx_ns = 1795273205000000000;

static const struct lw_decoder *const gdl90 = &lw_decoder_gdl90;
static void *memory;

static void begin(const struct lw_pair *option, uint32_t options)
{
    const struct lw_decode_config config = {
        .sensor = "stratux", .option = option, .options = options};
    struct lw_fault fault;

    assert_int_equal(gdl90->init(memory, &config, &fault), 0);
}

static int set_up(void **state)
{
    (void)state;
    memory = malloc(gdl90->state_size);
    assert_non_null(memory);
    begin(NULL, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* 2.2.3 of the document, bit by bit. */
static unsigned check_of(const uint8_t *bytes, size_t len)
{
    unsigned crc = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned table = crc & 0xff00;
        for (int bit = 0; bit < 8; bit++)
            table = (table << 1 ^ (table & 0x8000 ? 0x1021u : 0)) & 0xffff;
        crc = (table ^ crc << 8 ^ bytes[i]) & 0xffff;
    }
    return crc;
}

static size_t wrap(const uint8_t *message, size_t len, uint8_t *frame)
{
    const unsigned crc = check_of(message, len);
    size_t at = 0;

    frame[at++] = 0x7e;
    for (size_t i = 0; i < len + 2; i++) {
        const uint8_t byte = i < len    ? message[i]
                             : i == len ? (uint8_t)(crc & 255)
                                        : (uint8_t)(crc >> 8);
        if (byte == 0x7d || byte == 0x7e)
            frame[at++] = 0x7d;
        frame[at++] = byte == 0x7d || byte == 0x7e ? byte ^ 0x20 : byte;
    }
    frame[at++] = 0x7e;
    return at;
}

static int decode_at(const uint8_t *frame, size_t len, int64_t at_ns,
                     struct lw_report *r)
{
    return decode_exact(gdl90, memory, frame, len, at_ns, r, NULL);
}

static int decode(const uint8_t *message, size_t len, struct lw_report *r)
{
    uint8_t frame[FRAME_SIZE];

    assert_true(len <= sizeof salem);
    return decode_at(frame, wrap(message, len, frame), rx_ns, r);
}

/* The example with bytes changed: pairs of place and value, -1 at the end. */
static int changed(const int *change, struct lw_report *r)
{
    uint8_t message[sizeof salem];

    memcpy(message, salem, sizeof salem);
    for (; *change >= 0; change += 2)
        message[change[0]] = (uint8_t)change[1];
    return decode(message, sizeof message, r);
}

static void reads_the_example_of_the_document(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(salem, sizeof salem, &r), 1);
    assert_int_equal(r.type, LW_REPORT_POSITION);
    assert_string_equal(r.sensor, "stratux");
    assert_near(r.pos.lat_rad / DEG, 44.90708, 2.2e-5);
    assert_near(r.pos.lon_rad / DEG, -122.99488, 2.2e-5);
    assert_near(r.pos.alt_hae_m, 5000 * 0.3048, 1e-9);
    assert_near(r.vel_mps[0], 123 * 1852.0 / 3600 * 0.70710678, 1e-6);
    assert_near(r.vel_mps[1], 123 * 1852.0 / 3600 * 0.70710678, 1e-6);
    assert_near(r.vel_mps[2], 64 * 0.3048 / 60, 1e-9);
    assert_int_equal(r.ident.icao, 0xab4549);
    assert_string_equal(r.ident.callsign, "N825V");
    assert_string_equal(r.object, "ab4549");
    assert_true(r.has & LW_HAS_SD_HORIZONTAL);
    assert_near(r.sd.horizontal_m, 15.8, 0.1); /* NACp 9: 30 m */
    assert_false(r.has & LW_HAS_KINDS);        /* light: nothing is said */
    assert_true(r.meas_ns == rx_ns && r.rx_ns == rx_ns);
}

static void describes_the_examples(void **state)
{
    uint8_t frame[FRAME_SIZE];
    char text[1024];
    struct lw_fault fault;

    (void)state;
    size_t len = wrap(salem, sizeof salem, frame);
    int got =
        gdl90->describe(memory, frame, len, text, sizeof text - 1, &fault);
    assert_true(got > 0);
    text[got] = '\0';
    assert_string_equal(
        text,
        "\"message\":\"traffic-report\",\"id\":20,\"traffic_alert\":false,"
        "\"address_type\":\"ADS-B with ICAO address\",\"icao\":\"ab4549\","
        "\"lat\":44.907067,\"lon\":-122.994862,\"altitude_ft\":5000,"
        "\"airborne\":true,\"extrapolated\":false,\"nic\":10,\"nac_p\":9,"
        "\"horizontal_velocity_kt\":123,\"vertical_velocity_fpm\":64,"
        "\"true_track_deg\":45,\"callsign\":\"N825V\","
        "\"emitter_category\":\"light\",\"emergency\":\"none\"");
    got = gdl90->describe(memory, heartbeat, sizeof heartbeat, text,
                          sizeof text - 1, &fault);
    assert_true(got > 0);
    text[got] = '\0';
    assert_non_null(strstr(text, "\"utc_ok\":true"));
    assert_non_null(strstr(text, "\"time_stamp_s\":53467"));
    assert_non_null(strstr(text, "\"uplinks_received\":1"));
    assert_non_null(strstr(text, "\"basic_and_long_received\":2"));
    assert_int_equal(
        gdl90->describe(memory, heartbeat, sizeof heartbeat, text, 20, &fault),
        LW_ERR_NO_SPACE);
    assert_true(gdl90->clock_ns(NULL, heartbeat, sizeof heartbeat) ==
                53467000000000);
    assert_true(gdl90->clock_ns(NULL, frame, len) == -1);
}

static void what_is_not_known_is_left_out(void **state)
{
    struct lw_report r;

    (void)state;
    /* no altitude, no speed, NACp 0, no callsign, no address */
    assert_int_equal(
        changed((int[]){11,   0xff, 12,  0xf9, 13,  0xa0, 14,  0xff, 15,
                        0xf0, 19,   ' ', 20,   ' ', 21,   ' ', 22,   ' ',
                        23,   ' ',  2,   0,    3,   0,    4,   0,    -1},
                &r),
        1);
    assert_int_equal(r.has, LW_HAS_RX);
    /* no vertical rate: level, as of ADS-B */
    assert_int_equal(changed((int[]){15, 0xb8, 16, 0, -1}, &r), 1);
    assert_near(r.vel_mps[2], 0, 1e-12);
    assert_true(r.has & LW_HAS_VEL);
    /* speed or rate at the end of what can be told; a heading, no track */
    assert_int_equal(changed((int[]){14, 0xff, 15, 0xe0, -1}, &r), 1);
    assert_false(r.has & LW_HAS_VEL);
    assert_int_equal(changed((int[]){15, 0xb1, 16, 0xfe, -1}, &r), 1);
    assert_false(r.has & LW_HAS_VEL);
    assert_int_equal(changed((int[]){15, 0xbe, 16, 0x02, -1}, &r), 1);
    assert_false(r.has & LW_HAS_VEL);
    for (int heading = 8; heading < 12; heading++) {
        assert_int_equal(changed((int[]){12, heading, -1}, &r), 1);
        assert_int_equal((r.has & LW_HAS_VEL) != 0, heading == 9);
    }
}

static void only_what_flies_and_was_measured_is_reported(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(changed((int[]){12, 0x01, -1}, &r), 0); /* on ground */
    assert_int_equal(changed((int[]){12, 0x0d, -1}, &r), 0); /* extrapolated */
    assert_int_equal(changed((int[]){1, 4, -1}, &r), 0);     /* a vehicle */
    assert_int_equal(changed((int[]){18, 19, -1}, &r), 0);   /* an obstacle */
    assert_int_equal(
        changed((int[]){5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 10, 0, 13, 0x09, -1}, &r),
        0); /* no position */
    assert_int_equal(changed((int[]){5, 0x41, -1}, &r), LW_ERR_RANGE);
}

static void identities_and_kinds(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(changed((int[]){1, 1, 18, 7, -1}, &r), 1);
    assert_string_equal(r.object, "~ab4549");
    assert_false(r.has & LW_HAS_ICAO);
    assert_true(r.kinds[LW_KIND_HELICOPTER] > 0.9);
    assert_int_equal(changed((int[]){1, 3, 18, 9, -1}, &r), 1);
    assert_string_equal(r.object, "tis-b ab4549");
    assert_true(r.kinds[LW_KIND_FIXED_WING] > 0.9);
    assert_int_equal(changed((int[]){1, 2, 18, 14, -1}, &r), 1);
    assert_int_equal(r.ident.icao, 0xab4549);
    assert_true(r.kinds[LW_KIND_UNKNOWN] > 0.9);
    assert_int_equal(changed((int[]){20, 0x80, -1}, &r), 1);
    assert_false(r.has & LW_HAS_CALLSIGN);
}

static void its_own_position_only_where_asked_for(void **state)
{
    static const struct lw_pair position[] = {{"ownship", "position"}};
    static const struct lw_pair wrong[] = {{"ownship", "yes"}};
    const struct lw_decode_config config = {.option = wrong, .options = 1};
    const uint8_t altitude[] = {0x0b, 0x00, 0xc8, 0x00, 0x0a};
    struct lw_fault fault;
    struct lw_report r;

    (void)state;
    assert_int_equal(changed((int[]){0, 10, -1}, &r), 0);
    begin(position, 1);
    assert_int_equal(changed((int[]){0, 10, -1}, &r), 1);
    assert_near(r.pos.alt_hae_m, 1524, 1e-9);
    assert_int_equal(decode(altitude, sizeof altitude, &r), 0);
    assert_int_equal(changed((int[]){0, 10, -1}, &r), 1);
    assert_near(r.pos.alt_hae_m, 304.8, 1e-9);
    assert_near(r.sd.vertical_m, 10 / 1.96, 1e-9);
    assert_int_equal(gdl90->init(memory, &config, &fault), LW_ERR_RANGE);
    assert_non_null(strstr(fault.what, "`ownship`"));
}

static void heartbeats_are_told_and_give_the_time(void **state)
{
    /* 15:00:04 UTC; maintenance not required */
    uint8_t beat[] = {0, 0x81, 0x01, 0xf4, 0xd2, 0x08, 0x02};
    const int64_t second = 1000000000;
    uint8_t frame[FRAME_SIZE];
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(beat, sizeof beat, &r), 1);
    assert_int_equal(r.type, LW_REPORT_HEARTBEAT);
    assert_int_equal(r.state, LW_HEARTBEAT_OK);
    assert_int_equal(decode(beat, sizeof beat, &r), 0); /* lately told */
    assert_int_equal(decode(salem, sizeof salem, &r), 1);
    assert_true(r.meas_ns == rx_ns - second && r.rx_ns == rx_ns);
    beat[1] |= 0x40;
    assert_int_equal(decode(beat, sizeof beat, &r), 1);
    assert_int_equal(r.state, LW_HEARTBEAT_DEGRADED);
    /* Too old, or a clock that is wrong: when it was received. */
    size_t len = wrap(salem, sizeof salem, frame);
    assert_int_equal(decode_at(frame, len, rx_ns + 2 * second, &r), 1);
    assert_true(r.meas_ns == rx_ns + 2 * second);
    beat[3] = 0;
    assert_int_equal(decode(beat, sizeof beat, &r), 0);
    assert_int_equal(decode(salem, sizeof salem, &r), 1);
    assert_true(r.meas_ns == rx_ns);
    /* Over midnight: 23:59:59 heard at 0:00:00.2 */
    const int64_t midnight = 1795305600 * second;
    const uint8_t last[] = {0, 0x81, 0x81, 0x7f, 0x51, 0x08, 0x02};
    len = wrap(last, sizeof last, frame);
    assert_int_equal(decode_at(frame, len, midnight + second / 5, &r), 1);
    len = wrap(salem, sizeof salem, frame);
    assert_int_equal(decode_at(frame, len, midnight + second / 5, &r), 1);
    assert_true(r.meas_ns == midnight - second);
}

static void what_is_of_no_use_is_passed_over(void **state)
{
    const uint8_t ahrs[] = {0x65, 0x01, 0, 10, 0, 20, 0, 30, 0, 40, 0, 50};
    const uint8_t stratux[] = {0xcc, 0x02, 0x01};
    const uint8_t height[] = {0x09, 0x01, 0x00};
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(ahrs, sizeof ahrs, &r), 0);
    assert_int_equal(decode(stratux, sizeof stratux, &r), 0);
    assert_int_equal(decode(height, sizeof height, &r), 0);
    assert_int_equal(decode(height, 2, &r), LW_ERR_TRUNCATED);
    assert_int_equal(decode(salem, 27, &r), LW_ERR_TRUNCATED);
    const uint8_t longer[] = {0x0b, 0, 0xc8, 0, 0x0a, 0};
    assert_int_equal(decode(longer, sizeof longer, &r), LW_ERR_INTEGRITY);
}

static void refuses_every_prefix_and_every_flipped_bit(void **state)
{
    uint8_t frame[FRAME_SIZE];
    const size_t len = wrap(salem, sizeof salem, frame);
    struct lw_report r;

    (void)state;
    for (size_t cut = 0; cut < len; cut++)
        assert_int_equal(decode_at(frame, cut, rx_ns, &r), LW_ERR_TRUNCATED);
    for (size_t bit = 8; bit < 8 * (len - 1); bit++) {
        frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_true(decode_at(frame, len, rx_ns, &r) < 0);
        frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void escapes_are_taken_off(void **state)
{
    uint8_t message[sizeof salem], frame[FRAME_SIZE];
    struct lw_report r;

    (void)state;
    memcpy(message, salem, sizeof salem);
    message[2] = 0x7d;
    message[3] = 0x7e;
    message[4] = 0x5e;
    assert_int_equal(wrap(message, sizeof message, frame), sizeof salem + 6);
    assert_int_equal(decode(message, sizeof message, &r), 1);
    assert_int_equal(r.ident.icao, 0x7d7e5e);
}

/* Messages with one flag between them, with two, and noise around. */
static void messages_are_framed_wherever_they_are_cut(void **state)
{
    uint8_t stream[512] = "noise";
    size_t len = 5, start;

    (void)state;
    memcpy(stream + len, heartbeat, sizeof heartbeat);
    len += sizeof heartbeat;
    memcpy(stream + len, heartbeat, sizeof heartbeat);
    len += sizeof heartbeat;
    memcpy(stream + len, heartbeat + 1, sizeof heartbeat - 1);
    len += sizeof heartbeat - 1;
    for (size_t step = 1; step < len; step++) {
        size_t at = 0, have = 0;
        int good = 0, bad = 0;
        while (at < len) {
            const size_t got =
                gdl90->frame(stream + at, have - at, have == len, &start);
            if (got == 0 && have == len)
                break;
            if (got == 0) {
                at += start;
                have = have + step < len ? have + step : len;
                continue;
            }
            struct lw_report r;
            const int n = decode_at(stream + at + start, got, rx_ns, &r);
            good += n >= 0;
            bad += n < 0;
            at += start + got;
        }
        assert_int_equal(good, 3);
        assert_int_equal(bad, 1);
    }
    assert_true(gdl90->guess(stream, len) > 90);
    assert_true(gdl90->guess(heartbeat, sizeof heartbeat) > 90);
    assert_int_equal(gdl90->guess(heartbeat, sizeof heartbeat - 1), 0);
    memset(stream, 'x', sizeof stream);
    assert_int_equal(gdl90->guess(stream, sizeof stream), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reads_the_example_of_the_document),
        TEST(describes_the_examples),
        TEST(what_is_not_known_is_left_out),
        TEST(only_what_flies_and_was_measured_is_reported),
        TEST(identities_and_kinds),
        TEST(its_own_position_only_where_asked_for),
        TEST(heartbeats_are_told_and_give_the_time),
        TEST(what_is_of_no_use_is_passed_over),
        TEST(refuses_every_prefix_and_every_flipped_bit),
        TEST(escapes_are_taken_off),
        TEST(messages_are_framed_wherever_they_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
