/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bluetooth Low Energy on its advertising channels.
 *
 *   air:     access address (4), [coding indicator (1) on the coded PHY,]
 *            PDU: type and flags (1), length (1), that many bytes; CRC (3)
 *   legacy:  AdvA (6), AdvData
 *   extended: length of the header (6 bits), mode (2), flags (1), fields by
 *            those flags, of which AdvA (6) is the first; AdvData
 */
#include "packet_radio.h"

#include <string.h>

#include "base/bytes.h"

enum {
    ADDRESS_LEN = 6,
    PDU_HEAD = 2,
    CRC_LEN = 3,
    TYPE_SCAN_REQ = 3,
    TYPE_CONNECT = 5,
    TYPE_EXTENDED = 7,
    EXTENDED_HAS_ADDRESS = 1,
    PHDR_LEN = 10,
    PHDR_HAS_LEVEL = 0x0002,
    PHDR_CRC_CHECKED = 0x0400,
    PHDR_CRC_VALID = 0x0800,
    PHDR_PHY_SHIFT = 14,
    NORDIC_LEN = 7, /* up to the header of the radio */
    NORDIC_RADIO_LEN = 10,
    NORDIC_ADVERTISING = 2,
    NORDIC_DATA = 6,
    PHY_CODED = 2,
    RSSI_UNKNOWN = 127,
};
static const uint32_t advertising_access = 0x8E89BED6;

/* The check sequence, as its three bytes stand behind the PDU. */
static uint32_t crc24(const uint8_t *bytes, size_t len)
{
    uint32_t crc = 0xAAAAAA;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? crc >> 1 ^ 0xDA6000 : crc >> 1;
    }
    return crc;
}

static void take_address(struct lw_payload *p, const uint8_t *least_first)
{
    p->has_address = true;
    for (int i = 0; i < ADDRESS_LEN; i++)
        p->address[i] = least_first[ADDRESS_LEN - 1 - i];
}

/* The PDU at the front: what it says of itself. */
static int read_pdu(struct lw_payload *p)
{
    if (p->len < PDU_HEAD)
        return LW_ERR_TRUNCATED;
    const size_t len = (size_t)PDU_HEAD + p->bytes[1];
    p->kind = LW_PAYLOAD_BLUETOOTH;
    p->pdu_type = p->bytes[0] & 0x0F;
    p->extended = p->pdu_type == TYPE_EXTENDED;
    if (p->pdu_type > TYPE_EXTENDED || p->pdu_type == TYPE_SCAN_REQ ||
        p->pdu_type == TYPE_CONNECT)
        return LW_ERR_NOT_MINE;
    if (p->len < len && !p->cut)
        return LW_ERR_INTEGRITY;
    if (p->len > len)
        p->len = len;
    const uint8_t *body = p->bytes + PDU_HEAD;
    const size_t have = p->len - PDU_HEAD;
    if (!p->extended && have >= ADDRESS_LEN)
        take_address(p, body);
    if (p->extended && have >= 2 + ADDRESS_LEN &&
        (body[0] & 0x3F) >= 1 + ADDRESS_LEN &&
        (body[1] & EXTENDED_HAS_ADDRESS) != 0)
        take_address(p, body + 2);
    return 0;
}

/* From the access address on. `checked`: the receiver knows the PDU is whole,
 * so that its check sequence may be anything. */
static int read_air(struct lw_payload *p, bool checked)
{
    int err = p->len < 4                                ? LW_ERR_TRUNCATED
              : lw_le32(p->bytes) != advertising_access ? LW_ERR_NOT_MINE
                                                        : 0;
    if (err == 0)
        err = lw_payload_strip(p, p->coded ? 5 : 4);
    const size_t had = p->len;
    if (err == 0)
        err = read_pdu(p);
    if (err < 0 || checked || p->cut)
        return err;
    if (had < p->len + CRC_LEN)
        return LW_ERR_INTEGRITY;
    const uint8_t *end = p->bytes + p->len;
    const uint32_t crc = lw_le16(end) | (uint32_t)end[2] << 16;
    /* zeros: written by a program that does not make check sequences */
    return crc == 0 || crc == crc24(p->bytes, p->len) ? 0 : LW_ERR_INTEGRITY;
}

static int read_phdr(struct lw_payload *p)
{
    if (p->len < PHDR_LEN)
        return LW_ERR_TRUNCATED;
    const unsigned flags = lw_le16(p->bytes + 8);
    const bool checked = (flags & PHDR_CRC_CHECKED) != 0;
    p->freq_mhz = p->bytes[0] < 40 ? 2402U + 2U * p->bytes[0] : 0;
    p->has_level = (flags & PHDR_HAS_LEVEL) != 0;
    p->level_dbm = (int8_t)p->bytes[1];
    p->coded = flags >> PHDR_PHY_SHIFT == PHY_CODED;
    if (checked && (flags & PHDR_CRC_VALID) == 0)
        return LW_ERR_INTEGRITY;
    const int err = lw_payload_strip(p, PHDR_LEN);
    return err < 0 ? err : read_air(p, checked);
}

/* Channel indices 37, 38 and 39 lie between the others. */
static uint32_t channel_mhz(unsigned index)
{
    if (index < 11)
        return 2404 + 2 * index;
    if (index < 37)
        return 2406 + 2 * index;
    return index == 37 ? 2402 : index == 38 ? 2426 : index == 39 ? 2480 : 0;
}

/* Version 1 has a length of its header and one byte of length where the later
 * ones have two: what stands behind stands in the same place. */
static int read_nordic(struct lw_payload *p)
{
    if (p->len < NORDIC_LEN + NORDIC_RADIO_LEN)
        return LW_ERR_TRUNCATED;
    const uint8_t *radio = p->bytes + NORDIC_LEN;
    const uint8_t type = p->bytes[6];
    if (type != NORDIC_ADVERTISING && type != NORDIC_DATA)
        return LW_ERR_NOT_MINE;
    if (radio[0] < NORDIC_RADIO_LEN || (radio[1] & 1) == 0)
        return LW_ERR_INTEGRITY;
    p->coded = (radio[1] >> 4 & 7) == PHY_CODED;
    p->freq_mhz = channel_mhz(radio[2]);
    p->has_level = true;
    p->level_dbm = -(int)radio[3];
    const int err = lw_payload_strip(p, (size_t)NORDIC_LEN + radio[0]);
    return err < 0 ? err : read_air(p, true);
}

int lw_ble_unwrap(int link_type, struct lw_payload *p)
{
    return link_type == LW_LINK_BLE_PHDR     ? read_phdr(p)
           : link_type == LW_LINK_NORDIC_BLE ? read_nordic(p)
                                             : read_air(p, false);
}

enum {
    H4_EVENT = 4,
    MONITOR_EVENT = 3,
    EVENT_LE = 0x3E,
    LE_REPORT = 0x02,
    LE_EXTENDED_REPORT = 0x0D,
    REPORT_LEN = 9,           /* before the data; the level stands behind */
    EXTENDED_REPORT_LEN = 24, /* before the data */
    EXTENDED_IS_LEGACY = 0x10,
    DATA_MORE = 1,
    HCI_PHY_CODED = 3,
};

int lw_hci_begin(struct lw_hci *hci, int link_type,
                 const struct lw_payload *packet)
{
    struct lw_payload *p = &hci->rest;
    const size_t head = link_type == LW_LINK_HCI_H4_PHDR         ? 5
                        : link_type == LW_LINK_BLUETOOTH_MONITOR ? 4
                                                                 : 1;
    *p = *packet;
    hci->reports = 0;
    if (p->len < head)
        return LW_ERR_TRUNCATED;
    const bool event = link_type == LW_LINK_BLUETOOTH_MONITOR
                           ? lw_be16(p->bytes + 2) == MONITOR_EVENT
                           : p->bytes[head - 1] == H4_EVENT;
    if (!event)
        return LW_ERR_NOT_MINE;
    int err = lw_payload_strip(p, head);
    if (err < 0 || p->len < 2)
        return LW_ERR_TRUNCATED;
    if (p->bytes[0] != EVENT_LE)
        return LW_ERR_NOT_MINE;
    if (p->bytes[1] < 2 || (size_t)p->bytes[1] + 2 > p->len)
        return p->cut ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY;
    p->len = (size_t)p->bytes[1] + 2;
    hci->extended = p->bytes[2] == LE_EXTENDED_REPORT;
    if (!hci->extended && p->bytes[2] != LE_REPORT)
        return LW_ERR_NOT_MINE;
    hci->reports = p->bytes[3];
    err = lw_payload_strip(p, 4);
    return err;
}

/* What a PDU begins with: type, its length to come, the sender's address. */
static void begin_pdu(struct lw_hci *hci, uint8_t type, bool is_random,
                      const uint8_t *address)
{
    uint8_t *pdu = hci->pdu;

    *pdu++ = (uint8_t)(type | (is_random ? 0x40 : 0));
    *pdu++ = 0;
    if (type == TYPE_EXTENDED) {
        *pdu++ = 1 + ADDRESS_LEN;
        *pdu++ = EXTENDED_HAS_ADDRESS;
    }
    memcpy(pdu, address, ADDRESS_LEN);
    hci->pdu_len = (size_t)(pdu - hci->pdu) + ADDRESS_LEN;
    hci->pdu_over = false;
}

static void add_data(struct lw_hci *hci, const uint8_t *data, size_t len)
{
    const size_t room = sizeof hci->pdu - hci->pdu_len;
    const size_t fits = len < room ? len : room;

    memcpy(hci->pdu + hci->pdu_len, data, fits);
    hci->pdu_len += fits;
    hci->pdu_over = hci->pdu_over || fits < len;
    hci->pdu[1] = (uint8_t)(hci->pdu_len - PDU_HEAD);
}

/* `data_len` bytes of it stand at the front of the event. */
static int give_pdu(struct lw_hci *hci, struct lw_payload *out, size_t data_len)
{
    out->bytes = hci->pdu;
    out->len = hci->pdu_len;
    /* as if the PDU stood around its data in the capture */
    out->offset = hci->rest.offset - (int64_t)(hci->pdu_len - data_len);
    out->cut = hci->pdu_over;
    hci->pdu_len = 0;
    return read_pdu(out) < 0 ? LW_ERR_INTEGRITY : 1;
}

static void set_rssi(struct lw_payload *out, uint8_t rssi)
{
    out->has_level = rssi != RSSI_UNKNOWN;
    out->level_dbm = (int8_t)rssi;
}

static int next_legacy(struct lw_hci *hci, struct lw_payload *out)
{
    /* event type -> PDU: ADV_IND, ADV_DIRECT_IND, ADV_SCAN_IND,
     * ADV_NONCONN_IND, SCAN_RSP */
    static const uint8_t pdu[] = {0, 1, 6, 2, 4};
    struct lw_payload *p = &hci->rest;

    if (p->len < REPORT_LEN + 1 ||
        p->len < (size_t)REPORT_LEN + 1 + p->bytes[REPORT_LEN - 1])
        return LW_ERR_INTEGRITY;
    const uint8_t *head = p->bytes;
    const size_t len = head[REPORT_LEN - 1];
    if (head[0] >= sizeof pdu)
        return LW_ERR_INTEGRITY;
    begin_pdu(hci, pdu[head[0]], (head[1] & 1) != 0, head + 2);
    int got = lw_payload_strip(p, REPORT_LEN);
    if (got < 0)
        return got;
    add_data(hci, p->bytes, len);
    set_rssi(out, p->bytes[len]);
    got = give_pdu(hci, out, len);
    return lw_payload_strip(p, len + 1) < 0 ? LW_ERR_INTEGRITY : got;
}

/* The PDU of an extended report that is one of the old ones. */
static uint8_t legacy_pdu(unsigned event)
{
    return (event & 8) != 0   ? 4 /* answers a scan */
           : (event & 4) != 0 ? 1 /* to one receiver */
           : (event & 1) != 0 ? 0 /* connectable */
           : (event & 2) != 0 ? 6 /* scannable */
                              : 2;
}

/* 1, 0 where the rest of its data is still to come. */
static int next_extended(struct lw_hci *hci, struct lw_payload *out)
{
    struct lw_payload *p = &hci->rest;

    if (p->len < EXTENDED_REPORT_LEN ||
        p->len <
            (size_t)EXTENDED_REPORT_LEN + p->bytes[EXTENDED_REPORT_LEN - 1])
        return LW_ERR_INTEGRITY;
    const uint8_t *head = p->bytes;
    const size_t len = head[EXTENDED_REPORT_LEN - 1];
    const unsigned event = lw_le16(head);
    const bool legacy = (event & EXTENDED_IS_LEGACY) != 0;
    const uint8_t set = head[11];
    /* the rest of what is waited for, or something else */
    const bool goes_on = hci->pdu_len > 0 && !legacy && set == hci->pdu_set &&
                         memcmp(hci->pdu + 4, head + 3, ADDRESS_LEN) == 0;
    if (!goes_on)
        begin_pdu(hci, legacy ? legacy_pdu(event) : TYPE_EXTENDED,
                  (head[2] & 1) != 0, head + 3);
    hci->pdu_set = set;
    int got = lw_payload_strip(p, EXTENDED_REPORT_LEN);
    if (got < 0)
        return got;
    add_data(hci, p->bytes, len);
    out->coded = head[10] == HCI_PHY_CODED ||
                 (head[10] == 0 && head[9] == HCI_PHY_CODED);
    set_rssi(out, head[13]);
    got = 0;
    if (legacy || (event >> 5 & 3) != DATA_MORE)
        got = give_pdu(hci, out, len);
    return lw_payload_strip(p, len) < 0 ? LW_ERR_INTEGRITY : got;
}

int lw_hci_next(struct lw_hci *hci, struct lw_payload *out)
{
    int got = 0;

    while (hci->reports > 0 && got == 0) {
        *out = hci->rest;
        hci->reports--;
        got = hci->extended ? next_extended(hci, out) : next_legacy(hci, out);
    }
    if (got < 0)
        hci->reports = 0;
    return got;
}
