/* SPDX-License-Identifier: Apache-2.0 */
#include "quantile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static void gives_quantiles_to_one_in_a_hundred(void **state)
{
    (void)state;
    struct lw_quantile *q = calloc(1, sizeof *q);

    assert_non_null(q);
    assert_true(isnan(lw_quantile_at(q, 0.5)));
    for (int i = 1; i <= 100000; i++)
        lw_quantile_add(q, i / 1000.0);
    for (double share = 0; share <= 1; share += 0.05) {
        const double exact = (1 + share * 99999) / 1000;
        assert_near(lw_quantile_at(q, share), exact, 0.0101 * exact);
    }
    free(q);
}

static void takes_nothing_and_everything(void **state)
{
    (void)state;
    struct lw_quantile *q = calloc(1, sizeof *q);

    assert_non_null(q);
    lw_quantile_add(q, (double)NAN);
    assert_int_equal(q->count, 0);
    lw_quantile_add(q, 0);
    assert_near(lw_quantile_at(q, 1), 0, 0);
    lw_quantile_add(q, HUGE_VAL);
    assert_true(lw_quantile_at(q, 1) > 1e7);
    free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_quantiles_to_one_in_a_hundred),
        cmocka_unit_test(takes_nothing_and_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
