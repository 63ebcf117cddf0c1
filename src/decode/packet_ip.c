/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_ip.h"

#include <string.h>

#include "base/bytes.h"
#include "packet_radio.h"

enum {
    ETHERNET_LEN = 14,
    TAGS_MAX = 4,
    SLL_LEN = 16,
    SLL2_LEN = 20,
    NULL_LEN = 4,
    PPPOE_LEN = 8,
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86DD,
    TYPE_VLAN = 0x8100,
    TYPE_VLAN_OUTER = 0x88A8,
    TYPE_VLAN_OLD = 0x9100,
    TYPE_PPPOE = 0x8864,
    TYPE_MIN = 0x0600, /* below: a length, and LLC behind it */
    IPV4_LEN = 20,
    IPV6_LEN = 40,
    HEADERS_MAX = 8, /* of IPv6, one behind the other */
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    NEXT_HOPS = 0,
    NEXT_ROUTING = 43,
    NEXT_FRAGMENT = 44,
    NEXT_AUTHENTICATION = 51,
    NEXT_OPTIONS = 60,
    UDP_LEN = 8,
    FRAGMENT_LEN = 8,
    KEY_LEN = 38,
};

/* Where a packet is in its datagram. */
struct fragment {
    uint8_t key[KEY_LEN];
    size_t from;
    bool more;
    bool is;
};

/* What the network layer says of the payload behind it. */
struct network {
    uint8_t protocol;
    size_t missing; /* bytes that the capture has not */
    struct fragment fragment;
};

void lw_ip_init(struct lw_ip *ip)
{
    for (size_t i = 0; i < LW_IP_WHOLES_MAX; i++)
        ip->whole[i].used = false;
    ip->has_datagram = false;
    lw_tcp_init(&ip->tcp);
}

/* Behind the type that stands `at` bytes into the header: tags, LLC, PPPoE. */
static int strip_ethernet(struct lw_payload *p, size_t at)
{
    if (p->len < at + 2)
        return LW_ERR_TRUNCATED;
    uint16_t type = lw_be16(p->bytes + at);
    size_t head = at + 2;
    for (int i = 0;
         i < TAGS_MAX && (type == TYPE_VLAN || type == TYPE_VLAN_OUTER ||
                          type == TYPE_VLAN_OLD);
         i++, head += 4) {
        if (p->len < head + 4)
            return LW_ERR_TRUNCATED;
        type = lw_be16(p->bytes + head + 2);
    }
    if (type < TYPE_MIN) {
        static const uint8_t snap[6] = {0xAA, 0xAA, 3, 0, 0, 0};
        if (p->len < head + 8 ||
            memcmp(p->bytes + head, snap, sizeof snap) != 0)
            return LW_ERR_NOT_MINE;
        type = lw_be16(p->bytes + head + 6);
        head += 8;
    }
    if (type == TYPE_PPPOE)
        head += PPPOE_LEN;
    else if (type != TYPE_IPV4 && type != TYPE_IPV6)
        return LW_ERR_NOT_MINE;
    return lw_payload_strip(p, head);
}

/* To the header of the internet protocol. */
static int strip_link(int link_type, struct lw_payload *p)
{
    if (link_type == LW_LINK_ETHERNET)
        return strip_ethernet(p, ETHERNET_LEN - 2);
    if (link_type == LW_LINK_LINUX_SLL)
        return strip_ethernet(p, SLL_LEN - 2);
    if (link_type == LW_LINK_LINUX_SLL2) {
        /* the type comes first; no tag can stand between */
        if (p->len < SLL2_LEN)
            return LW_ERR_TRUNCATED;
        const uint16_t type = lw_be16(p->bytes);
        return type == TYPE_IPV4 || type == TYPE_IPV6
                   ? lw_payload_strip(p, SLL2_LEN)
                   : LW_ERR_NOT_MINE;
    }
    /* a family whose numbers differ by system: the version tells as well */
    if (link_type == LW_LINK_NULL || link_type == LW_LINK_LOOP)
        return lw_payload_strip(p, NULL_LEN);
    return 0;
}

/* The payload is `len` bytes and `head` before it; the capture may have less,
 * or a link may have filled it up. */
static int fit(struct lw_payload *p, size_t head, size_t len, size_t *missing)
{
    if (lw_payload_strip(p, head) < 0)
        return p->cut ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY;
    if (len > p->len && !p->cut)
        return LW_ERR_INTEGRITY;
    *missing = len > p->len ? len - p->len : 0;
    p->cut = *missing > 0;
    if (len < p->len)
        p->len = len;
    return 0;
}

static int strip_ipv4(struct lw_payload *p, struct network *n)
{
    const uint8_t *b = p->bytes;
    struct fragment *f = &n->fragment;

    if (p->len < IPV4_LEN)
        return LW_ERR_TRUNCATED;
    const size_t head = (size_t)(b[0] & 0x0F) * 4;
    /* 0: written by the sender's network card, later */
    const size_t total = lw_be16(b + 2) == 0 ? p->len : lw_be16(b + 2);
    const uint16_t at = lw_be16(b + 6);
    if (head < IPV4_LEN || total < head)
        return LW_ERR_INTEGRITY;
    n->protocol = b[9];
    p->ip_version = 4;
    memcpy(p->ip[0], b + 12, 4);
    memcpy(p->ip[1], b + 16, 4);
    f->from = (size_t)(at & 0x1FFF) * 8;
    f->more = (at & 0x2000) != 0;
    f->is = f->more || f->from > 0;
    f->key[0] = 4;
    f->key[1] = b[9];
    memcpy(f->key + 2, b + 12, 8);
    memcpy(f->key + 10, b + 4, 2);
    return fit(p, head, total - head, &n->missing);
}

/* One header between that of IPv6 and the payload. 1, 0: it is none, or an
 * error. */
static int strip_extension(struct lw_payload *p, struct network *n)
{
    const uint8_t *b = p->bytes;
    struct fragment *f = &n->fragment;

    if (n->protocol != NEXT_HOPS && n->protocol != NEXT_ROUTING &&
        n->protocol != NEXT_OPTIONS && n->protocol != NEXT_FRAGMENT &&
        n->protocol != NEXT_AUTHENTICATION)
        return 0;
    if (p->len < 8)
        return p->cut ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY;
    size_t len = ((size_t)b[1] + 1) * 8;
    if (n->protocol == NEXT_AUTHENTICATION)
        len = ((size_t)b[1] + 2) * 4;
    if (n->protocol == NEXT_FRAGMENT) {
        const uint16_t at = lw_be16(b + 2);
        if (f->is)
            return LW_ERR_INTEGRITY; /* of a fragment */
        len = FRAGMENT_LEN;
        f->from = at & 0xFFF8;
        f->more = (at & 1) != 0;
        f->is = f->more || f->from > 0;
        memcpy(f->key + 34, b + 4, 4);
    }
    n->protocol = b[0];
    if (lw_payload_strip(p, len) < 0)
        return p->cut ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY;
    return 1;
}

static int strip_ipv6(struct lw_payload *p, struct network *n)
{
    const uint8_t *b = p->bytes;

    if (p->len < IPV6_LEN)
        return LW_ERR_TRUNCATED;
    /* 0: larger than the field can say, or written later by the card */
    const size_t len = lw_be16(b + 4) == 0 ? p->len - IPV6_LEN : lw_be16(b + 4);
    n->protocol = b[6];
    p->ip_version = 6;
    memcpy(p->ip[0], b + 8, 16);
    memcpy(p->ip[1], b + 24, 16);
    n->fragment.key[0] = 6;
    memcpy(n->fragment.key + 2, b + 8, 32);
    const int err = fit(p, IPV6_LEN, len, &n->missing);
    int got = err < 0 ? err : 1;
    /* what a fragment begins with may be anything */
    for (int i = 0; i < HEADERS_MAX && got == 1 && !n->fragment.is; i++)
        got = strip_extension(p, n);
    n->fragment.key[1] = n->protocol;
    return got < 0 ? got : 0;
}

static struct lw_whole *find_whole(struct lw_ip *ip, const struct fragment *f,
                                   int64_t now_ns,
                                   struct lw_unwrap_counts *counts)
{
    struct lw_whole *oldest = &ip->whole[0];

    for (size_t i = 0; i < LW_IP_WHOLES_MAX; i++) {
        struct lw_whole *w = &ip->whole[i];
        if (w->used &&
            now_ns - w->time_ns > LW_IP_FRAGMENT_WAIT_S * INT64_C(1000000000)) {
            counts->fragments += w->pieces;
            w->used = false;
        }
        if (w->used && memcmp(w->key, f->key, KEY_LEN) == 0)
            return w;
        if (oldest->used && (!w->used || w->time_ns < oldest->time_ns))
            oldest = w;
    }
    if (oldest->used)
        counts->fragments += oldest->pieces;
    oldest->used = true;
    memcpy(oldest->key, f->key, KEY_LEN);
    oldest->time_ns = now_ns;
    oldest->offset = 0;
    oldest->have = 0;
    oldest->len = SIZE_MAX;
    oldest->pieces = 0;
    memset(oldest->there, 0, sizeof oldest->there);
    return oldest;
}

/* Mark bytes as there: how many of them were not. */
static size_t mark(struct lw_whole *w, size_t from, size_t len)
{
    size_t fresh = 0;

    for (size_t at = from; at < from + len; at += 8) {
        const size_t unit = at / 8;
        const uint8_t bit = (uint8_t)(1U << unit % 8);
        const size_t size = from + len - at < 8 ? from + len - at : 8;
        fresh += (w->there[unit / 8] & bit) == 0 ? size : 0;
        w->there[unit / 8] |= bit;
    }
    return fresh;
}

/* 1: the datagram is whole now, and is *p; 0: not yet; or an error. */
static int join(struct lw_ip *ip, struct lw_payload *p, const struct network *n,
                struct lw_unwrap_counts *counts)
{
    const struct fragment *f = &n->fragment;
    const size_t end = f->from + p->len;

    if (p->cut)
        return LW_ERR_TRUNCATED;
    if (end > LW_IP_DATAGRAM_MAX || p->len == 0 || (f->more && p->len % 8 != 0))
        return LW_ERR_INTEGRITY;
    struct lw_whole *w = find_whole(ip, f, p->time_ns, counts);
    const size_t fresh = mark(w, f->from, p->len);
    w->pieces++;
    if ((fresh > 0 && fresh < p->len) || end > w->len ||
        (!f->more && w->len != SIZE_MAX && w->len != end)) {
        /* pieces that overlap are an attack (RFC 5722): all of them go */
        counts->fragments += w->pieces;
        w->used = false;
        return 0;
    }
    if (fresh == 0) {
        counts->repeated++;
        w->pieces--;
        return 0;
    }
    memcpy(w->bytes + f->from, p->bytes, p->len);
    w->have += fresh;
    if (!f->more)
        w->len = end;
    if (f->from == 0 || w->pieces == 1)
        w->offset = p->offset;
    if (w->have < w->len)
        return 0;
    w->used = false;
    if (w->have > w->len) {
        counts->fragments += w->pieces;
        return 0;
    }
    p->bytes = w->bytes;
    p->len = w->len;
    p->offset = w->offset;
    return 1;
}

static int take_udp(struct lw_ip *ip, struct lw_payload *p, size_t missing,
                    struct lw_unwrap_counts *counts)
{
    if (p->len < UDP_LEN)
        return p->cut ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY;
    const size_t said = lw_be16(p->bytes + 4);
    const size_t len = said == 0 ? p->len + missing : said;
    p->kind = LW_PAYLOAD_UDP;
    p->port[0] = lw_be16(p->bytes);
    p->port[1] = lw_be16(p->bytes + 2);
    if (len < UDP_LEN)
        return LW_ERR_INTEGRITY;
    const int err = fit(p, UDP_LEN, len - UDP_LEN, &missing);
    if (err < 0)
        return err;
    (void)lw_flow_of(&ip->tcp, PROTOCOL_UDP, p, counts);
    ip->datagram = *p;
    ip->has_datagram = true;
    return 0;
}

int lw_ip_unwrap(struct lw_ip *ip, const struct lw_packet *packet,
                 struct lw_payload *p, struct lw_unwrap_counts *counts)
{
    struct network n = {0};
    int err = 0;

    ip->has_datagram = false;
    if (packet->fcs_len > 0 && (size_t)packet->fcs_len <= p->len && !p->cut)
        p->len -= (size_t)packet->fcs_len;
    err = strip_link(packet->link_type, p);
    if (err == 0 && p->len == 0)
        err = LW_ERR_TRUNCATED;
    if (err < 0)
        return err;
    err = p->bytes[0] >> 4 == 4   ? strip_ipv4(p, &n)
          : p->bytes[0] >> 4 == 6 ? strip_ipv6(p, &n)
                                  : LW_ERR_NOT_MINE;
    if (err == 0 && n.protocol != PROTOCOL_UDP && n.protocol != PROTOCOL_TCP)
        err = LW_ERR_NOT_MINE;
    if (err == 0 && n.fragment.is) {
        const int whole = join(ip, p, &n, counts);
        if (whole <= 0)
            return whole;
        n.missing = 0;
    }
    if (err < 0)
        return err;
    return n.protocol == PROTOCOL_UDP
               ? take_udp(ip, p, n.missing, counts)
               : lw_tcp_take(&ip->tcp, p, n.missing, counts);
}

void lw_ip_end(struct lw_ip *ip, struct lw_unwrap_counts *counts)
{
    for (size_t i = 0; i < LW_IP_WHOLES_MAX; i++) {
        counts->fragments += ip->whole[i].used ? ip->whole[i].pieces : 0;
        ip->whole[i].used = false;
    }
    ip->has_datagram = false;
    lw_tcp_end(&ip->tcp);
}

int lw_ip_next(struct lw_ip *ip, struct lw_payload *payload,
               struct lw_unwrap_counts *counts)
{
    if (!ip->has_datagram)
        return lw_tcp_next(&ip->tcp, payload, counts);
    ip->has_datagram = false;
    *payload = ip->datagram;
    return 1;
}
