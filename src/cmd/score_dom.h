/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_dom.h - a JSON text held whole, to be asked by path: results of
 * scores, to be shown.
 */
#ifndef LW_SCORE_DOM_H
#define LW_SCORE_DOM_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "luchtwacht/err.h"

enum { LW_DOM_BYTES_MAX = 64 << 20, LW_DOM_NONE = 0 };

/* Nodes are told by their index; 0 is none, 1 the whole. */
struct lw_dom_node {
    enum lw_json_type type;
    uint32_t child, next; /* of an object or array: the first; and so on */
    uint32_t key, text;   /* places in lw_dom.strings; 0: "" */
    double number;        /* NaN where it is none */
};

struct lw_dom {
    struct lw_dom_node *node;
    uint32_t nodes, room;
    char *strings;
    size_t used, size;
};

/* 0, or an error with *fault. Give it back with lw_dom_free() in either
 * case. */
LW_NODISCARD int lw_dom_read(struct lw_dom *dom, const char *text, size_t len,
                             struct lw_fault *fault);
void lw_dom_free(struct lw_dom *dom);

/* What stands at a path of keys with dots between, from `node`; or none. */
uint32_t lw_dom_at(const struct lw_dom *dom, uint32_t node, const char *path);

/* NaN, and "", where there is none. */
double lw_dom_number(const struct lw_dom *dom, uint32_t node, const char *path);
const char *lw_dom_text(const struct lw_dom *dom, uint32_t node,
                        const char *path);

uint32_t lw_dom_count(const struct lw_dom *dom, uint32_t node);

#endif
