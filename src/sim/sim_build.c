/* SPDX-License-Identifier: Apache-2.0 */
/* Laying a scenario out: its aircraft, its sensors, each with its own faults.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "base/arena.h"
#include "base/sound.h"
#include "sim_parts.h"

enum { TRAIL_SHORT = 4, TRAIL_LONG = 128 };
static const double false_max = 1e5; /* of a source, in a look */

void lw_sim_name(const char *group, uint32_t number, uint32_t count,
                 char out[LW_ID_MAX + 1])
{
    int digits = 1;

    for (uint32_t n = count; n >= 10; n /= 10)
        digits++;
    if (count <= 1)
        (void)snprintf(out, LW_ID_MAX + 1, "%s", group);
    else
        (void)snprintf(out, LW_ID_MAX + 1, "%s-%0*u", group, digits,
                       (unsigned)(number + 1));
}

/* ---- aircraft ---- */

static uint32_t whole(struct lw_chance *c, struct lw_sim_range r)
{
    return (uint32_t)floor(lw_chance_between(c, r.from, r.to) + 0.5);
}

static void init_target(struct lw_sim_craft *craft)
{
    const struct lw_sim_aircraft *g = craft->group;
    struct lw_sim_target *t = &craft->target;
    struct lw_chance c = lw_chance_stream(lw_chance_key(craft->flight.key, 7));

    t->kind = g->kind;
    t->key = craft->flight.key;
    t->imaginary = g->imaginary;
    t->has_ads_b = lw_chance_even(&c) < g->ads_b;
    t->has_remote_id = lw_chance_even(&c) < g->remote_id;
    t->transmits = lw_chance_even(&c) < g->transmits;
    t->ads_b_every_s = whole(&c, g->ads_b_every_s);
    t->remote_id_every_s = whole(&c, g->remote_id_every_s);
}

static void build_group(struct lw_sim *sim, const struct lw_sim_aircraft *g)
{
    const uint64_t key = lw_chance_name(lw_chance_key(sim->seed, 1), g->id);
    struct lw_chance c = lw_chance_stream(key);
    uint32_t flock = 0, n = 0;

    while (n < g->number) {
        uint32_t members = whole(&c, g->flock);
        if (members > g->number - n)
            members = g->number - n;
        for (uint32_t m = 0; m < members; m++, n++) {
            struct lw_sim_craft *craft = &sim->craft[sim->crafts++];
            craft->group = g;
            craft->number = n;
            lw_flight_init(&craft->flight, sim->scenario, g, key, flock, m,
                           members);
            init_target(craft);
        }
        flock++;
    }
}

static bool hears(const struct lw_scenario *s)
{
    for (uint32_t i = 0; i < s->sensor_groups; i++)
        if (s->sensors[i].stated.kind == LW_SENSOR_ACOUSTIC)
            return true;
    return false;
}

struct by_start {
    double start_s;
    uint32_t craft;
};

static int by_start(const void *a, const void *b)
{
    const struct by_start *x = a, *y = b;

    if (x->start_s != y->start_s)
        return x->start_s < y->start_s ? -1 : 1;
    return (x->craft > y->craft) - (x->craft < y->craft);
}

static int build_aircraft(struct lw_sim *sim, struct lw_arena *arena)
{
    const struct lw_scenario *s = sim->scenario;
    const uint32_t knots = hears(s) ? TRAIL_LONG : TRAIL_SHORT;
    struct by_start *order;
    struct lw_trail_knot *ring;
    size_t count = 1;

    for (uint32_t i = 0; i < s->aircraft_groups; i++)
        count += s->aircraft[i].number;
    sim->craft = lw_arena_take(arena, count, sizeof *sim->craft);
    sim->by_start = lw_arena_take(arena, count, sizeof *sim->by_start);
    sim->active = lw_arena_take(arena, count, sizeof *sim->active);
    ring = lw_arena_take(arena, count * knots, sizeof *ring);
    order = lw_arena_take(arena, count, sizeof *order);
    if (sim->craft == NULL || sim->by_start == NULL || sim->active == NULL ||
        ring == NULL || order == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < s->aircraft_groups; i++)
        build_group(sim, &s->aircraft[i]);
    for (uint32_t i = 0; i < sim->crafts; i++) {
        struct lw_sim_craft *craft = &sim->craft[i];
        order[i] = (struct by_start){craft->flight.start_s, i};
        lw_trail_init(&craft->target.trail, &ring[(size_t)i * knots], knots,
                      (int64_t)(craft->flight.start_s / LW_FLIGHT_STEP_S));
    }
    qsort(order, sim->crafts, sizeof *order, by_start);
    for (uint32_t i = 0; i < sim->crafts; i++)
        sim->by_start[i] = order[i].craft;
    return 0;
}

/* ---- sensors ---- */

static double of_either_sign(struct lw_chance *c, struct lw_sim_range r)
{
    const double value = lw_chance_between(c, r.from, r.to);

    /* [3, 5] is 3 to 5 to either side; 3 is 3; [-1, 1] says it itself */
    return r.to > r.from && r.from >= 0.0 && lw_chance_even(c) < 0.5 ? -value
                                                                     : value;
}

static void add_fault(struct lw_sim_post *post, const struct lw_sim_faults *f,
                      uint64_t key, double off_m[2])
{
    struct lw_chance c = lw_chance_stream(key);
    const double dead = lw_chance_even(&c), liar = lw_chance_even(&c);
    const double far = lw_chance_even(&c);
    const double clock_s = of_either_sign(&c, f->clock_s);
    const double far_s = of_either_sign(&c, f->far_clock_s);
    const double away_m =
        lw_chance_between(&c, f->position_m.from, f->position_m.to);
    const double angle = 2.0 * LW_PI * lw_chance_even(&c);

    post->dead = post->dead || dead < f->dead;
    post->liar = post->liar || liar < f->liars;
    post->clock_s += far < f->far_clock ? far_s : clock_s;
    off_m[0] += away_m * sin(angle);
    off_m[1] += away_m * cos(angle);
    post->pointing_rad += of_either_sign(&c, f->pointing_rad);
    post->range_m += of_either_sign(&c, f->range_m);
    post->drift += f->drift;
    if (f->jump_s < 0.0 || f->jump_s > 0.0) {
        post->jump_s = f->jump_s;
        post->jump_at_s = f->jump_at_s;
    }
}

static void set_place(const struct lw_sim *sim, struct lw_sim_post *post,
                      const double xy_m[2], double height_m)
{
    post->place = lw_sim_place(sim->scenario, xy_m, height_m);
    lw_frame_from_geodetic(&sim->frame, post->place, post->xyz_m);
    lw_frame_local(&sim->frame, post->place, post->axes);
}

void lw_sim_post_place(const struct lw_sim *sim, struct lw_sim_post *post,
                       double t_s)
{
    const struct lw_sim_area *path = &post->group->place;
    double xy_m[2];

    if (!post->moves)
        return;
    lw_area_along(path, post->along_m + path->speed_mps * t_s, xy_m);
    set_place(sim, post, xy_m, post->place.alt_hae_m - sim->scenario->ground_m);
}

/* To a centimetre, as a site file has it. */
static struct lw_geodetic surveyed(struct lw_geodetic place)
{
    const double unit = LW_DEG * 1e-7;

    return (struct lw_geodetic){
        .lat_rad = floor(place.lat_rad / unit + 0.5) * unit,
        .lon_rad = floor(place.lon_rad / unit + 0.5) * unit,
        .alt_hae_m = floor(place.alt_hae_m * 100.0 + 0.5) / 100.0,
    };
}

static void build_post(const struct lw_sim *sim,
                       const struct lw_sim_crowd *crowd,
                       struct lw_sim_post *post, uint32_t number)
{
    const struct lw_sim_sensors *g = crowd->group;
    const uint64_t key = lw_chance_key(
        lw_chance_name(lw_chance_key(sim->seed, 2), g->id), number);
    struct lw_chance c = lw_chance_stream(key);
    double xy_m[2], off_m[2] = {0.0, 0.0};

    post->group = g;
    post->number = number;
    post->key = key;
    lw_area_lay(&g->place, &c, number, g->number, xy_m);
    const double height_m =
        lw_chance_between(&c, g->height_m.from, g->height_m.to);
    const double phase = lw_chance_even(&c);
    post->phase_s = g->phase_s >= 0.0 ? g->phase_s : phase * g->stated.period_s;
    post->beat_phase_s = lw_chance_even(&c) * g->beat_s;
    post->moves = g->place.speed_mps > 0.0 && g->place.shape == LW_SIM_LINE;
    post->along_m = 1e5 * lw_chance_even(&c);
    set_place(sim, post, xy_m, height_m);
    lw_sim_post_place(sim, post, 0.0);
    for (int i = 0; i < 2; i++)
        post->wander_rad[i][1] = g->wander_rad * lw_chance_normal(&c);
    for (uint32_t i = 0; i < crowd->faults; i++)
        add_fault(post, crowd->fault[i], lw_chance_key(key, 100 + i), off_m);
    xy_m[0] += off_m[0];
    xy_m[1] += off_m[1];
    post->stated = surveyed(lw_sim_place(sim->scenario, xy_m, height_m));
}

/* The group's own faults, then those that degrade its kind. */
static void gather_faults(const struct lw_scenario *s,
                          struct lw_sim_crowd *crowd)
{
    const uint32_t kind = 1U << crowd->group->stated.kind;

    crowd->fault[crowd->faults++] = &crowd->group->faults;
    for (uint32_t i = 0; i < s->degradings; i++)
        if (s->degrade[i].kinds == 0 || (s->degrade[i].kinds & kind) != 0)
            crowd->fault[crowd->faults++] = &s->degrade[i];
    for (uint32_t i = 0; i < crowd->faults; i++)
        crowd->ids = crowd->ids || crowd->fault[i]->duplicates > 0.0;
}

static void set_false_means(struct lw_sim_crowd *crowd)
{
    const struct lw_sim_sensors *g = crowd->group;
    double factor = 1.0;

    for (uint32_t i = 0; i < crowd->faults; i++)
        factor *= crowd->fault[i]->false_factor;
    for (uint32_t i = 0; i < g->clutters; i++) {
        crowd->false_mean[i] =
            fmin(factor * (g->clutter[i].rate >= 0.0 ? g->clutter[i].rate
                                                     : g->stated.false_reports),
                 false_max);
        crowd->false_sum += crowd->false_mean[i];
    }
}

static int build_crowd(struct lw_sim *sim, struct lw_arena *arena,
                       const struct lw_sim_sensors *g)
{
    struct lw_sim_crowd *crowd = &sim->crowd[sim->crowds++];
    const double range_m = g->stated.coverage.range_m;
    double(*at)[2] = lw_arena_take(arena, g->number + 1U, sizeof *at);

    if (at == NULL)
        return LW_ERR_NO_SPACE;
    *crowd = (struct lw_sim_crowd){.group = g, .first = sim->posts};
    gather_faults(sim->scenario, crowd);
    set_false_means(crowd);
    for (uint32_t i = 0; i < g->number; i++) {
        struct lw_sim_post *post = &sim->post[sim->posts];
        build_post(sim, crowd, post, i);
        crowd->moves = crowd->moves || post->moves;
        at[i][0] = post->xyz_m[0];
        at[i][1] = post->xyz_m[1];
        if (i == 0 || !g->joint)
            sim->site_post[sim->sites++] = sim->posts;
        post->site = sim->sites - 1;
        sim->posts++;
    }
    crowd->range_m = range_m;
    return lw_post_grid_init(&crowd->grid, arena, (const double(*)[2])at,
                             g->number, range_m);
}

static int build_sensors(struct lw_sim *sim, struct lw_arena *arena)
{
    const struct lw_scenario *s = sim->scenario;
    size_t count = 1;
    int err = 0;

    for (uint32_t i = 0; i < s->sensor_groups; i++)
        count += s->sensors[i].number;
    sim->post = lw_arena_take(arena, count, sizeof *sim->post);
    sim->site_post = lw_arena_take(arena, count, sizeof *sim->site_post);
    sim->next_s = lw_arena_take(arena, count, sizeof *sim->next_s);
    sim->next_beat_s = lw_arena_take(arena, count, sizeof *sim->next_beat_s);
    sim->crowd =
        lw_arena_take(arena, s->sensor_groups + 1U, sizeof *sim->crowd);
    if (sim->post == NULL || sim->site_post == NULL || sim->next_s == NULL ||
        sim->next_beat_s == NULL || sim->crowd == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < s->sensor_groups && err == 0; i++)
        err = build_crowd(sim, arena, &s->sensors[i]);
    for (uint32_t i = 0; i < sim->posts && err == 0; i++)
        lw_sim_first_alone(sim, i);
    return err;
}

const struct lw_sim_crowd *lw_sim_crowd_of(const struct lw_sim *sim,
                                           const struct lw_sim_post *post)
{
    return &sim->crowd[post->group - sim->scenario->sensors];
}

int lw_sim_build(struct lw_sim *sim, struct lw_arena *arena)
{
    const struct lw_scenario *s = sim->scenario;
    int err;

    lw_frame_init(&sim->frame, s->origin);
    sim->world = (struct lw_sim_world){
        .scenario = s,
        .sound_mps = lw_sound_speed_mps(s->air.temperature_c),
        .wind_mps = {s->air.wind_mps[0], s->air.wind_mps[1], 0.0},
    };
    err = build_aircraft(sim, arena);
    return err < 0 ? err : build_sensors(sim, arena);
}
