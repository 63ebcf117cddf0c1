/* SPDX-License-Identifier: Apache-2.0 */
/* serve_capture.h - feeds of packets: capture files and live interfaces. */
#ifndef LW_SERVE_CAPTURE_H
#define LW_SERVE_CAPTURE_H

#include "capture_flows.h"
#include "serve.h"

struct lw_capture_feed_config {
    const char *name; /* of the feed, for people */
    const struct lw_decoder *decoder;
    const struct lw_decode_config *decode; /* stays the caller's */
    const struct lw_endpoint *from;        /* so does this */
};

struct lw_capture_feed_calls {
    void (*message)(void *context, const struct lw_flow_message *message);
    /* A capture file is wrong at this packet. */
    void (*fault)(void *context, int err, const struct lw_fault *fault);
};

struct lw_capture_feed;

/* NULL with *fault's sentence. An interface that goes away is opened again
 * when it is back. */
struct lw_capture_feed *
lw_capture_feed_open(struct lw_serve *serve,
                     const struct lw_capture_feed_config *config,
                     const struct lw_capture_feed_calls *calls, void *context,
                     struct lw_fault *fault);
void lw_capture_feed_close(struct lw_capture_feed *feed);

/* Bytes of a capture file: how many are done with. `end`: it has no more. */
size_t lw_capture_feed_bytes(struct lw_capture_feed *feed, const uint8_t *bytes,
                             size_t len, int64_t offset, bool end,
                             uint32_t packets_max);

bool lw_capture_feed_up(const struct lw_capture_feed *feed);
void lw_capture_feed_pause(struct lw_capture_feed *feed, bool pause);

/* Payloads that are in no format of this feed, and packets that were lost or
 * damaged before they could be looked at. */
uint64_t lw_capture_feed_unclaimed(const struct lw_capture_feed *feed);
uint64_t lw_capture_feed_lost(const struct lw_capture_feed *feed);

#endif
