/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet.h - one packet of a capture, and what it carries once the headers of
 * link, network and transport are off.
 *
 * Datagrams that came in fragments are put together, streams of TCP put in
 * order, within the limits below; what is left out is counted, and a stream
 * that lost bytes says so. Nothing here knows what the payloads mean.
 *
 * Source  tcpdump.org/linktypes (LINKTYPE_ numbers); RFC 791, 8200, 768, 9293
 */
#ifndef LW_PACKET_H
#define LW_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

/* LINKTYPE_ numbers that can be read. */
enum lw_link {
    LW_LINK_NULL = 0,
    LW_LINK_ETHERNET = 1,
    LW_LINK_RAW_BSD = 12,
    LW_LINK_RAW_OPENBSD = 14,
    LW_LINK_RAW = 101,
    LW_LINK_IEEE802_11 = 105,
    LW_LINK_LOOP = 108,
    LW_LINK_LINUX_SLL = 113,
    LW_LINK_PRISM = 119,
    LW_LINK_RADIOTAP = 127,
    LW_LINK_AVS = 163,
    LW_LINK_HCI_H4 = 187,
    LW_LINK_PPI = 192,
    LW_LINK_HCI_H4_PHDR = 201,
    LW_LINK_IPV4 = 228,
    LW_LINK_IPV6 = 229,
    LW_LINK_BLE = 251,
    LW_LINK_BLUETOOTH_MONITOR = 254,
    LW_LINK_BLE_PHDR = 256,
    LW_LINK_NORDIC_BLE = 272,
    LW_LINK_LINUX_SLL2 = 276,
};

struct lw_packet {
    int link_type;   /* enum lw_link, or another number */
    int64_t time_ns; /* when it was captured; since the Unix epoch */
    int64_t offset;  /* of bytes[0] in the capture */
    const uint8_t *bytes;
    size_t len;      /* captured */
    size_t wire_len; /* that it had; more than len: it was cut */
    int fcs_len;     /* Ethernet: bytes of check sequence at its end; -1: not
                        said */
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
    int64_t offset; /* of bytes[0] in the capture */
    bool cut;       /* the capture has not all of it */

    /* Wi-Fi and Bluetooth */
    bool has_address;
    uint8_t address[6]; /* of the radio that sent it, as it is written */
    bool has_level;
    double level_dbm;  /* as received */
    uint32_t freq_mhz; /* that it came on; 0: not known */
    uint8_t pdu_type;  /* Bluetooth: ADV_IND 0, ADV_NONCONN_IND 2,
                          SCAN_RSP 4, extended 7 */
    bool extended;     /* Bluetooth 5: an extended advertising PDU */
    bool coded;        /* Bluetooth 5: on the coded PHY, "long range" */

    /* UDP, TCP */
    uint16_t port[2];   /* from, to */
    uint8_t ip_version; /* 4, 6 */
    uint8_t ip[2][16];  /* from, to; IPv4: the first four */
    uint32_t flow;      /* number of the stream, or of the pair of
                           addresses and ports; never used again */
    bool gap;           /* TCP: bytes before these are missing */
    bool end;           /* TCP: the sender has ended; len may be 0 */
};

struct lw_unwrap_counts {
    uint64_t packets;
    uint64_t payloads;
    uint64_t other;     /* carry nothing that a format could be in */
    uint64_t damaged;   /* by their check sums, or lengths that do not fit */
    uint64_t cut;       /* by the one who captured */
    uint64_t fragments; /* of datagrams that never became whole */
    uint64_t repeated;  /* segments that had been there before */
    uint64_t gaps;      /* in streams */
};

/* The state between packets: pieces of datagrams and of streams. */
struct lw_unwrap;
size_t lw_unwrap_size(void);
struct lw_unwrap *lw_unwrap_init(void *mem, size_t size);

/*
 * One packet, whose bytes stay until the last payload is taken. Then
 * lw_unwrap_next() until it returns 0: 1 with a payload, which is good until
 * the next call. After the last packet lw_unwrap_end(), and what waited for
 * bytes that never came is given out the same way.
 */
void lw_unwrap_take(struct lw_unwrap *unwrap, const struct lw_packet *packet);
void lw_unwrap_end(struct lw_unwrap *unwrap);
LW_NODISCARD int lw_unwrap_next(struct lw_unwrap *unwrap,
                                struct lw_payload *payload);

const struct lw_unwrap_counts *lw_unwrap_counts(const struct lw_unwrap *unwrap);

/* Whether packets of this link type can be read at all. */
bool lw_link_known(int link_type);

#endif
