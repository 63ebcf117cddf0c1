/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_reports.h"
#include "asterix_samples.h"
#include "base/geodesy.h"
#include "encode/asterix_write.h"
#include "near.h"

enum { HEAD = 3 };
static const int64_t second_ns = 1000000000, day_ns = 86400 * (int64_t)1e9;

static struct lw_asterix_record record;
static struct lw_report report;
static struct lw_fault fault;
static uint8_t bytes[512];

static int report_of(int64_t rx_ns)
{
    return lw_asterix_report(&record, "radar-1", rx_ns, &report, &fault);
}

/* The record of these items. */
static void make(int category, const char *edition, int profile,
                 const char *items)
{
    const struct lw_asterix_spec *spec = lw_asterix_find(category, edition);
    const int len = lw_asterix_write(spec, profile, items, strlen(items), bytes,
                                     sizeof bytes, &fault);

    if (len < 0)
        fail_msg("%s", fault.what);
    assert_int_equal(
        lw_asterix_record_read(spec, bytes, (size_t)len, &record, &fault), len);
}

static void a_plot_of_a_radar(void **state)
{
    const int64_t day = 20000 * day_ns;

    (void)state;
    assert_true(
        lw_asterix_record_read(lw_asterix_find(48, NULL), sample_048 + HEAD,
                               sizeof sample_048 - HEAD, &record, &fault) > 0);
    assert_int_equal(report_of(day + 27355 * second_ns), 1);
    assert_int_equal(report.type, LW_REPORT_POLAR);
    assert_true(report.meas_ns == day + 27354601562500);
    assert_near(report.range_m, 197.68359375 * 1852.0, 1e-9);
    assert_near(report.az_rad, 340.13671875 * LW_DEG, 1e-12);
    assert_string_equal(report.sensor, "radar-1");
    assert_string_equal(report.object, "3563");
    assert_int_equal(report.ident.icao, 0x3c660c);
    assert_string_equal(report.ident.callsign, "DLH65A");
    assert_string_equal(report.ident.squawk, "1000");
    assert_false(report.has & (LW_HAS_EL | LW_HAS_RANGE_RATE));
}

/* A time of day is of the day before where that is nearer. */
static void midnight_is_passed_either_way(void **state)
{
    const int64_t day = 20000 * day_ns;

    (void)state;
    make(48, NULL, 0,
         "{\"140\":86399.5,\"020\":{\"TYP\":1},"
         "\"040\":{\"RHO\":10,\"THETA\":90}}");
    assert_int_equal(report_of(day + second_ns), 1);
    assert_true(report.meas_ns == day - second_ns / 2);
    make(48, NULL, 0, "{\"140\":0.5,\"040\":{\"RHO\":10,\"THETA\":90}}");
    assert_int_equal(report_of(day - second_ns), 1);
    assert_true(report.meas_ns == day + second_ns / 2);
}

static void speed_is_positive_going_away(void **state)
{
    (void)state;
    make(48, NULL, 0,
         "{\"140\":1,\"040\":{\"RHO\":10,\"THETA\":90},"
         "\"120\":{\"CAL\":{\"D\":0,\"CAL\":-17}}}");
    assert_int_equal(report_of(0), 1);
    assert_true(report.has & LW_HAS_RANGE_RATE);
    assert_near(report.range_rate_mps, -17.0, 0.0);
    make(48, NULL, 0,
         "{\"140\":1,\"040\":{\"RHO\":10,\"THETA\":90},"
         "\"120\":{\"CAL\":{\"D\":1,\"CAL\":-17}}}");
    assert_int_equal(report_of(0), 1);
    assert_false(report.has & LW_HAS_RANGE_RATE); /* doubtful, it says */
}

static void what_was_not_detected_is_no_report(void **state)
{
    static const char *const none[] = {
        "{\"140\":1,\"020\":{\"TYP\":0},\"040\":{\"RHO\":10,\"THETA\":9}}",
        "{\"140\":1,\"020\":{\"TYP\":1,\"SIM\":1},\"040\":{\"RHO\":10}}",
        "{\"140\":1,\"020\":{\"TYP\":1,\"RAB\":1},\"040\":{\"RHO\":10}}",
        "{\"140\":1,\"020\":{\"TYP\":1,\"TST\":1},\"040\":{\"RHO\":10}}",
        "{\"140\":1,\"020\":{\"TYP\":1},\"161\":{\"TRN\":7}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        make(48, NULL, 0, none[i]);
        assert_int_equal(report_of(0), 0);
    }
    make(34, NULL, 0, "{\"010\":{\"SAC\":1,\"SIC\":2},\"000\":1}");
    assert_int_equal(report_of(0), 0);
    make(48, NULL, 0, "{\"020\":{\"TYP\":1},\"040\":{\"RHO\":10}}");
    assert_int_equal(report_of(0), LW_ERR_MISSING);
}

static void an_old_plot_has_a_short_time(void **state)
{
    const int64_t rx = 1000 * 512 * second_ns + 3 * second_ns;

    (void)state;
    make(1, "1.4", 0,
         "{\"010\":{\"SAC\":1,\"SIC\":2},\"020\":{\"TYP\":0,\"SSRPSR\":1},"
         "\"040\":{\"RHO\":32,\"THETA\":90},\"141\":511}");
    assert_int_equal(report_of(rx), 1);
    assert_true(report.meas_ns == rx - 4 * second_ns);
    assert_near(report.range_m, 32 * 1852.0, 1e-9);
}

static void an_aircraft_says_where_it_is(void **state)
{
    (void)state;
    make(21, "2.7", 0,
         "{\"080\":4951234,\"071\":100,\"131\":{\"LAT\":52.25,\"LON\":4.5},"
         "\"140\":1000,\"160\":{\"RE\":0,\"GS\":0.0625,\"TA\":90},"
         "\"157\":{\"RE\":0,\"GVR\":600},\"170\":\"KLM1023\","
         "\"090\":{\"NUCRNACV\":0,\"NUCPNIC\":0,\"NICBARO\":0,\"SIL\":0,"
         "\"NACP\":9}}");
    assert_int_equal(report_of(99 * second_ns), 1);
    assert_int_equal(report.type, LW_REPORT_POSITION);
    assert_true(report.meas_ns == 100 * second_ns);
    assert_near(report.pos.lat_rad, 52.25 * LW_DEG, 2e-9);
    assert_near(report.pos.lon_rad, 4.5 * LW_DEG, 2e-9);
    assert_near(report.pos.alt_hae_m, 304.8, 1e-6);
    assert_near(report.vel_mps[0], 115.75, 1e-9);
    assert_near(report.vel_mps[1], 0.0, 1e-9);
    assert_near(report.vel_mps[2], 3.048, 1e-9);
    assert_near(report.sd.horizontal_m, 15.8, 0.1);
    assert_int_equal(report.ident.icao, 4951234);
    assert_string_equal(report.ident.callsign, "KLM1023");
    /* an edition of before 2011, with the items of its own */
    make(21, "0.26", 0,
         "{\"080\":4951234,\"030\":100,\"130\":{\"LAT\":52.25,\"LON\":4.5},"
         "\"131\":10}");
    assert_int_equal(report_of(99 * second_ns), 1);
    assert_near(report.pos.lat_rad, 52.25 * LW_DEG, 1e-6);
    assert_false(report.has & (LW_HAS_ALT | LW_HAS_VEL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plot_of_a_radar),
        cmocka_unit_test(midnight_is_passed_either_way),
        cmocka_unit_test(speed_is_positive_going_away),
        cmocka_unit_test(what_was_not_detected_is_no_report),
        cmocka_unit_test(an_old_plot_has_a_short_time),
        cmocka_unit_test(an_aircraft_says_where_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
