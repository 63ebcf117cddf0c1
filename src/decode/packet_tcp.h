/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet_tcp.h - flows, and the bytes of streams in their order.
 *
 * Segments that come before their turn wait, within limits; those that were
 * there are dropped; what never comes is a gap, told of by the next piece.
 */
#ifndef LW_PACKET_TCP_H
#define LW_PACKET_TCP_H

#include "packet.h"

enum {
    LW_FLOW_SETS = 512,  /* of LW_FLOW_WAYS flows; the one that was silent */
    LW_FLOW_WAYS = 4,    /* longest makes room */
    LW_SLOTS_MAX = 1024, /* waiting pieces of segments, of all streams */
    LW_SLOT_BYTES = 2048,
    LW_SLOTS_OF_ONE_MAX = 512,
    LW_TCP_WAIT_MS = 1000, /* for a segment that later ones overtook */
    LW_TCP_FAR = 1 << 20,  /* bytes from what is due: another conversation,
                              unless the next segment goes on there */
};

struct lw_flow {
    bool used, begun, give_up;
    uint8_t key[38]; /* protocol, version, addresses, ports */
    uint32_t number;
    uint32_t origin;   /* sequence number of its first byte */
    uint32_t next;     /* sequence number that is due */
    uint32_t far_next; /* behind the last segment that was far away */
    bool has_far;
    bool was_cut;  /* the last piece, by the one who captured */
    int32_t first; /* slot; -1: none waits */
    uint32_t slots;
    int64_t heard_ns;
    uint64_t turn; /* when it was heard last, in packets */
};

struct lw_slot {
    int32_t next;          /* in the order of their bytes */
    uint32_t seq, missing; /* missing: bytes behind it that were cut off */
    uint16_t len;
    bool end;
    int64_t time_ns, offset;
    uint8_t bytes[LW_SLOT_BYTES];
};

struct lw_tcp {
    struct lw_flow flow[LW_FLOW_SETS * LW_FLOW_WAYS];
    struct lw_slot slot[LW_SLOTS_MAX];
    int32_t free;   /* list of slots */
    int32_t given;  /* slot whose bytes were given out; -1 */
    uint32_t flows; /* ever */
    uint64_t turns;
    struct lw_flow *at;     /* whose pieces are given out now */
    struct lw_payload held; /* the segment that came, when it has its turn */
    uint32_t held_seq, held_missing;
    bool has_held, held_end;
    uint32_t ending; /* flow that is looked at; after the last packet */
    bool ended;
};

void lw_tcp_init(struct lw_tcp *tcp);

/* The flow of these addresses and ports, made if need be; its number goes
 * into *payload. */
struct lw_flow *lw_flow_of(struct lw_tcp *tcp, uint8_t protocol,
                           struct lw_payload *payload,
                           struct lw_unwrap_counts *counts);

/* A segment with its header, of which the capture lacks the last `missing`
 * bytes. 0, or why it cannot be used. */
LW_NODISCARD int lw_tcp_take(struct lw_tcp *tcp, struct lw_payload *payload,
                             size_t missing, struct lw_unwrap_counts *counts);
void lw_tcp_end(struct lw_tcp *tcp);
LW_NODISCARD int lw_tcp_next(struct lw_tcp *tcp, struct lw_payload *payload,
                             struct lw_unwrap_counts *counts);

#endif
