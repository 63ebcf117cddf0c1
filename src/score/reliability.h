/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reliability.h - chances that were claimed, against how often they came true.
 *
 * Source  DeGroot & Fienberg, "The comparison and evaluation of forecasters"
 *         (The Statistician 32, 1983): the diagram; Naeini, Cooper &
 *         Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
 *         binning" (AAAI 2015): the expected calibration error
 */
#ifndef LW_RELIABILITY_H
#define LW_RELIABILITY_H

#include <stdbool.h>
#include <stdint.h>

/* Lower edges of the classes; the last ends at 1. */
#define LW_RELIABILITY_EDGES                                                   \
    {                                                                          \
        0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99             \
    }
enum { LW_RELIABILITY_CLASSES = 12 };

struct lw_reliability {
    struct {
        uint64_t claims, right;
        double claimed;  /* sum of the claims */
        uint32_t tracks; /* that claimed so at one time or another */
    } in[LW_RELIABILITY_CLASSES];
};

/* *claimed_before has a bit for each class that this track was in. */
void lw_reliability_add(struct lw_reliability *reliability, double claim,
                        bool right, uint16_t *claimed_before);

/* Mean difference of claim and truth, classes weighed by their claims; NaN
 * where nothing was claimed. */
double lw_reliability_error(const struct lw_reliability *reliability);

#endif
