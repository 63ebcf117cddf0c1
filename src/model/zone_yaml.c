/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `zones`: each entry is one zone, with a geometry of its own or that of a file
 * or of one of its features; or with `each` as many zones as a file has
 * features.
 */
#include "zone_yaml.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "site_parts.h"
#include "yaml_values.h"
#include "zone_reader.h"

enum { FEATURE_MAX = 127, PREFIX_MAX = 31 };

/* An entry as the file has it. */
struct raw_zone {
    char id[LW_ID_MAX + 1], layer[FEATURE_MAX + 1], prefix[PREFIX_MAX + 1];
    const struct lw_yaml_node *name, *kind, *geometry, *file, *each, *only,
        *warn;
    struct lw_zone_sizes sizes;
};

struct raw_source {
    const struct lw_yaml_node *file;
    char feature[FEATURE_MAX + 1]; /* "": all of them */
};

/* Where a zone stands, for telling that another has its id. */
struct place {
    const struct lw_zone_json *json; /* NULL: in the site file */
    const char *at;
    const struct lw_yaml_node *node;
};

struct zone_list {
    struct lw_zone_reader rd;
    struct lw_zone *zone;
    struct place *place;
    uint32_t zones, zones_max;
};

int lw_zone_no_space(const struct lw_zone_reader *rd)
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
static int keep_text(const struct lw_zone_reader *rd, const char *text,
                     const char **out)
{
    const size_t size = strlen(text) + 1;
    char *kept;

    *out = "";
    if (size == 1)
        return 0;
    kept = lw_arena_take_raw(rd->arena, size, 1);
    if (kept == NULL)
        return lw_zone_no_space(rd);
    memcpy(kept, text, size);
    *out = kept;
    return 0;
}

static int keep_names(const struct lw_zone_reader *rd,
                      const struct lw_site_names *names, struct lw_zone *zone)
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
static int read_warn(const struct lw_zone_reader *rd,
                     const struct lw_yaml_node *node, struct lw_zone *zone)
{
    struct lw_warn_given given = lw_zone_kind_warn(rd->kinds, zone->kind);
    const int err = node != NULL ? lw_warn_read(rd->yaml, node, &given) : 0;

    zone->warn = lw_warn_settle(&given);
    return err;
}

/* ---- one zone ---- */

/* `geometry: {file: NAME, feature: NAME}` */
static int read_source(const struct lw_zone_reader *rd,
                       const struct lw_yaml_node *geometry,
                       struct raw_source *source)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("file", struct raw_source, file, true),
        LW_YAML_KEY("feature", TEXT, struct raw_source, feature, false),
    };

    return lw_yaml_map(rd->yaml, geometry, "`geometry`", fields, 2, source);
}

/* Where the geometry comes from: source->file is NULL where it stands here. */
static int find_source(const struct lw_zone_reader *rd,
                       const struct lw_yaml_node *node,
                       const struct raw_zone *raw, struct raw_source *source)
{
    *source = (struct raw_source){.file = raw->file};
    if ((raw->geometry == NULL) == (raw->file == NULL))
        return lw_yaml_fail(rd->yaml, node, LW_ERR_MISSING,
                            "a zone needs `geometry`%s",
                            raw->file != NULL ? " or `file`, not both" : "");
    if (raw->file == NULL && lw_yaml_get(raw->geometry, "file") != NULL)
        return read_source(rd, raw->geometry, source);
    return 0;
}

static bool is_one_of(const struct lw_yaml_node *wanted, const char *text)
{
    const struct lw_yaml_node *at =
        wanted->kind == LW_YAML_SEQUENCE ? wanted->child : wanted;

    for (; at != NULL; at = at->next) {
        if (at->kind == LW_YAML_SCALAR && strcmp(at->text, text) == 0)
            return true;
        if (wanted->kind != LW_YAML_SEQUENCE)
            break;
    }
    return false;
}

/* Whether an entry is about this feature: `layer`, `only`. */
static bool is_meant(const struct raw_zone *raw,
                     const struct lw_zone_json *json,
                     const struct lw_zone_feature *feature)
{
    char text[LW_ZONE_PROPERTY_MAX + 1];

    if (raw->layer[0] != '\0' &&
        (feature->layer == NULL ||
         lw_zone_json_text(json, feature->layer, text, sizeof text) < 0 ||
         strcmp(text, raw->layer) != 0))
        return false;
    if (raw->only == NULL)
        return true;
    for (const struct lw_yaml_node *key = raw->only->child; key != NULL;
         key = key->next->next)
        if (lw_zone_json_property(json, feature, key->text, text, sizeof text) <
                0 ||
            !is_one_of(key->next, text))
            return false;
    return true;
}

static void begin_shape(struct lw_zone_reader *rd, struct lw_shape *shape)
{
    const uint32_t left = LW_SITE_POINTS_MAX - rd->points;

    lw_shape_begin(shape, rd->arena,
                   left < LW_ZONE_POINTS_MAX ? left : LW_ZONE_POINTS_MAX);
}

/* All features of a file that are meant, or the one that is named. */
static int read_features(struct lw_zone_reader *rd, const struct raw_zone *raw,
                         const struct raw_source *source, struct lw_zone *zone)
{
    const struct lw_zone_feature *feature = NULL, *last = NULL;
    struct lw_zone_file *file = NULL;
    struct lw_shape_flaw flaw;
    struct lw_shape shape;
    int err = lw_zone_file_open(rd, source->file, &file);

    if (err < 0)
        return err;
    if (source->feature[0] != '\0') {
        feature = lw_zone_file_find(file, source->feature);
        if (feature == NULL)
            return lw_yaml_fail(rd->yaml, raw->geometry, LW_ERR_UNKNOWN,
                                "`feature`: %.80s has none called `%.60s`",
                                file->name, source->feature);
    }
    begin_shape(rd, &shape);
    for (uint32_t i = 0; i < file->json.features && err == 0; i++) {
        const struct lw_zone_feature *at = &file->json.feature[i];
        if ((feature != NULL && at != feature) ||
            !is_meant(raw, &file->json, at))
            continue;
        last = at;
        err = lw_zone_json_shape(&file->json, at, &raw->sizes, false, &shape);
    }
    if (err < 0)
        return err;
    if (shape.rings == 0)
        return lw_yaml_fail(rd->yaml, source->file, LW_ERR_MISSING,
                            "`file`: %.80s has no area that is meant here",
                            file->name);
    err = lw_shape_end(&shape, zone, &flaw);
    return err < 0 ? lw_zone_json_flaw(&file->json, last, err, &flaw) : 0;
}

static int read_geometry(struct lw_zone_reader *rd,
                         const struct lw_yaml_node *node,
                         const struct raw_zone *raw, struct lw_zone *zone)
{
    struct raw_source source;
    struct lw_shape_flaw flaw;
    struct lw_shape shape;
    int err = find_source(rd, node, raw, &source);

    if (err == 0 && source.file != NULL)
        err = read_features(rd, raw, &source, zone);
    if (err < 0 || source.file != NULL)
        return err;
    begin_shape(rd, &shape);
    err = lw_zone_inline(rd, raw->geometry, &raw->sizes, &shape);
    if (err < 0)
        return err;
    err = lw_shape_end(&shape, zone, &flaw);
    return err < 0 ? lw_zone_inline_flaw(rd, raw->geometry, err, &flaw) : 0;
}

static int read_entry(const struct lw_zone_reader *rd,
                      const struct lw_yaml_node *node, struct raw_zone *raw)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_zone, id, false),
        LW_YAML_PART("name", struct raw_zone, name, false),
        LW_YAML_PART("kind", struct raw_zone, kind, false),
        LW_YAML_PART("geometry", struct raw_zone, geometry, false),
        LW_YAML_PART("file", struct raw_zone, file, false),
        LW_YAML_PART("warn", struct raw_zone, warn, false),
        LW_YAML_PART("each", struct raw_zone, each, false),
        LW_YAML_PART("only", struct raw_zone, only, false),
        LW_YAML_KEY("layer", TEXT, struct raw_zone, layer, false),
        LW_YAML_KEY("prefix", TEXT, struct raw_zone, prefix, false),
        LW_YAML_QUANTITY("radius", NUMBER, struct raw_zone, sizes.radius_m,
                         "metres", LW_CIRCLE_RADIUS_MIN_M,
                         LW_CIRCLE_RADIUS_MAX_M, 1),
        LW_YAML_QUANTITY("width", NUMBER, struct raw_zone, sizes.width_m,
                         "metres", LW_LINE_WIDTH_MIN_M, LW_LINE_WIDTH_MAX_M, 1),
    };
    int err = lw_yaml_map(rd->yaml, node, "a zone", fields,
                          sizeof fields / sizeof fields[0], raw);

    if (err < 0)
        return err;
    if (raw->each == NULL && raw->id[0] == '\0')
        return lw_yaml_fail(rd->yaml, node, LW_ERR_MISSING,
                            "a zone needs `id`");
    if (raw->only != NULL && raw->only->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(rd->yaml, raw->only, "only",
                                "properties with their values");
    return 0;
}

static int keep_zone(struct zone_list *list, const struct lw_zone *zone,
                     struct place place)
{
    if (list->zones >= LW_ZONES_MAX)
        return lw_yaml_fail(list->rd.yaml, place.node, LW_ERR_RANGE,
                            "`zones`: expected %d at most", LW_ZONES_MAX);
    assert(list->zones < list->zones_max);
    list->rd.points += zone->points;
    list->place[list->zones] = place;
    list->zone[list->zones++] = *zone;
    return 0;
}

static int read_zone(struct zone_list *list, const struct lw_yaml_node *node,
                     const struct raw_zone *raw)
{
    struct lw_zone_reader *rd = &list->rd;
    char kind[LW_ID_MAX + 1] = "";
    struct lw_site_names names = {.text = {""}};
    struct lw_zone zone = {.rings = 0};
    int err = 0;

    if (raw->prefix[0] != '\0')
        return lw_yaml_fail(rd->yaml, node, LW_ERR_UNKNOWN,
                            "`prefix`: only with `each`");
    if (raw->name != NULL)
        err = lw_site_read_names(rd->yaml, raw->name, &names);
    if (err == 0 && raw->kind != NULL)
        err = lw_yaml_text(rd->yaml, raw->kind, "kind", kind, sizeof kind);
    if (err == 0)
        err = keep_names(rd, &names, &zone);
    if (err == 0)
        err = keep_text(rd, kind, &zone.kind);
    if (err == 0)
        err = read_warn(rd, raw->warn, &zone);
    if (err == 0)
        err = read_geometry(rd, node, raw, &zone);
    memcpy(zone.id, raw->id, sizeof zone.id);
    return err < 0 ? err : keep_zone(list, &zone, (struct place){.node = node});
}

/* ---- a zone each ---- */

/* What is told of each feature: which properties. */
struct import {
    const struct raw_zone *raw;
    const struct lw_yaml_node *node;
    struct lw_zone_file *file;
    bool areas_only;
    char name[LW_LANGUAGES][FEATURE_MAX + 1]; /* properties; "": none */
    bool named[LW_LANGUAGES];                 /* some feature has it */
    char kind_property[FEATURE_MAX + 1], kind[LW_ID_MAX + 1];
    const char *last_kind;
};

struct raw_kind_of {
    char property[FEATURE_MAX + 1];
};

struct raw_names_of {
    char name[LW_LANGUAGES][FEATURE_MAX + 1];
};

static int read_import(const struct lw_zone_reader *rd, struct import *import)
{
    static const char *const words[] = {"feature", "area"};
    static const struct lw_yaml_field kinds[] = {
        LW_YAML_KEY("property", TEXT, struct raw_kind_of, property, true),
    };
    static const struct lw_yaml_field languages[] = {
        LW_YAML_KEY("en", TEXT, struct raw_names_of, name[LW_LANG_EN], false),
        LW_YAML_KEY("nl", TEXT, struct raw_names_of, name[LW_LANG_NL], false),
        LW_YAML_KEY("uk", TEXT, struct raw_names_of, name[LW_LANG_UK], false),
    };
    const struct raw_zone *raw = import->raw;
    int err = lw_yaml_word(rd->yaml, raw->each, "each", words, 2);

    import->areas_only = err == 1;
    if (err >= 0 && raw->name != NULL && raw->name->kind == LW_YAML_MAPPING)
        err = lw_yaml_map(rd->yaml, raw->name, "`name`", languages,
                          LW_LANGUAGES, import->name);
    else if (err >= 0 && raw->name != NULL)
        for (int i = 0; i < LW_LANGUAGES && err >= 0; i++)
            err = lw_yaml_text(rd->yaml, raw->name, "name", import->name[i],
                               sizeof import->name[i]);
    if (err >= 0 && raw->kind != NULL && raw->kind->kind == LW_YAML_MAPPING)
        err = lw_yaml_map(rd->yaml, raw->kind, "`kind`", kinds, 1,
                          import->kind_property);
    else if (err >= 0 && raw->kind != NULL)
        err = lw_yaml_text(rd->yaml, raw->kind, "kind", import->kind,
                           sizeof import->kind);
    return err < 0 ? err : 0;
}

/* A feature's id: of the property that was named, else what it has. */
static int feature_id(const struct import *import,
                      const struct lw_zone_feature *feature, char *out,
                      size_t size)
{
    static const char *const usual[] = {"identifier", "id", "name"};
    const struct lw_zone_json *json = &import->file->json;
    const char *key = import->raw->id;
    int len = -1;

    if (key[0] != '\0') {
        len = lw_zone_json_property(json, feature, key, out, size);
        if (len < 0 && strcmp(key, "id") == 0 && feature->id != NULL)
            len = lw_zone_json_text(json, feature->id, out, size);
        return len;
    }
    if (feature->id != NULL)
        len = lw_zone_json_text(json, feature->id, out, size);
    for (size_t i = 0; i < sizeof usual / sizeof *usual && len <= 0; i++)
        len = lw_zone_json_property(json, feature, usual[i], out, size);
    return len;
}

static int read_id(const struct import *import,
                   const struct lw_zone_feature *feature, struct lw_zone *zone)
{
    const struct lw_zone_json *json = &import->file->json;
    const struct raw_zone *raw = import->raw;
    const size_t before = strlen(raw->prefix);
    char text[LW_ZONE_PROPERTY_MAX + 1];
    const int len = feature_id(import, feature, text, sizeof text);

    if (len <= 0)
        return lw_zone_json_fail(
            json, feature->at, LW_ERR_MISSING,
            "this feature has no %s%s%s to be its id",
            raw->id[0] != '\0' ? "property `" : "id, identifier or name",
            raw->id,
            raw->id[0] != '\0' ? "`"
                               : ": say with `id` which property"
                                 " is");
    for (int i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return lw_zone_json_fail(json, feature->at, LW_ERR_RANGE,
                                     "an id has to be on one line");
    if (before + (size_t)len > LW_ID_MAX)
        return lw_zone_json_fail(json, feature->at, LW_ERR_RANGE,
                                 "expected an id of %d bytes at most, got "
                                 "`%s%.80s`",
                                 LW_ID_MAX, raw->prefix, text);
    memcpy(zone->id, raw->prefix, before);
    memcpy(zone->id + before, text, (size_t)len + 1);
    return 0;
}

static int read_names_of(struct zone_list *list, struct import *import,
                         const struct lw_zone_feature *feature,
                         struct lw_zone *zone)
{
    const struct lw_zone_json *json = &import->file->json;
    struct lw_site_names names = {.text = {""}}, found;

    for (int i = 0; i < LW_LANGUAGES; i++) {
        const char *key = import->raw->name == NULL ? "name" : import->name[i];
        if (key[0] == '\0' || !lw_zone_json_names(json, feature, key, &found))
            continue;
        import->named[i] = true;
        memcpy(names.text[i], found.text[i], sizeof names.text[i]);
    }
    return keep_names(&list->rd, &names, zone);
}

static int read_kind_of(struct zone_list *list, struct import *import,
                        const struct lw_zone_feature *feature,
                        struct lw_zone *zone)
{
    char kind[LW_ID_MAX + 1];
    int err;

    if (import->kind_property[0] == '\0' ||
        lw_zone_json_property(&import->file->json, feature,
                              import->kind_property, kind, sizeof kind) < 0)
        memcpy(kind, import->kind, sizeof kind);
    if (import->last_kind != NULL && strcmp(import->last_kind, kind) == 0) {
        zone->kind = import->last_kind;
        return 0;
    }
    err = keep_text(&list->rd, kind, &zone->kind);
    import->last_kind = zone->kind;
    return err;
}

static int read_feature(struct zone_list *list, struct import *import,
                        const struct lw_zone_feature *feature)
{
    struct lw_zone_reader *rd = &list->rd;
    const struct lw_zone_json *json = &import->file->json;
    const struct place place = {
        .json = json, .at = feature->at, .node = import->node};
    struct lw_zone zone = {.rings = 0};
    struct lw_shape_flaw flaw;
    struct lw_shape shape;
    int err;

    begin_shape(rd, &shape);
    err = lw_zone_json_shape(json, feature, &import->raw->sizes,
                             import->areas_only, &shape);
    if (err < 0 || (shape.rings == 0 && import->areas_only))
        return err;
    if (shape.rings == 0)
        return lw_zone_json_fail(json, feature->at, LW_ERR_MISSING,
                                 "this feature's geometry is empty");
    err = lw_shape_end(&shape, &zone, &flaw);
    if (err < 0)
        return lw_zone_json_flaw(json, feature, err, &flaw);
    err = read_id(import, feature, &zone);
    if (err == 0)
        err = read_names_of(list, import, feature, &zone);
    if (err == 0)
        err = read_kind_of(list, import, feature, &zone);
    if (err == 0)
        err = read_warn(rd, import->raw->warn, &zone);
    return err < 0 ? err : keep_zone(list, &zone, place);
}

/* A property that no feature has is misspelt, or of another file. */
static int check_names(const struct zone_list *list,
                       const struct import *import)
{
    for (int i = 0; i < LW_LANGUAGES; i++)
        if (import->raw->name != NULL && import->name[i][0] != '\0' &&
            !import->named[i])
            return lw_yaml_fail(list->rd.yaml, import->raw->name,
                                LW_ERR_UNKNOWN,
                                "`name`: no feature of %.80s has a property "
                                "`%.60s`",
                                import->file->name, import->name[i]);
    return 0;
}

static int read_each(struct zone_list *list, const struct lw_yaml_node *node,
                     const struct raw_zone *raw)
{
    struct import import = {.raw = raw, .node = node};
    const uint32_t before = list->zones;
    struct raw_source source;
    int err = find_source(&list->rd, node, raw, &source);

    if (err == 0 && (source.file == NULL || source.feature[0] != '\0'))
        err = lw_yaml_fail(list->rd.yaml, raw->each, LW_ERR_MISSING,
                           "`each` needs a `file`, without `feature`");
    if (err == 0)
        err = read_import(&list->rd, &import);
    if (err == 0)
        err = lw_zone_file_open(&list->rd, source.file, &import.file);
    if (err < 0)
        return err;
    assert(import.file != NULL);
    for (uint32_t i = 0; err == 0 && i < import.file->json.features; i++)
        if (is_meant(raw, &import.file->json, &import.file->json.feature[i]))
            err = read_feature(list, &import, &import.file->json.feature[i]);
    if (err < 0)
        return err;
    if (list->zones == before)
        return lw_yaml_fail(list->rd.yaml, raw->each, LW_ERR_MISSING,
                            "`each`: %.80s has no area that is meant here",
                            import.file->name);
    return check_names(list, &import);
}

/* ---- all of them ---- */

/* How many zones the entries may make: files of `each` are opened for it. */
static int count_zones(struct zone_list *list, const struct lw_yaml_node *zones)
{
    uint64_t count = 0;

    for (const struct lw_yaml_node *at = zones->child; at != NULL;
         at = at->next) {
        struct raw_zone raw = {.id = ""};
        struct raw_source source = {.file = NULL};
        struct lw_zone_file *file = NULL;
        int err = lw_yaml_get(at, "each") != NULL
                      ? read_entry(&list->rd, at, &raw)
                      : 0;
        count++;
        if (err == 0 && raw.each != NULL)
            err = find_source(&list->rd, at, &raw, &source);
        if (err == 0 && source.file != NULL)
            err = lw_zone_file_open(&list->rd, source.file, &file);
        if (err < 0)
            return err;
        if (file != NULL)
            count += file->json.features;
    }
    list->zones_max = (uint32_t)(count < LW_ZONES_MAX ? count : LW_ZONES_MAX);
    list->zone =
        lw_arena_take(list->rd.arena, list->zones_max, sizeof *list->zone);
    list->place =
        lw_arena_take(list->rd.arena, list->zones_max, sizeof *list->place);
    if (list->zone == NULL || list->place == NULL)
        return lw_zone_no_space(&list->rd);
    return 0;
}

struct id {
    const char *text;
    uint32_t index;
};

static int by_id(const void *a, const void *b)
{
    const struct id *x = a, *y = b;
    const int order = strcmp(x->text, y->text);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Tell that the second has the id of the first. */
static int fail_twice(const struct zone_list *list, uint32_t first,
                      uint32_t second)
{
    const struct place *one = &list->place[first], *two = &list->place[second];
    const char *id = list->zone[second].id;
    char before[128];

    if (one->json == NULL)
        (void)snprintf(before, sizeof before, "in line %u%s",
                       (unsigned)one->node->line,
                       two->json != NULL ? " of the site file" : "");
    else
        (void)snprintf(before, sizeof before, "in %.80s, line %u",
                       one->json->yaml.file,
                       (unsigned)lw_zone_json_line(one->json, one->at));
    if (two->json == NULL)
        return lw_yaml_fail(list->rd.yaml, two->node, LW_ERR_DUPLICATE,
                            "`id`: zone `%s` is there already, %s", id, before);
    return lw_zone_json_fail(two->json, two->at, LW_ERR_DUPLICATE,
                             "`id`: zone `%s` is there already, %s", id,
                             before);
}

static int check_ids(const struct zone_list *list)
{
    struct lw_arena scratch = *list->rd.arena;
    struct id *id = lw_arena_take_raw(&scratch, list->zones, sizeof *id);

    if (id == NULL)
        return lw_zone_no_space(&list->rd);
    for (uint32_t i = 0; i < list->zones; i++)
        id[i] = (struct id){list->zone[i].id, i};
    qsort(id, list->zones, sizeof *id, by_id);
    for (uint32_t i = 1; i < list->zones; i++)
        if (strcmp(id[i - 1].text, id[i].text) == 0)
            return fail_twice(list, id[i - 1].index, id[i].index);
    return 0;
}

int lw_zones_read(const struct lw_yaml *yaml, const struct lw_yaml_node *zones,
                  const struct lw_zone_kinds *kinds,
                  const struct lw_site_files *files, struct lw_arena *arena,
                  struct lw_site *site)
{
    struct zone_list list = {
        .rd = {.yaml = yaml, .files = files, .kinds = kinds, .arena = arena}};
    int err;

    if (lw_yaml_is_null(zones))
        return 0;
    if (zones->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, zones, "zones", "a list of zones");
    if (zones->count > LW_ZONES_MAX)
        return lw_yaml_fail(yaml, zones, LW_ERR_RANGE,
                            "`zones`: expected %d at most", LW_ZONES_MAX);
    err = count_zones(&list, zones);
    for (const struct lw_yaml_node *at = zones->child; at != NULL && err == 0;
         at = at->next) {
        struct raw_zone raw = {.id = ""};
        err = read_entry(&list.rd, at, &raw);
        if (err == 0)
            err = raw.each != NULL ? read_each(&list, at, &raw)
                                   : read_zone(&list, at, &raw);
    }
    if (err == 0)
        err = check_ids(&list);
    if (err < 0)
        return err;
    site->zone = list.zone;
    site->zones = list.zones;
    return 0;
}
