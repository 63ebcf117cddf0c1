/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix.h - the little linear algebra that a filter needs.
 *
 * Matrices are row-major arrays of double, sizes are arguments, at most
 * LW_DIM_MAX. Outputs may not overlap inputs unless said.
 *
 * Source  Golub & Van Loan, "Matrix Computations" (2013), 4.2 (Cholesky)
 */
#ifndef LW_MATRIX_H
#define LW_MATRIX_H

#include <stdbool.h>

enum { LW_DIM_MAX = 6 };

/* Lower Cholesky factor of the symmetric n x n matrix a, in place of its lower
 * triangle (the upper one is left). False when it is not positive definite. */
bool lw_cholesky(double *a, int n);

/* With the factor l: solves l y = b in place of b. */
void lw_cholesky_solve_lower(const double *l, int n, double *b);

/* With the factor l: solves l l' x = b in place of b. */
void lw_cholesky_solve(const double *l, int n, double *b);

/* With the factor l: b' (l l')^-1 b, and the logarithm of its determinant. */
double lw_cholesky_mahalanobis2(const double *l, int n, const double *b);
double lw_cholesky_log_det(const double *l, int n);

/* Makes the lower and the upper triangle their mean. */
void lw_symmetrise(double *a, int n);

/* Eigenvalues (largest first) of [[a, b], [b, d]] and the angle of the first
 * eigenvector from the first axis towards the second. */
void lw_eigen2(double a, double b, double d, double value[2],
               double *angle_rad);

#endif
