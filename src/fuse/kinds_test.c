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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
