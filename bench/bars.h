/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bars.h - a figure beside the bar it is to reach, one line each, which
 * scripts/bench.py gathers into the table at the end of `make bench`.
 */
#ifndef LW_BARS_H
#define LW_BARS_H

#include <stdio.h>

static inline void bar_most(const char *what, double is, double bar,
                            const char *unit)
{
    printf("bar: %s | %.6g | at most | %.6g | %s\n", what, is, bar, unit);
}

static inline void bar_least(const char *what, double is, double bar,
                             const char *unit)
{
    printf("bar: %s | %.6g | at least | %.6g | %s\n", what, is, bar, unit);
}

#endif
