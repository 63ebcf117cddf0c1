/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drift.h - whether what begins may be a flock of birds.
 *
 * A flock gives an echo now and then, from about one place, at one range rate:
 * a few of them look like an aircraft that is seldom noticed. The map of what
 * drifts (clutter.h) knows flocks that gave echoes which no track claimed. What
 * a tentative track has claimed may have come from one, too, and then so may
 * the next: false reports that look like it are denser about that track than
 * elsewhere. How often that is so is learnt from the map: the share of a
 * sensor's unclaimed reports that come from where it has seen a flock. Only
 * where range rates are measured.
 *
 * Source  doc/tracker.md, "What is learnt of a sensor"
 */
#ifndef LW_DRIFT_H
#define LW_DRIFT_H

struct lw_drift;
struct lw_drifts;
struct lw_plot;
struct lw_target;
struct lw_tracker;

/* How many times more often than was thought a false report is of a flock. */
double lw_drift_times(const struct lw_drifts *drifts);

/* A report that no track claimed, with this chance. */
void lw_drift_learn(struct lw_drifts *drifts, const struct lw_drift *drift,
                    double chance);

/* False reports a unit of z that look like the plot and came from a flock, as
 * all that fed the target from such sensors then did. detection: the chance
 * that an aircraft there is noticed; false_density: of all that is false there
 * as far as anyone knew. */
double lw_drift_density(const struct lw_tracker *trk,
                        const struct lw_target *target,
                        const struct lw_plot *plot,
                        const struct lw_drift *drift, double detection,
                        double false_density);

#endif
