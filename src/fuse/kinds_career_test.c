/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Careers of every kind, flown and sensed at random: whether what is called
 * 0.8 a multirotor is one in eight of ten.
 *
 * The careers know nothing of the tables in kinds.c: they fly by the figures of
 * doc/domain.md and the sources of doc/kinds.md, mostly spread evenly where
 * the tables have bells. How many there are of each kind is the prior's share:
 * that is what a prior means.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fuse.h"
#include "near.h"
#include "random.h"

enum { CAREERS = 20000 };

/* The same as in kinds.c: of which the world is made. */
static const double share[LW_KINDS] = {0.16, 0.08, 0.14, 0.05, 0.07,
                                       0.12, 0.16, 0.02, 0.20};

static uint64_t seed;

static double even(double from, double to)
{
    return random_between(&seed, from, to);
}

static bool chance(double p)
{
    return even(0.0, 1.0) < p;
}

static double normal(void)
{
    return random_normal(&seed);
}

static double wide(double from, double to)
{
    return from * exp(even(0.0, log(to / from)));
}

/* ---- how it flies ---- */

/* A way of flying, for a while. */
struct leg {
    double speed_mps; /* through the air */
    double turn_rad_s, climb_mps;
    double for_s;
};

struct flight {
    enum lw_kind kind;
    double height_m, course_rad, speed_mps;
    double cruise_mps; /* its own */
    bool busy;         /* works in one place, in its kind's way */
    struct leg leg;
};

static void start_small(struct flight *f)
{
    if (f->kind == LW_KIND_MULTIROTOR) {
        f->cruise_mps = even(6.0, 20.0);
        f->height_m = wide(20.0, 400.0);
        f->busy = chance(0.5);
    } else if (f->kind == LW_KIND_FIXED_WING) {
        f->cruise_mps = chance(0.7) ? even(13.0, 25.0) : even(22.0, 42.0);
        f->height_m = wide(60.0, 1200.0);
        f->busy = chance(0.4);
    } else { /* a bird: on its way, or circling for food */
        f->cruise_mps = fmax(12.5 + 3.0 * normal(), 6.0);
        f->height_m = wide(20.0, 1200.0);
        f->busy = chance(0.4);
    }
}

static void start_large(struct flight *f)
{
    if (f->kind == LW_KIND_PISTON) { /* one way, or with people */
        f->busy = chance(0.15);
        f->cruise_mps = chance(0.6) ? even(41.0, 52.0) : even(30.0, 75.0);
        f->height_m = chance(0.8) ? even(100, 1000) : even(1000, 3000);
    } else if (f->kind == LW_KIND_JET) { /* one way, cruise, with a pilot */
        const double which = even(0.0, 1.0);
        f->cruise_mps = which < 0.35  ? even(139.0, 167.0)
                        : which < 0.6 ? even(194.0, 250.0)
                                      : even(130.0, 290.0);
        f->height_m = which < 0.6 ? wide(50.0, 2000.0) : wide(200.0, 1e4);
    } else if (f->kind == LW_KIND_HELICOPTER) {
        f->busy = chance(0.3);
        f->cruise_mps = f->busy ? even(10.0, 40.0) : even(45.0, 78.0);
        f->height_m = wide(80.0, 1200.0);
    } else { /* an airliner: at an end of its way, or up there */
        const bool up = chance(0.5);
        f->cruise_mps = up ? even(200.0, 255.0) : even(65.0, 150.0);
        f->height_m = up ? even(7e3, 12.5e3) : even(200.0, 5000.0);
    }
}

/* What is none of the others: a paraglider, a kite, an airship, an ultralight;
 * or a track of things that do not belong together. */
static void start_other(struct flight *f)
{
    const int which = (int)even(0.0, 5.0);

    f->busy = which == 0 && chance(0.6);
    f->cruise_mps = which == 0   ? even(8.0, 13.0)
                    : which == 1 ? even(0.0, 1.0)
                    : which == 2 ? even(10.0, 25.0)
                    : which == 3 ? even(18.0, 38.0)
                                 : wide(1.0, 300.0);
    f->height_m = which == 1 ? even(20.0, 100.0) : wide(30.0, 3000.0);
    if (which == 4)
        f->height_m = wide(10.0, 1e4);
}

static void new_leg(struct flight *f)
{
    struct leg *leg = &f->leg;

    *leg = (struct leg){.speed_mps = f->cruise_mps, .for_s = even(10, 200)};
    if (f->kind != LW_KIND_BALLOON && chance(0.3))
        leg->climb_mps = even(-0.05, 0.05) * f->cruise_mps;
    switch (f->kind) {
    case LW_KIND_MULTIROTOR: /* goes, and stands; turns as it likes */
        leg->for_s = even(4.0, 60.0);
        leg->climb_mps = chance(0.2) ? even(-3.0, 4.0) : 0.0;
        leg->turn_rad_s = chance(0.3) ? even(-0.3, 0.3) : 0.0;
        if (f->busy && chance(0.6))
            leg->speed_mps = even(0.0, 1.0);
        if (chance(0.5))
            f->course_rad = even(0.0, 2.0 * LW_PI);
        break;
    case LW_KIND_FIXED_WING: /* bank of up to 30 degrees */
        if (f->busy || chance(0.3))
            leg->turn_rad_s = even(-5.6, 5.6) / f->cruise_mps;
        break;
    case LW_KIND_HELICOPTER:
        leg->turn_rad_s = chance(0.3) ? even(-0.05, 0.05) : 0.0;
        if (f->busy && chance(0.5))
            leg->speed_mps = even(0.0, 4.0);
        break;
    case LW_KIND_BIRD:
        leg->for_s = even(3.0, 40.0);
        leg->turn_rad_s = f->busy ? even(-0.5, 0.5) : even(-0.05, 0.05);
        leg->speed_mps *= even(0.85, 1.1);
        leg->climb_mps = even(-1.0, 1.5);
        break;
    case LW_KIND_BALLOON:
        leg->speed_mps = 0.0;
        leg->climb_mps = chance(0.5) ? even(3.0, 6.0) : even(-1.0, 1.0);
        leg->for_s = 1e4;
        break;
    case LW_KIND_PISTON:
    case LW_KIND_JET:
    case LW_KIND_AIRLINER:
        leg->for_s = even(60.0, 1500.0);
        if (chance(f->busy ? 0.5 : 0.1)) /* up to a standard turn */
            leg->turn_rad_s = even(-0.052, 0.052);
        if (f->kind == LW_KIND_AIRLINER && f->height_m < 6e3)
            leg->climb_mps = chance(0.5) ? even(-8.0, 12.0) : 0.0;
        break;
    case LW_KIND_UNKNOWN:
        leg->turn_rad_s = f->busy ? even(-0.3, 0.3) : even(-0.02, 0.02);
        break;
    }
}

static void start(struct flight *f, enum lw_kind kind)
{
    memset(f, 0, sizeof *f);
    f->kind = kind;
    f->course_rad = even(0.0, 2.0 * LW_PI);
    if (kind == LW_KIND_UNKNOWN)
        start_other(f);
    else if (kind == LW_KIND_BALLOON)
        f->height_m = wide(30.0, 1.5e4);
    else if (kind == LW_KIND_MULTIROTOR || kind == LW_KIND_FIXED_WING ||
             kind == LW_KIND_BIRD)
        start_small(f);
    else
        start_large(f);
    f->speed_mps = f->cruise_mps;
    new_leg(f);
}

/* One second; the velocity over ground, of which `wind` is the air's. */
static void fly(struct flight *f, const double wind[2], double v[3])
{
    const double quick = f->kind == LW_KIND_MULTIROTOR ? 3.0 : 1.5; /* m/s2 */

    f->leg.for_s -= 1.0;
    if (f->leg.for_s < 0.0)
        new_leg(f);
    f->speed_mps += fmax(fmin(f->leg.speed_mps - f->speed_mps, quick), -quick);
    f->course_rad += f->leg.turn_rad_s;
    f->height_m = fmax(f->height_m + f->leg.climb_mps, 10.0);
    v[0] = f->speed_mps * sin(f->course_rad);
    v[1] = f->speed_mps * cos(f->course_rad);
    v[2] = f->leg.climb_mps;
    if (f->kind == LW_KIND_MULTIROTOR && f->speed_mps < 1.5)
        return; /* it holds its place */
    if (f->kind == LW_KIND_UNKNOWN && f->cruise_mps < 1.0)
        return; /* it is tied */
    v[0] += wind[0];
    v[1] += wind[1];
}

/* ---- how it is sensed ---- */

static struct lw_target target;
static struct lw_site site;

/* Of one aircraft, dBsm, before its echo fades. */
static double echo_of(enum lw_kind kind)
{
    static const double from_to[LW_KINDS][2] = {
        {-27, -11}, {-26, -8},  {-16, 2},  {-10, 10}, {0, 12},
        {8, 26},    {-34, -16}, {-28, -5}, {-35, 20}};

    return even(from_to[kind][0], from_to[kind][1]);
}

/* What it sounds like, Hz, or 0: like nothing. */
static double pitch_of(enum lw_kind kind)
{
    switch (kind) {
    case LW_KIND_MULTIROTOR: /* two blades, 3,000 to 11,000 a minute */
        return wide(100.0, 370.0);
    case LW_KIND_FIXED_WING: /* electric, or a small two-stroke */
        return wide(70.0, 300.0);
    case LW_KIND_PISTON:
        return wide(55.0, 230.0);
    case LW_KIND_HELICOPTER:
        return wide(11.0, 32.0);
    case LW_KIND_JET:
    case LW_KIND_AIRLINER: /* what the ear or the box makes of a roar */
        return wide(20.0, 2000.0);
    case LW_KIND_BIRD:
    case LW_KIND_BALLOON:
        return 0.0;
    case LW_KIND_UNKNOWN:
        return chance(0.5) ? wide(30.0, 1000.0) : 0.0;
    }
    return 0.0;
}

struct senses {
    double period_s, speed_sd, height_sd;
    double rcs_dbsm, pitch_hz;
    bool echo, sound, judge, named;
    enum lw_kind seen_as;
    double surely;
    double error[3]; /* of the velocity, as the filter has it */
};

static void sense(struct senses *s, enum lw_kind kind, double senses)
{
    /* microphones reach 150..500 m to a multirotor, 3..5 km to a piston */
    static const double ears[LW_KINDS] = {0.4, 0.5, 1.0, 1.0, 1.0,
                                          0.8, 0.0, 0.0, 0.7};

    memset(s, 0, sizeof *s);
    s->period_s = wide(1.0, 5.0);
    s->speed_sd = wide(0.4, 8.0);
    s->height_sd = chance(0.6) ? wide(10.0, 100.0) : 300.0;
    s->echo = chance(0.4 * senses);
    s->sound = chance(0.4 * senses * ears[kind]);
    s->judge = chance(0.4 * senses);
    s->named = chance(0.4 * senses);
    s->rcs_dbsm = echo_of(kind);
    s->pitch_hz = pitch_of(kind);
    /* one that errs on an aircraft errs on it for good */
    s->seen_as = chance(0.8) ? kind : (enum lw_kind)(int)even(0.0, 8.0);
    s->surely = even(0.35, 0.9);
    for (int i = 0; i < 3; i++)
        s->error[i] = s->speed_sd * normal();
}

/* Which names its kind carries, for a receiver that would hear them. */
static void name(enum lw_kind kind)
{
    static const double transponder[LW_KINDS] = {0.0,   0.0, 0.45, 0.3, 0.9,
                                                 0.995, 0.0, 0.1,  0.03};
    static const double remote_id[LW_KINDS] = {0.4, 0.25, 0.0, 0.0, 0.0,
                                               0.0, 0.0,  0.0, 0.01};

    if (chance(transponder[kind]))
        target.has_ident |= LW_HAS_ICAO | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;
    if (chance(remote_id[kind]))
        target.has_ident |= LW_HAS_REMOTE_ID;
}

static void report(const struct senses *s)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    plot.type = LW_REPORT_POLAR;
    if (s->echo) { /* an echo fades: exponential in power */
        plot.has |= LW_HAS_RCS;
        plot.rcs_dbsm =
            (float)(s->rcs_dbsm + 10.0 * log10(-log(even(0.0, 1.0))));
    }
    if (s->judge && chance(0.5)) {
        plot.has_ident |= LW_HAS_KINDS;
        plot.kinds[chance(0.85) ? (int)s->seen_as : (int)even(0, 8)] =
            s->surely;
    }
    lw_kinds_learn(&target, &plot);
    memset(&plot, 0, sizeof plot);
    if (!s->sound || !(s->pitch_hz > 0.0))
        return;
    plot.type = LW_REPORT_BEARING;
    plot.sound = true;
    plot.sensor = 1;
    plot.has = LW_HAS_F0;
    plot.f0_hz = (float)s->pitch_hz;
    if (chance(0.25)) /* a wrong harmonic */
        plot.f0_hz *= chance(0.5) ? 2.0f : 0.5f;
    if (chance(0.1)) /* another sound */
        plot.f0_hz = (float)wide(20.0, 2000.0);
    lw_kinds_learn(&target, &plot);
}

/* What the filter makes of its motion: its error changes within ten of its
 * own updates, and so does its estimate of a turn lag. */
static void watch(const struct flight *f, struct senses *s, const double v[3],
                  double t)
{
    const double keep = exp(-s->period_s / (6.0 * s->period_s));

    for (int i = 0; i < 3; i++) {
        s->error[i] = keep * s->error[i] +
                      sqrt(1.0 - keep * keep) * s->speed_sd * normal();
        target.mean.x[3 + i] = v[i] + s->error[i];
        target.mean.p[21 + 7 * i] = s->speed_sd * s->speed_sd;
    }
    if (s->height_sd > 200.0) { /* nobody measures it */
        target.mean.x[5] = 0.0;
        target.mean.p[35] = 16.0;
        target.height_m = 150.0;
    } else {
        target.height_m = f->height_m + s->height_sd * normal();
    }
    target.mean.p[14] = s->height_sd * s->height_sd;
    target.update_ns = (int64_t)(t * 1e9);
    lw_kinds_watch(&target, &site);
}

/* One career; how it is judged in the end. */
static void career(enum lw_kind kind, double senses, double kinds[LW_KINDS])
{
    struct flight f;
    struct senses s;
    const double last_s = wide(15.0, 900.0);
    double wind[2], next_s = 0.0;

    start(&f, kind);
    sense(&s, kind, senses);
    memset(&target, 0, sizeof target);
    for (int i = 0; i < 3; i++)
        target.axes[4 * i] = 1.0;
    target.existence = 0.99;
    /* the site tells of its wind or not; up there it is another */
    for (int i = 0; i < 2; i++) {
        site.air.wind_mps[i] = 4.0 * normal();
        wind[i] = (1.0 + 0.2 * log10(1.0 + f.height_m / 10.0)) *
                      site.air.wind_mps[i] +
                  1.5 * normal();
    }
    if (chance(0.5))
        site.air.wind_mps[0] = site.air.wind_mps[1] = 0.0;
    if (s.named)
        name(kind);
    for (double t = 1.0; t < last_s; t += 1.0) {
        double v[3];
        fly(&f, wind, v);
        if (t < next_s)
            continue;
        next_s = t + s.period_s;
        watch(&f, &s, v, t);
        report(&s);
    }
    lw_kinds_of(&target, kinds);
}

/* ---- reliability ---- */

enum { BINS = 7 };
static const double bin_from[BINS + 1] = {0.0, 0.05, 0.2, 0.4,
                                          0.6, 0.8,  0.9, 1.01};

struct reliability {
    double said[BINS];
    int of[BINS], were[BINS];
};

static void count(struct reliability *r, double said, bool was)
{
    int b = 0;

    while (said >= bin_from[b + 1])
        b++;
    r->said[b] += said;
    r->of[b]++;
    r->were[b] += was;
}

static enum lw_kind drawn(void)
{
    double u = even(0.0, 1.0);
    int k = 0;

    while (k < LW_KIND_UNKNOWN && u >= share[k])
        u -= share[k++];
    return (enum lw_kind)k;
}

/* How far apart what was said and what was are, at most and on the average, of
 * chances worth telling: bins of so many. */
static double worst(const struct reliability *r, int least)
{
    double most = 0.0;

    for (int b = 1; b < BINS; b++)
        if (r->of[b] >= least)
            most = fmax(most, fabs(r->said[b] - r->were[b]) / r->of[b]);
    return most;
}

static double mean_error(const struct reliability *r)
{
    double sum = 0.0, of = 0.0;

    for (int b = 1; b < BINS; b++) {
        sum += fabs(r->said[b] - r->were[b]);
        of += r->of[b];
    }
    return of > 0.0 ? sum / of : 0.0;
}

static void show(const char *of, const struct reliability *r)
{
    for (int b = 0; b < BINS; b++)
        if (r->of[b] > 0)
            print_message("# %-10s said %.3f, were %.3f of %d\n", of,
                          r->said[b] / r->of[b], (double)r->were[b] / r->of[b],
                          r->of[b]);
}

static struct reliability all, each[LW_KINDS];
static int right;

static void many_careers(uint64_t first_seed, double senses)
{
    memset(&all, 0, sizeof all);
    memset(each, 0, sizeof each);
    right = 0;
    for (int n = 0; n < CAREERS; n++) {
        double kinds[LW_KINDS], sum = 0.0;
        int most = 0;
        seed = first_seed + (uint64_t)n * 1000003u;
        const enum lw_kind kind = drawn();
        career(kind, senses, kinds);
        for (int k = 0; k < LW_KINDS; k++) {
            assert_true(kinds[k] > 0.0 && kinds[k] < 1.0);
            sum += kinds[k];
            count(&all, kinds[k], k == (int)kind);
            count(&each[k], kinds[k], k == (int)kind);
            if (kinds[k] > kinds[most])
                most = k;
        }
        assert_near(sum, 1.0, 1e-9);
        right += most == (int)kind;
    }
    show("any", &all);
    for (int k = 0; k < LW_KINDS; k++)
        show(lw_kind_name((enum lw_kind)k), &each[k]);
    print_message("# the likeliest is right: %.3f\n", (double)right / CAREERS);
}

/* 20,000 careers: a bin of 300 has a standard deviation of 0.03 by chance. */
static void what_is_called_likely_is_as_often_so(void **state)
{
    (void)state;
    many_careers(1, 1.0);
    assert_true(worst(&all, 300) < 0.10);
    assert_true(mean_error(&all) < 0.04);
    for (int k = 0; k < LW_KIND_UNKNOWN; k++) {
        assert_true(mean_error(&each[k]) < 0.15);
        /* what is told for near certain is, of every kind */
        const struct reliability *r = &each[k];
        const int top = BINS - 1;
        assert_true(r->of[top] < 20 ||
                    (double)r->were[top] / r->of[top] > 0.90);
    }
    assert_true(right > 0.6 * CAREERS);
}

/* No echo, no sound, no judgement, no name: by motion alone. */
static void by_motion_alone_it_is_as_honest(void **state)
{
    (void)state;
    many_careers(5, 0.0);
    assert_true(worst(&all, 300) < 0.15);
    assert_true(mean_error(&all) < 0.05);
    assert_true(right > 0.5 * CAREERS);
}

/* The more is sensed of them, the more are known. */
static void more_senses_know_more(void **state)
{
    (void)state;
    many_careers(9, 0.0);
    const int blind = right;
    many_careers(9, 2.0);
    assert_true(right > blind + CAREERS / 10);
    assert_true(worst(&all, 300) < 0.12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_called_likely_is_as_often_so),
        cmocka_unit_test(by_motion_alone_it_is_as_honest),
        cmocka_unit_test(more_senses_know_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
