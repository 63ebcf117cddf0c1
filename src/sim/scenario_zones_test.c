/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim_fixture.h"

#define ZONES(text) HEAD RADAR "zones:\n- {id: z, " text "}\n"

static void a_group_of_zones_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(&f, ZONES("kind: works, number: 5, area: {box: [[0, 0], "
                               "[9, 9]]}, radius: 2, name: {en: Works, uk: "
                               "Завод}, warn: {minutes: 5, probability: 0.4, "
                               "clear_after: 60}")),
        0);
    const struct lw_sim_zones *z = f.scenario.zones;
    assert_int_equal(z->number, 5);
    assert_string_equal(z->kind, "works");
    assert_string_equal(z->name.text[LW_LANG_EN], "Works");
    assert_string_equal(z->name.text[LW_LANG_NL], "");
    assert_near(z->radius_m, 2, 0);
    assert_near(z->warn.is.warning.minutes, 5, 0);
    assert_near(z->warn.is.warning.probability, 0.4, 0);
    assert_near(z->warn.is.clear_after_s, 60, 0);
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused(ZONES("radius: 3"), LW_ERR_MISSING, 8, "`area`");
    refused(ZONES("area: [0, 0]"), LW_ERR_MISSING, 8, "`radius`");
    refused(ZONES("area: [0, 0], radius: 1, warn: {minuts: 3}"), LW_ERR_UNKNOWN,
            8, "`minutes`");
    refused(ZONES("area: [0, 0], radius: 1, name: {de: Werk}"), LW_ERR_UNKNOWN,
            8, "`name`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_of_zones_is_read),
        cmocka_unit_test(what_is_wrong_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
