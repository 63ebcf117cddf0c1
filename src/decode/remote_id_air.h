/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_id_air.h - where in a Wi-Fi frame or a Bluetooth advertisement Remote
 * ID stands.
 *
 *   Wi-Fi beacon, probe response: vendor element FA-0B-BC, type 0x0D: counter,
 *            a pack
 *   Wi-Fi NAN: public action frame, service descriptor of the service
 *            "org.opendroneid.remoteid" (88-69-19-9D-92-09): counter, a pack
 *   Bluetooth legacy advertising: service data of UUID 0xFFFA, 0x0D: counter,
 *            a message
 *   Bluetooth extended advertising: the same, with a pack
 *   Wi-Fi beacon in France: vendor element 6A-5C-35, see remote_id_french.h
 *
 * Source  ASTM F3411-22a, 5.4.6 to 5.4.9; IEEE 802.11-2020, 9.3.3; Wi-Fi
 *         Aware Specification 3.2, 9; Bluetooth Core 5.4, vol. 6, B, 2.3
 */
#ifndef LW_REMOTE_ID_AIR_H
#define LW_REMOTE_ID_AIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"

enum lw_remote_id_transport {
    LW_REMOTE_ID_WIFI_BEACON,
    LW_REMOTE_ID_WIFI_NAN,
    LW_REMOTE_ID_BLUETOOTH_4,
    LW_REMOTE_ID_BLUETOOTH_5,
};

struct lw_remote_id_found {
    enum lw_remote_id_transport transport;
    bool french; /* the format of France, not of ASTM */
    bool has_address;
    uint8_t address[6]; /* as it is written */
    uint8_t counter;    /* of messages; not in the French format */
    size_t at,
        len;     /* what is said, behind the counter; as far as it is there */
    size_t next; /* from where to look for another */
};

/* The first in a frame from `from` (0, or the last one's `next`) on; `kinds`:
 * what the frame may be, LW_CARRIES() ored. */
bool lw_remote_id_find(const uint8_t *frame, size_t len, unsigned kinds,
                       size_t from, struct lw_remote_id_found *found);

/* "wifi-beacon", "wifi-nan", "bluetooth-4", "bluetooth-5". */
const char *lw_remote_id_transport_name(enum lw_remote_id_transport transport);

#endif
