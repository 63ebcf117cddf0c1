/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml_reader.h - YAML to a tree in an arena.
 *
 * libyaml scans and parses; here stand the limits, the refusal of what a
 * configuration never needs (two documents, keys that are not text, a key
 * twice, an alias inside of what it names), and errors that say where, what
 * was expected and what was probably meant.
 *
 * An alias (`*name`) shares the children of its anchor. What a file may expand
 * to is bounded by LW_YAML_VALUES_MAX, however small the file is.
 *
 * Source  YAML 1.1 through libyaml; JSON is read as the YAML it is
 */
#ifndef LW_YAML_READER_H
#define LW_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_arena;

enum {
    LW_YAML_DEPTH_MAX = 24,       /* collections within one another */
    LW_YAML_VALUES_MAX = 1 << 25, /* with every alias written out */
    LW_YAML_KEYS_MAX = 256,       /* of one mapping */
    LW_YAML_ANCHORS_MAX = 256,
};

enum lw_yaml_kind { LW_YAML_SCALAR, LW_YAML_SEQUENCE, LW_YAML_MAPPING };

struct lw_yaml_node {
    enum lw_yaml_kind kind;
    bool plain;            /* scalar: not quoted, so it may be a number */
    uint32_t line, column; /* 1-based */
    uint32_t count;        /* items; keys; bytes of a scalar */
    uint32_t values;       /* nodes in all, itself included, aliases too */
    const char *text;      /* scalar: NUL-terminated UTF-8 */
    const struct lw_yaml_node *child; /* mapping: key, value, key, value */
    const struct lw_yaml_node *next;
};

/* Where errors go, and which file is being read when it is not the one that
 * the fault's line counts in: then its name leads the sentence. */
struct lw_yaml {
    struct lw_fault *fault;
    const char *file;     /* NULL: the file itself */
    int64_t line, column; /* where `file` is named */
};

/* Parse one document. 0, LW_ERR_SYNTAX, LW_ERR_DUPLICATE, LW_ERR_RANGE (one of
 * the limits above) or LW_ERR_NO_SPACE (the arena). */
LW_NODISCARD int lw_yaml_parse(const struct lw_yaml *yaml, const char *text,
                               size_t len, struct lw_arena *arena,
                               const struct lw_yaml_node **root);

/* Fill the fault for `node` (NULL: no place) and return err. */
int lw_yaml_fail(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 int err, const char *format, ...) LW_PRINTF(4, 5);

#endif
