/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Remote ID as a drone broadcasts it: frames of Wi-Fi, advertisements of
 * Bluetooth, out of a capture. A frame is the whole payload; a message one of
 * its pack.
 *
 * A pack that says more messages than there are is refused as a whole; of one
 * that is there, a message that cannot be read leaves the others be.
 *
 * Source  remote_id_air.h, remote_id.h
 */
#include <stdio.h>
#include <string.h>

#include "formats.h"
#include "remote_id_air.h"
#include "remote_id_describe.h"
#include "remote_id_reports.h"

enum {
    FRAME_LEN_MAX = 4096,
    CARRIED = LW_CARRIES(LW_PAYLOAD_WIFI) | LW_CARRIES(LW_PAYLOAD_BLUETOOTH),
};

struct remote_id {
    struct lw_decode_config config;
    /* of the payload */
    unsigned kinds;
    bool has_level;
    double level_dbm;
    char address[LW_OBJECT_MAX + 1];
    /* of the frame: what part() came to */
    struct lw_remote_id_found found, ahead;
    size_t at;     /* of the next message */
    unsigned left; /* messages of the pack, that one included */
    int err;       /* of the message that part() came to, or 0 */
    struct lw_fault fault;
    struct lw_remote_id message;
    struct lw_remote_id_french french; /* in its place, where found.french */
    struct lw_remote_id_crafts crafts;
};

static int remote_id_init(void *state, const struct lw_decode_config *config,
                          struct lw_fault *fault)
{
    struct remote_id *r = state;

    (void)fault;
    memset(r, 0, sizeof *r);
    r->config = *config;
    r->kinds = CARRIED;
    r->err = lw_fault_set(&r->fault, LW_ERR_MISSING, 0, 0, "frame: none yet");
    lw_remote_id_crafts_init(&r->crafts);
    return 0;
}

static int remote_id_guess(const uint8_t *buf, size_t len)
{
    struct lw_remote_id_found found;

    return lw_remote_id_find(buf, len, CARRIED, 0, &found) ? 90 : 0;
}

static void remote_id_carrier(void *state, const struct lw_payload *payload)
{
    struct remote_id *r = state;

    r->kinds = LW_CARRIES(payload->kind);
    r->has_level = payload->has_level;
    r->level_dbm = payload->level_dbm;
}

/* All of it, or nothing: a frame without Remote ID is none of ours. */
static size_t remote_id_frame(const uint8_t *buf, size_t len, int end,
                              size_t *start)
{
    struct lw_remote_id_found found;
    const size_t frame = len < FRAME_LEN_MAX ? len : FRAME_LEN_MAX;

    (void)end;
    *start = 0;
    if (lw_remote_id_find(buf, frame, CARRIED, 0, &found))
        return frame;
    *start = len;
    return 0;
}

/* The next of the frame's packs: how many messages it has, or an error. */
static int open_pack(struct remote_id *r, const uint8_t *frame)
{
    const struct lw_remote_id_found *f = &r->found;
    const uint8_t *pack = frame + f->at;

    r->at = f->at;
    if (f->french) {
        const int err =
            lw_remote_id_french_read(pack, f->len, &r->french, &r->fault);
        return err < 0 ? err : 1;
    }
    if (f->len < 1 || pack[0] >> 4 != LW_REMOTE_ID_PACK)
        return 1; /* a message by itself */
    const int count = lw_remote_id_pack(pack, f->len, &r->fault);
    const size_t have =
        f->len < LW_REMOTE_ID_PACK_HEAD
            ? 0
            : (f->len - LW_REMOTE_ID_PACK_HEAD) / LW_REMOTE_ID_LEN;
    if (count > 0 && have < (size_t)count)
        return lw_fault_set(&r->fault, LW_ERR_TRUNCATED, 0, 0,
                            "pack: says %d messages, has %u", count,
                            (unsigned)have);
    r->at += LW_REMOTE_ID_PACK_HEAD;
    return count;
}

static void set_address(struct remote_id *r)
{
    const uint8_t *a = r->found.address;

    (void)snprintf(r->address, sizeof r->address, "%02x%02x%02x%02x%02x%02x",
                   a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Comes to the next message: sets it, or the error that is in its place. */
static void next_message(struct remote_id *r, const uint8_t *frame)
{
    if (r->left == 0) {
        const int count = open_pack(r, frame);

        r->left = count > 0 ? (unsigned)count : 1;
        r->err = count > 0 ? 0 : count;
        set_address(r);
    }
    const size_t end = r->found.at + r->found.len;
    if (r->err == 0 && !r->found.french)
        r->err = lw_remote_id_read(frame + r->at, end - r->at, &r->message,
                                   &r->fault);
    r->at += LW_REMOTE_ID_LEN;
    r->left--;
}

static size_t remote_id_part(void *state, const uint8_t *frame, size_t len,
                             size_t from)
{
    struct remote_id *r = state;

    r->err = 0;
    if (from == 0) {
        r->left = 0;
        if (!lw_remote_id_find(frame, len, r->kinds, 0, &r->ahead)) {
            r->err = lw_fault_set(&r->fault, LW_ERR_NOT_MINE, 0, 0,
                                  "frame: has no Remote ID");
            return len;
        }
    }
    if (r->left == 0)
        r->found = r->ahead;
    next_message(r, frame);
    if (r->left > 0)
        return r->at;
    const size_t end = r->found.at + r->found.len;
    return lw_remote_id_find(frame, len, r->kinds, r->found.next, &r->ahead)
               ? end
               : len;
}

static int refuse(const struct remote_id *r, struct lw_fault *fault)
{
    if (fault != NULL)
        *fault = r->fault;
    return r->err;
}

static int remote_id_decode(void *state, const uint8_t *msg, size_t len,
                            int64_t rx_ns, struct lw_report *out,
                            size_t out_max, struct lw_fault *fault)
{
    struct remote_id *r = state;

    (void)msg;
    (void)len;
    if (r->err < 0)
        return refuse(r, fault);
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    return r->found.french
               ? lw_remote_id_take_french(&r->crafts, r->address, &r->french,
                                          r->config.sensor, rx_ns, out)
               : lw_remote_id_take(&r->crafts, r->address, &r->message,
                                   r->config.sensor, rx_ns, out);
}

static int remote_id_describe(void *state, const uint8_t *msg, size_t len,
                              char *text, size_t size, struct lw_fault *fault)
{
    const struct remote_id *r = state;
    const bool french = r->found.french;
    struct lw_text to;

    (void)msg;
    (void)len;
    if (r->err < 0)
        return refuse(r, fault);
    lw_text_init(&to, text, size);
    lw_text_put(&to, "\"message\":");
    lw_text_quote(&to, lw_remote_id_type_name(french ? LW_REMOTE_ID_LOCATION
                                                     : r->message.type));
    lw_text_put(&to, ",\"transport\":");
    lw_text_quote(&to, lw_remote_id_transport_name(r->found.transport));
    lw_text_put(&to, ",\"address\":");
    lw_text_quote(&to, r->address);
    if (r->has_level) {
        lw_text_put(&to, ",\"level\":");
        lw_text_fixed(&to, r->level_dbm, 1);
    }
    if (french) {
        lw_remote_id_describe_french(&r->french, r->config.personal, &to);
    } else {
        lw_text_put(&to, ",\"counter\":");
        lw_text_int(&to, r->found.counter);
        lw_remote_id_describe(&r->message, r->config.personal, &to);
    }
    return lw_text_len(&to);
}

const struct lw_decoder lw_decoder_remote_id = {
    .name = "remote-id",
    .format = "remote-id",
    .title = "Remote ID over Wi-Fi and Bluetooth",
    .spec = "ASTM F3411-22a; ASD-STAN EN 4709-002",
    .frame_len_max = FRAME_LEN_MAX,
    .state_size = sizeof(struct remote_id),
    .carried = CARRIED,
    .init = remote_id_init,
    .guess = remote_id_guess,
    .carrier = remote_id_carrier,
    .frame = remote_id_frame,
    .part = remote_id_part,
    .decode = remote_id_decode,
    .describe = remote_id_describe,
};
