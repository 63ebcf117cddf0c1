/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encoder_fixture.h"
#include "outputs.h"

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

static char *write(const struct lw_track *track, uint32_t tracks, bool exercise)
{
    const struct lw_site site = {.exercise = exercise};
    const struct lw_encode_config config = {.site = &site};

    return fixture_round(&lw_encoder_aircraft_json, &config, track, tracks,
                         NULL, 0);
}

static void cooperative_and_other_tracks_are_told_apart(void **state)
{
    struct lw_track track[] = {sample(7, LW_TRACK_CONFIRMED),
                               sample(8, LW_TRACK_COASTING),
                               sample(10, LW_TRACK_ENDED)};
    const char *expected =
        "{\"now\":1790000012,\"messages\":42,\"aircraft\":["
        "{\"hex\":\"4840d6\",\"type\":\"adsb_icao\",\"flight\":\"KLM1023\","
        "\"squawk\":\"7000\",\"category\":\"A3\",\"alt_geom\":10000,"
        "\"gs\":100,\"track\":270,\"geom_rate\":-500,\"lat\":52.3,"
        "\"lon\":-4.8,\"nac_p\":8,\"nac_v\":1,\"seen_pos\":1.5,\"mlat\":[],"
        "\"tisb\":[],\"seen\":1.5},"
        "{\"hex\":\"~000008\",\"type\":\"other\",\"flight\":\"A0008\","
        "\"alt_geom\":10000,\"gs\":100,\"track\":270,\"geom_rate\":-500,"
        "\"lat\":52.3,\"lon\":-4.8,\"nac_p\":0,\"nac_v\":0,\"seen_pos\":1.5,"
        "\"mlat\":[],\"tisb\":[],\"seen\":1.5}]}";

    (void)state;
    track[0].has_ident = LW_HAS_ICAO | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;
    track[0].cov[0] = 100;
    track[0].cov[7] = 36 * 36; /* 2.45 times that is under 92.6 m */
    track[0].cov[21] = track[0].cov[28] = 2 * 2;
    track[1].cov[0] = track[1].cov[7] = 1e9;
    track[1].cov[21] = 1e9;
    track[0].ident = (struct lw_ident){
        .icao = 0x4840d6, .callsign = "KLM1023", .squawk = "7000"};
    track[0].kinds[LW_KIND_AIRLINER] = 0.9;
    track[1].kinds[LW_KIND_BIRD] = 0.4;
    char *text = write(track, 3, false);
    assert_string_equal(text, expected);
    free(text);
}

static void an_exercise_shows_in_every_aircraft(void **state)
{
    const struct lw_track a = sample(8, LW_TRACK_CONFIRMED);
    char *text = write(&a, 1, true);

    (void)state;
    assert_non_null(strstr(text, "\"messages\":42,\"exercise\":true,"
                                 "\"aircraft\":[{\"hex\":\"~000008\""));
    assert_non_null(strstr(text, "\"flight\":\"A0008\",\"exercise\":true,"
                                 "\"r\":\"EXERCISE\","
                                 "\"desc\":\"EXERCISE, not real\","));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cooperative_and_other_tracks_are_told_apart),
        cmocka_unit_test(an_exercise_shows_in_every_aircraft),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
