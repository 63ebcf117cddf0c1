/* SPDX-License-Identifier: Apache-2.0 */
/* What sensors report of what is there, counted. */
#include "sim/sim_fixture.h"

#define LONG "seconds: 2000\n"
#define AT(x, y)                                                               \
    "aircraft:\n- {id: a, kind: multirotor, fly: hover, from: [" x ", " y      \
    "], height: 50, transmits: 1}\n"
#define SENSOR(text) "sensors:\n- {id: s, place: [0, 0], height: 0, " text "}\n"

static double az_of(const struct lw_report *r)
{
    return lw_angle_wrap(r->az_rad) / LW_DEG;
}

static void mean_sd(const double *x, size_t n, double *mean, double *sd)
{
    double sum = 0, square = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        square += (x[i] - *mean) * (x[i] - *mean);
    *sd = sqrt(square / (double)n);
}

static double sample[FIXTURE_REPORTS];

static void it_is_reported_as_often_as_its_chance_is(void **state)
{
    (void)state;
    struct fixture f =
        fixture_run(TOP LONG AT("0", "2000") SENSOR(
                        "kind: radar, period: 1, coverage: {range: 4000}, "
                        "detection: [[0, 0.9], [4000, 0.1]], false_reports: 0"),
                    1);
    /* half way between: 0.5 */
    assert_near((double)f.reports, 1000, 4 * sqrt(500));
    fixture_end(&f);
}

static void its_errors_are_what_they_are(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("0", "2000")
            SENSOR("kind: radar, period: 1, gives: [el, range_rate, rcs], "
                   "coverage: {range: 4000}, detection: 1, false_reports: 0, "
                   "sd: {range: 20, az: 1.5, el: 2, range_rate: 0.5}"),
        2);
    double mean, sd;
    assert_int_equal(f.reports, 2000);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = f.report[i].range_m;
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, hypot(2000, 50), 2);
    assert_near(sd, 20, 1.4);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = az_of(&f.report[i]);
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, 0, 0.15);
    assert_near(sd, 1.5, 0.1);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = f.report[i].el_rad / LW_DEG;
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, atan2(50, 2000) / LW_DEG, 0.2);
    assert_near(sd, 2, 0.14);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = f.report[i].range_rate_mps;
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, 0, 0.05);
    assert_near(sd, 0.5, 0.04);
    assert_true(f.report[0].has & LW_HAS_RCS);
    fixture_end(&f);
}

static void places_are_off_by_what_they_are(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("300", "-400")
            SENSOR("kind: radar, reports: position, gives: [height], period: "
                   "1, coverage: {range: 4000}, detection: 1, false_reports: "
                   "0, sd: {horizontal: 5, vertical: 9}"),
        3);
    double mean, sd, xy[2];
    for (size_t i = 0; i < f.reports; i++) {
        lw_sim_plane(&f.scenario, f.report[i].pos, xy);
        sample[i] = xy[0];
    }
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, 300, 0.5);
    assert_near(sd, 5, 0.35);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = f.report[i].pos.alt_hae_m;
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, 50, 0.9);
    assert_near(sd, 9, 0.65);
    fixture_end(&f);
}

static void a_fault_is_in_every_report(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("0", "2000")
            SENSOR("kind: radar, period: 1, phase: 0, coverage: {range: 4000}, "
                   "detection: 1, false_reports: 0, sd: {range: 20, az: 1}, "
                   "faults: {pointing: 2, range: 30, clock: 0.3, jump: 5, "
                   "jump_at: 1000}"),
        4);
    double mean, sd;
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = f.report[i].range_m;
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, hypot(2000, 50) + 30, 2);
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = az_of(&f.report[i]);
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(mean, 2, 0.1);
    assert_near(fixture_seconds(&f, f.report[10].meas_ns), 10.3, 1e-6);
    assert_near(fixture_seconds(&f, f.report[10].rx_ns), 10, 1e-6);
    assert_near(fixture_seconds(&f, f.report[1500].meas_ns), 1505.3, 1e-6);
    fixture_end(&f);
}

/* 340 m/s of sound over 3.4 km: heard ten seconds from when it began. */
static void sound_is_late(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD AT("0", "3400")
            SENSOR("kind: acoustic, reports: heard, gives: [level, f0], "
                   "period: 1, phase: 0, coverage: {range: 5000}, detection: "
                   "1, false_reports: 0"),
        5);
    assert_true(f.reports > 40);
    assert_near(fixture_seconds(&f, f.report[0].meas_ns), 10, 1);
    assert_true(f.report[0].has & LW_HAS_LEVEL);
    assert_true(f.report[0].has & LW_HAS_F0);
    fixture_end(&f);
}

/* A mount that wanders errs alike from look to look. */
static void a_wandering_mount_errs_alike(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("0", "900")
            SENSOR("kind: camera, period: 1, coverage: {range: 2000}, "
                   "detection: 1, false_reports: 0, errors: {az: 0.1}, wander: "
                   "{sd: 1, time: 20}"),
        6);
    double mean, sd, product = 0;
    for (size_t i = 0; i < f.reports; i++)
        sample[i] = az_of(&f.report[i]);
    mean_sd(sample, f.reports, &mean, &sd);
    assert_near(sd, 1, 0.3);
    for (size_t i = 1; i < f.reports; i++)
        product += (sample[i] - mean) * (sample[i - 1] - mean);
    assert_near(product / (double)(f.reports - 1) / (sd * sd), exp(-1.0 / 20),
                0.05);
    fixture_end(&f);
}

static void outliers_are_as_many_as_is_said(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("0", "900")
            SENSOR("kind: observer, period: 1, coverage: {range: 2000}, "
                   "detection: 1, false_reports: 0, errors: {az: 1}, outliers: "
                   "{share: 0.1, az: 20}"),
        7);
    int far = 0;
    for (size_t i = 0; i < f.reports; i++)
        far += fabs(az_of(&f.report[i])) > 4;
    /* of the outliers, 0.84 lie beyond 4 degrees */
    assert_near(far, 0.1 * 0.84 * 2000, 50);
    fixture_end(&f);
}

static void a_turning_antenna_passes_once_a_turn(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 400\naircraft:\n- {id: a, kind: piston, fly: loiter, "
            "from: [9000, 0], radius: 2000}\n"
            "sensors:\n- {id: s, place: [0, 0], height: 10, kind: radar, "
            "period: 4, phase: 0, turning: true, looks: true, coverage: "
            "{range: 30000}, detection: 1, false_reports: 0}\n",
        8);
    const size_t plots = fixture_count(&f, "s", LW_REPORT_POLAR);
    double last = -10;
    assert_near((double)plots, 100, 2);
    assert_near((double)fixture_count(&f, "s", LW_REPORT_LOOK), 100, 1);
    for (size_t i = 0; i < f.reports; i++) {
        const double t = fixture_seconds(&f, f.report[i].meas_ns);
        if (f.report[i].type != LW_REPORT_POLAR) {
            assert_near(fmod(t + 2, 4), 2, 1e-6);
            continue;
        }
        /* when the beam was there */
        const double at = fmod(t, 4) / 4 * 360;
        assert_near(lw_angle_wrap(f.report[i].az_rad - at * LW_DEG) / LW_DEG, 0,
                    6);
        assert_true(t - last > 3);
        last = t;
    }
    fixture_end(&f);
}

static void a_turning_antenna_passes_all(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 400\naircraft:\n"
            "- {id: a, kind: piston, fly: loiter, from: [9000, 900], radius: "
            "2000}\n"
            "- {id: b, kind: piston, fly: loiter, from: [9000, 0], radius: "
            "2000}\n"
            "- {id: c, kind: piston, fly: loiter, from: [9000, -900], radius: "
            "2000}\n"
            "sensors:\n- {id: s, place: [0, 0], height: 10, kind: radar, "
            "period: 4, phase: 0, turning: true, coverage: "
            "{range: 30000}, detection: 1, false_reports: 0}\n",
        8);
    assert_near((double)fixture_count(&f, "s", LW_REPORT_POLAR), 300, 6);
    fixture_end(&f);
}

static void delays_and_late_ones_are_as_is_said(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP LONG AT("0", "900")
            SENSOR("kind: camera, period: 1, coverage: {range: 2000}, "
                   "detection: 1, false_reports: 0, delay: {median: 2, p95: "
                   "10}, faults: {late: 0.3, late_by: [50, 80]}"),
        9);
    int late = 0, slow = 0;
    for (size_t i = 0; i < f.reports; i++) {
        const double by =
            (double)(f.report[i].rx_ns - f.report[i].meas_ns) * 1e-9;
        late += by > 50;
        slow += by < 2;
        assert_true(by >= 0);
        assert_true(i == 0 || f.report[i].rx_ns >= f.report[i - 1].rx_ns);
    }
    assert_near(late, 600, 90);
    assert_near(slow, 700, 100);
    fixture_end(&f);
}

static void duplicates_have_the_id_of_the_first(void **state)
{
    (void)state;
    struct fixture f =
        fixture_run(TOP "seconds: 300\n" AT("0", "900") SENSOR(
                        "kind: camera, period: 1, phase: 0, coverage: {range: "
                        "2000}, detection: 1, false_reports: 0, faults: "
                        "{duplicates: 0.2}"),
                    10);
    size_t twice = 0;
    for (size_t i = 0; i < f.reports; i++) {
        assert_true(f.report[i].has & LW_HAS_ID);
        for (size_t j = 0; j < i; j++)
            if (strcmp(f.report[i].id, f.report[j].id) == 0) {
                twice++;
                assert_true(f.report[i].meas_ns == f.report[j].meas_ns);
                assert_true(f.report[i].az_rad == f.report[j].az_rad);
            }
    }
    assert_int_equal(f.reports - twice, 300);
    assert_near((double)twice, 60, 30);
    fixture_end(&f);
}

static void outages_take_their_share(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 20000\n" AT("0", "900")
            SENSOR("kind: camera, period: 1, coverage: {range: 2000}, "
                   "detection: 1, false_reports: 0, faults: {outages: 0.2, "
                   "outage: 50}"),
        11);
    assert_near((double)f.reports, 16000, 900);
    fixture_end(&f);
}

static void who_speaks_says_who_it_is(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD "aircraft:\n- {id: a, kind: multirotor, fly: hover, from: [0, "
             "500], remote_id: 1, remote_id_every: 5}\n- {id: b, kind: "
             "airliner, fly: straight, from: [0, 5000], ads_b: 1}\n"
             "sensors:\n- {id: r, kind: remote-id, place: [0, 0], height: 9, "
             "period: 1, coverage: {range: 2000}, detection: 1, false_reports: "
             "0}\n- {id: v, kind: ads-b, place: [0, 0], height: 9, period: 1, "
             "coverage: {range: 200000}, detection: 1, false_reports: 0}\n",
        12);
    assert_near((double)fixture_count(&f, "r", LW_REPORT_POSITION), 12, 1);
    assert_near((double)fixture_count(&f, "v", LW_REPORT_POSITION), 60, 1);
    for (size_t i = 0; i < f.reports; i++) {
        const struct lw_report *r = &f.report[i];
        if (r->sensor[0] == 'r')
            assert_true((r->has & LW_HAS_REMOTE_ID) &&
                        strlen(r->ident.remote_id) == 20);
        else
            assert_true((r->has & LW_HAS_ICAO) && r->ident.icao != 0);
        assert_true((r->has & LW_HAS_ALT) && (r->has & LW_HAS_VEL));
        assert_string_equal(f.object[i], r->sensor[0] == 'r' ? "a" : "b");
    }
    fixture_end(&f);
}

static void a_moving_sensor_says_where_it_is(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD AT("0",
                "900") "sensors:\n- {id: van, kind: rf, place: {line: [[-500, "
                       "0], [500, "
                       "0]], speed: 10}, height: 0, period: 1, coverage: "
                       "{range: 3000}, "
                       "detection: 1, false_reports: 0, errors: {az: 0.01}}\n",
        13);
    struct lw_sensor s;
    lw_sim_sensor(f.sim, 0, &s);
    assert_false(s.has_position);
    assert_int_equal(f.reports, 60);
    for (size_t i = 0; i < f.reports; i++) {
        double xy[2], was[2];
        assert_true(f.report[i].has & LW_HAS_FROM);
        lw_sim_plane(&f.scenario, f.report[i].from, xy);
        assert_near(az_of(&f.report[i]), atan2(-xy[0], 900) / LW_DEG, 0.1);
        if (i > 0) {
            lw_sim_plane(&f.scenario, f.report[i - 1].from, was);
            assert_near(fabs(xy[0] - was[0]), 10, 10.01);
        }
    }
    fixture_end(&f);
}

static void the_truth_knows_how_many_could_notice(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD AT(
            "0",
            "900") "sensors:\n- {id: c, kind: camera, number: 4, place: "
                   "{points: [[0, "
                   "0], [100, 0], [0, 2000], [0, 9000]]}, period: 1, coverage: "
                   "{range: 2000}, detection: [[0, 0.9], [2000, 0]], "
                   "false_reports: "
                   "0}\n",
        14);
    assert_int_equal(f.truths, 60);
    for (size_t i = 0; i < f.truths; i++) {
        assert_int_equal(f.truth[i].sensors, 3);
        assert_int_equal(f.truth[i].kind, LW_KIND_MULTIROTOR);
        assert_near(fixture_seconds(&f, f.truth[i].t_ns), (double)i, 1e-6);
        assert_near(f.truth[i].pos.alt_hae_m, 50, 1e-3);
    }
    fixture_end(&f);
}

static void liars_tell_of_the_same_that_is_not_there(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD "aircraft:\n- {id: ghost, kind: multirotor, imaginary: true, fly: "
             "hover, from: [0, 0], height: 50}\n"
             "sensors:\n- {id: p, kind: camera, number: 2, place: {points: "
             "[[-900, 0], [0, -900]]}, height: 50, period: 1, coverage: "
             "{range: 2000}, detection: 1, false_reports: 0, errors: {az: "
             "0.01}, faults: {liars: 1}}\n",
        15);
    assert_int_equal(f.truths, 0);
    assert_int_equal(f.reports, 120);
    for (size_t i = 0; i < f.reports; i++) {
        assert_string_equal(f.object[i], "");
        assert_near(az_of(&f.report[i]),
                    strcmp(f.report[i].sensor, "p-1") == 0 ? 90 : 0, 0.1);
    }
    fixture_end(&f);
}

/* What is sent is received, whoever sends it; no more is noticed of it. */
static void what_it_says_is_received_though_nothing_flies(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD "aircraft:\n- {id: ghost, kind: multirotor, imaginary: true, fly: "
             "hover, from: [0, 0], height: 50, remote_id: 1}\n"
             "sensors:\n- {id: r, kind: remote-id, place: [-900, 0], height: "
             "50, period: 1, coverage: {range: 2000}, detection: 1, "
             "false_reports: 0}\n"
             "- {id: p, kind: camera, place: [0, -900], height: 50, period: 1, "
             "coverage: {range: 2000}, detection: 1, false_reports: 0}\n",
        15);
    assert_int_equal(f.truths, 0);
    assert_int_equal(f.reports, 60);
    for (size_t i = 0; i < f.reports; i++) {
        assert_string_equal(f.object[i], "");
        assert_string_equal(f.report[i].sensor, "r");
        assert_true(f.report[i].has & LW_HAS_REMOTE_ID);
        assert_string_equal(f.report[i].ident.remote_id,
                            f.report[0].ident.remote_id);
    }
    fixture_end(&f);
}

static void kinds_are_judged_as_well_as_is_said(void **state)
{
    (void)state;
    struct fixture f =
        fixture_run(TOP LONG AT("0", "900") SENSOR(
                        "kind: camera, period: 1, coverage: {range: 2000}, "
                        "detection: 1, false_reports: 0, judges: 0.7"),
                    16);
    int right = 0;
    for (size_t i = 0; i < f.reports; i++) {
        double sum = 0;
        assert_true(f.report[i].has & LW_HAS_KINDS);
        for (int k = 0; k < LW_KINDS; k++)
            sum += f.report[i].kinds[k];
        assert_true(sum > 0.99 && sum <= 1.0 + 1e-9);
        right += f.report[i].kinds[LW_KIND_MULTIROTOR] > 0.5;
    }
    /* a guess among eight is right now and then as well */
    assert_near(right, (0.7 + 0.3 / 8) * 2000, 100);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_reported_as_often_as_its_chance_is),
        cmocka_unit_test(its_errors_are_what_they_are),
        cmocka_unit_test(places_are_off_by_what_they_are),
        cmocka_unit_test(a_fault_is_in_every_report),
        cmocka_unit_test(sound_is_late),
        cmocka_unit_test(a_wandering_mount_errs_alike),
        cmocka_unit_test(outliers_are_as_many_as_is_said),
        cmocka_unit_test(a_turning_antenna_passes_once_a_turn),
        cmocka_unit_test(a_turning_antenna_passes_all),
        cmocka_unit_test(delays_and_late_ones_are_as_is_said),
        cmocka_unit_test(duplicates_have_the_id_of_the_first),
        cmocka_unit_test(outages_take_their_share),
        cmocka_unit_test(who_speaks_says_who_it_is),
        cmocka_unit_test(a_moving_sensor_says_where_it_is),
        cmocka_unit_test(the_truth_knows_how_many_could_notice),
        cmocka_unit_test(liars_tell_of_the_same_that_is_not_there),
        cmocka_unit_test(what_it_says_is_received_though_nothing_flies),
        cmocka_unit_test(kinds_are_judged_as_well_as_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
