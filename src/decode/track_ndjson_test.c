/* SPDX-License-Identifier: Apache-2.0 */
#include "track_ndjson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "near.h"

#define DEGREE (3.14159265358979323846 / 180)

static const char whole[] =
    "{\"type\":\"track\",\"t\":1790000012.25,\"track\":\"A0007\","
    "\"status\":\"coasting\",\"lat\":52.3,\"lon\":4.8,\"alt\":140,"
    "\"vel\":[12.1,-3.0,0.2],\"cov\":[[1,2,3,4,5,6],[2,8,9,10,11,12],"
    "[3,9,15,16,17,18],[4,10,16,22,23,24],[5,11,17,23,29,30],"
    "[6,12,18,24,30,36]],\"existence\":0.99,\"kinds\":{\"jet\":0.8},"
    "\"ident\":{},\"sources\":[\"radar-1\"]}";

static int track(const char *line, struct lw_state_line *out,
                 struct lw_fault *fault)
{
    return lw_track_line_read(line, strlen(line), out, fault);
}

static void reads_every_field_of_a_track(void **state)
{
    (void)state;
    struct lw_state_line got;

    assert_int_equal(track(whole, &got, NULL), 0);
    assert_string_equal(got.name, "A0007");
    assert_true(got.time_ns == INT64_C(1790000012250000000));
    assert_int_equal(got.status, LW_TRACK_COASTING);
    assert_int_equal(got.has, LW_LINE_HAS_ALT | LW_LINE_HAS_VEL |
                                  LW_LINE_HAS_COV | LW_LINE_HAS_EXISTENCE |
                                  LW_LINE_HAS_STATUS | LW_LINE_HAS_KIND);
    assert_near(got.pos.lat_rad, 52.3 * DEGREE, 1e-15);
    assert_near(got.pos.lon_rad, 4.8 * DEGREE, 1e-15);
    assert_near(got.pos.alt_hae_m, 140, 0);
    assert_near(got.vel_mps[1], -3, 0);
    assert_near(got.cov[0], 1, 0);
    assert_near(got.cov[8], 9, 0);
    assert_near(got.cov[35], 36, 0);
    assert_near(got.existence, 0.99, 0);
}

/* The likeliest kind that we know; an identity that says something; and what
 * truth tells of an object. */
static void reads_what_a_score_is_told_apart_by(void **state)
{
    (void)state;
    struct lw_state_line got;
    char line[256];

    assert_int_equal(
        track("{\"type\":\"track\",\"t\":1,\"track\":\"a\",\"status\":"
              "\"confirmed\",\"lat\":1,\"lon\":1,\"kinds\":{\"bird\":0.2,"
              "\"saucer\":0.9,\"jet\":0.5,\"piston\":0.3},\"ident\":"
              "{\"icao\":\"484506\"}}",
              &got, NULL),
        0);
    assert_string_equal(got.kind, "jet");
    assert_int_equal(got.has,
                     LW_LINE_HAS_STATUS | LW_LINE_HAS_KIND | LW_LINE_HAS_IDENT);
    static const struct {
        const char *members;
        uint32_t has, sensors;
    } truth[] = {
        {"\"kind\":\"jet\"", LW_LINE_HAS_KIND, 0},
        {"\"sensors\":3,\"cooperative\":true",
         LW_LINE_HAS_SENSORS | LW_LINE_COOPERATIVE, 3},
        {"\"sensors\":[\"a\",{\"b\":[]}]", LW_LINE_HAS_SENSORS, 2},
        {"\"sensors\":[],\"cooperative\":false", LW_LINE_HAS_SENSORS, 0},
        {"\"sensors\":null,\"kind\":null,\"cooperative\":null", 0, 0},
    };
    for (size_t i = 0; i < sizeof truth / sizeof truth[0]; i++) {
        const int len = snprintf(line, sizeof line,
                                 "{\"type\":\"truth\",\"t\":1,\"object\":\"o\","
                                 "\"lat\":1,\"lon\":1,%s}",
                                 truth[i].members);
        assert_int_equal(lw_truth_line_read(line, (size_t)len, &got, NULL), 0);
        assert_int_equal(got.has, truth[i].has);
        assert_int_equal(got.sensors, truth[i].sensors);
    }
    static const char *const wrong[] = {
        "\"kind\":{}",     "\"sensors\":-1",    "\"sensors\":true",
        "\"sensors\":[",   "\"cooperative\":1", "\"kind\":\"\"",
        "\"sensors\":2e6",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const int len = snprintf(line, sizeof line,
                                 "{\"type\":\"truth\",\"t\":1,\"object\":\"o\","
                                 "\"lat\":1,\"lon\":1,%s}",
                                 wrong[i]);
        assert_true(lw_truth_line_read(line, (size_t)len, &got, NULL) < 0);
    }
}

static void reads_truth_with_its_type_last(void **state)
{
    (void)state;
    const char line[] = "{\"t\":\"2026-09-21T14:13:32Z\",\"object\":17,"
                        "\"lat\":-1,\"lon\":-179.5,\"alt\":null,"
                        "\"status\":\"no field of truth\",\"type\":\"truth\"}";
    struct lw_state_line got;

    assert_int_equal(lw_truth_line_read(line, strlen(line), &got, NULL), 0);
    assert_string_equal(got.name, "17");
    assert_true(got.time_ns == INT64_C(1790000012000000000));
    assert_int_equal(got.has, 0);
}

static void tells_other_lines_from_wrong_ones(void **state)
{
    (void)state;
    struct lw_state_line got = {.name = "as it was"};
    struct lw_fault fault;
    static const struct {
        const char *line;
        int err;
        const char *what;
    } cases[] = {
        {"{\"type\":\"warning\",\"t\":\"never\"}", LW_ERR_NOT_MINE, ""},
        {"{\"t\":1}", LW_ERR_MISSING, "`type`"},
        {"", LW_ERR_SYNTAX, ""},
        {"[]", LW_ERR_SYNTAX, ""},
        {"{\"type\":\"track\"", LW_ERR_SYNTAX, ""},
        {"{\"type\":\"track\"} x", LW_ERR_SYNTAX, ""},
        {"{\"type\":\"track\",\"t\":1,\"track\":\"a\","
         "\"status\":\"confirmed\",\"lon\":1}",
         LW_ERR_MISSING, "`lat`"},
        {"{\"type\":\"track\",\"t\":1,\"track\":\"a\","
         "\"status\":\"confirmed\",\"lat\":null,\"lon\":1}",
         LW_ERR_RANGE, "`lat`"},
        {"{\"type\":\"track\",\"t\":-1}", LW_ERR_RANGE, "`t`"},
        {"{\"type\":\"track\",\"t\":1e300}", LW_ERR_RANGE, "`t`"},
        {"{\"type\":\"track\",\"lat\":91}", LW_ERR_RANGE, "`lat`"},
        {"{\"type\":\"track\",\"lon\":\"4\"}", LW_ERR_RANGE, "`lon`"},
        {"{\"type\":\"track\",\"status\":\"gone\"}", LW_ERR_UNKNOWN,
         "`status`"},
        {"{\"type\":\"track\",\"track\":\"\"}", LW_ERR_RANGE, "`track`"},
        {"{\"type\":\"track\",\"track\":\"a\\u0000b\"}", LW_ERR_RANGE,
         "`track`"},
        {"{\"type\":\"track\",\"vel\":[1,2]}", LW_ERR_RANGE, "`vel`"},
        {"{\"type\":\"track\",\"vel\":[1,2,3,4]}", LW_ERR_RANGE, "`vel`"},
        {"{\"type\":\"track\",\"cov\":[[1]]}", LW_ERR_RANGE, "`cov`"},
        {"{\"type\":\"track\",\"existence\":1.01}", LW_ERR_RANGE,
         "`existence`"},
        {"{\"type\":\"track\",\"existence\":1e999}", LW_ERR_RANGE,
         "`existence`"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int err = track(cases[i].line, &got, &fault);
        if (err != cases[i].err || strstr(fault.what, cases[i].what) == NULL)
            fail_msg("%s: %d, %s", cases[i].line, err, fault.what);
    }
    assert_string_equal(got.name, "as it was");
}

/* Read from memory that ends where the line ends: a sanitizer sees a byte
 * too far. */
static int read_exact(const char *line, size_t len, struct lw_state_line *out)
{
    char *exact = malloc(len + (len == 0));
    struct lw_fault fault;

    assert_non_null(exact);
    memcpy(exact, line, len);
    const int err = lw_track_line_read(exact, len, out, &fault);
    free(exact);
    return err;
}

static void every_prefix_is_refused(void **state)
{
    (void)state;
    struct lw_state_line got;

    for (size_t len = 0; len < sizeof whole - 1; len++)
        assert_int_equal(read_exact(whole, len, &got), LW_ERR_SYNTAX);
}

static void changed_bytes_never_give_what_the_contract_forbids(void **state)
{
    (void)state;
    char line[sizeof whole];

    for (size_t at = 0; at < sizeof whole - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            struct lw_state_line got;
            memcpy(line, whole, sizeof whole);
            line[at] = (char)byte;
            if (read_exact(line, sizeof whole - 1, &got) != 0)
                continue;
            assert_true(fabs(got.pos.lat_rad) <= 90 * DEGREE);
            assert_true(fabs(got.pos.lon_rad) <= 180 * DEGREE);
            assert_true(isfinite(got.pos.alt_hae_m));
            assert_true(got.existence >= 0 && got.existence <= 1);
            assert_in_range(strlen(got.name), 1, LW_ID_MAX);
            for (int i = 0; i < 36; i++)
                assert_true(isfinite(got.cov[i]));
        }
    }
}

static void what_is_not_known_of_a_matrix_is_null(void **state)
{
    static const char line[] =
        "{\"type\":\"track\",\"t\":1,\"track\":\"A1\",\"status\":\"ended\","
        "\"lat\":1,\"lon\":2,\"cov\":[[4,0,null,null,null,null],"
        "[0,4,null,null,null,null],[null,null,null,null,null,null],"
        "[null,null,null,null,null,null],[null,null,null,null,null,null],"
        "[null,null,null,null,null,null]]}";
    struct lw_state_line out;

    (void)state;
    assert_int_equal(lw_track_line_read(line, sizeof line - 1, &out, NULL), 0);
    assert_false(out.has & LW_LINE_HAS_COV);
    assert_true(out.has & LW_LINE_HAS_COV_PART);
    assert_true(out.cov[7] == 4.0);
    assert_true(isnan(out.cov[14]));
}

static void who_it_is_and_who_saw_it_is_read(void **state)
{
    static const char line[] =
        "{\"type\":\"track\",\"t\":1,\"track\":\"A1\",\"status\":\"ended\","
        "\"lat\":1,\"lon\":2,\"kinds\":{\"bird\":0.7,\"jet\":0.2},"
        "\"ident\":{\"icao\":\"4840D6\",\"callsign\":\"KL\\u004d1\","
        "\"remote_id\":null,\"squawk\":\"7000\",\"x\":[1]},"
        "\"sources\":[\"radar-1\",\"post\"],\"exercise\":true}";
    static const char *const bad[] = {"\"sources\":[1]", "\"exercise\":1",
                                      "\"ident\":7", "\"ident\":{\"icao\":}"};
    static const char *const odd[] = {"{\"icao\":\"xyz\"}", "{\"icao\":\"\"}",
                                      "{\"icao\":7}", "{\"squawk\":\"70000\"}",
                                      "{\"callsign\":null}"};
    struct lw_state_line out;
    char text[256];

    (void)state;
    assert_int_equal(lw_track_line_read(line, sizeof line - 1, &out, NULL), 0);
    assert_true(out.has & LW_LINE_EXERCISE);
    assert_true(out.kinds[LW_KIND_BIRD] == 0.7);
    assert_true(out.kinds[LW_KIND_JET] == 0.2);
    assert_int_equal(out.has_ident,
                     LW_HAS_ICAO | LW_HAS_CALLSIGN | LW_HAS_SQUAWK);
    assert_int_equal(out.ident.icao, 0x4840d6);
    assert_string_equal(out.ident.callsign, "KLM1");
    assert_string_equal(out.ident.squawk, "7000");
    assert_int_equal(out.sources, 2);
    assert_true(lw_json_is(&out.source[1], "post"));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const int len =
            snprintf(text, sizeof text,
                     "{\"type\":\"track\",\"t\":1,\"track\":\"A1\",\"status\":"
                     "\"ended\",\"lat\":1,\"lon\":2,%s}",
                     bad[i]);
        assert_true(lw_track_line_read(text, (size_t)len, &out, NULL) < 0);
    }
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const int len =
            snprintf(text, sizeof text,
                     "{\"type\":\"track\",\"t\":1,\"track\":\"A1\",\"status\":"
                     "\"ended\",\"lat\":1,\"lon\":2,\"ident\":%s}",
                     odd[i]);
        assert_int_equal(lw_track_line_read(text, (size_t)len, &out, NULL), 0);
        assert_int_equal(out.has_ident, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_it_is_and_who_saw_it_is_read),
        cmocka_unit_test(what_is_not_known_of_a_matrix_is_null),
        cmocka_unit_test(reads_every_field_of_a_track),
        cmocka_unit_test(reads_what_a_score_is_told_apart_by),
        cmocka_unit_test(reads_truth_with_its_type_last),
        cmocka_unit_test(tells_other_lines_from_wrong_ones),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(changed_bytes_never_give_what_the_contract_forbids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
