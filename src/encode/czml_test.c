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
    return fixture_path(&lw_encoder_czml, track, tracks, exercise, points);
}

static void a_packet_has_samples_and_the_time_they_cover(void **state)
{
    const struct lw_track track = fixture_track(7);
    char *text = write(&track, 1, true, 2);

    (void)state;
    assert_ptr_equal(strstr(text, "[{\"id\":\"document\",\"version\":\"1.0\","
                                  "\"name\":\"No<rd\",\"description\":"
                                  "\"EXERCISE, not real\"},\n"
                                  "{\"id\":\"A0007\",\"name\":\"KLM1023\","),
                     text);
    has(text, "\"availability\":\"2026-09-21T14:13:21Z/"
              "2026-09-21T14:13:42Z\"");
    has(text, "\"epoch\":\"2026-09-21T14:13:21Z\"");
    has(text, "\"cartographicDegrees\":[0,-4.7956567,52.2995875,3000,1.5,");
    has(text, ",11,");
    has(text, ",3048]}");
    has(text, "\"semiMajorAxis\":30,\"semiMinorAxis\":20,"
              "\"rotation\":-1.5708,\"height\":3048");
    has(text, "\"exercise\":true}}]\n");
    free(text);
}

static void what_is_not_known_is_left_out(void **state)
{
    const struct lw_track track = fixture_unknown(8);
    char *text = write(&track, 1, false, 0);

    (void)state;
    has(text, "CLAMP_TO_GROUND");
    has_not(text, "ellipse");
    has_not(text, "speed");
    has_not(text, "\"path\"");
    has_not(text, "null");
    free(text);
}

static void one_that_ended_is_not_shown_behind_its_end(void **state)
{
    struct lw_track track = fixture_track(7);

    (void)state;
    track.status = LW_TRACK_ENDED;
    char *text = write(&track, 1, false, 0);
    has(text, "\"availability\":\"2026-09-21T14:13:32Z/"
              "2026-09-21T14:13:32Z\"");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_has_samples_and_the_time_they_cover),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(one_that_ended_is_not_shown_behind_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
