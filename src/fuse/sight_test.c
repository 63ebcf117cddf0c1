/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "filter_fixture.h"
#include "near.h"
#include "sight.h"
#include "target_fixture.h"

static struct filter_scene f;
static struct lw_plot plot[200]; /* of one look: they stay */

/* Bearings of one look, with or without elevation, about north of the sensor,
 * so that azimuths lie on both sides of nought. */
static void bearing(bool with_el, double sd_rad, struct lw_plot *out)
{
    struct lw_report r = scene_report(&f.sc, 0, LW_REPORT_BEARING, 0.0);

    r.az_rad = lw_angle_positive(0.4 * scene_normal(&f.sc));
    r.el_rad = 0.1 + 0.05 * scene_normal(&f.sc);
    r.has = LW_HAS_SD_AZ | LW_HAS_SD_EL | (with_el ? LW_HAS_EL : 0);
    r.sd.az_rad = sd_rad;
    r.sd.el_rad = 2.0 * sd_rad;
    filter_make(&f, &r, out);
}

/* A target of three hypotheses north of the sensor, near and far. */
static struct lw_target *somewhere(void)
{
    struct lw_tracker *trk = f.sc.tracker;
    const double near[3] = {300.0, 600.0, 100.0}, still[3] = {0.0, 0.0, 0.0};
    struct lw_target *t =
        &trk->target[bare_target(&f.sc, near, still, 80.0, 20.0, 0.9)];

    t->hypothesis[0].weight = 0.5;
    for (int far = 1; far < 3; far++) {
        struct lw_gauss g;
        filter_gauss(&f, 100.0, 10.0, &g);
        g.x[0] = 300.0 + 100.0 * far;
        g.x[1] = 800.0 * far;
        lw_imm_init(lw_target_add(trk, t, 0.25), &g);
    }
    return t;
}

/* Each plot after the first weighs and updates as if it were the first. */
static void what_is_worked_out_once_holds_for_all(void **state)
{
    (void)state;
    filter_begin(&f, 5);
    (void)bare_begin(&f.sc, 64);
    for (int n = 0; n < 50; n++) {
        const bool with_el = n % 2;
        const double age_s = n % 3 == 0 ? 0.4 : 0.0;
        struct lw_target *t = somewhere();
        struct lw_sight all;
        int inside = 0;
        lw_sight_begin(&all, f.sc.tracker, t);
        for (int k = 0; k < 20; k++) {
            struct lw_sight one;
            /* one that errs more makes a new beginning */
            bearing(with_el, k == 10 ? 0.1 : 0.05, &plot[k]);
            lw_sight_begin(&one, f.sc.tracker, t);
            const double want =
                lw_sight_fit(&one, f.sc.tracker, t, &plot[k], age_s, 1.3, 15.0);
            const double got =
                lw_sight_fit(&all, f.sc.tracker, t, &plot[k], age_s, 1.3, 15.0);
            assert_near(got, want, 1e-9 * want);
            inside += want > 0.0;
            for (uint32_t h = 0; h < t->hypotheses; h++)
                for (int m = 0; m < LW_IMM_MODES; m++) {
                    const struct lw_fit *a = &all.fit[h], *b = &one.fit[h];
                    assert_near(a->by_mode[m], b->by_mode[m],
                                1e-9 * b->by_mode[m]);
                    for (int i = 0; i < a->dim; i++)
                        assert_near(a->white[i][m], b->white[i][m], 1e-12);
                }
        }
        assert_true(inside > 2);
    }
    scene_end(&f.sc);
}

/* Plots of other kinds share nothing, and nothing is shared with them. */
static void other_plots_stand_for_themselves(void **state)
{
    (void)state;
    filter_begin(&f, 6);
    (void)bare_begin(&f.sc, 64);
    struct lw_target *t = somewhere();
    struct lw_sight all, one;
    lw_sight_begin(&all, f.sc.tracker, t);
    for (int n = 0; n < 200; n++) {
        struct lw_gauss g;
        lw_target_mean(f.sc.tracker, t, &g);
        filter_plot(&f, &g, &plot[n]);
        lw_sight_begin(&one, f.sc.tracker, t);
        const double want =
            lw_sight_fit(&one, f.sc.tracker, t, &plot[n], 0.0, 1.0, 30.0);
        assert_near(
            lw_sight_fit(&all, f.sc.tracker, t, &plot[n], 0.0, 1.0, 30.0), want,
            1e-9 * want);
    }
    scene_end(&f.sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_worked_out_once_holds_for_all),
        cmocka_unit_test(other_plots_stand_for_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
