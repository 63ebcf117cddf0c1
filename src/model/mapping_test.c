/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "luchtwacht/site_yaml.h"
#include "model/mapping.h"

static struct lw_arena arena;
static struct lw_site site;
static struct lw_fault fault;

static int set_up(void **state)
{
    (void)state;
    arena = (struct lw_arena){.mem = malloc(1 << 20), .size = 1 << 20};
    return arena.mem == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(arena.mem);
    return 0;
}

static int read_mapping(const char *mapping)
{
    char text[8192];
    const int len = snprintf(text, sizeof text,
                             "site: x\nsensors:\n  - {id: a, kind: radar}\n"
                             "  - id: b\n    kind: radar\n    mapping: %s\n",
                             mapping);

    arena.used = 0;
    return lw_site_read_yaml(text, (size_t)len, NULL, &arena, &site, &fault);
}

static void reads_fields_sources_and_words(void **state)
{
    (void)state;
    assert_int_equal(
        read_mapping("{sd.az: {value: 2}, type: polar, t: /time, "
                     "range: {from: p.r, unit: km, scale: 2, unknown: [0, -1]},"
                     " az: p.az, kind: {from: p.k, words: {q: bird}}, x-a: 1, "
                     "records: plots, when: {e: [x, y]}}"),
        0);
    assert_int_equal(site.mappings, 1);
    assert_null(lw_mapping_of(&site, "a"));
    assert_null(lw_mapping_of(&site, "c"));
    const struct lw_mapping *m = lw_mapping_of(&site, "b");
    assert_non_null(m);
    assert_int_equal(m->sensor, 1);
    assert_int_equal(m->fields, 6);
    for (uint32_t i = 1; i < m->fields; i++)
        assert_true(m->field[i].field > m->field[i - 1].field);
    assert_int_equal(m->field[0].field, LW_MAPPED_TYPE);
    assert_string_equal(m->field[0].constant, "polar");
    const struct lw_mapping_field *range = &m->field[2];
    assert_int_equal(range->field, LW_MAPPED_RANGE);
    assert_true(range->factor > 1999.9 && range->factor < 2000.1);
    assert_int_equal(range->words, 2);
    assert_null(m->word[range->word].to);
    const struct lw_mapping_source *r = &m->source[range->source];
    assert_int_equal(r->segments, 2);
    assert_int_equal(r->segment_len[0], 1);
    assert_true(m->source[m->field[1].source].root);
    assert_int_equal(m->when_words, 2);
    assert_true(m->has_records && !m->geometry);
}

static void a_position_without_columns_is_a_geojson_point(void **state)
{
    (void)state;
    assert_int_equal(read_mapping("{type: position}"), 0);
    const struct lw_mapping *m = lw_mapping_of(&site, "b");
    assert_true(m->geometry);
    assert_int_equal(m->fields, 4);
    assert_int_equal(m->sources, 3);
}

static void settings_of_csv(void **state)
{
    (void)state;
    assert_int_equal(read_mapping("{type: heard, csv: {separator: tab, "
                                  "comment: '#', decimal: ',', header: [t, "
                                  "x]}}"),
                     0);
    const struct lw_mapping *m = lw_mapping_of(&site, "b");
    assert_int_equal(m->separator, '\t');
    assert_int_equal(m->comment, '#');
    assert_true(m->decimal_comma && !m->has_header);
    assert_int_equal(m->columns, 2);
    assert_string_equal(m->column[1], "x");
}

static void says_what_is_wrong_and_where(void **state)
{
    static const struct {
        const char *mapping;
        int err;
        const char *what;
    } row[] = {
        {"7", LW_ERR_RANGE, "`mapping`"},
        {"{type: postion}", LW_ERR_UNKNOWN, "did you mean `position`?"},
        {"{type: heard, latt: x}", LW_ERR_UNKNOWN, "did you mean `lat`?"},
        {"{t: x}", LW_ERR_MISSING, "needs `type`"},
        {"{type: polar, az: x}", LW_ERR_MISSING, "needs `range`"},
        {"{type: bearing, t: x}", LW_ERR_MISSING, "needs `az`"},
        {"{type: heartbeat}", LW_ERR_MISSING, "needs `state`"},
        {"{type: position, lat: x}", LW_ERR_MISSING, "needs `lon`"},
        {"{type: position, speed: x}", LW_ERR_MISSING, "needs `course`"},
        {"{type: position, alt: {from: x, unit: fot}}", LW_ERR_UNKNOWN,
         "did you mean `ft`?"},
        {"{type: position, alt: {unit: ft}}", LW_ERR_MISSING,
         "expected `from` or `value`"},
        {"{type: position, alt: {from: x, value: 1}}", LW_ERR_MISSING,
         "expected `from` or `value`"},
        {"{type: position, alt: {from: x, datm: msl}}", LW_ERR_UNKNOWN,
         "did you mean `datum`?"},
        {"{type: heard, level: {from: x, datum: msl}}", LW_ERR_UNKNOWN,
         "only for `alt`"},
        {"{type: heard, id: {from: x, unit: m}}", LW_ERR_RANGE, "no unit"},
        {"{type: heard, t: {from: [a, b, c]}}", LW_ERR_RANGE, "two"},
        {"{type: heard, level: [a, b]}", LW_ERR_RANGE, "a column or a path"},
        {"{type: heard, kind: {from: k, words: {a: brid}}}", LW_ERR_UNKNOWN,
         "did you mean `bird`?"},
        {"{type: heard, kind: {from: k}, kinds.bird: b}", LW_ERR_DUPLICATE,
         "`kind`"},
        {"{type: position, vel.east: a, vel.north: b, speed: c, course: d}",
         LW_ERR_DUPLICATE, "vel.east"},
        {"{type: heard, level: a.b.c.d.e.f.g.h.i.j.k.l.m}", LW_ERR_RANGE,
         "12 parts"},
        {"{type: heard, csv: {separator: ab}}", LW_ERR_RANGE, "one character"},
        {"{type: heard, csv: {separator: ',', decimal: ','}}", LW_ERR_RANGE,
         "comma"},
        {"{type: heard, csv: {header: maybe}}", LW_ERR_RANGE, "true, false"},
        {"{type: heard, when: x}", LW_ERR_RANGE, "one column"},
        {"{type: heard, when: {a: 1, b: 2}}", LW_ERR_RANGE, "one column"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        assert_int_equal(read_mapping(row[i].mapping), row[i].err);
        if (strstr(fault.what, row[i].what) == NULL)
            fail_msg("%s: %s", row[i].mapping, fault.what);
        assert_int_equal(fault.line, 6);
    }
}

static void every_field_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < LW_MAPPED_COUNT; i++) {
        assert_non_null(lw_mapped_name(i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(lw_mapped_name(i), lw_mapped_name(j));
    }
    for (int i = 0; i < LW_KINDS; i++)
        assert_string_equal(lw_mapped_name(LW_MAPPED_KINDS + i) + 6,
                            lw_kind_name((enum lw_kind)i));
    assert_int_equal(lw_mapped_quantity(LW_MAPPED_KINDS), LW_QUANTITY_CHANCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields_sources_and_words),
        cmocka_unit_test(a_position_without_columns_is_a_geojson_point),
        cmocka_unit_test(settings_of_csv),
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(every_field_has_a_name_of_its_own),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
