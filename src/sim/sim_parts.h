/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sim_parts.h - the inside of simulation.h, shared by its files.
 *
 * A tick is a second. Within it the aircraft fly first, then each is held
 * against the sensors near it (sim_looks.c), then what sensors do by
 * themselves is done: false reports, looks, heartbeats (sim_false.c).
 */
#ifndef LW_SIM_PARTS_H
#define LW_SIM_PARTS_H

#include "base/geodesy.h"
#include "flight.h"
#include "post_grid.h"
#include "simulation.h"
#include "view.h"

struct lw_sim_craft {
    struct lw_flight flight;
    struct lw_sim_target target;
    const struct lw_sim_aircraft *group;
    uint32_t number; /* in its group, from 0 */
    bool born, gone;
    uint32_t noticed; /* sensors that could, for the truth of this tick */
};

/* What all posts of a group have in common. */
struct lw_sim_crowd {
    const struct lw_sim_sensors *group;
    const struct lw_sim_faults *fault[LW_SIM_GROUPS_MAX + 1];
    uint32_t faults, first; /* its posts follow one another */
    struct lw_post_grid grid;
    double range_m;  /* beyond which nothing is noticed */
    double wanted_s; /* what it does before is of no interest */
    double false_mean[LW_SIM_FALSE_MAX]; /* of each source, in a look */
    double false_sum;
    bool moves, ids;
};

struct lw_sim {
    const struct lw_scenario *scenario;
    struct lw_sim_world world;
    struct lw_frame frame;
    uint64_t seed;
    double length_s, from_s, now_s; /* the tick's start */
    bool begun, over;
    struct lw_sim_craft *craft;
    uint32_t crafts, *by_start, begun_crafts;
    uint32_t *active, actives; /* in the order in which they began */
    struct lw_sim_post *post;
    uint32_t posts, sites;
    uint32_t *site_post;          /* a post of each sensor of the site file */
    double *next_s, *next_beat_s; /* of each post: what it does by itself */
    struct lw_sim_crowd *crowd;
    uint32_t crowds;
    uint32_t truth_next; /* active aircraft whose truth is still to be taken */
    bool truth_due;
    struct lw_events events;
};

/* Send a report that `post` makes at t_s of `target` (-1: of nothing) in look
 * number `look`; `event` has what it says. */
LW_NODISCARD int lw_sim_send(struct lw_sim *sim, struct lw_sim_post *post,
                             double t_s, int64_t look, uint64_t stream,
                             struct lw_event *event);

/* Where a moving post is at t_s; others stay. */
void lw_sim_post_place(const struct lw_sim *sim, struct lw_sim_post *post,
                       double t_s);

/* Whether the post works at t_s: neither dead nor in an outage. */
bool lw_sim_post_up(const struct lw_sim *sim, const struct lw_sim_post *post,
                    double t_s);

/* What the sensors notice of the aircraft in this tick. */
LW_NODISCARD int lw_sim_looks(struct lw_sim *sim);

/* What the sensors do by themselves in this tick, and when next. */
LW_NODISCARD int lw_sim_alone(struct lw_sim *sim);
void lw_sim_first_alone(struct lw_sim *sim, uint32_t post);

/* The measurement of what lies at a view, with the post's errors; draws from
 * `chance`. Used for what is there and for what is not. */
void lw_sim_measure(const struct lw_sim *sim, const struct lw_sim_post *post,
                    double t_s, const struct lw_sim_view *view,
                    struct lw_chance *chance, struct lw_event *event);

/* The kind that a sensor says it is. */
uint8_t lw_sim_judge(const struct lw_sim_sensors *group, enum lw_kind kind,
                     struct lw_chance *chance);

/* Number of the first look at or after t_s. */
int64_t lw_sim_look_after(const struct lw_sim_post *post, double t_s);

const struct lw_sim_crowd *lw_sim_crowd_of(const struct lw_sim *sim,
                                           const struct lw_sim_post *post);

/* "radar", or of several "radar-07". */
void lw_sim_name(const char *group, uint32_t number, uint32_t count,
                 char out[LW_ID_MAX + 1]);

LW_NODISCARD int lw_sim_build(struct lw_sim *sim, struct lw_arena *arena);

#endif
