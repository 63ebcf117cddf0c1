/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "decode/ndjson.h"

static void a_line_is_a_report(void **state)
{
    const char *stream = "{\"type\":\"heard\",\"t\":1,\"sensor\":\"a\"}\n"
                         "{\"type\":\"heard\"}\n";
    const uint8_t *bytes = (const uint8_t *)stream;
    const struct lw_decoder *d = &lw_decoder_ndjson;
    struct lw_fault fault = {0};
    struct lw_report report;
    size_t start;

    (void)state;
    const size_t len = d->frame(bytes, strlen(stream), 0, &start);
    assert_int_equal(len, 35);
    assert_int_equal(d->decode(NULL, bytes, len, 0, &report, 1, &fault), 1);
    assert_string_equal(report.sensor, "a");
    const uint8_t *rest = bytes + len;
    const size_t next = d->frame(rest, strlen(stream) - len, 0, &start);
    assert_int_equal(d->decode(NULL, rest + start, next, 0, &report, 1, &fault),
                     LW_ERR_MISSING);
    assert_int_equal(d->decode(NULL, bytes, len, 0, &report, 0, &fault),
                     LW_ERR_NO_SPACE);
}

static void a_line_too_long_is_refused(void **state)
{
    const size_t len = LW_NDJSON_LINE_MAX + 100;
    uint8_t *bytes = malloc(len);
    struct lw_fault fault = {0};
    struct lw_report report;
    size_t start;

    (void)state;
    assert_non_null(bytes);
    memset(bytes, ' ', len);
    const size_t frame = lw_decoder_ndjson.frame(bytes, len, 0, &start);
    assert_int_equal(frame, LW_NDJSON_LINE_MAX + 1);
    assert_int_equal(
        lw_decoder_ndjson.decode(NULL, bytes, frame, 0, &report, 1, &fault),
        LW_ERR_SYNTAX);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_a_report),
        cmocka_unit_test(a_line_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
