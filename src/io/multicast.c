/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of RFC 3678 for both families are beyond POSIX.1-2008. */
#include "multicast.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>

bool lw_multicast_is(const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 28 == 14;
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&v6, address, sizeof v6);
    return v6.sin6_addr.s6_addr[0] == 0xFF;
}

/* The interface with this address; 0: there is none. */
static unsigned index_of_address(const char *address)
{
    struct ifaddrs *list = NULL;
    unsigned found = 0;

    if (getifaddrs(&list) < 0)
        return 0;
    for (const struct ifaddrs *i = list; i != NULL && found == 0;
         i = i->ifa_next) {
        char text[NI_MAXHOST] = "";
        if (i->ifa_addr == NULL || (i->ifa_addr->sa_family != AF_INET &&
                                    i->ifa_addr->sa_family != AF_INET6))
            continue;
        const socklen_t len = i->ifa_addr->sa_family == AF_INET
                                  ? sizeof(struct sockaddr_in)
                                  : sizeof(struct sockaddr_in6);
        if (getnameinfo(i->ifa_addr, len, text, sizeof text, NULL, 0,
                        NI_NUMERICHOST) == 0 &&
            strcmp(text, address) == 0)
            found = if_nametoindex(i->ifa_name);
    }
    freeifaddrs(list);
    return found;
}

/* By its name or its address; "": 0, the system chooses. */
static int find_interface(const char *interface, unsigned *index,
                          struct lw_fault *fault)
{
    *index = 0;
    if (interface[0] == '\0')
        return 0;
    *index = if_nametoindex(interface);
    if (*index == 0)
        *index = index_of_address(interface);
    return *index > 0 ? 0
                      : lw_fault_set(fault, LW_ERR_IO, 0, 0,
                                     "`interface`: there is none called "
                                     "`%.60s`, nor one with this address",
                                     interface);
}

static int join_source(int fd, int level, const struct sockaddr *group,
                       socklen_t len, unsigned index, const char *source,
                       struct lw_fault *fault)
{
    const struct addrinfo hints = {.ai_family = group->sa_family,
                                   .ai_socktype = SOCK_DGRAM,
                                   .ai_flags = AI_NUMERICHOST};
    struct group_source_req request = {.gsr_interface = index};
    struct addrinfo *from = NULL;

    if (getaddrinfo(source, NULL, &hints, &from) != 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "`source`: `%.60s` is no address of the group's "
                            "family",
                            source);
    memcpy(&request.gsr_group, group, len);
    memcpy(&request.gsr_source, from->ai_addr, from->ai_addrlen);
    freeaddrinfo(from);
    return setsockopt(fd, level, MCAST_JOIN_SOURCE_GROUP, &request,
                      sizeof request);
}

/* Join, once it is bound. */
static int join(int fd, const struct sockaddr *group, socklen_t len,
                unsigned index, const char *source, struct lw_fault *fault)
{
    const int level = group->sa_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    struct group_req request = {.gr_interface = index};

    if (source[0] != '\0')
        return join_source(fd, level, group, len, index, source, fault);
    memcpy(&request.gr_group, group, len);
    return setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof request);
}

int lw_multicast_bind(int fd, const struct sockaddr *group, socklen_t len,
                      const char *interface, const char *source,
                      struct lw_fault *fault)
{
    struct sockaddr_storage at = {0};
    const int yes = 1;
    unsigned index;

    if (find_interface(interface, &index, fault) < 0)
        return LW_ERR_IO;
    memcpy(&at, group, len);
    if (at.ss_family == AF_INET6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at;
        if (index > 0) /* a group of one link is that of this one */
            v6->sin6_scope_id = index;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&at, len) < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s", strerror(errno));
    const int joined =
        join(fd, (struct sockaddr *)&at, len, index, source, fault);
    return joined == 0 || joined < -1
               ? joined
               : lw_fault_set(fault, LW_ERR_IO, 0, 0,
                              "cannot join the group%s%.60s: %s",
                              interface[0] == '\0' ? "" : " on ", interface,
                              strerror(errno));
}

int lw_multicast_send(int fd, const struct sockaddr *group, uint8_t ttl,
                      const char *interface, struct lw_fault *fault)
{
    const int hops = ttl;
    unsigned index;
    int set;

    if (find_interface(interface, &index, fault) < 0)
        return LW_ERR_IO;
    if (group->sa_family == AF_INET) {
        const struct ip_mreqn from = {.imr_ifindex = (int)index};
        set = setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl);
        if (set == 0 && index > 0)
            set =
                setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof from);
    } else {
        set = setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops,
                         sizeof hops);
        if (set == 0 && index > 0)
            set = setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index,
                             sizeof index);
    }
    return set == 0
               ? 0
               : lw_fault_set(fault, LW_ERR_IO, 0, 0,
                              "cannot send to the group: %s", strerror(errno));
}
