/* SPDX-License-Identifier: Apache-2.0 */
#include "score_dom.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_NODES = 1024, NODES_MAX = 1 << 24 };

static uint32_t add_node(struct lw_dom *dom, enum lw_json_type type)
{
    if (dom->nodes == dom->room) {
        const uint32_t room = dom->room == 0 ? FIRST_NODES : 2 * dom->room;
        struct lw_dom_node *node =
            room > NODES_MAX ? NULL : realloc(dom->node, room * sizeof *node);
        if (node == NULL)
            return LW_DOM_NONE;
        dom->node = node;
        dom->room = room;
    }
    dom->node[dom->nodes] =
        (struct lw_dom_node){.type = type, .number = (double)NAN};
    return dom->nodes++;
}

/* A string's place among the strings, which have room for the whole text. */
static uint32_t keep(struct lw_dom *dom, const struct lw_json_string *string)
{
    const size_t at = dom->used;
    const int len = lw_json_unescape(string, dom->strings + at, dom->size - at);

    if (len < 0)
        return 0;
    dom->used += (size_t)len + 1;
    return (uint32_t)at;
}

/* The value that stands here, as a node; arrays and objects are gone into. */
static uint32_t take_value(struct lw_dom *dom, struct lw_json *json)
{
    const enum lw_json_type type = lw_json_peek(json);
    const uint32_t at = add_node(dom, type);
    struct lw_json_string string;
    struct lw_json_number number;
    bool truth;
    int err = 0;

    if (at == LW_DOM_NONE)
        return LW_DOM_NONE;
    switch (type) {
    case LW_JSON_OBJECT:
        err = lw_json_enter(json, '{');
        break;
    case LW_JSON_ARRAY:
        err = lw_json_enter(json, '[');
        break;
    case LW_JSON_STRING:
        err = lw_json_string(json, &string);
        if (err == 0)
            dom->node[at].text = keep(dom, &string);
        break;
    case LW_JSON_NUMBER:
        err = lw_json_number(json, &number);
        if (err == 0)
            dom->node[at].number = lw_json_double(&number);
        break;
    case LW_JSON_TRUE:
    case LW_JSON_FALSE:
        err = lw_json_bool(json, &truth);
        if (err == 0)
            dom->node[at].number = truth;
        break;
    case LW_JSON_NULL:
    case LW_JSON_NOTHING:
        err = lw_json_skip(json);
        break;
    }
    return err < 0 ? LW_DOM_NONE : at;
}

static bool is_open(const struct lw_dom *dom, uint32_t node)
{
    return dom->node[node].type == LW_JSON_OBJECT ||
           dom->node[node].type == LW_JSON_ARRAY;
}

static int take_all(struct lw_dom *dom, struct lw_json *json)
{
    uint32_t open[LW_JSON_DEPTH_MAX + 1], last[LW_JSON_DEPTH_MAX + 1];
    int depth = 0;

    open[0] = take_value(dom, json);
    if (open[0] == LW_DOM_NONE)
        return LW_ERR_SYNTAX;
    last[0] = LW_DOM_NONE;
    for (depth = is_open(dom, open[0]); depth > 0;) {
        const uint32_t parent = open[depth - 1];
        const bool object = dom->node[parent].type == LW_JSON_OBJECT;
        struct lw_json_string key;
        const int more =
            object ? lw_json_key(json, &key) : lw_json_element(json);
        if (more < 0)
            return LW_ERR_SYNTAX;
        if (more == 0) {
            depth--;
            continue;
        }
        const uint32_t name = object ? keep(dom, &key) : 0;
        const uint32_t at = take_value(dom, json);
        if (at == LW_DOM_NONE)
            return LW_ERR_SYNTAX;
        dom->node[at].key = name;
        if (last[depth - 1] == LW_DOM_NONE)
            dom->node[parent].child = at;
        else
            dom->node[last[depth - 1]].next = at;
        last[depth - 1] = at;
        if (is_open(dom, at)) {
            open[depth] = at;
            last[depth++] = LW_DOM_NONE;
        }
    }
    return lw_json_end(json);
}

int lw_dom_read(struct lw_dom *dom, const char *text, size_t len,
                struct lw_fault *fault)
{
    struct lw_json json;
    int64_t line = 1;

    *dom = (struct lw_dom){.size = len + 2};
    if (len > LW_DOM_BYTES_MAX)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "expected %d bytes at most", LW_DOM_BYTES_MAX);
    dom->strings = calloc(1, dom->size);
    if (dom->strings == NULL || add_node(dom, LW_JSON_NOTHING) != LW_DOM_NONE)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "not enough memory");
    dom->used = 1;
    lw_json_init(&json, text, len);
    if (take_all(dom, &json) == 0)
        return 0;
    for (const char *at = text; at < json.at; at++)
        line += *at == '\n';
    return lw_fault_set(fault, LW_ERR_SYNTAX, line, 0, "not JSON: expected %s",
                        json.error != NULL ? json.error : "fewer values");
}

void lw_dom_free(struct lw_dom *dom)
{
    free(dom->node);
    free(dom->strings);
    *dom = (struct lw_dom){0};
}

uint32_t lw_dom_at(const struct lw_dom *dom, uint32_t node, const char *path)
{
    while (*path != '\0' && node != LW_DOM_NONE) {
        const size_t len = strcspn(path, ".");
        uint32_t at = dom->node[node].type == LW_JSON_OBJECT
                          ? dom->node[node].child
                          : LW_DOM_NONE;
        for (; at != LW_DOM_NONE; at = dom->node[at].next) {
            const char *key = dom->strings + dom->node[at].key;
            if (strlen(key) == len && memcmp(key, path, len) == 0)
                break;
        }
        node = at;
        path += len;
        path += *path == '.';
    }
    return node;
}

double lw_dom_number(const struct lw_dom *dom, uint32_t node, const char *path)
{
    return dom->node[lw_dom_at(dom, node, path)].number;
}

const char *lw_dom_text(const struct lw_dom *dom, uint32_t node,
                        const char *path)
{
    return dom->strings + dom->node[lw_dom_at(dom, node, path)].text;
}

uint32_t lw_dom_count(const struct lw_dom *dom, uint32_t node)
{
    uint32_t count = 0;

    for (uint32_t at = dom->node[node].child; at != LW_DOM_NONE;
         at = dom->node[at].next)
        count++;
    return count;
}
