/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trail.h - where an aircraft was, for as long as its sound is on its way.
 *
 * Knots half a second apart in a ring; between them a cubic that has the
 * knots' places and velocities (Hermite), so both are smooth.
 *
 * Frame   the scene's (base/geodesy.h); seconds from the scenario's start
 */
#ifndef LW_TRAIL_H
#define LW_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

struct lw_trail_knot {
    double xyz_m[3], vel_mps[3];
};

struct lw_trail {
    struct lw_trail_knot *knot; /* ring of `size`, a power of two */
    uint32_t size;
    int64_t first, last; /* knot numbers, time is number / 2; last < first:
                            none yet */
};

void lw_trail_init(struct lw_trail *trail, struct lw_trail_knot *ring,
                   uint32_t size, int64_t first);

/* The next knot. */
void lw_trail_add(struct lw_trail *trail, const struct lw_trail_knot *knot);

/* Where it was at t_s and how fast; false: it was not there then, or that is
 * too long ago. */
bool lw_trail_at(const struct lw_trail *trail, double t_s, double xyz_m[3],
                 double vel_mps[3]);

/*
 * How long before t_s it made the sound that arrives at `listener_m` at t_s,
 * through air that moves at `wind_mps`: d > 0 with
 *     |p(t - d) + wind d - listener| = speed d.
 * A negative number: none arrives then.
 */
double lw_trail_sound_s(const struct lw_trail *trail, double t_s,
                        const double listener_m[3], const double wind_mps[3],
                        double speed_mps);

#endif
