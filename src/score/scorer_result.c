/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of a score come to. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "scorer.h"
#include "scorer_state.h"

/* Which objects a set of figures is of; LW_ASSIGN_NONE: of all. */
struct filter {
    uint32_t kind, region;
};

static bool is_of(const struct lw_object_state *state,
                  const struct filter *filter)
{
    return state->seen &&
           (filter->kind == LW_ASSIGN_NONE || state->kind == filter->kind) &&
           (filter->region == LW_ASSIGN_NONE ||
            state->region == filter->region);
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static struct lw_score_first first_tracks(struct lw_score *score,
                                          const struct filter *filter)
{
    struct lw_score_first out = {0};
    uint32_t found = 0;

    for (uint32_t o = 0; o < score->config.objects; o++) {
        const struct lw_object_state *state = &score->object[o];
        if (!is_of(state, filter))
            continue;
        const double wait_s = (double)state->waited * score->config.step_s;
        score->wait[out.objects++] =
            (struct lw_wait){wait_s, state->was_tracked};
        if (state->was_tracked)
            score->found_s[found++] = wait_s;
    }
    if (found > 1)
        qsort(score->found_s, found, sizeof *score->found_s, by_value);
    out.objects_tracked = found;
    out.median_s = lw_sorted_quantile(score->found_s, found, 0.5);
    out.p95_s = lw_sorted_quantile(score->found_s, found, 0.95);
    out.max_s = lw_sorted_quantile(score->found_s, found, 1);
    out.median_all_s = lw_wait_quantile(score->wait, out.objects, 0.5);
    out.p95_all_s = lw_wait_quantile(score->wait, out.objects, 0.95);
    return out;
}

static double longest_segment(const struct lw_score *score,
                              const struct filter *filter)
{
    uint64_t longest = 0, present = 0;

    if (filter->region != LW_ASSIGN_NONE)
        return (double)NAN; /* a path crosses borders */
    for (uint32_t o = 0; o < score->config.objects; o++) {
        if (!is_of(&score->object[o], filter))
            continue;
        longest += score->object[o].longest;
        present += score->object[o].present;
    }
    return lw_share((double)longest, present);
}

static void give_errors(const struct lw_sums *sums, double step_s,
                        struct lw_score_figures *out)
{
    out->rms_m = lw_root_mean(sums->error2, sums->assigned, 2);
    out->horizontal_rms_m = lw_root_mean(sums->horizontal2, sums->assigned, 2);
    out->vertical_rms_m = lw_root_mean(sums->vertical2, sums->heights, 2);
    out->velocity_rms_mps = lw_root_mean(sums->velocity2, sums->velocities, 2);
    out->horizontal_p50_m = lw_quantile_at(&sums->horizontal, 0.5);
    out->horizontal_p95_m = lw_quantile_at(&sums->horizontal, 0.95);
    out->vertical_p95_m = lw_quantile_at(&sums->vertical, 0.95);
    out->settled.seconds = (double)sums->settled * step_s;
    out->settled.velocity_p90_mps = lw_quantile_at(&sums->velocity, 0.9);
    out->settled.velocity_share_p90 =
        lw_quantile_at(&sums->velocity_share, 0.9);
    out->settled.course_p90_deg = lw_quantile_at(&sums->course, 0.9);
    out->settled.good = lw_share((double)sums->settled_good, sums->settled);
    for (int k = 0; k < LW_NEES_KINDS; k++)
        out->nees[k] = lw_nees_figures_of(&sums->nees[k],
                                          lw_nees_dimensions((enum lw_nees)k));
}

static void give_siap(const struct lw_sums *sums, struct lw_score_figures *out)
{
    const uint64_t tracks = sums->near_tracks + sums->far_tracks;

    out->siap.completeness =
        lw_share((double)sums->near_objects, sums->objects);
    out->siap.ambiguity =
        lw_share((double)sums->near_tracks, sums->near_objects);
    out->siap.spuriousness = lw_share((double)sums->far_tracks, tracks);
    out->siap.position_rms_m =
        lw_root_mean(sums->near_error2, sums->near_tracks, 2);
    out->siap.velocity_rms_mps =
        lw_root_mean(sums->near_velocity2, sums->near_velocities, 2);
    out->siap.position_mean_m = lw_share(sums->near_error, sums->near_tracks);
    out->siap.velocity_mean_mps =
        lw_share(sums->near_speed, sums->near_velocities);
}

/* Tracks beyond those assigned. A track may stand in another region than the
 * object that it is assigned. */
static double unassigned(const struct lw_sums *sums)
{
    return sums->tracks > sums->assigned
               ? (double)(sums->tracks - sums->assigned)
               : 0;
}

/* Of the objects of a kind alone, no track is false. */
static void give_gospa(const struct lw_score *score, const struct lw_sums *sums,
                       bool of_kind, struct lw_score_figures *out)
{
    const struct lw_gospa_config *g = &score->config.gospa;
    const double half = lw_gospa_power(g, g->cutoff_m) / 2;
    const double missed = (double)(sums->objects - sums->assigned) * half;
    const double spurious = of_kind ? 0 : unassigned(sums) * half;
    const uint64_t n = score->totals.steps;

    out->localisation = lw_root_mean(sums->localisation, n, g->p);
    out->missed = lw_root_mean(missed, n, g->p);
    out->spurious = of_kind ? (double)NAN : lw_root_mean(spurious, n, g->p);
    out->gospa_rms =
        lw_root_mean(sums->localisation + missed + spurious, n, g->p);
}

static void give(struct lw_score *score, const struct lw_sums *sums,
                 const struct filter *filter, struct lw_score_figures *out)
{
    const double step_s = score->config.step_s;
    const bool of_kind = filter->kind != LW_ASSIGN_NONE;

    *out = (struct lw_score_figures){
        .object_s = (double)sums->objects * step_s,
        .track_s = of_kind ? (double)NAN : (double)sums->tracks * step_s,
        .completeness = lw_share((double)sums->assigned, sums->objects),
        .spurious_share =
            of_kind ? (double)NAN : lw_share(unassigned(sums), sums->tracks),
        .second_share = lw_share((double)sums->second, sums->objects),
        .switches = sums->switches,
        .switches_per_hour =
            lw_share((double)sums->switches * 3600 / step_s, sums->assigned),
        .longest_segment = longest_segment(score, filter),
        .cooperative_s = (double)sums->cooperative * step_s,
        .nameless_share = lw_share((double)sums->nameless, sums->cooperative),
        .kinds_s = (double)sums->kinds * step_s,
        .first = first_tracks(score, filter),
    };
    for (int k = 0; k < LW_KINDS; k++)
        out->told[k] = lw_share((double)sums->told[k], sums->kinds);
    give_errors(sums, step_s, out);
    give_siap(sums, out);
    if (of_kind)
        out->siap.spuriousness = (double)NAN;
    give_gospa(score, sums, of_kind, out);
}

/* The sums of a path; of the one of windows with what the last one has. */
static struct lw_trajectory sums_of_path(struct lw_score *score, int path,
                                         double half_cost)
{
    struct lw_trajectory sums = score->path[path];

    if (path != LW_PATH_WINDOW)
        return sums;
    const struct lw_ospa2_held held =
        lw_ospa2_hold(&score->ospa2, &score->path[path], half_cost, false);
    sums.localisation += held.localisation;
    sums.missed += held.missed;
    sums.spurious += held.spurious;
    sums.halves += held.halves;
    return sums;
}

static void give_trajectory(struct lw_score *score, struct lw_score_result *out)
{
    const struct lw_gospa_config *g = &score->config.gospa;
    const double miss = lw_gospa_power(g, g->cutoff_m) / 2;
    const double half = pow(score->config.switch_m, g->p) / 2;
    const uint64_t n = score->totals.steps;
    double least = HUGE_VAL, lower = HUGE_VAL;

    for (int i = 0; i < LW_PATHS; i++) {
        const struct lw_trajectory path = sums_of_path(score, i, half);
        const double still =
            path.localisation + (double)(path.missed + path.spurious) * miss;
        const double power = still + (double)path.halves * half;
        lower = fmin(lower, still);
        if (!(power < least))
            continue;
        least = power;
        out->trajectory.localisation = lw_root_mean(path.localisation, n, g->p);
        out->trajectory.missed =
            lw_root_mean((double)path.missed * miss, n, g->p);
        out->trajectory.spurious =
            lw_root_mean((double)path.spurious * miss, n, g->p);
        out->trajectory.switching =
            lw_root_mean((double)path.halves * half, n, g->p);
        out->trajectory.switches = (double)path.halves / 2;
    }
    out->trajectory.lower = lw_root_mean(lower, n, g->p);
    out->trajectory.upper = lw_root_mean(least, n, g->p);
}

static void give_tracks(const struct lw_score *score,
                        struct lw_score_result *out)
{
    for (uint32_t i = 0; i < score->config.tracks; i++) {
        const struct lw_track_state *state = &score->track[i];
        if (state->shown == 0)
            continue;
        out->tracks++;
        if (!state->assigned) {
            out->false_tracks++;
            out->false_track_s += (double)state->shown * score->config.step_s;
        }
    }
}

void lw_score_result(struct lw_score *score, struct lw_score_result *out)
{
    static const struct filter all = {LW_ASSIGN_NONE, LW_ASSIGN_NONE};
    const struct lw_score_totals *t = &score->totals;
    const double p = score->config.gospa.p;
    const uint64_t n = t->steps;
    const struct lw_ospa2_total ospa2 = lw_ospa2_result(&score->ospa2);

    *out = (struct lw_score_result){
        .steps = n,
        .gospa = {lw_share(t->distance, n), lw_root_mean(t->distance_p, n, p),
                  lw_root_mean(t->localisation, n, p),
                  lw_root_mean(t->missed, n, p),
                  lw_root_mean(t->spurious, n, p)},
        .ospa2 = {lw_share(ospa2.distance, ospa2.steps),
                  lw_root_mean(ospa2.power, ospa2.steps, p),
                  lw_root_mean(ospa2.localisation, ospa2.steps, p),
                  lw_root_mean(fmax(0, ospa2.power - ospa2.localisation),
                               ospa2.steps, p)},
        .switches_clear = t->switches_clear,
        .shown = t->shown,
        .told = t->told,
    };
    give(score, score->sums, &all, &out->all);
    give_trajectory(score, out);
    give_tracks(score, out);
}

void lw_score_of_kind(struct lw_score *score, uint32_t kind,
                      struct lw_score_figures *out)
{
    const struct filter filter = {kind, LW_ASSIGN_NONE};

    assert(kind < score->config.kinds);
    give(score, score->sums + 1 + kind, &filter, out);
}

void lw_score_of_region(struct lw_score *score, uint32_t region,
                        struct lw_score_figures *out)
{
    const struct filter filter = {LW_ASSIGN_NONE, region};

    assert(region < score->config.regions);
    give(score, score->sums + 1 + score->config.kinds + region, &filter, out);
}

struct lw_score_object lw_score_of(const struct lw_score *score,
                                   uint32_t number)
{
    assert(number < score->config.objects);
    const struct lw_object_state *state = &score->object[number];
    const double step_s = score->config.step_s;

    return (struct lw_score_object){
        .present_s = (double)state->present * step_s,
        .tracked_s = (double)state->tracked * step_s,
        .first_track_s =
            state->was_tracked ? (double)state->waited * step_s : (double)NAN,
        .rms_m = lw_root_mean(state->error2, state->tracked, 2),
        .longest_s = (double)state->longest * step_s,
        .switches = state->switches,
        .kind = state->kind,
    };
}

const struct lw_series *lw_score_series(const struct lw_score *score)
{
    return &score->totals.series;
}

const struct lw_marks *lw_score_object_marks(const struct lw_score *score)
{
    return &score->totals.object_marks;
}

const struct lw_marks *lw_score_track_marks(const struct lw_score *score)
{
    return &score->totals.track_marks;
}
