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
    return fixture_path(&lw_encoder_cot, track, tracks, exercise, points);
}

static void an_event_is_as_the_schema_has_it(void **state)
{
    const struct lw_track track = fixture_track(7);
    char *text = write(&track, 1, false, 0);

    (void)state;
    assert_string_equal(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<event version=\"2.0\" uid=\"luchtwacht.No&lt;rd.A0007\" "
        "type=\"a-n-A-C-H-q\" time=\"2026-09-21T14:13:32Z\" "
        "start=\"2026-09-21T14:13:32Z\" stale=\"2026-09-21T14:13:42Z\" "
        "how=\"m-r\"><point lat=\"52.3000001\" lon=\"-4.7999998\" "
        "hae=\"3048\" ce=\"30\" le=\"10\"/><detail>"
        "<contact callsign=\"KLM1023\"/><track course=\"323.13\" "
        "speed=\"50.06\" slope=\"-2.86\"/><remarks>confirmed, multirotor "
        "80 %, bird 20 %; there with 99 %; last report 1.5 s old; one sigma 30 "
        "by 20 m, height 10 m</remarks><luchtwacht track=\"A0007\" "
        "status=\"confirmed\" existence=\"0.99\" age=\"1.5\" major=\"30\" "
        "minor=\"20\" azimuth=\"90\" velocity=\"2\" icao=\"4840d6\" "
        "remote-id=\"1581F5FJD226J00B\" callsign=\"KLM1023\" "
        "squawk=\"7000\"><kind name=\"multirotor\" probability=\"0.8\"/>"
        "<kind name=\"bird\" probability=\"0.2\"/></luchtwacht></detail>"
        "</event>");
    free(text);
}

static void each_event_of_a_stream_has_its_declaration(void **state)
{
    const struct lw_track track[] = {fixture_track(7), fixture_track(8)};
    char *text = write(track, 2, false, 0);

    (void)state;
    has(text, "</event><?xml version");
    free(text);
}

static void what_is_not_known_is_not_made_up(void **state)
{
    const struct lw_track track = fixture_unknown(8);
    char *text = write(&track, 1, false, 0);

    (void)state;
    has(text, "hae=\"9999999\" ce=\"9999999\" le=\"9999999\"/>");
    has_not(text, "<track");
    has_not(text, "existence=");
    has_not(text, "major=");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_as_the_schema_has_it),
        cmocka_unit_test(each_event_of_a_stream_has_its_declaration),
        cmocka_unit_test(what_is_not_known_is_not_made_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
