/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_ndjson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "near.h"

static const char whole[] =
    "{\"type\":\"warning\",\"t\":1790000012.5,\"warning\":\"W0003\","
    "\"zone\":\"hospital-oost\",\"state\":\"updated\",\"level\":\"warning\","
    "\"arrival\":{\"earliest\":1790000100,\"likely\":1790000200,"
    "\"latest\":1790000400},\"probability\":0.83,\"tracks\":[\"A0007\"]}";

static int read_text(const char *text, struct lw_warning_line *out,
                     struct lw_fault *fault)
{
    return lw_warning_line_read(text, strlen(text), out, fault);
}

static void reads_every_field(void **state)
{
    (void)state;
    struct lw_warning_line got;

    assert_int_equal(read_text(whole, &got, NULL), 0);
    assert_string_equal(got.name, "W0003");
    assert_string_equal(got.zone, "hospital-oost");
    assert_true(got.time_ns == INT64_C(1790000012500000000));
    assert_int_equal(got.level, LW_WARNING_WARNING);
    assert_int_equal(got.state, LW_WARNING_UPDATED);
    assert_near(got.probability, 0.83, 0);
    assert_true(got.has_arrival);
    assert_true(got.when.earliest_ns == INT64_C(1790000100000000000));
    assert_true(got.when.likely_ns == INT64_C(1790000200000000000));
    assert_true(got.when.latest_ns == INT64_C(1790000400000000000));
}

/* What the contract has always had: no `latest`; and hardly anything. */
static void what_may_be_left_out_may_be_null(void **state)
{
    (void)state;
    struct lw_warning_line got;

    assert_int_equal(
        read_text("{\"t\":1790000012,\"warning\":\"W1\",\"zone\":\"z\","
                  "\"state\":\"active\",\"arrival\":{\"earliest\":1790000100,"
                  "\"likely\":1790000200},\"probability\":null,"
                  "\"type\":\"notice\"}",
                  &got, NULL),
        0);
    assert_int_equal(got.level, LW_WARNING_NOTICE);
    assert_true(isnan(got.probability));
    assert_true(got.has_arrival && got.when.latest_ns == INT64_MAX);
    assert_int_equal(
        read_text("{\"type\":\"warning\",\"t\":1790000012,\"warning\":\"W1\","
                  "\"zone\":\"z\",\"state\":\"cleared\",\"arrival\":null}",
                  &got, NULL),
        0);
    assert_false(got.has_arrival);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int err;
        const char *what;
    } wrong[] = {
        {"{\"type\":\"track\",\"t\":1}", LW_ERR_NOT_MINE, "`type`"},
        {"{\"t\":1}", LW_ERR_MISSING, "`type`"},
        {"{\"type\":\"warning\",\"t\":1,\"warning\":\"W1\",\"zone\":\"z\"}",
         LW_ERR_MISSING, "`state`"},
        {"{\"type\":\"warning\",\"t\":1,\"warning\":\"W1\",\"zone\":\"z\","
         "\"state\":\"gone\"}",
         LW_ERR_RANGE, "`state`"},
        {"{\"type\":\"warning\",\"t\":1,\"warning\":\"W1\",\"zone\":\"z\","
         "\"state\":\"active\",\"probability\":1.5}",
         LW_ERR_RANGE, "`probability`"},
        {"{\"type\":\"warning\",\"t\":1,\"warning\":\"W1\",\"zone\":\"z\","
         "\"state\":\"active\",\"arrival\":{\"likely\":\"soon\"}}",
         LW_ERR_RANGE, "`arrival`"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct lw_warning_line got;
        struct lw_fault fault = {0};
        assert_int_equal(read_text(wrong[i].line, &got, &fault), wrong[i].err);
        assert_non_null(strstr(fault.what, wrong[i].what));
    }
}

static void refuses_every_prefix(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        char *exact = malloc(len > 0 ? len : 1);
        struct lw_warning_line got;
        struct lw_fault fault = {0};
        assert_non_null(exact);
        memcpy(exact, whole, len);
        assert_int_equal(lw_warning_line_read(exact, len, &got, &fault),
                         LW_ERR_SYNTAX);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(what_may_be_left_out_may_be_null),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(refuses_every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
