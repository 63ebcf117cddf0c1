/* SPDX-License-Identifier: Apache-2.0 */
#include "packet.h"

#include <assert.h>
#include <string.h>

#include "packet_ip.h"
#include "packet_radio.h"

struct lw_unwrap {
    struct lw_unwrap_counts counts;
    struct lw_payload given; /* what the packet brought; `has_given` */
    bool has_given;
    struct lw_hci hci;
    struct lw_ip ip;
};

size_t lw_unwrap_size(void)
{
    return sizeof(struct lw_unwrap);
}

struct lw_unwrap *lw_unwrap_init(void *mem, size_t size)
{
    struct lw_unwrap *u = mem;

    if (size < sizeof *u)
        return NULL;
    memset(&u->counts, 0, sizeof u->counts);
    memset(&u->hci, 0, sizeof u->hci);
    u->has_given = false;
    lw_ip_init(&u->ip);
    return u;
}

enum family { FAMILY_NONE, FAMILY_IP, FAMILY_WIFI, FAMILY_BLE, FAMILY_HCI };

static enum family family(int link_type)
{
    static const struct {
        enum lw_link link;
        enum family family;
    } known[] = {
        {LW_LINK_NULL, FAMILY_IP},
        {LW_LINK_ETHERNET, FAMILY_IP},
        {LW_LINK_RAW_BSD, FAMILY_IP},
        {LW_LINK_RAW_OPENBSD, FAMILY_IP},
        {LW_LINK_RAW, FAMILY_IP},
        {LW_LINK_LOOP, FAMILY_IP},
        {LW_LINK_LINUX_SLL, FAMILY_IP},
        {LW_LINK_LINUX_SLL2, FAMILY_IP},
        {LW_LINK_IPV4, FAMILY_IP},
        {LW_LINK_IPV6, FAMILY_IP},
        {LW_LINK_IEEE802_11, FAMILY_WIFI},
        {LW_LINK_PRISM, FAMILY_WIFI},
        {LW_LINK_RADIOTAP, FAMILY_WIFI},
        {LW_LINK_AVS, FAMILY_WIFI},
        {LW_LINK_PPI, FAMILY_WIFI},
        {LW_LINK_BLE, FAMILY_BLE},
        {LW_LINK_BLE_PHDR, FAMILY_BLE},
        {LW_LINK_NORDIC_BLE, FAMILY_BLE},
        {LW_LINK_HCI_H4, FAMILY_HCI},
        {LW_LINK_HCI_H4_PHDR, FAMILY_HCI},
        {LW_LINK_BLUETOOTH_MONITOR, FAMILY_HCI},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if ((int)known[i].link == link_type)
            return known[i].family;
    return FAMILY_NONE;
}

bool lw_link_known(int link_type)
{
    return family(link_type) != FAMILY_NONE;
}

static void count(struct lw_unwrap *u, int err, bool cut)
{
    if (err == LW_ERR_NOT_MINE)
        u->counts.other++;
    else if (err == LW_ERR_TRUNCATED && cut)
        u->counts.cut++;
    else if (err < 0)
        u->counts.damaged++;
}

void lw_unwrap_take(struct lw_unwrap *u, const struct lw_packet *packet)
{
    struct lw_payload *p = &u->given;
    int err = LW_ERR_NOT_MINE;

    assert(packet->len <= packet->wire_len);
    *p = (struct lw_payload){.bytes = packet->bytes,
                             .len = packet->len,
                             .time_ns = packet->time_ns,
                             .offset = packet->offset,
                             .cut = packet->len < packet->wire_len};
    u->has_given = false;
    u->counts.packets++;
    switch (family(packet->link_type)) {
    case FAMILY_IP:
        err = lw_ip_unwrap(&u->ip, packet, p, &u->counts);
        break;
    case FAMILY_WIFI:
        err = lw_wifi_unwrap(packet, p);
        break;
    case FAMILY_BLE:
        err = lw_ble_unwrap(packet->link_type, p);
        break;
    case FAMILY_HCI:
        err = lw_hci_begin(&u->hci, packet->link_type, p);
        break;
    case FAMILY_NONE:
        break;
    }
    count(u, err, packet->len < packet->wire_len);
    u->has_given = err == 0 && (p->kind == LW_PAYLOAD_WIFI ||
                                p->kind == LW_PAYLOAD_BLUETOOTH);
}

void lw_unwrap_end(struct lw_unwrap *u)
{
    lw_ip_end(&u->ip, &u->counts);
}

int lw_unwrap_next(struct lw_unwrap *u, struct lw_payload *payload)
{
    int got = u->has_given;

    if (got == 1)
        *payload = u->given;
    u->has_given = false;
    if (got == 0) {
        got = lw_hci_next(&u->hci, payload);
        count(u, got, false);
    }
    if (got <= 0)
        got = lw_ip_next(&u->ip, payload, &u->counts);
    if (got <= 0)
        return 0;
    u->counts.payloads++;
    u->counts.cut += payload->cut;
    return 1;
}

const struct lw_unwrap_counts *lw_unwrap_counts(const struct lw_unwrap *u)
{
    return &u->counts;
}
