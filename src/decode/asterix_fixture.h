/* SPDX-License-Identifier: Apache-2.0 */
/* asterix_fixture.h - records made of JSON, and what they report; for tests,
 * which include encode/asterix_write.h before it. */
#ifndef LW_ASTERIX_FIXTURE_H
#define LW_ASTERIX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_sources.h"
#include "base/geodesy.h"
#include "near.h"

static const int64_t second_ns = 1000000000;
static struct lw_asterix_record record;
static struct lw_asterix_sources sources;
static struct lw_report out[LW_ASTERIX_REPORTS_MAX];
static struct lw_report *const report = out;
static struct lw_fault fault;
static uint8_t bytes[512];

/* New sources, with these settings and names. */
static inline void settings(const struct lw_decode_config *config)
{
    if (lw_asterix_sources_init(&sources, config, &fault) < 0)
        fail_msg("%s", fault.what);
}

static inline int named_by_themselves(void **state)
{
    static const struct lw_decode_config config;

    (void)state;
    settings(&config);
    return 0;
}

/* The record of these items. */
static inline void make_by(int category, const char *edition, int profile,
                           const char *items)
{
    const struct lw_asterix_spec *spec = lw_asterix_find(category, edition);
    const int len = lw_asterix_write(spec, profile, items, strlen(items), bytes,
                                     sizeof bytes, &fault);

    if (len < 0)
        fail_msg("%s", fault.what);
    assert_int_equal(
        lw_asterix_record_read(spec, bytes, (size_t)len, &record, &fault), len);
}

/* The reports of the record that came then. */
static inline int report_at(int64_t rx_ns)
{
    return lw_asterix_report(&record, &sources.config,
                             lw_asterix_sources_of(&sources, &record), rx_ns,
                             out, &fault);
}

/* The same of source 25/10, with these items besides, 100 s after midnight. */
static inline int reports(int category, const char *items)
{
    char text[1024];

    assert_true(snprintf(text, sizeof text,
                         "{\"010\":{\"SAC\":25,\"SIC\":10},%s}",
                         items) < (int)sizeof text);
    make_by(category, NULL, 0, text);
    return report_at(100 * second_ns);
}

#endif
