/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Points are added at the bottom of the arena's free room, rings at its top;
 * what lies between serves for checking. Points that no ring holds (those of a
 * line, of a ring that was cut) are squeezed out at the end.
 */
#include "zone_shape.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "zone_outline.h"
#include "zone_rings.h"
#include "zone_thin.h"

struct lw_shape_ring {
    uint32_t first, count; /* 0: dropped */
    bool hole;
    const void *place;
};

/* Parts of a line that each have one frame. */
static const double part_m_max = 200e3;
static const double edge_m_min = 0.001;

/* What counts as the same place where points of our own making meet, and as
 * the antimeridian. Radians: 0.06 mm. */
static const double same_rad = 1e-11;

enum {
    PARTS_MAX = 64, /* of a line that are waiting: halved each time */
    FEW_PARTS = 32, /* that a line may become without being straightened */
};

static struct lw_shape_ring *ring_of(const struct lw_shape *shape,
                                     uint32_t index)
{
    return shape->top - 1 - index;
}

static const unsigned char *bottom_of(const struct lw_shape *shape)
{
    return (const unsigned char *)(shape->point + shape->points);
}

/* The free room between points and rings. */
static struct lw_arena scratch_of(const struct lw_shape *shape)
{
    const unsigned char *bottom = bottom_of(shape);
    const unsigned char *top =
        (const unsigned char *)ring_of(shape, shape->rings);

    return (struct lw_arena){
        .mem = shape->arena->mem,
        .used = (size_t)(bottom - shape->arena->mem),
        .size = (size_t)((top > bottom ? top : bottom) - shape->arena->mem),
    };
}

void lw_shape_begin(struct lw_shape *shape, struct lw_arena *arena,
                    uint32_t points_max)
{
    const size_t align = _Alignof(max_align_t);
    struct lw_arena free = *arena;

    assert(!arena->zeroed);
    *shape = (struct lw_shape){.arena = arena, .points_max = points_max};
    shape->point = lw_arena_take_raw(&free, 0, 1);
    if (shape->point != NULL)
        shape->top =
            (struct lw_shape_ring *)(void *)(arena->mem +
                                             arena->size / align * align);
}

static int fail(struct lw_shape_flaw *flaw, const void *place, const char *what)
{
    *flaw = (struct lw_shape_flaw){.what = what, .place = place};
    return LW_ERR_RANGE;
}

static int fail_at(struct lw_shape_flaw *flaw, const void *place,
                   const char *what, struct lw_geodetic at)
{
    *flaw = (struct lw_shape_flaw){
        .what = what, .place = place, .has_at = true, .at = at};
    return LW_ERR_RANGE;
}

/* Is there room for one point more, and one ring? */
static bool has_room(const struct lw_shape *shape)
{
    const struct lw_arena left = scratch_of(shape);

    return shape->point != NULL &&
           left.size - left.used >=
               sizeof *shape->point + sizeof(struct lw_shape_ring);
}

int lw_shape_add(struct lw_shape *shape, struct lw_geodetic point,
                 struct lw_shape_flaw *flaw)
{
    if (shape->points >= shape->points_max)
        return fail(flaw, NULL,
                    "more positions than a zone or a site may have");
    *flaw = (struct lw_shape_flaw){.what = NULL};
    if (!has_room(shape))
        return LW_ERR_NO_SPACE;
    shape->point[shape->points++] = point;
    return 0;
}

static int add_ring(struct lw_shape *shape, bool hole, const void *place,
                    struct lw_shape_flaw *flaw)
{
    const uint32_t first = shape->first;

    *flaw = (struct lw_shape_flaw){.what = NULL};
    if (!has_room(shape))
        return LW_ERR_NO_SPACE;
    *ring_of(shape, shape->rings++) = (struct lw_shape_ring){
        .first = first,
        .count = shape->points - first,
        .hole = hole,
        .place = place,
    };
    for (uint32_t i = first; i < shape->points; i++) {
        const uint32_t next = i + 1 < shape->points ? i + 1 : first;
        const double step_rad =
            fabs(shape->point[next].lon_rad - shape->point[i].lon_rad);
        if ((step_rad > LW_PI && step_rad < 2.0 * LW_PI - same_rad) ||
            fabs(shape->point[i].lon_rad) > LW_PI + same_rad)
            shape->across = true;
    }
    shape->first = shape->points;
    return 0;
}

static bool same_place(const struct lw_geodetic *a, const struct lw_geodetic *b)
{
    return a->lat_rad == b->lat_rad && a->lon_rad == b->lon_rad;
}

/* Leave out points that only repeat the one before them, and of a ring the
 * last ones where they repeat the first. */
static void drop_repeats(struct lw_shape *shape, bool ring)
{
    struct lw_geodetic *first = &shape->point[shape->first];
    const uint32_t count = shape->points - shape->first;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || !same_place(&first[kept - 1], &first[i]))
            first[kept++] = first[i];
    while (ring && kept > 1 && same_place(first, &first[kept - 1]))
        kept--;
    shape->points = shape->first + kept;
}

int lw_shape_ring(struct lw_shape *shape, bool hole, const void *place,
                  struct lw_shape_flaw *flaw)
{
    const struct lw_geodetic *first = &shape->point[shape->first];
    const uint32_t count = shape->points - shape->first;

    if (count < 4)
        return fail(flaw, place, "expected a ring of four positions or more");
    if (!same_place(first, &first[count - 1]))
        return fail_at(flaw, place,
                       "expected this ring to end with the position that it "
                       "begins with",
                       first[count - 1]);
    drop_repeats(shape, true);
    if (shape->points - shape->first < 3)
        return fail_at(flaw, place, "expected three different points or more",
                       *first);
    return add_ring(shape, hole, place, flaw);
}

int lw_shape_circle(struct lw_shape *shape, struct lw_geodetic middle,
                    double radius_m, const void *place,
                    struct lw_shape_flaw *flaw)
{
    const uint32_t count = lw_outline_circle_count(radius_m);
    struct lw_frame frame;
    int err = 0;

    assert(shape->first == shape->points);
    lw_frame_init(&frame, middle);
    for (uint32_t i = 0; i < count && err == 0; i++)
        err = lw_shape_add(
            shape, lw_outline_circle(&frame, middle, radius_m, i), flaw);
    return err < 0 ? err : add_ring(shape, false, place, flaw);
}

/* ---- lines ---- */

/* Vertices of a line that is cut into short edges: points from..to of the
 * shape, seen in the frame of one part of it. */
struct part {
    uint32_t from, to;
};

static void vertex(const struct lw_shape *shape, const struct lw_frame *frame,
                   uint32_t index, double xy_m[2])
{
    double xyz_m[3];

    lw_frame_from_geodetic(frame, shape->point[index], xyz_m);
    xy_m[0] = xyz_m[0];
    xy_m[1] = xyz_m[1];
}

static double edge_m(const struct lw_geodetic *a, const struct lw_geodetic *b)
{
    double radii_m[2];

    lw_geodetic_radii((a->lat_rad + b->lat_rad) / 2.0, radii_m);
    return hypot(radii_m[0] * lw_angle_wrap(b->lon_rad - a->lon_rad),
                 radii_m[1] * (b->lat_rad - a->lat_rad));
}

/* The line first..end, each edge cut into short ones, after its own points. */
static int cut_edges(struct lw_shape *shape, uint32_t first, uint32_t end,
                     struct lw_shape_flaw *flaw)
{
    int err = lw_shape_add(shape, shape->point[first], flaw);

    for (uint32_t i = first + 1; i < end && err == 0; i++) {
        const struct lw_geodetic a = shape->point[shape->points - 1];
        const struct lw_geodetic b = shape->point[i];
        const double steepest_rad = fmax(fabs(a.lat_rad), fabs(b.lat_rad));
        const double lon_rad = lw_angle_wrap(b.lon_rad - a.lon_rad);
        const double length_m = edge_m(&a, &b);
        const double pieces = ceil(length_m / lw_outline_piece_m(steepest_rad));
        for (double k = 1.0; length_m > edge_m_min && k <= pieces && err == 0;
             k++) {
            const struct lw_geodetic p = {
                .lat_rad = a.lat_rad + (b.lat_rad - a.lat_rad) * (k / pieces),
                .lon_rad = lw_angle_wrap(a.lon_rad + lon_rad * (k / pieces)),
            };
            err = lw_shape_add(shape, p, flaw);
        }
    }
    return err;
}

/* Where the border of a part would fold: a vertex whose turn takes more of an
 * edge than there is of it. 0: it does not. */
static uint32_t find_fold(const struct lw_shape *shape,
                          const struct lw_frame *frame, struct part part,
                          double half_m)
{
    double a[2], b[2], c[2], taken_m[2] = {0.0, 0.0};

    vertex(shape, frame, part.from, a);
    vertex(shape, frame, part.from + 1, b);
    for (uint32_t i = part.from + 1; i < part.to; i++) {
        const double length_m = hypot(b[0] - a[0], b[1] - a[1]);
        vertex(shape, frame, i + 1, c);
        const double next_m = hypot(c[0] - b[0], c[1] - b[1]);
        for (int side = 0; side < 2; side++) {
            const double here_m =
                lw_outline_inner_m(a, b, c, half_m, side == 0);
            if (here_m > next_m)
                return i;
            if (here_m > 0.0 && taken_m[side] + here_m > length_m)
                return taken_m[side] > here_m ? i - 1 : i;
            taken_m[side] = here_m;
        }
        memcpy(a, b, sizeof a);
        memcpy(b, c, sizeof b);
    }
    return 0;
}

static int add_joint(struct lw_shape *shape, const struct lw_frame *frame,
                     const uint32_t vertices[3], double half_m,
                     struct lw_shape_flaw *flaw)
{
    const bool ends = vertices[2] == vertices[1];
    double a[2], b[2], c[2], out[LW_OUTLINE_JOINT_MAX][2];
    int count, err = 0;

    vertex(shape, frame, vertices[0], a);
    vertex(shape, frame, vertices[1], b);
    vertex(shape, frame, vertices[2], c);
    count = lw_outline_joint(a, b, ends ? NULL : c, half_m, out);
    for (int i = 0; i < count && err == 0; i++)
        err = lw_shape_add(shape, lw_outline_place(frame, out[i]), flaw);
    return err;
}

/* The border of a part that does not fold: out along its right, round its end
 * and back along what is its right then. */
static int add_border(struct lw_shape *shape, const struct lw_frame *frame,
                      struct part part, double half_m,
                      struct lw_shape_flaw *flaw)
{
    const uint32_t edges = part.to - part.from;
    int err = 0;

    for (uint32_t i = 1; i <= edges && err == 0; i++) {
        const uint32_t v = part.from + i;
        err = add_joint(shape, frame,
                        (uint32_t[3]){v - 1, v, i < edges ? v + 1 : v}, half_m,
                        flaw);
    }
    for (uint32_t i = 1; i <= edges && err == 0; i++) {
        const uint32_t v = part.to - i;
        err = add_joint(shape, frame,
                        (uint32_t[3]){v + 1, v, i < edges ? v - 1 : v}, half_m,
                        flaw);
    }
    return err;
}

/* Whether the ring that was added last crosses itself. */
static int check_border(const struct lw_shape *shape)
{
    const struct lw_shape_ring *last = ring_of(shape, shape->rings - 1);
    struct lw_ring ring = {.first = last->first, .count = last->count};
    const struct lw_zone zone = {.point = shape->point,
                                 .points = shape->points,
                                 .ring = &ring,
                                 .rings = 1};
    const struct lw_arena scratch = scratch_of(shape);
    struct lw_zone_flaw flaw;

    return lw_zone_check(&zone, &scratch, &flaw);
}

/* One part of a line as one polygon; where that cannot be, *split is the
 * vertex to cut it at. */
static int add_part(struct lw_shape *shape, struct part part, double half_m,
                    const void *place, uint32_t *split,
                    struct lw_shape_flaw *flaw)
{
    const uint32_t points = shape->points, rings = shape->rings;
    const bool across = shape->across;
    struct lw_frame frame;
    int err;

    lw_frame_init(&frame, shape->point[(part.from + part.to) / 2]);
    *split = find_fold(shape, &frame, part, half_m);
    if (*split != 0)
        return 0;
    shape->first = points;
    err = add_border(shape, &frame, part, half_m, flaw);
    if (err == 0)
        err = add_ring(shape, false, place, flaw);
    if (err < 0)
        return err;
    err = check_border(shape);
    if (err != LW_ERR_RANGE)
        return err;
    if (part.to - part.from < 2)
        return fail(flaw, place, "this width is too large for this line");
    *split = (part.from + part.to) / 2;
    shape->points = shape->first = points;
    shape->rings = rings;
    shape->across = across;
    return 0;
}

/* As far from `from` as one frame reaches. */
static uint32_t reach_of(const struct lw_shape *shape, uint32_t from,
                         uint32_t end)
{
    double length_m = 0.0;
    uint32_t to = from + 1;

    while (to + 1 < end && length_m < part_m_max) {
        length_m += edge_m(&shape->point[to - 1], &shape->point[to]);
        to++;
    }
    return to;
}

static int add_parts(struct lw_shape *shape, uint32_t first, uint32_t end,
                     double half_m, const void *place,
                     struct lw_shape_flaw *flaw)
{
    struct part waiting[PARTS_MAX];
    int err = 0;

    for (uint32_t from = first; from + 1 < end && err == 0;) {
        const uint32_t to = reach_of(shape, from, end);
        int count = 1;
        waiting[0] = (struct part){from, to};
        while (count > 0 && err == 0) {
            const struct part part = waiting[--count];
            uint32_t split = 0;
            err = add_part(shape, part, half_m, place, &split, flaw);
            if (err < 0 || split == 0)
                continue;
            if (count + 2 > PARTS_MAX)
                return fail(flaw, place, "this line turns too often");
            waiting[count++] = (struct part){split, part.to};
            waiting[count++] = (struct part){part.from, split};
        }
        from = to;
    }
    return err;
}

/* The line first..end, straightened by up to `tolerance_m` and wider by as
 * much, so that nothing of it is left out. */
static int add_line(struct lw_shape *shape, uint32_t first, uint32_t end,
                    double half_m, double tolerance_m, const void *place,
                    struct lw_shape_flaw *flaw)
{
    const uint32_t straight = shape->points;
    uint32_t vertices;
    int err = 0;

    for (uint32_t i = 0; i < end - first && err == 0;
         i = lw_thin_next(&shape->point[first], end - first, i, end - first - 1,
                          tolerance_m))
        err = lw_shape_add(shape, shape->point[first + i], flaw);
    vertices = shape->points;
    if (err == 0)
        err = cut_edges(shape, straight, vertices, flaw);
    if (err == 0 && shape->points - vertices < 2)
        return fail_at(flaw, place, "expected a line that leads somewhere",
                       shape->point[first]);
    if (err == 0)
        err = add_parts(shape, vertices, shape->points, half_m + tolerance_m,
                        place, flaw);
    shape->first = shape->points;
    return err;
}

/* A line that winds more finely than it is wide would be as many polygons as
 * it has turns: it is straightened until it is few. */
int lw_shape_line(struct lw_shape *shape, double width_m, const void *place,
                  struct lw_shape_flaw *flaw)
{
    static const double straightened[] = {0.0, 0.001, 0.005, 0.02};
    enum { TRIES = sizeof straightened / sizeof *straightened };
    const uint32_t first = shape->first, rings = shape->rings;
    const bool across = shape->across;
    int err = 0;

    drop_repeats(shape, false);
    const uint32_t end = shape->points;
    if (end - first < 2)
        return fail(flaw, place,
                    "expected a line of two different points or more");
    for (int i = 0; i < TRIES; i++) {
        shape->points = end;
        shape->rings = rings;
        shape->across = across;
        err = add_line(shape, first, end, width_m / 2.0,
                       straightened[i] * width_m, place, flaw);
        if (err == LW_ERR_NO_SPACE ||
            (err == 0 && shape->rings - rings <= FEW_PARTS))
            break;
    }
    return err;
}

/* ---- the antimeridian ---- */

/* Longitudes of a ring as they go on, beyond pi if need be; whole turns away
 * from `near_rad` at its first point. */
static int unwrap(struct lw_shape *shape, const struct lw_shape_ring *ring,
                  double near_rad, struct lw_shape_flaw *flaw)
{
    struct lw_geodetic *point = &shape->point[ring->first];
    const double first_rad = point[0].lon_rad;

    point[0].lon_rad = near_rad + lw_angle_wrap(first_rad - near_rad);
    for (uint32_t i = 1; i < ring->count; i++)
        point[i].lon_rad =
            point[i - 1].lon_rad +
            lw_angle_wrap(point[i].lon_rad - point[i - 1].lon_rad);
    if (fabs(point[0].lon_rad - point[ring->count - 1].lon_rad) > LW_PI)
        return fail_at(flaw, ring->place,
                       "this border goes round a pole: cut it along the "
                       "antimeridian",
                       point[0]);
    return 0;
}

/* Of the ring, what is on one side of a meridian. */
static int clip(struct lw_shape *shape, const struct lw_shape_ring *ring,
                double at_rad, bool east, struct lw_shape_flaw *flaw)
{
    const double sign = east ? 1.0 : -1.0;
    int err = 0;

    shape->first = shape->points;
    for (uint32_t i = 0; i < ring->count && err == 0; i++) {
        const uint32_t next = i + 1 < ring->count ? i + 1 : 0;
        const struct lw_geodetic a = shape->point[ring->first + i];
        const struct lw_geodetic b = shape->point[ring->first + next];
        const double past_a = sign * (a.lon_rad - at_rad);
        const double past_b = sign * (b.lon_rad - at_rad);
        if (past_a >= 0.0)
            err = lw_shape_add(shape, a, flaw);
        if (err < 0 || (past_a >= 0.0) == (past_b >= 0.0))
            continue;
        const double part = past_a / (past_a - past_b);
        const struct lw_geodetic cut = {
            .lat_rad = a.lat_rad + part * (b.lat_rad - a.lat_rad),
            .lon_rad = at_rad,
        };
        err = lw_shape_add(shape, cut, flaw);
    }
    return err;
}

/* One side of a ring as a ring of its own, `turn_rad` further on; nothing
 * where there is none of it. */
static int add_side(struct lw_shape *shape, struct lw_shape_ring ring,
                    double at_rad, bool east, double turn_rad,
                    struct lw_shape_flaw *flaw)
{
    int err = clip(shape, &ring, at_rad, east, flaw);
    double width_rad = 0.0;

    if (err < 0)
        return err;
    drop_repeats(shape, true);
    for (uint32_t i = shape->first; i < shape->points; i++) {
        struct lw_geodetic *p = &shape->point[i];
        width_rad = fmax(width_rad, fabs(p->lon_rad - at_rad));
        p->lon_rad = fmin(fmax(p->lon_rad + turn_rad, -LW_PI), LW_PI);
    }
    if (shape->points - shape->first < 3 || width_rad < same_rad) {
        shape->points = shape->first;
        return 0;
    }
    return add_ring(shape, ring.hole, ring.place, flaw);
}

/* The polygon of rings first..end (an outside and its holes), cut in two at
 * the antimeridian if it goes across. */
static int cut_polygon(struct lw_shape *shape, uint32_t first, uint32_t end,
                       struct lw_shape_flaw *flaw)
{
    double near_rad = shape->point[ring_of(shape, first)->first].lon_rad;
    double west_rad = near_rad, east_rad = near_rad;
    int err = 0;

    for (uint32_t r = first; r < end && err == 0; r++) {
        const struct lw_shape_ring ring = *ring_of(shape, r);
        err = unwrap(shape, &ring, near_rad, flaw);
        for (uint32_t i = 0; r == first && i < ring.count; i++) {
            west_rad = fmin(west_rad, shape->point[ring.first + i].lon_rad);
            east_rad = fmax(east_rad, shape->point[ring.first + i].lon_rad);
        }
        if (r == first)
            near_rad = (west_rad + east_rad) / 2.0;
    }
    if (err < 0)
        return err;
    if (east_rad - west_rad > 2.0 * LW_PI)
        return fail(flaw, ring_of(shape, first)->place,
                    "this border goes round the Earth");
    if (west_rad >= -LW_PI && east_rad <= LW_PI)
        return 0;
    const double at_rad = west_rad < -LW_PI ? -LW_PI : LW_PI;
    for (int side = 0; side < 2 && err == 0; side++) {
        /* What lies in -pi..pi stays, the rest turns once round. */
        const bool east = side == 1;
        const bool beyond = east == (at_rad > 0.0);
        const double turn_rad = beyond ? -2.0 * at_rad : 0.0;
        const uint32_t before = shape->rings;
        for (uint32_t r = first; r < end && err == 0; r++)
            if (r == first || shape->rings > before)
                err = add_side(shape, *ring_of(shape, r), at_rad, east,
                               turn_rad, flaw);
    }
    for (uint32_t r = first; r < end; r++)
        ring_of(shape, r)->count = 0;
    return err;
}

static int cut_across(struct lw_shape *shape, struct lw_shape_flaw *flaw)
{
    const uint32_t rings = shape->rings;
    int err = 0;

    for (uint32_t first = 0, end; first < rings && err == 0; first = end) {
        for (end = first + 1; end < rings && ring_of(shape, end)->hole;)
            end++;
        err = cut_polygon(shape, first, end, flaw);
    }
    return err;
}

/* ---- the end ---- */

/* Outsides go counter-clockwise, holes clockwise: who counts turns round a
 * place finds 0 outside of all polygons, however they overlap. */
static void turn_ring(struct lw_geodetic *point, uint32_t count, bool hole)
{
    double twice = 0.0;

    for (uint32_t i = 1; i + 1 < count; i++)
        twice += (point[i].lon_rad - point[0].lon_rad) *
                     (point[i + 1].lat_rad - point[0].lat_rad) -
                 (point[i + 1].lon_rad - point[0].lon_rad) *
                     (point[i].lat_rad - point[0].lat_rad);
    if ((twice < 0.0) == hole)
        return;
    for (uint32_t i = 1, j = count - 1; i < j; i++, j--) {
        const struct lw_geodetic swapped = point[i];
        point[i] = point[j];
        point[j] = swapped;
    }
}

/* Squeeze out what no ring holds, and list the rings that are left. */
static void squeeze(struct lw_shape *shape, struct lw_zone *zone)
{
    uint32_t kept = 0;

    zone->points = zone->rings = 0;
    for (uint32_t r = 0; r < shape->rings; r++) {
        struct lw_shape_ring ring = *ring_of(shape, r);
        if (ring.count == 0)
            continue;
        memmove(&shape->point[zone->points], &shape->point[ring.first],
                ring.count * sizeof *shape->point);
        ring.first = zone->points;
        turn_ring(&shape->point[ring.first], ring.count, ring.hole);
        zone->points += ring.count;
        *ring_of(shape, kept++) = ring;
    }
    shape->rings = kept;
    shape->points = zone->points;
}

static int check_zone(const struct lw_shape *shape, const struct lw_zone *zone,
                      struct lw_shape_flaw *flaw)
{
    const struct lw_arena scratch = scratch_of(shape);
    struct lw_arena room = scratch;
    struct lw_zone_flaw found = {.what = NULL};
    int err;

    /* The rings of the zone lie there already. */
    if (lw_arena_take_raw(&room, zone->rings, sizeof *zone->ring) == NULL)
        return LW_ERR_NO_SPACE;
    err = lw_zone_check(zone, &room, &found);
    if (err != LW_ERR_RANGE)
        return err;
    return fail_at(flaw, ring_of(shape, found.ring)->place, found.what,
                   zone->point[zone->ring[found.ring].first + found.point]);
}

int lw_shape_end(struct lw_shape *shape, struct lw_zone *zone,
                 struct lw_shape_flaw *flaw)
{
    struct lw_arena room;
    int err = 0;

    *flaw = (struct lw_shape_flaw){.what = NULL};
    assert(shape->rings > 0);
    if (shape->across)
        err = cut_across(shape, flaw);
    if (err < 0)
        return err;
    squeeze(shape, zone);
    zone->point = shape->point;
    room = scratch_of(shape);
    zone->ring = lw_arena_take_raw(&room, shape->rings, sizeof *zone->ring);
    if (zone->ring == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t r = 0; r < shape->rings; r++) {
        const struct lw_shape_ring *ring = ring_of(shape, r);
        zone->ring[zone->rings++] = (struct lw_ring){
            .first = ring->first, .count = ring->count, .hole = ring->hole};
    }
    err = check_zone(shape, zone, flaw);
    if (err == 0)
        shape->arena->used = room.used;
    return err;
}
