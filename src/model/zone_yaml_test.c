/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_fixture.h"

static const double deg = 3.14159265358979323846 / 180.0;

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

static void a_file_may_be_many_zones(void **state)
{
    struct lw_site site = site_of(
        HEAD
        "- {file: districts.geojson, each: feature, id: code, prefix: d-, "
        "width: 400, name: {en: title, nl: naam}, kind: {property: soort}, "
        "warn: {minutes: 12}}\n"
        "- {file: districts.geojson, each: area, id: code, kind: works}\n"
        "- {id: rest, file: districts.geojson, only: {code: [1, two]}}\n");

    (void)state;
    assert_int_equal(site.zones, 3 + 2 + 1);
    assert_string_equal(site.zone[0].id, "d-1");
    assert_string_equal(site.zone[0].name[LW_LANG_EN], "One");
    assert_string_equal(site.zone[0].name[LW_LANG_NL], "Een");
    assert_string_equal(site.zone[0].name[LW_LANG_UK], "");
    assert_string_equal(site.zone[0].kind, "hospital");
    assert_near(site.zone[0].warn.warning.minutes, 12, 0);
    assert_string_equal(site.zone[1].id, "d-two");
    assert_string_equal(site.zone[1].name[LW_LANG_EN], "");
    assert_string_equal(site.zone[1].kind, "");
    assert_string_equal(site.zone[2].id, "d-three");
    assert_near(site.zone[2].warn.clear_after_s, 120, 0);
    assert_string_equal(site.zone[3].id, "1");
    assert_string_equal(site.zone[3].kind, "works");
    assert_string_equal(site.zone[4].id, "two");
    assert_string_equal(site.zone[4].name[LW_LANG_NL], "Twee");
    assert_string_equal(site.zone[4].name[LW_LANG_UK], "Deux");
    assert_int_equal(site.zone[5].rings, 2);
    site = site_of(HEAD "- {file: districts.geojson, each: feature, id: code, "
                        "layer: sea}\n");
    assert_int_equal(site.zones, 1);
    assert_string_equal(site.zone[0].id, "two");
}

static void a_wrong_import_is_refused(void **state)
{
    (void)state;
    refused(HEAD "- {file: districts.geojson, each: feature, id: code}\n",
            LW_ERR_MISSING, 4,
            "districts.geojson:4:74: a line needs `width` to be an area");
    refused(HEAD "- {file: districts.geojson, each: area, id: kode}\n",
            LW_ERR_MISSING, 4,
            "districts.geojson:2:1: this feature has no property `kode`");
    refused(HEAD "- {file: districts.geojson, each: area}\n", LW_ERR_MISSING, 4,
            "no id, identifier or name");
    refused(HEAD "- {file: districts.geojson, each: area, id: code, name: "
                 "nmae}\n",
            LW_ERR_UNKNOWN, 4,
            "no feature of districts.geojson has a property `nmae`");
    refused(HEAD "- {file: districts.geojson, each: featur, id: code}\n",
            LW_ERR_UNKNOWN, 4, "did you mean `feature`?");
    refused(HEAD "- {each: area, id: code, geometry: {type: Polygon, "
                 "coordinates: [" RING "]}}\n",
            LW_ERR_MISSING, 4, "`each` needs a `file`");
    refused(HEAD "- {file: districts.geojson, each: area, layer: hills}\n",
            LW_ERR_MISSING, 4, "no area that is meant here");
    refused(HEAD "- {file: districts.geojson, each: area, id: code}\n"
                 "- {file: districts.geojson, each: area, id: code}\n",
            LW_ERR_DUPLICATE, 4,
            "districts.geojson:2:1: `id`: zone `1` is there already, in "
            "districts.geojson, line 2");
    refused(HEAD "- {id: two, file: one.geojson}\n"
                 "- {file: districts.geojson, each: area, id: code}\n",
            LW_ERR_DUPLICATE, 5,
            "zone `two` is there already, in line 4 of the site file");
    refused(HEAD "- {file: districts.geojson, each: area, id: code}\n"
                 "- {id: two, file: one.geojson}\n",
            LW_ERR_DUPLICATE, 5,
            "zone `two` is there already, in districts.geojson, line 3");
    refused(HEAD "- {id: z, prefix: a, file: one.geojson}\n", LW_ERR_UNKNOWN, 4,
            "only with `each`");
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
        cmocka_unit_test(a_file_may_be_many_zones),
        cmocka_unit_test(a_wrong_import_is_refused),
        cmocka_unit_test(a_wrong_zone_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
