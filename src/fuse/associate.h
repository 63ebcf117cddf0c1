/* SPDX-License-Identifier: Apache-2.0 */
/*
 * associate.h - which plot of a look belongs to which track, as chances.
 *
 * Sparse loopy belief propagation on the graph of gated pairs: at most one
 * plot a track, one track a plot. Cost grows with the number of pairs.
 *
 * Source  Williams & Lau, "Approximate evaluation of marginal association
 *         probabilities with belief propagation" (IEEE TAES 50, 2014)
 */
#ifndef LW_ASSOCIATE_H
#define LW_ASSOCIATE_H

#include <stdint.h>

/* One gated pair. Sorted by track, then by plot. */
struct lw_pair {
    uint32_t track, plot;
    double weight; /* in: chance of detection x likelihood x existence, over
                      the density of all other causes of this plot */
    double chance; /* out: that this track caused this plot */
    double to_plot, to_track; /* messages; scratch */
};

struct lw_assoc {
    uint32_t pairs, tracks, plots;
    struct lw_pair *pair;
    const double *missed;  /* tracks: weight of "no plot of this look" */
    double *track_sum;     /* tracks: scratch */
    double *plot_sum;      /* plots: scratch */
    uint32_t *active;      /* out: pairs of tracks that share a plot */
    uint32_t actives;      /* out: how many */
    double *free_chance;   /* out, plots: that no track caused it */
    double *missed_chance; /* out, tracks: that it caused no plot */
};

/* Fill the chances; returns the number of rounds it took. */
int lw_associate(struct lw_assoc *assoc);

#endif
