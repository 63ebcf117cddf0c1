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
#include "threat.h"

static struct lw_track piston(void)
{
    struct lw_track track = {
        .number = 1, .status = LW_TRACK_CONFIRMED, .existence = 0.9};

    track.kinds[LW_KIND_PISTON] = 0.7;
    track.kinds[LW_KIND_BIRD] = 0.3;
    return track;
}

static struct lw_threat threat_of(const struct lw_track *track,
                                  const struct lw_zone_warn *rule)
{
    const struct lw_odds even = lw_odds_even();

    return lw_threat(track, &even, rule);
}

static void what_the_zone_is_warned_of_threatens_it(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_track track = piston();
    const struct lw_threat threat = threat_of(&track, &rule);

    (void)state;
    assert_int_equal(threat.what, LW_THREAT);
    assert_near(threat.existence, 0.9, 1e-12);
    assert_near(threat.kind, 0.7, 1e-12);
}

static void a_kind_it_is_not_warned_of_does_not(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_track track = piston();

    (void)state;
    rule.kinds = 1U << LW_KIND_MULTIROTOR;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_OTHER_KIND);
    rule.kinds = 1U << LW_KIND_BIRD;
    assert_near(threat_of(&track, &rule).kind, 0.3, 1e-12);
}

static void who_says_who_it_is_threatens_where_it_is_asked_for(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track = piston();

    (void)state;
    track.has_ident = LW_HAS_REMOTE_ID;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_COOPERATIVE);
    rule.cooperative = true;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT);
}

static void what_is_made_up_never_threatens(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track = piston();

    (void)state;
    track.has_ident = LW_HAS_ICAO;
    track.unbacked = LW_TRACK_MADE_UP + 0.01;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_MADE_UP);
    rule.cooperative = true;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_MADE_UP);
}

static void what_has_ended_does_not_threaten(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track = piston();

    (void)state;
    track.status = LW_TRACK_ENDED;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_ENDED);
}

static void what_was_never_confirmed_does_not_threaten(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_track track = piston();

    (void)state;
    track.status = LW_TRACK_TENTATIVE;
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT_TENTATIVE);
    track.told = true; /* it was, and fell back */
    assert_int_equal(threat_of(&track, &rule).what, LW_THREAT);
}

static void the_likeliest_kind_is_told(void **state)
{
    const struct lw_track track = piston();
    struct lw_odds odds = lw_odds_even();
    double chance;

    (void)state;
    assert_int_equal(lw_threat_kind(&track, &odds, &chance), LW_KIND_PISTON);
    assert_near(chance, 0.7, 1e-12);
    odds.of[LW_KIND_BIRD] = 7.0f;
    assert_int_equal(lw_threat_kind(&track, &odds, &chance), LW_KIND_BIRD);
    assert_near(chance, 0.75, 1e-12);
}

static void what_is_likelier_than_it_looks_takes_from_the_others(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_track track = piston();
    struct lw_odds odds = lw_odds_even();

    (void)state;
    odds.of[LW_KIND_BIRD] = 7.0f;
    assert_near(lw_threat(&track, &odds, &rule).kind, 0.25, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_zone_is_warned_of_threatens_it),
        cmocka_unit_test(a_kind_it_is_not_warned_of_does_not),
        cmocka_unit_test(who_says_who_it_is_threatens_where_it_is_asked_for),
        cmocka_unit_test(what_is_made_up_never_threatens),
        cmocka_unit_test(what_has_ended_does_not_threaten),
        cmocka_unit_test(what_was_never_confirmed_does_not_threaten),
        cmocka_unit_test(the_likeliest_kind_is_told),
        cmocka_unit_test(what_is_likelier_than_it_looks_takes_from_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
