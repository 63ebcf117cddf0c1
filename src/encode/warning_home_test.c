/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "encode/warning_home.h"
#include "warning_fixture.h"

static struct warning_fixture fixture;
static char text[LW_HOME_CONFIG_MAX + 1];
static struct lw_text to;

static struct lw_home home_of(enum lw_warning_status status)
{
    return (struct lw_home){.site = &fixture.site,
                            .status = status,
                            .alive = "luchtwacht/status",
                            .version = "0.1"};
}

static void begin(void)
{
    lw_text_init(&to, text, sizeof text - 1);
}

/* What was written, which is JSON. */
static const char *written(void)
{
    struct lw_json json;
    const int len = lw_text_len(&to);

    assert_true(len > 0);
    text[len] = '\0';
    lw_json_init(&json, text, (size_t)len);
    assert_int_equal(lw_json_skip(&json), 0);
    assert_int_equal(lw_json_end(&json), 0);
    return text;
}

static const char *state_of(const struct lw_home *home,
                            const struct lw_warning *warning,
                            enum lw_cover cover)
{
    begin();
    lw_home_state(home, 0, warning, cover, FIXTURE_NS, &to);
    return written();
}

static void a_warned_zone_has_its_siren_on(void **state)
{
    struct lw_warning w = fixture_warning();

    (void)state;
    fixture_site(&fixture);
    const struct lw_home home = home_of(LW_WARNING_ACTUAL);
    const char *got = state_of(&home, &w, LW_COVER_FULL);
    const char *expected =
        "{\"state\":\"warning\",\"siren\":\"ON\",\"tone\":\"warning\","
        "\"status\":\"actual\",\"zone\":\"hospital-oost\","
        "\"name\":\"East hospital\",\"t\":1790000012,\"cover\":\"covered\","
        "\"warning\":\"W0003\",\"revision\":2,\"sound\":true,"
        "\"likely\":1790000492,\"minutes\":8,\"expires\":1790001212,"
        "\"event\":\"Air warning\",\"headline\":\"East hospital: take shelter "
        "now. ";
    assert_memory_equal(got, expected, strlen(expected));
    w.level = LW_WARNING_NOTICE;
    assert_non_null(strstr(state_of(&home, &w, LW_COVER_FULL),
                           "{\"state\":\"notice\",\"siren\":\"OFF\","
                           "\"tone\":\"notice\","));
    w.state = LW_WARNING_CLEARED;
    got = state_of(&home, &w, LW_COVER_FULL);
    assert_non_null(strstr(got, "{\"state\":\"clear\",\"siren\":\"OFF\","
                                "\"status\":"));
    assert_non_null(strstr(got, "\"headline\":\"East hospital: all clear."));
}

static void a_zone_without_a_warning_is_clear_or_not_covered(void **state)
{
    struct lw_warning w = fixture_warning();

    (void)state;
    fixture_site(&fixture);
    const struct lw_home home = home_of(LW_WARNING_ACTUAL);
    assert_string_equal(
        state_of(&home, NULL, LW_COVER_LOST),
        "{\"state\":\"not-covered\",\"siren\":\"OFF\",\"status\":\"actual\","
        "\"zone\":\"hospital-oost\",\"name\":\"East hospital\","
        "\"t\":1790000012,\"cover\":\"not-covered\"}");
    assert_non_null(
        strstr(state_of(&home, NULL, LW_COVER_PARTLY), "{\"state\":\"clear\""));
    w.silent = true;
    assert_null(strstr(state_of(&home, &w, LW_COVER_FULL), "W0003"));
    w.silent = false;
    w.state = LW_WARNING_PROPOSED;
    assert_null(strstr(state_of(&home, &w, LW_COVER_FULL), "W0003"));
    w.state = LW_WARNING_ACTIVE;
    w.status = LW_WARNING_TEST;
    assert_null(strstr(state_of(&home, &w, LW_COVER_FULL), "T0003"));
    assert_null(strstr(state_of(&home, &w, LW_COVER_FULL), "ON"));
}

static void home_assistant_is_told_of_both(void **state)
{
    (void)state;
    fixture_site(&fixture);
    const struct lw_home home = home_of(LW_WARNING_ACTUAL);
    begin();
    lw_home_siren(&home, 0, "a/state", "a/set", &to);
    assert_string_equal(
        written(),
        "{\"name\":\"East hospital\","
        "\"unique_id\":\"luchtwacht_Noord_zone_hospital-oost_siren\","
        "\"availability_topic\":\"luchtwacht/status\","
        "\"state_topic\":\"a/state\",\"json_attributes_topic\":\"a/state\","
        "\"device\":{\"identifiers\":[\"luchtwacht_Noord\"],"
        "\"name\":\"Noord\",\"manufacturer\":\"Luchtwacht\","
        "\"sw_version\":\"0.1\"},\"command_topic\":\"a/set\","
        "\"state_value_template\":\"{{ {'state': value_json.siren, 'tone': "
        "value_json.tone | default('warning')} | tojson }}\","
        "\"available_tones\":[\"warning\",\"notice\"],"
        "\"support_duration\":false,\"support_volume_set\":false,"
        "\"optimistic\":false}");
    begin();
    lw_home_sensor(&home, 0, "a/state", &to);
    assert_non_null(strstr(written(), "\"device_class\":\"safety\""));
}

static void an_exercise_has_ids_and_names_of_its_own(void **state)
{
    char id[LW_HOME_ID_SIZE];

    (void)state;
    fixture_site(&fixture);
    struct lw_home home = home_of(LW_WARNING_EXERCISE);
    lw_home_id(&home, 0, id);
    assert_string_equal(id, "luchtwacht_Noord_exercise_zone_hospital-oost");
    begin();
    lw_home_sensor(&home, 0, "a/state", &to);
    assert_non_null(strstr(written(), "{\"name\":\"EXERCISE East hospital\""));
    assert_non_null(strstr(written(), "\"name\":\"EXERCISE Noord\""));
    home.status = LW_WARNING_TEST;
    home.language = LW_LANG_UK;
    assert_non_null(
        strstr(state_of(&home, NULL, LW_COVER_FULL), "\"status\":\"test\""));
    begin();
    lw_home_sensor(&home, 0, "a/state", &to);
    assert_non_null(strstr(written(), "{\"name\":\"ТЕСТ Східна"));
}

static void no_two_zones_have_the_same_id(void **state)
{
    static const char *const ids[] = {"схід", "захід", "a/b",
                                      "a b",  "a_b",   "a-b"};
    char id[6][LW_HOME_ID_SIZE];

    (void)state;
    fixture_site(&fixture);
    const struct lw_home home = home_of(LW_WARNING_ACTUAL);
    for (int i = 0; i < 6; i++) {
        memset(fixture.zone.id, 0, sizeof fixture.zone.id);
        memcpy(fixture.zone.id, ids[i], strlen(ids[i]));
        lw_home_id(&home, 0, id[i]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(id[i], id[j]);
        for (const char *c = id[i]; *c != '\0'; c++)
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                        (*c >= '0' && *c <= '9') || *c == '_' || *c == '-');
    }
}

static void the_worst_fits(void **state)
{
    char topic[256];

    (void)state;
    fixture_site(&fixture);
    struct lw_warning w = fixture_worst(&fixture);
    w.state = LW_WARNING_ACTIVE;
    w.status = LW_WARNING_EXERCISE;
    w.silent = false;
    memset(topic, '"', sizeof topic - 1);
    topic[sizeof topic - 1] = '\0';
    memset(fixture.site.name, 1, LW_NAME_MAX);
    struct lw_home home = home_of(LW_WARNING_EXERCISE);
    home.alive = topic;
    for (int l = 0; l < LW_LANGUAGES; l++) {
        home.language = (enum lw_language)l;
        (void)state_of(&home, &w, LW_COVER_FULL);
        begin();
        lw_home_siren(&home, 0, topic, topic, &to);
        (void)written();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warned_zone_has_its_siren_on),
        cmocka_unit_test(a_zone_without_a_warning_is_clear_or_not_covered),
        cmocka_unit_test(home_assistant_is_told_of_both),
        cmocka_unit_test(an_exercise_has_ids_and_names_of_its_own),
        cmocka_unit_test(no_two_zones_have_the_same_id),
        cmocka_unit_test(the_worst_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
