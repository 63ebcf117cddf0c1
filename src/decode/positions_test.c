/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "positions.h"

static struct lw_positions positions;
static const int64_t s_ns = 1000000000;

static void the_same_again_is_not_new(void **state)
{
    (void)state;
    assert_true(lw_positions_new(&positions, 7, 100 * s_ns, 52, 4));
    assert_false(lw_positions_new(&positions, 7, 100 * s_ns, 52, 4));
    assert_false(
        lw_positions_new(&positions, 7, 100 * s_ns + s_ns / 10, 52, 4));
    assert_true(lw_positions_new(&positions, 8, 100 * s_ns, 52, 4));
    assert_true(
        lw_positions_new(&positions, 7, 100 * s_ns + s_ns / 10, 52.1, 4));
    assert_true(lw_positions_new(&positions, 7, 102 * s_ns, 52.1, 4));
    /* what another copy says late */
    assert_false(lw_positions_new(&positions, 7, 100 * s_ns, 52, 4));
    /* another flight of a recording that is not in order of time */
    assert_true(lw_positions_new(&positions, 7, -100 * s_ns, 52, 4));
}

static void a_full_bucket_drops_the_oldest(void **state)
{
    const uint32_t count = 4 * LW_POSITIONS_MAX;

    (void)state;
    for (uint32_t i = 0; i < count; i++)
        assert_true(lw_positions_new(&positions, 1000 + i,
                                     (1000 + (int64_t)i) * s_ns, 1, 1));
    assert_false(lw_positions_new(&positions, 1000 + count - 1,
                                  (1000 + (int64_t)count - 1) * s_ns, 1, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_again_is_not_new),
        cmocka_unit_test(a_full_bucket_drops_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
