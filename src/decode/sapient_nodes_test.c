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
#include "decode/sapient_nodes.h"
#include "near.h"

static struct lw_sapient_nodes nodes;
static struct lw_decode_config config;

static struct lw_sapient_node *fresh(const struct sapient_sample *s)
{
    memset(&nodes, 0, sizeof nodes);
    config = (struct lw_decode_config){.options = 0};
    nodes.config = &config;
    struct lw_sapient_node *node = lw_sapient_node(&nodes, &s->msg, NULL);
    assert_non_null(node);
    return node;
}

static void a_node_is_a_sensor_by_its_id(void **state)
{
    const struct lw_pair pair = {NODE_ID, "radar-1"};
    struct lw_sensor sensor = {.id = "radar-1"};
    uint32_t by_id = 0;
    const struct lw_site site = {
        .sensor = &sensor, .sensors = 1, .by_id = &by_id};
    char loud[] = "5F0FBD0C-3B7F-4F2A-9F5F-0D0C1A2B3C4D";
    char other[] = "00000000-0000-4000-8000-000000000001";
    struct sapient_sample s;
    struct lw_fault fault;

    (void)state;
    sample_detection(&s);
    struct lw_sapient_node *node = fresh(&s);
    assert_string_equal(node->sensor, NODE_ID);
    config =
        (struct lw_decode_config){.source = &pair, .sources = 1, .site = &site};
    memset(&nodes, 0, sizeof nodes);
    nodes.config = &config;
    s.msg.node_id = loud;
    node = lw_sapient_node(&nodes, &s.msg, &fault);
    assert_non_null(node);
    assert_string_equal(node->sensor, "radar-1");
    assert_int_equal(node->index, 0);
    const struct lw_pair listed = {"5F0FBD0C-3B7F-4F2A-9F5F-0D0C1A2B3C4D",
                                   "radar-1"};
    config.source = &listed;
    memset(nodes.node, 0, sizeof nodes.node);
    assert_non_null(lw_sapient_node(&nodes, &s.msg, &fault));
    s.msg.node_id = other;
    assert_null(lw_sapient_node(&nodes, &s.msg, &fault));
    assert_non_null(strstr(fault.what, "is no sensor of this site"));
}

static void the_one_silent_longest_makes_room(void **state)
{
    struct sapient_sample s;
    char id[] = "00000000-0000-4000-8000-000000000000";

    (void)state;
    sample_detection(&s);
    (void)fresh(&s);
    s.msg.node_id = id;
    for (int i = 0; i < LW_SAPIENT_NODES_MAX + 5; i++) {
        id[35] = (char)('0' + i % 10);
        id[34] = (char)('0' + i / 10 % 10);
        id[33] = (char)('0' + i / 100);
        const struct lw_sapient_node *node =
            lw_sapient_node(&nodes, &s.msg, NULL);
        assert_non_null(node);
        assert_string_equal(node->id, id);
    }
}

static int place_of(const Sapient__Location *l,
                    const struct lw_sapient_node *node,
                    struct lw_sapient_place *place)
{
    struct lw_fault fault = {0};
    const int err =
        lw_sapient_place(&nodes, node, l, "location", place, &fault);

    assert_true(err == 0 ||
                strncmp(fault.what, "location.", strlen("location.")) == 0);
    return err;
}

static void every_coordinate_system_is_a_place(void **state)
{
    struct sapient_sample s;
    struct lw_sapient_place place;

    (void)state;
    sample_detection(&s);
    struct lw_sapient_node *node = fresh(&s);
    s.location.has_x_error = s.location.has_y_error = 1;
    s.location.x_error = s.location.y_error = 1e-4;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.lat_rad, 52.3 * LW_DEG, 1e-12);
    assert_near(place.sd_m[0], 6.818, 0.005); /* 68.2 km a degree there */
    assert_near(place.sd_m[1], 11.126, 0.005);
    node->errors_m = true;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.sd_m[0], 1e-4, 1e-12);
    s.location.coordinate_system =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_RAD_M;
    s.location.x = 4.8 * LW_DEG;
    s.location.y = 52.3 * LW_DEG;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.lon_rad, 4.8 * LW_DEG, 1e-12);
    s.location.coordinate_system =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_UTM_M;
    s.location.x = 622738.168; /* by PROJ */
    s.location.y = 5795931.593;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_MISSING);
    node->has_zone = true;
    node->zone = (struct lw_utm_zone){31, false};
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.lat_rad / LW_DEG, 52.3, 1e-6);
    assert_near(place.geo.lon_rad / LW_DEG, 4.8, 1e-6);
    char zone[] = "32N", none[] = "N";
    s.location.utm_zone = zone;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.lon_rad / LW_DEG, 10.8, 1e-6);
    s.location.utm_zone = none;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_RANGE);
    s.location.coordinate_system = (Sapient__LocationCoordinateSystem)3;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_MISSING);
}

static void what_is_no_place_is_refused(void **state)
{
    struct sapient_sample s;
    struct lw_sapient_place place;

    (void)state;
    sample_detection(&s);
    const struct lw_sapient_node *node = fresh(&s);
    s.location.y = 90.1;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_RANGE);
    s.location.y = 1;
    s.location.x = 400;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_RANGE);
    s.location.x = 359;
    s.location.z = 1e6;
    assert_int_equal(place_of(&s.location, node, &place), LW_ERR_RANGE);
    s.location.has_z = 0;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_false(place.has_height);
    assert_near(place.geo.lon_rad, -1 * LW_DEG, 1e-12);
}

static void heights_are_above_the_ellipsoid(void **state)
{
    struct sapient_sample s;
    struct lw_sapient_place place;

    (void)state;
    sample_detection(&s);
    const struct lw_sapient_node *node = fresh(&s);
    s.location.has_z_error = 1;
    s.location.z_error = 3;
    s.location.datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_G;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.alt_hae_m, 140, 0);
    assert_near(place.sd_m[2], 50.09, 0.01);
    nodes.has_geoid = true;
    nodes.geoid_m = 43;
    assert_int_equal(place_of(&s.location, node, &place), 0);
    assert_near(place.geo.alt_hae_m, 183, 0);
    assert_near(place.sd_m[2], 3, 0);
}

static void a_registration_says_what_reports_mean(void **state)
{
    struct sapient_registration r;
    char metres[] = "Metres", zone[] = "31N", type[] = "centre_frequency",
         mhz[] = "MHz";
    Sapient__Registration__DetectionReport signal =
        SAPIENT__REGISTRATION__DETECTION_REPORT__INIT;
    Sapient__Registration__DetectionReport *signals[1] = {&signal};

    (void)state;
    sample_registration(&r);
    struct lw_sapient_node *node = fresh(&r.sample);
    assert_int_equal(lw_sapient_register(node, &r.registration, NULL), 0);
    assert_near(node->speed_mps[0], 1, 0);
    assert_false(node->errors_m || node->has_zone || node->mobile);
    r.speed.east_north_rate_units = (Sapient__SpeedUnits)LW_SAPIENT_SPEED_KPH;
    r.error.units = metres;
    r.place.zone = zone;
    r.node.node_type = (Sapient__Registration__NodeType)LW_SAPIENT_NODE_MOBILE;
    signal.has_category = 1;
    signal.category = (Sapient__Registration__DetectionReportCategory)
        LW_SAPIENT_CATEGORY_SIGNAL;
    signal.type = type;
    signal.units = mhz;
    r.detection.n_detection_report = 1;
    r.detection.detection_report = signals;
    assert_int_equal(lw_sapient_register(node, &r.registration, NULL), 0);
    assert_near(node->speed_mps[0], 1 / 3.6, 1e-12);
    assert_near(node->speed_mps[1], 1 / 3.6, 1e-12);
    assert_near(node->frequency_hz, 1e6, 0);
    assert_true(node->errors_m && node->has_zone && node->mobile);
}

static void what_acts_and_other_editions_are_not_taken(void **state)
{
    struct sapient_registration r;
    char old[] = "BSI Flex 335 v1.0", spelt[] = "BSI_Flex_335_v2.0";
    struct lw_fault fault;

    (void)state;
    sample_registration(&r);
    struct lw_sapient_node *node = fresh(&r.sample);
    for (int type = LW_SAPIENT_NODE_KINETIC; type <= LW_SAPIENT_NODE_RFDEW;
         type++) {
        r.node.node_type = (Sapient__Registration__NodeType)type;
        assert_int_equal(lw_sapient_register(node, &r.registration, &fault),
                         LW_ERR_NOT_MINE);
        assert_non_null(strstr(fault.what, "watches and warns"));
    }
    r.node.node_type = (Sapient__Registration__NodeType)2;
    r.registration.icd_version = old;
    assert_int_equal(lw_sapient_register(node, &r.registration, &fault),
                     LW_ERR_NOT_MINE);
    assert_non_null(strstr(fault.what, "icd_version"));
    r.registration.icd_version = spelt;
    assert_int_equal(lw_sapient_register(node, &r.registration, &fault), 0);
}

static void a_status_says_where_it_is(void **state)
{
    struct sapient_sample s;

    (void)state;
    sample_status(&s);
    struct lw_sapient_node *node = fresh(&s);
    lw_sapient_placed(&nodes, node, &s.status);
    assert_false(node->has_place);
    s.status.node_location = &s.location;
    lw_sapient_placed(&nodes, node, &s.status);
    assert_true(node->has_place && node->has_height);
    assert_near(node->place.alt_hae_m, 140, 0);
    s.location.y = 100; /* nowhere: it is where it was */
    lw_sapient_placed(&nodes, node, &s.status);
    assert_near(node->place.lat_rad, 52.3 * LW_DEG, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_is_a_sensor_by_its_id),
        cmocka_unit_test(the_one_silent_longest_makes_room),
        cmocka_unit_test(every_coordinate_system_is_a_place),
        cmocka_unit_test(what_is_no_place_is_refused),
        cmocka_unit_test(heights_are_above_the_ellipsoid),
        cmocka_unit_test(a_registration_says_what_reports_mean),
        cmocka_unit_test(what_acts_and_other_editions_are_not_taken),
        cmocka_unit_test(a_status_says_where_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
