/* SPDX-License-Identifier: Apache-2.0 */
/* multicast.h - to receive what is sent to a group. Source: RFC 3678. */
#ifndef LW_MULTICAST_H
#define LW_MULTICAST_H

#include <stdbool.h>
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

#endif
