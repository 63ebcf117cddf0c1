/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_parts.h"

#include "sim/sim_fixture.h"

static struct fixture built(const char *text, uint64_t seed)
{
    const struct lw_event_memory memory = {NULL, fixture_grow};
    struct fixture f = fixture_begin();

    assert_int_equal(fixture_read(&f, text), 0);
    assert_int_equal(
        lw_sim_init(&f.sim, &f.scenario, seed, 0, &f.arena, memory), 0);
    return f;
}

#define EARS(faults)                                                           \
    HEAD DRONE                                                                 \
        "sensors:\n- {id: ear, kind: acoustic, number: 1000, place: {box: "    \
        "[[-50000, -50000], [50000, 50000]], spread: grid}, period: 5, "       \
        "coverage: "                                                           \
        "{range: 4000}, faults: {" faults "}}\n"

static void names_are_numbered_where_there_are_several(void **state)
{
    (void)state;
    char name[LW_ID_MAX + 1];
    lw_sim_name("radar", 0, 1, name);
    assert_string_equal(name, "radar");
    lw_sim_name("node", 6, 14000, name);
    assert_string_equal(name, "node-00007");
    lw_sim_name("a", 9, 10, name);
    assert_string_equal(name, "a-10");
}

static void flocks_have_the_sizes_that_are_said(void **state)
{
    (void)state;
    struct fixture f = built(
        HEAD
        "aircraft:\n- {id: a, kind: piston, number: 100, flock: [3, 8], "
        "start: [0, 50000], stagger: 10, from: [0, 0], to: [9, 9]}\n" RADAR,
        1);
    uint32_t flock = 0, members = 0;
    assert_int_equal(f.sim->crafts, 100);
    for (uint32_t i = 0; i < 100; i++) {
        const struct lw_flight *a = &f.sim->craft[i].flight;
        if (i > 0 && a->flock_key == f.sim->craft[i - 1].flight.flock_key) {
            members++;
            assert_near(a->start_s - f.sim->craft[i - 1].flight.start_s, 10,
                        1e-9);
            continue;
        }
        if (i > 0)
            assert_true(members >= 3 && members <= 8);
        flock++;
        members = 1;
    }
    assert_true(flock >= 13 && flock <= 34);
    for (uint32_t i = 1; i < 100; i++)
        assert_true(f.sim->craft[f.sim->by_start[i - 1]].flight.start_s <=
                    f.sim->craft[f.sim->by_start[i]].flight.start_s);
    fixture_end(&f);
}

static void as_many_are_dead_as_is_said(void **state)
{
    (void)state;
    struct fixture f = built(EARS("dead: 0.15, liars: 0.02"), 2);
    int dead = 0, liars = 0;
    for (uint32_t i = 0; i < f.sim->posts; i++) {
        dead += f.sim->post[i].dead;
        liars += f.sim->post[i].liar;
    }
    assert_near(dead, 150, 45);
    assert_near(liars, 20, 18);
    assert_int_equal(lw_sim_sensors(f.sim), 1000);
    fixture_end(&f);
}

static void clocks_and_places_are_off_by_what_is_said(void **state)
{
    (void)state;
    struct fixture f = built(EARS("clock: [0, 2], far_clock: [50, 60], "
                                  "far_clock_share: 0.05, position: [100, "
                                  "300], pointing: [3, 5], range: 30"),
                             3);
    int far = 0, left = 0;
    for (uint32_t i = 0; i < f.sim->posts; i++) {
        const struct lw_sim_post *p = &f.sim->post[i];
        double a[2], b[2];
        far += fabs(p->clock_s) > 2;
        assert_true(fabs(p->clock_s) <= 2 ||
                    (fabs(p->clock_s) >= 50 && fabs(p->clock_s) <= 60));
        assert_true(fabs(p->pointing_rad) >= 3 * LW_DEG &&
                    fabs(p->pointing_rad) <= 5 * LW_DEG);
        left += p->pointing_rad < 0;
        assert_near(p->range_m, 30, 0);
        lw_sim_plane(&f.scenario, p->place, a);
        lw_sim_plane(&f.scenario, p->stated, b);
        const double off = hypot(a[0] - b[0], a[1] - b[1]);
        assert_true(off > 99 && off < 301);
    }
    assert_near(far, 50, 30);
    assert_near(left, 500, 70);
    fixture_end(&f);
}

static void the_site_has_them_as_stated(void **state)
{
    (void)state;
    struct fixture f = built(EARS("position: 300"), 4);
    struct lw_sensor s;
    lw_sim_sensor(f.sim, 41, &s);
    assert_string_equal(s.id, "ear-0042");
    assert_true(s.has_position);
    assert_near(s.position.lat_rad, f.sim->post[41].stated.lat_rad, 0);
    assert_true(s.position.lat_rad != f.sim->post[41].place.lat_rad);
    fixture_end(&f);
}

static void the_joint_are_one_of_no_place(void **state)
{
    (void)state;
    struct fixture f =
        built(HEAD "sensors:\n- {id: people, kind: observer, joint: true, "
                   "number: 50, place: {disc: [0, 0], radius: 900}, period: "
                   "10, coverage: {range: 3000}}\n",
              5);
    struct lw_sensor s;
    assert_int_equal(f.sim->posts, 50);
    assert_int_equal(lw_sim_sensors(f.sim), 1);
    lw_sim_sensor(f.sim, 0, &s);
    assert_string_equal(s.id, "people");
    assert_false(s.has_position);
    fixture_end(&f);
}

/* A group more leaves the others where they were. */
static void groups_do_not_change_one_another(void **state)
{
    (void)state;
    struct fixture a = built(
        HEAD "aircraft:\n- {id: b, kind: bird, number: 9, fly: waypoints, "
             "area: {disc: [0, 0], radius: 900}}\n" RADAR,
        6);
    struct fixture b = built(
        HEAD "aircraft:\n- {id: a, kind: jet, number: 5, from: [0, 0], to: [9, "
             "9]}\n- {id: b, kind: bird, number: 9, fly: waypoints, area: "
             "{disc: [0, 0], radius: 900}}\n" RADAR,
        6);
    for (uint32_t i = 0; i < 9; i++) {
        const struct lw_flight *p = &a.sim->craft[i].flight;
        const struct lw_flight *q = &b.sim->craft[5 + i].flight;
        assert_true(p->key == q->key);
        assert_memory_equal(&p->place, &q->place, sizeof p->place);
    }
    fixture_end(&a);
    fixture_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_numbered_where_there_are_several),
        cmocka_unit_test(flocks_have_the_sizes_that_are_said),
        cmocka_unit_test(as_many_are_dead_as_is_said),
        cmocka_unit_test(clocks_and_places_are_off_by_what_is_said),
        cmocka_unit_test(the_site_has_them_as_stated),
        cmocka_unit_test(the_joint_are_one_of_no_place),
        cmocka_unit_test(groups_do_not_change_one_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
