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
#include "encoder_fixture.h"
#include "near.h"
#include "outputs.h"

enum { ROOM = 65536 };

static const struct lw_encoder *const encoder = &lw_encoder_sapient;
static const struct lw_site site = {.name = "Noord"};
static struct lw_encode_config config = {.site = &site, .every_s = 1};
static const int64_t now_ns = INT64_C(1790000012000000000);
static max_align_t unpacked[16384];
static char text[ROOM];
static struct lw_text to;
static struct lw_fault fault;
static void *mem;

static int begin(void **state)
{
    (void)state;
    mem = malloc(encoder->state_size);
    assert_non_null(mem);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    free(mem);
    return 0;
}

static void fresh(void)
{
    assert_int_equal(encoder->init(mem, &config, &fault), 0);
    lw_text_init(&to, text, sizeof text);
}

/* The next message that was written, *at moved behind it; NULL: that was all.
 * All that is written is as the standard demands. */
static const Sapient__SapientMessage *next(size_t *at)
{
    const int len = lw_text_len(&to);
    const uint8_t *bytes = (const uint8_t *)text + *at;

    assert_true(len >= 0);
    if (*at == (size_t)len)
        return NULL;
    const size_t msg = lw_sapient_len(bytes);
    assert_true(*at + LW_SAPIENT_HEAD + msg <= (size_t)len);
    fault.what[0] = '\0';
    if (lw_sapient_check(bytes + LW_SAPIENT_HEAD, msg, &fault) < 0)
        fail_msg("%s", fault.what);
    *at += LW_SAPIENT_HEAD + msg;
    return lw_sapient_unpack(bytes + LW_SAPIENT_HEAD, msg, unpacked,
                             sizeof unpacked);
}

static void beat(bool is_beat)
{
    const struct lw_encode_round round = {.time_ns = now_ns, .beat = is_beat};
    const struct lw_track track = fixture_track(7);

    encoder->begin(mem, &round, &to);
    encoder->track(mem, &track, NULL, 0, &to);
    encoder->end(mem, &to);
}

/* A message of the peer's. */
static void say(const Sapient__SapientMessage *msg)
{
    uint8_t bytes[4096];
    const size_t len = lw_sapient_pack(msg, bytes, sizeof bytes);

    assert_true(len > 0);
    for (size_t n = 0; n < len; n += 7)
        assert_int_equal(encoder->heard(mem, bytes, n, now_ns, &to), 0);
    assert_int_equal(encoder->heard(mem, bytes, len, now_ns, &to), len);
}

static void acknowledge(bool taken)
{
    Sapient__RegistrationAck ack = SAPIENT__REGISTRATION_ACK__INIT;
    struct sapient_sample s;

    sample_detection(&s);
    ack.has_acceptance = 1;
    ack.acceptance = taken;
    s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION_ACK;
    s.msg.registration_ack = &ack;
    say(&s.msg);
}

static void to_a_file_the_registration_comes_first(void **state)
{
    size_t at = 0;

    (void)state;
    fresh();
    beat(true);
    beat(false);
    const Sapient__SapientMessage *m = next(&at);
    assert_non_null(m->registration);
    assert_string_equal(m->registration->name, "Noord");
    assert_string_equal(m->registration->icd_version, "BSI Flex 335 v2.0");
    assert_int_equal(m->registration->node_definition[0]->node_type,
                     LW_SAPIENT_NODE_FUSION);
    assert_int_equal(
        m->registration->mode_definition[0]->task->concurrent_tasks, 0);
    assert_int_equal(m->registration->mode_definition[0]->task->n_command, 0);
    assert_non_null(next(&at)->detection_report);
    assert_non_null(next(&at)->status_report);
    assert_non_null(next(&at)->detection_report);
    assert_null(next(&at));
}

static void to_a_peer_nothing_is_told_until_it_agrees(void **state)
{
    size_t at = 0;

    (void)state;
    fresh();
    encoder->greet(mem, now_ns, &to);
    beat(true);
    assert_non_null(next(&at)->registration);
    assert_null(next(&at));
    acknowledge(true);
    const Sapient__SapientMessage *m = next(&at);
    assert_non_null(m->status_report);
    assert_string_equal(m->destination_id, NODE_ID);
    beat(true);
    assert_non_null(next(&at)->detection_report);
    assert_non_null(next(&at)->status_report);
    encoder->greet(mem, now_ns, &to); /* it was lost, and is there again */
    assert_non_null(next(&at)->registration);
    acknowledge(false);
    beat(true);
    assert_null(next(&at));
}

static void a_track_is_a_detection_with_all_that_is_known(void **state)
{
    const struct lw_track track = fixture_track(7);
    size_t at = 0;

    (void)state;
    fresh();
    encoder->track(mem, &track, NULL, 0, &to);
    encoder->track(mem, &track, NULL, 0, &to);
    const Sapient__SapientMessage *m = next(&at);
    assert_true(m->timestamp->seconds == 1790000012);
    const Sapient__DetectionReport *d = m->detection_report;
    char object[LW_SAPIENT_ULID_SIZE], report[LW_SAPIENT_ULID_SIZE];
    memcpy(object, d->object_id, sizeof object);
    memcpy(report, d->report_id, sizeof report);
    assert_near(d->location->y, 0.9128072 * 57.29577951308232, 1e-9);
    assert_near(d->location->z, 3048, 0);
    assert_near(d->location->x_error, 30 / 68200.0, 1e-6);
    assert_near(d->location->y_error, 20 / 111267.0, 1e-6);
    assert_near(d->location->z_error, 10, 1e-9);
    assert_near(d->enu_velocity->north_rate, 40, 0);
    assert_near(d->enu_velocity->up_rate_error, 1, 1e-9);
    assert_near((double)d->detection_confidence, 0.99, 1e-6);
    assert_string_equal(d->state, "confirmed");
    assert_string_equal(d->id, "KLM1023");
    assert_int_equal(d->n_classification, 2);
    assert_string_equal(d->classification[0]->type, "Air vehicle");
    assert_string_equal(d->classification[0]->sub_class[0]->type,
                        "UAV rotary wing");
    assert_string_equal(d->classification[1]->sub_class[0]->type, "Bird");
    assert_int_equal(d->n_object_info, 5);
    assert_string_equal(d->object_info[0]->value, "A0007");
    assert_null(m->additional_information);
    d = next(&at)->detection_report;
    assert_string_equal(d->object_id, object);
    assert_string_not_equal(d->report_id, report);
}

static void what_is_not_known_is_not_told(void **state)
{
    struct lw_track track = fixture_track(8);
    size_t at = 0;

    (void)state;
    fresh();
    track.pos.alt_hae_m = track.vel_mps[0] = track.existence = (double)NAN;
    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    track.has_ident = 0;
    track.status = LW_TRACK_ENDED;
    memset(track.kinds, 0, sizeof track.kinds);
    encoder->track(mem, &track, NULL, 0, &to);
    const Sapient__DetectionReport *d = next(&at)->detection_report;
    assert_false(d->location->has_z || d->location->has_x_error);
    assert_null(d->enu_velocity);
    assert_false(d->has_detection_confidence);
    assert_int_equal(d->n_classification, 0);
    assert_null(d->id);
    assert_string_equal(d->state, "lost");
}

static void an_exercise_says_so_in_every_message(void **state)
{
    const struct lw_site made_up = {.name = "Noord", .exercise = true};
    const struct lw_encode_config exercise = {.site = &made_up};
    const Sapient__SapientMessage *m;
    size_t at = 0;

    (void)state;
    fresh();
    assert_int_equal(encoder->init(mem, &exercise, &fault), 0);
    beat(true);
    for (int i = 0; i < 3; i++) {
        m = next(&at);
        assert_memory_equal(m->additional_information, "EXERCISE", 8);
    }
}

static void a_task_is_refused_and_noise_passed_over(void **state)
{
    char id[] = REPORT_ID;
    Sapient__Task task = SAPIENT__TASK__INIT;
    struct sapient_sample s;
    uint8_t noise[64];
    size_t at = 0;

    (void)state;
    fresh();
    sample_detection(&s);
    task.task_id = id;
    task.has_control = 1;
    s.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK;
    s.msg.task = &task;
    say(&s.msg);
    const Sapient__SapientMessage *m = next(&at);
    assert_non_null(m->task_ack);
    assert_int_equal(m->task_ack->task_status,
                     SAPIENT__TASK_ACK__TASK_STATUS__TASK_STATUS_REJECTED);
    assert_non_null(strstr(m->task_ack->reason[0], "watches and warns"));
    s.msg.destination_id = s.msg.node_id; /* another's */
    say(&s.msg);
    assert_null(next(&at));
    memset(noise, 0xff, sizeof noise);
    assert_int_equal(encoder->heard(mem, noise, sizeof noise, now_ns, &to),
                     sizeof noise);
    noise[0] = 20;
    noise[1] = noise[2] = noise[3] = 0;
    assert_int_equal(encoder->heard(mem, noise, 24, now_ns, &to), 24);
    assert_null(next(&at));
}

static void a_sensor_that_is_down_is_a_warning(void **state)
{
    const struct lw_encode_round round = {.time_ns = now_ns, .beat = true};
    const struct lw_encode_sensor down = {.state = LW_HEARTBEAT_DOWN,
                                          .heard = true};
    size_t at = 0;

    (void)state;
    fresh();
    encoder->begin(mem, &round, &to);
    encoder->sensor(mem, &down, &to);
    encoder->end(mem, &to);
    (void)next(&at);
    assert_int_equal(next(&at)->status_report->system,
                     LW_SAPIENT_SYSTEM_WARNING);
}

/* Our own decoder makes of it what the track was. */
static void it_is_read_back(void **state)
{
    const struct lw_decoder *decoder = &lw_decoder_sapient;
    const struct lw_decode_config from = {.sensor = "noord"};
    struct lw_track track = fixture_track(9);
    struct lw_report report;
    void *reader = malloc(decoder->state_size);

    (void)state;
    assert_non_null(reader);
    track.kinds[LW_KIND_MULTIROTOR] = 0.5;
    track.kinds[LW_KIND_AIRLINER] = 0.1;
    track.kinds[LW_KIND_JET] = 0.1;
    track.kinds[LW_KIND_BIRD] = 0.2;
    track.kinds[LW_KIND_UNKNOWN] = 0.1;
    fresh();
    encoder->track(mem, &track, NULL, 0, &to);
    assert_int_equal(decoder->init(reader, &from, NULL), 0);
    assert_int_equal(decoder->decode(reader, (const uint8_t *)text,
                                     (size_t)lw_text_len(&to), 0, &report, 1,
                                     &fault),
                     1);
    assert_true(report.meas_ns == track.time_ns);
    assert_near(report.pos.lat_rad, track.pos.lat_rad, 1e-12);
    assert_near(report.cov_m2[0], 900, 0.1);
    assert_near(report.cov_m2[4], 400, 0.1);
    assert_near(report.vel_mps[0], -30, 1e-12);
    assert_near(report.confidence, 0.99, 1e-6);
    assert_int_equal(report.ident.icao, 0x4840d6);
    assert_string_equal(report.ident.callsign, "KLM1023");
    assert_string_equal(report.ident.remote_id, track.ident.remote_id);
    assert_string_equal(report.ident.squawk, "7000");
    for (int k = 0; k < LW_KINDS; k++)
        assert_near(report.kinds[k], k == LW_KIND_UNKNOWN ? 0 : track.kinds[k],
                    1e-5);
    free(reader);
}

static void a_datagram_has_no_length(void **state)
{
    const struct lw_encode_config datagrams = {.site = &site,
                                               .datagrams = true};
    const struct lw_track track = fixture_track(7);

    (void)state;
    fresh();
    assert_int_equal(encoder->init(mem, &datagrams, &fault), 0);
    encoder->track(mem, &track, NULL, 0, &to);
    assert_int_equal(lw_sapient_check((const uint8_t *)text,
                                      (size_t)lw_text_len(&to), &fault),
                     0);
}

static void a_node_id_is_a_uuid(void **state)
{
    static const struct lw_pair right = {"node_id", NODE_ID},
                                wrong = {"node_id", "centre"};
    struct lw_encode_config set = {
        .site = &site, .option = &right, .options = 1};
    const struct lw_track track = fixture_track(7);
    size_t at = 0;

    (void)state;
    fresh();
    assert_int_equal(encoder->init(mem, &set, &fault), 0);
    encoder->track(mem, &track, NULL, 0, &to);
    assert_string_equal(next(&at)->node_id, NODE_ID);
    set.option = &wrong;
    assert_int_equal(encoder->init(mem, &set, &fault), LW_ERR_RANGE);
}

static void text_of_others_is_utf8_or_left_out(void **state)
{
    struct lw_track track = fixture_nasty();
    size_t at = 0;

    (void)state;
    track.time_ns = now_ns; /* what was there is later than time can be told */
    fresh();
    encoder->track(mem, &track, NULL, 0, &to);
    const Sapient__SapientMessage *m = next(&at);
    assert_non_null(m);
    assert_string_equal(m->detection_report->id, "<<<<<<<<<<<");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_a_file_the_registration_comes_first),
        cmocka_unit_test(to_a_peer_nothing_is_told_until_it_agrees),
        cmocka_unit_test(a_track_is_a_detection_with_all_that_is_known),
        cmocka_unit_test(what_is_not_known_is_not_told),
        cmocka_unit_test(an_exercise_says_so_in_every_message),
        cmocka_unit_test(a_task_is_refused_and_noise_passed_over),
        cmocka_unit_test(a_sensor_that_is_down_is_a_warning),
        cmocka_unit_test(it_is_read_back),
        cmocka_unit_test(a_datagram_has_no_length),
        cmocka_unit_test(a_node_id_is_a_uuid),
        cmocka_unit_test(text_of_others_is_utf8_or_left_out),
    };

    return cmocka_run_group_tests(tests, begin, finish);
}
