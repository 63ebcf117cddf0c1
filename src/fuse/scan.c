/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan.c - one look: who could have been seen, which plot is whose, and what
 * that says of place and existence.
 *
 * Source  Williams, "Marginal multi-Bernoulli filters" (IEEE TAES 51, 2015),
 *         eqs. 18-24 (Bernoulli update), without the Poisson part, for which
 *         see birth.c; doc/tracker.md
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/lanes.h"
#include "base/matrix.h"
#include "cloud.h"
#include "drift.h"
#include "fuse.h"
#include "hearing.h"
#include "register.h"
#include "sight.h"

/* Squared Mahalanobis distance that a plot may lie from a hypothesis, by
 * degrees of freedom: 1 in 10,000 true ones lie further. */
static const double gate_chi2[LW_PLOT_DIM_MAX + 1] = {
    0.0, 15.14, 18.42, 21.11, 23.51, 25.74, 27.86};
/* The same for a plot that says who it is. */
static const double identity_gate = 60.0;
/* In a gate that wide a chance of detection of 0 is the site file's error. */
static const double detection_min = 0.05;
static const double weight_identity = 1e12;
static const double chance_min = 1e-4;
/* Share of the site's chance of detection that is as good as all of it: as much
 * lies in what happens to fly. Silence never says more than the site has it
 * say. */
static const double keeps_enough = 0.8;
/* A guess that so many plots of one look may belong to is lost among them. */
static const uint32_t crowd = 24;
/* Pairs that neither explain their plot nor say a thing of their target. */
static const double weight_min = 1e-5, ratio_min = 1e-3;
/* A second return from what has given one in this turn. */
static const double second_return = 0.003;
/* exp(-that) is nothing beside what it is added to. */
static const double nothing_beyond = 50.0;
/* Fastest that anything moves between two entries in the grid. */
static const double speed_max_mps = 350.0;

/* ---- candidates ---- */

static void add_candidates(struct lw_tracker *trk, uint32_t found)
{
    for (uint32_t i = 0; i < found; i++) {
        const uint32_t target = trk->found[i];
        if (trk->slot[target] != LW_NONE)
            continue;
        trk->slot[target] = (int32_t)trk->candidates;
        trk->candidate[trk->candidates++] = target;
        trk->target[target].changed = trk->changes + 1;
    }
}

/* Targets near enough to a plot to be asked for, in trk->found[]. */
static uint32_t near_plot(struct lw_tracker *trk, const struct lw_plot *plot,
                          double slack_m)
{
    if (plot->sound)
        slack_m += plot->spot_radius_m; /* it has flown on since */
    return lw_target_near(trk, plot->spot_m[0], plot->spot_m[1],
                          1.01 * plot->spot_radius_m + slack_m);
}

static double slack(const struct lw_tracker *trk, const struct lw_look *look)
{
    /* The grid is entered anew every second; what is later than that, or
     * older, may have moved on by its speed. */
    const double off_s = fabs(lw_seconds(look->t_ns, trk->tick_ns));

    return off_s > 1.0 ? (off_s - 1.0) * speed_max_mps : 0.0;
}

/* Candidates that come soon, and the filters of those that come next. */
static void fetch_candidate(const struct lw_tracker *trk, uint32_t slot)
{
    enum { SOON = 6, NEXT = 2 };

    if (slot + SOON < trk->candidates)
        lw_fetch(&trk->target[trk->candidate[slot + SOON]],
                 offsetof(struct lw_target, feed[2]));
    if (slot + NEXT >= trk->candidates)
        return;
    const struct lw_target *t = &trk->target[trk->candidate[slot + NEXT]];
    if (t->hypotheses > 0)
        lw_fetch(&trk->imm[t->hypothesis[0].imm], sizeof *trk->imm);
}

/* ---- pairs ---- */

/* How late this look is for the target's state. */
static double age_of(const struct lw_target *t, const struct lw_plot *plot)
{
    return fmax(lw_seconds(t->state_ns, plot->meas_ns), 0.0);
}

static double likelihood(const struct lw_tracker *trk,
                         const struct lw_target *t, const struct lw_plot *plot,
                         double gate)
{
    const double age_s = age_of(t, plot);
    const double inflate = trk->sensor[plot->sensor].error_scale;
    double sum = 0.0;

    if (plot->type == LW_REPORT_HEARD) {
        struct lw_hearing hearing;
        lw_hearing_of(trk, t, plot, &hearing);
        return lw_hearing_chance(trk, t, &hearing, plot);
    }
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        const struct lw_imm *imm = &trk->imm[t->hypothesis[h].imm];
        double mean[LW_STATE];
        lw_imm_mean(imm, mean);
        sum += t->hypothesis[h].weight *
               lw_imm_likelihood(imm, mean, plot, age_s, inflate, gate);
    }
    return sum;
}

/* Bring a target to the time of the look, once there is a plot for it: what
 * sees nothing says something of existence alone. */
static void bring(struct lw_tracker *trk, struct lw_target *t)
{
    if (t->state_ns >= trk->look_ns)
        return;
    lw_target_predict(trk, t, trk->look_ns);
    lw_target_place(trk, t, &t->mean);
}

/* 1 sigma of place and speed, the worst way. */
static double place_sd(const struct lw_target *t)
{
    return sqrt(lw_target_var(t));
}

static double speed_sd(const struct lw_target *t)
{
    return sqrt(lw_max(t->mean.p[21], t->mean.p[28]));
}

/* A pair by place, of this likelihood. */
static void propose(struct lw_tracker *trk, uint32_t slot, uint32_t j,
                    double near)
{
    struct lw_target *t = &trk->target[trk->candidate[slot]];
    const struct lw_plot *plot = trk->look_plot[j];

    if (!(near > 0.0) || trk->assoc.pairs == trk->pairs_max)
        return;
    /* "Heard" has its chance by place in its likelihood. */
    const double detection =
        plot->type == LW_REPORT_HEARD ? 1.0 : trk->chance[slot];
    double false_density = trk->plot_false[j];
    if (t->status == LW_TRACK_TENTATIVE)
        false_density +=
            lw_drift_density(trk, t, plot, &trk->plot_drift[j],
                             fmax(detection, detection_min), false_density);
    double weight = t->existence *
                    fmax(detection * trk->visible[slot], detection_min) * near /
                    false_density * plot->odds * (double)t->own;
    if (trk->sensor[plot->sensor].turns &&
        lw_sensor_one_turn(trk, plot->sensor, plot->meas_ns,
                           lw_target_fed_ns(t, plot->sensor)))
        weight *= second_return;
    if (weight < weight_min && weight < ratio_min * t->existence)
        return;
    trk->pair[trk->assoc.pairs++] =
        (struct lw_pair){.track = slot, .plot = j, .weight = weight};
}

static void add_pair(struct lw_tracker *trk, uint32_t slot, uint32_t j)
{
    struct lw_target *t = &trk->target[trk->candidate[slot]];
    const struct lw_plot *plot = trk->look_plot[j];
    const int identity = trk->look_named ? lw_identity_compare(t, plot) : 0;

    if (identity < 0 || trk->assoc.pairs == trk->pairs_max)
        return;
    bring(trk, t);
    const double near = likelihood(trk, t, plot, gate_chi2[plot->dim]);
    if (identity == 0) {
        propose(trk, slot, j, near);
        return;
    }
    const bool fits =
        near > 0.0 || likelihood(trk, t, plot, identity_gate) > 0.0;
    if (lw_identity_places(plot)) {
        lw_identity_fits(t, plot, near > 0.0);
        lw_claim_fits(t, fits);
    }
    if (!fits) {
        trk->exempt[slot] = true; /* it was heard of, only not where */
        return;
    }
    trk->pair[trk->assoc.pairs++] =
        (struct lw_pair){.track = slot, .plot = j, .weight = weight_identity};
}

/* By track, then by plot: a counting sort over the second half of the pool. */
static void sort_pairs(struct lw_tracker *trk)
{
    struct lw_pair *from = trk->pair, *to = trk->pair + trk->pairs_max;
    uint32_t *start = trk->found; /* free by now; targets_max + 1 long */

    memset(start, 0, (trk->candidates + 1) * sizeof *start);
    for (uint32_t k = 0; k < trk->assoc.pairs; k++)
        start[from[k].track + 1]++;
    for (uint32_t i = 0; i < trk->candidates; i++)
        start[i + 1] += start[i];
    for (uint32_t k = 0; k < trk->assoc.pairs; k++)
        to[start[from[k].track]++] = from[k];
    memcpy(from, to, trk->assoc.pairs * sizeof *from);
}

/* Where a target is seen from, and how far to either side it may be. */
struct line {
    double az_rad, wide_rad;
};

/* The same, seen from where a bearing was taken. */
static struct line line_to(const struct lw_target *t,
                           const struct lw_plot *plot)
{
    const double ahead_s = lw_seconds(plot->meas_ns, t->state_ns);
    double enu[2];

    for (int i = 0; i < 2; i++) {
        enu[i] = 0.0;
        for (int j = 0; j < 3; j++)
            enu[i] +=
                plot->axes[3 * i + j] *
                (t->mean.x[j] + ahead_s * t->mean.x[3 + j] - plot->origin_m[j]);
    }
    const double away = sqrt(enu[0] * enu[0] + enu[1] * enu[1]);
    const double speed =
        sqrt(t->mean.x[3] * t->mean.x[3] + t->mean.x[4] * t->mean.x[4]);
    const double off_s = fabs(ahead_s);
    const double sd = place_sd(t) + off_s * (speed_sd(t) + 0.5 * off_s);
    const double late_s = plot->sound ? away / plot->sound_mps : 0.0;
    const double side = 6.0 * sd + 1.5 * speed * late_s + 10.0;
    if (side > 0.5 * away)
        return (struct line){.wide_rad = LW_PI};
    return (struct line){.az_rad = atan2(enu[0], enu[1]),
                         .wide_rad = 1.2 * side / away};
}

/* Bearings that a target may have caused. Its direction is worked out once, and
 * saves the filters' arithmetic for all that lies in another, whatever the
 * range. */
static void pair_by_line(struct lw_tracker *trk, const struct lw_look *look,
                         uint32_t slot)
{
    struct lw_target *t = &trk->target[trk->candidate[slot]];
    const struct lw_plot *from = NULL;
    struct line line = {0};
    struct lw_sight sight;
    bool seen = false;

    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        if (plot->type != LW_REPORT_BEARING || trk->plot_owner[j] != LW_NONE)
            continue;
        if (from == NULL || memcmp(from->origin_m, plot->origin_m,
                                   sizeof from->origin_m) != 0) {
            line = line_to(t, plot);
            from = plot;
        }
        double off_rad = fabs(plot->z[0] - line.az_rad);
        if (off_rad > LW_PI)
            off_rad = fabs(off_rad - 2.0 * LW_PI);
        if (off_rad > line.wide_rad + 6.0 * sqrt(plot->r[0]))
            continue;
        if (t->has_ident != 0 && plot->has_ident != 0) {
            add_pair(trk, slot, j);
            continue;
        }
        if (!seen) {
            bring(trk, t);
            lw_sight_begin(&sight, trk, t);
            seen = true;
        }
        propose(trk, slot, j,
                lw_sight_fit(&sight, trk, t, plot, age_of(t, plot),
                             trk->sensor[plot->sensor].error_scale,
                             gate_chi2[plot->dim]));
    }
}

static void pair_by_place(struct lw_tracker *trk, uint32_t slot)
{
    struct lw_target *t = &trk->target[trk->candidate[slot]];
    const double ahead_s = lw_seconds(trk->look_ns, t->state_ns);
    const double off_s = fabs(ahead_s);
    const double sd = place_sd(t) + off_s * (speed_sd(t) + 0.5 * off_s);
    double reach = 4.5 * sd + 1.0;
    if (ahead_s < 0.0)
        reach +=
            0.5 * off_s *
            sqrt(t->mean.x[3] * t->mean.x[3] + t->mean.x[4] * t->mean.x[4]);
    const uint32_t found =
        lw_grid_find(&trk->plot_grid, t->mean.x[0] + ahead_s * t->mean.x[3],
                     t->mean.x[1] + ahead_s * t->mean.x[4], reach, trk->found,
                     trk->cfg.reports_max);

    if (found > crowd && t->number == 0) {
        trk->target[trk->candidate[slot]].existence *= 0.5;
        return;
    }
    for (uint32_t k = 0; k < found; k++)
        lw_fetch(trk->look_plot[trk->found[k]],
                 offsetof(struct lw_plot, place_m));
    for (uint32_t k = 0; k < found; k++)
        if (trk->plot_owner[trk->found[k]] == LW_NONE)
            add_pair(trk, slot, trk->found[k]);
}

static void find_pairs(struct lw_tracker *trk, const struct lw_look *look)
{
    bool by_place = false, by_line = false;

    trk->assoc.pairs = 0;
    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        lw_fetch_plot(trk, look, j, offsetof(struct lw_plot, origin_m));
        if (trk->plot_owner[j] != LW_NONE) {
            add_pair(trk, (uint32_t)trk->slot[trk->plot_owner[j]], j);
        } else if (plot->type == LW_REPORT_BEARING) {
            by_line = true;
        } else if (plot->type == LW_REPORT_HEARD) {
            for (uint32_t i = 0; i < trk->candidates; i++)
                add_pair(trk, i, j);
        } else {
            lw_grid_put(&trk->plot_grid, j, plot->spot_m[0], plot->spot_m[1],
                        1.01 * plot->spot_radius_m, plot->spot_radius_m);
            by_place = true;
        }
    }
    for (uint32_t i = 0; by_line && i < trk->candidates; i++)
        pair_by_line(trk, look, i);
    for (uint32_t i = 0; by_place && i < trk->candidates; i++) {
        fetch_candidate(trk, i);
        pair_by_place(trk, i);
    }
    for (uint32_t j = 0; by_place && j < look->plots; j++)
        lw_grid_take(&trk->plot_grid, j);
    sort_pairs(trk);
}

static double chance_of(const struct lw_tracker *trk, uint32_t slot)
{
    return fmin(trk->chance[slot] * trk->visible[slot], 0.99);
}

/* ---- update ---- */

static double logit(double p)
{
    return log(p / (1.0 - p));
}

static double clamp_chance(double p)
{
    return fmin(fmax(p, 1e-9), 1.0 - 1e-9);
}

/* Existence after this look. `power` < 1: the sensor errs alike from look to
 * look, so one of them counts for that part only. */
static void update_existence(struct lw_target *t, double claimed,
                             double missed_chance, double detection,
                             double missed_weight, bool exempt, double power)
{
    const double r = clamp_chance(t->existence);
    const double if_missed = exempt ? r : r * (1.0 - detection) / missed_weight;
    const double after = clamp_chance(claimed + missed_chance * if_missed);

    t->existence =
        power >= 1.0
            ? after
            : 1.0 /
                  (1.0 + exp(-(logit(r) + power * (logit(after) - logit(r)))));
}

/* The hypotheses of one target, each a mixture over the plots it may have
 * caused and none. pair[first..last) are its own; missed: the chance of none,
 * given that it exists. */
static void update_state(struct lw_tracker *trk, struct lw_target *t,
                         const struct lw_look *look, uint32_t first,
                         uint32_t last, double missed, uint32_t slot)
{
    const bool first_bearing = trk->sensor[look->sensor].points &&
                               lw_target_fed_ns(t, look->sensor) == INT64_MIN;
    double inflation =
        first_bearing
            ? trk->sensor[look->sensor].error_scale
            : lw_sensor_inflation_at(trk, look->sensor,
                                     trk->look_plot[trk->pair[first].plot],
                                     lw_target_var(t));
    struct lw_blend blend[LW_HYPOTHESES_MAX];
    struct lw_sight sight;

    if (t->cloud != 0 && look->hears) {
        lw_hearing_share(trk, t, first, last, missed, trk->visible[slot],
                         trk->chance[slot]);
        return;
    }
    if (t->cloud != 0)
        lw_cloud_leave(trk, t);
    const struct lw_plot *told = trk->look_plot[trk->pair[first].plot];
    if (lw_intersect_wanted(trk, told)) {
        inflation = lw_intersect(trk, t, told, age_of(t, told));
        if (isinf(inflation))
            return;
    }
    for (uint32_t k = first; k < last; k++)
        missed += trk->pair[k].chance * (1.0 - trk->pair[k].trust);
    lw_sight_begin(&sight, trk, t);
    for (uint32_t h = 0; h < t->hypotheses; h++)
        lw_blend_begin(&blend[h], &trk->imm[t->hypothesis[h].imm], missed);
    for (uint32_t k = first; k < last; k++) {
        const struct lw_pair *pair = &trk->pair[k];
        const struct lw_plot *plot = trk->look_plot[pair->plot];
        if (pair->chance < chance_min)
            continue;
        const double total = lw_sight_fit(&sight, trk, t, plot, age_of(t, plot),
                                          inflation, (double)INFINITY);
        /* not so: its covariance is beyond repair */
        for (uint32_t h = 0; total > 0.0 && h < t->hypotheses; h++)
            if (sight.fit[h].likelihood > 0.0)
                lw_blend_add(&blend[h], &trk->imm[t->hypothesis[h].imm],
                             &sight.fit[h],
                             pair->chance * pair->trust *
                                 sight.fit[h].likelihood / total);
    }
    for (uint32_t h = 0; h < t->hypotheses; h++)
        t->hypothesis[h].weight *=
            lw_blend_end(&blend[h], &trk->imm[t->hypothesis[h].imm]);
    lw_target_tidy(trk, t);
}

static void note_notice(struct lw_tracker *trk, struct lw_target *t,
                        const struct lw_look *look,
                        const struct lw_pair *likeliest)
{
    const struct lw_plot *plot = trk->look_plot[likeliest->plot];

    if (look->t_ns > t->update_ns) {
        const double since = lw_seconds(look->t_ns, t->update_ns);
        t->interval_s += 0.2 * (since - t->interval_s);
        t->update_ns = look->t_ns;
    }
    if (t->status != LW_TRACK_TENTATIVE)
        lw_register_claim(trk->reg, t->number,
                          plot->corrected ? &trk->raw[plot - trk->plot] : plot,
                          likeliest->chance);
    t->placed = t->placed || plot->type != LW_REPORT_BEARING;
    t->flat = t->flat && !lw_plot_tells_height(plot);
    lw_target_fed(t, look->sensor, look->t_ns);
    lw_trust_hear(trk, t, plot);
    lw_kinds_learn(t, plot);
    lw_identity_take(trk, t, plot);
}

/* Whether a sweep noticed it, against the chance of that. */
static void learn_detection(struct lw_tracker *trk, const struct lw_look *look,
                            uint32_t slot, double noticed)
{
    const struct lw_target *t = &trk->target[trk->candidate[slot]];

    if (t->status == LW_TRACK_CONFIRMED && !lw_claim_in_doubt(t) &&
        lw_detect_attention(trk, look->sensor) == LW_ATTENTION_FULL)
        lw_sensor_learn_detection(trk, look->sensor,
                                  t->existence * chance_of(trk, slot) /
                                      trk->look_keeps,
                                  t->existence * noticed);
}

/* Whether the target has seen no later time, but for what is put right of the
 * clock of the plot's sensor. */
static bool in_order(const struct lw_tracker *trk, const struct lw_target *t,
                     const struct lw_look *look, const struct lw_plot *plot)
{
    return t->state_ns == look->t_ns ||
           (plot->corrected &&
            t->state_ns <= trk->raw[plot - trk->plot].meas_ns);
}

static void update_candidate(struct lw_tracker *trk, const struct lw_look *look,
                             uint32_t slot, uint32_t first, uint32_t last)
{
    const uint32_t index = trk->candidate[slot];
    struct lw_target *t = &trk->target[index];
    const double detection = chance_of(trk, slot);
    const struct lw_pair *likeliest = NULL;
    double claimed = 0.0;

    if (trk->exempt[slot] && look->sweep && lw_detect_fed(trk, look, t))
        learn_detection(trk, look, slot, 1.0);
    if (first == last && trk->exempt[slot])
        return;
    for (uint32_t k = first; k < last; k++) {
        claimed += trk->pair[k].chance;
        if (likeliest == NULL || trk->pair[k].chance > likeliest->chance)
            likeliest = &trk->pair[k];
    }
    const double echoes = lw_sensor_echoes(trk, look->sensor);
    const struct lw_plot *plot =
        likeliest != NULL ? trk->look_plot[likeliest->plot] : NULL;
    const double share = lw_trust_fed(trk, t, look, plot);
    const double missed_weight = trk->missed[slot];
    const double r = t->existence;
    if (!trk->exempt[slot]) {
        const double v = trk->visible[slot];
        const double after = claimed + (1.0 - claimed) * v *
                                           (1.0 - trk->chance[slot]) /
                                           (1.0 - detection);
        lw_target_set_visible(t, look->sensor, look->t_ns,
                              v + (after - v) / fmin(echoes, 10.0));
    }
    update_existence(t, claimed, trk->assoc.missed_chance[slot], detection,
                     missed_weight, trk->exempt[slot],
                     share * lw_trust_believed(trk, look->sensor) *
                         lw_sensor_counts(trk, t, look->sensor, look->t_ns,
                                          echoes, claimed));
    if (!trk->exempt[slot]) {
        lw_trust_doubt(trk, t, look->sensor, claimed, 1.0 - share * detection);
        lw_claim_look(trk, t, look, first != last, claimed, trk->chance[slot],
                      1.0 - share * detection);
        learn_detection(trk, look, slot, claimed);
    }
    if (likeliest != NULL && likeliest->weight >= weight_identity)
        t->existence = lw_trust_name(trk, t);
    if (likeliest != NULL && claimed > chance_min) {
        const double missed =
            trk->assoc.missed_chance[slot] *
            (trk->exempt[slot] ? r : r * (1.0 - detection) / missed_weight);
        const bool estimate = lw_intersect_wanted(trk, plot);
        if (claimed > 0.8 && likeliest->chance > 0.8 && !estimate &&
            t->status == LW_TRACK_CONFIRMED && in_order(trk, t, look, plot))
            lw_sensor_learn_error(trk, t, plot);
        if (look->hears && likeliest->chance > 0.5)
            lw_hearing_learn(trk, t, plot);
        if ((t->cloud == 0 && !estimate) || look->hears || claimed > 0.5)
            update_state(trk, t, look, first, last, missed, slot);
        /* looks whose errors hang together are not so many looks */
        lw_trust_too_soon(trk, look->sensor, share, claimed);
        if (!lw_trust_babbles(trk, look->sensor))
            t->updates += share * claimed * fmin(3.0 / echoes, 1.0);
        if (claimed > 0.5)
            note_notice(trk, t, look, likeliest);
    }
    if (look->plots > 0 || (look->hears && trk->chance[slot] > 0.0))
        lw_target_settle(trk, index);
    lw_life_review(trk, index, look->t_ns);
}

/* Squared, on the ground. */
static double away2(const double a_m[2], const double b_m[2])
{
    const double x = a_m[0] - b_m[0], y = a_m[1] - b_m[1];

    return x * x + y * y;
}

static void gather(struct lw_tracker *trk, const struct lw_look *look)
{
    const double range_m = trk->site->sensor[look->sensor].coverage.range_m;
    const double near_m = 0.99 * range_m, slack_m = slack(trk, look);
    const bool all_round = look->sweep && look->has_place;

    trk->candidates = 0;
    trk->look_named = false;
    if (all_round)
        add_candidates(trk,
                       lw_target_near(trk, look->origin_m[0], look->origin_m[1],
                                      1.01 * range_m + slack_m));
    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        lw_fetch_plot(trk, look, j, offsetof(struct lw_plot, origin_m));
        const int32_t owner = lw_identity_owner(trk, plot);
        trk->plot_owner[j] = owner;
        trk->look_named = trk->look_named || plot->has_ident != 0;
        if (owner != LW_NONE) {
            trk->found[0] = (uint32_t)owner;
            add_candidates(trk, 1);
            continue;
        }
        if (all_round && plot->spot_radius_m <= range_m &&
            away2(plot->spot_m, look->origin_m) <= near_m * near_m)
            continue; /* those near it are candidates already */
        add_candidates(trk, near_plot(trk, plot, slack_m));
    }
    trk->changes += trk->candidates > 0 || look->plots > 0;
}

/* Targets that want the same plot are looked at for being one. */
static void note_crowds(struct lw_tracker *trk, const struct lw_look *look)
{
    for (uint32_t i = 0; i < trk->assoc.actives; i++) {
        const struct lw_pair *pair = &trk->pair[trk->assoc.active[i]];
        trk->target[trk->candidate[pair->track]].crowded_ns = look->t_ns;
    }
}

/* Whether this look has a plot for each thing that it noticed. */
static bool counts_them(const struct lw_tracker *trk,
                        const struct lw_look *look)
{
    return look->plots > 0 && trk->look_plot[0]->type != LW_REPORT_HEARD;
}

/* Whether this look could have noticed two things in one direction. */
static bool tells_apart(const struct lw_tracker *trk,
                        const struct lw_look *look)
{
    return look->plots > 0 && (trk->look_plot[0]->type == LW_REPORT_POSITION ||
                               trk->look_plot[0]->type == LW_REPORT_POLAR);
}

/* The chance of each plot that it comes from no aircraft, or from one that may
 * be a mast: it is where it was first. */
static void note_still(struct lw_tracker *trk, const struct lw_look *look)
{
    for (uint32_t j = 0; j < look->plots; j++)
        trk->plot_still[j] = trk->assoc.free_chance[j];
    for (uint32_t k = 0; k < trk->assoc.pairs; k++) {
        const struct lw_pair *pair = &trk->pair[k];
        const struct lw_target *t = &trk->target[trk->candidate[pair->track]];
        const struct lw_plot *plot = trk->look_plot[pair->plot];
        if (pair->chance < 0.01 ||
            (plot->type != LW_REPORT_POSITION && plot->type != LW_REPORT_POLAR))
            continue;
        const double born[2] = {(double)t->born_m[0], (double)t->born_m[1]};
        const double moved =
            away2(t->mean.x, born) / (1.0 + 4.0 * lw_plot_error2(plot));
        if (moved < nothing_beyond)
            trk->plot_still[pair->plot] += pair->chance * exp(-moved);
    }
}

void lw_scan(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_assoc *a = &trk->assoc;

    trk->look_ns = look->t_ns;
    trk->look_keeps =
        fmin(lw_sensor_keeps(trk, look->sensor) / keeps_enough, 1.0);
    if (look->hears)
        lw_plot_silence(trk->site, look->sensor, look->origin_m, look->axes,
                        look->t_ns, &trk->silence);
    gather(trk, look);
    trk->work += 1 + look->plots + trk->candidates;
    for (uint32_t i = 0; i < trk->candidates; i++) {
        struct lw_target *t = &trk->target[trk->candidate[i]];
        lw_detect_chance(trk, look, i);
        trk->chance[i] *= trk->look_keeps;
        if (look->sweep) /* what comes late is not missing yet */
            trk->chance[i] *= 1.0 - look->to_come;
        trk->missed[i] = 1.0 - t->existence * chance_of(trk, i);
    }
    const double excess = lw_trust_excess(trk, look);
    for (uint32_t j = 0; j < look->plots; j++) {
        lw_fetch_plot(trk, look, j, sizeof *trk->plot);
        trk->plot_false[j] =
            excess * lw_sensor_false_density(trk, trk->look_plot[j],
                                             &trk->plot_cell[j],
                                             &trk->plot_drift[j]);
    }
    find_pairs(trk, look);
    a->tracks = trk->candidates;
    a->plots = look->plots;
    a->pair = trk->pair;
    a->missed = trk->missed;
    (void)lw_associate(a);
    if (tells_apart(trk, look))
        lw_associate_settle(a);
    note_still(trk, look);
    for (uint32_t j = 0; j < look->plots; j++) {
        trk->sensor[look->sensor].stats.reports++;
        if (a->free_chance[j] < 0.5)
            trk->sensor[look->sensor].stats.claimed++;
    }
    /* Births come last: what is new may not be claimed by its own plot. */
    uint32_t k = 0;
    for (uint32_t i = 0; i < trk->candidates; i++) {
        const uint32_t first = k;
        fetch_candidate(trk, i);
        while (k < a->pairs && trk->pair[k].track == i)
            k++;
        update_candidate(trk, look, i, first, k);
    }
    note_crowds(trk, look);
    for (uint32_t i = 0; i < trk->candidates; i++) {
        trk->slot[trk->candidate[i]] = LW_NONE;
        if (look->sweep && counts_them(trk, look))
            lw_extent_compare(trk, trk->candidate[i], look,
                              tells_apart(trk, look) ? trk->chance[i] : 0.0);
    }
    if (tells_apart(trk, look))
        lw_company_steady(trk, look);
    lw_flock_find(trk, look);
    for (uint32_t j = 0; j < look->plots; j++) {
        lw_fetch_plot(trk, look, j, sizeof *trk->plot);
        trk->plot_lone[j] = a->free_chance[j] -
                            lw_birth(trk, trk->look_plot[j], a->free_chance[j],
                                     trk->plot_false[j], trk->plot_cell[j]);
    }
    lw_sensor_learn_false(trk, look);
    lw_trust_note(trk, look);
}
