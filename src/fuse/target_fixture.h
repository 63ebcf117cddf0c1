/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_fixture.h - a tracker laid open, for the tests of its parts: targets
 * put there by hand, looks without the way through reports.
 */
#ifndef LW_TARGET_FIXTURE_H
#define LW_TARGET_FIXTURE_H

#include "fuse.h"
#include "scene_fixture.h"

/* After scene_init() and scene_sensor(): a tracker at second 0. */
static inline struct lw_tracker *
bare_begin_sized(struct scene *sc, uint32_t tracks_max, uint32_t reports_max)
{
    const struct lw_tracker_config cfg = {.tracks_max = tracks_max,
                                          .reports_max = reports_max,
                                          .first_number = 1};
    const size_t size = lw_tracker_size(&cfg, &sc->site);

    sc->mem = malloc(size);
    if (sc->mem != NULL)
        sc->tracker = lw_tracker_init(&cfg, &sc->site, sc->mem, size);
    if (sc->tracker == NULL)
        abort();
    sc->tracker->arrival_ns = sc->tracker->tick_ns = scene_time(0.0);
    return sc->tracker;
}

/* A small one. */
static inline struct lw_tracker *bare_begin(struct scene *sc,
                                            uint32_t tracks_max)
{
    return bare_begin_sized(sc, tracks_max, 64);
}

/* A target at second 0 with one hypothesis, round in place and in speed. */
static inline uint32_t bare_target(struct scene *sc, const double xyz[3],
                                   const double v[3], double place_sd,
                                   double speed_sd, double existence)
{
    struct lw_tracker *trk = sc->tracker;
    const int32_t index = lw_target_new(trk);
    struct lw_gauss g;

    if (index < 0)
        abort();
    struct lw_target *t = &trk->target[index];
    memset(&g, 0, sizeof g);
    for (int i = 0; i < 3; i++) {
        g.x[i] = xyz[i];
        g.x[3 + i] = v[i];
        g.p[i * 7] = place_sd * place_sd;
        g.p[(3 + i) * 7] = speed_sd * speed_sd;
    }
    t->state_ns = t->first_ns = t->update_ns = t->life_ns = scene_time(0.0);
    t->existence = existence;
    t->updates = 1;
    t->interval_s = 1.0;
    struct lw_imm *imm = lw_target_add(trk, t, 1.0);
    if (imm == NULL)
        abort();
    lw_imm_init(imm, &g);
    lw_target_settle(trk, (uint32_t)index);
    return (uint32_t)index;
}

/* In plot_next[]: of a look that a test makes; free nowhere, used by nobody. */
enum { BARE_HELD = -2 };

/* A free slot of the pool of plots: an old seed's where there is none. */
static inline uint32_t bare_slot(struct lw_tracker *trk)
{
    if (trk->free_plot < 0 && !lw_seed_evict(trk))
        abort();
    const uint32_t slot = (uint32_t)trk->free_plot;
    trk->free_plot = trk->plot_next[slot];
    trk->plot_next[slot] = BARE_HELD;
    for (uint32_t i = 0; i < trk->cfg.reports_max; i++)
        if (trk->look_plot[i] == &trk->plot[slot])
            trk->look_plot[i] = NULL;
    return slot;
}

/* Where plot k of the look to come lies: a slot stays with it until it is a
 * seed. */
static inline uint32_t bare_slot_of(struct lw_tracker *trk, uint32_t k)
{
    if (trk->look_plot[k] != NULL) {
        const uint32_t slot = (uint32_t)(trk->look_plot[k] - trk->plot);
        if (!trk->seed[slot].kept && trk->plot_next[slot] == BARE_HELD)
            return slot;
    }
    return bare_slot(trk);
}

/* The plot of a report, which must be one: plot k of the look to come. */
static inline struct lw_plot *bare_plot(struct scene *sc, uint32_t k,
                                        const struct lw_report *r)
{
    struct lw_tracker *trk = sc->tracker;
    const int sensor = lw_site_sensor(&sc->site, r->sensor);
    struct lw_plot *plot = &trk->plot[bare_slot_of(trk, k)];

    if (sensor < 0 ||
        lw_plot_make(r, &sc->site, (uint32_t)sensor, &trk->sensor[sensor].model,
                     &trk->frame, plot) < 0)
        abort();
    trk->look_plot[k] = plot;
    return plot;
}

/* A position without height at xyz. */
static inline struct lw_report bare_position(const struct scene *sc,
                                             uint32_t sensor, double t,
                                             const double xyz[3], double sd)
{
    struct lw_report r = scene_report(sc, sensor, LW_REPORT_POSITION, t);

    r.pos = lw_frame_to_geodetic(&sc->frame, xyz);
    r.sd.horizontal_m = sd;
    r.has = LW_HAS_SD_HORIZONTAL;
    return r;
}

/* A look at t with `plots` plots, made before. */
static inline struct lw_look bare_look(struct scene *sc, uint32_t sensor,
                                       double t, uint32_t plots, bool sweep)
{
    struct lw_look look = {.sensor = sensor,
                           .t_ns = scene_time(t),
                           .plots = plots,
                           .sweep = sweep};

    look.has_place = lw_plot_place(
        NULL, &sc->sensor[sensor], &sc->tracker->sensor[sensor].model,
        &sc->tracker->frame, look.origin_m, look.axes);
    return look;
}

static inline uint32_t bare_alive(const struct lw_tracker *trk)
{
    uint32_t alive = 0;

    for (uint32_t i = 0; i < trk->targets_max; i++)
        alive += trk->target[i].alive;
    return alive;
}

/* The plots: free, waiting in an open look, kept as seeds or held by a test,
 * and each one of these once. NULL, or what is wrong. */
static inline const char *bare_plots_flaw(const struct lw_tracker *trk)
{
    static unsigned char used[1 << 16];
    const uint32_t max = trk->cfg.reports_max;
    uint32_t left = max;

    memset(used, 0, sizeof used);
    for (int32_t p = trk->free_plot; p >= 0; p = trk->plot_next[p]) {
        if (p >= (int32_t)max || used[p]++)
            return "a plot is free twice";
        left--;
    }
    for (int32_t s = trk->open_first; s >= 0; s = trk->sensor[s].next)
        for (int32_t p = trk->sensor[s].first_plot; p >= 0;
             p = trk->plot_next[p]) {
            if (used[p]++)
                return "a plot waits twice, or is free";
            left--;
        }
    for (uint32_t i = 0; i < trk->seeds; i++) {
        const uint32_t place = (trk->seed_first + i) % max;
        const uint32_t p = trk->seed_queue[place];
        if (used[p]++ || !trk->seed[p].kept)
            return "a seed is in the queue twice, or is none";
        if (!(trk->seed[p].existence >= 0.0 && trk->seed[p].existence <= 1.0))
            return "a seed whose existence is no chance";
        if (trk->seed_grid.item[place].bucket < 0)
            return "a seed that lies nowhere";
        left--;
    }
    for (uint32_t p = 0; p < max; p++) {
        const uint32_t behind = (p + max - trk->seed_first) % max;
        if (!used[p] && trk->seed[p].kept)
            return "a seed is not in the queue";
        if (behind >= trk->seeds && trk->seed_grid.item[p].bucket >= 0)
            return "a place beyond the queue is found";
        left -= !used[p] && trk->plot_next[p] == BARE_HELD;
    }
    return left != 0 ? "a plot is lost" : NULL;
}

/* Every slot of the pools is free or used, and used once; what is used hangs
 * together. NULL, or what is wrong. */
static inline const char *bare_flaw(const struct lw_tracker *trk, uint32_t imms)
{
    static unsigned char used[1 << 16];
    uint32_t alive = 0, taken = 0;

    memset(used, 0, sizeof used);
    for (uint32_t i = 0; i < trk->free_imms; i++)
        if (trk->free_imm[i] >= imms || used[trk->free_imm[i]]++)
            return "a filter is free twice";
    for (uint32_t i = 0; i < trk->targets_max; i++) {
        const struct lw_target *t = &trk->target[i];
        double sum = 0.0;
        if (!t->alive)
            continue;
        alive++;
        if (t->hypotheses == 0)
            return "a target without a hypothesis";
        for (uint32_t h = 0; h < t->hypotheses; h++) {
            if (used[t->hypothesis[h].imm]++)
                return "a filter is used twice";
            sum += t->hypothesis[h].weight;
            taken++;
        }
        if (!(fabs(sum - 1.0) < 1e-6))
            return "weights that do not sum to 1";
        if (!(t->existence >= 0.0 && t->existence <= 1.0))
            return "an existence that is no chance";
    }
    if (taken + trk->free_imms != imms)
        return "a filter is lost";
    if (alive + trk->free_targets != trk->targets_max)
        return "a target is lost";
    return bare_plots_flaw(trk);
}

/* The end of a test: 0, or the flaw told of. */
static inline int bare_end(struct scene *sc, const struct lw_tracker *trk,
                           uint32_t imms)
{
    const char *flaw = bare_flaw(trk, imms);

    scene_end(sc);
    if (flaw != NULL)
        fprintf(stderr, "%s\n", flaw);
    return flaw != NULL;
}

#endif
