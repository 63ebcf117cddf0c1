/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/siphash.h"

/* Key 00..0f over 00..(n-1): the first vectors of `vectors_sip128` that come
 * with the authors' reference program. */
static void gives_the_published_values(void **state)
{
    static const struct {
        size_t len;
        uint8_t hash[16];
    } known[] = {
        {0,
         {0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72,
          0x14, 0xc7, 0x55, 0x02, 0x93}},
        {1,
         {0xda, 0x87, 0xc1, 0xd8, 0x6b, 0x99, 0xaf, 0x44, 0x34, 0x76, 0x59,
          0x11, 0x9b, 0x22, 0xfc, 0x45}},
    };
    uint8_t key[16], data[16];

    (void)state;
    for (uint8_t i = 0; i < 16; i++)
        key[i] = data[i] = i;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct lw_siphash hash = lw_siphash(key, data, known[i].len);
        for (int b = 0; b < 8; b++) {
            assert_int_equal(hash.low >> 8 * b & 0xff, known[i].hash[b]);
            assert_int_equal(hash.high >> 8 * b & 0xff, known[i].hash[8 + b]);
        }
    }
}

static void every_byte_and_the_length_count(void **state)
{
    static const uint8_t key[16] = {0};
    uint8_t data[40] = {0};
    const struct lw_siphash all_zero = lw_siphash(key, data, 33);

    (void)state;
    for (size_t i = 0; i < 33; i++) {
        data[i] = 1;
        const struct lw_siphash other = lw_siphash(key, data, 33);
        assert_true(other.low != all_zero.low);
        assert_true(other.high != all_zero.high);
        data[i] = 0;
        assert_true(lw_siphash(key, data, i).low != all_zero.low);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_values),
        cmocka_unit_test(every_byte_and_the_length_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
