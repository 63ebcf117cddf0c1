/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

#define GROUP(text) HEAD "aircraft:\n- {id: a, " text "}\n" RADAR

static void a_group_has_what_its_kind_has(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(&f, GROUP("kind: piston, from: [0, 0], to: [9, 9]")), 0);
    const struct lw_sim_aircraft *a = f.scenario.aircraft;
    assert_int_equal(a->kind, LW_KIND_PISTON);
    assert_int_equal(a->number, 1);
    /* 150 to 185 km/h */
    assert_near(a->speed_mps.from, 150 / 3.6, 0.1);
    assert_near(a->speed_mps.to, 185 / 3.6, 0.1);
    assert_true(a->bank_rad > 0);
    assert_int_equal(a->fly, LW_SIM_ROUTE);
    assert_int_equal(a->then, LW_SIM_GONE);
    fixture_end(&f);
}

static void every_key_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(
            &f,
            GROUP("kind: multirotor, number: 7, fly: route, then: loiter, "
                  "formation: line, changes: {every: [60, 90], by: [10, 20]}, "
                  "from: [0, 0], via: [[1, 1], {disc: [5, 5], radius: 3}], to: "
                  "[9, 9], start: [1, 2], flock: [2, 3], speed: 5, height: 6, "
                  "course: 90, from_height: 7, to_height: 8, hover: 9, life: "
                  "10, stagger: 11, remote_id_every: 12, ads_b_every: 13, "
                  "spacing: 14, radius: 15, acceleration: 1.6, climb: 17, "
                  "bank: 18, ads_b: 0.1, remote_id: 0.2, transmits: 0.3, "
                  "imaginary: true")),
        0);
    const struct lw_sim_aircraft *a = f.scenario.aircraft;
    assert_int_equal(a->number, 7);
    assert_int_equal(a->then, LW_SIM_THEN_LOITER);
    assert_int_equal(a->formation, LW_SIM_SWARM_LINE);
    assert_near(a->change_every_s.to, 90, 0);
    assert_near(a->change_by_rad.from, 10 * LW_DEG, 1e-12);
    assert_int_equal(a->vias, 2);
    assert_near(a->flock.to, 3, 0);
    assert_near(a->course_rad.from, LW_PI / 2, 1e-12);
    assert_near(a->from_height_m.from, 7, 0);
    assert_near(a->to_height_m.from, 8, 0);
    assert_near(a->hover_s.from, 9, 0);
    assert_near(a->life_s.from, 10, 0);
    assert_near(a->stagger_s.from, 11, 0);
    assert_near(a->remote_id_every_s.from, 12, 0);
    assert_near(a->ads_b_every_s.from, 13, 0);
    assert_near(a->spacing_m, 14, 0);
    assert_near(a->radius_m, 15, 0);
    assert_near(a->accel_mps2, 1.6, 0);
    assert_near(a->climb_mps, 17, 0);
    assert_near(a->bank_rad, 18 * LW_DEG, 1e-12);
    assert_near(a->ads_b, 0.1, 0);
    assert_near(a->remote_id, 0.2, 0);
    assert_near(a->transmits, 0.3, 0);
    assert_true(a->imaginary);
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(GROUP("kind: multirotr"), LW_ERR_UNKNOWN, 6,
            "did you mean `multirotor`");
    refused(GROUP("from: [0, 0]"), LW_ERR_MISSING, 6, "`kind`");
    refused(GROUP("kind: jet"), LW_ERR_MISSING, 6, "need `from`");
    refused(GROUP("kind: jet, from: [0, 0]"), LW_ERR_MISSING, 6, "needs `to`");
    refused(GROUP("kind: jet, fly: waypoints, from: [0, 0]"), LW_ERR_MISSING, 6,
            "needs `area`");
    refused(GROUP("kind: jet, fly: wiggle"), LW_ERR_UNKNOWN, 6, "`fly`");
    refused(GROUP("kind: jet, from: [0, 0], to: [1, 1], speed: -3"),
            LW_ERR_RANGE, 6, "`speed`: expected m/s from 0.1 to 1000");
    refused(GROUP("kind: jet, from: [0, 0], to: [1, 1], number: 1e9"),
            LW_ERR_RANGE, 6, "`number`");
    refused(GROUP("kind: jet, from: [0, 0], to: [1, 1], changes: {every: 5}"),
            LW_ERR_MISSING, 6, "`by`");
    refused(GROUP("kind: jet, from: [0, 0], to: [1, 1], via: []"), LW_ERR_RANGE,
            6, "1 to 16");
    refused(GROUP("kind: jet, from: [0, 0], to: [1, 1], hight: 5"),
            LW_ERR_UNKNOWN, 6, "did you mean `height`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_has_what_its_kind_has),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
