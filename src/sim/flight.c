/* SPDX-License-Identifier: Apache-2.0 */
#include "flight.h"

#include <math.h>

#include "area.h"
#include "base/geodesy.h"

enum { SUBSTEPS = 2 };
static const double build_up_s = 0.5;  /* of an acceleration */
static const double follow_s = 1.0;    /* of a wanted velocity */
static const double roll_s = 1.5;      /* of a turn rate */
static const double steer_s = 3.0;     /* of a wanted course */
static const double level_s = 4.0;     /* of a wanted height */
static const double lift_mps2 = 1.5;   /* up and down */
static const double glide = 0.0524;    /* tan 3 degrees */
static const double gravity = 9.80665; /* m/s^2 */

/* Metres a radian of latitude and of longitude, where it is. */
struct metric {
    double north_m, east_m;
};

static struct metric metric_at(struct lw_geodetic place)
{
    const double a = 6378137.0, e2 = 0.00669437999014;
    const double s = sin(place.lat_rad), w = 1.0 - e2 * s * s;
    const double n = a / sqrt(w);

    return (struct metric){
        .north_m = n * (1.0 - e2) / w + place.alt_hae_m,
        /* over a pole there is no east; then it is no matter where to */
        .east_m = fmax((n + place.alt_hae_m) * cos(place.lat_rad), 1e4),
    };
}

static double length(double x, double y)
{
    return sqrt(x * x + y * y);
}

static void away_m(const struct lw_flight *f, const struct metric *m,
                   struct lw_geodetic goal, double out[2])
{
    double lon = goal.lon_rad - f->place.lon_rad;

    if (fabs(lon) > LW_PI)
        lon = lw_angle_wrap(lon);
    out[0] = lon * m->east_m;
    out[1] = (goal.lat_rad - f->place.lat_rad) * m->north_m;
}

static bool banks(const struct lw_flight *f)
{
    return f->group->bank_rad > 0.0;
}

static double in_range(struct lw_chance *c, struct lw_sim_range r)
{
    return r.to > r.from ? lw_chance_between(c, r.from, r.to) : r.from;
}

/* ---- the plan ---- */

/* Its own place beside the one that its flock goes to. */
static struct lw_geodetic beside(const struct lw_flight *f, double xy_m[2])
{
    xy_m[0] += f->offset_m[0];
    xy_m[1] += f->offset_m[1];
    return lw_sim_place(f->scenario, xy_m, f->height_m);
}

/* Waypoint number `leg`, the same for all of a flock. */
static void set_goal(struct lw_flight *f)
{
    const struct lw_sim_aircraft *g = f->group;
    struct lw_chance c =
        lw_chance_stream(lw_chance_key(f->flock_key, 1000 + f->leg));
    double xy_m[2];

    f->last = g->fly == LW_SIM_ROUTE && f->leg == g->vias;
    if (g->fly == LW_SIM_WAYPOINTS)
        lw_area_draw(&g->area, &c, xy_m);
    else if (f->last)
        lw_area_draw(&g->to, &c, xy_m);
    else
        lw_area_draw(&g->via[f->leg], &c, xy_m);
    f->goal = beside(f, xy_m);
}

static void next_bend(struct lw_flight *f)
{
    const struct lw_sim_aircraft *g = f->group;
    struct lw_chance c =
        lw_chance_stream(lw_chance_key(f->flock_key, 500000 + f->bend));

    if (!(g->change_every_s.to > 0.0))
        return;
    if (f->bend > 0) {
        const double by = in_range(&c, g->change_by_rad);
        f->bend_rad = lw_chance_even(&c) < 0.5 ? by : -by;
    }
    f->bend_at_s += in_range(&c, g->change_every_s);
    f->bend++;
}

/* East, north, up from the middle of the flock, whose rows lie across the
 * course it begins with. */
static void take_station(struct lw_flight *f, double course_rad,
                         uint32_t member, uint32_t members)
{
    const struct lw_sim_aircraft *g = f->group;
    struct lw_chance c = lw_chance_stream(lw_chance_key(f->key, 3));
    const double s = sin(course_rad), co = cos(course_rad);
    double across = 0.0, ahead = 0.0;

    if (members > 1 && g->formation == LW_SIM_SCATTER) {
        const double r = g->spacing_m * sqrt(members * lw_chance_even(&c));
        const double angle = 2.0 * LW_PI * lw_chance_even(&c);
        across = r * sin(angle);
        ahead = r * cos(angle);
        f->offset_m[2] =
            lw_chance_between(&c, -0.2, 0.2) * fmin(g->spacing_m, 100.0);
    } else if (members > 1) {
        const uint32_t columns = g->formation == LW_SIM_SWARM_LINE
                                     ? members
                                     : (uint32_t)ceil(sqrt(members));
        const uint32_t rows = (members + columns - 1) / columns;
        const uint32_t row = member / columns;
        across = g->spacing_m * (member % columns - 0.5 * (columns - 1));
        ahead = -g->spacing_m * (row - 0.5 * (rows - 1));
    }
    f->offset_m[0] = across * co + ahead * s;
    f->offset_m[1] = -across * s + ahead * co;
}

/* On its way at once, but for what hovers and what takes off from the ground
 * without a run. */
static void begin_moving(struct lw_flight *f, double course_rad)
{
    const struct lw_sim_aircraft *g = f->group;
    const bool on_ground =
        g->from_height_m.from > -1e8 && g->from_height_m.to < 1.0;

    if (g->fly == LW_SIM_HOVER || (on_ground && !banks(f)))
        return;
    f->vel_mps[0] = f->speed_mps * sin(course_rad);
    f->vel_mps[1] = f->speed_mps * cos(course_rad);
}

/* The course from its first place: to its first goal, or as it is told. */
static double first_course(struct lw_flight *f)
{
    const struct metric m = metric_at(f->place);
    double to[2];

    if (f->group->fly != LW_SIM_ROUTE && f->group->fly != LW_SIM_WAYPOINTS)
        return f->course_rad;
    set_goal(f);
    away_m(f, &m, f->goal, to);
    return atan2(to[0], to[1]);
}

void lw_flight_init(struct lw_flight *flight,
                    const struct lw_scenario *scenario,
                    const struct lw_sim_aircraft *group, uint64_t key,
                    uint32_t flock, uint32_t member, uint32_t members)
{
    const uint64_t flock_key = lw_chance_key(key, flock);
    struct lw_chance c = lw_chance_stream(flock_key), own;
    struct lw_flight f = {.scenario = scenario, .group = group};
    double xy_m[2];

    f.flock_key = flock_key;
    f.key = lw_chance_key(flock_key, 100 + member);
    f.start_s = floor(in_range(&c, group->start_s));
    f.speed_mps = in_range(&c, group->speed_mps);
    f.height_m = in_range(&c, group->height_m);
    f.course_rad = in_range(&c, group->course_rad);
    f.end_s = in_range(&c, group->life_s);
    const double from_height_m = group->from_height_m.from > -1e8
                                     ? in_range(&c, group->from_height_m)
                                     : f.height_m;
    lw_area_draw(group->from.shape != LW_SIM_NOWHERE ? &group->from
                                                     : &group->area,
                 &c, xy_m);
    own = lw_chance_stream(f.key);
    for (uint32_t i = 0; i < member; i++)
        f.start_s += floor(in_range(&own, group->stagger_s));
    f.end_s += f.start_s;
    f.place = lw_sim_place(scenario, xy_m, f.height_m);
    take_station(&f, first_course(&f), member, members);
    f.place = beside(&f, xy_m);
    f.height_m = fmax(f.height_m + f.offset_m[2], 0.0);
    f.place.alt_hae_m =
        scenario->ground_m + fmax(from_height_m + f.offset_m[2], 0.0);
    f.goal = f.place; /* what loiters or hovers does so here */
    begin_moving(&f, first_course(&f));
    f.bend_at_s = f.start_s;
    next_bend(&f);
    *flight = f;
}

/* ---- the motion ---- */

/* Arrived where it was going: on to the next, or it is over. */
static void arrive(struct lw_flight *f, double now_s)
{
    const struct lw_sim_aircraft *g = f->group;
    struct lw_chance c =
        lw_chance_stream(lw_chance_key(f->flock_key, 2000000 + f->leg));

    if (!f->waiting && g->hover_s.to > 0.0 && !banks(f)) {
        f->waiting = true;
        f->wait_until_s = now_s + in_range(&c, g->hover_s);
    }
    if (f->waiting && now_s < f->wait_until_s)
        return;
    f->waiting = false;
    if (f->last) {
        f->arrived = g->then == LW_SIM_GONE;
        return;
    }
    f->leg++;
    set_goal(f);
}

/* How near is there. What flies past in a turn it cannot make tighter is
 * there as well. */
static bool is_there(const struct lw_flight *f, const double to_m[2],
                     double dist_m)
{
    const double speed = length(f->vel_mps[0], f->vel_mps[1]);

    if (!banks(f)) {
        const bool stops = f->group->hover_s.to > 0.0 ||
                           (f->last && f->group->then == LW_SIM_THEN_HOVER);
        return dist_m < (stops ? 3.0 : 2.0 * f->speed_mps);
    }
    const double radius_m = speed * speed / (gravity * tan(f->group->bank_rad));
    const bool past = to_m[0] * f->vel_mps[0] + to_m[1] * f->vel_mps[1] < 0.0;
    return dist_m < fmax(2.0 * speed, f->last ? 0.0 : radius_m) ||
           (past && dist_m < 3.0 * radius_m);
}

/* The course that keeps it on a circle round its goal, clockwise. */
static double circle_course(const struct lw_flight *f, const double to_m[2],
                            double dist_m)
{
    const double radius_m = f->group->radius_m;
    const double off = fmax(fmin((dist_m - radius_m) / radius_m, 1.0), -1.0);

    return atan2(to_m[0], to_m[1]) + 0.5 * LW_PI * (off - 1.0) +
           (dist_m > 1.0 ? 0.0 : 1.0);
}

struct wish {
    double course_rad, speed_mps, height_m;
};

/* What can stand still comes down to be on the ground when its time is up. */
static bool lands(const struct lw_flight *f, double now_s)
{
    const double down_s = 8.0 + f->height_m / f->group->climb_mps;

    return !banks(f) && f->end_s - f->start_s > 3.0 * down_s &&
           now_s > f->end_s - down_s;
}

static struct wish wished(struct lw_flight *f, const struct metric *m,
                          double now_s)
{
    const struct lw_sim_aircraft *g = f->group;
    struct wish wish = {f->course_rad, f->speed_mps, f->height_m};
    double to_m[2], dist_m;
    bool stop;

    if (lands(f, now_s))
        return (struct wish){f->course_rad, 0.0, 0.0};
    if (g->fly == LW_SIM_STRAIGHT)
        return wish;
    away_m(f, m, f->goal, to_m);
    dist_m = length(to_m[0], to_m[1]);
    if ((g->fly == LW_SIM_ROUTE || g->fly == LW_SIM_WAYPOINTS) &&
        is_there(f, to_m, dist_m)) {
        arrive(f, now_s);
        away_m(f, m, f->goal, to_m);
        dist_m = length(to_m[0], to_m[1]);
    }
    wish.course_rad = atan2(to_m[0], to_m[1]);
    if (dist_m > 3000.0 + 60.0 * f->speed_mps)
        wish.course_rad += f->bend_rad;
    if (g->fly == LW_SIM_LOITER || (f->last && g->then == LW_SIM_THEN_LOITER &&
                                    dist_m < 3.0 * g->radius_m)) {
        wish.course_rad = circle_course(f, to_m, dist_m);
        return wish;
    }
    stop = g->fly == LW_SIM_HOVER || f->waiting || g->hover_s.to > 0.0 ||
           (f->last && g->then == LW_SIM_THEN_HOVER);
    if (stop && !banks(f))
        wish.speed_mps = fmin(f->speed_mps,
                              fmin(sqrt(g->accel_mps2 * dist_m), dist_m / 2.0));
    if (f->last && g->to_height_m.from > -1e8)
        wish.height_m = fmin(f->height_m, g->to_height_m.from + glide * dist_m);
    return wish;
}

static void move_any_way(struct lw_flight *f, const struct wish *wish,
                         double dt_s)
{
    const double want[2] = {wish->speed_mps * sin(wish->course_rad),
                            wish->speed_mps * cos(wish->course_rad)};
    double a[2];

    for (int i = 0; i < 2; i++)
        a[i] = (want[i] - f->vel_mps[i]) / follow_s;
    const double hard = length(a[0], a[1]) / f->group->accel_mps2;
    for (int i = 0; i < 2; i++) {
        a[i] /= fmax(hard, 1.0);
        f->accel_mps2[i] += (a[i] - f->accel_mps2[i]) * dt_s / build_up_s;
        f->vel_mps[i] += f->accel_mps2[i] * dt_s;
    }
}

static void move_banking(struct lw_flight *f, const struct wish *wish,
                         double dt_s)
{
    double speed = length(f->vel_mps[0], f->vel_mps[1]);
    double course = atan2(f->vel_mps[0], f->vel_mps[1]);
    const double most = gravity * tan(f->group->bank_rad) / fmax(speed, 5.0);
    const double step = f->group->accel_mps2 * dt_s;
    const double want = lw_angle_wrap(wish->course_rad - course) / steer_s;

    f->turn_rad_s +=
        (fmax(fmin(want, most), -most) - f->turn_rad_s) * dt_s / roll_s;
    course += f->turn_rad_s * dt_s;
    speed += fmax(fmin(wish->speed_mps - speed, step), -step);
    f->vel_mps[0] = speed * sin(course);
    f->vel_mps[1] = speed * cos(course);
}

static void climb(struct lw_flight *f, const struct wish *wish, double dt_s)
{
    const double most = f->group->climb_mps, step = lift_mps2 * dt_s;
    const double up_m =
        f->scenario->ground_m + wish->height_m - f->place.alt_hae_m;
    const double want = fmax(fmin(up_m / level_s, most), -most);

    f->vel_mps[2] += fmax(fmin(want - f->vel_mps[2], step), -step);
}

void lw_flight_step(struct lw_flight *flight, double now_s)
{
    const struct metric m = metric_at(flight->place);
    const double dt_s = LW_FLIGHT_STEP_S / SUBSTEPS;

    if (flight->bend > 0 && now_s >= flight->bend_at_s)
        next_bend(flight);
    const struct wish wish = wished(flight, &m, now_s);
    for (int i = 0; i < SUBSTEPS; i++) {
        const double before[3] = {flight->vel_mps[0], flight->vel_mps[1],
                                  flight->vel_mps[2]};
        if (banks(flight))
            move_banking(flight, &wish, dt_s);
        else
            move_any_way(flight, &wish, dt_s);
        climb(flight, &wish, dt_s);
        const double *v = flight->vel_mps, half_s = 0.5 * dt_s;
        flight->place.lon_rad += (before[0] + v[0]) * half_s / m.east_m;
        flight->place.lat_rad += (before[1] + v[1]) * half_s / m.north_m;
        flight->place.alt_hae_m += (before[2] + v[2]) * half_s;
    }
    if (now_s + LW_FLIGHT_STEP_S >= flight->end_s)
        flight->arrived = true;
}
