/* SPDX-License-Identifier: Apache-2.0 */
/* What a report measures: residuals, derivatives, densities. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imm.h"
#include "near.h"
#include "plot.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

/* One sensor 40 km from the scene's origin, so that no axes agree. */
static struct scene sc;

static struct lw_sensor *begin(enum lw_sensor_kind kind)
{
    scene_init(&sc, 1, noord);
    sc.site.air.wind_mps[0] = 7.0;
    sc.site.air.wind_mps[1] = -4.0;
    return scene_sensor(&sc, kind, 40e3, -25e3, 12.0);
}

static int make(const struct lw_report *r, struct lw_plot *plot)
{
    struct lw_sensor_model model;

    lw_sensor_model_init(&model, &sc.sensor[0], &sc.frame);
    return lw_plot_make(r, &sc.site, 0, &model, &sc.frame, plot);
}

/* A report of an aircraft at xyz with velocity v, without any error. */
static struct lw_report seen(enum lw_report_type type, uint32_t has,
                             const double xyz[3], const double v[3])
{
    struct lw_report r = scene_report(&sc, 0, type, 0.0);
    double from[3], axes[9], range, way = 0.0;

    r.has = has;
    scene_see(&sc, 0, xyz, &r.range_m, &r.az_rad, &r.el_rad);
    lw_frame_from_geodetic(&sc.frame, sc.sensor[0].position, from);
    range = r.range_m;
    for (int i = 0; i < 3; i++)
        way += v[i] * (xyz[i] - from[i]) / range;
    r.range_rate_mps = way;
    r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
    lw_frame_local(&sc.frame, r.pos, axes);
    for (int i = 0; i < 3; i++)
        r.vel_mps[i] = axes[3 * i] * v[0] + axes[3 * i + 1] * v[1] +
                       axes[3 * i + 2] * v[2];
    return r;
}

/* Where the sensor stands, and so far from it. */
static void beside_sensor(const double offset[3], double xyz[3])
{
    lw_frame_from_geodetic(&sc.frame, sc.sensor[0].position, xyz);
    for (int i = 0; i < 3; i++)
        xyz[i] += offset[i];
}

static const struct {
    enum lw_report_type type;
    uint32_t has;
    int dim;
} shapes[] = {
    {LW_REPORT_POSITION, 0, 2},
    {LW_REPORT_POSITION, LW_HAS_ALT, 3},
    {LW_REPORT_POSITION, LW_HAS_VEL, 5},
    {LW_REPORT_POSITION, LW_HAS_ALT | LW_HAS_VEL, 6},
    {LW_REPORT_POLAR, 0, 2},
    {LW_REPORT_POLAR, LW_HAS_EL, 3},
    {LW_REPORT_POLAR, LW_HAS_RANGE_RATE, 3},
    {LW_REPORT_POLAR, LW_HAS_EL | LW_HAS_RANGE_RATE, 4},
    {LW_REPORT_BEARING, 0, 1},
    {LW_REPORT_BEARING, LW_HAS_EL, 2},
    {LW_REPORT_HEARD, 0, 2},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* H against central differences of the residual, every element. */
static void check_derivatives(const struct lw_plot *plot,
                              const double x[LW_STATE], double age_s)
{
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    double slope[LW_PLOT_DIM_MAX * LW_STATE];

    for (int k = 0; k < LW_PLOT_DIM_MAX * LW_STATE; k++)
        h[k] = (double)NAN; /* what is left out shows */
    lw_plot_residual(plot, x, age_s, nu, h);
    for (int j = 0; j < LW_STATE; j++) {
        double up[LW_STATE], down[LW_STATE], unused[6 * LW_STATE];
        double above[LW_PLOT_DIM_MAX], below[LW_PLOT_DIM_MAX];
        const double step = j < 3 ? 0.5 : 0.05;
        memcpy(up, x, sizeof up);
        memcpy(down, x, sizeof down);
        up[j] += step;
        down[j] -= step;
        lw_plot_residual(plot, up, age_s, above, unused);
        lw_plot_residual(plot, down, age_s, below, unused);
        for (int i = 0; i < plot->dim; i++)
            slope[i * LW_STATE + j] =
                -lw_angle_wrap(above[i] - below[i]) / (2.0 * step);
    }
    for (int i = 0; i < plot->dim; i++) {
        double most = 0.0;
        for (int j = 0; j < LW_STATE; j++)
            most = fmax(most, fabs(slope[i * LW_STATE + j]));
        for (int j = 0; j < LW_STATE; j++)
            assert_near(h[i * LW_STATE + j], slope[i * LW_STATE + j],
                        1e-5 * most + 1e-12);
    }
}

static void derivatives_agree_with_differences(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++)
        for (int k = 0; k < SHAPES; k++) {
            begin(late ? LW_SENSOR_ACOUSTIC : LW_SENSOR_RADAR);
            for (int n = 0; n < 200; n++) {
                const double age_s = n % 2 ? 12.0 * scene_even(&sc) - 4.0 : 0.0;
                double at[3], x[LW_STATE];
                const double offset[3] = {1500.0 * scene_normal(&sc),
                                          1500.0 * scene_normal(&sc),
                                          50.0 + 1000.0 * scene_even(&sc)};
                const double v[3] = {40.0 * scene_normal(&sc),
                                     40.0 * scene_normal(&sc),
                                     4.0 * scene_normal(&sc)};
                struct lw_plot plot;
                beside_sensor(offset, at);
                const struct lw_report r =
                    seen(shapes[k].type, shapes[k].has, at, v);
                assert_int_equal(make(&r, &plot), 0);
                assert_int_equal(plot.dim, shapes[k].dim);
                assert_true(plot.sound ==
                            (late && (r.type == LW_REPORT_BEARING ||
                                      r.type == LW_REPORT_HEARD)));
                for (int i = 0; i < 3; i++) {
                    x[i] = at[i] + age_s * v[i] + 30.0 * scene_normal(&sc);
                    x[3 + i] = v[i] + scene_normal(&sc);
                }
                if (hypot(offset[0], offset[1]) > 300.0)
                    check_derivatives(&plot, x, age_s);
            }
        }
}

/* A state for later or earlier than the plot is taken back along its way. */
static void the_true_state_leaves_no_residual(void **state)
{
    (void)state;
    for (int k = 0; k < SHAPES; k++)
        for (int n = 0; n < 100; n++) {
            begin(LW_SENSOR_RADAR);
            sc.seed = (uint64_t)(100 * k + n);
            double at[3], x[LW_STATE], nu[LW_PLOT_DIM_MAX], h[36];
            const double age_s = 12.0 * scene_even(&sc) - 4.0;
            const double still[3] = {0.0, 0.0, 0.0};
            const double offset[3] = {2000.0 * scene_normal(&sc),
                                      2000.0 * scene_normal(&sc), 400.0};
            const double v[3] = {30.0 * scene_normal(&sc),
                                 30.0 * scene_normal(&sc), 1.0};
            struct lw_plot plot;
            /* "heard" says: at the sensor */
            beside_sensor(shapes[k].type == LW_REPORT_HEARD ? still : offset,
                          at);
            struct lw_report r = seen(shapes[k].type, shapes[k].has, at, v);
            if (!(r.has & LW_HAS_ALT))
                r.pos.alt_hae_m = 1e9; /* not said, so not used */
            assert_int_equal(make(&r, &plot), 0);
            for (int i = 0; i < 3; i++) {
                x[i] = at[i] + age_s * v[i];
                x[3 + i] = v[i];
            }
            lw_plot_residual(&plot, x, age_s, nu, h);
            for (int i = 0; i < plot.dim; i++)
                assert_near(nu[i], 0.0, 1e-6);
        }
}

/* The residual is against the place where the sound was made; the place where
 * the aircraft is by now is off by its way meanwhile. */
static void sound_is_of_the_place_of_emission(void **state)
{
    const double v[3] = {50.0, 0.0, 0.0};
    const double offset[3] = {200.0, 1700.0, 300.0}; /* at emission */
    double at[3], x[LW_STATE], nu[LW_PLOT_DIM_MAX], h[36];
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_ACOUSTIC);
    beside_sensor(offset, at);
    const struct lw_report r = seen(LW_REPORT_BEARING, LW_HAS_EL, at, v);
    assert_int_equal(make(&r, &plot), 0);
    assert_true(plot.sound);
    /* the wave drifts with the air: |offset + wind d| = c d */
    double axes[9], wind[3];
    lw_frame_local(&sc.frame, sc.sensor[0].position, axes);
    for (int i = 0; i < 3; i++)
        wind[i] = sc.site.air.wind_mps[0] * axes[i] +
                  sc.site.air.wind_mps[1] * axes[3 + i];
    double d = r.range_m / plot.sound_mps;
    for (int k = 0; k < 50; k++) {
        double way = 0.0;
        for (int i = 0; i < 3; i++)
            way += pow(offset[i] + wind[i] * d, 2.0);
        d = sqrt(way) / plot.sound_mps;
    }
    assert_true(d > 4.5 && d < 6.0);
    for (int i = 0; i < 3; i++) {
        x[i] = at[i] + v[i] * d;
        x[3 + i] = v[i];
    }
    lw_plot_residual(&plot, x, 0.0, nu, h);
    assert_near(nu[0], 0.0, 1e-7);
    assert_near(nu[1], 0.0, 1e-7);
    /* 3 s later, of the same plot */
    for (int i = 0; i < 3; i++)
        x[i] += 3.0 * v[i];
    lw_plot_residual(&plot, x, 3.0, nu, h);
    assert_near(nu[0], 0.0, 1e-7);
    /* a state that is at the place of emission now was elsewhere then: 50 m/s
     * for some 5 s at 1.7 km are 8 degrees */
    memcpy(x, at, sizeof at);
    lw_plot_residual(&plot, x, 0.0, nu, h);
    assert_near(fabs(nu[0]), 8.0 * LW_DEG, 1.5 * LW_DEG);
}

/* What flies faster than its sound is in the report before it is heard. */
static void faster_than_sound_stays_finite(void **state)
{
    double at[3], nu[LW_PLOT_DIM_MAX], h[36];
    const double v[3] = {500.0, 10.0, 0.0}, offset[3] = {900.0, 1700.0, 300.0};
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_ACOUSTIC);
    beside_sensor(offset, at);
    const struct lw_report r = seen(LW_REPORT_BEARING, LW_HAS_EL, at, v);
    assert_int_equal(make(&r, &plot), 0);
    const double x[LW_STATE] = {at[0], at[1], at[2], v[0], v[1], v[2]};
    lw_plot_residual(&plot, x, 0.0, nu, h);
    for (int i = 0; i < plot.dim; i++)
        assert_true(isfinite(nu[i]));
    for (int i = 0; i < plot.dim * LW_STATE; i++)
        assert_true(isfinite(h[i]));
}

static void north_is_no_border(void **state)
{
    const double still[3] = {0.0, 0.0, 0.0};

    (void)state;
    begin(LW_SENSOR_RADAR);
    for (int type = LW_REPORT_POLAR; type <= LW_REPORT_BEARING; type++)
        for (int side = -1; side <= 1; side += 2) {
            double axes[9], x[LW_STATE] = {0}, nu[LW_PLOT_DIM_MAX], h[36];
            struct lw_plot plot;
            /* seen 1 degree to one side of north, is 1 degree to the other */
            lw_frame_local(&sc.frame, sc.sensor[0].position, axes);
            lw_frame_from_geodetic(&sc.frame, sc.sensor[0].position, x);
            for (int i = 0; i < 3; i++)
                x[i] += 2000.0 * (cos(LW_DEG) * axes[3 + i] +
                                  side * sin(LW_DEG) * axes[i]);
            struct lw_report r = seen((enum lw_report_type)type, 0, x, still);
            r.az_rad = lw_angle_positive(-side * LW_DEG);
            assert_int_equal(make(&r, &plot), 0);
            lw_plot_residual(&plot, x, 0.0, nu, h);
            assert_near(nu[type == LW_REPORT_POLAR], -2.0 * side * LW_DEG,
                        1e-9);
        }
}

static void straight_overhead_stays_finite(void **state)
{
    const double off[4][3] = {{0, 0, 300}, {0, 0, 0}, {1e-9, 0, 1}, {0, .5, 9}};
    const double v[3] = {20.0, 5.0, 0.0};

    (void)state;
    for (int late = 0; late < 2; late++)
        for (int k = 0; k < SHAPES; k++)
            for (int o = 0; o < 4; o++) {
                const double away[3] = {1000.0, 0.0, 100.0};
                double at[3], far[3], nu[LW_PLOT_DIM_MAX], h[36];
                struct lw_plot plot;
                begin(late ? LW_SENSOR_ACOUSTIC : LW_SENSOR_RADAR);
                beside_sensor(off[o], at);
                beside_sensor(away, far);
                const struct lw_report r =
                    seen(shapes[k].type, shapes[k].has, far, v);
                assert_int_equal(make(&r, &plot), 0);
                const double x[LW_STATE] = {at[0], at[1], at[2],
                                            v[0],  v[1],  v[2]};
                lw_plot_residual(&plot, x, 0.0, nu, h);
                for (int i = 0; i < plot.dim; i++)
                    assert_true(isfinite(nu[i]));
                /* no faster than by a full turn a metre or so */
                for (int i = 0; i < plot.dim * LW_STATE; i++)
                    assert_true(fabs(h[i]) <= 50.0);
            }
}

static void a_covariance_of_its_own_overrides(void **state)
{
    static const double cov[9] = {400, 90, 20, 90, 100, -15, 20, -15, 225};
    const double offset[3] = {300, 400, 50}, v[3] = {10, 0, 0};
    double at[3];
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_REMOTE_ID);
    beside_sensor(offset, at);
    for (int k = 0; k < 4; k++) {
        const uint32_t shape = shapes[k].has;
        const int n = shape & LW_HAS_ALT ? 3 : 2;
        struct lw_report r = seen(LW_REPORT_POSITION, shape, at, v);
        memcpy(r.cov_m2, cov, sizeof cov);
        r.sd.vel_mps = 1.5;
        r.sd.horizontal_m = 99.0;
        r.has |= LW_HAS_COV | LW_HAS_SD_VEL | LW_HAS_SD_HORIZONTAL;
        assert_int_equal(make(&r, &plot), 0);
        for (int i = 0; i < plot.dim; i++)
            for (int j = 0; j < plot.dim; j++)
                assert_near(plot.r[i * plot.dim + j],
                            i < n && j < n ? cov[3 * i + j]
                            : i == j       ? 2.25
                                           : 0.0,
                            1e-12);
    }
}

static void deviations_come_from_report_then_site(void **state)
{
    const double offset[3] = {300, 400, 50}, v[3] = {10, 0, 0};
    double at[3];
    struct lw_plot plot;

    (void)state;
    struct lw_sensor *s = begin(LW_SENSOR_RADAR);
    s->has_sd = LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    s->sd.range_m = 7.0;
    s->sd.az_rad = 0.05;
    beside_sensor(offset, at);
    struct lw_report r = seen(LW_REPORT_POLAR, 0, at, v);
    assert_int_equal(make(&r, &plot), 0);
    assert_near(plot.r[0], 49.0, 1e-9);
    assert_near(plot.r[3], 0.0025, 1e-12);
    r.has |= LW_HAS_SD_RANGE;
    r.sd.range_m = 3.0;
    assert_int_equal(make(&r, &plot), 0);
    assert_near(plot.r[0], 9.0, 1e-9);
    assert_near(plot.r[3], 0.0025, 1e-12);
}

static void a_place_that_nobody_gives_is_missed(void **state)
{
    const double offset[3] = {300, 400, 50}, v[3] = {10, 0, 0};
    double at[3];
    struct lw_plot plot;

    (void)state;
    struct lw_sensor *s = begin(LW_SENSOR_OBSERVER);
    const struct lw_geodetic stood = s->position;
    beside_sensor(offset, at);
    s->has_position = false;
    for (int k = 0; k < SHAPES; k++) {
        struct lw_report r = seen(shapes[k].type, shapes[k].has, at, v);
        const bool needs = r.type != LW_REPORT_POSITION;
        assert_int_equal(make(&r, &plot), needs ? LW_ERR_MISSING : 0);
        r.has |= LW_HAS_FROM;
        r.from = stood;
        assert_int_equal(make(&r, &plot), 0);
        assert_true(plot.has_place);
    }
    /* `from` goes before the site's position */
    s->has_position = true;
    s->position.lat_rad += 0.01;
    struct lw_report r = seen(LW_REPORT_BEARING, LW_HAS_FROM, at, v);
    double want[3];
    r.from = stood;
    lw_frame_from_geodetic(&sc.frame, stood, want);
    assert_int_equal(make(&r, &plot), 0);
    for (int i = 0; i < 3; i++)
        assert_near(plot.origin_m[i], want[i], 1e-6);
}

static void a_covariance_that_is_none_is_refused(void **state)
{
    static const double bad[4][9] = {
        {100, 0, 0, 0, -1, 0, 0, 0, 100},
        {100, 101, 0, 101, 100, 0, 0, 0, 100},
        {0},
        {100, 0, 0, 0, 100, 0, 0, 0, (double)NAN},
    };
    const double offset[3] = {300, 400, 50}, v[3] = {10, 0, 0};
    double at[3];
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_REMOTE_ID);
    beside_sensor(offset, at);
    struct lw_report r =
        seen(LW_REPORT_POSITION, LW_HAS_ALT | LW_HAS_COV, at, v);
    for (int k = 0; k < 4; k++) {
        memcpy(r.cov_m2, bad[k], sizeof r.cov_m2);
        assert_int_equal(make(&r, &plot), LW_ERR_RANGE);
    }
}

/* Who says that it measures without error is not believed; who measures very
 * well is, down to a tenth of a millimetre and of a milliradian. */
static void what_never_errs_is_not_believed(void **state)
{
    const double offset[3] = {300, 400, 50}, v[3] = {10, 0, 0};
    static const double sd[] = {0.0, 1e-9, 1e-30, 2e-4, 1.0};
    double at[3];
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_REMOTE_ID);
    beside_sensor(offset, at);
    for (int k = 0; k < 5; k++) {
        const double var = fmax(sd[k] * sd[k], 1e-8);
        struct lw_report r = seen(LW_REPORT_BEARING, LW_HAS_SD_AZ, at, v);
        r.sd.az_rad = sd[k];
        assert_int_equal(make(&r, &plot), 0);
        assert_near(plot.r[0], var, 1e-12 * var);
        r = seen(LW_REPORT_POSITION, LW_HAS_SD_HORIZONTAL, at, v);
        r.sd.horizontal_m = sd[k];
        assert_int_equal(make(&r, &plot), 0);
        assert_near(plot.r[0], var, 1e-12 * var);
        assert_near(plot.r[plot.dim + 1], var, 1e-12 * var);
    }
}

static void what_measures_nothing_makes_no_plot(void **state)
{
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_RADAR);
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_LOOK, 0);
    assert_int_equal(make(&r, &plot), LW_ERR_NOT_MINE);
    r.type = LW_REPORT_HEARTBEAT;
    assert_int_equal(make(&r, &plot), LW_ERR_NOT_MINE);
}

static double density(const struct lw_report *r)
{
    struct lw_plot plot;

    assert_int_equal(make(r, &plot), 0);
    return plot.false_density;
}

/* A sector of 40 degrees across north, elevations 0 to 30. */
static void sector(struct lw_sensor *s)
{
    s->false_reports = 3.0;
    s->coverage.az_from_rad = 340.0 * LW_DEG;
    s->coverage.az_to_rad = 20.0 * LW_DEG;
    s->coverage.el_from_rad = 0.0;
    s->coverage.el_to_rad = 30.0 * LW_DEG;
}

static void false_plots_add_up_over_the_coverage(void **state)
{
    enum { STEPS = 100, ELS = 400 };

    (void)state;
    for (int part = 0; part < 2; part++)
        for (int el = 0; el < 2; el++) {
            struct lw_sensor *s = begin(LW_SENSOR_RADAR);
            s->false_reports = 3.0;
            if (part)
                sector(s);
            const double az = part ? 40.0 * LW_DEG : 2.0 * LW_PI;
            const double els = part ? 30.0 * LW_DEG : LW_PI;
            double sum = 0.0;
            for (int k = 0; k < STEPS * ELS; k++) {
                struct lw_report r = scene_report(&sc, 0, LW_REPORT_POLAR, 0);
                r.has = el ? LW_HAS_EL : 0;
                r.range_m = s->coverage.range_m * (k % STEPS + 0.5) / STEPS;
                const int step = k / STEPS;
                r.el_rad = s->coverage.el_from_rad + els * (step + 0.5) / ELS;
                sum += density(&r) * s->coverage.range_m / STEPS * az *
                       (el ? els : 1.0) / ELS;
            }
            assert_near(sum, 3.0, el ? 0.02 : 1e-6); /* it has steps */

            /* up to 100 m/s to and fro */
            double rates = 0.0;
            struct lw_report moving = scene_report(&sc, 0, LW_REPORT_POLAR, 0);
            moving.range_m = 1000.0;
            const double still = density(&moving);
            moving.has = LW_HAS_RANGE_RATE;
            for (double v = -99.5; v < 100.0; v += 1.0) {
                moving.range_rate_mps = v;
                rates += density(&moving) / still;
            }
            assert_near(rates, 1.0, 1e-3);

            struct lw_report r = scene_report(&sc, 0, LW_REPORT_BEARING, 0);
            r.has = el ? LW_HAS_EL : 0;
            assert_near(density(&r) * az * (el ? els : 1.0), 3.0, 1e-9);

            const double r2 = s->coverage.range_m * s->coverage.range_m;
            r = scene_report(&sc, 0, LW_REPORT_POSITION, 0);
            r.pos = s->position;
            assert_near(density(&r) * 0.5 * az * r2, 3.0, 1e-9);

            r = scene_report(&sc, 0, LW_REPORT_HEARD, 0);
            assert_near(density(&r), 3.0, 1e-12); /* a chance */
        }
}

/* Values that a plot has besides spread its density over more dimensions, and
 * a sensor that is never wrong still may be. */
static void false_density_has_its_units(void **state)
{
    (void)state;
    struct lw_sensor *s = begin(LW_SENSOR_RADAR);
    s->false_reports = 3.0;
    struct lw_report r = scene_report(&sc, 0, LW_REPORT_POSITION, 0);
    r.pos = s->position;
    const double flat = density(&r);
    r.has = LW_HAS_ALT;
    const double height_m = flat / density(&r);
    assert_true(height_m > 100.0 && height_m < 30e3);
    r.has = LW_HAS_VEL;
    const double speed_mps = cbrt(flat / density(&r));
    assert_true(speed_mps > 20.0 && speed_mps < 2000.0);

    s->false_reports = 0.0;
    r.has = 0;
    assert_true(density(&r) > 0.0 && density(&r) < 1e-3 * flat);
    s->coverage.range_m = (double)INFINITY;
    assert_true(density(&r) > 0.0 && isfinite(1.0 / density(&r)));
}

/* The likelihood of "heard" is a chance: 1 where nothing is uncertain. */
static void certainly_at_the_sensor_is_certainly_heard(void **state)
{
    struct lw_gauss g;
    struct lw_plot plot;

    (void)state;
    begin(LW_SENSOR_ACOUSTIC);
    memset(&g, 0, sizeof g);
    lw_frame_from_geodetic(&sc.frame, sc.sensor[0].position, g.x);
    for (int i = 0; i < LW_STATE; i++)
        g.p[i * 7] = 1e-6;
    const struct lw_report r = scene_report(&sc, 0, LW_REPORT_HEARD, 0);
    assert_int_equal(make(&r, &plot), 0);
    assert_near(lw_gauss_update(&g, &plot, 0.0, 1.0, 1e9, NULL), 0.0, 1e-9);
    /* and one sd away, exp(-1/2) */
    const double sd = sqrt(plot.r[0]);
    for (int i = 0; i < 3; i++)
        g.x[i] += sd * plot.axes[i];
    assert_near(lw_gauss_update(&g, &plot, 0.0, 1.0, 1e9, NULL), -0.5, 1e-6);
}

/* The Gaussian that stands for hearing has the mass and the spread of the
 * chance of detection over the disc. */
static void the_fit_of_hearing_keeps_its_mass(void **state)
{
    static const struct lw_detection tables[] = {
        {1, {{0, 0.3}}},
        {3, {{0, 0.6}, {2000, 0.4}, {5000, 0}}},
        {4, {{0, 0}, {500, 0.4}, {1500, 0.4}, {4000, 0.0}}},
        {2, {{0, 0.9}, {5000, 0.0}}},
    };

    (void)state;
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
        enum { STEPS = 20000 };
        struct lw_sensor *s = begin(LW_SENSOR_ACOUSTIC);
        struct lw_sensor_model model;
        double mass = 0.0, spread = 0.0;
        s->detection = tables[k];
        lw_sensor_model_init(&model, s, &sc.frame);
        for (int i = 0; i < STEPS; i++) {
            const double r = s->coverage.range_m * (i + 0.5) / STEPS;
            const double da = 2.0 * LW_PI * r * s->coverage.range_m / STEPS;
            const double p = lw_sensor_detection(s, r, 0.0, 0.0);
            mass += p * da;
            spread += p * r * r * da;
        }
        const double var = model.heard_sd_m * model.heard_sd_m;
        assert_near(2.0 * var * mass / spread, 1.0, 1e-3);
        assert_true(model.heard_chance > 0.0 && model.heard_chance < 1.0);
        if (mass < 0.98 * 2.0 * LW_PI * var) /* else no chance reaches it */
            assert_near(model.heard_chance * 2.0 * LW_PI * var / mass, 1.0,
                        1e-3);
    }
}

static void a_sensor_that_hears_nothing_has_a_model(void **state)
{
    struct lw_sensor_model model;

    (void)state;
    struct lw_sensor *s = begin(LW_SENSOR_ACOUSTIC);
    s->detection.point[0].chance = 0.0;
    lw_sensor_model_init(&model, s, &sc.frame);
    assert_true(model.heard_sd_m > 0.0 && isfinite(model.heard_sd_m));
    assert_true(model.heard_chance > 0.0 && model.heard_chance < 1.0);
    s->coverage.range_m = (double)INFINITY;
    lw_sensor_model_init(&model, s, &sc.frame);
    assert_true(isfinite(model.heard_sd_m));
    assert_true(isfinite(model.area_m2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_agree_with_differences),
        cmocka_unit_test(the_true_state_leaves_no_residual),
        cmocka_unit_test(sound_is_of_the_place_of_emission),
        cmocka_unit_test(faster_than_sound_stays_finite),
        cmocka_unit_test(north_is_no_border),
        cmocka_unit_test(straight_overhead_stays_finite),
        cmocka_unit_test(a_covariance_of_its_own_overrides),
        cmocka_unit_test(deviations_come_from_report_then_site),
        cmocka_unit_test(a_place_that_nobody_gives_is_missed),
        cmocka_unit_test(a_covariance_that_is_none_is_refused),
        cmocka_unit_test(what_never_errs_is_not_believed),
        cmocka_unit_test(what_measures_nothing_makes_no_plot),
        cmocka_unit_test(false_plots_add_up_over_the_coverage),
        cmocka_unit_test(false_density_has_its_units),
        cmocka_unit_test(certainly_at_the_sensor_is_certainly_heard),
        cmocka_unit_test(the_fit_of_hearing_keeps_its_mass),
        cmocka_unit_test(a_sensor_that_hears_nothing_has_a_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
