/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "encode/track_json.h"

static struct lw_sensor sensors[2] = {{.id = "radar-1"}, {.id = "post-001"}};
static const struct lw_site site = {.sensor = sensors, .sensors = 2};

static struct lw_track sample(void)
{
    struct lw_track track = {
        .number = 7,
        .status = LW_TRACK_CONFIRMED,
        .time_ns = 1790000012000000000,
        .pos = {0.9128072, 0.0837758, 140.126},
        .vel_mps = {12.1, -3, 0.2},
        .existence = 0.99,
        .has_ident = LW_HAS_ICAO | LW_HAS_CALLSIGN,
        .ident = {.icao = 0x4840d6, .callsign = "KLM\"1"},
        .sources = 2,
        .source = {0, 1},
    };

    track.kinds[LW_KIND_MULTIROTOR] = 0.8;
    track.kinds[LW_KIND_BIRD] = 0.1;
    track.kinds[LW_KIND_UNKNOWN] = 0.0049;
    for (int i = 0; i < 6; i++)
        track.cov[7 * i] = 25.5;
    track.cov[1] = track.cov[6] = -0.000123456789;
    return track;
}

static void writes_the_line_of_the_contract(void **state)
{
    const struct lw_track track = sample();
    const char *expected =
        "{\"type\":\"track\",\"t\":1790000012,\"track\":\"A0007\","
        "\"status\":\"confirmed\",\"lat\":52.3000001,\"lon\":4.7999998,"
        "\"alt\":140.13,\"vel\":[12.1,-3,0.2],"
        "\"cov\":[[25.5,-0.000123456789,0,0,0,0],";
    char text[2048];
    const int len = lw_track_write(&track, &site, text, sizeof text - 1);

    (void)state;
    assert_true(len > 0);
    text[len] = '\0';
    assert_memory_equal(text, expected, strlen(expected));
    assert_non_null(strstr(
        text, "\"existence\":0.99,\"kinds\":{\"multirotor\":0.8,\"bird\":0.1},"
              "\"ident\":{\"icao\":\"4840d6\",\"callsign\":\"KLM\\\"1\"},"
              "\"sources\":[\"radar-1\",\"post-001\"]}"));
}

static void what_is_rather_made_up_is_told_to_be(void **state)
{
    struct lw_track track = sample();
    char text[2048];

    (void)state;
    track.unbacked = 0.79;
    int len = lw_track_write(&track, &site, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_null(strstr(text, "claim"));
    track.unbacked = 0.968;
    len = lw_track_write(&track, &site, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_non_null(
        strstr(text, "\"post-001\"],\"claim\":{\"backed\":0.032}}"));
}

static void an_exercise_says_so_in_both_forms(void **state)
{
    const struct lw_track track = sample();
    struct lw_site made_up = site;
    char text[2048];

    (void)state;
    made_up.exercise = true;
    int len = lw_track_write(&track, &made_up, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_non_null(strstr(text, "\"post-001\"],\"exercise\":true}"));
    len = lw_track_write_geojson(&track, &made_up, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_non_null(strstr(text, "\"post-001\"],\"exercise\":true}}"));
    len = lw_track_write(&track, &site, text, sizeof text - 1);
    text[len] = '\0';
    assert_null(strstr(text, "exercise"));
}

static void check_json(const char *text, int len)
{
    struct lw_json json;

    assert_true(len > 0);
    lw_json_init(&json, text, (size_t)len);
    assert_int_equal(lw_json_skip(&json), 0);
    assert_int_equal(lw_json_end(&json), 0);
}

static void both_forms_are_json_in_every_status(void **state)
{
    struct lw_track track = sample();
    char text[2048];

    (void)state;
    for (int i = 0; i < LW_TRACK_STATUSES; i++) {
        track.status = (enum lw_track_status)i;
        check_json(text, lw_track_write(&track, &site, text, sizeof text));
        check_json(text,
                   lw_track_write_geojson(&track, &site, text, sizeof text));
    }
    memset(&track, 0, sizeof track);
    check_json(text, lw_track_write(&track, &site, text, sizeof text));
}

static void geojson_has_longitude_first(void **state)
{
    const struct lw_track track = sample();
    const char *expected = "{\"type\":\"Feature\",\"id\":\"A0007\","
                           "\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                           "[4.7999998,52.3000001,140.13]},\"properties\":{";
    char text[2048];

    (void)state;
    assert_true(lw_track_write_geojson(&track, &site, text, sizeof text) > 0);
    assert_memory_equal(text, expected, strlen(expected));
}

static void tells_when_there_is_no_room(void **state)
{
    const struct lw_track track = sample();
    char whole[2048];
    const int len = lw_track_write(&track, &site, whole, sizeof whole);

    (void)state;
    for (int size = 1; size < len; size++) {
        char *exact = malloc((size_t)size);
        assert_non_null(exact);
        assert_int_equal(lw_track_write(&track, &site, exact, (size_t)size),
                         LW_ERR_NO_SPACE);
        free(exact);
    }
}

static void what_is_not_known_is_left_out(void **state)
{
    struct lw_track track = {.number = 7, .status = LW_TRACK_CONFIRMED};
    char text[LW_TRACK_TEXT_MAX];

    (void)state;
    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    track.vel_mps[0] = track.vel_mps[1] = track.vel_mps[2] = (double)NAN;
    track.pos.alt_hae_m = track.existence = (double)NAN;
    int len = lw_track_write(&track, &site, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, "{\"type\":\"track\",\"t\":0,\"track\":\"A0007\","
                              "\"status\":\"confirmed\",\"lat\":0,\"lon\":0,"
                              "\"ident\":{},\"sources\":[]}");
    track.cov[0] = track.cov[7] = 4;
    len = lw_track_write_geojson(&track, &site, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_non_null(strstr(text, "\"coordinates\":[0,0]}"));
    assert_non_null(strstr(text, "\"cov\":[[4,null,null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(writes_the_line_of_the_contract),
        cmocka_unit_test(what_is_rather_made_up_is_told_to_be),
        cmocka_unit_test(an_exercise_says_so_in_both_forms),
        cmocka_unit_test(both_forms_are_json_in_every_status),
        cmocka_unit_test(geojson_has_longitude_first),
        cmocka_unit_test(tells_when_there_is_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
