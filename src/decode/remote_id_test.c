/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"
#include "remote_id.h"

enum { ROUNDS = 20000 };

/* Out of the capture of an ESP32 with the Open Drone ID firmware that comes
 * with the dissector of opendroneid.org (odid_wifi_bcn_sample.pcap). */
static const uint8_t location_sample[LW_REMOTE_ID_LEN] = {
    0x10, 0x00, 0x5c, 0x52, 0x7e, 0xbc, 0xba, 0x25, 0x1b,
    0xa8, 0x8c, 0xb4, 0xb6, 0x00, 0x00, 0xaa, 0x09, 0x98,
    0x08, 0x39, 0x41, 0x00, 0x00, 0x0a, 0x00};
static const uint8_t system_sample[LW_REMOTE_ID_LEN] = {
    0x40, 0x04, 0xa4, 0x85, 0x25, 0x1b, 0x6e, 0xdb, 0xb3,
    0xb6, 0x01, 0x00, 0x32, 0x00, 0x00, 0x00, 0x00, 0x15,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
/* Of a Parrot Anafi USA, standing. */
static const uint8_t parrot_sample[LW_REMOTE_ID_LEN] = {
    0x10, 0x10, 0x54, 0x00, 0x00, 0x9f, 0xf3, 0x21, 0x1c,
    0xe3, 0x20, 0x34, 0x05, 0x00, 0x00, 0x00, 0x00, 0xd0,
    0x07, 0x00, 0x00, 0x4b, 0x24, 0x00, 0x00};

static void reads_the_values_of_a_location(void **state)
{
    struct lw_remote_id m;
    const struct lw_remote_id_location *l = &m.is.location;

    (void)state;
    assert_int_equal(
        lw_remote_id_read(location_sample, LW_REMOTE_ID_LEN, &m, NULL), 0);
    assert_int_equal(m.type, LW_REMOTE_ID_LOCATION);
    assert_int_equal(m.version, 0);
    assert_int_equal(l->status, LW_REMOTE_ID_UNDECLARED);
    assert_int_equal(l->has,
                     LW_REMOTE_ID_HAS_DIRECTION | LW_REMOTE_ID_HAS_SPEED |
                         LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_ALT |
                         LW_REMOTE_ID_HAS_HEIGHT | LW_REMOTE_ID_HAS_TIME);
    assert_near(l->direction_deg, 92, 0);
    assert_near(l->speed_mps, 20.5, 0);
    assert_near(l->lat_deg, 45.5457468, 1e-9);
    assert_near(l->lon_deg, -122.9681496, 1e-9);
    assert_near(l->alt_hae_m, 237, 0);
    assert_near(l->height_m, 100, 0);
    assert_near(lw_remote_id_horizontal_m(l->accuracy_horizontal), 30, 0);
    assert_near(lw_remote_id_vertical_m(l->accuracy_vertical), 25, 0);
    assert_near(lw_remote_id_vertical_m(l->accuracy_pressure), 10, 0);
    assert_near(lw_remote_id_speed_mps(l->accuracy_speed), 10, 0);
    assert_int_equal(l->accuracy_time, 10);

    assert_int_equal(
        lw_remote_id_read(parrot_sample, LW_REMOTE_ID_LEN, &m, NULL), 0);
    assert_int_equal(l->status, LW_REMOTE_ID_GROUND);
    assert_near(l->time_s, 929.1, 1e-9);
    assert_near(l->height_m, 0, 0);
    assert_near(l->up_mps, 0, 0);
    assert_false(l->has &
                 (LW_REMOTE_ID_HAS_ALT | LW_REMOTE_ID_HAS_ALT_PRESSURE));
}

static void reads_the_values_of_a_system(void **state)
{
    struct lw_remote_id m;
    const struct lw_remote_id_system *s = &m.is.system;

    (void)state;
    assert_int_equal(
        lw_remote_id_read(system_sample, LW_REMOTE_ID_LEN, &m, NULL), 0);
    assert_int_equal(s->has, LW_REMOTE_ID_HAS_PLACE);
    assert_int_equal(s->classification, 1);
    assert_int_equal(s->location_type, 0);
    assert_int_equal(s->area_count, 1);
    assert_near(s->area_radius_m, 500, 0);
    assert_int_equal(s->category, 1);
    assert_int_equal(s->class_eu, 5);
    assert_near(s->lat_deg, 45.5443876, 1e-9);
}

static void unknown_is_not_a_number(void **state)
{
    uint8_t msg[LW_REMOTE_ID_LEN] = {0x12};
    struct lw_remote_id m;

    (void)state;
    msg[1] = 0x03; /* 180 degrees more, larger steps */
    msg[2] = 181;
    msg[3] = 255;
    msg[4] = 126;
    msg[21] = msg[22] = 0xff;
    assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, NULL), 0);
    assert_int_equal(m.is.location.has, 0);
    msg[2] = 220; /* 400 degrees */
    msg[4] = 125;
    msg[21] = 0xa1; /* 36001 tenths */
    msg[22] = 0x8c;
    assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, NULL), 0);
    assert_int_equal(m.is.location.has, 0);
}

static void refuses_what_it_cannot_vouch_for(void **state)
{
    uint8_t msg[LW_REMOTE_ID_LEN];
    struct lw_remote_id m;
    struct lw_fault fault;

    (void)state;
    memcpy(msg, location_sample, sizeof msg);
    for (size_t len = 0; len < sizeof msg; len++) {
        uint8_t *exact = malloc(len + 1);

        assert_non_null(exact);
        memcpy(exact + 1, msg, len);
        assert_int_equal(lw_remote_id_read(exact + 1, len, &m, &fault),
                         LW_ERR_TRUNCATED);
        free(exact);
    }
    for (int head = 0; head < 256; head++) {
        const int type = head >> 4, version = head & 15;

        memset(msg, 0, sizeof msg);
        msg[0] = (uint8_t)head;
        assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, &fault),
                         type <= 5 && version <= 2 ? 0 : LW_ERR_UNKNOWN);
    }
    memcpy(msg, location_sample, sizeof msg);
    msg[8] = 0x40; /* latitude 107 degrees */
    assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, &fault),
                     LW_ERR_RANGE);
    assert_memory_equal(fault.what, "location: latitude: 107", 23);
    memcpy(msg, system_sample, sizeof msg);
    msg[9] = 0x80;
    assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, &fault),
                     LW_ERR_RANGE);
    memset(msg, 0, sizeof msg);
    msg[0] = 0x22;
    msg[2] = 16;
    assert_int_equal(lw_remote_id_read(msg, sizeof msg, &m, &fault),
                     LW_ERR_RANGE);
    assert_string_equal(fault.what, "auth: last page: 16");
}

static uint8_t byte(uint64_t *seed)
{
    return (uint8_t)random_below(seed, 256);
}

static uint8_t nibble(uint64_t *seed)
{
    return (uint8_t)random_below(seed, 16);
}

static double some_height(uint64_t *seed)
{
    return -999.5 + 0.5 * random_below(seed, 65535);
}

static void fill_text(uint64_t *seed, char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        text[i] = (char)byte(seed);
    text[len] = '\0';
}

static void fill_location(uint64_t *seed, struct lw_remote_id_location *l)
{
    l->has = (uint32_t)random_bits(seed) & 0xff;
    l->status = nibble(seed);
    l->height_agl = (uint8_t)random_below(seed, 2);
    l->accuracy_horizontal = nibble(seed);
    l->accuracy_vertical = nibble(seed);
    l->accuracy_pressure = nibble(seed);
    l->accuracy_speed = nibble(seed);
    l->accuracy_time = nibble(seed);
    if (l->has & LW_REMOTE_ID_HAS_DIRECTION)
        l->direction_deg = random_below(seed, 360);
    if (l->has & LW_REMOTE_ID_HAS_SPEED)
        l->speed_mps = random_below(seed, 2)
                           ? 0.25 * random_below(seed, 256)
                           : 63.75 + 0.75 * (1 + random_below(seed, 254));
    if (l->has & LW_REMOTE_ID_HAS_UP)
        l->up_mps = -62 + 0.5 * random_below(seed, 249);
    if (l->has & LW_REMOTE_ID_HAS_PLACE) {
        l->lat_deg = ((double)random_below(seed, 1800000001) - 9e8) / 1e7;
        l->lon_deg = ((double)random_below(seed, 3600000001u) - 18e8) / 1e7;
    }
    if (l->has & LW_REMOTE_ID_HAS_ALT_PRESSURE)
        l->alt_pressure_m = some_height(seed);
    if (l->has & LW_REMOTE_ID_HAS_ALT)
        l->alt_hae_m = some_height(seed);
    if (l->has & LW_REMOTE_ID_HAS_HEIGHT)
        l->height_m = some_height(seed);
    if (l->has & LW_REMOTE_ID_HAS_TIME)
        l->time_s = random_below(seed, 36001) / 10.0;
}

static void fill_system(uint64_t *seed, struct lw_remote_id_system *s)
{
    s->has = (uint32_t)random_bits(seed) &
             (LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_ALT |
              LW_REMOTE_ID_HAS_CEILING | LW_REMOTE_ID_HAS_FLOOR |
              LW_REMOTE_ID_HAS_TIME);
    s->location_type = (uint8_t)random_below(seed, 4);
    s->classification = (uint8_t)random_below(seed, 8);
    s->category = nibble(seed);
    s->class_eu = nibble(seed);
    s->area_count = (uint16_t)random_below(seed, 65536);
    s->area_radius_m = 10.0 * random_below(seed, 256);
    if (s->has & LW_REMOTE_ID_HAS_PLACE) {
        s->lat_deg = ((double)random_below(seed, 1800000001) - 9e8) / 1e7;
        s->lon_deg = ((double)random_below(seed, 3600000001u) - 18e8) / 1e7;
    }
    if (s->has & LW_REMOTE_ID_HAS_ALT)
        s->alt_hae_m = some_height(seed);
    if (s->has & LW_REMOTE_ID_HAS_CEILING)
        s->ceiling_m = some_height(seed);
    if (s->has & LW_REMOTE_ID_HAS_FLOOR)
        s->floor_m = some_height(seed);
    if (s->has & LW_REMOTE_ID_HAS_TIME)
        s->time_s = 1546300801 + (int64_t)(random_bits(seed) % 4294967295u);
}

static void fill(uint64_t *seed, struct lw_remote_id *m)
{
    memset(m, 0, sizeof *m);
    m->type = (enum lw_remote_id_type)random_below(seed, 6);
    m->version = (uint8_t)random_below(seed, 3);
    if (m->type == LW_REMOTE_ID_BASIC) {
        m->is.basic.id_type = nibble(seed);
        m->is.basic.ua_type = nibble(seed);
        fill_text(seed, m->is.basic.id, LW_REMOTE_ID_NAME_MAX);
    } else if (m->type == LW_REMOTE_ID_LOCATION) {
        fill_location(seed, &m->is.location);
    } else if (m->type == LW_REMOTE_ID_AUTH) {
        struct lw_remote_id_auth *a = &m->is.auth;

        a->auth_type = nibble(seed);
        a->page = random_below(seed, 3) == 0 ? 0 : nibble(seed);
        const size_t data =
            a->page > 0 ? LW_REMOTE_ID_AUTH_NEXT : LW_REMOTE_ID_AUTH_FIRST;
        for (size_t i = 0; i < data; i++)
            a->data[i] = byte(seed);
        if (a->page == 0) {
            a->last_page = nibble(seed);
            a->length = byte(seed);
            a->has = random_below(seed, 2) ? LW_REMOTE_ID_HAS_TIME : 0;
            if (a->has)
                a->time_s = 1546300801 + (int64_t)random_below(seed, 1u << 31);
        }
    } else if (m->type == LW_REMOTE_ID_SELF) {
        m->is.self.text_type = byte(seed);
        fill_text(seed, m->is.self.text, LW_REMOTE_ID_TEXT_MAX);
    } else if (m->type == LW_REMOTE_ID_SYSTEM) {
        fill_system(seed, &m->is.system);
    } else {
        m->is.oper.id_type = byte(seed);
        fill_text(seed, m->is.oper.id, LW_REMOTE_ID_NAME_MAX);
    }
}

/* Values to bytes to values to bytes: nothing changes, of any type. */
static void what_is_written_is_read_again(void **state)
{
    uint64_t seed = 3411;
    int seen[6] = {0};

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t wire[LW_REMOTE_ID_LEN], again[LW_REMOTE_ID_LEN];
        struct lw_remote_id in, out;

        fill(&seed, &in);
        /* a place of 0, 0 is an unknown one */
        memset(&out, 0, sizeof out);
        seen[in.type]++;
        assert_int_equal(lw_remote_id_write(&in, wire), 0);
        assert_int_equal(lw_remote_id_read(wire, sizeof wire, &out, NULL), 0);
        assert_memory_equal(&in, &out, sizeof in);
        assert_int_equal(lw_remote_id_write(&out, again), 0);
        assert_memory_equal(wire, again, sizeof wire);
    }
    for (int i = 0; i < 6; i++)
        assert_true(seen[i] > ROUNDS / 10);
}

/* Any bytes: refused, or values that the standard can have, and that can be
 * written and read again as they are. */
static void any_bytes_are_refused_or_kept(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t wire[LW_REMOTE_ID_LEN], again[LW_REMOTE_ID_LEN];
        struct lw_remote_id first, second;

        for (size_t b = 0; b < sizeof wire; b++)
            wire[b] = byte(&seed);
        wire[0] =
            (uint8_t)(random_below(&seed, 6) << 4 | random_below(&seed, 3));
        memset(&first, 0, sizeof first);
        memset(&second, 0, sizeof second);
        const int err = lw_remote_id_read(wire, sizeof wire, &first, NULL);
        assert_true(err == 0 || err == LW_ERR_RANGE);
        if (err < 0)
            continue;
        assert_int_equal(lw_remote_id_write(&first, again), 0);
        assert_int_equal(lw_remote_id_read(again, sizeof again, &second, NULL),
                         0);
        assert_memory_equal(&first, &second, sizeof first);
    }
}

static void the_most_that_the_wire_can_say_is_the_most(void **state)
{
    struct lw_remote_id m = {.type = LW_REMOTE_ID_LOCATION};
    struct lw_remote_id_location *l = &m.is.location;
    uint8_t wire[LW_REMOTE_ID_LEN];

    (void)state;
    l->has = LW_REMOTE_ID_HAS_SPEED | LW_REMOTE_ID_HAS_UP |
             LW_REMOTE_ID_HAS_DIRECTION;
    l->speed_mps = 1000;
    l->up_mps = -300;
    l->direction_deg = 359.7;
    assert_int_equal(lw_remote_id_write(&m, wire), 0);
    assert_int_equal(lw_remote_id_read(wire, sizeof wire, &m, NULL), 0);
    assert_near(l->speed_mps, 254.25, 0);
    assert_near(l->up_mps, -62, 0);
    assert_near(l->direction_deg, 0, 0);

    l->direction_deg = 400;
    assert_int_equal(lw_remote_id_write(&m, wire), LW_ERR_RANGE);
    l->direction_deg = 0;
    l->has |= LW_REMOTE_ID_HAS_ALT;
    l->alt_hae_m = 40000;
    assert_int_equal(lw_remote_id_write(&m, wire), LW_ERR_RANGE);
    l->alt_hae_m = -1000;
    assert_int_equal(lw_remote_id_write(&m, wire), LW_ERR_RANGE);
    l->alt_hae_m = 0;
    l->has |= LW_REMOTE_ID_HAS_PLACE;
    l->lat_deg = (double)NAN;
    assert_int_equal(lw_remote_id_write(&m, wire), LW_ERR_RANGE);
    m.type = LW_REMOTE_ID_PACK;
    assert_int_equal(lw_remote_id_write(&m, wire), LW_ERR_RANGE);
}

static void a_pack_has_messages(void **state)
{
    struct lw_remote_id m[LW_REMOTE_ID_PACK_MAX + 1];
    uint8_t wire[300];
    uint64_t seed = 5;
    struct lw_fault fault;

    (void)state;
    for (int i = 0; i <= LW_REMOTE_ID_PACK_MAX; i++)
        fill(&seed, &m[i]);
    assert_int_equal(lw_remote_id_write_pack(m, 9, wire, sizeof wire), 228);
    assert_int_equal(lw_remote_id_write_pack(m, 9, wire, 227), LW_ERR_NO_SPACE);
    assert_int_equal(lw_remote_id_write_pack(m, 0, wire, sizeof wire),
                     LW_ERR_RANGE);
    assert_int_equal(lw_remote_id_write_pack(m, 11, wire, sizeof wire),
                     LW_ERR_RANGE);
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), 9);
    assert_int_equal(lw_remote_id_pack(wire, 3, &fault), 9);
    for (size_t len = 0; len < 3; len++)
        assert_int_equal(lw_remote_id_pack(wire, len, &fault),
                         LW_ERR_TRUNCATED);
    wire[1] = 24;
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), LW_ERR_RANGE);
    wire[1] = 25;
    wire[2] = 11;
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), LW_ERR_RANGE);
    wire[2] = 0;
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), LW_ERR_RANGE);
    wire[0] = 0x10;
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), LW_ERR_UNKNOWN);
    wire[0] = 0xf3;
    assert_int_equal(lw_remote_id_pack(wire, 228, &fault), LW_ERR_UNKNOWN);
}

static void accuracies_have_codes(void **state)
{
    (void)state;
    for (uint8_t code = 1; code < 13; code++)
        assert_int_equal(
            lw_remote_id_horizontal_code(lw_remote_id_horizontal_m(code)),
            code);
    for (uint8_t code = 1; code < 7; code++)
        assert_int_equal(
            lw_remote_id_vertical_code(lw_remote_id_vertical_m(code)), code);
    for (uint8_t code = 1; code < 5; code++)
        assert_int_equal(lw_remote_id_speed_code(lw_remote_id_speed_mps(code)),
                         code);
    assert_int_equal(lw_remote_id_horizontal_code(4), 10);
    assert_int_equal(lw_remote_id_horizontal_code(0), 0);
    assert_int_equal(lw_remote_id_horizontal_code((double)NAN), 0);
    assert_int_equal(lw_remote_id_horizontal_code(1e6), 0);
    assert_near(lw_remote_id_horizontal_m(13), 0, 0);
    assert_near(lw_remote_id_vertical_m(7), 0, 0);
    assert_near(lw_remote_id_speed_mps(15), 0, 0);
}

static void codes_have_words(void **state)
{
    (void)state;
    assert_string_equal(lw_remote_id_type_name(LW_REMOTE_ID_OPERATOR),
                        "operator-id");
    assert_string_equal(lw_remote_id_kind_name(1), "serial-number");
    assert_null(lw_remote_id_kind_name(5));
    assert_string_equal(lw_remote_id_ua_name(8), "free-balloon");
    assert_null(lw_remote_id_ua_name(16));
    assert_string_equal(lw_remote_id_status_name(3), "emergency");
    assert_null(lw_remote_id_status_name(5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_values_of_a_location),
        cmocka_unit_test(reads_the_values_of_a_system),
        cmocka_unit_test(unknown_is_not_a_number),
        cmocka_unit_test(refuses_what_it_cannot_vouch_for),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(any_bytes_are_refused_or_kept),
        cmocka_unit_test(the_most_that_the_wire_can_say_is_the_most),
        cmocka_unit_test(a_pack_has_messages),
        cmocka_unit_test(accuracies_have_codes),
        cmocka_unit_test(codes_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
