/* SPDX-License-Identifier: Apache-2.0 */
#include "channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct lw_config config; /* zeroed: no words */

static struct lw_zone zones[] = {
    {.id = "oost", .kind = "hospital"},
    {.id = "west", .kind = "school"},
};

static struct lw_config_channel any_channel(void)
{
    return (struct lw_config_channel){.id = "c", .level = {true, true}};
}

static struct lw_warning raised(void)
{
    return (struct lw_warning){.number = 1,
                               .revision = 1,
                               .level = LW_WARNING_WARNING,
                               .state = LW_WARNING_ACTIVE,
                               .sound = true};
}

/* Every status, level, state, of every site, on every channel. */
static void statuses_never_mix(void **state)
{
    uint32_t taken = 0;

    (void)state;
    for (unsigned i = 0; i < 2u * LW_WARNING_STATUSES * LW_WARNING_STATUSES *
                                 LW_WARNING_LEVELS * LW_WARNING_STATES * 4u;
         i++) {
        unsigned rest = i;
        const struct lw_site site = {
            .exercise = rest % 2, .zone = zones, .zones = 2};
        rest /= 2;
        struct lw_config_channel channel = any_channel();
        channel.carries = (enum lw_warning_status)(rest % LW_WARNING_STATUSES);
        rest /= LW_WARNING_STATUSES;
        struct lw_warning warning = raised();
        warning.status = (enum lw_warning_status)(rest % LW_WARNING_STATUSES);
        rest /= LW_WARNING_STATUSES;
        warning.level = (enum lw_warning_level)(rest % LW_WARNING_LEVELS);
        rest /= LW_WARNING_LEVELS;
        warning.state = (enum lw_warning_state)(rest % LW_WARNING_STATES);
        rest /= LW_WARNING_STATES;
        warning.silent = rest % 2;
        warning.sound = rest / 2;

        const bool took = lw_channel_takes(&config, &channel, &site, &warning);
        if (warning.status != channel.carries ||
            (site.exercise && warning.status != LW_WARNING_EXERCISE) ||
            warning.silent || warning.state == LW_WARNING_PROPOSED)
            assert_false(took);
        else
            assert_true(took);
        taken += took;
    }
    /* 3 statuses of a real site and 1 of an exercise, 2 levels, 4 states, of
     * those that sound and those that do not. */
    assert_int_equal(taken, 4 * 2 * 4 * 2);
}

static void only_its_zones_and_kinds(void **state)
{
    const struct lw_site site = {.zone = zones, .zones = 2};
    struct lw_config_channel channel = any_channel();
    struct lw_warning warning = raised();

    (void)state;
    memcpy(config.word[0], "west", sizeof "west");
    memcpy(config.word[1], "hospital", sizeof "hospital");
    channel.zones = (struct lw_config_words){0, 1};
    assert_false(lw_channel_takes(&config, &channel, &site, &warning));
    warning.zone = 1;
    assert_true(lw_channel_takes(&config, &channel, &site, &warning));
    channel.kinds = (struct lw_config_words){1, 1};
    assert_false(lw_channel_takes(&config, &channel, &site, &warning));
    channel.zones = (struct lw_config_words){0, 0};
    warning.zone = 0;
    assert_true(lw_channel_takes(&config, &channel, &site, &warning));
}

static void only_its_levels_but_every_end(void **state)
{
    const struct lw_site site = {.zone = zones, .zones = 2};
    struct lw_config_channel channel = any_channel();
    struct lw_warning warning = raised();

    (void)state;
    channel.level[LW_WARNING_NOTICE] = false;
    warning.level = LW_WARNING_NOTICE;
    assert_false(lw_channel_takes(&config, &channel, &site, &warning));
    warning.state = LW_WARNING_CLEARED;
    warning.sound = false;
    assert_true(lw_channel_takes(&config, &channel, &site, &warning));
    warning.state = LW_WARNING_UPDATED;
    assert_false(lw_channel_takes(&config, &channel, &site, &warning));
    warning.level = LW_WARNING_WARNING;
    assert_true(lw_channel_takes(&config, &channel, &site, &warning));
}

static void every_kind_and_format_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < LW_CHANNEL_KINDS; i++)
        assert_true(strlen(lw_channel_kind_name((enum lw_channel_kind)i)) > 0);
    for (int i = 0; i < LW_CHANNEL_FORMATS; i++)
        assert_true(strlen(lw_channel_format_name((enum lw_channel_format)i)) >
                    0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_never_mix),
        cmocka_unit_test(only_its_zones_and_kinds),
        cmocka_unit_test(only_its_levels_but_every_end),
        cmocka_unit_test(every_kind_and_format_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
