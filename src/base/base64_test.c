/* SPDX-License-Identifier: Apache-2.0 */
#include "base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648, section 10. */
static void writes_the_examples_of_its_rfc(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char got[16] = "";
        struct lw_text to;
        lw_text_init(&to, got, sizeof got - 1);
        lw_base64_put(&to, pairs[i][0], strlen(pairs[i][0]));
        assert_int_equal(lw_text_len(&to), strlen(pairs[i][1]));
        assert_int_equal(lw_base64_len(strlen(pairs[i][0])),
                         strlen(pairs[i][1]));
        assert_string_equal(got, pairs[i][1]);
    }
}

static void every_byte_has_its_digits(void **state)
{
    char got[8] = "";
    struct lw_text to;

    (void)state;
    lw_text_init(&to, got, sizeof got);
    lw_base64_put(&to, "\xff\xfe\xfb", 3);
    assert_memory_equal(got, "//77", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_examples_of_its_rfc),
        cmocka_unit_test(every_byte_has_its_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
