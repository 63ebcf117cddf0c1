/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   TCP:  port from (2), to (2), sequence (4), acknowledged (4), length of the
 *         header in words (4 bits), flags (12 bits), window (2), check sum (2),
 *         urgent (2), options; the bytes of the stream
 *
 * Check sums are not looked at: network cards put them in after a capture has
 * seen the packet.
 */
#include "packet_tcp.h"

#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "packet_radio.h"

enum {
    TCP = 6,
    HEAD_LEN = 20,
    FLAG_FIN = 0x01,
    FLAG_SYN = 0x02,
    FLAG_RST = 0x04,
    NO_SLOT = -1,
};

void lw_tcp_init(struct lw_tcp *tcp)
{
    for (size_t i = 0; i < LW_FLOW_SETS * LW_FLOW_WAYS; i++)
        tcp->flow[i].used = false;
    for (int32_t i = 0; i < LW_SLOTS_MAX; i++)
        tcp->slot[i].next = i + 1 < LW_SLOTS_MAX ? i + 1 : NO_SLOT;
    tcp->free = 0;
    tcp->given = NO_SLOT;
    tcp->flows = 0;
    tcp->turns = 0;
    tcp->at = NULL;
    tcp->has_held = false;
    tcp->ended = false;
    tcp->ending = 0;
}

static void release(struct lw_tcp *tcp, int32_t slot)
{
    tcp->slot[slot].next = tcp->free;
    tcp->free = slot;
}

/* What waits is given up, unseen. */
static void forget(struct lw_tcp *tcp, struct lw_flow *flow,
                   struct lw_unwrap_counts *counts)
{
    counts->gaps += flow->first != NO_SLOT;
    while (flow->first != NO_SLOT) {
        const int32_t slot = flow->first;
        flow->first = tcp->slot[slot].next;
        release(tcp, slot);
    }
    flow->slots = 0;
}

static void make_key(uint8_t key[38], uint8_t protocol,
                     const struct lw_payload *p)
{
    const size_t len = p->ip_version == 4 ? 4 : 16;

    memset(key, 0, 38);
    key[0] = protocol;
    key[1] = p->ip_version;
    memcpy(key + 2, p->ip[0], len);
    memcpy(key + 18, p->ip[1], len);
    key[34] = (uint8_t)(p->port[0] >> 8);
    key[35] = (uint8_t)p->port[0];
    key[36] = (uint8_t)(p->port[1] >> 8);
    key[37] = (uint8_t)p->port[1];
}

/* FNV-1a */
static uint32_t hash(const uint8_t key[38])
{
    uint32_t sum = 2166136261U;

    for (int i = 0; i < 38; i++)
        sum = (sum ^ key[i]) * 16777619U;
    return sum;
}

struct lw_flow *lw_flow_of(struct lw_tcp *tcp, uint8_t protocol,
                           struct lw_payload *p,
                           struct lw_unwrap_counts *counts)
{
    uint8_t key[38];

    make_key(key, protocol, p);
    struct lw_flow *set =
        &tcp->flow[(size_t)(hash(key) % LW_FLOW_SETS) * LW_FLOW_WAYS];
    struct lw_flow *flow = set;
    for (size_t i = 0; i < LW_FLOW_WAYS; i++) {
        if (set[i].used && memcmp(set[i].key, key, sizeof key) == 0) {
            flow = &set[i];
            break;
        }
        if (flow->used && (!set[i].used || set[i].turn < flow->turn))
            flow = &set[i];
    }
    if (!flow->used || memcmp(flow->key, key, sizeof key) != 0) {
        if (flow->used)
            forget(tcp, flow, counts);
        *flow = (struct lw_flow){
            .used = true, .number = tcp->flows++, .first = NO_SLOT};
        memcpy(flow->key, key, sizeof key);
    }
    flow->turn = tcp->turns++;
    p->flow = flow->number;
    return flow;
}

/* Whether the segment is so far from what is due that it is dropped; where the
 * next one goes on from it, the stream does go on there. */
static bool is_far(struct lw_tcp *tcp, struct lw_flow *flow, uint32_t seq,
                   size_t len, struct lw_unwrap_counts *counts)
{
    const int32_t ahead = (int32_t)(seq - flow->next);

    if (ahead <= LW_TCP_FAR && ahead >= -LW_TCP_FAR) {
        flow->has_far = false;
        return false;
    }
    if (flow->has_far && seq == flow->far_next) {
        forget(tcp, flow, counts);
        flow->has_far = false;
        flow->give_up = true;
        flow->next = seq - 1; /* so that it comes behind a gap */
        return false;
    }
    flow->has_far = true;
    flow->far_next = seq + (uint32_t)len;
    return true;
}

int lw_tcp_take(struct lw_tcp *tcp, struct lw_payload *p, size_t missing,
                struct lw_unwrap_counts *counts)
{
    if (p->len < HEAD_LEN)
        return LW_ERR_TRUNCATED;
    const size_t head = (size_t)(p->bytes[12] >> 4) * 4;
    const uint8_t flags = p->bytes[13];
    uint32_t seq = lw_be32(p->bytes + 4);
    if (head < HEAD_LEN)
        return LW_ERR_INTEGRITY;
    p->kind = LW_PAYLOAD_TCP;
    p->port[0] = lw_be16(p->bytes);
    p->port[1] = lw_be16(p->bytes + 2);
    const int err = lw_payload_strip(p, head);
    if (err < 0)
        return p->cut ? err : LW_ERR_INTEGRITY;
    if ((flags & FLAG_RST) != 0)
        return 0; /* it carries nothing, and whose it is nobody knows */
    struct lw_flow *flow = lw_flow_of(tcp, TCP, p, counts);
    if ((flags & FLAG_SYN) != 0) {
        seq++;
        if (flow->begun && flow->origin != seq) {
            forget(tcp, flow, counts);
            flow->number = tcp->flows++;
            p->flow = flow->number;
            flow->begun = false;
        }
    }
    if (!flow->begun)
        flow->next = flow->origin = seq;
    flow->begun = true;
    if (p->len == 0 && (flags & FLAG_FIN) == 0)
        return 0;
    if (is_far(tcp, flow, seq, p->len + missing, counts)) {
        counts->damaged++;
        return 0;
    }
    flow->heard_ns = p->time_ns;
    tcp->at = flow;
    tcp->held = *p;
    tcp->held_seq = seq;
    tcp->held_missing = (uint32_t)missing;
    tcp->held_end = (flags & FLAG_FIN) != 0;
    tcp->has_held = true;
    if (flow->first != NO_SLOT && (int32_t)(seq - flow->next) > 0 &&
        p->time_ns - tcp->slot[flow->first].time_ns >
            LW_TCP_WAIT_MS * INT64_C(1000000))
        flow->give_up = true;
    return 0;
}

void lw_tcp_end(struct lw_tcp *tcp)
{
    tcp->ended = true;
    tcp->ending = 0;
}

/* A piece in the order of the stream, `*seq` bytes into it: 1 with what of it
 * is new, 0: nothing is. */
static int give(struct lw_flow *flow, uint32_t seq, uint32_t missing, bool end,
                struct lw_payload *piece, struct lw_unwrap_counts *counts)
{
    const int32_t ahead = (int32_t)(seq - flow->next);
    const size_t old = ahead < 0 ? (size_t) - (int64_t)ahead : 0;

    if (old > 0 && old >= piece->len + end) {
        counts->repeated++;
        return 0;
    }
    const size_t skip = old < piece->len ? old : piece->len;
    piece->bytes += skip;
    piece->len -= skip;
    piece->offset += (int64_t)skip;
    piece->gap = ahead > 0 || flow->was_cut;
    flow->was_cut = missing > 0;
    piece->end = end;
    piece->flow = flow->number;
    counts->gaps += piece->gap;
    flow->next = seq + (uint32_t)(skip + piece->len) + missing + end;
    return 1;
}

/* The first of those that wait, if it is its turn. */
static int give_waiting(struct lw_tcp *tcp, struct lw_payload *out,
                        struct lw_unwrap_counts *counts)
{
    struct lw_flow *flow = tcp->at;
    int got = 0;

    while (got == 0 && flow->first != NO_SLOT) {
        const int32_t index = flow->first;
        struct lw_slot *slot = &tcp->slot[index];
        if ((int32_t)(slot->seq - flow->next) > 0) {
            if (!flow->give_up)
                break;
            flow->give_up = false;
        }
        flow->first = slot->next;
        flow->slots--;
        *out = tcp->held;
        out->bytes = slot->bytes;
        out->len = slot->len;
        out->offset = slot->offset;
        out->time_ns = slot->time_ns;
        out->cut = slot->missing > 0;
        got = give(flow, slot->seq, slot->missing, slot->end, out, counts);
        if (got == 1)
            tcp->given = index;
        else
            release(tcp, index);
    }
    return got;
}

/* Copy the held segment among those that wait. False: there is no room. */
static bool put_aside(struct lw_tcp *tcp, struct lw_unwrap_counts *counts)
{
    struct lw_flow *flow = tcp->at;
    const struct lw_payload *p = &tcp->held;
    int32_t *at = &flow->first;
    size_t done = 0;
    bool placed = false;
    uint32_t room = 0;

    for (int32_t i = tcp->free; i != NO_SLOT && room <= p->len / LW_SLOT_BYTES;
         i = tcp->slot[i].next)
        room++;
    if (room <= p->len / LW_SLOT_BYTES ||
        flow->slots + room > LW_SLOTS_OF_ONE_MAX)
        return false;
    while (done < p->len || !placed) {
        const size_t left = p->len - done;
        const size_t len = left < LW_SLOT_BYTES ? left : LW_SLOT_BYTES;
        const uint32_t seq = tcp->held_seq + (uint32_t)done;
        while (*at != NO_SLOT && (int32_t)(tcp->slot[*at].seq - seq) < 0)
            at = &tcp->slot[*at].next;
        placed = true;
        done += len;
        if (*at != NO_SLOT && tcp->slot[*at].seq == seq &&
            tcp->slot[*at].len >= len) {
            counts->repeated++;
            continue;
        }
        const int32_t index = tcp->free;
        struct lw_slot *slot = &tcp->slot[index];
        tcp->free = slot->next;
        slot->next = *at;
        slot->seq = seq;
        slot->len = (uint16_t)len;
        slot->end = tcp->held_end && done == p->len;
        slot->missing = done == p->len ? tcp->held_missing : 0;
        slot->time_ns = p->time_ns;
        slot->offset = p->offset + (int64_t)(done - len);
        memcpy(slot->bytes, p->bytes + (done - len), len);
        *at = index;
        at = &slot->next;
        flow->slots++;
    }
    return true;
}

/* The segment that came: now, aside, or nothing new. */
static int give_held(struct lw_tcp *tcp, struct lw_payload *out,
                     struct lw_unwrap_counts *counts)
{
    struct lw_flow *flow = tcp->at;

    assert(flow != NULL);
    tcp->has_held = false;
    if ((int32_t)(tcp->held_seq - flow->next) > 0 && !flow->give_up) {
        if (put_aside(tcp, counts))
            return 0;
        flow->give_up = true;
    }
    if (flow->give_up && flow->first != NO_SLOT) {
        tcp->has_held = true; /* after those that wait */
        return 0;
    }
    flow->give_up = false;
    *out = tcp->held;
    return give(flow, tcp->held_seq, tcp->held_missing, tcp->held_end, out,
                counts);
}

/* A flow in which something waits although there are no more packets. */
static struct lw_flow *next_ending(struct lw_tcp *tcp)
{
    while (tcp->ended && tcp->ending < LW_FLOW_SETS * LW_FLOW_WAYS) {
        struct lw_flow *flow = &tcp->flow[tcp->ending];
        if (flow->used && flow->first != NO_SLOT) {
            flow->give_up = true;
            return flow;
        }
        tcp->ending++;
    }
    return NULL;
}

int lw_tcp_next(struct lw_tcp *tcp, struct lw_payload *out,
                struct lw_unwrap_counts *counts)
{
    int got = 0;

    if (tcp->given != NO_SLOT)
        release(tcp, tcp->given);
    tcp->given = NO_SLOT;
    for (;;) {
        if (tcp->at != NULL)
            got = give_waiting(tcp, out, counts);
        if (tcp->at != NULL && got == 0 && tcp->has_held)
            got = give_held(tcp, out, counts);
        if (got == 1)
            return 1;
        if (tcp->at != NULL && tcp->has_held)
            continue; /* what waits goes first */
        tcp->at = next_ending(tcp);
        if (tcp->at == NULL)
            return 0;
    }
}
