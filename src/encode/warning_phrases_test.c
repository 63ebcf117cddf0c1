/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "encode/warning_phrases.h"

static int count_forms(const char *text)
{
    int forms = 1;

    for (; *text != '\0'; text++)
        forms += *text == '|';
    return forms;
}

/* "{zone}{likely}": the places of one form, in the order of their names. */
static void list_slots(const char *form, size_t len, char *list, size_t size)
{
    static const char *const all[] = {
        "{clock}",  "{distance}", "{earliest}", "{from}",    "{kind}",
        "{latest}", "{likely}",   "{number}",   "{percent}", "{sensors}",
        "{speed}",  "{sure}",     "{towards}",  "{track}",   "{zone}"};
    char text[1024];
    size_t at = 0, brackets = 0, found = 0;

    assert_true(len < sizeof text);
    memcpy(text, form, len);
    text[len] = '\0';
    for (size_t i = 0; i < len; i++)
        brackets += text[i] == '{';
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (const char *place = strstr(text, all[i]); place != NULL;
             place = strstr(place + 1, all[i])) {
            assert_true(at + strlen(all[i]) < size);
            memcpy(list + at, all[i], strlen(all[i]));
            at += strlen(all[i]);
            found++;
        }
    list[at] = '\0';
    assert_int_equal(found, brackets);
}

/* Whatever the language says, and in each of its forms. */
static void
every_phrase_is_there_in_every_language_with_the_same_places(void **state)
{
    static const int forms_most[LW_LANGUAGES] = {2, 2, 3};

    (void)state;
    for (int p = 0; p < LW_PHRASES; p++) {
        char first[256] = "", list[256];
        for (int l = 0; l < LW_LANGUAGES; l++) {
            const char *at = lw_phrase((enum lw_language)l, (enum lw_phrase)p);
            if (at == NULL || *at == '\0') {
                fail_msg("phrase %d is not there in %s", p,
                         lw_language_name((enum lw_language)l));
                return;
            }
            assert_true(count_forms(at) <= forms_most[l]);
            for (bool more = true; more; at++) {
                const size_t len = strcspn(at, "|");
                assert_true(len > 0);
                list_slots(at, len, list, sizeof list);
                if (first[0] == '\0')
                    memcpy(first, list, sizeof first);
                else if (strcmp(first, list) != 0)
                    fail_msg("phrase %d, %s: %s in place of %s", p,
                             lw_language_name((enum lw_language)l), list,
                             first);
                at += len;
                more = *at == '|';
            }
        }
    }
}

static void what_counts_has_every_form(void **state)
{
    (void)state;
    for (int p = 0; p < LW_PHRASES; p++) {
        const int en = count_forms(lw_phrase(LW_LANG_EN, (enum lw_phrase)p));
        const int nl = count_forms(lw_phrase(LW_LANG_NL, (enum lw_phrase)p));
        const int uk = count_forms(lw_phrase(LW_LANG_UK, (enum lw_phrase)p));
        /* "aircraft" is one, and many. */
        assert_true(en <= nl);
        assert_true((nl == 2) == (uk == 3));
    }
}

static void no_phrase_calls_anybody_anything(void **state)
{
    static const char *const words[] = {
        "foe",     "enemy", "hostile", "target",   "vijand", "doelwit", "ворог",
        "ворож",   "ціль",  "attack",  "aanval",   "атак",   "Drone",   "drone",
        "missile", "raket", "ракет",   "kamikaze", "shahed", "дрон",
    };

    (void)state;
    for (int p = 0; p < LW_PHRASES; p++)
        for (int l = 0; l < LW_LANGUAGES; l++)
            for (size_t i = 0; i < sizeof words / sizeof *words; i++)
                assert_null(
                    strstr(lw_phrase((enum lw_language)l, (enum lw_phrase)p),
                           words[i]));
}

static void all_of_it_is_text(void **state)
{
    (void)state;
    for (int p = 0; p < LW_PHRASES; p++)
        for (int l = 0; l < LW_LANGUAGES; l++) {
            const char *at = lw_phrase((enum lw_language)l, (enum lw_phrase)p);
            const char *end = at + strlen(at);
            while (at < end) {
                const size_t len =
                    (unsigned char)*at < 0x80 ? 1 : lw_utf8_len(at, end);
                assert_true(len > 0);
                assert_true(len > 1 || (unsigned char)*at >= 0x20);
                at += len;
            }
        }
}

static void numbers_have_their_forms(void **state)
{
    static const struct {
        uint32_t number;
        int en, uk;
    } cases[] = {
        {0, 1, 2},   {1, 0, 0},   {2, 1, 1},          {4, 1, 1},   {5, 1, 2},
        {11, 1, 2},  {12, 1, 2},  {14, 1, 2},         {20, 1, 2},  {21, 1, 0},
        {22, 1, 1},  {25, 1, 2},  {101, 1, 0},        {111, 1, 2}, {112, 1, 2},
        {122, 1, 1}, {810, 1, 2}, {UINT32_MAX, 1, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(lw_phrase_form(LW_LANG_EN, cases[i].number),
                         cases[i].en);
        assert_int_equal(lw_phrase_form(LW_LANG_NL, cases[i].number),
                         cases[i].en);
        assert_int_equal(lw_phrase_form(LW_LANG_UK, cases[i].number),
                         cases[i].uk);
    }
}

static void assert_put(enum lw_language language, uint32_t number,
                       const char *expected)
{
    const char *slot[LW_SLOTS] = {[LW_SLOT_NUMBER] = "N"};
    char text[256];
    struct lw_text to;

    lw_text_init(&to, text, sizeof text - 1);
    lw_phrase_put(&to, language, LW_PHRASE_COUNT, number, slot);
    *to.at = '\0';
    assert_string_equal(text, expected);
}

static void the_form_that_goes_with_a_number_is_put(void **state)
{
    (void)state;
    assert_put(LW_LANG_EN, 1, "N unknown aircraft may reach this area.");
    assert_put(LW_LANG_EN, 2, "N unknown aircraft may reach this area.");
    assert_put(LW_LANG_NL, 1,
               "N onbekend luchtvaartuig kan dit gebied bereiken.");
    assert_put(LW_LANG_NL, 2,
               "N onbekende luchtvaartuigen kunnen dit gebied bereiken.");
    assert_put(LW_LANG_UK, 21,
               "N невідомий літальний апарат може досягти цієї території.");
    assert_put(LW_LANG_UK, 3,
               "N невідомі літальні апарати можуть досягти цієї території.");
    assert_put(LW_LANG_UK, 11,
               "N невідомих літальних апаратів можуть досягти цієї території.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            every_phrase_is_there_in_every_language_with_the_same_places),
        cmocka_unit_test(what_counts_has_every_form),
        cmocka_unit_test(no_phrase_calls_anybody_anything),
        cmocka_unit_test(all_of_it_is_text),
        cmocka_unit_test(numbers_have_their_forms),
        cmocka_unit_test(the_form_that_goes_with_a_number_is_put),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
