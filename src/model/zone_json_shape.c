/* SPDX-License-Identifier: Apache-2.0 */
/* The geometry of a feature, point by point into a shape. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/geodesy.h"
#include "zone_json_parts.h"

static const double metres_a_foot = 0.3048;

enum { TYPE_MAX = 32, SHOWN_MAX = 24, NAME_MAX_SHOWN = 96 };

/* Members of a geometry; NULL: not there. */
struct raw_geometry {
    const char *at;
    char type[TYPE_MAX + 1];
    const char *coordinates, *geometries, *extent, *center, *projection;
    double radius, width; /* < 0: not given */
    double unit_m;
    bool done; /* its coordinates were read on the way */
};

/* One geometry being read. */
struct walk {
    const struct lw_zone_json *json;
    const struct lw_zone_feature *feature;
    struct lw_zone_sizes sizes;
    bool areas_only;
    struct lw_shape *shape;
};

/* What a feature is called, before a message: "feature `X`: ", or "". */
static void feature_name(const struct lw_zone_json *file,
                         const struct lw_zone_feature *feature,
                         char out[NAME_MAX_SHOWN])
{
    static const char *const keys[] = {"name", "identifier", "id"};
    char text[64];
    int len = -1;

    if (feature->id != NULL)
        len = lw_zone_json_text(file, feature->id, text, sizeof text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys && len <= 0; i++)
        len = lw_zone_json_property(file, feature, keys[i], text, sizeof text);
    out[0] = '\0';
    if (len > 0)
        (void)snprintf(out, NAME_MAX_SHOWN, "feature `%s`: ", text);
}

static int fail(const struct walk *w, const char *at, int err, const char *what)
{
    char name[NAME_MAX_SHOWN];

    feature_name(w->json, w->feature, name);
    return lw_zone_json_fail(w->json, at, err, "%s%s", name, what);
}

/* A flaw found on the way, before the shape's end. */
static int fail_flaw(const struct walk *w, const char *at, int err,
                     const struct lw_shape_flaw *flaw)
{
    struct lw_shape_flaw told = *flaw;

    if (told.place == NULL)
        told.place = at;
    return lw_zone_json_flaw(w->json, w->feature, err, &told);
}

static int read_degrees(const struct walk *w, struct lw_json *json,
                        const char *what, double most, double *out)
{
    struct lw_json_number number;
    double degrees;

    (void)lw_json_peek(json);
    const char *at = json->at;
    if (lw_json_number(json, &number) < 0)
        return fail(w, at, LW_ERR_RANGE,
                    "`coordinates`: expected a position [longitude, latitude]");
    degrees = lw_json_double(&number);
    if (!(fabs(degrees) <= most + 1e-9))
        return lw_zone_json_fail(
            w->json, at, LW_ERR_RANGE,
            "`coordinates`: expected a %s from %g to %g, got `%.*s`", what,
            -most, most, (int)(number.len < SHOWN_MAX ? number.len : SHOWN_MAX),
            number.text);
    *out = fmin(fmax(degrees, -most), most) * LW_DEG;
    return 0;
}

static int read_position(const struct walk *w, struct lw_json *json,
                         struct lw_geodetic *out)
{
    int more, err;

    (void)lw_json_peek(json);
    const char *at = json->at;
    *out = (struct lw_geodetic){0};
    if (lw_json_enter(json, '[') < 0 || lw_json_element(json) <= 0)
        return fail(w, at, LW_ERR_RANGE,
                    "`coordinates`: expected a position [longitude, latitude]");
    err = read_degrees(w, json, "longitude", 180.0, &out->lon_rad);
    if (err < 0)
        return err;
    if (lw_json_element(json) <= 0)
        return fail(w, at, LW_ERR_RANGE,
                    "`coordinates`: expected a position [longitude, latitude]");
    err = read_degrees(w, json, "latitude", 90.0, &out->lat_rad);
    if (err < 0)
        return err;
    while ((more = lw_json_element(json)) > 0)
        if (lw_json_skip(json) < 0)
            break;
    return more < 0 ? lw_zone_json_syntax(w->json, json) : 0;
}

/* Positions of a list, added to the shape. */
static int read_positions(const struct walk *w, struct lw_json *json,
                          const char *expected)
{
    struct lw_shape_flaw flaw;
    int more, err = 0;

    (void)lw_json_peek(json);
    const char *at = json->at;
    if (lw_json_enter(json, '[') < 0)
        return fail(w, at, LW_ERR_RANGE, expected);
    while ((more = lw_json_element(json)) > 0) {
        struct lw_geodetic point;
        err = read_position(w, json, &point);
        if (err < 0)
            return err;
        err = lw_shape_add(w->shape, point, &flaw);
        if (err < 0)
            return fail_flaw(w, at, err, &flaw);
    }
    return more < 0 ? lw_zone_json_syntax(w->json, json) : 0;
}

static int read_polygon(const struct walk *w, struct lw_json *json)
{
    struct lw_shape_flaw flaw;
    bool hole = false;
    int more, err;

    (void)lw_json_peek(json);
    const char *at = json->at;
    if (lw_json_enter(json, '[') < 0)
        return fail(w, at, LW_ERR_RANGE,
                    "`coordinates`: expected a list of rings");
    while ((more = lw_json_element(json)) > 0) {
        (void)lw_json_peek(json);
        const char *ring = json->at;
        err = read_positions(w, json,
                             "`coordinates`: expected a ring: a list of "
                             "positions");
        if (err < 0)
            return err;
        err = lw_shape_ring(w->shape, hole, ring, &flaw);
        if (err < 0)
            return fail_flaw(w, ring, err, &flaw);
        hole = true;
    }
    if (more < 0)
        return lw_zone_json_syntax(w->json, json);
    return hole ? 0
                : fail(w, at, LW_ERR_RANGE,
                       "`coordinates`: expected a list of rings");
}

static int read_line(const struct walk *w, struct lw_json *json, double width_m)
{
    struct lw_shape_flaw flaw;
    int err;

    (void)lw_json_peek(json);
    const char *at = json->at;
    err =
        read_positions(w, json, "`coordinates`: expected a list of positions");
    if (err < 0)
        return err;
    err = lw_shape_line(w->shape, width_m, at, &flaw);
    return err < 0 ? fail_flaw(w, at, err, &flaw) : 0;
}

static int read_circle(const struct walk *w, struct lw_json *json,
                       double radius_m)
{
    struct lw_shape_flaw flaw;
    struct lw_geodetic middle;
    int err;

    (void)lw_json_peek(json);
    const char *at = json->at;
    err = read_position(w, json, &middle);
    if (err < 0)
        return err;
    err = lw_shape_circle(w->shape, middle, radius_m, at, &flaw);
    return err < 0 ? fail_flaw(w, at, err, &flaw) : 0;
}

/* Coordinates of one thing, or of a list of them. */
static int read_coordinates(const struct walk *w, struct lw_json *json,
                            const char *type, double size_m)
{
    const bool many = strncmp(type, "Multi", 5) == 0;
    const char *kind = many ? type + 5 : type;
    uint32_t count = 0;
    int more, err = 0;

    (void)lw_json_peek(json);
    const char *at = json->at;
    if (many && lw_json_enter(json, '[') < 0)
        return fail(w, at, LW_ERR_RANGE, "`coordinates`: expected a list");
    while ((more = many ? lw_json_element(json) : count == 0) > 0) {
        count++;
        if (strcmp(kind, "Polygon") == 0)
            err = read_polygon(w, json);
        else if (strcmp(kind, "LineString") == 0)
            err = read_line(w, json, size_m);
        else
            err = read_circle(w, json, size_m);
        if (err < 0)
            return err;
    }
    return more < 0 ? lw_zone_json_syntax(w->json, json) : 0;
}

/* A number, of a member or a property; < 0: it is none. */
static double number_at(const struct lw_zone_json *file, const char *at)
{
    struct lw_json json = lw_zone_json_at(file, at);
    struct lw_json_number number;

    if (lw_json_peek(&json) != LW_JSON_NUMBER ||
        lw_json_number(&json, &number) < 0)
        return -1.0;
    return lw_json_double(&number);
}

static bool is_polygon(const char *type)
{
    return strcmp(type, "Polygon") == 0 || strcmp(type, "MultiPolygon") == 0;
}

/* The members of a geometry, or of one of ED-269; polygons whose type comes
 * first are read as they pass. */
static int scan_geometry(const struct walk *w, struct lw_json *json,
                         struct raw_geometry *out)
{
    struct lw_json_string key;
    char unit[TYPE_MAX + 1];
    int more;

    (void)lw_json_peek(json);
    *out = (struct raw_geometry){
        .at = json->at, .radius = -1.0, .width = -1.0, .unit_m = 1.0};
    if (lw_json_enter(json, '{') < 0)
        return fail(w, out->at, LW_ERR_RANGE, "expected a geometry");
    while ((more = lw_json_key(json, &key)) > 0) {
        (void)lw_json_peek(json);
        const char *value = json->at;
        if (lw_json_is(&key, "type"))
            (void)lw_zone_json_text(w->json, value, out->type,
                                    sizeof out->type);
        else if (lw_json_is(&key, "coordinates"))
            out->coordinates = value;
        else if (lw_json_is(&key, "geometries"))
            out->geometries = value;
        else if (lw_json_is(&key, "extent"))
            out->extent = value;
        else if (lw_json_is(&key, "center"))
            out->center = value;
        else if (lw_json_is(&key, "horizontalProjection"))
            out->projection = value;
        else if (lw_json_is(&key, "radius"))
            out->radius = number_at(w->json, value);
        else if (lw_json_is(&key, "width"))
            out->width = number_at(w->json, value);
        else if (lw_json_is(&key, "uomDimensions") &&
                 lw_zone_json_text(w->json, value, unit, sizeof unit) > 0)
            out->unit_m = strcmp(unit, "FT") == 0 ? metres_a_foot : 1.0;
        if (out->coordinates == value && is_polygon(out->type)) {
            const int err = read_coordinates(w, json, out->type, 0.0);
            if (err < 0)
                return err;
            out->done = true;
        } else if (lw_json_skip(json) < 0) {
            return lw_zone_json_syntax(w->json, json);
        }
    }
    return more < 0 ? lw_zone_json_syntax(w->json, json) : 0;
}

/* The radius of ED-318's `extent`. */
static int read_extent(const struct walk *w, struct raw_geometry *raw)
{
    struct lw_zone_feature extent;
    struct lw_json json = lw_zone_json_at(w->json, raw->extent);
    char text[TYPE_MAX + 1];
    const char *radius;

    if (lw_zone_json_scan(&json, &extent) < 0)
        return fail(w, raw->extent, LW_ERR_RANGE,
                    "`extent`: expected {subType: Circle, radius}");
    radius = lw_zone_json_find(w->json, &extent, "radius");
    if (lw_zone_json_property(w->json, &extent, "subType", text, sizeof text) <
            0 ||
        strcmp(text, "Circle") != 0 || radius == NULL)
        return fail(w, raw->extent, LW_ERR_RANGE,
                    "`extent`: expected {subType: Circle, radius}");
    raw->radius = number_at(w->json, radius);
    return 0;
}

/* The size of a point or line: its own, its feature's, the one that holds
 * where neither has one. 0: there is none. */
static int find_size(const struct walk *w, const struct raw_geometry *raw,
                     bool line, double *out)
{
    const char *key = line ? "width" : "radius";
    const char *property = lw_zone_json_find(w->json, w->feature, key);
    const double least = line ? LW_LINE_WIDTH_MIN_M : LW_CIRCLE_RADIUS_MIN_M;
    const double most = line ? LW_LINE_WIDTH_MAX_M : LW_CIRCLE_RADIUS_MAX_M;
    double size_m = line ? raw->width : raw->radius * raw->unit_m;

    if (size_m < 0.0 && property != NULL)
        size_m = number_at(w->json, property);
    if (size_m < 0.0)
        size_m = line ? w->sizes.width_m : w->sizes.radius_m;
    *out = size_m;
    if (size_m == 0.0)
        return 0;
    if (!(size_m >= least && size_m <= most)) {
        char name[NAME_MAX_SHOWN];
        feature_name(w->json, w->feature, name);
        return lw_zone_json_fail(w->json, raw->at, LW_ERR_RANGE,
                                 "%s`%s`: expected %g to %g metres, got %g",
                                 name, key, least, most, size_m);
    }
    return 0;
}

static int add_sized(const struct walk *w, const struct raw_geometry *raw,
                     bool line)
{
    const bool round = strcmp(raw->type, "Circle") == 0;
    const char *at = round ? raw->center : raw->coordinates;
    double size_m = 0.0;
    int err = find_size(w, raw, line, &size_m);

    if (err < 0)
        return err;
    if (size_m == 0.0 && w->areas_only)
        return 0;
    if (size_m == 0.0)
        return fail(w, raw->at, LW_ERR_MISSING,
                    line ? "a line needs `width` to be an area"
                         : "a point needs `radius` to be an area");
    struct lw_json json = lw_zone_json_at(w->json, at);
    return read_coordinates(w, &json, raw->type, size_m);
}

/* A geometry that holds no others. */
static int add_geometry(const struct walk *w, struct raw_geometry *raw)
{
    static const char *const sized[] = {"Point", "MultiPoint", "Circle",
                                        "LineString", "MultiLineString"};
    size_t kind = 0;
    int err = 0;

    if (raw->done)
        return 0;
    while (kind < 5 && strcmp(raw->type, sized[kind]) != 0)
        kind++;
    if (kind == 5 && !is_polygon(raw->type)) {
        char name[NAME_MAX_SHOWN];
        feature_name(w->json, w->feature, name);
        return lw_zone_json_fail(
            w->json, raw->at, LW_ERR_UNKNOWN,
            "%s`type`: expected Polygon, MultiPolygon, GeometryCollection, "
            "Point, Circle or LineString, got `%s`",
            name, raw->type);
    }
    if (kind == 2 ? raw->center == NULL : raw->coordinates == NULL)
        return fail(w, raw->at, LW_ERR_MISSING,
                    kind == 2 ? "a circle needs `center`"
                              : "a geometry needs `coordinates`");
    if (raw->extent != NULL)
        err = read_extent(w, raw);
    if (err < 0)
        return err;
    if (kind < 5)
        return add_sized(w, raw, kind > 2);
    struct lw_json json = lw_zone_json_at(w->json, raw->coordinates);
    return read_coordinates(w, &json, raw->type, 0.0);
}

/* One entry of a list of geometries: of GeoJSON, or of ED-269. */
static int add_listed(const struct walk *w, struct lw_json *list)
{
    struct raw_geometry raw, inner;
    int err = scan_geometry(w, list, &raw);

    if (err == 0 && strcmp(raw.type, "GeometryCollection") == 0)
        return fail(w, raw.at, LW_ERR_RANGE,
                    "a GeometryCollection within another");
    if (err < 0 || raw.projection == NULL)
        return err < 0 ? err : add_geometry(w, &raw);
    struct lw_json json = lw_zone_json_at(w->json, raw.projection);
    err = scan_geometry(w, &json, &inner);
    inner.unit_m = raw.unit_m;
    return err < 0 ? err : add_geometry(w, &inner);
}

static int add_list(const struct walk *w, const char *at)
{
    struct lw_json json = lw_zone_json_at(w->json, at);
    int more, err = 0;

    if (lw_json_enter(&json, '[') < 0)
        return fail(w, at, LW_ERR_RANGE, "expected a list of geometries");
    while (err == 0 && (more = lw_json_element(&json)) > 0)
        err = add_listed(w, &json);
    return err < 0 ? err : more < 0 ? lw_zone_json_syntax(w->json, &json) : 0;
}

int lw_zone_json_shape(const struct lw_zone_json *file,
                       const struct lw_zone_feature *feature,
                       const struct lw_zone_sizes *sizes, bool areas_only,
                       struct lw_shape *shape)
{
    const struct walk w = {file, feature, *sizes, areas_only, shape};
    struct raw_geometry raw;
    int err =
        feature->crs != NULL ? lw_zone_json_check_crs(file, feature->crs) : 0;

    if (err < 0)
        return err;
    if (feature->geometry == NULL)
        return areas_only ? 0
                          : fail(&w, feature->at, LW_ERR_MISSING,
                                 "a Feature needs `geometry`: there is none");
    struct lw_json json = lw_zone_json_at(file, feature->geometry);
    if (lw_json_peek(&json) == LW_JSON_ARRAY)
        return add_list(&w, feature->geometry);
    err = scan_geometry(&w, &json, &raw);
    if (err < 0)
        return err;
    if (strcmp(raw.type, "GeometryCollection") != 0)
        return add_geometry(&w, &raw);
    if (raw.geometries == NULL)
        return fail(&w, raw.at, LW_ERR_MISSING,
                    "a GeometryCollection needs `geometries`");
    return add_list(&w, raw.geometries);
}

/* Where in a ring a position stands; the ring itself where it does not. */
static const char *find_position(const struct lw_zone_json *file,
                                 const char *ring, struct lw_geodetic at)
{
    struct lw_json json = lw_zone_json_at(file, ring);

    if (lw_json_peek(&json) != LW_JSON_ARRAY || lw_json_enter(&json, '[') < 0)
        return ring;
    while (lw_json_element(&json) > 0) {
        struct lw_json_number lon, lat;
        (void)lw_json_peek(&json);
        const char *start = json.at;
        struct lw_json pair = json;
        if (lw_json_skip(&json) < 0)
            break;
        if (lw_json_peek(&pair) != LW_JSON_ARRAY ||
            lw_json_enter(&pair, '[') < 0 || lw_json_element(&pair) <= 0 ||
            lw_json_number(&pair, &lon) < 0 || lw_json_element(&pair) <= 0 ||
            lw_json_number(&pair, &lat) < 0)
            break;
        if (lw_json_double(&lon) * LW_DEG == at.lon_rad &&
            lw_json_double(&lat) * LW_DEG == at.lat_rad)
            return start;
    }
    return ring;
}

int lw_zone_json_flaw(const struct lw_zone_json *file,
                      const struct lw_zone_feature *feature, int err,
                      const struct lw_shape_flaw *flaw)
{
    const char *place = flaw->place != NULL ? flaw->place : feature->at;
    char name[NAME_MAX_SHOWN];

    if (err == LW_ERR_NO_SPACE || flaw->what == NULL)
        return lw_yaml_fail(&file->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    feature_name(file, feature, name);
    if (!flaw->has_at)
        return lw_zone_json_fail(file, place, err, "%s`coordinates`: %s", name,
                                 flaw->what);
    return lw_zone_json_fail(file, find_position(file, place, flaw->at), err,
                             "%s`coordinates`: %s: [%.7f, %.7f]", name,
                             flaw->what, flaw->at.lon_rad / LW_DEG,
                             flaw->at.lat_rad / LW_DEG);
}
