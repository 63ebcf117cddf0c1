/* SPDX-License-Identifier: Apache-2.0 */
#include "geopackage_zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "geopackage.h"

static const char folder[] = "/tmp/luchtwacht-gpkg-XXXXXX";

/* Doubles, little-endian and big-endian. */
#define L4    0, 0, 0, 0, 0, 0, 0x10, 0x40
#define L5    0, 0, 0, 0, 0, 0, 0x14, 0x40
#define B4    0x40, 0x10, 0, 0, 0, 0, 0, 0
#define B5    0x40, 0x14, 0, 0, 0, 0, 0, 0
#define NAN_L 0, 0, 0, 0, 0, 0, 0xf8, 0x7f

#define HEAD 'G', 'P', 0, 1, 0xe6, 0x10, 0, 0

static int make(const uint8_t *blob, size_t size, char **text)
{
    size_t len = 0;
    uint8_t *exact = malloc(size > 0 ? size : 1);
    FILE *to = open_memstream(text, &len);

    assert_non_null(exact);
    assert_non_null(to);
    memcpy(exact, blob, size);
    const int err = lw_geopackage_geometry(exact, size, to);
    free(exact);
    assert_int_equal(fclose(to), 0);
    return err;
}

static void becomes(const uint8_t *blob, size_t size, const char *expected)
{
    char *text = NULL;

    assert_int_equal(make(blob, size, &text), 0);
    assert_string_equal(text, expected);
    free(text);
    for (size_t cut = 0; cut < size; cut++) {
        text = NULL;
        assert_int_equal(make(blob, cut, &text), LW_ERR_TRUNCATED);
        free(text);
    }
}

static void geometries_become_geojson(void **state)
{
    static const uint8_t point[] = {HEAD, 1, 1, 0, 0, 0, L4, L5};
    static const uint8_t big[] = {HEAD, 0, 0, 0,  0x0b, 0xba, 0,
                                  0,    0, 1, B4, B5,   B5,   B4};
    static const uint8_t polygon[] = {
        'G', 'P', 0, 3, 0xe6, 0x10, 0, 0, L4, L5, L4, L5, 1, 3, 0, 0,
        0,   2,   0, 0, 0,    1,    0, 0, 0,  L4, L5, 0,  0, 0, 0};
    static const uint8_t several[] = {
        HEAD, 1, 7, 0, 0, 0, 2, 0,  0,  0, 1,    4, 0, 0, 0,  1,  0,
        0,    0, 1, 1, 0, 0, 0, L4, L5, 1, 0xe9, 3, 0, 0, L5, L5, L4};
    static const uint8_t ewkb[] = {HEAD, 1, 1, 0,  0,  0xa0, 0xe6,
                                   0x10, 0, 0, L4, L5, L5};
    static const uint8_t empty[] = {'G', 'P', 0, 1 | 1 << 4, 0xe6, 0x10, 0, 0};

    (void)state;
    becomes(point, sizeof point,
            "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"Point\",\"coordinates\":[4,5]}]}");
    becomes(big, sizeof big,
            "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"LineString\",\"coordinates\":[[4,5]]}]}");
    becomes(polygon, sizeof polygon,
            "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"Polygon\",\"coordinates\":[[[4,5]],[]]}]}");
    becomes(several, sizeof several,
            "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"Point\",\"coordinates\":[4,5]},{\"type\":\"Point\","
            "\"coordinates\":[5,5]}]}");
    becomes(ewkb, sizeof ewkb,
            "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":"
            "\"Point\",\"coordinates\":[4,5]}]}");
    becomes(empty, sizeof empty,
            "{\"type\":\"GeometryCollection\",\"geometries\":[]}");
}

static void what_is_no_geometry_is_refused(void **state)
{
    static const uint8_t other[] = {'W', 'K', 0, 1, 0, 0, 0, 0};
    static const uint8_t extended[] = {'G', 'P', 0, 33, 0, 0, 0, 0};
    static const uint8_t envelope[] = {'G', 'P', 0, 11, 0, 0, 0, 0};
    static const uint8_t curve[] = {HEAD, 1, 8, 0, 0, 0};
    static const uint8_t none[] = {HEAD, 1, 1, 0, 0, 0, NAN_L, NAN_L};
    static const uint8_t many[] = {HEAD, 1, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff};
    uint8_t deep[8 + 9 * 12] = {HEAD};
    char *text = NULL;

    (void)state;
    assert_int_equal(make(other, sizeof other, &text), LW_ERR_NOT_MINE);
    free(text);
    assert_int_equal(make(extended, sizeof extended, &text), LW_ERR_NOT_MINE);
    free(text);
    assert_int_equal(make(envelope, sizeof envelope, &text), LW_ERR_NOT_MINE);
    free(text);
    assert_int_equal(make(curve, sizeof curve, &text), LW_ERR_NOT_MINE);
    free(text);
    assert_int_equal(make(none, sizeof none, &text), LW_ERR_RANGE);
    free(text);
    assert_int_equal(make(many, sizeof many, &text), LW_ERR_TRUNCATED);
    free(text);
    for (size_t i = 0; i < 12; i++)
        memcpy(deep + 8 + 9 * i, "\1\7\0\0\0\1\0\0\0", 9);
    assert_int_equal(make(deep, sizeof deep, &text), LW_ERR_RANGE);
    free(text);
}

static void run(sqlite3 *db, const char *sql)
{
    char *error = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        print_error("%s: %s\n", sql, error);
    assert_null(error);
}

/* A file with two layers, one of them in another reference system. */
static void make_file(const char *path)
{
    struct lw_fault fault;
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(lw_geopackage_create(db, &fault), 0);
    run(db, "INSERT INTO gpkg_spatial_ref_sys VALUES"
            " ('RD', 28992, 'EPSG', 28992, '', '');"
            "CREATE TABLE \"wij\"\"ken\" (fid INTEGER PRIMARY KEY, geom BLOB,"
            " naam TEXT, hoog REAL, code INTEGER);"
            "INSERT INTO \"wij\"\"ken\" VALUES"
            " (7, x'47500001e61000000101000000"
            "00000000000010400000000000001440', 'Oo\"st', 2.5, 12),"
            " (9, NULL, NULL, NULL, NULL);"
            "CREATE TABLE rd (fid INTEGER PRIMARY KEY, geom BLOB);"
            "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES"
            " ('wij\"ken', 'features', 4326), ('rd', 'features', 28992);"
            "INSERT INTO gpkg_geometry_columns VALUES"
            " ('wij\"ken', 'geom', 'POINT', 4326, 0, 0),"
            " ('rd', 'geom', 'POINT', 28992, 0, 0);");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void every_layer_and_row_becomes_a_feature(void **state)
{
    struct lw_fault why = {.what = ""};
    char name[sizeof folder], path[sizeof folder + 16];
    char *json = NULL;
    size_t len = 0;

    (void)state;
    memcpy(name, folder, sizeof folder);
    assert_non_null(mkdtemp(name));
    (void)snprintf(path, sizeof path, "%s/a.gpkg", name);
    make_file(path);
    assert_int_equal(lw_geopackage_zones(path, &json, &len, &why), 0);
    assert_string_equal(
        json,
        "{\"type\":\"FeatureCollection\",\"lines\":false,\"features\":["
        "{\"layer\":\"rd\",\"type\":\"Feature\",\"geometry\":null,\"crs\":"
        "\"EPSG:28992\"},"
        "{\"layer\":\"wij\\\"ken\",\"id\":7,\"type\":\"Feature\",\"geometry\":"
        "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
        "\"coordinates\":[4,5]}]},\"properties\":{\"fid\":7,\"naam\":"
        "\"Oo\\\"st\",\"hoog\":2.5,\"code\":12}},"
        "{\"layer\":\"wij\\\"ken\",\"id\":9,\"type\":\"Feature\",\"geometry\":"
        "null,\"properties\":{\"fid\":9,\"geom\":null,\"naam\":null,\"hoog\":"
        "null,\"code\":null}}]}");
    assert_int_equal(len, strlen(json));
    free(json);
    FILE *damaged = fopen(path, "r+b");
    assert_non_null(damaged);
    assert_int_equal(fseek(damaged, 100, SEEK_SET), 0);
    for (int i = 0; i < 3000; i++)
        (void)putc(0x55, damaged);
    assert_int_equal(fclose(damaged), 0);
    assert_true(lw_geopackage_zones(path, &json, &len, &why) < 0);
    assert_true(why.what[0] != '\0');
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(name), 0);
}

static void a_file_is_known_by_its_start(void **state)
{
    (void)state;
    assert_true(lw_geopackage_is("SQLite format 3\0x", 17));
    assert_false(lw_geopackage_is("SQLite format 3", 15));
    assert_false(lw_geopackage_is("{}", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geometries_become_geojson),
        cmocka_unit_test(what_is_no_geometry_is_refused),
        cmocka_unit_test(every_layer_and_row_becomes_a_feature),
        cmocka_unit_test(a_file_is_known_by_its_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
