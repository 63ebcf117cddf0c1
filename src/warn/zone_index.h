/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_index.h - the zones of a site, by place: which are near, which hold a
 * point, and their outlines as seen from an aircraft.
 *
 * Angles are 32-bit fractions of a turn (2^32 of them, 9 mm of latitude each),
 * so that differences of longitude come out right across the antimeridian.
 * A plane is the tangent plane at a place, to second order: on it a great
 * circle through that place is straight, and 200 km away points are right to
 * some tens of metres.
 *
 * Frame   WGS-84; metres east and north on a plane
 * Source  Leutenegger, Lopez & Edgington, "STR: a simple and efficient
 *         algorithm for R-tree packing" (ICDE 1997); Hormann & Agathos, "The
 *         point in polygon problem for arbitrary polygons" (Comput. Geom. 20,
 *         2001)
 */
#ifndef LW_ZONE_INDEX_H
#define LW_ZONE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"
#include "luchtwacht/site.h"

/* A place in fractions of a turn. */
struct lw_spot {
    int32_t lat, lon;
};

struct lw_spot_box {
    struct lw_spot from, to; /* from <= to, both ways */
};

struct lw_plane {
    struct lw_spot at;
    float north_m;   /* metres a unit of latitude */
    float east_m[3]; /* metres a unit of longitude: by powers of north units */
    float curve;     /* metres north a square metre east: of a parallel */
};

/* Part of a plane. */
struct lw_extent {
    float west_m, east_m, south_m, north_m;
};

/* A zone as the index knows it. */
struct lw_zone_shape {
    uint32_t zone;
    struct lw_spot centre;
    float radius_m; /* of a circle round the centre that holds it */
    float disc_m;   /* of a circle that lines hit as often as they hit it */
    float off_m;    /* how far the outline is from the border at most */
    bool round;     /* it is such a circle */
    uint32_t first, points; /* its outline */
    struct lw_spot_box box;
};

/* Zones that lie together and are alike in size. */
struct lw_zone_group {
    const struct lw_zone_shape *shape;
    uint32_t zones;
    struct lw_spot centre;
    float radius_m; /* of a circle that holds all of them */
};

struct lw_zone_index; /* opaque; lives in memory that the caller provides */

size_t lw_zone_index_size(const struct lw_site *site);
struct lw_zone_index *lw_zone_index_init(const struct lw_site *site, void *mem,
                                         size_t size);

uint32_t lw_zone_index_zones(const struct lw_zone_index *index);
/* By zone; all of them, as they stand. */
const struct lw_zone_shape *
lw_zone_index_shapes(const struct lw_zone_index *index);
const struct lw_zone_shape *
lw_zone_index_shape(const struct lw_zone_index *index, uint32_t zone);

/* Of any zone: the most points of an outline; a bound of it beforehand. */
uint32_t lw_zone_index_points_most(const struct lw_site *site);
uint32_t lw_zone_index_points_max(const struct lw_zone_index *index);

/* The outline of a zone on a plane: closed rings one after the other; after[]
 * is 1 where a side goes on from a point to the next, 0 at the end of a ring.
 * Room for lw_zone_index_points_max() each. Returns how many points. */
uint32_t lw_zone_index_outline(const struct lw_zone_index *index,
                               const struct lw_zone_shape *shape,
                               const struct lw_plane *plane, float *east_m,
                               float *north_m, uint8_t *after);

/* Groups of zones that meet part of a plane, at most `max` of the
 * lw_zone_index_groups() that there are. Returns how many. */
uint32_t lw_zone_index_groups(const struct lw_zone_index *index);
uint32_t lw_zone_index_meet(const struct lw_zone_index *index,
                            const struct lw_plane *plane,
                            const struct lw_extent *extent,
                            const struct lw_zone_group *group[], uint32_t max);

/* Exactly, by the border as the site file has it. */
bool lw_zone_index_holds(const struct lw_zone_index *index, uint32_t zone,
                         struct lw_geodetic place);
/* Metres to the border (0: inside). */
double lw_zone_index_distance(const struct lw_zone_index *index, uint32_t zone,
                              struct lw_geodetic place);
/* Zones that hold it, by index; at most `max`. Returns how many. */
uint32_t lw_zone_index_inside(const struct lw_zone_index *index,
                              struct lw_geodetic place, uint32_t *zone,
                              uint32_t max);

struct lw_spot lw_spot_of(struct lw_geodetic place);
void lw_plane_init(struct lw_plane *plane, struct lw_spot at);

/* Where a spot is on a plane. */
static inline void lw_plane_xy(const struct lw_plane *plane,
                               struct lw_spot spot, float xy_m[2])
{
    const float north =
        (float)(int32_t)((uint32_t)spot.lat - (uint32_t)plane->at.lat);
    const float east =
        (float)(int32_t)((uint32_t)spot.lon - (uint32_t)plane->at.lon);
    const float *e = plane->east_m;

    xy_m[0] = east * (e[0] + north * (e[1] + north * e[2]));
    xy_m[1] = north * plane->north_m + plane->curve * xy_m[0] * xy_m[0];
}

#endif
