/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

#include "decode/adsb_samples.h"
#include "decode/mode_s.h"

static struct lw_mode_s read_hex(const char *hex)
{
    uint8_t bytes[LW_MODE_S_LONG];
    struct lw_fault fault = {0};
    struct lw_mode_s msg;

    if (lw_mode_s_read(bytes, sample_bytes(hex, bytes), &msg, &fault) != 0)
        fail_msg("%s: %s", hex, fault.what);
    return msg;
}

static void reads_identification(void **state)
{
    const struct lw_mode_s m = read_hex(SAMPLE_CALLSIGN);

    (void)state;
    assert_int_equal(m.df, 17);
    assert_int_equal(m.address, 0x4840d6);
    assert_int_equal(m.type_code, 4);
    assert_string_equal(m.callsign, "KLM1023");
    assert_true(m.checked);
    assert_int_equal(m.has, LW_MODE_S_CALLSIGN | LW_MODE_S_ICAO);
}

static void reads_an_airborne_position(void **state)
{
    const struct lw_mode_s even = read_hex(SAMPLE_EVEN);
    const struct lw_mode_s odd = read_hex(SAMPLE_ODD);

    (void)state;
    assert_int_equal(even.type_code, 11);
    assert_int_equal(even.alt_ft, 38000);
    assert_false(even.cpr_odd);
    assert_true(odd.cpr_odd);
    assert_int_equal(even.cpr_lat, 93000);
    assert_int_equal(even.cpr_lon, 51372);
    assert_int_equal(odd.cpr_lat, 74158);
    assert_int_equal(odd.cpr_lon, 50194);
}

static void reads_velocities(void **state)
{
    struct lw_mode_s m = read_hex(SAMPLE_VELOCITY);

    (void)state;
    assert_int_equal(m.type_code, 19);
    assert_near(m.ground_speed_kt, 159.20, 0.01);
    assert_near(m.track_deg, 182.88, 0.01);
    assert_int_equal(m.vertical_rate_fpm, -832);
    assert_true(m.vertical_rate_gnss);
    assert_int_equal(m.gnss_difference_ft, 550);
    m = read_hex(SAMPLE_AIR_SPEED);
    assert_near(m.heading_deg, 243.98, 0.01);
    assert_near(m.air_speed_kt, 375, 0.01);
    assert_true(m.true_air_speed);
    assert_int_equal(m.vertical_rate_fpm, -2304);
    assert_int_equal(m.has & LW_MODE_S_GROUND_SPEED, 0);
}

static void reads_replies_without_a_plain_address(void **state)
{
    struct lw_mode_s m = read_hex(SAMPLE_ALTITUDE_4);

    (void)state;
    assert_int_equal(m.df, 4);
    assert_false(m.checked);
    assert_int_equal(m.alt_ft, 36000);
    m = read_hex(SAMPLE_IDENTITY_5);
    assert_int_equal(m.df, 5);
    assert_string_equal(m.squawk, "0356");
}

static void every_gillham_altitude_is_there_once(void **state)
{
    unsigned char seen[1280] = {0};
    int count = 0;

    (void)state;
    for (uint32_t code = 0; code < 0x2000; code++) {
        int32_t alt_ft;

        if (code & 0x50 || !lw_mode_s_altitude(code, &alt_ft))
            continue;
        assert_int_equal((alt_ft + 1200) % 100, 0);
        assert_int_equal(seen[(alt_ft + 1200) / 100]++, 0);
        count++;
    }
    /* -1200 to 126700 in steps of 100. */
    assert_int_equal(count, 1280);
}

static void every_25_ft_altitude_is_there(void **state)
{
    int32_t alt_ft;

    (void)state;
    /* N = 1560 of 25 ft: 38000; Q set, M clear. */
    for (uint32_t n = 0; n < 2048; n++) {
        const uint32_t code =
            (n & 0x7e0) << 2 | (n & 0x10) << 1 | 0x10 | (n & 0xf);
        assert_true(lw_mode_s_altitude(code, &alt_ft));
        assert_int_equal(alt_ft, (int32_t)n * 25 - 1000);
    }
    assert_false(lw_mode_s_altitude(0, &alt_ft));
    assert_false(lw_mode_s_altitude(0x50, &alt_ft));
}

static void every_flipped_bit_of_a_squitter_is_caught(void **state)
{
    uint8_t good[LW_MODE_S_LONG], bad[LW_MODE_S_LONG];
    struct lw_mode_s m;

    (void)state;
    assert_int_equal(sample_bytes(SAMPLE_EVEN, good), LW_MODE_S_LONG);
    /* From bit 6: the first five are the format, and another format has
     * another rule. */
    for (int bit = 5; bit < 112; bit++) {
        memcpy(bad, good, sizeof bad);
        bad[bit / 8] = (uint8_t)(bad[bit / 8] ^ 0x80 >> bit % 8);
        assert_int_equal(lw_mode_s_read(bad, sizeof bad, &m, NULL),
                         LW_ERR_INTEGRITY);
    }
}

static void every_prefix_is_refused(void **state)
{
    uint8_t whole[LW_MODE_S_LONG];
    struct lw_mode_s m;

    (void)state;
    (void)sample_bytes(SAMPLE_EVEN, whole);
    for (size_t len = 0; len < sizeof whole; len++) {
        uint8_t *exact = malloc(len + 1);
        assert_non_null(exact);
        memcpy(exact + 1, whole, len);
        assert_int_equal(lw_mode_s_read(exact + 1, len, &m, NULL),
                         LW_ERR_TRUNCATED);
        free(exact);
    }
}

static void one_bit_of_df_17_is_put_right(void **state)
{
    uint8_t good[LW_MODE_S_LONG], bad[LW_MODE_S_LONG];
    struct lw_mode_s m;
    struct lw_fault fault = {0};

    (void)state;
    assert_int_equal(sample_bytes(SAMPLE_CALLSIGN, good), sizeof good);
    for (int bit = 1; bit <= 112; bit++) {
        memcpy(bad, good, sizeof bad);
        bad[(bit - 1) / 8] ^= (uint8_t)(0x80 >> (bit - 1) % 8);
        const int err = lw_mode_s_repair(bad, sizeof bad, &m, &fault);
        if (bit <= 5) { /* it may be another format */
            assert_int_equal(err, LW_ERR_INTEGRITY);
            continue;
        }
        assert_int_equal(err, 0);
        assert_int_equal(m.repaired, bit);
        assert_false(m.checked);
        assert_int_equal(m.address, 0x4840d6);
        assert_string_equal(m.callsign, "KLM1023");
        for (int other = 6; other < bit; other++) {
            bad[(other - 1) / 8] ^= (uint8_t)(0x80 >> (other - 1) % 8);
            assert_int_equal(lw_mode_s_repair(bad, sizeof bad, &m, &fault),
                             LW_ERR_INTEGRITY);
            bad[(other - 1) / 8] ^= (uint8_t)(0x80 >> (other - 1) % 8);
        }
    }
}

/* A DF 18 message with its parity made right. */
static struct lw_mode_s of_others(int control, uint8_t type, uint8_t flags)
{
    uint8_t msg[LW_MODE_S_LONG] = {(uint8_t)(0x90 | control), 0x48, 0x40, 0xd6,
                                   (uint8_t)(type << 3 | flags)};
    struct lw_mode_s m;
    const uint32_t parity = lw_mode_s_remainder(msg, sizeof msg);

    for (int i = 0; i < 3; i++)
        msg[11 + i] = (uint8_t)(parity >> (16 - 8 * i));
    assert_int_equal(lw_mode_s_read(msg, sizeof msg, &m, NULL), 0);
    return m;
}

static void what_others_tell_of_it_is_marked(void **state)
{
    (void)state;
    assert_int_equal(of_others(2, 11, 0).control, 2);
    assert_true(of_others(2, 11, 0).has & LW_MODE_S_ICAO);
    assert_false(of_others(2, 11, 1).has & LW_MODE_S_ICAO);
    assert_true(of_others(6, 11, 0).has & LW_MODE_S_ICAO);
    assert_false(of_others(6, 11, 1).has & LW_MODE_S_ICAO);
    assert_true(of_others(0, 11, 1).has & LW_MODE_S_ICAO);
    assert_false(of_others(5, 11, 0).has & LW_MODE_S_ICAO);
    assert_int_equal(of_others(3, 11, 0).type_code, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_identification),
        cmocka_unit_test(reads_an_airborne_position),
        cmocka_unit_test(reads_velocities),
        cmocka_unit_test(reads_replies_without_a_plain_address),
        cmocka_unit_test(every_gillham_altitude_is_there_once),
        cmocka_unit_test(every_25_ft_altitude_is_there),
        cmocka_unit_test(every_flipped_bit_of_a_squitter_is_caught),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(one_bit_of_df_17_is_put_right),
        cmocka_unit_test(what_others_tell_of_it_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
