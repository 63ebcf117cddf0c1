/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses, listening and UDP; streams are in stream.c. */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "multicast.h"

int lw_net_address(const char *text, char host[LW_HOST_MAX + 1], uint16_t *port)
{
    const char *colon = strrchr(text, ':');
    const char *digits = colon == NULL ? text : colon + 1;
    size_t len = colon == NULL ? 0 : (size_t)(colon - text);
    const char *from = text;
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
        from++;
        len -= 2;
    } else if (memchr(text, ':', len) != NULL) {
        return LW_ERR_SYNTAX; /* an IPv6 address wants its brackets */
    }
    if (len > LW_HOST_MAX || digits[0] < '0' || digits[0] > '9')
        return LW_ERR_SYNTAX;
    char *end = NULL;
    const unsigned long number = strtoul(digits, &end, 10);
    if (*end != '\0' || number > UINT16_MAX)
        return LW_ERR_SYNTAX;
    memcpy(host, from, len);
    host[len] = '\0';
    *port = (uint16_t)number;
    return 0;
}

int lw_net_prepare(int fd)
{
    const int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return LW_ERR_IO;
    return 0;
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof addr;
    char digits[8] = "0";
    if (getsockname(fd, (struct sockaddr *)&addr, &len) < 0 ||
        getnameinfo((struct sockaddr *)&addr, len, NULL, 0, digits,
                    sizeof digits, NI_NUMERICSERV) != 0)
        return 0;
    return (uint16_t)strtoul(digits, NULL, 10);
}

/* Bind a socket, and make it listen or join. */
static int bind_one(int fd, const struct addrinfo *to, int type,
                    const struct lw_udp_group *group, struct lw_fault *fault)
{
    const int yes = 1;

    if (type == SOCK_DGRAM && lw_multicast_is(to->ai_addr)) {
        const int err =
            lw_multicast_bind(fd, to->ai_addr, to->ai_addrlen, group->interface,
                              group->source, fault);
        return err < 0 ? err : lw_net_prepare(fd);
    }
    if (group != NULL &&
        (group->interface[0] != '\0' || group->source[0] != '\0'))
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "`interface` and `source` are of a group's "
                            "address (224.0.0.0 to 239.255.255.255, ff00::)");
    if (type == SOCK_STREAM)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, to->ai_addr, to->ai_addrlen) < 0 ||
        (type == SOCK_STREAM && listen(fd, SOMAXCONN) < 0) ||
        lw_net_prepare(fd) < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s", strerror(errno));
    return 0;
}

static int bind_to(const char *host, uint16_t *port, int type,
                   const struct lw_udp_group *group, struct lw_fault *fault)
{
    char digits[8];
    snprintf(digits, sizeof digits, "%u", (unsigned)*port);
    const struct addrinfo hints = {.ai_socktype = type,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    const char *name = host[0] == '\0' ? "127.0.0.1" : host;
    const int found = getaddrinfo(name, digits, &hints, &list);
    if (found != 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", name,
                            gai_strerror(found));
    struct lw_fault why = {0};
    int fd = -1;
    for (const struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
        fd = socket(a->ai_family, type, a->ai_protocol);
        if (fd < 0) {
            (void)lw_fault_set(&why, LW_ERR_IO, 0, 0, "%s", strerror(errno));
            continue;
        }
        if (bind_one(fd, a, type, group, &why) < 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    if (fd < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s port %s: %s", name,
                            digits, why.what);
    *port = bound_port(fd);
    return fd;
}

int lw_net_listen(const char *host, uint16_t *port, struct lw_fault *fault)
{
    return bind_to(host, port, SOCK_STREAM, NULL, fault);
}

struct lw_udp {
    struct lw_loop *loop;
    struct lw_watch watch;
    void (*datagram)(void *context, const uint8_t *bytes, size_t len);
    void *context;
    uint8_t buf[LW_DATAGRAM_MAX];
};

static void udp_ready(void *context, unsigned events)
{
    (void)events;
    struct lw_udp *udp = context;
    for (int i = 0; i < LW_DATAGRAMS_PER_WAKE; i++) {
        const ssize_t n = recv(udp->watch.fd, udp->buf, sizeof udp->buf, 0);
        if (n < 0)
            return;
        udp->datagram(udp->context, udp->buf, (size_t)n);
    }
}

struct lw_udp *lw_udp_open(struct lw_loop *loop, const char *host,
                           uint16_t *port, const struct lw_udp_group *group,
                           void (*datagram)(void *context, const uint8_t *bytes,
                                            size_t len),
                           void *context, struct lw_fault *fault)
{
    const int fd = bind_to(host, port, SOCK_DGRAM, group, fault);
    if (fd < 0)
        return NULL;
    const int room = 4 * 1024 * 1024; /* what the system allows of it */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    struct lw_udp *udp = calloc(1, sizeof *udp);
    if (udp == NULL) {
        close(fd);
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        return NULL;
    }
    udp->loop = loop;
    udp->datagram = datagram;
    udp->context = context;
    udp->watch =
        (struct lw_watch){.fd = fd, .ready = udp_ready, .context = udp};
    if (lw_loop_watch(loop, &udp->watch, LW_LOOP_READ) < 0) {
        close(fd);
        free(udp);
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s", strerror(errno));
        return NULL;
    }
    return udp;
}

void lw_udp_pause(struct lw_udp *udp, bool pause)
{
    if (lw_loop_rewatch(udp->loop, &udp->watch, pause ? 0 : LW_LOOP_READ) < 0)
        return; /* then it goes on reading: nothing is lost by that */
}

void lw_udp_close(struct lw_udp *udp)
{
    if (udp == NULL)
        return;
    lw_loop_unwatch(udp->loop, &udp->watch);
    close(udp->watch.fd);
    free(udp);
}
