/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "geopackage.h"

/* 1.0, 2.0, -0.5 as little-endian doubles. */
#define ONE        0, 0, 0, 0, 0, 0, 0xf0, 0x3f
#define TWO        0, 0, 0, 0, 0, 0, 0x00, 0x40
#define MINUS_HALF 0, 0, 0, 0, 0, 0, 0xe0, 0xbf

static void a_point_stands_as_the_standard_says(void **state)
{
    static const uint8_t expected[LW_GEOPACKAGE_POINT_SIZE] = {
        'G', 'P',  0,         1, 0xe6, 0x10, 0, 0, /* 4326 */
        1,   0xe9, 3,         0, 0,                /* 1001 */
        ONE, TWO,  MINUS_HALF};
    const double xyz[3] = {1.0, 2.0, -0.5};
    uint8_t point[LW_GEOPACKAGE_POINT_SIZE];

    (void)state;
    lw_geopackage_point(point, xyz);
    assert_memory_equal(point, expected, sizeof expected);
}

static void a_line_has_its_envelope_and_its_points(void **state)
{
    static const uint8_t expected[97] = {
        'G', 'P',  0,   3,          0xe6, 0x10, 0, 0, MINUS_HALF,
        TWO, ONE,  TWO, /* min x, max x, min y, max y */
        1,   0xea, 3,   0,          0,    2,    0, 0, 0, /* 1002, two points */
        TWO, ONE,  ONE, MINUS_HALF, TWO,  ONE};
    const double first[3] = {2.0, 1.0, 1.0}, second[3] = {-0.5, 2.0, 1.0};
    uint8_t line[97];

    (void)state;
    assert_int_equal(lw_geopackage_line_size(2), sizeof line);
    lw_geopackage_set_line(line, 0, first);
    lw_geopackage_set_line(line, 1, second);
    lw_geopackage_end_line(line, 2);
    assert_memory_equal(line, expected, sizeof expected);
}

static void only_points_of_ours_are_read_back(void **state)
{
    const double xyz[3] = {1.0, 2.0, -0.5};
    uint8_t point[LW_GEOPACKAGE_POINT_SIZE];
    double back[3] = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;

    (void)state;
    lw_geopackage_point(point, xyz);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT ?1, NULL, x'4750', 'text'",
                                        -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_bind_blob(row, 1, point, sizeof point, SQLITE_STATIC),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_true(lw_geopackage_read_point(row, 0, back));
    assert_memory_equal(back, xyz, sizeof xyz);
    for (int column = 1; column < 4; column++)
        assert_false(lw_geopackage_read_point(row, column, back));
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void times_have_milliseconds_always(void **state)
{
    char text[LW_GEOPACKAGE_TIME_SIZE];

    (void)state;
    lw_geopackage_time(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
    lw_geopackage_time(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    lw_geopackage_time(1790000000999999999, text);
    assert_string_equal(text, "2026-09-21T14:13:20.999Z");
    lw_geopackage_time(INT64_MAX, text);
    assert_string_equal(text, "2262-04-11T23:47:16.854Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_stands_as_the_standard_says),
        cmocka_unit_test(a_line_has_its_envelope_and_its_points),
        cmocka_unit_test(only_points_of_ours_are_read_back),
        cmocka_unit_test(times_have_milliseconds_always),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
