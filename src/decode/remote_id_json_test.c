/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/exact_fixture.h"
#include "decode/formats.h"
#include "near.h"

#define DEG (3.14159265358979323846 / 180)

static const int64_t rx_ns = 1795273205000000000; /* 15:00:05 UTC */
static const struct lw_decoder *const rid = &lw_decoder_remote_id_json;
static struct lw_decode_config config;
static void *memory;

static int set_up(void **state)
{
    struct lw_fault fault;

    (void)state;
    config = (struct lw_decode_config){.sensor = "dragon"};
    memory = malloc(rid->state_size);
    assert_non_null(memory);
    return rid->init(memory, &config, &fault);
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static int decode(const char *text, struct lw_report *r)
{
    return decode_exact(rid, memory, text, strlen(text), rx_ns, r, NULL);
}

/* Values as DroneID gives them: with their units, as text. */
static const char droneid[] =
    "[{\"Basic ID\":{\"protocol_version\":\"F3411.22\",\"id_type\":"
    "\"Serial Number (ANSI/CTA-2063-A)\",\"ua_type\":\"Helicopter (or "
    "Multirotor)\",\"id\":\"1581F5FKD229\",\"MAC\":\"8E:3B:93:22:33:FA\","
    "\"RSSI\":-61}},{\"Location/Vector Message\":{\"op_status\":\"Airborne\","
    "\"height_type\":\"Above Takeoff\",\"direction\":90,\"speed\":\"4.25 m/s\","
    "\"vert_speed\":\"-0.5 m/s\",\"latitude\":\"52.3000001\",\"longitude\":"
    "\"4.8\",\"pressure_altitude\":\"Undefined\",\"geodetic_altitude\":"
    "\"101.5 m\",\"height_agl\":\"60.0 m\",\"vertical_accuracy\":\"<3 m\","
    "\"horizontal_accuracy\":\"<10 m\",\"baro_accuracy\":\">=150 m or "
    "Unknown\",\"speed_accuracy\":\"<0.3 m/s\",\"timestamp\":\"0 min 4.5 s\","
    "\"timestamp_accuracy\":\"0.1 s\"}},{\"System "
    "Message\":{\"latitude\":52.29,"
    "\"longitude\":4.79,\"geodetic_altitude\":\"40.0 m\"}},"
    "{\"Operator ID Message\":{\"operator_id\":\"FIN87astrdge12k8\"}}]";

static void reads_droneid(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(droneid, &r), 1);
    assert_int_equal(r.type, LW_REPORT_POSITION);
    assert_string_equal(r.sensor, "dragon");
    assert_string_equal(r.object, "8e3b932233fa");
    assert_string_equal(r.ident.remote_id, "1581F5FKD229");
    assert_near(r.pos.lat_rad / DEG, 52.3000001, 1e-9);
    assert_near(r.pos.alt_hae_m, 101.5, 1e-9);
    assert_near(r.vel_mps[0], 4.25, 1e-9);
    assert_near(r.vel_mps[2], -0.5, 1e-9);
    assert_true(r.meas_ns == rx_ns - 500000000);
    assert_true(r.kinds[LW_KIND_MULTIROTOR] > 0.8);
    assert_true(r.has & LW_HAS_SD_HORIZONTAL);
    assert_near(r.sd.vertical_m, 3 / 1.96, 1e-6);
    assert_true(r.has & LW_HAS_OPERATOR);
    assert_near(r.operator_pos.lat_rad / DEG, 52.29, 1e-9);
}

static void joins_messages_that_come_by_themselves(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode("{\"Basic ID\":{\"id_type\":\"CAA Assigned "
                            "Registration ID\",\"id\":\"FA123\"},\"MAC\":"
                            "\"aa:bb:cc:dd:ee:ff\"}",
                            &r),
                     0);
    assert_int_equal(decode("{\"Location/Vector Message\":{\"latitude\":"
                            "\"Unknown\",\"longitude\":\"Unknown\"},\"MAC\":"
                            "\"aa:bb:cc:dd:ee:ff\"}",
                            &r),
                     0);
    assert_int_equal(decode("{\"Location/Vector Message\":{\"latitude\":52.1,"
                            "\"longitude\":4.1,\"speed\":255,\"direction\":361,"
                            "\"geodetic_altitude\":-1000},\"MAC\":"
                            "\"aa:bb:cc:dd:ee:ff\"}",
                            &r),
                     1);
    assert_string_equal(r.ident.remote_id, "FA123");
    assert_false(r.has & (LW_HAS_VEL | LW_HAS_ALT));
    /* Nobody is named: it is nobody's, and not that of the last. */
    assert_int_equal(decode("[{\"Location/Vector Message\":{\"latitude\":52.1,"
                            "\"longitude\":4.1}}]",
                            &r),
                     1);
    assert_false(r.has & (LW_HAS_REMOTE_ID | LW_HAS_OBJECT | LW_HAS_ID));
}

static void a_receiver_that_gives_its_own_place_reports_none(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode("[{\"Basic ID\":{\"id_type\":\"Serial Number "
                            "(ANSI/CTA-2063-A)\",\"id\":\"drone-alert\"}},"
                            "{\"Location/Vector Message\":{\"latitude\":52.1,"
                            "\"longitude\":4.1}}]",
                            &r),
                     0);
}

static void reads_dragonsync(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(
        decode("{\"id\":\"drone-1581F\",\"id_type\":\"Serial Number (ANSI/"
               "CTA-2063-A)\",\"mac\":\"8e:3b:93:22:33:fa\",\"track_type\":"
               "\"drone\",\"lat\":52.3,\"lon\":4.8,\"latitude\":52.3,"
               "\"longitude\":4.8,\"alt\":0,\"speed\":3,\"vspeed\":1,"
               "\"direction\":180,\"pilot_lat\":52.2,\"pilot_lon\":4.7,"
               "\"ua_type\":1,\"horizontal_accuracy\":\"<3m\",\"rssi\":-70,"
               "\"observed_at\":1795273200.25,\"seen_by\":\"wardragon-1\"}",
               &r),
        1);
    assert_string_equal(r.ident.remote_id, "1581F");
    assert_false(r.has & LW_HAS_ALT); /* 0: not known */
    assert_near(r.vel_mps[1], -3, 1e-9);
    assert_true(r.meas_ns == 1795273200250000000 && r.rx_ns == rx_ns);
    assert_true(r.kinds[LW_KIND_FIXED_WING] > 0.9);
    assert_near(r.operator_pos.lon_rad / DEG, 4.7, 1e-9);
    assert_int_equal(decode("{\"track_type\":\"drone\",\"id\":\"x\",\"lat\":0,"
                            "\"lon\":0,\"speed\":0,\"vspeed\":0,\"direction\":"
                            "null}",
                            &r),
                     0);
}

static void reads_mesh_mapper(void **state)
{
    static const struct lw_pair source[] = {{"A1B2", "roof"}};
    struct lw_fault fault;
    struct lw_report r;

    (void)state;
    config.source = source;
    config.sources = 1;
    assert_int_equal(rid->init(memory, &config, &fault), 0);
    assert_int_equal(
        decode("{\"mac\":\"60:60:1f:aa:bb:cc\",\"rssi\":-50,\"drone_lat\":"
               "52.300000,\"drone_long\":4.800000,\"drone_altitude\":120,"
               "\"pilot_lat\":52.200000,\"pilot_long\":4.700000,\"basic_id\":"
               "\"1581F\",\"node_id\":\"A1B2\"}",
               &r),
        1);
    assert_string_equal(r.sensor, "roof");
    assert_string_equal(r.object, "60601faabbcc");
    assert_near(r.pos.alt_hae_m, 120, 1e-9);
    assert_true(r.has & LW_HAS_OPERATOR);
    assert_int_equal(
        decode("{\"mac\":\"60:60:1f:aa:bb:cd\",\"rssi\":-50,\"drone_lat\":"
               "0.000000,\"drone_long\":0.000000,\"drone_altitude\":0,"
               "\"pilot_lat\":0.0,\"pilot_long\":0.0,\"basic_id\":\"\"}",
               &r),
        0);
    assert_int_equal(decode("{\"heartbeat\":\"remote_node active\"}", &r), 1);
    assert_int_equal(r.type, LW_REPORT_HEARTBEAT);
    assert_int_equal(r.state, LW_HEARTBEAT_OK);
}

static void reads_unix_rid(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(
        decode("{ \"mac\" : \"60:60:1f:aa:bb:cc\", \"rssi\" : 0, \"operator\" :"
               " \"FIN87\", \"uav id\" : \"1581F\", \"uav latitude\" :   "
               "52.300000, \"uav longitude\" :    4.800000, \"uav altitude\" : "
               "-1000, \"uav heading\" : 361, \"uav speed\" : 255, \"seconds\" "
               ": 3, \"base latitude\" :   52.2, \"base longitude\" : 4.7, "
               "\"unix time\" : 1795273205, \"auth page 0\" : { \"text\" : "
               "\"..\", \"values\" : [ 0, 1 ] } }",
               &r),
        1);
    assert_string_equal(r.ident.remote_id, "1581F");
    assert_false(r.has & (LW_HAS_ALT | LW_HAS_VEL));
    assert_true(r.meas_ns == rx_ns - 2000000000);
    assert_int_equal(decode("{ \"debug\" : \"rx packets 1 (0)\", "
                            "\"loop_time_us\" : 5 }",
                            &r),
                     0);
}

static void put(char *data, size_t at, const void *value, size_t len)
{
    memcpy(data + at, value, len);
}

/* The struct of opendroneid-core-c in base64. */
static void uas_data(char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";
    char data[921] = {0};
    const double lat = 52.3, lon = 4.8, op_lat = 52.2, op_lon = 4.7;
    const float direction = 90, speed = 4, up = 1, alt = 101, none = -1000;
    const float time = 4;

    data[0] = 2; /* aircraft */
    data[4] = 1; /* serial number */
    put(data, 8, "1581F", 5);
    data[64] = 2;
    put(data, 68, &direction, 4);
    put(data, 72, &speed, 4);
    put(data, 76, &up, 4);
    put(data, 80, &lat, 8);
    put(data, 88, &lon, 8);
    put(data, 96, &none, 4);
    put(data, 100, &alt, 4);
    put(data, 108, &none, 4);
    data[112] = 10;
    put(data, 132, &time, 4);
    put(data, 816, &op_lat, 8);
    put(data, 824, &op_lon, 8);
    data[892] = data[894] = data[912] = 1;
    size_t at = 0;
    for (size_t i = 0; i < 918; i += 3) {
        const unsigned bits = (unsigned)(unsigned char)data[i] << 16 |
                              (unsigned)(unsigned char)data[i + 1] << 8 |
                              (unsigned char)data[i + 2];
        for (int j = 18; j >= 0; j -= 6)
            out[at++] = digits[bits >> j & 63];
    }
    out[at] = '\0';
}

static void reads_dronescout(void **state)
{
    char data[1400], text[2048];
    struct lw_report r;

    (void)state;
    uas_data(data);
    (void)snprintf(text, sizeof text,
                   "{\"protocol\":1.0,\"data\":{\"sensor ID\":\"ds-7\","
                   "\"RSSI\":-60,\"channel\":6,\"timestamp\":1795273204900,"
                   "\"MAC address\":\"60:60:1F:AA:BB:CC\",\"type\":\"WiFi "
                   "beacon\",\"UASdata\":\"%s\"}}",
                   data);
    assert_int_equal(decode(text, &r), 1);
    assert_string_equal(r.sensor, "dragon");
    assert_string_equal(r.object, "60601faabbcc");
    assert_string_equal(r.ident.remote_id, "1581F");
    assert_near(r.pos.alt_hae_m, 101, 1e-9);
    assert_near(r.vel_mps[0], 4, 1e-9);
    assert_true(r.meas_ns == 1795273204000000000);
    assert_near(r.operator_pos.lat_rad / DEG, 52.2, 1e-9);
    assert_true(r.has & LW_HAS_SD_HORIZONTAL);
    assert_int_equal(
        decode("{\"protocol\":1.0,\"data\":{\"UASdata\":\"AAA=\"}}", &r),
        LW_ERR_TRUNCATED);
    assert_int_equal(
        decode("{\"protocol\":1.0,\"data\":{\"UASdata\":\"A*\"}}", &r),
        LW_ERR_SYNTAX);
    assert_int_equal(decode("{\"protocol\":1.0,\"status\":{\"sensor ID\":"
                            "\"ds-7\",\"timestamp\":1795273204900,\"status\":"
                            "\"invalid license\"}}",
                            &r),
                     1);
    assert_int_equal(r.type, LW_REPORT_HEARTBEAT);
    assert_int_equal(r.state, LW_HEARTBEAT_DEGRADED);
}

static void tells_the_dialect_and_keeps_the_operator_to_itself(void **state)
{
    char text[8192];
    struct lw_fault fault;

    (void)state;
    for (int personal = 0; personal <= 1; personal++) {
        config.personal = personal;
        assert_int_equal(rid->init(memory, &config, &fault), 0);
        const int got =
            rid->describe(memory, (const uint8_t *)droneid, sizeof droneid - 1,
                          text, sizeof text - 1, &fault);
        assert_true(got > 0);
        text[got] = '\0';
        assert_non_null(strstr(text, "\"dialect\":\"droneid\","
                                     "\"address\":\"8e3b932233fa\","
                                     "\"level\":-61,\"messages\":["));
        assert_non_null(strstr(text, "\"message\":\"location\""));
        assert_int_equal(strstr(text, "52.29") != NULL, personal);
    }
}

static void what_cannot_be_is_refused(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(decode("{\"a\":1}", &r), LW_ERR_NOT_MINE);
    assert_int_equal(decode("7", &r), LW_ERR_SYNTAX);
    assert_int_equal(
        decode("{\"mac\":\"a\",\"drone_lat\":91,\"drone_long\":1}", &r),
        LW_ERR_RANGE);
    assert_int_equal(
        decode("[[[[[[[[[[{\"Basic ID\":{\"id\":1}}]]]]]]]]]]", &r),
        LW_ERR_NOT_MINE);
}

static void every_prefix_is_refused(void **state)
{
    char text[sizeof droneid];
    struct lw_report r;

    (void)state;
    for (size_t len = 0; len < sizeof droneid - 1; len++) {
        memcpy(text, droneid, len);
        text[len] = '\0';
        assert_true(decode(text, &r) < 0);
    }
}

static void its_keys_are_guessed(void **state)
{
    static const char *const others[] = {"{\"type\":\"position\",\"t\":1}",
                                         "[{\"lat\":1}]", "", "x"};

    (void)state;
    assert_true(rid->guess((const uint8_t *)droneid, sizeof droneid - 1) > 90);
    assert_ptr_equal(
        lw_decoder_guess((const uint8_t *)droneid, sizeof droneid - 1), rid);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(
            rid->guess((const uint8_t *)others[i], strlen(others[i])), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(reads_droneid),
        TEST(joins_messages_that_come_by_themselves),
        TEST(a_receiver_that_gives_its_own_place_reports_none),
        TEST(reads_dragonsync),
        TEST(reads_mesh_mapper),
        TEST(reads_unix_rid),
        TEST(reads_dronescout),
        TEST(tells_the_dialect_and_keeps_the_operator_to_itself),
        TEST(what_cannot_be_is_refused),
        TEST(every_prefix_is_refused),
        TEST(its_keys_are_guessed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
