/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/aircraft_json.h"

static struct lw_track sample(uint32_t number, enum lw_track_status status)
{
    return (struct lw_track){
        .number = number,
        .status = status,
        .update_ns = 1790000010500000000,
        .pos = {0.9128072, -0.0837758, 3048},
        .vel_mps = {-51.4444444, 0, -2.54},
    };
}

static void cooperative_and_other_tracks_are_told_apart(void **state)
{
    struct lw_track a = sample(7, LW_TRACK_CONFIRMED);
    struct lw_track b = sample(8, LW_TRACK_COASTING);
    const struct lw_track c = sample(9, LW_TRACK_TENTATIVE);
    const struct lw_track d = sample(10, LW_TRACK_ENDED);
    const struct lw_track *const track[] = {&a, &b, &c, &d};
    const char *expected =
        "{\"now\":1790000012,\"messages\":42,\"aircraft\":["
        "{\"hex\":\"4840d6\",\"type\":\"adsb_icao\",\"flight\":\"KLM1023\","
        "\"squawk\":\"7000\",\"category\":\"A3\",\"alt_geom\":10000,"
        "\"gs\":100,\"track\":270,\"geom_rate\":-500,\"lat\":52.3,"
        "\"lon\":-4.8,\"seen_pos\":1.5,\"mlat\":[],\"tisb\":[],\"seen\":1.5},"
        "{\"hex\":\"~000008\",\"type\":\"other\",\"flight\":\"A0008\","
        "\"alt_geom\":10000,\"gs\":100,\"track\":270,\"geom_rate\":-500,"
        "\"lat\":52.3,\"lon\":-4.8,\"seen_pos\":1.5,\"mlat\":[],\"tisb\":[],"
        "\"seen\":1.5}]}";
    char text[2048];

    (void)state;
    a.has_ident = LW_HAS_ICAO | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;
    a.ident = (struct lw_ident){
        .icao = 0x4840d6, .callsign = "KLM1023", .squawk = "7000"};
    a.kinds[LW_KIND_AIRLINER] = 0.9;
    b.kinds[LW_KIND_BIRD] = 0.4;
    const int len = lw_aircraft_json_write(track, 4, 1790000012000000000, 42,
                                           false, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void an_exercise_shows_in_every_aircraft(void **state)
{
    const struct lw_track a = sample(8, LW_TRACK_CONFIRMED);
    const struct lw_track *const track[] = {&a};
    char text[2048];

    (void)state;
    const int len = lw_aircraft_json_write(track, 1, 1790000012000000000, 42,
                                           true, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_non_null(strstr(text, "\"messages\":42,\"exercise\":true,"
                                 "\"aircraft\":[{\"hex\":\"~000008\""));
    assert_non_null(strstr(text, "\"flight\":\"A0008\",\"exercise\":true,"
                                 "\"r\":\"EXERCISE\","
                                 "\"desc\":\"EXERCISE, not real\","));
}

static void the_size_told_is_enough(void **state)
{
    struct lw_track a = sample(0xffffffff, LW_TRACK_CONFIRMED);
    const struct lw_track *track[50];

    (void)state;
    a.has_ident = LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_SQUAWK;
    memset(a.ident.remote_id, 1, sizeof a.ident.remote_id - 1);
    memset(a.ident.squawk, '7', 4);
    a.kinds[LW_KIND_JET] = 1;
    a.update_ns = 0;
    a.pos.alt_hae_m = -1e6;
    for (uint32_t i = 0; i < 50; i++)
        track[i] = &a;
    for (uint32_t n = 0; n <= 50; n++) {
        const size_t size = lw_aircraft_json_size(n);
        char *text = malloc(size);
        assert_non_null(text);
        assert_true(lw_aircraft_json_write(track, n, INT64_MAX, UINT64_MAX / 2,
                                           true, text, size) > 0);
        assert_int_equal(lw_aircraft_json_write(track, n, 0, 0, true, text, 20),
                         LW_ERR_NO_SPACE);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cooperative_and_other_tracks_are_told_apart),
        cmocka_unit_test(an_exercise_shows_in_every_aircraft),
        cmocka_unit_test(the_size_told_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
