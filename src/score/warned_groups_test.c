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

static void quantiles_are_between_their_neighbours(void **state)
{
    (void)state;
    double value[] = {30, 10, 20, 40};
    double never[] = {-(double)INFINITY, 5, -(double)INFINITY};

    assert_near(lw_warned_quantile(value, 4, 0.5), 25, 1e-9);
    assert_near(lw_warned_quantile(value, 4, 0), 10, 0);
    assert_near(lw_warned_quantile(value, 4, 1), 40, 0);
    assert_true(isinf(lw_warned_quantile(never, 3, 0.5)));
    assert_near(lw_warned_quantile(never, 3, 1), 5, 0);
    assert_true(isnan(lw_warned_quantile(value, 0, 0.5)));
}

/* A district with 250 s of warning, works with 30 s; each could have had 5
 * minutes. */
static void groups_are_of_kinds_of_zones_and_flyers(void **state)
{
    (void)state;
    static struct warned_fixture f;

    fix_init(&f);
    f.zone[1].kind = "works";
    assert_true(fix_fly(&f, 0, 0, 1300, 0.5, 1.15, 0));
    fix_tell(&f, 1, 0, 750, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.6);
    fix_tell(&f, 2, 1, 1170, LW_WARNING_WARNING, LW_WARNING_ACTIVE, 0.6);
    fix_judge(&f);
    const struct lw_warned_result *r = &f.result;
    assert_int_equal(r->groups, 3);
    assert_int_equal(r->group[0].first, 2);
    assert_null(r->group[0].kind);
    const struct lw_warned_group *district = &r->group[1],
                                 *works = &r->group[2];
    assert_string_equal(district->kind, "district");
    assert_string_equal(works->kind, "works");
    assert_near(district->lead_p50_s, 250, 1.1);
    assert_near(works->lead_p50_s, 30, 1.1);
    assert_near(r->group[0].lead_p50_s, 140, 1.1);
    assert_near(works->oracle_p50_s, 600, 0);
    assert_int_equal(district->within[2].asked, 1);
    assert_int_equal(district->within[2].good, 0); /* 5 min */
    assert_int_equal(district->within[1].asked_good, 1);
    assert_int_equal(works->within[0].asked_good, 0);
    assert_int_equal(works->warned, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_between_their_neighbours),
        cmocka_unit_test(groups_are_of_kinds_of_zones_and_flyers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
