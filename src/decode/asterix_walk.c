/* SPDX-License-Identifier: Apache-2.0 */
/* asterix_walk.c - a walk over what an item of a record holds. */
#include "asterix_record.h"

static int wrong(struct lw_asterix_walk *walk, int err, const char *why)
{
    walk->wrong = why;
    return err;
}

static bool has(const struct lw_asterix_walk *walk, size_t bits)
{
    return bits <= walk->end - walk->bit;
}

static uint64_t take(struct lw_asterix_walk *walk, size_t bits)
{
    const uint64_t value = lw_asterix_bits(walk->bytes, walk->bit, bits);

    walk->bit += bits;
    return value;
}

static int too_short(struct lw_asterix_walk *walk)
{
    return wrong(walk, LW_ERR_TRUNCATED, "ends too early");
}

static int push(struct lw_asterix_walk *walk,
                const struct lw_asterix_node *node, uint32_t left, size_t mark)
{
    if (walk->depth == LW_ASTERIX_DEPTH)
        return wrong(walk, LW_ERR_NO_SPACE, "is nested too deep");
    walk->level[walk->depth++] =
        (struct lw_asterix_level){.node = node, .left = left, .mark = mark};
    return 0;
}

static int enter_element(struct lw_asterix_walk *walk,
                         const struct lw_asterix_node *node)
{
    if (!has(walk, node->bits))
        return too_short(walk);
    walk->from = walk->bit;
    walk->bits = node->bits;
    walk->bit += node->bits;
    return LW_ASTERIX_VALUE;
}

static int enter_compound(struct lw_asterix_walk *walk,
                          const struct lw_asterix_node *node)
{
    const int err = push(walk, node, 0, walk->bit);

    if (err < 0)
        return err;
    if (!has(walk, node->bits))
        return too_short(walk);
    walk->bit += node->bits;
    while (node->bits == 0) {
        if (!has(walk, 8))
            return too_short(walk);
        if ((take(walk, 8) & 1) == 0)
            break;
    }
    return LW_ASTERIX_OBJECT;
}

static int enter_repetitive(struct lw_asterix_walk *walk,
                            const struct lw_asterix_node *node)
{
    if (!has(walk, node->bits))
        return too_short(walk);
    const uint32_t count =
        node->bits == 0 ? 1 : (uint32_t)take(walk, node->bits);
    const int err = push(walk, node, count, 0);
    return err < 0 ? err : LW_ASTERIX_LIST;
}

static int enter_explicit(struct lw_asterix_walk *walk,
                          const struct lw_asterix_node *node)
{
    const struct lw_asterix_node *inner =
        node->content == LW_ASTERIX_RE ? lw_asterix_expansion(walk->category)
                                       : NULL;

    if (!has(walk, 8))
        return too_short(walk);
    const size_t len = (size_t)take(walk, 8);
    if (len == 0)
        return wrong(walk, LW_ERR_SYNTAX, "has a length of 0");
    const size_t bits = 8 * (len - 1);
    if (!has(walk, bits))
        return too_short(walk);
    if (inner != NULL && bits > 0) {
        const int err = push(walk, node, 0, walk->end);
        if (err < 0)
            return err;
        walk->end = walk->bit + bits;
        return enter_compound(walk, inner);
    }
    walk->from = walk->bit;
    walk->bits = bits;
    walk->bit += bits;
    return LW_ASTERIX_BYTES;
}

/* An expansion field is over: it must have filled its length. */
static int leave_explicit(struct lw_asterix_walk *walk, size_t end)
{
    if (walk->bit != walk->end)
        return wrong(walk, LW_ERR_SYNTAX, "is shorter than its length");
    walk->end = end;
    walk->depth--;
    return 0;
}

static int enter(struct lw_asterix_walk *walk,
                 const struct lw_asterix_node *node, const char *name)
{
    int err;

    walk->name = name;
    walk->node = node;
    switch (node->kind) {
    case LW_ASTERIX_ELEMENT:
    case LW_ASTERIX_CASE:
        return enter_element(walk, node);
    case LW_ASTERIX_GROUP:
    case LW_ASTERIX_EXTENDED:
    case LW_ASTERIX_EXTENDED_ONCE:
        if (!has(walk, node->bits))
            return too_short(walk);
        err = push(walk, node, 0, 0);
        return err < 0 ? err : LW_ASTERIX_OBJECT;
    case LW_ASTERIX_REPETITIVE:
        return enter_repetitive(walk, node);
    case LW_ASTERIX_COMPOUND:
        return enter_compound(walk, node);
    case LW_ASTERIX_EXPLICIT:
        return enter_explicit(walk, node);
    case LW_ASTERIX_SPARE:
    case LW_ASTERIX_FX:
        break;
    }
    return wrong(walk, LW_ERR_SYNTAX, "has no value");
}

static int leave(struct lw_asterix_walk *walk)
{
    walk->depth--;
    return LW_ASTERIX_CLOSE;
}

/* The next child of what is read one after another; 0: look again. */
static int next_in_row(struct lw_asterix_walk *walk,
                       struct lw_asterix_level *level)
{
    const struct lw_asterix_node *node = level->node;

    if (level->child == node->children)
        return leave(walk);
    const struct lw_asterix_node *child = &node->child[level->child++];
    if (child->kind == LW_ASTERIX_FX) {
        if (!has(walk, 1))
            return too_short(walk);
        if (take(walk, 1) == 0)
            return leave(walk);
        return level->child < node->children
                   ? 0
                   : wrong(walk, LW_ERR_SYNTAX,
                           "has an extension that the edition does not know");
    }
    if (child->kind == LW_ASTERIX_SPARE) {
        if (!has(walk, child->bits))
            return too_short(walk);
        walk->bit += child->bits;
        return 0;
    }
    return enter(walk, child, child->name);
}

static int next_repetition(struct lw_asterix_walk *walk,
                           struct lw_asterix_level *level)
{
    const struct lw_asterix_node *node = level->node;

    if (node->bits == 0 && level->child > 0) {
        if (!has(walk, 1))
            return too_short(walk);
        level->left = (uint32_t)take(walk, 1);
        level->child = 0;
    }
    if (level->left == 0)
        return leave(walk);
    level->left--;
    level->child = 1;
    return enter(walk, node->child, NULL);
}

/* Whether a compound has its k-th child; the bits stand before it. */
static bool is_present(const struct lw_asterix_walk *walk,
                       const struct lw_asterix_level *level, uint32_t k,
                       bool *more)
{
    const bool fixed = level->node->bits > 0;
    const uint32_t a_byte = fixed ? 8 : 7;
    const uint8_t *bytes = walk->bytes + level->mark / 8;
    const uint32_t byte = k / a_byte;

    *more = fixed ? 8 * byte < level->node->bits
                  : k % a_byte != 0 || byte == 0 || bytes[byte - 1] & 1;
    return *more && bytes[byte] >> (7 - k % a_byte) & 1;
}

static int next_of_compound(struct lw_asterix_walk *walk,
                            struct lw_asterix_level *level)
{
    const struct lw_asterix_node *node = level->node;
    bool more = true;

    while (more) {
        const uint32_t k = level->child++;
        if (is_present(walk, level, k, &more)) {
            if (k >= node->children || node->child[k].kind == LW_ASTERIX_FX)
                return wrong(walk, LW_ERR_UNKNOWN,
                             "has a part that the edition does not know");
            return enter(walk, &node->child[k], node->child[k].name);
        }
    }
    return leave(walk);
}

int lw_asterix_walk_next(struct lw_asterix_walk *walk)
{
    int event = 0;

    if (!walk->begun) {
        walk->begun = true;
        return enter(walk, walk->node, walk->node->name);
    }
    while (event == 0) {
        if (walk->depth == 0)
            return LW_ASTERIX_END;
        struct lw_asterix_level *level = &walk->level[walk->depth - 1];
        const struct lw_asterix_node *node = level->node;
        if (node->kind == LW_ASTERIX_REPETITIVE) {
            event = next_repetition(walk, level);
        } else if (node->kind == LW_ASTERIX_COMPOUND) {
            event = next_of_compound(walk, level);
        } else if (node->kind == LW_ASTERIX_EXPLICIT) {
            event = leave_explicit(walk, level->mark);
        } else {
            event = next_in_row(walk, level);
        }
    }
    return event;
}

void lw_asterix_walk_past(struct lw_asterix_walk *walk, size_t bit)
{
    walk->depth--;
    walk->bit = bit;
}

void lw_asterix_walk_begin(struct lw_asterix_walk *walk,
                           const struct lw_asterix_record *record,
                           const struct lw_asterix_item *item)
{
    walk->bytes = record->bytes;
    walk->bit = 8 * (size_t)item->at;
    walk->end = walk->bit + 8 * (size_t)item->len;
    walk->node = &record->spec->item[item->place];
    walk->category = record->spec->category;
    walk->begun = false;
    walk->depth = 0;
    walk->wrong = NULL;
}
