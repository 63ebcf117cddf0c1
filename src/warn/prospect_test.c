/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "prospect.h"

static const int64_t now_ns = 1790000000 * (int64_t)1000000000;

static struct lw_approach approach(double chance)
{
    struct lw_approach out = {0};

    for (unsigned t = 1; t < LW_ARRIVE_TIMES; t++)
        out.chance[t] = (uint16_t)(chance * 65535.0);
    return out;
}

static struct lw_track piston(uint32_t number, double existence)
{
    struct lw_track out = {.number = number,
                           .status = LW_TRACK_CONFIRMED,
                           .update_ns = now_ns - (int64_t)number * 1000000000,
                           .vel_mps = {40.0, 0.0, 0.0},
                           .existence = existence};

    out.kinds[LW_KIND_PISTON] = 1.0;
    return out;
}

static void nothing_comes_where_nobody_is(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_prospect look;

    (void)state;
    lw_prospect_make(&rule, NULL, 0, NULL, now_ns, &look);
    assert_near(look.at_all, 0.0, 0.0);
    assert_false(look.has_arrival);
    assert_int_equal(look.tracks, 0);
    assert_true(look.watched && !look.nothing);
}

static void the_likeliest_are_the_reasons(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track[20];
    struct lw_approach way[20];
    struct lw_coming coming[20];
    struct lw_part part[20];
    struct lw_prospect look;
    struct lw_since since;
    const struct lw_odds even = lw_odds_even();

    (void)state;
    lw_since_set(&since, 0.0);
    for (uint32_t i = 0; i < 20; i++) {
        track[i] = piston(i + 1, 1.0);
        way[i] = approach(0.01 + 0.04 * ((i * 7) % 20));
        coming[i] = (struct lw_coming){&track[i], &even, &way[i], &since, i};
    }
    lw_prospect_make(&rule, coming, 20, part, now_ns, &look);
    assert_int_equal(look.tracks, 19); /* 0.01 is too little */
    assert_int_equal(look.reasons, LW_REASONS_MAX);
    for (uint32_t i = 0; i < LW_REASONS_MAX; i++)
        assert_near(look.reason[i].chance, 0.01 + 0.04 * (19 - i), 1e-3);
    assert_near(look.reason[0].speed_mps, 40.0, 1e-9);
    assert_true(look.has_arrival);
}

static void who_is_no_threat_is_no_reason(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track = piston(1, 1.0);
    const struct lw_approach way = approach(0.8);
    struct lw_since since;
    struct lw_part part;
    struct lw_prospect look;
    const struct lw_odds even = lw_odds_even();

    (void)state;
    track.has_ident = LW_HAS_ICAO;
    lw_since_set(&since, 0.0);
    const struct lw_coming coming = {&track, &even, &way, &since, 1};
    lw_prospect_make(&rule, &coming, 1, &part, now_ns, &look);
    assert_near(look.at_all, 0.0, 0.0);
    assert_int_equal(look.reasons, 0);
}

/* What was worked out some time ago is read off that much later. */
static void moments_are_counted_from_now(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_track track = piston(1, 1.0);
    struct lw_approach way = {0};
    const struct lw_odds even = lw_odds_even();

    (void)state;
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        way.chance[t] = (uint16_t)(3000 * t);
    for (double age_s = 0.0; age_s < 40.0; age_s += 3.7) {
        struct lw_since since;
        struct lw_part part;
        struct lw_prospect look;
        lw_since_set(&since, age_s);
        const struct lw_coming coming = {&track, &even, &way, &since, 1};
        lw_prospect_make(&rule, &coming, 1, &part, now_ns, &look);
        for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
            assert_near((double)part.chance[t],
                        lw_approach_within(&way, age_s + lw_arrive_s[t]), 1e-5);
        assert_near(look.inside, lw_approach_within(&way, age_s), 1e-5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_comes_where_nobody_is),
        cmocka_unit_test(the_likeliest_are_the_reasons),
        cmocka_unit_test(who_is_no_threat_is_no_reason),
        cmocka_unit_test(moments_are_counted_from_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
