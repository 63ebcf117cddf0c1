/* SPDX-License-Identifier: Apache-2.0 */
/*
 * packet_radio.h - frames of Wi-Fi and Bluetooth Low Energy out of what a
 * receiver wrote around them.
 *
 * Source  radiotap.org; CACE PPI 1.0.7; IEEE 802.11-2020, 9.2; Bluetooth Core
 *         5.2, vol. 6 B 2.3 and 3.1.1, vol. 4 E 7.7.65; the pages of
 *         LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR and LINKTYPE_NORDIC_BLE at
 *         tcpdump.org/linktypes
 */
#ifndef LW_PACKET_RADIO_H
#define LW_PACKET_RADIO_H

#include "packet.h"

/* Take `len` bytes off the front of a payload; LW_ERR_TRUNCATED: it has less.
 */
LW_NODISCARD int lw_payload_strip(struct lw_payload *payload, size_t len);

/*
 * *payload holds the bytes of a packet; on success the frame, and what is
 * known of how it came. 0, or
 *   LW_ERR_NOT_MINE   a frame that nobody advertises in
 *   LW_ERR_TRUNCATED  a header that is not all there
 *   LW_ERR_INTEGRITY  the receiver, or its check sequence, says it is damaged
 */
LW_NODISCARD int lw_wifi_unwrap(const struct lw_packet *packet,
                                struct lw_payload *payload);
LW_NODISCARD int lw_ble_unwrap(int link_type, struct lw_payload *payload);

/* Advertising reports of a controller, one a call, made into the PDU that was
 * on the air. */
enum { LW_BLE_PDU_MAX = 2 + 255 };
struct lw_hci {
    struct lw_payload rest; /* of the event: reports that are to come */
    unsigned reports;
    bool extended;
    size_t pdu_len;  /* that waits for the rest of its data; 0: none does */
    bool pdu_over;   /* it is longer than any PDU */
    uint8_t pdu_set; /* its advertising set */
    uint8_t pdu[LW_BLE_PDU_MAX];
};
LW_NODISCARD int lw_hci_begin(struct lw_hci *hci, int link_type,
                              const struct lw_payload *packet);
/* 1 with a payload, 0: there are no more, or an error: nor are there. */
LW_NODISCARD int lw_hci_next(struct lw_hci *hci, struct lw_payload *payload);

#endif
