/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"

static void categories_that_tell_of_no_aircraft_report_nothing(void **state)
{
    (void)state;
    assert_int_equal(reports(34, "\"000\":3"), 0);
    assert_int_equal(reports(4, "\"000\":1"), 0);
    assert_int_equal(reports(8, "\"000\":1"), 0);
    assert_int_equal(reports(240, "\"000\":1"), 0);
    assert_int_equal(reports(247, "\"015\":1"), 0);
}

static void a_report_says_which_sensor_it_is_from(void **state)
{
    static const struct lw_pair names[] = {{"25/10", "radar-1"}};
    struct lw_decode_config config = {.source = names, .sources = 1};
    const char plot[] = "{\"040\":{\"RHO\":10,\"THETA\":90}}";

    (void)state;
    settings(&config);
    assert_int_equal(reports(48, "\"040\":{\"RHO\":1,\"THETA\":2}"), 1);
    assert_string_equal(report->sensor, "radar-1");
    make_by(48, NULL, 0, plot);
    assert_int_equal(report_at(0), LW_ERR_MISSING);
    (void)snprintf(config.sensor, sizeof config.sensor, "other");
    settings(&config);
    make_by(48, NULL, 0, plot);
    assert_int_equal(report_at(0), 1);
    assert_string_equal(report->sensor, "other");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            categories_that_tell_of_no_aircraft_report_nothing,
            named_by_themselves),
        cmocka_unit_test(a_report_says_which_sensor_it_is_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
