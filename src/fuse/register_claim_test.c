/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "register_fixture.h"
#include "register_parts.h"

static struct rf rf;

/* What sensor s says of aircraft a at t. */
static bool see(uint32_t s, uint32_t a, double t_s, struct lw_plot *plot)
{
    struct lw_report report;

    return rf_see(&rf, s, a, t_s, &report) &&
           lw_plot_make(&report, &rf.site, s, &rf.model[s], &rf.frame, plot) ==
               0;
}

/* The values of a plot less those of another of the same sensor: what an
 * error, put in without noise, does to it. */
static void difference(const struct lw_plot *a, const struct lw_plot *b,
                       double *by)
{
    for (int i = 0; i < a->dim; i++)
        by[i] = a->z[i] - b->z[i];
    if (a->type == LW_REPORT_POSITION)
        for (int i = 0; i < 2; i++)
            for (int k = 0; k < 3; k++)
                by[i] += b->axes[3 * i + k] * (a->origin_m[k] - b->origin_m[k]);
}

static void derivatives_by_errors_are_right(void **state)
{
    static const double step[LW_SENSOR_ERRORS] = {1e-4, 1e-4, 0.5,
                                                  1e-2, 0.5,  0.5};

    (void)state;
    rf_init(&rf, 3);
    rf_add(&rf, LW_SENSOR_RADAR, 0.0, 0.0)->sd_el_rad = 1e-9;
    rf_add(&rf, LW_SENSOR_CAMERA, 500.0, 0.0)->sd_el_rad = 1e-9;
    rf_add(&rf, LW_SENSOR_RADAR, 0.0, 900.0)->sd_place_m = 1e-9;
    rf_add(&rf, LW_SENSOR_ACOUSTIC, 0.0, 900.0);
    rf_fly(&rf, 3000.0, 80.0, 5);
    for (uint32_t s = 0; s < 4; s++) {
        rf.own[s].sd_range_m = s == 0 ? 1e-9 : 0.0;
        rf.own[s].sd_az_rad = 1e-12;
    }
    for (uint32_t s = 0; s < 4; s++)
        for (uint32_t a = 0; a < 5; a++)
            for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
                struct lw_plot was, is;
                struct lw_reg_claim c;
                double x[LW_STATE], nu[LW_PLOT_DIM_MAX];
                double h[LW_PLOT_DIM_MAX * LW_STATE];
                double by[LW_PLOT_DIM_MAX * LW_SENSOR_ERRORS];
                double found[LW_PLOT_DIM_MAX];
                const double t_s = 5.0;
                const bool clock = e == LW_ERROR_CLOCK;
                memset(rf.own[s].error, 0, sizeof rf.own[s].error);
                assert_true(see(s, a, t_s, &was));
                rf.own[s].error[e] = step[e];
                /* stamped alike, so that it shows the world of before */
                assert_true(see(s, a, clock ? t_s - step[e] : t_s, &is));
                rf_path(&rf.aircraft[a], t_s, x, x + 3);
                lw_reg_pack(&was, rf.sensor[s].kind == LW_SENSOR_RADAR, &c);
                lw_plot_residual(&was, x, 0.0, nu, h);
                lw_reg_by_errors(&c, x, h, by);
                difference(&is, &was, found);
                const int rows = was.type == LW_REPORT_POSITION ? 2 : was.dim;
                for (int i = 0; i < rows; i++)
                    assert_near(step[e] * by[i * LW_SENSOR_ERRORS + e],
                                found[i],
                                5e-4 * step[e] + 2e-3 * fabs(found[i]));
            }
}

/* What the residual needs is all there. */
static void a_packed_plot_has_the_same_residual(void **state)
{
    (void)state;
    rf_init(&rf, 4);
    rf.site.air.wind_mps[0] = 7.0;
    rf.site.air.wind_mps[1] = -3.0;
    rf_add(&rf, LW_SENSOR_RADAR, 0.0, 0.0)->sd_el_rad = 1.0 * LW_DEG;
    rf_add(&rf, LW_SENSOR_ACOUSTIC, 0.0, 900.0);
    rf_add(&rf, LW_SENSOR_ADSB, 0.0, 900.0);
    rf_fly(&rf, 3000.0, 80.0, 3);
    for (uint32_t s = 0; s < 3; s++)
        for (uint32_t a = 0; a < 3; a++) {
            struct lw_plot plot = {.dim = 0}, again = {.dim = 0};
            struct lw_reg_claim c;
            double x[LW_STATE], nu[2][LW_PLOT_DIM_MAX];
            double h[2][LW_PLOT_DIM_MAX * LW_STATE];
            assert_true(see(s, a, 7.0, &plot));
            lw_reg_pack(&plot, s == 0, &c);
            lw_reg_unpack(&c, lw_sound_speed_mps(15.0), rf.site.air.wind_mps,
                          &again);
            rf_path(&rf.aircraft[a], 7.5, x, x + 3);
            lw_plot_residual(&plot, x, 0.5, nu[0], h[0]);
            lw_plot_residual(&again, x, 0.5, nu[1], h[1]);
            for (int i = 0; i < plot.dim; i++) {
                assert_near(nu[0][i], nu[1][i], 0.0);
                for (int j = 0; j < LW_STATE; j++)
                    assert_near(h[0][i * LW_STATE + j], h[1][i * LW_STATE + j],
                                0.0);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_by_errors_are_right),
        cmocka_unit_test(a_packed_plot_has_the_same_residual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
