/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/adsb_samples.h"
#include "decode/formats.h"
#include "random.h"

static void every_format_is_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; lw_decoders[i] != NULL; i++) {
        const struct lw_decoder *d = lw_decoders[i];
        assert_ptr_equal(lw_decoder_find(d->name), d);
        assert_non_null(d->format);
        assert_non_null(d->title);
        assert_non_null(d->spec);
        assert_true(d->frame_len_max > 0);
    }
    assert_null(lw_decoder_find("morse"));
}

static const struct lw_decoder *guess(const char *text)
{
    return lw_decoder_guess((const uint8_t *)text, strlen(text));
}

static void formats_are_told_by_their_first_bytes(void **state)
{
    uint8_t frame[64] = {0x1a, '3', 0, 0, 0, 0, 0, 1, 0x80};

    (void)state;
    assert_ptr_equal(guess(" {\"type\":"), &lw_decoder_ndjson);
    assert_ptr_equal(guess("*8d4840d6;"), &lw_decoder_avr);
    assert_ptr_equal(guess("\r\n@0000"), &lw_decoder_avr);
    assert_ptr_equal(guess("MSG,3,1,1,"), &lw_decoder_sbs);
    assert_ptr_equal(guess("STA,,5,179"), &lw_decoder_sbs);
    assert_null(guess(""));
    assert_null(guess("\n\n"));
    assert_null(guess("PK\x03\x04"));
    const size_t len = 9 + sample_bytes(SAMPLE_EVEN, frame + 9);
    assert_ptr_equal(lw_decoder_guess(frame, len), &lw_decoder_beast);
    frame[len] = 0x1a;
    assert_ptr_equal(lw_decoder_guess(frame, len + 1), &lw_decoder_beast);
    frame[len] = 'x';
    assert_null(lw_decoder_guess(frame, len + 1));
}

static void lines_are_framed_wherever_they_are_cut(void **state)
{
    const uint8_t *bytes = (const uint8_t *)"\r\nab\r\n\ncdefgh";
    size_t start;

    (void)state;
    assert_int_equal(lw_decode_line(bytes, 2, 0, 8, &start), 0);
    assert_int_equal(start, 2);
    assert_int_equal(lw_decode_line(bytes, 4, 0, 8, &start), 0);
    assert_int_equal(start, 2);
    assert_int_equal(lw_decode_line(bytes, 4, 1, 8, &start), 2);
    assert_int_equal(lw_decode_line(bytes, 13, 0, 8, &start), 2);
    assert_int_equal(lw_decode_line(bytes + 4, 9, 0, 8, &start), 0);
    assert_int_equal(start, 3);
    assert_int_equal(lw_decode_line(bytes + 7, 6, 0, 4, &start), 4);
    assert_int_equal(lw_decode_line(bytes, 0, 1, 4, &start), 0);
}

/* Any bytes at all: every framer moves on, no decoder reads beyond. */
static void noise_harms_no_format(void **state)
{
    static const char likely[] = "\x1a\x1a*@;,\r\n{}\":0123MSG~-.e";
    const struct lw_decode_config config = {.sensor = "s"};
    uint64_t seed = 9;

    (void)state;
    for (int i = 0; lw_decoders[i] != NULL; i++) {
        const struct lw_decoder *d = lw_decoders[i];
        void *memory = malloc(d->state_size + 1);
        char text[2048];

        assert_non_null(memory);
        d->init(memory, &config, NULL);
        for (int round = 0; round < 3000; round++) {
            const size_t len = 1 + random_bits(&seed) % 200;
            uint8_t *bytes = malloc(len);

            assert_non_null(bytes);
            for (size_t j = 0; j < len; j++) {
                const uint64_t r = random_bits(&seed);
                bytes[j] = r & 0x100 ? (uint8_t)likely[r % (sizeof likely - 1)]
                                     : (uint8_t)r;
            }
            for (size_t at = 0; at < len;) {
                struct lw_report r[2];
                struct lw_fault fault;
                size_t start = 0;
                const size_t frame = d->frame(bytes + at, len - at, 1, &start);

                assert_true(start + frame <= len - at);
                if (frame == 0)
                    break;
                assert_true(frame <= d->frame_len_max);
                const uint8_t *msg = bytes + at + start;
                for (size_t from = 0, to; from < frame; from = to) {
                    to = lw_decoder_part(d, memory, msg, frame, from);
                    assert_true(to > from && to <= frame);
                    assert_true(d->decode(memory, msg + from, to - from, 0, r,
                                          2, &fault) <= 2);
                    if (d->describe)
                        (void)d->describe(memory, msg + from, to - from, text,
                                          sizeof text, &fault);
                }
                if (d->clock_ns)
                    (void)d->clock_ns(memory, msg, frame);
                at += start + frame;
            }
            free(bytes);
        }
        free(memory);
    }
}

static void one_byte_does_not_settle_a_guess(void **state)
{
    static const uint8_t line[] = "{\"t\":1}\n";
    const struct lw_decoder *d = lw_decoder_find("ndjson");

    (void)state;
    assert_false(lw_decoder_settled(d, line, 1));
    assert_false(lw_decoder_settled(d, line, sizeof line - 2));
    assert_true(lw_decoder_settled(d, line, sizeof line - 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_found_by_its_name),
        cmocka_unit_test(formats_are_told_by_their_first_bytes),
        cmocka_unit_test(lines_are_framed_wherever_they_are_cut),
        cmocka_unit_test(noise_harms_no_format),
        cmocka_unit_test(one_byte_does_not_settle_a_guess),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
