/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A zone's geometry is GeoJSON: inline, or in a file of its own that may hold
 * many features, of which `feature` picks one. Each file is parsed once.
 */
#include "zone_yaml.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "site_parts.h"
#include "yaml_values.h"
#include "zone_rings.h"

#define RAD_PER_DEG (3.14159265358979323846 / 180.0)

enum { FILE_NAME_MAX = 255, FEATURE_MAX = 127 };

struct names {
    char file[FILE_NAME_MAX + 1];
    char feature[FEATURE_MAX + 1]; /* "": all of them */
};

struct zone_file {
    const char *name;
    const struct lw_yaml_node *root;
    const struct lw_yaml_node *cursor; /* feature after the last one found */
    struct zone_file *next;
};

struct reader {
    const struct lw_yaml *yaml; /* the site file */
    const struct lw_site_files *files;
    const struct lw_zone_kinds *kinds;
    struct lw_arena *arena;
    struct zone_file *file;
    uint32_t file_count;
    uint32_t points; /* of all zones so far */
};

/* A zone as the file has it. */
struct raw_zone {
    char id[LW_ID_MAX + 1], kind[LW_ID_MAX + 1];
    const struct lw_yaml_node *name, *geometry, *warn, *file;
};

/* Where a zone's geometry is read from: polygons, each a list of rings. */
struct source {
    struct lw_yaml yaml;
    const struct lw_yaml_node **polygon;
    uint32_t polygons;
};

static int no_space(const struct reader *rd)
{
    return lw_yaml_fail(rd->yaml, NULL, LW_ERR_NO_SPACE,
                        "needs more memory than it was given");
}

int lw_site_read_names(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_site_names *names)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("en", TEXT, struct lw_site_names, text[LW_LANG_EN], false),
        LW_YAML_KEY("nl", TEXT, struct lw_site_names, text[LW_LANG_NL], false),
        LW_YAML_KEY("uk", TEXT, struct lw_site_names, text[LW_LANG_UK], false),
    };
    int err = 0;

    if (node->kind == LW_YAML_MAPPING)
        return lw_yaml_map(yaml, node, "`name`", fields, LW_LANGUAGES, names);
    for (int i = 0; i < LW_LANGUAGES && err == 0; i++)
        err = lw_yaml_text(yaml, node, "name", names->text[i], LW_NAME_MAX + 1);
    return err;
}

/* Texts live in the arena, each once: "" takes no room there. */
static int keep_text(struct reader *rd, const char *text, const char **out)
{
    const size_t size = strlen(text) + 1;
    char *kept;

    *out = "";
    if (size == 1)
        return 0;
    kept = lw_arena_take_raw(rd->arena, size, 1);
    if (kept == NULL)
        return no_space(rd);
    memcpy(kept, text, size);
    *out = kept;
    return 0;
}

static int keep_names(struct reader *rd, const struct lw_site_names *names,
                      struct lw_zone *zone)
{
    int err = 0;

    for (int i = 0; i < LW_LANGUAGES && err == 0; i++) {
        if (i > 0 && strcmp(names->text[i], names->text[0]) == 0)
            zone->name[i] = zone->name[0];
        else
            err = keep_text(rd, names->text[i], &zone->name[i]);
    }
    return err;
}

/* What the zone says of itself, on top of what its kind is. */
static int read_warn(const struct reader *rd, const struct lw_yaml_node *node,
                     struct lw_zone *zone)
{
    struct lw_warn_given given = lw_zone_kind_warn(rd->kinds, zone->kind);
    const int err = node != NULL ? lw_warn_read(rd->yaml, node, &given) : 0;

    zone->warn = lw_warn_settle(&given);
    return err;
}

static int open_file(struct reader *rd, const struct lw_yaml_node *node,
                     const struct lw_yaml *yaml, struct zone_file **out)
{
    const char *text;
    size_t len;
    int err;

    for (*out = rd->file; *out != NULL; *out = (*out)->next)
        if (strcmp((*out)->name, yaml->file) == 0)
            return 0;
    if (rd->files == NULL || rd->files->read == NULL)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_IO,
                            "`file`: no files can be read here");
    if (rd->file_count++ >= LW_ZONE_FILES_MAX)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_RANGE,
                            "`file`: expected %d different files at most",
                            LW_ZONE_FILES_MAX);
    err = rd->files->read(rd->files->context, yaml->file, &text, &len);
    if (err < 0)
        return lw_yaml_fail(rd->yaml, node,
                            err == LW_ERR_NO_SPACE ? err : LW_ERR_IO,
                            "`file`: cannot read %.120s", yaml->file);
    *out = lw_arena_take(rd->arena, 1, sizeof **out);
    if (*out == NULL)
        return no_space(rd);
    err = lw_yaml_parse(yaml, text, len, rd->arena, &(*out)->root);
    if (err < 0)
        return err;
    (*out)->name = yaml->file;
    (*out)->next = rd->file;
    rd->file = *out;
    return 0;
}

static bool is_text(const struct lw_yaml_node *node, const char *text)
{
    return node != NULL && node->kind == LW_YAML_SCALAR &&
           strcmp(node->text, text) == 0;
}

static bool is_feature(const struct lw_yaml_node *feature, const char *name)
{
    const struct lw_yaml_node *properties = lw_yaml_get(feature, "properties");

    if (is_text(lw_yaml_get(feature, "id"), name))
        return true;
    return properties != NULL &&
           (is_text(lw_yaml_get(properties, "id"), name) ||
            is_text(lw_yaml_get(properties, "name"), name));
}

/* Zones mostly come in the order of the features, so the search goes on from
 * where the last one ended. */
static const struct lw_yaml_node *
find_feature(struct zone_file *file, const struct lw_yaml_node *features,
             const char *name)
{
    const struct lw_yaml_node *at =
        file->cursor != NULL ? file->cursor : features->child;

    for (uint32_t i = 0; i < features->count; i++) {
        const struct lw_yaml_node *feature = at;
        at = at->next != NULL ? at->next : features->child;
        if (!is_feature(feature, name))
            continue;
        file->cursor = at;
        return feature;
    }
    return NULL;
}

/* Polygons of one GeoJSON geometry: counted, and listed where there is a
 * list to put them in. */
static int add_geometry(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *geometry,
                        struct source *source)
{
    static const char *const types[] = {"Polygon", "MultiPolygon"};
    const struct lw_yaml_node *type, *coordinates;
    int kind;

    if (geometry->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(yaml, geometry, "geometry",
                                "a GeoJSON Polygon or MultiPolygon");
    type = lw_yaml_get(geometry, "type");
    coordinates = lw_yaml_get(geometry, "coordinates");
    if (type == NULL || coordinates == NULL)
        return lw_yaml_fail(yaml, geometry, LW_ERR_MISSING,
                            "a geometry needs `%s`",
                            type == NULL ? "type" : "coordinates");
    kind = lw_yaml_word(yaml, type, "type", types, 2);
    if (kind < 0)
        return kind;
    if (coordinates->kind != LW_YAML_SEQUENCE || coordinates->count == 0)
        return lw_yaml_expected(yaml, coordinates, "coordinates",
                                kind == 0 ? "a list of rings"
                                          : "a list of polygons");
    if (kind == 0) {
        if (source->polygon != NULL)
            source->polygon[source->polygons] = coordinates;
        source->polygons++;
        return 0;
    }
    for (const struct lw_yaml_node *polygon = coordinates->child;
         polygon != NULL; polygon = polygon->next) {
        if (source->polygon != NULL)
            source->polygon[source->polygons] = polygon;
        source->polygons++;
    }
    return 0;
}

/* What holds geometries: a geometry, a Feature or a FeatureCollection. */
struct holder {
    const struct lw_yaml_node *node; /* of the first one */
    uint32_t count;
    bool features;
};

static int add_all(const struct lw_yaml *yaml, const struct holder *holder,
                   struct source *source)
{
    const struct lw_yaml_node *at = holder->node;
    int err = 0;

    for (uint32_t i = 0; i < holder->count && at != NULL && err == 0; i++) {
        const struct lw_yaml_node *geometry =
            holder->features ? lw_yaml_get(at, "geometry") : at;
        if (geometry == NULL)
            return lw_yaml_fail(yaml, at, LW_ERR_MISSING,
                                "a Feature needs `geometry`");
        err = add_geometry(yaml, geometry, source);
        at = at->next;
    }
    return err;
}

static int find_polygons(struct reader *rd, const struct holder *holder,
                         struct source *source)
{
    int err = add_all(&source->yaml, holder, source);

    if (err < 0)
        return err;
    source->polygon =
        lw_arena_take(rd->arena, source->polygons, sizeof(void *));
    if (source->polygon == NULL)
        return no_space(rd);
    source->polygons = 0;
    return add_all(&source->yaml, holder, source);
}

static int hold_file(struct reader *rd, const struct lw_yaml_node *node,
                     const char *feature, const struct lw_yaml *yaml,
                     struct holder *holder)
{
    struct zone_file *file;
    const struct lw_yaml_node *features;
    const int err = open_file(rd, node, yaml, &file);

    if (err < 0)
        return err;
    *holder = (struct holder){.node = file->root, .count = 1};
    holder->features = is_text(lw_yaml_get(file->root, "type"), "Feature");
    if (is_text(lw_yaml_get(file->root, "type"), "FeatureCollection")) {
        features = lw_yaml_get(file->root, "features");
        if (features == NULL || features->kind != LW_YAML_SEQUENCE ||
            features->count == 0)
            return lw_yaml_fail(yaml, file->root, LW_ERR_MISSING,
                                "a FeatureCollection needs `features`");
        holder->features = true;
        holder->node = features->child;
        holder->count = features->count;
        if (feature[0] == '\0')
            return 0;
        holder->count = 1;
        holder->node = find_feature(file, features, feature);
    } else if (feature[0] != '\0' && !is_feature(file->root, feature)) {
        holder->node = NULL;
    }
    if (holder->node == NULL)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_UNKNOWN,
                            "`feature`: %.80s has none called `%.60s`",
                            yaml->file, feature);
    return 0;
}

/* `geometry: {file: NAME, feature: NAME}` or `file: NAME` */
static int open_named(struct reader *rd, const struct raw_zone *raw,
                      struct source *source, struct holder *holder)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("file", TEXT, struct names, file, true),
        LW_YAML_KEY("feature", TEXT, struct names, feature, false),
    };
    struct names names = {0}, *kept;
    const struct lw_yaml_node *node =
        raw->file != NULL ? raw->file : raw->geometry;
    int err;

    if (raw->file != NULL)
        err =
            lw_yaml_text(rd->yaml, node, "file", names.file, sizeof names.file);
    else
        err = lw_yaml_map(rd->yaml, node, "`geometry`", fields, 2, &names);
    if (err < 0)
        return err;
    kept = lw_arena_take(rd->arena, 1, sizeof *kept);
    if (kept == NULL)
        return no_space(rd);
    *kept = names;
    source->yaml.file = kept->file;
    source->yaml.line = node->line;
    source->yaml.column = node->column;
    return hold_file(rd, node, kept->feature, &source->yaml, holder);
}

struct raw_geometry {
    const struct lw_yaml_node *type, *coordinates, *bbox, *file;
};

static int open_inline(const struct reader *rd,
                       const struct lw_yaml_node *geometry,
                       struct holder *holder)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("type", struct raw_geometry, type, true),
        LW_YAML_PART("coordinates", struct raw_geometry, coordinates, true),
        LW_YAML_PART("bbox", struct raw_geometry, bbox, false),
        LW_YAML_PART("file", struct raw_geometry, file, false),
    };

    struct raw_geometry raw = {0};

    *holder = (struct holder){.node = geometry, .count = 1};
    return lw_yaml_map(rd->yaml, geometry, "`geometry`", fields, 4, &raw);
}

static int read_point(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, struct lw_geodetic *out)
{
    static const struct lw_yaml_field lon = {
        .key = "coordinates", .unit = "a longitude", .min = -180, .max = 180};
    static const struct lw_yaml_field lat = {
        .key = "coordinates", .unit = "a latitude", .min = -90, .max = 90};
    double lon_deg = 0.0, lat_deg = 0.0;
    int err;

    if (node->kind != LW_YAML_SEQUENCE || node->count < 2 || node->count > 4)
        return lw_yaml_expected(yaml, node, "coordinates",
                                "a position [longitude, latitude]");
    err = lw_yaml_number(yaml, node->child, &lon, &lon_deg);
    if (err == 0)
        err = lw_yaml_number(yaml, node->child->next, &lat, &lat_deg);
    if (err < 0)
        return err;
    out->lon_rad = lon_deg * RAD_PER_DEG;
    out->lat_rad = lat_deg * RAD_PER_DEG;
    return 0;
}

static bool same_place(const struct lw_geodetic *a, const struct lw_geodetic *b)
{
    return a->lat_rad == b->lat_rad && a->lon_rad == b->lon_rad;
}

/* One ring: closed in the file, not in memory; a point that only repeats the
 * one before it is left out. */
static int read_ring(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct lw_zone *zone,
                     struct lw_ring *ring)
{
    struct lw_geodetic *first = &zone->point[zone->points];
    struct lw_geodetic p = {0};

    ring->first = zone->points;
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int err = read_point(yaml, at, &p);
        if (err < 0)
            return err;
        if (at->next == NULL)
            break;
        if (ring->count > 0 && same_place(&first[ring->count - 1], &p))
            continue;
        first[ring->count++] = p;
    }
    if (node->count < 4)
        return lw_yaml_expected(yaml, node, "coordinates",
                                "a ring of four positions or more");
    if (!same_place(first, &p))
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`coordinates`: expected this ring to end with the "
                            "position that it begins with");
    while (ring->count > 1 && same_place(first, &first[ring->count - 1]))
        ring->count--;
    zone->points += ring->count;
    return 0;
}

/* Count rings and points, so that their arrays can be taken. */
static int count_points(const struct source *source, uint32_t *rings,
                        uint64_t *points)
{
    for (uint32_t i = 0; i < source->polygons; i++) {
        const struct lw_yaml_node *polygon = source->polygon[i];
        if (polygon->kind != LW_YAML_SEQUENCE || polygon->count == 0)
            return lw_yaml_expected(&source->yaml, polygon, "coordinates",
                                    "a list of rings");
        for (const struct lw_yaml_node *ring = polygon->child; ring != NULL;
             ring = ring->next) {
            if (ring->kind != LW_YAML_SEQUENCE)
                return lw_yaml_expected(&source->yaml, ring, "coordinates",
                                        "a ring: a list of positions");
            *rings += 1;
            *points += ring->count;
        }
    }
    return 0;
}

/* Tell of a flaw at the position that it was found at. */
static int tell_flaw(const struct source *source,
                     const struct lw_yaml_node *const *ring_node,
                     const struct lw_zone_flaw *flaw)
{
    const struct lw_yaml_node *node = ring_node[flaw->ring];
    const struct lw_yaml_node *at = node->child;

    for (uint32_t i = 0; i < flaw->point && at->next != NULL; i++)
        at = at->next;
    return lw_yaml_fail(&source->yaml, flaw->point > 0 ? at : node,
                        LW_ERR_RANGE, "`coordinates`: %s", flaw->what);
}

static int read_rings(struct reader *rd, const struct source *source,
                      struct lw_zone *zone)
{
    const struct lw_yaml_node **ring_node;
    struct lw_zone_flaw flaw;
    uint32_t rings = 0;
    uint64_t points = 0;
    int err = count_points(source, &rings, &points);

    assert(source->polygon != NULL && source->polygons > 0);
    if (err < 0)
        return err;
    if (points > LW_ZONE_POINTS_MAX || rd->points + points > LW_SITE_POINTS_MAX)
        return lw_yaml_fail(&source->yaml, source->polygon[0], LW_ERR_RANGE,
                            "`coordinates`: expected %d positions in a zone, "
                            "%d in a site at most",
                            LW_ZONE_POINTS_MAX, LW_SITE_POINTS_MAX);
    rd->points += (uint32_t)points;
    zone->point = lw_arena_take(rd->arena, points, sizeof *zone->point);
    zone->ring = lw_arena_take(rd->arena, rings, sizeof *zone->ring);
    ring_node = lw_arena_take(rd->arena, rings, sizeof(void *));
    if (zone->point == NULL || zone->ring == NULL || ring_node == NULL)
        return no_space(rd);
    for (uint32_t i = 0; i < source->polygons; i++) {
        const struct lw_yaml_node *first = source->polygon[i]->child;
        for (const struct lw_yaml_node *at = first; at != NULL; at = at->next) {
            struct lw_ring *ring = &zone->ring[zone->rings];
            ring->hole = at != first;
            err = read_ring(&source->yaml, at, zone, ring);
            if (err < 0)
                return err;
            ring_node[zone->rings++] = at;
        }
    }
    assert(zone->rings == rings && zone->points <= points);
    err = lw_zone_check(zone, rd->arena, &flaw);
    if (err == LW_ERR_NO_SPACE)
        return no_space(rd);
    return err < 0 ? tell_flaw(source, ring_node, &flaw) : 0;
}

static int read_geometry(struct reader *rd, const struct lw_yaml_node *node,
                         const struct raw_zone *raw, struct lw_zone *zone)
{
    struct source source = {.yaml = *rd->yaml};
    struct holder holder = {0};
    int err;

    if ((raw->geometry == NULL) == (raw->file == NULL))
        return lw_yaml_fail(rd->yaml, node, LW_ERR_MISSING,
                            "a zone needs `geometry`%s",
                            raw->file != NULL ? " or `file`, not both" : "");
    if (raw->file != NULL || lw_yaml_get(raw->geometry, "file") != NULL)
        err = open_named(rd, raw, &source, &holder);
    else
        err = open_inline(rd, raw->geometry, &holder);
    if (err == 0)
        err = find_polygons(rd, &holder, &source);
    return err < 0 ? err : read_rings(rd, &source, zone);
}

static int read_zone(struct reader *rd, const struct lw_yaml_node *node,
                     struct lw_zone *zone)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_zone, id, true),
        LW_YAML_PART("name", struct raw_zone, name, false),
        LW_YAML_KEY("kind", TEXT, struct raw_zone, kind, false),
        LW_YAML_PART("geometry", struct raw_zone, geometry, false),
        LW_YAML_PART("file", struct raw_zone, file, false),
        LW_YAML_PART("warn", struct raw_zone, warn, false),
    };
    struct raw_zone raw = {.id = ""};
    struct lw_site_names names = {.text = {""}};
    struct lw_zone out = {.rings = 0};
    int err = lw_yaml_map(rd->yaml, node, "a zone", fields,
                          sizeof fields / sizeof fields[0], &raw);

    if (err == 0 && raw.name != NULL)
        err = lw_site_read_names(rd->yaml, raw.name, &names);
    if (err == 0)
        err = keep_names(rd, &names, &out);
    if (err == 0)
        err = keep_text(rd, raw.kind, &out.kind);
    if (err == 0)
        err = read_warn(rd, raw.warn, &out);
    if (err == 0)
        err = read_geometry(rd, node, &raw, &out);
    if (err < 0)
        return err;
    memcpy(out.id, raw.id, sizeof out.id);
    *zone = out;
    return 0;
}

int lw_zones_read(const struct lw_yaml *yaml, const struct lw_yaml_node *zones,
                  const struct lw_zone_kinds *kinds,
                  const struct lw_site_files *files, struct lw_arena *arena,
                  struct lw_site *site)
{
    struct reader rd = {
        .yaml = yaml, .files = files, .kinds = kinds, .arena = arena};
    int err = 0;

    if (lw_yaml_is_null(zones))
        return 0;
    if (zones->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, zones, "zones", "a list of zones");
    if (zones->count > LW_ZONES_MAX)
        return lw_yaml_fail(yaml, zones, LW_ERR_RANGE,
                            "`zones`: expected %d at most", LW_ZONES_MAX);
    site->zone = lw_arena_take(arena, zones->count, sizeof *site->zone);
    if (site->zone == NULL)
        return no_space(&rd);
    for (const struct lw_yaml_node *at = zones->child; at != NULL && err == 0;
         at = at->next)
        err = read_zone(&rd, at, &site->zone[site->zones++]);
    return err;
}
