/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "encode.h"

static void every_format_is_whole_and_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; lw_encoders[i] != NULL; i++) {
        const struct lw_encoder *e = lw_encoders[i];

        assert_ptr_equal(lw_encoder_find(e->name), e);
        assert_non_null(e->title);
        assert_non_null(e->spec);
        assert_non_null(e->type);
        assert_non_null(e->suffix);
        assert_non_null(e->init);
        assert_non_null(e->track);
        assert_true(e->track_max > 0);
        assert_true(e->trail == 0 || e->point_max > 0);
    }
    assert_null(lw_encoder_find("none"));
}

static void a_setting_of_no_format_is_refused(void **state)
{
    static const struct lw_pair pair = {"no-such", "1"};
    const struct lw_encode_config config = {.option = &pair, .options = 1};
    struct lw_fault fault;

    (void)state;
    for (int i = 0; lw_encoders[i] != NULL; i++) {
        assert_int_equal(lw_encoder_check(lw_encoders[i], &config, &fault),
                         LW_ERR_UNKNOWN);
        assert_non_null(strstr(fault.what, "no-such"));
    }
    assert_string_equal(lw_encode_option(&config, "no-such"), "1");
    assert_null(lw_encode_option(&config, "other"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_whole_and_found_by_its_name),
        cmocka_unit_test(a_setting_of_no_format_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
