/* SPDX-License-Identifier: Apache-2.0 */
/* What sensors report of what is not there, counted. */
#include "sim/sim_fixture.h"

#define SENSOR(text) "sensors:\n- {id: s, height: 10, " text "}\n"
#define RADAR_AT                                                               \
    "place: [0, 0], kind: radar, period: 1, phase: 0, coverage: {range: "      \
    "5000}, "

static void as_many_a_look_as_is_stated_evenly(void **state)
{
    (void)state;
    struct fixture f =
        fixture_run(TOP "seconds: 1000\n" SENSOR(
                        RADAR_AT "looks: true, false_reports: 20, gives: [el]"),
                    1);
    const size_t plots = fixture_count(&f, "s", LW_REPORT_POLAR);
    int inner = 0, east = 0;
    double square = 0;
    size_t since = 0;
    assert_near((double)plots, 20000, 4 * sqrt(20000));
    assert_int_equal(fixture_count(&f, "s", LW_REPORT_LOOK), 1000);
    for (size_t i = 0; i < f.reports; i++) {
        assert_string_equal(f.object[i], "");
        if (f.report[i].type == LW_REPORT_LOOK) {
            square += (double)((since - 20) * (since - 20));
            since = 0;
            continue;
        }
        since++;
        inner += f.report[i].range_m < 2500;
        east += f.report[i].az_rad < LW_PI;
    }
    /* evenly by area, and by azimuth */
    assert_near(inner, 5000, 300);
    assert_near(east, 10000, 350);
    /* as many more or less from look to look as Poisson's law has it */
    assert_near(square / 1000, 20, 4);
    fixture_end(&f);
}

/* So seldom that looks are skipped: the number comes out all the same. */
static void seldom_ones_come_as_often_as_they_should(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 20000\n"
            "sensors:\n- {id: ear, kind: acoustic, number: 200, place: {box: "
            "[[-50000, -50000], [50000, 50000]], spread: grid}, reports: "
            "heard, period: 5, coverage: {range: 4000}, false_reports: "
            "0.002}\n",
        2);
    const double expected = 200 * 20000 / 5.0 * 0.002;
    assert_near((double)f.reports, expected, 4 * sqrt(expected));
    fixture_end(&f);
}

static void over_an_area_they_lie_in_it(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD SENSOR(RADAR_AT
                    "reports: position, false_reports: 9, sd: {horizontal: "
                    "1}, false: [{how: area, rate: 50, area: {box: [[500, "
                    "500], [1500, 900]]}}]"),
        3);
    assert_near((double)f.reports, 3000, 220);
    for (size_t i = 0; i < f.reports; i++) {
        double xy[2];
        lw_sim_plane(&f.scenario, f.report[i].pos, xy);
        assert_true(xy[0] > 494 && xy[0] < 1506);
        assert_true(xy[1] > 494 && xy[1] < 906);
    }
    fixture_end(&f);
}

/* Round a few points, which move a little from look to look. */
static void flocks_keep_together(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD SENSOR(RADAR_AT
                    "reports: position, sd: {horizontal: 1}, false: [{how: "
                    "flocks, rate: 30, flocks: 3, spread: 20, speed: 10, area: "
                    "{disc: [0, 0], radius: 3000}}]"),
        4);
    size_t near = 0, pairs = 0;
    assert_true(f.reports > 500);
    for (size_t i = 1; i < f.reports; i++)
        for (size_t j = i > 30 ? i - 30 : 0; j < i; j++) {
            double p[2], q[2];
            lw_sim_plane(&f.scenario, f.report[i].pos, p);
            lw_sim_plane(&f.scenario, f.report[j].pos, q);
            near += hypot(p[0] - q[0], p[1] - q[1]) < 120;
            pairs++;
        }
    /* a third of the pairs are of the same flock */
    assert_near((double)near / (double)pairs, 1.0 / 3, 0.08);
    fixture_end(&f);
}

static void a_light_is_in_one_direction_and_turns(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 3600\n"
            "sensors:\n- {id: people, kind: observer, joint: true, number: "
            "100, place: {disc: [0, 0], radius: 4000}, gives: [el], period: "
            "30, coverage: {range: 5000}, errors: {az: 1, el: 1}, false: "
            "[{how: light, rate: 0.02, az: 100, el: 30, turn: 15, time: "
            "[1800, 3600]}]}\n",
        5);
    assert_near((double)f.reports, 0.02 * 100 * 60, 50);
    for (size_t i = 0; i < f.reports; i++) {
        const double t = fixture_seconds(&f, f.report[i].meas_ns);
        assert_true(t >= 1800);
        assert_true(f.report[i].has & LW_HAS_FROM);
        assert_near(f.report[i].az_rad / LW_DEG, 100 + 15 * t / 3600, 5);
        assert_near(f.report[i].el_rad / LW_DEG, 30, 5);
    }
    fixture_end(&f);
}

/* A storm is heard where it is, while it lasts. */
static void a_storm_is_heard_where_and_while_it_is(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 7200\n"
            "sensors:\n- {id: ear, kind: acoustic, number: 100, place: {box: "
            "[[-50000, -50000], [50000, 50000]], spread: grid}, reports: "
            "heard, period: 5, coverage: {range: 4000}, false: [{how: area, "
            "rate: 0.05, area: {box: [[0, 0], [50000, 50000]]}, time: [1000, "
            "3000]}]}\n",
        6);
    assert_near((double)f.reports, 25 * 400 * 0.05, 100);
    for (size_t i = 0; i < f.reports; i++) {
        const double t = fixture_seconds(&f, f.report[i].meas_ns);
        assert_true(t >= 1000 && t <= 3000);
    }
    fixture_end(&f);
}

static void a_babbler_babbles(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD SENSOR(RADAR_AT "false_reports: 1, faults: {false_factor: 10}"),
        7);
    assert_near((double)f.reports, 600, 100);
    fixture_end(&f);
}

static void hearts_beat_while_they_live(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 6000\n" SENSOR(
            RADAR_AT "false_reports: 0, heartbeat: 10, faults: {outages: 0.25, "
                     "outage: 100}"),
        8);
    assert_near((double)fixture_count(&f, "s", LW_REPORT_HEARTBEAT), 450, 100);
    assert_int_equal(f.reports, fixture_count(&f, "s", LW_REPORT_HEARTBEAT));
    fixture_end(&f);
}

static void the_dead_say_nothing(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD DRONE SENSOR(RADAR_AT "looks: true, false_reports: 5, heartbeat: "
                                   "1, faults: {dead: 1}"),
        9);
    assert_int_equal(f.reports, 0);
    assert_int_equal(f.truth[0].sensors, 0);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_a_look_as_is_stated_evenly),
        cmocka_unit_test(seldom_ones_come_as_often_as_they_should),
        cmocka_unit_test(over_an_area_they_lie_in_it),
        cmocka_unit_test(flocks_keep_together),
        cmocka_unit_test(a_light_is_in_one_direction_and_turns),
        cmocka_unit_test(a_storm_is_heard_where_and_while_it_is),
        cmocka_unit_test(a_babbler_babbles),
        cmocka_unit_test(hearts_beat_while_they_live),
        cmocka_unit_test(the_dead_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
