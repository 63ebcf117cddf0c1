/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "combine.h"
#include "near.h"
#include "random.h"

enum { LAST = LW_ARRIVE_TIMES - 1 };

/* Half of those that come have come at moment 10. */
static struct lw_part part(uint32_t index, uint32_t group, double chance,
                           double existence)
{
    struct lw_part out = {
        .existence = existence, .kind = 1.0, .group = group, .index = index};

    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        out.chance[t] = (float)(chance * fmin(0.05 * t, 1.0));
    out.chance[LAST] = (float)chance;
    return out;
}

static void what_flies_apart_comes_apart(void **state)
{
    struct lw_part parts[] = {part(0, 1, 0.5, 1.0), part(1, 2, 0.5, 0.8)};
    double out[LW_ARRIVE_TIMES];

    (void)state;
    lw_combine(parts, 2, out);
    assert_near(out[LAST], 1.0 - 0.5 * 0.6, 1e-6);
    assert_near(out[0], 0.0, 1e-12);
}

static void what_flies_together_comes_together(void **state)
{
    struct lw_part parts[10];
    double out[LW_ARRIVE_TIMES];

    (void)state;
    for (uint32_t i = 0; i < 10; i++)
        parts[i] = part(i, 7, 0.3, 1.0);
    lw_combine(parts, 10, out);
    assert_near(out[LAST], 0.3, 1e-6);
}

static void of_a_flock_one_that_is_there_is_enough(void **state)
{
    struct lw_part parts[10];
    double out[LW_ARRIVE_TIMES];

    (void)state;
    for (uint32_t i = 0; i < 10; i++)
        parts[i] = part(i, 7, 0.3, 0.5);
    lw_combine(parts, 10, out);
    assert_near(out[LAST], 0.3 * (1.0 - pow(0.5, 10)), 1e-6);
}

/* One is near and hardly there, the other far and surely. */
static void in_a_flock_each_counts_for_what_it_is(void **state)
{
    struct lw_part parts[] = {part(0, 1, 0.1, 1.0), part(1, 1, 0.9, 0.1)};
    double out[LW_ARRIVE_TIMES];

    (void)state;
    lw_combine(parts, 2, out);
    assert_near(out[LAST], 0.8 * 0.1 + 0.1, 1e-6);
}

/* Whatever comes in: between the likeliest alone and all independent, never
 * falling, and the order of the parts changes nothing. */
static void chances_stay_chances(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < 300; round++) {
        struct lw_part parts[40], turned[40];
        const uint32_t count = 1 + random_below(&seed, 40);
        double out[LW_ARRIVE_TIMES], again[LW_ARRIVE_TIMES];
        double best = 0.0, none = 1.0;
        for (uint32_t i = 0; i < count; i++) {
            parts[i] = part(i, random_below(&seed, 6), random_even(&seed),
                            random_even(&seed));
            turned[count - 1 - i] = parts[i];
            best = fmax(best, lw_part_chance(&parts[i], LAST));
            none *= 1.0 - lw_part_chance(&parts[i], LAST);
        }
        lw_combine(parts, count, out);
        lw_combine(turned, count, again);
        assert_memory_equal(out, again, sizeof out);
        assert_true(out[LAST] >= best - 1e-9);
        assert_true(out[LAST] <= 1.0 - none + 1e-9);
        for (unsigned t = 1; t < LW_ARRIVE_TIMES; t++)
            assert_true(out[t] >= out[t - 1] - 1e-12);
    }
}

static void chances_between_moments_lie_between(void **state)
{
    double chance[LW_ARRIVE_TIMES];

    (void)state;
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        chance[t] = 0.5 * t / LAST;
    assert_near(lw_combined_within(chance, -1.0), 0.0, 1e-12);
    assert_near(lw_combined_within(chance, lw_arrive_s[3]), chance[3], 1e-12);
    assert_near(
        lw_combined_within(chance, 0.5 * (lw_arrive_s[3] + lw_arrive_s[4])),
        0.5 * (chance[3] + chance[4]), 1e-12);
    assert_near(lw_combined_within(chance, 1e9), chance[LAST], 1e-12);
    assert_near(lw_combined_quantile(chance, 0.5),
                0.5 * (lw_arrive_s[9] + lw_arrive_s[10]), 1e-6);
}

static void what_is_there_has_arrived(void **state)
{
    double chance[LW_ARRIVE_TIMES];

    (void)state;
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        chance[t] = 0.9;
    assert_near(lw_combined_quantile(chance, 0.95), 0.0, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_flies_apart_comes_apart),
        cmocka_unit_test(what_flies_together_comes_together),
        cmocka_unit_test(of_a_flock_one_that_is_there_is_enough),
        cmocka_unit_test(in_a_flock_each_counts_for_what_it_is),
        cmocka_unit_test(chances_stay_chances),
        cmocka_unit_test(chances_between_moments_lie_between),
        cmocka_unit_test(what_is_there_has_arrived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
