/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what one sensor has before it: how far, in which direction, how
 * fast, and with what chance it would notice it.
 *
 * Chance falls with range as the scenario's table for the kind of aircraft
 * says; nothing is noticed outside the coverage or below the horizon. Radio
 * and radar see over an Earth of 4/3, light over one of 7/6 its radius. A wind
 * of 8 m/s takes `wind_loss` off the reach of an ear. Sound is heard from
 * where it was made.
 *
 * Frame   the scene's; azimuth and elevation in the sensor's own tangent plane
 * Source  horizon: ITU-R P.310 (effective Earth radius), refraction of light:
 *         G. Bomford, "Geodesy" (1980); doc/sim.md
 */
#ifndef LW_VIEW_H
#define LW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario.h"
#include "trail.h"

/* One sensor, as it truly is. */
struct lw_sim_post {
    const struct lw_sim_sensors *group;
    uint32_t number; /* in its group */
    uint32_t site;   /* in the site file, the joint ones as one */
    uint64_t key;
    struct lw_geodetic place, stated; /* where it is; where the file has it */
    double xyz_m[3], axes[9];         /* of `place`, in the scene */
    double along_m;                   /* moving: where on its path at 0 s */
    double phase_s, beat_phase_s;
    double pointing_rad, range_m, clock_s, drift, jump_s, jump_at_s;
    bool dead, liar, moves;
    double wander_rad[2][2]; /* azimuth, elevation; a tick's start and end */
    double quiet_until_s;
    int64_t next_look;
};

/* One aircraft, as sensors find it. */
struct lw_sim_target {
    enum lw_kind kind;
    uint64_t key;
    bool imaginary, has_ads_b, has_remote_id, transmits;
    uint32_t ads_b_every_s, remote_id_every_s;
    struct lw_trail trail;
};

/* What they have in common. */
struct lw_sim_world {
    const struct lw_scenario *scenario;
    double sound_mps;
    double wind_mps[3]; /* in the scene */
};

struct lw_sim_view {
    double chance;   /* in one look; 0: not noticed at all */
    double xyz_m[3]; /* of the aircraft when it was, or made the sound */
    double vel_mps[3];
    double enu_m[3], range_m, az_rad, el_rad, range_rate_mps;
};

/* By how much the wind shortens what the group hears: a factor of 0.1 to 1. */
double lw_view_reach(const struct lw_sim_sensors *group,
                     const struct lw_air *air);

/* Whether sensors of that kind receive what an aircraft says of itself. */
bool lw_view_says(enum lw_sensor_kind kind);

/* Whether a post tells of what flies, or of what does not: liars of imaginary
 * aircraft alone, receivers of what they say, too. */
bool lw_view_hears_of(const struct lw_sim_post *post,
                      const struct lw_sim_target *target);

/* Whether a post notices aircraft of its sort at all, wherever it is. */
bool lw_view_may(const struct lw_sim_sensors *group,
                 const struct lw_sim_target *target);

/* The best chance that the group has of noticing it, however near it is. */
double lw_view_best(const struct lw_sim_sensors *group, enum lw_kind kind);

/* Whether a place at `enu_m` of the post is inside its coverage and above its
 * horizon; the heights are above the ground. */
bool lw_view_covers(const struct lw_sim_post *post, const double enu_m[3],
                    double own_height_m, double height_m);

/* The view of `target` by `post` at t_s; `place` and `axes` of the post are
 * those of that time. */
struct lw_sim_view lw_view_of(const struct lw_sim_world *world,
                              const struct lw_sim_post *post,
                              const struct lw_sim_target *target, double t_s);

/* Range, azimuth (0..2 pi) and elevation of an ENU offset. */
void lw_view_direction(const double enu_m[3], double *range_m, double *az_rad,
                       double *el_rad);

#endif
