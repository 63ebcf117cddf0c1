/* SPDX-License-Identifier: Apache-2.0 */
/* multicast.h - groups of receivers. Source: RFC 3678, RFC 1112. */
#ifndef LW_MULTICAST_H
#define LW_MULTICAST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "luchtwacht/err.h"

bool lw_multicast_is(const struct sockaddr *address);

/* Bind the socket to the group, beside others who do, and join it on an
 * interface ("": the system chooses), by its name or its address; from one
 * sender only unless `source` is "". The group is left when the socket is
 * closed. 0, or LW_ERR_IO with *fault's sentence. */
LW_NODISCARD int lw_multicast_bind(int fd, const struct sockaddr *group,
                                   socklen_t len, const char *interface,
                                   const char *source, struct lw_fault *fault);

/* What is sent on the socket goes so many hops, from that interface. 0, or
 * LW_ERR_IO with *fault's sentence. */
LW_NODISCARD int lw_multicast_send(int fd, const struct sockaddr *group,
                                   uint8_t ttl, const char *interface,
                                   struct lw_fault *fault);

#endif
