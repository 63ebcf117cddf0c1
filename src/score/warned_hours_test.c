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

/* In the west from 1,000 s to 1,200 s, in the east to 1,400 s, in the province
 * from 800 s to 1,600 s; truth ends at 5,000 s. Two notice it from 700 s. */
static void fly_by(struct warned_fixture *f)
{
    fix_init(f);
    assert_true(fix_fly(f, 0, 0, 2000, 0.5, 1.5, 700));
    assert_true(fix_fly(f, 1, 0, 5000, 0.2, 0.2, 0));
}

static void the_oracle_warns_just_what_is_needed(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    /* 10 minutes before, 200 s inside, 300 s of quiet, twice */
    assert_near(r->oracle.zone_h, 2200 / 3600.0, 3 / 3600.0);
    assert_near(r->oracle.area_km2_h, 1100 * 300 / 3600.0, 0.3);
    /* from 700 s on: 300 s before the first, 500 s before the second */
    assert_near(r->oracle_noticed.zone_h, 1800 / 3600.0, 3 / 3600.0);
    assert_near(r->province.zone_h, 2 * 1100 / 3600.0, 3 / 3600.0);
    /* it is in the country from the start, to the end of its flight */
    assert_near(r->country.zone_h, 2 * 2300 / 3600.0, 3 / 3600.0);
    assert_near(r->warned.zone_h, 0, 0);
    assert_near(r->inside_s, 400, 3);
    assert_near(r->exposed_s, 400, 3);
}

static void what_was_not_needed_is_told_apart(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fly_by(&f);
    fix_tell(&f, 1, 0, 300, LW_WARNING_NOTICE, LW_WARNING_ACTIVE, 0.3);
    fix_tell(&f, 1, 0, 600, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.6);
    fix_tell(&f, 1, 0, 1900, LW_WARNING_WARNING, LW_WARNING_CLEARED, 0);
    fix_tell(&f, 2, 1, 3000, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.6);
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    /* nothing is known after 4,400 s, 10 minutes before truth ends */
    assert_near(r->warned.zone_h, (1300 + 1400) / 3600.0, 3 / 3600.0);
    assert_near(r->noticed.zone_h, (1600 + 1400) / 3600.0, 3 / 3600.0);
    /* needed to 1,500 s */
    assert_near(r->over.zone_h, (400 + 1400) / 3600.0, 3 / 3600.0);
    assert_near(r->exposed_s, 200, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oracle_warns_just_what_is_needed),
        cmocka_unit_test(what_was_not_needed_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
