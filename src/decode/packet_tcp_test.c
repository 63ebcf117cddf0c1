/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_fixture.h"

#include "packet_tcp.h"

enum { FIN = 1, SYN = 2 };

/* Segments of one stream: what has come out of it so far. */
struct line {
    struct lw_unwrap *unwrap;
    uint32_t isn;
    int64_t time_ns;
    size_t got, gaps, ends;
    uint32_t flow;
    char text[8192];
};

static void collect(struct line *line)
{
    struct lw_payload p;

    while (lw_unwrap_next(line->unwrap, &p) == 1) {
        assert_int_equal(p.kind, LW_PAYLOAD_TCP);
        assert_true(line->got + p.len + 1 < sizeof line->text);
        if (p.gap)
            line->text[line->got++] = '-';
        memcpy(line->text + line->got, p.bytes, p.len);
        line->got += p.len;
        line->gaps += p.gap;
        line->ends += p.end;
        line->flow = p.flow;
    }
    line->text[line->got] = '\0';
}

static void send_cut(struct line *line, uint32_t at, uint8_t flags,
                     const char *text, size_t len, size_t cut)
{
    uint8_t *bytes = calloc(1, 40 + len);
    const uint32_t seq = line->isn + at;

    assert_non_null(bytes);
    bytes[0] = 0x45;
    bytes[2] = (uint8_t)((40 + len) >> 8);
    bytes[3] = (uint8_t)(40 + len);
    bytes[9] = 6;
    bytes[15] = 1;
    bytes[19] = 2;
    bytes[21] = 30;
    bytes[23] = 31;
    bytes[24] = (uint8_t)(seq >> 24);
    bytes[25] = (uint8_t)(seq >> 16);
    bytes[26] = (uint8_t)(seq >> 8);
    bytes[27] = (uint8_t)seq;
    bytes[32] = 0x50;
    bytes[33] = flags;
    memcpy(bytes + 40, text, len);
    struct lw_packet packet = packet_of(LW_LINK_RAW, bytes, 40 + len - cut);
    packet.wire_len = 40 + len;
    packet.time_ns = line->time_ns;
    lw_unwrap_take(line->unwrap, &packet);
    collect(line);
    free(bytes);
}

static void send(struct line *line, uint32_t at, uint8_t flags,
                 const char *text)
{
    send_cut(line, at, flags, text, strlen(text), 0);
}

static void begin(struct line *line, void **state)
{
    memset(line, 0, sizeof *line);
    line->unwrap = fresh(state);
    line->isn = 0xFFFFFFF0; /* numbers begin again at 0 on the way */
    send(line, 0, SYN, "");
}

static void in_order_and_once(void **state)
{
    struct line line;

    begin(&line, state);
    send(&line, 1, 0, "abcdefgh");
    send(&line, 9, 0, "ijklmnopqrst");
    send(&line, 1, 0, "abcdefgh"); /* once more */
    send(&line, 1, 0, "abcdefghijklmnopqrstuv");
    send(&line, 20, 0, "t");
    assert_string_equal(line.text, "abcdefghijklmnopqrstuv");
    assert_int_equal(lw_unwrap_counts(line.unwrap)->repeated, 2);
    assert_int_equal(line.gaps, 0);
}

static void segments_that_overtake_wait(void **state)
{
    struct line line;

    begin(&line, state);
    send(&line, 7, 0, "ghi");
    send(&line, 13, FIN, "m");
    send(&line, 4, 0, "def");
    send(&line, 7, 0, "ghi");
    send(&line, 6, 0, "fgh");
    send(&line, 10, 0, "jkl");
    assert_string_equal(line.text, "");
    send(&line, 1, 0, "abc");
    assert_string_equal(line.text, "abcdefghijklm");
    assert_int_equal(line.gaps, 0);
    assert_int_equal(line.ends, 1);
    send(&line, 13, FIN, "m");
    assert_int_equal(line.ends, 1);
}

static void what_never_comes_is_a_gap(void **state)
{
    struct line line;

    begin(&line, state);
    send(&line, 1, 0, "abc");
    send(&line, 7, 0, "ghi");
    send(&line, 13, 0, "mno");
    assert_string_equal(line.text, "abc");
    line.time_ns = 2000000000; /* too late for it to come yet */
    send(&line, 16, 0, "p");
    assert_string_equal(line.text, "abc-ghi");
    lw_unwrap_end(line.unwrap);
    collect(&line);
    assert_string_equal(line.text, "abc-ghi-mnop");
    assert_int_equal(lw_unwrap_counts(line.unwrap)->gaps, 2);
}

static void a_hole_does_not_fill_memory(void **state)
{
    struct line line;

    begin(&line, state);
    send(&line, 1, 0, "a");
    for (uint32_t i = 0; i < LW_SLOTS_OF_ONE_MAX; i++)
        send(&line, 3 + i, 0, "b");
    assert_string_equal(line.text, "a");
    send(&line, 3 + LW_SLOTS_OF_ONE_MAX, 0, "c");
    assert_int_equal(line.gaps, 1);
    assert_int_equal(line.got, 3 + LW_SLOTS_OF_ONE_MAX);
    assert_int_equal(line.text[line.got - 1], 'c');
}

static void a_large_segment_waits_in_pieces(void **state)
{
    static char large[5000];
    struct line line;

    begin(&line, state);
    memset(large, 'x', sizeof large);
    send_cut(&line, 2, 0, large, sizeof large, 0);
    send(&line, 2 + sizeof large, 0, "z");
    send(&line, 1, 0, "a");
    assert_int_equal(line.got, sizeof large + 2);
    assert_int_equal(line.text[line.got - 1], 'z');
    assert_int_equal(line.gaps, 0);
}

static void a_stream_may_begin_in_the_middle_and_again(void **state)
{
    struct line line = {.unwrap = fresh(state)};

    send(&line, 100, 0, "abc");
    send(&line, 103, 0, "def");
    assert_string_equal(line.text, "abcdef");
    const uint32_t flow = line.flow;
    send(&line, 5000, SYN, ""); /* the same ports, another stream */
    send(&line, 5001, 0, "ghi");
    assert_string_equal(line.text, "abcdefghi");
    assert_int_not_equal(line.flow, flow);
    send(&line, 5000, SYN, "");
    send(&line, 5004, 0, "jkl");
    assert_string_equal(line.text, "abcdefghijkl");
    assert_int_equal(line.gaps, 0);
}

/* One forged segment far away is nothing; a capture that lost much goes on. */
static void far_segments_need_a_second_one(void **state)
{
    struct line line;

    begin(&line, state);
    send(&line, 1, 0, "abc");
    send(&line, 0x40000000, 0, "xxx");
    send(&line, 4, 0, "def");
    assert_string_equal(line.text, "abcdef");
    send(&line, 0x20000000, 0, "ghi");
    send(&line, 0x20000003, 0, "jkl");
    assert_string_equal(line.text, "abcdef-jkl");
    send(&line, 0x20000006, 0, "mno");
    assert_string_equal(line.text, "abcdef-jklmno");
    assert_int_equal(lw_unwrap_counts(line.unwrap)->damaged, 2);
}

static void a_cut_segment_is_followed_by_a_gap(void **state)
{
    struct line line;

    begin(&line, state);
    send_cut(&line, 1, 0, "abcdef", 6, 3);
    send(&line, 7, 0, "ghi");
    assert_string_equal(line.text, "abc-ghi");
    assert_int_equal(lw_unwrap_counts(line.unwrap)->cut, 1);
}

static void flows_make_room_for_each_other(void **state)
{
    struct lw_unwrap *u = fresh(state);
    uint8_t bytes[41] = {0x45, [3] = 41, [9] = 6, [32] = 0x50, [40] = 'x'};
    struct lw_payload p;

    for (unsigned i = 0; i < 65536; i++) {
        bytes[20] = (uint8_t)(i >> 8);
        bytes[21] = (uint8_t)i;
        assert_int_equal(unwrap_one(u, LW_LINK_RAW, bytes, sizeof bytes, &p),
                         1);
        assert_int_equal(p.flow, i);
    }
    refuses_prefixes_and_flips(u, LW_LINK_RAW, bytes, sizeof bytes);
}

static int end(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(in_order_and_once, end),
        cmocka_unit_test_teardown(segments_that_overtake_wait, end),
        cmocka_unit_test_teardown(what_never_comes_is_a_gap, end),
        cmocka_unit_test_teardown(a_hole_does_not_fill_memory, end),
        cmocka_unit_test_teardown(a_large_segment_waits_in_pieces, end),
        cmocka_unit_test_teardown(a_stream_may_begin_in_the_middle_and_again,
                                  end),
        cmocka_unit_test_teardown(far_segments_need_a_second_one, end),
        cmocka_unit_test_teardown(a_cut_segment_is_followed_by_a_gap, end),
        cmocka_unit_test_teardown(flows_make_room_for_each_other, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
