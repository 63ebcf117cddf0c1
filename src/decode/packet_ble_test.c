/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_fixture.h"

/* The first packet of data/remoteid/odid_bt5_lr_sample.pcapng
 * (opendroneid/wireshark-dissector, Apache-2.0): its start and its end, with
 * 222 zeros between them. */
static const uint8_t nordic_head[] = {
    0x03, 0x08, 0x01, 0x03, 0x13, 0xbe, 0x02, 0x0a, 0x21, 0x0a, 0x35,
    0x00, 0x00, 0xa5, 0xe2, 0x95, 0xa0, 0xd6, 0xbe, 0x89, 0x8e, 0x00,
    0x07, 0xf4, 0x09, 0x09, 0x1c, 0x2f, 0xeb, 0xea, 0x7d, 0xe0, 0x75,
    0x0e, 0xe9, 0x16, 0xfa, 0xff, 0x0d, 0x0c, 0xf0, 0x19};
static const uint8_t crc[3] = {0x97, 0xab, 0xd1};
enum { NORDIC_LEN = 271, NORDIC_AIR = 17, PDU_AT = 22, PDU_LEN = 246 };
static const uint8_t sender[6] = {0xe0, 0x7d, 0xea, 0xeb, 0x2f, 0x1c};

static void fill_nordic(uint8_t bytes[NORDIC_LEN])
{
    memset(bytes, 0, NORDIC_LEN);
    memcpy(bytes, nordic_head, sizeof nordic_head);
    memcpy(bytes + NORDIC_LEN - 3, crc, 3);
}

static void check_extended(const struct lw_payload *p, int64_t offset)
{
    uint8_t bytes[NORDIC_LEN];

    fill_nordic(bytes);
    assert_int_equal(p->kind, LW_PAYLOAD_BLUETOOTH);
    assert_int_equal(p->len, PDU_LEN);
    assert_memory_equal(p->bytes, bytes + PDU_AT, PDU_LEN);
    assert_int_equal(p->offset, offset);
    assert_int_equal(p->pdu_type, 7);
    assert_true(p->extended && p->coded && p->has_address);
    assert_memory_equal(p->address, sender, 6);
}

static void a_sniffer_of_the_coded_phy(void **state)
{
    uint8_t bytes[NORDIC_LEN];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    fill_nordic(bytes);
    assert_int_equal(unwrap_one(u, LW_LINK_NORDIC_BLE, bytes, sizeof bytes, &p),
                     1);
    check_extended(&p, 40 + PDU_AT);
    assert_true(p.has_level && p.level_dbm == -53);
    assert_int_equal(p.freq_mhz, 2424);
    refuses_prefixes_and_flips(u, LW_LINK_NORDIC_BLE, bytes, sizeof bytes);
    bytes[8] &= 0xFE; /* it says that the check sequence was wrong */
    const uint64_t damaged = lw_unwrap_counts(u)->damaged;
    assert_int_equal(unwrap_one(u, LW_LINK_NORDIC_BLE, bytes, sizeof bytes, &p),
                     0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, damaged + 1);
}

static void a_pseudo_header_tells_the_phy(void **state)
{
    uint8_t nordic[NORDIC_LEN], bytes[300] = {11, 0xcb};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    const size_t air = NORDIC_LEN - NORDIC_AIR;

    fill_nordic(nordic);
    memcpy(bytes + 10, nordic + NORDIC_AIR, air);
    bytes[8] = 0x03;
    bytes[9] = 0x80; /* coded, not checked: so we do */
    assert_int_equal(unwrap_one(u, LW_LINK_BLE_PHDR, bytes, 10 + air, &p), 1);
    check_extended(&p, 40 + 15);
    assert_true(p.has_level && p.level_dbm == -53);
    assert_int_equal(p.freq_mhz, 2424);
    bytes[100] ^= 1;
    assert_int_equal(unwrap_one(u, LW_LINK_BLE_PHDR, bytes, 10 + air, &p), 0);
    bytes[9] = 0x8c; /* checked and valid, it says */
    assert_int_equal(unwrap_one(u, LW_LINK_BLE_PHDR, bytes, 10 + air, &p), 1);
    bytes[9] = 0x84; /* checked, and not valid */
    assert_int_equal(unwrap_one(u, LW_LINK_BLE_PHDR, bytes, 10 + air, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 2);
}

static void a_legacy_pdu_by_itself(void **state)
{
    static const uint8_t air[] = {0xd6, 0xbe, 0x89, 0x8e, 0x42, 9,    1, 2, 3,
                                  4,    5,    6,    0x02, 0x01, 0x06, 0, 0, 0};
    static const uint8_t from[6] = {6, 5, 4, 3, 2, 1};
    uint8_t bytes[sizeof air];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    assert_int_equal(unwrap_one(u, LW_LINK_BLE, air, sizeof air, &p), 1);
    assert_int_equal(p.len, 11);
    assert_int_equal(p.pdu_type, 2);
    assert_false(p.extended || p.coded || p.has_level);
    assert_memory_equal(p.address, from, 6);
    memcpy(bytes, air, sizeof air);
    bytes[17] = 1; /* a check sequence that is wrong */
    assert_int_equal(unwrap_one(u, LW_LINK_BLE, bytes, sizeof air, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
    bytes[0] = 0; /* a connection */
    assert_int_equal(unwrap_one(u, LW_LINK_BLE, bytes, sizeof air, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->other, 1);
    refuses_prefixes_and_flips(u, LW_LINK_BLE, air, sizeof air);
}

static void a_controller_reports_legacy_ones(void **state)
{
    static const uint8_t event[] = {
        0,    0,    0,    1, 4, 0x3e, 25, 0x02, 2, /* two reports */
        0x03, 0x01, 1,    2, 3, 4,    5,  6,    3, 0x02, 0x01, 0x06,
        0xc4, 0x00, 0x00, 9, 2, 3,    4,  5,    6, 0,    0x7f};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    struct lw_packet packet =
        packet_of(LW_LINK_HCI_H4_PHDR, event, sizeof event);

    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    assert_int_equal(p.pdu_type, 2);
    assert_int_equal(p.bytes[0], 0x42);
    assert_int_equal(p.len, 11);
    assert_memory_equal(p.bytes + 8, event + 18, 3);
    assert_int_equal(p.offset + 8, 40 + 18);
    assert_true(p.has_level && p.level_dbm == -60);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    assert_int_equal(p.len, 8);
    assert_int_equal(p.address[5], 9);
    assert_false(p.has_level);
    assert_int_equal(lw_unwrap_next(u, &p), 0);
    /* the same without the direction in front */
    packet = packet_of(LW_LINK_HCI_H4, event + 4, sizeof event - 4);
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    refuses_prefixes_and_flips(u, LW_LINK_HCI_H4_PHDR, event, sizeof event);
}

/* An extended report of `len` bytes of data from `data`, `more` to come. */
static size_t put_report(uint8_t *to, const uint8_t *data, uint8_t len,
                         bool more)
{
    const uint8_t head[] = {0, 5, 0, 3, 0x3e, 0, 0x0d, 1, 0, 0,    0,
                            1, 2, 3, 4, 5,    6, 3,    3, 1, 0x7f, 0xc9,
                            0, 0, 0, 0, 0,    0, 0,    0, 0, len};

    memcpy(to, head, sizeof head);
    to[5] = (uint8_t)(len + 26);
    to[8] = more ? 0x20 : 0;
    memcpy(to + sizeof head, data, len);
    return sizeof head + len;
}

static void data_in_pieces_are_put_together(void **state)
{
    uint8_t data[240], bytes[300];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)i;
    size_t len = put_report(bytes, data, 229, true);
    assert_int_equal(unwrap_one(u, LW_LINK_BLUETOOTH_MONITOR, bytes, len, &p),
                     0);
    len = put_report(bytes, data + 229, 11, false);
    assert_int_equal(unwrap_one(u, LW_LINK_BLUETOOTH_MONITOR, bytes, len, &p),
                     1);
    assert_int_equal(p.len, 10 + sizeof data);
    assert_int_equal(p.bytes[1], 8 + sizeof data);
    assert_memory_equal(p.bytes + 10, data, sizeof data);
    assert_true(p.extended && p.coded && p.level_dbm == -55);
    assert_int_equal(p.address[0], 6);
    refuses_prefixes_and_flips(u, LW_LINK_BLUETOOTH_MONITOR, bytes, len);
    /* more than a PDU can hold is cut, and says so */
    u = fresh(state);
    len = put_report(bytes, data, 229, true);
    assert_int_equal(unwrap_one(u, LW_LINK_BLUETOOTH_MONITOR, bytes, len, &p),
                     0);
    len = put_report(bytes, data, 229, false);
    assert_int_equal(unwrap_one(u, LW_LINK_BLUETOOTH_MONITOR, bytes, len, &p),
                     1);
    assert_int_equal(p.len, 257);
    assert_true(p.cut);
}

static int end(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_sniffer_of_the_coded_phy, end),
        cmocka_unit_test_teardown(a_pseudo_header_tells_the_phy, end),
        cmocka_unit_test_teardown(a_legacy_pdu_by_itself, end),
        cmocka_unit_test_teardown(a_controller_reports_legacy_ones, end),
        cmocka_unit_test_teardown(data_in_pieces_are_put_together, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
