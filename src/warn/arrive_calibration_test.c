/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of those called 80%, 80% come: flights by several laws, none of them the one
 * that arrive.c goes by, looked at at many moments; what was said of zones that
 * they were not in against what came.
 */
#include <math.h>
#include <setjmp.h> /* cmocka needs it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "arrive.h"
#include "near.h"
#include "sim/chance.h"
#include "sim/flight.h"
#include "warn_fixture.h"

enum { FLIGHTS = 120, POINTS = 1081, CLASSES = 5 }; /* three hours by 10 s */
static const double tick_s = 10.0, within_s = 900.0;
static const double place_sd_m = 100.0, speed_sd_mps = 1.5;
static const struct lw_geodetic here = {50.0 * LW_DEG, 30.0 * LW_DEG, 0.0};

struct path {
    struct lw_geodetic at[POINTS];
    double vel_mps[POINTS][2];
    int points;
};

struct tally {
    double claimed[CLASSES];
    int claims[CLASSES], came[CLASSES];
    int early, between, late;
};

/* One of the pistons of the simulator: bends off the straight course. */
static void fly_routes(struct path *path, uint32_t number)
{
    const struct lw_scenario scenario = {.origin = here};
    double from[1][2] = {{-150e3, -20e3}},
           box[2][2] = {{-40e3, -140e3}, {140e3, 140e3}};
    struct lw_sim_area via = {.shape = LW_SIM_BOX, .points = 2, .point = box};
    const struct lw_sim_aircraft group = {
        .kind = LW_KIND_PISTON,
        .fly = LW_SIM_ROUTE,
        .speed_mps = {38.0, 51.0},
        .height_m = {300.0, 300.0},
        .from_height_m = {-1e9, -1e9},
        .to_height_m = {-1e9, -1e9},
        .change_every_s = {600.0, 2400.0},
        .change_by_rad = {5.0 * LW_DEG, 40.0 * LW_DEG},
        .life_s = {(double)INFINITY, (double)INFINITY},
        .from = {.shape = LW_SIM_POINTS, .points = 1, .point = from},
        .to = {.shape = LW_SIM_BOX, .points = 2, .point = box},
        .via = &via,
        .vias = 1,
        .accel_mps2 = 1.0,
        .climb_mps = 4.0,
        .bank_rad = 30.0 * LW_DEG};
    struct lw_flight f;

    from[0][1] = 4000.0 * (number % 60) - 120e3;
    lw_flight_init(&f, &scenario, &group, 1000 + number, 0, 0, 1);
    for (path->points = 0; path->points < POINTS && !f.arrived;
         path->points++) {
        path->at[path->points] = f.place;
        memcpy(path->vel_mps[path->points], f.vel_mps, 2 * sizeof(double));
        for (int i = 0; i < (int)(tick_s / LW_FLIGHT_STEP_S); i++)
            lw_flight_step(&f, tick_s * path->points + i * LW_FLIGHT_STEP_S);
    }
}

/* Straight, and at any moment another course, near the old one or not at all.
 */
static void fly_jumps(struct path *path, uint32_t number, double sd_rad)
{
    struct lw_chance chance = lw_chance_stream(77 + number);
    const double speed = 38.0 + 14.0 * lw_chance_even(&chance);
    double course = 2.0 * LW_PI * lw_chance_even(&chance), x = 0.0, y = 0.0;

    for (path->points = 0; path->points < 540; path->points++) {
        path->at[path->points] = beside(here, x, y);
        path->vel_mps[path->points][0] = speed * sin(course);
        path->vel_mps[path->points][1] = speed * cos(course);
        x += tick_s * speed * sin(course);
        y += tick_s * speed * cos(course);
        if (lw_chance_even(&chance) < tick_s / 1500.0)
            course += sd_rad * lw_chance_normal(&chance);
    }
}

static void fly_near(struct path *path, uint32_t number)
{
    fly_jumps(path, number, 0.6);
}

static void fly_straight(struct path *path, uint32_t number)
{
    fly_jumps(path, number, 0.0);
}

/* Seconds from point `from` until it is in a zone; INFINITY: never. */
static double comes_in(const struct lw_arrive *arrive, const struct path *path,
                       int from, uint32_t zone)
{
    uint32_t in[64];

    for (int p = from; p < path->points && (p - from) * tick_s <= 3600.0; p++) {
        const uint32_t n = lw_arrive_inside(arrive, path->at[p], in, 64);
        for (uint32_t i = 0; i < n; i++)
            if (in[i] == zone)
                return (p - from) * tick_s;
    }
    return (double)INFINITY;
}

static void judge(const struct lw_arrive *arrive, const struct path *path,
                  int p, const struct lw_outlook *out, struct tally *tally)
{
    for (uint32_t a = 0; a < out->approaches; a++) {
        const struct lw_approach *one = &out->approach[a];
        const double in_s = comes_in(arrive, path, p, one->zone);
        const double claim = lw_approach_within(one, out->age_s + within_s);
        const double all = lw_approach_chance(one, LW_ARRIVE_TIMES - 1);
        if (in_s <= 0.0)
            continue;
        const int class = claim < 1.0 ? (int)(claim * CLASSES) : CLASSES - 1;
        tally->claimed[class] += claim;
        tally->claims[class]++;
        tally->came[class] += in_s <= within_s;
        if (in_s > 3600.0 || all < 0.3)
            continue;
        const double at = lw_approach_within(one, out->age_s + in_s) / all;
        tally->early += at < 0.05;
        tally->late += at > 0.95;
        tally->between += at >= 0.05 && at <= 0.95;
    }
}

static void zones_over_a_country(struct zones_fixture *f)
{
    zones_begin(f, 400);
    for (int i = 0; i < 64; i++) {
        const int row = i / 8 - 4;
        const double x = 40e3 * (i % 8 - 4), y = 40e3 * row;
        zones_box(f, here, x, y, x + 40e3, y + 40e3);
    }
    for (int i = 0; i < 200; i++) {
        const int row = i / 20 - 5;
        zones_circle(f, here, 17e3 * (i % 20 - 10), 30e3 * row,
                     i % 3 ? 1500.0 : 5000.0);
    }
}

/* How far what came may be from what was said: by the law, and by chance (the
 * zones of one flight hang together). */
static void hold(void (*fly)(struct path *, uint32_t), double off,
                 double between)
{
    static struct path path;
    struct zones_fixture f;
    struct tally tally = {.early = 0};

    zones_over_a_country(&f);
    const size_t size = lw_arrive_size(&f.site, 4);
    void *mem = calloc(1, size);
    struct lw_arrive *arrive = lw_arrive_init(&f.site, 4, mem, size);
    assert_non_null(arrive);
    for (uint32_t n = 0; n < FLIGHTS; n++) {
        struct lw_chance chance = lw_chance_stream(n);
        fly(&path, n);
        for (int p = 0; p + 60 < path.points; p++) {
            struct lw_track track = piston_at(
                beside(path.at[p], place_sd_m * lw_chance_normal(&chance),
                       place_sd_m * lw_chance_normal(&chance)),
                path.vel_mps[p][0] + speed_sd_mps * lw_chance_normal(&chance),
                path.vel_mps[p][1] + speed_sd_mps * lw_chance_normal(&chance),
                place_sd_m, speed_sd_mps);
            track.time_ns += p * (int64_t)(tick_s * 1e9);
            const struct lw_outlook out = lw_arrive_track(arrive, &track);
            if (p % 30 == 29)
                judge(arrive, &path, p, &out, &tally);
        }
        lw_arrive_forget(arrive, 1);
    }
    for (int c = 0; c < CLASSES; c++) {
        assert_true(tally.claims[c] > 50);
        print_message("said %.2f came %.2f of %d\n",
                      tally.claimed[c] / tally.claims[c],
                      (double)tally.came[c] / tally.claims[c], tally.claims[c]);
        assert_near((double)tally.came[c] / tally.claims[c],
                    tally.claimed[c] / tally.claims[c], off);
    }
    const double came = tally.early + tally.between + tally.late;
    print_message("early %.3f late %.3f of %.0f\n", tally.early / came,
                  tally.late / came, came);
    assert_true(tally.between / came >= between);
    free(mem);
    zones_end(&f);
}

static void routes_of_the_simulator_come_as_often_as_said(void **state)
{
    (void)state;
    hold(fly_routes, 0.1, 0.88);
}

static void jumps_of_course_come_nearly_as_often_as_said(void **state)
{
    (void)state;
    hold(fly_near, 0.15, 0.85);
}

static void who_never_turns_comes_at_least_as_often_as_likely(void **state)
{
    (void)state;
    hold(fly_straight, 0.35, 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_of_the_simulator_come_as_often_as_said),
        cmocka_unit_test(jumps_of_course_come_nearly_as_often_as_said),
        cmocka_unit_test(who_never_turns_comes_at_least_as_often_as_likely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
