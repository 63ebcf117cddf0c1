/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "encode/warning_json.h"
#include "warning_fixture.h"

static const char *line(const struct lw_warning *warning,
                        const struct lw_site *site)
{
    static char text[LW_WARNING_TEXT_MAX + 1];
    struct lw_json json;
    const int len = lw_warning_write(warning, site, text, sizeof text - 1);

    assert_true(len > 0);
    text[len] = '\0';
    lw_json_init(&json, text, (size_t)len);
    assert_int_equal(lw_json_skip(&json), 0);
    assert_int_equal(lw_json_end(&json), 0);
    return text;
}

static void writes_the_line_of_the_contract(void **state)
{
    const struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    assert_string_equal(
        line(&w, &f.site),
        "{\"type\":\"warning\",\"t\":1790000012,\"warning\":\"W0003\","
        "\"zone\":\"hospital-oost\",\"state\":\"active\","
        "\"status\":\"actual\",\"level\":\"warning\",\"revision\":2,"
        "\"raised\":1789999952,\"expires\":1790001212,\"sound\":true,"
        "\"arrival\":{\"earliest\":1790000372,\"likely\":1790000492,"
        "\"latest\":1790000672},\"probability\":0.83,\"tracks\":[\"A0007\"],"
        "\"reasons\":[{\"track\":\"A0007\",\"chance\":0.83,"
        "\"kind\":\"piston\",\"kind_chance\":0.9,\"existence\":0.99,"
        "\"distance\":21432,\"bearing\":135,\"speed\":45.2,\"course\":315,"
        "\"earliest\":1790000372,\"likely\":1790000492,"
        "\"latest\":1790000672,"
        "\"sources\":[\"radar-1\",\"post-001\",\"post-002\"]}]}");
}

static void a_notice_is_not_of_type_warning(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.level = LW_WARNING_NOTICE;
    assert_memory_equal(line(&w, &f.site), "{\"type\":\"notice\",", 17);
    assert_non_null(strstr(line(&w, &f.site), "\"level\":\"notice\""));
}

static void an_exercise_and_a_test_say_so(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.status = LW_WARNING_EXERCISE;
    assert_non_null(strstr(line(&w, &f.site), "\"status\":\"exercise\""));
    assert_non_null(strstr(line(&w, &f.site), ",\"exercise\":true}"));
    w.status = LW_WARNING_TEST;
    assert_non_null(strstr(line(&w, &f.site), "\"warning\":\"T0003\""));
    assert_non_null(strstr(line(&w, &f.site), "\"status\":\"test\""));
    assert_null(strstr(line(&w, &f.site), "\"exercise\""));
}

static void what_people_did_is_told(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.state = LW_WARNING_CLEARED;
    w.end = LW_WARNING_BY_HAND;
    w.sound = false;
    w.uncovered = w.acknowledged = true;
    w.acknowledged_ns = FIXTURE_NS;
    w.until_ns = FIXTURE_NS;
    (void)snprintf(w.acknowledged_by, sizeof w.acknowledged_by, "Anna");
    (void)snprintf(w.by, sizeof w.by, "Bo");
    (void)snprintf(w.note, sizeof w.note, "looked \"outside\"");
    w.tracks = 12;
    const char *text = line(&w, &f.site);
    assert_non_null(strstr(text, "\"end\":\"by-hand\""));
    assert_non_null(strstr(text, "\"tracks\":[\"A0007\"],\"more_tracks\":11"));
    assert_non_null(
        strstr(text, "\"uncovered\":true,\"until\":1790000012,"
                     "\"acknowledged\":{\"t\":1790000012,\"by\":\"Anna\"},"
                     "\"by\":\"Bo\",\"note\":\"looked \\\"outside\\\"\"}"));
    assert_null(strstr(text, "sound"));
}

static void the_worst_fits_and_is_json(void **state)
{
    struct warning_fixture f;
    char small[LW_WARNING_TEXT_MAX];

    (void)state;
    fixture_site(&f);
    const struct lw_warning w = fixture_worst(&f);
    const size_t len = strlen(line(&w, &f.site));
    for (size_t size = 0; size < len; size += 97)
        assert_int_equal(lw_warning_write(&w, &f.site, small, size),
                         LW_ERR_NO_SPACE);
}

static void a_change_of_cover_is_a_line(void **state)
{
    struct warning_fixture f;
    char text[LW_COVER_TEXT_MAX + 1];

    (void)state;
    fixture_site(&f);
    const int len = lw_cover_write(&f.site, 0, LW_COVER_LOST, LW_COVER_FULL,
                                   FIXTURE_NS, text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text,
                        "{\"type\":\"cover\",\"t\":1790000012,"
                        "\"zone\":\"hospital-oost\","
                        "\"state\":\"not-covered\",\"before\":\"covered\"}");
    memset(f.zone.id, 1, LW_ID_MAX);
    f.site.exercise = true;
    assert_true(lw_cover_write(&f.site, 0, LW_COVER_PARTLY, LW_COVER_NONE,
                               INT64_MIN + 1, text, sizeof text) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_line_of_the_contract),
        cmocka_unit_test(a_notice_is_not_of_type_warning),
        cmocka_unit_test(an_exercise_and_a_test_say_so),
        cmocka_unit_test(what_people_did_is_told),
        cmocka_unit_test(the_worst_fits_and_is_json),
        cmocka_unit_test(a_change_of_cover_is_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
