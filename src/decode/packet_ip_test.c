/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_fixture.h"

#include "packet_ip.h"

enum { DATA_LEN = 5 };
static const uint8_t data[DATA_LEN] = {1, 2, 3, 4, 5};

/* An IPv4 packet of `len` bytes behind its header; returns its length. */
static size_t put_ipv4(uint8_t *to, uint8_t protocol, uint16_t id,
                       uint16_t fragment, const uint8_t *inside, size_t len)
{
    const uint8_t head[20] = {0x45,
                              0,
                              (uint8_t)((20 + len) >> 8),
                              (uint8_t)(20 + len),
                              (uint8_t)(id >> 8),
                              (uint8_t)id,
                              (uint8_t)(fragment >> 8),
                              (uint8_t)fragment,
                              64,
                              protocol,
                              0,
                              0,
                              10,
                              0,
                              0,
                              1,
                              239,
                              1,
                              2,
                              3};

    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, inside, len);
    return sizeof head + len;
}

static size_t put_udp(uint8_t *to, const uint8_t *inside, size_t len)
{
    const uint8_t head[8] = {
        0x21, 0x98, 0x21, 0x99, (uint8_t)((8 + len) >> 8), (uint8_t)(8 + len),
        0,    0};

    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, inside, len);
    return sizeof head + len;
}

static size_t put_datagram(uint8_t *to)
{
    uint8_t udp[100];

    return put_ipv4(to, 17, 7, 0, udp, put_udp(udp, data, sizeof data));
}

static void check(struct lw_unwrap *u, int link_type, const uint8_t *bytes,
                  size_t len, size_t head)
{
    struct lw_payload p;

    assert_int_equal(unwrap_one(u, link_type, bytes, len, &p), 1);
    assert_int_equal(p.kind, LW_PAYLOAD_UDP);
    assert_int_equal(p.len, sizeof data);
    assert_memory_equal(p.bytes, data, sizeof data);
    assert_int_equal(p.offset, 40 + head);
    assert_int_equal(p.port[0], 0x2198);
    assert_int_equal(p.port[1], 0x2199);
    assert_false(p.cut);
}

static void every_link_that_carries_it(void **state)
{
    static const struct {
        int link_type;
        size_t len;
        uint8_t bytes[32];
    } links[] = {
        {LW_LINK_ETHERNET, 14, {[12] = 8}},
        {LW_LINK_ETHERNET, 18, {[12] = 0x81, [16] = 8}},
        {LW_LINK_ETHERNET,
         22,
         {[12] = 0x88, [13] = 0xa8, [16] = 0x81, [20] = 8}},
        {LW_LINK_ETHERNET,
         22,
         {[13] = 41, [14] = 0xaa, [15] = 0xaa, [16] = 3, [20] = 8}},
        {LW_LINK_ETHERNET, 22, {[12] = 0x88, [13] = 0x64, [21] = 0x21}},
        {LW_LINK_LINUX_SLL, 16, {[14] = 8}},
        {LW_LINK_LINUX_SLL2, 20, {[0] = 8}},
        {LW_LINK_NULL, 4, {2}},
        {LW_LINK_LOOP, 4, {[3] = 2}},
        {LW_LINK_RAW, 0, {0}},
        {LW_LINK_RAW_BSD, 0, {0}},
        {LW_LINK_IPV4, 0, {0}},
    };
    uint8_t bytes[100];
    struct lw_unwrap *u = fresh(state);

    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        memcpy(bytes, links[i].bytes, sizeof links[i].bytes);
        size_t len = links[i].len;
        len += put_datagram(bytes + len);
        check(u, links[i].link_type, bytes, len, links[i].len + 28);
        /* what fills up a short frame is not part of it */
        check(u, links[i].link_type, bytes, len + 7, links[i].len + 28);
        refuses_prefixes_and_flips(u, links[i].link_type, bytes, len);
    }
}

static void what_is_not_ip_is_of_others(void **state)
{
    static const uint8_t arp[42] = {[12] = 8, [13] = 6};
    static const uint8_t icmp[21] = {0x45, [3] = 21, [9] = 1};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    assert_int_equal(unwrap_one(u, LW_LINK_ETHERNET, arp, sizeof arp, &p), 0);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, icmp, sizeof icmp, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->other, 2);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, icmp, 0, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
}

static void a_cut_datagram_says_so(void **state)
{
    uint8_t bytes[100];
    const size_t len = put_datagram(bytes);
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    struct lw_packet packet = packet_of(LW_LINK_RAW, bytes, len - 2);

    packet.wire_len = len;
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 1);
    assert_true(p.cut);
    assert_int_equal(p.len, 3);
    assert_int_equal(lw_unwrap_counts(u)->cut, 1);
    packet.len = 25;
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->cut, 2);
    packet.wire_len = 25; /* all of it was there, and it lies */
    lw_unwrap_take(u, &packet);
    assert_int_equal(lw_unwrap_next(u, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
}

static void ipv6_and_its_headers(void **state)
{
    uint8_t bytes[200] = {0x60, [5] = 13 + 8 + 16 + 12, [6] = 0};
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    bytes[23] = 1; /* from ::1 to ::2 */
    bytes[39] = 2;
    bytes[40] = 60; /* hop by hop (8), options (16), authentication (12) */
    bytes[48] = 51;
    bytes[49] = 1;
    bytes[64] = 17;
    bytes[65] = 1;
    put_udp(bytes + 76, data, sizeof data);
    const size_t len = 76 + 8 + sizeof data;
    check(u, LW_LINK_IPV6, bytes, len, 84);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, len, &p), 1);
    assert_int_equal(p.ip_version, 6);
    assert_int_equal(p.ip[0][15], 1);
    assert_int_equal(p.ip[1][15], 2);
    refuses_prefixes_and_flips(u, LW_LINK_IPV6, bytes, len);
}

/* Send `udp` in pieces of 8 bytes, the `i`th as the `order[i]`th. */
static int send_pieces(struct lw_unwrap *u, const uint8_t *udp, size_t len,
                       const size_t *order, size_t pieces, struct lw_payload *p)
{
    int got = 0;

    for (size_t i = 0; i < pieces; i++) {
        uint8_t bytes[100];
        const size_t from = order[i] * 8;
        const size_t size = len - from < 8 ? len - from : 8;
        const size_t whole =
            put_ipv4(bytes, 17, 9,
                     (uint16_t)(order[i] | (from + size < len ? 0x2000 : 0)),
                     udp + from, size);
        assert_int_equal(got, 0);
        got = unwrap_one(u, LW_LINK_RAW, bytes, whole, p);
    }
    return got;
}

static void fragments_in_any_order_are_one_datagram(void **state)
{
    static const size_t order[] = {2, 0, 2, 1, 3};
    uint8_t udp[100], long_data[23];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    for (size_t i = 0; i < sizeof long_data; i++)
        long_data[i] = (uint8_t)i;
    const size_t len = put_udp(udp, long_data, sizeof long_data);
    assert_int_equal(send_pieces(u, udp, len, order, 5, &p), 1);
    assert_int_equal(p.len, sizeof long_data);
    assert_memory_equal(p.bytes, long_data, sizeof long_data);
    assert_int_equal(p.offset, 40 + 20 + 8);
    assert_int_equal(lw_unwrap_counts(u)->repeated, 1);
    /* one is missing: told at the end */
    assert_int_equal(send_pieces(u, udp, len, order, 3, &p), 0);
    lw_unwrap_end(u);
    assert_int_equal(lw_unwrap_next(u, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->fragments, 2);
}

static void fragments_that_overlap_are_no_datagram(void **state)
{
    uint8_t udp[100], bytes[200];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;
    const size_t len = put_udp(udp, data, sizeof data);

    size_t whole = put_ipv4(bytes, 17, 9, 0x2000, udp, 8);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, whole, &p), 0);
    memset(udp + len, 0, 32);
    whole = put_ipv4(bytes, 17, 9, 0x2000, udp, 16);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, whole, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->fragments, 2);
    /* beyond what a datagram can be */
    whole = put_ipv4(bytes, 17, 9, 0x1FFF, udp, 16);
    assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, whole, &p), 0);
    assert_int_equal(lw_unwrap_counts(u)->damaged, 1);
}

static void more_datagrams_than_there_is_room_for(void **state)
{
    uint8_t bytes[100];
    struct lw_unwrap *u = fresh(state);
    struct lw_payload p;

    for (uint16_t id = 0; id < 100; id++) {
        const size_t len = put_ipv4(bytes, 17, id, 0x2000, bytes, 8);
        assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, len, &p), 0);
    }
    assert_int_equal(lw_unwrap_counts(u)->fragments, 100 - LW_IP_WHOLES_MAX);
}

static int end(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_link_that_carries_it, end),
        cmocka_unit_test_teardown(what_is_not_ip_is_of_others, end),
        cmocka_unit_test_teardown(a_cut_datagram_says_so, end),
        cmocka_unit_test_teardown(ipv6_and_its_headers, end),
        cmocka_unit_test_teardown(fragments_in_any_order_are_one_datagram, end),
        cmocka_unit_test_teardown(fragments_that_overlap_are_no_datagram, end),
        cmocka_unit_test_teardown(more_datagrams_than_there_is_room_for, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
