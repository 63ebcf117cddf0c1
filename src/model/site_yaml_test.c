/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "fault_fixture.h"
#include "luchtwacht/site_yaml.h"
#include "near.h"

static const double deg = 3.14159265358979323846 / 180.0;
static unsigned char memory[1 << 20];

static int read_text(const char *text, struct lw_site *site,
                     struct lw_fault *fault)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    *fault = (struct lw_fault){0};
    return lw_site_read_yaml(text, strlen(text), NULL, &arena, site, fault);
}

/* The text is refused with this error, at this line, and says this. */
static void refused(const char *text, int err, int64_t line, const char *says)
{
    struct lw_site site = {.sensors = 77};
    struct lw_fault fault;
    const int got = read_text(text, &site, &fault);

    assert_fault(text, got, &fault, err, line, says);
    assert_int_equal(site.sensors, 77);
}

static const char whole[] =
    "site: Noord                      # a name\n"
    "origin: {lat: 52.3, lon: 4.8}\n"
    "air: {temperature: -5.5, wind: [3, -4]}\n"
    "sensors:\n"
    "  - id: post-001\n"
    "    kind: acoustic\n"
    "    position: {lat: 52.31, lon: 4.77, alt: 12}\n"
    "    period: 1.0\n"
    "    coverage: {range: 5000, az: [-10, 20], el: [-5, 90]}\n"
    "    detection: [[0, 0.9], [2000, 0.8], [5000, 0]]\n"
    "    false_reports: 0.02\n"
    "    silence: means-nothing-seen\n"
    "    sd: {az: 4}\n"
    "  - {id: 17, kind: ads-b, x-note: [anything, {at: all}]}\n"
    "zones:\n"
    "  - id: hospital-oost\n"
    "    name: {en: East hospital, nl: Ziekenhuis Oost, uk: Східна лікарня}\n"
    "    kind: hospital\n"
    "    geometry: {type: Polygon, coordinates: [[[4.9, 52.3], [5.0, 52.3],\n"
    "               [5.0, 52.4], [4.9, 52.3]]]}\n"
    "    warn: {minutes: 12, probability: 0.6, clear_after: 200}\n"
    "x-own: 1\n";

static void reads_what_the_contract_shows(void **state)
{
    struct lw_site site;
    struct lw_fault fault;
    const struct lw_sensor *s;

    (void)state;
    assert_int_equal(read_text(whole, &site, &fault), 0);
    assert_string_equal(site.name, "Noord");
    assert_false(site.exercise);
    assert_true(site.has_origin);
    assert_near(site.origin.lat_rad, 52.3 * deg, 1e-12);
    assert_near(site.air.temperature_c, -5.5, 0);
    assert_near(site.air.wind_mps[1], -4, 0);
    assert_int_equal(site.sensors, 2);
    s = &site.sensor[0];
    assert_string_equal(s->id, "post-001");
    assert_int_equal(s->kind, LW_SENSOR_ACOUSTIC);
    assert_true(s->has_position);
    assert_near(s->position.lon_rad, 4.77 * deg, 1e-12);
    assert_near(s->position.alt_hae_m, 12, 0);
    assert_near(s->period_s, 1, 0);
    assert_near(s->coverage.range_m, 5000, 0);
    assert_near(s->coverage.az_from_rad, 350 * deg, 1e-12);
    assert_near(s->coverage.az_to_rad, 20 * deg, 1e-12);
    assert_near(s->coverage.el_from_rad, -5 * deg, 1e-12);
    assert_int_equal(s->detection.count, 3);
    assert_near(s->detection.point[1].range_m, 2000, 0);
    assert_near(s->detection.point[1].chance, 0.8, 0);
    assert_near(s->false_reports, 0.02, 0);
    assert_true(s->silence_means_nothing_seen);
    assert_int_equal(s->has_sd, LW_HAS_SD_AZ);
    assert_near(s->sd.az_rad, 4 * deg, 1e-12);
}

static void an_exercise_is_said_to_be_one(void **state)
{
    struct lw_site site = {0};
    struct lw_fault fault;

    (void)state;
    assert_int_equal(read_text("site: a\nexercise: true\n"
                               "sensors: [{id: s, kind: radar}]\n",
                               &site, &fault),
                     0);
    assert_true(site.exercise);
    assert_int_equal(read_text("site: a\nexercise: false\n"
                               "sensors: [{id: s, kind: radar}]\n",
                               &site, &fault),
                     0);
    assert_false(site.exercise);
    refused("site: a\nexercise: yes please\n"
            "sensors: [{id: s, kind: radar}]\n",
            LW_ERR_RANGE, 2, "`exercise`: expected true or false");
}

static void positions_of_operators_are_kept_where_it_says_so(void **state)
{
    static const struct {
        const char *text;
        double keep_s;
        bool show;
    } cases[] = {
        {"", 0, false},
        {"privacy: {}\n", 0, false},
        {"privacy: {operator: {keep: 60}}\n", 60, false},
        {"privacy: {operator: {show: true}}\n", 86400, true},
        {"privacy: {operator: {keep: 0, show: true}}\n", 0, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lw_site site;
        struct lw_fault fault;
        char text[300];
        (void)snprintf(text, sizeof text,
                       "site: S\nsensors:\n  - {id: a, kind: radar}\n%s",
                       cases[i].text);
        assert_int_equal(read_text(text, &site, &fault), 0);
        assert_true(site.privacy.operator_keep_s == cases[i].keep_s);
        assert_int_equal(site.privacy.operator_show, cases[i].show);
    }
}

static void what_is_left_out_is_the_kind_s(void **state)
{
    struct lw_site site;
    struct lw_fault fault;
    struct lw_sensor expected;
    const struct lw_sensor *s;

    (void)state;
    assert_int_equal(read_text(whole, &site, &fault), 0);
    s = &site.sensor[1];
    lw_sensor_defaults(LW_SENSOR_ADSB, &expected);
    assert_string_equal(s->id, "17");
    assert_false(s->has_position);
    assert_near(s->period_s, 0, 0);
    assert_true(isinf(s->coverage.range_m));
    assert_near(s->coverage.az_to_rad, 360 * deg, 1e-12);
    assert_int_equal(s->detection.count, 1);
    assert_near(s->detection.point[0].chance,
                expected.detection.point[0].chance, 0);
    assert_near(s->false_reports, expected.false_reports, 0);
    assert_false(s->silence_means_nothing_seen);
    assert_int_equal(s->has_sd, 0);
    assert_near(s->sd.horizontal_m, expected.sd.horizontal_m, 0);

    assert_int_equal(
        read_text("{site: s, sensors: [{id: a, kind: rf}]}", &site, &fault), 0);
    assert_false(site.has_origin);
    assert_near(site.air.temperature_c, 15, 0);
    assert_near(site.air.wind_mps[0], 0, 0);
    assert_int_equal(site.zones, 0);
}

static void json_is_read_as_the_yaml_it_is(void **state)
{
    struct lw_site site;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(
        read_text("\xEF\xBB\xBF{\"site\":\"A\\u00e9\",\r\n\t\"sensors\":"
                  "[{\"id\":\"r\",\"kind\":\"radar\",\"position\":"
                  "{\"lat\":-1e1,\"lon\":1.5E+2}}]}\n",
                  &site, &fault),
        0);
    assert_string_equal(site.name, "A\xC3\xA9");
    assert_near(site.sensor[0].position.lat_rad, -10 * deg, 1e-12);
    assert_near(site.sensor[0].position.lon_rad, 150 * deg, 1e-12);
}

#define SENSOR(more) "site: s\nsensors:\n- id: a\n  kind: radar\n  " more "\n"

static void a_misspelt_key_gets_what_was_meant(void **state)
{
    (void)state;
    refused(SENSOR("perod: 1"), LW_ERR_UNKNOWN, 5, "did you mean `period`?");
    refused(SENSOR("Period: 1"), LW_ERR_UNKNOWN, 5, "did you mean `period`?");
    refused(SENSOR("flase_reports: 1"), LW_ERR_UNKNOWN, 5, "`false_reports`?");
    refused(SENSOR("false-reports: 1"), LW_ERR_UNKNOWN, 5, "`false_reports`?");
    refused(SENSOR("position: {latitude: 1, lon: 2}"), LW_ERR_UNKNOWN, 5,
            "did you mean `lat`?");
    refused("site: s\nsensor: []\n", LW_ERR_UNKNOWN, 2,
            "did you mean `sensors`?");
    refused(SENSOR("colour: red"), LW_ERR_UNKNOWN, 5, "expected id, kind");
    refused("site: s\nsensors:\n- id: a\n  kind: rader\n", LW_ERR_UNKNOWN, 4,
            "did you mean `radar`?");
    refused("site: s\nsensors:\n- id: a\n  kind: sonar-buoy\n", LW_ERR_UNKNOWN,
            4, "expected acoustic, radar");
    refused(SENSOR("silence: means-nothin"), LW_ERR_UNKNOWN, 5,
            "did you mean `means-nothing`?");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    refused("sensors: [{id: a, kind: rf}]", LW_ERR_MISSING, 1, "needs `site`");
    refused("site: s\n", LW_ERR_MISSING, 1, "needs `sensors`");
    refused("site: s\nsensors:\n- kind: rf\n", LW_ERR_MISSING, 3,
            "a sensor needs `id`");
    refused("site: s\nsensors:\n- id: a\n", LW_ERR_MISSING, 3, "needs `kind`");
    refused(SENSOR("position: {lat: 4}"), LW_ERR_MISSING, 5, "needs `lon`");
}

static void every_value_has_its_range(void **state)
{
    (void)state;
    refused(SENSOR("position: {lat: 90.1, lon: 0}"), LW_ERR_RANGE, 5,
            "`lat`: expected degrees from -90 to 90, got `90.1`");
    refused(SENSOR("position: {lat: 0, lon: 181}"), LW_ERR_RANGE, 5, "`lon`");
    refused(SENSOR("period: -1"), LW_ERR_RANGE, 5,
            "`period`: expected seconds from 0 to 86400, got `-1`");
    refused(SENSOR("period: \"1\""), LW_ERR_RANGE, 5, "got \"1\"");
    refused(SENSOR("period: .nan"), LW_ERR_RANGE, 5, "got `.nan`");
    refused(SENSOR("period: .inf"), LW_ERR_RANGE, 5, "`period`");
    refused(SENSOR("period: 1e999"), LW_ERR_RANGE, 5, "`period`");
    refused(SENSOR("period: 0x10"), LW_ERR_RANGE, 5, "`period`");
    refused(SENSOR("period: 010"), LW_ERR_RANGE, 5, "`period`");
    refused(SENSOR("period: 1 s"), LW_ERR_RANGE, 5, "`period`");
    refused(SENSOR("period: [1]"), LW_ERR_RANGE, 5, "got a list");
    refused(SENSOR("period:"), LW_ERR_RANGE, 5, "got nothing");
    refused(SENSOR("coverage: {range: 0}"), LW_ERR_RANGE, 5, "`range`");
    refused(SENSOR("coverage: {az: [0]}"), LW_ERR_RANGE, 5, "two numbers");
    refused(SENSOR("coverage: {az: [5, 5]}"), LW_ERR_RANGE, 5, "wider");
    refused(SENSOR("coverage: {el: [5, -5]}"), LW_ERR_RANGE, 5, "below");
    refused(SENSOR("detection: 1.1"), LW_ERR_RANGE, 5, "from 0 to 1");
    refused(SENSOR("detection: []"), LW_ERR_RANGE, 5, "a chance, or a list");
    refused(SENSOR("detection: [[0, 1], [0, 1]]"), LW_ERR_RANGE, 5, "grow");
    refused(SENSOR("detection: [[0, 1, 2]]"), LW_ERR_RANGE, 5, "pair");
    refused(SENSOR("detection: [0, 1]"), LW_ERR_RANGE, 5, "pair");
    refused(SENSOR("false_reports: -0.1"), LW_ERR_RANGE, 5, "mean number");
    refused(SENSOR("sd: {az: 0}"), LW_ERR_RANGE, 5, "`az`");
    refused("site: s\nair: {wind: [1]}\nsensors: [{id: a, kind: rf}]",
            LW_ERR_RANGE, 2, "`wind`");
    refused("site: \"a\\0b\"\nsensors: [{id: a, kind: rf}]", LW_ERR_RANGE, 1,
            "`site`: expected text");
    refused("site: ~\nsensors: [{id: a, kind: rf}]", LW_ERR_RANGE, 1, "`site`");
    refused("site: s\nsensors: []\n", LW_ERR_RANGE, 2, "`sensors`");
    refused("site: s\nsensors: {id: a}\n", LW_ERR_RANGE, 2, "`sensors`");
    refused("site: s\nsensors: [a]\n", LW_ERR_SYNTAX, 2, "a sensor");
}

static void an_id_is_there_once(void **state)
{
    (void)state;
    refused("site: s\nsensors:\n- {id: a, kind: rf}\n- {id: b, kind: rf}\n"
            "- {id: a, kind: rf}\n",
            LW_ERR_DUPLICATE, 5, "`a` is there already, in line 3");
    refused("site: s\nsite: t\n", LW_ERR_DUPLICATE, 2, "first in line 1");
}

static void a_long_id_is_refused_and_the_longest_is_not(void **state)
{
    struct lw_site site;
    struct lw_fault fault;
    char text[160];

    (void)state;
    (void)snprintf(text, sizeof text,
                   "{site: s, sensors: [{id: %0*d, "
                   "kind: rf}]}",
                   LW_ID_MAX, 0);
    assert_int_equal(read_text(text, &site, &fault), 0);
    assert_int_equal(strlen(site.sensor[0].id), LW_ID_MAX);
    (void)snprintf(text, sizeof text,
                   "{site: s, sensors: [{id: %0*d, "
                   "kind: rf}]}",
                   LW_ID_MAX + 1, 0);
    refused(text, LW_ERR_RANGE, 1, "text of 1 to 63 bytes");
}

static void sensors_are_sorted_for_the_search(void **state)
{
    static char text[64 * 400];
    static const char *const parts[] = {"zulu", "alpha", "mike", "10", "9"};
    struct lw_site site;
    struct lw_fault fault;
    size_t used = (size_t)snprintf(text, sizeof text, "site: s\nsensors:\n");

    (void)state;
    for (unsigned i = 0; i < 300; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "- {id: %s-%u, kind: rf}\n", parts[i % 5],
                                 i * 7919U % 1000);
    assert_int_equal(read_text(text, &site, &fault), 0);
    assert_int_equal(site.sensors, 300);
    for (uint32_t i = 0; i < site.sensors; i++)
        assert_int_equal(lw_site_sensor(&site, site.sensor[i].id), i);
    assert_int_equal(lw_site_sensor(&site, "zulu"), LW_ERR_UNKNOWN);
}

static void a_small_arena_asks_for_a_larger_one(void **state)
{
    struct lw_fault fault;
    int err = LW_ERR_NO_SPACE;
    size_t size = 0;

    (void)state;
    for (; err == LW_ERR_NO_SPACE && size < sizeof memory; size += 64) {
        unsigned char *exact = malloc(size + 1);
        struct lw_arena arena = {.mem = exact, .size = size};
        struct lw_site site;
        assert_non_null(exact);
        err = lw_site_read_yaml(whole, sizeof whole - 1, NULL, &arena, &site,
                                &fault);
        free(exact);
    }
    assert_int_equal(err, 0);
    assert_true(size > 1024);
}

/* Every prefix is either an error with a place or a smaller site. */
static void any_prefix_is_answered(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof whole; len++) {
        struct lw_arena arena = {.mem = memory, .size = sizeof memory};
        char *exact = malloc(len + 1);
        struct lw_site site;
        struct lw_fault fault = {0};
        int err;
        assert_non_null(exact);
        memcpy(exact, whole, len);
        err = lw_site_read_yaml(exact, len, NULL, &arena, &site, &fault);
        free(exact);
        assert_true(err <= 0 && err != LW_ERR_NO_SPACE);
        assert_true(err == 0 || fault.what[0] != '\0');
    }
}

static void any_changed_byte_is_answered(void **state)
{
    static char text[sizeof whole];
    uint32_t seed = 20260101;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        struct lw_site site;
        struct lw_fault fault;
        memcpy(text, whole, sizeof whole);
        for (int i = 0; i < 3; i++) {
            seed = seed * 1664525U + 1013904223U;
            text[(seed >> 8) % (sizeof whole - 1)] = (char)(seed >> 24);
        }
        text[sizeof whole - 1] = '\0';
        assert_true(read_text(text, &site, &fault) <= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_contract_shows),
        cmocka_unit_test(an_exercise_is_said_to_be_one),
        cmocka_unit_test(positions_of_operators_are_kept_where_it_says_so),
        cmocka_unit_test(what_is_left_out_is_the_kind_s),
        cmocka_unit_test(json_is_read_as_the_yaml_it_is),
        cmocka_unit_test(a_misspelt_key_gets_what_was_meant),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(every_value_has_its_range),
        cmocka_unit_test(an_id_is_there_once),
        cmocka_unit_test(a_long_id_is_refused_and_the_longest_is_not),
        cmocka_unit_test(sensors_are_sorted_for_the_search),
        cmocka_unit_test(a_small_arena_asks_for_a_larger_one),
        cmocka_unit_test(any_prefix_is_answered),
        cmocka_unit_test(any_changed_byte_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
