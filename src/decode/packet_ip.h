/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet_ip.h - datagrams and streams out of packets of the internet protocol.
 *
 * Units   ns since the Unix epoch: the packets' own time
 * Source  RFC 791, 815, 8200 4.5, 5722; 768; 9293
 */
#ifndef LW_PACKET_IP_H
#define LW_PACKET_IP_H

#include "packet.h"
#include "packet_tcp.h"

enum {
    LW_IP_DATAGRAM_MAX = 65536,
    LW_IP_WHOLES_MAX = 16,      /* datagrams in fragments, at once */
    LW_IP_FRAGMENT_WAIT_S = 30, /* for the rest of one */
};

/* A datagram whose fragments come in. */
struct lw_whole {
    bool used;
    uint8_t key[38];         /* version, protocol, identification, addresses */
    int64_t time_ns, offset; /* of its first byte, or of what came first */
    size_t have;             /* bytes */
    size_t len;              /* SIZE_MAX: not known yet */
    uint64_t pieces;
    uint8_t there[LW_IP_DATAGRAM_MAX / 8 / 8]; /* a bit for 8 bytes */
    uint8_t bytes[LW_IP_DATAGRAM_MAX];
};

struct lw_ip {
    struct lw_whole whole[LW_IP_WHOLES_MAX];
    struct lw_tcp tcp;
    bool has_datagram;
    struct lw_payload datagram;
};

void lw_ip_init(struct lw_ip *ip);

/* One packet: 0, or why nothing of it can be used. */
LW_NODISCARD int lw_ip_unwrap(struct lw_ip *ip, const struct lw_packet *packet,
                              struct lw_payload *payload,
                              struct lw_unwrap_counts *counts);
void lw_ip_end(struct lw_ip *ip, struct lw_unwrap_counts *counts);
LW_NODISCARD int lw_ip_next(struct lw_ip *ip, struct lw_payload *payload,
                            struct lw_unwrap_counts *counts);

#endif
