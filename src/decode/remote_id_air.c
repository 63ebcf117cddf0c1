/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All lists here are of the same make: a kind, a length, as many bytes. One
 * that says more bytes than there are is given out as far as it is there: what
 * is wrong with it is then told by what reads it.
 */
#include "remote_id_air.h"

#include <string.h>

#include "base/bytes.h"

enum {
    ADDRESS_LEN = 6,
    /* Wi-Fi management frames: type, flags, duration, three addresses */
    WIFI_PROBE_RESPONSE = 0x50,
    WIFI_BEACON = 0x80,
    WIFI_ACTION = 0xd0,
    WIFI_PROTECTED = 0x40, /* flags */
    WIFI_ORDER = 0x80,     /* four bytes of HT control follow the head */
    WIFI_HEAD = 24,
    WIFI_SENDER = 10,
    BEACON_FIXED = 12, /* time, interval, capabilities */
    ELEMENT_VENDOR = 221,
    ELEMENT_HEAD = 6, /* kind, length, OUI, type */
    NAN_HEAD = 6,     /* category, action, OUI, type */
    NAN_DESCRIPTOR = 3,
    NAN_ATTRIBUTE_HEAD = 3,
    NAN_SERVICE = 6,
    NAN_MATCH = 0x04, /* bits of its control: what follows */
    NAN_RESPONSE = 0x08,
    NAN_INFO = 0x10,
    NAN_BINDING = 0x40,
    /* Bluetooth */
    PDU_HEAD = 2,
    PDU_SCAN_RESPONSE = 4,
    PDU_SCANNABLE = 6,
    PDU_NON_CONNECTABLE = 2,
    PDU_EXTENDED = 7,
    EXTENDED_ADDRESS = 0x01,
    DATA_SERVICE_16 = 0x16,
    DATA_HEAD = 6, /* length, kind, UUID, application, counter */
};

static const uint8_t astm_element[4] = {0xfa, 0x0b, 0xbc, 0x0d};
static const uint8_t french_element[4] = {0x6a, 0x5c, 0x35, 0x01};
static const uint8_t nan_action[NAN_HEAD] = {0x04, 0x09, 0x50,
                                             0x6f, 0x9a, 0x13};
static const uint8_t nan_service[NAN_SERVICE] = {0x88, 0x69, 0x19,
                                                 0x9d, 0x92, 0x09};
static const uint8_t bluetooth_data[4] = {DATA_SERVICE_16, 0xfa, 0xff, 0x0d};

/* What is there of `len` bytes at `at`. */
static size_t there(size_t at, size_t len, size_t end)
{
    return at >= end ? 0 : len < end - at ? len : end - at;
}

static bool find_element(const uint8_t *frame, size_t len, size_t at,
                         struct lw_remote_id_found *found)
{
    for (size_t next; at + ELEMENT_HEAD <= len; at = next) {
        const uint8_t *e = frame + at;
        const size_t body = there(at + 2, e[1], len);
        const bool astm = memcmp(e + 2, astm_element, 4) == 0;

        next = at + 2 + e[1];
        /* OUI, type and counter; in France what follows the OUI is told */
        const size_t head = astm ? 5 : 3;
        if (e[0] != ELEMENT_VENDOR || e[1] < 4 || body < head ||
            !(astm || memcmp(e + 2, french_element, 4) == 0))
            continue;
        found->transport = LW_REMOTE_ID_WIFI_BEACON;
        found->french = !astm;
        found->counter = astm ? e[ELEMENT_HEAD] : 0;
        found->at = at + 2 + head;
        found->len = body - head;
        found->next = next;
        return true;
    }
    return false;
}

/* The service information in a descriptor: where it stands in it, or 0. */
static size_t service_info(const uint8_t *d, size_t len, size_t *info_len)
{
    size_t at = NAN_SERVICE + 3;
    const uint8_t control = len >= at ? d[at - 1] : 0;

    if (!(control & NAN_INFO) || memcmp(d, nan_service, NAN_SERVICE) != 0)
        return 0;
    at += control & NAN_BINDING ? 2 : 0;
    at += control & NAN_MATCH && at < len ? 1 + (size_t)d[at] : 0;
    at += control & NAN_RESPONSE && at < len ? 1 + (size_t)d[at] : 0;
    if (at + 2 > len)
        return 0;
    *info_len = there(at + 1, d[at], len);
    return at + 1;
}

static bool find_service(const uint8_t *frame, size_t len, size_t at,
                         struct lw_remote_id_found *found)
{
    for (size_t next; at + NAN_ATTRIBUTE_HEAD <= len; at = next) {
        const size_t said = lw_le16(frame + at + 1);
        const size_t body = at + NAN_ATTRIBUTE_HEAD;
        size_t info_len = 0;

        next = body + said;
        const size_t info =
            frame[at] == NAN_DESCRIPTOR
                ? service_info(frame + body, there(body, said, len), &info_len)
                : 0;
        if (info == 0 || info_len < 1)
            continue;
        found->transport = LW_REMOTE_ID_WIFI_NAN;
        found->french = false;
        found->counter = frame[body + info];
        found->at = body + info + 1;
        found->len = info_len - 1;
        found->next = next;
        return true;
    }
    return false;
}

static bool find_wifi(const uint8_t *frame, size_t len, size_t from,
                      struct lw_remote_id_found *found)
{
    if (len < WIFI_HEAD || frame[1] & WIFI_PROTECTED)
        return false;
    const size_t head = WIFI_HEAD + (frame[1] & WIFI_ORDER ? 4 : 0);
    const bool action = frame[0] == WIFI_ACTION;

    found->has_address = true;
    memcpy(found->address, frame + WIFI_SENDER, ADDRESS_LEN);
    if (frame[0] == WIFI_BEACON || frame[0] == WIFI_PROBE_RESPONSE)
        return find_element(frame, len, from > 0 ? from : head + BEACON_FIXED,
                            found);
    if (!action || len < head + NAN_HEAD ||
        memcmp(frame + head, nan_action, NAN_HEAD) != 0)
        return false;
    return find_service(frame, len, from > 0 ? from : head + NAN_HEAD, found);
}

/* Where the data of an advertisement begin, or 0. */
static size_t advertising_data(const uint8_t *pdu, size_t len,
                               struct lw_remote_id_found *found)
{
    const int type = pdu[0] & 15;
    const bool extended = type == PDU_EXTENDED;
    size_t address = PDU_HEAD, data = PDU_HEAD + ADDRESS_LEN;

    if (type != 0 && type != PDU_NON_CONNECTABLE && type != PDU_SCAN_RESPONSE &&
        type != PDU_SCANNABLE && !extended)
        return 0;
    found->transport =
        extended ? LW_REMOTE_ID_BLUETOOTH_5 : LW_REMOTE_ID_BLUETOOTH_4;
    found->has_address = true;
    if (extended && len > PDU_HEAD + 1) {
        const size_t head = pdu[PDU_HEAD] & 0x3fu;

        address = PDU_HEAD + 2;
        data = PDU_HEAD + 1 + head;
        found->has_address =
            head > ADDRESS_LEN && (pdu[PDU_HEAD + 1] & EXTENDED_ADDRESS) != 0;
    } else if (extended) {
        return 0;
    }
    if (address + ADDRESS_LEN > len)
        return 0;
    for (size_t i = 0; i < ADDRESS_LEN && found->has_address; i++)
        found->address[i] = pdu[address + ADDRESS_LEN - 1 - i];
    return data;
}

static bool find_bluetooth(const uint8_t *pdu, size_t len, size_t from,
                           struct lw_remote_id_found *found)
{
    if (len < PDU_HEAD)
        return false;
    const size_t end = there(0, PDU_HEAD + (size_t)pdu[1], len);
    size_t at = advertising_data(pdu, end, found);

    if (at == 0)
        return false;
    at = from > 0 ? from : at;
    for (size_t next; at + DATA_HEAD <= end; at = next) {
        const size_t body = there(at + 1, pdu[at], end);

        next = at + 1 + pdu[at];
        if (pdu[at] == 0) /* the rest is filled up with zeros */
            return false;
        if (body < 5 || memcmp(pdu + at + 1, bluetooth_data, 4) != 0)
            continue;
        found->french = false;
        found->counter = pdu[at + 5];
        found->at = at + DATA_HEAD;
        found->len = body - 5;
        found->next = next;
        return true;
    }
    return false;
}

bool lw_remote_id_find(const uint8_t *frame, size_t len, unsigned kinds,
                       size_t from, struct lw_remote_id_found *found)
{
    return (kinds & LW_CARRIES(LW_PAYLOAD_WIFI) &&
            find_wifi(frame, len, from, found)) ||
           (kinds & LW_CARRIES(LW_PAYLOAD_BLUETOOTH) &&
            find_bluetooth(frame, len, from, found));
}

const char *lw_remote_id_transport_name(enum lw_remote_id_transport transport)
{
    static const char *const name[] = {"wifi-beacon", "wifi-nan", "bluetooth-4",
                                       "bluetooth-5"};

    return name[transport];
}
