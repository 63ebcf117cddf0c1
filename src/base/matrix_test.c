/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "matrix.h"
#include "near.h"

static void cholesky_solves_what_was_multiplied(void **state)
{
    double a[9] = {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3};
    const double x[3] = {1, -2, 3};
    double b[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        b[i] = a[3 * i] * x[0] + a[3 * i + 1] * x[1] + a[3 * i + 2] * x[2];
    double form = 0.0;
    for (int i = 0; i < 3; i++)
        form += b[i] * x[i];
    const double det =
        4 * (5 * 3 - 1) - 2 * (2 * 3 - 0.6) + 0.6 * (2 * 1 - 5 * 0.6);
    assert_true(lw_cholesky(a, 3));
    assert_near(lw_cholesky_log_det(a, 3), log(det), 1e-12);
    assert_near(lw_cholesky_mahalanobis2(a, 3, b), form, 1e-10);
    lw_cholesky_solve(a, 3, b);
    for (int i = 0; i < 3; i++)
        assert_near(b[i], x[i], 1e-12);
}

static void what_is_not_positive_definite_is_refused(void **state)
{
    (void)state;
    assert_false(lw_cholesky((double[]){1, 2, 2, 1}, 2));
    assert_false(lw_cholesky((double[]){0}, 1));
    assert_false(lw_cholesky((double[]){(double)NAN}, 1));
    assert_false(lw_cholesky((double[]){(double)INFINITY}, 1));
}

static void an_ellipse_has_its_axes(void **state)
{
    double v[2], angle;

    (void)state;
    /* 5 along 30 degrees, 2 across */
    const double c = cos(0.5235987755982988), s = 0.5;
    lw_eigen2(5 * c * c + 2 * s * s, 3 * c * s, 5 * s * s + 2 * c * c, v,
              &angle);
    assert_near(v[0], 5.0, 1e-12);
    assert_near(v[1], 2.0, 1e-12);
    assert_near(angle, 0.5235987755982988, 1e-12);
    lw_eigen2(3, 0, 3, v, &angle);
    assert_near(angle, 0.0, 0.0);
}

static void symmetrise_takes_the_mean(void **state)
{
    double a[4] = {1, 2, 4, 1};

    (void)state;
    lw_symmetrise(a, 2);
    assert_near(a[1], 3.0, 0.0);
    assert_near(a[2], 3.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cholesky_solves_what_was_multiplied),
        cmocka_unit_test(what_is_not_positive_definite_is_refused),
        cmocka_unit_test(an_ellipse_has_its_axes),
        cmocka_unit_test(symmetrise_takes_the_mean),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
