/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_fixture.h"

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
    refused(HEAD "- id: z\n  file: point.geojson\n", LW_ERR_MISSING, 5,
            "point.geojson:1:1: a point needs `radius`");
    refused(HEAD "- id: z\n  file: crossed.geojson\n", LW_ERR_RANGE, 5,
            "crossed.geojson:3:33: feature `Bow`: `coordinates`: this border "
            "crosses itself, next to this point: [5.0000000, 52.0000000]");
    refused(HEAD "- {id: z, geometry: {file: many.geojson, feature: West}}\n",
            LW_ERR_UNKNOWN, 4, "none called `West`");
    assert_int_equal(
        read_site(HEAD "- {id: z, file: one.geojson}\n", &site, &fault, NULL),
        LW_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_once),
        cmocka_unit_test(a_wrong_file_is_told_with_both_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
