/* SPDX-License-Identifier: Apache-2.0 */
#include "reliability.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

/* Ten claims of 0.92, nine of them right; two of 0.25, none right:
 * (10 * 0.02 + 2 * 0.25) / 12. */
static void error_is_the_distance_from_the_diagonal(void **state)
{
    (void)state;
    struct lw_reliability of = {0};
    uint16_t one = 0, other = 0;

    assert_true(isnan(lw_reliability_error(&of)));
    for (int i = 0; i < 10; i++)
        lw_reliability_add(&of, 0.92, i > 0, &one);
    lw_reliability_add(&of, 0.25, false, &one);
    lw_reliability_add(&of, 0.25, false, &other);
    assert_int_equal(of.in[9].claims, 10);
    assert_int_equal(of.in[9].right, 9);
    assert_int_equal(of.in[9].tracks, 1);
    assert_int_equal(of.in[2].tracks, 2);
    assert_near(lw_reliability_error(&of), 0.7 / 12, 1e-12);
}

static void edges_belong_to_the_class_above(void **state)
{
    (void)state;
    static const double edge[] = LW_RELIABILITY_EDGES;

    for (int i = 0; i < LW_RELIABILITY_CLASSES; i++) {
        struct lw_reliability of = {0};
        uint16_t before = 0;
        lw_reliability_add(&of, edge[i], true, &before);
        assert_int_equal(of.in[i].claims, 1);
        assert_int_equal(before, 1 << i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_is_the_distance_from_the_diagonal),
        cmocka_unit_test(edges_belong_to_the_class_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
