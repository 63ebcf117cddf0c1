/* SPDX-License-Identifier: Apache-2.0 */
/*
 * capture_flows.h - a capture to the messages in it: each payload to the
 * decoder that it is guessed for, one decoder's state a flow, formats side by
 * side.
 *
 * Memory is bounded: so many flows, the one that was silent longest makes room;
 * of a stream what one message can be long, and a little more.
 */
#ifndef LW_CAPTURE_FLOWS_H
#define LW_CAPTURE_FLOWS_H

#include "decode/capture_file.h"
#include "decode/decode.h"
#include "decode/packet.h"

enum {
    LW_FLOWS_MAX = 256,        /* with a decoder, at once */
    LW_FLOWS_GUESS_MAX = 4096, /* bytes of a stream by which it is guessed */
    LW_FLOWS_BYTES_MAX = 128 << 20, /* of states and waiting bytes, about */
};

/* A message and where it is from. */
struct lw_flow_message {
    const struct lw_decoder *decoder;
    void *state;
    int64_t offset; /* of its first byte in the capture */
    int64_t rx_ns;  /* when its last byte came */
    const uint8_t *bytes;
    size_t len;
};

struct lw_flows_calls {
    /* What a decoder is to know. 0, or an error that ends it all. */
    int (*configure)(void *context, const struct lw_decoder *decoder,
                     struct lw_decode_config *config);
    /* A frame of a decoder. 0, or an error that ends it all. */
    int (*frame)(void *context, const struct lw_flow_message *message);
    /* The capture itself is wrong here. 0, or an error that ends it all. */
    int (*fault)(void *context, const char *format, int64_t offset, int err,
                 const struct lw_fault *fault);
};

/* `only`: the one format to look for (NULL: any); `all`: what UDP and TCP carry
 * is of that format, whatever it looks like. */
struct lw_flows_config {
    const struct lw_decoder *only;
    bool all;
};

struct lw_flows_counts {
    uint64_t unclaimed;   /* payloads that are in no format */
    uint64_t links;       /* packets of a link type that cannot be read */
    int link_type;        /* the first of those */
    uint64_t claimed[64]; /* payloads, by place in lw_decoders */
};

struct lw_flows;
struct lw_flows *lw_flows_open(const struct lw_flows_config *config,
                               const struct lw_flows_calls *calls,
                               void *context);
void lw_flows_close(struct lw_flows *flows);

/* One packet, of a live interface. 0, or an error of a call. */
LW_NODISCARD int lw_flows_packet(struct lw_flows *flows,
                                 const struct lw_packet *packet);

/* Bytes of a capture file, `offset` into it: *used of them are done with; 0 of
 * them: more are needed. At most `max` packets (0: all). 0, or an error of a
 * call. */
LW_NODISCARD int lw_flows_bytes(struct lw_flows *flows, const uint8_t *buf,
                                size_t len, int64_t offset, bool end,
                                uint32_t max, size_t *used);

/* What waits for bytes that will not come. 0, or an error of a call. */
LW_NODISCARD int lw_flows_end(struct lw_flows *flows);

const struct lw_flows_counts *lw_flows_counts(const struct lw_flows *flows);
const struct lw_unwrap_counts *lw_flows_packets(const struct lw_flows *flows);

#endif
