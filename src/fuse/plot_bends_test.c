/* SPDX-License-Identifier: Apache-2.0 */
/* What a first-order residual leaves out, against differences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "plot.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

/* One sensor, in the middle: its axes are the scene's. */
static struct scene sc;

static void begin(void)
{
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0.0, 0.0, 0.0);
}

/* The plot of an aircraft at xyz, at rest, without any error. */
static void seen(enum lw_report_type type, uint32_t has, const double xyz[3],
                 struct lw_plot *plot)
{
    struct lw_report r = scene_report(&sc, 0, type, 0.0);
    struct lw_sensor_model model;

    r.has = has;
    scene_see(&sc, 0, xyz, &r.range_m, &r.az_rad, &r.el_rad);
    r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
    lw_sensor_model_init(&model, &sc.sensor[0], &sc.frame);
    assert_int_equal(lw_plot_make(&r, &sc.site, 0, &model, &sc.frame, plot), 0);
}

static const struct {
    enum lw_report_type type;
    uint32_t has;
} shapes[] = {
    {LW_REPORT_POSITION, LW_HAS_ALT | LW_HAS_VEL},
    {LW_REPORT_POLAR, 0},
    {LW_REPORT_POLAR, LW_HAS_EL},
    {LW_REPORT_POLAR, LW_HAS_RANGE_RATE},
    {LW_REPORT_POLAR, LW_HAS_EL | LW_HAS_RANGE_RATE},
    {LW_REPORT_BEARING, 0},
    {LW_REPORT_BEARING, LW_HAS_EL},
    {LW_REPORT_HEARD, 0},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

/* Second derivatives by place of what is measured, by central differences of
 * the first. */
static void bends_of(const struct lw_plot *plot, const double x[LW_STATE],
                     double bend[LW_PLOT_DIM_MAX][3][3])
{
    const double step = 0.05;

    for (int j = 0; j < 3; j++) {
        double up[LW_STATE], down[LW_STATE], nu[LW_PLOT_DIM_MAX];
        double above[LW_PLOT_DIM_MAX * LW_STATE];
        double below[LW_PLOT_DIM_MAX * LW_STATE];
        memcpy(up, x, sizeof up);
        memcpy(down, x, sizeof down);
        up[j] += step;
        down[j] -= step;
        lw_plot_residual(plot, up, 0.0, nu, above);
        lw_plot_residual(plot, down, 0.0, nu, below);
        for (int row = 0; row < plot->dim; row++)
            for (int i = 0; i < 3; i++)
                bend[row][i][j] =
                    (above[row * LW_STATE + i] - below[row * LW_STATE + i]) /
                    (2.0 * step);
    }
}

/* half the trace of B P, and half that of its square */
static void moments(double b[3][3], double p[3][3], double *mean, double *var)
{
    double bp[3][3] = {{0}};

    *mean = *var = 0.0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                bp[i][j] += b[i][k] * p[k][j];
    for (int i = 0; i < 3; i++) {
        *mean += 0.5 * bp[i][i];
        for (int j = 0; j < 3; j++)
            *var += 0.5 * bp[i][j] * bp[j][i];
    }
}

/* A covariance of the place as wide as `sd`, correlated in all ways; `upright`:
 * what lies across the line of sight hangs together with nothing else. */
static void spread_place(const double offset[3], double sd, bool upright,
                         double p[3][3])
{
    double a[3][3];

    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
            a[k][i] = sd * scene_normal(&sc) * 0.6;
    if (upright) {
        const double ground = hypot(offset[0], offset[1]);
        const double side[3] = {offset[1] / ground, -offset[0] / ground, 0.0};
        for (int k = 0; k < 3; k++) {
            double out = 0.0;
            for (int i = 0; i < 3; i++)
                out += a[k][i] * side[i];
            for (int i = 0; i < 3; i++)
                a[k][i] = k == 2 ? sd * side[i] : a[k][i] - out * side[i];
        }
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            p[i][j] = 0.0;
            for (int k = 0; k < 3; k++)
                p[i][j] += a[k][i] * a[k][j];
        }
}

static const double by_differences = 1e-4; /* relative */

static void check_bends(const struct lw_plot *plot, const double x[LW_STATE],
                        double p[3][3], bool upright)
{
    const double lower[6] = {p[0][0], p[1][0], p[1][1],
                             p[2][0], p[2][1], p[2][2]};
    const int angles = plot->dim - (plot->has & LW_HAS_RANGE_RATE ? 1 : 0);
    double shift[LW_PLOT_DIM_MAX], var[LW_PLOT_DIM_MAX];
    double bend[LW_PLOT_DIM_MAX][3][3], mean, want;

    bends_of(plot, x, bend);
    assert_true(lw_plot_curvature(plot, x, 0.0, lower, shift, var));
    for (int row = 0; row < angles; row++) {
        const bool elevation = plot->has & LW_HAS_EL && row == angles - 1;
        moments(bend[row], p, &mean, &want);
        const double about = sqrt(want) + fabs(mean);
        assert_near(shift[row], mean, by_differences * about);
        /* across a line of sight that hangs together with along it, the
         * variance of an elevation is but about that */
        if (upright || !elevation)
            assert_near(var[row], want, by_differences * want);
    }
    for (int row = angles; row < plot->dim; row++) {
        assert_near(shift[row], 0.0, 0.0);
        assert_near(var[row], 0.0, 0.0);
    }
}

static void bends_are_the_second_derivatives(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPES; s++) {
        if (shapes[s].type != LW_REPORT_POLAR &&
            shapes[s].type != LW_REPORT_BEARING)
            continue;
        begin();
        for (int n = 0; n < 200; n++) {
            const double far = 300.0 + 3000.0 * scene_even(&sc);
            const double az = 2.0 * LW_PI * scene_even(&sc);
            const double el = 1.2 * scene_even(&sc);
            const double offset[3] = {far * sin(az) * cos(el),
                                      far * cos(az) * cos(el), far * sin(el)};
            const bool upright = n % 2;
            double x[LW_STATE] = {0}, p[3][3];
            struct lw_plot plot;
            memcpy(x, offset, sizeof offset);
            seen(shapes[s].type, shapes[s].has, x, &plot);
            do
                spread_place(offset, far * (0.05 + 0.1 * scene_even(&sc)),
                             upright, p);
            while (p[0][0] + p[1][1] + p[2][2] < 0.001 * far * far);
            check_bends(&plot, x, p, upright);
        }
    }
}

/* What is sharp, or told as a place, is straight; what is wide has a limit. */
static void what_is_straight_has_no_bends(void **state)
{
    const double offset[3] = {1000.0, 500.0, 100.0};
    double shift[LW_PLOT_DIM_MAX], var[LW_PLOT_DIM_MAX];

    (void)state;
    begin();
    for (int s = 0; s < SHAPES; s++) {
        double x[LW_STATE] = {0};
        struct lw_plot plot;
        memcpy(x, offset, sizeof offset);
        seen(shapes[s].type, shapes[s].has, x, &plot);
        const bool bends = shapes[s].type == LW_REPORT_POLAR ||
                           shapes[s].type == LW_REPORT_BEARING;
        for (double sd = 0.01; sd < 1e7; sd *= 3.0) {
            const double p[6] = {sd * sd, 0.0, sd * sd, 0.0, 0.0, sd * sd};
            const bool got = lw_plot_curvature(&plot, x, 0.0, p, shift, var);
            if (!bends || sd < 10.0)
                assert_false(got);
            else if (sd > 40.0)
                assert_true(got);
            if (!got)
                continue;
            for (int row = 0; row < plot.dim; row++) {
                assert_true(isfinite(shift[row]));
                assert_true(var[row] >= 0.0 && isfinite(var[row]));
            }
            /* no more than a turn says */
            assert_true(var[shapes[s].type == LW_REPORT_POLAR] <= 4.0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bends_are_the_second_derivatives),
        cmocka_unit_test(what_is_straight_has_no_bends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
