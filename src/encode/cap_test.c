/* SPDX-License-Identifier: Apache-2.0 */
/* What tests/cap does not see: it validates whole lives against the schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/cap.h"
#include "warning_fixture.h"

static struct lw_cap_config config_of(const struct warning_fixture *f)
{
    struct lw_cap_config config = lw_cap_defaults(&f->site);

    config.sender = "noord.example.org";
    config.web = "https://noord.example.org/?a=1&b=2";
    config.contact = "info@noord.example.org";
    return config;
}

/* To be free()d. */
static char *message(const struct lw_cap_config *config,
                     const struct lw_warning *warning,
                     const struct lw_cap_chain *chain)
{
    char *text = malloc(LW_CAP_MAX);

    assert_non_null(text);
    const int len = lw_cap_write(config, warning, chain, text, LW_CAP_MAX);
    assert_true(len > 0);
    assert_int_equal(strlen(text), len);
    return text;
}

static void assert_holds(const struct lw_cap_config *config,
                         const struct lw_warning *warning,
                         const struct lw_cap_chain *chain, const char *expected)
{
    char *text = message(config, warning, chain);

    if (strstr(text, expected) == NULL)
        fail_msg("no %s in %s", expected, text);
    free(text);
}

static void the_first_message_is_an_alert(void **state)
{
    const struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    assert_holds(&config, &w, &none,
                 "<identifier>noord.example.org-W0003-20260921T141332-2"
                 "</identifier><sender>noord.example.org</sender>"
                 "<sent>2026-09-21T14:13:32-00:00</sent>"
                 "<status>Actual</status><msgType>Alert</msgType>"
                 "<scope>Public</scope><incidents>W0003</incidents>");
    assert_holds(&config, &w, &none,
                 "<responseType>Shelter</responseType>"
                 "<responseType>Monitor</responseType>"
                 "<urgency>Immediate</urgency><severity>Severe</severity>"
                 "<certainty>Likely</certainty>");
    assert_holds(&config, &w, &none,
                 "<effective>2026-09-21T14:13:32-00:00</effective>"
                 "<onset>2026-09-21T14:21:32-00:00</onset>"
                 "<expires>2026-09-21T14:33:32-00:00</expires>"
                 "<senderName>Noord</senderName>");
    assert_holds(&config, &w, &none,
                 "<web>https://noord.example.org/?a=1&amp;b=2</web>");
    assert_holds(&config, &w, &none,
                 "<areaDesc>East hospital</areaDesc>"
                 "<polygon>52.3,4.9 52.3,4.92 52.31,4.92 52.31,4.9 52.3,4.9"
                 "</polygon><geocode><valueName>luchtwacht:zone</valueName>"
                 "<value>hospital-oost</value></geocode>");
}

static void later_ones_refer_to_all_that_still_stand(void **state)
{
    struct lw_warning w = fixture_warning();
    struct lw_cap_chain chain = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    struct lw_cap_config config = config_of(&f);
    lw_cap_sent(&config, &w, &chain);
    w.revision = 3;
    w.time_ns += 5 * FIXTURE_MINUTE_NS;
    w.expires_ns += FIXTURE_MINUTE_NS;
    config.offset_s = 3600; /* as when summer time ends in between */
    assert_holds(&config, &w, &chain,
                 "<msgType>Update</msgType><scope>Public</scope><references>"
                 "noord.example.org,noord.example.org-W0003-20260921T141332-2,"
                 "2026-09-21T14:13:32-00:00</references>");
    lw_cap_sent(&config, &w, &chain);
    w.revision = 5;
    w.time_ns += FIXTURE_MINUTE_NS;
    w.state = LW_WARNING_CLEARED;
    w.end = LW_WARNING_PASSED;
    assert_holds(&config, &w, &chain,
                 "<references>"
                 "noord.example.org,noord.example.org-W0003-20260921T141332-2,"
                 "2026-09-21T14:13:32-00:00 "
                 "noord.example.org,noord.example.org-W0003-20260921T141332-3,"
                 "2026-09-21T15:18:32+01:00</references>");
    assert_holds(&config, &w, &chain, "<msgType>Update</msgType>");
    assert_holds(&config, &w, &chain,
                 "<responseType>AllClear</responseType>"
                 "<urgency>Past</urgency>");
    /* The first has expired by now: no need to name it. */
    w.time_ns = FIXTURE_NS + 20 * FIXTURE_MINUTE_NS;
    assert_holds(&config, &w, &chain,
                 "<references>"
                 "noord.example.org,noord.example.org-W0003-20260921T141332-3,"
                 "2026-09-21T15:18:32+01:00</references>");
    /* Both have: the last one all the same. */
    w.time_ns = FIXTURE_NS + 200 * FIXTURE_MINUTE_NS;
    w.state = LW_WARNING_CANCELLED;
    assert_holds(&config, &w, &chain,
                 "<msgType>Cancel</msgType><scope>Public</scope><references>"
                 "noord.example.org,noord.example.org-W0003-20260921T141332-3,"
                 "2026-09-21T15:18:32+01:00</references>");
}

static void a_long_chain_keeps_the_newest(void **state)
{
    struct lw_warning w = fixture_warning();
    struct lw_cap_chain chain = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    for (uint32_t i = 1; i <= LW_CAP_PAST_MAX + 10; i++) {
        w.revision = i;
        lw_cap_sent(&config, &w, &chain);
    }
    assert_int_equal(chain.count, LW_CAP_PAST_MAX);
    assert_int_equal(chain.past[0].revision, 11);
    assert_int_equal(chain.past[LW_CAP_PAST_MAX - 1].revision,
                     LW_CAP_PAST_MAX + 10);
    assert_true(chain.first_ns == FIXTURE_NS);
}

static void what_is_not_for_the_public_is_refused(void **state)
{
    struct lw_warning w = fixture_warning();
    struct lw_cap_chain chain = {0};
    struct warning_fixture f;
    char text[64];

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_NO_SPACE);
    w.silent = true;
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_RANGE);
    w.silent = false;
    w.state = LW_WARNING_PROPOSED;
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_RANGE);
    w.state = LW_WARNING_CANCELLED;
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_RANGE);
    lw_cap_sent(&config, &w, &chain);
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_NO_SPACE);
    f.site.exercise = true;
    assert_int_equal(lw_cap_write(&config, &w, &chain, text, sizeof text),
                     LW_ERR_RANGE);
}

static void an_exercise_and_a_test_are_marked_throughout(void **state)
{
    struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    w.status = LW_WARNING_EXERCISE;
    assert_holds(&config, &w, &none,
                 "<identifier>noord.example.org-exercise-W0003-");
    assert_holds(&config, &w, &none, "<status>Exercise</status>");
    assert_holds(&config, &w, &none, "<note>EXERCISE");
    assert_holds(&config, &w, &none, "<headline>НАВЧАННЯ НАВЧАННЯ НАВЧАННЯ ");
    w.status = LW_WARNING_TEST;
    assert_holds(&config, &w, &none, "-T0003-");
    assert_holds(&config, &w, &none, "<status>Test</status>");
    assert_holds(&config, &w, &none, "<note>TEST");
    assert_holds(&config, &w, &none, "<instruction>TEST TEST TEST ");
}

static void urgency_is_that_of_the_likely_arrival(void **state)
{
    static const struct {
        int minutes;
        const char *warning, *notice;
    } cases[] = {
        {-5, "Immediate", "Expected"},
        {15, "Immediate", "Expected"},
        {16, "Expected", "Expected"},
        {61, "Future", "Future"},
    };
    struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;
    char expected[64];

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        w.arrival.likely_ns = w.time_ns + cases[i].minutes * FIXTURE_MINUTE_NS;
        w.level = LW_WARNING_WARNING;
        (void)snprintf(expected, sizeof expected, "<urgency>%s</urgency>",
                       cases[i].warning);
        assert_holds(&config, &w, &none, expected);
        w.level = LW_WARNING_NOTICE;
        (void)snprintf(expected, sizeof expected, "<urgency>%s</urgency>",
                       cases[i].notice);
        assert_holds(&config, &w, &none, expected);
    }
    w.has_arrival = false;
    w.level = LW_WARNING_WARNING;
    assert_holds(&config, &w, &none, "<urgency>Immediate</urgency>");
}

static void certainty_is_that_of_the_probability(void **state)
{
    struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    w.probability = 0.5;
    assert_holds(&config, &w, &none, "<certainty>Possible</certainty>");
    w.probability = 0.51;
    assert_holds(&config, &w, &none, "<certainty>Likely</certainty>");
    w.reason[0].distance_m = 0;
    assert_holds(&config, &w, &none, "<certainty>Observed</certainty>");
    w.reasons = 0;
    w.by_hand = true;
    assert_holds(&config, &w, &none, "<certainty>Likely</certainty>");
}

static void it_stands_as_long_as_a_person_said(void **state)
{
    struct lw_warning w = fixture_warning();
    const struct lw_cap_chain none = {0};
    struct warning_fixture f;

    (void)state;
    fixture_site(&f);
    const struct lw_cap_config config = config_of(&f);
    w.until_ns = FIXTURE_NS + 60 * FIXTURE_MINUTE_NS;
    assert_holds(&config, &w, &none,
                 "<expires>2026-09-21T15:13:32-00:00</expires>");
    w.arrival.latest_ns = FIXTURE_NS + 90 * FIXTURE_MINUTE_NS;
    assert_holds(&config, &w, &none,
                 "<expires>2026-09-21T15:43:32-00:00</expires>");
}

static void the_worst_fits(void **state)
{
    struct lw_cap_chain chain = {0};
    struct warning_fixture f;
    char long_text[LW_CAP_TEXT_MAX + 1], sender[LW_CAP_SENDER_MAX + 1];

    (void)state;
    fixture_site(&f);
    struct lw_warning w = fixture_worst(&f);
    struct lw_cap_config config = config_of(&f);
    memset(long_text, '&', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    memset(sender, 'x', sizeof sender - 1);
    sender[sizeof sender - 1] = '\0';
    config.sender = sender;
    config.sender_name = config.contact = config.web = config.code =
        config.restriction = long_text;
    w.state = LW_WARNING_UPDATED;
    w.silent = false;
    w.status = LW_WARNING_EXERCISE;
    for (int i = 0; i < LW_CAP_PAST_MAX; i++)
        lw_cap_sent(&config, &w, &chain);
    char *text = message(&config, &w, &chain);
    const size_t len = strlen(text);
    assert_true(len < LW_CAP_MAX);
    for (size_t size = 0; size < len; size += 499)
        assert_int_equal(lw_cap_write(&config, &w, &chain, text, size),
                         LW_ERR_NO_SPACE);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_message_is_an_alert),
        cmocka_unit_test(later_ones_refer_to_all_that_still_stand),
        cmocka_unit_test(a_long_chain_keeps_the_newest),
        cmocka_unit_test(what_is_not_for_the_public_is_refused),
        cmocka_unit_test(an_exercise_and_a_test_are_marked_throughout),
        cmocka_unit_test(urgency_is_that_of_the_likely_arrival),
        cmocka_unit_test(certainty_is_that_of_the_probability),
        cmocka_unit_test(it_stands_as_long_as_a_person_said),
        cmocka_unit_test(the_worst_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
