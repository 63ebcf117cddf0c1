/* SPDX-License-Identifier: Apache-2.0 */
/* Four at once against one after another: the same bits, in each build of a
 * function that is built twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lanes.h"
#include "near.h"
#include "random.h"

enum { VALUES = 6, ROUNDS = 20000 };

static uint64_t seed;

/* Any double there is: tiny, huge, infinite, none at all; else a plain one. */
static double any(int wild)
{
    const uint64_t bits = random_bits(&seed);
    double v;

    if (wild) {
        memcpy(&v, &bits, sizeof v);
        return v;
    }
    return (double)(bits >> 11) / 9007199254740992.0 - 0.5;
}

/* What a filter does: sums of products, less products, over a pivot. */
LW_INLINE void work(const lw_lanes in[VALUES], double k, lw_lanes *out)
{
    lw_lanes sum = k * in[0];

    for (int i = 1; i < VALUES; i++) {
        sum += in[i] * in[i - 1];
        sum -= in[i] * in[0] * 0.25;
    }
    sum = sum / in[1];
    *out = sum * sum + k * in[2] - sum / 3.0;
}

LW_CLONED static void cloned(const lw_lanes in[VALUES], double k, lw_lanes *out)
{
    work(in, k, out);
}

static void plain(const lw_lanes in[VALUES], double k, lw_lanes *out)
{
    work(in, k, out);
}

/* One lane alone. */
static double alone(const lw_lanes in[VALUES], double k, int lane)
{
    double sum = k * in[0][lane];

    for (int i = 1; i < VALUES; i++) {
        sum += in[i][lane] * in[i - 1][lane];
        sum -= in[i][lane] * in[0][lane] * 0.25;
    }
    sum = sum / in[1][lane];
    return sum * sum + k * in[2][lane] - sum / 3.0;
}

static int same(double a, double b)
{
    /* what is no number has many bit patterns */
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void lanes_are_each_alone(void **state)
{
    int numbers = 0;

    (void)state;
    seed = 1;
    for (int n = 0; n < ROUNDS; n++) {
        lw_lanes in[VALUES], once, twice;
        const double k = any(n % 2);
        for (int i = 0; i < VALUES; i++)
            for (int m = 0; m < LW_LANES; m++)
                in[i][m] = any(n % 2);
        cloned(in, k, &once);
        plain(in, k, &twice);
        for (int m = 0; m < LW_LANES; m++) {
            const double want = alone(in, k, m);
            assert_true(same(once[m], want));
            assert_true(same(twice[m], want));
            numbers += isfinite(want) != 0;
        }
    }
    assert_true(numbers > ROUNDS * LW_LANES / 2);
}

static void all_is_the_same_in_each(void **state)
{
    const lw_lanes v = LW_ALL(2.5);

    (void)state;
    assert_int_equal(sizeof v, LW_LANES * sizeof(double));
    for (int m = 0; m < LW_LANES; m++)
        assert_near(v[m], 2.5, 0.0);
}

static void the_larger_and_the_smaller(void **state)
{
    (void)state;
    assert_near(lw_max(1.0, -2.0), 1.0, 0.0);
    assert_near(lw_max(-2.0, 1.0), 1.0, 0.0);
    assert_near(lw_min(1.0, -2.0), -2.0, 0.0);
    assert_near(lw_min(-2.0, 1.0), -2.0, 0.0);
    /* what is no number gives way to the second */
    assert_near(lw_max((double)NAN, 3.0), 3.0, 0.0);
    assert_near(lw_min((double)NAN, 3.0), 3.0, 0.0);
}

static void the_exponential_of_what_is_negative(void **state)
{
    (void)state;
    seed = 3;
    for (int n = 0; n < ROUNDS; n++) {
        lw_lanes x;
        for (int m = 0; m < LW_LANES; m++)
            x[m] = (any(0) - 0.5) * (n % 3 == 0 ? 1.0 : n % 3 == 1 ? 50 : 700);
        lw_lanes y;
        lw_lanes_exp(&x, &y);
        for (int m = 0; m < LW_LANES; m++)
            assert_near(y[m] / exp(x[m]), 1.0, 1e-15);
    }
    const lw_lanes edge = {0.0, -701.0, -(double)INFINITY, (double)NAN};
    lw_lanes y;
    lw_lanes_exp(&edge, &y);
    assert_near(y[0], 1.0, 0.0);
    for (int m = 1; m < LW_LANES; m++)
        assert_near(y[m], 0.0, 0.0);
}

static void where_a_mask_holds(void **state)
{
    const lw_lanes v = {1.0, -2.0, 3.0, (double)NAN};
    const lw_lanes y = LW_WHERE(v > 0.0, v);

    (void)state;
    assert_near(y[0], 1.0, 0.0);
    assert_near(y[1], 0.0, 0.0);
    assert_near(y[2], 3.0, 0.0);
    assert_near(y[3], 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_are_each_alone),
        cmocka_unit_test(all_is_the_same_in_each),
        cmocka_unit_test(the_larger_and_the_smaller),
        cmocka_unit_test(the_exponential_of_what_is_negative),
        cmocka_unit_test(where_a_mask_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
