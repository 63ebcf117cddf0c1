/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_kml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                   \
    "<?xml version='1.0'?>"                                                    \
    "<kml xmlns='http://www.opengis.net/kml/2.2'>"
#define PLACE(inside) HEAD "<Placemark>" inside "</Placemark></kml>"

static void becomes(const char *kml, const char *expected)
{
    struct lw_fault why = {.what = ""};
    char *json = NULL;
    size_t len = 0;
    const int err = lw_kml_zones(kml, strlen(kml), &json, &len, &why);

    if (err != 0)
        print_error("%s\n", why.what);
    assert_int_equal(err, 0);
    if (strstr(json, expected) == NULL)
        print_error("%s\n", json);
    assert_non_null(strstr(json, expected));
    assert_int_equal(strlen(json), len);
    free(json);
}

static void refused(const char *kml, int64_t line, const char *says)
{
    struct lw_fault why = {.what = ""};
    char *json = NULL;
    size_t len = 0;
    const int err = lw_kml_zones(kml, strlen(kml), &json, &len, &why);

    if (err == 0 || strstr(why.what, says) == NULL)
        print_error("%s\n-> %d %s\n", kml, err, why.what);
    assert_true(err == LW_ERR_SYNTAX || err == LW_ERR_RANGE);
    assert_non_null(strstr(why.what, says));
    if (line > 0)
        assert_int_equal(why.line, line);
    assert_null(json);
}

static void polygons_lines_and_points_become_geojson(void **state)
{
    (void)state;
    becomes(
        PLACE("<Polygon><outerBoundaryIs><LinearRing><coordinates>4,52,0 "
              "5,52,0 5,53 4,52</coordinates></LinearRing></outerBoundaryIs>"
              "<innerBoundaryIs><LinearRing><coordinates>4.5,52.2 4.6,52.2 "
              "4.6,52.3 4.5,52.2</coordinates></LinearRing></innerBoundaryIs>"
              "</Polygon>"),
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[{"
        "\"type\":\"Polygon\",\"coordinates\":[[[4,52],[5,52],[5,53],[4,52]],"
        "[[4.5,52.2],[4.6,52.2],[4.6,52.3],[4.5,52.2]]]}]},\"properties\":{}}"
        "]}");
    becomes(
        PLACE("<MultiGeometry><Point><coordinates> 4 , +52.50 "
              "</coordinates></Point><MultiGeometry><LineString><tessellate>"
              "1</tessellate><coordinates>4,52\n\t5,52</coordinates>"
              "</LineString></MultiGeometry></MultiGeometry>"),
        "[{\"type\":\"Point\",\"coordinates\":[4,52.5]},{\"type\":"
        "\"LineString\",\"coordinates\":[[4,52],\n[5,52]]}]");
    becomes(PLACE("<LinearRing><coordinates>4,52 5,52 4,52</coordinates>"
                  "</LinearRing>"),
            "{\"type\":\"LineString\",\"coordinates\":[[4,52],[5,52],[4,52]]}");
    becomes(PLACE(""), "{\"type\":\"Feature\",\"geometry\":null,");
    becomes(HEAD "</kml>", "\"features\":[]}");
    becomes(PLACE("<gx:Track><when/></gx:Track>"), "\"geometry\":null");
}

static void what_is_said_of_a_place_becomes_properties(void **state)
{
    (void)state;
    becomes(
        HEAD "<Document><name>All &amp; sundry</name><Folder><name> Noord "
             "</name><Placemark id='p7'><name>\n <![CDATA[Works \"A\"]]> "
             "</name><ExtendedData><Data name='code'><displayName>x"
             "</displayName><value>12</value></Data><SchemaData>"
             "<SimpleData name='soort'>gas</SimpleData><SimpleData name='n'>"
             "007</SimpleData></SchemaData></ExtendedData></Placemark></Folder>"
             "<Placemark/></Document></kml>",
        "\"id\":\"p7\",\"layer\":\"Noord\",\"properties\":{\"name\":\"Works "
        "\\\"A\\\"\",\"code\":12,\"soort\":\"gas\",\"n\":\"007\"}},\n{\"type\":"
        "\"Feature\",\"geometry\":null,\"layer\":\"All & sundry\",");
}

static void every_position_keeps_its_line(void **state)
{
    struct lw_fault why;
    char *json = NULL;
    size_t len = 0;
    const char *kml =
        "<kml>\n<Placemark>\n<LineString>\n<coordinates>\n4,52\n\n5,52\n"
        "6,53</coordinates></LineString></Placemark></kml>";
    const char *found;
    int line = 1;

    (void)state;
    assert_int_equal(lw_kml_zones(kml, strlen(kml), &json, &len, &why), 0);
    found = strstr(json, "[6,53]");
    assert_non_null(found);
    for (const char *c = json; c < found; c++)
        line += *c == '\n';
    assert_int_equal(line, 8);
    free(json);
}

static void what_is_not_kml_is_refused(void **state)
{
    (void)state;
    refused("", 0, "not XML");
    refused("<kml>", 0, "not XML");
    refused("<html/>", 1, "not KML");
    refused("<kml>\n<a>\n</b></kml>", 3, "not XML");
    refused("<!DOCTYPE kml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
            "<kml>&b;</kml>",
            1, "DOCTYPE");
    refused("<!DOCTYPE kml SYSTEM 'file:///etc/passwd'><kml/>", 1, "DOCTYPE");
    refused(HEAD "&undefined;</kml>", 1, "not XML");
    refused(PLACE("<Point><coordinates>4 52</coordinates></Point>"), 1,
            "longitude,latitude");
    refused(PLACE("<Point>\n<coordinates>\n4,x</coordinates></Point>"), 3,
            "longitude,latitude");
    refused(PLACE("<Point><coordinates>nan,inf</coordinates></Point>"), 1,
            "longitude,latitude");
    refused(PLACE("<Point><coordinates/></Point>"), 1, "longitude,latitude");
    refused(PLACE("<Placemark/>"), 1, "within another");
    refused(PLACE("<Polygon><Point/></Polygon>"), 1, "within another");
    refused(PLACE("<LineString><coordinates>4,52 5,52</coordinates>"
                  "<coordinates>4,52 5,52</coordinates></LineString>"),
            1, "twice");
    char deep[64 + 80 * 3] = HEAD;
    for (int i = 0; i < 70; i++)
        memcpy(deep + strlen(HEAD) + 3 * (size_t)i, "<a>", 4);
    refused(deep, 1, "less nesting");
}

static void xml_is_known_by_its_start(void **state)
{
    (void)state;
    assert_true(lw_kml_is("<kml/>", 6));
    assert_true(lw_kml_is("\xEF\xBB\xBF \n<kml/>", 11));
    assert_false(lw_kml_is("{}", 2));
    assert_false(lw_kml_is("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polygons_lines_and_points_become_geojson),
        cmocka_unit_test(what_is_said_of_a_place_becomes_properties),
        cmocka_unit_test(every_position_keeps_its_line),
        cmocka_unit_test(what_is_not_kml_is_refused),
        cmocka_unit_test(xml_is_known_by_its_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
