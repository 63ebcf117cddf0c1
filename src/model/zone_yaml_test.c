/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "fault_fixture.h"
#include "luchtwacht/site_yaml.h"
#include "near.h"

static const double deg = 3.14159265358979323846 / 180.0;
static unsigned char memory[1 << 20];

#define RING "[[4, 52], [5, 52], [5, 53], [4, 52]]"
#define HEAD "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"

/* The files that the tests name. */
static const struct {
    const char *name, *text;
} shelf[] = {
    {"one.geojson", "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}"},
    {"many.geojson",
     "{\"type\":\"FeatureCollection\",\"name\":\"x\",\"features\":[\n"
     "{\"type\":\"Feature\",\"id\":\"n\",\"properties\":null,\"geometry\":"
     "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}},\n"
     "{\"type\":\"Feature\",\"properties\":{\"name\":\"Oost\",\"n\":1},"
     "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING
     "],[" RING "]]}}]}"},
    {"feature.json",
     "{\"type\":\"Feature\",\"properties\":{\"id\":7},\"geometry\":"
     "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}}"},
    {"bad.geojson", "{\"type\":\"Polygon\",\n\"coordinates\":[[[4, 52], "
                    "[5, 52], [5, 153], [4, 52]]]}"},
    {"point.geojson", "{\"type\":\"Point\",\"coordinates\":[4, 52]}"},
};

struct reads {
    int count;
};

static int read_shelf(void *context, const char *name, const char **text,
                      size_t *len)
{
    struct reads *reads = context;

    reads->count++;
    for (size_t i = 0; i < sizeof shelf / sizeof shelf[0]; i++) {
        if (strcmp(shelf[i].name, name) == 0) {
            *text = shelf[i].text;
            *len = strlen(shelf[i].text);
            return 0;
        }
    }
    return LW_ERR_IO;
}

static int read_site(const char *text, struct lw_site *site,
                     struct lw_fault *fault, struct reads *reads)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};
    const struct lw_site_files files = {reads, read_shelf};

    *fault = (struct lw_fault){0};
    return lw_site_read_yaml(text, strlen(text), reads != NULL ? &files : NULL,
                             &arena, site, fault);
}

static const struct lw_zone *zone_of(const char *text, struct lw_site *site)
{
    struct lw_fault fault;
    struct reads reads = {0};
    const int err = read_site(text, site, &fault, &reads);

    if (err != 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    assert_true(site->zones > 0);
    return &site->zone[0];
}

static void refused(const char *text, int err, int64_t line, const char *says)
{
    struct lw_site site;
    struct lw_fault fault;
    struct reads reads = {0};
    const int got = read_site(text, &site, &fault, &reads);

    assert_fault(text, got, &fault, err, line, says);
}

static void a_zone_has_names_and_a_border(void **state)
{
    struct lw_site site;
    const struct lw_zone *z = zone_of(
        HEAD "- id: z\n  kind: school\n  name: {en: East, uk: Схід}\n"
             "  geometry:\n    type: Polygon\n    coordinates: [[[4, 52], "
             "[5, 52], [5, 52], [5, 53], [4, 52]]]\n"
             "  warn: {minutes: 5, probability: 0.25, clear_after: 60}\n",
        &site);

    (void)state;
    assert_string_equal(z->id, "z");
    assert_string_equal(z->kind, "school");
    assert_string_equal(z->name[LW_LANG_EN], "East");
    assert_string_equal(z->name[LW_LANG_NL], "");
    assert_string_equal(z->name[LW_LANG_UK], "Схід");
    assert_int_equal(z->rings, 1);
    assert_int_equal(z->points, 3); /* not closed, and no repetition */
    assert_near(z->point[1].lon_rad, 5 * deg, 1e-12);
    assert_near(z->point[2].lat_rad, 53 * deg, 1e-12);
    assert_near(z->warn.warning.minutes, 5, 0);
    assert_near(z->warn.warning.probability, 0.25, 0);
    assert_near(z->warn.clear_after_s, 60, 0);
}

static void what_is_left_out_has_a_default(void **state)
{
    struct lw_site site;
    const struct lw_zone *z =
        zone_of(HEAD "- {id: z, name: Oost, geometry: {type: Polygon, "
                     "coordinates: [" RING "]}}\n",
                &site);

    (void)state;
    assert_string_equal(z->name[LW_LANG_EN], "Oost");
    assert_string_equal(z->name[LW_LANG_UK], "Oost");
    assert_string_equal(z->kind, "");
    assert_near(z->warn.warning.minutes, 10, 0);
    assert_near(z->warn.warning.probability, 0.5, 0);
    assert_near(z->warn.clear_after_s, 300, 0);
}

static void no_zones_may_be_said_in_three_ways(void **state)
{
    struct lw_site site;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(read_site(HEAD, &site, &fault, NULL), 0);
    assert_int_equal(site.zones, 0);
    assert_int_equal(read_site("{site: s, sensors: [{id: a, kind: rf}], "
                               "zones: []}",
                               &site, &fault, NULL),
                     0);
    assert_int_equal(site.zones, 0);
}

static void holes_and_several_polygons_keep_their_order(void **state)
{
    struct lw_site site;
    const struct lw_zone *z = zone_of(
        HEAD "- id: z\n  geometry: {type: MultiPolygon, coordinates: [\n"
             "   [[[0,0],[9,0],[9,9],[0,9],[0,0]],\n"
             "    [[1,1],[2,1],[2,2],[1,1]], [[4,4],[5,4],[5,5],[4,4]]],\n"
             "   [[[20,0],[29,0],[29,9,100],[20,0]]]]}\n",
        &site);

    (void)state;
    assert_int_equal(z->rings, 4);
    assert_false(z->ring[0].hole);
    assert_true(z->ring[1].hole);
    assert_true(z->ring[2].hole);
    assert_false(z->ring[3].hole);
    assert_int_equal(z->ring[3].first, 4 + 3 + 3);
    assert_int_equal(z->ring[3].count, 3);
}

static void files_are_read_once(void **state)
{
    struct lw_site site;
    struct lw_fault fault;
    struct reads reads = {0};
    const int err = read_site(
        HEAD "- {id: a, file: one.geojson}\n"
             "- {id: b, geometry: {file: many.geojson}}\n"
             "- {id: c, geometry: {file: many.geojson, feature: Oost}}\n"
             "- {id: d, geometry: {file: many.geojson, feature: n}}\n"
             "- {id: e, geometry: {file: feature.json, feature: 7}}\n",
        &site, &fault, &reads);

    (void)state;
    assert_int_equal(err, 0);
    assert_int_equal(reads.count, 3);
    assert_int_equal(site.zone[0].rings, 1);
    assert_int_equal(site.zone[1].rings, 3);
    assert_int_equal(site.zone[2].rings, 2);
    assert_int_equal(site.zone[3].rings, 1);
    assert_int_equal(site.zone[4].rings, 1);
}

static void a_wrong_file_is_told_with_both_places(void **state)
{
    struct lw_site site;
    struct lw_fault fault;

    (void)state;
    refused(HEAD "- id: z\n  file: none.geojson\n", LW_ERR_IO, 5,
            "cannot read none.geojson");
    refused(HEAD "- id: z\n  file: bad.geojson\n", LW_ERR_RANGE, 5,
            "bad.geojson:2:39: `coordinates`: expected a latitude");
    refused(HEAD "- id: z\n  file: point.geojson\n", LW_ERR_UNKNOWN, 5,
            "expected Polygon or MultiPolygon");
    refused(HEAD "- {id: z, geometry: {file: many.geojson, feature: West}}\n",
            LW_ERR_UNKNOWN, 4, "none called `West`");
    assert_int_equal(
        read_site(HEAD "- {id: z, file: one.geojson}\n", &site, &fault, NULL),
        LW_ERR_IO);
}

#define ZONE(border)                                                           \
    HEAD "- id: z\n  geometry:\n    type: Polygon\n    coordinates: " border   \
         "\n"

static void a_border_that_is_none_is_refused(void **state)
{
    (void)state;
    refused(ZONE("[[[4, 52], [5, 52], [5, 53], [4, 53]]]"), LW_ERR_RANGE, 7,
            "end with the position that it begins with");
    refused(ZONE("[[[4, 52], [5, 52], [4, 52]]]"), LW_ERR_RANGE, 7,
            "four positions");
    refused(ZONE("[[[4, 52], [5, 52], [5, 52], [4, 52]]]"), LW_ERR_RANGE, 7,
            "three different points");
    refused(ZONE("[[[4, 52], [5, 53],\n      [5, 52], [4, 53], [4, 52]]]"),
            LW_ERR_RANGE, 8, "crosses itself");
    refused(ZONE("[[[190, 52], [5, 53], [5, 52], [190, 52]]]"), LW_ERR_RANGE, 7,
            "a longitude from -180 to 180");
    refused(ZONE("[[[4], [5, 53], [5, 52], [4, 52]]]"), LW_ERR_RANGE, 7,
            "a position [longitude, latitude]");
    refused(ZONE("[[4, 52], [5, 53], [5, 52], [4, 52]]"), LW_ERR_RANGE, 7,
            "a position");
    refused(ZONE("[]"), LW_ERR_RANGE, 7, "a list of rings");
    refused(ZONE("[[]]"), LW_ERR_RANGE, 7, "ring of four");
    refused(ZONE("[a]"), LW_ERR_RANGE, 7, "a list of positions");
    refused(ZONE("a"), LW_ERR_RANGE, 7, "a list of rings");
}

static void a_wrong_zone_is_refused(void **state)
{
    (void)state;
    refused(HEAD "- {id: z}\n", LW_ERR_MISSING, 4, "needs `geometry`");
    refused(HEAD "- {id: z, file: a, geometry: {}}\n", LW_ERR_MISSING, 4,
            "not both");
    refused(HEAD "- {id: z, geometry: {type: Polygon}}\n", LW_ERR_MISSING, 4,
            "needs `coordinates`");
    refused(HEAD "- {id: z, geometry: {type: Polygone, coordinates: []}}\n",
            LW_ERR_UNKNOWN, 4, "did you mean `Polygon`?");
    refused(HEAD "- {id: z, geometry: {type: [], coordinates: []}}\n",
            LW_ERR_RANGE, 4, "`type`");
    refused(HEAD "- {id: z, geometry: 5}\n", LW_ERR_SYNTAX, 4, "`geometry`");
    refused(HEAD "- {id: z, name: {de: Ost}}\n", LW_ERR_UNKNOWN, 4,
            "expected en, nl or uk");
    refused(HEAD "- {id: z, wran: {}}\n", LW_ERR_UNKNOWN, 4,
            "did you mean `warn`?");
    refused(HEAD "- {id: z, warn: {probability: 2}}\n", LW_ERR_RANGE, 4,
            "from 0.001 to 1");
    refused(HEAD "- {id: z, file: one.geojson}\n- {id: z, file: "
                 "one.geojson}\n",
            LW_ERR_DUPLICATE, 5, "zone `z` is there already, in line 4");
    refused("{site: s, sensors: [{id: a, kind: rf}], zones: {}}", LW_ERR_RANGE,
            1, "`zones`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_has_names_and_a_border),
        cmocka_unit_test(what_is_left_out_has_a_default),
        cmocka_unit_test(no_zones_may_be_said_in_three_ways),
        cmocka_unit_test(holes_and_several_polygons_keep_their_order),
        cmocka_unit_test(files_are_read_once),
        cmocka_unit_test(a_wrong_file_is_told_with_both_places),
        cmocka_unit_test(a_border_that_is_none_is_refused),
        cmocka_unit_test(a_wrong_zone_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
