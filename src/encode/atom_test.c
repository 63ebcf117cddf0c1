/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/atom.h"
#include "warning_fixture.h"

/* A feed of one warning; to be free()d. */
static char *feed(const struct lw_atom_config *config,
                  const struct lw_warning *warning,
                  const struct lw_cap_chain *chain)
{
    const size_t size = LW_ATOM_HEAD_MAX + LW_ATOM_ENTRY_MAX;
    char *text = malloc(size + 1);
    struct lw_text to;

    assert_non_null(text);
    lw_text_init(&to, text, LW_ATOM_HEAD_MAX);
    lw_atom_begin(config, warning->time_ns, &to);
    assert_true(lw_text_len(&to) > 0);
    to.end = text + size;
    lw_atom_entry(config, warning, chain, &to);
    lw_atom_end(&to);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    text[len] = '\0';
    return text;
}

static void a_message_is_an_entry(void **state)
{
    const struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    struct lw_cap_config cap = lw_cap_defaults(&f.site);
    cap.sender = "noord.example.org";
    const struct lw_atom_config config = {
        .cap = &cap,
        .self = "https://noord.example.org/cap/feed?a=1&b=2",
        .base = "https://noord.example.org/cap",
        .language = LW_LANG_NL};
    char *text = feed(&config, &w, &none);
    assert_string_equal(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"nl\">\n"
        "<id>tag:noord.example.org,2026-01-01:luchtwacht-warnings-actual</id>"
        "<title>Noord</title><updated>2026-09-21T14:13:32Z</updated>"
        "<author><name>Noord</name></author>"
        "<link rel=\"self\" type=\"application/atom+xml\" "
        "href=\"https://noord.example.org/cap/feed?a=1&amp;b=2\"/>"
        "<generator>Luchtwacht</generator>\n"
        "<entry><id>tag:noord.example.org,2026-09-21:"
        "noord.example.org-W0003-20260921T141332-2</id>"
        "<title>Ziekenhuis Oost: ga nu schuilen. Onbekend luchtvaartuig "
        "mogelijk rond 14:21 (UTC).</title>"
        "<updated>2026-09-21T14:13:32Z</updated>"
        "<link rel=\"alternate\" type=\"application/cap+xml\" "
        "href=\"https://noord.example.org/cap/W0003.cap\"/>"
        "<category scheme=\"urn:luchtwacht:status\" term=\"actual\"/>"
        "<category scheme=\"urn:luchtwacht:level\" term=\"warning\"/>"
        "<category scheme=\"urn:luchtwacht:state\" term=\"active\"/>"
        "<summary>Ziekenhuis Oost: ga nu schuilen. 1 onbekend luchtvaartuig "
        "kan dit gebied bereiken. Het bevindt zich 21 km ten zuidoosten van "
        "dit gebied en vliegt met ongeveer 160 km/u naar het noordwesten. "
        "Kans dat dit gebied wordt bereikt: 83% (waarschijnlijk). Verwacht "
        "rond 14:21, tussen 14:19 en 14:24 (UTC).</summary></entry>\n"
        "</feed>\n");
    free(text);
}

static void statuses_do_not_mix(void **state)
{
    struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config cap = lw_cap_defaults(&f.site);
    struct lw_atom_config config = {
        .cap = &cap, .self = "", .base = "", .status = LW_WARNING_TEST};
    char *text = feed(&config, &w, &none);
    assert_null(strstr(text, "<entry>"));
    assert_non_null(strstr(text, "<title>TEST TEST TEST Noord</title>"));
    assert_null(strstr(text, "<link"));
    free(text);
    w.status = LW_WARNING_TEST;
    text = feed(&config, &w, &none);
    assert_non_null(strstr(text, "href=\"warnings/T0003.cap\""));
    assert_non_null(strstr(text, "<summary>TEST TEST TEST East"));
    free(text);
    w.state = LW_WARNING_PROPOSED;
    text = feed(&config, &w, &none);
    assert_null(strstr(text, "<entry>"));
    free(text);
}

static void the_worst_fits(void **state)
{
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;
    char long_text[LW_CAP_TEXT_MAX + 1], sender[LW_CAP_SENDER_MAX + 1];

    (void)state;
    fixture_site(&f);
    struct lw_warning w = fixture_worst(&f);
    w.state = LW_WARNING_ACTIVE;
    w.silent = false;
    w.status = LW_WARNING_EXERCISE;
    memset(long_text, '"', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    memset(sender, 'x', sizeof sender - 1);
    sender[sizeof sender - 1] = '\0';
    struct lw_cap_config cap = lw_cap_defaults(&f.site);
    cap.sender = sender;
    cap.sender_name = long_text;
    struct lw_atom_config config = {.cap = &cap,
                                    .self = long_text,
                                    .base = long_text,
                                    .status = LW_WARNING_EXERCISE};
    for (int l = 0; l < LW_LANGUAGES; l++) {
        config.language = (enum lw_language)l;
        char *text = feed(&config, &w, &none);
        assert_non_null(strstr(text, "</entry>"));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_an_entry),
        cmocka_unit_test(statuses_do_not_mix),
        cmocka_unit_test(the_worst_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
