/* SPDX-License-Identifier: Apache-2.0 */
#include "send.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "multicast.h"
#include "net.h"

enum { FILE_MODE = 0644, PATH_SIZE = 1024 + 8 };

struct lw_udp_out {
    int fd;
};

static int fail(struct lw_fault *fault, const char *what)
{
    return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", what,
                        strerror(errno));
}

static int dial(const struct addrinfo *to, const struct lw_multicast *multicast,
                struct lw_fault *fault)
{
    const int fd = socket(to->ai_family, SOCK_DGRAM, to->ai_protocol);

    if (fd < 0)
        return fail(fault, "socket");
    int err = 0;
    if (lw_multicast_is(to->ai_addr))
        err = lw_multicast_send(fd, to->ai_addr, (uint8_t)multicast->ttl,
                                multicast->interface, fault);
    if (err == 0 && (lw_net_prepare(fd) < 0 ||
                     connect(fd, to->ai_addr, to->ai_addrlen) < 0))
        err = fail(fault, "connect");
    if (err < 0) {
        close(fd);
        return err;
    }
    return fd;
}

struct lw_udp_out *lw_udp_dial(const char *host, uint16_t port,
                               const struct lw_multicast *multicast,
                               struct lw_fault *fault)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_DGRAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct lw_udp_out *udp = calloc(1, sizeof *udp);
    struct addrinfo *list = NULL;
    char digits[8];
    int fd = -1;

    (void)snprintf(digits, sizeof digits, "%u", (unsigned)port);
    const int found = getaddrinfo(host, digits, &hints, &list);
    if (udp == NULL)
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    else if (found != 0)
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", host,
                           gai_strerror(found));
    else
        fd = dial(list, multicast, fault);
    if (found == 0)
        freeaddrinfo(list);
    if (fd < 0) {
        free(udp);
        return NULL;
    }
    udp->fd = fd;
    return udp;
}

void lw_udp_hang_up(struct lw_udp_out *udp)
{
    if (udp == NULL)
        return;
    close(udp->fd);
    free(udp);
}

int lw_udp_send(struct lw_udp_out *udp, const void *bytes, size_t len)
{
    ssize_t n = -1;

    if (len > LW_SEND_DATAGRAM_MAX)
        return LW_ERR_NO_SPACE;
    /* Nobody listened to the last one: that says nothing of this one. */
    for (int i = 0; i < 2 && n < 0; i++) {
        n = send(udp->fd, bytes, len, MSG_NOSIGNAL);
        if (n < 0 && errno != ECONNREFUSED)
            break;
    }
    if (n < 0)
        return errno == EAGAIN || errno == ENOBUFS || errno == EMSGSIZE
                   ? LW_ERR_NO_SPACE
                   : LW_ERR_IO;
    return 0;
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        const ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

int lw_file_append(const char *path, const void *bytes, size_t len,
                   struct lw_fault *fault)
{
    const int fd =
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, FILE_MODE);
    int err = 0;

    if (fd < 0)
        return fail(fault, path);
    const off_t was = lseek(fd, 0, SEEK_END);
    if (!write_all(fd, bytes, len)) {
        err = fail(fault, path);
        if (was >= 0 && ftruncate(fd, was) < 0)
            err = fail(fault, path);
    }
    if (close(fd) < 0 && err == 0)
        err = fail(fault, path);
    return err;
}

int lw_file_replace(const char *path, const void *bytes, size_t len,
                    struct lw_fault *fault)
{
    char beside[PATH_SIZE];
    int err = 0;

    if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%.80s: the path is too long", path);
    const int fd =
        open(beside, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return fail(fault, beside);
    if (!write_all(fd, bytes, len))
        err = fail(fault, beside);
    if (close(fd) < 0 && err == 0)
        err = fail(fault, beside);
    if (err == 0 && rename(beside, path) < 0)
        err = fail(fault, path);
    if (err < 0)
        (void)unlink(beside);
    return err;
}
