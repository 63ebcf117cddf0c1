/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chance.h - random numbers by counting, not by remembering.
 *
 * A stream is named by its key; what it gives depends on the key and on how
 * many were drawn from it, and on nothing else. So every aircraft, sensor and
 * look has a stream of its own, and taking one away leaves the others alone.
 *
 * Source  the finaliser of SplitMix64: G. Steele, D. Lea, C. Flood, "Fast
 *         splittable pseudorandom number generators" (2014); normal: G. Box,
 *         M. Muller (1958); Poisson: D. Knuth, TAOCP vol. 2, 3.4.1
 */
#ifndef LW_CHANCE_H
#define LW_CHANCE_H

#include <stddef.h>
#include <stdint.h>

struct lw_chance {
    uint64_t key, drawn;
};

/* A key for a thing within what `key` names: by number, by name. */
uint64_t lw_chance_key(uint64_t key, uint64_t part);
uint64_t lw_chance_name(uint64_t key, const char *name);

/* The stream of a key, from its beginning. */
struct lw_chance lw_chance_stream(uint64_t key);

uint64_t lw_chance_bits(struct lw_chance *chance);

/* Between 0 and 1, never either; between two bounds. */
double lw_chance_even(struct lw_chance *chance);
double lw_chance_between(struct lw_chance *chance, double from, double to);

/* A whole number from 0 to count - 1; count is at least 1. */
uint32_t lw_chance_below(struct lw_chance *chance, uint32_t count);

/* Mean 0, standard deviation 1; takes two from the stream. */
double lw_chance_normal(struct lw_chance *chance);

/* A waiting time of mean 1. */
double lw_chance_wait(struct lw_chance *chance);

/* How many, where `mean` are to be expected (0..1e6). */
uint32_t lw_chance_poisson(struct lw_chance *chance, double mean);

/* Lognormal by its median and its 95th percentile; `median` > 0. */
double lw_chance_delay(struct lw_chance *chance, double median, double p95);

#endif
