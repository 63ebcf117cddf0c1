/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_rings.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

/* Borders that come nearer than this count as touching: 0.1 mm on the ground,
 * below what the digits of a map mean. Radians. */
static const double touch_rad = 1.6e-11;

/* One side of a ring, from a point to the next. */
struct side {
    const struct lw_geodetic *a, *b;
    double west, east, south, north;
    double touch; /* how near to its line is on it, times its length */
    uint32_t ring, point;
};

static const struct lw_geodetic *
ring_point(const struct lw_zone *zone, const struct lw_ring *ring, uint32_t i)
{
    return &zone->point[ring->first + (i < ring->count ? i : 0)];
}

static double area_rad2(const struct lw_zone *zone, const struct lw_ring *ring)
{
    const struct lw_geodetic *o = ring_point(zone, ring, 0);
    double twice = 0.0;

    for (uint32_t i = 1; i < ring->count; i++) {
        const struct lw_geodetic *a = ring_point(zone, ring, i);
        const struct lw_geodetic *b = ring_point(zone, ring, i + 1);
        twice += (a->lon_rad - o->lon_rad) * (b->lat_rad - o->lat_rad) -
                 (b->lon_rad - o->lon_rad) * (a->lat_rad - o->lat_rad);
    }
    return fabs(twice) / 2.0;
}

static struct side make_side(const struct lw_zone *zone, uint32_t r,
                             uint32_t point)
{
    const struct lw_geodetic *a = ring_point(zone, &zone->ring[r], point);
    const struct lw_geodetic *b = ring_point(zone, &zone->ring[r], point + 1);

    return (struct side){
        .a = a,
        .b = b,
        .west = fmin(a->lon_rad, b->lon_rad),
        .east = fmax(a->lon_rad, b->lon_rad),
        .south = fmin(a->lat_rad, b->lat_rad),
        .north = fmax(a->lat_rad, b->lat_rad),
        .touch =
            touch_rad * hypot(b->lon_rad - a->lon_rad, b->lat_rad - a->lat_rad),
        .ring = r,
        .point = point,
    };
}

/* On which side of s lies c: -1 right, 0 on its line, 1 left. */
static int side_of(const struct side *s, const struct lw_geodetic *c)
{
    const struct lw_geodetic *a = s->a, *b = s->b;
    const double cross = (b->lon_rad - a->lon_rad) * (c->lat_rad - a->lat_rad) -
                         (b->lat_rad - a->lat_rad) * (c->lon_rad - a->lon_rad);

    return (cross > s->touch) - (cross < -s->touch);
}

static bool crosses(const struct side *s, const struct side *t)
{
    return side_of(s, t->a) * side_of(s, t->b) < 0 &&
           side_of(t, s->a) * side_of(t, s->b) < 0;
}

static int by_west(const void *a, const void *b)
{
    const struct side *s = a, *t = b;

    if (s->west != t->west)
        return s->west < t->west ? -1 : 1;
    if (s->ring != t->ring)
        return s->ring < t->ring ? -1 : 1;
    return (s->point > t->point) - (s->point < t->point);
}

static uint32_t take_sides(const struct lw_zone *zone, uint32_t first,
                           uint32_t end, struct side *side)
{
    uint32_t n = 0;

    for (uint32_t r = first; r < end; r++)
        for (uint32_t i = 0; i < zone->ring[r].count; i++)
            side[n++] = make_side(zone, r, i);
    return n;
}

/* Rings first..end of one polygon: sweep from west to east; only sides that
 * share a longitude are compared. */
static int check_crossings(const struct lw_zone *zone, uint32_t first,
                           uint32_t end, struct lw_arena scratch,
                           struct lw_zone_flaw *flaw)
{
    uint32_t sides = 0;
    struct side *side;

    for (uint32_t r = first; r < end; r++)
        sides += zone->ring[r].count;
    side = lw_arena_take(&scratch, sides, sizeof *side);
    if (side == NULL)
        return LW_ERR_NO_SPACE;
    sides = take_sides(zone, first, end, side);
    qsort(side, sides, sizeof *side, by_west);
    for (uint32_t i = 0; i < sides; i++) {
        for (uint32_t j = i + 1; j < sides && side[j].west <= side[i].east;
             j++) {
            if (side[j].north < side[i].south ||
                side[j].south > side[i].north || !crosses(&side[i], &side[j]))
                continue;
            *flaw = (struct lw_zone_flaw){
                .what = side[i].ring == side[j].ring
                            ? "this border crosses itself, next to this point"
                            : "this border crosses another of its polygon, "
                              "next to this point",
                .ring = side[j].ring,
                .point = side[j].point,
            };
            return LW_ERR_RANGE;
        }
    }
    return 0;
}

/* 1 inside, 0 outside, -1 on the border of ring r. */
static int locate(const struct lw_zone *zone, uint32_t r,
                  const struct lw_geodetic *p)
{
    bool inside = false;

    for (uint32_t i = 0; i < zone->ring[r].count; i++) {
        const struct lw_geodetic *a = ring_point(zone, &zone->ring[r], i);
        const struct lw_geodetic *b = ring_point(zone, &zone->ring[r], i + 1);
        const double south = a->lat_rad < b->lat_rad ? a->lat_rad : b->lat_rad;
        const double north = a->lat_rad < b->lat_rad ? b->lat_rad : a->lat_rad;
        if (p->lat_rad < south - touch_rad || p->lat_rad > north + touch_rad)
            continue;
        const struct side side = make_side(zone, r, i);
        if (p->lon_rad >= side.west - touch_rad &&
            p->lon_rad <= side.east + touch_rad && side_of(&side, p) == 0)
            return -1;
        if ((a->lat_rad > p->lat_rad) != (b->lat_rad > p->lat_rad) &&
            p->lon_rad < a->lon_rad + (b->lon_rad - a->lon_rad) *
                                          (p->lat_rad - a->lat_rad) /
                                          (b->lat_rad - a->lat_rad))
            inside = !inside;
    }
    return inside;
}

/* As nothing crosses, the first point that is not on the border decides. */
static bool is_within(const struct lw_zone *zone, uint32_t outside,
                      const struct lw_ring *hole)
{
    for (uint32_t i = 0; i < hole->count; i++) {
        const int where = locate(zone, outside, ring_point(zone, hole, i));
        if (where >= 0)
            return where == 1;
    }
    return false;
}

/* Ring r of the polygon whose outside is ring `outside`. */
static int check_ring(const struct lw_zone *zone, uint32_t outside, uint32_t r,
                      struct lw_zone_flaw *flaw)
{
    const struct lw_ring *ring = &zone->ring[r];
    const bool hole = r != outside;

    *flaw = (struct lw_zone_flaw){.ring = r};
    if (area_rad2(zone, ring) <= touch_rad * touch_rad)
        flaw->what = "this border encloses nothing";
    else if (hole && !is_within(zone, outside, ring))
        flaw->what = "this hole does not lie in its polygon";
    return flaw->what != NULL ? LW_ERR_RANGE : 0;
}

int lw_zone_check(const struct lw_zone *zone, const struct lw_arena *scratch,
                  struct lw_zone_flaw *flaw)
{
    assert(zone->rings > 0 && !zone->ring[0].hole);
    for (uint32_t first = 0, end; first < zone->rings; first = end) {
        int err = 0;
        for (end = first + 1; end < zone->rings && zone->ring[end].hole;)
            end++;
        for (uint32_t r = first; r < end && err == 0; r++)
            if (zone->ring[r].count < 3) {
                *flaw = (struct lw_zone_flaw){
                    .what = "expected three different points or more",
                    .ring = r,
                };
                err = LW_ERR_RANGE;
            }
        if (err == 0)
            err = check_crossings(zone, first, end, *scratch, flaw);
        for (uint32_t r = first; r < end && err == 0; r++)
            err = check_ring(zone, first, r, flaw);
        if (err < 0)
            return err;
    }
    return 0;
}

static bool ring_holds(const struct lw_zone *zone, const struct lw_ring *ring,
                       struct lw_geodetic place)
{
    const struct lw_geodetic *at = &zone->point[ring->first];
    bool in = false;

    for (uint32_t i = 0, j = ring->count - 1; i < ring->count; j = i++) {
        if ((at[i].lat_rad > place.lat_rad) == (at[j].lat_rad > place.lat_rad))
            continue;
        if (place.lon_rad <
            at[i].lon_rad + (place.lat_rad - at[i].lat_rad) /
                                (at[j].lat_rad - at[i].lat_rad) *
                                (at[j].lon_rad - at[i].lon_rad))
            in = !in;
    }
    return in;
}

bool lw_zone_holds(const struct lw_zone *zone, struct lw_geodetic place)
{
    bool in = false;

    for (uint32_t r = 0; r < zone->rings; r++) {
        const struct lw_ring *ring = &zone->ring[r];
        if (!ring->hole && in)
            return true;
        if (ring->count > 0 && (in || !ring->hole))
            in = ring_holds(zone, ring, place) != ring->hole;
    }
    return in;
}
