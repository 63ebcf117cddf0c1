/* SPDX-License-Identifier: Apache-2.0 */
#include "lateness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static const int64_t second_ns = 1000000000;
static struct lw_lateness late;

static int begin(void **state)
{
    (void)state;
    lw_lateness_init(&late);
    return 0;
}

static int64_t ns(double s)
{
    return (int64_t)(1e3 * s + 0.5) * (second_ns / 1000) + 1000 * second_ns;
}

/* A plot measured at `t`, that comes `delay` later. */
static void plot(double t, double delay, bool in_time)
{
    const struct lw_lateness_report r = {.meas_ns = ns(t),
                                         .arrival_ns = ns(t + delay),
                                         .plot = true,
                                         .in_time = in_time};

    lw_lateness_note(&late, &r);
}

static double to_come(enum lw_late of, double since_s)
{
    return lw_lateness_to_come(&late, of, since_s);
}

static void what_comes_in_time_leaves_nothing_to_come(void **state)
{
    (void)state;
    for (int k = 0; k < 1000; k++) {
        assert_true(to_come(LW_LATE_PLOT, 0.0) <= 0.0);
        assert_true(to_come(LW_LATE_LOOK, 0.0) <= 0.0);
        const int second = k / 10;
        plot(second, 0.2, true);
    }
}

/* Three plots of ten late by 0 to 8 s, evenly: nothing comes after that,
 * exactly. */
static void shares_of_plots_come_true(void **state)
{
    double was = 1.0;

    (void)state;
    for (int k = 0; k < 600; k++)
        for (int i = 0; i < 10; i++)
            plot(k, i < 7 ? 0.0 : 8.0 * ((k * 37 + i * 11) % 80 + 0.5) / 80.0,
                 i < 7);
    assert_near(to_come(LW_LATE_PLOT, 0.0), 0.3, 0.03);
    assert_near(to_come(LW_LATE_PLOT, 2.0), 0.225, 0.05);
    assert_near(to_come(LW_LATE_PLOT, 6.0), 0.075, 0.04);
    assert_true(to_come(LW_LATE_PLOT, 8.0) <= 0.0);
    assert_true(to_come(LW_LATE_LOOK, 0.0) <= 0.0);
    for (double s = 0.0; s < 200.0; s += 0.1) {
        const double is = to_come(LW_LATE_PLOT, s);
        assert_true(is >= 0.0 && is <= was);
        was = is;
    }
}

/* What is late as a whole is here when the first of it is. */
static void whole_looks_come_together(void **state)
{
    (void)state;
    for (int k = 0; k < 600; k++)
        for (int i = 0; i < 4; i++)
            plot(k, k % 2 == 0 ? 0.0 : 3.0, k % 2 == 0);
    assert_true(to_come(LW_LATE_PLOT, 0.0) <= 0.0);
    assert_near(to_come(LW_LATE_LOOK, 0.0), 0.5, 0.02);
    assert_near(to_come(LW_LATE_LOOK, 2.0), 0.5, 0.02);
    assert_true(to_come(LW_LATE_LOOK, 4.0) <= 0.0);
    assert_near(lw_lateness_since(&late, ns(599.0), ns(604.0)), 2.0, 1e-9);
    assert_near(lw_lateness_since(&late, ns(700.0), ns(704.0)), 4.0, 1e-9);
}

/* Looks that end half a second after they were made are not late by that. */
static void lateness_counts_from_the_end_of_a_look(void **state)
{
    (void)state;
    for (int k = 0; k < 400; k++) {
        lw_lateness_end(&late, 0.5);
        plot(k, k % 4 == 0 ? 1.4 : 0.3, k % 4 != 0);
    }
    assert_near(to_come(LW_LATE_LOOK, 0.4), 0.25, 0.02);
    assert_near(to_come(LW_LATE_LOOK, 1.0), 0.0, 0.01);
    assert_near(lw_lateness_since(&late, ns(700.0), ns(704.0)), 3.5, 1e-3);
}

static void however_late_it_is_counted(void **state)
{
    (void)state;
    for (int k = 0; k < 1000; k++)
        plot(k, k % 2 == 0 ? 0.0 : 119.0, k % 2 == 0);
    assert_near(to_come(LW_LATE_LOOK, 60.0), 0.5, 0.02);
    assert_true(to_come(LW_LATE_LOOK, 128.0) <= 0.0);
}

static void within_a_second_order_says_nothing(void **state)
{
    struct lw_lateness one;

    (void)state;
    for (int run = 0; run < 2; run++) {
        lw_lateness_init(&late);
        for (int s = 0; s < 50; s++)
            for (int k = 0; k < 7; k++) {
                const int v = run == 0 ? k : 6 - k;
                const struct lw_lateness_report r = {.meas_ns =
                                                         ns(s - v * s % 5),
                                                     .arrival_ns = ns(s),
                                                     .plot = true,
                                                     .in_time = v * s % 5 == 0};
                lw_lateness_note(&late, &r);
            }
        plot(60.0, 0.0, true);
        if (run == 0)
            one = late;
    }
    assert_memory_equal(one.of[LW_LATE_LOOK].share, late.of[LW_LATE_LOOK].share,
                        sizeof late.of[LW_LATE_LOOK].share);
}

static void the_longest_delay_of_late_is_remembered(void **state)
{
    (void)state;
    plot(0.0, 9.0, true);
    assert_near(late.delay_s, 9.0, 1e-9);
    plot(10.0, 1.0, true);
    assert_true(late.delay_s > 8.0);
    for (int k = 0; k < 1000; k++)
        plot(20.0 + k, -4.0, true); /* a clock that is ahead */
    assert_near(late.delay_s, 0.0, 1e-3);
    assert_true(late.arrival_ns == ns(1015.0));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        TEST(what_comes_in_time_leaves_nothing_to_come),
        TEST(shares_of_plots_come_true),
        TEST(whole_looks_come_together),
        TEST(lateness_counts_from_the_end_of_a_look),
        TEST(however_late_it_is_counted),
        TEST(within_a_second_order_says_nothing),
        TEST(the_longest_delay_of_late_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
