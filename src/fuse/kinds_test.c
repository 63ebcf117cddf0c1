/* SPDX-License-Identifier: Apache-2.0 */
/* What an aircraft may be: properties of the judgement, not its figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fuse.h"
#include "near.h"

static struct lw_target target;
static double kinds[LW_KINDS];

static struct lw_site site;

/* Flies north at so many m/s, known so well, for a time; at the place where it
 * is, as high as it is. */
static void go_on(double speed_mps, double sd_mps, double s)
{
    target.mean.x[4] = speed_mps;
    target.mean.p[21] = target.mean.p[28] = sd_mps * sd_mps;
    for (int t = 0; t < s; t++) {
        target.update_ns += 1000000000;
        lw_kinds_watch(&target, &site);
    }
}

/* A new track of which nothing is known but this. */
static void fly(double speed_mps, double sd_mps)
{
    memset(&target, 0, sizeof target);
    for (int i = 0; i < 3; i++)
        target.axes[4 * i] = 1.0;
    target.existence = 0.99;
    target.mean.p[14] = 1e6;
    target.mean.p[35] = 400.0;
    go_on(speed_mps, sd_mps, 60.0);
}

static void judge(enum lw_kind kind, double chance, int times)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.has_ident = LW_HAS_KINDS;
    plot.kinds[kind] = chance;
    for (int k = 0; k < times; k++)
        lw_kinds_learn(&target, &plot);
}

static void look(void)
{
    double sum = 0.0;

    lw_kinds_of(&target, kinds);
    for (int k = 0; k < LW_KINDS; k++) {
        assert_true(kinds[k] > 0.0 && kinds[k] < 1.0);
        sum += kinds[k];
    }
    assert_near(sum, 1.0, 1e-12);
}

static enum lw_kind likeliest(void)
{
    int most = 0;

    look();
    for (int k = 1; k < LW_KINDS; k++)
        if (kinds[k] > kinds[most])
            most = k;
    return (enum lw_kind)most;
}

static void chances_always_sum_to_one(void **state)
{
    (void)state;
    for (double v = 0.0; v < 2000.0; v += 13.0)
        for (double sd = 0.1; sd < 1000.0; sd *= 3.0) {
            fly(v, sd);
            look();
            judge(LW_KIND_BIRD, 0.8, 3);
            look();
        }
}

static void without_judgement_it_is_unknown(void **state)
{
    (void)state;
    fly(15.0, 100.0);
    assert_int_equal(likeliest(), LW_KIND_UNKNOWN);
}

static void a_repeated_judgement_is_believed(void **state)
{
    (void)state;
    for (int k = 0; k < LW_KIND_UNKNOWN; k++) {
        /* a speed that each of them flies at */
        fly(k == LW_KIND_JET || k == LW_KIND_AIRLINER ? 180.0
            : k == LW_KIND_PISTON                     ? 45.0
            : k == LW_KIND_HELICOPTER                 ? 60.0
            : k == LW_KIND_BALLOON                    ? 4.0
                                                      : 15.0,
            5.0);
        look();
        const double before = kinds[k];
        judge((enum lw_kind)k, 0.8, 1);
        look();
        assert_true(kinds[k] > before);
        judge((enum lw_kind)k, 0.8, 30);
        assert_int_equal(likeliest(), k);
    }
}

/* A sensor that says the same for ever is still one sensor. */
static void no_judgement_becomes_certainty(void **state)
{
    (void)state;
    fly(15.0, 5.0);
    judge(LW_KIND_BIRD, 1.0, 100000);
    look();
    assert_true(kinds[LW_KIND_BIRD] < 0.9999);
    judge(LW_KIND_MULTIROTOR, 0.9, 60);
    assert_int_equal(likeliest(), LW_KIND_MULTIROTOR);
}

static void a_judgement_of_nothing_changes_nothing(void **state)
{
    double before[LW_KINDS];

    (void)state;
    fly(15.0, 5.0);
    look();
    memcpy(before, kinds, sizeof before);
    judge(LW_KIND_BIRD, 0.0, 10); /* all left unsaid */
    look();
    for (int k = 0; k < LW_KINDS; k++)
        assert_near(kinds[k], before[k], 1e-9);
    struct lw_plot plot;
    memset(&plot, 0, sizeof plot);
    plot.kinds[LW_KIND_JET] = 1.0; /* without its bit */
    lw_kinds_learn(&target, &plot);
    look();
    for (int k = 0; k < LW_KINDS; k++)
        assert_near(kinds[k], before[k], 1e-9);
}

static void what_flies_fast_is_no_bird(void **state)
{
    (void)state;
    fly(15.0, 2.0);
    look();
    const double bird = kinds[LW_KIND_BIRD], jet = kinds[LW_KIND_JET];
    fly(220.0, 5.0);
    look();
    assert_true(kinds[LW_KIND_BIRD] < 0.01 * bird);
    assert_true(kinds[LW_KIND_MULTIROTOR] < 0.01);
    assert_true(kinds[LW_KIND_JET] > 10.0 * jet);
    /* once fast is fast enough, though it be slow now */
    go_on(10.0, 2.0, 60.0);
    look();
    assert_true(kinds[LW_KIND_BIRD] < 0.05);
}

static void what_hovers_is_no_airliner(void **state)
{
    (void)state;
    fly(1.0, 2.0);
    look();
    assert_true(kinds[LW_KIND_AIRLINER] < 0.02);
    assert_true(kinds[LW_KIND_MULTIROTOR] > kinds[LW_KIND_AIRLINER]);
}

static void an_uncertain_speed_says_less(void **state)
{
    (void)state;
    fly(150.0, 3.0);
    look();
    const double sure = kinds[LW_KIND_MULTIROTOR];
    fly(150.0, 150.0);
    look();
    assert_true(kinds[LW_KIND_MULTIROTOR] > 2.0 * sure);
}

static void heard(double f0_hz, int times)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_HEARD;
    plot.sound = true;
    plot.has = LW_HAS_F0;
    plot.f0_hz = (float)f0_hz;
    for (int k = 0; k < times; k++)
        lw_kinds_learn(&target, &plot);
}

static void echo(double dbsm, int times)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_POLAR;
    plot.has = LW_HAS_RCS;
    plot.rcs_dbsm = (float)dbsm;
    for (int k = 0; k < times; k++)
        lw_kinds_learn(&target, &plot);
}

/* What is said of a kind after and before, as odds. */
static double odds_gain(enum lw_kind kind, double before)
{
    look();
    return kinds[kind] / (1.0 - kinds[kind]) * (1.0 - before) / before;
}

static void pitch_tells_rotors_and_pistons_apart(void **state)
{
    static const struct {
        double f0_hz;
        enum lw_kind kind;
    } sounds[] = {{17.0, LW_KIND_HELICOPTER},
                  {90.0, LW_KIND_PISTON},
                  {260.0, LW_KIND_MULTIROTOR},
                  {3000.0, LW_KIND_BIRD}};

    (void)state;
    for (int n = 0; n < 4; n++) {
        fly(25.0, 60.0);
        look();
        const double before = kinds[sounds[n].kind];
        heard(sounds[n].f0_hz, 1);
        const double once = odds_gain(sounds[n].kind, before);
        assert_true(once > 1.1);
        heard(sounds[n].f0_hz, 10);
        const double often = odds_gain(sounds[n].kind, before);
        assert_true(often > once);
        /* a hum that goes on is one hum: no more than two and a half */
        heard(sounds[n].f0_hz, 10000);
        assert_true(odds_gain(sounds[n].kind, before) < pow(once, 4.0));
    }
}

static void a_pitch_of_nothing_says_nothing(void **state)
{
    double heard_only[LW_KINDS];
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_HEARD;
    plot.sound = true;
    fly(25.0, 60.0);
    for (int k = 0; k < 5; k++)
        lw_kinds_learn(&target, &plot);
    look();
    memcpy(heard_only, kinds, sizeof heard_only);
    fly(25.0, 60.0);
    heard(0.0, 5);
    look();
    assert_memory_equal(heard_only, kinds, sizeof heard_only);
}

/* The frequency that a direction finder tells is no engine's. */
static void a_transmitter_has_no_pitch(void **state)
{
    double before[LW_KINDS];
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_BEARING;
    plot.has = LW_HAS_F0;
    plot.f0_hz = 2.4e9f;
    fly(25.0, 60.0);
    look();
    memcpy(before, kinds, sizeof before);
    for (int k = 0; k < 5; k++)
        lw_kinds_learn(&target, &plot);
    look();
    assert_memory_equal(before, kinds, sizeof before);
}

static void what_is_heard_is_no_bird(void **state)
{
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_HEARD;
    plot.sound = true;
    fly(25.0, 60.0);
    look();
    const double bird = kinds[LW_KIND_BIRD], piston = kinds[LW_KIND_PISTON];
    lw_kinds_learn(&target, &plot);
    look();
    const double once = kinds[LW_KIND_BIRD];
    for (int k = 0; k < 1000; k++)
        lw_kinds_learn(&target, &plot);
    look();
    assert_true(once < bird && kinds[LW_KIND_BIRD] < 0.5 * once);
    assert_true(kinds[LW_KIND_BIRD] > 0.02 * bird);
    assert_true(kinds[LW_KIND_PISTON] > piston);
}

static void an_echo_tells_large_from_small(void **state)
{
    (void)state;
    fly(50.0, 40.0);
    echo(18.0, 20);
    assert_int_equal(likeliest(), LW_KIND_AIRLINER);
    fly(14.0, 40.0);
    echo(-24.0, 20);
    look();
    assert_true(kinds[LW_KIND_AIRLINER] + kinds[LW_KIND_HELICOPTER] < 0.01);
    assert_true(kinds[LW_KIND_BIRD] + kinds[LW_KIND_MULTIROTOR] > 0.4);
    /* a thousand echoes of one aspect are still one aspect */
    const double some = kinds[LW_KIND_BIRD];
    echo(-24.0, 1000);
    look();
    assert_near(kinds[LW_KIND_BIRD], some, 0.1);
}

static void names_tell_who_may_carry_them(void **state)
{
    (void)state;
    fly(60.0, 3.0);
    target.has_ident = LW_HAS_ICAO;
    look();
    assert_true(kinds[LW_KIND_UNKNOWN] < 0.02);
    assert_true(kinds[LW_KIND_BIRD] + kinds[LW_KIND_MULTIROTOR] < 1e-3);
    fly(14.0, 3.0);
    target.has_ident = LW_HAS_REMOTE_ID;
    assert_int_equal(likeliest(), LW_KIND_MULTIROTOR);
    assert_true(kinds[LW_KIND_BIRD] < 1e-2);
    /* one transponder says all three: no more than one of them */
    fly(60.0, 3.0);
    target.has_ident = LW_HAS_ICAO;
    look();
    const double one = kinds[LW_KIND_HELICOPTER];
    target.has_ident = LW_HAS_ICAO | LW_HAS_SQUAWK | LW_HAS_CALLSIGN;
    look();
    assert_near(kinds[LW_KIND_HELICOPTER], one, 1e-12);
}

static void what_drifts_with_the_wind_may_be_a_balloon(void **state)
{
    (void)state;
    site.air.wind_mps[1] = 11.0; /* as go_on() flies: north */
    fly(11.0, 0.5);
    look();
    const double with_it = kinds[LW_KIND_BALLOON];
    site.air.wind_mps[1] = -11.0;
    fly(11.0, 0.5);
    look();
    assert_true(with_it > 10.0 * kinds[LW_KIND_BALLOON]);
    site.air.wind_mps[1] = 0.0;
    fly(11.0, 0.5);
    look();
    assert_true(with_it > 2.0 * kinds[LW_KIND_BALLOON]);
}

static void several_judges_are_believed_more_than_one(void **state)
{
    struct lw_plot plot;

    (void)state;
    memset(&plot, 0, sizeof plot);
    plot.has_ident = LW_HAS_KINDS;
    plot.kinds[LW_KIND_MULTIROTOR] = 0.7;
    fly(14.0, 5.0);
    for (int k = 0; k < 12; k++)
        lw_kinds_learn(&target, &plot);
    look();
    const double of_one = kinds[LW_KIND_MULTIROTOR];
    fly(14.0, 5.0);
    for (int k = 0; k < 12; k++) {
        plot.sensor = (uint32_t)(k % 3);
        lw_kinds_learn(&target, &plot);
    }
    look();
    assert_true(kinds[LW_KIND_MULTIROTOR] > of_one);
    assert_true(kinds[LW_KIND_MULTIROTOR] < 0.999);
    /* more judges than there are places for */
    for (int k = 0; k < 100; k++) {
        plot.sensor = (uint32_t)k;
        lw_kinds_learn(&target, &plot);
    }
    look();
}

static void height_tells_airliners_from_birds(void **state)
{
    (void)state;
    fly(20.0, 40.0);
    target.mean.p[14] = 100.0;
    target.height_m = 10500.0;
    go_on(20.0, 40.0, 60.0);
    look();
    assert_true(kinds[LW_KIND_BIRD] + kinds[LW_KIND_MULTIROTOR] < 0.15);
    /* that nobody measured says nothing */
    fly(20.0, 40.0);
    look();
    const double bird = kinds[LW_KIND_BIRD];
    target.height_m = 10500.0;
    target.mean.p[14] = 1e10;
    go_on(20.0, 40.0, 60.0);
    look();
    assert_near(kinds[LW_KIND_BIRD], bird, 0.02);
}

static void each_notice_counts_once(void **state)
{
    struct lw_kind_evidence before;

    (void)state;
    fly(14.0, 2.0);
    before = target.kind;
    lw_kinds_watch(&target, &site); /* a tick, and nothing new */
    assert_memory_equal(&before, &target.kind, sizeof before);
    target.update_ns += 1000000000;
    target.existence = 0.5; /* it may not even be there */
    lw_kinds_watch(&target, &site);
    assert_memory_equal(&before, &target.kind, sizeof before);
    target.existence = 0.99;
    lw_kinds_watch(&target, &site);
    assert_memory_not_equal(&before, &target.kind, sizeof before);
}

/* A day in the air makes nothing overflow, and nothing certain. */
static void a_long_life_stays_a_judgement(void **state)
{
    (void)state;
    fly(45.0, 1.0);
    for (int hour = 0; hour < 24; hour++) {
        go_on(45.0, 1.0, 3600.0);
        heard(100.0, 3600);
        echo(-8.0, 3600);
        judge(LW_KIND_PISTON, 0.9, 3600);
    }
    assert_int_equal(likeliest(), LW_KIND_PISTON);
    assert_true(kinds[LW_KIND_PISTON] < 0.9999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_always_sum_to_one),
        cmocka_unit_test(without_judgement_it_is_unknown),
        cmocka_unit_test(a_repeated_judgement_is_believed),
        cmocka_unit_test(no_judgement_becomes_certainty),
        cmocka_unit_test(a_judgement_of_nothing_changes_nothing),
        cmocka_unit_test(what_flies_fast_is_no_bird),
        cmocka_unit_test(what_hovers_is_no_airliner),
        cmocka_unit_test(an_uncertain_speed_says_less),
        cmocka_unit_test(pitch_tells_rotors_and_pistons_apart),
        cmocka_unit_test(a_pitch_of_nothing_says_nothing),
        cmocka_unit_test(a_transmitter_has_no_pitch),
        cmocka_unit_test(what_is_heard_is_no_bird),
        cmocka_unit_test(an_echo_tells_large_from_small),
        cmocka_unit_test(names_tell_who_may_carry_them),
        cmocka_unit_test(what_drifts_with_the_wind_may_be_a_balloon),
        cmocka_unit_test(several_judges_are_believed_more_than_one),
        cmocka_unit_test(height_tells_airliners_from_birds),
        cmocka_unit_test(each_notice_counts_once),
        cmocka_unit_test(a_long_life_stays_a_judgement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
