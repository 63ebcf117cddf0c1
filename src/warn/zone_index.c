/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_index.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "base/lanes.h"
#include "base/sort.h"
#include "zone_rings.h"

enum {
    FAN = 8,         /* children of a node */
    LEVELS_MAX = 12, /* 8^12 zones */
    WIDTHS = 16,     /* directions in which the width of a zone is taken */
    PIECES_MAX = 128,
};
static const double earth_m = 6335439.0; /* least radius of curvature */
static const double piece_m = 40e3;      /* longer sides are cut */
static const double off_part = 0.01, off_m_max = 250.0; /* of an outline */
static const double round_part = 0.98;
static const double rough_m = 2e6; /* planes are of no use so far off */

struct node {
    struct lw_spot_box box;
};

struct lw_zone_index {
    const struct lw_site *site;
    uint32_t zones, points, points_max;
    struct lw_zone_shape *shape; /* neighbours together */
    struct lw_zone_group *group; /* of the lowest level */
    uint32_t *where;             /* by zone: which shape it is */
    struct lw_spot *spot;        /* of all outlines */
    uint8_t *after;
    uint32_t levels;
    uint32_t nodes[LEVELS_MAX]; /* of the lowest level first */
    struct node *level[LEVELS_MAX];
};

/* ---- spots and planes ---- */

static int32_t turn_of(double rad)
{
    const double units = rad * (4294967296.0 / (2.0 * LW_PI));

    if (!isfinite(units))
        return 0;
    return (int32_t)(uint32_t)(uint64_t)(int64_t)floor(
        fmod(units, 4294967296.0) + 0.5);
}

struct lw_spot lw_spot_of(struct lw_geodetic place)
{
    return (struct lw_spot){turn_of(place.lat_rad), turn_of(place.lon_rad)};
}

static double radians_of(int32_t turn)
{
    return turn * (2.0 * LW_PI / 4294967296.0);
}

void lw_plane_init(struct lw_plane *plane, struct lw_spot at)
{
    const double unit = 2.0 * LW_PI / 4294967296.0;
    const double most = 89.9 * LW_DEG;
    const double lat = lw_max(lw_min(radians_of(at.lat), most), -most);
    double metres[2];

    lw_geodetic_radii(lat, metres);
    const double n = metres[0] / cos(lat);
    plane->at = at;
    plane->north_m = (float)(metres[1] * unit);
    plane->east_m[0] = (float)(metres[0] * unit);
    plane->east_m[1] = (float)(-n * sin(lat) * unit * unit);
    plane->east_m[2] = (float)(-0.5 * metres[0] * unit * unit * unit);
    plane->curve = (float)(tan(lat) / (2.0 * n));
}

/* ---- outlines ---- */

static struct lw_spot ring_spot(const struct lw_zone *zone,
                                const struct lw_ring *ring, uint32_t i)
{
    return lw_spot_of(zone->point[ring->first + i % ring->count]);
}

static double length_m(const struct lw_plane *plane, struct lw_spot a,
                       struct lw_spot b)
{
    float at[2], to[2];

    lw_plane_xy(plane, a, at);
    lw_plane_xy(plane, b, to);
    return hypot((double)to[0] - (double)at[0], (double)to[1] - (double)at[1]);
}

static uint32_t pieces_of(double side_m)
{
    const double pieces = ceil(side_m / piece_m);

    return pieces > 1.0 ? (uint32_t)lw_min(pieces, PIECES_MAX) : 1;
}

/* At most so many points has the outline of a zone. */
static uint32_t outline_most(const struct lw_zone *zone)
{
    uint32_t most = 0;

    for (uint32_t r = 0; r < zone->rings; r++) {
        const struct lw_ring *ring = &zone->ring[r];
        struct lw_plane plane;
        double around_m = 0.0;
        if (ring->count == 0)
            continue;
        for (uint32_t i = 0; i < ring->count; i++) {
            lw_plane_init(&plane, ring_spot(zone, ring, i));
            around_m +=
                length_m(&plane, plane.at, ring_spot(zone, ring, i + 1));
        }
        most += ring->count + 1 +
                (uint32_t)lw_min(1.01 * around_m / piece_m + 1.0,
                                 (double)ring->count * PIECES_MAX);
    }
    return most;
}

struct outline {
    struct lw_spot *spot;
    uint8_t *after;
    uint32_t points;
};

/* A side that is too long for a plane is cut, along which it is straight in
 * longitude and latitude, as GeoJSON has it. */
static void add_side(struct outline *out, struct lw_spot from,
                     struct lw_spot to)
{
    const double lat = (double)to.lat - (double)from.lat;
    const double lon = (double)(int32_t)((uint32_t)to.lon - (uint32_t)from.lon);
    struct lw_plane plane;

    lw_plane_init(&plane, from);
    const uint32_t pieces = pieces_of(length_m(&plane, from, to));
    for (uint32_t i = 1; i <= pieces; i++) {
        const double part = (double)i / pieces;
        struct lw_spot *spot = &out->spot[out->points];
        out->after[out->points++] = 1;
        spot->lat = from.lat + (int32_t)(part * lat);
        spot->lon =
            (int32_t)((uint32_t)from.lon + (uint32_t)(int32_t)(part * lon));
    }
}

/* How far the points between from and to are from the straight side. */
static bool all_near(const struct lw_zone *zone, const struct lw_ring *ring,
                     const struct lw_plane *plane, uint32_t from, uint32_t to,
                     double off_m)
{
    float a[2], b[2], p[2];

    lw_plane_xy(plane, ring_spot(zone, ring, from), a);
    lw_plane_xy(plane, ring_spot(zone, ring, to), b);
    const float ux = b[0] - a[0], uy = b[1] - a[1];
    const float length2 = ux * ux + uy * uy;
    for (uint32_t i = from + 1; i < to; i++) {
        lw_plane_xy(plane, ring_spot(zone, ring, i), p);
        const float wx = p[0] - a[0], wy = p[1] - a[1];
        const float along = (wx * ux + wy * uy) / fmaxf(length2, 1e-6f);
        const float t = fmaxf(fminf(along, 1.0f), 0.0f);
        const float dx = wx - t * ux, dy = wy - t * uy;
        if ((double)(dx * dx + dy * dy) > off_m * off_m)
            return false;
    }
    return true;
}

/* The next point that is kept after `from`: steps that double while all that
 * is left out stays near, then halve. */
static uint32_t next_kept(const struct lw_zone *zone,
                          const struct lw_ring *ring,
                          const struct lw_plane *plane, uint32_t from,
                          double off_m)
{
    uint32_t good = from + 1, step = 1;

    while (step > 0) {
        const uint32_t to = good + step;
        if (to <= ring->count && to - from <= 256 &&
            all_near(zone, ring, plane, from, to, off_m)) {
            good = to;
            step *= 2;
        } else {
            step /= 2;
        }
    }
    return good;
}

static void add_ring(struct outline *out, const struct lw_zone *zone,
                     const struct lw_ring *ring, const struct lw_plane *plane,
                     double off_m)
{
    uint32_t kept = 0;

    if (ring->count == 0)
        return;
    /* what would lose its inside keeps its own points */
    for (uint32_t i = 0; i < ring->count && kept < 4; kept++)
        i = next_kept(zone, ring, plane, i, off_m);
    if (kept < 4)
        off_m = 0.0;
    out->spot[out->points] = ring_spot(zone, ring, 0);
    out->after[out->points++] = 1;
    for (uint32_t i = 0; i < ring->count;) {
        const uint32_t next = next_kept(zone, ring, plane, i, off_m);
        add_side(out, ring_spot(zone, ring, i), ring_spot(zone, ring, next));
        i = next;
    }
    out->after[out->points - 1] = 0;
}

/* ---- a zone's shape ---- */

static void take_box(struct lw_zone_shape *shape, const struct lw_zone *zone)
{
    const struct lw_spot first = lw_spot_of(zone->point[0]);
    int64_t west = 0, east = 0, south = INT32_MAX, north = INT32_MIN;

    for (uint32_t i = 0; i < zone->points; i++) {
        const struct lw_spot spot = lw_spot_of(zone->point[i]);
        const int32_t lon = (int32_t)((uint32_t)spot.lon - (uint32_t)first.lon);
        west = lon < west ? lon : west;
        east = lon > east ? lon : east;
        south = spot.lat < south ? spot.lat : south;
        north = spot.lat > north ? spot.lat : north;
    }
    shape->centre.lat = (int32_t)((south + north) / 2);
    shape->centre.lon =
        (int32_t)((uint32_t)first.lon + (uint32_t)(int32_t)((west + east) / 2));
    west += first.lon;
    east += first.lon;
    if (west < INT32_MIN || east > INT32_MAX) {
        west = INT32_MIN; /* across the antimeridian: anywhere along it */
        east = INT32_MAX;
    }
    shape->box = (struct lw_spot_box){{(int32_t)south, (int32_t)west},
                                      {(int32_t)north, (int32_t)east}};
}

static double ring_area_m2(const struct lw_zone *zone,
                           const struct lw_ring *ring,
                           const struct lw_plane *plane)
{
    double twice = 0.0;
    float a[2], b[2];

    lw_plane_xy(plane, ring_spot(zone, ring, ring->count - 1), a);
    for (uint32_t i = 0; i < ring->count; i++) {
        lw_plane_xy(plane, ring_spot(zone, ring, i), b);
        twice += (double)a[0] * (double)b[1] - (double)b[0] * (double)a[1];
        memcpy(a, b, sizeof a);
    }
    return 0.5 * fabs(twice) * (ring->hole ? -1.0 : 1.0);
}

static void take_measures(struct lw_zone_shape *shape,
                          const struct lw_zone *zone)
{
    struct lw_plane plane;
    double far2_m2 = 0.0, widths_m = 0.0, area_m2 = 0.0;

    lw_plane_init(&plane, shape->centre);
    for (int d = 0; d < WIDTHS; d++) {
        const double s = sin(d * LW_PI / WIDTHS), c = cos(d * LW_PI / WIDTHS);
        double least = DBL_MAX, most = -DBL_MAX;
        for (uint32_t i = 0; i < zone->points; i++) {
            float xy[2];
            lw_plane_xy(&plane, lw_spot_of(zone->point[i]), xy);
            const double x = (double)xy[0], y = (double)xy[1];
            least = lw_min(least, x * s + y * c);
            most = lw_max(most, x * s + y * c);
            far2_m2 = lw_max(far2_m2, x * x + y * y);
        }
        widths_m += most - least;
    }
    for (uint32_t r = 0; r < zone->rings; r++)
        if (zone->ring[r].count > 0)
            area_m2 += ring_area_m2(zone, &zone->ring[r], &plane);
    const double far_m = sqrt(far2_m2);
    /* a plane far off is off itself */
    shape->radius_m = (float)(far_m * (1.0 + far_m / rough_m));
    shape->disc_m = (float)(0.5 * widths_m / WIDTHS);
    shape->round = (double)shape->disc_m > round_part * far_m &&
                   area_m2 > round_part * LW_PI * (double)shape->disc_m *
                                 (double)shape->disc_m;
    shape->off_m = (float)lw_min(off_part * (double)shape->radius_m, off_m_max);
}

static void take_shape(struct lw_zone_index *index, uint32_t zone)
{
    const struct lw_zone *of = &index->site->zone[zone];
    struct lw_zone_shape *shape = &index->shape[zone]; /* not sorted yet */
    struct outline out = {index->spot, index->after, index->points};
    struct lw_plane plane;

    *shape = (struct lw_zone_shape){.zone = zone, .first = index->points};
    if (of->points == 0)
        return;
    take_box(shape, of);
    take_measures(shape, of);
    lw_plane_init(&plane, shape->centre);
    for (uint32_t r = 0; r < of->rings; r++)
        add_ring(&out, of, &of->ring[r], &plane, (double)shape->off_m);
    shape->points = out.points - index->points;
    index->points = out.points;
    if (shape->points > index->points_max)
        index->points_max = shape->points;
}

/* ---- the tree ---- */

/* Large zones would make groups of small ones large. */
static int size_of(const struct lw_zone_shape *shape)
{
    int exponent;

    (void)frexpf(shape->radius_m, &exponent);
    return exponent / 2;
}

static bool before_east(const void *a, const void *b, const void *context)
{
    const struct lw_zone_shape *left = a, *right = b;
    const int size = size_of(left), other = size_of(right);

    (void)context;
    if (size != other)
        return size < other;
    if (left->centre.lon != right->centre.lon)
        return left->centre.lon < right->centre.lon;
    return left->zone < right->zone;
}

static bool before_north(const void *a, const void *b, const void *context)
{
    const struct lw_zone_shape *left = a, *right = b;

    (void)context;
    if (left->centre.lat != right->centre.lat)
        return left->centre.lat < right->centre.lat;
    return left->zone < right->zone;
}

static void join_boxes(struct lw_spot_box *box, const struct lw_spot_box *with)
{
    if (with->from.lat < box->from.lat)
        box->from.lat = with->from.lat;
    if (with->from.lon < box->from.lon)
        box->from.lon = with->from.lon;
    if (with->to.lat > box->to.lat)
        box->to.lat = with->to.lat;
    if (with->to.lon > box->to.lon)
        box->to.lon = with->to.lon;
}

static uint32_t parents(uint32_t children)
{
    return (children + FAN - 1) / FAN;
}

/* Zones of alike size in strips from west to east, each from south to north.
 */
static void sort_shapes(struct lw_zone_index *index)
{
    struct lw_zone_shape *shape = index->shape, spare;

    lw_sort(shape, index->zones, sizeof spare, &spare, before_east, NULL);
    for (uint32_t from = 0, to; from < index->zones; from = to) {
        for (to = from + 1;
             to < index->zones && size_of(&shape[to]) == size_of(&shape[from]);)
            to++;
        const uint32_t groups = parents(to - from);
        const uint32_t strips = (uint32_t)ceil(sqrt((double)groups));
        const uint32_t strip = (groups + strips - 1) / strips * FAN;
        for (uint32_t z = from; z < to; z += strip)
            lw_sort(shape + z, to - z < strip ? to - z : strip, sizeof spare,
                    &spare, before_north, NULL);
    }
    for (uint32_t i = 0; i < index->zones; i++)
        index->where[shape[i].zone] = i;
}

static void take_group(struct lw_zone_index *index, uint32_t number)
{
    struct lw_zone_group *group = &index->group[number];
    const struct lw_spot_box *box = &index->level[0][number].box;
    const uint32_t first = number * FAN;
    struct lw_plane plane;

    group->shape = &index->shape[first];
    group->zones = index->zones - first < FAN ? index->zones - first : FAN;
    group->centre.lat = (int32_t)(((int64_t)box->from.lat + box->to.lat) / 2);
    group->centre.lon = (int32_t)(((int64_t)box->from.lon + box->to.lon) / 2);
    lw_plane_init(&plane, group->centre);
    for (uint32_t i = 0; i < group->zones; i++) {
        const struct lw_zone_shape *shape = &group->shape[i];
        float xy[2];
        lw_plane_xy(&plane, shape->centre, xy);
        const float out = hypotf(xy[0], xy[1]) + shape->radius_m;
        group->radius_m =
            lw_most(group->radius_m, out * (1.01f + out / (float)rough_m));
    }
}

static void build_tree(struct lw_zone_index *index)
{
    uint32_t below = index->zones;

    sort_shapes(index);
    for (uint32_t l = 0; l < index->levels; l++) {
        for (uint32_t i = 0; i < below; i++) {
            const struct lw_spot_box *box =
                l == 0 ? &index->shape[i].box : &index->level[l - 1][i].box;
            struct node *node = &index->level[l][i / FAN];
            if (i % FAN == 0)
                node->box = *box;
            join_boxes(&node->box, box);
        }
        below = index->nodes[l];
    }
    for (uint32_t i = 0; index->zones > 0 && i < index->nodes[0]; i++)
        take_group(index, i);
}

static bool lay_out(struct lw_zone_index *index, uint32_t points,
                    struct lw_arena *arena)
{
    uint32_t below = index->zones;

    index->shape = lw_arena_take(arena, below, sizeof *index->shape);
    index->where = lw_arena_take(arena, below, sizeof *index->where);
    index->group = lw_arena_take(arena, parents(below), sizeof *index->group);
    index->spot = lw_arena_take_raw(arena, points, sizeof *index->spot);
    index->after = lw_arena_take_raw(arena, points, sizeof *index->after);
    if (index->shape == NULL || index->where == NULL || index->group == NULL ||
        index->spot == NULL || index->after == NULL)
        return false;
    for (index->levels = 0; below > 1 || index->levels == 0; index->levels++) {
        const uint32_t l = index->levels;
        assert(l < LEVELS_MAX);
        below = parents(below);
        index->nodes[l] = below;
        index->level[l] = lw_arena_take(arena, below, sizeof(struct node));
        if (index->level[l] == NULL)
            return false;
    }
    return true;
}

static uint32_t points_most(const struct lw_site *site)
{
    uint32_t points = 0;

    for (uint32_t z = 0; z < site->zones; z++)
        points += outline_most(&site->zone[z]);
    return points;
}

uint32_t lw_zone_index_points_most(const struct lw_site *site)
{
    uint32_t most = 0;

    for (uint32_t z = 0; z < site->zones; z++) {
        const uint32_t points = outline_most(&site->zone[z]);
        most = points > most ? points : most;
    }
    return most;
}

size_t lw_zone_index_size(const struct lw_site *site)
{
    const uint32_t points = points_most(site), zones = site->zones;
    size_t size = lw_arena_slice(1, sizeof(struct lw_zone_index)) +
                  lw_arena_slice(zones, sizeof(struct lw_zone_shape)) +
                  lw_arena_slice(zones, sizeof(uint32_t)) +
                  lw_arena_slice(parents(zones), sizeof(struct lw_zone_group)) +
                  lw_arena_slice(points, sizeof(struct lw_spot)) +
                  lw_arena_slice(points, 1);
    uint32_t below = zones;

    do {
        below = parents(below);
        size += lw_arena_slice(below, sizeof(struct node));
    } while (below > 1);
    return size;
}

struct lw_zone_index *lw_zone_index_init(const struct lw_site *site, void *mem,
                                         size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};
    struct lw_zone_index *index = lw_arena_take(&arena, 1, sizeof *index);

    if (index == NULL)
        return NULL;
    index->site = site;
    index->zones = site->zones;
    if (!lay_out(index, points_most(site), &arena))
        return NULL;
    for (uint32_t z = 0; z < site->zones; z++)
        take_shape(index, z);
    build_tree(index);
    return index;
}

/* ---- questions ---- */

uint32_t lw_zone_index_zones(const struct lw_zone_index *index)
{
    return index->zones;
}

const struct lw_zone_shape *
lw_zone_index_shapes(const struct lw_zone_index *index)
{
    return index->shape;
}

const struct lw_zone_shape *
lw_zone_index_shape(const struct lw_zone_index *index, uint32_t zone)
{
    return &index->shape[index->where[zone]];
}

uint32_t lw_zone_index_points_max(const struct lw_zone_index *index)
{
    return index->points_max;
}

uint32_t lw_zone_index_outline(const struct lw_zone_index *index,
                               const struct lw_zone_shape *shape,
                               const struct lw_plane *plane, float *east_m,
                               float *north_m, uint8_t *after)
{
    for (uint32_t i = 0; i < shape->points; i++) {
        float xy[2];
        lw_plane_xy(plane, index->spot[shape->first + i], xy);
        east_m[i] = xy[0];
        north_m[i] = xy[1];
    }
    memcpy(after, index->after + shape->first, shape->points);
    return shape->points;
}

static bool meet(const struct lw_spot_box *a, const struct lw_spot_box *b)
{
    return a->from.lat <= b->to.lat && b->from.lat <= a->to.lat &&
           a->from.lon <= b->to.lon && b->from.lon <= a->to.lon;
}

bool lw_zone_index_holds(const struct lw_zone_index *index, uint32_t zone,
                         struct lw_geodetic place)
{
    return lw_zone_holds(&index->site->zone[zone], place);
}

struct question {
    struct lw_spot_box box;
    const struct lw_spot_box *but;      /* none that meets this, or NULL */
    const struct lw_zone_group **group; /* answers: groups, */
    const struct lw_geodetic *place;    /* or what holds it, */
    uint32_t *zone;                     /* by zone */
    uint32_t max, found;
};

static void ask_group(const struct lw_zone_index *index, struct question *q,
                      uint32_t number)
{
    const struct lw_zone_group *group = &index->group[number];

    if (q->group != NULL) {
        if (q->found < q->max &&
            (q->but == NULL || !meet(&index->level[0][number].box, q->but)))
            q->group[q->found++] = group;
        return;
    }
    for (uint32_t i = 0; i < group->zones; i++) {
        const struct lw_zone_shape *shape = &group->shape[i];
        if (q->found < q->max && meet(&shape->box, &q->box) &&
            lw_zone_index_holds(index, shape->zone, *q->place))
            q->zone[q->found++] = shape->zone;
    }
}

/* Down the tree without a stack: from one node to the next on its level, and
 * up after the last of its parent's. */
static void ask(const struct lw_zone_index *index, struct question *q)
{
    uint32_t level = index->levels - 1, at = 0;

    while (index->zones > 0 && at < index->nodes[level]) {
        const bool in = meet(&index->level[level][at].box, &q->box);
        if (in && level > 0) {
            at *= FAN;
            level--;
            continue;
        }
        if (in)
            ask_group(index, q, at);
        at++;
        while (level + 1 < index->levels && at % FAN == 0) {
            at /= FAN;
            level++;
        }
    }
}

/* What of the globe it is, at least; in units that may lie beyond the
 * antimeridian. */
static void globe_box(const struct lw_plane *plane,
                      const struct lw_extent *extent, double from[2],
                      double to[2])
{
    const double unit = 2.0 * LW_PI / 4294967296.0;
    const double across =
        lw_max(fabs((double)extent->west_m), fabs((double)extent->east_m));
    const double along =
        lw_max(fabs((double)extent->south_m), fabs((double)extent->north_m));
    const double bent =
        1.1 * fabs((double)plane->curve) * across * across + 0.01 * along;
    const double lat_m = (double)plane->north_m;

    from[0] = plane->at.lat + ((double)extent->south_m - bent) / lat_m;
    to[0] = plane->at.lat + ((double)extent->north_m + bent) / lat_m;
    const double edge = lw_max(fabs(from[0]), fabs(to[0])) * unit;
    const double lon_m = edge < 0.5 * LW_PI ? earth_m * unit * cos(edge) : 0.0;
    const double spare = 0.01 * across;
    from[1] = plane->at.lon;
    to[1] = plane->at.lon;
    if (across + spare >= 2147483647.0 * lon_m) {
        from[1] = INT32_MIN; /* round a pole */
        to[1] = INT32_MAX;
        return;
    }
    /* the narrowest metre to both sides, whichever lies which way */
    from[1] += lw_min((double)extent->west_m - spare, 0.0) / lon_m;
    to[1] += lw_max((double)extent->east_m + spare, 0.0) / lon_m;
}

uint32_t lw_zone_index_groups(const struct lw_zone_index *index)
{
    return parents(index->zones);
}

uint32_t lw_zone_index_meet(const struct lw_zone_index *index,
                            const struct lw_plane *plane,
                            const struct lw_extent *extent,
                            const struct lw_zone_group *group[], uint32_t max)
{
    struct question q = {.group = group, .max = max};
    struct lw_spot_box first;
    double from[2], to[2];

    globe_box(plane, extent, from, to);
    q.box.from.lat = (int32_t)lw_max(from[0], INT32_MIN);
    q.box.to.lat = (int32_t)lw_min(to[0], INT32_MAX);
    q.box.from.lon = (int32_t)lw_max(from[1], INT32_MIN);
    q.box.to.lon = (int32_t)lw_min(to[1], INT32_MAX);
    ask(index, &q);
    if (from[1] >= INT32_MIN && to[1] <= INT32_MAX)
        return q.found;
    first = q.box; /* and what lies beyond the antimeridian */
    q.but = &first;
    q.box.from.lon =
        from[1] < INT32_MIN ? (int32_t)(from[1] + 4294967296.0) : INT32_MIN;
    q.box.to.lon =
        from[1] < INT32_MIN ? INT32_MAX : (int32_t)(to[1] - 4294967296.0);
    ask(index, &q);
    return q.found;
}

double lw_zone_index_distance(const struct lw_zone_index *index, uint32_t zone,
                              struct lw_geodetic place)
{
    const struct lw_zone_shape *shape = lw_zone_index_shape(index, zone);
    struct lw_plane plane;
    double least2 = DBL_MAX;

    if (lw_zone_index_holds(index, zone, place))
        return 0.0;
    lw_plane_init(&plane, lw_spot_of(place));
    for (uint32_t i = 0; i + 1 < shape->points; i++) {
        float a[2], b[2];
        if (!index->after[shape->first + i])
            continue;
        lw_plane_xy(&plane, index->spot[shape->first + i], a);
        lw_plane_xy(&plane, index->spot[shape->first + i + 1], b);
        const double ux = (double)(b[0] - a[0]), uy = (double)(b[1] - a[1]);
        const double ax = (double)a[0], ay = (double)a[1];
        const double along =
            -(ax * ux + ay * uy) / lw_max(ux * ux + uy * uy, 1e-6);
        const double t = lw_max(lw_min(along, 1.0), 0.0);
        const double dx = ax + t * ux, dy = ay + t * uy;
        least2 = lw_min(least2, dx * dx + dy * dy);
    }
    return sqrt(least2);
}

static bool before_number(const void *a, const void *b, const void *context)
{
    (void)context;
    return *(const uint32_t *)a < *(const uint32_t *)b;
}

uint32_t lw_zone_index_inside(const struct lw_zone_index *index,
                              struct lw_geodetic place, uint32_t *zone,
                              uint32_t max)
{
    const struct lw_spot spot = lw_spot_of(place);
    struct question q = {
        .box = {spot, spot}, .place = &place, .zone = zone, .max = max};
    uint32_t spare;

    if (!isfinite(place.lat_rad + place.lon_rad))
        return 0;
    ask(index, &q);
    lw_sort(zone, q.found, sizeof spare, &spare, before_number, NULL);
    return q.found;
}
