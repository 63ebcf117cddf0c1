/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/adsb_samples.h"
#include "decode/formats.h"

static const struct lw_decoder *const beast = &lw_decoder_beast;

/* A frame of a type, every 0x1a doubled: its length. */
static size_t make(uint8_t type, const uint8_t *plain, size_t len, uint8_t *out)
{
    size_t used = 0;

    out[used++] = 0x1a;
    out[used++] = type;
    for (size_t i = 0; i < len; i++) {
        out[used++] = plain[i];
        if (plain[i] == 0x1a)
            out[used++] = 0x1a;
    }
    return used;
}

static size_t make_long(const char *hex, uint8_t *out)
{
    uint8_t plain[21] = {0, 0, 0, 0x1a, 0x1a, 0x0c, 0x80};

    (void)sample_bytes(hex, plain + 7);
    return make('3', plain, sizeof plain, out);
}

static void *new_state(void)
{
    const struct lw_decode_config config = {.sensor = "roof"};
    void *state = malloc(beast->state_size);

    assert_non_null(state);
    beast->init(state, &config, NULL);
    return state;
}

static void reads_frames_with_escapes(void **state)
{
    uint8_t stream[128];
    size_t start, len = make_long(SAMPLE_ODD, stream);
    struct lw_report r;
    struct lw_fault fault;
    void *memory = new_state();

    (void)state;
    assert_int_equal(len, 2 + 21 + 2);
    assert_int_equal(beast->frame(stream, len, 0, &start), len);
    assert_int_equal(start, 0);
    assert_true(beast->clock_ns(NULL, stream, len) == 0x1a1a0cLL * 1000 / 12);
    assert_int_equal(beast->decode(memory, stream, len, 5, &r, 1, &fault), 0);
    len = make_long(SAMPLE_EVEN, stream);
    assert_int_equal(beast->decode(memory, stream, len, 6, &r, 1, &fault), 1);
    assert_int_equal(r.ident.icao, 0x40621d);
    assert_true(r.meas_ns == 6);
    free(memory);
}

static void needs_the_whole_frame(void **state)
{
    uint8_t stream[128];
    const size_t len = make_long(SAMPLE_ODD, stream);
    struct lw_report r;
    struct lw_fault fault;
    void *memory = new_state();

    (void)state;
    for (size_t cut = 0; cut < len; cut++) {
        size_t start;
        uint8_t *exact = malloc(cut + 1);

        assert_non_null(exact);
        memcpy(exact + 1, stream, cut);
        assert_int_equal(beast->frame(exact + 1, cut, 0, &start), 0);
        assert_int_equal(beast->frame(exact + 1, cut, 1, &start), cut);
        assert_true(beast->decode(memory, exact + 1, cut, 0, &r, 1, &fault) <
                    0);
        free(exact);
    }
    free(memory);
}

static void finds_its_way_back_after_garbage(void **state)
{
    uint8_t stream[256] = "noise";
    struct lw_report r;
    struct lw_fault fault;
    void *memory = new_state();
    size_t start, used = 5;

    (void)state;
    /* Noise, a frame cut short by the next, a false escape, a frame. */
    used += make_long(SAMPLE_ODD, stream + used) - 9;
    used += make_long(SAMPLE_ODD, stream + used);
    stream[used++] = 0x1a;
    stream[used++] = 'x';
    used += make_long(SAMPLE_EVEN, stream + used);
    const int expected[] = {LW_ERR_SYNTAX,    LW_ERR_TRUNCATED, 0,
                            LW_ERR_TRUNCATED, LW_ERR_SYNTAX,    1};
    size_t at = 0;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const size_t len = beast->frame(stream + at, used - at, 1, &start);
        assert_true(len > 0);
        assert_int_equal(
            beast->decode(memory, stream + at + start, len, 0, &r, 1, &fault),
            expected[i]);
        at += start + len;
    }
    assert_int_equal(at, used);
    free(memory);
}

static void passes_over_mode_ac_and_status(void **state)
{
    const uint8_t plain[21] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t stream[64];
    char text[64];
    struct lw_report r;
    struct lw_fault fault;
    void *memory = new_state();
    size_t len = make('1', plain, 9, stream);

    (void)state;
    assert_int_equal(beast->decode(memory, stream, len, 0, &r, 1, &fault), 0);
    assert_int_equal(
        beast->describe(memory, stream, len, text, sizeof text, &fault), 12);
    assert_memory_equal(text, "\"mode\":\"a/c\"", 12);
    len = make('4', plain, 21, stream);
    assert_int_equal(beast->decode(memory, stream, len, 0, &r, 1, &fault), 0);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_frames_with_escapes),
        cmocka_unit_test(needs_the_whole_frame),
        cmocka_unit_test(finds_its_way_back_after_garbage),
        cmocka_unit_test(passes_over_mode_ac_and_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
