/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_samples.h"
#include "base/text.h"
#include "formats.h"

static const struct lw_decoder *const d = &lw_decoder_asterix;
static void *memory;
static struct lw_fault fault;

static int set_up(void **state)
{
    const struct lw_decode_config config = {.sensor = "r"};

    (void)state;
    memory = malloc(d->state_size);
    assert_non_null(memory);
    d->init(memory, &config, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void a_block_is_framed_by_its_length(void **state)
{
    uint8_t stream[200];
    size_t start = 9;
    const size_t len = sizeof sample_048;

    (void)state;
    memcpy(stream, sample_048, len);
    memcpy(stream + len, sample_001, sizeof sample_001);
    for (size_t have = 0; have < len; have++)
        assert_int_equal(d->frame(stream, have, 0, &start), 0);
    assert_int_equal(d->frame(stream, len + 5, 0, &start), len);
    assert_int_equal(start, 0);
    assert_int_equal(d->frame(stream + len, sizeof sample_001, 0, &start),
                     sizeof sample_001);
    /* what is left at the end is given out, to be told of */
    assert_int_equal(d->frame(stream, len - 1, 1, &start), len - 1);
    assert_int_equal(d->part(memory, stream, len - 1, 0), len - 1);
    assert_int_equal(d->decode(memory, stream, len - 1, 0, NULL, 0, &fault),
                     LW_ERR_TRUNCATED);
    assert_string_equal(fault.what, "block: ends too early");
}

static void noise_ends_where_a_block_may_begin(void **state)
{
    uint8_t stream[200];
    size_t start;

    (void)state;
    memset(stream, 0xff, 7);
    memcpy(stream + 7, sample_048, sizeof sample_048);
    assert_int_equal(d->frame(stream, 7 + sizeof sample_048, 0, &start), 7);
    assert_int_equal(d->part(memory, stream, 7, 0), 7);
    assert_int_equal(d->decode(memory, stream, 7, 0, NULL, 0, &fault),
                     LW_ERR_SYNTAX);
}

/* All that is given out of a stream, as a line of lengths. */
static void framed(const uint8_t *stream, size_t len, const char *expected)
{
    char text[200] = "";
    struct lw_text to;
    size_t start;

    lw_text_init(&to, text, sizeof text - 1);
    for (size_t at = 0, got = 1; at < len && got > 0; at += got) {
        got = d->frame(stream + at, len - at, 1, &start);
        lw_text_int(&to, (int64_t)got);
        lw_text_put(&to, " ");
    }
    assert_string_equal(text, expected);
}

static void what_is_wrong_does_not_take_others_with_it(void **state)
{
    enum { N = sizeof sample_048 };
    uint8_t stream[3 * N];

    (void)state;
    for (int i = 0; i < 3; i++)
        memcpy(stream + i * N, sample_048, N);
    framed(stream, sizeof stream, "48 48 48 ");
    stream[N] = 252; /* a category that is not known */
    framed(stream, sizeof stream, "48 48 48 ");
    assert_int_equal(d->part(memory, stream + N, N, 0), N);
    assert_int_equal(d->decode(memory, stream + N, N, 0, NULL, 0, &fault),
                     LW_ERR_UNKNOWN);
    stream[N] = 48;
    stream[N + 1] = 0xff; /* a length far beyond the end */
    framed(stream, sizeof stream, "48 48 48 ");
    stream[N + 1] = 0;
    stream[N + 2] -= 16; /* too short, too long */
    framed(stream, sizeof stream, "48 48 48 ");
    stream[N + 2] += 21;
    framed(stream, sizeof stream, "48 48 48 ");
    stream[N + 2] = 3; /* none at all */
    framed(stream, sizeof stream, "48 48 48 ");
    framed(stream, N + 20, "48 20 ");
}

static void a_block_has_records(void **state)
{
    uint8_t block[200];
    struct lw_report report[2];
    char text[2000];
    const size_t record = sizeof sample_048 - 3;
    const size_t len = 3 + 2 * record + 1;

    (void)state;
    memcpy(block, sample_048, sizeof sample_048);
    memcpy(block + sizeof sample_048, sample_048 + 3, record);
    block[2] = (uint8_t)len;
    block[len - 1] = 0x80; /* and one that ends too early */
    assert_int_equal(d->part(memory, block, len, 0), 3 + record);
    assert_int_equal(d->decode(memory, block, 3 + record, 0, report, 2, &fault),
                     1);
    assert_int_equal(d->decode(memory, block, 3 + record, 0, report, 1, &fault),
                     LW_ERR_NO_SPACE);
    assert_int_equal(d->part(memory, block, len, 3 + record), len - 1);
    const int size = d->describe(memory, block + 3 + record, record, text,
                                 sizeof text, &fault);
    assert_true(size > 0);
    assert_int_equal(memcmp(text, "\"category\":48,", 14), 0);
    assert_int_equal(
        d->describe(memory, block, record, text, (size_t)size - 1, &fault),
        LW_ERR_NO_SPACE);
    assert_int_equal(d->part(memory, block, len, len - 1), len);
    assert_int_equal(d->decode(memory, block, 1, 0, report, 2, &fault),
                     LW_ERR_TRUNCATED);
    assert_string_equal(fault.what, "010: ends too early");
}

static void it_is_known_by_its_first_block(void **state)
{
    uint8_t block[200];

    (void)state;
    assert_ptr_equal(lw_decoder_guess(sample_048, sizeof sample_048), d);
    assert_ptr_equal(lw_decoder_guess(sample_048, 20), d);
    assert_ptr_equal(lw_decoder_guess(sample_001, sizeof sample_001), d);
    memcpy(block, sample_048, sizeof sample_048);
    block[2]--; /* a length that its records do not fill */
    assert_null(lw_decoder_guess(block, sizeof sample_048));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_block_is_framed_by_its_length, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(noise_ends_where_a_block_may_begin,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_wrong_does_not_take_others_with_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_block_has_records, set_up, tear_down),
        cmocka_unit_test(it_is_known_by_its_first_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
