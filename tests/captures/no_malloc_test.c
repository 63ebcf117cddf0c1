/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The path from bytes to a report and back to text takes no memory: the linker
 * turns every malloc(), calloc() and realloc() of ours into a count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/decode.h"
#include "encode/report_json.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static int allocations;

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    allocations++;
    return __real_realloc(old, size);
}

static void feed(const char *format, const char *stream)
{
    const struct lw_decode_config config = {.sensor = "s"};
    const struct lw_decoder *d = lw_decoder_find(format);
    const uint8_t *bytes = (const uint8_t *)stream;
    void *state = malloc(d->state_size + 1);
    size_t left = strlen(stream), start, len;
    int reports = 0;

    assert_non_null(state);
    d->init(state, &config, NULL);
    allocations = 0;
    while ((len = d->frame(bytes, left, 1, &start)) > 0) {
        struct lw_report report[4];
        struct lw_fault fault;
        char text[4096];
        const int got =
            d->decode(state, bytes + start, len, 0, report, 4, &fault);

        for (int i = 0; i < got; i++)
            reports += lw_report_write(&report[i], text, sizeof text) > 0;
        if (d->describe != NULL)
            (void)d->describe(state, bytes + start, len, text, sizeof text,
                              &fault);
        bytes += start + len;
        left -= start + len;
    }
    assert_int_equal(allocations, 0);
    assert_true(reports > 0);
    free(state);
}

static void decoding_and_writing_take_no_memory(void **state)
{
    (void)state;
    feed("ndjson",
         "{\"type\":\"position\",\"t\":1.5,\"sensor\":\"s\",\"lat\":52.25,"
         "\"lon\":4.123456789012345678901,\"cov\":[[9.1,0,0],[0,9,0],[0,0,9]],"
         "\"ident\":{\"callsign\":\"a\\u20acb\"},\"x\":[[[{}]]]}\n"
         "{\"type\":\"bearing\",\"t\":1,\"sensor\":\"s\",\"az\":400}\n"
         "{\"type\":\"heard\",\"t\":\"2026-01-01T00:00:00Z\",\"sensor\":"
         "\"s\"}\n");
    feed("avr", "*8d40621d58c386435cc412692ad6;\n*8d40621d58c382d690c8ac"
                "2863a7;\n*8d40;\n");
    feed("sbs", "MSG,3,1,1,4840D6,1,2026/11/21,22:21:58.176,2026/11/21,"
                "22:21:58.176,,10000,,,52.5,-4.25,,,0,,0,0\n");
}

/* The count counts: or the test above could not fail. */
static void taking_memory_is_noticed(void **state)
{
    (void)state;
    allocations = 0;
    void *volatile memory = malloc(1);
    assert_non_null(memory);
    free(memory);
    assert_int_equal(allocations, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_and_writing_take_no_memory),
        cmocka_unit_test(taking_memory_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
