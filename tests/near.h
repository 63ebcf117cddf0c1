/* SPDX-License-Identifier: Apache-2.0 */
/* near.h - what cmocka 1.1.5 lacks: comparing doubles. Include after it. */
#ifndef LW_NEAR_H
#define LW_NEAR_H

#include <math.h>
#include <stdio.h>

/* Fails when |a - b| > tol, or when either is not a number. */
#define assert_near(a, b, tol)                                                 \
    do {                                                                       \
        const double near_a_ = (a), near_b_ = (b), near_tol_ = (tol);          \
        if (!(fabs(near_a_ - near_b_) <= near_tol_)) {                         \
            print_error("%s = %.12g, expected %.12g +- %g\n", #a, near_a_,     \
                        near_b_, near_tol_);                                   \
            fail();                                                            \
        }                                                                      \
    } while (0)

#endif
