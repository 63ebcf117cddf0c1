/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_shape.h - the border of one zone, put together from what a file has:
 * rings, circles, lines with a width.
 *
 * Whoever reads a format adds points, says what they were, and ends; this
 * checks them, goes round circles and along lines, and cuts at the
 * antimeridian. `place` is the reader's own: where a ring stands, for telling
 * of it.
 *
 * A circle is a ring of 16 to 640 points, half outside and half inside of the
 * true one: within 1 m of it up to a radius of 100 km, 2 m up to 200 km, and to
 * 80 degrees north and south.
 * A line's border is within 1 m or a thousandth of the width of the true one,
 * the line being straight in longitude and latitude; where it turns back on
 * itself it becomes several polygons, which overlap. One that would be more
 * than 32 is straightened first, by up to a fiftieth of the width, and its
 * border as much wider.
 *
 * Units   radians, metres
 * Source  RFC 7946, 3.1.1 (what a line is), 3.1.9 (the antimeridian)
 */
#ifndef LW_ZONE_SHAPE_H
#define LW_ZONE_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"

struct lw_arena;
struct lw_shape_ring;

/* Metres. */
#define LW_CIRCLE_RADIUS_MIN_M 1.0
#define LW_CIRCLE_RADIUS_MAX_M 200000.0
#define LW_LINE_WIDTH_MIN_M    2.0
#define LW_LINE_WIDTH_MAX_M    100000.0

struct lw_shape {
    struct lw_arena *arena;
    struct lw_geodetic *point;
    struct lw_shape_ring *top; /* the rings lie before it, the first last */
    uint32_t points, rings, points_max;
    uint32_t first; /* point of what is being added */
    bool across;    /* some of it crosses the antimeridian */
};

/* What is wrong with it. */
struct lw_shape_flaw {
    const char *what; /* NULL: nothing but memory */
    const void *place;
    bool has_at;
    struct lw_geodetic at;
};

/* Begin a border in what the arena has free. */
void lw_shape_begin(struct lw_shape *shape, struct lw_arena *arena,
                    uint32_t points_max);

/* Each of these: 0, or LW_ERR_RANGE with *flaw, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_shape_add(struct lw_shape *shape, struct lw_geodetic point,
                              struct lw_shape_flaw *flaw);

/* What was added since the last ring or line is a ring, closed. The first of
 * a polygon is no hole, the others are. */
LW_NODISCARD int lw_shape_ring(struct lw_shape *shape, bool hole,
                               const void *place, struct lw_shape_flaw *flaw);

/* What was added is a line, this wide in all. */
LW_NODISCARD int lw_shape_line(struct lw_shape *shape, double width_m,
                               const void *place, struct lw_shape_flaw *flaw);

LW_NODISCARD int lw_shape_circle(struct lw_shape *shape,
                                 struct lw_geodetic middle, double radius_m,
                                 const void *place, struct lw_shape_flaw *flaw);

/* The border is complete: into zone->point and zone->ring, of the arena. */
LW_NODISCARD int lw_shape_end(struct lw_shape *shape, struct lw_zone *zone,
                              struct lw_shape_flaw *flaw);

#endif
