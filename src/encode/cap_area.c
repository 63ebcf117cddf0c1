/* SPDX-License-Identifier: Apache-2.0 */
#include "cap_area.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "base/geodesy.h"
#include "json_parts.h"

enum { DIRECTIONS_MAX = 64, DECIMALS = 6 };

/* Degrees, east and north of a first point; east is shrunk as the parallel
 * is, which leaves straight lines straight. */
struct plane {
    struct lw_geodetic origin;
    double narrow;
};

struct spot {
    double x, y;
};

/* A ring being thinned: its corners, anticlockwise, linked. `cost` is the area
 * that taking a corner away adds, INFINITY where it cannot be. */
struct ring {
    uint32_t count;
    uint16_t left; /* of them */
    uint16_t next[LW_CAP_RING_MAX], before[LW_CAP_RING_MAX];
    struct spot spot[LW_CAP_RING_MAX];
    double cost[LW_CAP_RING_MAX];
};

static struct plane plane_at(struct lw_geodetic origin)
{
    return (struct plane){origin, fmax(cos(origin.lat_rad), 0.01)};
}

static struct spot to_plane(const struct plane *plane, struct lw_geodetic place)
{
    return (struct spot){lw_angle_wrap(place.lon_rad - plane->origin.lon_rad) *
                             LW_JSON_DEGREES * plane->narrow,
                         (place.lat_rad - plane->origin.lat_rad) *
                             LW_JSON_DEGREES};
}

static void put_spot(struct lw_text *to, const struct plane *plane,
                     struct spot spot)
{
    const double lat = plane->origin.lat_rad * LW_JSON_DEGREES + spot.y;
    const double lon =
        plane->origin.lon_rad * LW_JSON_DEGREES + spot.x / plane->narrow;

    lw_text_fixed(to, fmin(fmax(lat, -90), 90), DECIMALS);
    lw_text_put(to, ",");
    lw_text_fixed(to,
                  lon > 180    ? lon - 360
                  : lon < -180 ? lon + 360
                               : lon,
                  DECIMALS);
}

/* Twice the area of a triangle, positive where it turns left. */
static double turn(struct spot a, struct spot b, struct spot c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/* In a triangle that turns left, or on its edge. */
static bool holds(const struct spot corner[3], struct spot p)
{
    return turn(corner[0], corner[1], p) >= 0 &&
           turn(corner[1], corner[2], p) >= 0 &&
           turn(corner[2], corner[0], p) >= 0;
}

static bool crosses(struct spot a, struct spot b, struct spot c, struct spot d)
{
    return turn(a, b, c) * turn(a, b, d) <= 0 &&
           turn(c, d, a) * turn(c, d, b) <= 0;
}

/* Where the edges before and after that from corner i meet, when it is taken
 * away; false: they do not. */
static bool cape(const struct ring *r, uint16_t i, struct spot *out)
{
    const struct spot a = r->spot[r->before[i]], b = r->spot[i];
    const struct spot c = r->spot[r->next[i]];
    const struct spot d = r->spot[r->next[r->next[i]]];
    const struct spot u = {b.x - a.x, b.y - a.y}, v = {c.x - d.x, c.y - d.y};
    const double cross = u.x * v.y - u.y * v.x;

    if (!(turn(a, b, c) > 0) || !(turn(b, c, d) > 0) || !(cross > 0))
        return false;
    const double along = ((c.x - b.x) * v.y - (c.y - b.y) * v.x) / cross;
    *out = (struct spot){b.x + along * u.x, b.y + along * u.y};
    return along > 0 && isfinite(out->x) && isfinite(out->y);
}

/* Bays are filled, capes are widened. */
static double cost_of(const struct ring *r, uint16_t i)
{
    const struct spot a = r->spot[r->before[i]], b = r->spot[i];
    const struct spot c = r->spot[r->next[i]];
    const double left = turn(a, b, c);
    struct spot p;

    if (left <= 0)
        return -left;
    return cape(r, i, &p) ? fabs(turn(b, p, c)) : (double)INFINITY;
}

/* Nothing else of the ring lies in, or crosses, what would be added. */
static bool is_free(const struct ring *r, uint16_t i)
{
    const uint16_t before = r->before[i], after = r->next[i];
    const bool bay = turn(r->spot[before], r->spot[i], r->spot[after]) <= 0;
    struct spot corner[3] = {r->spot[before], r->spot[after], r->spot[i]};
    struct spot p = {0};

    if (!bay) {
        if (!cape(r, i, &p))
            return false;
        corner[0] = r->spot[i];
        corner[1] = p;
        corner[2] = r->spot[after];
    }
    const struct spot low = {fmin(fmin(corner[0].x, corner[1].x), corner[2].x),
                             fmin(fmin(corner[0].y, corner[1].y), corner[2].y)};
    const struct spot high = {
        fmax(fmax(corner[0].x, corner[1].x), corner[2].x),
        fmax(fmax(corner[0].y, corner[1].y), corner[2].y)};
    /* All the way round, from behind the triangle to before it. */
    for (uint16_t at = r->next[after]; at != before; at = r->next[at]) {
        const struct spot s = r->spot[at], t = r->spot[r->next[at]];
        if (fmax(s.x, t.x) < low.x || fmin(s.x, t.x) > high.x ||
            fmax(s.y, t.y) < low.y || fmin(s.y, t.y) > high.y)
            continue;
        if (holds(corner, s))
            return false;
        if (!bay && r->next[at] != before &&
            (crosses(corner[0], p, s, t) || crosses(p, corner[2], s, t)))
            return false;
    }
    return true;
}

static void take(struct ring *r, uint16_t i)
{
    const uint16_t before = r->before[i], after = r->next[i];
    struct spot p;
    uint16_t gone = i;

    if (turn(r->spot[before], r->spot[i], r->spot[after]) > 0 &&
        cape(r, i, &p)) {
        r->spot[i] = p;
        gone = after;
    }
    r->next[r->before[gone]] = r->next[gone];
    r->before[r->next[gone]] = r->before[gone];
    r->left--;
    /* What it touches costs something else now. */
    uint16_t at = r->before[r->before[r->before[gone]]];
    for (int k = 0; k < 6; k++, at = r->next[at])
        r->cost[at] = cost_of(r, at);
}

static void price(struct ring *r, uint16_t first)
{
    uint16_t at = first;

    do {
        r->cost[at] = cost_of(r, at);
        at = r->next[at];
    } while (at != first);
}

/* The cheapest corner first, until `most` are left; false: it cannot be. */
static bool thin(struct ring *r, uint16_t *first, uint32_t most)
{
    bool again = false;

    price(r, *first);
    while (r->left > most) {
        uint16_t best = *first;
        for (uint16_t at = r->next[best]; at != *first; at = r->next[at])
            if (r->cost[at] < r->cost[best])
                best = at;
        if (!isfinite(r->cost[best])) {
            /* What others left may have made room. */
            if (again)
                return false;
            again = true;
            price(r, *first);
            continue;
        }
        if (!is_free(r, best)) {
            r->cost[best] = (double)INFINITY;
            continue;
        }
        *first = r->before[r->before[best]];
        take(r, best);
        again = false;
    }
    return true;
}

/* Anticlockwise, each corner once. */
static void load(struct ring *r, const struct plane *plane,
                 const struct lw_geodetic *point, uint32_t count)
{
    double area = 0;

    for (uint32_t i = 0; i < count; i++)
        r->spot[i] = to_plane(plane, point[i]);
    for (uint32_t i = 1; i + 1 < count; i++)
        area += turn(r->spot[0], r->spot[i], r->spot[i + 1]);
    r->count = count;
    r->left = (uint16_t)count;
    for (uint32_t i = 0; i < count; i++) {
        const uint16_t after = (uint16_t)((i + 1) % count);
        const uint16_t before = (uint16_t)((i + count - 1) % count);
        r->next[i] = area >= 0 ? after : before;
        r->before[i] = area >= 0 ? before : after;
    }
}

static void put_ring(struct lw_text *to, const struct plane *plane,
                     const struct ring *r, uint16_t first)
{
    uint16_t at = first;

    lw_text_put(to, "<polygon>");
    do {
        put_spot(to, plane, r->spot[at]);
        lw_text_put(to, " ");
        at = r->next[at];
    } while (at != first);
    put_spot(to, plane, r->spot[first]);
    lw_text_put(to, "</polygon>");
}

/* How far points reach, in each of so many directions. */
struct reach {
    struct plane plane;
    int directions;
    struct spot along[DIRECTIONS_MAX];
    double most[DIRECTIONS_MAX];
};

static void reach_init(struct reach *reach, const struct plane *plane,
                       uint32_t most)
{
    reach->plane = *plane;
    reach->directions = most < DIRECTIONS_MAX ? (int)most : DIRECTIONS_MAX;
    for (int i = 0; i < reach->directions; i++) {
        const double rad = 2 * LW_PI * i / reach->directions;
        reach->along[i] = (struct spot){cos(rad), sin(rad)};
        reach->most[i] = -DBL_MAX;
    }
}

static void reach_add(struct reach *reach, struct lw_geodetic place)
{
    const struct spot s = to_plane(&reach->plane, place);

    for (int i = 0; i < reach->directions; i++)
        reach->most[i] = fmax(reach->most[i], s.x * reach->along[i].x +
                                                  s.y * reach->along[i].y);
}

/* Where the borders of two directions beside each other meet. */
static struct spot reach_corner(const struct reach *reach, int i)
{
    const int j = (i + 1) % reach->directions;
    const struct spot u = reach->along[i], v = reach->along[j];
    const double cross = u.x * v.y - u.y * v.x;

    return (struct spot){(reach->most[i] * v.y - reach->most[j] * u.y) / cross,
                         (reach->most[j] * u.x - reach->most[i] * v.x) / cross};
}

static void put_reach(struct lw_text *to, const struct reach *reach)
{
    const double same = 1e-7;
    const struct spot first = reach_corner(reach, 0);
    struct spot last = first;

    lw_text_put(to, "<polygon>");
    put_spot(to, &reach->plane, first);
    for (int i = 1; i < reach->directions; i++) {
        const struct spot s = reach_corner(reach, i);
        if (fabs(s.x - last.x) + fabs(s.y - last.y) < same ||
            fabs(s.x - first.x) + fabs(s.y - first.y) < same)
            continue;
        lw_text_put(to, " ");
        put_spot(to, &reach->plane, s);
        last = s;
    }
    lw_text_put(to, " ");
    put_spot(to, &reach->plane, first);
    lw_text_put(to, "</polygon>");
}

static void put_thinned(struct lw_text *to, const struct lw_geodetic *point,
                        uint32_t count, uint32_t most)
{
    const struct plane plane = plane_at(point[0]);
    struct reach reach;

    if (count <= LW_CAP_RING_MAX) {
        struct ring ring;
        uint16_t first = 0;
        load(&ring, &plane, point, count);
        if (thin(&ring, &first, most)) {
            put_ring(to, &plane, &ring, first);
            return;
        }
    }
    reach_init(&reach, &plane, most);
    for (uint32_t i = 0; i < count; i++)
        reach_add(&reach, point[i]);
    put_reach(to, &reach);
}

static void put_around(struct lw_text *to, const struct lw_zone *zone)
{
    const struct plane plane = plane_at(zone->point[0]);
    struct reach reach;

    reach_init(&reach, &plane, DIRECTIONS_MAX);
    for (uint32_t i = 0; i < zone->points; i++)
        reach_add(&reach, zone->point[i]);
    put_reach(to, &reach);
}

void lw_cap_area_put(struct lw_text *to, const struct lw_zone *zone)
{
    uint32_t outsides = 0;

    assert(zone->points > 0 && zone->rings > 0);
    for (uint32_t i = 0; i < zone->rings; i++)
        outsides += zone->ring[i].hole ? 0 : 1;
    if (outsides > LW_CAP_RINGS_MAX) {
        put_around(to, zone);
        return;
    }
    uint32_t most = LW_CAP_POINTS / (outsides > 0 ? outsides : 1);
    if (most > LW_CAP_RING_POINTS)
        most = LW_CAP_RING_POINTS;
    else if (most < LW_CAP_RING_LEAST)
        most = LW_CAP_RING_LEAST;
    for (uint32_t i = 0; i < zone->rings; i++) {
        const struct lw_ring *ring = &zone->ring[i];
        if (!ring->hole)
            put_thinned(to, zone->point + ring->first, ring->count, most);
    }
}
