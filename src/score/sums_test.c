/* SPDX-License-Identifier: Apache-2.0 */
#include "sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static void quantiles_of_a_few_lie_between_them(void **state)
{
    (void)state;
    static const double v[] = {1, 2, 4, 10};

    assert_true(isnan(lw_sorted_quantile(v, 0, 0.5)));
    assert_near(lw_sorted_quantile(v, 4, 0.5), 3, 1e-12);
    assert_near(lw_sorted_quantile(v, 4, 0.95), 4 + 6 * 0.85, 1e-12);
    assert_near(lw_sorted_quantile(v, 4, 1), 10, 0);
}

/*
 * Kaplan and Meier by hand: of 5, one is found at 1, one goes unfound at 2,
 * two are found at 3, one goes at 4. Still waiting: 4/5 after 1; of the 3 who
 * are left at 3 two go: 4/5 * 1/3 = 0.267.
 */
static void who_was_never_found_counts_while_it_was_there(void **state)
{
    (void)state;
    struct lw_wait wait[] = {
        {3, true}, {4, false}, {1, true}, {3, true}, {2, false}};

    assert_near(lw_wait_quantile(wait, 5, 0.2), 1, 0);
    assert_near(lw_wait_quantile(wait, 5, 0.5), 3, 0);
    assert_near(lw_wait_quantile(wait, 5, 0.73), 3, 0);
    assert_true(isnan(lw_wait_quantile(wait, 5, 0.95)));
    assert_true(isnan(lw_wait_quantile(wait, 0, 0.5)));
}

/* 50 errors of 4 degrees: 95% of honest means lie within
 * chi2(0.025, 200) / 200 = 0.8136 and chi2(0.975, 200) / 200 = 1.2053
 * (Bar-Shalom, Li & Kirubarajan, 5.4.2: the band of N runs of n dimensions). */
static void the_band_is_that_of_so_many_samples(void **state)
{
    (void)state;
    const struct lw_nees_sums sums = {.pairs = 50, .sum = 220, .sum2 = 1000};
    const struct lw_nees_figures got = lw_nees_figures_of(&sums, 4);

    assert_near(got.per_dimension, 1.1, 1e-12);
    assert_near(got.band[0], 162.728 / 200, 1e-5);
    assert_near(got.band[1], 241.058 / 200, 1e-5);
    assert_near(got.independent, 50, 1e-9);
}

/* Every value twice: half of them follow themselves, so r is about 1/2 and
 * about a third of them stand for themselves. */
static void what_hangs_together_is_worth_less(void **state)
{
    (void)state;
    struct lw_nees_sums sums = {0};
    uint32_t random = 1;
    double before = 0;

    for (int i = 0; i < 40000; i++) {
        double value = before;
        if (i % 2 == 0) {
            random = random * 1664525U + 1013904223U;
            value = -2 * log(((random >> 8) + 1) / 16777217.0);
        }
        sums.pairs++;
        sums.sum += value;
        sums.sum2 += value * value;
        if (i > 0) {
            sums.follows++;
            sums.product += value * before;
        }
        before = value;
    }
    const struct lw_nees_figures got = lw_nees_figures_of(&sums, 2);
    assert_near(got.independent / 40000, 1 / 3.0, 0.02);
    assert_true(got.band_independent[1] - got.band_independent[0] >
                1.6 * (got.band[1] - got.band[0]));
}

/* East and north 3 and 4 of sd 3 and 4, up 2 of sd 1, speed 1 of sd 2. */
static void errors_are_held_against_covariances(void **state)
{
    (void)state;
    const struct lw_score_point object = {
        .has = LW_SCORE_HAS_ALT | LW_SCORE_HAS_VEL | LW_SCORE_COOPERATIVE,
        .vel_mps = {10, 0, 0}};
    struct lw_score_point track = object;
    struct lw_sums *sums = calloc(1, sizeof *sums);
    double before[LW_NEES_KINDS];
    static const double variance[6] = {9, 16, 1, 4, 4, 4};
    struct lw_sums_pair pair = {.object = &object,
                                .track = &track,
                                .enu_m = {3, 4, 2},
                                .distance_m = 5,
                                .power = 25,
                                .dimensions = 2,
                                .settled = true,
                                .nees_before = before};

    assert_non_null(sums);
    for (int k = 0; k < LW_NEES_KINDS; k++)
        before[k] = (double)NAN;
    track.has |= LW_SCORE_HAS_COV | LW_SCORE_HAS_KIND;
    track.kind = LW_KIND_JET;
    track.vel_mps[0] = 11;
    for (int i = 0; i < 6; i++)
        track.cov[lw_score_cov_index(i, i)] = variance[i];
    lw_sums_pair(&sums, 1, &pair);
    static const double expected[LW_NEES_KINDS] = {2, 4, 6, 2.25, 6.25};
    for (int k = 0; k < LW_NEES_KINDS; k++) {
        assert_int_equal(sums->nees[k].pairs, 1);
        assert_near(sums->nees[k].sum, expected[k], 1e-12);
        assert_near(before[k], expected[k], 1e-12);
    }
    assert_int_equal(sums->nees[LW_NEES_VERTICAL].inside[2], 0);
    assert_int_equal(sums->nees[LW_NEES_VERTICAL].inside[3], 1);
    assert_int_equal(sums->nameless, 1);
    assert_int_equal(sums->told[LW_KIND_JET], 1);
    assert_int_equal(sums->settled_good, 1);
    assert_near(lw_quantile_at(&sums->velocity_share, 0.5), 0.1, 0.001);
    assert_near(lw_quantile_at(&sums->course, 0.5), 0, 1e-9);

    /* Height without a variance: what does not need it still counts. */
    track.cov[lw_score_cov_index(2, 2)] = 0;
    track.has |= LW_SCORE_HAS_IDENT;
    lw_sums_pair(&sums, 1, &pair);
    assert_int_equal(sums->nees[LW_NEES_HORIZONTAL].pairs, 2);
    assert_int_equal(sums->nees[LW_NEES_MOTION].pairs, 2);
    assert_int_equal(sums->nees[LW_NEES_VERTICAL].pairs, 1);
    assert_int_equal(sums->nees[LW_NEES_STATE].pairs, 1);
    assert_int_equal(sums->nees[LW_NEES_MOTION].follows, 1);
    assert_int_equal(sums->nameless, 1);
    free(sums);
}

static void names_and_dimensions_go_together(void **state)
{
    (void)state;
    assert_string_equal(lw_nees_name(LW_NEES_STATE), "state");
    assert_int_equal(lw_nees_dimensions(LW_NEES_STATE), 6);
    assert_int_equal(lw_nees_dimensions(LW_NEES_HORIZONTAL), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_of_a_few_lie_between_them),
        cmocka_unit_test(who_was_never_found_counts_while_it_was_there),
        cmocka_unit_test(the_band_is_that_of_so_many_samples),
        cmocka_unit_test(what_hangs_together_is_worth_less),
        cmocka_unit_test(errors_are_held_against_covariances),
        cmocka_unit_test(names_and_dimensions_go_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
