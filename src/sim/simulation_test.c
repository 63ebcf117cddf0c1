/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/simulation.h"

#include "base/siphash.h"
#include "sim/sim_fixture.h"

#define TOWN                                                                   \
    HEAD "air: {wind: [4, 2]}\naircraft:\n"                                    \
         "- {id: drone, kind: multirotor, number: 12, fly: waypoints, area: "  \
         "{disc: [0, 0], radius: 1500}, start: [0, 20], life: [20, 40], "      \
         "remote_id: 0.5, transmits: 0.5}\n"                                   \
         "- {id: piston, kind: piston, from: [-3000, 0], to: [3000, 0]}\n"     \
         "sensors:\n"                                                          \
         "- {id: radar, kind: radar, number: 2, place: {points: [[0, 0], "     \
         "[900, 0]]}, gives: [el], period: 1, looks: true, coverage: {range: " \
         "4000}, false_reports: 10, delay: [0.1, 3]}\n"                        \
         "- {id: ear, kind: acoustic, number: 9, place: {disc: [0, 0], "       \
         "radius: 2000}, period: 1, coverage: {range: 4000}, delay: [1, 4]}\n" \
         "- {id: cam, kind: camera, place: [0, 0], period: 0.3, coverage: "    \
         "{range: 2000}, wander: {sd: 1, time: 9}, judges: 0.8}\n"

static struct lw_siphash hash_of(const struct fixture *f)
{
    static const uint8_t key[16] = {1};
    struct lw_siphash a =
        lw_siphash(key, f->report, f->reports * sizeof *f->report);
    const struct lw_siphash b =
        lw_siphash(key, f->truth, f->truths * sizeof *f->truth);

    a.low ^= b.low;
    a.high ^= b.high;
    return a;
}

static void the_same_seed_gives_the_same_bits(void **state)
{
    (void)state;
    struct fixture a = fixture_run(TOWN, 5), b = fixture_run(TOWN, 5);
    struct fixture c = fixture_run(TOWN, 6);
    assert_int_equal(a.reports, b.reports);
    assert_true(hash_of(&a).low == hash_of(&b).low);
    assert_true(hash_of(&a).high == hash_of(&b).high);
    assert_true(hash_of(&a).low != hash_of(&c).low);
    assert_true(a.reports > 1000 && a.truths > 200);
    fixture_end(&a);
    fixture_end(&b);
    fixture_end(&c);
}

static void reports_come_in_order_of_arrival(void **state)
{
    (void)state;
    struct fixture f = fixture_run(TOWN, 7);
    for (size_t i = 0; i < f.reports; i++) {
        assert_true(f.report[i].has & LW_HAS_RX);
        assert_true(i == 0 || f.report[i].rx_ns >= f.report[i - 1].rx_ns);
        assert_true(f.report[i].rx_ns >= f.report[i].meas_ns);
    }
    fixture_end(&f);
}

/* What comes last of the truth's order tells nothing: the real ones of a look
 * are not first among its plots. */
static void the_order_within_a_look_tells_nothing(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        TOP "seconds: 500\n" DRONE
            "sensors:\n- {id: radar, kind: radar, place: [0, 0], period: 1, "
            "looks: true, coverage: {range: 5000}, detection: 1, "
            "false_reports: 9}\n",
        8);
    size_t place = 0, in_look = 0, first = 0, last = 0;
    for (size_t i = 0; i < f.reports; i++) {
        if (f.report[i].type == LW_REPORT_LOOK) {
            if (in_look > 1) {
                first += place == 0;
                last += place == in_look - 1;
            }
            in_look = 0;
            continue;
        }
        if (f.object[i][0] != '\0')
            place = in_look;
        in_look++;
    }
    assert_near((double)first, 50, 25);
    assert_near((double)last, 50, 25);
    fixture_end(&f);
}

/* A sensor more, and an aircraft more, change nothing of the others. */
static void groups_do_not_change_one_another(void **state)
{
    (void)state;
    static const char more[] =
        TOWN "- {id: new, kind: rf, place: [0, 0], period: 1, coverage: "
             "{range: 3000}}\n";
    struct fixture a = fixture_run(TOWN, 9), b = fixture_run(more, 9);
    size_t j = 0;
    for (size_t i = 0; i < b.reports; i++) {
        if (strcmp(b.report[i].sensor, "new") == 0)
            continue;
        assert_true(j < a.reports);
        assert_memory_equal(&a.report[j], &b.report[i], sizeof a.report[j]);
        j++;
    }
    assert_int_equal(j, a.reports);
    fixture_end(&a);
    fixture_end(&b);
}

/* Only what is late is other than it was, and it is the same in itself. */
static void lateness_changes_arrival_alone(void **state)
{
    (void)state;
    static const char late[] = TOWN "degrade: {late: 0.3, late_by: [0, 8]}\n";
    struct fixture a = fixture_run(TOWN, 10), b = fixture_run(late, 10);
    double sum_a = 0, sum_b = 0;
    assert_int_equal(a.reports, b.reports);
    for (size_t i = 0; i < a.reports; i++) {
        sum_a += a.report[i].range_m + fixture_seconds(&a, a.report[i].meas_ns);
        sum_b += b.report[i].range_m + fixture_seconds(&b, b.report[i].meas_ns);
    }
    assert_near(sum_a, sum_b, 1e-3);
    fixture_end(&a);
    fixture_end(&b);
}

static void truth_is_told_as_often_as_is_said(void **state)
{
    (void)state;
    struct fixture f = fixture_run(HEAD "truth_every: 7\n" DRONE RADAR, 11);
    assert_int_equal(f.truths, 9);
    assert_near(fixture_seconds(&f, f.truth[3].t_ns), 21, 1e-6);
    fixture_end(&f);
}

static void velocity_is_that_of_the_places(void **state)
{
    (void)state;
    struct fixture f = fixture_run(
        HEAD "aircraft:\n- {id: a, kind: piston, fly: straight, from: {lat: "
             "53, lon: 8}, course: 40}\n" RADAR,
        12);
    for (size_t i = 1; i < f.truths; i++) {
        struct lw_frame frame;
        double was[3];
        lw_frame_init(&frame, f.truth[i].pos);
        lw_frame_from_geodetic(&frame, f.truth[i - 1].pos, was);
        for (int k = 0; k < 2; k++)
            assert_near(-was[k], f.truth[i].vel_mps[k], 0.01);
    }
    fixture_end(&f);
}

static void *refuse(void *context, void *old, size_t size)
{
    (void)context, (void)old, (void)size;
    return NULL;
}

static void too_little_memory_is_told(void **state)
{
    (void)state;
    const struct lw_event_memory none = {NULL, refuse};
    struct fixture f = fixture_begin();
    assert_int_equal(fixture_read(&f, TOWN), 0);
    const size_t used = f.arena.used;
    int err = LW_ERR_NO_SPACE;
    for (size_t more = 64; err == LW_ERR_NO_SPACE && more < FIXTURE_SIZE / 2;
         more *= 2) {
        f.arena.used = used;
        f.arena.size = used + more;
        err = lw_sim_init(&f.sim, &f.scenario, 1, 0, &f.arena, none);
    }
    assert_int_equal(err, 0);
    do
        err = lw_sim_step(f.sim);
    while (err > 0);
    assert_int_equal(err, LW_ERR_NO_SPACE);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(reports_come_in_order_of_arrival),
        cmocka_unit_test(the_order_within_a_look_tells_nothing),
        cmocka_unit_test(groups_do_not_change_one_another),
        cmocka_unit_test(lateness_changes_arrival_alone),
        cmocka_unit_test(truth_is_told_as_often_as_is_said),
        cmocka_unit_test(velocity_is_that_of_the_places),
        cmocka_unit_test(too_little_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
