/* SPDX-License-Identifier: Apache-2.0 */
#include "warned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "near.h"
#include "warned_fixture.h"

static const enum lw_warning_level notice = LW_WARNING_NOTICE,
                                   warning = LW_WARNING_WARNING;
static const enum lw_warning_state active = LW_WARNING_ACTIVE,
                                   cleared = LW_WARNING_CLEARED,
                                   cancelled = LW_WARNING_CANCELLED;

/* In the west from 1,000 s to 1,200 s; two notice it from 600 s on. */
static void fly_by(struct warned_fixture *f)
{
    fix_init(f);
    assert_true(fix_fly(f, 0, 0, 1300, 0.5, 1.15, 600));
    assert_true(fix_fly(f, 1, 0, 5000, 0.6, 0.6, 0)); /* stays outside */
}

static void a_warning_before_is_a_lead(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_tell(&f, 1, 0, 500, notice, active, 0.3);
    fix_tell(&f, 1, 0, 800, warning, active, 0.6);
    fix_tell(&f, 1, 0, 1600, warning, cleared, 0);
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    assert_int_equal(r->entries, 2);
    assert_int_equal(f.visit[f.entry[0].visit].zone, 0);
    assert_true(f.entry[0].first && f.entry[0].warned && f.entry[0].could);
    assert_near(f.entry[0].lead_s, 200, 1.1);
    assert_near(f.entry[0].notice_lead_s, 500, 1.1);
    assert_near(f.entry[0].oracle_s, 600, 0);
    assert_near(f.entry[0].noticed_s, 400, 1.1);
    assert_int_equal(r->raised, 1);
    assert_int_equal(r->needless, 0);
    /* left at 1,200 s, 300 s of quiet, all clear at 1,600 s */
    assert_int_equal(r->clears, 1);
    assert_near(r->clear_p95_s, 100, 1.1);
    /* nobody warned the east */
    assert_false(f.entry[1].warned);
    assert_true(isinf(f.entry[1].lead_s) && f.entry[1].lead_s < 0);
    assert_int_equal(r->group[0].missed, 1);
    assert_near(r->exposed_s, 100, 1.1);
}

static void one_that_comes_after_it_has_begun_is_late(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_tell(&f, 1, 0, 1050, warning, active, 0.9);
    fix_tell(&f, 1, 0, 1100, warning, cleared, 0); /* while it is there */
    fix_tell(&f, 2, 0, 1150, warning, active, 0.9);
    fix_judge(&f);
    assert_near(f.entry[0].lead_s, -50, 1.1);
    assert_false(f.entry[0].warned);
    assert_int_equal(f.result.left_early, 1);
    assert_int_equal(f.result.returned, 1);
    assert_near(f.result.returned_share, 0.5, 0);
    assert_int_equal(f.result.stood, 1);
    assert_int_equal(f.result.clears, 0);
}

static void nothing_came_is_needless_once_that_is_known(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_tell(&f, 1, 0, 2000, warning, active, 0.6);
    fix_tell(&f, 1, 0, 2500, warning, cancelled, 0);
    fix_tell(&f, 2, 1, 2000, notice, active, 0.3);
    fix_tell(&f, 2, 1, 2500, notice, cleared, 0);
    fix_tell(&f, 3, 1, 4500, warning, active, 0.6); /* stands at the end */
    fix_judge(&f);
    assert_int_equal(f.result.raised, 2);
    assert_int_equal(f.result.notices, 1);
    assert_int_equal(f.result.judged, 1);
    assert_int_equal(f.result.needless, 1);
    assert_int_equal(f.result.cancelled, 1);
    assert_int_equal(f.result.returned, 0);
}

/* The second of a flock comes into a zone that is not quiet. */
static void only_the_first_of_a_flock_begins_an_event(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fix_init(&f);
    assert_true(fix_fly(&f, 0, 0, 1300, 0.5, 1.15, 0));
    assert_true(fix_fly(&f, 1, 60, 1360, 0.5, 1.15, 0));
    fix_judge(&f);
    assert_int_equal(f.result.entries, 4);
    assert_true(f.entry[0].first);
    assert_false(f.entry[1].first);
    assert_int_equal(f.result.group[0].first, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warning_before_is_a_lead),
        cmocka_unit_test(one_that_comes_after_it_has_begun_is_late),
        cmocka_unit_test(nothing_came_is_needless_once_that_is_known),
        cmocka_unit_test(only_the_first_of_a_flock_begins_an_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
