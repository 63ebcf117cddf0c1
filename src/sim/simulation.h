/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulation.h - a scenario made to happen: reports in order of arrival, and
 * truth.
 *
 * The same scenario and seed give the same, bit for bit. Each aircraft, each
 * sensor and each look has a stream of chance of its own (chance.h), so that
 * changing one group leaves what happens to the others as it was.
 *
 *     lw_sim_init(&sim, ...);
 *     while (lw_sim_step(sim) > 0) {
 *         while (lw_sim_report(sim, &report, &object) > 0) ...
 *         while (lw_sim_truth(sim, &truth) > 0) ...
 *     }
 *
 * Memory is the arena's, and for what is on its way the caller's to give: no
 * more than what is sent within the longest delay.
 *
 * Source  doc/sim.md
 */
#ifndef LW_SIMULATION_H
#define LW_SIMULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "scenario.h"

struct lw_arena;
struct lw_sim;

struct lw_sim_truth {
    char object[LW_ID_MAX + 1];
    enum lw_kind kind;
    int64_t t_ns;
    struct lw_geodetic pos;
    double vel_mps[3];
    uint32_t sensors; /* that could notice it now */
    bool cooperative;
};

/*
 * Lay out what the scenario has, `length_s` long (0: as long as it says). The
 * scenario must stay as it is. 0, or LW_ERR_NO_SPACE: a larger arena is
 * needed.
 */
LW_NODISCARD int lw_sim_init(struct lw_sim **sim,
                             const struct lw_scenario *scenario, uint64_t seed,
                             double length_s, struct lw_arena *arena,
                             struct lw_event_memory memory);

/* Nothing that is or arrives before from_s is wanted: what comes after it is
 * the same, and comes sooner. Before the first step. */
void lw_sim_skip(struct lw_sim *sim, double from_s);

/* One second on. 1: there may be reports and truth to take; 0: it is over, and
 * all has been taken; LW_ERR_NO_SPACE: more is on its way than there is memory
 * for, and the simulation is of no more use. */
LW_NODISCARD int lw_sim_step(struct lw_sim *sim);

/* The next report that has arrived, and the object that it is of ("": none
 * there is). 1 or 0. */
int lw_sim_report(struct lw_sim *sim, struct lw_report *report,
                  char object[LW_ID_MAX + 1]);

/* The next aircraft of the truth of this second. 1 or 0. */
int lw_sim_truth(struct lw_sim *sim, struct lw_sim_truth *truth);

/* Sensors as the site file is to have them: how many, and each. */
uint32_t lw_sim_sensors(const struct lw_sim *sim);
void lw_sim_sensor(const struct lw_sim *sim, uint32_t index,
                   struct lw_sensor *out);

/* Where the memory for events ends up: the caller's, to give back. */
void *lw_sim_memory(const struct lw_sim *sim);

#endif
