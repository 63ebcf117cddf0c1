/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.h - registration: each sensor's own errors of azimuth, elevation,
 * range, clock and position, estimated from what several sensors say of the
 * same aircraft, with their uncertainty.
 *
 * Frame   scene for places, the sensor's ENU for angles
 * Units   SI, radians
 * Source  doc/registration.md
 */
#ifndef LW_REGISTER_H
#define LW_REGISTER_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/tracker.h"
#include "plot.h"

struct lw_arena;
struct lw_copy;
struct lw_register;

/* Bytes that lw_register_init() takes from the arena at most. */
size_t lw_register_size(uint32_t sensors);

/* NULL where the arena has no room. The site outlives it. */
struct lw_register *lw_register_init(const struct lw_site *site,
                                     struct lw_arena *arena);

/* A plot, as measured and not corrected, that with this chance (0..1) was
 * caused by the told track of that number. In any order of time within the
 * tracker's limits for late reports. */
void lw_register_claim(struct lw_register *reg, uint32_t track,
                       const struct lw_plot *plot, double chance);

/* How long the quickest of a sensor's reports are on the way, by its clock as
 * it is put right, and whether it had to be. */
void lw_register_way(struct lw_register *reg, uint32_t sensor, double way_s,
                     bool put_right);

/* Time passes; called at whole seconds. */
void lw_register_tick(struct lw_register *reg, int64_t now_ns);

/* What is known of a sensor's errors now. */
void lw_register_errors(const struct lw_register *reg, uint32_t sensor,
                        struct lw_estimate error[LW_SENSOR_ERRORS]);

/* How often its clock was seen to jump, so that what was known of it was given
 * up. */
uint32_t lw_register_clock_jumps(const struct lw_register *reg,
                                 uint32_t sensor);

/* Take the sensor's estimated errors out of a plot: its value, its time and
 * the place where it stood; what remains unsure of them goes into its
 * covariance. Leaves alone what is not significantly there; false: all of it.
 */
bool lw_register_correct(const struct lw_register *reg, struct lw_plot *plot);

/* Everything that it has learnt and gathered. */
void lw_register_copy(struct lw_register *reg, struct lw_copy *copy);

#endif
