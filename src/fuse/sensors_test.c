/* SPDX-License-Identifier: Apache-2.0 */
/* What is learnt of a sensor: life, false reports, errors that hang together.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct lw_tracker *trk;

static struct lw_sensor *begin(uint64_t seed, enum lw_sensor_kind kind)
{
    scene_init(&sc, seed, noord);
    struct lw_sensor *s = scene_sensor(&sc, kind, 0, 0, 10);
    s->false_reports = 1.0;
    return s;
}

/* ---- life ---- */

static void beat(double t, enum lw_heartbeat how)
{
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_HEARTBEAT, t);

    r.state = how;
    assert_int_equal(scene_give(&sc, &r), 0);
}

static bool alive(double t)
{
    return lw_sensor_alive(trk, 0, scene_time(t));
}

static void silence_that_counts_makes_it_alive_from_the_start(void **state)
{
    (void)state;
    for (int counts = 0; counts < 2; counts++) {
        begin(1, LW_SENSOR_RADAR)->silence_means_nothing_seen = counts;
        trk = bare_begin(&sc, 50);
        assert_true(alive(0.0) == counts);
        assert_true(alive(1e5) == counts);
        scene_end(&sc);
    }
}

static void the_first_line_of_data_makes_it_alive(void **state)
{
    const double xyz[3] = {500, 500, 50};

    (void)state;
    for (int look = 0; look < 2; look++) {
        begin(1, LW_SENSOR_RADAR)->silence_means_nothing_seen = false;
        trk = bare_begin(&sc, 50);
        assert_false(alive(1.0));
        if (look)
            assert_int_equal(scene_look(&sc, 0, 1.0), 0);
        else
            assert_int_equal(scene_polar(&sc, 0, 1.0, xyz, 15, 1), 0);
        assert_true(alive(1.0));
        assert_true(alive(1e5)); /* it never sent a heartbeat */
        scene_end(&sc);
    }
}

static void three_missed_heartbeats_are_its_end(void **state)
{
    const double xyz[3] = {500, 500, 50};

    (void)state;
    begin(1, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    for (int t = 10; t <= 100; t += 10)
        beat(t, LW_HEARTBEAT_OK);
    assert_true(alive(105));
    assert_true(alive(125)); /* two missed */
    assert_false(alive(135));
    assert_false(alive(1e4));
    /* data alone does not bring it back, a heartbeat does */
    assert_int_equal(scene_polar(&sc, 0, 150, xyz, 15, 1), 0);
    assert_false(alive(150));
    beat(200, LW_HEARTBEAT_OK);
    assert_true(alive(205));
    scene_end(&sc);
}

/* An outage is not a longer interval: after it three missed are as long as
 * before. An interval that does become longer is learnt. */
static void an_outage_does_not_stretch_the_interval(void **state)
{
    (void)state;
    begin(1, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    for (int t = 10; t <= 100; t += 10)
        beat(t, LW_HEARTBEAT_OK);
    for (int t = 3700; t <= 3730; t += 10)
        beat(t, LW_HEARTBEAT_OK);
    assert_true(alive(3745));
    assert_false(alive(3775));
    for (int t = 4000; t <= 5200; t += 60)
        beat(t, LW_HEARTBEAT_OK);
    assert_true(alive(5300));
    assert_false(alive(5400));
    scene_end(&sc);
}

static void it_is_down_when_it_says_so(void **state)
{
    (void)state;
    begin(1, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    beat(1, LW_HEARTBEAT_DOWN);
    assert_false(alive(1));
    beat(2, LW_HEARTBEAT_DEGRADED);
    assert_true(alive(2));
    beat(3, LW_HEARTBEAT_DOWN);
    assert_false(alive(3));
    assert_false(lw_tracker_sensor(trk, 0).alive);
    beat(4, LW_HEARTBEAT_OK);
    assert_true(alive(4));
    assert_true(lw_tracker_sensor(trk, 0).alive);
    scene_end(&sc);
}

/* A broker's last will comes at once behind what was said before. */
static void a_word_of_being_down_is_no_beat(void **state)
{
    (void)state;
    begin(1, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    for (int k = 0; k <= 20; k++) {
        beat(60 * k, LW_HEARTBEAT_OK);
        beat(60 * k + 0.1, LW_HEARTBEAT_DOWN);
        beat(60 * k + 0.2, LW_HEARTBEAT_OK);
    }
    beat(1260, LW_HEARTBEAT_OK);
    assert_true(alive(1319));
    assert_false(alive(1600));
    scene_end(&sc);
}

/* What it said before, and comes after, is past. */
static void an_old_heartbeat_that_comes_late_is_past(void **state)
{
    (void)state;
    begin(1, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    struct lw_report down = scene_report(&sc, 0, LW_REPORT_HEARTBEAT, 20);
    down.state = LW_HEARTBEAT_DOWN;
    beat(10, LW_HEARTBEAT_OK);
    beat(30, LW_HEARTBEAT_OK);
    assert_int_equal(lw_tracker_report(trk, &down, scene_time(31)), 0);
    assert_true(alive(31));
    scene_end(&sc);
}

/* ---- false reports ---- */

/* The density about the plot of a report; its cell to *cell. */
static double density_in(uint32_t k, const struct lw_report *r, uint8_t *cell)
{
    *cell = 255;
    const double density = lw_sensor_false_density(trk, bare_plot(&sc, k, r),
                                                   cell, &trk->plot_drift[k]);
    assert_true(*cell < LW_FALSE_CELLS);
    return density;
}

static double false_density(const struct lw_report *r)
{
    uint8_t cell;

    return density_in(60, r, &cell);
}

/* As a look does before it learns. */
static void note_cell(uint32_t k, const struct lw_report *r)
{
    (void)density_in(k, r, &trk->plot_cell[k]);
}

/* A look with `n` false plots in a patch, so many by chance of belonging to
 * none. */
static void false_look(double t, uint32_t n, double az, double range,
                       double free_chance)
{
    struct lw_look look;

    for (uint32_t k = 0; k < n; k++) {
        const double r = range + 50.0 * scene_even(&sc);
        const double a = az + 0.02 * scene_even(&sc);
        const double xyz[3] = {r * sin(a), r * cos(a), 10.0};
        const struct lw_report report = bare_position(&sc, 0, t, xyz, 20.0);
        note_cell(k, &report);
        trk->plot_lone[k] = free_chance;
    }
    look = bare_look(&sc, 0, t, n, true);
    lw_sensor_learn_false(trk, &look);
}

static double density_at(double az, double range)
{
    const double xyz[3] = {range * sin(az), range * cos(az), 10.0};
    const struct lw_report r = bare_position(&sc, 0, 0, xyz, 20.0);

    return false_density(&r);
}

/* The learnt density over the whole disc: reports a look. */
static double density_sum(void)
{
    enum { SAMPLES = 20000 };
    const double far_m = sc.sensor[0].coverage.range_m;
    double sum = 0.0;

    for (int n = 0; n < SAMPLES; n++)
        sum += density_at(2.0 * LW_PI * scene_even(&sc),
                          far_m * sqrt(scene_even(&sc)));
    return sum / SAMPLES * LW_PI * far_m * far_m;
}

static void at_first_the_site_file_is_believed(void **state)
{
    (void)state;
    begin(2, LW_SENSOR_RADAR)->false_reports = 3.0;
    trk = bare_begin(&sc, 50);
    const double even = 3.0 / (LW_PI * 25e6);
    for (int n = 0; n < 50; n++)
        assert_near(density_at(0.1 * n, 90.0 * n + 10.0) / even, 1.0, 1e-9);
    assert_near(density_sum(), 3.0, 1e-6);
    scene_end(&sc);
}

/* Where the site says nothing of how far it sees, as much is expected of each
 * ring that is twice as wide: in all, what the site says. */
static void without_a_coverage_most_is_expected_nearby(void **state)
{
    double sum = 0.0;

    (void)state;
    begin(2, LW_SENSOR_RADAR)->false_reports = 3.0;
    sc.sensor[0].coverage.range_m = (double)INFINITY;
    trk = bare_begin(&sc, 50);
    for (double r = 5.0; r < 100e3; r += 10.0)
        sum += 10.0 * 2.0 * LW_PI * r * density_at(1.0, r);
    assert_near(sum, 3.0, 0.01);
    for (double r = 2e3; r < 60e3; r *= 2.0)
        assert_true(density_at(1.0, 2.0 * r) < 0.34 * density_at(1.0, r));
    /* and what lies there is learnt there */
    const double before = density_at(1.01, 2020.0);
    for (int t = 0; t < 200; t++)
        false_look(t, 5, 1.0, 2000.0, 1.0);
    assert_true(density_at(1.01, 2020.0) > 10.0 * before);
    scene_end(&sc);
}

/* A camera at 2 Hz of which the site does not say so errs as one does. */
static void a_period_that_is_not_stated_is_learnt(void **state)
{
    double of[2];

    (void)state;
    for (int stated = 0; stated < 2; stated++) {
        begin(4, LW_SENSOR_CAMERA)->period_s = stated ? 0.5 : 0.0;
        trk = bare_begin(&sc, 50);
        for (int k = 0; k < 40; k++)
            lw_sensor_note_look(trk, 0, scene_time(0.5 * k));
        assert_near(lw_look_s(trk, 0), 0.5, 1e-9);
        of[stated] = lw_sensor_inflation(trk, 0);
        scene_end(&sc);
    }
    assert_near(of[0], of[1], 1e-9);
    /* people tell when they please */
    begin(4, LW_SENSOR_OBSERVER)->period_s = 0.0;
    trk = bare_begin(&sc, 50);
    for (int k = 0; k < 40; k++)
        lw_sensor_note_look(trk, 0, scene_time(0.5 * k));
    assert_near(lw_look_s(trk, 0), 1.0, 1e-9);
    scene_end(&sc);
}

static void false_reports_are_learnt_where_they_lie(void **state)
{
    (void)state;
    begin(2, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    const double before = density_at(1.0, 2000.0);
    for (int t = 0; t < 2000; t++)
        false_look(t, 5, 1.0, 2000.0, 1.0);
    assert_true(density_at(1.01, 2020.0) > 20.0 * before);
    assert_true(density_at(4.0, 2000.0) < 0.5 * before);
    assert_true(density_at(4.0, 2000.0) > 0.0);
    /* in all as many as there were */
    assert_near(density_sum(), 5.0, 0.75);
    assert_near(lw_tracker_sensor(trk, 0).false_reports, 5.0, 0.5);
    /* and forgotten when they are gone */
    const double most = density_at(1.01, 2020.0);
    for (int t = 2000; t < 6000; t++)
        false_look(t, 0, 0, 0, 1.0);
    assert_true(density_at(1.01, 2020.0) < 0.05 * most);
    scene_end(&sc);
}

static void what_tracks_claim_is_not_false(void **state)
{
    (void)state;
    begin(2, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    const double before = density_at(1.01, 2020.0);
    for (int t = 0; t < 500; t++)
        false_look(t, 5, 1.0, 2000.0, 0.0);
    assert_true(density_at(1.01, 2020.0) < before);
    scene_end(&sc);
}

static void a_site_that_knows_none_learns_them_too(void **state)
{
    (void)state;
    begin(2, LW_SENSOR_RADAR)->false_reports = 0.0;
    trk = bare_begin(&sc, 50);
    assert_true(density_at(1.01, 2020.0) > 0.0);
    for (int t = 0; t < 500; t++)
        false_look(t, 2, 1.0, 2000.0, 1.0);
    assert_true(density_sum() > 1.0 && density_sum() < 3.0);
    scene_end(&sc);
}

/* Bearings have no range, "heard" not even a direction: they learn as well. */
static void bearings_and_presence_learn_by_what_they_have(void **state)
{
    (void)state;
    for (int heard = 0; heard < 2; heard++) {
        begin(2, LW_SENSOR_OBSERVER);
        trk = bare_begin(&sc, 50);
        struct lw_report r = scene_report(
            &sc, 0, heard ? LW_REPORT_HEARD : LW_REPORT_BEARING, 0);
        r.az_rad = 1.0;
        const double before = false_density(&r);
        for (int t = 0; t < 500; t++) {
            struct lw_look look = bare_look(&sc, 0, t, 3, true);
            for (uint32_t k = 0; k < 3; k++) {
                note_cell(k, &r);
                trk->plot_lone[k] = 1.0;
            }
            lw_sensor_learn_false(trk, &look);
        }
        const double there = false_density(&r);
        assert_true(there > 2.0 * before);
        r.az_rad = 4.0;
        const double away = false_density(&r);
        assert_true(heard ? away > 2.0 * before : away < before);
        scene_end(&sc);
    }
}

/* ---- errors ---- */

/* The inflation after many residuals of a target known well, each a part
 * `follow` of the last one and the rest new, `scale` times as large as said. */
/* How many looks were one, of the last inflation_after(). */
static double echoes_after;

static double inflation_after(double follow, double scale)
{
    enum { PLOTS = 3000 };
    const double at[3] = {1000.0, 500.0, 100.0}, v[3] = {0};
    double e[2] = {0};

    begin(4, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    struct lw_target *t = &trk->target[bare_target(&sc, at, v, 0.5, 0.1, 0.9)];
    lw_target_fed(t, 0, scene_time(0.0));
    for (int n = 0; n < PLOTS; n++) {
        double xyz[3] = {at[0], at[1], at[2]};
        for (int i = 0; i < 2; i++) {
            e[i] = n == 0 ? scene_normal(&sc)
                          : follow * e[i] +
                                sqrt(1.0 - follow * follow) * scene_normal(&sc);
            xyz[i] += 20.0 * scale * e[i];
        }
        const struct lw_report r = bare_position(&sc, 0, 0.0, xyz, 20.0);
        lw_sensor_learn_error(trk, t, bare_plot(&sc, 0, &r));
    }
    const double inflation = lw_sensor_inflation(trk, 0);
    assert_true(inflation == lw_tracker_sensor(trk, 0).error_inflation);
    echoes_after = lw_sensor_echoes(trk, 0);
    scene_end(&sc);
    return inflation;
}

static void white_errors_are_taken_as_they_are(void **state)
{
    (void)state;
    const double inflation = inflation_after(0.0, 1.0);
    assert_true(inflation > 0.7 && inflation < 1.5);
}

static void errors_that_follow_one_another_count_as_fewer(void **state)
{
    (void)state;
    const double some = inflation_after(0.6, 1.0);
    const double much = inflation_after(0.95, 1.0);
    assert_true(some > 1.8);
    assert_true(much > 1.15 * some);
    assert_true(isfinite(inflation_after(1.0, 1.0)));
}

/* What a filter takes that remembers few of them: by hand, the variance of the
 * mean of two and of three. */
static void a_short_memory_takes_them_for_less(void **state)
{
    const double place[3] = {2000.0, 500.0, 100.0}, speed[3] = {0};

    (void)state;
    begin(4, LW_SENSOR_CAMERA)->period_s = 5.0;
    trk = bare_begin(&sc, 50);
    (void)bare_target(&sc, place, speed, 5.0, 1.0, 0.9);
    const double inflation = lw_sensor_inflation(trk, 0);
    const double c = (inflation - 1.0) / (inflation + 1.0);
    const struct lw_report r = bare_position(&sc, 0, 0.0, place, 20.0);
    const struct lw_plot *plot = bare_plot(&sc, 0, &r);
    const double var = lw_plot_error2(plot);
    assert_true(c > 0.3);
    assert_near(lw_sensor_inflation_at(trk, 0, plot, 1e6 * var), 1.0, 1e-4);
    assert_near(lw_sensor_inflation_at(trk, 0, plot, 2.0 * var), 1.0 + c, 1e-9);
    assert_near(lw_sensor_inflation_at(trk, 0, plot, var),
                1.0 + 2.0 / 3.0 * (2.0 * c + c * c), 1e-9);
    assert_near(lw_sensor_inflation_at(trk, 0, plot, 1e-4 * var), inflation,
                1e-3 * inflation);
    scene_end(&sc);
}

static void errors_larger_than_said_are_found_out(void **state)
{
    (void)state;
    const double inflation = inflation_after(0.0, 3.0); /* 9 in variance */
    assert_true(inflation > 4.0 && inflation < 14.0);
    /* and make no look the echo of another */
    assert_true(echoes_after < 1.5);
}

/* Residuals that are smaller than said are no reason to trust it blindly. */
static void errors_smaller_than_said_are_believed_in_part(void **state)
{
    (void)state;
    const double inflation = inflation_after(0.0, 0.1);
    assert_true(inflation > 0.3 && inflation <= 1.0);
}

/* Angles in sound and pictures err alike from look to look: known before. */
static void kinds_known_to_err_alike_start_inflated(void **state)
{
    (void)state;
    begin(5, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    assert_near(lw_sensor_inflation(trk, 0), 1.0, 1e-9);
    scene_end(&sc);
    begin(5, LW_SENSOR_CAMERA)->period_s = 0.1;
    trk = bare_begin(&sc, 50);
    const double often = lw_sensor_inflation(trk, 0);
    scene_end(&sc);
    begin(5, LW_SENSOR_CAMERA)->period_s = 10.0;
    trk = bare_begin(&sc, 50);
    const double seldom = lw_sensor_inflation(trk, 0);
    scene_end(&sc);
    assert_true(often > 2.0 * seldom);
    assert_true(seldom >= 1.0);
}

/* Two cameras see an aircraft, and a third errs as it does: its inflation
 * after that, where others bear the aircraft out, and its inflation before. */
static double camera_inflation_after(double follow, uint32_t others,
                                     double *before)
{
    enum { PLOTS = 600 };
    const double at[3] = {1000.0, 500.0, 100.0}, v[3] = {0};
    double e = 0.0, range, el;

    scene_init(&sc, 31, noord);
    for (int k = 0; k < 3; k++)
        scene_sensor(&sc, LW_SENSOR_CAMERA, 0, 400.0 * k, 10)->period_s = 1.0;
    trk = bare_begin(&sc, 50);
    struct lw_target *t = &trk->target[bare_target(&sc, at, v, 0.5, 0.1, 0.9)];
    for (uint32_t k = 0; k < 3; k++)
        trk->sensor[k].points = true;
    *before = lw_sensor_inflation(trk, 0);
    for (int n = 0; n < PLOTS; n++) {
        const double s = 1.0 * n;
        e = follow * e + sqrt(1.0 - follow * follow) * scene_normal(&sc);
        t->state_ns = scene_time(s);
        for (uint32_t k = 0; k <= others; k++)
            lw_target_fed(t, k, scene_time(s));
        struct lw_report r = scene_report(&sc, 0, LW_REPORT_BEARING, s);
        scene_see(&sc, 0, at, &range, &r.az_rad, &el);
        r.az_rad += 0.03 * e;
        r.sd.az_rad = 0.03;
        r.has = LW_HAS_SD_AZ;
        lw_sensor_learn_error(trk, t, bare_plot(&sc, 0, &r));
    }
    const double inflation = lw_sensor_inflation(trk, 0);
    scene_end(&sc);
    return inflation;
}

/* A camera whose errors are its own each time is found out where two others
 * say where the aircraft is: what one alone follows says nothing of that. */
static void cameras_are_believed_more_once_others_bear_them_out(void **state)
{
    (void)state;
    double before;
    assert_true(camera_inflation_after(0.0, 2, &before) < 0.3 * before);
    assert_true(camera_inflation_after(0.9, 2, &before) > before);
    assert_near(camera_inflation_after(0.0, 1, &before), before, 1e-9);
}

/* The first bearing of a camera is no echo of another; the next are, and those
 * of one alone may be of a lamp. */
static void the_first_bearing_of_a_camera_counts_whole(void **state)
{
    (void)state;
    const double at[3] = {1000.0, 500.0, 100.0}, v[3] = {0};
    scene_init(&sc, 31, noord);
    for (int k = 0; k < 2; k++)
        scene_sensor(&sc, LW_SENSOR_CAMERA, 0, 400.0 * k, 10)->period_s = 1.0;
    trk = bare_begin(&sc, 50);
    struct lw_target *t = &trk->target[bare_target(&sc, at, v, 0.5, 0.1, 0.9)];
    const int64_t t_ns = scene_time(1.0);
    trk->sensor[0].points = trk->sensor[1].points = true;
    assert_near(lw_sensor_counts(trk, t, 0, t_ns, 4.0, 1.0), 1.0, 1e-9);
    assert_near(lw_sensor_counts(trk, t, 0, t_ns, 4.0, 0.0), 1.0 / 16, 1e-9);
    lw_target_fed(t, 0, scene_time(0.0));
    assert_near(lw_sensor_counts(trk, t, 0, t_ns, 4.0, 1.0), 1.0 / 16, 1e-9);
    lw_target_fed(t, 1, scene_time(0.0));
    assert_near(lw_sensor_counts(trk, t, 0, t_ns, 4.0, 1.0), 1.0 / 4, 1e-9);
    trk->sensor[0].points = false;
    assert_near(lw_sensor_counts(trk, t, 0, t_ns, 4.0, 1.0), 1.0 / 16, 1e-9);
    scene_end(&sc);
}

static void a_sensor_of_another_kind_has_other_echoes(void **state)
{
    (void)state;
    const double at[3] = {1000.0, 500.0, 100.0}, v[3] = {0};
    scene_init(&sc, 32, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->period_s = 1.0;
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->period_s = 1.0;
    scene_sensor(&sc, LW_SENSOR_CAMERA, 0, 0, 10)->period_s = 1.0;
    trk = bare_begin(&sc, 50);
    struct lw_target *t = &trk->target[bare_target(&sc, at, v, 0.5, 0.1, 0.9)];
    lw_target_fed(t, 0, scene_time(0.0));
    lw_target_fed(t, 1, scene_time(1.0));
    assert_near(lw_sensor_counts(trk, t, 0, scene_time(1.0), 4.0, 1.0),
                1.0 / 16, 1e-9);
    lw_target_fed(t, 2, scene_time(1.0));
    assert_near(lw_sensor_counts(trk, t, 0, scene_time(2.0), 4.0, 1.0), 1.0 / 4,
                1e-9);
    assert_near(lw_sensor_counts(trk, t, 0, scene_time(9.0), 4.0, 1.0),
                1.0 / 16, 1e-9);
    scene_end(&sc);
}

/* ---- chance of detection, births ---- */

/* Three aircraft for 300 looks, of which the radar reports this share. */
static double detection_after(double chance)
{
    scene_init(&sc, 12, noord);
    (void)scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
    scene_begin(&sc);
    assert_true(isnan(lw_tracker_sensor(sc.tracker, 0).detection));
    for (double t = 0.0; t < 300.0; t += 1.0) {
        for (int k = 0; k < 3; k++) {
            const double xyz[3] = {-2000.0 + 12.0 * t, 800.0 * (k + 1), 100.0};
            if (t < 5.0 || scene_even(&sc) < chance)
                assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1), 0);
        }
        assert_int_equal(scene_look(&sc, 0, t), 0);
    }
    const double detection = lw_tracker_sensor(sc.tracker, 0).detection;
    scene_end(&sc);
    return detection;
}

static void what_it_notices_of_what_it_should_is_learnt(void **state)
{
    (void)state;
    assert_near(detection_after(0.9), 1.0, 0.07);
    /* some of the misses are laid to its being hidden */
    assert_near(detection_after(0.45), 0.5, 0.1);
}

static double births_at(double t)
{
    const double xyz[3] = {1000, 1000, 10};
    struct lw_report r = bare_position(&sc, 0, t, xyz, 20.0);

    const struct lw_plot *plot = bare_plot(&sc, 60, &r);
    struct lw_drift drift;
    uint8_t cell;
    (void)lw_sensor_false_density(trk, plot, &cell, &drift);
    return lw_sensor_births(trk, plot, cell);
}

static void where_nothing_new_comes_less_is_expected(void **state)
{
    struct lw_target t = {.born_of = 0};

    (void)state;
    begin(13, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    trk->sensor[0].first_ns = scene_time(0.0);
    const double first = births_at(0.0);
    const double after_an_hour = births_at(3600.0);
    assert_true(after_an_hour < 0.1 * first);
    lw_sensor_learn_birth(trk, &t, scene_time(3600.0));
    assert_true(births_at(3600.0) > 1.5 * after_an_hour);
    for (int n = 0; n < 1000; n++)
        lw_sensor_learn_birth(trk, &t, scene_time(3600.0));
    assert_near(births_at(3600.0), first, 1e-12);
    scene_end(&sc);
}

static void what_says_who_it_is_is_no_birth(void **state)
{
    struct lw_target t = {.born_of = 0, .has_ident = LW_HAS_ICAO};

    (void)state;
    begin(14, LW_SENSOR_RADAR);
    trk = bare_begin(&sc, 50);
    trk->sensor[0].first_ns = scene_time(0.0);
    const double before = births_at(3600.0);
    lw_sensor_learn_birth(trk, &t, scene_time(3600.0));
    assert_near(births_at(3600.0), before, 1e-15);
    scene_end(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_that_counts_makes_it_alive_from_the_start),
        cmocka_unit_test(the_first_line_of_data_makes_it_alive),
        cmocka_unit_test(three_missed_heartbeats_are_its_end),
        cmocka_unit_test(an_outage_does_not_stretch_the_interval),
        cmocka_unit_test(it_is_down_when_it_says_so),
        cmocka_unit_test(a_word_of_being_down_is_no_beat),
        cmocka_unit_test(an_old_heartbeat_that_comes_late_is_past),
        cmocka_unit_test(at_first_the_site_file_is_believed),
        cmocka_unit_test(without_a_coverage_most_is_expected_nearby),
        cmocka_unit_test(a_period_that_is_not_stated_is_learnt),
        cmocka_unit_test(false_reports_are_learnt_where_they_lie),
        cmocka_unit_test(what_tracks_claim_is_not_false),
        cmocka_unit_test(a_site_that_knows_none_learns_them_too),
        cmocka_unit_test(bearings_and_presence_learn_by_what_they_have),
        cmocka_unit_test(white_errors_are_taken_as_they_are),
        cmocka_unit_test(errors_that_follow_one_another_count_as_fewer),
        cmocka_unit_test(a_short_memory_takes_them_for_less),
        cmocka_unit_test(errors_larger_than_said_are_found_out),
        cmocka_unit_test(errors_smaller_than_said_are_believed_in_part),
        cmocka_unit_test(kinds_known_to_err_alike_start_inflated),
        cmocka_unit_test(cameras_are_believed_more_once_others_bear_them_out),
        cmocka_unit_test(the_first_bearing_of_a_camera_counts_whole),
        cmocka_unit_test(a_sensor_of_another_kind_has_other_echoes),
        cmocka_unit_test(what_it_notices_of_what_it_should_is_learnt),
        cmocka_unit_test(where_nothing_new_comes_less_is_expected),
        cmocka_unit_test(what_says_who_it_is_is_no_birth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
