/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_fixture.h"

/* Head of a beacon of data/remoteid/odid_wifi_bcn_sample.pcap
 * (opendroneid/wireshark-dissector, Apache-2.0), its address changed. */
static const uint8_t radiotap[] = {0x00, 0xb5, 0x11, 0x00, 0x2e, 0x18,
                                   0x00, 0x00, 0x00, 0x02, 0x85, 0x09,
                                   0xa0, 0x00, 0xdf, 0x01, 0x04};
static const uint8_t beacon[] = {
    0x80, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0xcc,
    0xa8, 0x60, 0x43, 0x24, 0x02, 0xcc, 0xa8, 0x60, 0x43, 0x24, 0x00, 0x0d,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xb8, 0x0b, 0x21, 0x04};
static const uint8_t sender[6] = {0x02, 0xcc, 0xa8, 0x60, 0x43, 0x24};

static size_t join(uint8_t *to, const uint8_t *head, size_t head_len)
{
    if (head_len > 0)
        memcpy(to, head, head_len);
    memcpy(to + head_len, beacon, sizeof beacon);
    return head_len + sizeof beacon;
}

static void check_beacon(const struct lw_payload *p, size_t head_len)
{
    assert_int_equal(p->kind, LW_PAYLOAD_WIFI);
    assert_int_equal(p->len, sizeof beacon);
    assert_memory_equal(p->bytes, beacon, sizeof beacon);
    assert_int_equal(p->offset, 40 + head_len);
    assert_true(p->has_address);
    assert_memory_equal(p->address, sender, 6);
    assert_int_equal(p->time_ns, 1000);
}

static void radiotap_tells_level_and_channel(void **state)
{
    uint8_t bytes[100];
    const size_t len = join(bytes, radiotap, sizeof radiotap);
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    assert_int_equal(unwrap_one(u, LW_LINK_RADIOTAP, bytes, len, &p), 1);
    check_beacon(&p, sizeof radiotap);
    assert_true(p.has_level);
    assert_true(p.level_dbm == -33);
    assert_int_equal(p.freq_mhz, 2437);
    refuses_prefixes_and_flips(u, LW_LINK_RADIOTAP, bytes, len);
}

static void fields_are_aligned_and_presence_may_be_long(void **state)
{
    /* three words of presence, then time, flags (FCS), rate, channel, level */
    static const uint8_t head[] = {
        0, 0,    36,   0,    0x2f, 0, 0, 0xa0, 0x20, 0, 0,   0xa0, 0x20,
        0, 0,    0,    1,    2,    3, 4, 5,    6,    7, 8,   0x10, 2,
        0, 0xff, 0xff, 0xff, 0,    0, 0, 0,    0,    0, 0xde};
    uint8_t bytes[100] = {0};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    memcpy(bytes, head, 36);
    bytes[26] = 0x6c; /* channel at 26, level at 30 */
    bytes[27] = 0x09;
    bytes[30] = 0xde;
    memcpy(bytes + 36, beacon, sizeof beacon);
    const size_t len = 36 + sizeof beacon + 4;
    assert_int_equal(unwrap_one(u, LW_LINK_RADIOTAP, bytes, len, &p), 1);
    check_beacon(&p, 36);
    assert_true(p.level_dbm == -34);
    assert_int_equal(p.freq_mhz, 2412);
    bytes[24] |= 0x40; /* the receiver found it damaged */
    assert_int_equal(unwrap_one(u, LW_LINK_RADIOTAP, bytes, len, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
}

static void a_cut_frame_has_lost_its_check_sequence(void **state)
{
    uint8_t bytes[100];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    const size_t len = join(bytes, radiotap, sizeof radiotap);

    bytes[8] = 0x10; /* FCS */
    struct lw_packet packet = packet_of(LW_LINK_RADIOTAP, bytes, len);
    packet.wire_len = len + 4;
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    check_beacon(&p, sizeof radiotap);
    assert_false(p.cut);
    packet.wire_len = len + 100;
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    assert_true(p.cut);
    assert_int_equal(lw_unwrap_counts(u)->cut, 1);
}

static void ppi_prism_avs_and_none_at_all(void **state)
{
    static const uint8_t ppi[32] = {
        0, 0, 32, 0, 105, 0, 0, 0, 2,    0,    20,   0, 0, 0, 0,    0,
        0, 0, 0,  0, 0,   0, 2, 0, 0x85, 0x09, 0x80, 0, 0, 0, 0xd8, 0xa0};
    uint8_t bytes[250] = {0};
    uint8_t prism[144] = {0x44, 0, 0, 0, 144};
    uint8_t avs[64] = {0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    size_t len = join(bytes, ppi, sizeof ppi);

    assert_int_equal(unwrap_one(u, LW_LINK_PPI, bytes, len, &p), 1);
    check_beacon(&p, sizeof ppi);
    assert_true(p.level_dbm == -40);
    assert_int_equal(p.freq_mhz, 2437);
    refuses_prefixes_and_flips(u, LW_LINK_PPI, bytes, len);
    len = join(bytes, prism, sizeof prism);
    assert_int_equal(unwrap_one(u, LW_LINK_PRISM, bytes, len, &p), 1);
    check_beacon(&p, sizeof prism);
    assert_false(p.has_level);
    avs[43] = 2;
    avs[47] = 0xd8;
    len = join(bytes, avs, sizeof avs);
    assert_int_equal(unwrap_one(u, LW_LINK_AVS, bytes, len, &p), 1);
    check_beacon(&p, sizeof avs);
    assert_true(p.level_dbm == -40);
    refuses_prefixes_and_flips(u, LW_LINK_AVS, bytes, len);
    len = join(bytes, radiotap, 0);
    assert_int_equal(unwrap_one(u, LW_LINK_IEEE802_11, bytes, len, &p), 1);
    check_beacon(&p, 0);
    assert_int_equal(p.freq_mhz, 0);
}

static void frames_of_others_are_not_damaged(void **state)
{
    static const uint8_t ack[10] = {0xd4};
    static const uint8_t data[40] = {0x08};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    assert_int_equal(unwrap_one(u, LW_LINK_IEEE802_11, ack, sizeof ack, &p), 0);
    assert_int_equal(unwrap_one(u, LW_LINK_IEEE802_11, data, sizeof data, &p),
                     0);
    assert_int_equal(unwrap_one(u, 9999, data, sizeof data, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->other, 3);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 0);
    assert_int_equal(unwrap_one(u, LW_LINK_IEEE802_11, beacon, 23, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
}

static int end(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(radiotap_tells_level_and_channel, end),
        cmocka_unit_test_teardown(fields_are_aligned_and_presence_may_be_long,
                                  end),
        cmocka_unit_test_teardown(a_cut_frame_has_lost_its_check_sequence, end),
        cmocka_unit_test_teardown(ppi_prism_avs_and_none_at_all, end),
        cmocka_unit_test_teardown(frames_of_others_are_not_damaged, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
