/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SAPIENT: sensors ("nodes") and what fuses their reports, over TCP.
 *
 *   length (4 bytes, little-endian, of what follows)
 *   SapientMessage (protobuf): timestamp, node_id, one content: registration,
 *       status_report, detection_report, alert, .. acknowledgements, error
 *
 * We are the fusion node: a node registers and is told whether it is taken,
 * then sends status and detection reports. What is refused is answered with an
 * Error that says which field. A Task is for sensors, and comes from us or
 * not at all: it does not (doc/formats/sapient.md).
 *
 * Source  BSI Flex 335 v2.0 (2024); the prefix: clause 4.2
 */
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "formats.h"
#include "sapient_json.h"
#include "sapient_reports.h"

enum {
    HEAD = LW_SAPIENT_HEAD,
    PACKET_MAX = 4096, /* of a message that is sent back with an Error */
    STRICT = HEAD + 3,
};

enum reply {
    REPLY_NONE,
    REPLY_TAKEN,     /* a registration */
    REPLY_NOT_TAKEN, /* a registration */
    REPLY_ALERT,
    REPLY_TASK,
    REPLY_ERROR,
};

struct sapient {
    struct lw_decode_config config;
    struct lw_sapient_settings settings;
    struct lw_sapient_nodes nodes;
    char own_id[LW_SAPIENT_UUID_SIZE];
    bool astray; /* in bytes that are no messages, which has been said */

    enum reply reply; /* to the last message */
    char to[LW_SAPIENT_UUID_SIZE], subject[LW_SAPIENT_ULID_SIZE];
    char why[sizeof((struct lw_fault *)0)->what];
    const uint8_t *msg; /* that was refused, the caller's */
    size_t len;

    alignas(max_align_t) uint8_t unpacked[LW_SAPIENT_UNPACKED_MAX];
};

static int sapient_init(void *state, const struct lw_decode_config *config,
                        struct lw_fault *fault)
{
    struct sapient *s = state;
    const char *own = lw_decode_option(config, "node_id");

    memset(s, 0, offsetof(struct sapient, unpacked));
    s->config = *config;
    s->nodes.config = &s->config;
    if (own == NULL)
        lw_sapient_uuid(config->site != NULL ? config->site->name : "",
                        s->own_id);
    else if (lw_sapient_is_uuid(own))
        memcpy(s->own_id, own, sizeof s->own_id);
    else
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`node_id`: expected a UUID, got %s", own);
    return lw_sapient_settings(&s->config, &s->settings, &s->nodes, fault);
}

/* A head that can be none but a message's: a time stands first. */
static bool is_strict(const uint8_t *buf)
{
    const size_t len = lw_sapient_len(buf);

    return len > 2 && len <= LW_SAPIENT_BYTES_MAX && buf[HEAD] == 0x0a &&
           buf[HEAD + 1] <= 17 && buf[HEAD + 2] == 0x08;
}

static int sapient_guess(const uint8_t *buf, size_t len)
{
    const size_t msg = len < STRICT ? 0 : lw_sapient_len(buf);

    if (msg == 0 || msg > LW_SAPIENT_BYTES_MAX)
        return 0;
    if (msg <= len - HEAD && lw_sapient_check(buf + HEAD, msg, NULL) == 0)
        return 95;
    return is_strict(buf) ? 60 : 0;
}

/* A length that no message has: give out all up to where one may begin. */
static size_t sapient_frame(const uint8_t *buf, size_t len, int end,
                            size_t *start)
{
    size_t at = 1;

    *start = 0;
    if (len < HEAD)
        return end ? len : 0;
    const size_t msg = lw_sapient_len(buf);
    if (msg > 0 && msg <= LW_SAPIENT_BYTES_MAX)
        return msg <= len - HEAD ? HEAD + msg : end ? len : 0;
    if (len < STRICT)
        return end ? len : 0;
    while (at + STRICT <= len && !is_strict(buf + at) &&
           at < LW_SAPIENT_FRAME_MAX)
        at++;
    if (end && at + STRICT > len)
        at = len < LW_SAPIENT_FRAME_MAX ? len : LW_SAPIENT_FRAME_MAX;
    return at;
}

static int64_t sapient_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    (void)state;
    return len > HEAD ? lw_sapient_glance(msg + HEAD, len - HEAD).time_ns : -1;
}

/* The message of a frame; NULL with *fault's sentence and *err. */
static Sapient__SapientMessage *open_message(struct sapient *s,
                                             const uint8_t *msg, size_t len,
                                             int *err, struct lw_fault *fault)
{
    const size_t says = len >= HEAD ? lw_sapient_len(msg) : 0;

    if (says == 0 || says > LW_SAPIENT_BYTES_MAX)
        *err = lw_fault_set(fault, LW_ERR_SYNTAX, 0, 1,
                            "length: expected 1 to %d in 4 bytes, "
                            "little-endian, and a protobuf message of so many",
                            LW_SAPIENT_BYTES_MAX);
    else if (says != len - HEAD)
        *err = lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 1,
                            "length: says %zu, and %zu are there", says,
                            len - HEAD);
    else
        *err = lw_sapient_check(msg + HEAD, len - HEAD, fault);
    if (*err < 0) {
        if (fault != NULL && says == len - HEAD)
            fault->column += HEAD;
        return NULL;
    }
    Sapient__SapientMessage *m = lw_sapient_unpack(
        msg + HEAD, len - HEAD, s->unpacked, sizeof s->unpacked);
    if (m == NULL)
        *err = lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 1,
                            "SapientMessage: takes more than %d bytes unpacked",
                            LW_SAPIENT_UNPACKED_MAX);
    return m;
}

static void set_reply(struct sapient *s, enum reply reply, const char *to,
                      const char *subject)
{
    s->reply = reply;
    s->to[0] = s->subject[0] = '\0';
    if (lw_sapient_is_uuid(to))
        memcpy(s->to, to, sizeof s->to);
    if (subject != NULL)
        memcpy(s->subject, subject, sizeof s->subject);
}

/* Whose a message is, where that is known. */
static void put_whose(const struct sapient *s, const char *node_id,
                      struct lw_report *out)
{
    const char *sensor = lw_decode_sensor(&s->config, node_id);

    if (sensor != NULL)
        (void)snprintf(out->sensor, sizeof out->sensor, "%s", sensor);
}

/* Refused: with an Error, or a registration with its own answer. */
static int refuse(struct sapient *s, const uint8_t *msg, size_t len, int err,
                  const struct lw_fault *why, struct lw_report *out,
                  struct lw_fault *fault)
{
    struct lw_sapient_glance glance = {.content = 0};
    const bool stray = len < HEAD || lw_sapient_len(msg) != len - HEAD;

    if (fault != NULL)
        *fault = *why;
    memcpy(s->why, why->what, sizeof s->why);
    s->msg = msg;
    s->len = len;
    if (!stray)
        glance = lw_sapient_glance(msg + HEAD, len - HEAD);
    put_whose(s, glance.node_id, out);
    if (glance.content == SAPIENT__SAPIENT_MESSAGE__CONTENT_ERROR ||
        (stray && s->astray))
        return err; /* no Error in return for an Error, nor for each piece */
    s->astray = stray;
    set_reply(s,
              glance.content == SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION
                  ? REPLY_NOT_TAKEN
                  : REPLY_ERROR,
              glance.node_id, NULL);
    return err;
}

static int take_content(struct sapient *s, const Sapient__SapientMessage *m,
                        int64_t rx_ns, struct lw_report *out,
                        struct lw_fault *fault)
{
    struct lw_sapient_node *node = lw_sapient_node(&s->nodes, m, fault);
    int err = 0;

    if (node == NULL)
        return LW_ERR_UNKNOWN;
    if (m->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION) {
        err = lw_sapient_register(node, m->registration, fault);
        if (err == 0)
            set_reply(s, REPLY_TAKEN, m->node_id, NULL);
        return err;
    }
    if (m->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_ALERT) {
        set_reply(s, REPLY_ALERT, m->node_id, m->alert->alert_id);
        return 0;
    }
    if (m->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_STATUS_REPORT)
        lw_sapient_placed(&s->nodes, node, m->status_report);
    else if (m->content_case !=
             SAPIENT__SAPIENT_MESSAGE__CONTENT_DETECTION_REPORT)
        return 0; /* an answer to what we never asked */
    return lw_sapient_report(&s->nodes, node, &s->settings, m, rx_ns, out,
                             fault);
}

static int sapient_decode(void *state, const uint8_t *msg, size_t len,
                          int64_t rx_ns, struct lw_report *out, size_t out_max,
                          struct lw_fault *fault)
{
    struct sapient *s = state;
    struct lw_fault why = {0};
    int err = 0;

    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    s->reply = REPLY_NONE;
    const Sapient__SapientMessage *m = open_message(s, msg, len, &err, &why);
    if (m == NULL)
        return refuse(s, msg, len, err, &why, out, fault);
    s->astray = false;
    if (m->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK) {
        set_reply(s, REPLY_TASK, m->node_id, m->task->task_id);
        put_whose(s, m->node_id, out);
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 1,
                            "task: this centre watches and warns, and takes "
                            "no tasks");
    }
    const int got = take_content(s, m, rx_ns, out, &why);
    return got < 0 ? refuse(s, msg, len, got, &why, out, fault) : got;
}

static int sapient_describe(void *state, const uint8_t *msg, size_t len,
                            char *text, size_t size, struct lw_fault *fault)
{
    struct lw_text to;
    int err = 0;
    const Sapient__SapientMessage *m =
        open_message(state, msg, len, &err, fault);

    if (m == NULL)
        return err;
    lw_text_init(&to, text, size);
    lw_sapient_describe(m, &to);
    const int said = lw_text_len(&to);
    return said >= 0 ? said
                     : lw_fault_set(fault, said, 0, 1,
                                    "SapientMessage: too long to be told");
}

static size_t sapient_answer(void *state, int64_t now_ns, uint8_t *out,
                             size_t size)
{
    struct sapient *s = state;
    char task_refused[] = "this centre watches and warns, and takes no tasks";
    char *reasons[] = {s->reply == REPLY_TASK ? task_refused : s->why};
    uint8_t packet[PACKET_MAX];
    Sapient__Timestamp time = SAPIENT__TIMESTAMP__INIT;
    Sapient__RegistrationAck taken = SAPIENT__REGISTRATION_ACK__INIT;
    Sapient__AlertAck alert = SAPIENT__ALERT_ACK__INIT;
    Sapient__TaskAck task = SAPIENT__TASK_ACK__INIT;
    Sapient__Error error = SAPIENT__ERROR__INIT;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    time.has_seconds = time.has_nanos = true;
    time.seconds = now_ns / 1000000000;
    time.nanos = (int32_t)(now_ns % 1000000000);
    m.timestamp = &time;
    m.node_id = s->own_id;
    if (s->to[0] != '\0')
        m.destination_id = s->to;
    if (s->reply == REPLY_TAKEN || s->reply == REPLY_NOT_TAKEN) {
        taken.has_acceptance = true;
        taken.acceptance = s->reply == REPLY_TAKEN;
        if (!taken.acceptance) {
            taken.n_ack_response_reason = 1;
            taken.ack_response_reason = reasons;
        }
        m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION_ACK;
        m.registration_ack = &taken;
    } else if (s->reply == REPLY_ALERT) {
        alert.alert_id = s->subject;
        alert.has_alert_ack_status = true;
        alert.alert_ack_status =
            SAPIENT__ALERT_ACK__ALERT_ACK_STATUS__ALERT_ACK_STATUS_ACCEPTED;
        m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ALERT_ACK;
        m.alert_ack = &alert;
    } else if (s->reply == REPLY_TASK) {
        task.task_id = s->subject;
        task.has_task_status = true;
        task.task_status = SAPIENT__TASK_ACK__TASK_STATUS__TASK_STATUS_REJECTED;
        task.n_reason = 1;
        task.reason = reasons;
        m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK_ACK;
        m.task_ack = &task;
    } else if (s->reply == REPLY_ERROR) {
        error.has_packet = true;
        error.packet.len = s->len < PACKET_MAX ? s->len : PACKET_MAX;
        memcpy(packet, s->msg, error.packet.len);
        error.packet.data = packet;
        error.n_error_message = 1;
        error.error_message = reasons;
        m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ERROR;
        m.error = &error;
    } else {
        return 0;
    }
    s->reply = REPLY_NONE;
    return lw_sapient_pack(&m, out, size);
}

static const char *const option_keys[] = {"node_id", "geoid",    "declination",
                                          "heading", "heading.", "id",
                                          "class.",  NULL};

const struct lw_decoder lw_decoder_sapient = {
    .name = "sapient",
    .format = "sapient",
    .title = "SAPIENT (BSI Flex 335 v2.0)",
    .spec = "BSI Flex 335 v2.0 (2024)",
    .frame_len_max = LW_SAPIENT_FRAME_MAX,
    .state_size = sizeof(struct sapient),
    .named = 1,
    .carried = LW_CARRIES(LW_PAYLOAD_TCP),
    .options = option_keys,
    .init = sapient_init,
    .guess = sapient_guess,
    .frame = sapient_frame,
    .clock_ns = sapient_clock_ns,
    .decode = sapient_decode,
    .describe = sapient_describe,
    .answer = sapient_answer,
};
