/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

static void every_fault_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(
            &f, HEAD RADAR
            "degrade:\n- {kinds: [radar, rf], dead: 0.1, liars: 0.2, outages: "
            "0.3, outage: 40, pointing: [3, 5], range: 30, clock: [0, 2], "
            "far_clock: 60, far_clock_share: 0.05, drift: 1e-4, jump: -3, "
            "jump_at: 20, position: 300, duplicates: 0.4, duplicate_after: [1, "
            "2], late: 0.5, late_by: [0, 120], false_factor: 10}\n"),
        0);
    const struct lw_sim_faults *d = f.scenario.degrade;
    assert_int_equal(f.scenario.degradings, 1);
    assert_int_equal(d->kinds, 1U << LW_SENSOR_RADAR | 1U << LW_SENSOR_RF);
    assert_near(d->dead, 0.1, 0);
    assert_near(d->liars, 0.2, 0);
    assert_near(d->outages, 0.3, 0);
    assert_near(d->outage_s, 40, 0);
    assert_near(d->pointing_rad.to, 5 * LW_DEG, 1e-12);
    assert_near(d->range_m.from, 30, 0);
    assert_near(d->clock_s.to, 2, 0);
    assert_near(d->far_clock_s.from, 60, 0);
    assert_near(d->far_clock, 0.05, 0);
    assert_near(d->drift, 1e-4, 0);
    assert_near(d->jump_s, -3, 0);
    assert_near(d->jump_at_s, 20, 0);
    assert_near(d->position_m.from, 300, 0);
    assert_near(d->duplicates, 0.4, 0);
    assert_near(d->duplicate_s.to, 2, 0);
    assert_near(d->late, 0.5, 0);
    assert_near(d->late_s.to, 120, 0);
    assert_near(d->false_factor, 10, 0);
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(HEAD RADAR "degrade: {dead: 2}\n", LW_ERR_RANGE, 7, "`dead`");
    refused(HEAD RADAR "degrade: {ded: 0.2}\n", LW_ERR_UNKNOWN, 7, "`dead`");
    refused(HEAD RADAR "degrade: {kinds: radar}\n", LW_ERR_RANGE, 7, "`kinds`");
    refused(HEAD RADAR "degrade: {kinds: [rader]}\n", LW_ERR_UNKNOWN, 7,
            "`radar`");
    refused(HEAD RADAR "degrade: {late: 0.1, late_by: [3]}\n", LW_ERR_RANGE, 7,
            "two numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
