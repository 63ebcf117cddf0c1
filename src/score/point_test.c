/* SPDX-License-Identifier: Apache-2.0 */
#include "point.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static void covariances_have_a_place_for_each_pair_of_axes(void **state)
{
    (void)state;
    int seen[LW_SCORE_COV] = {0};

    for (int row = 0; row < 6; row++)
        for (int column = row; column < 6; column++) {
            seen[lw_score_cov_index(row, column)]++;
            assert_int_equal(lw_score_cov_index(column, row),
                             lw_score_cov_index(row, column));
        }
    for (int i = 0; i < LW_SCORE_COV; i++)
        assert_int_equal(seen[i], 1);
}

static void offsets_are_in_the_axes_at_the_object(void **state)
{
    (void)state;
    const double xyz_m[3] = {30, -40, 0};
    struct lw_score_point object = {.pos = {52 * LW_DEG, 5 * LW_DEG, 0}};
    struct lw_score_point track = object;
    struct lw_frame frame;
    double ecef_m[3], enu_m[3];

    lw_frame_init(&frame, object.pos);
    track.pos = lw_frame_to_geodetic(&frame, xyz_m);
    object.pos.alt_hae_m = 5000;
    track.pos.alt_hae_m = 12;
    lw_score_frame(&object, 2, &frame);
    lw_score_place(&track, 2, ecef_m);
    assert_near(lw_score_offset(&frame, 2, ecef_m, enu_m), 50, 1e-3);
    assert_near(enu_m[0], 30, 1e-3);
    assert_near(enu_m[1], -40, 1e-3);
    lw_score_frame(&object, 3, &frame);
    lw_score_place(&track, 3, ecef_m);
    assert_near(lw_score_offset(&frame, 3, ecef_m, enu_m), hypot(4988, 50),
                0.1);
    assert_near(enu_m[2], -4988, 0.01);
}

/* As much of a claim as the track's own covariance puts within the cut-off. */
static void a_claim_is_of_what_lies_within_the_cut_off(void **state)
{
    (void)state;
    struct lw_score_point track = {.existence = 0.9};
    const int east = lw_score_cov_index(0, 0), north = lw_score_cov_index(1, 1);
    const int up = lw_score_cov_index(2, 2);

    track.cov[east] = track.cov[north] = track.cov[up] = 100.0 * 100.0;
    assert_near(lw_score_claim(&track, 2, 200), 0.9, 0);
    track.has = LW_SCORE_HAS_COV;
    assert_near(lw_score_claim(&track, 2, 200), 0.9 * (1 - exp(-2)), 1e-9);
    assert_near(lw_score_claim(&track, 3, 200), 0.9 * 0.738536, 1e-6);
    assert_near(lw_score_claim(&track, 2, 2000), 0.9, 1e-9);
    /* 100 times longer than wide, and across the axes: 1 sigma of one */
    track.cov[east] = track.cov[north] = 0.5 * (1e4 + 1);
    track.cov[lw_score_cov_index(0, 1)] = 0.5 * (1e4 - 1);
    assert_near(lw_score_claim(&track, 2, 100), 0.9 * 0.682689, 1e-3);
    /* three times as long as wide: nearly what integration gives */
    track.cov[east] = 120.0 * 120.0;
    track.cov[north] = 40.0 * 40.0;
    track.cov[lw_score_cov_index(0, 1)] = 0;
    assert_near(lw_score_claim(&track, 2, 200) / 0.9, 0.896901, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covariances_have_a_place_for_each_pair_of_axes),
        cmocka_unit_test(a_claim_is_of_what_lies_within_the_cut_off),
        cmocka_unit_test(offsets_are_in_the_axes_at_the_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
