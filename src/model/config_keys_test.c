/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config_fixture.h"
#include "near.h"

static struct lw_config c;

static void keys_are_read(void **state)
{
    struct lw_fault fault;

    (void)state;
    assert_int_equal(
        read_text("keys:\n"
                  "- {name: duty officer, key: 0123456789abcdef,"
                  " may: [view, decide]}\n"
                  "- {name: exercises, key_file: test.key, may: [test]}\n",
                  &c, &fault),
        0);
    assert_int_equal(c.keys, 2);
    assert_string_equal(c.key[0].name, "duty officer");
    assert_string_equal(c.key[0].key, "0123456789abcdef");
    assert_int_equal(c.key[0].may, LW_MAY_VIEW | LW_MAY_DECIDE);
    assert_string_equal(c.key[1].file, "test.key");
    assert_int_equal(c.key[1].may, LW_MAY_TEST);
    assert_int_equal(read_text("keys:\n", &c, &fault), 0);
    assert_int_equal(c.keys, 0);
}

static void what_is_wrong_is_refused(void **state)
{
    (void)state;
    refused("keys: 1\n", LW_ERR_RANGE, 1, "`keys`");
    refused("keys:\n- {name: a, key: short, may: [view]}\n", LW_ERR_RANGE, 2,
            "16 bytes");
    refused("keys:\n- {name: a, may: [view]}\n", LW_ERR_MISSING, 2,
            "`key` or `key_file`");
    refused("keys:\n- {name: a, key: 0123456789abcdef}\n", LW_ERR_MISSING, 2,
            "`may`");
    refused("keys:\n- {name: a, key_file: f, may: [decid]}\n", LW_ERR_UNKNOWN,
            2, "decide");
    refused("keys:\n- {name: a, key_file: f, may: []}\n", LW_ERR_RANGE, 2,
            "`may`");
    refused("keys:\n- {name: a, key_file: f, may: [decide, test]}\n",
            LW_ERR_RANGE, 2, "a key of its own");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_read),
        cmocka_unit_test(what_is_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
