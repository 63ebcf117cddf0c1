/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_json.h"

#include <string.h>

enum {
    EXACT_BITS = 53,    /* of a double */
    TEXT_BITS_MAX = 64, /* beyond, it is bytes */
    ROW_DEPTH = 4       /* groups within groups */
};

/* A value: where its bits are. */
struct place {
    const uint8_t *bytes;
    size_t from, bits;
};

static void put_hex(struct lw_text *to, const struct place *at)
{
    lw_text_char(to, '"');
    for (size_t bit = 0; bit < at->bits; bit += 4) {
        const size_t left = at->bits - bit < 4 ? at->bits - bit : 4;
        lw_text_hex(
            to, (uint32_t)lw_asterix_bits(at->bytes, at->from + bit, left), 1);
    }
    lw_text_char(to, '"');
}

/* Text as it is, or false where a character is none: then it is raw. */
static bool put_string(struct lw_text *to, const struct place *at,
                       enum lw_asterix_content content)
{
    const size_t width = lw_asterix_char_bits(content);
    char text[TEXT_BITS_MAX];
    size_t len = 0;

    if (at->bits > TEXT_BITS_MAX || at->bits % width != 0)
        return false;
    const uint64_t raw = lw_asterix_bits(at->bytes, at->from, at->bits);
    for (size_t left = at->bits; left > 0;) {
        left -= width;
        const uint64_t code = raw >> left & ((1u << width) - 1);
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

/* Sign and magnitude times scale / 2^shift: no bit of it is lost. */
static void put_number(struct lw_text *to, const struct lw_asterix_node *node,
                       uint64_t raw, size_t bits)
{
    const bool negative =
        node->content == LW_ASTERIX_SIGNED && raw >> (bits - 1) & 1;
    const uint64_t size = negative ? ((uint64_t)1 << bits) - raw : raw;
    const uint64_t half = ((uint64_t)1 << node->shift) >> 1;

    lw_text_scaled(to, negative, (size * node->scale + half) >> node->shift,
                   node->decimals);
}

static void put_element(struct lw_text *to, const struct lw_asterix_node *node,
                        const struct place *at)
{
    if (lw_asterix_char_bits(node->content) > 0 &&
        put_string(to, at, node->content))
        return;
    if (at->bits > EXACT_BITS || at->bits == 0) {
        put_hex(to, at);
        return;
    }
    const uint64_t raw = lw_asterix_bits(at->bytes, at->from, at->bits);
    if (node->content == LW_ASTERIX_UNSIGNED ||
        node->content == LW_ASTERIX_SIGNED)
        put_number(to, node, raw, at->bits);
    else if (raw < 10)
        lw_text_char(to, (char)('0' + raw)); /* most are flags */
    else
        lw_text_int(to, (int64_t)raw);
}

/* Names of items and their parts are plain ASCII: no escapes. */
static void put_key(struct lw_text *to, bool first,
                    const struct lw_asterix_node *node)
{
    if (!first)
        lw_text_char(to, ',');
    lw_text_padded(to, node->key, node->key_len, sizeof node->key);
}

struct level {
    const struct lw_asterix_node *node;
    unsigned child;
    bool first;
};

static bool has_parts(const struct lw_asterix_node *node)
{
    return node->kind == LW_ASTERIX_GROUP ||
           node->kind == LW_ASTERIX_EXTENDED ||
           node->kind == LW_ASTERIX_EXTENDED_ONCE;
}

/* Parts one after another from a bit on, and what stands in them likewise.
 * Returns the bit behind them. */
static size_t put_row(const struct lw_asterix_record *record,
                      const struct lw_asterix_node *node, size_t bit,
                      struct lw_text *to)
{
    struct level stack[ROW_DEPTH] = {{node, 0, true}}, *level = stack;

    lw_text_char(to, '{');
    while (true) {
        const struct lw_asterix_node *part = &level->node->child[level->child];
        if (level->child++ == level->node->children ||
            (part->kind == LW_ASTERIX_FX &&
             lw_asterix_bits(record->bytes, bit++, 1) == 0)) {
            lw_text_char(to, '}');
            if (level-- == stack)
                return bit;
            continue;
        }
        if (part->name == NULL) {
            bit += part->kind == LW_ASTERIX_SPARE ? part->bits : 0;
            continue;
        }
        put_key(to, level->first, part);
        level->first = false;
        const size_t bits = part->bits;
        if (part->ways > 0)
            part = lw_asterix_decide(record, part);
        if (has_parts(part) && level < &stack[ROW_DEPTH - 1]) {
            *++level = (struct level){part, 0, true};
            lw_text_char(to, '{');
            continue;
        }
        put_element(to, part, &(struct place){record->bytes, bit, bits});
        bit += bits;
    }
}

static void put_value(const struct lw_asterix_record *record,
                      const struct lw_asterix_node *node, size_t from,
                      size_t bits, struct lw_text *to)
{
    if (node->ways > 0)
        node = lw_asterix_decide(record, node);
    if (has_parts(node))
        (void)put_row(record, node, from, to);
    else
        put_element(to, node, &(struct place){record->bytes, from, bits});
}

/* What a walk meets within an item. */
static void put_walk(const struct lw_asterix_record *record,
                     const struct lw_asterix_item *item, struct lw_text *to)
{
    struct lw_asterix_walk walk;
    char close[LW_ASTERIX_DEPTH] = {0};
    int event, depth = 0;
    bool first = true;

    lw_asterix_walk_begin(&walk, record, item);
    while ((event = lw_asterix_walk_next(&walk)) > 0) {
        if (event == LW_ASTERIX_CLOSE) {
            lw_text_char(to, close[--depth]);
            first = false;
            continue;
        }
        if (depth > 0 && walk.name != NULL)
            put_key(to, first, walk.node);
        else if (!first)
            lw_text_char(to, ',');
        first = false;
        if (event == LW_ASTERIX_OBJECT && has_parts(walk.node)) {
            lw_asterix_walk_past(&walk,
                                 put_row(record, walk.node, walk.bit, to));
        } else if (event == LW_ASTERIX_BYTES) {
            put_hex(to, &(struct place){walk.bytes, walk.from, walk.bits});
        } else if (event == LW_ASTERIX_VALUE) {
            put_value(record, walk.node, walk.from, walk.bits, to);
        } else {
            const bool list = event == LW_ASTERIX_LIST;
            lw_text_char(to, list ? '[' : '{');
            close[depth++] = list ? ']' : '}';
            first = true;
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
        const struct lw_asterix_item *item = &record->item[i];
        const struct lw_asterix_node *node = &record->spec->item[item->place];
        const size_t bit = 8 * (size_t)item->at;
        put_key(to, i == 0, node);
        if (has_parts(node))
            (void)put_row(record, node, bit, to);
        else if (node->kind == LW_ASTERIX_ELEMENT)
            put_value(record, node, bit, node->bits, to);
        else
            put_walk(record, item, to);
    }
    lw_text_char(to, '}');
}
