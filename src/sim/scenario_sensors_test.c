/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

#define GROUP(text) HEAD "sensors:\n- {id: s, " text "}\n"
#define NEEDED                                                                 \
    "kind: radar, place: [0, 0], period: 1, coverage: {range: 5000}, "

static void what_is_stated_means_what_it_means_in_a_site_file(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(&f, GROUP(NEEDED "detection: [[0, 0.9], [5000, 0.5]], "
                                      "false_reports: 12, silence: "
                                      "means-nothing-seen, sd: {range: 17}")),
        0);
    const struct lw_sim_sensors *g = f.scenario.sensors;
    struct lw_sensor usual;
    lw_sensor_defaults(LW_SENSOR_RADAR, &usual);
    assert_near(g->stated.period_s, 1, 0);
    assert_near(g->stated.coverage.range_m, 5000, 0);
    assert_int_equal(g->stated.detection.count, 2);
    assert_near(g->stated.false_reports, 12, 0);
    assert_true(g->stated.silence_means_nothing_seen);
    assert_near(g->stated.sd.range_m, 17, 0);
    assert_near(g->stated.sd.az_rad, usual.sd.az_rad, 0);
    /* and so are its errors, where nothing else is said */
    assert_near(g->error.range_m, 17, 0);
    assert_int_equal(g->reports, LW_REPORT_POLAR);
    assert_int_equal(g->clutters, 1);
    fixture_end(&f);
}

static void every_key_of_what_it_really_does_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(
            &f,
            GROUP(
                NEEDED
                "number: 3, height: [2, 4], reports: position, gives: [height, "
                "vel, el, range_rate, level, f0, rcs], errors: {horizontal: "
                "9}, chance: {bird: 0.2, jet: [[0, 1], [9, 0]]}, outliers: "
                "{share: 0.1, az: 20}, wander: {sd: 2, time: 30}, delay: "
                "{median: 20, p95: 120}, false: [{how: even, rate: 3}], "
                "faults: {dead: 0.5}, looks: true, turning: true, phase: 0.5, "
                "judges: 0.7, wind_loss: 0.2, pause: 60, heartbeat: 10")),
        0);
    const struct lw_sim_sensors *g = f.scenario.sensors;
    assert_int_equal(g->number, 3);
    assert_near(g->height_m.to, 4, 0);
    assert_int_equal(g->reports, LW_REPORT_POSITION);
    assert_true(g->height && g->vel && g->elevation && g->range_rate &&
                g->level && g->pitch && g->rcs);
    assert_near(g->error.horizontal_m, 9, 0);
    assert_int_equal(g->chance_given, 1U << LW_KIND_BIRD | 1U << LW_KIND_JET);
    assert_near(g->chance[LW_KIND_BIRD].point[0].chance, 0.2, 0);
    assert_near(g->outliers, 0.1, 0);
    assert_near(g->outlier_rad, 20 * LW_DEG, 1e-12);
    assert_near(g->wander_rad, 2 * LW_DEG, 1e-12);
    assert_near(g->wander_s, 30, 0);
    assert_near(g->delay.p95_s, 120, 0);
    assert_int_equal(g->clutters, 1);
    assert_near(g->faults.dead, 0.5, 0);
    assert_true(g->looks && g->turning);
    assert_near(g->phase_s, 0.5, 0);
    assert_near(g->judges, 0.7, 0);
    assert_near(g->wind_loss, 0.2, 0);
    assert_near(g->pause_s, 60, 0);
    assert_near(g->beat_s, 10, 0);
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(GROUP("kind: radar, period: 1, coverage: {range: 50}"),
            LW_ERR_MISSING, 6, "`place`");
    refused(GROUP("kind: radar, place: [0, 0], coverage: {range: 50}"),
            LW_ERR_MISSING, 6, "`period`");
    refused(GROUP("kind: radar, place: [0, 0], period: 1"), LW_ERR_MISSING, 6,
            "`coverage");
    refused(GROUP("kind: radio, place: [0, 0]"), LW_ERR_UNKNOWN, 6, "`kind`");
    refused(GROUP("kind: acoustic, place: [0, 0], period: 1, coverage: {range: "
                  "20000}"),
            LW_ERR_RANGE, 6, "12000");
    refused(GROUP(NEEDED "gives: [hight]"), LW_ERR_UNKNOWN, 6, "`height`");
    refused(GROUP(NEEDED "reports: song"), LW_ERR_UNKNOWN, 6, "`reports`");
    refused(GROUP(NEEDED "detection: 2"), LW_ERR_RANGE, 6, "`detection`");
    refused(GROUP(NEEDED "chance: {brid: 1}"), LW_ERR_UNKNOWN, 6, "`bird`");
    refused(GROUP(NEEDED "delay: {median: 5}"), LW_ERR_RANGE, 6, "p95");
    refused(GROUP(NEEDED "delay: [5, 2]"), LW_ERR_RANGE, 6, "from below to");
    refused(GROUP(NEEDED "joint: true, looks: true"), LW_ERR_RANGE, 6,
            "`joint`");
    refused(GROUP(NEEDED "number: 40000"), LW_ERR_RANGE, 6, "`number`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_stated_means_what_it_means_in_a_site_file),
        cmocka_unit_test(every_key_of_what_it_really_does_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
