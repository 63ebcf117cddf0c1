/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a look's plots: theirs, not that of their coming. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fuse.h"
#include "random.h"

enum { PLOTS = 200 };

static struct lw_plot plot[PLOTS];
static const struct lw_plot *look_plot[PLOTS];
static struct lw_look_key look_key[2 * PLOTS];
static struct lw_tracker trk = {.cfg = {.reports_max = PLOTS},
                                .look_plot = look_plot,
                                .look_key = look_key};

static void make(enum lw_report_type type, uint64_t *seed)
{
    memset(plot, 0, sizeof plot);
    for (uint32_t j = 0; j < PLOTS; j++) {
        plot[j].type = type;
        plot[j].dim = 2;
        for (int i = 0; i < 2; i++) {
            plot[j].z[i] =
                type == LW_REPORT_POSITION ? 0.0 : 6.0 * random_even(seed);
            plot[j].spot_m[i] = 4000.0 * (random_even(seed) - 0.5);
        }
        memcpy(plot[j].origin_m, plot[j].spot_m, sizeof plot[j].spot_m);
        plot[j].r[0] = (double)(1 + random_below(seed, 3));
    }
    /* some that differ in nothing that a key holds */
    for (uint32_t j = 1; j < PLOTS; j += 10) {
        plot[j] = plot[j - 1];
        plot[j].r[0] += 0.5;
    }
}

/* Gives them in any order, and sorts. */
static void sort_shuffled(uint64_t *seed)
{
    for (uint32_t j = 0; j < PLOTS; j++)
        look_plot[j] = &plot[j];
    for (uint32_t j = PLOTS - 1; j > 0; j--) {
        const uint32_t k = random_below(seed, j + 1);
        const struct lw_plot *const swap = look_plot[j];
        look_plot[j] = look_plot[k];
        look_plot[k] = swap;
    }
    (void)lw_look_sort(&trk, PLOTS);
}

static void the_order_of_coming_is_forgotten(void **state)
{
    static const enum lw_report_type type[] = {
        LW_REPORT_POSITION, LW_REPORT_POLAR, LW_REPORT_BEARING,
        LW_REPORT_HEARD};
    const struct lw_plot *first[PLOTS];
    uint64_t seed = 1;

    (void)state;
    for (size_t t = 0; t < sizeof type / sizeof *type; t++) {
        make(type[t], &seed);
        sort_shuffled(&seed);
        memcpy(first, look_plot, sizeof first);
        for (int again = 0; again < 5; again++) {
            sort_shuffled(&seed);
            assert_memory_equal(first, look_plot, sizeof first);
        }
    }
}

static void a_radar_s_plots_go_outwards_and_bearings_round(void **state)
{
    uint64_t seed = 2;

    (void)state;
    make(LW_REPORT_POLAR, &seed);
    sort_shuffled(&seed);
    for (uint32_t j = 1; j < PLOTS; j++)
        assert_true(look_plot[j - 1]->z[0] <= look_plot[j]->z[0]);
    make(LW_REPORT_BEARING, &seed);
    sort_shuffled(&seed);
    for (uint32_t j = 1; j < PLOTS; j++)
        assert_true(look_plot[j - 1]->z[0] <= look_plot[j]->z[0]);
}

/* Along the curve one step is short, mostly: here at most a fifth of what it
 * is between plots in any order. */
static void neighbours_stand_together(void **state)
{
    uint64_t seed = 3;
    double steps = 0.0, any = 0.0;

    (void)state;
    make(LW_REPORT_POSITION, &seed);
    sort_shuffled(&seed);
    for (uint32_t j = 1; j < PLOTS; j++) {
        steps += hypot(look_plot[j]->spot_m[0] - look_plot[j - 1]->spot_m[0],
                       look_plot[j]->spot_m[1] - look_plot[j - 1]->spot_m[1]);
        any += hypot(plot[j].spot_m[0] - plot[PLOTS - 1 - j].spot_m[0],
                     plot[j].spot_m[1] - plot[PLOTS - 1 - j].spot_m[1]);
    }
    assert_true(steps < 0.2 * any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_coming_is_forgotten),
        cmocka_unit_test(a_radar_s_plots_go_outwards_and_bearings_round),
        cmocka_unit_test(neighbours_stand_together),
    };

    return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
