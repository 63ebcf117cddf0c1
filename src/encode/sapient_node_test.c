/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sapient_node.h"

static const struct lw_site site = {.name = "Noord"};

static void a_centre_is_the_same_node_every_time(void **state)
{
    struct lw_sapient_self a, b;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(lw_sapient_self(&a, NULL, &site, 0, &fault), 0);
    assert_int_equal(lw_sapient_self(&b, NULL, &site, 0, &fault), 0);
    assert_string_equal(a.node_id, b.node_id);
    assert_int_equal(a.mark, b.mark);
    assert_int_equal(lw_sapient_self(&a, "x", &site, 0, &fault), LW_ERR_RANGE);
}

static void every_kind_but_unknown_has_a_name(void **state)
{
    struct lw_sapient_self self;

    (void)state;
    assert_int_equal(lw_sapient_self(&self, NULL, &site, 0, NULL), 0);
    for (int kind = 0; kind < LW_KINDS; kind++)
        assert_int_equal(self.kind[kind][0] == '\0', kind == LW_KIND_UNKNOWN);
    for (int i = 0; i < LW_SAPIENT_WORDS; i++)
        assert_true(self.word[i][0] != '\0');
}

static void it_introduces_itself_as_the_standard_demands(void **state)
{
    struct lw_sapient_self self;
    struct lw_sapient_introduction in;
    Sapient__Timestamp time = SAPIENT__TIMESTAMP__INIT;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;
    uint8_t bytes[4096];
    struct lw_fault fault;

    (void)state;
    assert_int_equal(lw_sapient_self(&self, NULL, &site, 2, NULL), 0);
    m.timestamp = &time;
    m.node_id = self.node_id;
    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION;
    m.registration = lw_sapient_introduce(&self, &in);
    const size_t len = lw_sapient_pack(&m, bytes, sizeof bytes);
    assert_int_equal(lw_sapient_check(bytes + LW_SAPIENT_HEAD,
                                      len - LW_SAPIENT_HEAD, &fault),
                     0);
    assert_true(m.registration->status_definition->status_interval->value ==
                2.0F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_centre_is_the_same_node_every_time),
        cmocka_unit_test(every_kind_but_unknown_has_a_name),
        cmocka_unit_test(it_introduces_itself_as_the_standard_demands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
