/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "outputs.h"
#include "path_fixture.h"

static char *write(const struct lw_track *track, uint32_t tracks, bool exercise,
                   uint32_t points)
{
    return fixture_path(&lw_encoder_kml, track, tracks, exercise, points);
}

static void count(const char *text, const char *part, int expected)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        n++;
    assert_int_equal(n, expected);
}

static void a_track_is_a_point_an_ellipse_and_a_path(void **state)
{
    const struct lw_track track = fixture_track(7);
    char *text = write(&track, 1, true, 2);

    (void)state;
    has(text, "<Document><name>No&lt;rd</name><open>1</open><description>"
              "EXERCISE, not real</description><TimeStamp><when>"
              "2026-09-21T14:13:32Z</when></TimeStamp>");
    count(text, "<Style id=", LW_KINDS);
    has(text, "<Folder id=\"A0007\"><name>A0007</name>");
    has(text, "<styleUrl>#multirotor</styleUrl>");
    has(text, "<Data name=\"alt_hae\"><value>3048</value></Data>");
    has(text, "<Data name=\"sigma_major\"><value>30</value></Data>");
    has(text, "<Point><altitudeMode>absolute</altitudeMode><coordinates>");
    has(text, "<gx:Track><altitudeMode>absolute</altitudeMode>"
              "<when>2026-09-21T14:13:21Z</when>");
    count(text, "<when>", 1 + 1 + 3);
    count(text, "<gx:coord>", 3);
    free(text);
}

/* A ring is closed, and goes round as far as the accuracy says. */
static void an_ellipse_is_a_closed_ring(void **state)
{
    const struct lw_track track = fixture_track(7);
    char *text = write(&track, 1, false, 0), *at;
    double first[3], last[3] = {0}, west = 180, east = -180;
    int corners = 0;

    (void)state;
    has_not(text, "gx:Track>");
    at = strstr(text, "<LinearRing><coordinates>");
    assert_non_null(at);
    at += strlen("<LinearRing><coordinates>");
    for (; *at != '<'; corners++, at++) {
        for (int i = 0; i < 3; i++) {
            last[i] = strtod(at, &at);
            at += *at == ',';
        }
        if (corners == 0)
            memcpy(first, last, sizeof first);
        west = fmin(west, last[0]);
        east = fmax(east, last[0]);
    }
    assert_int_equal(corners, 37);
    assert_memory_equal(first, last, sizeof first);
    /* 60 m of longitude at 52.3 degrees */
    assert_true(fabs((east - west) * 111320 * cos(0.9128) - 60) < 0.5);
    free(text);
}

static void what_is_not_known_is_left_out(void **state)
{
    const struct lw_track track = fixture_unknown(8);
    char *text = write(&track, 1, false, 2);

    (void)state;
    has(text, "<altitudeMode>clampToGround</altitudeMode>");
    has_not(text, "absolute");
    has_not(text, "<Polygon>");
    has_not(text, "sigma");
    has_not(text, "\"speed\"");
    has_not(text, "null");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_is_a_point_an_ellipse_and_a_path),
        cmocka_unit_test(an_ellipse_is_a_closed_ring),
        cmocka_unit_test(what_is_not_known_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
