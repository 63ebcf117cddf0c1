/* SPDX-License-Identifier: Apache-2.0 */
/* What plots make of the filter, against the textbook's; and that its
 * covariances stay what they should be over a million of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imm_fixture.h"

enum { N = LW_STATE };

static struct filter_scene f;

static double even(double from, double to)
{
    return filter_even(&f, from, to);
}

/* ---- plots ---- */

static void a_plot_updates_every_mode_as_the_textbook(void **state)
{
    (void)state;
    filter_begin(&f, 33);
    for (int n = 0; n < 5000; n++) {
        const double age_s = n % 3 == 0 ? even(-2.0, 5.0) : 0.0;
        const double inflate = n % 2 ? even(0.8, 50.0) : 1.0;
        double mean[N], likelihood = 0.0, d2;
        struct book b, before;
        struct book_bend bend;
        struct lw_blend blend;
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        imm_some(&f, even(1.0, 200.0), even(0.5, 20.0), &imm);
        imm_near_plot(&f, &imm, &plot);
        book_open(&imm, &b);
        before = b;
        lw_imm_mean(&imm, mean);
        book_bend(&b, mean, &plot, age_s, &bend);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            b.chance[m] *= book_update(&b.mode[m], m, mean, &bend, &plot, age_s,
                                       inflate, &d2);
            likelihood += b.chance[m];
        }
        const double got =
            lw_imm_fit(&imm, mean, &plot, age_s, inflate, filter_no_gate, &fit);
        assert_near(got, likelihood, 1e-8 * likelihood);
        assert_near(got, fit.likelihood, 0.0);
        assert_int_equal(fit.dim, plot.dim);
        /* so far from every mode that the chances are none: nothing to ask */
        if (likelihood < 1e-150)
            continue;
        for (int m = 0; m < LW_IMM_MODES; m++)
            b.chance[m] /= likelihood;
        lw_blend_begin(&blend, &imm, 0.0);
        lw_blend_add(&blend, &imm, &fit, 0.7);
        assert_near(lw_blend_end(&blend, &imm), 0.7, 1e-12);
        book_same(&imm, &b, &before, 3e-10);
    }
}

/* Where all modes are at one place, they are linearised there, as
 * lw_gauss_update() does; it knows neither bends nor late plots. */
static void a_plot_updates_a_mode_as_one_gaussian(void **state)
{
    int straight = 0;

    (void)state;
    filter_begin(&f, 34);
    for (int n = 0; n < 2000; n++) {
        const double age_s = n % 3 == 0 ? even(-5.0, 0.0) : 0.0;
        const double inflate = even(0.8, 9.0);
        struct lw_gauss in, want, got;
        struct lw_plot plot;
        struct lw_blend blend;
        struct lw_imm imm;
        struct lw_fit fit;
        struct book_bend bend;
        struct book b;
        filter_gauss(&f, even(0.1, 20.0), even(0.5, 20.0), &in);
        filter_plot(&f, &in, &plot);
        lw_imm_init(&imm, &in);
        book_open(&imm, &b);
        book_bend(&b, in.x, &plot, age_s, &bend);
        if (bend.var[0] > 0.0 || bend.var[1] > 0.0)
            continue;
        straight++;
        const double log_likelihood =
            lw_gauss_update(&in, &plot, age_s, inflate, filter_no_gate, &want);
        const double got_likelihood =
            lw_imm_fit(&imm, in.x, &plot, age_s, inflate, filter_no_gate, &fit);
        assert_near(got_likelihood, exp(log_likelihood),
                    1e-8 * exp(log_likelihood));
        if (log_likelihood < -300.0)
            continue;
        lw_blend_begin(&blend, &imm, 0.0);
        lw_blend_add(&blend, &imm, &fit, 1.0);
        assert_near(lw_blend_end(&blend, &imm), 1.0, 1e-12);
        for (int m = 0; m < LW_IMM_MODES; m++) {
            lw_imm_mode(&imm, m, &got);
            book_same_gauss(&got, &want, &in, 3e-10);
        }
        lw_imm_collapse(&imm, &got);
        book_same_gauss(&got, &want, &in, 3e-10);
    }
    assert_true(straight > 1000);
}

/* What only asks how likely a plot is says the same, to the bit. */
static void the_likelihood_alone_is_that_of_the_fit(void **state)
{
    int outside = 0;

    (void)state;
    filter_begin(&f, 35);
    for (int n = 0; n < 5000; n++) {
        const double age_s = n % 3 == 0 ? even(-1.0, 4.0) : 0.0;
        const double inflate = even(0.8, 9.0);
        const double gate = n % 2 ? filter_no_gate : even(0.01, 2.0);
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        double mean[N];
        imm_some(&f, even(1.0, 200.0), even(0.5, 20.0), &imm);
        imm_near_plot(&f, &imm, &plot);
        lw_imm_mean(&imm, mean);
        const double a =
            lw_imm_fit(&imm, mean, &plot, age_s, inflate, gate, &fit);
        const double b =
            lw_imm_likelihood(&imm, mean, &plot, age_s, inflate, gate);
        assert_memory_equal(&a, &b, sizeof a);
        outside += !(a > 0.0);
    }
    assert_true(outside > 100);
}

/* A mode whose plot lies outside takes no part; the gate is a border. */
static void the_gate_holds_for_each_mode(void **state)
{
    (void)state;
    filter_begin(&f, 36);
    for (int n = 0; n < 1000; n++) {
        double mean[N], d2[LW_IMM_MODES], want = 0.0;
        struct lw_plot plot;
        struct lw_imm imm;
        struct lw_fit fit;
        struct book_bend bend;
        struct book b;
        imm_some(&f, even(1.0, 60.0), even(0.5, 20.0), &imm);
        imm_near_plot(&f, &imm, &plot);
        book_open(&imm, &b);
        lw_imm_mean(&imm, mean);
        book_bend(&b, mean, &plot, 0.0, &bend);
        for (int m = 0; m < LW_IMM_MODES; m++)
            b.chance[m] *= book_update(&b.mode[m], m, mean, &bend, &plot, 0.0,
                                       1.0, &d2[m]);
        for (int g = 0; g < LW_IMM_MODES; g++) {
            for (int inside = 0; inside < 2; inside++) {
                const double gate = d2[g] * (inside ? 1.0 + 1e-6 : 1.0 - 1e-6);
                want = 0.0;
                for (int m = 0; m < LW_IMM_MODES; m++)
                    want += d2[m] <= gate ? b.chance[m] : 0.0;
                const double got =
                    lw_imm_fit(&imm, mean, &plot, 0.0, 1.0, gate, &fit);
                assert_near(got, want, 1e-8 * want);
            }
        }
    }
}

static void what_is_no_number_is_no_plot_of_it(void **state)
{
    struct lw_plot plot;
    struct lw_imm imm, broken;
    struct lw_fit fit;
    double mean[N];

    (void)state;
    filter_begin(&f, 37);
    imm_some(&f, 30.0, 5.0, &imm);
    imm_near_plot(&f, &imm, &plot);
    lw_imm_mean(&imm, mean);
    mean[0] = (double)NAN;
    assert_near(lw_imm_fit(&imm, mean, &plot, 0.0, 1.0, 20.0, &fit), 0.0, 0.0);
    assert_near(lw_imm_likelihood(&imm, mean, &plot, 0.0, 1.0, 20.0), 0.0, 0.0);
    /* a covariance that is none, of one mode or of all */
    lw_imm_mean(&imm, mean);
    for (int m = 0; m < LW_IMM_MODES; m++) {
        broken = imm;
        for (int e = 0; e < LW_SYM; e++)
            broken.p[e][m] = m == 1 ? (double)NAN : -1e12;
        assert_near(
            lw_imm_fit(&broken, mean, &plot, 0.0, 1.0, filter_no_gate, &fit),
            0.0, 0.0);
        assert_near(
            lw_imm_likelihood(&broken, mean, &plot, 0.0, 1.0, filter_no_gate),
            0.0, 0.0);
    }
}

/* One of several plots, or none of them: each mode is the mixture of what they
 * make of it, its chance the part that they give it. */
static void a_blend_is_the_mixture_of_all_ways(void **state)
{
    enum { PLOTS = 4 };

    (void)state;
    filter_begin(&f, 38);
    for (int n = 0; n < 1500; n++) {
        struct book b, ways[PLOTS + 1];
        double weight[PLOTS + 1], mean[N], total = 0.0;
        struct lw_blend blend;
        struct lw_imm imm;
        const int plots = (int)even(0.0, PLOTS + 0.999);
        int taken = 0;
        imm_some(&f, even(2.0, 200.0), even(0.5, 20.0), &imm);
        book_open(&imm, &b);
        ways[0] = b;
        weight[0] = n % 4 == 0 && plots > 0 ? 0.0 : even(0.05, 1.0);
        lw_imm_mean(&imm, mean);
        lw_blend_begin(&blend, &imm, weight[0]);
        for (int k = 0; k < plots; k++) {
            struct book *way = &ways[taken + 1];
            struct book_bend bend;
            struct lw_plot plot;
            struct lw_fit fit;
            double d2;
            imm_near_plot(&f, &imm, &plot);
            const double age_s = k % 2 ? even(0.0, 2.0) : 0.0;
            const double sum =
                lw_imm_fit(&imm, mean, &plot, age_s, 2.0, filter_no_gate, &fit);
            if (sum < 1e-150)
                continue;
            *way = b;
            book_bend(&b, mean, &plot, age_s, &bend);
            for (int m = 0; m < LW_IMM_MODES; m++)
                way->chance[m] *= book_update(&way->mode[m], m, mean, &bend,
                                              &plot, age_s, 2.0, &d2) /
                                  sum;
            weight[++taken] = even(0.05, 1.0);
            lw_blend_add(&blend, &imm, &fit, weight[taken]);
        }
        const double got = lw_blend_end(&blend, &imm);
        for (int k = 0; k <= taken; k++)
            total += weight[k];
        assert_near(got, total, 1e-8);
        if (!(total > 0.0)) {
            assert_near(got, 0.0, 0.0);
            continue;
        }
        const struct book before = b;
        for (int m = 0; m < LW_IMM_MODES; m++) {
            const struct lw_gauss *part[PLOTS + 1];
            double by[PLOTS + 1];
            b.chance[m] = 0.0;
            for (int k = 0; k <= taken; k++) {
                part[k] = &ways[k].mode[m];
                by[k] = weight[k] * ways[k].chance[m];
                b.chance[m] += by[k];
            }
            /* what no way leads to is nowhere in particular */
            if (b.chance[m] > 1e-200)
                lw_gauss_mix(part, by, taken + 1, &b.mode[m]);
            b.chance[m] /= total;
            if (b.chance[m] < 1e-12) {
                lw_imm_mode(&imm, m, &b.mode[m]);
                assert_near(imm.chance[m], b.chance[m], 1e-15);
                b.chance[m] = imm.chance[m];
            }
        }
        book_same(&imm, &b, &before, 3e-10);
    }
}

static void a_blend_of_nothing_leaves_it_alone(void **state)
{
    struct lw_blend blend;
    struct lw_imm imm, before;

    (void)state;
    filter_begin(&f, 39);
    imm_some(&f, 30.0, 5.0, &imm);
    before = imm;
    lw_blend_begin(&blend, &imm, 0.0);
    assert_near(lw_blend_end(&blend, &imm), 0.0, 0.0);
    assert_memory_equal(&imm, &before, sizeof imm);
    lw_blend_begin(&blend, &imm, 0.3);
    assert_near(lw_blend_end(&blend, &imm), 0.3, 1e-15);
    struct book a, b;
    book_open(&before, &a);
    book_open(&imm, &b);
    book_same(&imm, &a, &a, 2e-10);
}

/* Take a plot as the tracker does; false: it says nothing. */
static bool take(struct lw_imm *imm, const struct lw_plot *plot, double age_s)
{
    struct lw_blend blend;
    struct lw_fit fit;
    double mean[N];

    lw_imm_mean(imm, mean);
    if (!(lw_imm_fit(imm, mean, plot, age_s, 1.0, filter_no_gate, &fit) >
          1e-200))
        return false;
    lw_blend_begin(&blend, imm, 0.0);
    lw_blend_add(&blend, imm, &fit, 1.0);
    assert_near(lw_blend_end(&blend, imm), 1.0, 1e-12);
    return true;
}

/* ---- a long life ---- */

enum { TEMPLATES = 500 };
static struct lw_plot template[TEMPLATES];

/* One of many plots, moved to where the filter thinks it is. */
static void move_plot(const struct lw_imm *imm, double age_s,
                      struct lw_plot *plot)
{
    double mean[N], nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * N];

    *plot = template[(int)even(0.0, TEMPLATES - 0.001)];
    lw_imm_mean(imm, mean);
    lw_plot_residual(plot, mean, age_s, nu, h);
    for (int a = 0; a < plot->dim; a++)
        plot->z[a] -=
            nu[a] - sqrt(plot->r[a * (plot->dim + 1)]) * scene_normal(&f.sc);
}

static void check_sound(const struct lw_imm *imm, int n)
{
    struct lw_gauss g;
    double sum = 0.0;

    for (int m = 0; m < LW_IMM_MODES; m++) {
        lw_imm_mode(imm, m, &g);
        if (!filter_sound(g.p))
            fail_msg("step %d, mode %d: not positive definite", n, m);
        assert_true(imm->chance[m] >= 0.0);
        sum += imm->chance[m];
    }
    assert_near(sum, 1.0, 1e-9);
    lw_imm_collapse(imm, &g);
    assert_true(filter_sound(g.p));
}

static void covariances_stay_positive_definite(void **state)
{
    enum { UPDATES = 1000000, LIFE = 600 };
    struct lw_imm imm;
    int taken = 0;

    (void)state;
    filter_begin(&f, 21);
    for (int n = 0; n < TEMPLATES; n++) {
        imm_start(&f, &imm);
        imm_near_plot(&f, &imm, &template[n]);
    }
    for (int n = 0; taken < UPDATES; n++) {
        const double age_s = n % 4 == 0 ? even(0.0, 3.0) : 0.0;
        struct lw_plot plot;
        double up[3];
        assert_true(n < 2 * UPDATES);
        if (n % LIFE == 0)
            imm_start(&f, &imm);
        if (even(0.0, 1.0) < 0.7) {
            imm_some_up(&f, up);
            imm_forward(&imm, up, pow(10.0, even(-6.0, 1.3)));
        }
        move_plot(&imm, age_s, &plot);
        taken += take(&imm, &plot, age_s);
        check_sound(&imm, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plot_updates_every_mode_as_the_textbook),
        cmocka_unit_test(a_plot_updates_a_mode_as_one_gaussian),
        cmocka_unit_test(the_likelihood_alone_is_that_of_the_fit),
        cmocka_unit_test(the_gate_holds_for_each_mode),
        cmocka_unit_test(what_is_no_number_is_no_plot_of_it),
        cmocka_unit_test(a_blend_is_the_mixture_of_all_ways),
        cmocka_unit_test(a_blend_of_nothing_leaves_it_alone),
        cmocka_unit_test(covariances_stay_positive_definite),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
