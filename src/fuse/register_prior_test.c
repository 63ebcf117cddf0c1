/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "register_parts.h"

/* Density of a prior. */
static double density(const struct lw_reg_prior *p, double u)
{
    const double order = 1.0 - p->positive - p->negative - p->there_chance;
    const double off = (u - p->there) / p->there_sd;
    const double there = p->there_chance > 0.0 ? p->there_chance / p->there_sd *
                                                     exp(-0.5 * off * off)
                                               : 0.0;
    const double wrong = 2.0 * (u > 0.0 ? p->positive : p->negative);
    const double s = p->spike;

    return (order / s * exp(-0.5 * u * u / (s * s)) +
            wrong * exp(-0.5 * u * u) + there) /
           sqrt(2.0 * LW_PI);
}

/* Mass, mean and variance of prior times normal density, by summing. */
static void sum_up(const struct lw_reg_prior *p, double m, double v,
                   double *mass, double *mean, double *var)
{
    const double step = 2e-4;
    double s0 = 0.0, s1 = 0.0, s2 = 0.0;

    for (double u = -12.0 + 0.5 * step; u < 12.0; u += step) {
        const double d = density(p, u) * exp(-0.5 * (u - m) * (u - m) / v) /
                         sqrt(2.0 * LW_PI * v) * step;
        s0 += d;
        s1 += d * u;
        s2 += d * u * u;
    }
    *mass = s0;
    *mean = s1 / s0;
    *var = s2 / s0 - *mean * *mean;
}

static void moments_are_those_of_the_density(void **state)
{
    (void)state;
    for (int kind = 0; kind < LW_SENSOR_KINDS; kind++)
        for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
            const struct lw_reg_prior p =
                lw_reg_prior_of((enum lw_sensor_kind)kind, LW_REG_STANDS,
                                (enum lw_sensor_error)e);
            double mass, mean, var, m, v;
            if (p.unit <= 0.0)
                continue;
            sum_up(&p, 0.0, 1e8, &mass, &mean, &var);
            lw_reg_prior_moments(&p, &m, &v);
            assert_near(m, mean, 1e-4);
            assert_near(v, var, 1e-4);
        }
}

static void product_with_a_normal_density_is_exact(void **state)
{
    static const double at[] = {-3.0, -0.4, -0.05, 0.0, 0.02, 0.3, 1.0, 4.0};
    static const double spread[] = {0.0004, 0.01, 0.2, 4.0};
    const struct lw_reg_prior p =
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_CLOCK);

    (void)state;
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 4; k++) {
            double mass, mean, var, m, v;
            sum_up(&p, at[i], spread[k], &mass, &mean, &var);
            const double log_mass =
                lw_reg_prior_times(&p, at[i], spread[k], &m, &v);
            assert_near(m, mean, 2e-4);
            assert_near(v, var, 2e-4);
            assert_near(log_mass, log(mass), 2e-3);
        }
}

static void far_away_stays_finite(void **state)
{
    const struct lw_reg_prior p =
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_CLOCK);

    (void)state;
    for (double far = -1e4; far <= 1e4; far += 500.0) {
        double m, v;
        assert_true(isfinite(lw_reg_prior_times(&p, far, 1e-8, &m, &v)));
        assert_near(m, far, 1e-2 + 1e-6 * fabs(far));
        assert_true(v > 0.0 && v < 1.0);
    }
}

static void a_clock_is_rather_late_than_early(void **state)
{
    const struct lw_reg_prior p =
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_CLOCK);
    double mean, var;

    (void)state;
    lw_reg_prior_moments(&p, &mean, &var);
    assert_true(mean > 0.0 && mean < sqrt(var));
}

static void what_moves_knows_its_place(void **state)
{
    (void)state;
    assert_true(
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_MOVES, LW_ERROR_EAST).unit <
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_EAST).unit);
    assert_near(
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_MOVES, LW_ERROR_AZIMUTH).unit,
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_AZIMUTH).unit,
        0.0);
}

static void a_look_trails_by_its_own_length(void **state)
{
    struct lw_sensor radar = {.kind = LW_SENSOR_RADAR, .period_s = 0.5};
    const struct lw_reg_prior kind =
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_CLOCK);

    (void)state;
    const struct lw_reg_prior fast =
        lw_reg_prior_for(&radar, LW_REG_STANDS, LW_ERROR_CLOCK);
    assert_near(fast.unit, 0.5, 1e-12);
    assert_near(fast.unit * fast.spike, kind.unit * kind.spike, 1e-12);
    radar.period_s = 12.0;
    assert_near(lw_reg_prior_for(&radar, LW_REG_STANDS, LW_ERROR_CLOCK).unit,
                kind.unit, 0.0);
    radar.period_s = 0.0; /* not known */
    assert_near(lw_reg_prior_for(&radar, LW_REG_STANDS, LW_ERROR_CLOCK).unit,
                kind.unit, 0.0);
}

static void what_measures_finely_is_set_up_finely(void **state)
{
    struct lw_sensor radar = {.kind = LW_SENSOR_RADAR};
    const struct lw_reg_prior kind =
        lw_reg_prior_of(LW_SENSOR_RADAR, LW_REG_STANDS, LW_ERROR_RANGE);

    (void)state;
    assert_near(lw_reg_prior_for(&radar, LW_REG_STANDS, LW_ERROR_RANGE).spike,
                kind.spike, 0.0);
    radar.sd.range_m = radar.sd.horizontal_m = 4.0;
    assert_near(lw_reg_prior_for(&radar, LW_REG_STANDS, LW_ERROR_RANGE).spike,
                1.0 / kind.unit, 1e-12);
}

/* An error that something else tells of, far beyond what is usual. */
static const struct lw_reg_prior told = {.unit = 1.0,
                                         .spike = 0.03,
                                         .positive = 0.3,
                                         .negative = 0.05,
                                         .there = -3.0,
                                         .there_sd = 0.3,
                                         .there_chance = 0.25};

static void what_else_tells_of_it_is_a_part_of_the_prior(void **state)
{
    double mass, mean, var, m, v;

    (void)state;
    sum_up(&told, 0.0, 1e8, &mass, &mean, &var);
    lw_reg_prior_moments(&told, &m, &v);
    assert_near(m, mean, 1e-4);
    assert_near(v, var, 1e-4);
    for (double at = -6.0; at <= 4.0; at += 0.5) {
        sum_up(&told, at, 0.5, &mass, &mean, &var);
        const double log_mass = lw_reg_prior_times(&told, at, 0.5, &m, &v);
        assert_near(log_mass, log(mass), 1e-4);
        assert_near(m, mean, 1e-4);
        assert_near(v, var, 1e-4);
    }
    (void)lw_reg_prior_times(&told, -3.0, 0.01, &m, &v);
    assert_near(m, -3.0, 0.01);
    assert_true(v < 0.0101);
}

/* Its plots were worked out once the look was over. */
static void what_moves_and_tells_places_is_late_by_a_look(void **state)
{
    const struct lw_sensor radar = {.kind = LW_SENSOR_RADAR, .period_s = 1.5};
    const struct lw_reg_prior p =
        lw_reg_prior_for(&radar, LW_REG_CHARTED, LW_ERROR_CLOCK);
    const struct lw_reg_prior moves =
        lw_reg_prior_for(&radar, LW_REG_MOVES, LW_ERROR_CLOCK);
    double mass, mean, var, m, v;

    (void)state;
    sum_up(&p, 0.0, 1e8, &mass, &mean, &var);
    lw_reg_prior_moments(&p, &m, &v);
    assert_near(m, mean, 1e-4);
    assert_near(v, var, 1e-4);
    assert_near(p.unit * p.there, 1.5, 1e-12);
    assert_true(lw_reg_prior_late(&p));
    assert_false(lw_reg_prior_late(&moves));
    assert_near(p.unit * p.spike, moves.unit * moves.spike, 1e-12);
    for (double at = -1.0; at <= 5.0; at += 0.5) {
        const double log_mass = lw_reg_prior_times(&p, at, 0.2, &m, &v);
        sum_up(&p, at, 0.2, &mass, &mean, &var);
        assert_near(m, mean, 2e-4);
        assert_near(v, var, 2e-4);
        assert_near(log_mass, log(mass), 2e-3);
    }
}

/* By hand: a spike of 0.1 with chance 1/2, a normal error of 1 else. */
static void the_chance_of_being_wrong_is_exact(void **state)
{
    const struct lw_reg_prior p = {
        .unit = 1.0, .spike = 0.1, .positive = 0.25, .negative = 0.25};

    (void)state;
    for (double m = 0.0; m <= 3.0; m += 0.5) {
        const double spike = exp(-0.5 * m * m / 0.05) / sqrt(0.05);
        const double slab = exp(-0.5 * m * m / 1.04) / sqrt(1.04);
        assert_near(lw_reg_prior_wrong(&p, m, 0.04), slab / (spike + slab),
                    1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_those_of_the_density),
        cmocka_unit_test(product_with_a_normal_density_is_exact),
        cmocka_unit_test(far_away_stays_finite),
        cmocka_unit_test(a_clock_is_rather_late_than_early),
        cmocka_unit_test(what_moves_knows_its_place),
        cmocka_unit_test(a_look_trails_by_its_own_length),
        cmocka_unit_test(what_measures_finely_is_set_up_finely),
        cmocka_unit_test(what_moves_and_tells_places_is_late_by_a_look),
        cmocka_unit_test(the_chance_of_being_wrong_is_exact),
        cmocka_unit_test(what_else_tells_of_it_is_a_part_of_the_prior),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
