/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "zone_json_parts.h"

enum { WORD_MAX = 32 };

uint32_t lw_zone_json_line(const struct lw_zone_json *json, const char *at)
{
    uint32_t line = json->lines ? 1 : 0;

    for (const char *c = json->text; json->lines && c < at; c++)
        line += *c == '\n';
    return line;
}

int lw_zone_json_fail(const struct lw_zone_json *json, const char *at, int err,
                      const char *format, ...)
{
    struct lw_yaml_node node = {.line = lw_zone_json_line(json, at)};
    char what[sizeof json->yaml.fault->what];
    const char *start = at;
    va_list args;

    while (start > json->text && start[-1] != '\n')
        start--;
    node.column = (uint32_t)(at - start + 1);
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return lw_yaml_fail(&json->yaml, &node, err, "%s", what);
}

struct lw_json lw_zone_json_at(const struct lw_zone_json *file, const char *at)
{
    struct lw_json json;

    lw_json_init(&json, at, (size_t)(file->end - at));
    return json;
}

int lw_zone_json_syntax(const struct lw_zone_json *file,
                        const struct lw_json *json)
{
    return lw_zone_json_fail(file, json->at, LW_ERR_SYNTAX, "expected %s",
                             json->error != NULL ? json->error
                                                 : "another value");
}

/* ---- features ---- */

int lw_zone_json_scan(struct lw_json *json, struct lw_zone_feature *out)
{
    struct lw_json_string key;
    int more;

    (void)lw_json_peek(json); /* past white space */
    *out = (struct lw_zone_feature){.at = json->at};
    if (lw_json_enter(json, '{') < 0)
        return LW_ERR_SYNTAX;
    while ((more = lw_json_key(json, &key)) > 0) {
        const enum lw_json_type type = lw_json_peek(json);
        const char *value = type == LW_JSON_NULL ? NULL : json->at;
        if (lw_json_is(&key, "geometry"))
            out->geometry = value;
        else if (lw_json_is(&key, "properties"))
            out->properties = value;
        else if (lw_json_is(&key, "id"))
            out->id = value;
        else if (lw_json_is(&key, "layer"))
            out->layer = value;
        else if (lw_json_is(&key, "crs"))
            out->crs = value;
        if (lw_json_skip(json) < 0)
            return LW_ERR_SYNTAX;
    }
    return more;
}

static int add_feature(struct lw_zone_json *file,
                       const struct lw_zone_feature *feature,
                       struct lw_arena *arena)
{
    const struct lw_arena before = file->before;

    if (file->features >= LW_ZONE_FEATURES_MAX)
        return lw_zone_json_fail(file, feature->at, LW_ERR_RANGE,
                                 "expected %d features at most",
                                 LW_ZONE_FEATURES_MAX);
    *arena = before; /* the same array, longer by one */
    file->feature = lw_arena_take_raw(arena, (size_t)file->features + 1,
                                      sizeof *file->feature);
    if (file->feature == NULL)
        return lw_yaml_fail(&file->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    file->feature[file->features++] = *feature;
    return 0;
}

static int add_features(struct lw_zone_json *file, struct lw_json *json,
                        struct lw_arena *arena)
{
    int more, err = 0;

    file->collection = true;
    if (lw_json_enter(json, '[') < 0)
        return lw_zone_json_syntax(file, json);
    while (err == 0 && (more = lw_json_element(json)) > 0) {
        struct lw_zone_feature feature;
        if (lw_zone_json_scan(json, &feature) < 0)
            return lw_zone_json_syntax(file, json);
        err = add_feature(file, &feature, arena);
    }
    return err < 0 ? err : more < 0 ? lw_zone_json_syntax(file, json) : 0;
}

int lw_zone_json_check_crs(const struct lw_zone_json *file, const char *at)
{
    struct lw_json json = lw_zone_json_at(file, at);
    const char *end;
    size_t len;

    if (lw_json_skip(&json) < 0)
        return lw_zone_json_syntax(file, &json);
    end = json.at;
    len = (size_t)(end - at);
    for (size_t i = 0; i + 5 <= len; i++)
        if (memcmp(at + i, "CRS84", 5) == 0 || memcmp(at + i, ":4326", 5) == 0)
            return 0;
    return lw_zone_json_fail(file, at, LW_ERR_RANGE,
                             "`crs`: expected WGS 84 (EPSG:4326), in longitude "
                             "and latitude, got %.*s",
                             (int)(len < 100 ? len : 100), at);
}

/* The members of the whole text that matter. */
struct raw_root {
    const char *features, *crs;
    bool feature;
};

static int scan_root(struct lw_zone_json *file, struct raw_root *root)
{
    struct lw_json json = lw_zone_json_at(file, file->text);
    struct lw_json_string key, type;
    int more;

    if (lw_json_enter(&json, '{') < 0)
        return lw_zone_json_syntax(file, &json);
    while ((more = lw_json_key(&json, &key)) > 0) {
        const enum lw_json_type kind = lw_json_peek(&json);
        struct lw_json ahead = json;
        if (lw_json_is(&key, "features"))
            root->features = json.at;
        else if (lw_json_is(&key, "crs") && kind != LW_JSON_NULL)
            root->crs = json.at;
        else if (lw_json_is(&key, "lines"))
            file->lines = kind != LW_JSON_FALSE;
        else if (lw_json_is(&key, "type") && kind == LW_JSON_STRING &&
                 lw_json_string(&ahead, &type) == 0)
            root->feature = lw_json_is(&type, "Feature");
        if (lw_json_skip(&json) < 0)
            return lw_zone_json_syntax(file, &json);
    }
    if (more < 0 || lw_json_end(&json) < 0)
        return lw_zone_json_syntax(file, &json);
    return 0;
}

static int open_object(struct lw_zone_json *file, struct lw_arena *arena)
{
    struct raw_root root = {0};
    struct lw_zone_feature only = {.at = file->text, .geometry = file->text};
    struct lw_json json;
    int err = scan_root(file, &root);

    if (err == 0 && root.crs != NULL)
        err = lw_zone_json_check_crs(file, root.crs);
    if (err < 0)
        return err;
    if (root.features != NULL) {
        json = lw_zone_json_at(file, root.features);
        return add_features(file, &json, arena);
    }
    json = lw_zone_json_at(file, file->text);
    if (root.feature && lw_zone_json_scan(&json, &only) < 0)
        return lw_zone_json_syntax(file, &json);
    return add_feature(file, &only, arena);
}

int lw_zone_json_open(struct lw_zone_json *file, const char *text, size_t len,
                      struct lw_arena *arena)
{
    struct lw_json json;
    int err;

    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        len -= 3;
    }
    file->text = text;
    file->end = text + len;
    file->before = *arena;
    file->feature = NULL;
    file->features = 0;
    file->collection = false;
    file->lines = true;
    json = lw_zone_json_at(file, text);
    if (len >= 4 && memcmp(text, "PK\x03\x04", 4) == 0)
        return lw_yaml_fail(&file->yaml, NULL, LW_ERR_SYNTAX,
                            "a zip, perhaps KMZ: unpack it and name the file "
                            "inside (doc.kml)");
    if (lw_json_peek(&json) == LW_JSON_ARRAY) {
        err = add_features(file, &json, arena);
        if (err == 0 && lw_json_end(&json) < 0)
            err = lw_zone_json_syntax(file, &json);
        return err;
    }
    if (lw_json_peek(&json) != LW_JSON_OBJECT)
        return lw_zone_json_fail(file, text, LW_ERR_SYNTAX,
                                 "expected GeoJSON, ED-318, ED-269, KML or a "
                                 "GeoPackage");
    return open_object(file, arena);
}

/* ---- properties ---- */

const char *lw_zone_json_find(const struct lw_zone_json *file,
                              const struct lw_zone_feature *feature,
                              const char *key)
{
    struct lw_json json = lw_zone_json_at(
        file, feature->properties != NULL ? feature->properties : feature->at);
    struct lw_json_string found;
    char name[LW_ZONE_PROPERTY_MAX + 1];

    if (lw_json_peek(&json) != LW_JSON_OBJECT || lw_json_enter(&json, '{') < 0)
        return NULL;
    while (lw_json_key(&json, &found) > 0) {
        (void)lw_json_peek(&json);
        if (lw_json_is(&found, key) ||
            (found.escaped &&
             lw_json_unescape(&found, name, sizeof name) >= 0 &&
             strcmp(name, key) == 0))
            return json.at;
        if (lw_json_skip(&json) < 0)
            return NULL;
    }
    return NULL;
}

int lw_zone_json_text(const struct lw_zone_json *file, const char *value,
                      char *out, size_t size)
{
    struct lw_json json = lw_zone_json_at(file, value);
    struct lw_json_string string;
    const enum lw_json_type type = lw_json_peek(&json);
    int len;

    if (type == LW_JSON_STRING) {
        if (lw_json_string(&json, &string) < 0)
            return -1;
        len = lw_json_unescape(&string, out, size);
        return len < 0 ? -1 : len;
    }
    if (type != LW_JSON_NUMBER && type != LW_JSON_TRUE && type != LW_JSON_FALSE)
        return -1;
    value = json.at;
    if (lw_json_skip(&json) < 0 || (size_t)(json.at - value) >= size)
        return -1;
    len = (int)(json.at - value);
    memcpy(out, value, (size_t)len);
    out[len] = '\0';
    return len;
}

int lw_zone_json_property(const struct lw_zone_json *file,
                          const struct lw_zone_feature *feature,
                          const char *key, char *out, size_t size)
{
    const char *value = lw_zone_json_find(file, feature, key);

    return value == NULL ? -1 : lw_zone_json_text(file, value, out, size);
}

/* As much of a text as a name may have, between characters, on one line. */
static void set_name(char name[LW_NAME_MAX + 1], const char *text)
{
    size_t len = strlen(text);

    if (len > LW_NAME_MAX) {
        len = LW_NAME_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
    }
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];
        name[i] = c < 0x20 || c == 0x7F ? ' ' : text[i];
    }
    name[len] = '\0';
}

static int language_of(const char *word, size_t len)
{
    static const char *const languages[LW_LANGUAGES] = {"en", "nl", "uk"};

    for (int i = 0; i < LW_LANGUAGES; i++)
        if (len >= 2 && memcmp(word, languages[i], 2) == 0 &&
            (len == 2 || word[2] == '-' || word[2] == '_'))
            return i;
    return -1;
}

/* `[{"text": .., "lang": "en-GB"}, ..]`: languages that it has none of get
 * the first text. */
static void list_names(const struct lw_zone_json *file, struct lw_json *json,
                       struct lw_site_names *names)
{
    char text[LW_ZONE_PROPERTY_MAX + 1], word[WORD_MAX + 1];
    char first[LW_NAME_MAX + 1] = "";

    if (lw_json_enter(json, '[') < 0)
        return;
    while (lw_json_element(json) > 0) {
        struct lw_zone_feature entry;
        int language = -1;
        if (lw_zone_json_scan(json, &entry) < 0)
            break;
        if (lw_zone_json_property(file, &entry, "text", text, sizeof text) <= 0)
            continue;
        if (lw_zone_json_property(file, &entry, "lang", word, sizeof word) > 0)
            language = language_of(word, strlen(word));
        if (language >= 0 && names->text[language][0] == '\0')
            set_name(names->text[language], text);
        if (first[0] == '\0')
            set_name(first, text);
    }
    for (int i = 0; i < LW_LANGUAGES; i++)
        if (names->text[i][0] == '\0')
            memcpy(names->text[i], first, sizeof first);
}

static void map_names(const struct lw_zone_json *file, struct lw_json *json,
                      struct lw_site_names *names)
{
    char text[LW_ZONE_PROPERTY_MAX + 1];
    struct lw_json_string key;

    if (lw_json_enter(json, '{') < 0)
        return;
    while (lw_json_key(json, &key) > 0) {
        const int language = language_of(key.text, key.len);
        (void)lw_json_peek(json);
        if (language >= 0 &&
            lw_zone_json_text(file, json->at, text, sizeof text) > 0)
            set_name(names->text[language], text);
        if (lw_json_skip(json) < 0)
            break;
    }
}

bool lw_zone_json_names(const struct lw_zone_json *file,
                        const struct lw_zone_feature *feature, const char *key,
                        struct lw_site_names *names)
{
    const char *value = lw_zone_json_find(file, feature, key);
    char text[LW_ZONE_PROPERTY_MAX + 1];
    struct lw_json json;

    *names = (struct lw_site_names){.text = {""}};
    if (value == NULL)
        return false;
    json = lw_zone_json_at(file, value);
    if (lw_json_peek(&json) == LW_JSON_ARRAY)
        list_names(file, &json, names);
    else if (lw_json_peek(&json) == LW_JSON_OBJECT)
        map_names(file, &json, names);
    else if (lw_zone_json_text(file, value, text, sizeof text) > 0)
        for (int i = 0; i < LW_LANGUAGES; i++)
            set_name(names->text[i], text);
    return true;
}
