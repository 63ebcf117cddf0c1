/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/flight.h"

#include "sim/sim_fixture.h"

/* Flown, and held to account at each half second. */
struct limits {
    double accel_mps2, up_mps2, speed_from, speed_to, high_m;
    double metres; /* flown */
    double seconds;
};

static struct limits fly(struct lw_flight *f, double seconds)
{
    struct limits l = {.speed_from = 1e9, .high_m = -1e9};

    for (double t = f->start_s; t < f->start_s + seconds && !f->arrived;
         t += LW_FLIGHT_STEP_S) {
        const double v[3] = {f->vel_mps[0], f->vel_mps[1], f->vel_mps[2]};
        const struct lw_geodetic was = f->place;
        lw_flight_step(f, t);
        const double s = hypot(f->vel_mps[0], f->vel_mps[1]);
        const double east =
            (f->place.lon_rad - was.lon_rad) * cos(was.lat_rad) * 6390000;
        const double north = (f->place.lat_rad - was.lat_rad) * 6376000;
        l.metres += hypot(east, north);
        l.accel_mps2 = fmax(l.accel_mps2,
                            hypot(f->vel_mps[0] - v[0], f->vel_mps[1] - v[1]) /
                                LW_FLIGHT_STEP_S);
        l.up_mps2 =
            fmax(l.up_mps2, fabs(f->vel_mps[2] - v[2]) / LW_FLIGHT_STEP_S);
        l.speed_from = fmin(l.speed_from, s);
        l.speed_to = fmax(l.speed_to, s);
        l.high_m = fmax(l.high_m, f->place.alt_hae_m);
        l.seconds = t + LW_FLIGHT_STEP_S - f->start_s;
        /* it moves as its velocity says */
        assert_near(hypot(east, north),
                    LW_FLIGHT_STEP_S * 0.5 * (s + hypot(v[0], v[1])),
                    0.5 + 0.01 * s);
    }
    return l;
}

static struct lw_flight flight_of(struct fixture *f, const char *text,
                                  uint32_t flock, uint32_t member,
                                  uint32_t members)
{
    char all[2048];
    struct lw_flight flight;

    (void)snprintf(all, sizeof all, HEAD "aircraft:\n- {id: a, %s}\n" RADAR,
                   text);
    assert_int_equal(fixture_read(f, all), 0);
    lw_flight_init(&flight, &f->scenario, &f->scenario.aircraft[0], 77, flock,
                   member, members);
    return flight;
}

static void a_multirotor_turns_within_3_mps2(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    for (uint32_t i = 0; i < 30; i++) {
        struct lw_flight a =
            flight_of(&f,
                      "kind: multirotor, fly: waypoints, area: {box: [[-1500, "
                      "-1500], [1500, 1500]]}",
                      i, 0, 1);
        const struct limits l = fly(&a, 900);
        assert_true(l.accel_mps2 <= 3.0 + 1e-9);
        assert_true(l.speed_to <= 20.5);
        double xy[2];
        lw_sim_plane(&f.scenario, a.place, xy);
        assert_true(fabs(xy[0]) < 1700 && fabs(xy[1]) < 1700);
    }
    fixture_end(&f);
}

/* g tan(bank) is all that wings have. */
static void wings_bank(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    const char *text[] = {
        "kind: fixed-wing, fly: waypoints, area: {disc: [0, 0], radius: 2000}",
        "kind: piston, fly: waypoints, area: {disc: [0, 0], radius: 9000}",
        "kind: jet, fly: waypoints, area: {disc: [0, 0], radius: 30000}",
        "kind: airliner, fly: waypoints, area: {disc: [0, 0], radius: 90000}",
    };
    const double bank_deg[] = {35, 30, 45, 25};
    for (int k = 0; k < 4; k++)
        for (uint32_t i = 0; i < 10; i++) {
            struct lw_flight a = flight_of(&f, text[k], i, 0, 1);
            const double speed = a.speed_mps;
            const struct limits l = fly(&a, 2000);
            assert_true(l.accel_mps2 <=
                        9.81 * tan(bank_deg[k] * LW_DEG) + 0.01);
            assert_near(l.speed_from, speed, 0.5);
            assert_near(l.speed_to, speed, 0.5);
            assert_near(l.metres, speed * l.seconds, 0.02 * l.metres);
        }
    fixture_end(&f);
}

static void a_route_ends_where_it_goes(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f, "kind: piston, from: [0, 0], via: [[4000, 0]], to: [4000, 6000]", 0,
        0, 1);
    const struct limits l = fly(&a, 1000);
    double xy[2];
    assert_true(a.arrived);
    lw_sim_plane(&f.scenario, a.place, xy);
    assert_near(xy[0], 4000, 400);
    assert_near(xy[1], 6000, 250);
    assert_near(l.metres, 10000, 600);
    fixture_end(&f);
}

static void it_lifts_off_and_hovers(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: multirotor, from: [0, 0], to: [500, 0], from_height: 0, height: "
        "60, then: hover",
        0, 0, 1);
    assert_near(a.place.alt_hae_m, 0, 1e-9);
    assert_near(a.vel_mps[0], 0, 1e-9);
    const struct limits l = fly(&a, 300);
    double xy[2];
    assert_false(a.arrived);
    assert_true(l.up_mps2 <= 1.5 + 1e-9);
    lw_sim_plane(&f.scenario, a.place, xy);
    assert_near(xy[0], 500, 3);
    assert_near(hypot(a.vel_mps[0], a.vel_mps[1]), 0, 0.3);
    assert_near(a.place.alt_hae_m, 60, 0.5);
    fixture_end(&f);
}

static void straight_on_is_straight_on(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: multirotor, fly: straight, from: [0, 0], course: 90, speed: 15",
        0, 0, 1);
    const struct limits l = fly(&a, 100);
    double xy[2];
    lw_sim_plane(&f.scenario, a.place, xy);
    assert_near(xy[0], 1500, 0.1);
    assert_near(xy[1], 0, 0.1);
    assert_near(l.accel_mps2, 0, 1e-9);
    fixture_end(&f);
}

static void round_and_round_keeps_its_radius(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: fixed-wing, fly: loiter, from: [0, 0], radius: 300, speed: 20",
        0, 0, 1);
    const struct lw_geodetic middle = a.goal;
    (void)fly(&a, 300);
    for (int i = 0; i < 300; i++) {
        double xy[2], c[2];
        lw_flight_step(&a, 300 + 0.5 * i);
        lw_sim_plane(&f.scenario, a.place, xy);
        lw_sim_plane(&f.scenario, middle, c);
        assert_near(hypot(xy[0] - c[0], xy[1] - c[1]), 300, 60);
    }
    fixture_end(&f);
}

/* 20 m apart at the start, and still when they have flown a while. */
static void a_swarm_keeps_its_spacing(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a[9];
    for (uint32_t i = 0; i < 9; i++)
        a[i] = flight_of(&f,
                         "kind: multirotor, fly: straight, from: [0, 0], "
                         "course: 30, number: 9, flock: 9, spacing: 20, "
                         "formation: grid",
                         0, i, 9);
    for (int round = 0; round < 2; round++) {
        double least = 1e9;
        for (int i = 0; i < 9; i++)
            for (int j = 0; j < i; j++) {
                double p[2], q[2];
                lw_sim_plane(&f.scenario, a[i].place, p);
                lw_sim_plane(&f.scenario, a[j].place, q);
                least = fmin(least, hypot(p[0] - q[0], p[1] - q[1]));
            }
        assert_near(least, 20, 0.05);
        for (int i = 0; i < 9; i++)
            (void)fly(&a[i], 60);
    }
    fixture_end(&f);
}

static void it_lands_on_the_glide(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: airliner, from: [-30000, 0], to: [0, 0], speed: 90, height: "
        "1500, to_height: 0",
        0, 0, 1);
    (void)fly(&a, 600);
    assert_true(a.arrived);
    assert_true(a.place.alt_hae_m < 60);
    fixture_end(&f);
}

static void courses_change_when_and_by_what_is_said(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: piston, from: [0, 0], to: [300000, 0], changes: {every: 300, "
        "by: 40}",
        3, 0, 1);
    int bends = 0;
    double was = 90;
    for (int t = 0; t < 3000; t++) {
        lw_flight_step(&a, 0.5 * (2 * t));
        lw_flight_step(&a, 0.5 * (2 * t + 1));
        const double course = atan2(a.vel_mps[0], a.vel_mps[1]) / LW_DEG;
        if (t % 300 == 299) {
            bends += fabs(course - was) > 20;
            was = course;
        }
    }
    assert_true(bends >= 2);
    fixture_end(&f);
}

static void its_life_ends_when_it_is_said_to(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f, "kind: multirotor, fly: hover, from: [0, 0], start: 5, life: 20", 0,
        0, 1);
    const struct limits l = fly(&a, 1000);
    assert_near(a.start_s, 5, 0);
    assert_near(l.seconds, 20, 0.6);
    fixture_end(&f);
}

/* It does not vanish in mid-air. */
static void what_hovers_lands_when_its_time_is_up(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_flight a = flight_of(
        &f,
        "kind: multirotor, fly: waypoints, area: {disc: [0, 0], radius: 500}, "
        "height: 90, life: 300",
        0, 0, 1);
    const struct limits l = fly(&a, 1000);
    assert_near(l.seconds, 300, 0.6);
    assert_near(l.high_m, 90, 1);
    assert_near(a.place.alt_hae_m, 0, 2);
    assert_near(hypot(a.vel_mps[0], a.vel_mps[1]), 0, 0.5);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_multirotor_turns_within_3_mps2),
        cmocka_unit_test(wings_bank),
        cmocka_unit_test(a_route_ends_where_it_goes),
        cmocka_unit_test(it_lifts_off_and_hovers),
        cmocka_unit_test(straight_on_is_straight_on),
        cmocka_unit_test(round_and_round_keeps_its_radius),
        cmocka_unit_test(a_swarm_keeps_its_spacing),
        cmocka_unit_test(it_lands_on_the_glide),
        cmocka_unit_test(courses_change_when_and_by_what_is_said),
        cmocka_unit_test(its_life_ends_when_it_is_said_to),
        cmocka_unit_test(what_hovers_lands_when_its_time_is_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
