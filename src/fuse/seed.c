/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seed.c - lone plots: what no track claims, until a second one tells whether
 * it was the beginning of something.
 *
 * One plot says where, not how fast. A seed is that plot and the chance that
 * it was an aircraft; no filter runs for it. A later free plot is weighed with
 * each seed near it, over the speeds that an aircraft may have, against being
 * false; a pair that is likely enough becomes a track. How far a pair may lie
 * apart follows from that weight: false reports that stand close leave less
 * room for speed, and the number of pairs stays bounded by the number of
 * seeds, however many there are.
 *
 * Source  doc/tracker.md, "Births"; two-point initiation: Bar-Shalom, Li &
 *         Kirubarajan (2001), 3.2.2, with a prior of speed
 */
#include <math.h>
#include <string.h>

#include "base/lanes.h"
#include "base/matrix.h"
#include "fuse.h"

/* A pair of this existence and more becomes a track; in a flock most become
 * one, and of the rest the next plot makes a better one. */
static const double pair_min = 1e-4, flock_pair_min = 0.02;
/* A seed is kept for so many looks of its sensor, and at least so long. */
static const double looks_kept = 2.2, kept_min_s = 2.0, kept_max_s = 60.0;
static const double kept_without_period_s = 20.0;
/* Of an aircraft between its first two plots, m^2/s^3. */
static const double accel_psd = 1.0;
/* Who is near to a track may fly as it does: how often, if that is alone; in a
 * flock, how many more there may be for each in a circle of this radius. */
static const double beside_weight = 0.3, beside_sd_mps = 3.0;
static const double flock_m = 100.0, untold = 0.05;
/* One of a bunch that flies together is an aircraft. */
static const double in_bunch = 0.8, bunch_sd_mps = 1.5;
/* What flies as the others do lies so near to where that puts it, squared, in
 * sigma. */
static const double flock_gate = 12.0;

static const double root_2pi = 2.5066282746310002;

enum { MATES_MAX = 6 };

struct mate {
    uint32_t seed;
    double since_s; /* of the seed, to the plot */
    double left;    /* of its existence, times the chance of the plot */
    double weight;
    struct lw_gauss state;
};

/* A plot as a quick look at a pair takes it: round, on the ground. */
struct rough {
    double at[2], var;
    double density; /* false reports a square metre that look like it */
    double chance;  /* that an aircraft there is reported */
    double reach;   /* how far off a seed may lie that pairs with it */
};

static double kept_s(const struct lw_tracker *trk, uint32_t sensor)
{
    const double period_s = trk->site->sensor[sensor].period_s;

    return period_s > 0.0
               ? fmin(fmax(looks_kept * period_s, kept_min_s), kept_max_s)
               : kept_without_period_s;
}

static void drop_first(struct lw_tracker *trk)
{
    const uint32_t slot = trk->seed_queue[trk->seed_first];
    const struct lw_seed *seed = &trk->seed[slot];

    trk->sensor[trk->plot[slot].sensor].false_count[seed->cell] += seed->lone;
    lw_grid_take(&trk->seed_grid, trk->seed_first);
    trk->seed_first = lw_seed_place(trk, 1);
    trk->seeds--;
    trk->seed[slot].kept = false;
    trk->plot_next[slot] = trk->free_plot;
    trk->free_plot = (int32_t)slot;
}

void lw_seed_expire(struct lw_tracker *trk, int64_t now_ns)
{
    while (trk->seeds > 0 &&
           trk->seed[trk->seed_queue[trk->seed_first]].until_ns < now_ns)
        drop_first(trk);
}

bool lw_seed_evict(struct lw_tracker *trk)
{
    if (trk->seeds == 0)
        return false;
    drop_first(trk);
    return true;
}

static void keep(struct lw_tracker *trk, uint32_t slot, double existence,
                 double lone, uint8_t cell, const struct rough *rough)
{
    const struct lw_plot *plot = &trk->plot[slot];
    const double for_s = kept_s(trk, plot->sensor);
    const uint32_t place = lw_seed_place(trk, trk->seeds);

    trk->seed[slot] =
        (struct lw_seed){.kept = true,
                         .existence = existence,
                         .lone = lone,
                         .cell = cell,
                         .until_ns = plot->meas_ns + (int64_t)(for_s * 1e9)};
    trk->seed_queue[place] = slot;
    trk->seeds++;
    trk->seed_kept_s = fmax(trk->seed_kept_s, for_s);
    trk->seed_existence = fmax(trk->seed_existence, existence);
    lw_grid_put(&trk->seed_grid, place, rough->at[0], rough->at[1], 0.0,
                0.5 * rough->reach);
}

static void round_off(const struct lw_tracker *trk, const struct lw_plot *plot,
                      double false_density, struct rough *rough)
{
    const struct lw_sensor *sensor = &trk->site->sensor[plot->sensor];
    double factor[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];
    const double a = plot->r[0];
    double b = plot->r[plot->dim + 1], volume = 1.0;

    memcpy(rough->at, plot->spot_m, sizeof rough->at);
    if (plot->type == LW_REPORT_POLAR)
        b *= plot->z[0] * plot->z[0];
    memcpy(factor, plot->r, sizeof factor);
    rough->var = lw_max(a, b);
    rough->density = lw_max(false_density, 1e-300);
    if (lw_cholesky(factor, plot->dim)) {
        for (int i = 0; i < plot->dim; i++)
            volume *= factor[i * (plot->dim + 1)];
        for (int i = 2; i < plot->dim; i++)
            volume *= root_2pi;
        rough->density *= volume / sqrt(a * b);
    }
    rough->chance = lw_max(sensor->detection.point[0].chance, 0.1);
}

/* Those about a place, and how they fly. */
struct company {
    bool any, flock;
    double vel_mps[3], sd_mps;
    double existence; /* of a seed among them, if it flies as they do */
};

/* The state of two plots together, and the likelihood of the later one given
 * the earlier, over all speeds; that of the company with this weight. */
static double join(const struct lw_plot *first, const struct lw_plot *second,
                   const struct company *with, double weight,
                   struct lw_gauss *out)
{
    struct lw_imm imm;
    struct lw_blend blend;
    struct lw_fit fit;
    double mean[LW_STATE];

    lw_birth_states(first, &imm);
    if (with->any && !(first->has & LW_HAS_VEL))
        lw_birth_as(&imm, with->vel_mps, with->sd_mps, weight);
    lw_imm_coast(&imm, lw_seconds(second->meas_ns, first->meas_ns), accel_psd);
    lw_imm_mean(&imm, mean);
    if (!(lw_imm_fit(&imm, mean, second, 0.0, 1.0, (double)INFINITY, &fit) >
          0.0))
        return 0.0;
    lw_blend_begin(&blend, &imm, 0.0);
    lw_blend_add(&blend, &imm, &fit, 1.0);
    (void)lw_blend_end(&blend, &imm);
    lw_imm_collapse(&imm, out);
    return fit.likelihood;
}

/* What an aircraft first seen in the seed still has of existence after dt. */
static double remains(const struct lw_tracker *trk, uint32_t slot, double dt_s)
{
    const struct lw_sensor *sensor = &trk->site->sensor[trk->plot[slot].sensor];
    double left = 1.0;

    if (sensor->period_s > 0.0)
        for (double t = 1.5 * sensor->period_s; t < dt_s; t += sensor->period_s)
            left *= 1.0 - 0.9 * sensor->detection.point[0].chance;
    return left;
}

/* The tracks about a place; density: of false reports there, a square metre. */
static void among_tracks(struct lw_tracker *trk, const double at[2],
                         double density, struct company *c)
{
    struct lw_flock flock;
    uint32_t members;
    const bool on_its_way = lw_company_about(trk, at, &flock, &members);
    const double more = untold * members / (LW_PI * flock_m * flock_m);

    if (members == 0)
        return;
    c->any = true;
    c->flock = on_its_way;
    c->existence = on_its_way ? more / (more + density) : 0.0;
    c->sd_mps = beside_sd_mps;
    memcpy(c->vel_mps, flock.vel_mps, sizeof c->vel_mps);
}

/* Whether the plot is to wait for what the next look tells of its company. */
static bool find_company(struct lw_tracker *trk, const struct lw_plot *plot,
                         const struct rough *rough, struct company *c)
{
    struct lw_flock flock;
    const enum lw_flock_is is = lw_flock_of(trk, plot, &flock);

    if (is == LW_FLOCK_KNOWN) {
        *c = (struct company){.any = true,
                              .flock = true,
                              .sd_mps = hypot(flock.sd_mps, bunch_sd_mps),
                              .existence = in_bunch};
        memcpy(c->vel_mps, flock.vel_mps, sizeof c->vel_mps);
    } else if (is == LW_FLOCK_NONE && trk->seeds > 0) {
        among_tracks(trk, rough->at, rough->density, c);
    }
    return is == LW_FLOCK_LATER;
}

/* How far from a plot a seed may lie: weight exp(-d^2 / 2S) / S at least
 * pair_min, over all S that speed and time allow. */
static double reach_of(const struct lw_tracker *trk, const struct rough *rough,
                       double scale)
{
    double reach2 = 0.0, fastest = 0.0;

    for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
        const double run = lw_birth_speed[s].sd_mps * trk->seed_kept_s;
        const double least = 2.0 * rough->var;
        const double most = scale * lw_birth_speed[s].weight / pair_min;
        const double at =
            lw_min(lw_max(most / exp(1.0), least), least + run * run);
        if (most > at)
            reach2 = lw_max(reach2, 2.0 * at * log(most / at));
        fastest = lw_max(fastest, run);
    }
    return lw_min(sqrt(reach2), 3.0 * fastest + 9.0 * sqrt(rough->var));
}

/* The same for one that flies as the others do. */
static double reach_with(const struct lw_tracker *trk,
                         const struct rough *rough, const struct company *with)
{
    const double run = with->sd_mps * trk->seed_kept_s;

    return hypot(with->vel_mps[0], with->vel_mps[1]) * trk->seed_kept_s +
           sqrt(flock_gate * (2.0 * rough->var + run * run));
}

/* exp(-0.5 d2 / var) / var; 0 where that is nothing beside the other speeds. */
static double bell(double d2, double var)
{
    return d2 > 120.0 * var ? 0.0 : exp(-0.5 * d2 / var) / var;
}

/* Of a seed `own` is the existence, away[] the way from it to the plot. */
static double rough_weight(const struct rough *rough,
                           const struct company *with, double own,
                           const double away[2], double dt_s)
{
    const double d2 = away[0] * away[0] + away[1] * away[1];
    double sum = 0.0;

    for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
        const double run = lw_birth_speed[s].sd_mps * dt_s;
        const double var = 2.0 * rough->var + run * run;
        sum += own * lw_birth_speed[s].weight * bell(d2, var);
    }
    if (with->flock) {
        const double dx = away[0] - with->vel_mps[0] * dt_s;
        const double dy = away[1] - with->vel_mps[1] * dt_s;
        const double run = with->sd_mps * dt_s;
        const double var = 2.0 * rough->var + run * run;
        const double d2_there = dx * dx + dy * dy;
        if (d2_there < flock_gate * var)
            sum += with->existence * bell(d2_there, var);
    }
    return sum / (2.0 * LW_PI * rough->density);
}

/* The likeliest keep their place; what falls out goes to *rest. */
static uint32_t enter(struct mate *mate, uint32_t n, const struct mate *one,
                      double *rest)
{
    uint32_t to = n;

    if (n == MATES_MAX) {
        to = 0;
        for (uint32_t i = 1; i < n; i++)
            if (mate[i].weight < mate[to].weight)
                to = i;
        *rest += fmin(one->weight, mate[to].weight);
        if (one->weight <= mate[to].weight)
            return n;
    }
    mate[to] = *one;
    return n < MATES_MAX ? n + 1 : n;
}

/* Seeds that may be the same aircraft as the plot, by a quick look; the sum of
 * the weights of those left out in *rest. The grid knows a seed by its place in
 * the queue: slots come in the order of arrival, which says nothing. */
static uint32_t find_mates(struct lw_tracker *trk, const struct lw_plot *plot,
                           struct rough *rough, const struct company *with,
                           struct mate mate[MATES_MAX], double *rest)
{
    const double gain = rough->chance * plot->odds;
    const double scale =
        trk->seed_existence * gain / (2.0 * LW_PI * rough->density);
    uint32_t n = 0;

    rough->reach = reach_of(trk, rough, scale);
    if (with->flock)
        rough->reach = fmax(rough->reach, reach_with(trk, rough, with));
    if (trk->seeds == 0 || !(rough->reach > 0.0))
        return 0;
    const uint32_t found =
        lw_grid_centres(&trk->seed_grid, rough->at[0], rough->at[1],
                        rough->reach, trk->found, trk->cfg.reports_max);
    for (uint32_t k = 0; k < found; k++) {
        const uint32_t slot = trk->seed_queue[trk->found[k]];
        const struct lw_plot *seed = &trk->plot[slot];
        const struct lw_grid_item *place = &trk->seed_grid.item[trk->found[k]];
        const double since_s = lw_seconds(plot->meas_ns, seed->meas_ns);
        const double away[2] = {rough->at[0] - place->x,
                                rough->at[1] - place->y};
        struct mate one = {.seed = slot, .since_s = since_s};
        if (seed->sensor == plot->sensor &&
            lw_sensor_one_turn(trk, seed->sensor, seed->meas_ns, plot->meas_ns))
            continue; /* of one look */
        one.left = remains(trk, slot, fabs(since_s)) * gain;
        if (seed->sensor == plot->sensor)
            one.left *=
                lw_trust_share(trk, seed->sensor, seed->meas_ns, plot->meas_ns);
        one.weight =
            one.left *
            rough_weight(rough, with, trk->seed[slot].existence, away, since_s);
        if (one.weight >= 0.3 * pair_min)
            n = enter(mate, n, &one, rest);
    }
    return n;
}

/* Those that are likely enough, looked at closely; the sum of their weights in
 * *total, too. */
static uint32_t weigh_mates(struct lw_tracker *trk, const struct lw_plot *plot,
                            double false_density, const struct company *with,
                            struct mate *mate, uint32_t mates, double *total)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < mates; i++) {
        struct mate one = mate[i];
        const struct lw_plot *seed = &trk->plot[one.seed];
        const double own = trk->seed[one.seed].existence;
        const double as_they = with->flock
                                   ? with->existence / (own + with->existence)
                                   : beside_weight;
        one.weight =
            (own + with->existence) * one.left *
            (one.since_s >= 0.0 ? join(seed, plot, with, as_they, &one.state)
                                : join(plot, seed, with, as_they, &one.state)) /
            false_density;
        if (!(one.weight > pair_min))
            continue;
        *total += one.weight;
        mate[n++] = one;
    }
    return n;
}

void lw_seed_sow(struct lw_tracker *trk, uint32_t slot, double existence,
                 double free_chance, double false_density, uint8_t cell)
{
    const struct lw_plot *plot = &trk->plot[slot];
    struct mate mate[MATES_MAX];
    struct rough rough = {.reach = 0.0};
    struct company with = {0};
    double total = 0.0;
    uint32_t mates = 0;

    round_off(trk, plot, false_density, &rough);
    if (!find_company(trk, plot, &rough, &with)) {
        mates = find_mates(trk, plot, &rough, &with, mate, &total);
        mates =
            weigh_mates(trk, plot, false_density, &with, mate, mates, &total);
    }
    for (uint32_t i = 0; i < mates; i++) {
        struct lw_seed *seed = &trk->seed[mate[i].seed];
        const double share = free_chance * mate[i].weight / (1.0 + total);
        seed->existence *= 1.0 - share;
        seed->lone *= 1.0 - share;
        if (share > (with.flock ? flock_pair_min : pair_min))
            lw_birth_pair(trk, &trk->plot[mate[i].seed], plot, &mate[i].state,
                          share, with.flock);
    }
    keep(trk, slot, existence / (1.0 + total), free_chance / (1.0 + total),
         cell, &rough);
}
