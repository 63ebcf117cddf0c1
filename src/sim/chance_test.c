/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/chance.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

enum { DRAWS = 100000 };

static void a_key_gives_the_same_stream_again(void **state)
{
    (void)state;
    struct lw_chance a = lw_chance_stream(lw_chance_name(1, "radar"));
    struct lw_chance b = lw_chance_stream(lw_chance_name(1, "radar"));
    for (int i = 0; i < 100; i++)
        assert_true(lw_chance_bits(&a) == lw_chance_bits(&b));
}

static void keys_differ_by_seed_by_name_and_by_number(void **state)
{
    (void)state;
    const uint64_t key = lw_chance_name(1, "radar");
    assert_true(key != lw_chance_name(2, "radar"));
    assert_true(key != lw_chance_name(1, "radas"));
    for (uint64_t i = 0; i < 1000; i++)
        for (uint64_t j = 0; j < i; j++)
            assert_true(lw_chance_key(key, i) != lw_chance_key(key, j));
}

/* What the generator gives is part of every recorded scene: it is not to
 * change between versions. */
static void the_numbers_are_the_ones_they_were(void **state)
{
    (void)state;
    struct lw_chance c = lw_chance_stream(0);
    /* SplitMix64 of seed 0, as published */
    assert_true(lw_chance_bits(&c) == 0xe220a8397b1dcdafU);
    assert_true(lw_chance_bits(&c) == 0x6e789e6aa1b965f4U);
    assert_true(lw_chance_bits(&c) == 0x06c45d188009454fU);
}

static void even_numbers_are_even(void **state)
{
    (void)state;
    struct lw_chance c = lw_chance_stream(7);
    double sum = 0, square = 0;
    int tenth[10] = {0};
    for (int i = 0; i < DRAWS; i++) {
        const double u = lw_chance_even(&c);
        assert_true(u > 0 && u < 1);
        sum += u;
        square += u * u;
        tenth[(int)(u * 10)]++;
    }
    assert_near(sum / DRAWS, 0.5, 4 * sqrt(1.0 / 12 / DRAWS));
    assert_near(square / DRAWS, 1.0 / 3, 0.004);
    for (int i = 0; i < 10; i++)
        assert_near(tenth[i], DRAWS / 10.0, 4.5 * sqrt(DRAWS * 0.09));
}

/* Two streams with keys that follow one another hang together in nothing. */
static void neighbouring_streams_are_independent(void **state)
{
    (void)state;
    double product = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        struct lw_chance a = lw_chance_stream(lw_chance_key(3, i));
        struct lw_chance b = lw_chance_stream(lw_chance_key(3, i + 1));
        product += (lw_chance_even(&a) - 0.5) * (lw_chance_even(&b) - 0.5);
    }
    assert_near(product / DRAWS, 0.0, 4.0 / 12 / sqrt(DRAWS));
}

static void normal_numbers_are_normal(void **state)
{
    (void)state;
    struct lw_chance c = lw_chance_stream(11);
    double sum = 0, square = 0, fourth = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double z = lw_chance_normal(&c);
        sum += z;
        square += z * z;
        fourth += z * z * z * z;
    }
    assert_near(sum / DRAWS, 0.0, 4 / sqrt(DRAWS));
    assert_near(square / DRAWS, 1.0, 4 * sqrt(2.0 / DRAWS));
    assert_near(fourth / DRAWS, 3.0, 4 * sqrt(96.0 / DRAWS));
}

static void poisson_numbers_have_their_mean_and_variance(void **state)
{
    (void)state;
    const double means[] = {0.0, 0.02, 3.0, 157.0, 1200.0};
    for (int m = 0; m < 5; m++) {
        struct lw_chance c = lw_chance_stream(20 + (uint64_t)m);
        const int draws = 5000;
        double sum = 0, square = 0;
        for (int i = 0; i < draws; i++) {
            const double n = lw_chance_poisson(&c, means[m]);
            sum += n;
            square += n * n;
        }
        const double mean = sum / draws, var = square / draws - mean * mean;
        assert_near(mean, means[m], 4 * sqrt(means[m] / draws) + 1e-9);
        assert_near(var, means[m], 0.1 * means[m] + 0.01);
    }
}

static void delays_have_their_median_and_p95(void **state)
{
    (void)state;
    struct lw_chance c = lw_chance_stream(31);
    int below_median = 0, below_p95 = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double d = lw_chance_delay(&c, 20, 120);
        assert_true(d > 0);
        below_median += d < 20;
        below_p95 += d < 120;
    }
    assert_near(below_median, 0.5 * DRAWS, 4 * sqrt(0.25 * DRAWS));
    assert_near(below_p95, 0.95 * DRAWS, 4 * sqrt(0.0475 * DRAWS));
}

static void whole_numbers_stay_below(void **state)
{
    (void)state;
    struct lw_chance c = lw_chance_stream(41);
    int seen[7] = {0};
    for (int i = 0; i < 7000; i++) {
        const uint32_t n = lw_chance_below(&c, 7);
        assert_true(n < 7);
        seen[n]++;
    }
    for (int i = 0; i < 7; i++)
        assert_near(seen[i], 1000, 130);
    assert_int_equal(lw_chance_below(&c, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_gives_the_same_stream_again),
        cmocka_unit_test(keys_differ_by_seed_by_name_and_by_number),
        cmocka_unit_test(the_numbers_are_the_ones_they_were),
        cmocka_unit_test(even_numbers_are_even),
        cmocka_unit_test(neighbouring_streams_are_independent),
        cmocka_unit_test(normal_numbers_are_normal),
        cmocka_unit_test(poisson_numbers_have_their_mean_and_variance),
        cmocka_unit_test(delays_have_their_median_and_p95),
        cmocka_unit_test(whole_numbers_stay_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
