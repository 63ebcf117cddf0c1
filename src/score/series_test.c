/* SPDX-License-Identifier: Apache-2.0 */
#include "series.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static void neighbours_become_one_and_nothing_is_lost(void **state)
{
    (void)state;
    enum { STEPS = 10007 };
    struct lw_series *series = calloc(1, sizeof *series);
    double sum = 0;
    uint64_t steps = 0;

    assert_non_null(series);
    for (int i = 0; i < STEPS; i++) {
        lw_series_at(series, i)->gospa += i;
        assert_true(series->points <= LW_SERIES_MAX);
    }
    assert_true(series->points > LW_SERIES_MAX / 3);
    for (uint32_t i = 0; i < series->points; i++) {
        assert_int_equal(series->point[i].from_ns, steps);
        steps += series->point[i].steps;
        sum += series->point[i].gospa;
    }
    assert_int_equal(steps, STEPS);
    assert_near(sum, STEPS * (STEPS - 1.0) / 2, 0);
    free(series);
}

static void marks_are_thinned_by_moments(void **state)
{
    (void)state;
    struct lw_marks *marks = calloc(1, sizeof *marks);

    assert_non_null(marks);
    for (uint64_t moment = 0; moment < 5000; moment++)
        for (uint32_t n = 0; lw_marks_want(marks, moment) && n < 7; n++) {
            const struct lw_mark mark = {.moment = moment, .number = n};
            lw_marks_add(marks, &mark);
        }
    assert_true(marks->count > LW_MARKS_MAX / 3);
    for (uint32_t i = 0; i < marks->count; i++)
        assert_int_equal(marks->mark[i].moment % marks->every, 0);
    free(marks);
}

static void one_moment_may_be_too_much(void **state)
{
    (void)state;
    struct lw_marks *marks = calloc(1, sizeof *marks);

    assert_non_null(marks);
    for (uint64_t moment = 3; moment < 6; moment++)
        for (uint32_t n = 0; n < LW_MARKS_MAX + 50; n++) {
            const struct lw_mark mark = {.moment = moment, .number = n};
            lw_marks_add(marks, &mark);
        }
    assert_true(marks->count <= LW_MARKS_MAX);
    free(marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_become_one_and_nothing_is_lost),
        cmocka_unit_test(marks_are_thinned_by_moments),
        cmocka_unit_test(one_moment_may_be_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
