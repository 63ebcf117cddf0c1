/* SPDX-License-Identifier: Apache-2.0 */
#include "associate.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { ROUNDS_MAX = 100, BIDS_A_PAIR = 200 };
static const double converged = 1e-4;
static const double least_bid = 0.02;

static bool shares_plot(const struct lw_assoc *a, uint32_t first)
{
    const uint32_t track = a->pair[first].track;

    for (uint32_t k = first; k < a->pairs && a->pair[k].track == track; k++)
        if (a->pair[a->holder[a->pair[k].plot]].next >= 0)
            return true;
    return false;
}

/* The pairs of each plot as a list that begins at holder[], and where those of
 * each track begin; no track has been seen. */
static void find_lists(struct lw_assoc *a)
{
    for (uint32_t j = 0; j < a->plots; j++)
        a->holder[j] = -1;
    for (uint32_t k = 0; k < a->pairs; k++) {
        struct lw_pair *p = &a->pair[k];
        if (k == 0 || a->pair[k - 1].track != p->track) {
            a->begin[p->track] = k;
            a->missed_chance[p->track] = 0.0;
        }
        p->next = a->holder[p->plot];
        a->holder[p->plot] = (int32_t)k;
        p->to_track = 1.0;
    }
}

/* All tracks that share plots with this one, directly or through others: their
 * pairs, track by track, go to the end of active[]. */
static void gather_cluster(struct lw_assoc *a, uint32_t track)
{
    uint32_t asked = 0, waiting = 0;

    a->waiting[waiting++] = track;
    a->missed_chance[track] = 1.0; /* seen */
    while (asked < waiting) {
        const uint32_t i = a->waiting[asked++];
        for (uint32_t k = a->begin[i]; k < a->pairs && a->pair[k].track == i;
             k++) {
            int32_t q = a->holder[a->pair[k].plot];
            a->active[a->actives++] = k;
            for (; q >= 0; q = a->pair[q].next) {
                const uint32_t other = a->pair[q].track;
                if (a->missed_chance[other] > 0.0)
                    continue;
                a->missed_chance[other] = 1.0;
                a->waiting[waiting++] = other;
            }
        }
    }
}

static void sum_tracks(struct lw_assoc *a)
{
    for (uint32_t i = 0; i < a->tracks; i++)
        a->track_sum[i] = a->missed[i];
    for (uint32_t k = 0; k < a->pairs; k++)
        a->track_sum[a->pair[k].track] +=
            a->pair[k].weight * a->pair[k].to_track;
}

static void tell_plot(struct lw_assoc *a, struct lw_pair *p)
{
    const double others = a->track_sum[p->track] - p->weight * p->to_track;
    const double least = a->missed[p->track];

    p->to_plot = p->weight / (others > least ? others : least);
    a->plot_sum[p->plot] += p->to_plot;
}

/* One round among active[first..): messages from tracks to plots, then back.
 * Returns the largest change of a message to a track (they lie in 0..1). */
static double round_trip(struct lw_assoc *a, uint32_t first)
{
    double change = 0.0;

    for (uint32_t i = first; i < a->actives; i++) {
        const struct lw_pair *p = &a->pair[a->active[i]];
        a->track_sum[p->track] = a->missed[p->track];
        a->plot_sum[p->plot] = 0.0;
    }
    for (uint32_t i = first; i < a->actives; i++) {
        const struct lw_pair *p = &a->pair[a->active[i]];
        a->track_sum[p->track] += p->weight * p->to_track;
    }
    for (uint32_t i = first; i < a->actives; i++)
        tell_plot(a, &a->pair[a->active[i]]);
    for (uint32_t i = first; i < a->actives; i++) {
        struct lw_pair *p = &a->pair[a->active[i]];
        const double others = a->plot_sum[p->plot] - p->to_plot;
        const double next = 1.0 / (1.0 + (others > 0.0 ? others : 0.0));
        const double by = fabs(next - p->to_track);
        change = by > change ? by : change;
        p->to_track = next;
    }
    return change;
}

/* A plot that one track alone may have caused sends no message back: what that
 * track hears is 1 for good. Only tracks that share a plot take part, each
 * cluster of them for itself, for as many rounds as it needs. */
int lw_associate(struct lw_assoc *a)
{
    int most = 0;

    a->actives = 0;
    find_lists(a);
    for (uint32_t k = 0, next; k < a->pairs; k = next) {
        const uint32_t track = a->pair[k].track, first = a->actives;
        for (next = k; next < a->pairs && a->pair[next].track == track; next++)
            ;
        if (a->missed_chance[track] > 0.0 || !shares_plot(a, k))
            continue;
        gather_cluster(a, track);
        int rounds = 1;
        while (round_trip(a, first) >= converged && rounds < ROUNDS_MAX)
            rounds++;
        most = rounds > most ? rounds : most;
    }
    sum_tracks(a);
    memset(a->plot_sum, 0, a->plots * sizeof *a->plot_sum);
    for (uint32_t k = 0; k < a->pairs; k++)
        tell_plot(a, &a->pair[k]);
    for (uint32_t i = 0; i < a->tracks; i++)
        a->missed_chance[i] = a->missed[i] / a->track_sum[i];
    for (uint32_t k = 0; k < a->pairs; k++) {
        struct lw_pair *p = &a->pair[k];
        p->chance = p->weight * p->to_track / a->track_sum[p->track];
        p->trust = 1.0;
    }
    for (uint32_t j = 0; j < a->plots; j++)
        a->free_chance[j] = 1.0 / (1.0 + a->plot_sum[j]);
    return most;
}

/* ---- who has which ---- */

/* The track whose pairs begin at active[first] bids for its best plot; returns
 * the track that had it, or -1. */
static int32_t bid(struct lw_assoc *a, uint32_t first)
{
    const uint32_t track = a->pair[a->active[first]].track;
    double best = 0.0, second = 0.0; /* none: always to be had */
    int32_t choice = -1;

    for (uint32_t i = first; i < a->actives; i++) {
        const struct lw_pair *p = &a->pair[a->active[i]];
        if (p->track != track)
            break;
        const double value = p->to_plot - a->price[p->plot];
        if (value > best) {
            second = best;
            best = value;
            choice = (int32_t)a->active[i];
        } else if (value > second) {
            second = value;
        }
    }
    if (choice < 0)
        return -1;
    const uint32_t plot = a->pair[choice].plot;
    const int32_t before = a->holder[plot];
    a->price[plot] += best - second + least_bid;
    a->holder[plot] = choice;
    return before < 0 ? -1 : (int32_t)a->pair[before].track;
}

void lw_associate_settle(struct lw_assoc *a)
{
    uint32_t waiting = 0, bids = 0;

    for (uint32_t j = 0; j < a->plots; j++) {
        a->price[j] = 0.0;
        a->holder[j] = -1;
    }
    for (uint32_t i = 0; i < a->actives; i++) {
        struct lw_pair *p = &a->pair[a->active[i]];
        p->to_plot = log(p->weight / a->missed[p->track]);
        if (i == 0 || a->pair[a->active[i - 1]].track != p->track) {
            a->begin[p->track] = i;
            a->waiting[waiting++] = p->track;
        }
    }
    while (waiting > 0 && bids++ < BIDS_A_PAIR * a->actives) {
        const int32_t out = bid(a, a->begin[a->waiting[--waiting]]);
        if (out >= 0)
            a->waiting[waiting++] = (uint32_t)out;
    }
    for (uint32_t i = 0, next; i < a->actives; i = next) {
        const uint32_t track = a->pair[a->active[i]].track;
        double sum = a->missed[track];
        for (next = i; next < a->actives; next++) {
            struct lw_pair *p = &a->pair[a->active[next]];
            if (p->track != track)
                break;
            const int32_t has = a->holder[p->plot];
            p->trust = p->chance;
            p->chance = has == (int32_t)a->active[next] ? p->weight
                        : has >= 0                      ? 0.0
                                   : p->weight * p->to_track;
            sum += p->chance;
        }
        for (uint32_t k = i; k < next; k++) {
            struct lw_pair *p = &a->pair[a->active[k]];
            p->chance /= sum;
            p->trust = p->trust < p->chance ? sqrt(p->trust / p->chance) : 1.0;
        }
        a->missed_chance[track] = a->missed[track] / sum;
    }
}
