/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capture.h - packets of a live interface, by libpcap.
 *
 * It needs the right to listen to everything (on Linux CAP_NET_RAW), and for
 * the monitor mode of Wi-Fi CAP_NET_ADMIN as well.
 */
#ifndef LW_CAPTURE_H
#define LW_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"

enum {
    LW_CAPTURE_SNAP = 262144, /* bytes of a packet */
    LW_CAPTURE_PER_WAKE = 512,
    LW_CAPTURE_BUFFER = 8 * 1024 * 1024,
};

struct lw_capture_options {
    const char *interface;
    const char *filter; /* as in pcap-filter(7); "": everything */
    bool monitor;       /* Wi-Fi: all frames of its channel */
};

/* One packet, while it is told of. */
struct lw_captured {
    int64_t time_ns;
    const uint8_t *bytes;
    size_t len, wire_len;
};

struct lw_capture;

/* `packet` is called for each; `ended` once, where the interface goes away.
 * NULL with *fault's sentence. */
struct lw_capture *
lw_capture_open(struct lw_loop *loop, const struct lw_capture_options *options,
                void (*packet)(void *context, const struct lw_captured *packet),
                void (*ended)(void *context, const char *why), void *context,
                struct lw_fault *fault);
void lw_capture_pause(struct lw_capture *capture, bool pause);
void lw_capture_close(struct lw_capture *capture);

/* LINKTYPE_ number of its packets. */
int lw_capture_link_type(const struct lw_capture *capture);

/* Packets that came faster than they were taken. */
uint64_t lw_capture_dropped(const struct lw_capture *capture);

#endif
