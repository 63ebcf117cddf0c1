/* SPDX-License-Identifier: Apache-2.0 */
#include "timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"

#define S INT64_C(1000000000)

static struct lw_sample at(int64_t time_ns, double lat_deg, double lon_deg)
{
    return (struct lw_sample){
        .time_ns = time_ns,
        .shown = LW_SAMPLE_SHOWN,
        .point = {.has = LW_SCORE_HAS_VEL | LW_SCORE_OPTIONAL,
                  .pos = {lat_deg * LW_DEG, lon_deg * LW_DEG, 100}},
    };
}

static void
objects_move_evenly_between_samples_and_exist_nowhere_else(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(10 * S, 52, 4), at(20 * S, 53, 6),
                            at(90 * S, 54, 8)};
    struct lw_score_point out;

    s[1].point.has = 0;
    assert_false(lw_timeline_object(s, 3, 9 * S, 30 * S, &out));
    assert_true(lw_timeline_object(s, 3, 10 * S, 30 * S, &out));
    assert_near(out.pos.lat_rad, 52 * LW_DEG, 1e-12);
    assert_true(lw_timeline_object(s, 3, 12 * S, 30 * S, &out));
    assert_near(out.pos.lat_rad, 52.2 * LW_DEG, 1e-12);
    assert_near(out.pos.lon_rad, 4.4 * LW_DEG, 1e-12);
    /* measured at one end alone is not measured between; what it is, it is */
    assert_int_equal(out.has, LW_SCORE_OPTIONAL);
    /* one sample is one moment; 70 s is too long a gap */
    assert_false(lw_timeline_object(s, 1, 13 * S, 30 * S, &out));
    assert_true(lw_timeline_object(s, 3, 20 * S, 30 * S, &out));
    assert_false(lw_timeline_object(s, 3, 50 * S, 30 * S, &out));
    assert_true(lw_timeline_object(s, 3, 90 * S, 30 * S, &out));
    assert_false(lw_timeline_object(s, 3, 91 * S, 30 * S, &out));
}

static void objects_cross_the_date_line_the_short_way(void **state)
{
    (void)state;
    const struct lw_sample s[] = {at(0, 10, 179.5), at(4 * S, 10, -179.5)};
    struct lw_score_point out;

    assert_true(lw_timeline_object(s, 2, 3 * S, 30 * S, &out));
    assert_near(out.pos.lon_rad, -179.75 * LW_DEG, 1e-12);
}

static void tracks_are_carried_on_within_a_step_and_no_further(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(S / 2, 52, 4)};
    struct lw_score_point out;

    s[0].point.vel_mps[1] = 100;
    assert_int_equal(lw_timeline_track(s, 1, 0, S, &out), LW_SAMPLE_HIDDEN);
    assert_int_equal(lw_timeline_track(s, 1, S, S, &out), LW_SAMPLE_SHOWN);
    /* 50 m north: a degree is 111,269.0 m here, 100 m up (WGS-84) */
    assert_near(out.pos.lat_rad / LW_DEG, 52 + 50 / 111269.0, 1e-9);
    assert_near(out.pos.lon_rad / LW_DEG, 4, 1e-12);
    assert_int_equal(lw_timeline_track(s, 1, S + S / 2, S, &out),
                     LW_SAMPLE_HIDDEN);
}

static void the_latest_line_says_whether_a_track_is_shown(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(1 * S, 52, 4), at(2 * S, 52, 4),
                            at(2 * S, 53, 4)};
    struct lw_score_point out;

    s[0].shown = LW_SAMPLE_TENTATIVE;
    s[2].shown = LW_SAMPLE_HIDDEN;
    assert_int_equal(lw_timeline_track(s, 3, 1 * S, 5 * S, &out),
                     LW_SAMPLE_TENTATIVE);
    assert_int_equal(lw_timeline_track(s, 2, 2 * S, 5 * S, &out),
                     LW_SAMPLE_SHOWN);
    assert_int_equal(lw_timeline_track(s, 3, 3 * S, 5 * S, &out),
                     LW_SAMPLE_HIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            objects_move_evenly_between_samples_and_exist_nowhere_else),
        cmocka_unit_test(objects_cross_the_date_line_the_short_way),
        cmocka_unit_test(tracks_are_carried_on_within_a_step_and_no_further),
        cmocka_unit_test(the_latest_line_says_whether_a_track_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
