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
    double trust;  /* out: the part of it that may move the track; settle() */
    double to_plot, to_track; /* messages; scratch */
    int32_t next;             /* of the same plot, or -1; scratch */
};

struct lw_assoc {
    uint32_t pairs, tracks, plots;
    struct lw_pair *pair;
    const double *missed;  /* tracks: weight of "no plot of this look" */
    double *track_sum;     /* tracks: scratch */
    double *plot_sum;      /* plots: scratch */
    uint32_t *active;      /* out: pairs of tracks that share a plot, cluster
                              by cluster, track by track */
    uint32_t actives;      /* out: how many */
    double *price;         /* plots: scratch */
    int32_t *holder;       /* plots: the pair that has it, or -1; scratch */
    uint32_t *begin;       /* tracks: first pair, later first in active[];
                              scratch */
    uint32_t *waiting;     /* tracks: scratch */
    double *free_chance;   /* out, plots: that no track caused it */
    double *missed_chance; /* out, tracks: that it caused no plot */
};

/* Fill the chances; returns the number of rounds that the slowest cluster
 * took. */
int lw_associate(struct lw_assoc *assoc);

/*
 * Among tracks that share plots, settle who has which: the likeliest joint
 * assignment (to within 0.02 of its logarithm a track). After it a plot counts
 * for the track that has it alone; plots that none has stay in doubt. Chances
 * averaged over who is who pull tracks that fly close together into one
 * (coalescence); with this they keep apart, at the price of a name exchanged
 * now and then. What a track takes wrongly must not throw it off: the plot that
 * it has moves it by the root of the share that it had in it before, and the
 * rest is as if it had been missed.
 *
 * Source  Bertsekas, "The auction algorithm" (Annals of OR 14, 1988); pruning
 *         of permuted hypotheses: Blom & Bloem, "Probabilistic data
 *         association avoiding track coalescence" (IEEE TAC 45, 2000)
 */
void lw_associate_settle(struct lw_assoc *assoc);

#endif
