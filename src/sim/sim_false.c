/* SPDX-License-Identifier: Apache-2.0 */
/* What sensors do by themselves: false reports, looks, heartbeats. */
#include <math.h>

#include "area.h"
#include "sim_parts.h"

enum { TRIES = 20 };
/* From so many false reports a look on, each look is drawn by itself; below,
 * the looks between two that have some are skipped. */
static const double often = 0.3;
static const double flock_life_s = 900.0;

static bool each_look(const struct lw_sim_crowd *crowd)
{
    return crowd->group->looks || crowd->false_sum >= often;
}

/* The first look from `look` on that has something to do: all of them, or
 * the next with a false report, a geometric number of looks away. */
static int64_t next_look(const struct lw_sim_crowd *crowd,
                         const struct lw_sim_post *post, int64_t look)
{
    struct lw_chance c = lw_chance_stream(
        lw_chance_key(lw_chance_key(post->key, 6000), (uint64_t)look));

    if (each_look(crowd))
        return look;
    if (!(crowd->false_sum > 0.0))
        return INT64_MAX;
    return look + (int64_t)fmin(lw_chance_wait(&c) / crowd->false_sum, 1e12);
}

static void schedule(struct lw_sim *sim, uint32_t index, int64_t look)
{
    struct lw_sim_post *post = &sim->post[index];

    post->next_look = next_look(lw_sim_crowd_of(sim, post), post, look);
    sim->next_s[index] = post->next_look == INT64_MAX
                             ? HUGE_VAL
                             : post->phase_s + (double)post->next_look *
                                                   post->group->stated.period_s;
}

void lw_sim_first_alone(struct lw_sim *sim, uint32_t post)
{
    const double beat_s = sim->post[post].group->beat_s;

    schedule(sim, post, lw_sim_look_after(&sim->post[post], 0.0));
    sim->next_beat_s[post] =
        beat_s > 0.0 ? sim->post[post].beat_phase_s : HUGE_VAL;
}

/* ---- where nothing is ---- */

/* A place in the scene, as the post has it before it. */
static void see_place(const struct lw_sim_post *post, const double xyz_m[3],
                      struct lw_sim_view *view)
{
    for (int i = 0; i < 3; i++) {
        view->xyz_m[i] = xyz_m[i];
        view->enu_m[i] = 0.0;
        for (int j = 0; j < 3; j++)
            view->enu_m[i] +=
                post->axes[3 * i + j] * (xyz_m[j] - post->xyz_m[j]);
    }
    lw_view_direction(view->enu_m, &view->range_m, &view->az_rad,
                      &view->el_rad);
}

static void even_place(const struct lw_sim_post *post,
                       const struct lw_sim_clutter *source, struct lw_chance *c,
                       struct lw_sim_view *view)
{
    const struct lw_coverage *cover = &post->group->stated.coverage;
    double span = cover->az_to_rad - cover->az_from_rad;
    double xyz_m[3];

    if (span <= 0.0)
        span += 2.0 * LW_PI;
    const double range_m = cover->range_m * sqrt(lw_chance_even(c));
    const double az_rad = cover->az_from_rad + span * lw_chance_even(c);
    const double height_m =
        lw_chance_between(c, source->height_m.from, source->height_m.to);
    double el_rad = atan2(height_m, range_m);
    el_rad = fmax(fmin(el_rad, cover->el_to_rad), cover->el_from_rad);
    const double enu_m[3] = {range_m * cos(el_rad) * sin(az_rad),
                             range_m * cos(el_rad) * cos(az_rad),
                             range_m * sin(el_rad)};
    for (int i = 0; i < 3; i++) {
        xyz_m[i] = post->xyz_m[i];
        for (int j = 0; j < 3; j++)
            xyz_m[i] += post->axes[3 * j + i] * enu_m[j];
    }
    see_place(post, xyz_m, view);
}

/* Flock number `flock`: for a quarter of an hour it drifts, then it is
 * another one elsewhere. All sensors of the group see the same. */
static void flock_place(const struct lw_sim *sim,
                        const struct lw_sim_post *post,
                        const struct lw_sim_clutter *source, uint32_t flock,
                        double t_s, double xy_m[2], double vel_mps[2])
{
    const uint64_t key = lw_chance_key(
        lw_chance_name(lw_chance_key(sim->seed, 3), post->group->id), flock);
    const double age = t_s / flock_life_s + (double)flock * 0.618;
    const double life = floor(age);
    struct lw_chance c =
        lw_chance_stream(lw_chance_key(key, (uint64_t)(int64_t)life));

    lw_area_draw(&source->area, &c, xy_m);
    const double course = 2.0 * LW_PI * lw_chance_even(&c);
    const double speed =
        lw_chance_between(&c, source->speed_mps.from, source->speed_mps.to);
    vel_mps[0] = speed * sin(course);
    vel_mps[1] = speed * cos(course);
    for (int i = 0; i < 2; i++)
        xy_m[i] += vel_mps[i] * (age - life - 0.5) * flock_life_s;
}

/* A place of an area or of a flock that the post covers; false: none of
 * several tries was. */
static bool some_place(const struct lw_sim *sim, const struct lw_sim_post *post,
                       const struct lw_sim_clutter *source, double t_s,
                       struct lw_chance *c, struct lw_sim_view *view)
{
    const double own_m = post->place.alt_hae_m - sim->scenario->ground_m;

    for (int i = 0; i < TRIES; i++) {
        double xy_m[2], vel_mps[2] = {0.0, 0.0}, xyz_m[3];
        if (source->how == LW_SIM_FALSE_FLOCKS) {
            flock_place(sim, post, source, lw_chance_below(c, source->flocks),
                        t_s, xy_m, vel_mps);
            xy_m[0] += source->spread_m * lw_chance_normal(c);
            xy_m[1] += source->spread_m * lw_chance_normal(c);
        } else {
            lw_area_draw(&source->area, c, xy_m);
        }
        const double height_m =
            lw_chance_between(c, source->height_m.from, source->height_m.to);
        lw_frame_from_geodetic(
            &sim->frame, lw_sim_place(sim->scenario, xy_m, height_m), xyz_m);
        see_place(post, xyz_m, view);
        view->vel_mps[0] = vel_mps[0];
        view->vel_mps[1] = vel_mps[1];
        if (lw_view_covers(post, view->enu_m, own_m, height_m))
            return true;
    }
    return false;
}

/* Motion that it seems to have: that of its flock, or any. */
static void seem_to_move(const struct lw_sim_clutter *source,
                         struct lw_chance *c, struct lw_sim_view *view)
{
    const double speed =
        lw_chance_between(c, source->speed_mps.from, source->speed_mps.to);
    const double course = 2.0 * LW_PI * lw_chance_even(c);

    if (source->how != LW_SIM_FALSE_FLOCKS) {
        view->vel_mps[0] = speed * sin(course);
        view->vel_mps[1] = speed * cos(course);
    }
    view->range_rate_mps = (view->vel_mps[0] * view->enu_m[0] +
                            view->vel_mps[1] * view->enu_m[1]) /
                           fmax(view->range_m, 1.0);
}

static bool inside(const struct lw_sim *sim, const struct lw_sim_area *area,
                   struct lw_geodetic place)
{
    double xy_m[2];

    lw_sim_plane(sim->scenario, place, xy_m);
    if (area->shape == LW_SIM_BOX)
        return xy_m[0] >= area->point[0][0] && xy_m[0] <= area->point[1][0] &&
               xy_m[1] >= area->point[0][1] && xy_m[1] <= area->point[1][1];
    if (area->shape == LW_SIM_DISC)
        return hypot(xy_m[0] - area->point[0][0],
                     xy_m[1] - area->point[0][1]) <= area->radius_m;
    return true;
}

/* What the sensor takes for something; false: this source gives it nothing. */
static bool imagine(const struct lw_sim *sim, const struct lw_sim_post *post,
                    const struct lw_sim_clutter *source, double t_s,
                    struct lw_chance *c, struct lw_sim_view *view)
{
    if (t_s < source->time_s.from || t_s > source->time_s.to)
        return false;
    if (post->group->reports == LW_REPORT_HEARD) {
        /* no direction: it is heard where the source reaches the sensor */
        even_place(post, source, c, view);
        return source->how == LW_SIM_FALSE_EVEN ||
               inside(sim, &source->area, post->place);
    }
    if (source->how == LW_SIM_FALSE_LIGHT) {
        view->az_rad = source->az_rad + source->turn_rad_s * t_s;
        view->el_rad = source->el_rad;
        view->range_m = post->group->stated.coverage.range_m;
        return true;
    }
    if (source->how == LW_SIM_FALSE_EVEN)
        even_place(post, source, c, view);
    else if (!some_place(sim, post, source, t_s, c, view))
        return false;
    seem_to_move(source, c, view);
    return true;
}

static int send_false(struct lw_sim *sim, struct lw_sim_post *post,
                      uint32_t which, uint32_t number, int64_t look)
{
    const struct lw_sim_sensors *g = post->group;
    const struct lw_sim_clutter *source = &g->clutter[which];
    const double period_s = g->stated.period_s;
    const uint64_t stream =
        lw_chance_key(lw_chance_key(7000 + which, number), (uint64_t)look);
    struct lw_chance c = lw_chance_stream(lw_chance_key(post->key, stream));
    struct lw_event event = {.target = -1,
                             .judged = (uint8_t)source->looks_like};
    struct lw_sim_view view = {.chance = 0.0};
    double t_s = post->phase_s + (double)look * period_s;

    lw_sim_post_place(sim, post, t_s);
    if (!imagine(sim, post, source, t_s, &c, &view))
        return 0;
    if (g->turning)
        t_s += lw_angle_positive(view.az_rad) / (2.0 * LW_PI) * period_s;
    if (!lw_sim_post_up(sim, post, t_s))
        return 0;
    event.id = lw_chance_key(stream, 1);
    lw_sim_measure(sim, post, t_s, &view, &c, &event);
    return lw_sim_send(sim, post, t_s, look, stream, &event);
}

/* How many, where it is known that there is one at least. */
static uint32_t at_least_one(struct lw_chance *c, double mean)
{
    double left = lw_chance_even(c) * (1.0 - exp(-mean));
    double term = mean * exp(-mean);
    uint32_t n = 1;

    while (left > term && n < 1000) {
        left -= term;
        term *= mean / ++n;
    }
    return n;
}

static uint32_t which_source(const struct lw_sim_crowd *crowd,
                             struct lw_chance *c)
{
    double left = lw_chance_even(c) * crowd->false_sum;
    uint32_t i = 0;

    while (i + 1 < crowd->group->clutters && left > crowd->false_mean[i])
        left -= crowd->false_mean[i++];
    return i;
}

static int send_all_false(struct lw_sim *sim, struct lw_sim_post *post,
                          int64_t look)
{
    const struct lw_sim_crowd *crowd = lw_sim_crowd_of(sim, post);
    struct lw_chance c = lw_chance_stream(
        lw_chance_key(lw_chance_key(post->key, 8000), (uint64_t)look));
    int err = 0;

    if (!each_look(crowd)) {
        const uint32_t count = at_least_one(&c, crowd->false_sum);
        for (uint32_t n = 0; n < count && err == 0; n++)
            err = send_false(sim, post, which_source(crowd, &c), n, look);
        return err;
    }
    for (uint32_t i = 0; i < crowd->group->clutters && err == 0; i++) {
        const uint32_t count = lw_chance_poisson(&c, crowd->false_mean[i]);
        for (uint32_t n = 0; n < count && err == 0; n++)
            err = send_false(sim, post, i, n, look);
    }
    return err;
}

/* ---- looks and heartbeats ---- */

static int send_bare(struct lw_sim *sim, struct lw_sim_post *post,
                     enum lw_report_type type, int64_t number, double t_s)
{
    struct lw_event event = {.target = -1, .type = (uint8_t)type};

    if (!lw_sim_post_up(sim, post, t_s))
        return 0;
    if (type == LW_REPORT_LOOK && post->moves) {
        lw_sim_post_place(sim, post, t_s);
        event.has |= LW_HAS_FROM;
        event.from = post->place;
    }
    return lw_sim_send(
        sim, post, t_s,
        type == LW_REPORT_LOOK ? number : (int64_t)(UINT64_C(1) << 60) + number,
        lw_chance_key(8500 + (uint64_t)type, (uint64_t)number), &event);
}

static int act(struct lw_sim *sim, uint32_t index)
{
    struct lw_sim_post *post = &sim->post[index];
    const struct lw_sim_sensors *g = post->group;
    const int64_t look = post->next_look;
    const double t_s = post->phase_s + (double)look * g->stated.period_s;
    const bool wanted = t_s >= lw_sim_crowd_of(sim, post)->wanted_s;
    int err = wanted ? send_all_false(sim, post, look) : 0;

    if (err == 0 && wanted && g->looks)
        err = send_bare(sim, post, LW_REPORT_LOOK, look,
                        g->turning ? t_s + g->stated.period_s : t_s);
    schedule(sim, index, look + 1);
    return err;
}

int lw_sim_alone(struct lw_sim *sim)
{
    /* as near to the end of the tick as look numbers are rounded */
    const double end_s = sim->now_s + 1.0;
    int err = 0;

    for (uint32_t i = 0; i < sim->posts; i++) {
        if (sim->next_s[i] >= end_s && sim->next_beat_s[i] >= end_s)
            continue;
        const double period_s = sim->post[i].group->stated.period_s;
        while (err == 0 && sim->next_s[i] < end_s - 1e-9 * period_s) {
            if (sim->post[i].dead || sim->post[i].liar)
                sim->next_s[i] = HUGE_VAL;
            else
                err = act(sim, i);
        }
        while (err == 0 && sim->next_beat_s[i] < end_s) {
            const double t_s = sim->next_beat_s[i];
            err = send_bare(sim, &sim->post[i], LW_REPORT_HEARTBEAT,
                            (int64_t)t_s, t_s);
            sim->next_beat_s[i] += sim->post[i].group->beat_s;
        }
    }
    return err;
}
