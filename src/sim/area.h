/* SPDX-License-Identifier: Apache-2.0 */
/*
 * area.h - places drawn from an area, and laid out over one.
 *
 * Frame   the scenario's plane, metres east and north
 */
#ifndef LW_AREA_H
#define LW_AREA_H

#include <stdint.h>

#include "chance.h"
#include "scenario.h"

/* A place of the area, by chance. */
void lw_area_draw(const struct lw_sim_area *area, struct lw_chance *chance,
                  double xy_m[2]);

/* The place of number `index` of `count` that are laid out over the area as
 * its `spread` says. */
void lw_area_lay(const struct lw_sim_area *area, struct lw_chance *chance,
                 uint32_t index, uint32_t count, double xy_m[2]);

/* The place `along_m` from the start of a line, and its direction; beyond the
 * end it turns back, for ever. */
void lw_area_along(const struct lw_sim_area *area, double along_m,
                   double xy_m[2]);

#endif
