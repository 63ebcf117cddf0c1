/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "remote_id_air.h"
#include "remote_id_samples.h"

enum {
    WIFI = LW_CARRIES(LW_PAYLOAD_WIFI),
    BLUETOOTH = LW_CARRIES(LW_PAYLOAD_BLUETOOTH),
};

/* In memory of exactly its size, so that a byte too far is seen. */
static bool find(const uint8_t *frame, size_t len, unsigned kinds, size_t from,
                 struct lw_remote_id_found *found)
{
    uint8_t *exact = malloc(len + 1);

    assert_non_null(exact);
    memcpy(exact + 1, frame, len);
    const bool got = lw_remote_id_find(exact + 1, len, kinds, from, found);
    free(exact);
    if (got) {
        assert_true(found->at + found->len <= len);
        assert_true(found->next > found->at - 1);
    }
    return got;
}

static void a_beacon_has_a_vendor_element(void **state)
{
    static const uint8_t address[6] = {0x84, 0xcc, 0xa8, 0x60, 0x43, 0x24};
    struct lw_remote_id_found f;

    (void)state;
    assert_true(find(sample_beacon, sizeof sample_beacon, WIFI, 0, &f));
    assert_int_equal(f.transport, LW_REMOTE_ID_WIFI_BEACON);
    assert_false(f.french);
    assert_memory_equal(f.address, address, 6);
    assert_int_equal(f.counter, 0xd0);
    assert_int_equal(f.len, 3 + 5 * 25);
    assert_int_equal(sample_beacon[f.at], 0xf0);
    assert_int_equal(f.next, sizeof sample_beacon);
    assert_false(find(sample_beacon, sizeof sample_beacon, WIFI, f.next, &f));
    assert_false(find(sample_beacon, sizeof sample_beacon, BLUETOOTH, 0, &f));
    assert_true(
        find(sample_beacon, sizeof sample_beacon, WIFI | BLUETOOTH, 0, &f));
}

static void a_nan_frame_has_a_service(void **state)
{
    struct lw_remote_id_found f;

    (void)state;
    assert_true(find(sample_nan, sizeof sample_nan, WIFI, 0, &f));
    assert_int_equal(f.transport, LW_REMOTE_ID_WIFI_NAN);
    assert_int_equal(f.len % 25, 3);
    assert_int_equal(sample_nan[f.at], 0xf0);
    assert_string_equal(lw_remote_id_transport_name(f.transport), "wifi-nan");
}

static void advertisements_have_service_data(void **state)
{
    static const uint8_t address[6] = {0xe0, 0x7d, 0xea, 0xeb, 0x2f, 0x1c};
    struct lw_remote_id_found f;

    (void)state;
    assert_true(
        find(sample_bluetooth_5, sizeof sample_bluetooth_5, BLUETOOTH, 0, &f));
    assert_int_equal(f.transport, LW_REMOTE_ID_BLUETOOTH_5);
    assert_true(f.has_address);
    assert_memory_equal(f.address, address, 6);
    assert_true(f.len >= 3 + 5 * 25);
    assert_true(find(sample_bluetooth_4, sizeof sample_bluetooth_4,
                     WIFI | BLUETOOTH, 0, &f));
    assert_int_equal(f.transport, LW_REMOTE_ID_BLUETOOTH_4);
    assert_int_equal(f.address[0], 0xc4);
    assert_int_equal(f.counter, 7);
    assert_int_equal(f.len, 25);
}

static void a_french_beacon_is_its_own(void **state)
{
    struct lw_remote_id_found f;

    (void)state;
    assert_true(find(sample_french, sizeof sample_french, WIFI, 0, &f));
    assert_true(f.french);
    assert_int_equal(sample_french[f.at], 1);
    assert_int_equal(f.len, 70);
}

static void an_element_that_is_cut_is_given_as_far_as_it_is(void **state)
{
    const struct {
        const uint8_t *frame;
        size_t len;
    } all[] = {
        {sample_beacon, sizeof sample_beacon},
        {sample_nan, sizeof sample_nan},
        {sample_bluetooth_4, sizeof sample_bluetooth_4},
        {sample_bluetooth_5, sizeof sample_bluetooth_5},
        {sample_french, sizeof sample_french},
    };
    struct lw_remote_id_found whole, f;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_true(
            find(all[i].frame, all[i].len, WIFI | BLUETOOTH, 0, &whole));
        for (size_t len = 0; len < all[i].len; len++)
            if (find(all[i].frame, len, WIFI | BLUETOOTH, 0, &f))
                assert_int_equal(f.len, len - f.at < whole.len ? len - f.at
                                                               : whole.len);
            else
                assert_true(len <= whole.at);
    }
}

static void other_frames_are_none(void **state)
{
    uint8_t frame[256];
    struct lw_remote_id_found f;

    (void)state;
    memcpy(frame, sample_beacon, sizeof sample_beacon);
    frame[0] = 0x40; /* a probe request */
    assert_false(find(frame, sizeof sample_beacon, WIFI, 0, &f));
    frame[0] = 0x80;
    frame[1] = 0x40; /* encrypted */
    assert_false(find(frame, sizeof sample_beacon, WIFI, 0, &f));
    memcpy(frame, sample_nan, sizeof sample_nan);
    frame[24 + 5] = 0x14; /* not NAN */
    assert_false(find(frame, sizeof sample_nan, WIFI, 0, &f));
    memcpy(frame, sample_bluetooth_4, sizeof sample_bluetooth_4);
    frame[12] = 0x0e; /* another application of the UUID */
    assert_false(find(frame, sizeof sample_bluetooth_4, BLUETOOTH, 0, &f));
    frame[12] = 0x0d;
    frame[0] = 0x43; /* a scan request */
    assert_false(find(frame, sizeof sample_bluetooth_4, BLUETOOTH, 0, &f));
}

static void two_elements_are_both_found(void **state)
{
    uint8_t frame[512];
    struct lw_remote_id_found first, second;
    const size_t len = sizeof sample_beacon;
    const size_t element = 6 + 1 + 3 + 5 * 25;

    (void)state;
    memcpy(frame, sample_beacon, len);
    memcpy(frame + len, sample_beacon + len - element, element);
    assert_true(find(frame, len + element, WIFI, 0, &first));
    assert_true(find(frame, len + element, WIFI, first.next, &second));
    assert_int_equal(second.at, first.at + element);
    assert_false(find(frame, len + element, WIFI, second.next, &second));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_beacon_has_a_vendor_element),
        cmocka_unit_test(a_nan_frame_has_a_service),
        cmocka_unit_test(advertisements_have_service_data),
        cmocka_unit_test(a_french_beacon_is_its_own),
        cmocka_unit_test(an_element_that_is_cut_is_given_as_far_as_it_is),
        cmocka_unit_test(other_frames_are_none),
        cmocka_unit_test(two_elements_are_both_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
