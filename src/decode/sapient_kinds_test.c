/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/sapient_kinds.h"
#include "near.h"

typedef Sapient__DetectionReport__SubClass subclass;

static Sapient__DetectionReport__DetectionReportClassification class[3];
static Sapient__DetectionReport__DetectionReportClassification *classes[3] = {
    &class[0], &class[1], &class[2]};
static subclass sub[3];
static subclass *subs[3] = {&sub[0], &sub[1], &sub[2]};

static void put_class(int i, char *type, double confidence)
{
    sapient__detection_report__detection_report_classification__init(&class[i]);
    class[i].type = type;
    class[i].has_confidence = confidence >= 0;
    class[i].confidence = (float)confidence;
}

static void put_sub(int i, char *type, double confidence)
{
    sapient__detection_report__sub_class__init(&sub[i]);
    sub[i].type = type;
    sub[i].has_confidence = confidence >= 0;
    sub[i].confidence = (float)confidence;
}

static bool kinds(int count, const struct lw_decode_config *config,
                  double out[LW_KINDS])
{
    Sapient__DetectionReport report = SAPIENT__DETECTION_REPORT__INIT;

    report.n_classification = (size_t)count;
    report.classification = classes;
    return lw_sapient_kinds(&report, config, out);
}

static double sum(const double k[LW_KINDS])
{
    double all = 0;

    for (int i = 0; i < LW_KINDS; i++)
        all += k[i];
    return all;
}

static const struct lw_decode_config plain = {.options = 0};
static char air[] = "Air vehicle", rotary[] = "UAV Rotary Wing",
            fixed[] = "sapient_core:UAV fixed wing", military[] = "Military",
            bird[] = "Bird", animal[] = "Animal", unknown[] = "Unknown",
            manned[] = "Manned Fixed Wing", odd[] = "Shahed", human[] = "Human";

static void sub_classes_share_what_their_class_has(void **state)
{
    double k[LW_KINDS];

    (void)state;
    put_class(0, air, 0.9);
    put_class(1, animal, 0.1);
    put_sub(0, rotary, 0.6);
    put_sub(1, fixed, 0.2);
    put_sub(2, bird, 0.04);
    class[0].n_sub_class = 2;
    class[0].sub_class = subs;
    class[1].n_sub_class = 1;
    class[1].sub_class = &subs[2];
    assert_true(kinds(2, &plain, k));
    assert_near(k[LW_KIND_MULTIROTOR], 0.6, 1e-9);
    assert_near(k[LW_KIND_FIXED_WING], 0.2, 1e-9);
    assert_near(k[LW_KIND_BIRD], 0.04, 1e-9);
    assert_near(k[LW_KIND_UNKNOWN], 0.06, 1e-9); /* another animal */
    assert_near(sum(k), 0.9, 1e-9); /* an air vehicle of no kind: not said */
}

static void confidences_given_the_class_are_taken_so(void **state)
{
    double k[LW_KINDS];

    (void)state;
    put_class(0, air, 0.5);
    put_sub(0, rotary, 0.9);
    put_sub(1, fixed, 0.1);
    class[0].n_sub_class = 2;
    class[0].sub_class = subs;
    assert_true(kinds(1, &plain, k));
    assert_near(k[LW_KIND_MULTIROTOR], 0.45, 1e-9);
    assert_near(k[LW_KIND_FIXED_WING], 0.05, 1e-9);
}

static void what_has_no_confidence_has_what_is_left(void **state)
{
    double k[LW_KINDS];

    (void)state;
    put_class(0, air, 0.83);
    put_sub(0, rotary, -1);
    put_sub(1, military, -1);
    class[0].n_sub_class = 1;
    class[0].sub_class = subs;
    sub[0].n_sub_class = 1;
    sub[0].sub_class = &subs[1];
    assert_true(kinds(1, &plain, k));
    assert_near(k[LW_KIND_MULTIROTOR], 0.83, 1e-6);
    put_class(0, bird, 85); /* per cent: no chance */
    assert_true(kinds(1, &plain, k));
    assert_near(k[LW_KIND_BIRD], 1, 1e-9);
}

static void unknown_stays_unknown(void **state)
{
    double k[LW_KINDS];

    (void)state;
    put_class(0, unknown, 1);
    assert_false(kinds(1, &plain, k));
    put_class(0, odd, 0.7);
    assert_false(kinds(1, &plain, k));
    assert_false(kinds(0, &plain, k));
    put_class(0, human, 0.8);
    put_class(1, unknown, 0.2);
    assert_true(kinds(2, &plain, k));
    assert_near(k[LW_KIND_UNKNOWN], 0.8, 1e-6);
    assert_near(sum(k), 0.8, 1e-6);
}

static void several_kinds_share_and_more_than_one_is_one(void **state)
{
    double k[LW_KINDS];

    (void)state;
    put_class(0, manned, 0.9);
    assert_true(kinds(1, &plain, k));
    assert_near(k[LW_KIND_AIRLINER], 0.3, 1e-6);
    put_class(0, rotary, 1);
    put_class(1, bird, 1);
    assert_true(kinds(2, &plain, k));
    assert_near(k[LW_KIND_BIRD], 0.5, 1e-6);
    assert_true(sum(k) <= 1);
}

static void a_setting_names_what_is_not_known(void **state)
{
    const struct lw_pair pair = {"class.Shahed", "piston"};
    const struct lw_pair wrong = {"class.Shahed", "plane"};
    struct lw_decode_config config = {.option = &pair, .options = 1};
    double k[LW_KINDS];
    struct lw_fault fault;

    (void)state;
    assert_int_equal(lw_sapient_kinds_check(&config, &fault), 0);
    put_class(0, odd, 0.7);
    assert_true(kinds(1, &config, k));
    assert_near(k[LW_KIND_PISTON], 0.7, 1e-6);
    config.option = &wrong;
    assert_int_equal(lw_sapient_kinds_check(&config, &fault), LW_ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sub_classes_share_what_their_class_has),
        cmocka_unit_test(confidences_given_the_class_are_taken_so),
        cmocka_unit_test(what_has_no_confidence_has_what_is_left),
        cmocka_unit_test(unknown_stays_unknown),
        cmocka_unit_test(several_kinds_share_and_more_than_one_is_one),
        cmocka_unit_test(a_setting_names_what_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
