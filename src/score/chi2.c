/* SPDX-License-Identifier: Apache-2.0 */
#include "chi2.h"

#include <assert.h>
#include <math.h>

#define LN_2PI 1.8378770664093454836

enum { TERMS_MAX = 20000, STEPS_MAX = 60 };

/* Above this Wilson and Hilferty's cube is closer than a double's sums. */
static const double degrees_many = 1e5;

/* ln(gamma(a)), a > 0: Stirling's series, from 10 on exact to the last digits.
 * The library's lgamma() keeps a sign in a global variable. */
static double log_gamma(double a)
{
    double less = 0;

    for (; a < 10; a += 1)
        less += log(a);
    const double r = 1 / a, r2 = r * r;
    return (a - 0.5) * log(a) - a + LN_2PI / 2 +
           r * (1.0 / 12 - r2 * (1.0 / 360 - r2 * (1.0 / 1260 -
                                                   r2 * (1.0 / 1680 -
                                                         r2 * (1.0 / 1188))))) -
           less;
}

/* Regularised lower incomplete gamma function. */
static double gamma_p(double a, double x)
{
    if (!(x > 0))
        return 0;
    const double front = exp(a * log(x) - x - log_gamma(a));
    if (x < a + 1) {
        double term = 1 / a, sum = term;
        for (int n = 1; n < TERMS_MAX && term > sum * 1e-17; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum * front;
    }
    /* Lentz's way through the continued fraction. */
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int n = 1; n < TERMS_MAX; n++) {
        const double an = -n * (n - a);
        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        h *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return 1 - front * h;
}

static double wilson_hilferty(double z, double degrees)
{
    const double s = 2 / (9 * degrees), root = 1 - s + z * sqrt(s);

    return root > 0 ? degrees * root * root * root : 0;
}

double lw_chi2_chance(double x, double degrees)
{
    assert(degrees > 0);
    if (degrees > degrees_many) {
        const double s = 2 / (9 * degrees);
        return 0.5 * erfc(-(cbrt(x / degrees) - 1 + s) / sqrt(2 * s));
    }
    return gamma_p(degrees / 2, x / 2);
}

static double polynomial(const double *factor, int count, double x)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum = sum * x + factor[i];
    return sum;
}

double lw_normal_quantile(double chance)
{
    static const double a[] = {-39.69683028665376, 220.9460984245205,
                               -275.9285104469687, 138.3577518672690,
                               -30.66479806614716, 2.506628277459239};
    static const double b[] = {-54.47609879822406, 161.5858368580409,
                               -155.6989798598866, 66.80131188771972,
                               -13.28068155288572, 1};
    static const double c[] = {-0.007784894002430293, -0.3223964580411365,
                               -2.400758277161838,    -2.549732539343734,
                               4.374664141464968,     2.938163982698783};
    static const double d[] = {0.007784695709041462, 0.3224671290700398,
                               2.445134137142996, 3.754408661907416, 1};
    const double tail = chance < 0.5 ? chance : 1 - chance;
    double z;

    assert(chance > 0 && chance < 1);
    if (tail < 0.02425) {
        const double q = sqrt(-2 * log(tail));
        z = polynomial(c, 6, q) / polynomial(d, 5, q);
    } else {
        const double q = tail - 0.5;
        z = q * polynomial(a, 6, q * q) / polynomial(b, 6, q * q);
    }
    /* One step of Halley's makes it exact. */
    const double miss = 0.5 * erfc(-z / sqrt(2)) - tail;
    const double u = miss * exp(LN_2PI / 2 + z * z / 2);
    z -= u / (1 + z * u / 2);
    return chance < 0.5 ? z : -z;
}

double lw_chi2_quantile(double chance, double degrees)
{
    const double half = degrees / 2;
    double low = 0, high = HUGE_VAL;

    assert(degrees > 0);
    double x = wilson_hilferty(lw_normal_quantile(chance), degrees);
    if (degrees > degrees_many)
        return x;
    /* Far in the lower tail: the first term of the series. */
    if (!(x > 0.01 * degrees))
        x = 2 * exp((log(chance) + log_gamma(half + 1)) / half);
    for (int i = 0; i < STEPS_MAX; i++) {
        const double miss = gamma_p(half, x / 2) - chance;
        const double slope =
            0.5 * exp((half - 1) * log(x / 2) - x / 2 - log_gamma(half));
        const double next = x - miss / slope;
        if (!(fabs(next - x) > 1e-12 * x))
            return next;
        if (miss > 0)
            high = x;
        else
            low = x;
        if (next > low && next < high)
            x = next;
        else
            x = high < HUGE_VAL ? (low + high) / 2 : 2 * x;
    }
    return x;
}
