/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet.h - one packet of a capture, and what it carries once the headers of
 * link, network and transport are off.
 *
 * Source  tcpdump.org/linktypes (LINKTYPE_ numbers)
 */
#ifndef LW_PACKET_H
#define LW_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_packet {
    int link_type;   /* LINKTYPE_ number */
    int64_t time_ns; /* when it was captured; since the Unix epoch */
    int64_t offset;  /* of bytes[0] in the capture */
    const uint8_t *bytes;
    size_t len; /* captured */
};

enum lw_payload_kind {
    LW_PAYLOAD_UDP,       /* one datagram */
    LW_PAYLOAD_TCP,       /* a piece of a stream, in order */
    LW_PAYLOAD_WIFI,      /* an IEEE 802.11 frame, without radiotap and FCS */
    LW_PAYLOAD_BLUETOOTH, /* a Low Energy advertising PDU: header, payload */
};
#define LW_CARRIES(kind) (1u << (kind))

struct lw_payload {
    enum lw_payload_kind kind;
    const uint8_t *bytes;
    size_t len;
    int64_t time_ns;
    int64_t offset;     /* of bytes[0] in the capture */
    uint8_t address[6]; /* of the radio that sent it; Wi-Fi, Bluetooth */
    bool has_level;
    double level_dbm; /* as received */
    uint16_t port[2]; /* from, to; UDP, TCP */
};

#endif
