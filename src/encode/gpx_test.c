/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "outputs.h"
#include "path_fixture.h"

static char *write(const struct lw_track *track, uint32_t tracks, bool exercise,
                   uint32_t points)
{
    return fixture_path(&lw_encoder_gpx, track, tracks, exercise, points);
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
    const struct lw_track track = fixture_unknown(8);
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
