/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture_file.h"

/* A capture that is put together, in either order of bytes. */
struct made {
    bool big;
    size_t len;
    uint8_t bytes[4096];
};

static void put(struct made *m, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        m->bytes[m->len++] =
            (uint8_t)(value >> 8 * (m->big ? size - 1 - i : i));
}

static void put_bytes(struct made *m, const char *text)
{
    memcpy(m->bytes + m->len, text, strlen(text));
    m->len += strlen(text);
}

static void put_pcap(struct made *m, uint32_t magic, uint32_t network)
{
    put(m, magic, 4);
    put(m, 2, 2);
    put(m, 4, 2);
    put(m, 0, 8);
    put(m, 65535, 4);
    put(m, network, 4);
}

static void put_record(struct made *m, uint32_t s, uint32_t part,
                       const char *text)
{
    put(m, s, 4);
    put(m, part, 4);
    put(m, strlen(text), 4);
    put(m, strlen(text) + 1, 4);
    put_bytes(m, text);
}

/* A block's head; close it with end_block(). */
static size_t begin_block(struct made *m, uint32_t type)
{
    const size_t at = m->len;

    put(m, type, 4);
    put(m, 0, 4);
    return at;
}

static void end_block(struct made *m, size_t at)
{
    while (m->len % 4 != 0)
        put(m, 0, 1);
    put(m, m->len - at + 4, 4);
    const size_t len = m->len;
    m->len = at + 4;
    put(m, len - at, 4);
    m->len = len;
}

static void put_section(struct made *m)
{
    const size_t at = begin_block(m, 0x0A0D0D0A);

    put(m, 0x1A2B3C4D, 4);
    put(m, 1, 2);
    put(m, 0, 2);
    put(m, UINT64_MAX, 8);
    end_block(m, at);
}

static void put_interface(struct made *m, uint16_t link, uint8_t resolution,
                          int64_t offset_s, uint8_t fcs)
{
    const size_t at = begin_block(m, 1);

    put(m, link, 2);
    put(m, 0, 2);
    put(m, 5, 4); /* longest packet */
    put(m, 2, 2);
    put(m, 3, 2);
    put_bytes(m, "if0");
    put(m, 0, 1);
    put(m, 9, 2);
    put(m, 1, 2);
    put(m, resolution, 1);
    put(m, 0, 3);
    put(m, 14, 2);
    put(m, 8, 2);
    put(m, (uint64_t)offset_s, 8);
    put(m, 13, 2);
    put(m, 1, 2);
    put(m, fcs, 1);
    put(m, 0, 3);
    put(m, 0, 4);
    end_block(m, at);
}

static void put_enhanced(struct made *m, uint32_t interface, uint64_t ticks,
                         const char *text)
{
    const size_t at = begin_block(m, 6);

    put(m, interface, 4);
    put(m, ticks >> 32, 4);
    put(m, ticks & UINT32_MAX, 4);
    put(m, strlen(text), 4);
    put(m, strlen(text), 4);
    put_bytes(m, text);
    end_block(m, at);
}

static void put_simple(struct made *m, const char *text, uint32_t had)
{
    const size_t at = begin_block(m, 3);

    put(m, had, 4);
    put_bytes(m, text);
    end_block(m, at);
}

/* What comes out of the bytes when they come `step` at a time: the packets'
 * texts with a comma behind each, and a `!` for a fault. */
static void read_all(const uint8_t *bytes, size_t len, size_t step,
                     char out[4096], struct lw_packet *last)
{
    struct lw_capture_file *file = malloc(sizeof *file);
    uint8_t *window = malloc(len + 1);
    size_t from = 0, to = 0, at = 0;

    assert_non_null(file);
    assert_non_null(window);
    lw_capture_init(file);
    for (;;) {
        struct lw_packet packet;
        struct lw_fault fault = {0};
        int got = 7;
        memcpy(window, bytes + from, to - from);
        const size_t used =
            lw_capture_next(file, window, to - from, (int64_t)from, to == len,
                            &packet, &got, &fault);
        assert_true(used <= to - from);
        assert_true(got >= 0 || fault.what[0] != '\0');
        if (got == 1) {
            assert_ptr_equal(packet.bytes - window + (ptrdiff_t)from,
                             packet.offset);
            memcpy(out + at, packet.bytes, packet.len);
            at += packet.len;
            out[at++] = ',';
            *last = packet;
        } else if (got < 0) {
            out[at++] = '!';
        }
        from += used;
        if (used == 0 && to == len)
            break;
        if (used == 0)
            to = to + step < len ? to + step : len;
    }
    assert_int_equal(from, len);
    out[at] = '\0';
    free(window);
    free(file);
}

static void expect(const struct made *m, const char *expected,
                   struct lw_packet *last)
{
    static const size_t steps[] = {1, 3, 17, 4096};
    char out[4096];

    assert_true(lw_capture_is(m->bytes, m->len));
    for (size_t i = 0; i < 4; i++) {
        read_all(m->bytes, m->len, steps[i], out, last);
        assert_string_equal(out, expected);
    }
}

static void pcap_of_either_order_and_unit(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        const bool ns = i % 2 != 0;
        struct made m = {.big = i < 2};
        struct lw_packet last;
        put_pcap(&m, ns ? 0xA1B23C4D : 0xA1B2C3D4, 0x24000001);
        put_record(&m, 1700000000, 5, "first");
        put_record(&m, 1700000001, 6, "");
        put_record(&m, 1700000001, 7, "last");
        expect(&m, "first,,last,", &last);
        assert_int_equal(last.link_type, 1);
        assert_int_equal(last.fcs_len, 4);
        assert_true(last.time_ns == 1700000001000000000 + (ns ? 7 : 7000));
        assert_int_equal(last.wire_len, 5);
        assert_int_equal(last.offset, m.len - 4);
    }
}

static void the_modified_pcap_has_longer_heads(void **state)
{
    struct made m = {.big = false};
    struct lw_packet last;

    (void)state;
    put_pcap(&m, 0xA1B2CD34, 113);
    put(&m, 5, 4);
    put(&m, 0, 4);
    put(&m, 3, 4);
    put(&m, 3, 4);
    put(&m, 0, 8);
    put_bytes(&m, "abc");
    expect(&m, "abc,", &last);
    assert_int_equal(last.link_type, 113);
    assert_int_equal(last.fcs_len, -1);
}

static void pcapng_with_interfaces_that_differ(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct made m = {.big = i != 0};
        struct lw_packet last;
        put_section(&m);
        put_interface(&m, 127, 9, 0, 4);
        put_interface(&m, 1, 0x80 | 10, -3, 0);
        put_enhanced(&m, 0, 1700000000123456789, "wifi");
        put_simple(&m, "simple", 9); /* cut to five by its interface */
        end_block(&m, begin_block(&m, 0x00000BAD));
        put_enhanced(&m, 1, (UINT64_C(1700000000) << 10) + 512, "wire");
        expect(&m, "wifi,simpl,wire,", &last);
        assert_int_equal(last.link_type, 1);
        assert_true(last.time_ns == 1699999997500000000);
        assert_int_equal(last.fcs_len, 0);
        m.len -= 32 + 4; /* without the last one */
        expect(&m, "wifi,simpl,", &last);
        assert_int_equal(last.link_type, 127);
        assert_int_equal(last.fcs_len, 4);
        assert_true(last.time_ns == 1700000000123456789);
    }
}

static void a_section_begins_anew(void **state)
{
    struct made m = {.big = false};
    struct lw_packet last;

    (void)state;
    put_section(&m);
    put_interface(&m, 127, 6, 0, 0);
    put_enhanced(&m, 0, 1, "a");
    m.big = true;
    put_section(&m);
    put_enhanced(&m, 0, 1, "b"); /* of the other section's interface */
    put_interface(&m, 1, 6, 0, 0);
    put_enhanced(&m, 0, 1, "c");
    expect(&m, "a,!c,", &last);
    assert_int_equal(last.link_type, 1);
}

static void clocks_that_cannot_be(void **state)
{
    static const uint8_t resolution[] = {19, 0x80 | 63, 0, 18, 0x80 | 62};
    struct lw_packet last;

    (void)state;
    for (size_t i = 0; i < sizeof resolution; i++) {
        struct made m = {.big = false};
        put_section(&m);
        put_interface(&m, 1, resolution[i], INT64_MAX, 0);
        put_interface(&m, 1, resolution[i], 0, 0);
        put_enhanced(&m, 0, UINT64_MAX, "a");
        put_enhanced(&m, 1, UINT64_MAX, "b");
        expect(&m, "a,b,", &last);
        assert_true(last.time_ns >= 0);
    }
}

static void a_broken_length_costs_one_packet(void **state)
{
    struct made m = {.big = false};
    struct lw_packet last;
    size_t at = 0;

    (void)state;
    put_pcap(&m, 0xA1B2C3D4, 1);
    for (uint32_t i = 0; i < 5; i++) {
        if (i == 2)
            at = m.len;
        put_record(&m, 1700000000 + i, 0, i % 2 != 0 ? "odd" : "even");
    }
    m.bytes[at + 11] = 0xFF;
    expect(&m, "even,odd,!odd,even,", &last);
    m = (struct made){.big = true};
    put_section(&m);
    put_interface(&m, 1, 6, 0, 0);
    for (uint32_t i = 0; i < 5; i++) {
        if (i == 2)
            at = m.len;
        put_enhanced(&m, 0, i, i % 2 != 0 ? "odd" : "even");
    }
    m.bytes[at + 7] ^= 4;
    expect(&m, "even,odd,!odd,even,", &last);
    m.bytes[at + 4] = 0xFF;
    expect(&m, "even,odd,!odd,even,", &last);
    m.bytes[at + 4] = 0;
    m.bytes[at + 7] ^= 4;
    m.bytes[at + 20] = 0x7F; /* of the packet, in a block that is right */
    expect(&m, "even,odd,!odd,even,", &last);
}

static void a_capture_may_end_anywhere(void **state)
{
    struct made m = {.big = false};
    struct lw_packet last;
    char out[4096];

    (void)state;
    put_section(&m);
    put_interface(&m, 1, 6, 0, 0);
    put_enhanced(&m, 0, 1, "only");
    for (size_t len = 0; len < m.len; len++) {
        read_all(m.bytes, len, 5, out, &last);
        assert_true(strcmp(out, "!") == 0 || strcmp(out, "") == 0);
    }
    for (size_t bit = 0; bit < 8 * m.len; bit++) {
        m.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        read_all(m.bytes, m.len, 64, out, &last);
        m.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void other_files_are_no_captures(void **state)
{
    static const uint8_t other[] = {0x0A, 0x0D, 0x0D, 0x0A, 28, 0,
                                    0,    0,    1,    2,    3,  4};

    (void)state;
    assert_false(lw_capture_is(other, sizeof other));
    assert_false(lw_capture_is((const uint8_t *)"{}", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pcap_of_either_order_and_unit),
        cmocka_unit_test(the_modified_pcap_has_longer_heads),
        cmocka_unit_test(pcapng_with_interfaces_that_differ),
        cmocka_unit_test(a_section_begins_anew),
        cmocka_unit_test(clocks_that_cannot_be),
        cmocka_unit_test(a_broken_length_costs_one_packet),
        cmocka_unit_test(a_capture_may_end_anywhere),
        cmocka_unit_test(other_files_are_no_captures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
