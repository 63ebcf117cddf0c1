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

static struct lw_sample at(uint32_t number, int64_t time_ns, double lat_deg,
                           double lon_deg)
{
    return (struct lw_sample){
        .time_ns = time_ns,
        .shown = true,
        .point = {.number = number,
                  .has = LW_SCORE_HAS_VEL,
                  .pos = {lat_deg * LW_DEG, lon_deg * LW_DEG, 100}},
    };
}

static void sorts_by_number_then_time_then_line(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(1, 5, 0, 0), at(0, 9, 0, 0), at(1, 2, 0, 0),
                            at(0, 9, 0, 0), at(0, 1, 0, 0)};
    for (uint32_t i = 0; i < 5; i++)
        s[i].order = i;

    lw_samples_sort(s, 5);
    const uint32_t expected[] = {4, 1, 3, 2, 0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(s[i].order, expected[i]);
}

static void
objects_move_evenly_between_samples_and_exist_nowhere_else(void **state)
{
    (void)state;
    const struct lw_sample s[] = {at(0, 10 * S, 52, 4), at(0, 20 * S, 53, 6),
                                  at(0, 90 * S, 54, 8), at(1, 12 * S, 0, 0)};
    size_t first[3], cursor[2];
    struct lw_timeline line;
    struct lw_score_point out[2];

    lw_timeline_init(&line, s, 4, first, cursor, 2);
    assert_int_equal(lw_timeline_objects(&line, 9 * S, 30 * S, out), 0);
    assert_int_equal(lw_timeline_objects(&line, 10 * S, 30 * S, out), 1);
    assert_near(out[0].pos.lat_rad, 52 * LW_DEG, 1e-12);
    assert_int_equal(lw_timeline_objects(&line, 12 * S, 30 * S, out), 2);
    assert_near(out[0].pos.lat_rad, 52.2 * LW_DEG, 1e-12);
    assert_near(out[0].pos.lon_rad, 4.4 * LW_DEG, 1e-12);
    assert_int_equal(out[1].number, 1);
    /* one sample is one moment; 70 s is too long a gap */
    assert_int_equal(lw_timeline_objects(&line, 13 * S, 30 * S, out), 1);
    assert_int_equal(lw_timeline_objects(&line, 20 * S, 30 * S, out), 1);
    assert_int_equal(lw_timeline_objects(&line, 50 * S, 30 * S, out), 0);
    assert_int_equal(lw_timeline_objects(&line, 90 * S, 30 * S, out), 1);
    assert_int_equal(lw_timeline_objects(&line, 91 * S, 30 * S, out), 0);
}

static void objects_cross_the_date_line_the_short_way(void **state)
{
    (void)state;
    const struct lw_sample s[] = {at(0, 0, 10, 179.5),
                                  at(0, 4 * S, 10, -179.5)};
    size_t first[2], cursor[1];
    struct lw_timeline line;
    struct lw_score_point out[1];

    lw_timeline_init(&line, s, 2, first, cursor, 1);
    assert_int_equal(lw_timeline_objects(&line, 3 * S, 30 * S, out), 1);
    assert_near(out[0].pos.lon_rad, -179.75 * LW_DEG, 1e-12);
}

static void tracks_are_carried_on_within_a_step_and_no_further(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(0, 100, 52, 4)};
    size_t first[2], cursor[1];
    struct lw_timeline line;
    struct lw_score_point out[1];

    s[0].point.vel_mps[1] = 100;
    s[0].time_ns = S / 2;
    lw_timeline_init(&line, s, 1, first, cursor, 1);
    assert_int_equal(lw_timeline_tracks(&line, 0, S, out), 0);
    assert_int_equal(lw_timeline_tracks(&line, S, S, out), 1);
    /* 50 m north: a degree is 111,269.0 m here, 100 m up (WGS-84) */
    assert_near(out[0].pos.lat_rad / LW_DEG, 52 + 50 / 111269.0, 1e-9);
    assert_near(out[0].pos.lon_rad / LW_DEG, 4, 1e-12);
    assert_int_equal(lw_timeline_tracks(&line, S + S / 2, S, out), 0);
}

static void a_track_that_ended_is_not_shown(void **state)
{
    (void)state;
    struct lw_sample s[] = {at(0, 1 * S, 52, 4), at(0, 2 * S, 52, 4)};
    size_t first[2], cursor[1];
    struct lw_timeline line;
    struct lw_score_point out[1];

    s[1].shown = false;
    lw_timeline_init(&line, s, 2, first, cursor, 1);
    assert_int_equal(lw_timeline_tracks(&line, 1 * S, 5 * S, out), 1);
    assert_int_equal(lw_timeline_tracks(&line, 2 * S, 5 * S, out), 0);
    assert_int_equal(lw_timeline_tracks(&line, 3 * S, 5 * S, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_by_number_then_time_then_line),
        cmocka_unit_test(
            objects_move_evenly_between_samples_and_exist_nowhere_else),
        cmocka_unit_test(objects_cross_the_date_line_the_short_way),
        cmocka_unit_test(tracks_are_carried_on_within_a_step_and_no_further),
        cmocka_unit_test(a_track_that_ended_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
