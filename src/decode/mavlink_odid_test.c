/* SPDX-License-Identifier: Apache-2.0 */
/* Payloads by themselves; frames and reports: mavlink_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "decode/mavlink_odid.h"
#include "near.h"

static struct lw_mavlink_odid odid;
static struct lw_fault fault;

static void what_is_not_known_is_left_out(void **state)
{
    const float none = -1000, later = 65535;
    uint8_t p[255] = {0};

    (void)state;
    for (int i = 0; i < 3; i++)
        memcpy(p + 8 + 4 * i, &none, 4);
    memcpy(p + 20, &later, 4);
    p[24] = 36100 & 255; /* direction */
    p[25] = 36100 >> 8;
    p[26] = 25500 & 255; /* speed */
    p[27] = 25500 >> 8;
    p[28] = 6300 & 255; /* vertical speed */
    p[29] = 6300 >> 8;
    assert_int_equal(
        lw_mavlink_odid_read(LW_MAVLINK_LOCATION, p, &odid, &fault), 0);
    assert_int_equal(odid.count, 1);
    assert_int_equal(odid.message[0].type, LW_REMOTE_ID_LOCATION);
    assert_int_equal(odid.message[0].is.location.has, 0);
    assert_string_equal(odid.name, "");
    memset(p, 0, sizeof p);
    for (int i = 0; i < 3; i++)
        memcpy(p + 8 + 4 * i, &none, 4);
    assert_int_equal(lw_mavlink_odid_read(LW_MAVLINK_SYSTEM, p, &odid, &fault),
                     0);
    assert_int_equal(odid.message[0].is.system.has, 0);
}

static void signs_and_times(void **state)
{
    uint8_t p[255] = {0};

    (void)state;
    p[3] = p[7] = 0xff; /* -16777216 */
    p[28] = 0x38;       /* -200 */
    p[29] = 0xff;
    assert_int_equal(
        lw_mavlink_odid_read(LW_MAVLINK_LOCATION, p, &odid, &fault), 0);
    assert_near(odid.message[0].is.location.lat_deg, -1.6777216, 1e-9);
    assert_near(odid.message[0].is.location.up_mps, -2, 1e-9);
    memset(p, 0, sizeof p);
    p[20] = 10;
    assert_int_equal(lw_mavlink_odid_read(LW_MAVLINK_SYSTEM, p, &odid, &fault),
                     0);
    assert_true(odid.message[0].is.system.time_s == 1546300810);
}

static void transmitters_by_text_or_bytes(void **state)
{
    static const uint8_t mac[6] = {0x30, 0x65, 0xec, 0x6f, 0xc4, 0x58};
    uint8_t p[255] = {0};

    (void)state;
    memcpy(p + 2, mac, 6);
    memcpy(p + 23, "text", 4);
    assert_int_equal(lw_mavlink_odid_read(LW_MAVLINK_SELF_ID, p, &odid, &fault),
                     0);
    assert_string_equal(odid.name, "3065ec6fc458");
    assert_string_equal(odid.message[0].is.self.text, "text");
    memcpy(p + 2, "3065EC6FC458-A-long1", 20);
    assert_int_equal(
        lw_mavlink_odid_read(LW_MAVLINK_OPERATOR_ID, p, &odid, &fault), 0);
    assert_string_equal(odid.name, "3065ec6fc458-a-long1");
    memset(p + 2, 0x80, 20);
    assert_int_equal(
        lw_mavlink_odid_read(LW_MAVLINK_OPERATOR_ID, p, &odid, &fault), 0);
    assert_int_equal(strlen(odid.name), 30);
}

static void packs_of_any_bytes(void **state)
{
    uint8_t p[255];

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        memset(p, byte, sizeof p);
        p[22] = 25;
        p[23] = 9;
        const int err = lw_mavlink_odid_read(LW_MAVLINK_PACK, p, &odid, &fault);
        assert_true(err < 0 || (odid.count > 0 && odid.count <= 9));
    }
    memset(p, 0, sizeof p);
    assert_int_equal(lw_mavlink_odid_read(LW_MAVLINK_PACK, p, &odid, &fault),
                     LW_ERR_RANGE);
    p[22] = 25;
    assert_int_equal(lw_mavlink_odid_read(LW_MAVLINK_PACK, p, &odid, &fault),
                     0);
    assert_int_equal(odid.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(signs_and_times),
        cmocka_unit_test(transmitters_by_text_or_bytes),
        cmocka_unit_test(packs_of_any_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
