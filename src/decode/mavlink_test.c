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

enum { ADSB_LEN = 38, ADSB_EXTRA = 184, FRAME_SIZE = 300 };

static const int64_t rx_ns = 1795273205000000000;
static const struct lw_decoder *const mavlink = &lw_decoder_mavlink;
static void *memory;

static void begin(const char *sensor, const struct lw_pair *option,
                  uint32_t options)
{
    struct lw_decode_config config = {.option = option, .options = options};
    struct lw_fault fault;

    memcpy(config.sensor, sensor, strlen(sensor) + 1);
    assert_int_equal(mavlink->init(memory, &config, &fault), 0);
}

static int set_up(void **state)
{
    (void)state;
    memory = malloc(mavlink->state_size);
    assert_non_null(memory);
    begin("ping", NULL, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* CRC-16/MCRF4XX bit by bit: reflected 0x1021, from ffff, not inverted. */
static unsigned check_of(unsigned crc, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1;
    }
    return crc;
}

/* A frame from 1/156; version 2 without the zeros at its end. */
static size_t wrap(int version, uint32_t id, uint8_t extra,
                   const uint8_t *payload, size_t len, uint8_t *frame)
{
    size_t at = 0;

    while (version == 2 && len > 1 && payload[len - 1] == 0)
        len--;
    frame[at++] = version == 1 ? 0xfe : 0xfd;
    frame[at++] = (uint8_t)len;
    if (version == 2) {
        frame[at++] = 0;
        frame[at++] = 0;
    }
    frame[at++] = 7;
    frame[at++] = 1;
    frame[at++] = 156;
    frame[at++] = (uint8_t)(id & 255);
    if (version == 2) {
        frame[at++] = (uint8_t)(id >> 8 & 255);
        frame[at++] = (uint8_t)(id >> 16);
    }
    memcpy(frame + at, payload, len);
    at += len;
    const unsigned crc =
        check_of(check_of(0xffff, frame + 1, at - 1), &extra, 1);
    frame[at++] = (uint8_t)(crc & 255);
    frame[at++] = (uint8_t)(crc >> 8);
    return at;
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value & 255);
    at[1] = (uint8_t)(value >> 8 & 255);
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value & 0xffff);
    put16(at + 2, value >> 16);
}

static void vehicle(uint8_t p[ADSB_LEN])
{
    memset(p, 0, ADSB_LEN);
    put32(p, 0x484123);
    put32(p + 4, 523000000);
    put32(p + 8, (uint32_t)-48000000);
    put32(p + 12, 914400);
    put16(p + 16, 9000);
    put16(p + 18, 6173);
    put16(p + 20, (unsigned)-250 & 0xffff);
    put16(p + 22, 0xbf);
    put16(p + 24, 7000);
    p[26] = 1;
    memcpy(p + 27, "KLM641", 6);
    p[36] = 3;
    p[37] = 2;
}

static int decode_at(const uint8_t *frame, size_t len, int64_t at_ns,
                     struct lw_report *r)
{
    return decode_exact(mavlink, memory, frame, len, at_ns, r, NULL);
}

static int decode(int version, const uint8_t *payload, struct lw_report *r)
{
    uint8_t frame[FRAME_SIZE];
    const size_t len = wrap(version, 246, ADSB_EXTRA, payload, ADSB_LEN, frame);

    return decode_at(frame, len, rx_ns, r);
}

static void reads_aircraft_in_both_versions(void **state)
{
    uint8_t p[ADSB_LEN];
    struct lw_report r;

    (void)state;
    for (int version = 1; version <= 2; version++) {
        vehicle(p);
        put32(p, 0x484123u + (uint32_t)version);
        assert_int_equal(decode(version, p, &r), 1);
        assert_string_equal(r.sensor, "ping");
        assert_true(r.rx_ns == rx_ns && r.meas_ns == rx_ns - 2000000000);
        assert_near(r.pos.lat_rad / DEG, 52.3, 1e-9);
        assert_near(r.pos.lon_rad / DEG, -4.8, 1e-9);
        assert_near(r.pos.alt_hae_m, 914.4, 1e-9);
        assert_near(r.sd.vertical_m, 50, 1e-9);
        assert_near(r.vel_mps[0], 61.73, 1e-9);
        assert_near(r.vel_mps[1], 0, 1e-9);
        assert_near(r.vel_mps[2], -2.5, 1e-9);
        assert_int_equal(r.ident.icao, 0x484123 + version);
        assert_string_equal(r.ident.callsign, "KLM641");
        assert_string_equal(r.ident.squawk, "7000");
        assert_true(r.kinds[LW_KIND_AIRLINER] > 0.9);
        assert_false(r.has & LW_HAS_SD_HORIZONTAL);
    }
}

static void flags_say_what_is_valid(void **state)
{
    uint8_t p[ADSB_LEN];
    struct lw_report r;

    (void)state;
    vehicle(p);
    put16(p + 22, 1);
    p[36] = 0;
    assert_int_equal(decode(2, p, &r), 1);
    assert_int_equal(r.has, LW_HAS_RX | LW_HAS_ICAO | LW_HAS_OBJECT);
    put16(p + 22, 0xbe);
    assert_int_equal(decode(2, p, &r), 0); /* no place */
    put16(p + 22, 1 | 8);                  /* speed without a course */
    p[37] = 0;
    assert_int_equal(decode(2, p, &r), 1);
    assert_false(r.has & LW_HAS_VEL);
    put16(p + 22, 1 | 4 | 8 | 32); /* no vertical rate; 7900 is no squawk */
    put16(p + 24, 7900);
    assert_int_equal(decode(2, p, &r), 1);
    assert_near(r.vel_mps[2], 0, 1e-12);
    assert_false(r.has & LW_HAS_SQUAWK);
    put32(p, 0x1484123); /* more than 24 bits */
    assert_int_equal(decode(2, p, &r), 1);
    assert_false(r.has & LW_HAS_ICAO);
    assert_string_equal(r.object, "~01484123");
    p[36] = 19; /* an obstacle */
    assert_int_equal(decode(2, p, &r), 0);
}

static void what_cannot_be_is_refused(void **state)
{
    uint8_t p[ADSB_LEN];
    struct lw_report r;

    (void)state;
    vehicle(p);
    put32(p + 4, 900000001);
    assert_int_equal(decode(2, p, &r), LW_ERR_RANGE);
    vehicle(p);
    put32(p + 8, (uint32_t)-1800000001);
    assert_int_equal(decode(2, p, &r), LW_ERR_RANGE);
    vehicle(p);
    put16(p + 16, 36001);
    assert_int_equal(decode(2, p, &r), LW_ERR_RANGE);
    vehicle(p);
    put32(p + 12, 200000000);
    assert_int_equal(decode(2, p, &r), LW_ERR_RANGE);
}

static void a_place_that_is_only_repeated_is_no_report(void **state)
{
    uint8_t p[ADSB_LEN];
    struct lw_report r;

    (void)state;
    vehicle(p);
    p[37] = 0;
    assert_int_equal(decode(2, p, &r), 1);
    p[37] = 1;
    assert_int_equal(decode(2, p, &r), 0);
    p[37] = 61;
    put32(p + 4, 523000100);
    assert_int_equal(decode(2, p, &r), 0); /* too old */
    p[37] = 0;
    assert_int_equal(decode(2, p, &r), 1);
    assert_int_equal(decode(2, p, &r), 1); /* it stands, and says so anew */
}

static void simulated_aircraft_only_where_asked_for(void **state)
{
    static const struct lw_pair on[] = {{"simulated", "position"}};
    static const struct lw_pair wrong[] = {{"simulated", "1"}};
    const struct lw_decode_config config = {.option = wrong, .options = 1};
    uint8_t p[ADSB_LEN];
    struct lw_fault fault;
    struct lw_report r;

    (void)state;
    vehicle(p);
    put16(p + 22, 0xff);
    assert_int_equal(decode(2, p, &r), 0);
    begin("", on, 1);
    assert_int_equal(decode(2, p, &r), 1);
    assert_string_equal(r.sensor, "1/156");
    assert_int_equal(mavlink->init(memory, &config, &fault), LW_ERR_RANGE);
}

static void refuses_every_prefix_and_every_flipped_bit(void **state)
{
    uint8_t p[ADSB_LEN], frame[FRAME_SIZE];
    struct lw_report r;

    (void)state;
    vehicle(p);
    for (int version = 1; version <= 2; version++) {
        const size_t len = wrap(version, 246, ADSB_EXTRA, p, ADSB_LEN, frame);
        const size_t id = version == 1 ? 5 : 7, ids = version == 1 ? 1 : 3;

        for (size_t cut = 0; cut < len; cut++)
            assert_int_equal(decode_at(frame, cut, rx_ns, &r),
                             LW_ERR_TRUNCATED);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
            const int got = decode_at(frame, len, rx_ns, &r);
            /* Another id is another message, whose check is not known. */
            if (bit / 8 >= id && bit / 8 < id + ids)
                assert_true(got <= 0);
            else
                assert_true(got < 0);
            frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

static void signatures_are_passed_over_and_flags_understood(void **state)
{
    uint8_t p[ADSB_LEN], frame[FRAME_SIZE];
    struct lw_report r;

    (void)state;
    vehicle(p);
    for (uint8_t flags = 0; flags < 4; flags++) {
        const uint8_t extra = ADSB_EXTRA;
        const size_t len = wrap(2, 246, extra, p, ADSB_LEN, frame);

        frame[2] = flags;
        p[37] = 0;
        const unsigned crc =
            check_of(check_of(0xffff, frame + 1, len - 3), &extra, 1);
        put16(frame + len - 2, crc);
        memset(frame + len, 0x55, 13);
        const int got = decode_at(frame, len + (flags & 1 ? 13 : 0), rx_ns, &r);
        assert_int_equal(got, flags < 2 ? 1 : LW_ERR_UNKNOWN);
        put32(p + 4, 523000000u + 100 * flags + 100);
    }
}

static void describes_by_the_names_of_the_standard(void **state)
{
    uint8_t p[ADSB_LEN], frame[FRAME_SIZE];
    struct lw_fault fault;
    char text[1024];

    (void)state;
    vehicle(p);
    size_t len = wrap(2, 246, ADSB_EXTRA, p, ADSB_LEN, frame);
    int got =
        mavlink->describe(memory, frame, len, text, sizeof text - 1, &fault);
    assert_true(got > 0);
    text[got] = '\0';
    assert_string_equal(
        text,
        "\"message\":\"ADSB_VEHICLE\",\"id\":246,\"mavlink\":2,\"system\":1,"
        "\"component\":156,\"ICAO_address\":\"484123\",\"lat\":52.3,"
        "\"lon\":-4.8,\"altitude_type\":\"GEOMETRIC\",\"altitude_m\":914.4,"
        "\"heading_deg\":90,\"hor_velocity_mps\":61.73,"
        "\"ver_velocity_mps\":-2.5,\"callsign\":\"KLM641\","
        "\"emitter_type\":\"LARGE\",\"tslc_s\":2,\"squawk\":\"7000\","
        "\"simulated\":false,\"source_uat\":false");
    len = wrap(2, 76, 152, p, 33, frame); /* a command */
    got = mavlink->describe(memory, frame, len, text, sizeof text - 1, &fault);
    assert_true(got > 0);
    text[got] = '\0';
    assert_string_equal(text, "\"message\":\"other\",\"id\":76,\"mavlink\":2,"
                              "\"system\":1,\"component\":156");
}

/* A drone's basic id, place and operator, one by one, then in a pack. */
static void remote_id_is_joined_by_its_transmitter(void **state)
{
    uint8_t p[256] = {0}, frame[FRAME_SIZE];
    const float alt = 101.5f, none = -1000, time = 3;
    struct lw_fault fault;
    struct lw_report r;
    char text[2048];
    size_t len;

    (void)state;
    memcpy(p + 2, "3065EC6FC458", 12);
    p[22] = 1;
    p[23] = 2;
    memcpy(p + 24, "1581F5FKD2294", 13);
    len = wrap(2, 12900, 114, p, 44, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), 0);
    memset(p, 0, sizeof p);
    put32(p, 522000000);
    put32(p + 4, 47000000);
    memcpy(p + 30, "3065EC6FC458", 12);
    len = wrap(2, 12904, 77, p, 54, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), 0);
    int got =
        mavlink->describe(memory, frame, len, text, sizeof text - 1, &fault);
    assert_true(got > 0);
    text[got] = '\0';
    assert_non_null(strstr(text, "\"address\":\"3065ec6fc458\""));
    assert_null(strstr(text, "52.2"));
    memset(p, 0, sizeof p);
    put32(p, 523000000);
    put32(p + 4, 48000000);
    memcpy(p + 8, &none, 4);
    memcpy(p + 12, &alt, 4);
    memcpy(p + 16, &none, 4);
    memcpy(p + 20, &time, 4);
    put16(p + 24, 9000);
    put16(p + 26, 425);
    put16(p + 28, (unsigned)-50 & 0xffff);
    memcpy(p + 32, "3065EC6FC458", 12);
    p[52] = 2;
    p[54] = 10;
    len = wrap(2, 12901, 254, p, 59, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), 1);
    assert_string_equal(r.object, "3065ec6fc458");
    assert_string_equal(r.ident.remote_id, "1581F5FKD2294");
    assert_near(r.pos.alt_hae_m, 101.5, 1e-9);
    assert_near(r.vel_mps[0], 4.25, 1e-9);
    assert_near(r.vel_mps[2], -0.5, 1e-9);
    assert_true(r.meas_ns == rx_ns - 2000000000);
    assert_near(r.operator_pos.lat_rad / DEG, 52.2, 1e-9);
    put32(p, 900000001);
    len = wrap(2, 12901, 254, p, 59, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), LW_ERR_RANGE);
    got = mavlink->describe(memory, frame, len, text, sizeof text, &fault);
    assert_int_equal(got, LW_ERR_RANGE);
}

static void packs_are_taken_apart(void **state)
{
    /* a place before the id: what is in one pack belongs together */
    static const uint8_t location[25] = {
        0x12, 0x20, 90,   17,   0,    0xc0, 0x54, 0x2c, 0x1f,
        0x00, 0x6c, 0xdc, 0x02, 0x00, 0x00, 0x9c, 0x08, 0x00,
        0x00, 0x5a, 0x04, 0x1e, 0x00, 0x01, 0x00};
    static const uint8_t basic[25] = {0x02, 0x12, '1', '5', '8', '1', 'F'};
    uint8_t p[256] = {0}, frame[FRAME_SIZE];
    struct lw_report r;
    size_t len;

    (void)state;
    p[22] = 25;
    p[23] = 2;
    memcpy(p + 24, location, 25);
    memcpy(p + 49, basic, 25);
    len = wrap(2, 12915, 94, p, 249, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), 1);
    assert_string_equal(r.object, "1/156");
    assert_string_equal(r.ident.remote_id, "1581F");
    p[23] = 10;
    len = wrap(2, 12915, 94, p, 249, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), LW_ERR_RANGE);
    p[23] = 1;
    p[24] = 0x72; /* no such message */
    len = wrap(2, 12915, 94, p, 249, frame);
    assert_int_equal(decode_at(frame, len, rx_ns, &r), LW_ERR_UNKNOWN);
}

/* A stream with noise, a stream with stamps: the same wherever it is cut. */
static void frames_are_found_wherever_the_stream_is_cut(void **state)
{
    static const uint8_t stamp[8] = {0x00, 0x06, 0x60, 0xfd,
                                     0x1c, 0xfe, 0x22, 0x40};
    uint8_t p[ADSB_LEN], stream[2048];

    (void)state;
    for (int stamped = 0; stamped <= 1; stamped++) {
        size_t len = 0, starts[64], expected = 0;

        for (int i = 0; i < 8; i++) {
            vehicle(p);
            put32(p + 4, 523000000u + 1000u * (uint32_t)i);
            if (i == 3)
                memcpy(stream + len, "\xfe\x03noise", 7), len += 7;
            if (stamped) {
                memcpy(stream + len, stamp, 8);
                len += 8;
            }
            len += i % 3 == 1 ? wrap(2, 30, 39, p, 28, stream + len)
                              : wrap(1 + i % 2, 246, ADSB_EXTRA, p, ADSB_LEN,
                                     stream + len);
        }
        for (size_t step = 1; step <= len; step++) {
            size_t at = 0, have = 0, count = 0, start;
            int reports = 0;

            while (at < len) {
                const size_t got =
                    mavlink->frame(stream + at, have - at, have == len, &start);
                struct lw_report r;

                if (got == 0) {
                    assert_true(have < len);
                    have = have + step < len ? have + step : len;
                    continue;
                }
                assert_int_equal(start, 0);
                const int n = decode_at(stream + at, got, rx_ns, &r);
                reports += n > 0;
                if (n > 0 && stamped) {
                    assert_true(r.meas_ns == 1795490089673280000 - 2000000000);
                    assert_true(mavlink->clock_ns(NULL, stream + at, got) ==
                                1795490089673280000);
                }
                assert_true(count < 64);
                if (step == 1)
                    starts[expected++] = at;
                else
                    assert_int_equal(starts[count], at);
                count++;
                at += got;
            }
            assert_int_equal(count, expected);
            assert_int_equal(reports, 5);
        }
        assert_true(mavlink->guess(stream, len) > 90);
    }
}

static void what_is_not_its_own_is_not_guessed(void **state)
{
    uint8_t noise[4096];
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (uint8_t)random_bits(&seed);
        assert_true(mavlink->guess(noise, sizeof noise) <= 60);
    }
    assert_int_equal(mavlink->guess((const uint8_t *)"\x1a\x33", 2), 0);
    assert_int_equal(mavlink->guess(noise, 0), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reads_aircraft_in_both_versions),
        TEST(flags_say_what_is_valid),
        TEST(what_cannot_be_is_refused),
        TEST(a_place_that_is_only_repeated_is_no_report),
        TEST(simulated_aircraft_only_where_asked_for),
        TEST(refuses_every_prefix_and_every_flipped_bit),
        TEST(signatures_are_passed_over_and_flags_understood),
        TEST(describes_by_the_names_of_the_standard),
        TEST(remote_id_is_joined_by_its_transmitter),
        TEST(packs_are_taken_apart),
        TEST(frames_are_found_wherever_the_stream_is_cut),
        TEST(what_is_not_its_own_is_not_guessed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
