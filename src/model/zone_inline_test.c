/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_fixture.h"

#define ZONE(border)                                                           \
    HEAD "- id: z\n  geometry:\n    type: Polygon\n    coordinates: " border   \
         "\n"

static void circles_and_corridors_are_borders(void **state)
{
    struct lw_site site = site_of(
        HEAD "- {id: a, geometry: {type: Circle, center: [4.9, 52.3], radius: "
             "500}}\n"
             "- {id: b, geometry: {type: Point, coordinates: [4.9, 52.3, 0], "
             "extent: {subType: Circle, radius: 500}}}\n"
             "- {id: c, radius: 500, geometry: {type: MultiPoint, coordinates: "
             "[[4.9, 52.3], [5, 52.3]]}}\n"
             "- {id: d, geometry: {type: LineString, width: 200, coordinates: "
             "[[4.9, 52.3], [5, 52.3]]}}\n"
             "- {id: e, width: 200, geometry: {type: MultiLineString, "
             "coordinates: [[[4.9, 52.3], [5, 52.3]], [[4.9, 52], [5, 52]]]}}\n"
             "- {id: f, geometry: {type: GeometryCollection, geometries: "
             "[{type: Point, coordinates: [4, 51], radius: 100}, {type: "
             "Polygon, coordinates: [" RING "]}]}}\n");

    (void)state;
    assert_int_equal(site.zones, 6);
    assert_int_equal(site.zone[0].rings, 1);
    assert_true(site.zone[0].points > 20);
    assert_int_equal(site.zone[1].points, site.zone[0].points);
    assert_int_equal(site.zone[2].rings, 2);
    assert_int_equal(site.zone[3].rings, 1);
    assert_int_equal(site.zone[4].rings, 2);
    assert_int_equal(site.zone[5].rings, 2);
}

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

static void a_wrong_circle_or_corridor_is_refused(void **state)
{
    (void)state;
    refused(HEAD "- {id: z, geometry: {type: Circle, center: [4, 52]}}\n",
            LW_ERR_MISSING, 4, "needs `radius`");
    refused(HEAD "- {id: z, geometry: {type: Circle, radius: 5}}\n",
            LW_ERR_MISSING, 4, "needs `center`");
    refused(HEAD "- {id: z, geometry: {type: Circle, center: [4, 52], radius: "
                 "500000}}\n",
            LW_ERR_RANGE, 4, "metres from 1 to 200000");
    refused(HEAD "- {id: z, geometry: {type: Circle, center: [4, 89.999], "
                 "radius: 500}}\n",
            LW_ERR_RANGE, 4, "round a pole");
    refused(HEAD "- {id: z, geometry: {type: LineString, coordinates: [[4, 52],"
                 " [5, 52]]}}\n",
            LW_ERR_MISSING, 4, "needs `width`");
    refused(HEAD "- {id: z, geometry: {type: LineString, width: 50, "
                 "coordinates: [[4, 52], [4, 52]]}}\n",
            LW_ERR_RANGE, 4, "two different points");
    refused(HEAD "- {id: z, geometry: {type: Point, coordinates: [4, 52], "
                 "extent: {subType: Squre, radius: 5}}}\n",
            LW_ERR_UNKNOWN, 4, "Circle");
    refused(HEAD "- {id: z, geometry: {type: GeometryCollection}}\n",
            LW_ERR_MISSING, 4, "`geometries`");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holes_and_several_polygons_keep_their_order),
        cmocka_unit_test(circles_and_corridors_are_borders),
        cmocka_unit_test(a_border_that_is_none_is_refused),
        cmocka_unit_test(a_wrong_circle_or_corridor_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
