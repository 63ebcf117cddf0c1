/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/members.h"

static void writes_members_with_commas_between(void **state)
{
    static const char expected[] = "\"a\":-1,\"b\":0.25,\"c\":\"x\\\"y\","
                                   "\"d\":true,\"e\":{\"f\":\"00ff\"}";
    char room[128];
    struct lw_text text;

    (void)state;
    lw_text_init(&text, room, sizeof room);
    lw_member_int(&text, "a", -1);
    lw_member_fixed(&text, "b", 0.25, 3);
    lw_member_text(&text, "c", "x\"y");
    lw_member_bool(&text, "d", true);
    lw_member_key(&text, "e");
    lw_text_put(&text, "{");
    lw_member_hex(&text, "f", 255, 4);
    lw_text_put(&text, "}");
    assert_int_equal(lw_text_len(&text), strlen(expected));
    assert_memory_equal(room, expected, strlen(expected));
}

static void says_when_there_is_no_room(void **state)
{
    char room[4];
    struct lw_text text;

    (void)state;
    lw_text_init(&text, room, sizeof room);
    lw_member_bool(&text, "a", false);
    assert_int_equal(lw_text_len(&text), LW_ERR_NO_SPACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_members_with_commas_between),
        cmocka_unit_test(says_when_there_is_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
