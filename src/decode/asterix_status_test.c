/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"

static const char echo[] =
    "\"020\":{\"TYP\":1},\"040\":{\"RHO\":1,\"THETA\":2}";

/* A sector crossing of source 25/10. */
static int crosses(double t_s, double az_deg)
{
    char items[80];

    (void)snprintf(items, sizeof items, "\"000\":2,\"020\":%.5f,\"030\":%.3f",
                   az_deg, t_s);
    return reports(34, items);
}

static int north(double t_s)
{
    char items[80];

    (void)snprintf(items, sizeof items, "\"000\":1,\"030\":%.3f", t_s);
    return reports(34, items);
}

static void sectors_are_looks_a_quarter_of_a_turn_later(void **state)
{
    (void)state;
    assert_int_equal(reports(48, echo), 1);
    assert_int_equal(crosses(100, 0), 0); /* since when nobody knows */
    assert_int_equal(crosses(100.125, 11.25), 1);
    assert_int_equal(report->type, LW_REPORT_LOOK);
    assert_true(report->has & LW_HAS_SECTOR);
    assert_near(report->az_rad, 270.0 * LW_DEG, 1e-9);
    assert_near(report->az_to_rad, 281.25 * LW_DEG, 1e-9);
    assert_true(report->meas_ns == 100 * second_ns + second_ns / 8);
    assert_int_equal(crosses(100.25, 22.5), 1);
    assert_near(report->az_rad, 281.25 * LW_DEG, 1e-9);
    /* the same again, and one after a gap, are not neighbours */
    assert_int_equal(crosses(100.25, 22.5), 0);
    assert_int_equal(crosses(101.5, 135), 0);
    assert_int_equal(crosses(101.625, 146.25), 1);
    /* a north marker is a heartbeat, and no look beside sectors */
    assert_int_equal(north(104), 1);
    assert_int_equal(report->type, LW_REPORT_HEARTBEAT);
}

static void north_markers_alone_end_turns(void **state)
{
    (void)state;
    assert_int_equal(reports(48, echo), 1);
    assert_int_equal(north(100), 1);
    assert_int_equal(north(104), 2);
    assert_int_equal(out[0].type, LW_REPORT_HEARTBEAT);
    assert_int_equal(out[0].state, LW_HEARTBEAT_OK);
    assert_int_equal(out[1].type, LW_REPORT_LOOK);
    assert_string_equal(out[1].sensor, "25/10");
    assert_true(out[1].meas_ns == 104 * second_ns);
    assert_near(out[1].az_rad, 270.1 * LW_DEG, 1e-9);
    assert_near(out[1].az_to_rad, 270.0 * LW_DEG, 1e-9);
    assert_int_equal(north(180), 1); /* it stood still */
}

/* What transponders answer alone says nothing of what has none. */
static void only_a_radar_of_echoes_looks(void **state)
{
    static const struct lw_pair always[] = {{"looks", "always"}};
    static const struct lw_pair never[] = {{"looks", "never"}};
    struct lw_decode_config config = {.option = always, .options = 1};

    (void)state;
    assert_int_equal(reports(48, "\"020\":{\"TYP\":2},\"040\":{\"RHO\":1}"), 1);
    assert_int_equal(crosses(100, 0), 0);
    assert_int_equal(crosses(100.125, 11.25), 0);
    settings(&config);
    assert_int_equal(crosses(100, 0), 0);
    assert_int_equal(crosses(100.125, 11.25), 1);
    config.option = never;
    settings(&config);
    assert_int_equal(reports(48, echo), 1);
    assert_int_equal(crosses(100, 0), 0);
    assert_int_equal(crosses(100.125, 11.25), 0);
}

static void the_old_category_has_them_too(void **state)
{
    (void)state;
    make_by(1, "1.4", 0,
            "{\"010\":{\"SAC\":25,\"SIC\":10},\"020\":{\"TYP\":0,\"SSRPSR\":3},"
            "\"040\":{\"RHO\":32,\"THETA\":90}}");
    assert_int_equal(report_at(100 * second_ns), 1);
    assert_int_equal(reports(2, "\"000\":2,\"020\":0,\"030\":100"), 0);
    assert_int_equal(reports(2, "\"000\":2,\"020\":11.25,\"030\":100.125"), 1);
    assert_int_equal(report->type, LW_REPORT_LOOK);
    assert_int_equal(reports(2, "\"000\":1,\"030\":100.125"), 1);
    assert_int_equal(report->type, LW_REPORT_HEARTBEAT);
    assert_int_equal(reports(2, "\"000\":3,\"030\":100.125"), 0);
}

static void beats(int category, const char *items, enum lw_heartbeat state)
{
    assert_int_equal(reports(category, items), 1);
    assert_int_equal(report->type, LW_REPORT_HEARTBEAT);
    assert_int_equal(report->state, state);
    assert_true(report->meas_ns == 100 * second_ns);
}

static void stations_tell_how_they_are(void **state)
{
    (void)state;
    beats(34, "\"000\":1,\"030\":100,\"050\":{\"COM\":{\"NOGO\":1}}",
          LW_HEARTBEAT_DOWN);
    beats(34, "\"000\":1,\"030\":100,\"050\":{\"COM\":{\"TSV\":1}}",
          LW_HEARTBEAT_DEGRADED);
    beats(10, "\"000\":3,\"140\":100,\"550\":{\"NOGO\":0}", LW_HEARTBEAT_OK);
    beats(10, "\"000\":3,\"140\":100,\"550\":{\"NOGO\":2}", LW_HEARTBEAT_DOWN);
    beats(19, "\"000\":2,\"140\":100,\"550\":{\"NOGO\":0,\"OVL\":1}",
          LW_HEARTBEAT_DEGRADED);
    beats(25,
          "\"000\":{\"RTYP\":1},\"070\":100,\"100\":{\"NOGO\":0,"
          "\"SYSTAT\":2}",
          LW_HEARTBEAT_DEGRADED);
    beats(65, "\"000\":1,\"030\":100,\"040\":{\"NOGO\":0}", LW_HEARTBEAT_OK);
    assert_int_equal(reports(65, "\"000\":2,\"030\":100,\"020\":3"), 0);
    assert_int_equal(reports(65, "\"000\":1,\"040\":{\"NOGO\":3}"), 0);
}

/* A station is as well as the worse of itself and its service. */
static void a_station_has_services(void **state)
{
    (void)state;
    beats(23, "\"000\":1,\"070\":100,\"100\":{\"NOGO\":0}", LW_HEARTBEAT_OK);
    beats(23,
          "\"000\":2,\"070\":100,\"015\":{\"STYP\":2},"
          "\"110\":{\"STAT\":1}",
          LW_HEARTBEAT_DOWN);
    beats(23, "\"000\":1,\"070\":100,\"100\":{\"NOGO\":0}", LW_HEARTBEAT_DOWN);
    beats(23,
          "\"000\":2,\"070\":100,\"015\":{\"STYP\":2},"
          "\"110\":{\"STAT\":4}",
          LW_HEARTBEAT_OK);
    /* what it sends to aircraft is not what it hears of them */
    assert_int_equal(reports(23, "\"000\":2,\"070\":100,\"015\":{\"STYP\":7},"
                                 "\"110\":{\"STAT\":1}"),
                     0);
}

static void a_centre_tells_of_its_sensors(void **state)
{
    static const struct lw_pair names[] = {{"30/7", "radar-7"}};
    struct lw_decode_config config = {0};
    const char good[] = "\"030\":100,\"050\":{\"SAC\":30,\"SIC\":7},"
                        "\"060\":{\"CON\":0}";

    (void)state;
    beats(63, good, LW_HEARTBEAT_OK);
    assert_string_equal(report->sensor, "30/7");
    assert_int_equal(reports(63, "\"050\":{\"SAC\":30,\"SIC\":7},"
                                 "\"060\":{\"CON\":3}"),
                     0);
    /* all of the feed is one sensor: then this is not about it */
    (void)snprintf(config.sensor, sizeof config.sensor, "centre");
    settings(&config);
    assert_int_equal(reports(63, good), 0);
    config.source = names;
    config.sources = 1;
    settings(&config);
    beats(63, good, LW_HEARTBEAT_OK);
    assert_string_equal(report->sensor, "radar-7");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, named_by_themselves)
    const struct CMUnitTest tests[] = {
        TEST(sectors_are_looks_a_quarter_of_a_turn_later),
        TEST(north_markers_alone_end_turns),
        TEST(only_a_radar_of_echoes_looks),
        TEST(the_old_category_has_them_too),
        TEST(stations_tell_how_they_are),
        TEST(a_station_has_services),
        TEST(a_centre_tells_of_its_sensors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
