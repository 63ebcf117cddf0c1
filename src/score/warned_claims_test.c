/* SPDX-License-Identifier: Apache-2.0 */
#include "warned_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "warned_fixture.h"

/* In the west from 2,000 s to 2,200 s, of truth that goes on to 8,000 s. */
static void fly_by(struct warned_fixture *f)
{
    fix_init(f);
    assert_true(fix_fly(f, 0, 0, 2000, 0.5, 1.0, 0));
    assert_true(fix_fly(f, 0, 2010, 2200, 1.0, 1.1, 0));
    assert_true(fix_fly(f, 1, 0, 8000, 0.2, 0.2, 0));
}

static void times(struct lw_warned_line *line, double earliest_s,
                  double likely_s, double latest_s)
{
    line->has_arrival = true;
    line->when = (struct lw_arrival){fix_ns(earliest_s), fix_ns(likely_s),
                                     fix_ns(latest_s)};
}

static void claims_are_held_to_what_came(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_tell(&f, 1, 0, 1000, LW_WARNING_NOTICE, LW_WARNING_ACTIVE, 0.35);
    fix_tell(&f, 1, 0, 1400, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.65);
    fix_tell(&f, 1, 0, 2100, LW_WARNING_WARNING, LW_WARNING_UPDATED, 1);
    fix_tell(&f, 1, 0, 2600, LW_WARNING_WARNING, LW_WARNING_CLEARED, 0);
    fix_tell(&f, 2, 0, 4000, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.66);
    fix_tell(&f, 2, 0, 4100, LW_WARNING_WARNING, LW_WARNING_CLEARED, 0);
    /* too late for anybody to say what came */
    fix_tell(&f, 3, 0, 7000, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.9);
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    assert_near(r->told[3].weight, 1, 0);
    assert_near(r->told[3].came, 1, 0);
    assert_near(r->first[6].weight, 2, 0);
    assert_near(r->first[6].claimed, 1.31, 1e-9);
    assert_near(r->first[6].came, 1, 0);
    assert_near(r->first[9].weight, 0, 0);
    /* by time: until the entry, until the end */
    assert_near(r->lines[3].weight, 400, 0);
    assert_near(r->lines[6].weight, 600 + 100, 12);
    assert_near(r->lines[6].came, 600, 12);
    assert_near(r->lines[9].weight, 0, 0); /* it was inside by then */
}

static void arrival_times_are_held_to_the_entry(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    times(fix_tell(&f, 1, 0, 1300, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.6),
          1800, 2100, 2500);
    times(fix_tell(&f, 1, 0, 1600, LW_WARNING_WARNING, LW_WARNING_UPDATED, 0.8),
          2050, 2200, 2500); /* it comes before */
    times(fix_tell(&f, 1, 0, 1850, LW_WARNING_WARNING, LW_WARNING_UPDATED, 0.8),
          1900, 1920, 1950); /* and later than this */
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    assert_near(r->arrivals.lines_s, 700, 12);
    assert_near(r->arrivals.early_s, 250, 0);
    assert_near(r->arrivals.late_s, 150, 12);
    /* 10 minutes ahead: 100 s off; 5: 200 s; 2: 80 s */
    assert_int_equal(r->ahead[2], 1);
    assert_int_equal(r->ahead_good[2], 1);
    assert_int_equal(r->ahead[1], 1);
    assert_int_equal(r->ahead_good[1], 0);
    assert_int_equal(r->ahead_good[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_are_held_to_what_came),
        cmocka_unit_test(arrival_times_are_held_to_the_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
