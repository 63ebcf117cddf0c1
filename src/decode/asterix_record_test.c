/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_record.h"
#include "asterix_samples.h"
#include "near.h"

enum { HEAD = 3 };

static struct lw_asterix_record record;
static struct lw_fault fault;

static int read_sample(const uint8_t *block, size_t len)
{
    memset(&fault, 0, sizeof fault);
    return lw_asterix_record_read(lw_asterix_find(block[0], NULL), block + HEAD,
                                  len - HEAD, &record, &fault);
}

static void bits_are_cut_out_anywhere(void **state)
{
    static const uint8_t bytes[] = {0x12, 0x34, 0x56, 0x78, 0x9a,
                                    0xbc, 0xde, 0xf0, 0x55};

    (void)state;
    assert_int_equal(lw_asterix_bits(bytes, 0, 8), 0x12);
    assert_int_equal(lw_asterix_bits(bytes, 4, 12), 0x234);
    assert_int_equal(lw_asterix_bits(bytes, 3, 1), 1);
    assert_int_equal(lw_asterix_bits(bytes, 2, 3), 2);
    assert_true(lw_asterix_bits(bytes, 4, 64) == 0x23456789abcdef05u);
}

static void a_record_is_split_into_its_items(void **state)
{
    uint64_t raw;
    double value;

    (void)state;
    assert_int_equal(read_sample(sample_048, sizeof sample_048),
                     sizeof sample_048 - HEAD);
    assert_int_equal(record.count, 13);
    assert_int_equal(lw_asterix_record_find(&record, "010")->at, 3);
    assert_int_equal(lw_asterix_record_find(&record, "250")->len, 9);
    assert_null(lw_asterix_record_find(&record, "120"));
    assert_true(lw_asterix_get(&record, "010/SIC", &raw));
    assert_int_equal(raw, 201);
    assert_true(lw_asterix_get(&record, "220", &raw));
    assert_int_equal(raw, 0x3c660c);
    assert_true(lw_asterix_get_number(&record, "040/RHO", &value));
    assert_near(value, 197.68359375, 0.0);
    assert_false(lw_asterix_get(&record, "040", &raw));
    assert_false(lw_asterix_get(&record, "040/RHO/X", &raw));
    assert_false(lw_asterix_get(&record, "040/SIGMA", &raw));
}

/* A copy of its own, so that a byte read beyond is seen. */
static int read_cut(const uint8_t *block, size_t len)
{
    uint8_t *exact = malloc(len);
    int got;

    assert_non_null(exact);
    memcpy(exact, block, len);
    got = read_sample(exact, len);
    free(exact);
    return got;
}

static void every_prefix_is_refused_at_its_item(void **state)
{
    (void)state;
    for (size_t len = HEAD + 1; len < sizeof sample_048; len++) {
        const int got = read_cut(sample_048, len);
        assert_int_equal(got, LW_ERR_TRUNCATED);
        assert_non_null(strstr(fault.what, ": ends too early"));
        assert_true(fault.column >= 1 &&
                    fault.column <= (int64_t)(len - HEAD) + 1);
    }
    assert_int_equal(read_cut(sample_048, 12), LW_ERR_TRUNCATED);
    assert_string_equal(fault.what, "040: ends too early");
}

static void what_cannot_be_is_refused(void **state)
{
    /* 062, expansion field: a length of 0; one beyond what it holds */
    static const uint8_t no_length[] = {0x3e, 0, 9, 1, 1, 1, 1, 0x05 - 1, 0};
    static const uint8_t unknown[] = {0x30, 0, 9, 1, 1, 1, 1, 0x80, 0};
    static const uint8_t extended[] = {0x30, 0, 14, 0x20, 1, 1, 1,
                                       1,    1, 1,  1,    1, 1, 0};

    (void)state;
    assert_int_equal(read_cut(no_length, sizeof no_length), LW_ERR_SYNTAX);
    assert_string_equal(fault.what, "RE: has a length of 0");
    assert_int_equal(read_cut(unknown, sizeof unknown), LW_ERR_UNKNOWN);
    assert_string_equal(fault.what,
                        "FSPEC: names an item that the edition does not have");
    assert_int_equal(read_cut(extended, sizeof extended), LW_ERR_SYNTAX);
    assert_string_equal(fault.what,
                        "020: has an extension that the edition does not know");
}

static void one_item_may_tell_how_to_read_the_rest(void **state)
{
    /* 001: a track, whose third item is its number */
    static const uint8_t track[] = {0x01, 0, 9, 0xe0, 25, 11, 0xa0, 0x12, 0x34};
    static const uint8_t untold[] = {0x01, 0, 6, 0x20, 0x12, 0x34};
    uint64_t raw;

    (void)state;
    assert_int_equal(read_cut(sample_001, sizeof sample_001),
                     sizeof sample_001 - HEAD);
    assert_int_equal(record.profile, 0);
    assert_int_equal(read_sample(track, sizeof track), sizeof track - HEAD);
    assert_int_equal(record.profile, 1);
    assert_true(lw_asterix_get(&record, "161", &raw));
    assert_int_equal(raw, 0x1234);
    assert_int_equal(read_cut(untold, sizeof untold), LW_ERR_MISSING);
}

/* A sequence of items at random is of a profile, too. */
static void a_sequence_needs_its_profile(void **state)
{
    const struct lw_asterix_spec *spec = lw_asterix_find(1, "1.4");
    struct lw_asterix_record r;
    struct lw_fault why;
    uint8_t buf[16] = {0};
    int slot = 0;

    (void)state;
    while (spec->profile[0].slot[slot] != LW_ASTERIX_RFS)
        slot++;
    assert_int_equal(spec->profile[1].slot[slot], LW_ASTERIX_RFS);
    for (int byte = 0; byte < slot / 7; byte++)
        buf[byte] = 1;
    buf[slot / 7] = (uint8_t)(0x80u >> slot % 7);
    buf[slot / 7 + 1] = 1; /* one item */
    buf[slot / 7 + 2] = 1;
    assert_int_equal(lw_asterix_record_read(spec, buf, sizeof buf, &r, &why),
                     LW_ERR_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_cut_out_anywhere),
        cmocka_unit_test(a_record_is_split_into_its_items),
        cmocka_unit_test(every_prefix_is_refused_at_its_item),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(one_item_may_tell_how_to_read_the_rest),
        cmocka_unit_test(a_sequence_needs_its_profile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
