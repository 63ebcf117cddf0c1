/* SPDX-License-Identifier: Apache-2.0 */
/*
 * send.h - where messages go that nobody answers: datagrams and files.
 *
 * A message is sent whole or not at all.
 */
#ifndef LW_SEND_H
#define LW_SEND_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_SEND_DATAGRAM_MAX = 65507 }; /* what UDP over IPv4 carries */

/* Of a group of receivers. */
struct lw_multicast {
    uint32_t ttl;          /* hops */
    const char *interface; /* its name or address; "": the system's */
};

struct lw_udp_out;

/* NULL with *fault's sentence. `multicast` means something only where the
 * host is a group's address. */
struct lw_udp_out *lw_udp_dial(const char *host, uint16_t port,
                               const struct lw_multicast *multicast,
                               struct lw_fault *fault);
void lw_udp_hang_up(struct lw_udp_out *udp);

/* One datagram. 0, LW_ERR_NO_SPACE: too long, or no room now; LW_ERR_IO. */
LW_NODISCARD int lw_udp_send(struct lw_udp_out *udp, const void *bytes,
                             size_t len);

/* Behind what is in the file, which is made if there is none. A message that
 * did not fit on the disk is taken off again. */
LW_NODISCARD int lw_file_append(const char *path, const void *bytes, size_t len,
                                struct lw_fault *fault);

/* The file is this, at once: who reads it sees the old one or the new one.
 * Written beside it as PATH.new. */
LW_NODISCARD int lw_file_replace(const char *path, const void *bytes,
                                 size_t len, struct lw_fault *fault);

#endif
