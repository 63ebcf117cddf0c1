/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "decode/sapient_fixture.h"

enum { ROOM = 8192 };

static const struct lw_decoder *const decoder = &lw_decoder_sapient;
static void *mem;
static struct lw_report report;
static struct lw_fault fault;
static max_align_t unpacked[8192];

static int begin(void **state)
{
    (void)state;
    mem = malloc(decoder->state_size);
    assert_non_null(mem);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    free(mem);
    return 0;
}

static void fresh(const struct lw_decode_config *config)
{
    static const struct lw_decode_config none = {.options = 0};

    assert_int_equal(decoder->init(mem, config != NULL ? config : &none, NULL),
                     0);
}

static int decode(const Sapient__SapientMessage *msg)
{
    static uint8_t bytes[ROOM];
    const size_t len = lw_sapient_pack(msg, bytes, sizeof bytes);

    assert_true(len > 0);
    return decoder->decode(mem, bytes, len, 0, &report, 1, &fault);
}

/* The answer to the last message; NULL: none. */
static const Sapient__SapientMessage *answer(void)
{
    static uint8_t out[LW_DECODE_ANSWER_MAX];
    const size_t len =
        decoder->answer(mem, 1790000013000000000, out, sizeof out);

    if (len == 0)
        return NULL;
    assert_int_equal(
        lw_sapient_check(out + LW_SAPIENT_HEAD, len - LW_SAPIENT_HEAD, &fault),
        0);
    return lw_sapient_unpack(out + LW_SAPIENT_HEAD, len - LW_SAPIENT_HEAD,
                             unpacked, sizeof unpacked);
}

static void messages_are_framed_whatever_the_pieces(void **state)
{
    struct sapient_sample s;
    uint8_t bytes[ROOM];
    size_t start = 9;

    (void)state;
    sample_detection(&s);
    const size_t len = lw_sapient_pack(&s.msg, bytes, sizeof bytes);
    memcpy(bytes + len, bytes, len);
    for (size_t n = 0; n < len; n++)
        assert_int_equal(decoder->frame(bytes, n, 0, &start), 0);
    assert_int_equal(decoder->frame(bytes, 2 * len, 0, &start), len);
    assert_int_equal(start, 0);
    assert_int_equal(decoder->frame(bytes, len - 1, 1, &start), len - 1);
    /* Bytes that are no messages, up to where one begins. */
    memmove(bytes + 11, bytes, len);
    memset(bytes, 0xff, 11);
    assert_int_equal(decoder->frame(bytes, 11 + len, 0, &start), 11);
    assert_true(decoder->guess(bytes + 11, len) > 90);
    assert_true(decoder->guess(bytes + 11, len - 1) > 50);
    assert_int_equal(decoder->guess(bytes, len), 0);
}

static void every_prefix_is_refused(void **state)
{
    struct sapient_sample s;
    uint8_t bytes[ROOM];
    char text[ROOM];

    (void)state;
    sample_detection(&s);
    const size_t len = lw_sapient_pack(&s.msg, bytes, sizeof bytes);
    fresh(NULL);
    for (size_t n = 1; n < len; n++) {
        uint8_t *exact = malloc(n);
        assert_non_null(exact);
        memcpy(exact, bytes, n);
        assert_true(decoder->decode(mem, exact, n, 0, &report, 1, &fault) < 0);
        assert_true(
            decoder->describe(mem, exact, n, text, sizeof text, &fault) < 0);
        (void)decoder->clock_ns(mem, exact, n);
        free(exact);
    }
    assert_int_equal(decoder->decode(mem, bytes, len, 0, &report, 1, &fault),
                     1);
    assert_true(decoder->clock_ns(mem, bytes, len) == 1790000012250000000);
}

static void a_registration_is_acknowledged(void **state)
{
    struct sapient_registration r;
    char old[] = "BSI Flex 335 v1.0";

    (void)state;
    sample_registration(&r);
    fresh(NULL);
    assert_null(answer());
    assert_int_equal(decode(&r.sample.msg), 0);
    const Sapient__SapientMessage *m = answer();
    assert_non_null(m);
    assert_non_null(m->registration_ack);
    assert_true(m->registration_ack->acceptance);
    assert_string_equal(m->destination_id, NODE_ID);
    assert_null(answer());
    r.registration.icd_version = old;
    assert_true(decode(&r.sample.msg) < 0);
    m = answer();
    assert_non_null(m);
    assert_false(m->registration_ack->acceptance);
    assert_int_equal(m->registration_ack->n_ack_response_reason, 1);
    r.registration.n_config_data = 0; /* as edition 1 has it */
    assert_int_equal(decode(&r.sample.msg), LW_ERR_MISSING);
    m = answer();
    assert_non_null(m);
    assert_false(m->registration_ack->acceptance);
    assert_string_equal(m->registration_ack->ack_response_reason[0],
                        "registration.config_data: is mandatory, and missing");
}

static void strangers_are_not_taken(void **state)
{
    const struct lw_site site = {.name = "Noord"};
    const struct lw_decode_config config = {.site = &site};
    struct sapient_registration r;

    (void)state;
    sample_registration(&r);
    fresh(&config);
    assert_int_equal(decode(&r.sample.msg), LW_ERR_UNKNOWN);
    const Sapient__SapientMessage *m = answer();
    assert_non_null(m);
    assert_false(m->registration_ack->acceptance);
    assert_non_null(strstr(m->registration_ack->ack_response_reason[0],
                           "no sensor of this site"));
    char own[LW_SAPIENT_UUID_SIZE];
    lw_sapient_uuid("Noord", own);
    assert_string_equal(m->node_id, own);
}

static void what_is_refused_is_answered_with_an_error(void **state)
{
    struct sapient_sample s;
    uint8_t junk[32];

    (void)state;
    sample_detection(&s);
    s.location.has_datum = 0;
    fresh(NULL);
    report.sensor[0] = '\0';
    assert_int_equal(decode(&s.msg), LW_ERR_MISSING);
    assert_string_equal(report.sensor, NODE_ID);
    const Sapient__SapientMessage *m = answer();
    assert_non_null(m);
    assert_string_equal(m->error->error_message[0],
                        "detection_report.location.datum: is mandatory, and "
                        "missing");
    assert_true(m->error->packet.len > 100);
    assert_string_equal(m->destination_id, NODE_ID);
    /* Junk, once until a message comes again. */
    memset(junk, '<', sizeof junk);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(
            decoder->decode(mem, junk, sizeof junk, 0, &report, 1, &fault),
            LW_ERR_SYNTAX);
        assert_true((answer() != NULL) == (i == 0));
    }
    /* No Error in return for an Error. */
    Sapient__Error error = SAPIENT__ERROR__INIT;
    s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ERROR;
    s.msg.error = &error;
    assert_int_equal(decode(&s.msg), LW_ERR_MISSING);
    assert_null(answer());
}

static void a_task_is_refused_and_an_alert_taken(void **state)
{
    char id[] = REPORT_ID;
    Sapient__Task task = SAPIENT__TASK__INIT;
    Sapient__Alert alert = SAPIENT__ALERT__INIT;
    struct sapient_sample s;

    (void)state;
    sample_detection(&s);
    fresh(NULL);
    task.task_id = id;
    task.has_control = 1;
    s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK;
    s.msg.task = &task;
    assert_int_equal(decode(&s.msg), LW_ERR_RANGE);
    const Sapient__SapientMessage *m = answer();
    assert_non_null(m);
    assert_string_equal(m->task_ack->task_id, id);
    assert_int_equal(m->task_ack->task_status,
                     SAPIENT__TASK_ACK__TASK_STATUS__TASK_STATUS_REJECTED);
    alert.alert_id = id;
    s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ALERT;
    s.msg.alert = &alert;
    assert_int_equal(decode(&s.msg), 0);
    m = answer();
    assert_non_null(m);
    assert_string_equal(m->alert_ack->alert_id, id);
}

static void settings_are_held_to_what_they_can_be(void **state)
{
    static const struct lw_pair wrong[] = {
        {"node_id", "1"}, {"geoid", "500"},   {"declination", "north"},
        {"id", "name"},   {"class.a", "foe"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct lw_decode_config config = {.option = &wrong[i],
                                                .options = 1};
        assert_int_equal(lw_decoder_check(decoder, &config, &fault), 0);
        assert_int_equal(decoder->init(mem, &config, &fault), LW_ERR_RANGE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_framed_whatever_the_pieces),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(a_registration_is_acknowledged),
        cmocka_unit_test(strangers_are_not_taken),
        cmocka_unit_test(what_is_refused_is_answered_with_an_error),
        cmocka_unit_test(a_task_is_refused_and_an_alert_taken),
        cmocka_unit_test(settings_are_held_to_what_they_can_be),
    };

    return cmocka_run_group_tests(tests, begin, finish);
}
