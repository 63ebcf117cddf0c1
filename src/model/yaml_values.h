/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml_values.h - a YAML mapping to a struct, by a table of its keys.
 *
 * The table is all there is to say about a key: its type, where it goes, what
 * it may hold. From it come the errors: what was expected, what was given, and
 * for a misspelt word what was probably meant.
 */
#ifndef LW_YAML_VALUES_H
#define LW_YAML_VALUES_H

#include "yaml_reader.h"

enum lw_yaml_type {
    LW_YAML_NUMBER, /* double, times `scale` (0 counts as 1) */
    LW_YAML_COUNT,  /* uint32_t */
    LW_YAML_TEXT,   /* char[size] */
    LW_YAML_BOOL,   /* bool */
    LW_YAML_NODE,   /* const struct lw_yaml_node *: for the caller */
};

/* One key of a mapping and where its value goes. */
struct lw_yaml_field {
    const char *key;
    enum lw_yaml_type type;
    size_t offset;
    size_t size;
    bool required;
    const char *unit; /* numbers: "seconds", for the message */
    double min, max;  /* before `scale` */
    double scale;
};

/* Entries of a table of fields: a key and the member of a struct that its
 * value goes to. */
#define LW_YAML_KEY(name, kind, type_, member, needed)                         \
    {                                                                          \
        .key = (name), .type = LW_YAML_##kind,                                 \
        .offset = offsetof(type_, member),                                     \
        .size = sizeof(((type_ *)NULL)->member), .required = (needed)          \
    }
#define LW_YAML_PART(name, type_, member, needed)                              \
    {                                                                          \
        .key = (name), .type = LW_YAML_NODE,                                   \
        .offset = offsetof(type_, member), .required = (needed)                \
    }
#define LW_YAML_QUANTITY(name, kind, type_, member, unit_, from, to, times)    \
    {                                                                          \
        .key = (name), .type = LW_YAML_##kind,                                 \
        .offset = offsetof(type_, member), .unit = (unit_), .min = (from),     \
        .max = (to), .scale = (times)                                          \
    }

/*
 * Read a mapping into the struct at `base`; what is not given stays as it is.
 * Keys that begin with `x-` are passed over. `what` names the mapping ("a
 * sensor"). LW_ERR_SYNTAX, LW_ERR_UNKNOWN, LW_ERR_MISSING, LW_ERR_RANGE.
 */
LW_NODISCARD int lw_yaml_map(const struct lw_yaml *yaml,
                             const struct lw_yaml_node *node, const char *what,
                             const struct lw_yaml_field *fields, size_t count,
                             void *base);

/* The value of `key` in a mapping; NULL where there is none. */
const struct lw_yaml_node *lw_yaml_get(const struct lw_yaml_node *map,
                                       const char *key);

/* True for nothing at all, `~` and `null`. */
bool lw_yaml_is_null(const struct lw_yaml_node *node);

/* Single values; `key` names them in messages. LW_ERR_RANGE. */
LW_NODISCARD int lw_yaml_number(const struct lw_yaml *yaml,
                                const struct lw_yaml_node *node,
                                const struct lw_yaml_field *field, double *out);
LW_NODISCARD int lw_yaml_text(const struct lw_yaml *yaml,
                              const struct lw_yaml_node *node, const char *key,
                              char *out, size_t size);

/* `from`, `to`: exactly two numbers in a list. */
LW_NODISCARD int lw_yaml_pair(const struct lw_yaml *yaml,
                              const struct lw_yaml_node *node,
                              const struct lw_yaml_field *field, double out[2]);

/* Index of a scalar among `names`; LW_ERR_UNKNOWN with what was meant. */
LW_NODISCARD int lw_yaml_word(const struct lw_yaml *yaml,
                              const struct lw_yaml_node *node, const char *key,
                              const char *const *names, size_t count);

/* Which of `names` was probably meant; NULL: none is near. */
const char *lw_yaml_suggest(const char *word, const char *const *names,
                            size_t count);

/* `what` ("format") has none called `word`: LW_ERR_UNKNOWN with *fault's
 * sentence, and the one that was meant, where one is near. */
int lw_yaml_no_such(const char *what, const char *word,
                    const char *const *names, size_t count,
                    struct lw_fault *fault);

/* Say that `node` was not `expected`; returns LW_ERR_RANGE. */
int lw_yaml_expected(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, const char *key,
                     const char *expected);

#endif
