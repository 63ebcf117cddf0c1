/* SPDX-License-Identifier: Apache-2.0 */
/* zone_json_fixture.h - zones read from texts of JSON. */
#ifndef LW_ZONE_JSON_FIXTURE_H
#define LW_ZONE_JSON_FIXTURE_H

#include "zone_json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "near.h"
#include "zone_rings.h"

static unsigned char json_memory[1 << 18];

#define RING "[[4,52],[5,52],[5,53],[4,52]]"

struct opened {
    struct lw_fault fault;
    struct lw_arena arena;
    struct lw_zone_json json;
    struct lw_zone zone;
};

static inline int open_text(struct opened *o, const char *text)
{
    *o = (struct opened){
        .arena = {.mem = json_memory, .size = sizeof json_memory}};
    o->json.yaml = (struct lw_yaml){.fault = &o->fault, .file = "f"};
    return lw_zone_json_open(&o->json, text, strlen(text), &o->arena);
}

/* All features as one zone. */
static inline int read_text(struct opened *o, const char *text, bool areas_only)
{
    const struct lw_zone_sizes sizes = {0};
    struct lw_shape_flaw flaw;
    struct lw_shape shape;
    int err = open_text(o, text);

    if (err < 0)
        return err;
    lw_shape_begin(&shape, &o->arena, 10000);
    for (uint32_t i = 0; i < o->json.features && err == 0; i++)
        err = lw_zone_json_shape(&o->json, &o->json.feature[i], &sizes,
                                 areas_only, &shape);
    if (err < 0 || shape.rings == 0)
        return err;
    err = lw_shape_end(&shape, &o->zone, &flaw);
    return err < 0 ? lw_zone_json_flaw(&o->json, o->json.feature, err, &flaw)
                   : 0;
}

static inline void rings(const char *text, uint32_t count)
{
    struct opened o;
    const int err = read_text(&o, text, false);

    if (err != 0)
        print_error("%s\n", o.fault.what);
    assert_int_equal(err, 0);
    assert_int_equal(o.zone.rings, count);
}

static inline void refused(const char *text, int err, const char *says)
{
    struct opened o;
    const int got = read_text(&o, text, false);

    if (got != err || strstr(o.fault.what, says) == NULL)
        print_error("%s\n-> %d %s\n", text, got, o.fault.what);
    assert_int_equal(got, err);
    assert_non_null(strstr(o.fault.what, says));
}

/* A circle in feet and a polygon. */
static const char ed269[] =
    "{\"title\":\"x\",\"features\":[{\"identifier\":\"EHR1\",\"country\":"
    "\"NLD\",\"name\":\"Works\",\"type\":\"COMMON\",\"restriction\":"
    "\"PROHIBITED\",\"geometry\":[{\"uomDimensions\":\"FT\",\"lowerLimit\":0,"
    "\"upperLimit\":400,\"horizontalProjection\":{\"type\":\"Circle\","
    "\"center\":[4.9,52.3],\"radius\":1000}},{\"uomDimensions\":\"M\","
    "\"horizontalProjection\":{\"type\":\"Polygon\",\"coordinates\":["
    "[[4,52],[5,52],[5,53],[4,52]]]}}]}]}";

#endif
