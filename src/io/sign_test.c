/* SPDX-License-Identifier: Apache-2.0 */
#include "sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char body[] = "{\"test\": 2432232314}";

/* The example that libraries of the specification are tested with. */
static void signs_as_the_specification_does(void **state)
{
    char got[LW_SIGN_SIZE];

    (void)state;
    assert_int_equal(lw_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                             "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body,
                             strlen(body), got),
                     0);
    assert_string_equal(got, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void a_secret_may_be_plain_or_padded(void **state)
{
    char plain[LW_SIGN_SIZE], coded[LW_SIGN_SIZE];

    (void)state;
    assert_int_equal(lw_sign("key!", "a", 1, body, 3, plain), 0);
    assert_int_equal(lw_sign("whsec_a2V5IQ==", "a", 1, body, 3, coded), 0);
    assert_string_equal(plain, coded);
    assert_int_equal(lw_sign("key!", "b", 1, body, 3, coded), 0);
    assert_string_not_equal(plain, coded);
}

static void what_is_no_key_is_refused(void **state)
{
    char text[LW_SIGN_KEY_MAX + 2], got[LW_SIGN_SIZE];

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(lw_sign(text, "a", 1, body, 3, got), LW_ERR_NO_SPACE);
    assert_int_equal(lw_sign("whsec_a", "a", 1, body, 3, got), LW_ERR_SYNTAX);
    assert_int_equal(lw_sign("whsec_", "a", 1, body, 3, got), LW_ERR_SYNTAX);
    assert_int_equal(lw_sign("whsec_====", "a", 1, body, 3, got),
                     LW_ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_as_the_specification_does),
        cmocka_unit_test(a_secret_may_be_plain_or_padded),
        cmocka_unit_test(what_is_no_key_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
