/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_warn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "fault_fixture.h"
#include "luchtwacht/site_yaml.h"
#include "near.h"

#define RING    "[[4, 52], [5, 52], [5, 53], [4, 52]]"
#define SENSORS "site: s\nsensors: [{id: a, kind: rf}]\n"
#define ZONE(text)                                                             \
    "zones:\n- {id: z, geometry: {type: Polygon, coordinates: [" RING          \
    "]}, " text "}\n"

static unsigned char memory[1 << 18];

static int read_text(const char *text, struct lw_site *site,
                     struct lw_fault *fault)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    *fault = (struct lw_fault){0};
    return lw_site_read_yaml(text, strlen(text), NULL, &arena, site, fault);
}

static struct lw_zone_warn warn_of(const char *text)
{
    struct lw_site site;
    struct lw_fault fault;
    const int err = read_text(text, &site, &fault);

    if (err != 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    return site.zone[0].warn;
}

static void refused(const char *text, int err, int64_t line, const char *says)
{
    struct lw_site site = {.sensors = 77};
    struct lw_fault fault;
    const int got = read_text(text, &site, &fault);

    assert_fault(text, got, &fault, err, line, says);
}

static void assert_level(const struct lw_warn_level *level, double minutes,
                         double probability)
{
    assert_near(level->minutes, minutes, 1e-9);
    assert_near(level->probability, probability, 1e-9);
}

static void a_zone_says_nothing_of_it(void **state)
{
    (void)state;
    const struct lw_zone_warn warn = warn_of(SENSORS ZONE("kind: garden"));
    const struct lw_zone_warn defaults = lw_zone_warn_defaults();

    assert_level(&warn.warning, 10, 0.5);
    assert_level(&warn.notice, 20, 0.2);
    assert_near(warn.clear_after_s, 300, 0);
    assert_int_equal(warn.mode, LW_WARN_AUTOMATIC);
    assert_near(warn.confirm_s, 60, 0);
    assert_true(warn.unconfirmed_goes);
    assert_int_equal(warn.kinds, defaults.kinds);
    assert_false(warn.cooperative);
    assert_level(&defaults.notice, 20, 0.2);
}

static void every_key_is_read(void **state)
{
    (void)state;
    const struct lw_zone_warn warn = warn_of(SENSORS ZONE(
        "warn: {minutes: 6, probability: 0.25, clear_after: 90, mode: propose, "
        "confirm: 45, unconfirmed: drop, kinds: [piston, helicopter], "
        "cooperative: true, notice: {minutes: 25, probability: 0.1}}"));

    assert_level(&warn.warning, 6, 0.25);
    assert_level(&warn.notice, 25, 0.1);
    assert_near(warn.clear_after_s, 90, 0);
    assert_int_equal(warn.mode, LW_WARN_PROPOSE);
    assert_near(warn.confirm_s, 45, 0);
    assert_false(warn.unconfirmed_goes);
    assert_int_equal(warn.kinds,
                     1U << LW_KIND_PISTON | 1U << LW_KIND_HELICOPTER);
    assert_true(warn.cooperative);
}

static void a_notice_follows_its_warning(void **state)
{
    (void)state;
    struct lw_zone_warn warn =
        warn_of(SENSORS ZONE("warn: {minutes: 3, probability: 0.8}"));
    assert_level(&warn.notice, 6, 0.32);
    warn = warn_of(SENSORS ZONE("warn: {minutes: 3, notice: {minutes: 30}}"));
    assert_level(&warn.notice, 30, 0.2);
    warn = warn_of(SENSORS ZONE("warn: {notice: {probability: 0.3}}"));
    assert_level(&warn.notice, 20, 0.3);
    warn = warn_of(SENSORS ZONE("warn: {minutes: 1000}"));
    assert_level(&warn.notice, 1440, 0.2);
    warn = warn_of(SENSORS ZONE("warn: {minutes: 7, notice: false}"));
    assert_level(&warn.notice, 7, 0.5);
}

static void kinds_that_are_known_have_settings(void **state)
{
    (void)state;
    struct lw_zone_warn warn = warn_of(SENSORS ZONE("kind: hospital"));
    assert_level(&warn.warning, 10, 0.5);
    assert_level(&warn.notice, 30, 0.2);
    warn = warn_of(SENSORS ZONE("kind: substation"));
    assert_level(&warn.warning, 5, 0.5);
    assert_near(warn.clear_after_s, 120, 0);
    warn = warn_of(SENSORS ZONE("kind: substation, warn: {minutes: 8}"));
    assert_level(&warn.warning, 8, 0.5);
    assert_level(&warn.notice, 16, 0.2);
    assert_near(warn.clear_after_s, 120, 0);
}

static void the_site_says_more_of_kinds(void **state)
{
    (void)state;
    const char *kinds =
        SENSORS "zone_kinds:\n"
                "  hospital: {warn: {minutes: 12, mode: propose}}\n"
                "  garden: {warn: {clear_after: 40, notice: {minutes: 50}}}\n"
                "  plain: {}\n"
                "  x-note: 3\n" ZONE("kind: garden, warn: {probability: 0.6}");
    struct lw_zone_warn warn = warn_of(kinds);
    assert_level(&warn.warning, 10, 0.6);
    assert_level(&warn.notice, 50, 0.24);
    assert_near(warn.clear_after_s, 40, 0);
    /* A notice belongs to the minutes that it was given with. */
    warn = warn_of(
        SENSORS "zone_kinds: {garden: {warn: {notice: {minutes: 50}}}}\n" ZONE(
            "kind: garden, warn: {minutes: 60}"));
    assert_level(&warn.notice, 120, 0.2);
    warn =
        warn_of(SENSORS "zone_kinds: {hospital: {warn: {mode: silent}}}\n" ZONE(
            "kind: hospital, warn: {notice: {probability: 0.1}}"));
    assert_int_equal(warn.mode, LW_WARN_SILENT);
    assert_level(&warn.notice, 30, 0.1);
    warn = warn_of(SENSORS "zone_kinds: {g: {warn: {notice: false}}}\n" ZONE(
        "kind: g, warn: {minutes: 4}"));
    assert_level(&warn.notice, 4, 0.5);
    warn = warn_of(SENSORS "zone_kinds: {g: {warn: {notice: false}}}\n" ZONE(
        "kind: g, warn: {notice: {}}"));
    assert_level(&warn.notice, 20, 0.2);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(SENSORS ZONE("warn: {minuts: 3}"), LW_ERR_UNKNOWN, 4, "`minutes`");
    refused(SENSORS ZONE("warn: {mode: automatc}"), LW_ERR_UNKNOWN, 4,
            "`automatic`");
    refused(SENSORS ZONE("warn: {unconfirmed: go}"), LW_ERR_UNKNOWN, 4,
            "drop or send");
    refused(SENSORS ZONE("warn: {kinds: [pistn]}"), LW_ERR_UNKNOWN, 4,
            "`piston`");
    refused(SENSORS ZONE("warn: {kinds: []}"), LW_ERR_RANGE, 4,
            "a list of kinds");
    refused(SENSORS ZONE("warn: {kinds: piston}"), LW_ERR_RANGE, 4,
            "a list of kinds");
    refused(SENSORS ZONE("warn: {confirm: 0}"), LW_ERR_RANGE, 4,
            "seconds from 1");
    refused(SENSORS ZONE("warn: {notice: 20}"), LW_ERR_RANGE, 4,
            "{minutes, probability} or false");
    refused(SENSORS ZONE("warn: {notice: {minutes: 5}}"), LW_ERR_RANGE, 4,
            "the 10 minutes of the warning at least, got 5");
    refused(SENSORS ZONE("warn: {notice: {probability: 0.6}}"), LW_ERR_RANGE, 4,
            "0.5, at most, got 0.6");
    refused(SENSORS "zone_kinds:\n  a: {}\n  b: {wran: {}}\n" ZONE("kind: a"),
            LW_ERR_UNKNOWN, 5, "`warn`");
    refused(SENSORS "zone_kinds: [a]\n" ZONE("kind: a"), LW_ERR_RANGE, 3,
            "{KIND: {warn: ..}}");
    refused(SENSORS "zone_kinds: {a: {warn: {minutes: 0}}}\n" ZONE("kind: a"),
            LW_ERR_RANGE, 3, "minutes from 0.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_says_nothing_of_it),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(a_notice_follows_its_warning),
        cmocka_unit_test(kinds_that_are_known_have_settings),
        cmocka_unit_test(the_site_says_more_of_kinds),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
