/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_json.h"

#include <string.h>

enum {
    EXACT_BITS = 53,   /* of a double */
    DECIMALS_MAX = 9,  /* that lw_text_fixed() writes */
    TEXT_BITS_MAX = 64 /* beyond, it is bytes */
};

static void put_hex(struct lw_text *to, const uint8_t *bytes, size_t from,
                    size_t bits)
{
    lw_text_put(to, "\"");
    for (size_t bit = 0; bit < bits; bit += 4) {
        const size_t left = bits - bit < 4 ? bits - bit : 4;
        lw_text_hex(to, (uint32_t)lw_asterix_bits(bytes, from + bit, left), 1);
    }
    lw_text_put(to, "\"");
}

/* Text as it is, or false where a character is none: then it is raw. */
static bool put_string(struct lw_text *to, const struct lw_asterix_walk *walk,
                       enum lw_asterix_content content)
{
    const size_t width = lw_asterix_char_bits(content);
    char text[TEXT_BITS_MAX];
    size_t len = 0;

    if (walk->bits > TEXT_BITS_MAX || walk->bits % width != 0)
        return false;
    for (size_t at = 0; at < walk->bits; at += width) {
        const uint64_t code =
            lw_asterix_bits(walk->bytes, walk->from + at, width);
        if (content == LW_ASTERIX_ASCII)
            text[len] = code >= 32 && code < 127 ? (char)code : 0;
        else if (content == LW_ASTERIX_ICAO)
            text[len] = lw_asterix_icao_char((unsigned)code);
        else
            text[len] = (char)('0' + code);
        if (text[len++] == 0)
            return false;
    }
    while (content != LW_ASTERIX_OCTAL && len > 0 && text[len - 1] == ' ')
        len--;
    lw_text_quote_bytes(to, text, len);
    return true;
}

static void put_raw(struct lw_text *to, const struct lw_asterix_walk *walk)
{
    if (walk->bits > EXACT_BITS)
        put_hex(to, walk->bytes, walk->from, walk->bits);
    else
        lw_text_int(
            to, (int64_t)lw_asterix_bits(walk->bytes, walk->from, walk->bits));
}

static void put_number(struct lw_text *to, const struct lw_asterix_walk *walk,
                       const struct lw_asterix_node *node)
{
    const double value = lw_asterix_number(
        node, lw_asterix_bits(walk->bytes, walk->from, walk->bits), walk->bits);

    if (walk->bits > EXACT_BITS)
        put_hex(to, walk->bytes, walk->from, walk->bits);
    else if (node->decimals > DECIMALS_MAX)
        lw_text_exact(to, value);
    else if (node->decimals == 0)
        lw_text_int(to, (int64_t)value);
    else
        lw_text_fixed(to, value, node->decimals);
}

/* Names of items and their parts are plain ASCII: no escapes. */
static void put_name(struct lw_text *to, const char *name)
{
    lw_text_put(to, "\"");
    lw_text_put(to, name);
    lw_text_put(to, "\":");
}

static void put_element(const struct lw_asterix_walk *walk,
                        const struct lw_asterix_node *node, struct lw_text *to)
{
    switch (node->content) {
    case LW_ASTERIX_UNSIGNED:
    case LW_ASTERIX_SIGNED:
        put_number(to, walk, node);
        return;
    case LW_ASTERIX_ASCII:
    case LW_ASTERIX_ICAO:
    case LW_ASTERIX_OCTAL:
        if (put_string(to, walk, node->content))
            return;
        break;
    case LW_ASTERIX_RAW:
    case LW_ASTERIX_TABLE:
    case LW_ASTERIX_BY_CASE:
    case LW_ASTERIX_NONE:
    case LW_ASTERIX_SP:
    case LW_ASTERIX_RE:
        break;
    }
    put_raw(to, walk);
}

/* What another item made of an element, parts one after another. */
static void put_parts(const struct lw_asterix_walk *walk,
                      const struct lw_asterix_node *node, struct lw_text *to)
{
    struct lw_asterix_walk part = *walk;
    bool first = true;

    lw_text_put(to, "{");
    for (int i = 0; i < node->children; i++, part.from += part.bits) {
        const struct lw_asterix_node *child = &node->child[i];
        part.bits = child->bits;
        if (child->name == NULL)
            continue;
        if (!first)
            lw_text_put(to, ",");
        first = false;
        put_name(to, child->name);
        put_element(&part, child, to);
    }
    lw_text_put(to, "}");
}

static void put_value(const struct lw_asterix_record *record,
                      const struct lw_asterix_walk *walk, struct lw_text *to)
{
    const struct lw_asterix_node *node = walk->node;

    if (node->ways > 0)
        node = lw_asterix_decide(record, node);
    if (node->kind == LW_ASTERIX_GROUP)
        put_parts(walk, node, to);
    else
        put_element(walk, node, to);
}

static void put_item(const struct lw_asterix_record *record,
                     const struct lw_asterix_item *item, struct lw_text *to)
{
    struct lw_asterix_walk walk;
    char close[LW_ASTERIX_DEPTH];
    int event, depth = 0;
    bool first = true;

    lw_asterix_walk_begin(&walk, record, item);
    while ((event = lw_asterix_walk_next(&walk)) > 0) {
        if (event == LW_ASTERIX_CLOSE) {
            lw_text_bytes(to, &close[--depth], 1);
            first = false;
            continue;
        }
        if (!first)
            lw_text_put(to, ",");
        if (walk.name != NULL)
            put_name(to, walk.name);
        first = event == LW_ASTERIX_OBJECT || event == LW_ASTERIX_LIST;
        if (first) {
            lw_text_put(to, event == LW_ASTERIX_LIST ? "[" : "{");
            close[depth++] = event == LW_ASTERIX_LIST ? ']' : '}';
        } else if (event == LW_ASTERIX_BYTES) {
            put_hex(to, walk.bytes, walk.from, walk.bits);
        } else {
            put_value(record, &walk, to);
        }
    }
}

void lw_asterix_describe(const struct lw_asterix_record *record,
                         struct lw_text *to)
{
    lw_text_put(to, "\"category\":");
    lw_text_int(to, record->spec->category);
    lw_text_put(to, ",\"edition\":\"");
    lw_text_put(to, record->spec->edition);
    lw_text_put(to, "\",\"items\":{");
    for (int i = 0; i < record->count; i++) {
        if (i > 0)
            lw_text_put(to, ",");
        put_item(record, &record->item[i], to);
    }
    lw_text_put(to, "}");
}
