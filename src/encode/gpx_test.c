/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "encoder_fixture.h"
#include "outputs.h"

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_error("%s\n-> has no %s\n", text, part);
    assert_non_null(strstr(text, part));
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        print_error("%s\n-> has %s\n", text, part);
    assert_null(strstr(text, part));
}

static struct lw_track unknown(void)
{
    struct lw_track track = fixture_track(8);

    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    track.vel_mps[0] = track.vel_mps[1] = track.vel_mps[2] = (double)NAN;
    track.pos.alt_hae_m = track.existence = (double)NAN;
    track.has_ident = 0;
    return track;
}

static char *write(const struct lw_track *track, uint32_t tracks, bool exercise,
                   uint32_t points)
{
    const struct lw_site site = {.name = "No<rd", .exercise = exercise};
    const struct lw_encode_config config = {.site = &site, .every_s = 2};
    const struct lw_track_point trail[] = {
        {INT64_C(1790000001000000000), {0.9128, -0.0837, 3000}},
        {INT64_C(1790000002500000000), {0.9129, -0.0838, 3010}},
    };

    return fixture_round(&lw_encoder_gpx, &config, track, tracks, trail,
                         points);
}

static void a_track_has_its_path_and_where_it_is(void **state)
{
    const struct lw_track track = fixture_track(7);
    char *text = write(&track, 1, true, 2);

    (void)state;
    has(text, "<metadata><name>No&lt;rd</name><desc>EXERCISE, not real</desc>"
              "<time>2026-09-21T14:13:32Z</time></metadata>");
    has(text, "<trk><name>KLM1023</name><desc>EXERCISE, not real. confirmed,");
    has(text, "</desc><number>7</number><type>multirotor</type><extensions>"
              "<lw:track id=\"A0007\" status=\"confirmed\" "
              "existence=\"0.99\" age=\"1.5\" major=\"30\" minor=\"20\" "
              "azimuth=\"90\" vertical=\"10\" exercise=\"true\"/>"
              "</extensions><trkseg>\n<trkpt lat=");
    has(text, "<ele>3000</ele><time>2026-09-21T14:13:21Z</time></trkpt>\n"
              "<trkpt");
    has(text, "<ele>3048</ele><time>2026-09-21T14:13:32Z</time></trkpt>\n"
              "</trkseg></trk>\n</gpx>\n");
    free(text);
}

static void what_is_not_known_is_left_out(void **state)
{
    const struct lw_track track = unknown();
    char *text = write(&track, 1, false, 0);

    (void)state;
    has(text, "<name>A0008</name>");
    has_not(text, "<ele>");
    has_not(text, "major=");
    has_not(text, "existence=");
    has_not(text, "null");
    has_not(text, "xercise");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_has_its_path_and_where_it_is),
        cmocka_unit_test(what_is_not_known_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
