/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/adsb_samples.h"
#include "decode/exact_fixture.h"
#include "decode/formats.h"

static const struct lw_decoder *const avr = &lw_decoder_avr;

static int decode(void *memory, const char *line, struct lw_report *r)
{
    return decode_exact(avr, memory, line, strlen(line), 0, r, NULL);
}

static void *new_state(void)
{
    const struct lw_decode_config config = {.sensor = "roof"};
    void *state = malloc(avr->state_size);

    assert_non_null(state);
    avr->init(state, &config, NULL);
    return state;
}

static void reads_every_kind_of_line(void **state)
{
    void *memory = new_state();
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(memory, "*" SAMPLE_ODD ";", &r), 0);
    assert_int_equal(decode(memory, "@0000000000ff" SAMPLE_EVEN ";", &r), 1);
    assert_int_equal(decode(memory, "%0000000000ff" SAMPLE_EVEN ";", &r), 1);
    assert_int_equal(decode(memory, "<0000000000ffc8" SAMPLE_EVEN ";", &r), 1);
    assert_int_equal(decode(memory, "*8D40621D58C382D690C8AC2863A7;", &r), 1);
    assert_int_equal(decode(memory, "*7700;", &r), 0);
    free(memory);
}

static void refuses_what_is_no_message(void **state)
{
    void *memory = new_state();
    struct lw_report r;

    (void)state;
    assert_int_equal(decode(memory, "", &r), LW_ERR_SYNTAX);
    assert_int_equal(decode(memory, "8d", &r), LW_ERR_SYNTAX);
    assert_int_equal(decode(memory, "*" SAMPLE_ODD, &r), LW_ERR_TRUNCATED);
    assert_int_equal(decode(memory, "*8d40;;", &r), 0);
    assert_int_equal(decode(memory, "*8d4;", &r), LW_ERR_SYNTAX);
    assert_int_equal(decode(memory, "*8g40;", &r), LW_ERR_SYNTAX);
    assert_int_equal(decode(memory, "*8d406263;", &r), LW_ERR_TRUNCATED);
    assert_int_equal(decode(memory, "@8d40;", &r), LW_ERR_TRUNCATED);
    assert_int_equal(decode(memory, "*" SAMPLE_ODD SAMPLE_ODD ";", &r),
                     LW_ERR_SYNTAX);
    assert_int_equal(decode(memory, "*8d40621d58c386435cc412692ad7;", &r),
                     LW_ERR_INTEGRITY);
    free(memory);
}

static void frames_end_at_a_semicolon_or_a_line(void **state)
{
    const char *stream = "\r\n*0000;*0001;\n*00";
    const uint8_t *bytes = (const uint8_t *)stream;
    size_t start, len = strlen(stream);

    (void)state;
    assert_int_equal(avr->frame(bytes, len, 0, &start), 6);
    assert_int_equal(start, 2);
    assert_int_equal(avr->frame(bytes + 8, len - 8, 0, &start), 6);
    assert_int_equal(start, 0);
    assert_int_equal(avr->frame(bytes + 14, len - 14, 0, &start), 0);
    assert_int_equal(avr->frame(bytes + 14, len - 14, 1, &start), 3);
    assert_true(
        avr->clock_ns(NULL, (const uint8_t *)"@00000000000c0000;", 18) == 1000);
    assert_true(avr->clock_ns(NULL, bytes + 2, 6) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind_of_line),
        cmocka_unit_test(refuses_what_is_no_message),
        cmocka_unit_test(frames_end_at_a_semicolon_or_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
