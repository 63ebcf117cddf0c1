/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/utf8.h"
#include "encode/warning_phrases.h"
#include "encode/warning_words.h"
#include "random.h"
#include "warning_fixture.h"

static const char *words(const struct warning_fixture *f,
                         enum lw_language language, enum lw_words_part part,
                         const struct lw_warning *warning)
{
    static char text[LW_WORDS_MAX];
    const struct lw_words in = {&f->site, language,
                                language == LW_LANG_EN ? 0 : 3600};
    const int len = lw_words_write(&in, part, warning, text, sizeof text);

    assert_true(len >= 0);
    assert_int_equal(strlen(text), len);
    return text;
}

static void a_warning_says_what_where_how_sure_and_when(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    assert_string_equal(words(&f, LW_LANG_EN, LW_WORDS_EVENT, &w),
                        "Air warning");
    assert_string_equal(
        words(&f, LW_LANG_EN, LW_WORDS_HEADLINE, &w),
        "East hospital: take shelter now. Unknown aircraft possible about "
        "14:21 (UTC).");
    assert_string_equal(
        words(&f, LW_LANG_EN, LW_WORDS_DESCRIPTION, &w),
        "East hospital: take shelter now. 1 unknown aircraft may reach this "
        "area. It is 21 km south-east of this area and flies north-west at "
        "about 160 km/h. Chance that this area is reached: 83% (likely). "
        "Expected about 14:21, between 14:19 and 14:24 (UTC).");
    assert_string_equal(
        words(&f, LW_LANG_NL, LW_WORDS_DESCRIPTION, &w),
        "Ziekenhuis Oost: ga nu schuilen. 1 onbekend luchtvaartuig kan dit "
        "gebied bereiken. Het bevindt zich 21 km ten zuidoosten van dit "
        "gebied en vliegt met ongeveer 160 km/u naar het noordwesten. Kans "
        "dat dit gebied wordt bereikt: 83% (waarschijnlijk). Verwacht rond "
        "15:21, tussen 15:19 en 15:24 (UTC+1).");
    w.tracks = 21;
    assert_string_equal(
        words(&f, LW_LANG_UK, LW_WORDS_DESCRIPTION, &w),
        "Східна лікарня: негайно пройдіть в укриття. 21 невідомий літальний "
        "апарат може досягти цієї території. Найімовірніший із них "
        "перебуває за 21 км на південний схід від цієї території та "
        "рухається на північний захід зі швидкістю близько 160 км/год. "
        "Імовірність того, що це станеться: 83% (імовірно). Очікується "
        "близько 15:21, між 15:19 і 15:24 (UTC+1).");
}

static void what_nobody_flies_in_is_called_unmanned(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.reason[0].kind = LW_KIND_MULTIROTOR;
    assert_non_null(strstr(words(&f, LW_LANG_EN, LW_WORDS_DESCRIPTION, &w),
                           " 1 unmanned aircraft may reach"));
    w.reason[0].kind_chance = 0.5;
    assert_non_null(strstr(words(&f, LW_LANG_EN, LW_WORDS_DESCRIPTION, &w),
                           " 1 unknown aircraft may reach"));
}

static void reasons_tell_who_saw_it(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.tracks = 3;
    assert_string_equal(
        words(&f, LW_LANG_EN, LW_WORDS_REASONS, &w),
        "A0007: small aircraft with a piston engine (90%), 21 km to the "
        "south-east, flies north-west at about 160 km/h, chance to come here "
        "83%, about 14:21 (UTC), noticed by 3 sensors (2 listening posts, "
        "1 radar).\nAnd 2 more aircraft.");
    w.reason[0].sources = 1;
    w.reason[0].distance_m = 0;
    w.reason[0].speed_mps = 0.5;
    assert_string_equal(
        words(&f, LW_LANG_UK, LW_WORDS_REASONS, &w),
        "A0007: малий літальний апарат із поршневим двигуном (90%), над цією "
        "територією, майже не рухається, імовірність появи тут 83%, джерела "
        "даних: 1 датчик (1 радар).\nІ ще 2 літальні апарати.");
    w.reasons = 0;
    assert_string_equal(words(&f, LW_LANG_EN, LW_WORDS_REASONS, &w), "");
    w.status = LW_WARNING_TEST;
    assert_string_equal(words(&f, LW_LANG_EN, LW_WORDS_REASONS, &w), "");
}

static void distances_and_clocks_are_those_of_the_place(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;
    char text[LW_WORDS_MAX];
    struct lw_words in = {.language = LW_LANG_NL, .offset_s = -12600};

    (void)state;
    fixture_site(&f);
    in.site = &f.site;
    w.reason[0].distance_m = 4449;
    assert_true(
        lw_words_write(&in, LW_WORDS_DESCRIPTION, &w, text, sizeof text) > 0);
    assert_non_null(strstr(text, " 4,4 km ten "));
    assert_non_null(strstr(text, " rond 10:51, "));
    assert_non_null(strstr(text, " (UTC-3:30)."));
    w.reason[0].distance_m = 12;
    assert_true(
        lw_words_write(&in, LW_WORDS_DESCRIPTION, &w, text, sizeof text) > 0);
    assert_non_null(strstr(text, " 100 m ten "));
    w.reason[0].distance_m = 949;
    assert_true(
        lw_words_write(&in, LW_WORDS_DESCRIPTION, &w, text, sizeof text) > 0);
    assert_non_null(strstr(text, " 900 m ten "));
}

static void what_should_be_there_by_now_is_told_so(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    w.arrival.earliest_ns = FIXTURE_NS;
    assert_non_null(strstr(words(&f, LW_LANG_EN, LW_WORDS_DESCRIPTION, &w),
                           "Possible at any moment, expected about 14:21"));
    w.arrival.likely_ns = FIXTURE_NS;
    assert_non_null(strstr(words(&f, LW_LANG_EN, LW_WORDS_DESCRIPTION, &w),
                           "Arrival is possible at any moment"));
    assert_non_null(strstr(words(&f, LW_LANG_EN, LW_WORDS_HEADLINE, &w),
                           "may be there at any moment."));
}

/* Every text but those that are none. */
static void an_exercise_and_a_test_say_so_at_both_ends(void **state)
{
    static const char *const marks[2][LW_LANGUAGES] = {
        {"EXERCISE", "OEFENING", "НАВЧАННЯ"}, {"TEST", "TEST", "ТЕСТ"}};
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    for (int l = 0; l < LW_LANGUAGES; l++)
        for (int p = 0; p < LW_WORDS_PARTS; p++)
            for (int s = 0; s <= 2; s++) {
                w.status = (enum lw_warning_status)s;
                const char *text =
                    words(&f, (enum lw_language)l, (enum lw_words_part)p, &w);
                for (int m = 0; m < 2; m++) {
                    const char *mark = marks[m][l];
                    const size_t len = strlen(mark);
                    const bool expected = s == m + 1;
                    assert_int_equal(strncmp(text, mark, len) == 0, expected);
                    assert_int_equal(
                        strcmp(text + strlen(text) - len, mark) == 0, expected);
                }
            }
    w.status = LW_WARNING_EXERCISE;
    assert_memory_equal(words(&f, LW_LANG_EN, LW_WORDS_HEADLINE, &w),
                        "EXERCISE EXERCISE EXERCISE East", 31);
}

/* The GSM 7-bit alphabet's ASCII, which is what our words keep to. */
static bool is_gsm(char c)
{
    return c == '\n' ||
           (c >= ' ' && c <= 'z' && strchr("[\\]^`{}|~\x7f", c) == NULL);
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void a_short_text_fits_a_message(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    fixture_name(&f, LW_LANG_EN, 'x');
    fixture_name(&f, LW_LANG_NL, 'x');
    fixture_name(&f, LW_LANG_UK, ' ');
    for (int i = 0; i + 1 < LW_NAME_MAX; i += 2)
        memcpy(f.name[LW_LANG_UK] + i, "ї", 2);
    w.number = 123456;
    for (int s = 0; s < LW_WARNING_STATES; s++)
        for (int l = 0; l < LW_LANGUAGES; l++)
            for (int k = 0; k < LW_WARNING_STATUSES * LW_WARNING_LEVELS; k++) {
                w.state = (enum lw_warning_state)s;
                w.status = (enum lw_warning_status)(k % LW_WARNING_STATUSES);
                w.level = (enum lw_warning_level)(k / LW_WARNING_STATUSES);
                const char *text =
                    words(&f, (enum lw_language)l, LW_WORDS_SHORT, &w);
                assert_true(strlen(text) < LW_WORDS_SHORT_MAX);
                assert_true(characters(text) <= (l == LW_LANG_UK
                                                     ? LW_WORDS_SHORT_UCS2
                                                     : LW_WORDS_SHORT_GSM));
                for (const char *c = text; l != LW_LANG_UK && *c != '\0'; c++)
                    assert_true(is_gsm(*c));
            }
}

static void a_short_text_has_the_zone_and_the_time(void **state)
{
    struct lw_warning w = fixture_warning();
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    assert_string_equal(words(&f, LW_LANG_EN, LW_WORDS_SHORT, &w),
                        "AIR WARNING East hospital: take shelter now, away "
                        "from windows. About 14:21 UTC. W0003");
    w.state = LW_WARNING_CLEARED;
    w.status = LW_WARNING_EXERCISE;
    assert_string_equal(words(&f, LW_LANG_UK, LW_WORDS_SHORT, &w),
                        "НАВЧАННЯ ВІДБІЙ Східна лікарня: тривогу завершено. "
                        "W0003 НАВЧАННЯ");
}

static void a_zone_is_called_by_a_name_that_it_has(void **state)
{
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    f.zone.name[LW_LANG_EN] = "";
    assert_string_equal(lw_words_zone(&f.zone, LW_LANG_EN), "Ziekenhuis Oost");
    f.zone.name[LW_LANG_NL] = f.zone.name[LW_LANG_UK] = "";
    assert_string_equal(lw_words_zone(&f.zone, LW_LANG_NL), "hospital-oost");
}

static void make_up(uint64_t *seed, struct lw_warning *w,
                    struct warning_fixture *f)
{
    *w = fixture_warning();
    w->state = (enum lw_warning_state)random_below(seed, LW_WARNING_STATES);
    w->level = (enum lw_warning_level)random_below(seed, LW_WARNING_LEVELS);
    w->status = (enum lw_warning_status)random_below(seed, LW_WARNING_STATUSES);
    w->end = (enum lw_warning_end)random_below(seed, LW_WARNING_ENDS);
    w->by_hand = random_below(seed, 2) == 0;
    w->uncovered = random_below(seed, 2) == 0;
    w->has_arrival = random_below(seed, 4) != 0;
    w->probability = random_even(seed);
    w->tracks = (uint32_t)random_below(seed, 30);
    w->reasons = (uint32_t)random_below(seed, LW_REASONS_MAX + 1);
    w->time_ns += (int64_t)random_below(seed, 15) * FIXTURE_MINUTE_NS;
    for (uint32_t i = 0; i < w->reasons; i++) {
        struct lw_reason *r = &w->reason[i];
        *r = w->reason[0];
        r->kind = (enum lw_kind)random_below(seed, LW_KINDS);
        r->distance_m =
            random_below(seed, 3) == 0 ? 0 : 30000 * random_even(seed);
        r->bearing_rad = 7 * random_even(seed) - 0.5;
        r->course_rad = 7 * random_even(seed) - 0.5;
        r->speed_mps = random_below(seed, 3) == 0 ? 0 : 100 * random_even(seed);
        r->sources = (uint32_t)random_below(seed, 4);
    }
    for (int i = 0; i < 3; i++)
        f->sensor[i].kind =
            (enum lw_sensor_kind)random_below(seed, LW_SENSOR_KINDS);
}

/* One of its forms stands in the text: the longest piece that holds no place
 * does. */
static bool holds(const char *text, const char *phrase)
{
    char part[512];

    for (const char *at = phrase; *at != '\0'; at += *at == '|') {
        const char *best = at;
        size_t most = 0;
        while (*at != '\0' && *at != '|') {
            const size_t len = strcspn(at, "{|");
            if (len > most) {
                best = at;
                most = len;
            }
            at += len;
            at += *at == '{' ? strcspn(at, "}") + 1 : 0;
        }
        assert_true(most > 0 && most < sizeof part);
        memcpy(part, best, most);
        part[most] = '\0';
        if (strstr(text, part) != NULL)
            return true;
    }
    return false;
}

/* What is not said by any of so many warnings is not used, or never can be. */
static void every_phrase_is_said(void **state)
{
    enum { ROUNDS = 4000 };
    uint64_t seed = 20261122;
    bool said[LW_PHRASES][LW_LANGUAGES] = {{false}};
    struct warning_fixture f;
    struct lw_warning w;

    (void)state;
    fixture_site(&f);
    for (int round = 0; round < ROUNDS; round++) {
        make_up(&seed, &w, &f);
        for (int l = 0; l < LW_LANGUAGES; l++)
            for (int p = 0; p < LW_WORDS_PARTS; p++) {
                const char *text =
                    words(&f, (enum lw_language)l, (enum lw_words_part)p, &w);
                assert_null(strpbrk(text, "{}|"));
                assert_null(strstr(text, "  "));
                for (int i = 0; i < LW_PHRASES; i++) {
                    const char *phrase =
                        lw_phrase((enum lw_language)l, (enum lw_phrase)i);
                    said[i][l] = said[i][l] || holds(text, phrase);
                }
            }
    }
    for (int i = 0; i < LW_PHRASES; i++)
        for (int l = 0; l < LW_LANGUAGES; l++)
            if (!said[i][l])
                fail_msg("never said: %s",
                         lw_phrase((enum lw_language)l, (enum lw_phrase)i));
}

static void the_worst_fits(void **state)
{
    struct warning_fixture f;
    char small[LW_WORDS_MAX];

    (void)state;
    fixture_site(&f);
    struct lw_warning w = fixture_worst(&f);
    w.state = LW_WARNING_ACTIVE;
    w.status = LW_WARNING_EXERCISE;
    w.arrival = (struct lw_arrival){INT64_MIN, INT64_MAX, INT64_MAX};
    for (int i = 0; i < LW_REASONS_MAX; i++) {
        w.reason[i].kind = LW_KIND_MULTIROTOR;
        w.reason[i].when = w.arrival;
    }
    for (int i = 0; i < 3; i++)
        f.sensor[i].kind = (enum lw_sensor_kind)(LW_SENSOR_REMOTE_ID + i);
    for (int l = 0; l < LW_LANGUAGES; l++)
        for (int p = 0; p < LW_WORDS_PARTS; p++) {
            const struct lw_words in = {&f.site, (enum lw_language)l, -86340};
            const size_t len = strlen(
                words(&f, (enum lw_language)l, (enum lw_words_part)p, &w));
            for (size_t size = 0; size < len - 8; size += 31)
                assert_int_equal(
                    lw_words_write(&in, (enum lw_words_part)p, &w, small, size),
                    LW_ERR_NO_SPACE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warning_says_what_where_how_sure_and_when),
        cmocka_unit_test(what_nobody_flies_in_is_called_unmanned),
        cmocka_unit_test(reasons_tell_who_saw_it),
        cmocka_unit_test(distances_and_clocks_are_those_of_the_place),
        cmocka_unit_test(what_should_be_there_by_now_is_told_so),
        cmocka_unit_test(an_exercise_and_a_test_say_so_at_both_ends),
        cmocka_unit_test(a_short_text_fits_a_message),
        cmocka_unit_test(a_short_text_has_the_zone_and_the_time),
        cmocka_unit_test(a_zone_is_called_by_a_name_that_it_has),
        cmocka_unit_test(every_phrase_is_said),
        cmocka_unit_test(the_worst_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
