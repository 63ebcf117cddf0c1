/* SPDX-License-Identifier: Apache-2.0 */
#include "chi2.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

/* Tables 26.7 and 26.8 of Abramowitz & Stegun, and of any textbook. */
static void agrees_with_printed_tables(void **state)
{
    (void)state;
    static const struct {
        double chance, degrees, x;
    } table[] = {
        {0.025, 1, 0.000982069}, {0.975, 1, 5.02389},    {0.95, 1, 3.841459},
        {0.5, 2, 1.386294},      {0.95, 2, 5.991465},    {0.99, 2, 9.210340},
        {0.95, 3, 7.814728},     {0.90, 4, 7.779440},    {0.99, 6, 16.811894},
        {0.025, 10, 3.246973},   {0.975, 10, 20.48318},  {0.005, 5, 0.411742},
        {0.025, 100, 74.22193},  {0.975, 100, 129.5612},
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const double x = lw_chi2_quantile(table[i].chance, table[i].degrees);
        assert_near(x, table[i].x, 2e-6 * table[i].x);
        assert_near(lw_chi2_chance(x, table[i].degrees), table[i].chance,
                    1e-12);
    }
}

/* Two degrees of freedom are an exponential distribution. */
static void is_exact_for_two_degrees(void **state)
{
    (void)state;
    for (double p = 0.001; p < 1; p += 0.0137)
        assert_near(lw_chi2_quantile(p, 2), -2 * log(1 - p),
                    1e-11 * (1 - log(1 - p)));
}

/* The band of the mean error squared of 100,000 samples of two: close to the
 * normal one, and the same on both sides of where the method changes. */
static void goes_on_smoothly_to_many_degrees(void **state)
{
    (void)state;
    const double below = lw_chi2_quantile(0.975, 99999) / 99999;
    const double above = lw_chi2_quantile(0.975, 100001) / 100001;

    assert_near(below, above, 1e-6);
    assert_near(lw_chi2_quantile(0.975, 2e5) / 2e5,
                1 + 1.959964 * sqrt(2 / 2e5), 2e-5);
    assert_near(lw_chi2_chance(lw_chi2_quantile(0.3, 1e7), 1e7), 0.3, 1e-9);
}

static void normal_quantiles_are_known(void **state)
{
    (void)state;
    assert_near(lw_normal_quantile(0.975), 1.959963984540054, 1e-12);
    assert_near(lw_normal_quantile(0.5), 0, 1e-12);
    assert_near(lw_normal_quantile(0.001), -3.090232306167813, 1e-11);
    assert_near(lw_normal_quantile(0.0001), -3.719016485455709, 1e-11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_printed_tables),
        cmocka_unit_test(is_exact_for_two_degrees),
        cmocka_unit_test(goes_on_smoothly_to_many_degrees),
        cmocka_unit_test(normal_quantiles_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
