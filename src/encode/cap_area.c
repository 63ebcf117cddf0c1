/* SPDX-License-Identifier: Apache-2.0 */
#include "cap_area.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "base/geodesy.h"
#include "json_parts.h"

enum { DIRECTIONS_MAX = 64, DECIMALS = 6 };
static const double least = 1e-6, least_width = 1e-4; /* degrees */

/* Degrees, east and north of a first point; east is shrunk as the parallel
 * is, which leaves straight lines straight. */
struct plane {
    struct lw_geodetic origin;
    double narrow;
};

struct spot {
    double x, y;
};

enum { BLOCK = 32, BLOCKS = LW_CAP_RING_MAX / BLOCK, GONE = 0xffff };

struct box {
    struct spot low, high;
};

/* A ring being thinned: its corners, anticlockwise, linked. `cost` is the area
 * that taking a corner away adds, INFINITY where it cannot be; a heap has the
 * cheapest first. A box holds the corners of a block, and where their edges
 * lead to. */
struct ring {
    uint32_t count;
    uint32_t left; /* of them */
    uint16_t next[LW_CAP_RING_MAX], before[LW_CAP_RING_MAX];
    struct spot spot[LW_CAP_RING_MAX];
    double cost[LW_CAP_RING_MAX];
    uint16_t heap[LW_CAP_RING_MAX];
    uint16_t place[LW_CAP_RING_MAX]; /* of a corner in the heap, or GONE */
    struct box box[BLOCKS];
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

static void box_add(struct box *box, struct spot spot)
{
    box->low.x = fmin(box->low.x, spot.x);
    box->low.y = fmin(box->low.y, spot.y);
    box->high.x = fmax(box->high.x, spot.x);
    box->high.y = fmax(box->high.y, spot.y);
}

static bool apart(const struct box *a, const struct box *b)
{
    return a->high.x < b->low.x || a->low.x > b->high.x ||
           a->high.y < b->low.y || a->low.y > b->high.y;
}

static struct box box_of(struct spot a, struct spot b)
{
    struct box box = {a, a};

    box_add(&box, b);
    return box;
}

/* What would be added: a triangle that turns left. `cape`: its first side and
 * its second are new; else only its first is. */
struct added {
    struct spot corner[3];
    struct box box;
    bool cape;
};

static bool added_by(const struct ring *r, uint16_t i, struct added *out)
{
    const struct spot a = r->spot[r->before[i]], b = r->spot[i];
    const struct spot c = r->spot[r->next[i]];
    struct spot p;

    out->cape = turn(a, b, c) > 0;
    if (!out->cape) {
        out->corner[0] = a;
        out->corner[1] = c;
        out->corner[2] = b;
    } else if (cape(r, i, &p)) {
        out->corner[0] = b;
        out->corner[1] = p;
        out->corner[2] = c;
    } else {
        return false;
    }
    out->box = box_of(out->corner[0], out->corner[1]);
    box_add(&out->box, out->corner[2]);
    return true;
}

/* A corner, and the edge from it, have nothing to do with what is added. */
static bool is_clear(const struct added *add, struct spot s, struct spot t,
                     bool joined)
{
    const struct box edge = box_of(s, t);

    if (apart(&edge, &add->box))
        return true;
    if (holds(add->corner, s))
        return false;
    return !add->cape || joined ||
           (!crosses(add->corner[0], add->corner[1], s, t) &&
            !crosses(add->corner[1], add->corner[2], s, t));
}

/* Nothing else of the ring lies in, or crosses, what would be added. */
static bool is_free(const struct ring *r, uint16_t i)
{
    const uint16_t before = r->before[i], after = r->next[i];
    struct added add;

    if (!added_by(r, i, &add))
        return false;
    for (uint32_t block = 0; block * BLOCK < r->count; block++) {
        if (apart(&r->box[block], &add.box))
            continue;
        const uint32_t first = block * BLOCK;
        const uint32_t last =
            first + BLOCK < r->count ? first + BLOCK : r->count;
        for (uint32_t at = first; at < last; at++)
            if (r->place[at] != GONE && at != i && at != before &&
                at != after &&
                !is_clear(&add, r->spot[at], r->spot[r->next[at]],
                          r->next[at] == before))
                return false;
    }
    return true;
}

/* Put a corner where it belongs in the heap, from where it is. */
static void heap_sift(struct ring *r, uint16_t corner)
{
    uint32_t at = r->place[corner];
    const double cost = r->cost[corner];

    while (at > 0) {
        const uint32_t above = (at - 1) / 2;
        if (!(r->cost[r->heap[above]] > cost))
            break;
        r->heap[at] = r->heap[above];
        r->place[r->heap[at]] = (uint16_t)at;
        at = above;
    }
    for (;;) {
        uint32_t below = 2 * at + 1;
        if (below + 1 < r->left &&
            r->cost[r->heap[below + 1]] < r->cost[r->heap[below]])
            below++;
        if (below >= r->left || !(r->cost[r->heap[below]] < cost))
            break;
        r->heap[at] = r->heap[below];
        r->place[r->heap[at]] = (uint16_t)at;
        at = below;
    }
    r->heap[at] = corner;
    r->place[corner] = (uint16_t)at;
}

static void heap_remove(struct ring *r, uint16_t corner)
{
    const uint16_t at = r->place[corner], last = r->heap[r->left - 1];

    r->left--;
    r->place[corner] = GONE;
    if (last == corner)
        return;
    r->heap[at] = last;
    r->place[last] = at;
    heap_sift(r, last);
}

static void price(struct ring *r, uint16_t corner, double cost)
{
    r->cost[corner] = cost;
    heap_sift(r, corner);
}

/* An edge that is new. */
static void edge_add(struct ring *r, uint16_t from)
{
    struct box *box = &r->box[from / BLOCK];

    box_add(box, r->spot[from]);
    box_add(box, r->spot[r->next[from]]);
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
    heap_remove(r, gone);
    edge_add(r, before);
    edge_add(r, r->before[r->next[gone]]);
    /* What it touches costs something else now. */
    uint16_t at = r->before[r->before[r->before[gone]]];
    for (int k = 0; k < 6; k++, at = r->next[at])
        price(r, at, cost_of(r, at));
}

/* The cheapest corner first, until `most` are left; false: it cannot be. */
static bool thin(struct ring *r, uint32_t most)
{
    bool again = false;

    while (r->left > most) {
        const uint16_t best = r->heap[0];
        if (!isfinite(r->cost[best])) {
            /* What others left may have made room. */
            if (again)
                return false;
            again = true;
            for (uint32_t at = 0; at < r->count; at++)
                if (r->place[at] != GONE)
                    price(r, (uint16_t)at, cost_of(r, (uint16_t)at));
        } else if (!is_free(r, best)) {
            price(r, best, (double)INFINITY);
        } else {
            take(r, best);
            again = false;
        }
    }
    return true;
}

/* Anticlockwise, each corner once. */
static void load(struct ring *r, const struct plane *plane,
                 const struct lw_geodetic *point, uint32_t count)
{
    double area = 0;

    assert(count > 0 && count <= LW_CAP_RING_MAX);
    for (uint32_t i = 0; i < count; i++)
        r->spot[i] = to_plane(plane, point[i]);
    for (uint32_t i = 1; i + 1 < count; i++)
        area += turn(r->spot[0], r->spot[i], r->spot[i + 1]);
    r->count = count;
    r->left = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint16_t after = (uint16_t)((i + 1) % count);
        const uint16_t before = (uint16_t)((i + count - 1) % count);
        r->next[i] = area >= 0 ? after : before;
        r->before[i] = area >= 0 ? before : after;
        if (i % BLOCK == 0)
            r->box[i / BLOCK] = (struct box){r->spot[i], r->spot[i]};
        edge_add(r, (uint16_t)i);
    }
    for (uint32_t i = 0; i < count; i++) {
        r->place[i] = (uint16_t)r->left++;
        price(r, (uint16_t)i, cost_of(r, (uint16_t)i));
    }
}

/* The same, or so near that 6 decimals do not tell them apart. */
static bool same(struct spot a, struct spot b)
{
    return fabs(a.x - b.x) < least && fabs(a.y - b.y) < least;
}

/* Corners that follow each other at the same spot are one. */
static void put_spots(struct lw_text *to, const struct plane *plane,
                      const struct spot *spot, uint32_t count)
{
    assert(count > 0);
    struct spot last = spot[0];

    lw_text_put(to, "<polygon>");
    put_spot(to, plane, spot[0]);
    for (uint32_t i = 1; i < count; i++) {
        if (same(spot[i], last) || same(spot[i], spot[0]))
            continue;
        lw_text_put(to, " ");
        put_spot(to, plane, spot[i]);
        last = spot[i];
    }
    lw_text_put(to, " ");
    put_spot(to, plane, spot[0]);
    lw_text_put(to, "</polygon>");
}

static void put_ring(struct lw_text *to, const struct plane *plane,
                     const struct ring *r)
{
    struct spot spot[LW_CAP_RING_POINTS] = {{0, 0}};
    uint16_t at = r->heap[0];

    assert(r->left > 0 && r->left <= LW_CAP_RING_POINTS);
    for (uint32_t i = 0; i < r->left; i++, at = r->next[at])
        spot[i] = r->spot[at];
    put_spots(to, plane, spot, r->left);
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

/* A place with so little around it would be no polygon. */
static bool is_wide(const struct reach *reach)
{
    double width = 0;

    for (int i = 0; i < reach->directions; i++)
        width = fmax(width, fabs(reach->most[i]));
    return width >= least_width;
}

static void put_reach(struct lw_text *to, struct reach *reach)
{
    struct spot spot[DIRECTIONS_MAX] = {{0, 0}};
    const bool wide = is_wide(reach);

    assert(reach->directions > 0);
    for (int i = 0; i < reach->directions && !wide; i++)
        reach->most[i] += least_width;
    for (int i = 0; i < reach->directions; i++)
        spot[i] = reach_corner(reach, i);
    put_spots(to, &reach->plane, spot, (uint32_t)reach->directions);
}

static void put_thinned(struct lw_text *to, const struct lw_geodetic *point,
                        uint32_t count, uint32_t most)
{
    const struct plane plane = plane_at(point[0]);
    struct reach reach;

    reach_init(&reach, &plane, most);
    for (uint32_t i = 0; i < count; i++)
        reach_add(&reach, point[i]);
    if (count <= LW_CAP_RING_MAX && is_wide(&reach)) {
        struct ring ring;
        load(&ring, &plane, point, count);
        if (thin(&ring, most)) {
            put_ring(to, &plane, &ring);
            return;
        }
    }
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

/* How many points a ring may have, so that all have LW_CAP_POINTS: small ones
 * leave theirs to the others. */
static uint32_t points_each(const struct lw_zone *zone)
{
    uint32_t most = LW_CAP_RING_POINTS + 1, points = 0;

    do {
        most--;
        points = 0;
        for (uint32_t i = 0; i < zone->rings; i++)
            if (!zone->ring[i].hole)
                points +=
                    zone->ring[i].count < most ? zone->ring[i].count : most;
    } while (points > LW_CAP_POINTS && most > LW_CAP_RING_LEAST);
    return most;
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
    const uint32_t most = points_each(zone);
    for (uint32_t i = 0; i < zone->rings; i++) {
        const struct lw_ring *ring = &zone->ring[i];
        if (!ring->hole)
            put_thinned(to, zone->point + ring->first, ring->count, most);
    }
}
