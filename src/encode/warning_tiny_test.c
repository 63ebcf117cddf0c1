/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "encode/warning_tiny.h"
#include "warning_fixture.h"

static void assert_line(const struct lw_site *site,
                        const struct lw_warning *warning, enum lw_cover cover,
                        enum lw_warning_status status, int64_t now_ns,
                        const char *expected)
{
    char text[LW_TINY_MAX + 1];
    struct lw_text to;

    lw_text_init(&to, text, LW_TINY_MAX);
    lw_tiny_put(site, 0, warning, cover, status, now_ns, &to);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void a_zone_is_a_line(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;
    const int64_t now_ns = FIXTURE_NS;

    (void)state;
    fixture_site(&f);
    assert_line(&f.site, NULL, LW_COVER_FULL, LW_WARNING_ACTUAL, now_ns,
                "clear - hospital-oost\n");
    assert_line(&f.site, NULL, LW_COVER_LOST, LW_WARNING_ACTUAL, now_ns,
                "not-covered - hospital-oost\n");
    assert_line(&f.site, &w, LW_COVER_LOST, LW_WARNING_ACTUAL, now_ns,
                "warning 8 hospital-oost\n");
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL,
                now_ns + 10 * FIXTURE_MINUTE_NS, "warning 0 hospital-oost\n");
    w.has_arrival = false;
    w.level = LW_WARNING_NOTICE;
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL, now_ns,
                "notice - hospital-oost\n");
    w.state = LW_WARNING_CLEARED;
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL, now_ns,
                "clear - hospital-oost\n");
}

static void what_is_not_real_is_never_the_same_word(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_TEST, FIXTURE_NS,
                "test-clear - hospital-oost\n");
    w.status = LW_WARNING_EXERCISE;
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_EXERCISE, FIXTURE_NS,
                "exercise-warning 8 hospital-oost\n");
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL, FIXTURE_NS,
                "clear - hospital-oost\n");
}

static void what_is_not_told_is_not_there(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.silent = true;
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL, FIXTURE_NS,
                "clear - hospital-oost\n");
    w.silent = false;
    w.state = LW_WARNING_PROPOSED;
    assert_line(&f.site, &w, LW_COVER_FULL, LW_WARNING_ACTUAL, FIXTURE_NS,
                "clear - hospital-oost\n");
}

static void the_worst_fits_in_its_line(void **state)
{
    struct warning_fixture f;
    char text[LW_TINY_MAX];
    struct lw_text to;

    (void)state;
    fixture_site(&f);
    struct lw_warning w = fixture_worst(&f);
    w.state = LW_WARNING_ACTIVE;
    w.status = LW_WARNING_EXERCISE;
    w.silent = false;
    w.arrival.likely_ns = INT64_MAX;
    memset(f.zone.id, '\n', LW_ID_MAX);
    lw_text_init(&to, text, sizeof text);
    lw_tiny_put(&f.site, 0, &w, LW_COVER_FULL, LW_WARNING_EXERCISE, 0, &to);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    assert_ptr_equal(memchr(text, '\n', (size_t)len), text + len - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_is_a_line),
        cmocka_unit_test(what_is_not_real_is_never_the_same_word),
        cmocka_unit_test(what_is_not_told_is_not_there),
        cmocka_unit_test(the_worst_fits_in_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
