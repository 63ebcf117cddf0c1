/* SPDX-License-Identifier: Apache-2.0 */
/* One look: what it says of existence and place, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "near.h"

static const double still[3] = {0.0, 0.0, 0.0};
static const double place_sd = 15.0, plot_sd = 20.0;

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 1.0;
    bare_open(40, 64);
    return 0;
}

static struct lw_target *target(double x, double y, double existence)
{
    const double xyz[3] = {x, y, 100.0};

    return &trk->target[bare_target(&sc, xyz, still, place_sd, 3.0, existence)];
}

static void plot_at(uint32_t k, double x, double y)
{
    const double xyz[3] = {x, y, 100.0};
    const struct lw_report r = bare_position(&sc, 0, 0.0, xyz, plot_sd);

    bare_plot(&sc, k, &r);
}

static void look(uint32_t plots, bool sweep)
{
    const struct lw_look l = bare_look(&sc, 0, 0.0, plots, sweep);

    lw_scan(trk, &l);
}

/* r: existence, pd: chance of detection, l: likelihood over false density */
static double bernoulli(double r, double pd, double l)
{
    const double seen = r * pd * l, missed = r * (1.0 - pd);

    return (seen + missed) / (1.0 - r + seen + missed);
}

/* The density of a plot so far from a target, by hand. */
static double density(double distance)
{
    const double var = place_sd * place_sd + plot_sd * plot_sd;

    return exp(-0.5 * distance * distance / var) / (2.0 * LW_PI * var);
}

static void a_plot_of_its_own_makes_it_likelier(void **state)
{
    (void)state;
    for (double off = 0.0; off < 80.0; off += 20.0) {
        struct lw_target *t = target(1000.0, 500.0, 0.5);
        plot_at(0, 1000.0 + off, 500.0);
        look(1, true);
        assert_int_equal(trk->candidates, 1);
        const double pd = trk->chance[0] * trk->visible[0];
        assert_true(pd > 0.5 && pd <= 0.9);
        const double want =
            bernoulli(0.5, pd, density(off) / trk->plot_false[0]);
        assert_near(t->existence, want, 1e-3);
        assert_true(off > 0.0 || want > 0.9);
        /* and it moved a part of the way, by the variances */
        if (off < 50.0)
            assert_near(t->mean.x[0], 1000.0 + off * 225.0 / 625.0, 1.0);
        assert_near(t->mean.x[1], 500.0, 0.5);
        for (uint32_t i = 0; i < trk->targets_max; i++)
            if (trk->target[i].alive)
                lw_target_end(trk, i, scene_time(0.0));
    }
}

static void a_miss_makes_it_less_likely(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.7);
    const struct lw_gauss before = t->mean;

    (void)state;
    look(0, true);
    const double pd = trk->chance[0] * trk->visible[0];
    assert_near(t->existence, bernoulli(0.7, pd, 0.0), 1e-6);
    assert_near(t->existence, 0.7 * (1 - pd) / (1 - 0.7 * pd), 1e-6);
    /* where it is, it says nothing of */
    for (int i = 0; i < LW_STATE; i++)
        assert_near(t->mean.x[i], before.x[i], 1e-9);
}

/* Misses in a row may mean that it cannot be seen there: each further one
 * says less than the first. */
static void misses_in_a_row_say_less_each(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.999);
    double last_step = 1e9;

    (void)state;
    for (int k = 0; k < 3; k++) {
        const struct lw_look l = bare_look(&sc, 0, k, 0, true);
        const double before = log(t->existence / (1.0 - t->existence));
        lw_scan(trk, &l);
        const double step = before - log(t->existence / (1.0 - t->existence));
        assert_true(step > 0.0);
        assert_true(step < last_step);
        last_step = step;
    }
}

static void a_look_that_is_none_misses_nothing(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.7);
    struct lw_target *other = target(-1000.0, 500.0, 0.7);

    (void)state;
    look(0, false);
    assert_near(t->existence, 0.7, 0.0);
    plot_at(0, 1000.0, 500.0); /* the other was not looked for */
    look(1, false);
    assert_true(t->existence > 0.7);
    assert_near(other->existence, 0.7, 0.0);
}

/* What the sensor reported since its last sweep was seen in this one. */
static void what_was_fed_since_the_last_sweep_is_exempt(void **state)
{
    struct lw_target *seen = target(1000.0, 500.0, 0.7);
    struct lw_target *missed = target(-1000.0, 500.0, 0.7);

    (void)state;
    trk->sensor[0].swept_ns = scene_time(-4.0);
    lw_target_fed(seen, 0, scene_time(-1.0));
    lw_target_fed(missed, 0, scene_time(-5.0));
    look(0, true);
    assert_near(seen->existence, 0.7, 0.0);
    assert_true(missed->existence < 0.7);
}

/* Who of the two has it is settled, by the likelihood: to the one it is all
 * its own, for the other there was none. It moves the one as far as it was not
 * the other's. */
static void two_targets_want_a_plot_and_one_has_it(void **state)
{
    struct lw_target *a = target(980.0, 500.0, 0.5);
    struct lw_target *b = target(1022.0, 500.0, 0.5);

    (void)state;
    plot_at(0, 1000.0, 500.0);
    look(1, true);
    const double pd = trk->chance[0] * trk->visible[0];
    const double l = density(20.0) / trk->plot_false[0];
    assert_near(a->existence, bernoulli(0.5, pd, l), 2e-3);
    assert_near(b->existence, bernoulli(0.5, pd, 0.0), 2e-3);
    assert_near(b->mean.x[0], 1022.0, 1e-6);
    /* their chances before that, by hand */
    const double wa = 0.5 * pd * l, m = 1.0 - 0.5 * pd;
    const double wb = 0.5 * pd * density(22.0) / trk->plot_false[0];
    const double trust = sqrt((wa + m) / (wa + wb + m));
    assert_near(a->mean.x[0], 980.0 + trust * 20.0 * 225.0 / 625.0, 0.5);
    assert_near(trk->assoc.free_chance[0], m / (m + wa + wb), 2e-3);
}

/* Exactly between two that are alike, one of them has it. */
static void a_plot_between_two_goes_to_one(void **state)
{
    struct lw_target *a = target(980.0, 500.0, 0.5);
    struct lw_target *b = target(1020.0, 500.0, 0.5);

    (void)state;
    plot_at(0, 1000.0, 500.0);
    look(1, true);
    const struct lw_target *one = a->existence > b->existence ? a : b;
    const struct lw_target *other = one == a ? b : a;
    assert_true(one->existence > 0.8);
    assert_true(other->existence < 0.2);
    assert_near(fabs(one->mean.x[0] - 1000.0),
                20.0 - sqrt(0.5) * 20.0 * 225.0 / 625.0, 0.5);
    assert_near(fabs(other->mean.x[0] - 1000.0), 20.0, 1e-6);
}

/* Nothing lay where it is, and something a little way off: perhaps it. */
static void an_unlikely_plot_draws_little(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.9);

    (void)state;
    plot_at(0, 1010.0, 500.0);
    plot_at(1, 1080.0, 500.0);
    look(2, true);
    const double pd = trk->chance[0] * trk->visible[0];
    const double near = density(10.0) / trk->plot_false[0];
    const double off = density(80.0) / trk->plot_false[1];
    const double none = (1.0 - pd) / pd;
    const double drawn =
        225.0 / 625.0 * (10.0 * near + 80.0 * off) / (near + off + none);
    assert_near(t->mean.x[0], 1000.0 + drawn, 0.1);
}

static void two_plots_are_not_two_proofs(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.5);

    (void)state;
    plot_at(0, 990.0, 500.0);
    plot_at(1, 1010.0, 500.0);
    look(2, true);
    const double pd = trk->chance[0] * trk->visible[0];
    const double l = density(10.0) / trk->plot_false[0];
    assert_near(t->existence, bernoulli(0.5, pd, 2.0 * l), 1e-3);
    assert_near(t->mean.x[0], 1000.0, 0.1);
    /* the spread between them stays in its covariance */
    assert_true(t->mean.p[0] > 144.0);
}

static void beyond_the_coverage_nothing_is_missed(void **state)
{
    struct lw_target *far = target(7000.0, 0.0, 0.7);
    struct lw_target *near = target(3000.0, 0.0, 0.7);

    (void)state;
    look(0, true);
    assert_near(far->existence, 0.7, 1e-9);
    assert_true(near->existence < 0.7);
}

static void a_sector_leaves_what_lies_outside_alone(void **state)
{
    struct lw_target *east = target(2000.0, 0.0, 0.7);
    struct lw_target *west = target(-2000.0, 0.0, 0.7);
    struct lw_target *north = target(0.0, 2000.0, 0.7);
    struct lw_look l = bare_look(&sc, 0, 0.0, 0, true);

    (void)state;
    l.has_sector = true;
    l.az_from_rad = 45.0 * LW_DEG;
    l.az_to_rad = 135.0 * LW_DEG;
    lw_scan(trk, &l);
    assert_true(east->existence < 0.7);
    assert_near(west->existence, 0.7, 0.0);
    assert_near(north->existence, 0.7, 0.0);
    /* across north */
    const double was = east->existence;
    l.az_from_rad = 315.0 * LW_DEG;
    l.az_to_rad = 45.0 * LW_DEG;
    lw_scan(trk, &l);
    assert_true(north->existence < 0.7);
    assert_near(east->existence, was, 0.0);
    assert_near(west->existence, 0.7, 0.0);
}

static void a_sensor_that_stands_nowhere_misses_nothing(void **state)
{
    struct lw_target *t = target(1000.0, 500.0, 0.7);
    struct lw_look l = bare_look(&sc, 0, 0.0, 0, true);

    (void)state;
    l.has_place = false;
    lw_scan(trk, &l);
    assert_near(t->existence, 0.7, 0.0);
}

static void identify(struct lw_target *t, uint32_t icao)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.has_ident = LW_HAS_ICAO;
    plot.ident.icao = icao;
    lw_identity_take(trk, t, &plot);
}

static void a_name_goes_before_a_place(void **state)
{
    struct lw_target *a = target(1000.0, 500.0, 0.9);
    struct lw_target *b = target(1060.0, 500.0, 0.9);

    (void)state;
    identify(a, 1);
    identify(b, 2);
    plot_at(0, 1060.0, 500.0); /* where b is, a says it is */
    trk->plot[0].has_ident = LW_HAS_ICAO;
    trk->plot[0].ident.icao = 1;
    look(1, true);
    assert_true(a->existence > 0.99);
    assert_true(b->existence < 0.9);
    assert_true(a->mean.x[0] > 1010.0);
    assert_near(b->mean.x[0], 1060.0, 1e-6);
}

/* A name that nobody has yet is not of one that has another. */
static void a_stranger_takes_no_other_name(void **state)
{
    struct lw_target *a = target(1000.0, 500.0, 0.9);

    (void)state;
    identify(a, 1);
    plot_at(0, 1000.0, 500.0);
    trk->plot[0].has_ident = LW_HAS_ICAO;
    trk->plot[0].ident.icao = 2;
    look(1, true);
    assert_true(a->existence < 0.9);
    const int32_t owner = lw_identity_owner(trk, &trk->plot[0]);
    assert_true(owner != LW_NONE && &trk->target[owner] != a);
    assert_int_equal(bare_alive(trk), 2);
}

/* What comes late is weighed at its own time: the target is not set back. */
static void a_late_plot_does_not_turn_time_back(void **state)
{
    const double xyz[3] = {1000.0, 500.0, 100.0}, v[3] = {40.0, 0.0, 0.0};
    struct lw_target *t =
        &trk->target[bare_target(&sc, xyz, v, place_sd, 3.0, 0.9)];

    (void)state;
    lw_target_predict(trk, t, scene_time(3.0));
    lw_target_settle(trk, (uint32_t)(t - trk->target));
    const double at[3] = {1040.0, 500.0, 100.0}; /* where it was at 1 s */
    const struct lw_report r = bare_position(&sc, 0, 1.0, at, plot_sd);
    bare_plot(&sc, 0, &r);
    const struct lw_look l = bare_look(&sc, 0, 1.0, 1, false);
    lw_scan(trk, &l);
    assert_true(t->state_ns == scene_time(3.0));
    assert_near(t->mean.x[0], 1120.0, 2.0);
    assert_true(t->existence > 0.9);
}

/* Thousands of looks at random: every pool whole, every chance a chance. */
static void nothing_is_lost_over_many_looks(void **state)
{
    double xyz[3];

    (void)state;
    for (int n = 0; n < 2000; n++) {
        const double t = 0.5 * n;
        const uint32_t plots = (uint32_t)(scene_even(&sc) * 12.0);
        for (uint32_t k = 0; k < plots; k++) {
            struct lw_report r;
            xyz[0] = 4000.0 * (scene_even(&sc) - 0.5);
            xyz[1] = k < 3 ? 10.0 * k : 4000.0 * (scene_even(&sc) - 0.5);
            xyz[2] = 100.0;
            r = bare_position(&sc, 0, t, xyz, plot_sd);
            if (k % 4 == 1) {
                r.type = LW_REPORT_BEARING;
                r.az_rad = 2.0 * LW_PI * scene_even(&sc);
            } else if (k % 4 == 2) {
                r.type = LW_REPORT_HEARD;
            }
            if (scene_even(&sc) < 0.1 && r.type == LW_REPORT_POSITION) {
                r.has |= LW_HAS_ICAO;
                r.ident.icao = 1 + (uint32_t)(scene_even(&sc) * 5.0);
            }
            bare_plot(&sc, k, &r);
        }
        const struct lw_look l = bare_look(&sc, 0, t, plots, n % 3 != 0);
        lw_scan(trk, &l);
        if (n % 2 == 1)
            lw_life_tick(trk, scene_time(t));
        const char *flaw = bare_flaw(trk, imms);
        if (flaw != NULL)
            fail_msg("look %d: %s", n, flaw);
        for (uint32_t i = 0; i < trk->targets_max; i++)
            assert_int_equal(trk->slot[i], LW_NONE);
    }
}

/* Through the interface: a sensor whose heartbeats stopped says nothing more,
 * one that never sent any goes on saying that it sees nothing. */
static void the_silence_of_the_dead_says_nothing(void **state)
{
    (void)state;
    for (int beats = 0; beats < 2; beats++) {
        struct scene s;
        scene_init(&s, 3, noord);
        scene_sensor(&s, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
        scene_begin(&s);
        for (int t = 0; t < 20; t++) {
            const double xyz[3] = {600.0 + 10.0 * t, 500.0, 100.0};
            struct lw_report r = scene_report(&s, 0, LW_REPORT_HEARTBEAT, t);
            assert_int_equal(scene_polar(&s, 0, t, xyz, 15, 1.0), 0);
            if (beats)
                assert_int_equal(scene_give(&s, &r), 0);
        }
        assert_int_equal(scene_picture(&s, 20), 1);
        const double before = s.picture[0].existence;
        const uint32_t n = scene_picture(&s, 45);
        assert_int_equal(n, beats ? 1 : 0);
        if (beats) /* some looks were missed until it was clear */
            assert_true(s.picture[0].existence > 0.5 * before);
        scene_end(&s);
    }
}

static int see(struct scene *s, uint32_t camera, double t, const double xyz[3])
{
    struct lw_report r = scene_report(s, camera, LW_REPORT_BEARING, t);
    const double sd = 0.3 * LW_DEG;
    double range;

    scene_see(s, camera, xyz, &range, &r.az_rad, &r.el_rad);
    r.az_rad = lw_angle_positive(r.az_rad + sd * scene_normal(s));
    r.el_rad += sd * scene_normal(s);
    r.sd.az_rad = r.sd.el_rad = sd;
    r.has = LW_HAS_EL | LW_HAS_SD_AZ | LW_HAS_SD_EL;
    return scene_give(s, &r);
}

/* The errors of each hang together, those of all do not. */
static void cameras_in_several_places_are_enough(void **state)
{
    static const double place[3][2] = {{-800, -800}, {900, -700}, {0, 1000}};
    static const double within_s[4] = {0, 0, 60, 15};

    (void)state;
    for (int cameras = 2; cameras <= 3; cameras++) {
        struct scene s;
        scene_init(&s, 5, noord);
        for (int c = 0; c < cameras; c++) {
            struct lw_sensor *camera = scene_sensor(
                &s, LW_SENSOR_CAMERA, place[c][0], place[c][1], 10);
            camera->period_s = 0.5;
            camera->false_reports = 0.01;
        }
        scene_begin(&s);
        for (double t = 0.0; t < within_s[cameras]; t += 0.5) {
            const double xyz[3] = {-300.0 + 10.0 * t, 100.0, 90.0};
            for (int c = 0; c < cameras; c++)
                assert_int_equal(see(&s, (uint32_t)c, t, xyz), 0);
        }
        assert_int_equal(scene_picture(&s, within_s[cameras]), 1);
        scene_end(&s);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plot_of_its_own_makes_it_likelier),
        TEST(a_miss_makes_it_less_likely),
        TEST(misses_in_a_row_say_less_each),
        TEST(a_look_that_is_none_misses_nothing),
        TEST(what_was_fed_since_the_last_sweep_is_exempt),
        TEST(two_targets_want_a_plot_and_one_has_it),
        TEST(a_plot_between_two_goes_to_one),
        TEST(an_unlikely_plot_draws_little),
        TEST(two_plots_are_not_two_proofs),
        TEST(beyond_the_coverage_nothing_is_missed),
        TEST(a_sector_leaves_what_lies_outside_alone),
        TEST(a_sensor_that_stands_nowhere_misses_nothing),
        TEST(a_name_goes_before_a_place),
        TEST(a_stranger_takes_no_other_name),
        TEST(a_late_plot_does_not_turn_time_back),
        TEST(nothing_is_lost_over_many_looks),
        TEST(the_silence_of_the_dead_says_nothing),
        TEST(cameras_in_several_places_are_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
