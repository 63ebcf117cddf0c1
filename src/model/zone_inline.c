/* SPDX-License-Identifier: Apache-2.0 */
/* A geometry that stands in the site file. */
#include <math.h>
#include <string.h>

#include "base/geodesy.h"
#include "yaml_values.h"
#include "zone_reader.h"

enum kind {
    POLYGON,
    MULTI_POLYGON,
    COLLECTION,
    CIRCLE,
    POINT,
    MULTI_POINT,
    LINE,
    MULTI_LINE,
    KINDS
};

struct raw_geometry {
    const struct lw_yaml_node *type, *coordinates, *bbox, *file, *center,
        *extent, *geometries, *layer;
    double radius_m, width_m; /* 0: not given */
};

struct walk {
    const struct lw_yaml *yaml;
    struct lw_zone_sizes sizes;
    struct lw_shape *shape;
};

static int fail_flaw(const struct walk *w, const struct lw_yaml_node *node,
                     int err, const struct lw_shape_flaw *flaw)
{
    if (flaw->what == NULL)
        return lw_yaml_fail(w->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    return lw_yaml_fail(w->yaml, node, err, "`coordinates`: %s", flaw->what);
}

static int read_position(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node, const char *key,
                         struct lw_geodetic *out)
{
    const struct lw_yaml_field lon = {
        .key = key, .unit = "a longitude", .min = -180, .max = 180};
    const struct lw_yaml_field lat = {
        .key = key, .unit = "a latitude", .min = -90, .max = 90};
    double lon_deg = 0.0, lat_deg = 0.0;
    int err;

    if (node->kind != LW_YAML_SEQUENCE || node->count < 2 || node->count > 4)
        return lw_yaml_expected(yaml, node, key,
                                "a position [longitude, latitude]");
    err = lw_yaml_number(yaml, node->child, &lon, &lon_deg);
    if (err == 0)
        err = lw_yaml_number(yaml, node->child->next, &lat, &lat_deg);
    if (err == 0)
        *out = (struct lw_geodetic){.lat_rad = lat_deg * LW_DEG,
                                    .lon_rad = lon_deg * LW_DEG};
    return err;
}

static int add_positions(const struct walk *w, const struct lw_yaml_node *node,
                         const char *expected)
{
    struct lw_shape_flaw flaw;
    struct lw_geodetic point = {0};
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(w->yaml, node, "coordinates", expected);
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        err = read_position(w->yaml, at, "coordinates", &point);
        if (err < 0)
            return err;
        err = lw_shape_add(w->shape, point, &flaw);
        if (err < 0)
            return fail_flaw(w, at, err, &flaw);
    }
    return 0;
}

static int add_polygon(const struct walk *w, const struct lw_yaml_node *node)
{
    struct lw_shape_flaw flaw;
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE || node->count == 0)
        return lw_yaml_expected(w->yaml, node, "coordinates",
                                "a list of rings");
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next) {
        err = add_positions(w, at, "a ring: a list of positions");
        if (err < 0)
            return err;
        err = lw_shape_ring(w->shape, at != node->child, at, &flaw);
        if (err < 0)
            err = fail_flaw(w, at, err, &flaw);
    }
    return err;
}

static int add_line(const struct walk *w, const struct lw_yaml_node *node,
                    double width_m)
{
    struct lw_shape_flaw flaw;
    int err = add_positions(w, node, "a list of positions");

    if (err < 0)
        return err;
    err = lw_shape_line(w->shape, width_m, node, &flaw);
    return err < 0 ? fail_flaw(w, node, err, &flaw) : 0;
}

static int add_circle(const struct walk *w, const struct lw_yaml_node *node,
                      const char *key, double radius_m)
{
    struct lw_shape_flaw flaw;
    struct lw_geodetic middle = {0};
    int err = read_position(w->yaml, node, key, &middle);

    if (err < 0)
        return err;
    err = lw_shape_circle(w->shape, middle, radius_m, node, &flaw);
    return err < 0 ? fail_flaw(w, node, err, &flaw) : 0;
}

/* `extent: {subType: Circle, radius: M}` */
static int read_extent(const struct walk *w, const struct lw_yaml_node *node,
                       double *radius_m)
{
    static const struct lw_yaml_field fields[] = {
        {.key = "subType", .type = LW_YAML_NODE, .offset = 0, .required = true},
        LW_YAML_QUANTITY("radius", NUMBER, struct raw_geometry, radius_m,
                         "metres", LW_CIRCLE_RADIUS_MIN_M,
                         LW_CIRCLE_RADIUS_MAX_M, 1),
    };
    static const char *const circle[] = {"Circle"};
    struct raw_geometry raw = {.radius_m = *radius_m};
    int err = lw_yaml_map(w->yaml, node, "`extent`", fields, 2, &raw);

    if (err == 0)
        err = lw_yaml_word(w->yaml, raw.type, "subType", circle, 1);
    if (err >= 0)
        *radius_m = raw.radius_m;
    return err;
}

static int read_map(const struct walk *w, const struct lw_yaml_node *node,
                    struct raw_geometry *raw)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("type", struct raw_geometry, type, false),
        LW_YAML_PART("coordinates", struct raw_geometry, coordinates, false),
        LW_YAML_PART("bbox", struct raw_geometry, bbox, false),
        LW_YAML_PART("file", struct raw_geometry, file, false),
        LW_YAML_PART("center", struct raw_geometry, center, false),
        LW_YAML_PART("extent", struct raw_geometry, extent, false),
        LW_YAML_PART("geometries", struct raw_geometry, geometries, false),
        LW_YAML_PART("layer", struct raw_geometry, layer, false),
        LW_YAML_QUANTITY("radius", NUMBER, struct raw_geometry, radius_m,
                         "metres", LW_CIRCLE_RADIUS_MIN_M,
                         LW_CIRCLE_RADIUS_MAX_M, 1),
        LW_YAML_QUANTITY("width", NUMBER, struct raw_geometry, width_m,
                         "metres", LW_LINE_WIDTH_MIN_M, LW_LINE_WIDTH_MAX_M, 1),
    };
    int err = lw_yaml_map(w->yaml, node, "`geometry`", fields,
                          sizeof fields / sizeof *fields, raw);

    if (err == 0 && raw->type == NULL)
        err = lw_yaml_fail(w->yaml, node, LW_ERR_MISSING,
                           "`geometry` needs `type`");
    if (err == 0 && raw->extent != NULL)
        err = read_extent(w, raw->extent, &raw->radius_m);
    return err;
}

static int add_one(const struct walk *w, enum kind kind,
                   const struct lw_yaml_node *node, double size_m)
{
    switch (kind) {
    case POLYGON:
    case MULTI_POLYGON:
        return add_polygon(w, node);
    case LINE:
    case MULTI_LINE:
        return add_line(w, node, size_m);
    case CIRCLE:
        return add_circle(w, node, "center", size_m);
    case POINT:
    case MULTI_POINT:
    case COLLECTION:
    case KINDS:
    default:
        return add_circle(w, node, "coordinates", size_m);
    }
}

static int find_size(const struct walk *w, const struct lw_yaml_node *node,
                     const struct raw_geometry *raw, enum kind kind,
                     double *size_m)
{
    const bool line = kind == LINE || kind == MULTI_LINE;

    *size_m = line ? raw->width_m : raw->radius_m;
    if (*size_m == 0.0)
        *size_m = line ? w->sizes.width_m : w->sizes.radius_m;
    if (*size_m > 0.0 || kind == POLYGON || kind == MULTI_POLYGON)
        return 0;
    return lw_yaml_fail(
        w->yaml, node, LW_ERR_MISSING, "%s needs `%s` to be an area",
        line ? "a line" : "a point or circle", line ? "width" : "radius");
}

/* A geometry, of which `geometries` go to *inside where it is a collection. */
static int add_geometry(const struct walk *w, const struct lw_yaml_node *node,
                        const struct lw_yaml_node **inside)
{
    static const char *const types[KINDS] = {
        "Polygon", "MultiPolygon", "GeometryCollection", "Circle",
        "Point",   "MultiPoint",   "LineString",         "MultiLineString",
    };
    struct raw_geometry raw = {0};
    double size_m = 0.0;
    int kind, err = read_map(w, node, &raw);

    if (err < 0)
        return err;
    kind = lw_yaml_word(w->yaml, raw.type, "type", types, KINDS);
    if (kind < 0)
        return kind;
    if (kind == COLLECTION) {
        if (inside == NULL)
            return lw_yaml_fail(w->yaml, node, LW_ERR_RANGE,
                                "a GeometryCollection within another");
        *inside = raw.geometries;
        return raw.geometries != NULL &&
                       raw.geometries->kind == LW_YAML_SEQUENCE &&
                       raw.geometries->count > 0
                   ? 0
                   : lw_yaml_fail(w->yaml, node, LW_ERR_MISSING,
                                  "a GeometryCollection needs `geometries`, a "
                                  "list");
    }
    const struct lw_yaml_node *at =
        kind == CIRCLE ? raw.center : raw.coordinates;
    if (at == NULL)
        return lw_yaml_fail(w->yaml, node, LW_ERR_MISSING,
                            "`geometry` needs `%s`",
                            kind == CIRCLE ? "center" : "coordinates");
    err = find_size(w, node, &raw, (enum kind)kind, &size_m);
    if (err < 0 ||
        (kind != MULTI_POLYGON && kind != MULTI_POINT && kind != MULTI_LINE))
        return err < 0 ? err : add_one(w, (enum kind)kind, at, size_m);
    if (at->kind != LW_YAML_SEQUENCE || at->count == 0)
        return lw_yaml_expected(w->yaml, at, "coordinates",
                                kind == MULTI_POLYGON ? "a list of polygons"
                                                      : "a list");
    for (at = at->child; at != NULL && err == 0; at = at->next)
        err = add_one(w, (enum kind)kind, at, size_m);
    return err;
}

int lw_zone_inline(const struct lw_zone_reader *rd,
                   const struct lw_yaml_node *geometry,
                   const struct lw_zone_sizes *sizes, struct lw_shape *shape)
{
    const struct walk w = {rd->yaml, *sizes, shape};
    const struct lw_yaml_node *inside = NULL;
    int err = add_geometry(&w, geometry, &inside);

    if (err == 0 && inside != NULL)
        for (const struct lw_yaml_node *at = inside->child;
             at != NULL && err == 0; at = at->next)
            err = add_geometry(&w, at, NULL);
    return err;
}

/* Where in a ring a position stands; the ring itself where it does not. */
static const struct lw_yaml_node *find_position(const struct lw_yaml *yaml,
                                                const struct lw_yaml_node *ring,
                                                struct lw_geodetic at)
{
    const struct lw_yaml silent = {.file = yaml->file};
    struct lw_geodetic point = {0};

    if (ring->kind != LW_YAML_SEQUENCE)
        return ring;
    for (const struct lw_yaml_node *node = ring->child; node != NULL;
         node = node->next)
        if (read_position(&silent, node, "coordinates", &point) == 0 &&
            point.lat_rad == at.lat_rad && point.lon_rad == at.lon_rad)
            return node;
    return ring;
}

int lw_zone_inline_flaw(const struct lw_zone_reader *rd,
                        const struct lw_yaml_node *geometry, int err,
                        const struct lw_shape_flaw *flaw)
{
    const struct walk w = {.yaml = rd->yaml};
    const struct lw_yaml_node *place =
        flaw->place != NULL ? flaw->place : geometry;

    if (!flaw->has_at)
        return fail_flaw(&w, place, err, flaw);
    return lw_yaml_fail(rd->yaml, find_position(rd->yaml, place, flaw->at), err,
                        "`coordinates`: %s: [%.7f, %.7f]", flaw->what,
                        flaw->at.lon_rad / LW_DEG, flaw->at.lat_rad / LW_DEG);
}
