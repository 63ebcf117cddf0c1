/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_decoder_fixture.h - a decoder of JSON, and what it makes of a text; for
 * tests. Before it: what cmocka.h wants before itself, and
 *
 *   static const struct lw_decoder *const decoder = &lw_decoder_NAME;
 *   static const int64_t rx_ns = ...;
 */
#ifndef LW_JSON_DECODER_FIXTURE_H
#define LW_JSON_DECODER_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/exact_fixture.h"

static void *memory;
static struct lw_report report;
static struct lw_fault fault;

static inline int set_up(void **state)
{
    const struct lw_decode_config config = {.sensor = "roof"};

    (void)state;
    memory = malloc(decoder->state_size);
    assert_non_null(memory);
    return decoder->init(memory, &config, &fault);
}

static inline int tear_down(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* So many of its first bytes. */
static inline int decode_cut(const char *text, size_t len)
{
    return decode_exact(decoder, memory, text, len, rx_ns, &report, &fault);
}

static inline int decode(const char *text)
{
    return decode_cut(text, strlen(text));
}

static inline void refused(const char *text, int err, const char *says)
{
    assert_int_equal(decode(text), err);
    assert_non_null(strstr(fault.what, says));
}

#endif
