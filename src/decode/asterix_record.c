/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_record.h"

#include <limits.h>
#include <string.h>

/* ---- walking ---- */

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

/* ---- one value ---- */

const struct lw_asterix_item *
lw_asterix_record_find(const struct lw_asterix_record *record, const char *name)
{
    for (int i = 0; i < record->count; i++)
        if (strcmp(record->spec->item[record->item[i].place].name, name) == 0)
            return &record->item[i];
    return NULL;
}

/* Whether `name` is the part of a path that begins here, and how long that is.
 */
static size_t part_of(const char *path, const char *name)
{
    const size_t len = strcspn(path, "/");

    return strlen(name) == len && memcmp(path, name, len) == 0 ? len : 0;
}

/* Walk to what stands at a path. */
static bool walk_to(const struct lw_asterix_record *record, const char *path,
                    struct lw_asterix_walk *walk)
{
    const struct lw_asterix_item *item = NULL;
    int event, depth = 0; /* of the walk, where the path leads */

    for (int i = 0; i < record->count && item == NULL; i++)
        if (part_of(path, record->spec->item[record->item[i].place].name) > 0)
            item = &record->item[i];
    if (item == NULL)
        return false;
    lw_asterix_walk_begin(walk, record, item);
    while ((event = lw_asterix_walk_next(walk)) > 0) {
        const int at = walk->depth - (event == LW_ASTERIX_OBJECT);
        const size_t len =
            event != LW_ASTERIX_CLOSE && at == depth && walk->name != NULL
                ? part_of(path, walk->name)
                : 0;
        if (len == 0)
            continue;
        if (event == LW_ASTERIX_VALUE && path[len] == '\0')
            return walk->bits <= 64;
        if (event != LW_ASTERIX_OBJECT || path[len] == '\0')
            return false;
        path += len + 1;
        depth++;
    }
    return false;
}

bool lw_asterix_get(const struct lw_asterix_record *record, const char *path,
                    uint64_t *raw)
{
    struct lw_asterix_walk walk;

    if (!walk_to(record, path, &walk))
        return false;
    *raw = lw_asterix_bits(walk.bytes, walk.from, walk.bits);
    return true;
}

const struct lw_asterix_node *
lw_asterix_decide(const struct lw_asterix_record *record,
                  const struct lw_asterix_node *node)
{
    uint64_t value[2] = {0, 0};
    bool known = true;

    for (int i = 0; i < 2 && known && node->by[i] != NULL; i++)
        known = lw_asterix_get(record, node->by[i], &value[i]);
    return lw_asterix_choose(node, known, value);
}

bool lw_asterix_get_number(const struct lw_asterix_record *record,
                           const char *path, double *value)
{
    struct lw_asterix_walk walk;

    if (!walk_to(record, path, &walk))
        return false;
    const struct lw_asterix_node *node = lw_asterix_decide(record, walk.node);
    *value = lw_asterix_number(
        node, lw_asterix_bits(walk.bytes, walk.from, walk.bits), walk.bits);
    return node->lsb > 0.0;
}

/* ---- lengths and places, without a walk ---- */

/* The first of 8 bits that is set. */
#define FOUR(n)    n, n, n, n
#define SIXTEEN(n) FOUR(n), FOUR(n), FOUR(n), FOUR(n)
#define MANY(n)    SIXTEEN(n), SIXTEEN(n), SIXTEEN(n), SIXTEEN(n)
static const uint8_t first_bit[256] = {
    8,          7,          6,          6,       FOUR(5), FOUR(4), FOUR(4),
    SIXTEEN(3), SIXTEEN(2), SIXTEEN(2), MANY(1), MANY(0), MANY(0)};

/* Bytes of what begins here, of a kind that has no parts; 0: more than is left
 * or wrong, or only a walk can tell. */
static size_t length_of(const struct lw_asterix_node *node,
                        const uint8_t *bytes, size_t left)
{
    size_t len = node->bits / 8, each;
    unsigned extent = 1;

    switch (node->kind) {
    case LW_ASTERIX_ELEMENT:
    case LW_ASTERIX_GROUP:
    case LW_ASTERIX_CASE:
        break;
    case LW_ASTERIX_EXTENDED:
    case LW_ASTERIX_EXTENDED_ONCE:
        while (len <= left && extent < node->extents && bytes[len - 1] & 1) {
            len++;
            extent++;
        }
        if (len <= left && extent == node->extents && bytes[len - 1] & 1 &&
            node->kind == LW_ASTERIX_EXTENDED)
            return 0;
        break;
    case LW_ASTERIX_REPETITIVE:
        each = node->child->bits;
        if (node->bits > 8 || (each + (node->bits == 0)) % 8 != 0 || left < 1)
            return 0;
        if (node->bits == 8) {
            len = 1 + bytes[0] * (each / 8);
            break;
        }
        each = (each + 1) / 8;
        for (len = each; len <= left && bytes[len - 1] & 1;)
            len += each;
        break;
    case LW_ASTERIX_EXPLICIT:
        len = left < 1 || node->content == LW_ASTERIX_RE ? 0 : bytes[0];
        break;
    case LW_ASTERIX_COMPOUND:
    case LW_ASTERIX_SPARE:
    case LW_ASTERIX_FX:
        return 0;
    }
    return len <= left ? len : 0;
}

/* Where the k-th part of a compound begins, or with k beyond its children,
 * where it ends; 0: as above, or the part is not there. */
static size_t part_at(const struct lw_asterix_node *node, const uint8_t *bytes,
                      size_t left, unsigned k)
{
    const bool fixed = node->bits > 0;
    size_t head = node->bits / 8;

    if (!fixed)
        do {
            if (head == left)
                return 0;
        } while (bytes[head++] & 1);
    size_t at = head;
    for (size_t byte = 0; byte < head && head <= left; byte++) {
        unsigned bits = fixed ? bytes[byte] : bytes[byte] & 0xfeu;
        for (; bits != 0; bits &= 0x7fu >> first_bit[bits]) {
            const unsigned child =
                (unsigned)byte * (fixed ? 8 : 7) + first_bit[bits];
            if (child == k)
                return at;
            if (child >= node->children || child > k)
                return 0;
            size_t len = node->size[child];
            if (len == 0)
                len = length_of(&node->child[child], bytes + at, left - at);
            if (len == 0 || len > left - at)
                return 0;
            at += len;
        }
    }
    return k >= node->children && head <= left ? at : 0;
}

/* Bytes of an item, 0 as above. */
static size_t item_length(const struct lw_asterix_node *node,
                          const uint8_t *bytes, size_t left)
{
    return node->kind == LW_ASTERIX_COMPOUND
               ? part_at(node, bytes, left, UINT_MAX)
               : length_of(node, bytes, left);
}

bool lw_asterix_value_of_part(const struct lw_asterix_record *record,
                              const struct lw_asterix_field *field,
                              uint64_t *raw)
{
    const struct lw_asterix_item *item =
        &record->item[record->item_of[field->item] - 1];
    const struct lw_asterix_node *whole = &record->spec->item[field->item];
    const uint8_t *bytes = record->bytes + item->at;
    const unsigned part = field->part - 1u;
    const size_t at = part_at(whole, bytes, item->len, part);

    if (at == 0)
        return false;
    bytes += at;
    const size_t len = length_of(&whole->child[part], bytes, item->len - at);
    if ((size_t)field->bit + field->bits > 8 * len)
        return false;
    *raw = lw_asterix_bits(bytes, field->bit, field->bits);
    return true;
}

bool lw_asterix_value_number(const struct lw_asterix_record *record,
                             unsigned field, double *value)
{
    const struct lw_asterix_field *f = &record->spec->field[field];
    const struct lw_asterix_node *node = f->node;
    uint64_t raw;

    if (!lw_asterix_value(record, field, &raw))
        return false;
    if (node->ways > 0)
        node = lw_asterix_decide(record, node);
    *value = lw_asterix_number(node, raw, f->bits);
    return node->lsb > 0.0;
}

/* ---- records ---- */

struct reading {
    struct lw_asterix_record *record;
    size_t at;
    int err; /* of an item that cannot be read */
    struct lw_fault *fault;
};

static int refuse(const struct reading *r, int err, const char *item,
                  const char *why)
{
    return lw_fault_set(r->fault, err, 0, (int64_t)r->at + 1, "%s: %s", item,
                        why);
}

/* The item that begins here, and why it cannot be read, if not. */
static size_t walk_item(struct reading *r, int place)
{
    struct lw_asterix_record *record = r->record;
    const struct lw_asterix_item item = {
        .place = (uint16_t)place,
        .at = (uint16_t)r->at,
        .len = (uint16_t)(record->len - r->at),
    };
    struct lw_asterix_walk walk;
    int event;

    lw_asterix_walk_begin(&walk, record, &item);
    while ((event = lw_asterix_walk_next(&walk)) > 0)
        ;
    const size_t size = walk.bit / 8 - r->at;
    if (event == 0)
        return size;
    r->at += size;
    r->err = refuse(r, event, record->spec->item[place].name, walk.wrong);
    return 0;
}

/* size: its bytes, 0: they vary. */
static int add_item(struct reading *r, int place, size_t size)
{
    struct lw_asterix_record *record = r->record;
    const struct lw_asterix_node *node = &record->spec->item[place];
    const size_t left = record->len - r->at;

    if (size == 0)
        size = item_length(node, record->bytes + r->at, left);
    if (size == 0 || size > left) {
        size = walk_item(r, place);
        if (size == 0)
            return r->err;
    }
    if (record->count == LW_ASTERIX_ITEMS_MAX)
        return refuse(r, LW_ERR_NO_SPACE, node->name, "is one too many");
    record->item[record->count++] = (struct lw_asterix_item){
        .place = (uint16_t)place,
        .at = (uint16_t)r->at,
        .len = (uint16_t)size,
    };
    if (record->item_of[place] == 0)
        record->item_of[place] = (uint8_t)record->count;
    r->at += size;
    return 0;
}

/* After an item that says by which profile the rest is to be read. */
static int choose_profile(struct reading *r)
{
    struct lw_asterix_record *record = r->record;
    const struct lw_asterix_spec *spec = record->spec;
    uint64_t value;

    if (!lw_asterix_value(record, (unsigned)spec->profile_field, &value))
        return refuse(r, LW_ERR_MISSING, spec->profile_by,
                      "is not there, and tells how to read the rest");
    for (int i = 0; i < spec->choices; i++)
        if (spec->choice[i].value == value) {
            record->profile = spec->choice[i].profile;
            return 0;
        }
    return refuse(r, LW_ERR_UNKNOWN, spec->profile_by, "has no profile");
}

/* Items one after another, each behind its number in the profile. */
static int read_random_sequence(struct reading *r)
{
    struct lw_asterix_record *record = r->record;
    const struct lw_asterix_profile *profile =
        &record->spec->profile[record->profile];

    if (r->at == record->len)
        return refuse(r, LW_ERR_TRUNCATED, "RFS", "ends too early");
    const int count = record->bytes[r->at++];
    for (int i = 0; i < count; i++) {
        if (r->at == record->len)
            return refuse(r, LW_ERR_TRUNCATED, "RFS", "ends too early");
        const int slot = record->bytes[r->at++] - 1;
        if (slot < 0 || slot >= profile->slots || profile->slot[slot] < 0)
            return refuse(r, LW_ERR_UNKNOWN, "RFS",
                          "names an item that the edition does not have");
        const int err = add_item(r, profile->slot[slot], profile->size[slot]);
        if (err < 0)
            return err;
    }
    return 0;
}

static int read_slot(struct reading *r, int slot)
{
    struct lw_asterix_record *record = r->record;
    const struct lw_asterix_spec *spec = record->spec;
    int err = 0;

    if (spec->profiles > 1 && record->profile < 0 &&
        (slot >= spec->profile[0].slots || slot >= spec->profile[1].slots ||
         spec->profile[0].slot[slot] != spec->profile[1].slot[slot] ||
         spec->profile[0].slot[slot] == LW_ASTERIX_RFS))
        err = choose_profile(r);
    if (err < 0)
        return err;
    const struct lw_asterix_profile *profile =
        &spec->profile[record->profile < 0 ? 0 : record->profile];
    const int place =
        slot < profile->slots ? profile->slot[slot] : LW_ASTERIX_UNUSED;
    if (place == LW_ASTERIX_RFS)
        return read_random_sequence(r);
    return place == LW_ASTERIX_UNUSED
               ? refuse(r, LW_ERR_UNKNOWN, "FSPEC",
                        "names an item that the edition does not have")
               : add_item(r, place, profile->size[slot]);
}

/* The items of a record of one profile with which nothing is wrong: its length,
 * 0 else, and read_slot() is to say why. */
static size_t read_plain(struct lw_asterix_record *record, size_t fspec)
{
    const struct lw_asterix_node *node = record->spec->item;
    const struct lw_asterix_profile *profile = record->spec->profile;
    const int16_t *const place_of = profile->slot;
    const uint8_t *const size_of = profile->size, *const buf = record->bytes;
    const unsigned slots = (unsigned)profile->slots;
    const size_t len = record->len;
    struct lw_asterix_item *item = record->item;
    size_t at = fspec;
    uint8_t count = 0;

    for (unsigned byte = 0; byte < fspec; byte++)
        for (unsigned bits = buf[byte] & 0xfeu; bits != 0;) {
            const unsigned bit = first_bit[bits], slot = 7 * byte + bit;
            bits &= 0x7fu >> bit;
            if (slot >= slots || place_of[slot] < 0)
                return 0;
            const unsigned place = (unsigned)place_of[slot];
            size_t size = size_of[slot];
            if (size == 0)
                size = item_length(&node[place], buf + at, len - at);
            if (size == 0 || size > len - at)
                return 0;
            *item++ = (struct lw_asterix_item){(uint16_t)place, (uint16_t)at,
                                               (uint16_t)size};
            record->item_of[place] = ++count;
            at += size;
        }
    record->count = count;
    return at;
}

int lw_asterix_record_read(const struct lw_asterix_spec *spec,
                           const uint8_t *buf, size_t len,
                           struct lw_asterix_record *record,
                           struct lw_fault *fault)
{
    struct reading r = {.record = record, .fault = fault};
    size_t fspec = 0;

    if (len > UINT16_MAX)
        len = UINT16_MAX;
    record->spec = spec;
    record->bytes = buf;
    record->len = len;
    record->profile = spec->profiles > 1 ? -1 : 0;
    record->count = 0;
    memset(record->item_of, 0, sizeof record->item_of);
    do {
        if (fspec == len)
            return refuse(&r, LW_ERR_TRUNCATED, "FSPEC", "ends too early");
    } while (buf[fspec++] & 1);
    r.at = spec->profiles == 1 ? read_plain(record, fspec) : 0;
    if (r.at > 0) {
        record->len = r.at;
        return (int)r.at;
    }
    memset(record->item_of, 0, sizeof record->item_of);
    r.at = fspec;
    for (size_t byte = 0; byte < fspec; byte++)
        for (unsigned bit = 0; bit < 7; bit++)
            if (buf[byte] >> (7 - bit) & 1) {
                const int err = read_slot(&r, 7 * (int)byte + (int)bit);
                if (err < 0)
                    return err;
            }
    record->len = r.at;
    return (int)r.at;
}
