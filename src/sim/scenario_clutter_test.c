/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

#define SOURCE(text)                                                           \
    HEAD "sensors:\n- {id: s, kind: radar, place: [0, 0], period: 1, "         \
         "coverage: {range: 5000}, false: [" text "]}\n"

static void every_source_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(
            &f, SOURCE("{how: even}, {how: area, rate: 2, area: [0, 0], "
                       "height: [1, 2], time: [3, 4], speed: 5, looks_like: "
                       "jet}, {how: flocks, flocks: 7, spread: 8, area: {disc: "
                       "[0, 0], radius: 9}}, {how: light, az: 90, el: 10, "
                       "turn: 36}")),
        0);
    const struct lw_sim_clutter *c = f.scenario.sensors[0].clutter;
    assert_int_equal(f.scenario.sensors[0].clutters, 4);
    assert_true(c[0].how == LW_SIM_FALSE_EVEN && c[0].rate < 0);
    assert_int_equal(c[1].how, LW_SIM_FALSE_AREA);
    assert_near(c[1].rate, 2, 0);
    assert_near(c[1].height_m.to, 2, 0);
    assert_near(c[1].time_s.from, 3, 0);
    assert_near(c[1].speed_mps.from, 5, 0);
    assert_int_equal(c[1].looks_like, LW_KIND_JET);
    assert_int_equal(c[2].flocks, 7);
    assert_near(c[2].spread_m, 8, 0);
    assert_near(c[3].az_rad, LW_PI / 2, 1e-12);
    assert_near(c[3].el_rad, 10 * LW_DEG, 1e-12);
    assert_near(c[3].turn_rad_s, 0.01 * LW_DEG, 1e-12);
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(SOURCE("{how: evn}"), LW_ERR_UNKNOWN, 6, "`even`");
    refused(SOURCE("{how: area}"), LW_ERR_MISSING, 6, "`area`");
    refused(SOURCE("{how: flocks}"), LW_ERR_MISSING, 6, "`area`");
    refused(SOURCE("{rate: -1}"), LW_ERR_RANGE, 6, "`rate`");
    refused(SOURCE("{flocks: 0}"), LW_ERR_RANGE, 6, "`flocks`");
    refused(SOURCE("{looks_like: cow}"), LW_ERR_UNKNOWN, 6, "`looks_like`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_source_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
