/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/timefmt.h"

static void reads(const char *text, int64_t expected)
{
    int64_t got = -1;

    if (lw_timefmt_read(text, strlen(text), &got) != 0)
        fail_msg("refused: %s", text);
    if (got != expected)
        fail_msg("%s: %lld, not %lld", text, (long long)got,
                 (long long)expected);
}

static void reads_offsets_fractions_and_leap_seconds(void **state)
{
    (void)state;
    reads("1970-01-01T00:00:00Z", 0);
    reads("2026-11-21T22:21:58.176Z", 1795299718176000000);
    reads("2026-11-21T23:21:58.176+01:00", 1795299718176000000);
    reads("2026-11-21t18:51:58.176-03:30", 1795299718176000000);
    reads("2026-11-21 22:21:58.1760000009999Z", 1795299718176000000);
    reads("2016-12-31T23:59:60Z", 1483228800000000000);
    reads("2024-02-29T00:00:00z", 1709164800000000000);
    reads("1969-12-31T23:59:59.5Z", -500000000);
}

static void refuses(const char *text, int expected)
{
    int64_t got = 42;

    if (lw_timefmt_read(text, strlen(text), &got) != expected)
        fail_msg("%s", text);
    assert_true(got == 42);
}

static void refuses_what_is_no_time(void **state)
{
    const char *whole = "2026-11-21T22:21:58.176+01:00";
    int64_t got;

    (void)state;
    refuses("2026-02-29T00:00:00Z", LW_ERR_RANGE);
    refuses("2026-13-01T00:00:00Z", LW_ERR_RANGE);
    refuses("2026-00-01T00:00:00Z", LW_ERR_RANGE);
    refuses("2026-01-01T24:00:00Z", LW_ERR_RANGE);
    refuses("2026-01-01T00:60:00Z", LW_ERR_RANGE);
    refuses("2026-01-01T00:00:61Z", LW_ERR_RANGE);
    refuses("1066-10-14T09:00:00Z", LW_ERR_RANGE);
    refuses("2026-01-01T00:00:00.Z", LW_ERR_SYNTAX);
    refuses("2026-01-01T00:00:00", LW_ERR_SYNTAX);
    refuses("2026-01-01T00:00:00+0100", LW_ERR_SYNTAX);
    refuses("2026-01-01T00:00:00Z ", LW_ERR_SYNTAX);
    for (size_t len = 0; len < strlen(whole); len++)
        assert_true(lw_timefmt_read(whole, len, &got) < 0);
}

static void every_day_of_400_years_comes_back(void **state)
{
    char text[LW_TIMEFMT_SIZE];

    (void)state;
    for (int64_t day = -25567; day < 84000; day++) {
        const int64_t time = day * 86400 * 1000000000 + day * 12345000;
        int64_t back = 0;
        const int len = lw_timefmt_write(time, text);

        assert_int_equal(lw_timefmt_read(text, (size_t)len, &back), 0);
        if (back != time)
            fail_msg("%s", text);
    }
}

static void writes_no_more_digits_than_there_are(void **state)
{
    char text[LW_TIMEFMT_SIZE];

    (void)state;
    (void)lw_timefmt_write(1795299718176000000, text);
    assert_string_equal(text, "2026-11-21T22:21:58.176Z");
    (void)lw_timefmt_write(1795299718000000999, text);
    assert_string_equal(text, "2026-11-21T22:21:58Z");
    (void)lw_timefmt_write(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_offsets_fractions_and_leap_seconds),
        cmocka_unit_test(refuses_what_is_no_time),
        cmocka_unit_test(every_day_of_400_years_comes_back),
        cmocka_unit_test(writes_no_more_digits_than_there_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
