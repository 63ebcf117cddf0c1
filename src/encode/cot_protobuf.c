/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursor on Target as TAK protocol version 1: a protobuf message a track,
 *
 *   by itself      0xBF 0x01 0xBF, message
 *   in a stream    0xBF, length as varint, message
 */
#include <string.h>

#include "cot_event.h"
#include "outputs.h"
#include "tak.pb-c.h"

enum {
    MAGIC = 0xbf,
    VERSION = 1,
    HEAD_MAX = 8,
    MESSAGE_MAX = 1024 + LW_COT_UID_SIZE + LW_COT_REST_MAX
};
static const double tak_unknown = 999999.0;

struct cot_protobuf {
    struct lw_cot cot;
    bool datagrams;
};

/* protobuf-c takes strings that may be written to; it does not. */
struct strings {
    char type[16], how[8], opex[4];
    char xml[LW_COT_REST_MAX + 1];
};

static int cot_protobuf_init(void *state, const struct lw_encode_config *config,
                             struct lw_fault *fault)
{
    struct cot_protobuf *proto = state;

    proto->datagrams = config->datagrams;
    return lw_cot_init(&proto->cot, config, fault);
}

static char *copy(char *to, size_t size, const char *from)
{
    struct lw_text text;

    lw_text_init(&text, to, size - 1);
    lw_text_put(&text, from);
    *text.at = '\0';
    return to;
}

static uint64_t milliseconds(int64_t time_ns)
{
    return time_ns > 0 ? (uint64_t)time_ns / 1000000 : 0;
}

static double known(double value)
{
    return value < LW_COT_UNKNOWN ? value : tak_unknown;
}

static void put_head(const struct cot_protobuf *proto, size_t len,
                     struct lw_text *to)
{
    char head[HEAD_MAX] = {(char)MAGIC, VERSION, (char)MAGIC};
    size_t size = 3;

    if (!proto->datagrams) {
        for (size = 1; len >= 0x80; len >>= 7)
            head[size++] = (char)(0x80 | (len & 0x7f));
        head[size++] = (char)len;
    }
    lw_text_bytes(to, head, size);
}

static void put_message(const struct cot_protobuf *proto,
                        const Tak__Message *message, struct lw_text *to)
{
    uint8_t packed[MESSAGE_MAX];
    const size_t len = tak__message__get_packed_size(message);

    if (len > sizeof packed) {
        to->full = true;
        return;
    }
    (void)tak__message__pack(message, packed);
    put_head(proto, len, to);
    lw_text_bytes(to, (const char *)packed, len);
}

static void cot_protobuf_track(void *state, const struct lw_track *track,
                               const struct lw_track_point *trail,
                               uint32_t points, struct lw_text *to)
{
    const struct cot_protobuf *proto = state;
    Tak__Message message;
    Tak__Event out;
    Tak__Detail detail;
    Tak__Contact contact;
    Tak__Track motion;
    struct lw_cot_event event;
    struct strings strings;
    struct lw_text rest;

    (void)trail;
    (void)points;
    tak__message__init(&message);
    tak__event__init(&out);
    tak__detail__init(&detail);
    tak__contact__init(&contact);
    tak__track__init(&motion);
    lw_cot_event(&proto->cot, track, &event);
    lw_text_init(&rest, strings.xml, LW_COT_REST_MAX);
    lw_cot_put_rest(&proto->cot, track, &rest);
    *rest.at = '\0';
    contact.callsign = event.callsign;
    motion.speed = event.speed_mps;
    motion.course = event.course_deg;
    detail.xml = strings.xml;
    detail.contact = &contact;
    detail.track = event.moves ? &motion : NULL;
    out.type = copy(strings.type, sizeof strings.type, event.type);
    out.opex = copy(strings.opex, sizeof strings.opex, event.opex);
    out.how = copy(strings.how, sizeof strings.how, event.how);
    out.uid = event.uid;
    out.send_time = out.start_time = milliseconds(event.time_ns);
    out.stale_time = milliseconds(event.stale_ns);
    out.lat = event.lat_deg;
    out.lon = event.lon_deg;
    out.hae = known(event.hae_m);
    out.ce = known(event.ce_m);
    out.le = known(event.le_m);
    out.detail = &detail;
    message.event = &out;
    put_message(proto, &message, to);
}

const struct lw_encoder lw_encoder_cot_protobuf = {
    .name = "cot-protobuf",
    .title = "Cursor on Target, TAK protocol 1",
    .spec = "TAK protocol version 1; doc/formats/cot.md",
    .type = "application/x-protobuf",
    .suffix = "tak",
    .binary = true,
    .state_size = sizeof(struct cot_protobuf),
    .track_max = MESSAGE_MAX + HEAD_MAX,
    .options = lw_cot_options,
    .init = cot_protobuf_init,
    .track = cot_protobuf_track,
};
