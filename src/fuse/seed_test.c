/* SPDX-License-Identifier: Apache-2.0 */
/* Lone plots, and the pairs that they make: by hand, and in clutter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "base/matrix.h"
#include "near.h"

static const double sd = 20.0;
/* What a seed is said to be worth here. */
static const double worth = 0.01;

/* One radar that looks every second, another every four. */
static void begin_sized(uint64_t seed, uint32_t tracks_max,
                        uint32_t reports_max)
{
    scene_init(&sc, seed, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 1.0;
    struct lw_sensor *slow = scene_sensor(&sc, LW_SENSOR_RADAR, 900, 0, 10);
    slow->false_reports = 1.0;
    slow->period_s = 4.0;
    bare_open(tracks_max, reports_max);
}

static int begin(void **state)
{
    (void)state;
    begin_sized(1, 40, 64);
    return 0;
}

/* All anew, within a test. */
static void again_sized(uint64_t seed, uint32_t tracks_max,
                        uint32_t reports_max)
{
    assert_null(bare_flaw(trk, imms));
    scene_end(&sc);
    begin_sized(seed, tracks_max, reports_max);
}

static void again(void)
{
    again_sized(1, 40, 64);
}

static uint32_t slot_of(const struct lw_plot *plot)
{
    return (uint32_t)(plot - trk->plot);
}

static struct lw_plot *plot_of(uint32_t sensor, double t, double x, double y)
{
    const double xyz[3] = {x, y, 150.0};
    const struct lw_report r = bare_position(&sc, sensor, t, xyz, sd);

    return bare_plot(&sc, 0, &r);
}

/* A plot that no track claims, among false ones of a density a square metre. */
static struct lw_seed *sow_in(double density, uint32_t sensor, double t,
                              double x, double y)
{
    const uint32_t slot = slot_of(plot_of(sensor, t, x, y));

    lw_seed_sow(trk, slot, worth, 1.0, density, 0);
    assert_true(trk->seed[slot].kept);
    return &trk->seed[slot];
}

static const double clear = 1e-8;

static struct lw_seed *sow(uint32_t sensor, double t, double x, double y)
{
    return sow_in(clear, sensor, t, x, y);
}

/* The only live target. */
static struct lw_target *only(void)
{
    struct lw_target *found = NULL;

    assert_int_equal(bare_alive(trk), 1);
    for (uint32_t i = 0; i < trk->targets_max; i++)
        if (trk->target[i].alive)
            found = &trk->target[i];
    return found;
}

/* Two plots, `away` apart in `dt`: how much likelier they are one aircraft than
 * the second one false. By hand: over three speeds, a normal distribution each,
 * after looks of a sensor (so long apart) that did not see it. */
static double weight(double away, double dt, double period_s, double density)
{
    double sum = 0.0, left = worth;

    for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
        const double speed = lw_birth_speed[s].sd_mps;
        const double var =
            2.0 * sd * sd + speed * speed * dt * dt + dt * dt * dt / 3.0;
        sum += lw_birth_speed[s].weight * exp(-0.5 * away * away / var) /
               (2.0 * LW_PI * var);
    }
    for (double t = 1.5 * period_s; t < dt; t += period_s)
        left *= 1.0 - 0.9 * 0.9;
    return left * 0.9 * sum / density;
}

static void a_lone_plot_begins_nothing_and_is_kept(void **state)
{
    const struct lw_seed *seed = sow(0, 0.0, 1000.0, 500.0);

    (void)state;
    assert_int_equal(bare_alive(trk), 0);
    assert_int_equal(trk->seeds, 1);
    assert_near(seed->existence, worth, 1e-12);
    assert_near(seed->lone, 1.0, 1e-12);
    assert_false(lw_tracker_idle(trk));
    /* far away, and long ago for so little: nothing to do with it */
    const struct lw_seed *other = sow(0, 1.0, -3000.0, 500.0);
    assert_int_equal(bare_alive(trk), 0);
    assert_near(other->existence, worth, 1e-6 * worth);
}

static void two_plots_begin_a_track_as_likely_as_they_fit(void **state)
{
    (void)state;
    for (double dt = 0.5; dt < 4.0; dt += 0.5)
        for (double away = 0.0; away < 500.0; away += 45.0) {
            again();
            struct lw_seed *first = sow(0, 0.0, 1000.0, 500.0);
            struct lw_seed *second = sow(0, dt, 1000.0 + away, 500.0);
            const double w =
                weight(away, dt, 1.0, clear) *
                lw_trust_share(trk, 0, scene_time(dt), scene_time(0.0));
            if (w < 2e-4) {
                assert_true(bare_alive(trk) <= 1);
                continue;
            }
            const struct lw_target *t = only();
            assert_near(t->existence, w / (1.0 + w), 1e-3 * w / (1.0 + w));
            /* what it takes of existence, it takes from its seeds */
            assert_near(first->existence, worth / (1.0 + w),
                        1e-3 * worth / (1.0 + w));
            assert_near(second->existence, worth / (1.0 + w),
                        1e-3 * worth / (1.0 + w));
            assert_near(first->lone, 1.0 / (1.0 + w), 1e-3 / (1.0 + w));
            assert_near(second->lone, 1.0 / (1.0 + w), 1e-3 / (1.0 + w));
            assert_null(bare_flaw(trk, imms));
        }
}

static void it_is_noted_as_seen_twice(void **state)
{
    (void)state;
    sow(0, 3.0, 1000.0, 500.0);
    sow(1, 4.0, 1020.0, 510.0);
    const struct lw_target *t = only();
    assert_int_equal(t->status, LW_TRACK_TENTATIVE);
    assert_true(t->first_ns == scene_time(3.0));
    assert_true(t->update_ns == scene_time(4.0));
    assert_true(t->state_ns == scene_time(4.0));
    assert_near(t->updates, 2.0, 0.0);
    assert_true(t->placed);
    assert_int_equal(t->hypotheses, 1);
    assert_int_equal(t->feeds, 2);
    assert_int_equal(t->feed[0].sensor, 1);
    assert_int_equal(t->feed[1].sensor, 0);
    assert_int_equal(lw_grid_find(&trk->grid, 1020.0, 510.0, 1.0, trk->found,
                                  trk->targets_max),
                     1);
}

/* Place and speed are those of two points, with the prior of speed. */
static void the_state_is_that_of_two_points(void **state)
{
    const double away = 60.0, dt = 2.0;
    double place = 0.0, speed = 0.0, sum = 0.0;

    (void)state;
    sow(0, 0.0, 1000.0, 500.0);
    sow(0, dt, 1000.0 + away, 500.0);
    const struct lw_target *t = only();
    for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
        const double v2 = pow(lw_birth_speed[s].sd_mps, 2.0);
        const double before = sd * sd + v2 * dt * dt + dt * dt * dt / 3.0;
        const double var = before + sd * sd;
        const double w =
            lw_birth_speed[s].weight * exp(-0.5 * away * away / var) / var;
        sum += w;
        place += w * before / var * away;
        speed += w * (v2 * dt + 0.5 * dt * dt) / var * away;
    }
    assert_near(t->mean.x[0], 1000.0 + place / sum, 0.1);
    assert_near(t->mean.x[1], 500.0, 0.1);
    assert_near(t->mean.x[3], speed / sum, 0.1);
    assert_near(t->mean.x[4], 0.0, 0.1);
    assert_true(speed / sum > 5.0 && speed / sum < away / dt);
}

static double normal(double of_sd)
{
    return of_sd * scene_normal(&sc);
}

/* Aircraft drawn from the prior, with noise as said: on the mean, the error
 * squared by its covariance is the number of dimensions. */
static void what_pairs_make_comes_true(void **state)
{
    enum { PAIRS = 4000 };
    double sum = 0.0;
    int n = 0;

    (void)state;
    for (int k = 0; k < PAIRS; k++) {
        const double which = (k + 0.5) / PAIRS;
        const int s = which < 0.4 ? 0 : which < 0.8 ? 1 : 2;
        const double dt = 1.0 + 0.25 * (k % 5);
        double x[LW_STATE], d[LW_STATE], p[LW_STATE * LW_STATE];
        again_sized((uint64_t)k, 10, 64);
        for (int i = 0; i < 3; i++) {
            const double climb = fmin(4.0, lw_birth_speed[s].sd_mps);
            x[i] = i < 2 ? 1000.0 : 160.0 + normal(300.0);
            x[3 + i] = normal(i < 2 ? lw_birth_speed[s].sd_mps : climb);
        }
        sow(0, 0.0, x[0] + normal(sd), x[1] + normal(sd));
        for (int i = 0; i < 3; i++) {
            /* white acceleration of density 1 */
            const double a = normal(sqrt(dt)), b = normal(sqrt(dt / 12.0)) * dt;
            x[i] += dt * x[3 + i] + 0.5 * dt * a + b;
            x[3 + i] += a;
        }
        sow(0, dt, x[0] + normal(sd), x[1] + normal(sd));
        if (bare_alive(trk) == 1) {
            const struct lw_gauss *mean = &only()->mean;
            for (int i = 0; i < LW_STATE; i++)
                d[i] = x[i] - mean->x[i];
            memcpy(p, mean->p, sizeof p);
            assert_true(lw_cholesky(p, LW_STATE));
            sum += lw_cholesky_mahalanobis2(p, LW_STATE, d);
            n++;
        }
    }
    assert_true(n > PAIRS * 9 / 10);
    assert_near(sum / n, 6.0, 0.4);
}

static void plots_of_one_look_never_pair(void **state)
{
    (void)state;
    for (int k = 0; k < 10; k++)
        sow(0, 5.0, 1000.0 + 4.0 * k, 500.0);
    assert_int_equal(bare_alive(trk), 0);
    assert_int_equal(trk->seeds, 10);
    /* another sensor at the same time does */
    sow(1, 5.0, 1000.0, 500.0);
    assert_true(bare_alive(trk) > 0);
}

/* Whichever of the two comes first, the track is the same. */
static void a_late_plot_pairs_the_other_way_about(void **state)
{
    struct lw_gauss mean[2];
    double existence[2], first[2];

    (void)state;
    for (int late = 0; late < 2; late++) {
        again();
        for (int k = 0; k < 2; k++)
            if (k == late)
                sow(0, 1.0, 1000.0, 500.0);
            else
                sow(0, 2.5, 1050.0, 520.0);
        const struct lw_target *t = only();
        mean[late] = t->mean;
        existence[late] = t->existence;
        first[late] = lw_seconds(t->first_ns, scene_time(0.0));
        assert_true(t->state_ns == scene_time(2.5));
        assert_true(t->update_ns == scene_time(2.5));
        assert_true(lw_target_fed_ns(only(), 0) == scene_time(2.5));
    }
    assert_near(existence[0], existence[1], 1e-12);
    assert_near(first[0], 1.0, 1e-9);
    assert_near(first[1], 1.0, 1e-9);
    assert_memory_equal(&mean[0], &mean[1], sizeof mean[0]);
}

/* So many looks of its sensor, at least a little, and at most a minute. */
static void seeds_are_kept_for_some_looks(void **state)
{
    static const double period[] = {0.1, 1.0, 4.0, 10.0, 30.0, 0.0};
    static const double kept[] = {2.0, 2.2, 8.8, 22.0, 60.0, 20.0};

    (void)state;
    for (int k = 0; k < 6; k++) {
        again();
        sc.sensor[0].period_s = period[k];
        sow(0, 10.0, 1000.0, 500.0);
        lw_seed_expire(trk, scene_time(10.0 + kept[k] - 0.05));
        assert_int_equal(trk->seeds, 1);
        lw_seed_expire(trk, scene_time(10.0 + kept[k] + 0.05));
        assert_int_equal(trk->seeds, 0);
        assert_null(bare_flaw(trk, imms));
        assert_true(lw_tracker_idle(trk));
        /* what it was for all we know, a false report, is learnt */
        assert_near(trk->sensor[0].false_count[0], 1.0, 1e-9);
    }
}

static void an_expired_seed_pairs_no_more(void **state)
{
    (void)state;
    sow(0, 0.0, 1000.0, 500.0);
    lw_seed_expire(trk, scene_time(3.0));
    sow(0, 3.0, 1000.0, 500.0);
    assert_int_equal(bare_alive(trk), 0);
}

/* Of a pair that became a track, only the rest counts as false. */
static void what_became_a_track_was_no_false_report(void **state)
{
    (void)state;
    sow(0, 0.0, 1000.0, 500.0);
    sow(0, 1.0, 1010.0, 500.0);
    const double left = 1.0 / (1.0 + weight(10.0, 1.0, 1.0, clear));
    assert_true(left < 0.1);
    lw_seed_expire(trk, scene_time(10.0));
    assert_near(trk->sensor[0].false_count[0], 2.0 * left, 0.01 * left);
}

/* When no slot is free the oldest seeds go, one for each; what is in an open
 * look cannot. */
static void a_full_pool_lets_the_oldest_go(void **state)
{
    const uint32_t max = trk->cfg.reports_max;

    (void)state;
    for (uint32_t k = 0; k < max; k++)
        sow(0, 0.01 * k, -4000.0 + 100.0 * k, 4000.0 - 3000.0 * (k % 3));
    assert_int_equal(trk->seeds, max);
    assert_true(trk->free_plot < 0);
    for (uint32_t k = 0; k < 3 * max; k++) {
        const struct lw_plot *oldest =
            &trk->plot[trk->seed_queue[trk->seed_first]];
        const int64_t was_ns = oldest->meas_ns;
        sow(0, 1.0 + 0.01 * k, -4000.0 + 100.0 * (k % max),
            4000.0 - 3000.0 * (k % 3));
        assert_int_equal(trk->seeds, max);
        assert_null(bare_flaw(trk, imms));
        const struct lw_plot *next =
            &trk->plot[trk->seed_queue[trk->seed_first]];
        assert_true(next->meas_ns > was_ns);
    }
    for (uint32_t k = 0; k < max; k++)
        assert_true(lw_seed_evict(trk));
    assert_false(lw_seed_evict(trk));
    assert_int_equal(trk->seeds, 0);
}

/* Through the interface: looks of as many plots as the pool holds. */
static void looks_larger_than_the_pool_lose_no_slot(void **state)
{
    const uint32_t max = trk->cfg.reports_max;

    (void)state;
    for (int t = 0; t < 8; t++) {
        for (uint32_t k = 0; k < max + 5; k++) {
            const double xyz[3] = {-4000.0 + 100.0 * k, 300.0 * t, 150.0};
            const struct lw_report r = bare_position(&sc, 0, t, xyz, sd);
            assert_int_equal(lw_tracker_report(trk, &r, scene_time(t)),
                             k < max ? 0 : LW_ERR_NO_SPACE);
            if (k % 8 == 0)
                assert_null(bare_flaw(trk, imms));
        }
        assert_int_equal(trk->seeds, 0);
        lw_tracker_advance(trk, scene_time(t + 0.9));
        const struct lw_report look = scene_report(&sc, 0, LW_REPORT_LOOK, t);
        assert_int_equal(lw_tracker_report(trk, &look, scene_time(t + 0.9)), 0);
        assert_null(bare_flaw(trk, imms));
    }
    lw_tracker_advance(trk, scene_time(500.0));
    assert_int_equal(trk->seeds, 0);
    assert_null(bare_flaw(trk, imms));
    assert_true(lw_tracker_idle(trk));
}

/* What is refused for want of room leaves no look open, which would count as
 * one that saw nothing. */
static void what_finds_no_room_opens_no_look(void **state)
{
    const uint32_t max = trk->cfg.reports_max;
    const double xyz[3] = {300.0, 300.0, 150.0};

    (void)state;
    for (uint32_t k = 0; k < max; k++) {
        const struct lw_report r = bare_position(&sc, 0, 1.0, xyz, sd);
        assert_int_equal(lw_tracker_report(trk, &r, scene_time(1.0)), 0);
    }
    const struct lw_report r = bare_position(&sc, 1, 1.0, xyz, sd);
    assert_int_equal(lw_tracker_report(trk, &r, scene_time(1.0)),
                     LW_ERR_NO_SPACE);
    assert_true(trk->sensor[0].open);
    assert_false(trk->sensor[1].open);
    assert_null(bare_flaw(trk, imms));
}

/* How far a plot looks for its like: trk->found[] as far as it was written. */
static uint32_t asked(void)
{
    const uint32_t max = trk->cfg.reports_max;
    uint32_t n = 0;

    while (n < max && trk->found[n] != UINT32_MAX)
        n++;
    return n;
}

static void clutter(double wide, uint32_t seeds, double t, double density)
{
    for (uint32_t k = 0; k < seeds; k++) {
        const uint32_t slot =
            slot_of(plot_of(0, t, wide * (scene_even(&sc) - 0.5),
                            wide * (scene_even(&sc) - 0.5)));
        lw_seed_sow(trk, slot, worth, 1.0, density, 0);
    }
}

/* A plot among ever more false ones, of which the sensor knows: it asks ever
 * nearer ones, about as many, and makes no more of them than a few. */
static void density_bounds_the_number_of_pairs(void **state)
{
    enum { SEEDS = 4000, TRIES = 20 };
    double most = 0.0;

    (void)state;
    for (double wide = 100e3; wide > 3e3; wide *= 0.7) {
        const double density = SEEDS / (wide * wide);
        double mean = 0.0, born = 0.0;
        again_sized(7, 2000, 8192);
        clutter(wide, SEEDS, 0.0, density);
        assert_int_equal(bare_alive(trk), 0);
        for (int k = 0; k < TRIES; k++) {
            const uint32_t before = bare_alive(trk);
            double sum = 0.0;
            memset(trk->found, 0xff, trk->cfg.reports_max * sizeof *trk->found);
            sow_in(density, 0, 1.0 + 0.01 * k,
                   0.3 * wide * (scene_even(&sc) - 0.5),
                   0.3 * wide * (scene_even(&sc) - 0.5));
            mean += (double)asked() / TRIES;
            born += (double)(bare_alive(trk) - before) / TRIES;
            assert_true(bare_alive(trk) - before <= 6);
            for (uint32_t i = 0; i < trk->targets_max; i++)
                if (trk->target[i].alive) {
                    sum += trk->target[i].existence;
                    lw_target_end(trk, i, scene_time(2.0));
                }
            assert_true(sum <= 1.0);
        }
        most = fmax(most, mean);
        assert_true(born < 6.0);
    }
    print_message("# asked at most %.1f seeds of 4000, on the mean\n", most);
    assert_true(most < 40.0);
}

/* How far to look is worked out for round plots; long thin ones, as of a radar
 * far away, are not overlooked where they matter. By hand: along, across and
 * above. */
static void no_likely_pair_is_overlooked(void **state)
{
    const double range = 4000.0, range_sd = 15.0;
    const double az_sd = 1.0 * LW_DEG, el_sd = 0.2 * LW_DEG;
    int likely = 0;

    (void)state;
    for (int n = 0; n < 3000; n++) {
        const double dt = 0.5 + 1.5 * scene_even(&sc);
        const double density = pow(10.0, -9.0 + 5.0 * scene_even(&sc));
        const double along = 150.0 * scene_normal(&sc);
        const double across = 250.0 * scene_normal(&sc);
        double w = 0.0;
        again_sized((uint64_t)n + 1000, 10, 64);
        for (int k = 0; k < 2; k++) {
            struct lw_report r = scene_report(&sc, 0, LW_REPORT_POLAR, k * dt);
            r.range_m = range + k * along;
            r.az_rad = 1.0 + k * across / range;
            r.el_rad = 0.05;
            r.has = LW_HAS_EL | LW_HAS_SD_RANGE | LW_HAS_SD_AZ | LW_HAS_SD_EL;
            r.sd.range_m = range_sd;
            r.sd.az_rad = az_sd;
            r.sd.el_rad = el_sd;
            lw_seed_sow(trk, slot_of(bare_plot(&sc, 0, &r)), worth, 1.0,
                        density / 30.0 * range * range, 0);
        }
        for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
            const double run = lw_birth_speed[s].sd_mps * dt;
            const double grown = run * run + dt * dt * dt / 3.0;
            const double a = 2.0 * range_sd * range_sd + grown;
            const double b = 2.0 * pow(range * az_sd, 2.0) + grown;
            const double climb = fmin(4.0, lw_birth_speed[s].sd_mps) * dt;
            const double c = 2.0 * pow(range * el_sd, 2.0) + climb * climb +
                             dt * dt * dt / 3.0;
            w += lw_birth_speed[s].weight *
                 exp(-0.5 * (along * along / a + across * across / b)) /
                 sqrt(8.0 * LW_PI * LW_PI * LW_PI * a * b * c);
        }
        w *= 0.9 * worth * 30.0 / density * (dt > 1.5 ? 1.0 - 0.9 * 0.9 : 1.0);
        if (w > 5e-3) {
            likely++;
            const double got = only()->existence;
            /* by hand, space is straight */
            assert_near(log(got / (1.0 - got)), log(w), 1.0);
        } else if (w < 0.5e-4) {
            assert_int_equal(bare_alive(trk), 0);
        }
    }
    assert_true(likely > 500 && likely < 2500);
}

/* Of many that it may belong to, the likeliest. */
static void the_likeliest_of_many_are_taken(void **state)
{
    enum { SEEDS = 15, TAKEN = 6 };
    double total = 0.0, want = 0.0, got = 0.0;
    uint32_t born = 0;

    (void)state;
    for (int k = 0; k < SEEDS; k++) {
        const double away = 20.0 + 5.0 * ((k * 7) % SEEDS);
        sow(0, 0.0, 1000.0 + (k % 2 ? away : -away), 500.0);
        total += weight(away, 1.0, 1.0, clear);
    }
    assert_int_equal(bare_alive(trk), 0);
    sow(0, 1.0, 1000.0, 500.0);
    for (int k = 0; k < TAKEN; k++)
        want += weight(20.0 + 5.0 * k, 1.0, 1.0, clear) / (1.0 + total);
    for (uint32_t i = 0; i < trk->targets_max; i++)
        if (trk->target[i].alive) {
            got += trk->target[i].existence;
            born++;
        }
    assert_int_equal(born, TAKEN);
    assert_near(got, want, 1e-3 * want);
}

/* What tracks may have caused counts for less. */
static void a_plot_that_is_half_claimed_makes_half(void **state)
{
    (void)state;
    sow(0, 0.0, 1000.0, 500.0);
    const uint32_t slot = slot_of(plot_of(0, 1.0, 1010.0, 500.0));
    lw_seed_sow(trk, slot, 0.5 * worth, 0.5, clear, 0);
    const double w = weight(10.0, 1.0, 1.0, clear);
    assert_near(only()->existence, 0.5 * w / (1.0 + w), 1e-3);
    assert_near(trk->seed[slot].existence, 0.5 * worth / (1.0 + w), 1e-6);
    assert_near(trk->seed[slot].lone, 0.5 / (1.0 + w), 1e-3);
}

/* Where a track that is told stands, a second return seldom is another one. */
static void beside_a_told_track_it_is_seldom_another(void **state)
{
    const double xyz[3] = {1010.0, 500.0, 150.0}, still[3] = {0.0};

    (void)state;
    struct lw_target *told =
        &trk->target[bare_target(&sc, xyz, still, 15.0, 3.0, 0.999)];
    told->status = LW_TRACK_CONFIRMED;
    told->number = 1;
    sow(0, 0.0, 1000.0, 500.0);
    lw_target_predict(trk, told, scene_time(1.0));
    lw_target_settle(trk, (uint32_t)(told - trk->target));
    sow(0, 1.0, 1010.0, 500.0);
    const double w = weight(10.0, 1.0, 1.0, clear);
    double got = 0.0;
    for (uint32_t i = 0; i < trk->targets_max; i++)
        if (trk->target[i].alive && &trk->target[i] != told)
            got = trk->target[i].existence;
    assert_near(got, 0.05 * w / (1.0 + w), 1e-3);
}

/* Range rates say whether two plots go together. */
static void rates_that_agree_make_a_likelier_pair(void **state)
{
    double existence[2];

    (void)state;
    for (int agree = 0; agree < 2; agree++) {
        again();
        for (int k = 0; k < 2; k++) {
            const double xyz[3] = {1500.0 + 40.0 * k, 0.0, 150.0};
            struct lw_report r = scene_report(&sc, 0, LW_REPORT_POLAR, k);
            scene_see(&sc, 0, xyz, &r.range_m, &r.az_rad, &r.el_rad);
            r.range_rate_mps = agree ? 40.0 : -20.0;
            r.has = LW_HAS_EL | LW_HAS_RANGE_RATE | LW_HAS_SD_RANGE |
                    LW_HAS_SD_AZ | LW_HAS_SD_EL | LW_HAS_SD_RANGE_RATE;
            r.sd.range_m = 5.0;
            r.sd.az_rad = r.sd.el_rad = 0.3 * LW_DEG;
            r.sd.range_rate_mps = 1.0;
            const struct lw_plot *plot = bare_plot(&sc, 0, &r);
            lw_seed_sow(trk, slot_of(plot), worth, 1.0, plot->false_density, 0);
        }
        existence[agree] = bare_alive(trk) > 0 ? only()->existence : 0.0;
        if (agree)
            assert_near(only()->mean.x[3], 40.0, 2.0);
    }
    assert_true(existence[1] > 0.9);
    assert_true(existence[0] < 0.01);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lone_plot_begins_nothing_and_is_kept),
        TEST(two_plots_begin_a_track_as_likely_as_they_fit),
        TEST(it_is_noted_as_seen_twice),
        TEST(the_state_is_that_of_two_points),
        TEST(what_pairs_make_comes_true),
        TEST(plots_of_one_look_never_pair),
        TEST(a_late_plot_pairs_the_other_way_about),
        TEST(seeds_are_kept_for_some_looks),
        TEST(an_expired_seed_pairs_no_more),
        TEST(what_became_a_track_was_no_false_report),
        TEST(a_full_pool_lets_the_oldest_go),
        TEST(looks_larger_than_the_pool_lose_no_slot),
        TEST(what_finds_no_room_opens_no_look),
        TEST(density_bounds_the_number_of_pairs),
        TEST(no_likely_pair_is_overlooked),
        TEST(the_likeliest_of_many_are_taken),
        TEST(a_plot_that_is_half_claimed_makes_half),
        TEST(beside_a_told_track_it_is_seldom_another),
        TEST(rates_that_agree_make_a_likelier_pair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
