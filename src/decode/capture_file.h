/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capture_file.h - pcap and pcapng: bytes of a file to packets.
 *
 * Written here, not taken from libpcap (which reads live interfaces for us):
 * that gives up on a pcapng file whose interfaces differ in link type, wants a
 * FILE of its own where ours is unpacked on the way, does not say where in the
 * file a packet stands, and ends at the first length that is broken.
 *
 * Source  draft-ietf-opsawg-pcap-04; draft-ietf-opsawg-pcapng-02
 */
#ifndef LW_CAPTURE_FILE_H
#define LW_CAPTURE_FILE_H

#include "packet.h"

enum {
    LW_CAPTURE_PACKET_MAX = 262144, /* bytes; what programs capture at most */
    LW_CAPTURE_BLOCK_MAX = LW_CAPTURE_PACKET_MAX + 65536,
    LW_CAPTURE_INTERFACES_MAX = 256, /* of a section */
    LW_CAPTURE_SKIP_MAX = 64 << 20,  /* bytes of a block of no interest */
};

struct lw_capture_interface {
    int link_type;
    int fcs_len; /* -1: not said */
    uint32_t snap_len;
    uint8_t resolution; /* of its clock: 10^-n s; with the top bit 2^-n s */
    int64_t offset_s;   /* of its clock */
};

struct lw_capture_file {
    const char *format; /* "pcap", "pcapng" */
    bool begun, big_endian;
    bool nanoseconds, modified; /* pcap */
    bool lost;                  /* looking for where a packet begins */
    uint64_t skip;              /* bytes that are of no interest */
    int64_t last_ns;
    uint64_t packets; /* so far, to tell which one is wrong */
    uint32_t interfaces;
    struct lw_capture_interface interface[LW_CAPTURE_INTERFACES_MAX];
};

/* Whether these first bytes are a capture's. */
bool lw_capture_is(const uint8_t *buf, size_t len);

void lw_capture_init(struct lw_capture_file *file);

/*
 * What stands at the front of `buf`, `offset` bytes into the file. Returns the
 * bytes that are done with, 0 for "more bytes". *got: 1 with a packet, whose
 * bytes are in buf; 0: none in these; or what is wrong with them, with
 * *fault's sentence. `end`: there will be no more bytes. A buffer of
 * LW_CAPTURE_BLOCK_MAX always gets on.
 */
LW_NODISCARD size_t lw_capture_next(struct lw_capture_file *file,
                                    const uint8_t *buf, size_t len,
                                    int64_t offset, bool end,
                                    struct lw_packet *packet, int *got,
                                    struct lw_fault *fault);

#endif
