/* SPDX-License-Identifier: Apache-2.0 */
/* Flocks: how often they are met, and what that takes from a track that may
 * be one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "drift.h"
#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
/* Of what is false one in ten is of a flock, as is thought; and there is no
 * telling of this one. */
static const struct lw_drift any = {.unit = 1.0, .before = 1.0 / 9.0};
/* False reports a unit of z that lie evenly; of a flock there are more about
 * its own. */
static const double evenly = 1e-9;

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_target *target;
static const struct lw_plot *plot;

static int begin(void **state)
{
    const double xyz[3] = {3000.0, 0.0, 100.0}, vel[3] = {0.0, 0.0, 0.0};

    (void)state;
    scene_init(&sc, 3, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 20.0;
    (void)scene_sensor(&sc, LW_SENSOR_RADAR, 0, 500, 10);
    trk = bare_begin(&sc, 10);
    trk->sensor[0].drifts.expected = 1.0; /* it measures range rates */
    target = &trk->target[bare_target(&sc, xyz, vel, 30.0, 10.0, 0.5)];
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_POLAR, 1.0);
    r.range_m = 3000.0;
    r.az_rad = 0.25 * LW_PI;
    r.has |= LW_HAS_RANGE_RATE;
    plot = bare_plot(&sc, 0, &r);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

static double with_hits(int hits)
{
    target->feeds = 0;
    for (int i = 0; i < hits; i++)
        lw_target_fed(target, 0, scene_time(i));
    return lw_drift_density(trk, target, plot, &any, 0.9, evenly);
}

static void the_first_guess_holds_until_there_are_reports(void **state)
{
    const struct lw_drifts none = {0};

    (void)state;
    assert_near(lw_drift_times(&none), 1.0, 1e-12);
}

/* What a sensor reports, this part of it known to be of flocks. */
static double times_after(int reports, double part)
{
    struct lw_drifts drifts = {0};

    for (int i = 0; i < reports; i++) {
        struct lw_drift drift = any;
        drift.before *= lw_drift_times(&drifts);
        drift.now = part;
        lw_drift_learn(&drifts, &drift, 1.0);
    }
    return lw_drift_times(&drifts);
}

static void where_none_are_seen_none_are_expected(void **state)
{
    (void)state;
    assert_true(times_after(1000, 0.0) < 0.005);
    assert_true(times_after(1000000, 0.0) >= 1e-5);
}

static void it_learns_how_often_they_are_seen(void **state)
{
    (void)state;
    /* odds of 0.02 / 0.98 where 1 / 9 was thought */
    assert_near(times_after(20000, 0.02), 9.0 * 0.02 / 0.98, 0.02);
    /* never more than was thought */
    assert_near(times_after(20000, 0.5), 1.0, 1e-9);
}

static void each_plot_that_fits_a_flock_says_so(void **state)
{
    (void)state;
    assert_near(with_hits(0), 0.0, 1e-30);
    /* by one alone, as seldom as any is */
    const double one = with_hits(1), two = with_hits(2), three = with_hits(3);
    const double sure = with_hits(50);
    assert_near(one / sure, 0.1, 0.01);
    assert_true(one < two && two < three && three <= sure);
    assert_true(three > 0.9 * sure && sure > 10.0 * evenly);
}

static void a_flock_is_seen_less_where_aircraft_are(void **state)
{
    (void)state;
    (void)with_hits(50);
    assert_near(lw_drift_density(trk, target, plot, &any, 0.3, evenly) /
                    lw_drift_density(trk, target, plot, &any, 0.9, evenly),
                1.0 / 3.0, 0.01);
}

static void what_another_such_sensor_noticed_counts_too(void **state)
{
    (void)state;
    const double three = with_hits(3);
    (void)with_hits(2);
    lw_target_fed(target, 1, scene_time(5.0));
    const double blind = lw_drift_density(trk, target, plot, &any, 0.9, evenly);
    trk->sensor[1].drifts.expected = 1.0;
    const double both = lw_drift_density(trk, target, plot, &any, 0.9, evenly);
    assert_near(both, three, 1e-6 * three);
    assert_true(blind < both);
}

static void what_flies_as_no_bird_does_is_no_flock(void **state)
{
    struct lw_plot fast = *plot;

    (void)state;
    assert_true(with_hits(5) > 0.0);
    fast.z[fast.dim - 1] = -40.0;
    assert_near(lw_drift_density(trk, target, &fast, &any, 0.9, evenly), 0.0,
                1e-30);
    target->mean.x[4] = 45.0; /* across: no range rate tells */
    assert_near(with_hits(5), 0.0, 1e-30);
}

static void without_range_rates_nothing_is_known(void **state)
{
    const struct lw_drift blind = {0};

    (void)state;
    (void)with_hits(5);
    assert_near(lw_drift_density(trk, target, plot, &blind, 0.9, evenly), 0.0,
                1e-30);
}

/* Where next to nothing is false, so much more often than that is a number. */
static void however_little_is_false_the_density_is_a_number(void **state)
{
    (void)state;
    const double there = with_hits(9);
    const double most = lw_drift_density(trk, target, plot, &any, 0.9, 1e-297);
    assert_true(isfinite(most) && most >= there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_guess_holds_until_there_are_reports),
        cmocka_unit_test(where_none_are_seen_none_are_expected),
        cmocka_unit_test(it_learns_how_often_they_are_seen),
        cmocka_unit_test_setup_teardown(each_plot_that_fits_a_flock_says_so,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_flock_is_seen_less_where_aircraft_are,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            what_another_such_sensor_noticed_counts_too, begin, end),
        cmocka_unit_test_setup_teardown(what_flies_as_no_bird_does_is_no_flock,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            however_little_is_false_the_density_is_a_number, begin, end),
        cmocka_unit_test_setup_teardown(without_range_rates_nothing_is_known,
                                        begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
