/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"

#include <math.h>

#define PLACE_021 "\"131\":{\"LAT\":52.25,\"LON\":4.5}"
#define PLACE_062 "\"105\":{\"LAT\":52.25,\"LON\":4.5}"
#define STATE_062 "\"070\":100," PLACE_062 ",\"185\":{\"VX\":100,\"VY\":-50}"

static void an_aircraft_says_where_it_is(void **state)
{
    (void)state;
    assert_int_equal(
        reports(21, "\"080\":4951234,\"071\":99.5," PLACE_021 ",\"140\":1000,"
                    "\"160\":{\"RE\":0,\"GS\":0.0625,\"TA\":90},"
                    "\"157\":{\"RE\":0,\"GVR\":600},\"170\":\"KLM1023\","
                    "\"020\":3,\"090\":{\"NUCRNACV\":2,\"NUCPNIC\":0,"
                    "\"NICBARO\":0,\"SIL\":0,\"NACP\":9,\"SILS\":0,\"SDA\":0,"
                    "\"GVA\":2}"),
        1);
    assert_int_equal(report->type, LW_REPORT_POSITION);
    assert_true(report->meas_ns == 99 * second_ns + second_ns / 2);
    assert_near(report->pos.lat_rad, 52.25 * LW_DEG, 2e-9);
    assert_near(report->pos.lon_rad, 4.5 * LW_DEG, 2e-9);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-6);
    assert_near(report->sd.vertical_m, 45 / 1.96, 1e-9);
    assert_near(report->vel_mps[0], 115.75, 1e-9);
    assert_near(report->vel_mps[1], 0.0, 1e-9);
    assert_near(report->vel_mps[2], 3.048, 1e-9);
    assert_near(report->sd.vel_mps, 1.3, 1e-9);
    assert_near(report->sd.horizontal_m, 15.8, 0.1);
    assert_int_equal(report->ident.icao, 4951234);
    assert_string_equal(report->ident.callsign, "KLM1023");
    assert_true(report->kinds[LW_KIND_AIRLINER] > 0.9);
}

static double sd_by(const char *quality)
{
    char items[256];

    (void)snprintf(items, sizeof items, PLACE_021 ",%s", quality);
    assert_int_equal(reports(21, items), 1);
    return report->has & LW_HAS_SD_HORIZONTAL ? report->sd.horizontal_m : 0.0;
}

static void accuracy_is_read_by_the_version_that_tells_it(void **state)
{
    (void)state;
    /* NUCp 7 of version 0: 93 m; NIC 7: 370 m; nobody says which: as NIC */
    assert_near(sd_by("\"090\":{\"NUCPNIC\":7},\"210\":{\"VN\":0}"),
                hypot(93 / 2.448, 10), 1e-9);
    assert_near(sd_by("\"090\":{\"NUCPNIC\":7},\"210\":{\"VN\":2}"),
                hypot(370.4 / 2.448, 10), 1e-9);
    assert_near(sd_by("\"090\":{\"NUCPNIC\":7}"), hypot(370.4 / 2.448, 10),
                1e-9);
    assert_near(sd_by("\"090\":{\"NUCPNIC\":0}"), 0.0, 0.0);
    /* editions before 1.0 have items and codes of their own */
    make_by(21, "0.26", 0,
            "{\"010\":{\"SAC\":1,\"SIC\":1},\"080\":4951234,\"030\":100,"
            "\"040\":{\"ATP\":1},\"130\":{\"LAT\":52.25,\"LON\":4.5},"
            "\"131\":10,\"090\":{\"PA\":-8},\"160\":{\"GS\":0.0625,\"TA\":0},"
            "\"157\":600,\"145\":10}");
    assert_int_equal(report_at(99 * second_ns), 1);
    assert_true(report->meas_ns == 100 * second_ns);
    assert_near(report->pos.lat_rad, 52.25 * LW_DEG, 1e-6);
    assert_near(report->sd.horizontal_m, hypot(10 / 2.448, 10), 1e-9);
    assert_near(report->vel_mps[1], 115.75, 1e-9);
    assert_near(report->vel_mps[2], 3.048, 1e-9);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-9);
    assert_int_equal(report->ident.icao, 4951234);
}

static void what_its_station_doubts_is_no_report(void **state)
{
    static const char *const none[] = {
        "\"040\":{\"RAB\":1},", "\"040\":{\"SIM\":1},",
        "\"040\":{\"TST\":1},", "\"040\":{\"CL\":1},",
        "\"040\":{\"IPC\":1},", "\"040\":{\"NOGO\":1},",
        "\"040\":{\"CPR\":1},", "\"040\":{\"LDPJ\":1},",
        "\"040\":{\"RCF\":1},", "\"040\":{\"ATP\":2},",
        "\"020\":21,",
    };
    char items[128];

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        (void)snprintf(items, sizeof items, "%s" PLACE_021, none[i]);
        assert_int_equal(reports(21, items), 0);
    }
    assert_int_equal(reports(21, "\"040\":{\"ATP\":3},\"080\":1," PLACE_021),
                     1);
    assert_false(report->has & LW_HAS_ICAO);
}

static void a_track_of_another_centre(void **state)
{
    (void)state;
    assert_int_equal(
        reports(62, STATE_062
                ",\"040\":7,\"080\":{\"MRH\":1,\"SRC\":2,\"CNF\":0},"
                "\"130\":1000,\"220\":600,\"060\":{\"MODE3A\":\"1000\"},"
                "\"380\":{\"ADR\":4951234,\"ID\":\"KLM1023\",\"EMC\":10},"
                "\"500\":{\"APC\":{\"X\":30,\"Y\":20},\"COV\":-10,"
                "\"AGA\":100,\"ATV\":{\"X\":3,\"Y\":4},\"ARC\":400}"),
        1);
    assert_near(report->pos.lat_rad, 52.25 * LW_DEG, 1e-7);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-9);
    assert_near(report->vel_mps[0], 100.0, 1e-9);
    assert_near(report->vel_mps[1], -50.0, 1e-9);
    assert_near(report->vel_mps[2], 3.048, 1e-9);
    assert_near(report->sd.vel_mps, sqrt(12.5), 1e-9);
    assert_near(report->cov_m2[0], 900.0, 1e-9);
    assert_near(report->cov_m2[1], -100.0, 1e-9);
    assert_near(report->cov_m2[4], 400.0, 1e-9);
    assert_near(report->cov_m2[8], 30.48 * 30.48, 1e-9);
    assert_string_equal(report->object, "7");
    assert_int_equal(report->ident.icao, 4951234);
    assert_string_equal(report->ident.callsign, "KLM1023");
    assert_string_equal(report->ident.squawk, "1000");
    assert_true(report->kinds[LW_KIND_HELICOPTER] > 0.9);
}

static void a_height_is_as_good_as_its_source(void **state)
{
    (void)state;
    /* a default height is none, pressure is */
    assert_int_equal(
        reports(62, PLACE_062 ",\"080\":{\"SRC\":6},\"130\":1000,\"136\":330"),
        1);
    assert_near(report->pos.alt_hae_m, 330 * 30.48, 1e-9);
    assert_true(report->sd.vertical_m > 200.0);
    assert_int_equal(reports(62, PLACE_062 ",\"080\":{\"SRC\":6},\"130\":1000"),
                     1);
    assert_false(report->has & LW_HAS_ALT);
    /* in degrees; without a height */
    assert_int_equal(reports(62, PLACE_062 ",\"500\":{\"APW\":{\"LAT\":0.001,"
                                           "\"LON\":0.001}}"),
                     1);
    assert_near(sqrt(report->cov_m2[4]), 111.0, 1.0);
    assert_near(sqrt(report->cov_m2[0]), 68.0, 1.0);
}

static void tracks_that_are_not_noticed_are_no_report(void **state)
{
    static const char *const none[] = {"SIM", "TSE", "CST"};
    char items[128];

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        (void)snprintf(items, sizeof items, PLACE_062 ",\"080\":{\"%s\":1}",
                       none[i]);
        assert_int_equal(reports(62, items), 0);
    }
    assert_int_equal(reports(62, STATE_062 ",\"390\":{\"CS\":\"KLM1   \"}"), 1);
    assert_string_equal(report->ident.callsign, "KLM1");
}

static void a_track_of_an_airport(void **state)
{
    (void)state;
    assert_int_equal(
        reports(11, "\"000\":1,\"140\":100,\"041\":{\"LAT\":52.25,\"LON\":4.5},"
                    "\"092\":1000,\"170\":{\"SRC\":1},\"161\":{\"FTN\":9},"
                    "\"500\":{\"APC\":{\"X\":3,\"Y\":4},\"ATH\":10}"),
        1);
    assert_near(report->pos.alt_hae_m, 304.8, 1e-9);
    assert_near(report->sd.vertical_m, hypot(10, 50), 1e-9); /* sea level */
    assert_near(report->cov_m2[4], 16.0, 1e-9);
    assert_int_equal(
        reports(11, "\"000\":1,\"041\":{\"LAT\":52.25,\"LON\":4.5},\"300\":0"),
        0);
}

static void where_a_transmitter_is_heard(void **state)
{
    static const struct lw_pair names[] = {{"25/10/3", "finder-3"}};
    const struct lw_decode_config config = {.source = names, .sources = 1};

    (void)state;
    settings(&config);
    assert_int_equal(reports(205,
                             "\"000\":1,\"030\":100,\"050\":{\"LAT\":52.25,"
                             "\"LON\":4.5},\"110\":1000,\"160\":5"),
                     1);
    assert_int_equal(report->type, LW_REPORT_POSITION);
    assert_near(report->sd.horizontal_m, 408.5, 0.1);
    assert_string_equal(report->sensor, "25/10");
    assert_int_equal(reports(205,
                             "\"000\":5,\"030\":100,\"050\":{\"LAT\":52.25,"
                             "\"LON\":4.5},\"070\":270.5,\"170\":3,"
                             "\"180\":31.5,\"200\":2"),
                     1);
    assert_int_equal(report->type, LW_REPORT_BEARING);
    assert_string_equal(report->sensor, "finder-3");
    assert_near(report->from.lat_rad, 52.25 * LW_DEG, 1e-7);
    assert_near(report->az_rad, 270.5 * LW_DEG, 1e-9);
    assert_near(report->level_db, 31.5, 1e-9);
    assert_near(report->el_rad, 2 * LW_DEG, 1e-9);
    assert_int_equal(reports(205, "\"000\":3,\"050\":{\"LAT\":52.25,"
                                  "\"LON\":4.5},\"130\":{\"LAT\":52,"
                                  "\"LON\":5},\"150\":2000"),
                     2);
    assert_near(out[1].pos.lon_rad, 5 * LW_DEG, 1e-7);
    assert_true(out[1].sd.horizontal_m > 800.0);
    assert_int_equal(reports(205, "\"000\":4,\"160\":5"), 0);
    /* a bearing in a plane that nobody knows */
    assert_int_equal(reports(205, "\"000\":2,\"080\":12"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, named_by_themselves)
    const struct CMUnitTest tests[] = {
        TEST(an_aircraft_says_where_it_is),
        TEST(accuracy_is_read_by_the_version_that_tells_it),
        TEST(what_its_station_doubts_is_no_report),
        TEST(a_track_of_another_centre),
        TEST(a_height_is_as_good_as_its_source),
        TEST(tracks_that_are_not_noticed_are_no_report),
        TEST(a_track_of_an_airport),
        TEST(where_a_transmitter_is_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
