/* SPDX-License-Identifier: Apache-2.0 */
/* zone_fixture.h - site files with zones, and the files that they name. */
#ifndef LW_ZONE_FIXTURE_H
#define LW_ZONE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "fault_fixture.h"
#include "luchtwacht/site_yaml.h"
#include "near.h"

static unsigned char zone_memory[1 << 20];

#define RING "[[4, 52], [5, 52], [5, 53], [4, 52]]"
#define HEAD "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"

/* The files that the tests name. */
static const struct {
    const char *name, *text;
} shelf[] = {
    {"one.geojson", "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}"},
    {"many.geojson",
     "{\"type\":\"FeatureCollection\",\"name\":\"x\",\"features\":[\n"
     "{\"type\":\"Feature\",\"id\":\"n\",\"properties\":null,\"geometry\":"
     "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}},\n"
     "{\"type\":\"Feature\",\"properties\":{\"name\":\"Oost\",\"n\":1},"
     "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING
     "],[" RING "]]}}]}"},
    {"feature.json",
     "{\"type\":\"Feature\",\"properties\":{\"id\":7},\"geometry\":"
     "{\"type\":\"Polygon\",\"coordinates\":[" RING "]}}"},
    {"bad.geojson", "{\"type\":\"Polygon\",\n\"coordinates\":[[[4, 52], "
                    "[5, 52], [5, 153], [4, 52]]]}"},
    {"crossed.geojson",
     "{\"type\":\"Feature\",\"id\":\"Bow\",\n\"geometry\":{\"coordinates\":\n"
     "[[[4, 52], [5, 53],             [5, 52], [4, 53], [4, 52]]],"
     "\"type\":\"Polygon\"}}"},
    {"districts.geojson",
     "{\"type\":\"FeatureCollection\",\"features\":[\n"
     "{\"type\":\"Feature\",\"layer\":\"land\",\"properties\":{\"code\":1,"
     "\"soort\":"
     "\"hospital\",\"title\":\"One\",\"naam\":\"Een\"},\"geometry\":{\"type\":"
     "\"Polygon\",\"coordinates\":[" RING "]}},\n"
     "{\"type\":\"Feature\",\"layer\":\"sea\",\"properties\":{\"code\":\"two\","
     "\"naam\":\"Twee\",\"name\":[{\"text\":\"Deux\",\"lang\":\"fr-FR\"},{"
     "\"text\":"
     "\"Twee\",\"lang\":\"nl-NL\"}]},\"geometry\":{\"type\":\"Point\","
     "\"coordinates\":"
     "[4.5, 52.5], \"extent\":{\"subType\":\"Circle\",\"radius\":900}}},\n"
     "{\"type\":\"Feature\",\"properties\":{\"code\":\"three\",\"soort\":"
     "\"gas\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[4, 52], "
     "[4.1, 52]]}}]}"},
    {"point.geojson", "{\"type\":\"Point\",\"coordinates\":[4, 52]}"},
};

struct reads {
    int count;
};

static inline int read_shelf(void *context, const char *name, const char **text,
                             size_t *len, struct lw_fault *why)
{
    struct reads *reads = context;

    (void)why;
    reads->count++;
    for (size_t i = 0; i < sizeof shelf / sizeof shelf[0]; i++) {
        if (strcmp(shelf[i].name, name) == 0) {
            *text = shelf[i].text;
            *len = strlen(shelf[i].text);
            return 0;
        }
    }
    return LW_ERR_IO;
}

static inline int read_site(const char *text, struct lw_site *site,
                            struct lw_fault *fault, struct reads *reads)
{
    struct lw_arena arena = {.mem = zone_memory, .size = sizeof zone_memory};
    const struct lw_site_files files = {reads, read_shelf};

    *fault = (struct lw_fault){0};
    return lw_site_read_yaml(text, strlen(text), reads != NULL ? &files : NULL,
                             &arena, site, fault);
}

static inline const struct lw_zone *zone_of(const char *text,
                                            struct lw_site *site)
{
    struct lw_fault fault;
    struct reads reads = {0};
    const int err = read_site(text, site, &fault, &reads);

    if (err != 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    assert_true(site->zones > 0);
    return &site->zone[0];
}

static inline void refused(const char *text, int err, int64_t line,
                           const char *says)
{
    struct lw_site site;
    struct lw_fault fault;
    struct reads reads = {0};
    const int got = read_site(text, &site, &fault, &reads);

    assert_fault(text, got, &fault, err, line, says);
}

/* The zones that a list of entries makes. */
static inline struct lw_site site_of(const char *text)
{
    struct lw_site site;
    (void)zone_of(text, &site);
    return site;
}

#endif
