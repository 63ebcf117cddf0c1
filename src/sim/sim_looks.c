/* SPDX-License-Identifier: Apache-2.0 */
/* What the sensors notice of the aircraft, and what they then say. */
#include <math.h>

#include "sim_parts.h"

/* Chance from which on a sensor counts as one that could notice. */
static const double could_notice = 0.05;

int64_t lw_sim_look_after(const struct lw_sim_post *post, double t_s)
{
    return (int64_t)ceil((t_s - post->phase_s) / post->group->stated.period_s -
                         1e-9);
}

bool lw_sim_post_up(const struct lw_sim *sim, const struct lw_sim_post *post,
                    double t_s)
{
    const struct lw_sim_crowd *crowd = lw_sim_crowd_of(sim, post);

    if (post->dead)
        return false;
    for (uint32_t i = 0; i < crowd->faults; i++) {
        const struct lw_sim_faults *f = crowd->fault[i];
        struct lw_chance c;
        if (!(f->outages > 0.0))
            continue;
        c = lw_chance_stream(
            lw_chance_key(lw_chance_key(post->key, 9000 + i),
                          (uint64_t)(int64_t)floor(t_s / f->outage_s)));
        if (lw_chance_even(&c) < f->outages)
            return false;
    }
    return true;
}

/* ---- what a report says ---- */

static double rounded(double value, double unit)
{
    return floor(value / unit + 0.5) * unit;
}

/* Degrees to so many thousandths, as radians. */
static double rounded_az(double rad)
{
    return lw_angle_positive(rounded(rad / LW_DEG, 1e-3) * LW_DEG);
}

static double rounded_el(double rad)
{
    const double deg = rounded(rad / LW_DEG, 1e-3);

    return fmax(fmin(deg, 90.0), -90.0) * LW_DEG;
}

static double level_of(enum lw_kind kind, double range_m)
{
    static const double at_1_m_db[LW_KINDS] = {
        [LW_KIND_MULTIROTOR] = 78,  [LW_KIND_FIXED_WING] = 88,
        [LW_KIND_PISTON] = 108,     [LW_KIND_JET] = 128,
        [LW_KIND_HELICOPTER] = 120, [LW_KIND_AIRLINER] = 138,
        [LW_KIND_BIRD] = 40,        [LW_KIND_BALLOON] = 40,
        [LW_KIND_UNKNOWN] = 90};
    const double absorbed_db_m = 0.004;

    return at_1_m_db[kind] - 20.0 * log10(fmax(range_m, 1.0)) -
           absorbed_db_m * range_m;
}

/* Of the blades' passing; 0: it has none that can be told. */
static double pitch_of(enum lw_kind kind)
{
    static const double hz[LW_KINDS] = {[LW_KIND_MULTIROTOR] = 180,
                                        [LW_KIND_FIXED_WING] = 120,
                                        [LW_KIND_PISTON] = 95,
                                        [LW_KIND_HELICOPTER] = 18,
                                        [LW_KIND_UNKNOWN] = 100};

    return hz[kind];
}

static double rcs_of(enum lw_kind kind)
{
    static const double dbsm[LW_KINDS] = {
        [LW_KIND_MULTIROTOR] = -18, [LW_KIND_FIXED_WING] = -12,
        [LW_KIND_PISTON] = -5,      [LW_KIND_JET] = -3,
        [LW_KIND_HELICOPTER] = 6,   [LW_KIND_AIRLINER] = 20,
        [LW_KIND_BIRD] = -24,       [LW_KIND_BALLOON] = -15,
        [LW_KIND_UNKNOWN] = -10};

    return dbsm[kind];
}

/* Where the mount points within the tick, beside where it should. */
static double wander(const struct lw_sim *sim, const struct lw_sim_post *post,
                     int which, double t_s)
{
    const double part = fmax(fmin(t_s - sim->now_s, 1.0), 0.0);

    return post->wander_rad[which][0] * (1.0 - part) +
           post->wander_rad[which][1] * part;
}

static void measure_place(const struct lw_sim *sim,
                          const struct lw_sim_post *post,
                          const struct lw_sim_view *view, struct lw_chance *c,
                          struct lw_event *e)
{
    const struct lw_sim_sensors *g = post->group;
    const struct lw_sd *sd = &g->error;
    struct lw_geodetic place = lw_frame_to_geodetic(&sim->frame, view->xyz_m);
    double axes[9], xyz_m[3], off_m[3], noise_mps[3];

    lw_frame_local(&sim->frame, place, axes);
    off_m[0] = sd->horizontal_m * lw_chance_normal(c);
    off_m[1] = sd->horizontal_m * lw_chance_normal(c);
    off_m[2] = sd->vertical_m * lw_chance_normal(c);
    for (int i = 0; i < 3; i++)
        noise_mps[i] = sd->vel_mps * lw_chance_normal(c);
    for (int i = 0; i < 3; i++)
        xyz_m[i] = view->xyz_m[i] + axes[i] * off_m[0] +
                   axes[3 + i] * off_m[1] + axes[6 + i] * off_m[2];
    place = lw_frame_to_geodetic(&sim->frame, xyz_m);
    e->value[0] = rounded(place.lat_rad / LW_DEG, 1e-7) * LW_DEG;
    e->value[1] = rounded(place.lon_rad / LW_DEG, 1e-7) * LW_DEG;
    e->value[2] = rounded(place.alt_hae_m, 0.1);
    e->has |= g->height ? LW_HAS_ALT : 0;
    for (int i = 0; i < 3 && g->vel; i++) {
        double v = 0.0;
        for (int j = 0; j < 3; j++)
            v += axes[3 * i + j] * view->vel_mps[j];
        e->value[3 + i] = rounded(v + noise_mps[i], 0.1);
    }
    e->has |= g->vel ? LW_HAS_VEL : 0;
}

static void measure_direction(const struct lw_sim *sim,
                              const struct lw_sim_post *post, double t_s,
                              const struct lw_sim_view *view,
                              struct lw_chance *c, double *az_rad,
                              double *el_rad)
{
    const struct lw_sim_sensors *g = post->group;
    const double outlier = lw_chance_even(c);

    *az_rad = view->az_rad + post->pointing_rad + wander(sim, post, 0, t_s) +
              g->error.az_rad * lw_chance_normal(c);
    *el_rad = view->el_rad + wander(sim, post, 1, t_s) +
              g->error.el_rad * lw_chance_normal(c);
    const double thrown = g->outlier_rad * lw_chance_normal(c);
    if (outlier < g->outliers)
        *az_rad += thrown;
    *az_rad = rounded_az(*az_rad);
    *el_rad = rounded_el(*el_rad);
}

static void measure_sound(const struct lw_sim *sim,
                          const struct lw_sim_post *post,
                          const struct lw_sim_view *view, enum lw_kind kind,
                          uint64_t key, struct lw_chance *c, struct lw_event *e)
{
    struct lw_chance own = lw_chance_stream(lw_chance_key(key, 11));
    const double pitch_hz =
        pitch_of(kind) * lw_chance_between(&own, 0.8, 1.2) *
        sim->world.sound_mps /
        fmax(sim->world.sound_mps + view->range_rate_mps, 30.0);
    const double level_db =
        level_of(kind, view->range_m) + 3.0 * lw_chance_normal(c);
    const double heard_hz = pitch_hz * (1.0 + 0.01 * lw_chance_normal(c));

    if (post->group->level) {
        e->has |= LW_HAS_LEVEL;
        e->value[2] = rounded(level_db, 0.1);
    }
    if (post->group->pitch && pitch_hz > 0.0) {
        e->has |= LW_HAS_F0;
        e->value[3] = rounded(heard_hz, 0.1);
    }
}

static void measure_polar(const struct lw_sim_post *post,
                          const struct lw_sim_view *view, enum lw_kind kind,
                          const double direction_rad[2], struct lw_chance *c,
                          struct lw_event *e)
{
    const struct lw_sim_sensors *g = post->group;
    const double range_m =
        view->range_m + post->range_m + g->error.range_m * lw_chance_normal(c);
    const double rate_mps =
        view->range_rate_mps + g->error.range_rate_mps * lw_chance_normal(c);
    const double rcs_dbsm = rcs_of(kind) + 3.0 * lw_chance_normal(c);

    e->value[0] = rounded(fmax(range_m, 1.0), 0.1);
    e->value[1] = direction_rad[0];
    e->value[2] = direction_rad[1];
    e->has |= g->elevation ? LW_HAS_EL : 0;
    if (g->range_rate) {
        e->has |= LW_HAS_RANGE_RATE;
        e->value[3] = rounded(rate_mps, 0.01);
    }
    if (g->rcs) {
        e->has |= LW_HAS_RCS;
        e->value[4] = rounded(rcs_dbsm, 0.1);
    }
}

uint8_t lw_sim_judge(const struct lw_sim_sensors *group, enum lw_kind kind,
                     struct lw_chance *chance)
{
    const bool right = lw_chance_even(chance) < group->judges;
    const uint32_t other = lw_chance_below(chance, LW_KIND_UNKNOWN);

    return (uint8_t)(right ? (uint32_t)kind : other);
}

void lw_sim_measure(const struct lw_sim *sim, const struct lw_sim_post *post,
                    double t_s, const struct lw_sim_view *view,
                    struct lw_chance *chance, struct lw_event *event)
{
    const struct lw_sim_sensors *g = post->group;
    const enum lw_kind kind = (enum lw_kind)event->judged;
    double direction_rad[2];

    event->type = (uint8_t)g->reports;
    if (g->joint || post->moves) {
        event->has |= LW_HAS_FROM;
        event->from = post->place;
    }
    if (g->judges > 0.0) {
        event->has |= LW_HAS_KINDS;
        event->judged = lw_sim_judge(g, kind, chance);
    }
    switch (g->reports) {
    case LW_REPORT_POSITION:
        measure_place(sim, post, view, chance, event);
        break;
    case LW_REPORT_POLAR:
        measure_direction(sim, post, t_s, view, chance, &direction_rad[0],
                          &direction_rad[1]);
        measure_polar(post, view, kind, direction_rad, chance, event);
        break;
    case LW_REPORT_BEARING:
        measure_direction(sim, post, t_s, view, chance, &event->value[0],
                          &event->value[1]);
        event->has |= g->elevation ? LW_HAS_EL : 0;
        measure_sound(sim, post, view, kind, event->id, chance, event);
        break;
    case LW_REPORT_HEARD:
        measure_sound(sim, post, view, kind, event->id, chance, event);
        break;
    case LW_REPORT_LOOK:
    case LW_REPORT_HEARTBEAT:
        break;
    }
}

/* ---- sending ---- */

static double delay_s(const struct lw_sim_delay *d, struct lw_chance *c)
{
    if (d->median_s > 0.0)
        return lw_chance_delay(c, d->median_s, d->p95_s);
    return d->even_s.to > 0.0
               ? lw_chance_between(c, d->even_s.from, d->even_s.to)
               : 0.0;
}

static int64_t at_ns(const struct lw_sim *sim, double t_s)
{
    const int64_t ns =
        sim->scenario->start_ns + (int64_t)floor(t_s * 1000.0 + 0.5) * 1000000;

    return ns > 0 ? ns : 0; /* however wrong a clock, not before 1970 */
}

static double clock_s(const struct lw_sim_post *post, double t_s)
{
    const double jump = post->jump_at_s <= t_s ? post->jump_s : 0.0;

    return post->clock_s + post->drift * t_s + jump;
}

int lw_sim_send(struct lw_sim *sim, struct lw_sim_post *post, double t_s,
                int64_t look, uint64_t stream, struct lw_event *event)
{
    const struct lw_sim_crowd *crowd = lw_sim_crowd_of(sim, post);
    const uint64_t key = lw_chance_key(post->key, stream);
    /* what is seen in one look is sent together */
    struct lw_chance together = lw_chance_stream(
        lw_chance_key(lw_chance_key(post->key, 5000), (uint64_t)look));
    struct lw_chance own = lw_chance_stream(lw_chance_key(key, 5001));
    double rx_s = t_s + delay_s(&post->group->delay, &together), again_s = -1.0;
    int err;

    event->order = lw_chance_bits(&own);
    event->id = crowd->ids && event->type != LW_REPORT_LOOK &&
                        event->type != LW_REPORT_HEARTBEAT
                    ? lw_chance_bits(&own) | 1
                    : 0;
    event->post = (uint32_t)(post - sim->post);
    for (uint32_t i = 0; i < crowd->faults; i++) {
        const struct lw_sim_faults *f = crowd->fault[i];
        const double late = lw_chance_even(&own);
        const double late_s =
            lw_chance_between(&own, f->late_s.from, f->late_s.to);
        const double twice = lw_chance_even(&own);
        const double twice_s =
            lw_chance_between(&own, f->duplicate_s.from, f->duplicate_s.to);
        if (event->type == LW_REPORT_LOOK || event->type == LW_REPORT_HEARTBEAT)
            continue;
        if (late < f->late)
            rx_s += late_s;
        if (twice < f->duplicates)
            again_s = twice_s;
    }
    event->meas_ns = at_ns(sim, t_s + clock_s(post, t_s));
    event->rx_ns = at_ns(sim, rx_s);
    err = lw_events_push(&sim->events, event);
    if (err < 0 || again_s < 0.0)
        return err;
    event->rx_ns = at_ns(sim, rx_s + again_s);
    return lw_events_push(&sim->events, event);
}

/* ---- looking ---- */

/* Whether it says who it is in the second that t_s lies in. */
static bool says(const struct lw_sim_post *post,
                 const struct lw_sim_target *target, double t_s)
{
    const uint32_t every = post->group->stated.kind == LW_SENSOR_REMOTE_ID
                               ? target->remote_id_every_s
                           : post->group->stated.kind == LW_SENSOR_ADSB
                               ? target->ads_b_every_s
                               : 1;
    const uint64_t second = (uint64_t)(int64_t)floor(t_s + 1e-6);

    return every <= 1 || (second + target->key) % every == 0;
}

static int look_once(struct lw_sim *sim, struct lw_sim_post *post,
                     struct lw_sim_craft *craft, int64_t look, double t_s)
{
    const struct lw_sim_target *target = &craft->target;
    const uint64_t stream = lw_chance_key(target->key, (uint64_t)look);
    struct lw_chance c = lw_chance_stream(lw_chance_key(post->key, stream));
    struct lw_event event = {
        .target = target->imaginary && !lw_view_says(post->group->stated.kind)
                      ? -1
                      : (int32_t)(craft - sim->craft)};
    struct lw_sim_view view;
    double chance;

    if (t_s < post->quiet_until_s || !says(post, target, t_s))
        return 0;
    chance = lw_chance_even(&c);
    if (chance >= lw_view_best(post->group, target->kind))
        return 0; /* the usual case for most, and soon done */
    lw_sim_post_place(sim, post, t_s);
    view = lw_view_of(&sim->world, post, target, t_s);
    if (chance >= view.chance || !lw_sim_post_up(sim, post, t_s))
        return 0;
    event.judged = (uint8_t)target->kind;
    event.id = target->key;         /* whose voice it has, until it is sent */
    if (post->group->pause_s > 0.0) /* else it looks at the next one at once */
        post->quiet_until_s = t_s + post->group->pause_s;
    lw_sim_measure(sim, post, t_s, &view, &c, &event);
    return lw_sim_send(sim, post, t_s, look, stream, &event);
}

/* A turning antenna passes it within this tick, or does not. */
static int look_turning(struct lw_sim *sim, struct lw_sim_post *post,
                        struct lw_sim_craft *craft)
{
    const double period_s = post->group->stated.period_s;
    double t_s = sim->now_s;
    int64_t turn = 0;

    for (int round = 0; round < 2; round++) {
        const struct lw_sim_view view =
            lw_view_of(&sim->world, post, &craft->target, t_s);
        const double part_s =
            post->phase_s + view.az_rad / (2.0 * LW_PI) * period_s;
        turn = (int64_t)ceil((sim->now_s - part_s) / period_s - 1e-9);
        t_s = part_s + (double)turn * period_s;
        if (!(t_s < sim->now_s + 1.0) || turn < lw_sim_look_after(post, 0.0))
            return 0;
    }
    return look_once(sim, post, craft, turn, t_s);
}

static int look_post(struct lw_sim *sim, struct lw_sim_post *post,
                     struct lw_sim_craft *craft)
{
    const double now_s = sim->now_s, period_s = post->group->stated.period_s;
    int64_t look;
    int err = 0;

    if (post->dead || !lw_view_hears_of(post, &craft->target))
        return 0;
    if (sim->truth_due) {
        lw_sim_post_place(sim, post, now_s);
        if (lw_view_of(&sim->world, post, &craft->target, now_s).chance >=
                could_notice &&
            lw_sim_post_up(sim, post, now_s))
            craft->noticed++;
    }
    if (post->group->turning)
        return look_turning(sim, post, craft);
    look = lw_sim_look_after(post, now_s);
    for (; look < lw_sim_look_after(post, now_s + 1.0) && err == 0; look++)
        err = look_once(sim, post, craft, look,
                        post->phase_s + (double)look * period_s);
    return err;
}

static int look_at(struct lw_sim *sim, struct lw_sim_craft *craft)
{
    const struct lw_trail *trail = &craft->target.trail;
    const struct lw_trail_knot *last =
        &trail->knot[(uint64_t)trail->last & (trail->size - 1)];
    const double fast_mps = 1.1 * craft->group->speed_mps.to + 20.0;
    int err = 0;

    craft->noticed = 0;
    for (uint32_t i = 0; i < sim->crowds && err == 0; i++) {
        const struct lw_sim_crowd *crowd = &sim->crowd[i];
        const bool ear = crowd->group->stated.kind == LW_SENSOR_ACOUSTIC;
        struct lw_post_walk walk;
        int64_t found;
        if ((craft->gone && !ear) || sim->now_s + 1.0 < crowd->wanted_s ||
            !lw_view_may(crowd->group, &craft->target))
            continue;
        /* it has flown on within the tick, and since it made the sound */
        const double since_s =
            1.0 + (ear ? 1.5 * crowd->range_m / sim->world.sound_mps : 0.0);
        lw_post_walk_begin(&walk, &crowd->grid, last->xyz_m[0], last->xyz_m[1],
                           crowd->moves ? 1e7
                                        : crowd->range_m + since_s * fast_mps);
        while (err == 0 && (found = lw_post_walk_next(&walk)) >= 0)
            err = look_post(sim, &sim->post[crowd->first + (uint32_t)found],
                            craft);
    }
    return err;
}

int lw_sim_looks(struct lw_sim *sim)
{
    int err = 0;

    for (uint32_t i = 0; i < sim->actives && err == 0; i++)
        err = look_at(sim, &sim->craft[sim->active[i]]);
    return err;
}
