/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mute.h"

static const struct lw_suspects two = {
    .count = 2, .of = {{.track = 3}, {.track = 7, .inside = true}}};

static struct lw_mute muted(enum lw_warning_level level, double probability)
{
    const struct lw_warning told = {.level = level, .probability = probability};
    struct lw_mute mute;

    lw_mute_set(&mute, &told, &two);
    return mute;
}

static void those_it_was_raised_for_are_muted(void **state)
{
    const struct lw_mute mute = muted(LW_WARNING_NOTICE, 0.3);

    (void)state;
    assert_true(lw_mute_has(&mute, 3));
    assert_true(lw_mute_has(&mute, 7));
    assert_false(lw_mute_has(&mute, 4));
}

static void odds_four_times_as_large_outgrow_it(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_mute mute = muted(LW_WARNING_WARNING, 0.5);
    struct lw_prospect look = {.chance = {0.79, 0.6}, .at_all = 0.79};
    enum lw_warning_level level;

    (void)state;
    assert_false(lw_mute_outgrown(&mute, &rule, &look, &level));
    look.at_all = 0.81;
    assert_true(lw_mute_outgrown(&mute, &rule, &look, &level));
    assert_int_equal(level, LW_WARNING_WARNING);
}

static void a_higher_level_outgrows_it(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_mute mute = muted(LW_WARNING_NOTICE, 0.6);
    struct lw_prospect look = {.chance = {0.6, 0.4}, .at_all = 0.6};
    enum lw_warning_level level;

    (void)state;
    assert_false(lw_mute_outgrown(&mute, &rule, &look, &level));
    look.chance[LW_WARNING_WARNING] = 0.55;
    assert_true(lw_mute_outgrown(&mute, &rule, &look, &level));
}

static void certainty_is_not_outgrown_by_itself(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_mute mute = muted(LW_WARNING_WARNING, 1.0);
    const struct lw_prospect look = {.chance = {1.0, 1.0}, .at_all = 1.0};
    enum lw_warning_level level;

    (void)state;
    assert_false(lw_mute_outgrown(&mute, &rule, &look, &level));
}

static void it_is_over_when_they_are_gone(void **state)
{
    const struct lw_mute mute = muted(LW_WARNING_NOTICE, 0.3);
    struct lw_track track[] = {{.number = 5}, {.number = 7}};

    (void)state;
    assert_false(lw_mute_over(&mute, track, 2));
    track[1].status = LW_TRACK_ENDED;
    assert_true(lw_mute_over(&mute, track, 2));
    assert_true(lw_mute_over(&mute, track, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_it_was_raised_for_are_muted),
        cmocka_unit_test(odds_four_times_as_large_outgrow_it),
        cmocka_unit_test(a_higher_level_outgrows_it),
        cmocka_unit_test(certainty_is_not_outgrown_by_itself),
        cmocka_unit_test(it_is_over_when_they_are_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
