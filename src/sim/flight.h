/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flight.h - how one aircraft flies: its plan, and its motion along it.
 *
 * Two bodies: one that may accelerate any way (multirotor, helicopter, bird,
 * balloon), with a bounded acceleration that it needs half a second to build
 * up; and one that banks (wings), whose turn rate is bounded by g tan(bank) /
 * speed and which needs 1.5 s to roll. Both climb at a bounded rate.
 *
 * Frame   WGS-84; velocity east, north, up at the place
 * Units   SI, radians; seconds from the scenario's start
 */
#ifndef LW_FLIGHT_H
#define LW_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "chance.h"
#include "scenario.h"

/* The seconds that one step takes. */
#define LW_FLIGHT_STEP_S 0.5

struct lw_flight {
    const struct lw_scenario *scenario;
    const struct lw_sim_aircraft *group;
    uint64_t key, flock_key; /* its own; what its flock has in common */
    double start_s, end_s;   /* INFINITY: when it has arrived */
    double offset_m[3];      /* from its flock's middle: east, north, up */
    double speed_mps, height_m, course_rad;

    struct lw_geodetic place;
    double vel_mps[3];
    double accel_mps2[2]; /* any way: now, east and north */
    double turn_rad_s;    /* wings: now */
    bool arrived;         /* it is no more */

    struct lw_geodetic goal;
    uint32_t leg;  /* of the route, or waypoint number */
    uint32_t bend; /* course changes so far */
    double bend_at_s, bend_rad;
    double wait_until_s; /* hovering at a waypoint */
    bool waiting, last;
};

/*
 * Member `member` of `members` of the flock numbered `flock` of its group,
 * that has `key`; at its place at start_s.
 */
void lw_flight_init(struct lw_flight *flight,
                    const struct lw_scenario *scenario,
                    const struct lw_sim_aircraft *group, uint64_t key,
                    uint32_t flock, uint32_t member, uint32_t members);

/* From now_s to LW_FLIGHT_STEP_S later. */
void lw_flight_step(struct lw_flight *flight, double now_s);

#endif
