/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pursue.h"
#include "suspects.h"

static const int64_t s = 1000000000;

static struct lw_track track(uint32_t number, double existence, int64_t seconds)
{
    struct lw_track out = {.number = number,
                           .status = LW_TRACK_CONFIRMED,
                           .told = true,
                           .first_ns = 0,
                           .update_ns = seconds * s,
                           .existence = existence};

    out.kinds[LW_KIND_PISTON] = 1.0;
    return out;
}

static struct lw_suspects one(uint32_t number)
{
    const struct lw_reason reason = {.track = number, .distance_m = 900.0};
    struct lw_suspects suspects = {0};

    lw_suspects_add(&suspects, &reason, 1);
    lw_suspects_add(&suspects, &reason, 1);
    return suspects;
}

static bool nothing(struct lw_suspects *suspects, const struct lw_track *now,
                    uint32_t tracks)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_pursued pursued = {.odds = lw_odds_even()};

    return lw_suspects_nothing(suspects, &rule, now, &pursued, tracks);
}

static void each_is_followed_once(void **state)
{
    (void)state;
    assert_int_equal(one(4).count, 1);
}

static void those_beyond_the_limit_are_not_followed(void **state)
{
    struct lw_suspects suspects = {0};

    (void)state;
    for (uint32_t i = 0; i < 2 * LW_SUSPECTS_MAX; i++) {
        const struct lw_reason reason = {.track = i + 1};
        lw_suspects_add(&suspects, &reason, 1);
    }
    assert_int_equal(suspects.count, LW_SUSPECTS_MAX);
}

static void what_threatens_is_something(void **state)
{
    struct lw_suspects suspects = one(4);
    const struct lw_track now = track(4, 0.8, 5);

    (void)state;
    assert_false(nothing(&suspects, &now, 1));
}

static void a_track_that_hardly_lived_was_nothing(void **state)
{
    struct lw_suspects suspects = one(4);
    struct lw_track now = track(4, 0.99, 20);

    (void)state;
    assert_false(nothing(&suspects, &now, 1));
    now.existence = 0.01;
    assert_true(nothing(&suspects, &now, 1));
    assert_true(nothing(&suspects, &now, 0));
}

static void one_that_was_inside_was_something_however_short(void **state)
{
    const struct lw_reason reason = {.track = 4, .distance_m = 0.0};
    const struct lw_reason near = {.track = 4, .distance_m = 10.0};
    struct lw_suspects suspects = {0};
    struct lw_track now = track(4, 0.99, 5);

    (void)state;
    lw_suspects_add(&suspects, &reason, 1);
    lw_suspects_add(&suspects, &near, 1);
    assert_false(nothing(&suspects, &now, 1));
    assert_false(nothing(&suspects, &now, 0));
    now.has_ident = LW_HAS_ICAO; /* it was an airliner after all */
    assert_true(nothing(&suspects, &now, 1));
}

static void one_that_lived_was_something_when_it_is_gone(void **state)
{
    struct lw_suspects suspects = one(4);
    struct lw_track now = track(4, 0.99, 61);

    (void)state;
    assert_false(nothing(&suspects, &now, 1));
    now.status = LW_TRACK_ENDED;
    now.existence = 0.0;
    assert_false(nothing(&suspects, &now, 1));
    assert_false(nothing(&suspects, &now, 0));
}

static void a_bird_after_all_is_nothing_however_long_it_lived(void **state)
{
    struct lw_suspects suspects = one(4);
    struct lw_track now = track(4, 0.99, 600);

    (void)state;
    assert_false(nothing(&suspects, &now, 1));
    now.kinds[LW_KIND_PISTON] = 0.0;
    now.kinds[LW_KIND_BIRD] = 1.0;
    assert_true(nothing(&suspects, &now, 1));
}

static void all_of_them_must_be_nothing(void **state)
{
    const struct lw_reason reasons[] = {{.track = 4}, {.track = 9}};
    struct lw_suspects suspects = {0};
    const struct lw_track now = track(9, 0.99, 600);

    (void)state;
    lw_suspects_add(&suspects, reasons, 2);
    assert_false(nothing(&suspects, &now, 1));
}

static void nobody_suspected_is_not_nothing(void **state)
{
    struct lw_suspects none = {0};

    (void)state;
    assert_false(nothing(&none, NULL, 0));
}

static void a_track_is_found_by_its_number(void **state)
{
    struct lw_track tracks[9];

    (void)state;
    for (uint32_t i = 0; i < 9; i++)
        tracks[i] = track(3 * i + 1, 1.0, 0);
    for (uint32_t number = 0; number < 30; number++) {
        const struct lw_track *const found = lw_suspect_find(tracks, 9, number);
        assert_int_equal(found != NULL, number % 3 == 1 && number <= 25);
        assert_true(found == NULL || found->number == number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_followed_once),
        cmocka_unit_test(those_beyond_the_limit_are_not_followed),
        cmocka_unit_test(what_threatens_is_something),
        cmocka_unit_test(a_track_that_hardly_lived_was_nothing),
        cmocka_unit_test(one_that_was_inside_was_something_however_short),
        cmocka_unit_test(one_that_lived_was_something_when_it_is_gone),
        cmocka_unit_test(a_bird_after_all_is_nothing_however_long_it_lived),
        cmocka_unit_test(all_of_them_must_be_nothing),
        cmocka_unit_test(nobody_suspected_is_not_nothing),
        cmocka_unit_test(a_track_is_found_by_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
