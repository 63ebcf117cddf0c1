/* SPDX-License-Identifier: Apache-2.0 */
/* What a plot of no known aircraft may begin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bare_fixture.h"
#include "base/matrix.h"
#include "near.h"

static const double here[3] = {1500.0, 900.0, 180.0};

static struct lw_sensor *sensor(enum lw_sensor_kind kind)
{
    scene_init(&sc, 1, noord);
    struct lw_sensor *s = scene_sensor(&sc, kind, -800.0, 300.0, 10.0);
    s->false_reports = 0.01;
    return s;
}

static void begin(uint32_t tracks_max)
{
    bare_open(tracks_max, 64);
}

static struct lw_report seen(enum lw_report_type type, uint32_t has)
{
    struct lw_report r = scene_report(&sc, 0, type, 0.0);

    r.has = has | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    r.sd.horizontal_m = r.sd.range_m = 20.0;
    r.sd.az_rad = 1.5 * LW_DEG;
    scene_see(&sc, 0, here, &r.range_m, &r.az_rad, &r.el_rad);
    r.pos = lw_frame_to_geodetic(&sc.frame, here);
    return r;
}

/* Born of a plot that no track claims; NULL: nothing was. */
static struct lw_target *born(const struct lw_report *r, double free_chance,
                              double density)
{
    const uint32_t before = bare_alive(trk);
    const struct lw_plot *plot = bare_plot(&sc, 0, r);

    lw_birth(trk, plot, free_chance, density * plot->false_density, 0);
    assert_null(bare_flaw(trk, imms));
    if (bare_alive(trk) == before)
        return NULL;
    assert_int_equal(bare_alive(trk), before + 1);
    return &trk->target[trk->free_target[trk->free_targets]];
}

/* Of what is born of it, or of the seed that is sown; 0: neither. */
static double existence_of(const struct lw_report *r, double free_chance,
                           double density)
{
    const uint32_t seeds = trk->seeds;
    const struct lw_target *t = born(r, free_chance, density);

    if (t != NULL)
        return t->existence;
    if (trk->seeds == seeds)
        return 0.0;
    const struct lw_seed *seed = &trk->seed[trk->look_plot[0] - trk->plot];
    assert_true(seed->kept);
    return seed->existence;
}

/* One of many aircraft that say who they are: no seed, it begins at once. */
static void name(struct lw_report *r, int n)
{
    r->has |= LW_HAS_REMOTE_ID;
    snprintf(r->ident.remote_id, sizeof r->ident.remote_id, "R%d", n);
}

static void collapse(const struct lw_target *t, uint32_t h, struct lw_gauss *g)
{
    double l[LW_STATE * LW_STATE];

    lw_imm_collapse(&trk->imm[t->hypothesis[h].imm], g);
    memcpy(l, g->p, sizeof l);
    assert_true(lw_cholesky(l, LW_STATE));
}

/* Range of a state from the sensor, its direction, and the standard deviation
 * along that. */
static void from_sensor(const struct lw_gauss *g, double *range, double *az,
                        double *el, double *along_sd)
{
    double from[3], var = 0.0;

    lw_frame_from_geodetic(&sc.frame, sc.sensor[0].position, from);
    scene_see(&sc, 0, g->x, range, az, el);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += (g->x[i] - from[i]) * g->p[i * 6 + j] * (g->x[j] - from[j]);
    *along_sd = sqrt(var) / *range;
}

static void a_bearing_may_be_anything_along_it(void **state)
{
    (void)state;
    for (int has_el = 0; has_el < 2; has_el++) {
        const double far_m = sensor(LW_SENSOR_CAMERA)->coverage.range_m;
        double range[LW_HYPOTHESES_MAX], sd[LW_HYPOTHESES_MAX];
        begin(20);
        const struct lw_report r =
            seen(LW_REPORT_BEARING, has_el ? LW_HAS_EL : 0);
        const struct lw_target *t = born(&r, 1.0, 1.0);
        assert_non_null(t);
        assert_true(t->hypotheses >= 3);
        for (uint32_t h = 0; h < t->hypotheses; h++) {
            double az, el;
            struct lw_gauss g;
            collapse(t, h, &g);
            from_sensor(&g, &range[h], &az, &el, &sd[h]);
            assert_near(lw_angle_wrap(az - r.az_rad), 0.0, 1e-6);
            if (has_el)
                assert_near(el, r.el_rad, 1e-6);
            assert_true(range[h] < far_m);
            if (h > 0)
                assert_true(range[h] > range[h - 1]);
            /* it may fly anywhere, so on the mean nowhere */
            for (int i = 3; i < 6; i++)
                assert_near(g.x[i], 0.0, 1e-9);
        }
        /* no range in the coverage that none of them holds possible */
        for (double at = 0.08 * far_m; at < 0.98 * far_m; at += 0.01 * far_m) {
            double least = 1e9;
            for (uint32_t h = 0; h < t->hypotheses; h++)
                least = fmin(least, fabs(at - range[h]) / sd[h]);
            assert_true(least < 2.0);
        }
        scene_end(&sc);
    }
}

/* However much of what a sensor says was false, and however long nothing came:
 * else nothing would ever begin there. What tracks claim begins nothing. */
static void among_false_bearings_one_may_still_begin(void **state)
{
    (void)state;
    sensor(LW_SENSOR_RF)->false_reports = 50.0;
    begin(20);
    const struct lw_report r = seen(LW_REPORT_BEARING, 0);
    assert_non_null(born(&r, 1.0, 1.0));
    assert_null(born(&r, 0.3, 1.0));
    scene_end(&sc);
}

/* What a finder hears is slower than what a camera may see. */
static void what_transmits_is_slow(void **state)
{
    double speed_var[2];

    (void)state;
    for (int rf = 0; rf < 2; rf++) {
        struct lw_gauss g;
        (void)sensor(rf ? LW_SENSOR_RF : LW_SENSOR_CAMERA);
        begin(20);
        const struct lw_report r = seen(LW_REPORT_BEARING, 0);
        const struct lw_target *t = born(&r, 1.0, 1.0);
        assert_non_null(t);
        collapse(t, 0, &g);
        speed_var[rf] = g.p[21] + g.p[28];
        scene_end(&sc);
    }
    assert_true(speed_var[1] < 0.5 * speed_var[0]);
    assert_true(speed_var[1] > 2.0 * 15.0 * 15.0);
}

static void a_bearing_without_limit_stays_on_earth(void **state)
{
    (void)state;
    sensor(LW_SENSOR_CAMERA)->coverage.range_m = (double)INFINITY;
    begin(20);
    const struct lw_report r = seen(LW_REPORT_BEARING, 0);
    const struct lw_target *t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        double range, az, el, sd;
        struct lw_gauss g;
        collapse(t, h, &g);
        from_sensor(&g, &range, &az, &el, &sd);
        assert_true(range < 500e3);
    }
    scene_end(&sc);
}

/* Position and range with direction: at the plot, and as uncertain. */
static void a_plot_with_a_place_begins_there(void **state)
{
    static const uint32_t has[] = {0, LW_HAS_ALT, LW_HAS_EL};

    (void)state;
    for (int k = 0; k < 3; k++) {
        sensor(LW_SENSOR_RADAR);
        begin(20);
        struct lw_report r =
            seen(k < 2 ? LW_REPORT_POSITION : LW_REPORT_POLAR, has[k]);
        name(&r, k);
        const struct lw_target *t = born(&r, 1.0, 1.0);
        assert_non_null(t);
        for (uint32_t h = 0; h < t->hypotheses; h++) {
            struct lw_gauss g;
            collapse(t, h, &g);
            assert_near(hypot(g.x[0] - here[0], g.x[1] - here[1]), 0.0, 1.0);
            if (k > 0)
                assert_near(g.x[2], here[2], 1.0);
            /* some 20 m along and 2.4 km * 1.5 degrees across */
            assert_near(sqrt(0.5 * (g.p[0] + g.p[7])), k < 2 ? 20.0 : 47.0,
                        10.0);
            for (int i = 3; i < 6; i++)
                assert_near(g.x[i], 0.0, 1e-9);
        }
        /* slow ones and fast ones */
        struct lw_gauss slow, fast;
        collapse(t, 0, &slow);
        collapse(t, t->hypotheses - 1, &fast);
        assert_true(fast.p[21] > 25.0 * slow.p[21]);
        scene_end(&sc);
    }
}

/* A range of nothing: it may be all about. */
static void a_plot_at_the_sensor_has_a_covariance(void **state)
{
    (void)state;
    for (int has_el = 0; has_el < 2; has_el++) {
        struct lw_gauss g;
        sensor(LW_SENSOR_RADAR);
        begin(20);
        struct lw_report r = seen(LW_REPORT_POLAR, has_el ? LW_HAS_EL : 0);
        r.range_m = 0.0;
        name(&r, 1);
        const struct lw_target *t = born(&r, 1.0, 1.0);
        assert_non_null(t);
        for (uint32_t h = 0; h < t->hypotheses; h++)
            collapse(t, h, &g);
        scene_end(&sc);
    }
}

static void a_velocity_that_is_told_is_taken(void **state)
{
    struct lw_gauss g;

    (void)state;
    sensor(LW_SENSOR_REMOTE_ID);
    begin(20);
    struct lw_report r = seen(LW_REPORT_POSITION, LW_HAS_ALT | LW_HAS_VEL);
    r.vel_mps[0] = 14.0;
    r.vel_mps[1] = -9.0;
    name(&r, 1);
    struct lw_target *t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    assert_near(t->mean.x[3], 14.0, 3.0);
    assert_near(t->mean.x[4], -9.0, 3.0);
    assert_true(t->mean.p[21] < 100.0);
    assert_near(t->mean.x[0], here[0], 0.1);

    r = seen(LW_REPORT_POLAR, LW_HAS_EL | LW_HAS_RANGE_RATE);
    r.range_rate_mps = 20.0;
    name(&r, 2);
    t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        double nu[LW_PLOT_DIM_MAX], hh[LW_PLOT_DIM_MAX * LW_STATE];
        collapse(t, h, &g);
        lw_plot_residual(trk->look_plot[0], g.x, 0.0, nu, hh);
        assert_true(fabs(nu[3]) < 10.0); /* else 20 */
    }
    collapse(t, t->hypotheses - 1, &g);
    double nu[LW_PLOT_DIM_MAX], hh[LW_PLOT_DIM_MAX * LW_STATE];
    lw_plot_residual(trk->look_plot[0], g.x, 0.0, nu, hh);
    assert_near(nu[3], 0.0, 0.2);
    scene_end(&sc);
}

static void what_is_heard_is_about_the_sensor(void **state)
{
    double range, az, el, sd;
    struct lw_gauss g;

    (void)state;
    sensor(LW_SENSOR_ACOUSTIC);
    begin(20);
    const struct lw_report r = seen(LW_REPORT_HEARD, 0);
    const struct lw_target *t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    assert_int_equal(t->hypotheses, 1); /* of many parts: cloud_test.c */
    assert_int_not_equal(t->cloud, 0);
    lw_target_mean(trk, t, &g);
    assert_true(g.p[0] > 1e6 && g.p[0] < 1e8); /* 5 km of coverage */
    from_sensor(&g, &range, &az, &el, &sd);
    assert_true(range < 1000.0);
    scene_end(&sc);
}

static void the_more_is_false_the_less_it_exists(void **state)
{
    static const enum lw_report_type type[] = {
        LW_REPORT_POSITION, LW_REPORT_POLAR, LW_REPORT_BEARING,
        LW_REPORT_HEARD};

    (void)state;
    for (int k = 0; k < 4; k++) {
        double last = 1.0;
        for (double density = 0.01; density < 150.0; density *= 10.0) {
            sensor(LW_SENSOR_RADAR);
            begin(20);
            const struct lw_report r = seen(type[k], 0);
            const double existence = existence_of(&r, 1.0, density);
            assert_true(existence < last || !(last > 0.0));
            last = existence;
            scene_end(&sc);
        }
        assert_true(last < 0.05);
    }
}

static void what_tracks_may_have_caused_exists_less(void **state)
{
    (void)state;
    sensor(LW_SENSOR_RADAR);
    begin(20);
    const struct lw_report r = seen(LW_REPORT_POSITION, 0);
    const double all = existence_of(&r, 1.0, 1.0);
    assert_true(all > 0.0);
    assert_near(existence_of(&r, 0.25, 1.0), 0.25 * all, 1e-9);
    assert_near(existence_of(&r, 0.0, 1.0), 0.0, 0.0);
    scene_end(&sc);
}

static void confidence_counts(void **state)
{
    (void)state;
    sensor(LW_SENSOR_RADAR);
    begin(20);
    struct lw_report r = seen(LW_REPORT_POSITION, LW_HAS_CONFIDENCE);
    r.confidence = 0.5;
    const double says_nothing = existence_of(&r, 1.0, 1.0);
    r.confidence = 0.9;
    assert_true(existence_of(&r, 1.0, 1.0) > says_nothing);
    r.confidence = 0.2;
    assert_true(existence_of(&r, 1.0, 1.0) < says_nothing);
    for (int sure = 0; sure < 2; sure++) { /* no division by nothing */
        r.confidence = sure;
        const double existence = existence_of(&r, 1.0, 1.0);
        assert_true(existence > 0.0 && existence < 1.0);
    }
    scene_end(&sc);
}

static void what_says_who_it_is_mostly_is(void **state)
{
    (void)state;
    sensor(LW_SENSOR_ADSB)->false_reports = 10.0;
    begin(20);
    struct lw_report r = seen(LW_REPORT_POSITION, LW_HAS_ICAO);
    r.ident.icao = 0x484001;
    const struct lw_target *t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    assert_true(t->existence > 0.5);
    assert_true(t->number != 0);
    assert_int_equal(lw_identity_owner(trk, trk->look_plot[0]),
                     t - trk->target);
    assert_null(born(&r, 1.0, 1.0)); /* one is enough */
    scene_end(&sc);
}

static void a_birth_is_noted_for_what_it_is(void **state)
{
    (void)state;
    sensor(LW_SENSOR_RADAR);
    begin(20);
    struct lw_report r = seen(LW_REPORT_POLAR, LW_HAS_EL);
    r.meas_ns = scene_time(3.0);
    name(&r, 1);
    const struct lw_target *t = born(&r, 1.0, 1.0);
    assert_non_null(t);
    assert_int_equal(t->status, LW_TRACK_TENTATIVE);
    assert_true(t->first_ns == scene_time(3.0));
    assert_true(t->update_ns == scene_time(3.0));
    assert_true(t->state_ns == scene_time(3.0));
    assert_int_equal(t->feeds, 1);
    assert_int_equal(t->feed[0].sensor, 0);
    const uint32_t n = lw_grid_find(&trk->grid, here[0], here[1], 10.0,
                                    trk->found, trk->targets_max);
    assert_int_equal(n, 1);
    scene_end(&sc);
}

/* Far more than the pools hold, of every type: what does not fit is not born,
 * and nothing is lost. Then all end, and it fits again. */
static void full_pools_lose_nothing(void **state)
{
    static const enum lw_report_type type[] = {
        LW_REPORT_BEARING, LW_REPORT_POSITION, LW_REPORT_POLAR,
        LW_REPORT_HEARD};

    (void)state;
    for (int k = 0; k < 4; k++) {
        sensor(LW_SENSOR_CAMERA);
        begin(10);
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 30; n++) {
                struct lw_report r = seen(type[k], 0);
                if (k == 1 || k == 2)
                    name(&r, n);
                r.az_rad = 0.2 * n; /* not beside one another */
                r.pos.lat_rad += 1e-4 * n;
                (void)born(&r, 1.0, 1.0);
            }
            assert_true(bare_alive(trk) >= 3);
            assert_true(bare_alive(trk) <= 10);
            for (uint32_t i = 0; i < trk->targets_max; i++)
                if (trk->target[i].alive)
                    lw_target_end(trk, i, scene_time(1.0));
            assert_null(bare_flaw(trk, imms));
            assert_int_equal(trk->free_targets, 10);
            assert_int_equal(trk->free_imms, imms);
        }
        scene_end(&sc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bearing_may_be_anything_along_it),
        cmocka_unit_test(among_false_bearings_one_may_still_begin),
        cmocka_unit_test(what_transmits_is_slow),
        cmocka_unit_test(a_bearing_without_limit_stays_on_earth),
        cmocka_unit_test(a_plot_with_a_place_begins_there),
        cmocka_unit_test(a_plot_at_the_sensor_has_a_covariance),
        cmocka_unit_test(a_velocity_that_is_told_is_taken),
        cmocka_unit_test(what_is_heard_is_about_the_sensor),
        cmocka_unit_test(the_more_is_false_the_less_it_exists),
        cmocka_unit_test(what_tracks_may_have_caused_exists_less),
        cmocka_unit_test(confidence_counts),
        cmocka_unit_test(what_says_who_it_is_mostly_is),
        cmocka_unit_test(a_birth_is_noted_for_what_it_is),
        cmocka_unit_test(full_pools_lose_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
