/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keep_test.h"
#include "luchtwacht/warning.h"

static void put(struct lw_warning_log *log, uint32_t number, uint32_t revision,
                const char *line, bool anew)
{
    const struct lw_warning warning = {.number = number,
                                       .revision = revision,
                                       .time_ns = INT64_C(1790000000000000000)};

    assert_int_equal(
        lw_warning_log_put(log, &warning, line, strlen(line), anew, NULL), 0);
}

static void add(void *context, const char *line, size_t len)
{
    char *all = context;

    (void)strncat(all, line, len);
    (void)strncat(all, "|", 2);
}

static void read_is(struct lw_warning_log *log, const char *name, int count,
                    const char *wanted)
{
    char all[256] = "";

    assert_int_equal(lw_warning_log_read(log, name, add, all, NULL), count);
    assert_string_equal(all, wanted);
}

static void it_keeps_what_was_told(void **state)
{
    const char *path = keep_path(*state, "warnings.db");
    struct lw_warning_log *log = NULL;

    assert_int_equal(lw_warning_log_open(path, &log, NULL), 0);
    put(log, 3, 2, "two", true);
    put(log, 3, 1, "one", true);
    put(log, 4, 1, "other", true);
    read_is(log, "W0003", 2, "one|two|");
    assert_int_equal(lw_warning_log_commit(log, NULL), 0);
    lw_warning_log_close(log);
    assert_int_equal(lw_warning_log_open(path, &log, NULL), 0);
    put(log, 3, 1, "again", false); /* a replay changes nothing */
    put(log, 3, 3, "three", false); /* but adds what was lost */
    read_is(log, "W0003", 3, "one|two|three|");
    put(log, 3, 3, "anew", true);
    read_is(log, "W0003", 3, "one|two|anew|");
    read_is(log, "W0005", 0, "");
    lw_warning_log_close(log);
}

static void another_file_is_refused(void **state)
{
    const char *path = keep_path(*state, "warnings.db");
    struct lw_warning_log *log = NULL;
    struct lw_fault fault = {0};

    keep_write(path, "this is no database, and long enough to be told as one",
               0);
    assert_true(lw_warning_log_open(path, &log, &fault) < 0);
    assert_null(log);
    assert_true(fault.what[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keep_test(it_keeps_what_was_told),
        keep_test(another_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
