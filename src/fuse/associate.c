/* SPDX-License-Identifier: Apache-2.0 */
#include "associate.h"

#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 100 };
static const double converged = 1e-5;

/* One round: messages from tracks to plots, then back. Returns the largest
 * change of a message to a track (they lie in 0..1). */
static double round_trip(struct lw_assoc *a)
{
    double change = 0.0;

    for (uint32_t i = 0; i < a->tracks; i++)
        a->track_sum[i] = a->missed[i];
    for (uint32_t k = 0; k < a->pairs; k++)
        a->track_sum[a->pair[k].track] +=
            a->pair[k].weight * a->pair[k].to_track;
    memset(a->plot_sum, 0, a->plots * sizeof *a->plot_sum);
    for (uint32_t k = 0; k < a->pairs; k++) {
        struct lw_pair *p = &a->pair[k];
        const double others =
            fmax(a->track_sum[p->track] - p->weight * p->to_track,
                 a->missed[p->track]);
        p->to_plot = p->weight / others;
        a->plot_sum[p->plot] += p->to_plot;
    }
    for (uint32_t k = 0; k < a->pairs; k++) {
        struct lw_pair *p = &a->pair[k];
        const double others = fmax(a->plot_sum[p->plot] - p->to_plot, 0.0);
        const double next = 1.0 / (1.0 + others);
        change = fmax(change, fabs(next - p->to_track));
        p->to_track = next;
    }
    return change;
}

int lw_associate(struct lw_assoc *a)
{
    int rounds = 0;

    for (uint32_t k = 0; k < a->pairs; k++)
        a->pair[k].to_track = 1.0;
    while (rounds < ROUNDS_MAX) {
        rounds++;
        if (round_trip(a) < converged)
            break;
    }
    for (uint32_t i = 0; i < a->tracks; i++)
        a->track_sum[i] = a->missed[i];
    for (uint32_t k = 0; k < a->pairs; k++)
        a->track_sum[a->pair[k].track] +=
            a->pair[k].weight * a->pair[k].to_track;
    for (uint32_t i = 0; i < a->tracks; i++)
        a->missed_chance[i] = a->missed[i] / a->track_sum[i];
    for (uint32_t k = 0; k < a->pairs; k++) {
        struct lw_pair *p = &a->pair[k];
        p->chance = p->weight * p->to_track / a->track_sum[p->track];
    }
    for (uint32_t j = 0; j < a->plots; j++)
        a->free_chance[j] = 1.0 / (1.0 + a->plot_sum[j]);
    return rounds;
}
