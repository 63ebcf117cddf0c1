/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"
#include "asterix_maker.h"

#include <math.h>

static const int64_t day_ns = 86400 * (int64_t)1000000000;

/* A time of day is of the day before where that is nearer. */
static void midnight_is_passed_either_way(void **state)
{
    const int64_t day = 20000 * day_ns;

    (void)state;
    make_by(48, NULL, 0,
            "{\"010\":{\"SAC\":1},\"140\":86399.5,"
            "\"040\":{\"RHO\":10,\"THETA\":90}}");
    assert_int_equal(report_at(day + second_ns), 1);
    assert_true(report->meas_ns == day - second_ns / 2);
    make_by(48, NULL, 0,
            "{\"010\":{\"SAC\":1},\"140\":0.5,"
            "\"040\":{\"RHO\":10,\"THETA\":90}}");
    assert_int_equal(report_at(day - second_ns), 1);
    assert_true(report->meas_ns == day + second_ns / 2);
}

static void without_a_time_it_is_when_it_came(void **state)
{
    (void)state;
    assert_int_equal(reports(48, "\"040\":{\"RHO\":10,\"THETA\":90}"), 1);
    assert_true(report->meas_ns == 100 * second_ns);
    assert_true(lw_asterix_time_of_day_ns(&record) == -1);
    /* 24 bits hold more than a day */
    assert_int_equal(
        reports(48, "\"140\":90000,\"040\":{\"RHO\":10,\"THETA\":90}"),
        LW_ERR_RANGE);
    assert_string_equal(fault.what, "140: 90000.0 s are no time of day");
}

static void identities_that_are_none(void **state)
{
    (void)state;
    assert_int_equal(
        reports(48, "\"040\":{\"RHO\":10,\"THETA\":90},\"220\":16777215,"
                    "\"240\":\"        \",\"070\":{\"V\":1,"
                    "\"MODE3A\":\"1234\"}"),
        1);
    assert_int_equal(report->has, LW_HAS_RX);
    assert_int_equal(reports(48,
                             "\"040\":{\"RHO\":10,\"THETA\":90},\"220\":0,"
                             "\"240\":0,\"070\":{\"G\":1,\"MODE3A\":\"1234\"}"),
                     1);
    assert_int_equal(report->has, LW_HAS_RX);
}

static void a_place_is_on_the_earth(void **state)
{
    (void)state;
    assert_int_equal(reports(21, "\"131\":{\"LAT\":100,\"LON\":4}"),
                     LW_ERR_RANGE);
    assert_int_equal(strncmp(fault.what, "131: 100.0", 10), 0);
}

/* What no report can hold is not known. */
static void heights_and_speeds_are_of_this_world(void **state)
{
    struct lw_asterix_maker m = {.out = out};

    (void)state;
    assert_int_equal(reports(62, "\"105\":{\"LAT\":52,\"LON\":4},"
                                 "\"136\":-80,\"220\":200000,"
                                 "\"185\":{\"VX\":1,\"VY\":2}"),
                     1);
    assert_false(report->has & LW_HAS_ALT);
    assert_true(report->has & LW_HAS_VEL);
    memset(out, 0, sizeof out);
    lw_asterix_put_velocity(&m, 1.0, 2.0, 10001.0, 0.5);
    assert_int_equal(report->has, 0);
    assert_int_equal(reports(205, "\"000\":5,\"070\":2,\"180\":-320"), 1);
    assert_false(report->has & LW_HAS_LEVEL);
    assert_int_equal(reports(15, "\"020\":{\"MOMU\":0},\"625\":{\"R\":12,"
                                 "\"SDR\":1500000,\"RR\":50000,"
                                 "\"SDRR\":{\"SDRR\":50000}},"
                                 "\"627\":{\"AZ\":45}"),
                     1);
    assert_false(report->has &
                 (LW_HAS_RANGE_RATE | LW_HAS_SD_RANGE_RATE | LW_HAS_SD_RANGE));
}

/* Positive definite, whatever the wire says. */
static void a_covariance_is_one(void **state)
{
    struct lw_asterix_maker m = {.out = out};

    (void)state;
    memset(out, 0, sizeof out);
    lw_asterix_put_accuracy(&m, 0.0, 3.0, 100.0, 0.5);
    assert_true(report->has & LW_HAS_COV);
    assert_near(report->cov_m2[0], 0.0625, 1e-12);
    assert_true(report->cov_m2[1] * report->cov_m2[1] <
                report->cov_m2[0] * report->cov_m2[4]);
    assert_true(report->cov_m2[8] > 1e6);
    memset(out, 0, sizeof out);
    lw_asterix_put_height(&m, 100.0, 0.0);
    lw_asterix_put_accuracy(&m, 3.0, 4.0, 0.0, 0.5);
    assert_false(report->has & LW_HAS_COV);
    assert_near(report->sd.horizontal_m, sqrt(12.5), 1e-9);
    lw_asterix_put_velocity(&m, 1.0, 2.0, (double)NAN, 0.5);
    assert_near(report->vel_mps[2], 0.0, 0.0);
    assert_true(report->sd.vel_mps > 3.0);
}

/* What stations fill in where they do not know. */
static void a_height_is_one_that_can_be(void **state)
{
    struct lw_asterix_maker m = {.out = out};

    (void)state;
    memset(out, 0, sizeof out);
    lw_asterix_put_height(&m, -62423.0, 30.0);
    lw_asterix_put_height(&m, 100001.0, 30.0);
    assert_int_equal(report->has & (LW_HAS_ALT | LW_HAS_SD_VERTICAL), 0);
    lw_asterix_put_height(&m, -400.0, 30.0);
    assert_near(report->pos.alt_hae_m, -400.0, 0.0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, named_by_themselves)
    const struct CMUnitTest tests[] = {
        TEST(midnight_is_passed_either_way),
        TEST(without_a_time_it_is_when_it_came),
        TEST(identities_that_are_none),
        TEST(a_place_is_on_the_earth),
        TEST(heights_and_speeds_are_of_this_world),
        TEST(a_covariance_is_one),
        TEST(a_height_is_one_that_can_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
