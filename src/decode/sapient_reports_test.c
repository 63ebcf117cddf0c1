/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "decode/sapient_fixture.h"
#include "decode/sapient_reports.h"
#include "near.h"

static struct lw_sapient_nodes nodes;
static struct lw_sapient_settings settings;
static struct lw_decode_config config;
static struct lw_sapient_node *node;
static struct lw_report report;
static struct lw_fault fault;

static void fresh(const struct lw_pair *option, uint32_t options)
{
    struct sapient_sample s;

    sample_detection(&s);
    memset(&nodes, 0, sizeof nodes);
    config = (struct lw_decode_config){.option = option, .options = options};
    nodes.config = &config;
    assert_int_equal(lw_sapient_settings(&config, &settings, &nodes, &fault),
                     0);
    node = lw_sapient_node(&nodes, &s.msg, NULL);
    assert_non_null(node);
}

static int make(const struct sapient_sample *s)
{
    return lw_sapient_report(&nodes, node, &settings, &s->msg, 5, &report,
                             &fault);
}

static bool has(uint32_t bits)
{
    return (report.has & bits) == bits;
}

static void a_location_is_a_position(void **state)
{
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_detection(&s);
    s.location.has_x_error = s.location.has_y_error = s.location.has_z_error =
        1;
    s.location.x_error = 10 / 68186.0;
    s.location.y_error = 10 / 111261.0;
    s.location.z_error = 4;
    s.detection.has_detection_confidence = 1;
    s.detection.detection_confidence = 0.9F;
    s.detection.velocity_oneof_case =
        SAPIENT__DETECTION_REPORT__VELOCITY_ONEOF_ENU_VELOCITY;
    s.detection.enu_velocity = &s.velocity;
    s.velocity.east_rate = 10;
    s.velocity.north_rate = -5;
    s.velocity.has_east_rate_error = s.velocity.has_north_rate_error = 1;
    s.velocity.east_rate_error = s.velocity.north_rate_error = 0.5;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.type, LW_REPORT_POSITION);
    assert_string_equal(report.sensor, NODE_ID);
    assert_string_equal(report.id, REPORT_ID);
    assert_string_equal(report.object, OBJECT_ID);
    assert_true(report.meas_ns == 1790000012250000000 && report.rx_ns == 5);
    assert_true(has(LW_HAS_RX | LW_HAS_ID | LW_HAS_OBJECT | LW_HAS_ALT |
                    LW_HAS_CONFIDENCE | LW_HAS_SD_HORIZONTAL |
                    LW_HAS_SD_VERTICAL | LW_HAS_VEL | LW_HAS_SD_VEL));
    assert_false(has(LW_HAS_COV) || has(LW_HAS_KINDS));
    assert_near(report.sd.horizontal_m, 10, 0.01);
    assert_near(report.sd.vertical_m, 4, 0);
    assert_near(report.confidence, 0.9, 1e-9);
    assert_near(report.vel_mps[1], -5, 0);
    assert_near(report.sd.vel_mps, 0.5, 1e-9);
}

static void unlike_errors_are_a_covariance_and_none_is_none(void **state)
{
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_detection(&s);
    node->errors_m = true;
    s.location.has_x_error = s.location.has_y_error = s.location.has_z_error =
        1;
    s.location.x_error = 3;
    s.location.y_error = 30;
    s.location.z_error = 5;
    assert_int_equal(make(&s), 1);
    assert_true(has(LW_HAS_COV));
    assert_false(has(LW_HAS_SD_HORIZONTAL));
    assert_near(report.cov_m2[4], 900, 1e-9);
    s.location.y_error = 0;
    s.location.has_z_error = 0;
    s.location.has_z = 0;
    assert_int_equal(make(&s), 1);
    assert_false(has(LW_HAS_SD_HORIZONTAL) || has(LW_HAS_SD_VERTICAL) ||
                 has(LW_HAS_ALT) || has(LW_HAS_COV));
}

static void range_and_bearing_are_polar_or_bearing_or_heard(void **state)
{
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_bearing(&s);
    s.bearing.has_elevation = s.bearing.has_range_error =
        s.bearing.has_azimuth_error = s.bearing.has_elevation_error = 1;
    s.bearing.elevation = 10;
    s.bearing.range_error = 20;
    s.bearing.azimuth_error = s.bearing.elevation_error = 1;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.type, LW_REPORT_POLAR);
    assert_near(report.range_m, 1200, 0);
    assert_near(report.az_rad, 45 * LW_DEG, 1e-12);
    assert_near(report.el_rad, 10 * LW_DEG, 1e-12);
    assert_near(report.sd.az_rad, LW_DEG, 1e-12);
    assert_near(report.sd.range_m, 20, 0);
    s.bearing.coordinate_system =
        (Sapient__RangeBearingCoordinateSystem)LW_SAPIENT_RADIANS_KM;
    s.bearing.range = 1.2;
    s.bearing.azimuth = -0.5;
    s.bearing.elevation = 0.1;
    assert_int_equal(make(&s), 1);
    assert_near(report.range_m, 1200, 1e-9);
    assert_near(report.az_rad, 2 * LW_PI - 0.5, 1e-12);
    s.bearing.has_range = 0;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.type, LW_REPORT_BEARING);
    s.bearing.has_azimuth = 0;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.type, LW_REPORT_HEARD);
    assert_false(has(LW_HAS_EL));
    s.bearing.coordinate_system = (Sapient__RangeBearingCoordinateSystem)5;
    assert_int_equal(make(&s), LW_ERR_MISSING);
}

static void every_north_is_true_north_or_refused(void **state)
{
    static const struct lw_pair pairs[] = {{"declination", "2.5"},
                                           {"heading." NODE_ID, "90"}};
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_bearing(&s);
    for (int datum = 0; datum <= LW_SAPIENT_NORTH_PLATFORM + 1; datum++) {
        s.bearing.datum = (Sapient__RangeBearingDatum)datum;
        assert_int_equal(make(&s),
                         datum == LW_SAPIENT_NORTH_TRUE ? 1 : LW_ERR_MISSING);
    }
    fresh(pairs, 2);
    s.bearing.datum = (Sapient__RangeBearingDatum)LW_SAPIENT_NORTH_MAGNETIC;
    assert_int_equal(make(&s), 1);
    assert_near(report.az_rad, 47.5 * LW_DEG, 1e-12);
    s.bearing.datum = (Sapient__RangeBearingDatum)LW_SAPIENT_NORTH_PLATFORM;
    assert_int_equal(make(&s), 1);
    assert_near(report.az_rad, 135 * LW_DEG, 1e-12);
    s.bearing.datum = (Sapient__RangeBearingDatum)LW_SAPIENT_NORTH_GRID;
    node->has_place = node->has_height = true;
    node->place = (struct lw_geodetic){52.3 * LW_DEG, 4.8 * LW_DEG, 3};
    assert_int_equal(make(&s), 1);
    assert_near(report.az_rad / LW_DEG, 45 + 1.4243, 1e-3);
    assert_true(has(LW_HAS_FROM));
    assert_near(report.from.alt_hae_m, 3, 0);
}

static void a_node_that_moved_says_from_where(void **state)
{
    struct lw_sensor sensor = {.id = NODE_ID,
                               .has_position = true,
                               .position = {52.3 * LW_DEG, 4.8 * LW_DEG, 10}};
    const struct lw_site site = {.sensor = &sensor, .sensors = 1};
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    config.site = &site;
    node->index = 0;
    node->has_place = true;
    node->place = sensor.position;
    sample_bearing(&s);
    assert_int_equal(make(&s), 1);
    assert_false(has(LW_HAS_FROM));
    node->mobile = true;
    assert_int_equal(make(&s), 1);
    assert_true(has(LW_HAS_FROM));
    assert_near(report.from.alt_hae_m, 10, 0);
    node->mobile = false;
    node->place.lat_rad += 100 / 6371e3;
    assert_int_equal(make(&s), 1);
    assert_true(has(LW_HAS_FROM));
}

static void a_signal_has_a_frequency_and_decibels(void **state)
{
    Sapient__DetectionReport__Signal one =
        SAPIENT__DETECTION_REPORT__SIGNAL__INIT;
    Sapient__DetectionReport__Signal *signals[1] = {&one};
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_bearing(&s);
    s.bearing.has_range = 0;
    one.amplitude = -60;
    one.centre_frequency = 120;
    s.detection.n_signal = 1;
    s.detection.signal = signals;
    assert_int_equal(make(&s), 1);
    assert_true(has(LW_HAS_F0));
    assert_false(has(LW_HAS_LEVEL));
    assert_near(report.f0_hz, 120, 0);
    node->level_db = true;
    node->frequency_hz = 1000;
    assert_int_equal(make(&s), 1);
    assert_near(report.level_db, -60, 0);
    assert_near(report.f0_hz, 120000, 0);
}

static void an_identity_is_what_the_setting_says(void **state)
{
    static const struct lw_pair icao = {"id", "icao"},
                                sign = {"id", "callsign"},
                                wrong = {"id", "name"};
    char id[] = "4840d6";
    struct sapient_sample s;

    (void)state;
    sample_detection(&s);
    s.detection.id = id;
    fresh(NULL, 0);
    assert_int_equal(make(&s), 1);
    assert_false(has(LW_HAS_ICAO) || has(LW_HAS_CALLSIGN));
    fresh(&icao, 1);
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.ident.icao, 0x4840d6);
    fresh(&sign, 1);
    assert_int_equal(make(&s), 1);
    assert_string_equal(report.ident.callsign, id);
    config.option = &wrong;
    assert_int_equal(lw_sapient_settings(&config, &settings, &nodes, &fault),
                     LW_ERR_RANGE);
}

static void an_object_is_told_under_its_name(void **state)
{
    char type[4][12] = {"ICAO", "callsign", "Squawk", "colour"},
         value[4][12] = {"4840D6", "KLM1023", "7008", "red"};
    Sapient__DetectionReport__TrackObjectInfo info[4], *infos[4];
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_detection(&s);
    for (int i = 0; i < 4; i++) {
        sapient__detection_report__track_object_info__init(&info[i]);
        info[i].type = type[i];
        info[i].value = value[i];
        infos[i] = &info[i];
    }
    s.detection.n_object_info = 4;
    s.detection.object_info = infos;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.ident.icao, 0x4840d6);
    assert_string_equal(report.ident.callsign, "KLM1023");
    assert_false(has(LW_HAS_SQUAWK)); /* 8 is no octal digit */
    value[2][3] = '0';
    assert_int_equal(make(&s), 1);
    assert_string_equal(report.ident.squawk, "7000");
}

static void a_lost_object_and_another_age_are_none(void **state)
{
    char lost[] = "lostInView";
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_detection(&s);
    s.detection.state = lost;
    assert_int_equal(make(&s), 0);
    s.time.seconds = -1;
    assert_int_equal(make(&s), LW_ERR_RANGE);
}

static void speeds_that_differ_by_mode_are_not_told(void **state)
{
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_detection(&s);
    s.detection.velocity_oneof_case =
        SAPIENT__DETECTION_REPORT__VELOCITY_ONEOF_ENU_VELOCITY;
    s.detection.enu_velocity = &s.velocity;
    s.velocity.east_rate = 36;
    node->speed_mps[0] = node->speed_mps[1] = 1 / 3.6;
    assert_int_equal(make(&s), 1);
    assert_near(report.vel_mps[0], 10, 1e-12);
    node->speed_mps[0] = 0;
    assert_int_equal(make(&s), 1);
    assert_false(has(LW_HAS_VEL));
}

static void a_status_is_a_heartbeat(void **state)
{
    static const int states[] = {
        -1, LW_HEARTBEAT_OK,  LW_HEARTBEAT_DEGRADED, LW_HEARTBEAT_DOWN,
        -1, LW_HEARTBEAT_DOWN};
    Sapient__StatusReport__Status off = SAPIENT__STATUS_REPORT__STATUS__INIT;
    Sapient__StatusReport__Status *list[1] = {&off};
    struct sapient_sample s;

    (void)state;
    fresh(NULL, 0);
    sample_status(&s);
    for (int i = 0; i < 6; i++) {
        s.status.system = (Sapient__StatusReport__System)i;
        assert_int_equal(make(&s), states[i] < 0 ? LW_ERR_MISSING : 1);
        if (states[i] >= 0)
            assert_int_equal(report.state, states[i]);
    }
    s.status.system = (Sapient__StatusReport__System)LW_SAPIENT_SYSTEM_OK;
    off.has_status_type = 1;
    off.status_type =
        (Sapient__StatusReport__StatusType)LW_SAPIENT_STATUS_NOT_DETECTING;
    s.status.n_status = 1;
    s.status.status = list;
    assert_int_equal(make(&s), 1);
    assert_int_equal(report.type, LW_REPORT_HEARTBEAT);
    assert_int_equal(report.state, LW_HEARTBEAT_DOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_location_is_a_position),
        cmocka_unit_test(unlike_errors_are_a_covariance_and_none_is_none),
        cmocka_unit_test(range_and_bearing_are_polar_or_bearing_or_heard),
        cmocka_unit_test(every_north_is_true_north_or_refused),
        cmocka_unit_test(a_node_that_moved_says_from_where),
        cmocka_unit_test(a_signal_has_a_frequency_and_decibels),
        cmocka_unit_test(an_identity_is_what_the_setting_says),
        cmocka_unit_test(an_object_is_told_under_its_name),
        cmocka_unit_test(a_lost_object_and_another_age_are_none),
        cmocka_unit_test(speeds_that_differ_by_mode_are_not_told),
        cmocka_unit_test(a_status_is_a_heartbeat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
