/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

#include "decode/adsb.h"
#include "decode/adsb_samples.h"

#define DEG (3.14159265358979323846 / 180)

static const int64_t second_ns = 1000000000;
static struct lw_adsb adsb;

static int set_up(void **state)
{
    struct lw_decode_config config = {.sensor = "roof"};

    (void)state;
    lw_adsb_init(&adsb, &config, NULL);
    return 0;
}

static int take(const char *hex, int64_t rx_ns, struct lw_report *out)
{
    uint8_t bytes[LW_MODE_S_LONG];
    struct lw_fault fault;
    struct lw_mode_s msg;

    assert_int_equal(
        lw_mode_s_read(bytes, sample_bytes(hex, bytes), &msg, &fault), 0);
    return lw_adsb_take(&adsb, &msg, rx_ns, out, &fault);
}

static void a_pair_makes_a_report(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns, &r), 1);
    assert_int_equal(r.type, LW_REPORT_POSITION);
    assert_string_equal(r.sensor, "roof");
    assert_true(r.meas_ns == 101 * second_ns && r.rx_ns == r.meas_ns);
    assert_near(r.pos.lat_rad, 52.25720 * DEG, 1e-5 * DEG);
    assert_near(r.pos.lon_rad, 3.91937 * DEG, 1e-5 * DEG);
    assert_near(r.pos.alt_hae_m, 38000 * 0.3048, 1e-9);
    assert_int_equal(r.ident.icao, 0x40621d);
    assert_string_equal(r.object, "40621d");
    /* Version 0, type code 11: within 93 m, 95%; pressure altitude. */
    assert_near(r.sd.horizontal_m, hypot(93 / 2.448, 10), 1e-9);
    assert_near(r.sd.vertical_m, 100 + 0.02 * 38000 * 0.3048, 1e-9);
    assert_int_equal(r.has & (LW_HAS_VEL | LW_HAS_CALLSIGN), 0);
}

static void a_pair_too_far_apart_in_time_makes_none(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 111 * second_ns, &r), 0);
}

static void one_message_is_enough_once_the_place_is_known(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns, &r), 1);
    assert_int_equal(take(SAMPLE_EVEN, 150 * second_ns, &r), 1);
    assert_int_equal(take(SAMPLE_EVEN, 211 * second_ns, &r), 0);
}

static void a_place_that_cannot_follow_is_refused(void **state)
{
    const uint32_t address = 0x40621d;
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns, &r), 1);
    struct lw_adsb_aircraft *a = lw_adsb_find(&adsb, address, 101 * second_ns);
    a->place.lat_deg += 1; /* 111 km away a second later */
    for (int i = 0; i < 3; i++)
        assert_int_equal(take(SAMPLE_EVEN, (102 + i) * second_ns, &r),
                         LW_ERR_INTEGRITY);
    /* Then it begins anew, with a pair. */
    assert_int_equal(take(SAMPLE_EVEN, 105 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_ODD, 105 * second_ns, &r), 1);
}

static void an_address_in_the_parity_needs_one_in_plain(void **state)
{
    (void)state;
    assert_false(lw_adsb_vouched(&adsb, 0x4840d6, second_ns));
    struct lw_report r;
    assert_int_equal(take(SAMPLE_CALLSIGN, second_ns, &r), 0);
    assert_true(lw_adsb_vouched(&adsb, 0x4840d6, 60 * second_ns));
    assert_false(lw_adsb_vouched(&adsb, 0x4840d6, 62 * second_ns));
    assert_false(lw_adsb_vouched(&adsb, 0x4840d7, 2 * second_ns));
}

static void the_table_forgets_the_oldest_and_no_other(void **state)
{
    const uint32_t many = 3 * LW_ADSB_AIRCRAFT_MAX;

    (void)state;
    for (uint32_t i = 1; i <= many; i++) {
        struct lw_adsb_aircraft *a = lw_adsb_find(&adsb, i, i * second_ns);
        a->has |= LW_ADSB_CHECKED;
        a->checked_ns = many * second_ns;
    }
    uint32_t kept = 0;
    for (uint32_t i = 1; i <= many; i++)
        kept += lw_adsb_vouched(&adsb, i, many * second_ns);
    assert_true(kept > LW_ADSB_AIRCRAFT_MAX * 9 / 10);
    assert_true(kept <= LW_ADSB_AIRCRAFT_MAX);
    for (uint32_t i = many - 100; i <= many; i++)
        assert_true(lw_adsb_vouched(&adsb, i, many * second_ns));
}

static void set(const char *key, const char *value)
{
    static struct lw_pair option;
    struct lw_decode_config config = {
        .sensor = "roof", .option = &option, .options = 1};

    (void)snprintf(option.key, sizeof option.key, "%s", key);
    (void)snprintf(option.value, sizeof option.value, "%s", value);
    assert_int_equal(lw_adsb_init(&adsb, &config, NULL), 0);
}

/* The worked example of the book: at Amsterdam, seen from Delft. */
static void the_receiver_says_where_on_the_ground(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_SURFACE_0, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_SURFACE_1, 101 * second_ns, &r), 0);
    set("receiver", "51.990,4.375");
    assert_int_equal(take(SAMPLE_SURFACE_0, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_SURFACE_1, 101 * second_ns, &r), 1);
    assert_near(r.pos.lat_rad, 52.32061 * DEG, 1e-5 * DEG);
    assert_near(r.pos.lon_rad, 4.73473 * DEG, 1e-5 * DEG);
    assert_false(r.has & LW_HAS_ALT);
    assert_true(r.has & LW_HAS_GROUND);
    set("receiver", "40,-74"); /* none of the four places is near */
    assert_int_equal(take(SAMPLE_SURFACE_0, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_SURFACE_1, 101 * second_ns, &r), 0);
}

static void a_copy_of_a_message_is_no_report(void **state)
{
    struct lw_report r;

    (void)state;
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns, &r), 1);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns, &r), 0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns + second_ns / 10, &r),
                     0);
    assert_int_equal(take(SAMPLE_EVEN, 101 * second_ns + second_ns / 2, &r), 1);
}

static void a_repaired_message_needs_its_aircraft(void **state)
{
    uint8_t bytes[LW_MODE_S_LONG];
    struct lw_mode_s msg;
    struct lw_fault fault;
    struct lw_report r;

    (void)state;
    set("repair", "one");
    (void)sample_bytes(SAMPLE_EVEN, bytes);
    bytes[9] ^= 4;
    assert_int_equal(lw_adsb_read(&adsb, bytes, sizeof bytes, &msg, &fault), 0);
    assert_int_equal(msg.repaired, 78);
    assert_int_equal(lw_adsb_take(&adsb, &msg, 99 * second_ns, &r, &fault), 0);
    assert_int_equal(take(SAMPLE_ODD, 100 * second_ns, &r), 0);
    assert_int_equal(lw_adsb_take(&adsb, &msg, 101 * second_ns, &r, &fault), 1);
    assert_near(r.pos.lat_rad, 52.25720 * DEG, 1e-5 * DEG);
    set("repair", "none");
    assert_int_equal(lw_adsb_read(&adsb, bytes, sizeof bytes, &msg, &fault),
                     LW_ERR_INTEGRITY);
}

static void settings_that_cannot_be_are_refused(void **state)
{
    static const struct lw_pair odd[] = {{"repair", "two"},
                                         {"receiver", "52"},
                                         {"receiver", "52,x"},
                                         {"receiver", "91,4"},
                                         {"receiver", ""}};
    struct lw_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const struct lw_decode_config config = {.option = &odd[i],
                                                .options = 1};
        assert_int_equal(lw_adsb_init(&adsb, &config, &fault), LW_ERR_RANGE);
        assert_non_null(strstr(fault.what, odd[i].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_pair_makes_a_report, set_up),
        cmocka_unit_test_setup(a_pair_too_far_apart_in_time_makes_none, set_up),
        cmocka_unit_test_setup(one_message_is_enough_once_the_place_is_known,
                               set_up),
        cmocka_unit_test_setup(a_place_that_cannot_follow_is_refused, set_up),
        cmocka_unit_test_setup(an_address_in_the_parity_needs_one_in_plain,
                               set_up),
        cmocka_unit_test_setup(the_table_forgets_the_oldest_and_no_other,
                               set_up),
        cmocka_unit_test_setup(the_receiver_says_where_on_the_ground, set_up),
        cmocka_unit_test_setup(a_copy_of_a_message_is_no_report, set_up),
        cmocka_unit_test_setup(a_repaired_message_needs_its_aircraft, set_up),
        cmocka_unit_test_setup(settings_that_cannot_be_are_refused, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
