/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "asterix_block.h"
#include "near.h"

static struct lw_site site;
static struct lw_asterix_block block;
static char bytes[8192];

static void start(struct lw_text *to)
{
    const struct lw_encode_config config = {.site = &site};

    lw_text_init(to, bytes, sizeof bytes);
    assert_int_equal(lw_asterix_block_init(&block, &config, NULL), 0);
}

static void record(int category, struct lw_text *to)
{
    lw_asterix_block_begin(&block, category);
    lw_asterix_put_time_of_day(&block.build,
                               category == 62 ? LW_I062_070 : LW_I065_030, 0);
    lw_asterix_block_end(&block, to);
}

static void records_share_a_block_of_their_category(void **state)
{
    static const uint8_t two[] = {62, 0,    15, 0x90, 0, 1, 0, 0,
                                  0,  0x90, 0,  1,    0, 0, 0};
    struct lw_text to;

    (void)state;
    start(&to);
    lw_asterix_block_flush(&block, &to);
    assert_int_equal(lw_text_len(&to), 0);
    record(62, &to);
    record(62, &to);
    assert_int_equal(lw_text_len(&to), 0);
    record(65, &to);
    assert_int_equal(lw_text_len(&to), sizeof two);
    assert_memory_equal(bytes, two, sizeof two);
    lw_asterix_block_flush(&block, &to);
    assert_int_equal(lw_text_len(&to), sizeof two + 9);
}

static void a_full_block_goes(void **state)
{
    struct lw_text to;

    (void)state;
    start(&to);
    for (int i = 0; i < 300; i++)
        record(62, &to);
    assert_true(lw_text_len(&to) <= LW_ASTERIX_BLOCK_MAX);
    assert_true(lw_text_len(&to) > LW_ASTERIX_BLOCK_MAX - 6);
}

/* What the tables do not take is not written. */
static void a_wrong_record_is_none(void **state)
{
    struct lw_text to;

    (void)state;
    start(&to);
    lw_asterix_block_begin(&block, 62);
    lw_asterix_build_number(&block.build, LW_I062_185_VX, 1e9);
    lw_asterix_block_end(&block, &to);
    lw_asterix_block_flush(&block, &to);
    assert_int_equal(lw_text_len(&to), 0);
}

static void values_are_held_within_what_the_wire_takes(void **state)
{
    struct lw_track track = {.number = 1};
    uint8_t sac, sic;

    (void)state;
    assert_near(lw_asterix_upwards(1.01, 0.5, 10), 1.5, 0);
    assert_near(lw_asterix_upwards(99, 0.5, 10), 10, 0);
    assert_near(lw_asterix_within(-99, 10), -10, 0);
    assert_int_equal(lw_asterix_number_of(&track, 65535), 1);
    track.number = 65535;
    assert_int_equal(lw_asterix_number_of(&track, 65535), 65535);
    track.number = 65536;
    assert_int_equal(lw_asterix_number_of(&track, 65535), 1);
    assert_true(lw_asterix_block_source("25/10", &sac, &sic));
    assert_int_equal(sac, 25);
    assert_int_equal(sic, 10);
    assert_false(lw_asterix_block_source("25/", &sac, &sic));
    assert_false(lw_asterix_block_source("25", &sac, &sic));
    assert_false(lw_asterix_block_source("1000/1", &sac, &sic));
}

/* Whether a callsign is written. */
static bool name(const char *callsign)
{
    struct lw_track track = {.has_ident = LW_HAS_CALLSIGN};

    strncpy(track.ident.callsign, callsign, sizeof track.ident.callsign - 1);
    return lw_asterix_put_name(&block.build, LW_I062_245_CHR, &track);
}

static void names_are_of_six_bits(void **state)
{
    struct lw_text to;

    (void)state;
    start(&to);
    lw_asterix_block_begin(&block, 62);
    assert_true(name("KLM 1023"));
    assert_true(name("A"));
    assert_false(name("KLM-1023"));
    assert_false(name("klm1023"));
    assert_false(name(""));
    assert_false(name("123456789"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_share_a_block_of_their_category),
        cmocka_unit_test(a_full_block_goes),
        cmocka_unit_test(a_wrong_record_is_none),
        cmocka_unit_test(names_are_of_six_bits),
        cmocka_unit_test(values_are_held_within_what_the_wire_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
