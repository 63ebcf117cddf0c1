/* SPDX-License-Identifier: Apache-2.0 */
#include "matrix.h"

#include <math.h>

bool lw_cholesky(double *a, int n)
{
    for (int j = 0; j < n; j++) {
        double d = a[j * n + j];
        for (int k = 0; k < j; k++)
            d -= a[j * n + k] * a[j * n + k];
        if (!(d > 0.0) || !isfinite(d))
            return false;
        d = sqrt(d);
        a[j * n + j] = d;
        for (int i = j + 1; i < n; i++) {
            double s = a[i * n + j];
            for (int k = 0; k < j; k++)
                s -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = s / d;
        }
    }
    return true;
}

void lw_cholesky_solve_lower(const double *l, int n, double *b)
{
    for (int i = 0; i < n; i++) {
        double s = b[i];
        for (int k = 0; k < i; k++)
            s -= l[i * n + k] * b[k];
        b[i] = s / l[i * n + i];
    }
}

void lw_cholesky_solve(const double *l, int n, double *b)
{
    lw_cholesky_solve_lower(l, n, b);
    for (int i = n - 1; i >= 0; i--) {
        double s = b[i];
        for (int k = i + 1; k < n; k++)
            s -= l[k * n + i] * b[k];
        b[i] = s / l[i * n + i];
    }
}

double lw_cholesky_mahalanobis2(const double *l, int n, const double *b)
{
    double y[LW_DIM_MAX], sum = 0.0;

    for (int i = 0; i < n; i++)
        y[i] = b[i];
    lw_cholesky_solve_lower(l, n, y);
    for (int i = 0; i < n; i++)
        sum += y[i] * y[i];
    return sum;
}

double lw_cholesky_log_det(const double *l, int n)
{
    double sum = 0.0;

    for (int i = 0; i < n; i++)
        sum += log(l[i * n + i]);
    return 2.0 * sum;
}

void lw_symmetrise(double *a, int n)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++) {
            const double mean = 0.5 * (a[i * n + j] + a[j * n + i]);
            a[i * n + j] = mean;
            a[j * n + i] = mean;
        }
}

void lw_eigen2(double a, double b, double d, double value[2], double *angle_rad)
{
    const double mean = 0.5 * (a + d);
    const double r = hypot(0.5 * (a - d), b);

    value[0] = mean + r;
    value[1] = mean - r;
    *angle_rad = r > 0.0 ? 0.5 * atan2(2.0 * b, a - d) : 0.0;
}
