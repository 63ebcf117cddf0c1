/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chi2.h - the chi-square distribution: chances and quantiles.
 *
 * Source  DLMF 8.11.4 (series) and 8.9.2 (continued fraction) for the
 *         incomplete gamma function; Wilson & Hilferty, "The distribution of
 *         chi-square" (PNAS 17, 1931) where the degrees are many; Acklam's
 *         rational approximation for the normal quantile
 */
#ifndef LW_CHI2_H
#define LW_CHI2_H

/* Chance of a value up to x >= 0 with `degrees` > 0 of freedom. */
double lw_chi2_chance(double x, double degrees);

/* The value that is not exceeded with this chance (0 < chance < 1). Relative
 * error below 1e-6. */
double lw_chi2_quantile(double chance, double degrees);

/* Of the standard normal distribution. */
double lw_normal_quantile(double chance);

#endif
