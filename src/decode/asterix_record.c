/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_record.h"

#include <string.h>

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

/* Bytes of an extended item, 0 as below. */
static size_t extended_length(const struct lw_asterix_node *node,
                              const uint8_t *bytes, size_t left)
{
    size_t len = node->bits / 8;
    unsigned extent = 1;

    while (len <= left && extent < node->extents && bytes[len - 1] & 1) {
        len++;
        extent++;
    }
    return len > left || (extent == node->extents && bytes[len - 1] & 1 &&
                          node->kind == LW_ASTERIX_EXTENDED)
               ? 0
               : len;
}

/* Bytes of what begins here, of a kind that has no parts; 0: more than is left
 * or wrong, or only a walk can tell. */
static size_t length_of(const struct lw_asterix_node *node,
                        const uint8_t *bytes, size_t left)
{
    size_t len = node->bits / 8, each;

    switch (node->kind) {
    case LW_ASTERIX_ELEMENT:
    case LW_ASTERIX_GROUP:
    case LW_ASTERIX_CASE:
        break;
    case LW_ASTERIX_EXTENDED:
    case LW_ASTERIX_EXTENDED_ONCE:
        len = extended_length(node, bytes, left);
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

/* Bytes of those parts of a compound that `bits` name, the highest the
 * child `first`; 0 as above, of no part as well. */
static size_t parts_length(const struct lw_asterix_node *node, unsigned bits,
                           unsigned first, const uint8_t *bytes, size_t left)
{
    size_t at = 0;

    for (; bits != 0; bits &= 0x7fu >> first_bit[bits]) {
        const unsigned child = first + first_bit[bits];
        if (child >= node->children)
            return 0;
        size_t len = node->size[child];
        if (len == 0)
            len = length_of(&node->child[child], bytes + at, left - at);
        if (len == 0 || len > left - at)
            return 0;
        at += len;
    }
    return at;
}

/* Where the k-th part of a compound begins, or with k beyond its children,
 * where it ends; 0: as above, or the part is not there. */
static size_t part_at(const struct lw_asterix_node *node, const uint8_t *bytes,
                      size_t left, unsigned k)
{
    const bool fixed = node->bits > 0;
    const unsigned a_byte = fixed ? 8 : 7, mask = fixed ? 0xff : 0xfe;
    size_t head = node->bits / 8;

    if (!fixed)
        do {
            if (head == left)
                return 0;
        } while (bytes[head++] & 1);
    if (head > left)
        return 0;
    size_t at = head;
    for (unsigned byte = 0, first = 0; byte < head; byte++, first += a_byte) {
        unsigned bits = bytes[byte] & mask;
        const bool here = k - first < a_byte;
        if (here && !(bits >> (7 - (k - first)) & 1))
            return 0;
        if (here)
            bits &= ~(0xffu >> (k - first));
        const size_t len =
            parts_length(node, bits, first, bytes + at, left - at);
        if (len == 0 && bits != 0)
            return 0;
        at += len;
        if (here)
            return at;
    }
    return k >= node->children ? at : 0;
}

/* Bytes of an item, 0 as above. */
static size_t item_length(const struct lw_asterix_node *node,
                          const uint8_t *bytes, size_t left)
{
    if (node->kind == LW_ASTERIX_EXTENDED)
        return extended_length(node, bytes, left);
    if (node->kind != LW_ASTERIX_COMPOUND)
        return length_of(node, bytes, left);
    if (node->length != NULL && left > 0 && !(bytes[0] & 1)) {
        const size_t len = node->length[bytes[0] >> 1];
        if (len > 0)
            return len <= left ? len : 0;
    }
    return part_at(node, bytes, left, UINT_MAX);
}

uint64_t lw_asterix_last(const struct lw_asterix_record *record, size_t at)
{
    uint64_t eight = 0;

    for (size_t i = at; i < at + 8; i++)
        eight = eight << 8 | (i < record->room ? record->bytes[i] : 0);
    return eight;
}

size_t lw_asterix_place_of_part(const struct lw_asterix_record *record,
                                const struct lw_asterix_field *field)
{
    const struct lw_asterix_item *item =
        &record->item[record->item_of[field->item] - 1];
    const struct lw_asterix_node *whole = &record->spec->item[field->item];
    const uint8_t *bytes = record->bytes + item->at;
    const unsigned part = field->part - 1u;
    size_t at = 0;

    /* those before it are a compound as well */
    if (whole->length != NULL && part < 7 && !(bytes[0] & 1)) {
        if (!(bytes[0] >> (7 - part) & 1))
            return 0;
        at = whole->length[(bytes[0] & ~(0xffu >> part)) >> 1];
    }
    if (at == 0)
        at = part_at(whole, bytes, item->len, part);
    if (at == 0)
        return 0;
    const struct lw_asterix_node *node = &whole->child[part];
    size_t len = whole->size[part];
    if (len == 0)
        len = length_of(node, bytes + at, item->len - at);
    return field->end > len || len > item->len - at
               ? 0
               : item->at + at + field->byte;
}

bool lw_asterix_value_number(const struct lw_asterix_record *record,
                             unsigned field, double *value)
{
    uint64_t raw;

    if (!lw_asterix_value(record, field, &raw))
        return false;
    const struct lw_asterix_field *f = &record->spec->field[field];
    const struct lw_asterix_node *node =
        f->node->ways > 0 ? lw_asterix_decide(record, f->node) : f->node;
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

/* ---- plans ---- */

/* What an FSPEC says; false: nothing that can be planned, and read_slot() is to
 * say what. */
static bool make_plan(struct lw_asterix_plan *plan,
                      const struct lw_asterix_spec *spec, uint64_t fspec,
                      const uint8_t *buf, size_t bytes)
{
    const struct lw_asterix_profile *profile = spec->profile;
    struct lw_asterix_item *item = plan->item;
    unsigned run = 0, at = 0;

    memset(plan, 0, sizeof *plan);
    for (unsigned byte = 0; byte < bytes; byte++)
        for (unsigned bits = buf[byte] & 0xfeu; bits != 0;) {
            const unsigned bit = first_bit[bits], slot = 7 * byte + bit;
            bits &= 0x7fu >> bit;
            if (slot >= (unsigned)profile->slots || profile->slot[slot] < 0 ||
                plan->count == LW_ASTERIX_PLAN_ITEMS_MAX ||
                run + 1 == LW_ASTERIX_PLAN_RUNS_MAX)
                return false;
            const unsigned place = (unsigned)profile->slot[slot];
            const uint8_t size = profile->size[slot];
            *item++ = (struct lw_asterix_item){
                .place = (uint16_t)place, .at = (uint16_t)at, .len = size};
            at += size;
            plan->run[run].end = size > 0 ? plan->count + 1u : plan->count;
            plan->run[run].bytes = (uint16_t)at;
            plan->item_of[place] = ++plan->count;
            if (size == 0) {
                plan->run[++run].end = plan->count;
                at = 0;
            }
        }
    plan->runs = (uint8_t)(run + 1);
    plan->spec = spec;
    plan->fspec = fspec;
    return true;
}

/* The plan of an FSPEC, NULL as above. */
static const struct lw_asterix_plan *plan_of(struct lw_asterix_plans *plans,
                                             const struct lw_asterix_spec *spec,
                                             uint64_t fspec, const uint8_t *buf,
                                             size_t bytes)
{
    const uint64_t mixed =
        (fspec + (unsigned)spec->category) * UINT64_C(0x9e3779b97f4a7c15);
    const unsigned set = (unsigned)(mixed >> 40) % LW_ASTERIX_PLAN_SETS;
    unsigned way = plans->latest[set];
    struct lw_asterix_plan *plan = &plans->plan[set][way];

    if (plan->fspec == fspec && plan->spec == spec)
        return plan;
    way = (way + 1) % LW_ASTERIX_PLAN_WAYS;
    plan = &plans->plan[set][way];
    if ((plan->fspec != fspec || plan->spec != spec) &&
        !make_plan(plan, spec, fspec, buf, bytes))
        return NULL;
    plans->latest[set] = (uint8_t)way;
    return plan;
}

/* The items of a record with which nothing is wrong, which begin at `at`: its
 * length, 0 else, and read_slot() is to say why. */
static size_t read_planned(struct lw_asterix_record *record,
                           const struct lw_asterix_plan *plan, size_t at)
{
    const struct lw_asterix_node *node = record->spec->item;
    const uint8_t *const buf = record->bytes;
    const size_t len = record->len;
    struct lw_asterix_item *item = record->item;
    const struct lw_asterix_item *planned = plan->item;

    for (unsigned run = 0; run < plan->runs; run++) {
        const struct lw_asterix_item *end = &plan->item[plan->run[run].end];
        const size_t bytes = plan->run[run].bytes;
        if (bytes > len - at)
            return 0;
        for (; planned < end; planned++, item++) {
            *item = *planned;
            item->at = (uint16_t)(item->at + at);
        }
        at += bytes;
        if (run + 1u == plan->runs)
            break;
        const size_t size =
            item_length(&node[planned->place], buf + at, len - at);
        if (size == 0)
            return 0;
        *item++ = (struct lw_asterix_item){.place = planned++->place,
                                           .at = (uint16_t)at,
                                           .len = (uint16_t)size};
        at += size;
    }
    memcpy(record->item_of, plan->item_of, sizeof record->item_of);
    record->count = plan->count;
    return at;
}

/* ---- any record ---- */

int lw_asterix_record_next(struct lw_asterix_plans *plans,
                           const struct lw_asterix_spec *spec,
                           const uint8_t *buf, size_t len,
                           struct lw_asterix_record *record,
                           struct lw_fault *fault)
{
    struct reading r = {.record = record, .fault = fault};
    const struct lw_asterix_plan *plan = NULL;
    uint64_t first = 0;
    size_t fspec = 0;

    if (len > UINT16_MAX)
        len = UINT16_MAX;
    record->spec = spec;
    record->bytes = buf;
    record->len = record->room = len;
    record->profile = spec->profiles > 1 ? -1 : 0;
    record->count = 0;
    memset(record->item_of, 0, sizeof record->item_of);
    do {
        if (fspec == len)
            return refuse(&r, LW_ERR_TRUNCATED, "FSPEC", "ends too early");
        first = first << 8 | buf[fspec];
    } while (buf[fspec++] & 1);
    if (plans != NULL && spec->profiles == 1 && fspec <= sizeof first)
        plan = plan_of(plans, spec, first, buf, fspec);
    r.at = plan != NULL ? read_planned(record, plan, fspec) : 0;
    if (r.at > 0) {
        record->len = r.at;
        return (int)r.at;
    }
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

int lw_asterix_record_read(const struct lw_asterix_spec *spec,
                           const uint8_t *buf, size_t len,
                           struct lw_asterix_record *record,
                           struct lw_fault *fault)
{
    return lw_asterix_record_next(NULL, spec, buf, len, record, fault);
}
