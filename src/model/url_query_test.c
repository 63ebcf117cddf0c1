/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "url_query.h"

struct read {
    char name[8];
    bool flag;
    struct lw_fault fault;
};

static int query(struct read *read, const char *text)
{
    const struct lw_url_key keys[] = {
        {"name", read->name, sizeof read->name, NULL},
        {"flag", NULL, 0, &read->flag}};

    *read = (struct read){.flag = false};
    return lw_url_query(text, strlen(text), keys, 2, &read->fault);
}

static void settings_are_read(void **state)
{
    struct read read;

    (void)state;
    assert_int_equal(query(&read, ""), 0);
    assert_int_equal(query(&read, "name=eth0&flag=true"), 0);
    assert_string_equal(read.name, "eth0");
    assert_true(read.flag);
    assert_int_equal(query(&read, "flag&name=a%20%C3%a9"), 0);
    assert_string_equal(read.name, "a \xc3\xa9");
    assert_true(read.flag);
    assert_int_equal(query(&read, "flag=false&"), 0);
    assert_false(read.flag);
}

static void what_cannot_be_is_refused(void **state)
{
    struct read read;

    (void)state;
    assert_int_equal(query(&read, "nam=x"), LW_ERR_UNKNOWN);
    assert_string_equal(read.fault.what,
                        "`nam` is no setting of this kind of address");
    assert_int_equal(query(&read, "=x"), LW_ERR_UNKNOWN);
    assert_int_equal(query(&read, "name="), LW_ERR_RANGE);
    assert_int_equal(query(&read, "name"), LW_ERR_RANGE);
    assert_int_equal(query(&read, "name=12345678"), LW_ERR_RANGE);
    assert_int_equal(query(&read, "name=%0"), LW_ERR_SYNTAX);
    assert_int_equal(query(&read, "name=%00"), LW_ERR_SYNTAX);
    assert_int_equal(query(&read, "name=%gg"), LW_ERR_SYNTAX);
    assert_int_equal(query(&read, "flag=perhaps"), LW_ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_read),
        cmocka_unit_test(what_cannot_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
