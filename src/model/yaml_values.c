/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml_values.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_MAX = 32,  /* bytes of a value that a message shows */
    WORD_MAX = 40,   /* longest word that a suggestion is sought for */
    NAMES_MAX = 40,  /* keys of one mapping, or words of one list */
    NUMBER_MAX = 64, /* longest number */
};

/* A value as a message shows it: cut between characters, on one line. */
static const char *show(const struct lw_yaml_node *node,
                        char out[SHOWN_MAX + 8])
{
    size_t len = node->count;

    if (node->kind == LW_YAML_SEQUENCE)
        return "a list";
    if (node->kind == LW_YAML_MAPPING)
        return "a mapping";
    if (len == 0)
        return "nothing";
    if (len > SHOWN_MAX) {
        len = SHOWN_MAX;
        while (len > 0 && ((unsigned char)node->text[len] & 0xC0) == 0x80)
            len--;
    }
    out[0] = node->plain ? '`' : '"';
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)node->text[i];
        out[i + 1] = c < 0x20 || c == 0x7F ? '?' : node->text[i];
    }
    (void)snprintf(out + len + 1, 5, "%s%c", len < node->count ? ".." : "",
                   out[0]);
    return out;
}

int lw_yaml_expected(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, const char *key,
                     const char *expected)
{
    char shown[SHOWN_MAX + 8];

    return lw_yaml_fail(yaml, node, LW_ERR_RANGE, "`%s`: expected %s, got %s",
                        key, expected, show(node, shown));
}

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static size_t distance(const char *a, const char *b)
{
    const size_t a_len = strlen(a), b_len = strlen(b);
    size_t row[3][WORD_MAX + 1] = {{0}};

    assert(a_len <= WORD_MAX && b_len <= WORD_MAX);
    for (size_t j = 0; j <= b_len; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t *now = row[i % 3];
        const size_t *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[a_len % 3][b_len];
}

/* Lower case, and `-` for `_` and blank: how people write the same word. */
static void plain_word(const char *word, char out[WORD_MAX + 1])
{
    size_t i = 0;

    for (; word[i] != '\0'; i++) {
        char c = word[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        out[i] = c == '_' || c == ' ' ? '-' : c;
    }
    out[i] = '\0';
}

const char *lw_yaml_suggest(const char *word, const char *const *names,
                            size_t count)
{
    const size_t len = strlen(word);
    size_t best = len / 3 > 1 ? len / 3 : 1;
    const char *found = NULL;
    char a[WORD_MAX + 1] = "", b[WORD_MAX + 1] = "";

    if (len < 2 || len > WORD_MAX)
        return NULL;
    plain_word(word, a);
    for (size_t i = 0; i < count; i++) {
        const size_t name_len = strlen(names[i]);
        size_t d;
        if (name_len > WORD_MAX)
            continue;
        plain_word(names[i], b);
        d = distance(a, b);
        if (d > 1 && name_len > 1 &&
            strncmp(a, b, len < name_len ? len : name_len) == 0)
            d = 1; /* `latitude` means `lat`, and `prob` `probability` */
        if (d < best || (d == best && found == NULL)) {
            best = d;
            found = names[i];
        }
    }
    return found;
}

int lw_yaml_no_such(const char *what, const char *word,
                    const char *const *names, size_t count,
                    struct lw_fault *fault)
{
    const char *meant = lw_yaml_suggest(word, names, count);

    return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                        "no %s is called \"%s\"%s%s%s", what, word,
                        meant != NULL ? "; did you mean `" : "",
                        meant != NULL ? meant : "", meant != NULL ? "`?" : "");
}

/* "a, b or c", cut to `size`. */
static void list_names(const char *const *names, size_t count, char *out,
                       size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        const int n =
            snprintf(out + used, size - used, "%s%s", between, names[i]);
        used += n > 0 ? (size_t)n : 0;
    }
}

int lw_yaml_word(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 const char *key, const char *const *names, size_t count)
{
    char shown[SHOWN_MAX + 8], all[160];
    const char *meant;

    list_names(names, count, all, sizeof all);
    if (node->kind != LW_YAML_SCALAR)
        return lw_yaml_expected(yaml, node, key, all);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], node->text) == 0)
            return (int)i;
    meant = lw_yaml_suggest(node->text, names, count);
    if (meant != NULL)
        return lw_yaml_fail(yaml, node, LW_ERR_UNKNOWN,
                            "`%s`: %s means nothing here: did you mean `%s`?",
                            key, show(node, shown), meant);
    return lw_yaml_fail(yaml, node, LW_ERR_UNKNOWN, "`%s`: expected %s, got %s",
                        key, all, show(node, shown));
}

bool lw_yaml_is_null(const struct lw_yaml_node *node)
{
    return node == NULL || (node->kind == LW_YAML_SCALAR && node->plain &&
                            (node->count == 0 || strcmp(node->text, "~") == 0 ||
                             strcmp(node->text, "null") == 0));
}

const struct lw_yaml_node *lw_yaml_get(const struct lw_yaml_node *map,
                                       const char *key)
{
    const struct lw_yaml_node *at = map->child;

    if (map->kind != LW_YAML_MAPPING)
        return NULL;
    for (; at != NULL; at = at->next->next)
        if (strcmp(at->text, key) == 0)
            return at->next;
    return NULL;
}

static size_t digits(const char *text, size_t at)
{
    while (text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

/* The numbers of JSON, a leading plus and a bare leading point. Not what else
 * YAML 1.1 takes for one: 0x1F, 017, 1_000, 190:20:30, .inf, .nan. */
static bool parse_number(const char *text, double *out)
{
    const size_t start = text[0] == '-' || text[0] == '+' ? 1 : 0;
    size_t at = digits(text, start), count = at - start;

    if (text[start] == '0' && count > 1)
        return false;
    if (text[at] == '.') {
        const size_t point = at++;
        at = digits(text, at);
        count += at - point - 1;
    }
    if (count == 0)
        return false;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t exponent = at + 1;
        if (text[exponent] == '-' || text[exponent] == '+')
            exponent++;
        at = digits(text, exponent);
        if (at == exponent)
            return false;
    }
    if (text[at] != '\0' || at > NUMBER_MAX)
        return false;
    *out = strtod(text, NULL);
    return isfinite(*out);
}

static int wrong_number(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node,
                        const struct lw_yaml_field *field)
{
    char expected[120];

    (void)snprintf(expected, sizeof expected, "%s from %.10g to %.10g",
                   field->unit != NULL ? field->unit : "a number", field->min,
                   field->max);
    return lw_yaml_expected(yaml, node, field->key, expected);
}

int lw_yaml_number(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                   const struct lw_yaml_field *field, double *out)
{
    double value;

    assert(field->min <= field->max);
    if (node->kind != LW_YAML_SCALAR || !node->plain ||
        strlen(node->text) != node->count || !parse_number(node->text, &value))
        return wrong_number(yaml, node, field);
    if (!(value >= field->min && value <= field->max))
        return wrong_number(yaml, node, field);
    *out = field->scale > 0.0 ? value * field->scale : value;
    return 0;
}

int lw_yaml_pair(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 const struct lw_yaml_field *field, double out[2])
{
    double value[2];

    if (node->kind != LW_YAML_SEQUENCE || node->count != 2)
        return lw_yaml_expected(yaml, node, field->key,
                                "a list of two numbers");
    for (int i = 0; i < 2; i++) {
        const struct lw_yaml_node *item =
            i == 0 ? node->child : node->child->next;
        const int err = lw_yaml_number(yaml, item, field, &value[i]);
        if (err < 0)
            return err;
    }
    memcpy(out, value, sizeof value);
    return 0;
}

int lw_yaml_text(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 const char *key, char *out, size_t size)
{
    char expected[64];
    bool good = node->kind == LW_YAML_SCALAR && !lw_yaml_is_null(node) &&
                node->count > 0 && node->count < size;

    for (uint32_t i = 0; good && i < node->count; i++) {
        const unsigned char c = (unsigned char)node->text[i];
        good = c >= 0x20 && c != 0x7F;
    }
    if (!good) {
        (void)snprintf(expected, sizeof expected,
                       "text of 1 to %zu bytes on one line", size - 1);
        return lw_yaml_expected(yaml, node, key, expected);
    }
    memcpy(out, node->text, node->count + 1);
    return 0;
}

static int read_count(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node,
                      const struct lw_yaml_field *field, uint32_t *out)
{
    double value = 0.0;
    const int err = lw_yaml_number(yaml, node, field, &value);

    if (err < 0)
        return err;
    if (value != floor(value))
        return wrong_number(yaml, node, field);
    *out = (uint32_t)value;
    return 0;
}

static int read_bool(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, const char *key,
                     bool *out)
{
    if (node->kind != LW_YAML_SCALAR || !node->plain ||
        (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0))
        return lw_yaml_expected(yaml, node, key, "true or false");
    *out = node->text[0] == 't';
    return 0;
}

static int read_field(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node,
                      const struct lw_yaml_field *field, void *base)
{
    void *at = (unsigned char *)base + field->offset;

    switch (field->type) {
    case LW_YAML_NUMBER:
        return lw_yaml_number(yaml, node, field, at);
    case LW_YAML_COUNT:
        return read_count(yaml, node, field, at);
    case LW_YAML_TEXT:
        return lw_yaml_text(yaml, node, field->key, at, field->size);
    case LW_YAML_BOOL:
        return read_bool(yaml, node, field->key, at);
    case LW_YAML_NODE:
    default:
        *(const struct lw_yaml_node **)at = node;
        return 0;
    }
}

static int unknown_key(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *key, const char *what,
                       const struct lw_yaml_field *fields, size_t count)
{
    const char *names[NAMES_MAX] = {NULL}, *meant;
    char shown[SHOWN_MAX + 8], all[120];

    assert(count <= NAMES_MAX);
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].key;
    meant = lw_yaml_suggest(key->text, names, count);
    if (meant != NULL)
        return lw_yaml_fail(yaml, key, LW_ERR_UNKNOWN,
                            "%s is no key of %s: did you mean `%s`?",
                            show(key, shown), what, meant);
    list_names(names, count, all, sizeof all);
    return lw_yaml_fail(yaml, key, LW_ERR_UNKNOWN,
                        "%s is no key of %s: expected %s", show(key, shown),
                        what, all);
}

int lw_yaml_map(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                const char *what, const struct lw_yaml_field *fields,
                size_t count, void *base)
{
    uint64_t seen = 0;
    char shown[SHOWN_MAX + 8];

    assert(count <= 64);
    if (node->kind != LW_YAML_MAPPING)
        return lw_yaml_fail(yaml, node, LW_ERR_SYNTAX,
                            "expected %s as a mapping (key: value), got %s",
                            what, show(node, shown));
    for (const struct lw_yaml_node *key = node->child; key != NULL;
         key = key->next->next) {
        size_t i = 0;
        int err;
        while (i < count && strcmp(fields[i].key, key->text) != 0)
            i++;
        if (i == count && strncmp(key->text, "x-", 2) == 0)
            continue;
        if (i == count)
            return unknown_key(yaml, key, what, fields, count);
        seen |= UINT64_C(1) << i;
        err = read_field(yaml, key->next, &fields[i], base);
        if (err < 0)
            return err;
    }
    for (size_t i = 0; i < count; i++)
        if (fields[i].required && (seen >> i & 1) == 0)
            return lw_yaml_fail(yaml, node, LW_ERR_MISSING, "%s needs `%s`",
                                what, fields[i].key);
    return 0;
}
