/* SPDX-License-Identifier: Apache-2.0 */
#include "combine.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/sort.h"

enum { LAST = LW_ARRIVE_TIMES - 1 };

static bool before(const void *a, const void *b, const void *context)
{
    const struct lw_part *left = a, *right = b;

    (void)context;
    if (left->group != right->group)
        return left->group < right->group;
    return left->index < right->index;
}

double lw_part_chance(const struct lw_part *part, unsigned time)
{
    return part->existence * part->kind * (double)part->chance[time];
}

/* Of the throw that decides for all. */
static double shared(const struct lw_part *part, unsigned time)
{
    return part->kind * (double)part->chance[time];
}

/*
 * The throw u is even in 0..1; those with a shared chance above it come, if
 * they are there. With the chances from the highest down, a_1 >= a_2 >= ..,
 *   P = sum (a_k - a_k+1) (1 - (1 - e_1) .. (1 - e_k)).
 * part[] is brought into that order, which hardly changes from one moment to
 * the next.
 */
static double together(struct lw_part *part, uint32_t parts, unsigned time)
{
    double none = 1.0, sum = 0.0;

    for (uint32_t i = 1; i < parts; i++) {
        const struct lw_part moved = part[i];
        uint32_t j = i;
        for (; j > 0 && shared(&part[j - 1], time) < shared(&moved, time); j--)
            part[j] = part[j - 1];
        part[j] = moved;
    }
    for (uint32_t i = 0; i < parts; i++) {
        const double next = i + 1 < parts ? shared(&part[i + 1], time) : 0.0;
        none *= 1.0 - part[i].existence;
        sum += (shared(&part[i], time) - next) * (1.0 - none);
    }
    return sum;
}

void lw_combine(struct lw_part *part, uint32_t parts,
                double out[LW_ARRIVE_TIMES])
{
    struct lw_part spare;

    lw_sort(part, parts, sizeof *part, &spare, before, NULL);
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        out[t] = 1.0;
    for (uint32_t first = 0, end; first < parts; first = end) {
        for (end = first + 1; end < parts;)
            if (part[end].group == part[first].group)
                end++;
            else
                break;
        for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
            out[t] *= 1.0 - (end - first == 1
                                 ? lw_part_chance(&part[first], t)
                                 : together(&part[first], end - first, t));
    }
    for (unsigned t = 0; t < LW_ARRIVE_TIMES; t++)
        out[t] = 1.0 - out[t];
}

double lw_combined_within(const double chance[LW_ARRIVE_TIMES], double seconds)
{
    unsigned t = 1;

    if (!(seconds > lw_arrive_s[0]))
        return chance[0];
    while (t < LAST && lw_arrive_s[t] < seconds)
        t++;
    const double part =
        (seconds - lw_arrive_s[t - 1]) / (lw_arrive_s[t] - lw_arrive_s[t - 1]);
    return chance[t - 1] + fmin(part, 1.0) * (chance[t] - chance[t - 1]);
}

double lw_combined_quantile(const double chance[LW_ARRIVE_TIMES], double share)
{
    const double wanted = share * chance[LAST];
    unsigned t = 1;

    assert(chance[LAST] > 0.0);
    if (chance[0] >= wanted)
        return lw_arrive_s[0];
    while (t < LAST && chance[t] < wanted)
        t++;
    const double step = chance[t] - chance[t - 1];
    const double part = step > 0.0 ? (wanted - chance[t - 1]) / step : 1.0;
    return lw_arrive_s[t - 1] +
           fmin(part, 1.0) * (lw_arrive_s[t] - lw_arrive_s[t - 1]);
}
