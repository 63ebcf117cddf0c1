/* SPDX-License-Identifier: Apache-2.0 */
/* The files that zones name. */
#include <string.h>

#include "base/arena.h"
#include "yaml_values.h"
#include "zone_reader.h"
#include "zone_yaml.h"

enum { FILE_NAME_MAX = 255, TEXT_MAX = 127 };

static int read_file(struct lw_zone_reader *rd, const struct lw_yaml_node *node,
                     struct lw_zone_file *file)
{
    struct lw_fault why = {.what = ""};
    const char *text;
    size_t len;
    int err;

    if (rd->files == NULL || rd->files->read == NULL)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_IO,
                            "`file`: no files can be read here");
    if (rd->file_count++ >= LW_ZONE_FILES_MAX)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_RANGE,
                            "`file`: expected %d different files at most",
                            LW_ZONE_FILES_MAX);
    file->json.yaml.fault = rd->yaml->fault;
    file->json.yaml.file = file->name;
    file->json.yaml.line = node->line;
    file->json.yaml.column = node->column;
    err = rd->files->read(rd->files->context, file->name, &text, &len, &why);
    if (err == LW_ERR_NO_SPACE)
        return lw_zone_no_space(rd);
    if (err < 0 && why.what[0] != '\0') {
        const struct lw_yaml_node there = {.line = (uint32_t)why.line,
                                           .column = (uint32_t)why.column};
        return lw_yaml_fail(&file->json.yaml, &there, err, "%s", why.what);
    }
    if (err < 0)
        return lw_yaml_fail(rd->yaml, node, LW_ERR_IO,
                            "`file`: cannot read %.120s", file->name);
    return lw_zone_json_open(&file->json, text, len, rd->arena);
}

int lw_zone_file_open(struct lw_zone_reader *rd,
                      const struct lw_yaml_node *node,
                      struct lw_zone_file **out)
{
    char name[FILE_NAME_MAX + 1];
    struct lw_zone_file *file;
    int err = lw_yaml_text(rd->yaml, node, "file", name, sizeof name);

    if (err < 0)
        return err;
    for (file = rd->file; file != NULL; file = file->next)
        if (strcmp(file->name, name) == 0) {
            *out = file;
            return 0;
        }
    file = lw_arena_take(rd->arena, 1, sizeof *file);
    if (file == NULL)
        return lw_zone_no_space(rd);
    file->name = node->text;
    err = read_file(rd, node, file);
    if (err < 0)
        return err;
    file->next = rd->file;
    rd->file = file;
    *out = file;
    return 0;
}

static bool is_called(const struct lw_zone_json *json,
                      const struct lw_zone_feature *feature, const char *name)
{
    char text[TEXT_MAX + 1];

    if (feature->id != NULL &&
        lw_zone_json_text(json, feature->id, text, sizeof text) >= 0 &&
        strcmp(text, name) == 0)
        return true;
    return (lw_zone_json_property(json, feature, "id", text, sizeof text) >=
                0 &&
            strcmp(text, name) == 0) ||
           (lw_zone_json_property(json, feature, "name", text, sizeof text) >=
                0 &&
            strcmp(text, name) == 0);
}

const struct lw_zone_feature *lw_zone_file_find(struct lw_zone_file *file,
                                                const char *name)
{
    for (uint32_t i = 0; i < file->json.features; i++) {
        const uint32_t index = (file->cursor + i) % file->json.features;
        if (!is_called(&file->json, &file->json.feature[index], name))
            continue;
        file->cursor = index + 1;
        return &file->json.feature[index];
    }
    return NULL;
}
