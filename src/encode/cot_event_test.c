/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "cot_event.h"
#include "encoder_fixture.h"

static struct lw_cot_event event_of(const struct lw_track *track, bool exercise,
                                    const char *key, const char *value)
{
    static struct lw_site site = {.name = "s"};
    struct lw_pair pair = {"", ""};
    const struct lw_encode_config config = {
        .site = &site, .option = &pair, .options = key != NULL, .every_s = 2};
    struct lw_cot_event event;
    struct lw_cot cot;

    site.exercise = exercise;
    if (key != NULL) {
        memcpy(pair.key, key, strlen(key) + 1);
        memcpy(pair.value, value, strlen(value) + 1);
    }
    assert_int_equal(lw_cot_init(&cot, &config, NULL), 0);
    lw_cot_event(&cot, track, &event);
    return event;
}

static void nothing_is_ever_called_friend_or_foe(void **state)
{
    struct lw_track track = fixture_track(7);

    (void)state;
    for (int kind = 0; kind < LW_KINDS; kind++)
        for (int who = 0; who < 2; who++) {
            memset(track.kinds, 0, sizeof track.kinds);
            track.kinds[kind] = 1;
            track.has_ident = who ? LW_HAS_ICAO : LW_HAS_REMOTE_ID;
            const char *type = event_of(&track, false, NULL, NULL).type;
            assert_memory_equal(type, "a-", 2);
            assert_true(type[2] == 'u' || (who && type[2] == 'n'));
            assert_memory_equal(type + 3, "-A", 2);
            assert_true(type[5] == '\0' || type[6] == 'C'); /* civil */
            assert_int_equal(
                event_of(&track, false, "cooperative", "unknown").type[2], 'u');
        }
}

static void how_it_is_known_is_told(void **state)
{
    struct lw_track track = fixture_track(7);

    (void)state;
    assert_string_equal(event_of(&track, false, NULL, NULL).how, "m-r");
    track.sources = 2;
    assert_string_equal(event_of(&track, false, NULL, NULL).how, "m-f");
    track.status = LW_TRACK_COASTING;
    assert_string_equal(event_of(&track, false, NULL, NULL).how, "m-p");
}

static void it_grows_stale_by_its_rate(void **state)
{
    struct lw_track track = fixture_track(7);
    struct lw_cot_event event = event_of(&track, false, NULL, NULL);

    (void)state;
    assert_true(event.stale_ns - event.time_ns == INT64_C(10000000000));
    event = event_of(&track, false, "stale", "45");
    assert_true(event.stale_ns - event.time_ns == INT64_C(45000000000));
    track.status = LW_TRACK_ENDED;
    event = event_of(&track, false, "stale", "45");
    assert_true(event.stale_ns == event.time_ns);
}

static void an_exercise_is_never_taken_for_real(void **state)
{
    const struct lw_track track = fixture_track(7);
    struct lw_cot_event event = event_of(&track, true, NULL, NULL);

    (void)state;
    assert_string_equal(event.opex, "e");
    assert_string_equal(event.uid, "luchtwacht-exercise.s.A0007");
    event = event_of(&track, false, NULL, NULL);
    assert_string_equal(event.opex, "");
    assert_string_equal(event.uid, "luchtwacht.s.A0007");
}

static void settings_that_cannot_be_are_refused(void **state)
{
    static const struct lw_pair bad[] = {
        {"stale", "0"},           {"stale", "x"}, {"stale", "nan"},
        {"stale", "5s"},          {"stale", ""},  {"stale", "1e9"},
        {"cooperative", "friend"}};
    const struct lw_site site = {.name = "s"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct lw_encode_config config = {
            .site = &site, .option = &bad[i], .options = 1};
        struct lw_fault fault;
        struct lw_cot cot;
        assert_int_equal(lw_cot_init(&cot, &config, &fault), LW_ERR_RANGE);
        assert_non_null(strstr(fault.what, bad[i].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_ever_called_friend_or_foe),
        cmocka_unit_test(how_it_is_known_is_told),
        cmocka_unit_test(it_grows_stale_by_its_rate),
        cmocka_unit_test(an_exercise_is_never_taken_for_real),
        cmocka_unit_test(settings_that_cannot_be_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
