/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hearing.h - what "heard here", or silence, says of where an aircraft is.
 *
 * A microphone that tells no direction reports with a chance that falls with
 * the distance, and says how loud it was. Neither is a place with a Gaussian
 * error: of 20 reports in a row each says "within hearing", not 20 times
 * "here". So the filter's own Gaussian is weighed with that chance, point by
 * point, and what comes out is put as a place with the error that would have
 * moved the filter so: a stand-in, which differs from filter to filter.
 *
 * Units   metres, decibels
 * Source  moment matching: Minka, "Expectation propagation for approximate
 *         Bayesian inference" (2001), 2 (assumed-density filtering);
 *         doc/tracker.md, "Hearing"
 */
#ifndef LW_FUSE_HEARING_H
#define LW_FUSE_HEARING_H

#include "earshot.h"
#include "fuse.h"

/* What one look of a sensor that hears said. */
struct lw_hearing {
    const struct lw_sensor *sensor;
    const struct lw_earshot *ear; /* of that sensor */
    bool heard;                   /* else: it was silent */
    double visible;  /* the chance that it can hear the target at all */
    bool has_level;  /* heard, so loud: */
    double level_db; /* what would have been heard at 1 m, as far as known: */
    double loud_db, loud_var;
    bool learns;           /* how much fainter it came is asked for */
    double reach_m, bin_m; /* beyond it, nothing is heard; filled in: */
    double weight[LW_EARSHOT_BINS + 1]; /* of the look, by distance; and */
    double rise[LW_EARSHOT_BINS + 1];   /* from there to the next one */
};

/* That, over one filter. */
struct lw_heard {
    double chance;  /* of the look, over where the filter puts the target */
    double at_m[2]; /* the place, east and north of the sensor, when it made the
        sound: its mean before, and the root of its covariance */
    double root_m[3];
    double mean[2], cov[3];   /* after it, in units of that root */
    double fall_db, fall_var; /* how much fainter it came than from 1 m */
};

/* To be called when all else is set. */
void lw_hearing_ready(struct lw_hearing *hearing);

/* Its weight, between the distances that were worked out. */
static inline double lw_hearing_at(const struct lw_hearing *h, double range_m)
{
    const double bin = lw_min(range_m / h->bin_m, LW_EARSHOT_BINS);
    const int i = (int)bin;

    return h->weight[i] + (bin - i) * h->rise[i];
}

/* `plot` is the report, or any of the sensor at the time of its silence. False
 * where the filter's covariance is beyond repair, or the chance is none. */
bool lw_hearing_weigh(const struct lw_hearing *hearing,
                      const struct lw_imm *imm, const struct lw_plot *plot,
                      double age_s, struct lw_heard *heard);

/* The same of a Gaussian of place, in out->at_m with this covariance, so far
 * above the sensor. */
bool lw_hearing_weigh_at(const struct lw_hearing *hearing, const double cov[3],
                         double up_m, struct lw_heard *out);

/* The plot that stands for it; false where it says nothing of the place. */
bool lw_hearing_stand_in(const struct lw_heard *heard,
                         const struct lw_plot *plot, struct lw_plot *out);

/* Whether the sensor tells that it hears, and no direction. */
bool lw_hears(const struct lw_tracker *trk, uint32_t sensor);

/* What a report of it, or its silence, is to a target. */
void lw_hearing_of(const struct lw_tracker *trk, const struct lw_target *target,
                   const struct lw_plot *plot, struct lw_hearing *hearing);

/* The chance of the look over all that the target may be. */
double lw_hearing_chance(const struct lw_tracker *trk,
                         const struct lw_target *target,
                         const struct lw_hearing *hearing,
                         const struct lw_plot *plot);

/* As lw_imm_fit(), of each hypothesis; returns the chance over all. */
double lw_hearing_fit(const struct lw_tracker *trk,
                      const struct lw_target *target,
                      const struct lw_hearing *hearing,
                      const struct lw_plot *plot,
                      double mean[LW_HYPOTHESES_MAX][LW_STATE],
                      struct lw_fit fit[LW_HYPOTHESES_MAX]);

/* Whether the target is out of earshot, wherever it may be. */
bool lw_hearing_beyond(const struct lw_tracker *trk,
                       const struct lw_target *target,
                       const struct lw_plot *plot);

/* Whether the chance of being heard differs over where the target may be. */
bool lw_hearing_is_vague(const struct lw_tracker *trk,
                         const struct lw_target *target,
                         const struct lw_look *look);

/* The chance that the sensor of this look hears such a target; what that it
 * did not says of the place, is taken in where it heard nothing at all. */
double lw_hearing_listen(struct lw_tracker *trk, const struct lw_look *look,
                         struct lw_target *target, double visible);

/* The target was not heard; the chance of that. */
double lw_hearing_silent(struct lw_tracker *trk, struct lw_target *target,
                         const struct lw_hearing *hearing,
                         const struct lw_plot *plot);

/* What a look says of a target that is a cloud, whose pairs are
 * trk->pair[first..last); `missed`: the chance of none, where it could be heard
 * at all with that of `visible`, and then is with `chance`. */
void lw_hearing_share(struct lw_tracker *trk, struct lw_target *target,
                      uint32_t first, uint32_t last, double missed,
                      double visible, double chance);

/* How loud the target is, and aircraft are, from a report that is its own. */
void lw_hearing_learn(struct lw_tracker *trk, struct lw_target *target,
                      const struct lw_plot *plot);

/* What of a first report is known of the place: 1 sigma around the sensor. */
double lw_hearing_spread_m(const struct lw_hearing *hearing);

#endif
