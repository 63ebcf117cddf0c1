/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/sapient_alert.h"
#include "near.h"
#include "outputs.h"
#include "warning_fixture.h"

enum { ROOM = 65536 };

static struct warning_fixture fixture;
static max_align_t unpacked[16384];
static char text[ROOM];
static void *node;

static int begin(void **state)
{
    const struct lw_encode_config config = {.site = &fixture.site,
                                            .every_s = 1};

    (void)state;
    fixture_site(&fixture);
    node = malloc(lw_encoder_sapient.state_size);
    assert_non_null(node);
    return lw_encoder_sapient.init(node, &config, NULL);
}

static int finish(void **state)
{
    (void)state;
    free(node);
    return 0;
}

/* The message that is written, which is as the standard demands; NULL: none
 * is. */
static const Sapient__SapientMessage *told(const struct lw_warning *warning,
                                           enum lw_language language)
{
    const struct lw_words words = {&fixture.site, language, 0};
    struct lw_fault fault = {.what = ""};
    struct lw_text to;

    lw_text_init(&to, text, LW_SAPIENT_ALERT_MAX);
    lw_sapient_tell(node, &words, warning, &to);
    const int len = lw_text_len(&to);
    assert_true(len >= 0);
    if (len == 0)
        return NULL;
    const uint8_t *bytes = (const uint8_t *)text;
    assert_int_equal(lw_sapient_len(bytes) + LW_SAPIENT_HEAD, len);
    if (lw_sapient_check(bytes + LW_SAPIENT_HEAD, (size_t)len - LW_SAPIENT_HEAD,
                         &fault) < 0)
        fail_msg("%s", fault.what);
    const Sapient__SapientMessage *m = lw_sapient_unpack(
        bytes + LW_SAPIENT_HEAD, (size_t)len - LW_SAPIENT_HEAD, unpacked,
        sizeof unpacked);
    assert_non_null(m);
    assert_int_equal(m->content_case, SAPIENT__SAPIENT_MESSAGE__CONTENT_ALERT);
    return m;
}

static void a_warning_is_an_alert_with_its_tracks(void **state)
{
    const struct lw_warning w = fixture_warning();
    char object[LW_SAPIENT_ULID_SIZE];

    (void)state;
    const Sapient__SapientMessage *m = told(&w, LW_LANG_EN);
    const Sapient__Alert *a = m->alert;
    assert_int_equal(m->timestamp->seconds, 1790000012);
    assert_null(m->additional_information);
    assert_int_equal(a->alert_type,
                     SAPIENT__ALERT__ALERT_TYPE__ALERT_TYPE_CRITICAL);
    assert_int_equal(a->status,
                     SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_ACTIVE);
    assert_int_equal(a->priority, 3);
    assert_near((double)a->confidence, 0.83, 1e-6);
    assert_memory_equal(a->description, "East hospital: take shelter now. 1",
                        34);
    assert_string_equal(a->additional_information,
                        "actual W0003, active, revision 2: "
                        "zone hospital-oost");
    assert_near(a->location->x, 4.91, 1e-9);
    assert_near(a->location->y, 52.305, 1e-9);
    assert_int_equal(a->n_associated_detection, 1);
    assert_string_equal(a->associated_detection[0]->node_id, m->node_id);
    /* The same as in the track's own report: its number at the end. */
    memcpy(object, a->associated_detection[0]->object_id, sizeof object);
    assert_string_equal(object + 20, "000007");
    assert_int_equal(a->n_associated_file, 0);
}

static void it_keeps_its_id_until_it_ends(void **state)
{
    struct lw_warning w = fixture_warning();
    char id[LW_SAPIENT_ULID_SIZE], region[LW_SAPIENT_ULID_SIZE];

    (void)state;
    const Sapient__SapientMessage *m = told(&w, LW_LANG_NL);
    memcpy(id, m->alert->alert_id, sizeof id);
    memcpy(region, m->alert->region_id, sizeof region);
    w.revision = 9;
    w.time_ns += FIXTURE_MINUTE_NS;
    w.state = LW_WARNING_CLEARED;
    m = told(&w, LW_LANG_NL);
    assert_string_equal(m->alert->alert_id, id);
    assert_string_equal(m->alert->region_id, region);
    assert_int_equal(m->alert->status,
                     SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_CLEAR);
    assert_int_equal(m->alert->priority, 1);
    w.state = LW_WARNING_CANCELLED;
    assert_int_equal(told(&w, LW_LANG_NL)->alert->status,
                     SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_REJECT);
    w.number = 4;
    assert_string_not_equal(told(&w, LW_LANG_NL)->alert->alert_id, id);
    w.number = 3;
    w.status = LW_WARNING_TEST;
    assert_string_not_equal(told(&w, LW_LANG_NL)->alert->alert_id, id);
}

static void a_notice_is_less(void **state)
{
    struct lw_warning w = fixture_warning();

    (void)state;
    w.level = LW_WARNING_NOTICE;
    const Sapient__Alert *a = told(&w, LW_LANG_EN)->alert;
    assert_int_equal(a->alert_type,
                     SAPIENT__ALERT__ALERT_TYPE__ALERT_TYPE_WARNING);
    assert_int_equal(a->priority, 2);
}

static void an_exercise_and_a_test_say_so(void **state)
{
    struct lw_warning w = fixture_warning();

    (void)state;
    w.status = LW_WARNING_TEST;
    assert_memory_equal(told(&w, LW_LANG_EN)->additional_information, "TEST",
                        4);
    assert_memory_equal(told(&w, LW_LANG_EN)->alert->description,
                        "TEST TEST TEST East", 19);
    w.status = LW_WARNING_EXERCISE;
    fixture.site.exercise = true;
    assert_memory_equal(told(&w, LW_LANG_EN)->additional_information,
                        "EXERCISE", 8);
    assert_memory_equal(told(&w, LW_LANG_EN)->alert->additional_information,
                        "exercise W0003", 14);
    fixture.site.exercise = false;
}

static void nothing_is_told_to_a_peer_that_has_not_agreed(void **state)
{
    const struct lw_warning w = fixture_warning();
    struct lw_text to;

    (void)state;
    lw_text_init(&to, text, sizeof text);
    lw_encoder_sapient.greet(node, FIXTURE_NS, &to);
    assert_null(told(&w, LW_LANG_EN));
}

static void the_worst_fits(void **state)
{
    (void)state;
    struct lw_warning w = fixture_worst(&fixture);
    w.time_ns = FIXTURE_NS;
    w.state = LW_WARNING_ACTIVE;
    w.status = LW_WARNING_EXERCISE;
    for (int l = 0; l < LW_LANGUAGES; l++) {
        fixture_name(&fixture, l, 'x');
        assert_non_null(told(&w, (enum lw_language)l));
        fixture_name(&fixture, l, 0xff);
        assert_non_null(told(&w, (enum lw_language)l));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_warning_is_an_alert_with_its_tracks,
                                        begin, finish),
        cmocka_unit_test_setup_teardown(it_keeps_its_id_until_it_ends, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(a_notice_is_less, begin, finish),
        cmocka_unit_test_setup_teardown(an_exercise_and_a_test_say_so, begin,
                                        finish),
        cmocka_unit_test_setup_teardown(
            nothing_is_told_to_a_peer_that_has_not_agreed, begin, finish),
        cmocka_unit_test_setup_teardown(the_worst_fits, begin, finish),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
