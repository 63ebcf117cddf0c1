/* SPDX-License-Identifier: Apache-2.0 */
/* Packets by themselves: link type (1 byte, an index), length (2), bytes. */
#include <stdlib.h>

#include "decode/packet.h"
#include "fuzz.h"

static volatile uint8_t read_all; /* so that the bytes are read */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int links[] = {LW_LINK_NULL,        LW_LINK_ETHERNET,
                                LW_LINK_RAW,         LW_LINK_LOOP,
                                LW_LINK_LINUX_SLL,   LW_LINK_LINUX_SLL2,
                                LW_LINK_IPV4,        LW_LINK_IPV6,
                                LW_LINK_IEEE802_11,  LW_LINK_PRISM,
                                LW_LINK_RADIOTAP,    LW_LINK_AVS,
                                LW_LINK_PPI,         LW_LINK_BLE,
                                LW_LINK_BLE_PHDR,    LW_LINK_HCI_H4,
                                LW_LINK_HCI_H4_PHDR, LW_LINK_NORDIC_BLE,
                                LW_LINK_RAW_BSD,     LW_LINK_BLUETOOTH_MONITOR};
    static void *mem;
    uint8_t all = 0;
    struct lw_payload p;
    int64_t now_ns = 0;

    if (mem == NULL)
        mem = malloc(lw_unwrap_size());
    if (mem == NULL)
        abort();
    struct lw_unwrap *u = lw_unwrap_init(mem, lw_unwrap_size());
    while (size >= 3) {
        const size_t said = (size_t)(data[1] << 8 | data[2]);
        const size_t len = said < size - 3 ? said : size - 3;
        const struct lw_packet packet = {
            .link_type = links[data[0] % (sizeof links / sizeof links[0])],
            .time_ns = now_ns,
            .bytes = data + 3,
            .len = len,
            .wire_len = said,
            .fcs_len = data[0] >= 128 ? 4 : -1};
        lw_unwrap_take(u, &packet);
        while (lw_unwrap_next(u, &p) == 1)
            for (size_t i = 0; i < p.len; i++)
                all = (uint8_t)(all | p.bytes[i]);
        data += 3 + len;
        size -= 3 + len;
        now_ns += 300000000;
    }
    lw_unwrap_end(u);
    while (lw_unwrap_next(u, &p) == 1)
        for (size_t i = 0; i < p.len; i++)
            all = (uint8_t)(all | p.bytes[i]);
    read_all = all;
    return 0;
}
