/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml_reader.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "base/arena.h"

int lw_yaml_fail(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 int err, const char *format, ...)
{
    char what[sizeof yaml->fault->what];
    const int64_t line = node != NULL ? node->line : 0;
    const int64_t column = node != NULL ? node->column : 0;
    va_list args;

    if (yaml->fault == NULL)
        return err;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (yaml->file == NULL)
        return lw_fault_set(yaml->fault, err, line, column, "%s", what);
    if (line == 0)
        return lw_fault_set(yaml->fault, err, yaml->line, yaml->column,
                            "%.80s: %s", yaml->file, what);
    return lw_fault_set(yaml->fault, err, yaml->line, yaml->column,
                        "%.80s:%lld:%lld: %s", yaml->file, (long long)line,
                        (long long)column, what);
}

struct anchor {
    const char *name;
    const struct lw_yaml_node *node;
    const struct anchor *next;
};

/* One collection that is still open. */
struct level {
    struct lw_yaml_node *node;
    struct lw_yaml_node *last; /* child */
    bool value_next;           /* mapping: a key waits for its value */
};

struct builder {
    const struct lw_yaml *yaml;
    struct lw_arena *arena;
    struct level level[LW_YAML_DEPTH_MAX];
    int depth;
    const struct lw_yaml_node *root;
    const struct anchor *anchors;
    int anchor_count;
};

static int no_space(const struct builder *b)
{
    return lw_yaml_fail(b->yaml, NULL, LW_ERR_NO_SPACE,
                        "needs more memory than it was given");
}

static const char *keep_text(struct lw_arena *arena, const void *text,
                             size_t len)
{
    char *copy = lw_arena_take(arena, len + 1, 1);

    if (copy != NULL && len > 0)
        memcpy(copy, text, len);
    return copy;
}

static struct lw_yaml_node *new_node(struct builder *b, enum lw_yaml_kind kind,
                                     const yaml_event_t *event)
{
    struct lw_yaml_node *node = lw_arena_take(b->arena, 1, sizeof *node);

    if (node == NULL)
        return NULL;
    node->kind = kind;
    node->line = (uint32_t)(event->start_mark.line + 1);
    node->column = (uint32_t)(event->start_mark.column + 1);
    node->values = 1;
    return node;
}

static int set_anchor(struct builder *b, const yaml_char_t *name,
                      const struct lw_yaml_node *node)
{
    struct anchor *anchor;

    if (name == NULL)
        return 0;
    if (b->anchor_count++ >= LW_YAML_ANCHORS_MAX)
        return lw_yaml_fail(b->yaml, node, LW_ERR_RANGE,
                            "expected %d anchors at most", LW_YAML_ANCHORS_MAX);
    anchor = lw_arena_take(b->arena, 1, sizeof *anchor);
    if (anchor == NULL)
        return no_space(b);
    anchor->name = keep_text(b->arena, name, strlen((const char *)name));
    if (anchor->name == NULL)
        return no_space(b);
    anchor->node = node;
    anchor->next = b->anchors;
    b->anchors = anchor;
    return 0;
}

static int check_key(const struct builder *b, const struct lw_yaml_node *map,
                     const struct lw_yaml_node *key)
{
    const struct lw_yaml_node *other = map->child;

    if (key->kind != LW_YAML_SCALAR)
        return lw_yaml_fail(b->yaml, key, LW_ERR_SYNTAX,
                            "expected a key as text, got a list or a mapping");
    if (map->count >= LW_YAML_KEYS_MAX)
        return lw_yaml_fail(b->yaml, key, LW_ERR_RANGE,
                            "expected %d keys in one mapping at most",
                            LW_YAML_KEYS_MAX);
    for (uint32_t i = 0; i < map->count; i++) {
        if (other->count == key->count &&
            memcmp(other->text, key->text, key->count) == 0)
            return lw_yaml_fail(b->yaml, key, LW_ERR_DUPLICATE,
                                "`%.40s` is given twice, first in line %u",
                                key->text, (unsigned)other->line);
        other = other->next->next;
    }
    return 0;
}

static int count_values(const struct builder *b, struct lw_yaml_node *parent,
                        const struct lw_yaml_node *child)
{
    if (child->values > (uint32_t)LW_YAML_VALUES_MAX - parent->values)
        return lw_yaml_fail(b->yaml, child, LW_ERR_RANGE,
                            "expected %d values at most, aliases written out",
                            LW_YAML_VALUES_MAX);
    parent->values += child->values;
    return 0;
}

/* Hang `node` below the innermost open collection. */
static int add_child(struct builder *b, struct lw_yaml_node *node)
{
    struct level *level;

    if (b->depth == 0) {
        b->root = node;
        return 0;
    }
    level = &b->level[b->depth - 1];
    if (level->node->kind == LW_YAML_MAPPING && !level->value_next) {
        const int err = check_key(b, level->node, node);
        if (err < 0)
            return err;
    }
    if (level->last == NULL)
        level->node->child = node;
    else
        level->last->next = node;
    level->last = node;
    if (level->node->kind == LW_YAML_MAPPING)
        level->value_next = !level->value_next;
    if (!level->value_next)
        level->node->count++;
    return 0;
}

static int on_scalar(struct builder *b, const yaml_event_t *event)
{
    struct lw_yaml_node *node = new_node(b, LW_YAML_SCALAR, event);
    int err;

    if (node == NULL || event->data.scalar.length > UINT32_MAX)
        return no_space(b);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->count = (uint32_t)event->data.scalar.length;
    node->text = keep_text(b->arena, event->data.scalar.value, node->count);
    if (node->text == NULL)
        return no_space(b);
    err = add_child(b, node);
    if (err == 0 && b->depth > 0)
        err = count_values(b, b->level[b->depth - 1].node, node);
    return err < 0 ? err : set_anchor(b, event->data.scalar.anchor, node);
}

static int on_start(struct builder *b, enum lw_yaml_kind kind,
                    const yaml_char_t *anchor, const yaml_event_t *event)
{
    struct lw_yaml_node *node = new_node(b, kind, event);
    int err;

    if (node == NULL)
        return no_space(b);
    if (b->depth == LW_YAML_DEPTH_MAX)
        return lw_yaml_fail(b->yaml, node, LW_ERR_SYNTAX,
                            "nested deeper than %d levels", LW_YAML_DEPTH_MAX);
    err = add_child(b, node);
    if (err < 0)
        return err;
    b->level[b->depth++] = (struct level){.node = node};
    return set_anchor(b, anchor, node);
}

static int on_end(struct builder *b)
{
    const struct lw_yaml_node *node = b->level[--b->depth].node;

    assert(node != NULL);
    return b->depth == 0 ? 0
                         : count_values(b, b->level[b->depth - 1].node, node);
}

static bool is_open(const struct builder *b, const struct lw_yaml_node *node)
{
    for (int i = 0; i < b->depth; i++)
        if (b->level[i].node == node)
            return true;
    return false;
}

/* A copy of the anchored node's head in the alias' place; children shared. */
static int on_alias(struct builder *b, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct lw_yaml_node *node = new_node(b, LW_YAML_SCALAR, event);
    const struct anchor *anchor = b->anchors;
    int err;

    if (node == NULL)
        return no_space(b);
    while (anchor != NULL && strcmp(anchor->name, name) != 0)
        anchor = anchor->next;
    if (anchor == NULL)
        return lw_yaml_fail(b->yaml, node, LW_ERR_UNKNOWN,
                            "`*%.40s`: no anchor of that name before it", name);
    if (is_open(b, anchor->node))
        return lw_yaml_fail(b->yaml, node, LW_ERR_SYNTAX,
                            "`*%.40s` lies inside of what it names", name);
    node->kind = anchor->node->kind;
    node->plain = anchor->node->plain;
    node->count = anchor->node->count;
    node->values = anchor->node->values;
    node->text = anchor->node->text;
    node->child = anchor->node->child;
    err = add_child(b, node);
    if (err == 0 && b->depth > 0)
        err = count_values(b, b->level[b->depth - 1].node, node);
    return err;
}

/* 1: the end of the stream; 0: go on. */
static int on_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_start(b, LW_YAML_SEQUENCE, event->data.sequence_start.anchor,
                        event);
    case YAML_MAPPING_START_EVENT:
        return on_start(b, LW_YAML_MAPPING, event->data.mapping_start.anchor,
                        event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(b);
    case YAML_ALIAS_EVENT:
        return on_alias(b, event);
    case YAML_DOCUMENT_START_EVENT:
        if (b->root == NULL)
            return 0;
        return lw_yaml_fail(b->yaml,
                            &(struct lw_yaml_node){
                                .line = (uint32_t)event->start_mark.line + 1,
                                .column = 1,
                            },
                            LW_ERR_SYNTAX, "expected one document, not two");
    case YAML_STREAM_END_EVENT:
        return 1;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default:
        return 0;
    }
}

/* What libyaml says, in its words and at its place. A reader error (bytes that
 * are not UTF-8, say) comes with an offset alone. */
static int parser_fault(const struct lw_yaml *yaml, const yaml_parser_t *parser,
                        const char *text, size_t len)
{
    struct lw_yaml_node at = {
        .line = (uint32_t)parser->problem_mark.line + 1,
        .column = (uint32_t)parser->problem_mark.column + 1,
    };

    if (parser->error == YAML_MEMORY_ERROR)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE, "out of memory");
    if (parser->error == YAML_READER_ERROR) {
        at.line = 1;
        at.column = 1;
        for (size_t i = 0; i < len && i < parser->problem_offset; i++) {
            at.column = text[i] == '\n' ? 1 : at.column + 1;
            at.line += text[i] == '\n';
        }
    }
    return lw_yaml_fail(yaml, &at, LW_ERR_SYNTAX, "not YAML: %s%s%s",
                        parser->context != NULL ? parser->context : "",
                        parser->context != NULL ? ", " : "",
                        parser->problem != NULL ? parser->problem : "unknown");
}

int lw_yaml_parse(const struct lw_yaml *yaml, const char *text, size_t len,
                  struct lw_arena *arena, const struct lw_yaml_node **root)
{
    struct builder b = {.yaml = yaml, .arena = arena};
    yaml_parser_t parser;
    int state = 0;

    if (yaml_parser_initialize(&parser) == 0)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE, "out of memory");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    while (state == 0) {
        yaml_event_t event;
        if (yaml_parser_parse(&parser, &event) == 0) {
            state = parser_fault(yaml, &parser, text, len);
        } else {
            state = on_event(&b, &event);
            yaml_event_delete(&event);
        }
    }
    yaml_parser_delete(&parser);
    if (state < 0)
        return state;
    if (b.root == NULL)
        return lw_yaml_fail(yaml, NULL, LW_ERR_SYNTAX, "the file is empty");
    *root = b.root;
    return 0;
}
