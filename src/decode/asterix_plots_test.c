/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"
#include "asterix_samples.h"

#include <math.h>

enum { HEAD = 3 };
static const int64_t day_ns = 86400 * (int64_t)1000000000;

static void a_plot_of_a_radar(void **state)
{
    const int64_t day = 20000 * day_ns;

    (void)state;
    assert_true(
        lw_asterix_record_read(lw_asterix_find(48, NULL), sample_048 + HEAD,
                               sizeof sample_048 - HEAD, &record, &fault) > 0);
    assert_int_equal(report_at(day + 27355 * second_ns), 1);
    assert_int_equal(report->type, LW_REPORT_POLAR);
    assert_true(report->meas_ns == day + 27354601562500);
    assert_near(report->range_m, 197.68359375 * 1852.0, 1e-9);
    assert_near(report->az_rad, 340.13671875 * LW_DEG, 1e-12);
    assert_string_equal(report->sensor, "25/201");
    assert_string_equal(report->object, "3563");
    assert_int_equal(report->ident.icao, 0x3c660c);
    assert_string_equal(report->ident.callsign, "DLH65A");
    assert_string_equal(report->ident.squawk, "1000");
    assert_false(report->has & (LW_HAS_EL | LW_HAS_RANGE_RATE));
}

static void speed_is_positive_going_away(void **state)
{
    (void)state;
    assert_int_equal(reports(48, "\"040\":{\"RHO\":10,\"THETA\":90},"
                                 "\"120\":{\"CAL\":{\"D\":0,\"CAL\":-17}}"),
                     1);
    assert_true(report->has & LW_HAS_RANGE_RATE);
    assert_near(report->range_rate_mps, -17.0, 0.0);
    assert_int_equal(reports(48, "\"040\":{\"RHO\":10,\"THETA\":90},"
                                 "\"120\":{\"CAL\":{\"D\":1,\"CAL\":-17}}"),
                     1);
    assert_false(report->has & LW_HAS_RANGE_RATE); /* doubtful, it says */
}

static void what_was_not_detected_is_no_report(void **state)
{
    static const struct {
        int category;
        const char *items;
    } none[] = {
        {48, "\"020\":{\"TYP\":0},\"040\":{\"RHO\":10,\"THETA\":9}"},
        {48, "\"020\":{\"TYP\":1,\"SIM\":1},\"040\":{\"RHO\":10}"},
        {48, "\"020\":{\"TYP\":1,\"RAB\":1},\"040\":{\"RHO\":10}"},
        {48, "\"020\":{\"TYP\":1,\"TST\":1},\"040\":{\"RHO\":10}"},
        {48, "\"020\":{\"TYP\":1},\"161\":{\"TRN\":7}"},
        {10, "\"000\":1,\"020\":{\"TYP\":3,\"SIM\":1},\"040\":{\"RHO\":10}"},
        {10, "\"000\":1,\"020\":{\"TYP\":3,\"RAB\":1},\"040\":{\"RHO\":10}"},
        {10, "\"000\":1,\"020\":{\"TYP\":3,\"TOT\":2},\"040\":{\"RHO\":10}"},
        {10, "\"000\":1,\"170\":{\"CST\":3},\"040\":{\"RHO\":10}"},
        {10, "\"000\":1,\"300\":3,\"040\":{\"RHO\":10}"},
        {15, "\"000\":{\"MT\":5},\"627\":{\"AZ\":10}"},
        {15, "\"020\":{\"TTAX\":3},\"627\":{\"AZ\":10}"},
        {15, "\"170\":{\"CSTP\":1},\"627\":{\"AZ\":10}"},
        {20, "\"020\":{\"SIM\":1},\"041\":{\"LAT\":52,\"LON\":4}"},
        {20, "\"020\":{\"TST\":1},\"041\":{\"LAT\":52,\"LON\":4}"},
        {20, "\"170\":{\"CST\":1},\"041\":{\"LAT\":52,\"LON\":4}"},
        {20, "\"300\":3,\"041\":{\"LAT\":52,\"LON\":4}"},
        {20, "\"042\":{\"X\":52,\"Y\":4}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(reports(none[i].category, none[i].items), 0);
}

static void a_ghost_is_doubted(void **state)
{
    (void)state;
    assert_int_equal(reports(48, "\"040\":{\"RHO\":10,\"THETA\":90},"
                                 "\"170\":{\"GHO\":1}"),
                     1);
    assert_true(report->has & LW_HAS_CONFIDENCE);
    assert_near(report->confidence, 0.1, 0.0);
}

static void an_old_plot_has_a_short_time(void **state)
{
    const int64_t rx = 1000 * 512 * second_ns + 3 * second_ns;

    (void)state;
    make_by(1, "1.4", 0,
            "{\"010\":{\"SAC\":1,\"SIC\":2},\"020\":{\"TYP\":0,\"SSRPSR\":1},"
            "\"040\":{\"RHO\":32,\"THETA\":90},\"141\":511}");
    assert_int_equal(report_at(rx), 1);
    assert_true(report->meas_ns == rx - 4 * second_ns);
    assert_near(report->range_m, 32 * 1852.0, 1e-9);
    assert_true(lw_asterix_sources_of(&sources, &record)->primary);
}

static void on_an_airport(void **state)
{
    (void)state;
    assert_int_equal(reports(10, "\"000\":1,\"140\":99,\"020\":{\"TYP\":3,"
                                 "\"TOT\":3},\"040\":{\"RHO\":1500,\"TH\":90},"
                                 "\"060\":{\"MODE3A\":\"7000\"},"
                                 "\"161\":{\"TRK\":7},\"220\":4951234"),
                     1);
    assert_int_equal(report->type, LW_REPORT_POLAR);
    assert_true(report->meas_ns == 99 * second_ns);
    assert_near(report->range_m, 1500.0, 0.0);
    assert_near(report->az_rad, 90 * LW_DEG, 1e-12);
    assert_true(report->kinds[LW_KIND_HELICOPTER] > 0.9);
    assert_string_equal(report->ident.squawk, "7000");
    assert_int_equal(reports(10, "\"000\":1,\"042\":{\"X\":-300,\"Y\":400}"),
                     1);
    assert_near(report->range_m, 500.0, 1e-9);
    assert_near(report->az_rad, 2 * LW_PI - atan2(3, 4), 1e-9);
    assert_int_equal(reports(10, "\"000\":1,\"041\":{\"LAT\":52.25,"
                                 "\"LON\":4.5},\"090\":{\"FL\":10},"
                                 "\"500\":{\"DEVX\":4,\"DEVY\":2,"
                                 "\"COVXY\":-2}"),
                     1);
    assert_int_equal(report->type, LW_REPORT_POSITION);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-9);
    assert_near(report->cov_m2[0], 16.0, 1e-9);
    assert_near(report->cov_m2[1], -4.0, 1e-9);
    assert_near(report->cov_m2[4], 4.0, 1e-9);
    assert_near(report->cov_m2[8],
                report->sd.vertical_m * report->sd.vertical_m, 1e-9);
}

static void without_a_transponder(void **state)
{
    (void)state;
    assert_int_equal(
        reports(15, "\"145\":99.5,\"161\":40000,\"600\":{\"P84\":{\"LATITUDE\":"
                    "52.25,\"LONGITUDE\":4.5},\"HPP\":{\"SDHPX\":8,\"SDHPY\":4,"
                    "\"COSDHPXY\":0.5}},\"601\":{\"GH\":120.5,\"SDGH\":9},"
                    "\"602\":{\"HV\":{\"X\":30.5,\"Y\":-4},\"SDHV\":{\"X\":3,"
                    "\"Y\":4}},\"604\":{\"VV\":1.25}"),
        1);
    assert_int_equal(report->type, LW_REPORT_POSITION);
    assert_true(report->meas_ns == 99 * second_ns + second_ns / 2);
    assert_string_equal(report->object, "40000");
    assert_near(report->pos.alt_hae_m, 120.5, 1e-9);
    assert_near(report->cov_m2[1], 16.0, 1e-9);
    assert_near(report->cov_m2[8], 81.0, 1e-9);
    assert_near(report->vel_mps[0], 30.5, 1e-9);
    assert_near(report->vel_mps[2], 1.25, 1e-9);
    assert_near(report->sd.vel_mps, sqrt(12.5), 1e-9);
    assert_int_equal(
        reports(15, "\"020\":{\"MOMU\":0},\"625\":{\"R\":1234.5,\"SDR\":7,"
                    "\"RR\":-12},\"627\":{\"AZ\":45,\"SDASZ\":0.5},"
                    "\"628\":{\"EL\":-2.5}"),
        1);
    assert_int_equal(report->type, LW_REPORT_POLAR);
    assert_near(report->range_m, 1234.5, 1e-9);
    assert_near(report->range_rate_mps, -12.0, 1e-9);
    assert_near(report->sd.range_m, 7.0, 1e-9);
    assert_near(report->sd.az_rad, 0.5 * LW_DEG, 1e-5);
    assert_near(report->el_rad, -2.5 * LW_DEG, 1e-4);
    /* a bistatic range is none from here, and its direction still is */
    assert_int_equal(reports(15, "\"020\":{\"MOMU\":1},\"625\":{\"R\":1234.5},"
                                 "\"627\":{\"AZ\":45}"),
                     1);
    assert_int_equal(report->type, LW_REPORT_BEARING);
    assert_false(report->has & LW_HAS_EL);
}

static void by_multilateration(void **state)
{
    (void)state;
    assert_int_equal(
        reports(20, "\"140\":100,\"041\":{\"LAT\":52.25,\"LON\":4.5},"
                    "\"105\":1000,\"500\":{\"DOP\":{\"X\":1,\"Y\":1,\"XY\":0},"
                    "\"SDP\":{\"X\":12,\"Y\":30,\"XY\":0},\"SDH\":20},"
                    "\"220\":4951234,\"245\":{\"CHR\":\"KLM1023\"}"),
        1);
    assert_near(report->cov_m2[0], 144.0, 1e-9);
    assert_near(report->cov_m2[4], 900.0, 1e-9);
    assert_near(report->cov_m2[8], 400.0, 1e-9);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-9);
    assert_int_equal(report->ident.icao, 4951234);
    assert_string_equal(report->ident.callsign, "KLM1023");
    /* pressure altitude; and an address that is not one of ICAO's */
    assert_int_equal(
        reports(20, "\"041\":{\"LAT\":52.25,\"LON\":4.5},\"090\":{\"FL\":100},"
                    "\"020\":{\"CF\":1},\"220\":4951234"),
        1);
    assert_near(report->pos.alt_hae_m, 3048.0, 1e-9);
    assert_true(report->sd.vertical_m > 100.0);
    assert_false(report->has & LW_HAS_ICAO);
    /* in its own plane, once its status has told where that is */
    assert_int_equal(reports(19, "\"000\":2,\"600\":{\"LAT\":52,\"LON\":4}"),
                     0);
    assert_int_equal(reports(20, "\"042\":{\"X\":0,\"Y\":11126}"), 1);
    assert_near(report->pos.lat_rad, 52.1 * LW_DEG, 2e-6);
    assert_near(report->pos.lon_rad, 4.0 * LW_DEG, 1e-8);
    assert_false(report->has & LW_HAS_ALT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, named_by_themselves)
    const struct CMUnitTest tests[] = {
        TEST(a_plot_of_a_radar),
        TEST(speed_is_positive_going_away),
        TEST(what_was_not_detected_is_no_report),
        TEST(a_ghost_is_doubted),
        TEST(an_old_plot_has_a_short_time),
        TEST(on_an_airport),
        TEST(without_a_transponder),
        TEST(by_multilateration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
