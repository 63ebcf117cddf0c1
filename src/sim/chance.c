/* SPDX-License-Identifier: Apache-2.0 */
#include "chance.h"

#include <assert.h>
#include <math.h>

#define PI 3.14159265358979323846

static const uint64_t golden = 0x9e3779b97f4a7c15U;

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

uint64_t lw_chance_key(uint64_t key, uint64_t part)
{
    return mix(mix(key + golden) ^ (part * golden + 0x632be59bd9b4e019U));
}

uint64_t lw_chance_name(uint64_t key, const char *name)
{
    uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3U;
    return lw_chance_key(key, hash);
}

struct lw_chance lw_chance_stream(uint64_t key)
{
    return (struct lw_chance){.key = key};
}

uint64_t lw_chance_bits(struct lw_chance *chance)
{
    return mix(chance->key + golden * ++chance->drawn);
}

double lw_chance_even(struct lw_chance *chance)
{
    return ((double)(lw_chance_bits(chance) >> 12) + 0.5) / 4503599627370496.0;
}

double lw_chance_between(struct lw_chance *chance, double from, double to)
{
    return from + (to - from) * lw_chance_even(chance);
}

uint32_t lw_chance_below(struct lw_chance *chance, uint32_t count)
{
    assert(count > 0);
    return (uint32_t)((lw_chance_bits(chance) >> 32) * count >> 32);
}

double lw_chance_normal(struct lw_chance *chance)
{
    const double r = sqrt(-2.0 * log(lw_chance_even(chance)));

    return r * cos(2.0 * PI * lw_chance_even(chance));
}

double lw_chance_wait(struct lw_chance *chance)
{
    return -log(lw_chance_even(chance));
}

/* Knuth's product, in parts that stay far from where exp() underflows: the
 * sum of Poisson numbers is one of the summed mean. */
uint32_t lw_chance_poisson(struct lw_chance *chance, double mean)
{
    const double part_max = 200.0;
    uint32_t count = 0;

    assert(mean >= 0.0 && mean <= 1e6);
    while (mean > 0.0) {
        const double part = fmin(mean, part_max);
        const double floor_at = exp(-part);
        double product = lw_chance_even(chance);
        while (product > floor_at) {
            count++;
            product *= lw_chance_even(chance);
        }
        mean -= part;
    }
    return count;
}

double lw_chance_delay(struct lw_chance *chance, double median, double p95)
{
    const double z95 = 1.6448536269514722;

    return median * exp(log(p95 / median) / z95 * lw_chance_normal(chance));
}
