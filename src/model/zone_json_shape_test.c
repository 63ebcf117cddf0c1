/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_json_fixture.h"

static void every_shape_of_the_format_is_read(void **state)
{
    (void)state;
    rings("{\"type\":\"Polygon\",\"coordinates\":[" RING "]}", 1);
    rings("\xEF\xBB\xBF{\"coordinates\":[" RING "],\"type\":\"Polygon\"}", 1);
    rings("{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING "],[" RING "]]}",
          2);
    rings("{\"geometry\":{\"type\":\"Point\",\"coordinates\":[4,52,1,2]},"
          "\"properties\":{\"radius\":50},\"type\":\"Feature\"}",
          1);
    rings("{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiPoint\","
          "\"coordinates\":[[4,52],[5,52]],\"radius\":9}}",
          2);
    rings("{\"type\":\"Feature\",\"properties\":{\"width\":50},\"geometry\":{"
          "\"type\":\"MultiLineString\",\"coordinates\":[[[4,52],[4,53]],[[5,"
          "52],[5,53]]]}}",
          2);
    rings("{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
          "\"Circle\",\"center\":[4,52],\"radius\":20},{\"type\":\"Polygon\","
          "\"coordinates\":[" RING "]}]}",
          2);
    rings("{\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:"
          "crs:OGC:1.3:CRS84\"}},\"features\":[{\"type\":\"Feature\","
          "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" RING
          "]}}],\"type\":\"FeatureCollection\"}",
          1);
}

static void ed_269_is_read(void **state)
{
    struct opened o;
    char text[40];

    (void)state;
    assert_int_equal(read_text(&o, ed269, false), 0);
    assert_int_equal(o.zone.rings, 2);
    /* 1000 feet are 304.8 m: 0.0027 degrees of latitude. */
    assert_true(lw_zone_holds(
        &o.zone, (struct lw_geodetic){.lat_rad = (52.3 + 0.00272) * LW_DEG,
                                      .lon_rad = 4.9 * LW_DEG}));
    assert_true(lw_zone_holds(
        &o.zone, (struct lw_geodetic){.lat_rad = (52.3 - 0.00272) * LW_DEG,
                                      .lon_rad = 4.9 * LW_DEG}));
    assert_near(o.zone.point[0].lat_rad / LW_DEG, 52.3, 1e-3);
    double north_rad = 0;
    for (uint32_t i = 0; i < o.zone.ring[0].count; i++)
        north_rad = fmax(north_rad, o.zone.point[i].lat_rad);
    assert_near((north_rad / LW_DEG - 52.3) * 111267, 304.8, 2);
    assert_int_equal(lw_zone_json_property(&o.json, o.json.feature,
                                           "identifier", text, sizeof text),
                     4);
    assert_string_equal(text, "EHR1");
    /* As a bare list. */
    const char *list = strchr(ed269, '[');
    char bare[sizeof ed269];
    memcpy(bare, list, strlen(list) - 1);
    bare[strlen(list) - 1] = '\0';
    assert_int_equal(read_text(&o, bare, false), 0);
    assert_int_equal(o.zone.rings, 2);
}

static void what_is_not_an_area_is_refused_or_passed_over(void **state)
{
    static const char mixed[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"geometry\":null},{\"type\":\"Feature\",\"geometry\":{\"type\":"
        "\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
        "\"coordinates\":[4,52]},{\"type\":\"Polygon\",\"coordinates\":[" RING
        "]}]}}]}";
    struct opened o;

    (void)state;
    refused(mixed, LW_ERR_MISSING, "f:1:41: a Feature needs `geometry`");
    assert_int_equal(read_text(&o, mixed, true), 0);
    assert_int_equal(o.zone.rings, 1);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    refused("", LW_ERR_SYNTAX, "expected GeoJSON");
    refused("PK\x03\x04", LW_ERR_SYNTAX, "unpack it");
    refused("<kml/>", LW_ERR_SYNTAX, "expected GeoJSON");
    refused("{\"type\":", LW_ERR_SYNTAX, "f:1:9: expected a value");
    refused("{} x", LW_ERR_SYNTAX, "nothing more");
    refused("[1]", LW_ERR_SYNTAX, "an object");
    refused("{\"features\":3}", LW_ERR_SYNTAX, "an array");
    refused("{}", LW_ERR_UNKNOWN, "`type`");
    refused("{\"type\":\"Curve\",\"coordinates\":[]}", LW_ERR_UNKNOWN,
            "got `Curve`");
    refused("{\"crs\":{\"name\":\"EPSG:28992\"},\"type\":\"Polygon\"}",
            LW_ERR_RANGE, "EPSG:28992");
    refused("{\"type\":\"Polygon\"}", LW_ERR_MISSING, "`coordinates`");
    refused("{\"type\":\"Polygon\",\"coordinates\":[]}", LW_ERR_RANGE,
            "a list of rings");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[4,52],[5,\"53\"]]]}",
            LW_ERR_RANGE, "f:1:45: `coordinates`: expected a position");
    refused("{\"type\":\"Polygon\",\n\"coordinates\":[[[400,52]]]}",
            LW_ERR_RANGE,
            "f:2:18: `coordinates`: expected a longitude from "
            "-180 to 180, got `400`");
    refused("{\"type\":\"Polygon\",\"coordinates\":[[[4]]]}", LW_ERR_RANGE,
            "a position");
    refused("{\"type\":\"Feature\",\"properties\":{\"name\":\"Oost\"},"
            "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[4,52],[5,"
            "52],[5,53],[4,53]]]}}",
            LW_ERR_RANGE,
            "feature `Oost`: `coordinates`: expected this ring to end");
    refused("{\"type\":\"Point\",\"coordinates\":[4,52],\"radius\":1e9}",
            LW_ERR_RANGE, "1 to 200000 metres, got 1e+09");
    refused("{\"type\":\"Point\",\"coordinates\":[4,52],\"extent\":{"
            "\"subType\":\"Square\",\"radius\":3}}",
            LW_ERR_RANGE, "`extent`");
    refused("{\"type\":\"LineString\",\"coordinates\":[[4,52],[4,53]]}",
            LW_ERR_MISSING, "`width`");
    refused("{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"GeometryCollection\",\"geometries\":[]}]}",
            LW_ERR_RANGE, "within another");
    refused("{\"type\":\"GeometryCollection\"}", LW_ERR_MISSING,
            "`geometries`");
}

static void every_prefix_is_refused(void **state)
{
    char text[sizeof ed269];
    struct opened o;

    (void)state;
    for (size_t len = 0; len < sizeof ed269 - 1; len++) {
        memcpy(text, ed269, len);
        text[len] = '\0';
        assert_int_equal(read_text(&o, text, false), LW_ERR_SYNTAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_the_format_is_read),
        cmocka_unit_test(ed_269_is_read),
        cmocka_unit_test(what_is_not_an_area_is_refused_or_passed_over),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(every_prefix_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
