/* SPDX-License-Identifier: Apache-2.0 */
#include "simulation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/sound.h"
#include "sim_parts.h"

/* How long after its end an aircraft may still be heard. */
static const double echo_s = 45.0;

int lw_sim_init(struct lw_sim **sim, const struct lw_scenario *scenario,
                uint64_t seed, double length_s, struct lw_arena *arena,
                struct lw_event_memory memory)
{
    struct lw_sim *s = lw_arena_take(arena, 1, sizeof *s);
    int err;

    if (s == NULL)
        return LW_ERR_NO_SPACE;
    s->scenario = scenario;
    s->seed = lw_chance_key(seed, 0);
    s->length_s = length_s > 0.0 ? length_s : scenario->length_s;
    s->events.memory = memory;
    err = lw_sim_build(s, arena);
    if (err == 0)
        *sim = s;
    return err;
}

/* The longest that something of this crowd may be on its way; infinite where
 * that has no end, or where what it did before has a say in what it does. */
static double longest_s(const struct lw_sim_crowd *crowd)
{
    const struct lw_sim_sensors *g = crowd->group;
    double sum_s = g->delay.even_s.to + g->stated.period_s + 2.0;

    if (g->delay.median_s > 0.0 || g->pause_s > 0.0)
        return HUGE_VAL;
    for (uint32_t i = 0; i < crowd->faults; i++)
        sum_s += crowd->fault[i]->late_s.to + crowd->fault[i]->duplicate_s.to;
    return sum_s;
}

void lw_sim_skip(struct lw_sim *sim, double from_s)
{
    sim->from_s = from_s;
    for (uint32_t i = 0; i < sim->crowds; i++)
        sim->crowd[i].wanted_s = from_s - longest_s(&sim->crowd[i]);
}

void *lw_sim_memory(const struct lw_sim *sim)
{
    return sim->events.event;
}

/* ---- a tick ---- */

static void add_knot(const struct lw_sim *sim, struct lw_sim_craft *craft)
{
    const struct lw_flight *f = &craft->flight;
    struct lw_trail_knot knot;
    double axes[9];

    lw_frame_from_geodetic(&sim->frame, f->place, knot.xyz_m);
    lw_frame_local(&sim->frame, f->place, axes);
    for (int i = 0; i < 3; i++)
        knot.vel_mps[i] = axes[i] * f->vel_mps[0] +
                          axes[3 + i] * f->vel_mps[1] +
                          axes[6 + i] * f->vel_mps[2];
    lw_trail_add(&craft->target.trail, &knot);
}

static void begin_crafts(struct lw_sim *sim)
{
    while (sim->begun_crafts < sim->crafts) {
        const uint32_t index = sim->by_start[sim->begun_crafts];
        struct lw_sim_craft *craft = &sim->craft[index];
        if (craft->flight.start_s > sim->now_s)
            break;
        craft->born = true;
        add_knot(sim, craft);
        sim->active[sim->actives++] = index;
        sim->begun_crafts++;
    }
}

/* To the end of the tick; those that cannot even be heard any more leave. */
static void fly(struct lw_sim *sim)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < sim->actives; i++) {
        struct lw_sim_craft *craft = &sim->craft[sim->active[i]];
        const double last_s =
            (double)craft->target.trail.last * LW_FLIGHT_STEP_S;
        craft->gone = craft->flight.arrived;
        if (craft->gone && sim->now_s > last_s + echo_s)
            continue;
        sim->active[kept++] = sim->active[i];
        for (int step = 0; step < 2 && !craft->gone; step++) {
            lw_flight_step(&craft->flight,
                           sim->now_s + step * LW_FLIGHT_STEP_S);
            add_knot(sim, craft);
        }
    }
    sim->actives = kept;
}

/* The mounts' slow wandering: a first-order Gauss-Markov sequence. */
static void wander_post(const struct lw_sim *sim, struct lw_sim_post *post)
{
    const struct lw_sim_sensors *g = post->group;
    const double keep = exp(-1.0 / g->wander_s);
    struct lw_chance c = lw_chance_stream(
        lw_chance_key(lw_chance_key(post->key, 4000), (uint64_t)sim->now_s));

    for (int k = 0; k < 2; k++) {
        post->wander_rad[k][0] = post->wander_rad[k][1];
        post->wander_rad[k][1] =
            keep * post->wander_rad[k][0] +
            g->wander_rad * sqrt(1.0 - keep * keep) * lw_chance_normal(&c);
    }
}

static void wander(struct lw_sim *sim)
{
    for (uint32_t i = 0; i < sim->crowds; i++) {
        const struct lw_sim_crowd *crowd = &sim->crowd[i];
        for (uint32_t n = 0;
             n < crowd->group->number && crowd->group->wander_rad > 0.0; n++)
            wander_post(sim, &sim->post[crowd->first + n]);
    }
}

int lw_sim_step(struct lw_sim *sim)
{
    const uint32_t every = sim->scenario->truth_every_s;
    int err = 0;

    if (sim->over)
        return 0;
    if (sim->begun)
        sim->now_s += 1.0;
    sim->begun = true;
    sim->truth_next = 0;
    sim->over = sim->now_s >= sim->length_s;
    sim->truth_due = !sim->over && sim->now_s >= sim->from_s &&
                     (uint64_t)sim->now_s % every == 0;
    if (sim->over)
        return 1; /* what is still on its way */
    begin_crafts(sim);
    fly(sim);
    wander(sim);
    err = lw_sim_looks(sim);
    if (err == 0)
        err = lw_sim_alone(sim);
    return err < 0 ? err : 1;
}

/* ---- what comes out ---- */

static void fill(const struct lw_event *e, struct lw_report *r)
{
    const double *v = e->value;

    switch (r->type) {
    case LW_REPORT_POSITION:
        r->pos = (struct lw_geodetic){v[0], v[1], v[2]};
        memcpy(r->vel_mps, &v[3], sizeof r->vel_mps);
        break;
    case LW_REPORT_POLAR:
        r->range_m = v[0];
        r->az_rad = v[1];
        r->el_rad = v[2];
        r->range_rate_mps = v[3];
        r->rcs_dbsm = v[4];
        break;
    case LW_REPORT_BEARING:
        r->az_rad = v[0];
        r->el_rad = v[1];
        r->level_db = v[2];
        r->f0_hz = v[3];
        break;
    case LW_REPORT_HEARD:
        r->level_db = v[2];
        r->f0_hz = v[3];
        break;
    case LW_REPORT_HEARTBEAT:
        r->state = LW_HEARTBEAT_OK;
        break;
    case LW_REPORT_LOOK:
        break;
    }
}

/* Who it says it is, to sensors that read it. */
static void identify(const struct lw_sim *sim, const struct lw_event *e,
                     enum lw_sensor_kind kind, struct lw_report *r)
{
    const struct lw_sim_craft *craft;
    uint32_t number;

    if (e->target < 0)
        return;
    craft = &sim->craft[e->target];
    number = (uint32_t)(craft->target.key >> 44);
    if (kind == LW_SENSOR_ADSB) {
        r->has |= LW_HAS_ICAO | LW_HAS_CALLSIGN;
        /* no state has been given these addresses */
        r->ident.icao = 0xF00000 | ((uint32_t)e->target & 0xFFFFF);
        (void)snprintf(r->ident.callsign, sizeof r->ident.callsign, "SIM%04u",
                       (unsigned)(number % 10000));
    } else if (kind == LW_SENSOR_REMOTE_ID) {
        r->has |= LW_HAS_REMOTE_ID;
        (void)snprintf(r->ident.remote_id, sizeof r->ident.remote_id,
                       "LWSIM%07X%08u", (unsigned)number, (unsigned)e->target);
    }
}

int lw_sim_report(struct lw_sim *sim, struct lw_report *report,
                  char object[LW_ID_MAX + 1])
{
    const int64_t safe_ns = sim->over
                                ? INT64_MAX
                                : sim->scenario->start_ns +
                                      (int64_t)(sim->now_s + 1.0) * 1000000000;
    const struct lw_sim_post *post;
    const struct lw_sim_sensors *g;
    struct lw_event e;

    if (!lw_events_pop(&sim->events, safe_ns, &e))
        return 0;
    post = &sim->post[e.post];
    g = post->group;
    memset(report, 0, sizeof *report);
    report->type = (enum lw_report_type)e.type;
    report->has = e.has | LW_HAS_RX;
    report->meas_ns = e.meas_ns;
    report->rx_ns = e.rx_ns;
    report->from = e.from;
    lw_sim_name(g->id, post->number, g->joint ? 1 : g->number, report->sensor);
    fill(&e, report);
    if (e.id != 0) {
        report->has |= LW_HAS_ID;
        (void)snprintf(report->id, sizeof report->id, "%016llx",
                       (unsigned long long)e.id);
    }
    if (e.has & LW_HAS_KINDS) {
        for (int i = 0; i < LW_KINDS; i++)
            report->kinds[i] =
                i == LW_KIND_UNKNOWN ? 0.0
                : i == e.judged
                    ? g->judges
                    : floor((1.0 - g->judges) * 1e5 / (LW_KINDS - 2)) / 1e5;
    }
    identify(sim, &e, g->stated.kind, report);
    object[0] = '\0';
    if (e.target >= 0 && !sim->craft[e.target].target.imaginary)
        lw_sim_name(sim->craft[e.target].group->id, sim->craft[e.target].number,
                    sim->craft[e.target].group->number, object);
    return 1;
}

int lw_sim_truth(struct lw_sim *sim, struct lw_sim_truth *truth)
{
    while (sim->truth_due && sim->truth_next < sim->actives) {
        const struct lw_sim_craft *craft =
            &sim->craft[sim->active[sim->truth_next++]];
        double xyz_m[3], vel_mps[3], axes[9];
        if (craft->group->imaginary ||
            !lw_trail_at(&craft->target.trail, sim->now_s, xyz_m, vel_mps))
            continue;
        *truth = (struct lw_sim_truth){
            .kind = craft->group->kind,
            .t_ns = sim->scenario->start_ns + (int64_t)sim->now_s * 1000000000,
            .pos = lw_frame_to_geodetic(&sim->frame, xyz_m),
            .sensors = craft->noticed,
            .cooperative =
                craft->target.has_ads_b || craft->target.has_remote_id,
        };
        lw_frame_local(&sim->frame, truth->pos, axes);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                truth->vel_mps[i] += axes[3 * i + j] * vel_mps[j];
        lw_sim_name(craft->group->id, craft->number, craft->group->number,
                    truth->object);
        return 1;
    }
    return 0;
}

uint32_t lw_sim_sensors(const struct lw_sim *sim)
{
    return sim->sites;
}

void lw_sim_sensor(const struct lw_sim *sim, uint32_t index,
                   struct lw_sensor *out)
{
    const struct lw_sim_post *post = &sim->post[sim->site_post[index]];
    const struct lw_sim_sensors *g = post->group;
    const double reach = lw_view_reach(g, &sim->scenario->air);

    *out = g->stated;
    lw_sim_name(g->id, post->number, g->joint ? 1 : g->number, out->id);
    out->has_position = !g->joint && !post->moves;
    out->position = post->stated;
    /* who set it up knows what the wind takes */
    for (int i = 0; i < out->detection.count; i++)
        out->detection.point[i].range_m *= reach;
}
