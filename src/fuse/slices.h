/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slices.h - what a tracker holds in arrays of its own: each, and how many of
 * it; written down once, for the size of all of them and for taking them.
 *
 * X(field of struct lw_tracker, count)
 */
#ifndef LW_FUSE_SLICES_H
#define LW_FUSE_SLICES_H

#define LW_SLICES(X, sensors, targets, plots, pairs, names)                    \
    X(sensor, (sensors) + 1)                                                   \
    X(way, (sensors) + 1)                                                      \
    X(earshot, 1)                                                              \
    X(order, (sensors) + 1)                                                    \
    X(target, targets)                                                         \
    X(free_target, targets)                                                    \
    X(imm, LW_HYPOTHESES_A_TARGET *(targets))                                  \
    X(free_imm, LW_HYPOTHESES_A_TARGET *(targets))                             \
    X(ident_head, names)                                                       \
    X(ident_next, 2 * (targets))                                               \
    X(candidate, targets)                                                      \
    X(slot, targets)                                                           \
    X(chance, targets)                                                         \
    X(visible, targets)                                                        \
    X(exempt, targets)                                                         \
    X(missed, targets)                                                         \
    X(plot, plots)                                                             \
    X(raw, plots)                                                              \
    X(plot_next, plots)                                                        \
    X(look_plot, plots)                                                        \
    X(look_key, 2 * (plots))                                                   \
    X(plot_false, plots)                                                       \
    X(plot_owner, plots)                                                       \
    X(plot_cell, plots)                                                        \
    X(plot_drift, plots)                                                       \
    X(plot_lone, plots)                                                        \
    X(plot_still, plots)                                                       \
    X(seed, plots)                                                             \
    X(seed_queue, plots)                                                       \
    X(flocks.of, plots)                                                        \
    X(flocks.plot, plots)                                                      \
    X(found, ((targets) > (plots) ? (targets) : (plots)) + 1)                  \
    X(pair, 2 * (pairs))                                                       \
    X(ended, LW_ENDED_MAX)                                                     \
    X(assoc.active, pairs)                                                     \
    X(assoc.price, plots)                                                      \
    X(assoc.holder, plots)                                                     \
    X(assoc.plot_sum, plots)                                                   \
    X(assoc.free_chance, plots)                                                \
    X(assoc.begin, targets)                                                    \
    X(assoc.waiting, targets)                                                  \
    X(assoc.track_sum, targets)                                                \
    X(assoc.missed_chance, targets)

#endif
