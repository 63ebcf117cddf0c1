/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_fixture.h"

static void it_says_which_links_it_can_read(void **state)
{
    (void)state;
    assert_true(lw_link_known(LW_LINK_ETHERNET));
    assert_true(lw_link_known(LW_LINK_NORDIC_BLE));
    assert_false(lw_link_known(9999));
    assert_null(lw_unwrap_init(NULL, 0));
}

static int end(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(it_says_which_links_it_can_read, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
